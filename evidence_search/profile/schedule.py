"""How many sessions there were and how far apart, as numbers that studies can be filtered by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.numbers import parse_number
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.scope_words import Part
from evidence_search.profile.sieve import Sieved, holds
from evidence_search.profile.subject import found

_N = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|(?<![\d.,/(-])(?:[2-9]|[1-3]\d))"
_COUNTED = Sieved(
    rf"\b(?P<low>{_N})(?:\s?(?:-|to|or)\s?(?P<high>\d{{1,2}}|{_N}))?[- ]+(?P<fill>(?:(?!different|placebo|weeks?\b|days?\b|"
    rf"months?\b|hours?\b|of\b|min|with\b|and\b|subjects|patients|participants|additional|further|more\b|maintenance|continuation)"
    r"[\w./()-]+ ){0,4}?)(?P<what>infusions|injections|administrations|treatments|sessions|doses)\b",
)
_COURSE = re.compile(
    r"\b(?:receiv\w+|underwent|undergo\w*|complet\w+|treated with|administ\w+|given|course of|series of|consist\w+|total of|"
    r"protocol of|after|following|all|up to|with|had|for|of)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
"""Before the number of what a participant got."""
_SOME = re.compile(
    r"\b(?:first|last|initial|final|remaining|further|additional|these|more|at least|or more|fail\w*(?: (?:of|to))?|"
    r"respon\w+ to|resistant to|no response to|total of \d+ patients)\W+(?:\w+\W+)?$",
    re.IGNORECASE,
)
"""Before the number of a part of it, or of what failed earlier."""
_OTHER_TREATMENT = re.compile(
    r"\b(?:ect|electroconvulsive|r?tms|magnetic|stimulation|theta|cbt|psychotherapy|therapy sessions|counsel\w+|exercise|"
    r"mindfulness|motivational|integration|preparat\w+|training|imaging|scan\w*|mri|fmri|pet|nerve|block|placebo|challenge|"
    r"testing|test|laboratory|dose levels?|levels|median|mean)\b",
    re.IGNORECASE,
)
_LEVELS = re.compile(
    r"\s?(?:of (?:ketamine|esketamine|the drug)\s?)?[(:]\s?\d|\s(?:of )?\d|\sof (?:ketamine|esketamine) \(?\d", re.IGNORECASE
)
"""Behind `three doses` that are three sizes of dose: `three doses of ketamine (0.1, 0.2 …)`."""

_TIMES = {"once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5,
          "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}  # fmt: skip
_DOSING = r"(?:infusions?|doses?|dosing|injections?|sessions?|treatments?|(?:es)?ketamine|administrations?)"
_WEEKLY = Sieved(
    "|".join(
        (
            r"\b(?P<times>once|twice|thrice|(?:one|two|three|four|five|[1-6])(?:[- ]times|\s?x|"
            rf"[- ](?:[\w-]+ ){{0,2}}?{_DOSING}(?= (?:a|per|each|every) )))[- ]*"
            r"(?:(?:a|per|each|every)\s|/\s?)?(?:week(?:ly)?|wk)\b",
            r"\b(?P<daily>once[- ]daily|twice[- ]daily|once a day|twice a day)\b",
            rf"\b(?P<day>daily)(?=[- ](?:(?:oral|intranasal|iv|intravenous|low-dose|sublingual|subcutaneous) )*{_DOSING})",
            r"\bevery (?P<other>other day|second day)\b",
            r"\bevery (?P<n>two|three|four|six|[2-9]|1\d|21|28)(?:[- ](?:to|or) \w+)? (?P<unit>days|weeks)\b",
            r"\b(?P<fortnight>fortnightly)\b",
            rf"\b(?P<month>monthly)(?= (?:[\w-]+ ){{0,2}}?{_DOSING})",
            rf"(?<!bi)(?<!bi-)\b(?P<week>weekly)(?= (?:[\w-]+ ){{0,3}}?{_DOSING})",
            r"(?:(?<=administered )|(?<=infusions )|(?<=infusion )|(?<=given ))weekly\b",
        )
    ),
)
_DIFFERING = Sieved(
    r"\b(?:once|one|twice|two|[1-3])[\s-]*(?:or|and|to|versus|vs\.?) (?:twice|thrice|(?:two|three|four|five|[2-5])(?:[- ]times|"
    r"\s?x))[- ]*(?:(?:a|per|each|every)\s)?week",
)
"""`two or three times weekly`: arms or stages that differ in spacing, so that the study has none."""
_FOR = re.compile(
    r"[\s,(]*(?:\w+[\s,]+){0,4}?(?:for|over|during|x|in)\s(?:an? )?(?:total of |period of |course of )?"
    r"(?P<n>[\w.]+)[- ](?:consecutive )?(?P<unit>weeks?|days?|months?)\b",
    re.IGNORECASE,
)
_ABOUT_TREATMENT = Sieved(
    r"ketamine|spravato|infus|inject|\bdos(?:e|es|ing)\b|administ|treatment sessions?|study drug|psilocybin|mdma|\blsd\b|"
    r"treatments|nasal spray|medication session",
)
_NOT_TREATMENT = re.compile(
    r"\b(?:assess\w*|follow\w*|rat(?:ed|ings?)|visits?|measur\w+|monitor\w*|contact\w*|evaluat\w+|interview\w*|diar\w+|"
    r"questionnaires?|calls?|phone|scores?|completed|meetings?|cbt|psychotherapy|therapy sessions|r?tms|ect|electroconvulsive|"
    r"stimulation|users?|use of|frequency of|drinking|smok\w+|opioids?|mg/day|antidepressants?|sleep|activity|each infusion|"
    r"oral)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
_WORDS = {0.25: "monthly", 0.5: "every 2 weeks", 1.0: "once weekly", 2.0: "twice weekly", 3.0: "three times weekly",
          3.5: "every other day", 4.0: "four times weekly", 5.0: "five times weekly", 6.0: "six times weekly",
          7.0: "daily", 14.0: "twice daily"}  # fmt: skip


def find(scope: Scope) -> list[Finding]:
    """Return the number of sessions and their spacing, at most one of each; the first that the study says outright.

    `session_count` counts what one participant got. A range has its lower end as value and both in the detail. Spacing has
    `per_week` and, where it stands there, `weeks` in the detail.
    """
    if scope.is_review:
        return []
    lines = (*scope.done, scope.title, *scope.methods)
    counts = [finding for line in lines for finding in _counts(line)]
    differing = any(_DIFFERING.search(line.text) for line in lines)
    spacings = [] if differing else [finding for line in lines for finding in _spacings(line)]
    return [*counts[:1], *spacings[:1]]


def _counts(line: Line) -> Iterator[Finding]:
    if not any(
        stem in line.lower for stem in ("infusions", "injections", "administrations", "treatments", "sessions", "doses")
    ):
        return
    for match in _COUNTED.finditer(line.text):
        low = parse_number(match["low"])
        high = parse_number(match["high"]) if match["high"] else low
        if low and high and low <= high and _is_course(line, match):
            detail: dict[str, Value] = {} if low == high else {"low": low, "high": high}
            yield found(Field.SESSION_COUNT, low, line.sentence, line.printed(*match.span()), **detail)


def _is_course(line: Line, match: re.Match[str]) -> bool:
    """Whether a counted thing is the course of one participant, not dose levels, not another treatment's sessions."""
    text = line.text
    before = text[: match.start()]
    inside = [drug for drug in line.drugs if match.start() <= drug.start < match.end() + 14]
    ours = any(drug.is_ketamine for drug in inside)
    if (inside and not ours) or _OTHER_TREATMENT.search(match["fill"]) or _SOME.search(before):
        return False
    if match["what"].lower() == "doses" and _LEVELS.match(text, match.end()):
        return False
    if match["what"].lower() in {"treatments", "sessions"} and not (ours or _ABOUT_TREATMENT.search(text)):
        return False
    if re.match(r"\s(?:per|a|each|every)\s(?:week|day|month)", text[match.end() :], re.IGNORECASE):
        return False
    if re.search(r"\bcross[- ]?over\b", text, re.IGNORECASE) or _OTHER_TREATMENT.search(text[match.end() : match.end() + 25]):
        return False
    return line.part is Part.TITLE or bool(_COURSE.search(before)) or "week" in text[match.end() : match.end() + 40]


