"""The sentences that say what was done in a study, each with its part of the study and the drugs it names.

Background tells of other people's studies: a dose or route read there is not this study's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evidence_search.profile.drug_names import WORD, Mention, drugs_of
from evidence_search.profile.scope_words import (
    ANIMALS,
    CHART_REVIEW,
    HEADING,
    METHODS_SECTION,
    NOT_METHODS,
    ODD,
    OF_OTHERS_OR_OUTLOOK,
    OTHERS_WORDS,
    OUTLOOK,
    PEOPLE,
    PLAIN,
    REVIEW,
    SEARCHED,
    STUDY,
    TOLD_ELSEWHERE,
    Part,
)
from evidence_search.profile.subject import Sentence, Subject
from evidence_search.records import SectionKind


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in its place."""

    sentence: Sentence
    part: Part
    text: str
    """The sentence with signs made plain, character for character: offsets are those of the sentence."""
    lower: str
    """`text` in lower case, for cheap looking up before a pattern is tried."""
    drugs: tuple[Mention, ...]
    of_others: bool = False
    """Whether it speaks of earlier studies or of what should be studied next."""
    of_animals: bool = False
    """Whether it names animals or dishes."""
    of_people: bool = False

    def printed(self, start: int, end: int) -> str:
        """Return the words at [start, end) as they are printed."""
        return self.sentence.text[start:end]


@dataclass(frozen=True)
class Scope:
    """A study's title, abstract and methods. Not slotted: what is derived is kept."""

    title: Line
    abstract: tuple[Line, ...]
    methods: tuple[Line, ...]
    """Of a full text; empty for an abstract alone."""

    @cached_property
    def done(self) -> tuple[Line, ...]:
        """The abstract's lines without background, outlook and what earlier studies did."""
        told = (line for line in self.abstract if line.part is not Part.BACKGROUND)
        if self.is_review:
            return tuple(line for line in told if not (line.of_others and OUTLOOK.search(line.text)))
        return tuple(line for line in told if not line.of_others)

    @cached_property
    def is_review(self) -> bool:
        """Whether the title says that this is a review of studies, or the abstract that studies were searched for."""
        title = CHART_REVIEW.sub("", self.title.text)
        return bool(REVIEW.search(title)) or any(SEARCHED.search(line.text) for line in self.abstract)

    @cached_property
    def is_animal(self) -> bool:
        """Whether this was done in animals or dishes: by its title, or by an abstract that names animals more than people."""
        if self.title.of_animals:
            return True
        animals = sum(line.of_animals for line in self.abstract)
        return animals >= 2 and animals > sum(line.of_people for line in self.abstract)


def line_of(sentence: Sentence, part: Part) -> Line:
    """Return a sentence as a line."""
    plain = sentence.text.isascii() or not ODD.search(sentence.text)
    text = sentence.text if plain else sentence.text.translate(PLAIN)
    lower = text.lower()
    words = frozenset(WORD.findall(lower))
    of_others = part is not Part.TITLE and not words.isdisjoint(OTHERS_WORDS) and bool(OF_OTHERS_OR_OUTLOOK.search(text))
    animals, people = not words.isdisjoint(ANIMALS), not words.isdisjoint(PEOPLE)
    return Line(sentence, part, text, lower, drugs_of(text, lower, words), of_others, animals, people)


def scope_of(subject: Subject) -> Scope:
    """Return the lines of a study that may say what was given to whom."""
    abstract = tuple(_placed(subject))
    title = line_of(subject.heading, Part.TITLE)
    return Scope(title, abstract, tuple(_methods(subject)))


def _placed(subject: Subject) -> Iterator[Line]:
    """Yield the abstract's lines: parts by heading where there are any, else background until the study itself speaks."""
    part, headed = Part.BACKGROUND, False
    for sentence in subject.abstract:
        if TOLD_ELSEWHERE.match(sentence.section):
            continue
        named = _part_named(sentence)
        part = named or part
        headed = headed or named is not None
        line = line_of(sentence, part)
        if part is Part.BACKGROUND and not line.of_others and STUDY.search(line.text):
            line = dataclasses.replace(line, part=Part.AIM if headed else Part.BODY)
            part = part if headed else Part.BODY
        yield line


def _part_named(sentence: Sentence) -> Part | None:
    heading = HEADING.match(sentence.text)
    if heading is None and ":" in sentence.section:
        heading = HEADING.match(sentence.section.split(":", 1)[1])
    return Part[heading.lastgroup] if heading is not None and heading.lastgroup else None


def _methods(subject: Subject) -> Iterator[Line]:
    """Yield the lines of a full text's methods that name a drug or an infusion."""
    abstract = {sentence.start for sentence in subject.abstract}
    if len(abstract) == len(subject.sentences):
        return
    for sentence in subject.sentences:
        if sentence.start in abstract or sentence.kind is not SectionKind.TEXT or not _is_methods(sentence.section):
            continue
        line = line_of(sentence, Part.METHODS)
        if line.drugs and not line.of_others:
            yield line


def _is_methods(section: str) -> bool:
    return bool(METHODS_SECTION.search(section)) and not NOT_METHODS.search(section)
