from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search import readers
from evidence_search.records import Document, ReadFailure
from tests.pdf_maker import make_pdf
from tests.reading import fail_one, read_one


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("a.pdf", True),
        ("a.XML", True),
        ("a.nxml", True),
        ("a.md", True),
        ("a.txt", True),
        ("a.docx", True),
        ("a.nbib", True),
        ("a.RIS", True),
        ("a.pptx", False),
        ("a", False),
        ("a.html", True),
    ],
)
def test_which_files_are_taken(name: str, readable: bool) -> None:
    """This test ensures that a folder is walked for files some reader knows."""
    assert readers.is_readable(Path(name)) is readable


def test_the_content_decides_before_the_name(tmp_path: Path) -> None:
    """This test ensures that a PDF saved as XML and XML saved as PDF are read as what they are."""
    assert read_one(tmp_path, "really.xml", make_pdf([["Ketamine helped."]])).pages
    assert not read_one(tmp_path, "really.pdf", "<article><body><p>Text.</p></body></article>").pages


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xml", "<html><body>404</body></html>", "web page"),
        ("a.xml", "<xml><records/></xml>", "<xml>"),
        ("a.xml", "just text", "not XML"),
        ("a.docx", "PK\x03\x04", "zip archive"),
        ("a.bin", "what", "files of this kind"),
        ("a.xml", "<?xml version='1.0'?><!-- " + "x" * 2_000_000, "not XML"),
        ("a.xml", "<!DOCTYPE article [" + "<!-- -->" * 200_000, "too long"),
        ("a.xml", "<article/>", "no text"),
    ],
)
def test_other_files_fail_by_name(tmp_path: Path, name: str, content: str, said: str) -> None:
    """This test ensures that what is not read here says what it is."""
    path = tmp_path / name
    if said == "too long":
        path.write_text(content)
        (failure,) = readers.read(path)
        assert isinstance(failure, ReadFailure)
        return
    assert said in fail_one(tmp_path, name, content).reason


def test_missing_files_and_folders_fail_by_name(tmp_path: Path) -> None:
    """This test ensures that reading never raises for a path."""
    for path, said in ((tmp_path / "none.pdf", "cannot be opened"), (tmp_path, "folder")):
        (failure,) = readers.read(path)
        assert isinstance(failure, ReadFailure)
        assert said in failure.reason


def test_a_file_that_is_too_large_fails_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that the size is looked at before the content."""
    monkeypatch.setattr(readers, "MAX_BYTES", 10)
    assert "larger than" in fail_one(tmp_path, "a.txt", "more than ten bytes").reason


def test_a_defect_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that whatever goes wrong inside a reader, the report says so and the ingest goes on."""

    def broken(_: Path) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(readers.plain, "read", broken)
    failure = fail_one(tmp_path, "a.txt", "text")
    assert "oops" in failure.reason
    assert "defect" in failure.remedy


def test_xml_in_utf_16_is_recognised(tmp_path: Path) -> None:
    """This test ensures that the encoding of an XML file makes no difference."""
    text = '<?xml version="1.0" encoding="UTF-16"?><article><body><p>Größe −4.6</p></body></article>'
    assert read_one(tmp_path, "a.xml", text.encode("utf-16")).text == "Größe −4.6"


def test_reading_the_same_file_twice_gives_the_same(tmp_path: Path) -> None:
    """This test ensures that no state is carried from one file to the next."""
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([["Ketamine helped."]]))
    first, second = list(readers.read(path)), list(readers.read(path))
    assert first == second
    assert isinstance(first[0], Document)
