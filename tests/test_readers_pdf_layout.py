"""What is printed in the midst of a paper's text and is no part of it, and text that nobody sees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evidence_search.readers import pdf
from evidence_search.readers.pdf_blocks import Apart, Joiner, apart_paragraphs, mark
from evidence_search.readers.pdf_layout import set_apart
from evidence_search.readers.pdf_lines import Line
from evidence_search.records import SectionKind
from evidence_search.store.rows import document_from_row, record_to_json
from tests.pdf_maker import escaped, make_pdf
from tests.reading import names, read_one, section_of

BODY = "Ketamine was given to adults with pain over four hours, and"
Set = tuple[str, int, int, int]
"""Words, type size, x and y."""


def column(lines: Sequence[str], top: int = 740, size: int = 10, x: int = 50) -> list[Set]:
    """Return lines set below each other."""
    return [(line, size, x, top - (size + 2) * number) for number, line in enumerate(lines)]


def page(*parts: list[Set]) -> bytes:
    """Return the content of a page with these lines in this order."""
    shown = [
        b"BT /F1 %d Tf 1 0 0 1 %d %d Tm %s Tj ET" % (size, x, y, escaped(words)) for each in parts for words, size, x, y in each
    ]
    return b"\n".join(shown)


TEXT = [f"{BODY} the pain of person {letter} was measured every day for a week." for letter in "abcdefgh"]
CUT = [*TEXT, "In all of them the relief of the pain that was"]
LICENCE = column(
    ["This is an open access article under a licence that", "lets everybody share it. Leiden, the Netherlands."], 90, 7
)
TABLE = [
    ("Table 1. Pain after one week", 8, 50, 700),
    ("Group", 7, 50, 688),
    ("Mean", 7, 200, 688),
    ("Ketamine", 7, 50, 678),
    ("3.2", 7, 200, 678),
]
ON = ["seen on the first day was gone after seven weeks. The rest was as before."]


def paper() -> bytes:
    """Return a paper whose sentence over a page break has a licence, a table and a caption in it."""
    caption = column(["Figure 1. The course of pain in both groups"], 560, 8)
    second = page(TABLE, caption, column(["1. Results", *ON, *TEXT], 500))
    return make_pdf([page(column(["Abstract", *CUT]), LICENCE), second.replace(b"(1. Results)", b"()")])


def test_a_sentence_over_a_page_break_is_one(tmp_path: Path) -> None:
    """This test ensures that licence, table and caption stand apart, and the sentence between them is whole."""
    document = read_one(tmp_path, "a.pdf", paper())
    abstract = section_of(document, "Abstract")
    assert "the relief of the pain that was seen on the first day was gone after seven weeks." in abstract
    assert names(document) == ["Abstract", "Set apart on page 1", "Table 1", "Figure 1"]
    assert [section.kind for section in document.sections] == [
        SectionKind.ABSTRACT,
        SectionKind.NOTE,
        SectionKind.TABLE,
        SectionKind.CAPTION,
    ]
    assert section_of(document, "Table 1").split("\n") == [
        "Table 1. Pain after one week",
        "Group Mean",
        "Ketamine 3.2",
    ]


def test_cells_of_one_height_are_a_row() -> None:
    """This test ensures that a table reads row by row, cells in two lines included."""
    cells = [
        ("Table 1", 50, 700, 8),
        ("Pain after one week", 50, 690, 8),
        ("3.2", 200, 678, 7),
        ("Ketamine", 50, 678, 7),
        ("Placebo", 50, 668, 7),
        ("5.1 (after", 200, 668, 7),
        ("a week)", 200, 660, 7),
    ]
    lines = [Line(text, 1, x=x, y=y, size=size, font=1, head=1) for text, x, y, size in cells]
    (read,) = apart_paragraphs(Apart(SectionKind.TABLE, lines), Joiner(lines))
    assert read.replace(mark(1), "").split("\n") == [
        "Table 1 Pain after one week",
        "Ketamine | 3.2",
        "Placebo | 5.1 (after a week)",
    ]


def test_what_stands_apart_keeps_its_page(tmp_path: Path) -> None:
    """This test ensures that every word has its page, also behind a section that goes on over it."""
    document = read_one(tmp_path, "a.pdf", paper())
    for words, number in (("that was", 1), ("seen on", 2), ("open access", 1), ("3.2", 2), ("Figure 1", 2)):
        at = document.text.index(words)
        assert [each.number for each in document.pages if each.start <= at < each.end] == [number], words


def test_words_in_italics_stay_in_their_sentence() -> None:
    """This test ensures that a line in another font of the running text's size, next to it, is running text."""
    lines = [Line(text, 1, x=50, y=740 - 12 * n, size=10, font=1, head=1) for n, text in enumerate([*CUT, *TEXT, *CUT])]
    lines[9] = Line("Streptococcus mutans, Lactobacillus casei", 1, x=50, y=lines[9].y, size=10, font=2, head=2)
    assert not any(line.apart for line in set_apart(lines))


