"""BibTeX: LaTeX becomes characters, and no sign is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.readers.bibtex import authors_of, text_of
from evidence_search.records import Document, ReadFailure
from tests.reading import fail_one, names, read_file, read_one

ENTRY = r"""@string{pain = "Pain"}
@comment{not a study}
@Article{sigtermans2009,
  title = {{K}etamine for {CRPS}: 50% better},
  author = {Sigtermans, Marnix J. and van der Berg, Jan and {Dutch CRPS Group} and M{\"u}ller, J{\'e}r{\^o}me},
  journal = pain, year = 2009, volume = {145}, number = "3", pages = {304--311},
  doi = {10.1016/J.PAIN.2009}, pmid = {19604642}, keywords = {CRPS, pain},
  abstract = {BACKGROUND: A change of $-4.63$ in 50\% of people.
     RESULTS: p {\textless} 0.05, 3 $\pm$ 1 and $\leq$ 10$^{3}$.}
}
"""


def test_an_entry_is_read_whole(tmp_path: Path) -> None:
    """This test ensures that strings, accents, signs and names come through."""
    document = read_one(tmp_path, "a.bib", ENTRY)
    about = document.metadata
    assert names(document) == ["Abstract: Background", "Abstract: Results"]
    assert document.text == "A change of -4.63 in 50% of people.\n\np < 0.05, 3 ± 1 and ≤ 10^3."
    assert about.title == "Ketamine for CRPS: 50% better"
    assert about.authors == ("Sigtermans MJ", "van der Berg J", "Dutch CRPS Group", "Müller J")
    assert (about.journal, about.year, about.volume, about.issue, about.pages) == ("Pain", 2009, "145", "3", "304-311")
    assert (about.doi, about.pmid, about.keywords) == ("10.1016/j.pain.2009", "19604642", ("CRPS", "pain"))


def test_a_broken_entry_loses_no_other(tmp_path: Path) -> None:
    """This test ensures that each entry is parsed by itself, twice the same key or field among them."""
    text = "@article{a, title={One\n}\n@article{b, title={Two}}\n@article{b, title={Three}, title={}}\n@misc{c, year=2000}\n"
    found = read_file(tmp_path, "a.bib", "@article{x, title={Nought}\n" + text)
    assert [each.text for each in found if isinstance(each, Document)][-2:] == ["Two", "Three"]
    failed = [each.path.rpartition("#")[2] for each in found if isinstance(each, ReadFailure)]
    assert failed[-1] == "record 5"


@pytest.mark.parametrize(
    ("latex", "text", "unknown"),
    [
        (r"{\textminus}4.6 and {\textgreater} 5", "−4.6 and > 5", []),
        ("50% of $500 and $600", "50% of $500 and $600", []),
        (r"50% of \emph{all}", "50% of all", []),
        (r"a \strange{b} c", "a strange b c", [r"\strange"]),
        (r"broken \href{a}", "broken \\hrefa", ["LaTeX that does not parse"]),
        (r"\alpha-blocker", "α-blocker", []),
    ],
)
def test_latex(latex: str, text: str, unknown: list[str]) -> None:
    """This test ensures that nothing is dropped: what is not known stays and is told."""
    assert text_of(latex) == (text, unknown)


def test_authors_in_the_other_order() -> None:
    """This test ensures that given names first, and those who are not named, are understood."""
    assert list(authors_of("Jan van der Berg and John Q. Smith and others")) == ["van der Berg J", "Smith JQ"]
    assert list(authors_of("{Smith and Sons} and Dahan, A.")) == ["Smith and Sons", "Dahan A"]


def test_a_file_without_entries_fails(tmp_path: Path) -> None:
    """This test ensures that comments alone are no library."""
    assert "no record" in fail_one(tmp_path, "a.bib", "@comment{x}\n").reason
