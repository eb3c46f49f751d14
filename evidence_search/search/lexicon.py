"""What understanding a question needs to know of words: the vocabulary made ready, the library's own words, the speller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from evidence_search.search.understand_phrases import Phrasebook
from evidence_search.search.understand_words import Stems
from evidence_search.text.spelling import RARE, Speller
from evidence_search.text.vocabulary import Problem, Vocabulary


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What understanding knows of words. Made once for an opened index, then only read."""

    phrasebook: Phrasebook
    speller: Speller
    stems: Stems
    knows: Callable[[str], bool]
    """Whether a word, in small letters, stands in the library, names an author of it, or is a plain English word."""
    problems: tuple[Problem, ...] = ()


class Words(Protocol):
    """What an opened index knows of words."""

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text."""

    def words(self) -> dict[str, int]:
        """Return the words as printed, in small letters, each with the number of passages that hold it."""

    def weight(self, stem: str) -> float:
        """Return the inverse document frequency of a stem."""

    def is_name(self, word: str) -> bool:
        """Whether a word is the surname of an author."""


def lexicon_of(vocabulary: Vocabulary, words: Words, is_english: Callable[[str], bool]) -> Lexicon:
    """Return what understanding knows of words, from a vocabulary and an opened index."""
    phrasebook = Phrasebook(vocabulary, words.stems)
    printed = words.words()
    frequencies = {**printed, **{word: printed.get(word, 0) + RARE for word in phrasebook.words}}

    unseen = words.weight("")

    def knows(word: str) -> bool:
        stands = word in printed or any(words.weight(stem) < unseen for stem in words.stems(word))
        return stands or words.is_name(word) or is_english(word)

    return Lexicon(phrasebook, Speller(frequencies), words.stems, knows, vocabulary.problems)
