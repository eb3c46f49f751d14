"""Pages of PDFs as pictures: the words inside the marked rectangles are the quote's, or nothing is marked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.errors import ReadError
from evidence_search.readers import page_picture
from evidence_search.readers.page_picture import part_on_page, picture
from evidence_search.readers.page_worker import ANCHOR, find, letters
from evidence_search.records import Metadata, Page, SourceKind, Study
from tests.pdf_maker import make_pdf

QUOTE = "Pain fell by 4.6 points (95% CI 2.1 to 7.1) in the ketamine group."


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    lines = ["Other words stand here.", "Pain fell by 4.6 points (95% CI 2.1 to", "7.1) in the ketamine group.", "More words."]
    path.write_bytes(make_pdf([["A first page."], lines]))
    return path


def test_the_rectangles_hold_the_quote(paper: Path) -> None:
    drawn = picture(paper, 2, QUOTE)
    assert drawn.pages == 2 and len(drawn.rectangles) == 2, "one rectangle a line"
    assert letters(list(drawn.words))[0] == letters(list(QUOTE))[0]
    assert drawn.rectangles[0][1] < drawn.rectangles[1][1]
    for left, top, right, bottom in drawn.rectangles:
        assert tuple(drawn.pixels[(top + bottom) // 2, left]) != (255, 255, 255) and right > left
    plain = picture(paper, 2)
    outside = np.ones(plain.pixels.shape[:2], dtype=bool)
    for left, top, right, bottom in drawn.rectangles:
        outside[top - 1 : bottom + 1, left - 1 : right + 1] = False
    assert np.array_equal(plain.pixels[outside], drawn.pixels[outside])


@pytest.mark.parametrize("quote", ["Pain fell by 9.6 points in the ketamine group.", "", "…", QUOTE.replace("Pain", "Sleep")])
def test_other_words_mark_nothing(quote: str, paper: Path) -> None:
    drawn = picture(paper, 2, quote)
    assert drawn.rectangles == () and drawn.words == ""


def test_a_quote_that_stands_twice_is_marked_where_it_was_quoted(tmp_path: Path) -> None:
    path = tmp_path / "twice.pdf"
    path.write_bytes(make_pdf([["Pain fell.", "Sleep improved.", "Pain fell."]]))
    first, second = picture(path, 1, "Pain fell.", 0), picture(path, 1, "Pain fell.", 1)
    assert first.rectangles[0][1] < second.rectangles[0][1]
    text = "Pain fell. Sleep improved. Pain fell."
    study = Study("a", SourceKind.ABSTRACT, Metadata(), text, (), (Page(1, 0, len(text)),), ())
    assert part_on_page(study, 1, 27, 37) == ("Pain fell.", 1)
    assert part_on_page(study, 2, 27, 37) == ("", 0)


def test_a_long_quote_is_found_though_its_midst_is_printed_otherwise() -> None:
    words = "the mean difference between the groups was" + "x" * ANCHOR + "at four weeks after the infusion ended"
    page, quote = letters(list("before " + words + " after"))[0], letters(list(words.replace("xx", "x−", 1)))[0]
    found = find(page, quote, 0)
    assert found and page[slice(*found)] == letters(list(words))[0]
    assert find(page, quote.replace("x", "other"), 0) is None


@given(st.text(alphabet="ab1", min_size=1, max_size=6), st.text(alphabet="ab1", max_size=40), st.integers(0, 3))
def test_what_is_found_is_what_was_looked_for(quote: str, page: str, nth: int) -> None:
    found = find(page, quote, nth)
    assert (found is not None) == (quote in page)
    assert found is None or page[slice(*found)] == quote


def test_what_cannot_be_drawn_is_told(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReadError, match="there is no page 9"):
        picture(paper, 9)
    (paper.parent / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(ReadError, match="cannot be drawn"):
        picture(paper.parent / "broken.pdf", 1)
    monkeypatch.setattr(page_picture, "MAX_SECONDS", 0.001)
    with pytest.raises(ReadError, match="took longer"):
        picture(paper, 1)
