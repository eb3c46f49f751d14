"""Whether a named outcome improved under the treatment, as a sentence of a study's results says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile import outcome_words as words
from evidence_search.profile.direction import INCREASED, NONE, direction_of
from evidence_search.profile.direction_features import GOOD, main_direction
from evidence_search.profile.follow_up import times_in
from evidence_search.profile.outcome_names import Outcome, better_of_scale, outcomes_in
from evidence_search.profile.result_sentences import Line, Told, tells_result
from evidence_search.profile.scales import scales_in
from evidence_search.profile.subject import found

SURE = 0.6
"""Least probability at which the model's word is taken. Held out, it is right 90 times in 100 above it and 54 below it."""

SURER = 0.85
"""Least probability where no word of direction stands by the model's; above it the model is right 96 times in 100, held out."""

_INTERVENTION = "ketamine esketamine S-ketamine arketamine R-ketamine"


def find(lines: Iterable[Line], context: str, own_words: str) -> list[Finding]:
    """Return named outcomes with what became of them: value `improved`, `no difference`, `worse`, `mixed` or `not compared`.

    `context` is the text in lower case; `own_words` title and text as printed, in which abbreviations are explained.
    """
    seen: set[tuple[str, str]] = set()
    findings = []
    for line in lines:
        if line.part in (Told.BACKGROUND, Told.METHODS) or not _worth_reading(line):
            continue
        for finding in _of_line(line, context, own_words):
            key = (str(finding.detail["outcome"]).lower(), str(finding.value))
            if key not in seen:
                seen.add(key)
                findings.append(finding)
    return findings


def _worth_reading(line: Line) -> bool:
    text = line.sentence.text
    if not (words.COMPARATIVE.search(text) or words.CHANGED.search(text)):
        return False
    return (
        bool(words.KETAMINE.search(text) or words.TWO_GROUPS.search(text) or "infusion" in line.lower)
        and not words.NOT_A_FINDING.search(text)
        and tells_result(line)
    )


def _of_line(line: Line, context: str, own_words: str) -> Iterator[Finding]:
    text = line.sentence.text
    outcomes = _outcomes(line, context)
    if not outcomes:
        return
    rivals = _rivals(text, outcomes)
    compared = bool(rivals or words.TWO_GROUPS.search(text)) and bool(words.COMPARATIVE.search(text))
    for outcome in outcomes:
        detail: dict[str, Value] = {"outcome": outcome.words}
        value = _compared(text, outcome, rivals, own_words) if compared else _within(text, outcome)
        if not value:
            continue
        if rivals and compared and value != "not compared":
            detail["compared_with"] = rivals[0]
        times = {span.words for span in times_in(text)}
        if len(times) == 1:
            detail["time"] = next(iter(times))
        if not compared:
            detail["change"] = value
            value = "not compared"
        yield replace(found(Field.OUTCOMES, value, line.sentence, outcome.words), detail=detail)


def _outcomes(line: Line, context: str) -> list[Outcome]:
    text = line.sentence.text
    named = list(outcomes_in(text))
    for scale in scales_in(text, line.lower, context):
        if not any(scale.start < o.end + 30 and o.start - 30 < scale.end for o in named):  # subtle: `pain (NRS)` is one outcome
            named.append(Outcome(text[scale.start : scale.end], better_of_scale(scale.name), scale.start, scale.end))
    first: dict[str, Outcome] = {}
    for outcome in sorted(named, key=lambda o: o.start):
        first.setdefault(outcome.words.lower(), outcome)
    return list(first.values())[:4]


def _rivals(text: str, outcomes: list[Outcome]) -> list[str]:
    """Return the comparators that a sentence names; the morphine of `morphine consumption` is none."""
    apart = [match for match in words.COMPARATOR.finditer(text) if not any(o.start <= match.start() < o.end for o in outcomes)]
    ours = [
        m
        for m in apart
        if not (
            m.group().lower() in words.ECT
            and words.ECT_FOR_ALL.search(text[max(0, m.start() - 24) : m.start()])
            and not words.AGAINST.search(text[max(0, m.start() - 24) : m.start()])
        )
    ]
    return list(dict.fromkeys(match.group() for match in ours))


