"""Findings that people noted: a digest's front matter, each with the digest's own sentence that says it where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from evidence_search.findings import Attached, Field, Finding, Value
from evidence_search.profile.curated_arms import arm_facts
from evidence_search.profile.telling import Telling
from evidence_search.records import Document

DONE = ("What was done", "Who was studied")
FOUND = ("What was found",)
HARMS = ("Harms",)

_DESIGN_WORDS = {
    "randomised controlled trial": r"randomi[sz]ed",
    "randomised crossover trial": r"cross-?over",
    "non-randomised trial": r"non-?randomi[sz]ed|open-label|single-arm|uncontrolled|trial",
    "pharmacovigilance": r"pharmacovigilance|adverse[- ]event report|spontaneous report",
    "animal study": r"\b(?:rats?|mice|mouse|animals?|rodents?)\b",
}
"""How a digest says a design; the others say it by its name."""

_CONTROLS: tuple[tuple[str, str], ...] = (
    ("none", r"^none\b|\bno (?:separate )?control group"),
    ("placebo", r"placebo|saline|sham"),
    ("other", r"usual|standard (?:of )?care|waiting|no ketamine|without|healthy|pooled|matched|historical|controls\b|reports"),
    ("active", r"\w"),
)
"""What a comparator is, the first pattern that fits; what is neither of the first three is another treatment."""

DIRECTIONS = {
    "favours ketamine": "improved",
    "favours comparator": "worse",
    "no difference": "no difference",
    "mixed": "mixed",
    "not compared": "not compared",
}
"""A digest's word for the direction of a result → the profile's."""


def curated_findings(document: Document, attached: int | None) -> list[Finding]:
    """Return what people noted in a document; nothing for one that nobody annotated.

    `attached` is the document's position among its study's attached documents, None where it is the study's own text.
    """
    telling = Telling(document)
    noted = _front_matter(document.metadata.curated, telling) if document.metadata.curated else _named(document, telling)
    return [_from(finding, attached) for finding in noted]


def _from(finding: Finding, attached: int | None) -> Finding:
    """Return a finding with its offsets where they belong: the study's text, or the attached document's."""
    if attached is None:
        return finding
    return replace(finding, start=None, end=None, attached=Attached(attached, finding.start, finding.end))


def _named(document: Document, telling: Telling) -> Iterator[Finding]:
    """Yield the condition and design of a text with front matter of its own."""
    metadata = document.metadata
    if metadata.design is not None:
        yield telling.noted(Field.DESIGN, metadata.design.value)
    for condition in metadata.conditions:
        yield telling.noted(Field.CONDITIONS, condition)


def _front_matter(facts: Mapping[str, Any], telling: Telling) -> Iterator[Finding]:
    design = facts["design"]
    yield telling.stated(Field.DESIGN, design, _DESIGN_WORDS.get(design, re.escape(design)), DONE)
    if facts["blinding"] != "unknown":
        yield telling.stated(Field.BLINDING, facts["blinding"], re.escape(facts["blinding"]), DONE)
    if facts["n"] is not None:
        yield telling.number(Field.PARTICIPANTS, facts["n"], DONE)
    for condition in facts["conditions"]:
        yield telling.stated(Field.CONDITIONS, condition, _condition_words(condition), (*DONE, *FOUND))
    yield from arm_facts(facts["arms"], telling)
    if facts["comparator"]:
        control = next(name for name, words in _CONTROLS if re.search(words, facts["comparator"], re.IGNORECASE))
        yield telling.told(Field.CONTROL, control, facts["comparator"], DONE)
        if control != "none":
            yield telling.told(Field.COMPARATORS, facts["comparator"], facts["comparator"], DONE)
    for name, field in (("primary_outcome", Field.PRIMARY_OUTCOME), ("follow_up", Field.FOLLOW_UP)):
        if facts[name]:
            yield telling.told(field, facts[name], facts[name], (*DONE, *FOUND))
    yield from _results(facts["results"], telling)
    for harm in facts["harms"]:
        yield telling.told(Field.HARMS, harm, harm, HARMS)


def _results(results: Iterable[Mapping[str, str]], telling: Telling) -> Iterator[Finding]:
    for result in results:
        detail: dict[str, Value] = {"outcome": result["outcome"]}
        detail |= {key: result[key] for key in ("timepoint", "ketamine", "control", "effect", "ci", "p") if result.get(key)}
        phrase = " ".join(str(part) for part in detail.values())
        words = "; ".join(f"{key}: {part}" for key, part in result.items())
        yield telling.told(Field.OUTCOMES, DIRECTIONS[result["direction"]], phrase, FOUND, words, **detail)


def _condition_words(condition: str) -> str:
    stem = {"depression": r"depress(?:ion|ive|ed)", "healthy volunteers": r"healthy (?:\w+ )?(?:volunteers|people|adults)"}
    return stem.get(condition, rf"\b{re.escape(condition)}\b")
