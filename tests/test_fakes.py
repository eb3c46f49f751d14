"""The fakes themselves: what tests lean on must hold."""

from __future__ import annotations

import socket

import pytest

from evidence_search.quantised import cosines
from tests.fakes import FakeEncoder, stem


def test_shared_words_give_higher_cosines() -> None:
    encoder = FakeEncoder()
    question = encoder.encode_question("ketamine infusion for pain")
    near, far = encoder.encode_passages(["Ketamine infusions relieved pain.", "Sleep was measured."], [[], []])
    assert near.vector @ question > 0.7 > far.vector @ question
    assert (encoder.encoded, encoder.questions) == (2, 1)


def test_sentence_vectors_follow_their_stretch() -> None:
    encoder = FakeEncoder()
    text = "Pain fell. Sleep improved."
    [encoded] = encoder.encode_passages([text], [[(0, 10), (11, 26)]])
    first, second = cosines(encoded.sentences, encoder.vector("pain"))
    assert first > 0.6 and second == 0


def test_a_passage_that_overflows_is_refused() -> None:
    with pytest.raises(AssertionError, match="would lose its end"):
        FakeEncoder(max_tokens=4).encode_passages(["one two three"], [[]])


@pytest.mark.parametrize(
    ("word", "expected"), [("Infusions", "infusion"), ("relieved", "reliev"), ("pain", "pain"), ("was", "was")]
)
def test_stem(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_only_the_loopback_can_be_reached() -> None:
    with socket.socket() as open_socket, pytest.raises(RuntimeError, match=r"connect.*192\.0\.2\.1"), pytest.warns(UserWarning):
        open_socket.connect(("192.0.2.1", 80))