def _compared(text: str, outcome: Outcome, rivals: list[str], own_words: str) -> str:
    """Return what a comparison says of an outcome, nothing where the model is unsure or plain words speak against it."""
    if words.KETAMINE_AFTER.search(text) or words.UNCLEAR.search(text) or _is_elsewhere(text, outcome):
        return ""
    around = text[max(0, outcome.start - words.NEAR) : outcome.end + words.NEAR]
    denied = bool(words.SAYS_NONE.search(around))
    if not denied and not words.KETAMINE.search(text):
        return ""
    rival = " ".join(rivals) or "control group"
    label, probability = direction_of(text, outcome.words, _INTERVENTION, rival, own_words)
    if probability < SURE:
        return ""
    if label == NONE:
        later = words.LATER.search(text, outcome.end)
        mixed = later and not words.NEGATED.search(later["rest"])
        if not denied or not _about_ours(text, outcome):
            return ""
        return "mixed" if mixed or "but not" in text else "no difference"
    if not words.KETAMINE.search(text):
        return ""
    if words.MIXED.search(text):
        return "mixed"
    return _better(text, outcome, (label, probability), rival, own_words)


def _about_ours(text: str, outcome: Outcome) -> bool:
    """Whether the clause of an outcome is about ketamine, or about groups without naming other arms."""
    before = words.CLAUSE.split(text[: outcome.start])[-1]
    clause = before + words.CLAUSE.split(text[outcome.start :])[0]
    if words.OTHERS_APART.search(clause):
        return False
    return bool(words.KETAMINE.search(clause)) or not words.COMPARATOR.search(clause)


def _better(text: str, outcome: Outcome, said: tuple[str, float], rival: str, own_words: str) -> str:
    label, probability = said
    if "favo" in text:
        return "improved" if words.FAVOURS.search(text) else ""
    way, kind = main_direction(text, outcome.words, _INTERVENTION, rival, own_words)
    if kind == GOOD:
        return "improved" if way > 0 else "worse"
    sign = 1 if label == INCREASED else -1
    if way != sign and (way or probability < SURER):
        return ""  # the model and the nearest word of direction disagree, or there is no such word
    if sign == outcome.better:
        return "improved"
    return "" if words.BETTERING.search(text) else "worse"  # subtle: a greater change is mostly for the better


def _is_elsewhere(text: str, outcome: Outcome) -> bool:
    """Whether the words around an outcome say that it did not come about, or are about the time it took."""
    return bool(words.NOT_THERE.search(text[: outcome.start]) or words.ITS_TIME.match(text, outcome.end))


def _within(text: str, outcome: Outcome) -> str:
    """Return the change from baseline that a sentence without a comparison tells, nothing when it is not plain."""
    if _is_elsewhere(text, outcome) or words.COMPARATOR.search(text):
        return ""
    apart = [
        m
        for m in words.CHANGED.finditer(text)
        if (m.end() <= outcome.start or outcome.end <= m.start()) and _gap(m, outcome) <= words.NEAR
    ]
    change = min(apart, key=lambda m: _gap(m, outcome) * (1 if m.end() <= outcome.start else 2), default=None)
    if change is None or len({bool(m["better"]) for m in apart}) > 1 or words.NEGATED.search(text) or words.GROUPS.search(text):
        return ""
    word = change.group().lower()
    if word.startswith(("worsen", "deterior")):
        return "worse"
    if word.startswith("improve") or (outcome.better < 0 and change["better"]):
        return "improved"
    if outcome.better > 0 and (not word.startswith(("increas", "reduc", "decreas", "declin")) or _gap(change, outcome) > 12):
        return ""  # subtle: in `reduced pain while preserving satisfaction` the change is the pain's
    return "improved" if bool(change["better"]) == (outcome.better < 0) else "worse"


def _gap(match: re.Match[str], outcome: Outcome) -> int:
    return match.start() - outcome.end if match.start() >= outcome.end else outcome.start - match.end()
