"""An ingest from end to end with the fake encoder: each input ends as it should, nothing is encoded twice, nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from evidence_search.errors import NothingToRead, UnknownStudy
from evidence_search.ingest import Progress
from evidence_search.library import Library
from evidence_search.records import IngestReport, Outcome, SourceKind
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
from tests.papers import digest, jats, markdown, pubmed

Ended = list[tuple[str, str, str]]


def ended(report: IngestReport) -> Ended:
    """Return (path, outcome, study id) of every input."""
    return [(item.path, str(item.outcome), item.study_id) for item in report.items]


def counts(report: IngestReport) -> dict[str, int]:
    return {str(outcome): report.count(outcome) for outcome in Outcome if report.count(outcome)}


def passages(library: Library) -> int:
    return library.status().manifest.passages


def check_verbatim(library: Library, question: str = "ketamine pain weeks nausea") -> None:
    """Every passage and quote stands in its study's text at its place, and every passage in its section."""
    for study_id in library.study_ids():
        study = library.study(study_id)
        row = library.store().study(study_id, library.snapshot().generation)
        assert row is not None
        for stored in library.store().passages_of_study(row.pk):
            section = study.sections[stored.section]
            assert section.start <= stored.start < stored.end <= section.end
            assert study.text[stored.start : stored.end].strip() == study.text[stored.start : stored.end]
    for hit in library.search(question, limit=100).hits:
        study = library.study(hit.study_id)
        for passage in hit.passages:
            assert study.text[passage.start : passage.end] == passage.text
            assert study.text[passage.quote.start : passage.quote.end] == passage.quote.text
            assert passage.start <= passage.quote.start < passage.quote.end <= passage.end


# -- how inputs end


