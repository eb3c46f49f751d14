"""Jobs in the background: uploads checked, each kind of job, what survives, what is logged."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_search import audit, restoring
from evidence_search.corpus import ADDED
from evidence_search.curation import duplicates, same_by_correction
from evidence_search.edits import NAME as EDITS
from evidence_search.edits import checked, read_edits
from evidence_search.errors import UsageError
from evidence_search.jobs import worker
from evidence_search.jobs.queue import Queue
from evidence_search.jobs.record import Folder, Job, Kind, Phase, State
from evidence_search.jobs.staging import MOST_BYTES, MOST_FILES, Upload, safe_name, stage
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests import papers
from tests.fakes import FakeEncoder
from tests.work_fake import fake_library

IDLE = (sys.executable, "-c", "pass")
"""A worker that does nothing: tests then do its work themselves, in their own process."""
WORKER = (sys.executable, "-m", "tests.work_fake")
BY = "sigtermans@clinic.example"


def upload(name: str, body: bytes) -> Upload:
    return Upload(name, len(body), lambda: body)


def paper(tmp_path: Path, title: str = "Relief after ketamine", **facts: object) -> bytes:
    return papers.markdown(tmp_path / "made.md", title, **facts).read_bytes()  # type: ignore[arg-type]


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    made = Queue(settings, IDLE)
    yield made
    made.stop()


def work(settings: Settings) -> None:
    """Do what waits, as the worker does."""
    worker.run(settings, fake_library)


def only(queue: Queue) -> tuple[Job, State]:
    [job] = queue.jobs()
    return job, queue.state(job.job_id)


def do(queue: Queue, settings: Settings, kind: Kind, given: dict[str, object]) -> State:
    job = queue.add(kind, str(kind), given, BY)
    work(settings)
    state = queue.state(job.job_id)
    assert state.phase is Phase.DONE, state.problem
    return state


# -- staging


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\Dahan 2011.pdf", "Dahan 2011.pdf"),
        (".hidden.md", "hidden.md"),
        ("_draft.md", "draft.md"),
        ("README.md", "paper-README.md"),
        ("a\x00b\u202e.pdf", "a-b-.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("..", "paper"),
        ("half.pdf.part", "half.pdf"),
    ],
)
def test_names_are_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_uploads_are_checked_on_the_server(tmp_path: Path) -> None:
    """This test ensures that kind, size and number are checked by what arrived, not by what the browser said of it."""
    huge = Upload("huge.pdf", MOST_BYTES + 1, lambda: pytest.fail("it must not be read"))
    lying = upload("lying.pdf", b"PK\x03\x04" + bytes(100))
    good = upload("good.pdf", paper(tmp_path))
    good_md = upload("good.md", paper(tmp_path))
    staged, refused = stage(tmp_path / "files", [huge, lying, upload("empty.md", b""), good, good_md, good_md])
    assert staged == ["good.md", "good-2.md"] or staged == ["good.pdf", "good.md", "good-2.md"]
    assert {each.name for each in refused} >= {"huge.pdf", "lying.pdf", "empty.md"}
    assert all(each.reason and each.remedy for each in refused)
    assert not (tmp_path / "files" / "lying.pdf").exists()


def test_no_more_than_a_number_of_files_at_once(tmp_path: Path) -> None:
    body = paper(tmp_path)
    staged, refused = stage(tmp_path / "files", [upload(f"{n}.md", body) for n in range(MOST_FILES + 2)])
    assert (len(staged), len(refused)) == (MOST_FILES, 2)


# -- adding


def test_a_job_adds_files_and_names_each_end(queue: Queue, settings: Settings, tmp_path: Path) -> None:
    good = upload("good.md", paper(tmp_path, pmid="7"))
    broken = upload("broken.xml", b"<article><body>cut off")
    queue.add_files([good, broken], BY)
    assert only(queue)[1].phase is Phase.WAITING
    work(settings)
    job, state = only(queue)
    assert (state.phase, state.summary) == (Phase.DONE, "1 added, 1 failed")
    one, other = state.parts
    assert (one.name, one.phase, one.items[0]["study_id"]) == ("good.md", Phase.DONE, "pmid-7")
    assert (other.name, other.phase) == ("broken.xml", Phase.FAILED)
    assert other.items[0]["reason"] and other.items[0]["remedy"]
    assert (settings.corpus / ADDED / "good.md").exists()
    assert [path.name for path in Folder(settings.index).files(job.job_id).iterdir()] == ["broken.xml"]
    [entry] = audit.entries(settings.corpus)
    assert (entry.by, entry.action, entry.subject, entry.detail) == (BY, "added", "added/good.md", {"added": ["pmid-7"]})


def test_the_same_file_again_is_known_and_not_kept_twice(queue: Queue, settings: Settings, tmp_path: Path) -> None:
    body = paper(tmp_path)
    queue.add_files([upload("good.md", body)], BY)
    work(settings)
    queue.add_files([upload("renamed.md", body)], BY)
    work(settings)
    [part] = queue.state(queue.jobs()[1].job_id).parts
    assert part.items[0]["outcome"] == "unchanged" and "added/good.md" in part.items[0]["reason"]
    assert [path.name for path in (settings.corpus / ADDED).iterdir()] == ["good.md"]


def test_what_failed_can_be_tried_again(queue: Queue, settings: Settings, tmp_path: Path) -> None:
    queue.add_files([upload("good.md", paper(tmp_path)), upload("broken.xml", b"<article><body>cut off")], BY)
    work(settings)
    again = queue.retry(queue.jobs()[0].job_id, BY)
    assert again.given["files"] == ["broken.xml"]
    whole = papers.jats(tmp_path / "whole.xml", "Mended").read_bytes()
    (Folder(settings.index).files(again.job_id) / "broken.xml").write_bytes(whole)
    work(settings)
    assert queue.state(again.job_id).summary == "1 added"
    assert [part.retried for part in queue.state(queue.jobs()[0].job_id).parts] == [False, True]
    with pytest.raises(UsageError):
        queue.retry(again.job_id, BY)


def test_an_interrupted_job_goes_on(queue: Queue, settings: Settings, tmp_path: Path) -> None:
    """This test ensures that a worker that died leaves a job that the next one finishes, nothing lost or twice."""
    queue.add_files([upload("one.md", paper(tmp_path, "One of two")), upload("two.md", paper(tmp_path, "Two of two"))], BY)
    job, state = only(queue)
    folder = Folder(settings.index)
    with fake_library(settings) as library:  # it had brought the first file in when it was killed
        library.ingest([folder.files(job.job_id) / "one.md"])
    folder.set_state(job.job_id, State(Phase.WORKING, "reading", state.parts, began="2026-11-22T00:00:00+00:00"))
    work(settings)
    assert only(queue)[1].phase is Phase.DONE
    with fake_library(settings) as library:
        assert len(library.study_ids()) == 2
    assert sorted(path.name for path in (settings.corpus / ADDED).iterdir()) == ["one.md", "two.md"]


def test_a_job_that_cannot_be_done_says_why_and_leaves_the_queue_going(
    queue: Queue, settings: Settings, tmp_path: Path
) -> None:
    queue.add(Kind.REMOVE, "Remove nobody", {"study": "nobody"}, BY)
    queue.add_files([upload("good.md", paper(tmp_path))], BY)
    work(settings)
    first, second = (queue.state(job.job_id) for job in queue.jobs())
    assert first.phase is Phase.FAILED and first.problem and first.remedy
    assert second.phase is Phase.DONE
    assert not queue.waiting()


def test_a_real_worker_is_started_works_and_ends(settings: Settings, tmp_path: Path) -> None:
    queue = Queue(settings, WORKER)
    queue.add_files([upload("good.md", paper(tmp_path))], BY)
    until = time.monotonic() + 30
    while queue.waiting() and time.monotonic() < until:
        time.sleep(0.1)
    assert only(queue)[1].summary == "1 added"
    queue.stop()


def test_two_workers_do_not_work_at_once(queue: Queue, settings: Settings, tmp_path: Path) -> None:
    queue.add_files([upload("good.md", paper(tmp_path))], BY)
    mark = settings.index / "jobs" / "worker.json"
    mark.write_text(json.dumps({"pid": -1}), encoding="utf-8")
    work(settings)
    assert only(queue)[1].phase is Phase.WAITING
    mark.unlink()
    work(settings)
    assert only(queue)[1].phase is Phase.DONE


# -- decisions


def test_a_study_is_removed_and_brought_back(queue: Queue, settings: Settings, filled: Library) -> None:
    assert "pmid-8" in filled.study_ids()
    do(queue, settings, Kind.REMOVE, {"study": "pmid-8"})
    assert "pmid-8" not in filled.study_ids()
    moved = audit.entries(settings.corpus)[0].detail["moved"]
    assert sorted(moved) == ["copy.md", "li.md"]
    do(queue, settings, Kind.RESTORE, {"names": moved})
    assert "pmid-8" in filled.study_ids()
    assert not [each for each in restoring.taken_out(filled) if each.is_file]
    assert [entry.action for entry in audit.entries(settings.corpus)] == ["brought back", "removed"]


def test_a_study_of_a_set_is_removed_and_brought_back(queue: Queue, settings: Settings, filled: Library) -> None:
    do(queue, settings, Kind.REMOVE, {"study": "pmid-11"})
    assert "pmid-11" not in filled.study_ids() and "pmid-12" in filled.study_ids()
    assert [each.name for each in restoring.taken_out(filled)] == ["pmid-11"]
    do(queue, settings, Kind.RESTORE, {"names": ["pmid-11"]})
    assert "pmid-11" in filled.study_ids()
    assert restoring.taken_out(filled) == []


def test_what_was_not_taken_out_cannot_come_back(filled: Library) -> None:
    with pytest.raises(UsageError, match="not among what was taken out"):
        restoring.restore(filled, ["../added/elsewhere.md"])


def test_studies_are_merged_and_taken_apart(queue: Queue, settings: Settings, filled: Library) -> None:
    do(queue, settings, Kind.MERGE, {"one": "pmid-11", "other": "pmid-12"})
    assert "pmid-12" not in filled.study_ids()
    do(queue, settings, Kind.SPLIT, {"study": "pmid-11", "document": "set.xml#2"})
    assert {"pmid-11", "pmid-12"} <= set(filled.study_ids())


def test_a_pair_that_is_two_studies_is_not_offered_again(queue: Queue, settings: Settings, library: Library) -> None:
    for number, doi in ((1, "10.1000/x1"), (2, "10.1000/x2")):
        papers.markdown(settings.corpus / f"{number}.md", "Ketamine infusion for complex regional pain", doi=doi, year=1990)
    library.ingest()
    [pair] = duplicates(library).possible
    do(queue, settings, Kind.TWO, {"one": pair.studies[0], "other": pair.studies[1]})
    assert duplicates(library).possible == ()


def test_a_list_of_retractions_marks_studies(queue: Queue, settings: Settings, library: Library) -> None:
    papers.markdown(settings.corpus / "gone.md", "Words that were withdrawn", doi="10.1000/gone")
    library.ingest()
    head = (
        "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,"
        "RetractionNature"
    )
    line = "1,Words that were withdrawn,1/2/2020 0:00,10.1000/notice,0,10.1000/gone,0,Retraction"
    queue.add_notices(upload("watch.csv", f"{head}\n{line}\n".encode()), BY)
    work(settings)
    assert only(queue)[1].problem == ""
    assert library.study("doi-10.1000-gone").metadata.retraction == "retracted"
    assert audit.entries(settings.corpus)[0].action == "list of retractions"


# -- edits


def test_a_correction_wins_over_every_file_and_every_reading(queue: Queue, settings: Settings, filled: Library) -> None:
    do(queue, settings, Kind.EDIT, {"study": "pmid-8", "values": {"title": "Ketamine, corrected", "year": 2016, "journal": ""}})
    record = filled.study("pmid-8").metadata
    assert (record.title, record.year) == ("Ketamine, corrected", 2016)
    assert record.sources["year"].startswith("edited by hand")
    papers.markdown(settings.corpus / "li.md", "Ketamine for mood, second edition", year=1999, pmid="8")
    filled.ingest()
    assert filled.study("pmid-8").metadata.year == 2016
    fresh = Settings(settings.corpus, settings.index.with_name("fresh"))
    with Library(fresh, FakeEncoder()) as built:
        built.ingest()
        assert built.study("pmid-8").metadata.title == "Ketamine, corrected"
        assert built.status().manifest.fingerprint == filled.status().manifest.fingerprint
    do(queue, settings, Kind.EDIT, {"study": "pmid-8", "values": {"title": None, "year": None, "journal": None}})
    assert filled.study("pmid-8").metadata.year != 2016
    assert read_edits(settings.corpus / EDITS) == {}


def test_a_correction_is_found_by_search(queue: Queue, settings: Settings, filled: Library) -> None:
    do(queue, settings, Kind.EDIT, {"study": "pmid-12", "values": {"title": "Xylophone and slumber"}})
    assert filled.search("xylophone").hits[0].study_id == "pmid-12"


def test_an_identifier_that_another_study_has_is_asked_about_and_can_be_undone(
    queue: Queue, settings: Settings, library: Library
) -> None:
    """This test ensures that a corrected DOI makes nothing one unasked, is offered, merged on demand, and taken apart again."""
    papers.markdown(settings.corpus / "long.md", "Pain relief in CRPS", doi="10.1000/right", text="Pain fell for weeks.")
    papers.markdown(settings.corpus / "scan.md", "S0304 type one", text="Weeks of relief were seen.")
    library.ingest()
    [scan] = [study_id for study_id in library.study_ids() if study_id.startswith("file-")]
    state = do(queue, settings, Kind.EDIT, {"study": scan, "values": {"doi": "10.1000/right"}})
    assert "doi-10.1000-right has the same DOI" in state.summary
    [pair] = duplicates(library).possible
    assert pair.studies == ("doi-10.1000-right", scan) and pair.why == "the same DOI, corrected by hand"
    assert same_by_correction(library, scan) == same_by_correction(library, "doi-10.1000-right") == (pair,)
    do(queue, settings, Kind.MERGE, {"one": pair.studies[0], "other": pair.studies[1]})
    assert library.study_ids() == ("doi-10.1000-right",) and duplicates(library).possible == ()
    do(queue, settings, Kind.SPLIT, {"study": "doi-10.1000-right", "document": "scan.md"})
    assert len(library.study_ids()) == 2 and library.study(scan).metadata.doi == "10.1000/right"
    found = duplicates(library)
    assert found.possible == () and [each.studies for each in found.apart] == [pair.studies]
    do(queue, settings, Kind.MERGE, {"one": pair.studies[0], "other": pair.studies[1]})
    assert library.study_ids() == ("doi-10.1000-right",) and duplicates(library).apart == ()


def test_a_correction_taken_back_asks_nothing(queue: Queue, settings: Settings, library: Library) -> None:
    papers.markdown(settings.corpus / "one.md", "Pain relief in CRPS", pmid="7")
    papers.markdown(settings.corpus / "two.md", "Sleep after esketamine", pmid="8")
    library.ingest()
    do(queue, settings, Kind.EDIT, {"study": "pmid-8", "values": {"pmid": "7"}})
    assert [pair.why for pair in duplicates(library).possible] == ["the same PMID, corrected by hand"]
    do(queue, settings, Kind.EDIT, {"study": "pmid-8", "values": {"pmid": None}})
    assert duplicates(library).possible == () and library.study("pmid-8").metadata.pmid == "8"


@pytest.mark.parametrize(
    ("field", "typed"), [("year", "20x6"), ("year", "3"), ("doi", "nonsense"), ("pmid", "12a"), ("curated", "x")]
)
def test_a_correction_must_be_possible(field: str, typed: str) -> None:
    with pytest.raises(UsageError) as raised:
        checked(field, typed)
    assert raised.value.remedy


def test_what_is_typed_is_read_as_its_field() -> None:
    assert checked("authors", "Sigtermans MJ\n Dahan A;") == ("Sigtermans MJ", "Dahan A")
    assert checked("doi", "https://doi.org/10.1016/J.PAIN.2009.06.023") == "10.1016/j.pain.2009.06.023"
    assert checked("year", "") == "" and checked("year", " 2009 ") == 2009


def test_a_broken_line_costs_nothing_but_itself(settings: Settings) -> None:
    good = {"document": "a.md", "field": "year", "value": 2001, "at": "2026-01-01", "by": BY}
    (settings.corpus / EDITS).write_text(f"{{broken\n{json.dumps(good)}\n[]\n", encoding="utf-8")
    assert read_edits(settings.corpus / EDITS)["a.md"]["year"].value == 2001
    (settings.corpus / audit.NAME).write_text("{broken\n[]\n", encoding="utf-8")
    audit.record(settings.corpus, "", "added", "a.md")
    assert [entry.by for entry in audit.entries(settings.corpus)] == [audit.NOBODY]


def test_records_of_people_are_no_studies(library: Library, settings: Settings) -> None:
    for name in (EDITS, audit.NAME, "clinic.yaml", "people.yaml", "vocabulary.yaml"):
        (settings.corpus / name).write_text("", encoding="utf-8")
    assert library.ingest().items == ()
