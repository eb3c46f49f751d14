"""RIS, EndNote and Web of Science: the habits of exporters, and what must survive them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.records import Document, ReadFailure, Retraction
from tests.reading import names, read_file, read_one

RIS = """TY  - JOUR
AU  - Sigtermans, Marnix J.
AU  - Dahan, A.
TI  - Ketamine for CRPS
AB  - Objective: To see. Results: The change was
-4.63 (AI - driven).
JF  - Pain
PY  - 2009/10/01/
VL  - 145
IS  - 3
SP  - 304
EP  - 311
DO  - https://doi.org/10.1016/J.PAIN.2009
KW  - *Pain/drug therapy
CRPS
ER  - 
"""


def only(found: list[Document | ReadFailure]) -> list[Document]:
    """Return the documents, of which all must be."""
    assert all(isinstance(each, Document) for each in found), found
    return [each for each in found if isinstance(each, Document)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_record_is_read_whole(tmp_path: Path, ends: str, mark: str) -> None:
    """This test ensures that line ends, a mark, wrapped lines and lists under one tag make no difference."""
    document = read_one(tmp_path, "a.ris", mark + RIS.replace("\n", ends))
    about = document.metadata
    assert names(document) == ["Abstract: Objective", "Abstract: Results"]
    assert document.text.endswith("The change was -4.63 (AI - driven).")
    assert about.authors == ("Sigtermans MJ", "Dahan A")
    assert (about.title, about.journal, about.year) == ("Ketamine for CRPS", "Pain", 2009)
    assert (about.volume, about.issue, about.pages, about.doi) == ("145", "3", "304-311", "10.1016/j.pain.2009")
    assert about.keywords == ("Pain", "CRPS")
    assert about.retraction is Retraction.UNKNOWN


def test_other_names_for_the_same(tmp_path: Path) -> None:
    """This test ensures that the older tags and the abbreviations are known."""
    text = (
        "Provider: X\n\n1.\nTY - JOUR\nT1 - A title\nA1 - Liu R.\nN2 - Text.\nY1 - 2014//\nJO - J Pain\nSP - 1-5\n"
        "UR - http://dx.doi.org/10.1000/a(1)b\nER -\nNL - behind the end\n"
    )
    (document,) = only(read_file(tmp_path, "a.ris", text))
    about = document.metadata
    assert (about.title, about.authors, about.year, about.journal) == ("A title", ("Liu R",), 2014, "J Pain")
    assert (about.pages, about.doi, document.text) == ("1-5", "10.1000/a(1)b", "Text.")


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        ("PMID  - 33355555", "33355555"),
        ("AN  - 21553931\nDP  - NLM", "21553931"),
        ("AN  - 21553931\nDB  - PsycINFO", ""),
        ("C2  - 31421429\nDB  - Scopus", "31421429"),
        ("UR  - https://pubmed.ncbi.nlm.nih.gov/123456/", "123456"),
        ("C3  - PUBMED 25539512,EMBASE 601113221", "25539512"),
        ("AN  - rayyan-264552525", ""),
    ],
)
def test_pubmed_numbers(tmp_path: Path, lines: str, pmid: str) -> None:
    """This test ensures that an accession number is a PubMed number only where it says so."""
    assert read_one(tmp_path, "a.ris", f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n").metadata.pmid == pmid


def test_a_missing_end_and_a_bad_record_lose_nothing(tmp_path: Path) -> None:
    """This test ensures that a record without ER ends where the next begins, and one without words fails by its number."""
    text = "TY  - JOUR\nTI  - One\nTY  - JOUR\nDO  - 10.1000/x\nER  - \nTY  - JOUR\nTI  - RETRACTED: Three\n"
    one, two, three = read_file(tmp_path, "export.txt", text)
    assert isinstance(one, Document) and one.text == "One"
    assert isinstance(two, ReadFailure) and two.path.endswith("#record 2")
    assert isinstance(three, Document) and three.metadata.retraction is Retraction.RETRACTED


def test_endnote(tmp_path: Path) -> None:
    """This test ensures that EndNote's tagged export is read."""
    text = "%0 Journal Article\n%A Dahan, Albert\n%T One\n%J Pain\n%D 2009\n%P 1-2\n%R 10.1000/x\n%X Text.\n\n%0 Book\n%T Two\n"
    one, two = only(read_file(tmp_path, "a.enw", text))
    about = one.metadata
    assert (about.title, about.authors, about.journal) == ("One", ("Dahan A",), "Pain")
    assert (about.year, about.doi) == (2009, "10.1000/x")
    assert (one.text, two.text) == ("Text.", "Two")


def test_web_of_science(tmp_path: Path) -> None:
    """This test ensures that the export of Web of Science is read, its references apart."""
    text = (
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Dahan, A\n   Sarton, R\nTI Ketamine\n   again\nSO PAIN\n"
        "AB Text.\n"
        "CR A B, 1997, X\n   C D, 2000, Y\nPY 2009\nBP 5\nEP 9\nDI 10.1000/x\nPM 123\nUT ISI:0002\nER\n\nEF"
    )
    (document,) = only(read_file(tmp_path, "savedrecs.txt", text))
    about = document.metadata
    assert (about.title, about.authors, about.pages, about.pmid) == ("Ketamine again", ("Dahan A", "Sarton R"), "5-9", "123")
    assert document.references == ("A B, 1997, X", "C D, 2000, Y")


def test_markup_in_values_is_taken_off(tmp_path: Path) -> None:
    """This test ensures that a comparison sign is not taken for a tag."""
    text = "TY  - JOUR\nTI  - <i>S</i>-ketamine &amp; more\nAB  - 10<sup>3</sup> people, p<0.05 and b>0.1.\nER  - \n"
    document = read_one(tmp_path, "a.ris", text)
    assert document.metadata.title == "S-ketamine & more"
    assert document.text == "10^3 people, p<0.05 and b>0.1."


def test_other_encodings(tmp_path: Path) -> None:
    """This test ensures that an export in Windows-1252 is read with a warning."""
    document = read_one(tmp_path, "a.ris", "TY  - JOUR\nTI  - Café\nER  - \n".encode("cp1252"))
    assert document.metadata.title == "Café"
    assert "Windows-1252" in document.warnings[0]