def test_added_then_unchanged(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    markdown(settings.corpus / "wu.md", "Ketamine for mood", doi="10.1000/wu")
    first = library.ingest()
    assert ended(first) == [("li.md", "added", "pmid-7"), ("wu.md", "added", "doi-10.1000-wu")]
    assert (first.files, first.passages_encoded, first.generation) == (2, encoder.encoded, 1)
    encoded = encoder.encoded
    again = library.ingest()
    assert ended(again) == [("li.md", "unchanged", "pmid-7"), ("wu.md", "unchanged", "doi-10.1000-wu")]
    assert (again.passages_encoded, again.passages_reused, encoder.encoded) == (0, 0, encoded)
    assert (again.generation, again.fingerprint) == (1, first.fingerprint)
    check_verbatim(library)


def test_nothing_new_asks_for_no_model(library: Library, settings: Settings) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    library.ingest()

    class NoModel(FakeEncoder):
        def token_spans(self, text: str) -> list[tuple[int, int]]:
            raise AssertionError("a model was used")

    with Library(settings, NoModel()) as other:
        assert counts(other.ingest()) == {"unchanged": 1}


def test_a_changed_file_replaces_its_study_and_keeps_vectors_of_what_stayed(
    library: Library, settings: Settings, encoder: FakeEncoder
) -> None:
    stays = ("Methods", "Sixty adults had an infusion for four days.")
    path = settings.corpus / "li.md"
    markdown(path, "Ketamine for CRPS", pmid="7", headings=[stays, ("Results", "Pain fell for weeks.")])
    library.ingest()
    assert encoder.encoded == 3
    markdown(path, "Ketamine for CRPS", pmid="7", headings=[stays, ("Results", "Pain fell for months.")])
    report = library.ingest()
    assert ended(report) == [("li.md", "updated", "pmid-7")]
    assert (report.passages_encoded, report.passages_reused) == (1, 2)
    assert library.study_ids() == ("pmid-7",)
    assert "months" in library.study("pmid-7").text and "for weeks.\n\nSixty" not in library.study("pmid-7").text
    assert passages(library) == 3
    check_verbatim(library)


def test_a_title_that_changes_is_encoded_again(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    library.ingest()
    markdown(settings.corpus / "li.md", "Ketamine for pain", pmid="7")
    assert library.ingest().passages_encoded == 1
    assert library.search("pain").hits[0].title == "Ketamine for pain"


def test_a_file_that_vanished_is_removed(library: Library, settings: Settings) -> None:
    path = markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    markdown(settings.corpus / "wu.md", "Ketamine for mood", pmid="8")
    library.ingest()
    path.unlink()
    report = library.ingest()
    assert ended(report) == [("wu.md", "unchanged", "pmid-8"), ("li.md", "removed", "pmid-7")]
    assert library.study_ids() == ("pmid-8",)
    with pytest.raises(UnknownStudy, match="pmid-7"):
        library.study("pmid-7")
    assert [hit.study_id for hit in library.search("CRPS").hits] == ["pmid-8"]


def test_only_what_was_walked_can_vanish(library: Library, settings: Settings) -> None:
    markdown(settings.corpus / "a" / "li.md", "Ketamine for CRPS", pmid="7")
    library.ingest()
    (settings.corpus / "a" / "li.md").unlink()
    (settings.corpus / "b").mkdir()
    assert ended(library.ingest([settings.corpus / "b"])) == []
    assert library.study_ids() == ("pmid-7",)


def test_the_last_study_may_go(library: Library, settings: Settings) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    library.ingest()
    (settings.corpus / "li.md").unlink()
    library.ingest()
    assert library.study_ids() == ()
    assert library.search("ketamine").hits == ()


def test_a_moved_file_is_the_same_study(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    path = markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    before = library.ingest()
    (settings.corpus / "sub").mkdir()
    path.rename(settings.corpus / "sub" / "li.md")
    report = library.ingest()
    assert library.study_ids() == ("pmid-7",)
    assert library.study("pmid-7").sources == ("sub/li.md",)
    assert (report.passages_encoded, report.fingerprint) == (0, before.fingerprint)
    assert sorted(outcome for _, outcome, _ in ended(report)) == ["duplicate", "removed"]


def test_the_same_content_twice_is_a_duplicate(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    markdown(settings.corpus / "a.md", "Ketamine for CRPS", pmid="7")
    shutil.copy(settings.corpus / "a.md", settings.corpus / "b.md")
    report = library.ingest()
    assert ended(report) == [("a.md", "added", "pmid-7"), ("b.md", "duplicate", "pmid-7")]
    assert "already here from a.md" in report.items[1].reason
    assert (encoder.encoded, passages(library), len(library.study_ids())) == (1, 1, 1)
    assert library.study("pmid-7").sources == ("a.md", "b.md")


def test_the_same_content_without_identifiers_is_a_duplicate_too(library: Library, settings: Settings) -> None:
    for name in ("b.md", "a.md", "c.md"):
        markdown(settings.corpus / name, "Ketamine for CRPS")
    report = library.ingest()
    assert [outcome for _, outcome, _ in ended(report)] == ["added", "duplicate", "duplicate"]
    [study_id] = library.study_ids()
    assert study_id.startswith("file-a-")


def test_a_duplicate_outlives_the_first_copy(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    markdown(settings.corpus / "a.md", "Ketamine for CRPS")
    shutil.copy(settings.corpus / "a.md", settings.corpus / "b.md")
    library.ingest()
    (settings.corpus / "a.md").unlink()
    library.ingest()
    [study_id] = library.study_ids()
    assert study_id.startswith("file-b-")
    assert encoder.encoded == 1


def test_what_cannot_be_read_fails_with_a_reason_and_a_remedy_every_time(library: Library, settings: Settings) -> None:
    (settings.corpus / "broken.xml").write_bytes(b"<article><body>cut off")
    (settings.corpus / "empty.md").touch()
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    first, second = library.ingest(), library.ingest()
    for report in (first, second):
        failed = [item for item in report.items if item.outcome is Outcome.FAILED]
        assert [item.path for item in failed] == ["broken.xml", "empty.md"]
        assert all(item.reason and item.remedy for item in failed)
    assert counts(first) == {"failed": 2, "added": 1} and counts(second) == {"failed": 2, "unchanged": 1}
    markdown(settings.corpus / "empty.md", "Ketamine for mood", pmid="8")
    assert counts(library.ingest()) == {"failed": 1, "unchanged": 1, "added": 1}


def test_a_file_that_cannot_be_opened_keeps_its_study(
    library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    library.ingest()

    def denied(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("evidence_search.ingest.run.sha256_of", denied)
    report = library.ingest()
    assert counts(report) == {"failed": 1} and "Permission denied" in report.items[0].reason
    assert library.study_ids() == ("pmid-7",)


def test_a_library_where_nothing_can_be_read_still_has_an_index(library: Library, settings: Settings) -> None:
    (settings.corpus / "empty.md").touch()
    assert counts(library.ingest()) == {"failed": 1}
    assert library.search("ketamine").hits == ()


def test_a_path_that_does_not_exist(library: Library, settings: Settings) -> None:
    with pytest.raises(NothingToRead, match=r"no file or folder .*nowhere"):
        library.ingest([settings.corpus / "nowhere"])
    assert not (settings.index / "library.sqlite").exists()  # refused before anything was begun


def test_an_identifier_learned_later_renames_the_study(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS")
    library.ingest()
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    report = library.ingest()
    assert library.study_ids() == ("pmid-7",)
    assert (report.passages_encoded, report.passages_reused) == (0, 1)


# -- files that hold many records

RECORDS = [
    ("11", "Ketamine for CRPS", "Pain fell for weeks."),
    ("12", "Ketamine for mood", "Mood lifted."),
    ("13", "Sleep", "Sleep improved."),
]


def test_records_of_a_set(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    path = pubmed(settings.corpus / "set.xml", RECORDS)
    assert ended(library.ingest()) == [("set.xml", "added", f"pmid-{n}") for n, _, _ in RECORDS]
    [again] = library.ingest().items
    assert (again.outcome, again.title) == (Outcome.UNCHANGED, "3 records")
    encoded = encoder.encoded
    pubmed(path, [RECORDS[2], ("12", "Ketamine for mood", "Mood lifted for days."), ("14", "Pain", "Pain fell.")])
    report = library.ingest()
    assert sorted(ended(report)) == [
        ("set.xml", "added", "pmid-14"),
        ("set.xml", "removed", "pmid-11"),
        ("set.xml", "unchanged", "pmid-13"),
        ("set.xml", "updated", "pmid-12"),
    ]
    assert encoder.encoded == encoded + 2
    assert library.study_ids() == ("pmid-12", "pmid-13", "pmid-14")


def test_a_record_without_anything_fails_by_itself(library: Library, settings: Settings, tmp_path: Path) -> None:
    """Also where it is the first of a file from elsewhere, which comes into the library all the same."""
    path = pubmed(tmp_path / "elsewhere" / "set.xml", [("10", "", ""), *RECORDS])
    for _ in range(2):
        report = library.ingest([path])
        [failed] = [item for item in report.items if item.outcome is Outcome.FAILED]
        assert failed.path.endswith("set.xml#PMID 10")
    assert (settings.corpus / "added" / "set.xml").exists()
    assert counts(library.ingest()) == {"failed": 1, "unchanged": 1}
    (settings.corpus / "added" / "set.xml").unlink()
    assert counts(library.ingest()) == {"removed": 3}
    assert library.study_ids() == ()


def test_a_record_known_from_another_set(library: Library, settings: Settings, encoder: FakeEncoder) -> None:
    pubmed(settings.corpus / "a.xml", RECORDS[:2])
    pubmed(settings.corpus / "b.xml", RECORDS[1:])
    report = library.ingest()
    assert counts(report) == {"added": 3, "duplicate": 1}
    assert encoder.encoded == 3


# -- from elsewhere


def test_a_file_from_elsewhere_is_copied_in_and_recorded(library: Library, settings: Settings, tmp_path: Path) -> None:
    path = markdown(tmp_path / "elsewhere" / "li.md", "Ketamine for CRPS", pmid="7")
    assert ended(library.ingest([path])) == [("added/li.md", "added", "pmid-7")]
    assert (settings.corpus / "added" / "li.md").read_bytes() == path.read_bytes()
    record = json.loads((settings.corpus / "added.jsonl").read_text())
    assert record["origin"] == str(path)
    path.unlink()
    assert counts(library.ingest()) == {"unchanged": 1}


def test_a_newer_version_from_elsewhere_replaces_the_copy(library: Library, settings: Settings, tmp_path: Path) -> None:
    path = markdown(tmp_path / "elsewhere" / "li.md", "Ketamine for CRPS", pmid="7")
    library.ingest([path])
    assert ended(library.ingest([path])) == [("added/li.md", "unchanged", "pmid-7")]
    markdown(path, "Ketamine for CRPS", pmid="7", text="Pain fell for months.")
    assert ended(library.ingest([path])) == [("added/li.md", "updated", "pmid-7")]
    assert (settings.corpus / "added" / "li.md").read_bytes() == path.read_bytes()
    assert counts(library.ingest()) == {"unchanged": 1}


def test_what_cannot_be_read_is_not_copied_in(library: Library, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.docx"
    path.write_bytes(b"PK\x03\x04....")
    report = library.ingest([path])
    assert counts(report) == {"failed": 1}
    assert not (settings.corpus / "added").exists()
    assert counts(library.ingest()) == {}


# -- one study in several documents


def paper_and_digest(folder: Path) -> tuple[Path, Path]:
    return (
        digest(folder / "digests" / "sigtermans-2009.md", "Ketamine for CRPS, a digest", doi="10.1000/a", conditions=["CRPS"]),
        jats(folder / "papers" / "paper.xml", "Ketamine produces relief", doi="10.1000/a", pmid="7"),
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_paper_and_its_digest_are_one_study(
    make_library: Callable[..., Library], settings: Settings, tmp_path: Path, order: Sequence[int]
) -> None:
    """The paper's text is shown and the digest attached; nothing counts twice; the order they came in leaves no trace."""
    files = paper_and_digest(tmp_path / "made")
    places = [settings.corpus / file.relative_to(tmp_path / "made") for file in files]
    library = make_library()
    outcomes = []
    for which in order:
        places[which].parent.mkdir(exist_ok=True)
        shutil.copy(files[which], places[which])
        report = library.ingest()
        outcomes += [str(i.outcome) for i in report.items if i.outcome is not Outcome.UNCHANGED]
    assert outcomes == (["added", "updated"] if order == (0, 1) else ["added", "duplicate"])
    assert library.study_ids() == ("sigtermans-2009",)
    study = library.study("sigtermans-2009")
    assert (study.kind, study.metadata.title) == (SourceKind.FULL_TEXT, "Ketamine produces relief")
    assert study.sources == ("papers/paper.xml", "digests/sigtermans-2009.md")
    assert [document.kind for document in study.attached] == [SourceKind.DIGEST]
    assert study.metadata.conditions == ("CRPS",)
    assert [section.name for section in study.sections] == ["Abstract", "Methods"]
    assert passages(library) == 2
    assert len(library.search("ketamine").hits) == 1
    check_verbatim(library)

    at_once = make_library(Settings(settings.corpus, tmp_path / "other-index"))
    assert at_once.ingest().fingerprint == report.fingerprint
    assert at_once.search("ketamine pain").hits == library.search("ketamine pain").hits


def test_a_digest_that_moves_stays_attached(library: Library, settings: Settings) -> None:
    file, _ = paper_and_digest(settings.corpus)
    before = library.ingest()
    (settings.corpus / "mine").mkdir()
    file.rename(settings.corpus / "mine" / file.name)
    report = library.ingest()
    study = library.study("sigtermans-2009")
    assert study.sources == ("papers/paper.xml", "mine/sigtermans-2009.md")
    assert len(study.attached) == 1
    assert (report.fingerprint, report.passages_encoded) == (before.fingerprint, 0)


def test_a_digest_stands_by_itself_again_when_the_paper_goes(library: Library, settings: Settings) -> None:
    _, paper = paper_and_digest(settings.corpus)
    library.ingest()
    paper.unlink()
    library.ingest()
    study = library.study("sigtermans-2009")
    assert (study.kind, study.attached) == (SourceKind.DIGEST, ())
    assert study.sections[0].name == "Question"


def test_documents_joined_by_a_third_are_parted_when_it_goes(library: Library, settings: Settings) -> None:
    """A record that knows both identifiers joins a paper known by PMID and an abstract known by DOI."""
    markdown(settings.corpus / "a.md", "Ketamine for CRPS", doi="10.1000/a")
    markdown(settings.corpus / "b.md", "Ketamine in CRPS", pmid="7", text="Pain fell a lot for weeks and months.")
    link = markdown(settings.corpus / "c.md", "CRPS", doi="10.1000/a", pmid="7", text="Pain fell.")
    library.ingest()
    assert library.study_ids() == ("pmid-7",)
    joined = library.status().manifest.fingerprint
    link.unlink()
    library.ingest()
    assert library.study_ids() == ("doi-10.1000-a", "pmid-7")
    markdown(link, "CRPS", doi="10.1000/a", pmid="7", text="Pain fell.")
    library.ingest()
    assert library.status().manifest.fingerprint == joined


def test_a_claimed_id_belongs_to_one_digest(library: Library, settings: Settings) -> None:
    """A second digest of the same id fails, by name of the first, until the first goes."""
    first = digest(settings.corpus / "a" / "li-2010.md", "Ketamine for CRPS", pmid="7")
    digest(settings.corpus / "b" / "li-2010.md", "Ketamine for mood", pmid="8")
    for _ in range(2):
        report = library.ingest()
        [failed] = [item for item in report.items if item.outcome is Outcome.FAILED]
        assert failed.path == "b/li-2010.md" and "li-2010 is already that of a/li-2010.md" in failed.reason
        assert library.study_ids() == ("li-2010",)
    first.unlink()
    library.ingest()
    library.ingest()
    assert library.study("li-2010").metadata.title == "Ketamine for mood"


# -- taking out


def test_remove_moves_the_files_of_a_study(library: Library, settings: Settings) -> None:
    paper_and_digest(settings.corpus)
    markdown(settings.corpus / "wu.md", "Ketamine for mood", pmid="8")
    library.ingest()
    report = library.remove("sigtermans-2009")
    assert counts(report) == {"removed": 2}
    assert library.study_ids() == ("pmid-8",)
    kept = sorted(p.relative_to(settings.corpus).as_posix() for p in (settings.corpus / "removed").rglob("*.*"))
    assert kept == ["removed/digests/sigtermans-2009.md", "removed/papers/paper.xml"]
    assert counts(library.ingest()) == {"unchanged": 1}
    shutil.move(settings.corpus / "removed" / "papers" / "paper.xml", settings.corpus / "papers" / "paper.xml")
    library.ingest()
    assert library.study_ids() == ("pmid-7", "pmid-8")


def test_remove_of_a_record_in_a_set(library: Library, settings: Settings) -> None:
    path = pubmed(settings.corpus / "set.xml", RECORDS)
    library.ingest()
    library.remove("pmid-12")
    assert library.study_ids() == ("pmid-11", "pmid-13")
    assert path.exists()
    listed = settings.corpus / "removed" / "studies.txt"
    assert listed.read_text().startswith("pmid-12  # ")
    library.ingest()
    pubmed(path, [*RECORDS, ("14", "Pain", "Pain fell.")])
    report = library.ingest()
    assert library.study_ids() == ("pmid-11", "pmid-13", "pmid-14")
    [taken] = [item for item in report.items if item.study_id == "pmid-12"]
    assert taken.outcome is Outcome.UNCHANGED and "studies.txt" in taken.reason


def test_a_line_deleted_from_the_list_brings_the_study_back(library: Library, settings: Settings) -> None:
    pubmed(settings.corpus / "set.xml", RECORDS)
    library.ingest()
    library.remove("pmid-12")
    library.ingest()
    (settings.corpus / "removed" / "studies.txt").write_text("")
    library.ingest()
    assert library.study_ids() == ("pmid-11", "pmid-12", "pmid-13")


def test_a_removal_that_was_cut_short_is_finished(library: Library, settings: Settings) -> None:
    """The line in studies.txt is written first; a crash right after it must not leave the study findable."""
    pubmed(settings.corpus / "set.xml", RECORDS)
    library.ingest()
    library.corpus.remove_study("pmid-11", "a title")
    report = library.ingest()
    assert library.study_ids() == ("pmid-12", "pmid-13")
    assert (report.items[0].outcome, report.items[0].study_id) == (Outcome.REMOVED, "pmid-11")


def test_a_record_removed_as_part_of_a_study_of_another_name_stays_out(library: Library, settings: Settings) -> None:
    path = pubmed(settings.corpus / "set.xml", RECORDS)
    digest(settings.corpus / "li-2010.md", "Ketamine for mood", pmid="12")
    library.ingest()
    assert library.study_ids() == ("li-2010", "pmid-11", "pmid-13")
    library.remove("li-2010")
    pubmed(path, [*RECORDS, ("14", "Pain", "Pain fell.")])
    library.ingest()
    assert library.study_ids() == ("pmid-11", "pmid-13", "pmid-14")


def test_remove_of_what_is_not_there(library: Library, settings: Settings) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    library.ingest()
    with pytest.raises(UnknownStudy, match="no study 'pmid-9'"):
        library.remove("pmid-9")
    assert library.study_ids() == ("pmid-7",)


# -- the report and the progress


def test_the_report_is_kept(library: Library, settings: Settings) -> None:
    markdown(settings.corpus / "li.md", "Ketamine for CRPS", pmid="7")
    (settings.corpus / "empty.md").touch()
    report = library.ingest()
    [kept] = library.last_reports(5)
    assert kept["fingerprint"] == report.fingerprint and kept["generation"] == 1
    items = kept["items"]
    assert isinstance(items, list)
    assert {(item["path"], item["outcome"]) for item in items} == {("li.md", "added"), ("empty.md", "failed")}
    library.ingest()
    assert [len(library.last_reports(count)) for count in (1, 2, 3)] == [1, 2, 2]


def test_progress_is_told_file_by_file(library: Library, settings: Settings) -> None:
    for name in ("a", "b", "c"):
        markdown(settings.corpus / f"{name}.md", f"Ketamine {name}", pmid=str(ord(name)))
    told: list[Progress] = []
    library.ingest(tell=told.append)
    done = [p.files_done for p in told]
    assert done == sorted(done) and set(done) >= {1, 2, 3}
    last = told[-1]
    assert (last.files, last.passages) == (3, 3) and last.bytes_done == last.bytes > 0
