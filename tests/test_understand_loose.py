"""Sayings out of order, and what a question is like that no saying fits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from evidence_search.quantised import quantise
from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.records import NoteKind, Off
from evidence_search.search.understand import understand
from evidence_search.search.understand_likeness import (
    BESIDE,
    GUESSES,
    KNOWN_KINDS,
    NEAR,
    NEAR_OTHERWISE,
    Likeness,
    for_model,
    shipped,
    with_guesses,
)
from evidence_search.search.understood import EVERYDAY, NOTHING_OFF
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
            Concept("self-harm", "condition", lay=("hurt myself",)),
            Concept("mood swings", "condition", lay=("ups and downs",)),
            Concept("ketamine", "drug"),
        )
    )
)
LIKENESS = Likeness("model", ("dry mouth", "music"), quantise(np.eye(2, dtype=np.float32)), np.zeros(2, dtype=np.float32))
LITTLE = (NEAR + NEAR_OTHERWISE) / 2
BETWEEN_BOTH = np.array([LITTLE, np.sqrt(1 - LITTLE**2)], dtype=np.float32)
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
        "songs I like, and when will they play",
        "parched: up on the hill, looking down",
    ],
)
def test_what_is_not_the_saying(question: str) -> None:
    """Too far apart; without a word that matters; the negation elsewhere; a word missing; two words apart; a little word."""
    assert [note for note in understand(question, LEXICON).notes if note.kind is NoteKind.LAY] == []


@pytest.mark.parametrize("question", ["I hurt myself", "she wants to hurt herself", "do they hurt themselves"])
def test_whoever_does_it_to_themselves(question: str) -> None:
    assert understand(question, LEXICON).meant == ("self-harm",)


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


def test_beside_what_a_question_names_only_the_very_near_is_guessed() -> None:
    asked = understand("complex regional pain syndrome, parched", LEXICON)
    assert {group.kind for group in asked.groups} & KNOWN_KINDS
    assert with_guesses(asked, NEAR_FIRST, LIKENESS, LEXICON, NOTHING_OFF).meant == ("dry mouth",)
    assert with_guesses(asked, BETWEEN_BOTH, LIKENESS, LEXICON, NOTHING_OFF).meant == ("music",)


def test_people_who_speak_of_themselves_are_guessed_at_sooner() -> None:
    assert NEAR < LITTLE < min(NEAR_OTHERWISE, NEAR + BESIDE)
    for question, guessed in (("I'm parched", ("music", "dry mouth")), ("parched tissue", ("music",))):
        read = with_guesses(understand(question, LEXICON), BETWEEN_BOTH, LIKENESS, LEXICON, NOTHING_OFF)
        assert read.meant == guessed


def test_an_idea_comes_as_near_as_the_nearest_of_its_remarks() -> None:
    rows = np.array([[0, 1], [1, 0], [0.8, 0.6]], dtype=np.float32)
    likeness = Likeness("model", ("music", "dry mouth", "music"), quantise(rows), np.zeros(2, dtype=np.float32))
    assert likeness.nearest(np.array([0.8, 0.6], dtype=np.float32), 0.7) == ["music", "dry mouth"]
    assert likeness.nearest(np.array([0.8, 0.6], dtype=np.float32), 0.9) == ["music"]


def test_what_all_remarks_have_in_common_says_nothing() -> None:
    centre = np.array([0.0, 0.0, 0.9], dtype=np.float32)
    rows = np.array([[0.4, 0, 0], [0, 0.4, 0]], dtype=np.float32)
    likeness = Likeness("model", ("music", "dry mouth"), quantise(rows), centre)
    assert likeness.nearest(np.array([0.1, 0, 0.9], dtype=np.float32), 0.9) == ["music"]
    assert likeness.nearest(centre, 0.1) == []


def test_everyday_words_count_less_beside_what_they_mean() -> None:
    read = understand("my foot is swollen, red and ketamine porridge", LEXICON)
    weights = {group.typed: group.wordings[0].weight for group in read.sought}
    assert weights[("porridg",)] == EVERYDAY
    assert weights[("ketamin",)] == 1
    named = understand("complex regional pain syndrome and porridge", LEXICON)
    assert named.sought == named.groups


@pytest.mark.parametrize(
    ("vector", "likeness", "off"),
    [
        (NEAR_FIRST, None, NOTHING_OFF),
        (NEAR_FIRST, LIKENESS, Off(frozenset([NoteKind.LAY]))),
        (NEAR_FIRST, LIKENESS, Off(typed=frozenset(["the whole question"]))),
        (np.array([-1.0, 0.0], dtype=np.float32), LIKENESS, NOTHING_OFF),
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
    likeness = shipped()
    assert for_model(likeness.model) is likeness
    assert for_model("another") is None
    assert len(likeness.names) == len(likeness.rows) > len(set(likeness.names))
    row = likeness.rows[7].astype(np.float32)
    found = likeness.nearest(likeness.centre + row / np.linalg.norm(row), NEAR)
    assert found[0] == likeness.names[7]
    assert len(found) <= GUESSES


def test_no_medicine_is_guessed() -> None:
    kinds = {concept.name: concept.kind for concept in shipped_vocabulary().concepts}
    assert [name for name in set(shipped().names) if kinds.get(name, "drug") == "drug"] == []
