"""Words that are spoken of like a question's: pairs read both ways, and what they do to what is said of a passage."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.records import Metadata
from evidence_search.search.alike import LEAST, SHORTEST, Likeness, trigrams
from evidence_search.search.features import FEATURES, Wanted, features
from evidence_search.search.fuse import gather
from evidence_search.search.related import find_related, read_related, shipped_related
from evidence_search.text.wording import plain_groups
from tests.stubs import ENCODER, StubEvidence, StubStudy

RELATED = read_related({"heart": "cardiac 78 myocardi 66", "cardiac": "arrest 61"})


def test_pairs_are_read_both_ways() -> None:
    assert RELATED["heart"] == {"cardiac": 0.78, "myocardi": 0.66}
    assert RELATED["cardiac"] == {"heart": 0.78, "arrest": 0.61}
    assert RELATED["arrest"] == {"cardiac": 0.61}


def test_a_line_that_is_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        read_related({"heart": "cardiac 78 myocardi"})


def test_only_words_that_are_there_are_found() -> None:
    found = set(find_related(RELATED, ["heart", "ladder"], {"cardiac", "arrest", "heart"}))
    assert found == {("heart", "cardiac", 0.78)}, "what is related to a related word is another matter"


def test_what_ships_is_near_but_never_the_same() -> None:
    shipped = shipped_related()
    assert all(0.5 <= near < 1 for each in shipped.values() for near in each.values())
    assert all(stem not in each for stem, each in shipped.items())
    assert shipped["kidney"]["renal"] == shipped["renal"]["kidney"] > 0.6


def test_no_amount_is_related_to_another() -> None:
    """Another dose is no likeness: who asks for 10 mg is not answered with 100 mg."""
    assert not [stem for stem in shipped_related() if any(letter.isdigit() for letter in stem)]


def said_of(text: str, question: str) -> dict[str, float]:
    evidence = StubEvidence([StubStudy("a", (("Results", text),), Metadata(title="A trial"))])
    groups, vector = plain_groups(evidence.stems(question)), ENCODER.vector(question)
    found = gather(evidence, vector, groups, np.ones(1, dtype=bool), 10, np.arange(1))
    row = features(evidence, Wanted(question, vector, groups), found, np.arange(1), evidence.stems)[0]
    return dict(zip(FEATURES, row.tolist(), strict=True))


def test_a_related_word_counts_less_than_the_word_itself() -> None:
    same, near, none = (said_of(f"The {word} was brief.", "pain") for word in ("pain", "discomfort", "ladder"))
    column = "rare ideas, alike"
    assert same[column] == 1 and none[column] == 0
    assert near[column] == pytest.approx(shipped_related()["pain"]["discomfort"])


def test_a_related_word_is_not_the_idea() -> None:
    near = said_of("The discomfort was brief.", "pain")
    assert near["rare ideas"] == near["pairs"] == near["names"] == 0


@given(st.lists(st.text("abcé1", max_size=9), max_size=6), st.lists(st.text("abcé1", max_size=9), max_size=30))
def test_words_written_alike_are_found_whatever_their_letters(stems: list[str], words: list[str]) -> None:
    """Dice's coefficient of runs of three letters, of every stem with every word."""
    asked = list(dict.fromkeys(filter(None, stems)))
    found = set()
    for stem, word in product(asked, set(words)):
        one, two = trigrams(stem), trigrams(word)
        likeness = 2 * len(one & two) / (len(one) + len(two))
        if len(word) >= SHORTEST and stem != word and likeness >= LEAST:
            found.add((stem, word, likeness))
    assert set(Likeness(asked).find(set(words))) == found
