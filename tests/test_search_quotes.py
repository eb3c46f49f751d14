"""The sentences picked as a quote: those that fit, whole and verbatim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.records import Page, Quote
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quotes import pick_quote
from tests.fakes import stem
from tests.stubs import ENCODER, loaded

RELIEF = "Ketamine relieved the pain for eleven weeks on average."
NAUSEA = "Nausea, vomiting and headache were the commonest harms."
GROUPS = "Sixty outpatients of both sexes took part in this trial."


def stems(text: str) -> list[str]:
    return [stem(word.strip(".,?")) for word in text.split()]


def pick(passage: LoadedPassage, question: str, vector: bool = True) -> Quote:
    weights = {word: 1.0 for word in stems(question)}
    return pick_quote(passage, ENCODER.vector(question) if vector else None, weights, stems)


@pytest.mark.parametrize("vector", [True, False])
@pytest.mark.parametrize(
    ("question", "expected"), [("pain relieved weeks", RELIEF), ("harms nausea", NAUSEA), ("outpatients trial", GROUPS)]
)
def test_the_sentence_that_fits(question: str, expected: str, vector: bool) -> None:
    text = " ".join([GROUPS, RELIEF, NAUSEA])
    quote = pick(loaded(text), question, vector)
    assert quote.text == expected == text[quote.start : quote.end]


def test_a_neighbour_that_fits_as_well_joins() -> None:
    second = "The relief of pain from ketamine had gone by twelve weeks."
    text = " ".join([GROUPS, RELIEF, second, NAUSEA])
    assert pick(loaded(text), "ketamine pain weeks").text == f"{RELIEF} {second}"


def test_a_quote_does_not_run_over_a_paragraph() -> None:
    second = "The relief of pain from ketamine had gone by twelve weeks."
    text = "\n\n".join([RELIEF, second])
    assert pick(loaded(text), "ketamine pain weeks").text in (RELIEF, second)


def test_no_more_than_two_sentences() -> None:
    text = " ".join(["Ketamine relieved the pain for eleven long weeks."] * 5)
    assert pick(loaded(text), "ketamine pain weeks").text.count("Ketamine") == 2


def test_scraps_and_questions_are_no_quotes_while_anything_else_fits() -> None:
    asked = "Does ketamine relieve the pain of CRPS for many weeks?"
    assert pick(loaded(f"Ketamine, pain. {asked} {RELIEF}"), "ketamine pain weeks").text == RELIEF
    assert pick(loaded("Pain fell. Sleep improved."), "sleep").text == "Sleep improved."
    assert pick(loaded(asked), "ketamine").text == asked


def test_the_first_of_equals() -> None:
    assert pick(loaded(f"{GROUPS} {NAUSEA}"), "migraine").start == 0


def test_a_passage_without_sentences_is_quoted_whole() -> None:
    passage = replace(loaded(RELIEF), sentences=(), sentence_vectors=np.empty((0, 64), dtype=np.int8))
    assert pick(passage, "pain").text == RELIEF


def test_offsets_and_pages_are_those_of_the_study() -> None:
    before = "Not this passage. "
    inner = f"{GROUPS} {RELIEF}"
    text = before + inner
    alone = loaded(inner)
    shift = len(before)
    passage = replace(
        alone,
        text=text,
        start=shift,
        end=len(text),
        sentences=tuple((a + shift, b + shift) for a, b in alone.sentences),
        all_pages=(Page(6, 0, shift + 20), Page(7, shift + 20, len(text))),
        pages=(6, 7),
    )
    start = text.index(RELIEF)
    assert pick(passage, "pain weeks") == Quote(RELIEF, start, len(text), (7, 7))


words = st.sampled_from(["pain", "ketamine", "weeks", "relief", "the", "nausea", "sleep"])
sentences = st.lists(words, min_size=1, max_size=14).map(lambda w: " ".join(w).capitalize())
texts = st.lists(st.tuples(sentences, st.sampled_from([". ", "? ", ".\n\n", "\n"])), min_size=1, max_size=8).map(
    lambda parts: "".join(a + b for a, b in parts).strip()
)


@given(texts, st.lists(words, min_size=1, max_size=4).map(" ".join), st.booleans())
def test_a_quote_is_whole_sentences_verbatim(text: str, question: str, vector: bool) -> None:
    passage = loaded(text)
    quote = pick(passage, question, vector)
    assert quote.text == text[quote.start : quote.end]
    assert quote.start in {a for a, _ in passage.sentences} and quote.end in {b for _, b in passage.sentences}
    assert 1 <= sum(quote.start <= a and b <= quote.end for a, b in passage.sentences) <= 2
    assert "\n\n" not in quote.text
