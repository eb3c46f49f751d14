"""Word documents, made here part by part."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from evidence_search.readers import word
from tests.reading import fail_one, names, read_one, section_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://x/math"'
STYLES = f"""<w:styles {W}><w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Eigen"><w:name w:val="Eigen kop"/><w:basedOn w:val="Kop1"/></w:style>
<w:style w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>"""


def run(text: str, marks: str = "") -> str:
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def cell(text: str) -> str:
    return f"<w:tc>{paragraph(run(text))}</w:tc>"


def packed(folder: Path, body: str, *, head: str = "") -> bytes:
    """Return a document with this body."""
    path = folder / "made.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{head}<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", STYLES)
    return path.read_bytes()


RAISED = '<w:vertAlign w:val="superscript"/>'
BODY = "".join(
    (
        paragraph(run("Ketamine for CRPS"), style="T"),
        paragraph(run("Dahan A. doi: 10.1000/X.")),
        paragraph(run("Abstract"), style="Kop1"),
        paragraph(
            run("Change "),
            '<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r>',
            run("4.63 in 10"),
            run("3", RAISED),
            run(" people.", ""),
            run("12", RAISED),
            "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>" + run(" Kept.") + "</w:ins>",
        ),
        paragraph(run("Methods"), style="Eigen"),
        paragraph(run("Table 1. Arms.")),
        f"<w:tbl><w:tr>{cell('Arm')}{cell('n')}</w:tr><w:tr>{cell('A|B')}{cell('30')}</w:tr></w:tbl>",
        paragraph(run("After.")),
        paragraph(run("RESULTS", "<w:b/>")),
        paragraph("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"),
        paragraph(run("References"), style="Kop1"),
        paragraph(run("Dahan 2001.")),
    )
)


def test_a_document_is_read_whole(tmp_path: Path) -> None:
    """This test ensures that styles, symbols, raised figures, changes and tables come through."""
    document = read_one(tmp_path, "a.docx", packed(tmp_path, BODY))
    assert document.metadata.title == "Ketamine for CRPS"
    assert document.metadata.doi == "10.1000/x"
    assert names(document) == ["Front matter", "Abstract", "Table 1", "Methods", "Results"]
    assert section_of(document, "Abstract") == "Change −4.63 in 10^3 people. Kept."
    assert section_of(document, "Table 1") == "Table 1. Arms.\nArm | n\nA/B | 30"
    assert section_of(document, "Results") == "1/2"
    assert document.references == ("Dahan 2001.",)
    assert document.warnings == ()


def test_an_unknown_symbol_is_marked(tmp_path: Path) -> None:
    """This test ensures that a sign of a font that is not known is never guessed."""
    body = paragraph(run("p"), '<w:r><w:sym w:font="Wingdings" w:char="F0B1"/></w:r>', run("0.04"))
    document = read_one(tmp_path, "a.docx", packed(tmp_path, body))
    assert document.text == "p�0.04"
    assert "symbol font" in document.warnings[0]


def test_bombs_and_entities_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that nothing is unpacked without end, and no entity is expanded."""
    entity = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "entities" in fail_one(tmp_path, "a.docx", packed(tmp_path, paragraph(run("&x;")), head=entity)).reason
    monkeypatch.setattr(word, "MAX_PART", 1000)
    assert "unpacks to more" in fail_one(tmp_path, "b.docx", packed(tmp_path, paragraph(run("a" * 5000)))).reason


def test_other_archives_and_damaged_ones_fail(tmp_path: Path) -> None:
    """This test ensures that a zip that is no document, an empty one and a broken one each say so."""
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    assert "zip archive" in fail_one(tmp_path, "a.docx", (tmp_path / "x.zip").read_bytes()).reason
    assert "no text" in fail_one(tmp_path, "b.docx", packed(tmp_path, "")).reason
    assert "broken" in fail_one(tmp_path, "c.docx", packed(tmp_path, "<w:p>")).reason
