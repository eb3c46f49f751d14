"""Lists of retractions as Crossref publishes them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evidence_search.errors import ReadError
from evidence_search.readers.notices import read_notices

COLUMNS = ["Record ID", "Title", "RetractionDate", "RetractionDOI", "OriginalPaperDOI", "OriginalPaperPubMedID",
           "RetractionNature", "Reason"]  # fmt: skip


def written(path: Path, *rows: tuple[str, str, str, str], encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for nature, day, doi, pmid in rows:
            writer.writerow(
                {"RetractionNature": nature, "RetractionDate": day, "OriginalPaperDOI": doi, "OriginalPaperPubMedID": pmid,
                 "RetractionDOI": "10.1000/notice", "Reason": "+Error in Data;+Duplication of Image;", "Title": "É"}
            )  # fmt: skip
    return path


def test_a_notice_says_what_when_and_why(tmp_path: Path) -> None:
    listed = read_notices(written(tmp_path / "rw.csv", ("Retraction", "5/3/2019 0:00", "10.1000/A", "123")))
    assert listed.until == "2019-05-03"
    assert listed.notices["doi:10.1000/a"] == listed.notices["pmid:123"]
    state, note = listed.notices["pmid:123"]
    assert state == "retracted"
    assert note == (
        "Retraction 2019-05-03; doi:10.1000/notice; Error in Data, Duplication of Image; Retraction Watch data up to 2019-05-03"
    )


def test_the_gravest_notice_counts_and_a_reinstatement_ends_those_before_it(tmp_path: Path) -> None:
    rows = [
        ("Correction", "1/2/2020 0:00", "10.1000/a", "0"),
        ("Expression of concern", "1/1/2020 0:00", "10.1000/a", "0"),
        ("Retraction", "2018-01-01", "10.1000/b", "0"),
        ("Reinstatement", "2019-01-01", "10.1000/b", "0"),
        ("Correction", "2020-05-01", "10.1000/b", "0"),
        ("Retraction", "2018-01-01", "10.1000/c", "0"),
        ("Reinstatement", "2019-01-01", "10.1000/c", "0"),
        ("Something new", "2021-01-01", "10.1000/d", "0"),
        ("Retraction", "2021-01-01", "unavailable", "0"),
    ]
    listed = read_notices(written(tmp_path / "rw.csv", *rows))
    states = {identifier: state for identifier, (state, _) in listed.notices.items()}
    assert states == {
        "doi:10.1000/a": "expression of concern",
        "doi:10.1000/b": "corrected",
        "doi:10.1000/c": "none known",
    }
    assert listed.until == "2021-01-01"


def test_an_old_encoding_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "rw.csv", ("Retraction", "1/1/2020", "10.1000/a", "0"), encoding="cp1252")
    assert read_notices(path).notices["doi:10.1000/a"][0] == "retracted"


def test_another_table_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "papers.csv"
    path.write_text("title,doi\nKetamine,10.1000/a\n")
    with pytest.raises(ReadError) as problem:
        read_notices(path)
    assert "papers.csv is not a list of notices: it has no column OriginalPaperDOI" in problem.value.what
    assert "Crossref" in problem.value.remedy
