"""Tables: columns by any name, rows that are broken, authors in one cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search import readers
from evidence_search.readers import table
from evidence_search.records import Document, ReadFailure
from tests.reading import fail_one, read_file, read_one

HEADER = "PMID,Title,Authors,Journal/Book,Publication Year,DOI,Abstract Note"
ROW = '19604642,"Ketamine, for CRPS","Sigtermans M, Dahan A",Pain,2009,10.1000/X,"Change −4.63\nin 30 people."'


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_row_is_read_whole(tmp_path: Path, sign: str) -> None:
    """This test ensures that names of columns and signs between cells are recognised."""
    text = f"{HEADER}\n{ROW}\n".replace(",", "\x1a").replace("Ketamine\x1a", "Ketamine,").replace("M\x1a", "M,")
    document = read_one(tmp_path, "a.csv", text.replace("\x1a", sign))
    about = document.metadata
    assert (about.title, about.authors, about.journal) == ("Ketamine, for CRPS", ("Sigtermans M", "Dahan A"), "Pain")
    assert (about.year, about.doi, about.pmid) == (2009, "10.1000/x", "19604642")
    assert document.text == "Change −4.63 in 30 people."


@pytest.mark.parametrize("suffix", [".tsv", ".txt"])
def test_a_table_with_tabs(tmp_path: Path, suffix: str) -> None:
    """This test ensures that a text file with a header and tabs is a table."""
    document = read_one(tmp_path, f"a{suffix}", 'Title\tYear\tPage start\tPage end\nA 5" needle\t2009\t5\t9\n')
    assert (document.metadata.title, document.metadata.pages) == ('A 5" needle', "5-9")


def test_bad_rows_lose_no_other(tmp_path: Path) -> None:
    """This test ensures that a row with too many cells, one without words and one never closed fail by themselves."""
    text = 'title,abstract\nOne,Text.\na,b,c\n"",\n"Never closed,x\nTwo,Text.\n\nThree\n'
    found = read_file(tmp_path, "a.csv", text)
    assert [each.metadata.title for each in found if isinstance(each, Document)] == ["One", "Two", "Three"]
    assert [each.path.rpartition("#")[2] for each in found if isinstance(each, ReadFailure)] == [
        "record 2",
        "record 3",
    ]


def test_a_row_that_runs_away_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that rows behind a quotation mark that is not closed are read, the file being longer than a row may."""
    monkeypatch.setattr(table, "MAX_LINES", 5)
    rows = "".join(f"T{number},Text.\n" for number in range(20))
    found = read_file(tmp_path, "a.csv", f'title,abstract\n"Open,x\n{rows}')
    assert isinstance(found[0], ReadFailure) and "quotation mark" in found[0].reason
    assert [each.metadata.title for each in found[1:] if isinstance(each, Document)] == [f"T{number}" for number in range(20)]


def test_a_table_of_open_quotes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that reading ends although rows without an end follow each other."""
    monkeypatch.setattr(table, "MAX_LINES", 3)
    monkeypatch.setattr(table, "MAX_OPEN", 4)
    found = read_file(tmp_path, "a.csv", "title,abstract\n" + '"x\ny\ny\ny\n' * 50)
    assert sum(isinstance(each, ReadFailure) for each in found) == 4 + 1
    assert isinstance(found[-1], ReadFailure) and "too many rows" in found[-1].reason


@pytest.mark.parametrize(
    ("cell", "authors"),
    [
        ("Dahan, Albert; Sarton, R.", ["Dahan A", "Sarton R"]),
        ("Dahan A, Sarton RM", ["Dahan A", "Sarton RM"]),
        ("Adeli K.Lewis G. F.", ["Adeli K", "Lewis GF"]),
        ("Dahan, Albert", ["Dahan A"]),
        ("Albert Dahan and Elise Sarton", ["Albert Dahan", "Elise Sarton"]),
    ],
)
def test_authors(cell: str, authors: list[str]) -> None:
    """This test ensures that one cell of authors is cut at their names."""
    assert list(table.authors_of(cell)) == authors


def test_other_tables_are_refused(tmp_path: Path) -> None:
    """This test ensures that a table of data is not taken for studies."""
    assert "title or abstract" in fail_one(tmp_path, "a.csv", "patient,dose\n1,2\n").reason
    assert "no rows" in fail_one(tmp_path, "b.csv", "title,year\n").reason


def test_rows_are_streamed(tmp_path: Path) -> None:
    """This test ensures that the first row comes before the last is read."""
    path = tmp_path / "large.csv"
    path.write_text("title,abstract\n" + "".join(f"T{number},Text.\n" for number in range(2000)))
    found = readers.read(path)
    next(found)
    assert sum(1 for _ in found) == 1999
