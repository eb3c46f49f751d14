"""What people type and what studies call it: concepts with their names, abbreviations and lay words.

The shipped vocabulary is `vocabulary.yaml` beside this module; a clinic adds to it in its library's folder. Both are read by
`readers/vocabulary.py`; docs/vocabulary.md says how they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

SHIPPED = Path(__file__).with_name("vocabulary.yaml")

KINDS = (
    "condition", "drug", "route", "dose", "outcome", "harm", "people", "practice", "scale", "design", "mechanism", "words",
    "known",
)  # fmt: skip
"""What a concept may be. `known` holds words that are right as typed and mean nothing else, so that spelling leaves them."""


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea and its words; see docs/vocabulary.md for what each list means."""

    name: str
    kind: str
    also: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    replace: bool = False
    """Whether it stands in place of the concept of that name, instead of adding to it."""

    def names(self) -> tuple[str, ...]:
        """Return the words studies use for it, the preferred name first."""
        return (self.name, *self.also, *self.short, *self.capitals)


LISTS = ("also", "short", "capitals", "lay", "related")
"""The keys of a concept that hold lists of words."""

assert set(LISTS) < {field.name for field in fields(Concept)}


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry of a vocabulary file that cannot be used: where, what, and what to do."""

    file: str
    line: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Concepts in the order of their files, and the entries that had to be left out."""

    concepts: tuple[Concept, ...] = ()
    problems: tuple[Problem, ...] = ()

    def with_own(self, own: Iterable[Concept], problems: Sequence[Problem] = ()) -> Vocabulary:
        """Return this vocabulary with a clinic's concepts: one of a known name adds to it, or replaces it if it says so."""
        merged = {concept.name.casefold(): concept for concept in self.concepts}
        for concept in own:
            key = concept.name.casefold()
            known = merged.get(key)
            merged[key] = concept if known is None or concept.replace else _joined(known, concept)
        return Vocabulary(tuple(merged.values()), (*self.problems, *problems))


def _joined(known: Concept, own: Concept) -> Concept:
    def both(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*getattr(known, key), *getattr(own, key))))

    return Concept(known.name, own.kind, both("also"), both("short"), both("capitals"), both("lay"), both("related"))
