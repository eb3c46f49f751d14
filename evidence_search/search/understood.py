"""What was understood of a question: a value that is shown, searched with, and can be switched off part by part."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evidence_search.records import Note, NoteKind, Off, QuestionRead
from evidence_search.text.vocabulary import Problem
from evidence_search.text.wording import Group

NOTHING_OFF = Off()
AS_TYPED = Off(frozenset(NoteKind))
"""Everything switched off."""

EVERYDAY = 0.4
"""What the other words of a question count beside an idea that was understood from everyday words.

Who says `since I fell off the ladder` is not asking for ladders, yet a study with one would be rare. nDCG@10 of 146 lay
questions with 1, 0.7, 0.4 and 0.25: 0.792, 0.797, 0.801, 0.801; of 144 others: 0.840, 0.843, 0.844, 0.843.
"""


@dataclass(frozen=True, slots=True)
class Talk:
    """What a question that is put as people talk may mean, judged by its meaning as a whole."""

    subject: Group
    """What it leaves unsaid: the treatment that all of it is about."""
    likely: tuple[tuple[Group, float], ...]
    """The likeliest ideas, named in the question or not, each with its probability."""
    nothing: float
    """The probability that it means none of the ideas people ask about here."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made ready to be searched with."""

    question: str
    running: str
    """Its text without fields and exclusions, else just as typed."""
    typed: str
    """The same with mistypings mended and doses written as studies do."""
    text: str
    """The same with abbreviations written out and lay wordings clarified."""
    groups: tuple[Group, ...]
    """Its ideas, for the words' side."""
    meant: tuple[str, ...] = ()
    """The names of ideas behind lay wordings of somebody who speaks in everyday words, guessed ones too."""
    talk: Talk | None = None
    """Where it is put as people talk, and there is a model to judge by."""
    phrases: tuple[str, ...] = ()
    """Each must stand in a passage (or its study's title) word for word."""
    excluded: tuple[str, ...] = ()
    """No study may mention these."""
    fields: tuple[tuple[str, str], ...] = ()
    """(field, value) that a study's record must have: author, pmid, doi, title, journal."""
    years: tuple[int | None, int | None] = (None, None)
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Entries of the vocabulary that could not be used."""

    @property
    def restricts(self) -> bool:
        """Whether the question says itself which studies may answer."""
        return bool(self.phrases or self.excluded or self.fields or self.years != (None, None))

    @property
    def sought(self) -> tuple[Group, ...]:
        """Its ideas as studies are ranked by them: plain words count less in a question that speaks in everyday words."""
        return tuple(_everyday(group) if not group.kind else group for group in self.groups) if self.meant else self.groups

    def summary(self) -> QuestionRead:
        """Return what is shown of it."""
        said = (f"{p.file}, line {p.line}: {p.what}. {p.remedy}" for p in self.problems)
        return QuestionRead(self.text, self.notes, tuple(said))

    @property
    def stems(self) -> list[str]:
        """The distinct stems of the question as typed, in order."""
        return list(dict.fromkeys(stem for group in self.groups for stem in group.typed))


def _everyday(group: Group) -> Group:
    return Group(tuple(replace(wording, weight=EVERYDAY * wording.weight) for wording in group.wordings))
