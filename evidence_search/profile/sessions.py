"""Whether the drug was given once or repeatedly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from evidence_search.findings import Field, Finding
from evidence_search.profile.drug_names import STUDY_DRUGS
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.scope_words import Part
from evidence_search.profile.session_words import (
    CROSSED,
    GIVEN,
    IMPLIED,
    NOT_REPEATED,
    ONGOING,
    REPEATED,
    REPEATED_STEMS,
    SINGLE,
    SINGLE_STEMS,
    WITH_EVERY_SHOCK,
)
from evidence_search.profile.sieve import Sieved, holds
from evidence_search.profile.subject import found


def find(scope: Scope) -> list[Finding]:
    """Return whether the drug was given once or repeatedly.

    What is said outright has `basis` `stated`. A primary study that tells of one administration without calling it single, such
    as a crossover of ketamine and placebo, is single with `basis` `implied`. A review's is said only where its title says it.
    """
    if scope.is_review:
        return _stated((scope.title,))
    return _stated((scope.title, *scope.done)) or list(_implied(scope)) or _stated(scope.methods)


def _stated(lines: Sequence[Line]) -> list[Finding]:
    single = [each for line in lines if holds(line.lower, SINGLE_STEMS) for each in _matches(SINGLE, line)]
    repeated = [each for line in lines if holds(line.lower, REPEATED_STEMS) for each in _repeated(line)]
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
    return any({"count", "doses"} & match.groupdict().keys() for _, match in repeated)


def _matches(patterns: Sequence[Sieved], line: Line) -> Iterator[Found]:
    """Yield what patterns find in a line, but what another drug than the study's is named in."""
    for match in (match for pattern in patterns for match in pattern.finditer(line.text)):
        inside = [drug for drug in line.drugs if match.start() <= drug.start < match.end() + 12]
        if not inside or any(drug.name in STUDY_DRUGS for drug in inside):
            yield line, match


def _repeated(line: Line) -> Iterator[Found]:
    for _, match in _matches(REPEATED, line):
        if not (NOT_REPEATED.search(line.text[: match.start()]) or _is_crossing(line, match)):
            yield line, match


def _is_crossing(line: Line, match: re.Match[str]) -> bool:
    """Whether two sessions, or so many experimental ones, are those of a crossover, one of each drug."""
    counted = match.groupdict()
    if counted.get("count") and "experimental" in match.group() and CROSSED.search(line.text):
        return True
    two = (counted.get("count") or "").lower() in {"two", "2"} and counted.get("upto") is None
    return two and bool(CROSSED.search(line.text))


def _implied(scope: Scope) -> Iterator[Finding]:
    if WITH_EVERY_SHOCK.search(scope.title.text) or any(ONGOING.search(line.text) for line in (scope.title, *scope.done)):
        return
    lines = (scope.title, *scope.done)
    if not any(drug.name in STUDY_DRUGS for line in lines for drug in line.drugs) or not any(
        GIVEN.search(line.text) for line in lines
    ):
        return
    said = ((line, match) for line in (*scope.done, scope.title) if (match := _once(line)))
    first = next(said, None)
    if first:
        of_ketamine = (each for each in chain((first,), said) if any(drug.is_ketamine for drug in each[0].drugs))
        yield _said("single", *next(of_ketamine, first), "implied")


def _once(line: Line) -> re.Match[str] | None:
    return next((match for pattern in IMPLIED if (match := pattern.search(line.text))), None)
