"""One session or many, how many, and how far apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evidence_search.findings import Field, Finding
from evidence_search.profile.drug_names import STUDY_DRUGS
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.scope_words import Part
from evidence_search.profile.sieve import Sieved, holds
from evidence_search.profile.subject import found

_N = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|thirty|"
    r"(?<![\d.,/])(?:[2-9]|[1-3]\d))"
)
_SESSIONS = r"(?:infusions|injections|administrations|treatments|applications|sessions)"
_FILL = r"(?:(?!of\b|with\b|and\b|or\b|daily\b|to\b|ECT\b|in\b|each\b)[\w.+()/%,]{1,25}[- ]{1,3}){0,6}?"
_PLAIN_FILL = (
    r"(?:(?!different\b|established\b|placebo\b|tms\b|rtms\b|other\b|ascending\b|active\b|previous\b|failed\b|"
    r"antidepressant\b|electroconvulsive\b|ect\b|cbt\b|psychotherapy\b|of\b|weeks?\b|days?\b|hours?\b|h\b|months?\b|"
    r"min\w*\b)[\w./-]+ ){0,3}?"
)


def _any(*patterns: str) -> Sieved:
    return Sieved("|".join(patterns))


_SINGLE = _any(
    rf"\b(?:single|one-time)[- ]+{_FILL}(?:dose|infusion|injection|administration|session|bolus|exposure|(?:es)?ketamine|"
    r"mdma|psilocybin|lsd)\b(?! (?:an?(?:a)?esthe|group))",
    r"\bsingle[- ](?:sub-?an(?:a)?esthetic|i\.?v\.?|intravenous|low|intranasal) ",
    r"(?<!least )\b(?:one|1) (?:[\w.-]+ ){0,2}?(?:infusion|injection|dose|session)\b(?! (?:per|each|every|a) )",
)
_REPEATED = _any(
    rf"\b(?P<count>{_N})(?:\s?(?:-|to|or)\s?(?P<upto>{_N}))?[- ]+{_PLAIN_FILL}{_SESSIONS}\b",
    rf"\b(?P<doses>{_N}) (?:[\w./-]+ ){{0,3}}?doses (?:[\w-]+ ){{0,3}}?(?:over|within|weekly|per|every|during|for|in \d)\b",
    rf"\b{_N} (?:[\w./-]+ ){{0,3}}?doses\b[^.;]{{0,60}}?\b(?:over|within|during) (?:an? )?[\w-]+[- ](?:weeks?|days?)\b",
    r"\b(?:repeat(?:ed|edly|-?dose)?|multiple|serial|successive|consecutive|maintenance)[- ]+(?:[\w.()+]{1,25}[- ]){0,4}?"
    r"(?:infusions?|doses?|dosing|injections|administrations?|sessions|treatments?|applications|(?:es)?ketamine|administered)\b",
    r"\bnumber of (?:(?!ect\b)\w+ )?(?:sessions|infusions|treatments)\b",
    r"\b(?:third|fourth|fifth|sixth|seventh|eighth|last|final) (?:\w+ )?(?:infusions?|injections?|sessions?)\b",
    r"\b(?:third|fourth|fifth|sixth|eighth|last|final) (?:es)?ketamine (?:treatment|dose|administration)\b",
    rf"\b{_N}[- ](?:session|infusion|dose|treatment)\b[^.;]{{0,40}}\b(?:course|phase|induction|protocol|ketamine|series)\b",
    r"\bmulti-?dose\b|\bdays 1, ?[2-9](?:, ?\d+){1,9},? and \d+\b|\btwiceweekly\b|"
    r"\binfusions? (?:number |no\. ?|#)?1\b[^.;]{0,60}(?:\b[2-9]\b|and)",
    r"\b(?:es)?ketamine\b[^.;]{0,60}?\bmg/day\b",
    r"\b\w+ (?:times )?(?:a|per|each|every) week\b(?! (?:after|later|post))",
    r"\b[1-7]\s?(?:x|times|/)\s?(?:per |a |/)?w(?:ee)?k\b|\bbi-?weekly\b|\b(?:once|twice|thrice|\w+[- ]times)[- ]weekly\b",
    r"\bweekly (?:[\w-]+ ){0,2}?(?:infusions?|doses?|injections?|treatments?|sessions|administrations?|(?:es)?ketamine)\b",
    r"\b(?:course|series) of (?:[\w-]+ ){0,3}?(?:infusions|injections|treatments|doses)\b",
    r"\b(?:infusions?|sessions|doses|treatments?|ketamine|therapy|administ\w+|injections)\b[^.;]{0,30}?"
    r"\bover (?:a period of |the course of )?[\w-]+ (?:weeks|consecutive days|days)\b",
    r"\b\w+[- ]weeks? course\b",
    r"\b\w+[- ]weeks? (?:of )?(?:(?!after|before|post|following|later|prior|apart)[\w-]+ ){0,3}?"
    r"(?:ketamine|esketamine|treatment phase|active treatment)\b",
    r"\bevery (?:other day|second day|\w+ (?:days|weeks))\b|\bfor \w+ consecutive days\b|\bmaintenance phase\b",
    r"\bmg\b[^.;]{0,40}\bevery (?:\d+|six|five|ten|fifteen) min\w*",
    r"\b(?:es)?ketamine\b[^.;]{0,50}?\b(?:once |twice )?daily\b"
    r"(?! (?:activit|life|living|function|opioid|morphine|diar|rest|basis))",
    r"\bchronic (?:mdma|ecstasy|ketamine)\b",
)
_SINGLE_STEMS = ("single", "one", "1 ")
_REPEATED_STEMS = (
    "repeat", "multiple", "serial", "success", "consecut", "mainten", "infusions", "injections", "administrations",
    "treatments", "applications", "sessions", "doses", "third ", "fourth ", "fifth ", "sixth ", "eighth ", "last ", "final ",
    "week", "course of", "series of", "every ", "daily", "chronic ", " over ", "session", "multidose", "multi-dose", "days 1",
    "infusion", "mg/day", "seventh ",
)  # fmt: skip
"""One of these stands in every line that says so."""
_NOT_REPEATED = Sieved(
    r"\brepeated[- ]measures?\b|\b(?:need for|other|previous|no|without|antidepressant|available|alternative|"
    r"standard)\s(?:\w+\s)?$",
)
_CROSSED = re.compile(r"\bcross-?over|\bcounter-?balanced|\bwithin-subjects?\b|\bapart\b|\bplacebo\b", re.IGNORECASE)

_IMPLIED = _any(
    r"\bcross-?over\b|\bcounter-?balanced\b|\bwithin-subjects?\b|\btest (?:days?|sessions?)\b",
    r"\bon (?:two|three|four|\d|separate) (?:\w+ )?(?:occasions|days)\b",
    r"\bacute (?:\w+ )?(?:effects?|administration)\b",
    r"\b(?:healthy|normal) (?:\w+ ){0,3}?(?:volunteers|subjects|participants|men|humans?|adults|males|females)\b",
    r"\bvolunteers\b",
    r"\b(?:peri-?operative|mastectomy|hysterectomy|laparoscop|cesarean|caesarean|surgery|surgical|premedication)",
    r"\bintra-?operative|\binduction of|\bbefore incision|\bemergency department|\bafter (?:child )?(?:birth|delivery)",
    r"\b(?:an?|the) (?:[\w./-]+ ){0,4}?(?:infusion|dose|injection|bolus) of (?:[\w()-]+ ){0,3}?\(?(?:es)?ketamine",
    r"\ban? (?:[\w./-]+ ){0,3}?(?:es)?ketamine (?:hydrochloride )?(?:infusion|injection|bolus)\b",
    r"mg/kg[^.;]{0,80}? (?:over|in|for|during) (?:\d+|forty|sixty)[- ](?:min|sec|hour|h\b)",
    r"\b(?:\d+ ?h(?:ours?|rs?)?|hours|\d+ days?|one day|\d+ min\w*|\d weeks?|minutes) (?:after|post|following|of)[- ]"
    r"(?:[\w-]+ ){0,3}?(?:infusion|ketamine|administration|injection)\b",
    r"\b(?:during|before|after|following|prior to|of|post) (?:the |an? )?(?:(?!each|every)[\w-]+ ){0,2}?infusion\b",
    r"\bpost-?infusion\b",
    r"\b\d+[- ]?min(?:utes?)?[- ](?:[\w-]+ ){0,3}?infusion\b",
    r"\bketamine[^.;]{0,60} during (?:an? )?(?:\d+ ?min )?(?:functional|pharmacological|magnetic|positron|f?MRI|PET|EEG|\[)",
    r"\breceived? (?:either )?(?:intravenous |i\.?v\.? |low-dose |subanesthetic ){0,2}(?:es)?ketamine \(?\d",
    r"\b(?:(?:procedural|deep|moderate) sedation|pre-?emptive|at induction|labou?r analgesia|lithotripsy|endoscop\w+)\b",
    r"\bketamine challenge\b|\bchallenge (?:with|of) ketamine\b",
)
"""One administration, though the word single is not there: its design or its setting has room for no more."""
_GIVEN = Sieved(r"\binfusion\b|\bbolus\b|mg/kg|mg kg|mg\.kg|ng/ml|\badminist\w+|\breceiv\w+|\bdoses?\b|\binjection\b")
_ONGOING = Sieved(
    r"\bretrospective|\bchart\b|\bclinics?\b|\bnaturalistic|\breal-world|\bsurvey|\busers\b|\babusers\b|\brecreational|"
    r"\bmaintenance (?:\w+ )?(?:treat|infus|dos|phase)\w*|\bketamine (?:sessions|treatments|infusions)\b|\bmicrodos|"
    r"\bongoing treatment",
)

_WITH_EVERY_SHOCK = Sieved(r"\becs?t\b|electroconvulsive")
"""Titles of studies in which ketamine goes with each of a course of shocks, or against it."""


def find(scope: Scope) -> list[Finding]:
    """Return whether the drug was given once or repeatedly.

    What is said outright has `basis` `stated`. A primary study that tells of one administration without calling it single, such
    as a crossover of ketamine and placebo, is single with `basis` `implied`. A review's is said only where its title says it.
    """
    if scope.is_review:
        return _stated((scope.title,))
    return _stated((scope.title, *scope.done)) or list(_implied(scope)) or _stated(scope.methods)


def _stated(lines: Sequence[Line]) -> list[Finding]:
    single = [line_match for line in lines for line_match in _matches(_SINGLE, line)]
    repeated = [line_match for line in lines for line_match in _matches(_REPEATED, line)]
    if repeated and not (_only_in_title(single, repeated) and not _counted(repeated)):
        return [_said("repeated", *_best(repeated))]
    return [_said("single", *_best(single))] if single else []


Found = tuple[Line, re.Match[str]]


def _said(value: str, line: Line, match: re.Match[str], basis: str = "stated") -> Finding:
    return found(Field.SESSIONS, value, line.sentence, line.printed(*match.span()), basis=basis)


def _best(matches: list[Found]) -> Found:
    """Return the first match of the text, because it has a place to show; the title's when there is no other."""
    return next((each for each in matches if each[0].part is not Part.TITLE), matches[0])


