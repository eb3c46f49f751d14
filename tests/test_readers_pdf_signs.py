"""Signs in PDFs: fonts that name minus and equals in a way of their own, and what is never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.readers.pdf_lines import read_lines, with_equals
from tests.pdf_maker import make_pdf
from tests.reading import read_one

PAGE = rb"BT /F1 10 Tf 1 0 0 1 50 740 Tm (Change ) Tj /F2 10 Tf (%s) Tj /F1 10 Tf (4.63 in all.) Tj ET"
FONT = b"<< /F1 3 0 R >>"
TWO = b"<< /F1 3 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont %s /Encoding %s >> >>"
SYMBOLS = b"/ABCDEF+AdvP4C4E74"
NAMED = b"<< /Differences [1 %s] >>"


def paper(base: bytes, encoding: bytes, shown: bytes = b"\\001") -> bytes:
    """Return a PDF with one shape of another font before its figure."""
    made = make_pdf([PAGE.replace(b"%s", shown)])
    return made.replace(FONT, TWO % (base, encoding))


@pytest.mark.parametrize(
    ("base", "encoding", "shown", "text"),
    [
        (SYMBOLS, NAMED % b"/C0", b"\\001", "Change −4.63 in all."),
        (SYMBOLS, NAMED % b"/C21", b"\\001", "Change ≥4.63 in all."),
        (SYMBOLS, NAMED % b"/onequarter", b"\\001", "Change =4.63 in all."),
        (SYMBOLS, b"/WinAnsiEncoding", b"\\300", "Change −4.63 in all."),
        (SYMBOLS, b"/WinAnsiEncoding", b"\\274", "Change =4.63 in all."),
        (b"/ABCDEF+AdvP7DA6", b"/WinAnsiEncoding", b"100 m", "Change 100 µ4.63 in all."),
        (b"/ABCDEF+AdvPSMP13", b"/WinAnsiEncoding", b"2 l", "Change 2 µ4.63 in all."),
        (b"/Other", NAMED % b"/minus.tf", b"\\001", "Change −4.63 in all."),
        (b"/Other", NAMED % b"/three.lf", b"\\001", "Change 34.63 in all."),
        (b"/Other", NAMED % b"/uni2212", b"\\001", "Change −4.63 in all."),
    ],
)
def test_what_is_known_is_repaired(tmp_path: Path, base: bytes, encoding: bytes, shown: bytes, text: str) -> None:
    """This test ensures that a sign named after its place in TeX's symbol font, or a variant of a known shape, is that sign."""
    document = read_one(tmp_path, "a.pdf", paper(base, encoding, shown))
    assert document.text == text
    assert not [warning for warning in document.warnings if "misread" in warning]


@pytest.mark.parametrize(("base", "name"), [(b"/Other", b"/C0"), (SYMBOLS, b"/C99"), (b"/Other", b"/g21")])
def test_what_is_not_known_is_named(tmp_path: Path, base: bytes, name: bytes) -> None:
    """This test ensures that the same name in a font that is not known is no minus, and the page is named."""
    document = read_one(tmp_path, "a.pdf", paper(base, NAMED % name))
    assert "−" not in document.text
    assert "figures may be misread on page 1: a font does not name its characters" in document.warnings


def test_a_unit_in_a_font_of_its_own_is_named(tmp_path: Path) -> None:
    """This test ensures that 100 mg whose m was set in another font, and may be 100 µg, is told by page."""
    made = make_pdf([PAGE.replace(b"%s", b"m").replace(b"(4.63", b"(g").replace(b"Change ", b"Dose 100 ")])
    font = b"/WinAnsiEncoding /FirstChar 109 /LastChar 109"
    document = read_one(tmp_path, "a.pdf", made.replace(FONT, TWO % (b"/Other", font)))
    assert document.text == "Dose 100 mg in all."
    assert "units may be misread on page 1: m may stand for µ" in document.warnings
    known = read_one(tmp_path, "b.pdf", made.replace(FONT, TWO % (b"/AdvPi1", font)))
    assert known.text == "Dose 100 µg in all."
    assert "misread" not in " ".join(known.warnings)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("groups (p¼0.04), n ¼ 12, SIZE ¼ auto and WMD ¼ −4.63", "groups (p=0.04), n = 12, SIZE = auto and WMD = −4.63"),
        ("p¼0.04 after ¼ of the dose", "p¼0.04 after ¼ of the dose"),
        ("p ¼ 0.04 after 2½ hours", "p ¼ 0.04 after 2½ hours"),
        ("about ¼ were well", "about ¼ were well"),
    ],
)
def test_a_quarter_is_an_equals_sign_only_where_it_can_be_nothing_else(text: str, mended: str) -> None:
    """This test ensures that fractions stay, and a paper with both is left alone."""
    assert with_equals([text]) == [mended]


def test_signs_that_stay_unknown_are_marked() -> None:
    """This test ensures that a control character beside a figure is shown, and a quarter that is left is named."""
    lines, warnings = read_lines(["It was 4\x0210 and \x034.63, p ¼ 0.04 and ¼ of it."])
    assert lines[0].text == "It was 4\ufffd10 and \ufffd4.63, p ¼ 0.04 and ¼ of it."
    assert warnings == ["figures may be misread on page 1: a font does not name its characters"]
    assert "¼ may stand for =" in read_lines(["p ¼ 0.04 and ¼ of it"])[1][0]
