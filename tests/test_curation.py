"""Duplicates put together and taken apart, and lists of retractions, on a library with files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_search import curation
from evidence_search.errors import UnknownStudy, UsageError
from evidence_search.library import Library
from evidence_search.records import Filters, IngestReport, Outcome, Retraction
from evidence_search.settings import Settings
from tests.test_readers_notices import written

TITLE = "Ketamine produces effective and long-term pain relief in patients with CRPS type 1"
PAPER = f"---\ntitle: {TITLE}\nauthors: [Sigtermans MJ]\nyear: 2009\ndoi: 10.1016/j.pain.2009.06.023\n---\n# {TITLE}\n\n"
PAPER += "## Results\n\nPain was lower with ketamine until week 11.\n"
EXPORT = f"PMID- 19604642\nTI  - {TITLE}.\nAU  - Sigtermans MJ\nAU  - Dahan A\nDP  - 2009 Oct\nTA  - Pain\nVI  - 145\n"
EXPORT += "PG  - 304-311\nAB  - The trial gave ketamine for four days.\n"


@pytest.fixture
def both(library: Library, settings: Settings) -> Library:
    """Return a library with a paper that has a DOI and a record of it that has a PMID."""
    (settings.corpus / "paper.md").write_text(PAPER)
    library.ingest()
    (settings.corpus / "export.nbib").write_text(EXPORT)
    library.ingest()
    return library


def last(report: IngestReport, outcome: Outcome) -> list[str]:
    return [item.study_id for item in report.items if item.outcome is outcome]


def test_a_record_without_a_common_identifier_joins_its_paper_and_the_report_says_why(
    library: Library, settings: Settings
) -> None:
    (settings.corpus / "paper.md").write_text(PAPER)
    library.ingest()
    (settings.corpus / "export.nbib").write_text(EXPORT)
    item = next(item for item in library.ingest().items if item.path == "export.nbib")
    assert item.outcome is Outcome.DUPLICATE
    assert "title, first author and year agree" in item.reason
    assert "evidence-search apart pmid-19604642 export.nbib" in item.remedy
    study = library.study("pmid-19604642")
    assert study.sources == ("paper.md", "export.nbib")
    assert (study.metadata.doi, study.metadata.pages) == ("10.1016/j.pain.2009.06.023", "304-311")
    assert study.metadata.authors == ("Sigtermans MJ", "Dahan A")
    assert study.metadata.sources["doi"].startswith("paper.md")
    assert study.metadata.sources["pages"] == "export.nbib (PubMed record)"


def test_a_merge_is_undone_for_good_and_done_again(
    both: Library, settings: Settings, make_library: Callable[..., Library]
) -> None:
    assert [merged.why for merged in curation.duplicates(both).merged] == ["title, first author and year agree"]
    curation.keep_apart(both, "pmid-19604642", "paper.md")
    apart = ("doi-10.1016-j.pain.2009.06.023", "pmid-19604642")
    assert both.study_ids() == apart
    both.ingest()
    assert both.study_ids() == apart
    found = curation.duplicates(both)
    assert (found.merged, found.possible) == ((), ())
    fresh = make_library(Settings(settings.corpus, settings.index.with_name("fresh")))
    fresh.ingest()
    assert fresh.study_ids() == apart
    assert fresh.status().manifest.fingerprint == both.status().manifest.fingerprint
    curation.put_together(both, *apart)
    assert both.study_ids() == ("pmid-19604642",)
    assert [merged.why for merged in curation.duplicates(both).merged] == ["put together by hand"]


def test_a_decision_whose_line_is_deleted_is_taken_back(both: Library, settings: Settings) -> None:
    curation.keep_apart(both, "pmid-19604642", "paper.md")
    (settings.corpus / "identity.jsonl").unlink()
    both.ingest()
    assert both.study_ids() == ("pmid-19604642",)


def test_when_the_joining_file_goes_the_others_part(library: Library, settings: Settings) -> None:
    for name, pmid in (("a", "1"), ("b", "2")):
        (settings.corpus / f"{name}.nbib").write_text(
            f"PMID- {pmid}\nTI  - Sleep {name}\nLID - 10.1000/s [doi]\nAB  - Text {name}.\n"
        )
    (settings.corpus / "c.nbib").write_text("TI  - Sleep c\nPMID- \nLID - 10.1000/s [doi]\nAB  - Text c.\n")
    library.ingest()
    assert library.study_ids() == ("pmid-1", "pmid-2")
    assert library.study("pmid-1").sources == ("a.nbib", "c.nbib")
    (settings.corpus / "a.nbib").unlink()
    library.ingest()
    assert library.study_ids() == ("pmid-2",)
    assert library.study("pmid-2").sources == ("b.nbib", "c.nbib")


def test_titles_that_are_alike_are_shown_as_possible_duplicates(library: Library, settings: Settings) -> None:
    for pmid in ("1", "2"):
        (settings.corpus / f"{pmid}.nbib").write_text(f"PMID- {pmid}\nTI  - {TITLE}\nAB  - Text {pmid}.\n")
    library.ingest()
    found = curation.duplicates(library).possible
    assert [(pair.studies, pair.similarity) for pair in found] == [(("pmid-1", "pmid-2"), 1.0)]
    curation.put_together(library, "pmid-1", "pmid-2")
    assert library.study_ids() == ("pmid-1",)  # PMIDs that differ are two studies, unless people say otherwise


def test_what_cannot_be_decided_is_refused(both: Library) -> None:
    with pytest.raises(UnknownStudy):
        curation.keep_apart(both, "nobody", "paper.md")
    with pytest.raises(UsageError, match=r"It has paper\.md, export\.nbib"):
        curation.keep_apart(both, "pmid-19604642", "other.pdf")
    with pytest.raises(UsageError, match="is one study already"):
        curation.put_together(both, "pmid-19604642", "pmid-19604642")


def test_a_list_of_retractions_marks_and_hides_what_it_names(both: Library, tmp_path: Path) -> None:
    assert both.study("pmid-19604642").metadata.retraction is Retraction.NONE_KNOWN
    curation.use_notices(both, written(tmp_path / "rw.csv", ("Retraction", "5/3/2019", "10.1016/j.pain.2009.06.023", "0")))
    known = both.study("pmid-19604642").metadata
    assert known.retraction is Retraction.RETRACTED
    assert "Retraction 2019-05-03" in known.retraction_note
    assert known.sources["retraction"] == "corpus/retractions.csv"
    assert both.search("ketamine pain").hits == ()
    assert [hit.study_id for hit in both.search("ketamine pain", Filters(include_retracted=True)).hits] == ["pmid-19604642"]
    curation.use_notices(both, written(tmp_path / "new.csv", ("Reinstatement", "1/1/2020", "10.1016/j.pain.2009.06.023", "0")))
    assert both.study("pmid-19604642").metadata.retraction is Retraction.NONE_KNOWN


def test_a_paper_the_list_does_not_name_has_no_notice_known(library: Library, settings: Settings, tmp_path: Path) -> None:
    (settings.corpus / "paper.md").write_text(PAPER)
    library.ingest()
    before = library.study("doi-10.1016-j.pain.2009.06.023").metadata
    assert before.retraction is Retraction.UNKNOWN
    curation.use_notices(library, written(tmp_path / "rw.csv", ("Retraction", "5/3/2019", "10.1000/other", "0")))
    known = library.study("doi-10.1016-j.pain.2009.06.023").metadata
    assert known.retraction is Retraction.NONE_KNOWN
    assert known.retraction_note == "none in the Retraction Watch data up to 2019-05-03"


def test_a_file_that_is_no_list_changes_nothing(both: Library, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "papers.csv").write_text("title,doi\nKetamine,10.1000/a\n")
    with pytest.raises(UsageError, match="not a list of notices"):
        curation.use_notices(both, tmp_path / "papers.csv")
    assert not (settings.corpus / "retractions.csv").exists()


def test_a_list_that_people_broke_by_hand_is_reported_and_the_ingest_goes_on(both: Library, settings: Settings) -> None:
    (settings.corpus / "retractions.csv").write_text("nonsense")
    report = both.ingest()
    failed = [item for item in report.items if item.outcome is Outcome.FAILED]
    assert [item.path for item in failed] == ["retractions.csv"]
    assert both.study_ids() == ("pmid-19604642",)


def test_papers_that_state_one_registry_number_are_linked(library: Library, settings: Settings) -> None:
    for pmid, text in (("1", "NCT00749203"), ("2", "NCT00749203 and NCT01945047"), ("3", "NCT01945047")):
        record = f"PMID- {pmid}\nTI  - Ketamine paper number {pmid} of some trial\nAB  - Registered as {text}.\n"
        (settings.corpus / f"{pmid}.nbib").write_text(record)
    library.ingest()
    related = [(relation.studies, relation.why) for relation in library.relations_of("pmid-2")]
    assert related == [
        (("pmid-1", "pmid-2"), "their records state the registry number NCT00749203"),
        (("pmid-2", "pmid-3"), "their records state the registry number NCT01945047"),
    ]
    assert [relation.studies for relation in library.relations_of("pmid-1")] == [("pmid-1", "pmid-2")]
