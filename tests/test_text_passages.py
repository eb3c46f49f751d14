"""Passages: whole sentences of one section that fit the encoder; nothing lost, nothing cut off."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.records import Page, Passage, Section, SectionKind
from evidence_search.text.passages import pages_of, sentence_at, split

LETTERS = 4


def token_spans(text: str) -> list[tuple[int, int]]:
    """Cut words into pieces of at most four letters, as a model's vocabulary cuts words it does not know."""
    spans = []
    for word in re.finditer(r"\w+|[^\w\s]", text):
        starts = range(word.start(), word.end(), LETTERS)
        spans += [(start, min(start + LETTERS, word.end())) for start in starts]
    return spans


def cut(text: str, limit: int) -> list[Passage]:
    return split(text, [Section("Results", 0, len(text))], [], token_spans, limit)


def texts(text: str, passages: list[Passage]) -> list[str]:
    return [text[p.start : p.end] for p in passages]


def test_a_short_section_is_one_passage() -> None:
    text = "Pain fell. It was safe."
    [passage] = cut(text, 20)
    assert passage == Passage(0, 23, 0, None, ((0, 10), (11, 23)))


def test_a_section_is_shared_out_evenly() -> None:
    """Ten sentences of three tokens make 30: at 24 a passage that is two of 15, not one of 24 and a stub of 6."""
    text = " ".join(["Pain fell."] * 10)
    assert [len(p.sentences) for p in cut(text, 24)] == [5, 5]


def test_a_passage_never_crosses_a_section() -> None:
    text = "Pain fell.\n\nIt was safe."
    sections = [Section("Results", 0, 10), Section("Harms", 12, 24)]
    passages = split(text, sections, [], token_spans, 100)
    assert texts(text, passages) == ["Pain fell.", "It was safe."]
    assert [p.section for p in passages] == [0, 1]


def test_references_are_not_cut_and_sections_keep_their_numbers() -> None:
    text = "Pain fell.\n\nSmith 2001.\n\nThe end."
    sections = [
        Section("Results", 0, 10),
        Section("References", 12, 23, SectionKind.REFERENCES),
        Section("Table 1", 25, 33, SectionKind.TABLE),
    ]
    passages = split(text, sections, [], token_spans, 100)
    assert [(p.start, p.section) for p in passages] == [(0, 0), (25, 2)]


def test_text_outside_every_section_is_left_out() -> None:
    assert split("Pain fell.", [], [], token_spans, 10) == []


def test_an_empty_section_makes_no_passage() -> None:
    assert split("ab", [Section("Empty", 1, 1), Section("Blank", 0, 0)], [], token_spans, 10) == []
    assert cut(" \n ", 10) == []


def test_a_sentence_of_five_thousand_words_is_cut_between_words() -> None:
    text = " ".join(["pain"] * 4_999 + ["end."])
    passages = cut(text, 64)
    assert len(passages) == 79  # 5,001 tokens over 64
    assert " ".join(texts(text, passages)) == text
    assert all(len(token_spans(piece)) <= 64 for piece in texts(text, passages))


def test_a_word_of_three_thousand_letters_is_cut_between_tokens() -> None:
    text = "a" * 3_000
    passages = cut(text, 50)
    assert len(passages) == 15  # 750 tokens over 50
    assert "".join(texts(text, passages)) == text


def test_a_long_word_after_short_ones_overflows_nothing() -> None:
    text = "Pain in " + "b" * 500 + " fell. It was safe."
    passages = cut(text, 30)
    assert all(len(token_spans(piece)) <= 30 for piece in texts(text, passages))
    assert re.sub(r"\s", "", "".join(texts(text, passages))) == re.sub(r"\s", "", text)


def test_pages_of_a_passage() -> None:
    text = "Pain fell. It was safe. No one left."
    pages = [Page(3, 0, 11), Page(4, 11, 24), Page(5, 24, 36)]
    sections = [Section("Results", 0, 23), Section("End", 24, 36)]
    assert [p.pages for p in split(text, sections, pages, token_spans, 100)] == [(3, 4), (5, 5)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 5, (1, 1)), (9, 11, (1, 2)), (10, 11, (2, 2)), (0, 30, (1, 3)), (25, 26, None), (40, 50, None)],
)
def test_pages_of(start: int, end: int, expected: tuple[int, int] | None) -> None:
    """Pages 1 to 3 with a gap at 25 to 27; a stretch that begins where a page ends is not on it."""
    assert pages_of([Page(1, 0, 10), Page(2, 10, 25), Page(3, 27, 30)], start, end) == expected


def test_pages_of_a_format_without_pages() -> None:
    assert pages_of([], 0, 10) is None


@pytest.mark.parametrize(("offset", "expected"), [(0, 0), (9, 0), (10, 0), (11, 1), (22, 1), (40, 1)])
def test_sentence_at(offset: int, expected: int) -> None:
    assert sentence_at([(0, 10), (11, 23)], offset) == expected


words = st.text("abcé", min_size=1, max_size=30) | st.sampled_from(["p", "<", "0.05", "12%", "(n"])
ends = st.sampled_from([" ", ". A", "\n", "  ", "? ", "; ", "\t", ".\n\n"])
prose = st.lists(st.tuples(words, ends), max_size=60).map(lambda parts: "".join(word + end for word, end in parts))


@given(prose, prose, st.integers(1, 40))
def test_everything_is_kept_once_in_order_and_fits(first: str, second: str, limit: int) -> None:
    text = first + "\n\n" + second
    sections = [Section("One", 0, len(first)), Section("Two", len(first) + 2, len(text))]
    passages = split(text, sections, [], token_spans, limit)
    assert all(1 <= len(token_spans(text[p.start : p.end])) <= limit for p in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    for passage in passages:
        section = sections[passage.section]
        assert section.start <= passage.start and passage.end <= section.end
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert all(low < high and text[low:high] == text[low:high].strip() for low, high in passage.sentences)
        assert all(before[1] <= after[0] for before, after in pairwise(passage.sentences))
    kept = "".join(text[low:high] for passage in passages for low, high in passage.sentences)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)