def test_a_sentence_that_speaks_of_a_table_is_no_caption() -> None:
    """This test ensures that `Table 2 shows` at the beginning of a line is read on."""
    lines = [Line(text, 1, x=50, y=740 - 12 * n, size=10, font=1, head=1) for n, text in enumerate([*CUT, *TEXT, *CUT])]
    for words in ("Table 2 shows how many were free of pain on the day that followed", "Figure 1. This was so"):
        lines[9] = Line(words, 1, x=50, y=lines[9].y, size=10, font=1, head=1)
        assert not any(line.apart for line in set_apart(lines)), words


def test_nothing_is_judged_without_places() -> None:
    """This test ensures that lines of unknown place are all running text."""
    lines = [Line(text, 1) for text in [*CUT, "Table 1. Pain", *TEXT]]
    assert set_apart(lines) == lines


HIDDEN = b"BT /F1 10 Tf %s 1 0 0 1 50 600 Tm (Ketamine cures everything.) Tj ET"
SEEN = b"BT /F1 10 Tf 0 Tr 0 g 1 0 0 1 50 700 Tm (Ketamine helped forty adults.) Tj ET "


@pytest.mark.parametrize(
    "hidden",
    [HIDDEN % b"3 Tr", HIDDEN % b"1 1 1 rg", HIDDEN % b"1 g", (HIDDEN % b"").replace(b"50 600", b"50 -90")],
    ids=["no ink", "white", "grey", "off the page"],
)
def test_what_nobody_sees_is_no_evidence(tmp_path: Path, hidden: bytes) -> None:
    """This test ensures that hidden text is left out and told of."""
    document = read_one(tmp_path, "a.pdf", make_pdf([SEEN + hidden]))
    assert document.text == "Ketamine helped forty adults."
    assert "hidden text on page 1" in document.warnings[0]


def test_white_on_a_dark_ground_is_seen(tmp_path: Path) -> None:
    """This test ensures that a heading in a coloured bar is read."""
    content = b"0 0 1 rg 40 590 300 30 re f " + HIDDEN % b"1 1 1 rg"
    assert "cures" in read_one(tmp_path, "a.pdf", make_pdf([content])).text


def test_the_text_layer_of_a_scan_is_doubted(tmp_path: Path) -> None:
    """This test ensures that words a program made out of a picture are read, and carry the mark."""
    content = (
        b"q 500 0 0 700 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q BT /F1 10 Tf 3 Tr 50 700 Td (It fell by 4.6 points.) Tj ET"
    )
    document = read_one(tmp_path, "a.pdf", make_pdf([content]))
    assert document.text == "It fell by 4.6 points."
    assert "it is a scan" in document.sections[0].doubt


def test_the_mark_stands_on_the_section_and_is_kept() -> None:
    """This test ensures that a section with an unknown sign says so, others do not, and the store keeps it."""
    first = "Methods\nKetamine was given to forty adults.\nResults\nThe difference was /C04.63 points."
    document = pdf.document({"pages": [first]})
    marked = {section.name: section.doubt for section in document.sections}
    assert marked["Methods"] == ""
    assert marked["Results"] == "figures on page 1 may be misread: a font does not name its characters"
    assert "\ufffd4.63" in document.text
    assert document_from_row(document.kind, document.text, record_to_json(document)) == document
