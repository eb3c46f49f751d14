"""MEDLINE text: what PubMed's own export says, record by record."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search import readers
from evidence_search.records import Document, ReadFailure, Retraction, SourceKind
from tests.reading import fail_one, names, read_file, read_one, section_of

RECORD = """PMID- 19604642
OWN - NLM
LR  - 20191210
VI  - 145
IP  - 3
DP  - 2009 Oct
TI  - Ketamine produces effective and long-term pain relief in patients with 
      CRPS.
PG  - 304-311
LID - 10.1016/J.PAIN.2009.06.023 [doi]
AB  - BACKGROUND: Relief was −4.63 (p < 0.001). METHODS: A ratio of 2:1 was used, see
      NCT00006178. CONCLUSIONS: It helps.
FAU - Sigtermans, Marnix J
AU  - Sigtermans MJ
CN  - CRPS Group
FAU - van Hilten, Jacobus J
AU  - van Hilten JJ
PT  - Journal Article
SI  - ClinicalTrials.gov/NCT00000001
SI  - GENBANK/X1
TA  - Pain
JT  - The Journal of Pain
CIN - Pain. 2009;1:1. PMID: 3
MH  - *Ketamine/therapeutic use
OT  - CRPS
PMC - PMC77
SO  - Pain. 2009 Oct;145(3):304-311.
"""


def test_a_record_is_read_whole(tmp_path: Path) -> None:
    """This test ensures that wrapped lines, labels, names, numbers and ids come through."""
    document = read_one(tmp_path, "a.nbib", RECORD)
    about = document.metadata
    assert document.kind is SourceKind.ABSTRACT
    assert names(document) == ["Abstract: Background", "Abstract: Methods", "Abstract: Conclusions"]
    assert section_of(document, "Abstract: Background") == "Relief was −4.63 (p < 0.001)."
    assert section_of(document, "Abstract: Methods") == "A ratio of 2:1 was used, see NCT00006178."
    assert about.title == "Ketamine produces effective and long-term pain relief in patients with CRPS."
    assert about.authors == ("Sigtermans MJ", "CRPS Group", "van Hilten JJ")
    assert (about.journal, about.year, about.volume, about.issue, about.pages) == (
        "The Journal of Pain",
        2009,
        "145",
        "3",
        "304-311",
    )
    assert (about.doi, about.pmid, about.pmcid) == ("10.1016/j.pain.2009.06.023", "19604642", "PMC77")
    assert about.registry == ("NCT00000001", "NCT00006178")
    assert about.keywords == ("Ketamine", "CRPS")
    assert (about.retraction, about.retraction_note) == (Retraction.NONE_KNOWN, "PubMed record as of 2019-12-10")


@pytest.mark.parametrize(
    ("line", "state", "note"),
    [
        ("RIN - Pain. 2011;1:2. PMID: 99", Retraction.RETRACTED, "PubMed, RetractionIn: Pain. 2011;1:2. PMID 99"),
        ("PT  - Retracted Publication", Retraction.RETRACTED, "PubMed, publication type: Retracted Publication"),
        ("ROF - Pain. 2008;1:2", Retraction.RETRACTED, "PubMed, publication type: Retraction of Publication"),
        ("ECI - Pain. 2011;1:2", Retraction.CONCERN, "PubMed, ExpressionOfConcernIn: Pain. 2011;1:2"),
        ("EIN - Pain. 2011;1:2", Retraction.CORRECTED, "PubMed, ErratumIn: Pain. 2011;1:2"),
        ("CIN - Pain. 2011;1:2", Retraction.NONE_KNOWN, "PubMed record as of 2019-12-10"),
    ],
)
def test_notices(tmp_path: Path, line: str, state: Retraction, note: str) -> None:
    """This test ensures that notices are taken over with their source, and comments are not."""
    about = read_one(tmp_path, "a.nbib", RECORD + line + "\n").metadata
    assert (about.retraction, about.retraction_note) == (state, note)


def test_a_set_is_cut_at_its_records(tmp_path: Path) -> None:
    """This test ensures that each record ends by itself, with or without an empty line between, also as `.txt`."""
    other = "PMC - PMC5\nPMID- 2\nTI  - Second.\nOAB - Publisher: there is one.\n"
    found = read_file(tmp_path, "pubmed.txt", f"\n{RECORD}\n{other}\nPMID- 3\nOWN - NLM\nPMID- 4\nTI  - Fourth.\n")
    assert [type(each) for each in found] == [Document, Document, ReadFailure, Document]
    _, second, third, _ = found
    assert isinstance(second, Document) and isinstance(third, ReadFailure)
    assert (second.metadata.pmid, second.metadata.pmcid, second.text) == ("2", "PMC5", "Second.")
    assert second.warnings == ("left out: other abstract", "no abstract: only the title is known")
    assert third.path.endswith("#record 3")


def test_full_names_stand_in(tmp_path: Path) -> None:
    """This test ensures that a record with only full names still has authors as they are cited."""
    text = "PMID- 1\nTI  - T\nFAU - Dahan, Jean-Luc M\nFAU - Sarton, Richard Jr\n"
    assert read_one(tmp_path, "a.nbib", text).metadata.authors == ("Dahan JLM", "Sarton RJ")


def test_a_file_without_records_fails(tmp_path: Path) -> None:
    """This test ensures that a file with the name alone is refused."""
    assert "no record" in fail_one(tmp_path, "a.nbib", "hello\n").reason


def test_records_are_streamed(tmp_path: Path) -> None:
    """This test ensures that the first record comes before the last is read."""
    path = tmp_path / "large.nbib"
    path.write_text("\n".join(RECORD.replace("19604642", str(number)) for number in range(1, 801)), encoding="utf-8")
    found = readers.read(path)
    first = next(found)
    assert isinstance(first, Document) and first.metadata.pmid == "1"
    assert sum(1 for _ in found) == 799
