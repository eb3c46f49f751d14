"""Spelling: distances against a plain implementation, what is mended, what is left alone, British and American."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from evidence_search.text.spelling import Speller, distance, variants

KNOWN = {
    "ketamine": 90,
    "esketamine": 40,
    "arketamine": 5,
    "dissociation": 30,
    "pain": 80,
    "paint": 1,
    "weight": 3,
    "weights": 9,
    "recording": 50,
    "like": 70,
    "depression": 60,
    "repression": 60,
    "lorazepam": 4,
}


def plainly(one: str, other: str) -> int:
    """The definition, written as a recursion."""

    @cache
    def between(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        found = min(between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            found = min(found, between(i - 2, j - 2) + 1)
        return found

    return between(len(one), len(other))


words = st.text("abcd", max_size=7)


@hypothesis_settings(max_examples=150)
@given(words, words, st.integers(0, 3))
def test_distance_follows_its_definition(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(plainly(one, other), most + 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ketamne", ["ketamine"]),
        ("ketamien", ["ketamine"]),
        ("disociation", ["dissociation"]),
        ("disasociation", ["dissociation"]),
        ("pian", ["pain"]),
        ("wieght", ["weight"]),
        ("depresion", ["depression"]),
        ("ekstamine", ["ketamine", "esketamine"]),
    ],
)
def test_slips_are_mended(typed: str, meant: list[str]) -> None:
    assert [word for word, _ in Speller(KNOWN).nearest(typed)] == meant


@pytest.mark.parametrize("typed", ["lice", "remolding", "gain", "xyzzy", "pai", "", "k3tamine", "nepression"])
def test_other_words_are_left_alone(typed: str) -> None:
    """Short words, words that begin otherwise, and words with several letters replaced are not slips."""
    assert Speller(KNOWN).nearest(typed) == []


def test_a_word_that_stands_once_is_nobodys_meaning() -> None:
    assert [word for word, _ in Speller(KNOWN).nearest("paintt")] == []


def test_the_more_frequent_of_two_goes_first_whatever_their_order() -> None:
    forwards = Speller({"casts": 2, "cases": 9}).nearest("cass")
    assert forwards == Speller({"cases": 9, "casts": 2}).nearest("cass")
    assert Speller({"weighs": 4, "weighed": 9, "weight": 9}).nearest("weighh")[0][0] == "weight"


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("randomised", "randomized"),
        ("anaesthesia", "anesthesia"),
        ("haemodynamic", "hemodynamic"),
        ("tumour", "tumor"),
        ("apnoea", "apnea"),
        ("analyse", "analyze"),
        ("paediatric", "pediatric"),
        ("oestrogen", "estrogen"),
        ("behavioural", "behavioral"),
        ("ischaemic", "ischemic"),
        ("programme", "program"),
    ],
)
def test_british_and_american_both_ways(british: str, american: str) -> None:
    assert american in variants(british)
    assert british in variants(american)


@pytest.mark.parametrize("word", ["pain", "ketamine", "his", "wise", "tremor"])
def test_words_with_one_spelling(word: str) -> None:
    assert variants(word) == ()