def _spacings(line: Line) -> Iterator[Finding]:
    if not holds(line.lower, ("week", "daily", "every ", "month", "a day", "/wk", "fortnight")):
        return
    if not _ABOUT_TREATMENT.search(line.text):
        return
    for match in _WEEKLY.finditer(line.text):
        per_week = _per_week(match)
        if per_week is None or not _is_of_treatment(line, match):
            continue
        detail: dict[str, Value] = {"per_week": per_week}
        if (length := _FOR.match(line.text, match.end())) and (weeks := _weeks(length)):
            detail["weeks"] = weeks
        value = _WORDS.get(per_week) or match.group().lower()
        yield found(Field.SPACING, value, line.sentence, line.printed(*match.span()), **detail)


def _is_of_treatment(line: Line, match: re.Match[str]) -> bool:
    before = line.text[: match.start()]
    if _NOT_TREATMENT.search(before[-70:]) or re.match(
        r"[- ]*(?:assess|follow|visit|phone|contact|psychotherapy|cbt|rating|basis)", line.text[match.end() :], re.IGNORECASE
    ):
        return False
    nearest = [drug for drug in line.drugs if drug.end <= match.start()][-1:]
    follows = [drug for drug in line.drugs if 0 <= drug.start - match.end() <= 20][:1]
    if follows:
        return follows[0].is_ketamine
    if match["daily"] and not re.match(
        r"\s?(?:[,.;:)(]|for\b|over\b|and\b|or\b|during\b|with\b|until\b|in\b|dos|infus|$)",
        line.text[match.end() :],
        re.IGNORECASE,
    ):
        return False
    return not nearest or nearest[0].is_ketamine


def _per_week(match: re.Match[str]) -> float | None:
    if match["times"]:
        return float(_TIMES[re.split(r"[- x]", match["times"].lower())[0]])
    if match["daily"] or match["day"]:
        return 14.0 if (match["daily"] or "").lower().startswith("twice") else 7.0
    if match["other"]:
        return 3.5
    if match["n"]:
        days = (parse_number(match["n"]) or 0) * (7 if match["unit"].lower() == "weeks" else 1)
        return round(7 / days, 3) if days else None
    return 0.5 if match["fortnight"] else 0.25 if match["month"] else 1.0


def _weeks(length: re.Match[str]) -> float | None:
    number = parse_number(length["n"]) or (1 if length["n"].lower() in {"a", "one"} else None)
    if number is None:
        return None
    unit = length["unit"][0].lower()
    return float(number) if unit == "w" else round(number / 7, 2) if unit == "d" else None
