"""Doses as data: how much of which drug, in which unit, over how long.

A dose is given a drug only where the sentence says whose it is. What cannot be told (a sentence that names two drugs before
one dose, a noun not known) is left out: no dose is better than another drug's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.dose_words import (
    AFTER_DRUG,
    BEFORE_DRUG,
    BOUND,
    CAP,
    CHANGED,
    CLAUSE,
    CUE,
    DOSING_CHANGED,
    EFFECT,
    LIGHT_WORDS,
    MEASURED,
    NEW_ITEM,
    OF_SOMETHING,
    WORD,
)
from evidence_search.profile.drug_names import KETAMINE, KETAMINES, Mention
from evidence_search.profile.durations import time_after, time_before
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.scope_words import Part
from evidence_search.profile.subject import found
from evidence_search.profile.units import Amount, amounts_in

_HIGHEST_PER_KG = 15.0
"""mg/kg: the most that is given to people, by mouth or rectum before anaesthesia; beyond it is an animal's dose or a slip."""
_HIGHEST_MG = 3000.0
"""mg: above the largest daily oral doses reported."""


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount of a named drug in a line."""

    line: Line
    amount: Amount
    drug: str


def find(scope: Scope, forms: Iterable[str]) -> list[Finding]:
    """Return every dose of ketamine, in the order of the text; one finding for each drug, amount and unit.

    Args:
        scope: The study.
        forms: The forms of ketamine the study gave, as `drugs.find` names them: a dose of plain `ketamine` in a study of
            esketamine alone is one of esketamine.
    """
    forms = set(forms) & KETAMINES
    findings: dict[tuple[str, str], Finding] = {}
    for dose in doses_of(scope, forms):
        if dose.drug in KETAMINES:
            findings.setdefault((dose.drug, dose.amount.text), _finding(dose))
    return list(findings.values())


def doses_of(scope: Scope, forms: set[str]) -> Iterator[Dose]:
    """Yield the doses of any drug: those of the abstract, then the title's, then those of a full text's methods."""
    for line in (*scope.done, scope.title, *scope.methods):
        if line.part is Part.TITLE or not line.of_animals:
            last: Dose | None = None
            for amount in amounts_in(line.text):
                drug = _drug_of(amount, line, last, scope.is_review, forms)
                if drug is not None:
                    last = Dose(line, amount, drug)
                    yield last


def doses_between(findings: Iterable[Finding], low: float, high: float, unit: str) -> list[Finding]:
    """Return the doses of a unit that lie in [low, high] or, for a range, overlap it.

    Rates by weight are compared in mg/kg/h when that is the unit asked for, however they are printed.

    Args:
        findings: Findings of any field; those that are no doses are passed over.
        low: The least amount, in `unit`.
        high: The greatest amount, in `unit`.
        unit: As in the findings' detail, for example `mg/kg` or `mg/kg/h`.

    >>> doses_between([], 0.4, 0.6, "mg/kg")
    []
    """
    return [finding for finding in findings if finding.field is Field.DOSES and _overlaps(finding.detail, low, high, unit)]


def _overlaps(detail: Mapping[str, Value], low: float, high: float, unit: str) -> bool:
    if unit == "mg/kg/h" and "per_kg_h" in detail:
        least, most = float(detail["per_kg_h"]), float(detail.get("per_kg_h_high", detail["per_kg_h"]))
    elif detail.get("unit") == unit:
        least, most = float(detail.get("low", detail.get("amount", 0))), float(detail.get("high", detail.get("amount", 0)))
    else:
        return False
    return least <= high and most >= low


def _finding(dose: Dose) -> Finding:
    amount, line = dose.amount, dose.line
    detail: dict[str, Value] = {"drug": dose.drug, "unit": amount.unit}
    if amount.low == amount.high:
        detail["amount"] = amount.low
    else:
        detail |= {"low": amount.low, "high": amount.high}
    if rate := amount.per_kg_h:
        detail["per_kg_h"] = rate[0]
        if rate[1] != rate[0]:
            detail["per_kg_h_high"] = rate[1]
    over = amount.over_minutes or time_after(line.text, amount.end) or time_before(line.text, amount.start)
    if over is not None and "h" not in amount.unit.split("/")[1:] and "min" not in amount.unit:
        detail["over_minutes"] = over
    return found(Field.DOSES, amount.text, line.sentence, line.printed(amount.start, amount.end), **detail)


def _drug_of(amount: Amount, line: Line, last: Dose | None, of_review: bool, forms: set[str]) -> str | None:
    """Return whose dose an amount is, None when the line does not say or it is no dose given."""
    text = line.text
    before = text[max(0, amount.start - 100) : amount.start]
    if MEASURED.search(before):
        return None
    if _is_beyond(amount) or EFFECT.match(text, amount.end) or BOUND.search(before) or CAP.search(before):
        return None
    if OF_SOMETHING.match(text, amount.end) and not any(0 <= drug.start - amount.end <= 40 for drug in line.drugs):
        return None
    earlier = [drug for drug in line.drugs if drug.end <= amount.start]
    later = [drug for drug in line.drugs if drug.start >= amount.end]
    name = _stated(text, amount, earlier, later) or _chained(text, amount, last, earlier)
    changed = CHANGED.search(before) and not DOSING_CHANGED.search(before)
    if name is None and not of_review and line.part is not Part.TITLE and not changed:
        name = _understood(text, amount, line, forms)
    return _form(name, forms)


def _chained(text: str, amount: Amount, last: Dose | None, earlier: list[Mention]) -> str | None:
    """Return the drug of the dose before, with only words of giving between: `56 mg or 84 mg`, `… over 1 min, then …`."""
    if last is None or (earlier and earlier[-1].start >= last.amount.end):
        return None
    if amount.start == last.amount.start:
        return last.drug
    gap = text[last.amount.end : amount.start]
    return last.drug if len(gap) <= 60 and _is_light(gap) and " with " not in gap else None


def _form(name: str | None, forms: set[str]) -> str | None:
    return next(iter(forms)) if name == KETAMINE and len(forms) == 1 else name


def _is_beyond(amount: Amount) -> bool:
    milligrams = amount.high / 1000 if amount.unit.startswith("µg") else amount.high
    return milligrams > (_HIGHEST_PER_KG if "/kg" in amount.unit else _HIGHEST_MG)


def _stated(text: str, amount: Amount, before: list[Mention], after: list[Mention]) -> str | None:
    """Return the drug a dose stands with: `ketamine (0.5 mg/kg)`, `0.5 mg/kg of ketamine`, `ketamine given at 0.5 mg/kg`."""
    nearest = before[-1] if before else None
    gap = text[nearest.end : amount.start] if nearest else ""
    if nearest and AFTER_DRUG.match(gap):
        return nearest.name
    if after and BEFORE_DRUG.match(text[amount.end : after[0].start]) and "," not in text[amount.end : after[0].start]:
        return after[0].name
    if nearest and len(gap) <= 90 and not NEW_ITEM.search(gap) and not CLAUSE.search(gap) and _is_light(gap):
        return nearest.name
    return None


def _is_light(gap: str) -> bool:
    return all(word.lower().strip("(),:.") in LIGHT_WORDS or word.lower() in LIGHT_WORDS for word in WORD.findall(gap))


def _understood(text: str, amount: Amount, line: Line, forms: set[str]) -> str | None:
    """Return the drug of a dose that is not printed with one, where the sentence leaves no choice."""
    words = [word.lower().strip("(),:.") for word in WORD.findall(text[max(0, amount.start - 40) : amount.start])]
    if next((word for word in reversed(words) if word), "the") not in _BEFORE_DOSE:
        return None
    if not CUE.search(text):
        return None
    if not line.drugs:
        return next(iter(forms)) if len(forms) == 1 and ("/kg" in amount.unit or amount.unit == "mg/h") else None
    names = {drug.name for drug in line.drugs}
    if len(names) > 1 or not names <= KETAMINES:
        return None
    gaps = [(drug.end, amount.start) if drug.end <= amount.start else (amount.end, drug.start) for drug in line.drugs]
    low, high = min(gaps, key=lambda gap: gap[1] - gap[0])
    gap = _SIZE.sub("", text[low:high])
    return names.pop() if len(gap) <= _FAR and not CLAUSE.search(gap) and not _FORM_WORD.search(gap) else None


_FAR = 160
"""Characters between a sentence's only drug and a dose that is still taken for its own."""
_FORM_WORD = re.compile(r"\bracemic\b|\bS\s?\(|\([SR]\)|\b[SR]-")
"""`0.5 mg/kg racemic, 0.25 mg/kg S(+)- and 1 mg/kg R(-)-ketamine`: the name stands behind the last alone."""
_SIZE = re.compile(r"[;,]\s?n\s?=\s?\d+")


_BEFORE_DOSE = LIGHT_WORDS | frozenset("and or versus vs was (placebo placebo saline".split())
"""What may stand right before a dose that is not printed with its drug; another noun there may be a drug not known."""
