"""What the tests of the readers share: reading a string as a file, and what must hold of every document."""

from __future__ import annotations

from pathlib import Path

from evidence_search import readers
from evidence_search.records import Document, ReadFailure


def read_file(folder: Path, name: str, content: str | bytes) -> list[Document | ReadFailure]:
    """Write a file and return all that is read from it; every document is checked."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    found = list(readers.read(path))
    for each in found:
        if isinstance(each, Document):
            check(each)
    return found


def read_one(folder: Path, name: str, content: str | bytes) -> Document:
    """Return the only document of a file."""
    (found,) = read_file(folder, name, content)
    assert isinstance(found, Document), found
    return found


def fail_one(folder: Path, name: str, content: str | bytes) -> ReadFailure:
    """Return the only failure of a file, which must name a reason and a remedy."""
    (found,) = read_file(folder, name, content)
    assert isinstance(found, ReadFailure), found
    assert found.reason
    assert found.remedy
    assert found.path.startswith(str(folder / name))
    return found


def check(document: Document) -> None:
    """Assert what every document promises: sections and pages are slices of its text, in order; all of it is printable."""
    text, last = document.text, 0
    assert document.sections
    for section in document.sections:
        assert last <= section.start < section.end <= len(text), section
        body = text[section.start : section.end]
        assert body == body.strip()
        assert not text[last : section.start].strip()
        last = section.end
    assert last == len(text)
    assert all(letter >= " " or letter == "\n" for letter in text)
    text.encode("utf-8")
    if document.pages:
        assert document.pages[0].start == 0
        assert document.pages[-1].end == len(text)
        assert all(left.number != right.number for left, right in zip(document.pages, document.pages[1:], strict=False))
        assert all(left.end == right.start for left, right in zip(document.pages, document.pages[1:], strict=False))


def section_of(document: Document, name: str) -> str:
    """Return the text of the one section of this name."""
    (found,) = [section for section in document.sections if section.name == name]
    return document.text[found.start : found.end]


def names(document: Document) -> list[str]:
    """Return the names of a document's sections."""
    return [section.name for section in document.sections]