def _only_in_title(single: list[Found], repeated: list[Found]) -> bool:
    return any(line.part is Part.TITLE for line, _ in single) and all(line.part is not Part.TITLE for line, _ in repeated)


def _counted(repeated: list[Found]) -> bool:
    return any(match["count"] or match["doses"] for _, match in repeated)


def _matches(pattern: Sieved, line: Line) -> Iterator[Found]:
    stems = _SINGLE_STEMS if pattern is _SINGLE else _REPEATED_STEMS
    if not holds(line.lower, stems):
        return
    for match in pattern.finditer(line.text):
        inside = [drug for drug in line.drugs if match.start() <= drug.start < match.end() + 12]
        if inside and not any(drug.name in STUDY_DRUGS for drug in inside):
            continue
        if pattern is _REPEATED and (_NOT_REPEATED.search(line.text[: match.start()]) or _is_crossing(line, match)):
            continue
        yield line, match


def _is_crossing(line: Line, match: re.Match[str]) -> bool:
    """Whether two sessions are those of a crossover, one of each drug."""
    return match["count"] in {"two", "2"} and match["upto"] is None and bool(_CROSSED.search(line.text))


def _implied(scope: Scope) -> Iterator[Finding]:
    if _WITH_EVERY_SHOCK.search(scope.title.text) or any(_ONGOING.search(line.text) for line in (scope.title, *scope.done)):
        return
    lines = (scope.title, *scope.done)
    if not any(drug.name in STUDY_DRUGS for line in lines for drug in line.drugs) or not any(
        _GIVEN.search(line.text) for line in lines
    ):
        return
    said = [(line, match) for line in (*scope.done, scope.title) if (match := _IMPLIED.search(line.text))]
    if said:
        line, match = next((each for each in said if any(drug.is_ketamine for drug in each[0].drugs)), said[0])
        yield _said("single", line, match, "implied")
