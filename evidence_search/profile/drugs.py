"""Which drugs a study gave, and in which role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_search.findings import Field, Finding
from evidence_search.profile.drug_names import ARKETAMINE, ESKETAMINE, KETAMINE, KETAMINES, RACEMIC, Mention
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.scope_words import Part
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import found

_IN_PASSING = 3
"""A text that speaks of esketamine so many times as often as of ketamine speaks of ketamine in passing."""
_GIVEN = Sieved(
    r"\b(?:receiv\w+|given|administ\w+|randomi[sz]ed|assigned|infus\w+|inject\w+|treated|versus|vs\.?|compar\w+|"
    r"pre-?treat\w+|combin\w+|augment\w+|plus|mg|effects? of|doses?)\b|µg|μg|mcg",
)
_TAKEN = re.compile(
    r"\b(?:rescue|consumption|requirements?|sparing|stable|concomitant|background|history|dependen\w+|abuse|users?|"
    r"maintained on|exclu\w+|failed|failing|premedicat\w+|an(?:a)?esthesia was|tapered|free of|need for)\b",
    re.IGNORECASE,
)
_NOT_THE_DRUG = re.compile(
    r"[- ](?:levels?|concentrations?|transporters?|sites?|receptors?|type|use|users?|responses?|dependen\w+|withdrawal)\b",
    re.IGNORECASE,
)
"""`glycine transporter`, `magnesium levels`."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where a drug is named: how often in title and in what was done, and the line and words to quote."""

    in_title: int
    done: int
    anywhere: int
    line: Line | None
    printed: str


_UNSEEN = _Seen(0, 0, 0, None, "")


def find(scope: Scope) -> list[Finding]:
    """Return the drugs a study gave: forms of ketamine first, then others; roles are set by `treatment`.

    A study of esketamine that also speaks of ketamine in passing is one of esketamine alone; racemic ketamine and ketamine are
    one drug, named racemic where the study says so.
    """
    named = {drug.name for line in (scope.title, *scope.abstract, *scope.methods) for drug in line.drugs}
    forms = {name: _seen(scope, name) if name in named else _UNSEEN for name in sorted(KETAMINES)}
    given = [name for name in (RACEMIC, KETAMINE, ESKETAMINE, ARKETAMINE) if _is_given(name, forms)]
    return [*(_finding(name, forms[name]) for name in given), *_others(scope)]


def _seen(scope: Scope, name: str) -> _Seen:
    in_title = _count(scope.title, name)
    done = [line for line in scope.done if _count(line, name) and line.part is not Part.CONCLUSION]
    methods = [] if done else [line for line in scope.methods if _count(line, name)]
    anywhere = sum(_count(line, name) for line in scope.abstract)
    given = [line for line in (*done, *methods) if _GIVEN.search(line.text)]
    mentioned = [line for line in scope.abstract if _count(line, name)]
    line = next(iter((*given, *done, *mentioned)), scope.title if in_title else None)
    printed = next((line.printed(drug.start, drug.end) for drug in line.drugs if drug.name == name), "") if line else ""
    return _Seen(in_title, sum(_count(line, name) for line in (*done, *methods)), anywhere, line, printed)


def _count(line: Line, name: str) -> int:
    return sum(drug.name == name for drug in line.drugs)


def _is_given(name: str, forms: dict[str, _Seen]) -> bool:
    """Whether a form of ketamine is what the study gave, weighed against the other forms it names."""
    seen, plain, racemic, es = forms[name], forms[KETAMINE], forms[RACEMIC], forms[ESKETAMINE]
    if seen.line is None:
        return False
    if name == ARKETAMINE:
        return bool(seen.in_title or seen.done >= 2)
    if name == RACEMIC:
        return bool(racemic.in_title or racemic.done)
    if name == ESKETAMINE:
        return bool(es.in_title or es.done >= 2 or (es.done and not plain.done and not racemic.done))
    if racemic.in_title or racemic.done:
        return False
    if es.in_title and not plain.in_title:
        return plain.done >= max(2, es.done // 3)
    if es.done >= 2 and plain.done * _IN_PASSING < es.done:
        return False
    return bool(plain.in_title or plain.done or plain.anywhere >= 2)


def _finding(name: str, seen: _Seen) -> Finding:
    assert seen.line is not None
    return found(Field.DRUGS, name, seen.line.sentence, seen.printed)


def _others(scope: Scope) -> Iterator[Finding]:
    """Yield the other drugs a study gave: named in its title, or where its methods tell of giving them."""
    known: set[str] = set()
    for line in (*scope.done, scope.title):
        named = [drug for drug in line.drugs if not drug.is_ketamine and drug.name not in known]
        if not named or (line.part is not Part.TITLE and not (line.part in _TELLING and _GIVEN.search(line.text))):
            continue
        for drug in named:
            if drug.name not in known and not _is_taken(line, drug):
                known.add(drug.name)
                yield found(Field.DRUGS, drug.name, line.sentence, line.printed(drug.start, drug.end))


_TELLING = frozenset({Part.METHODS, Part.BODY, Part.AIM})


def _is_taken(line: Line, drug: Mention) -> bool:
    """Whether a drug is one that patients took anyway, used as rescue, are studied for having used, or that was measured."""
    around = line.text[max(0, drug.start - 40) : drug.end + 30]
    return bool(_TAKEN.search(around) or _NOT_THE_DRUG.match(line.text, drug.end))
