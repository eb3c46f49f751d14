"""Sayings out of order, and what a question is like that no saying fits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from evidence_search.quantised import quantise
from evidence_search.records import NoteKind, Off
from evidence_search.search.understand import understand
from evidence_search.search.understand_likeness import KNOWN_KINDS, NEAR, Likeness, for_model, shipped, with_guesses
from evidence_search.search.understood import NOTHING_OFF
from evidence_search.text.vocabulary import Concept, Vocabulary
from tests.test_understand import lexicon

LEXICON = lexicon(
    Vocabulary(
        (
            Concept("complex regional pain syndrome", "condition", lay=("red and swollen foot",)),
            Concept("tolerance", "harm", lay=("need a bigger dose",)),
            Concept("insomnia", "condition", lay=("cant sleep at night",)),
            Concept("dry mouth", "harm", lay=("mouth is sandpaper",)),
            Concept("music", "practice", lay=("play my songs",)),
            Concept("ketamine", "drug"),
        )
    )
)
LIKENESS = Likeness("model", ("dry mouth", "music"), quantise(np.eye(2, dtype=np.float32)))
NEAR_FIRST = np.array([1.0, 0.0], dtype=np.float32)


@pytest.mark.parametrize(
    "question",
    [
        "my foot is swollen, red and sore",
        "swollen since Tuesday, my foot went red",
        "the foot: red, swollen",
    ],
)
def test_words_of_a_saying_in_other_order(question: str) -> None:
    read = understand(question, LEXICON)
    assert "complex regional pain syndrome" in read.text
    assert [note.kind for note in read.notes] == [NoteKind.LAY]


def test_a_word_between_is_searched_for_too() -> None:
    read = understand("swollen foot with ketamine and red", LEXICON)
    kinds = [group.kind for group in read.groups]
    assert kinds == ["condition", "drug"]
    assert read.notes[0].typed == "swollen foot … red"
    assert "ketamine and red (complex regional pain syndrome)" in read.text


@pytest.mark.parametrize(
    "question",
    [
        "a red door and at the other end of a long white corridor a swollen foot",
        "is a bigger dose better",
        "at night I can see why, sleep never cant",
        "swollen foot",
    ],
)
def test_what_is_not_the_saying(question: str) -> None:
    """Too far apart; without a word that matters; with the negation elsewhere; with a word missing."""
    assert [note for note in understand(question, LEXICON).notes if note.kind is NoteKind.LAY] == []


def test_a_loose_saying_can_be_switched_off() -> None:
    question = "my foot is swollen, red and sore"
    assert [note.typed for note in understand(question, LEXICON).notes] == ["foot … swollen, red"]
    assert understand(question, LEXICON, Off(frozenset([NoteKind.LAY]))).notes == ()
    assert understand(question, LEXICON, Off(typed=frozenset(["foot … swollen, red"]))).notes == ()


def test_a_question_without_an_idea_is_read_as_what_it_is_like() -> None:
    asked = understand("parched for hours", LEXICON)
    read = with_guesses(asked, NEAR_FIRST, LIKENESS, LEXICON, NOTHING_OFF)
    assert read.text == "parched for hours (dry mouth)"
    assert read.groups[:-1] == asked.groups
    assert read.groups[-1].wordings[0].weight < 1
    assert [note.read_as for note in read.notes] == ["perhaps dry mouth"]


def test_nothing_is_guessed_where_a_question_says_what_it_is_about() -> None:
    asked = understand("complex regional pain syndrome, parched", LEXICON)
    assert {group.kind for group in asked.groups} & KNOWN_KINDS
    assert with_guesses(asked, NEAR_FIRST, LIKENESS, LEXICON, NOTHING_OFF) == asked


@pytest.mark.parametrize(
    ("vector", "likeness", "off"),
    [
        (NEAR_FIRST, None, NOTHING_OFF),
        (NEAR_FIRST, LIKENESS, Off(frozenset([NoteKind.LAY]))),
        (NEAR_FIRST, LIKENESS, Off(typed=frozenset(["the whole question"]))),
        (np.array([NEAR - 0.1, NEAR - 0.1], dtype=np.float32), LIKENESS, NOTHING_OFF),
        (np.ones(3, dtype=np.float32), LIKENESS, NOTHING_OFF),
    ],
)
def test_no_guess(vector: NDArray[np.float32], likeness: Likeness | None, off: Off) -> None:
    """Another model; switched off, by kind or by words; nothing near; vectors of another length."""
    asked = understand("parched for hours", LEXICON)
    assert with_guesses(asked, vector, likeness, LEXICON, off) == asked


def test_an_idea_that_was_named_is_not_guessed_again() -> None:
    asked = understand("play my songs", LEXICON)
    assert with_guesses(asked, np.array([0.0, 1.0], dtype=np.float32), LIKENESS, LEXICON, NOTHING_OFF) == asked


def test_the_shipped_vectors() -> None:
    assert for_model(shipped().model) is shipped()
    assert for_model("another") is None
    assert len(shipped().names) == len(shipped().rows) == len(set(shipped().names))
    assert shipped().nearest(shipped().rows[7] / np.linalg.norm(shipped().rows[7]).astype(np.float32))[0] == shipped().names[7]
