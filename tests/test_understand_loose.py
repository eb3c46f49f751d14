"""Sayings out of order, and what a question is like that no saying fits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.records import NoteKind, Off
from evidence_search.search.understand import understand
from evidence_search.search.understand_likeness import (
    BESIDE,
    GUESSES,
    KNOWN_KINDS,
    LIKELY,
    LIKELY_OTHERWISE,
    MOST,
    NOTHING,
    WEIGHT,
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
ANY = np.array([1.0, 0.0], dtype=np.float32)


def saying(dry_mouth: float, music: float = 0.0) -> Likeness:
    """What gives these probabilities to any question, the rest to none of these."""
    shares = np.array([dry_mouth, music, 1 - dry_mouth - music]).clip(1e-9)
    none = np.zeros((3, 2), dtype=np.float32)
    return Likeness("model", ("dry mouth", "music", NOTHING), none, np.log(shares).astype(np.float32), none[0])


LIKENESS = saying(0.9)


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
    read = with_guesses(asked, ANY, LIKENESS, LEXICON, NOTHING_OFF)
    assert read.text == "parched for hours (dry mouth)"
    assert read.groups[:-1] == asked.groups
    assert [note.read_as for note in read.notes] == ["perhaps dry mouth"]


def test_what_is_likelier_counts_more() -> None:
    weights = []
    for share in (0.3, 0.4, 0.9):
        read = with_guesses(understand("I am parched", LEXICON), ANY, saying(share), LEXICON, NOTHING_OFF)
        weights.append(read.groups[-1].wordings[0].weight)
    assert WEIGHT < weights[0] < weights[1] < weights[2] == MOST < 1


def test_beside_what_a_question_names_only_the_likely_is_guessed() -> None:
    asked = understand("my complex regional pain syndrome, parched", LEXICON)
    assert {group.kind for group in asked.groups} & KNOWN_KINDS
    few, many = saying(LIKELY * BESIDE - 0.01), saying(LIKELY * BESIDE + 0.01)
    assert with_guesses(asked, ANY, few, LEXICON, NOTHING_OFF).meant == ()
    assert with_guesses(asked, ANY, many, LEXICON, NOTHING_OFF).meant == ("dry mouth",)


def test_people_who_speak_of_themselves_are_guessed_at_sooner() -> None:
    between = saying((LIKELY + LIKELY_OTHERWISE) / 2)
    for question, guessed in (("I'm parched", ("dry mouth",)), ("parched tissue", ())):
        assert with_guesses(understand(question, LEXICON), ANY, between, LEXICON, NOTHING_OFF).meant == guessed


def test_what_people_may_mean_is_kept_for_the_verdict_though_it_was_said() -> None:
    read = with_guesses(understand("play my songs", LEXICON), ANY, saying(0.05, 0.75), LEXICON, NOTHING_OFF)
    assert read.meant == ("music",)
    assert read.talk is not None
    assert [(group.wordings[0].stems, share) for group, share in read.talk.likely] == [
        (("music",), 0.75),
        (("dri", "mouth"), 0.05),
    ]
    assert read.talk.nothing == 0.2
    assert with_guesses(understand("parched tissue", LEXICON), ANY, saying(0.2), LEXICON, NOTHING_OFF).talk is None


def test_what_means_nothing_that_is_asked_here_is_not_guessed_at() -> None:
    read = with_guesses(understand("when does my bus leave", LEXICON), ANY, saying(0.02, 0.02), LEXICON, NOTHING_OFF)
    assert read.meant == ()
    assert read.talk is not None and read.talk.nothing > 0.9


def test_the_likeliest_idea_comes_first() -> None:
    rows = np.array([[0, 3], [3, 0], [0, 0]], dtype=np.float32)
    likeness = Likeness(
        "model", ("music", "dry mouth", NOTHING), rows, np.zeros(3, dtype=np.float32), np.zeros(2, dtype=np.float32)
    )
    shares = likeness.probable(ANY)
    assert list(shares) == ["dry mouth", "music", NOTHING]
    assert sum(shares.values()) == pytest.approx(1, abs=0.001)


def test_what_all_remarks_have_in_common_says_nothing() -> None:
    centre = np.array([0.0, 0.0, 0.9], dtype=np.float32)
    rows = np.array([[2, 0, 0], [0, 2, 0]], dtype=np.float32)
    likeness = Likeness("model", ("music", "dry mouth"), rows, np.zeros(2, dtype=np.float32), centre)
    assert next(iter(likeness.probable(np.array([0.1, 0, 0.9], dtype=np.float32)))) == "music"
    assert likeness.probable(centre) == {"music": 0.5, "dry mouth": 0.5}


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
        (ANY, None, NOTHING_OFF),
        (ANY, LIKENESS, Off(frozenset([NoteKind.LAY]))),
        (ANY, LIKENESS, Off(typed=frozenset(["the whole question"]))),
        (ANY, saying(0.01), NOTHING_OFF),
        (np.ones(3, dtype=np.float32), LIKENESS, NOTHING_OFF),
    ],
)
def test_no_guess(vector: NDArray[np.float32], likeness: Likeness | None, off: Off) -> None:
    """Another model; switched off, by kind or by words; nothing likely; vectors of another length."""
    asked = understand("parched for some hours", LEXICON)
    assert with_guesses(asked, vector, likeness, LEXICON, off) == asked


def test_an_idea_that_was_named_is_not_guessed_again() -> None:
    asked = understand("play my songs", LEXICON)
    read = with_guesses(asked, ANY, saying(0.0, 0.9), LEXICON, NOTHING_OFF)
    assert (read.groups, read.meant, read.notes) == (asked.groups, asked.meant, asked.notes)


def test_the_shipped_classifier() -> None:
    likeness = shipped()
    assert for_model(likeness.model) is likeness
    assert for_model("another") is None
    assert len(likeness.names) == len(set(likeness.names)) == len(likeness.rows) == len(likeness.starts)
    assert NOTHING in likeness.names
    row = likeness.rows[7] / np.linalg.norm(likeness.rows[7])
    assert next(iter(likeness.probable(likeness.centre + row))) == likeness.names[7]
    asked = understand("parched for hours", LEXICON)
    assert len(with_guesses(asked, likeness.centre + row, likeness, LEXICON, NOTHING_OFF).meant) <= GUESSES


def test_no_medicine_is_guessed() -> None:
    kinds = {concept.name: concept.kind for concept in shipped_vocabulary().concepts}
    guessed = {name for name in shipped().names if kinds.get(name, "drug") == "drug"}
    treatments = {name for name in guessed if name.endswith(("therapy", "stimulation", "training"))} | {"mindfulness"}
    assert guessed - treatments == {NOTHING}
