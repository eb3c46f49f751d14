"""How long an infusion ran: `over 40 min`, `a 40-minute infusion`, `infused for 4.2 days`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.scope_words import Part
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import found
from evidence_search.profile.units import Duration, durations_in

_ABOUT = r"(?:over |about |approximately |around |the course of |an? |a period of |period of |~|≈)*$"
_AFTER_DOSE = re.compile(
    r"(?:[\s),]*(?:\(?(?:iv|i\.v\.?|intravenous(?:ly)?|subcutaneous(?:ly)?|infus(?:ed|ion)s?|inject(?:ed|ion)|administered|given|"
    r"bolus|ketamine|esketamine|hydrochloride|racemic|single|dose|constant|slow|continuous(?:ly)?|body weight|of|by|was|were)"
    rf"\)?[\s,]*){{0,5}})(?:[,;(]\s?|\b(?:over|in|for|during|within|x)\s){_ABOUT}",
    re.IGNORECASE,
)
_RUN = re.compile(
    r"\b(?:infus\w+|administ\w+|inject\w+|given|delivered|drip|bolus|mg/kg\S*|mg\b)[^.;]{0,60}?"
    rf"\b(?P<word>over|during|for|lasting|lasted|in)\s{_ABOUT}",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"[\s-]*(?:long\s)?(?:(?:continuous|constant|slow|single|intravenous|i\.?v\.?|subanesthetic|low-dose|outpatient|inpatient|of|"
    r"racemic|ketamine|esketamine|placebo|saline|midazolam)[\s-]){0,3}(?:infusions?|drip)\b",
    re.IGNORECASE,
)
_OF_KETAMINE = re.compile(
    r"(?: of)?(?: (?:either|racemic|\(?[SR]\)?-)?\s?(?:es)?ketamine)?(?: hydrochloride)?(?: at)?[\s(]*", re.IGNORECASE
)
_SPAN = re.compile(r"\binfusion (?:of|lasting|time|duration|over|for|time of|duration of)\s?(?:was |of )?$", re.IGNORECASE)
_NOT_RUN = re.compile(
    r"\s?(?:\)?\s?)(?:after|post|before|prior|later|following|of follow|apart|interval|pre\b|from|to \d|until|and \d|,\s\d|"
    r"washout|twice|per\b)",
    re.IGNORECASE,
)
_INFUSED = Sieved(r"infus|inject|bolus|drip|mg/kg|mg kg|\bmg\b|administ")
_INSTEAD = re.compile(r"\b(?:or|versus|vs)\b[^.;]{0,30}$", re.IGNORECASE)
_LONGEST_MINUTES = 14 * 1440.0
"""No single infusion is read as longer; the longest of trials ran five to ten days."""


def find(scope: Scope) -> list[Finding]:
    """Return how long infusions ran, each length once, in the order of the text."""
    findings: dict[str, Finding] = {}
    for line in (*scope.done, scope.title, *scope.methods):
        if line.part is not Part.TITLE and line.of_animals:
            continue
        for span in _runs(line):
            findings.setdefault(span.text, _finding(line, span))
    return list(findings.values())


def time_after(text: str, end: int) -> float | None:
    """Return the minutes that stand right behind a dose which ends at `end`: `0.5 mg/kg over 40 min`, `0.5 mg/kg, 40 min`."""
    for span in durations_in(text, end):
        if span.start - end > 60 or span.unit == "d":
            return None
        return (
            span.low
            if _AFTER_DOSE.match(text[end : span.start]) and span.low == span.high and not _NOT_RUN.match(text, span.end)
            else None
        )
    return None


def time_before(text: str, start: int) -> float | None:
    """Return the minutes of the infusion that a dose stands behind: `a 40-minute infusion of ketamine (0.5 mg/kg)`."""
    begin = max(0, start - 90)
    spans = [span for span in durations_in(text, begin) if span.end <= start]
    if not spans or spans[-1].unit == "d" or spans[-1].low != spans[-1].high:
        return None
    kind = _KIND.match(text, spans[-1].end)
    return spans[-1].low if kind and _OF_KETAMINE.fullmatch(text, kind.end(), start) else None


def _finding(line: Line, span: Duration) -> Finding:
    detail: dict[str, Value] = {"minutes": span.low} if span.low == span.high else {"low": span.low, "high": span.high}
    return found(Field.DURATIONS, span.text, line.sentence, line.printed(span.start, span.end), **detail)


def _runs(line: Line) -> Iterator[Duration]:
    text = line.text
    if not _INFUSED.search(text):
        return
    for span in durations_in(text):
        if 0 < span.low and span.high <= _LONGEST_MINUTES and _is_run(text, span) and _is_ours(line, span):
            yield span


def _is_ours(line: Line, span: Duration) -> bool:
    """Whether the drug that ran is ketamine, or one given in its place: `ketamine or midazolam over 40 min`."""
    before = [drug for drug in line.drugs if drug.end <= span.start]
    if not before or before[-1].is_ketamine:
        return not any(0 <= drug.start - span.end <= 25 and not drug.is_ketamine for drug in line.drugs) or bool(before)
    ketamine = before[-2] if len(before) > 1 else None
    return ketamine is not None and ketamine.is_ketamine and bool(_INSTEAD.search(line.text[ketamine.end : before[-1].start]))


def _is_run(text: str, span: Duration) -> bool:
    """Whether a length of time is that of an infusion, not of an effect or a follow-up."""
    if _KIND.match(text, span.end):
        return not re.search(
            r"\b(?:post|after|within|first)[\s-]*(?:the\s)?$", text[max(0, span.start - 12) : span.start], re.IGNORECASE
        )
    if _NOT_RUN.match(text, span.end):
        return False
    before = text[max(0, span.start - 110) : span.start]
    if _SPAN.search(before):
        return True
    run = _RUN.search(before)
    if run and re.match(r"[- ]period\b", text[span.end :]) and "infus" not in run.group().lower():
        return False
    if run is None:
        return _stands_with_dose(before)
    if run["word"].lower() in {"in", "for"} and span.unit in {"h", "d"}:
        return (bool(re.search(r"infus", run.group(), re.IGNORECASE)) and span.unit != "d") or "continuous" in before.lower()
    return span.unit != "d" or "continuous" in before.lower()


def _stands_with_dose(before: str) -> bool:
    return bool(re.search(r"mg/kg\S*[,;]\s$", before))
