"""What a pasted text has and the study has not, word by word, and how much that matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from evidence_search.search.locate_words import Word


class DifferenceKind(StrEnum):
    """What sort of thing differs. All but `WORD`, `MARK` and `LEFT_OUT` turn what is said into something else."""

    NUMBER = "number"
    SIGN = "sign"
    NEGATION = "negation"
    COMPARISON = "comparison"
    UNIT = "unit"
    DIRECTION = "direction"
    WORD = "word"
    MARK = "mark"
    LEFT_OUT = "left out"
    """What the pasted text says it leaves out (`…`)."""


GRAVE = frozenset(DifferenceKind) - {DifferenceKind.WORD, DifferenceKind.MARK, DifferenceKind.LEFT_OUT}

NEGATIONS = frozenset(
    "no not nor neither never none without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't "
    "couldn't fail failed fails lack lacked unable non hardly".split()
)
_COUNTED = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million once "
    "twice half third quarter".split()
)
_COMPARISONS = frozenset("<>=≤≥≠±~≈%")
_UNITS = frozenset(
    "mg µg μg mcg ug ng g kg ml l dl mm mM µm μm µM μM nM mmol µmol μmol nmol mol h hr hrs hour hours min mins "
    "minute minutes s sec second seconds d day days week weeks wk month months year years yr iu u mmHg point points "
    "fold per".split()
)
_DIRECTIONS = frozenset(
    "increase increased increases increasing decrease decreased decreases decreasing reduce reduced reduces "
    "reduction higher lower greater smaller fewer less more better worse improve improved improves improvement "
    "worsened worsening worsen above below before after superior inferior significant significantly insignificant "
    "nonsignificant effective ineffective positive negative".split()
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the pasted text and what the study has in their place; either may be empty."""

    kind: DifferenceKind
    pasted: str
    study: str

    @property
    def grave(self) -> bool:
        """Whether it changes what is said."""
        return self.kind in GRAVE


Change = tuple[Sequence[Word], Sequence[Word]]
"""Words of the pasted text and those the study has in their place."""


def changes(ours: Sequence[Word], theirs: Sequence[Word]) -> list[Change]:
    """Return where two runs of words differ, in order."""
    matcher = SequenceMatcher(None, [w.form for w in ours], [w.form for w in theirs], autojunk=False)
    return [(ours[a:b], theirs[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def difference(pasted: str, text: str, change: Change) -> Difference:
    """Return a change as it is written in both texts."""
    ours, theirs = change
    return Difference(kind_of([w.form for w in ours], [w.form for w in theirs]), _slice(pasted, ours), _slice(text, theirs))


def _slice(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


def kind_of(ours: Sequence[str], theirs: Sequence[str]) -> DifferenceKind:
    """Return the gravest kind of thing in which two stretches of words differ."""
    only = set(ours) ^ set(theirs)
    numbers = [sorted(_magnitudes(words)) for words in (ours, theirs)]
    if numbers[0] != numbers[1]:
        return DifferenceKind.NUMBER
    if any(form.lstrip("−+")[:1].isdigit() for form in only):
        return DifferenceKind.SIGN
    return next((kind for kind, words in _by_words() if only & words), _plain(only))


def _by_words() -> Iterator[tuple[DifferenceKind, frozenset[str]]]:
    yield DifferenceKind.NUMBER, _COUNTED
    yield DifferenceKind.NEGATION, NEGATIONS
    yield DifferenceKind.COMPARISON, _COMPARISONS
    yield DifferenceKind.UNIT, _UNITS
    yield DifferenceKind.DIRECTION, _DIRECTIONS


def _plain(only: set[str]) -> DifferenceKind:
    return DifferenceKind.WORD if any(c.isalnum() for form in only for c in form) or not only else DifferenceKind.MARK


def _magnitudes(words: Sequence[str]) -> Iterator[str]:
    return (word.lstrip("−+") for word in words if word.lstrip("−+")[:1].isdigit())
