"""Reading in advance: order and outcomes are those of reading one after another."""

from __future__ import annotations

import os
from pathlib import Path

from evidence_search import readers
from evidence_search.readers.ahead import WAITING, ReadAhead
from evidence_search.records import Document, ReadFailure
from tests.pdf_maker import make_pdf


def library(folder: Path, count: int) -> list[Path]:
    """Write so many PDFs, the second of them damaged, and a note in plain text."""
    paths = [folder / f"{number}.pdf" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(b"%PDF-1.4\n" if number == 1 else make_pdf([[f"Ketamine helped {number} adults."]]))
    (folder / "note.txt").write_text("Ketamine helped.")
    return [*paths, folder / "note.txt"]


def test_what_is_read_ahead_is_what_would_be_read(tmp_path: Path) -> None:
    """This test ensures that every file ends as it does when read alone, in the order asked for, failures too."""
    paths = library(tmp_path, WAITING + 2)
    with ReadAhead(paths) as ahead:
        found = [each for path in paths for each in ahead.read(path)]
    assert found == [each for path in paths for each in readers.read(path)]
    assert [type(each) for each in found[:3]] == [Document, ReadFailure, Document]


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    """This test ensures that what is stored under a file's hash is what the file says now."""
    first, second = library(tmp_path, 3)[:3:2]
    with ReadAhead([first, second]) as ahead:
        list(ahead.read(first))
        second.write_bytes(make_pdf([["It did not help."]]))
        os.utime(second, (1, 1))
        (found,) = ahead.read(second)
    assert isinstance(found, Document)
    assert found.text == "It did not help."
