"""A question as ideas, each with the wordings in which studies may put it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to put an idea. `weight` is 1 for what was typed, less for a synonym."""

    stems: tuple[str, ...]
    weight: float = 1.0
    together: bool = True
    """Whether several stems count only where they stand side by side; else each counts for itself."""


@dataclass(frozen=True, slots=True)
class Group:
    """One idea of a question: a text that has it in several wordings scores as for the best of them, not their sum."""

    wordings: tuple[Wording, ...]
    kind: str = ""
    """The vocabulary's kind of the idea (`condition`, `drug`, …); empty for a plain word of the question."""

    @property
    def typed(self) -> tuple[str, ...]:
        """The stems the question was typed with."""
        return self.wordings[0].stems if self.wordings else ()


def said_with(groups: Iterable[Group], stems: AbstractSet[str]) -> tuple[str, ...]:
    """Return the stems, each once and in order, of the wordings of ideas that a text with these stems has."""
    said = [w.stems for group in groups for w in group.wordings if all(map(stems.__contains__, w.stems))]
    return tuple(dict.fromkeys(stem for wording in said for stem in wording))


def plain_groups(stems: Iterable[str]) -> tuple[Group, ...]:
    """Return a group a stem, each with no other wording.

    >>> plain_groups(["pain"])
    (Group(wordings=(Wording(stems=('pain',), weight=1.0, together=True),), kind=''),)
    """
    return tuple(Group((Wording((stem,)),)) for stem in stems)
