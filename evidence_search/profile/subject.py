"""A study as the extractors see it: its title and its sentences, each with its place and its section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from evidence_search.findings import Field, Finding, Origin, Value
from evidence_search.records import Section, SectionKind
from evidence_search.text.sentences import sentence_spans

LONGEST_SENTENCE = 10_000
"""Characters: the longest sentence of 2,055 abstracts, a registry's list of products, has 6,128; more is no sentence."""
LONGEST_ABSTRACT = 400
"""Sentences; abstracts have at most some 60, but a text without sections is taken for one from its beginning on."""
_LEFT_OUT = frozenset({SectionKind.REFERENCES, SectionKind.NOTE})


@dataclass(frozen=True)
class Sentence:
    """A sentence (or table row) of a study. `start` is -1 for the title, which is not part of the text.

    Not slotted: what is derived is kept.
    """

    text: str
    start: int
    section: str
    """Name of its section in lower case, for example `abstract: methods`; `title` for the title."""
    kind: SectionKind = SectionKind.TEXT

    @cached_property
    def lower(self) -> str:
        """`text` in lower case, for looking for fixed strings before a pattern is tried."""
        return self.text.lower()

    @property
    def in_title(self) -> bool:
        """Whether this is the study's title."""
        return self.start < 0


@dataclass(frozen=True)
class Subject:
    """What a profile is read from. Not slotted: what is derived is kept."""

    title: str
    text: str
    sections: tuple[Section, ...]
    publication_types: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    @cached_property
    def heading(self) -> Sentence:
        """The title as a sentence."""
        return Sentence(self.title, -1, "title")

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of every section but references and notes, in order, without the title and what is no sentence."""
        return tuple(
            Sentence(self.text[start:end], start, section.name.lower(), section.kind)
            for section in self.sections
            if section.kind not in _LEFT_OUT
            for start, end in sentence_spans(self.text, section.start, section.end)
            if end - start <= LONGEST_SENTENCE
        )

    @cached_property
    def abstract(self) -> tuple[Sentence, ...]:
        """The first `LONGEST_ABSTRACT` sentences of the abstract, or of the text when it has no part of that name."""
        marked = tuple(s for s in self.sentences if s.kind is SectionKind.ABSTRACT or s.section.startswith("abstract"))
        return (marked or self.sentences)[:LONGEST_ABSTRACT]


def subject_of(
    title: str,
    text: str,
    sections: Sequence[Section] = (),
    publication_types: Sequence[str] = (),
    keywords: Sequence[str] = (),
) -> Subject:
    """Return a subject; a text without sections is one section, a title too long for a sentence is none."""
    title = title if len(title) <= LONGEST_SENTENCE else ""
    whole = (Section("Abstract", 0, len(text), SectionKind.ABSTRACT),) if text else ()
    return Subject(title, text, tuple(sections) or whole, tuple(publication_types), tuple(keywords))


def found(name: Field, value: Value, sentence: Sentence, printed: re.Match[str] | str = "", **detail: Value) -> Finding:
    """Return a finding read from a sentence or the title; its quote is the sentence as a whole."""
    words = printed if isinstance(printed, str) else printed.group()
    if sentence.in_title:
        return Finding(name, value, sentence.text, None, None, Origin.METADATA, words, detail)
    return Finding(name, value, sentence.text, sentence.start, sentence.start + len(sentence.text), Origin.TEXT, words, detail)
