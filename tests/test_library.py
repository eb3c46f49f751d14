"""The library as its users meet it: filters, the same index whichever way it was made, errors with names, many readers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from evidence_search.errors import DamagedIndex, Locked, NoIndex, WrongFormat, WrongModel
from evidence_search.index import manifest
from evidence_search.library import Library
from evidence_search.records import Design, Filters, Outcome, SearchResult, SourceKind
from evidence_search.search.answer import Mode
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
from tests.papers import fill, markdown

QUESTION = "ketamine pain weeks"


IDS = ("file-unknown-09b3a313", "pmid-11", "pmid-12", "pmid-8", "sigtermans-2009", "wu-2020")
SHOWN = tuple(study_id for study_id in IDS if study_id != "wu-2020")


def found(library: Library, **filters: object) -> list[str]:
    return sorted(hit.study_id for hit in library.search(QUESTION, replace(Filters(), **filters)).hits)  # type: ignore[arg-type]


# -- filters


def test_what_is_there(filled: Library) -> None:
    assert filled.study_ids() == IDS
    status = filled.status()
    assert status.counts["kind"] == {"abstract": 4, "digest": 1, "full text": 1}
    assert status.counts["condition"] == {"CRPS": 2, "depression": 1, "migraine": 1, "pain": 1, "unknown": 2}
    assert status.counts["design"] == {"case series": 1, "randomised controlled trial": 4, "unknown": 1}
    assert not status.interrupted


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, SHOWN),
        ({"include_retracted": True}, IDS),
        ({"year_from": 2015}, ("pmid-11", "pmid-12", "pmid-8")),
        ({"year_to": 2009}, ("sigtermans-2009",)),
        ({"year_from": 2009, "year_to": 2015}, ("pmid-11", "pmid-12", "pmid-8", "sigtermans-2009")),
        ({"year_from": 2016}, ()),
        ({"conditions": ("crps",)}, ("sigtermans-2009",)),
        ({"conditions": ("Migraine", "Depression")}, ("pmid-11", "pmid-8")),
        ({"conditions": ("fibromyalgia",)}, ()),
        ({"designs": (Design.CASE_SERIES,)}, ("pmid-8",)),
        ({"kinds": (SourceKind.FULL_TEXT,)}, ("sigtermans-2009",)),
        ({"study_ids": ("pmid-12", "nobody")}, ("pmid-12",)),
        ({"study_ids": ("wu-2020",)}, ()),
        ({"study_ids": ("wu-2020",), "include_retracted": True}, ("wu-2020",)),
        ({"conditions": ("crps",), "year_from": 2015}, ()),
    ],
)
def test_filters(filled: Library, filters: dict[str, object], expected: tuple[str, ...]) -> None:
    """Retracted studies are left out unless asked for; an unknown year passes no filter on years; nothing means nothing."""
    assert found(filled, **filters) == sorted(expected)
    result = filled.search(QUESTION, replace(Filters(), **filters))  # type: ignore[arg-type]
    assert result.studies_searched == len(expected)


def test_a_filter_that_nothing_passes_costs_no_encoding(filled: Library, encoder: FakeEncoder) -> None:
    asked = encoder.questions
    assert filled.search(QUESTION, Filters(year_from=2090)).hits == ()
    assert encoder.questions == asked


def test_a_named_study_comes_first_but_not_past_a_filter(filled: Library) -> None:
    hits = filled.search("what did pmid-12 say of ketamine pain").hits
    assert (hits[0].study_id, hits[0].named_by) == ("pmid-12", "named by its identifier pmid-12")
    assert found(filled, study_ids=("pmid-8",)) == ["pmid-8"]
    assert filled.search("wu-2020").hits[0].study_id != "wu-2020"


def test_rank_agrees_with_search(filled: Library) -> None:
    assert [study for study, _ in filled.rank(QUESTION, 3)] == [hit.study_id for hit in filled.search(QUESTION, limit=3).hits]
    lexical = filled.rank("migraine", 10, Mode.LEXICAL)
    assert [study for study, _ in lexical] == ["pmid-11"]


def test_a_limit(filled: Library) -> None:
    assert len(filled.search(QUESTION, limit=2).hits) == 2


def test_everything_shown_is_verbatim_with_its_place(filled: Library) -> None:
    for question in ("nausea", QUESTION, "sixty adults", "Sleep"):
        for hit in filled.search(question, Filters(include_retracted=True)).hits:
            study = filled.study(hit.study_id)
            assert hit.metadata == study.metadata and hit.title == study.metadata.title
            for passage in hit.passages:
                quote = passage.quote
                assert study.text[passage.start : passage.end] == passage.text
                assert study.text[quote.start : quote.end] == quote.text
                assert passage.start <= quote.start < quote.end <= passage.end
                [section] = [s for s in study.sections if s.start <= passage.start and passage.end <= s.end]
                assert section.name == passage.section == passage.citation.section


questions = st.lists(st.sampled_from("ketamine pain weeks 2009 CRPS nausea ? ( “ the 10.1000/a α 👍".split())).map(" ".join)


@hypothesis_settings(max_examples=40)
@given(questions | st.text(max_size=80))
def test_no_question_breaks_it(shared: Library, question: str) -> None:
    first, second = shared.search(question), shared.search(question)
    assert first.hits == second.hits
    scores = [hit.score for hit in first.hits]
    assert scores == sorted(scores, reverse=True)


@pytest.fixture(scope="module")
def shared(prepared: Path) -> Iterator[Library]:
    """Return a filled library for tests that only read."""
    with Library(Settings(prepared / "corpus", prepared / "index"), FakeEncoder()) as library:
        yield library


# -- the same index whichever way it was made


def same(one: Library, other: Library) -> None:
    """Two libraries answer alike, to the last digit that is shown."""
    assert one.status().manifest.fingerprint == other.status().manifest.fingerprint
    for question in (QUESTION, "sleep", "Sixty adults in a trial", "nausea common"):
        a, b = one.search(question), other.search(question)
        assert [hit.study_id for hit in a.hits] == [hit.study_id for hit in b.hits]
        assert [hit.passages for hit in a.hits] == [hit.passages for hit in b.hits]


@pytest.mark.parametrize("reverse", [False, True])
def test_paper_by_paper_in_any_order(
    filled: Library, make_library: Callable[..., Library], settings: Settings, tmp_path: Path, reverse: bool
) -> None:
    other = make_library(Settings(tmp_path / "corpus-2", tmp_path / "index-2"))
    files = sorted((p for p in settings.corpus.rglob("*") if p.is_file()), reverse=reverse)
    for path in files:
        target = tmp_path / "corpus-2" / path.relative_to(settings.corpus)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
        other.ingest([target])
    same(filled, other)
    assert (settings.index / "generations" / "1" / "vectors.faiss").read_bytes() == (
        manifest.folder_of(tmp_path / "index-2", other.snapshot().generation) / "vectors.faiss"
    ).read_bytes()


def test_after_adding_and_taking_away_again(filled: Library, make_library: Callable[..., Library], settings: Settings) -> None:
    before = filled.status().manifest
    extra = markdown(settings.corpus / "extra.md", "Ketamine, pain and weeks", pmid="99", text="Pain, pain, pain for weeks.")
    filled.ingest()
    assert filled.status().manifest.fingerprint != before.fingerprint
    extra.unlink()
    filled.ingest()
    fresh = make_library(replace(settings, index=settings.index.parent / "index-2"))
    fresh.ingest()
    same(filled, fresh)
    assert filled.status().manifest.fingerprint == before.fingerprint


def test_rebuilding_from_the_store_or_from_nothing(filled: Library, settings: Settings, encoder: FakeEncoder) -> None:
    expected = filled.status().manifest.fingerprint, filled.search(QUESTION).hits
    filled.rebuild()
    assert (filled.status().manifest.fingerprint, filled.search(QUESTION).hits) == expected
    assert encoder.encoded == 0
    filled.rebuild(reuse_vectors=False)
    assert (filled.status().manifest.fingerprint, filled.search(QUESTION).hits) == expected
    assert encoder.encoded == filled.status().manifest.passages
    filled.close()
    shutil.rmtree(settings.index)
    filled.ingest()
    assert (filled.status().manifest.fingerprint, filled.search(QUESTION).hits) == expected


def test_old_generations_leave_nothing_behind(filled: Library, settings: Settings) -> None:
    for number in range(3):
        markdown(settings.corpus / "li.md", f"Ketamine for mood, {number}", pmid="8")
        filled.ingest()
    assert [path.name for path in (settings.index / "generations").iterdir()] == [str(filled.snapshot().generation)]
    dead = "SELECT count(*) FROM {} WHERE died <= ?"
    for table in ("studies", "documents"):
        assert filled.store().connection().execute(dead.format(table), (filled.snapshot().generation,)).fetchone() == (0,)


# -- what is wrong has a name


def test_no_index(settings: Settings) -> None:
    with pytest.raises(NoIndex):
        Library.open(settings, FakeEncoder())


def test_another_model(filled: Library, settings: Settings, make_library: Callable[..., Library]) -> None:
    """Neither searched nor added to with the wrong model; made anew on request."""
    other = make_library(encoder=FakeEncoder("another"))
    with pytest.raises(WrongModel, match="made with the model fake"):
        other.snapshot()
    with pytest.raises(WrongModel):
        Library.open(settings, FakeEncoder("another"))
    with pytest.raises(WrongModel):
        other.ingest()
    other.rebuild()
    assert other.search(QUESTION).hits
    assert other.status().manifest.weights_sha256 == "another"


def test_what_an_interrupted_writer_left_is_not_mixed_with_another_model(
    filled: Library, settings: Settings, make_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither after a rebuild with another model was cut short, nor after a first ingest was."""
    other = make_library(encoder=FakeEncoder("another"))
    with monkeypatch.context() as patched:
        patched.setattr("evidence_search.library.library.publishing.publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            other.rebuild()
        fresh = replace(settings, index=settings.index.parent / "index-2")
        with pytest.raises(ZeroDivisionError):
            make_library(fresh).ingest()
    assert filled.search(QUESTION).hits
    markdown(settings.corpus / "new.md", "Ketamine anew", pmid="100")
    for library in (filled, make_library(fresh, FakeEncoder("another"))):
        with pytest.raises(WrongModel, match="made with another model"):
            library.ingest()
    filled.rebuild()
    assert filled.ingest().count(Outcome.ADDED) == 1


def test_a_first_ingest_that_was_cut_short(
    make_library: Callable[..., Library], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no index yet: nothing is damaged, and the next ingest finishes it."""
    fill(settings.corpus)
    with monkeypatch.context() as patched:
        patched.setattr("evidence_search.publishing.manifest.write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make_library().ingest()
    with pytest.raises(NoIndex, match="has finished yet"):
        make_library().search(QUESTION)
    make_library().ingest()
    assert make_library().study_ids() == IDS


def test_another_format(filled: Library, settings: Settings) -> None:
    path = settings.index / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(WrongFormat, match="format 99"):
        filled.search(QUESTION)


def harm(index: Path, what: str) -> None:
    generation = index / "generations" / "1"
    if what == "vectors cut off":
        path = generation / "vectors.faiss"
        path.write_bytes(path.read_bytes()[:100])
    elif what == "no vectors":
        (generation / "vectors.faiss").unlink()
    elif what == "no words":
        shutil.rmtree(generation / "lexical")
    elif what == "no generation":
        shutil.rmtree(generation)
    elif what == "no manifest":
        (index / "manifest.json").unlink()
    elif what == "broken manifest":
        (index / "manifest.json").write_text("{")
    elif what == "no store":
        for path in index.glob("library.sqlite*"):
            path.unlink()
    else:
        for path in index.glob("library.sqlite-*"):
            path.unlink()
        (index / "library.sqlite").write_bytes(b"broken" * 3000)


HARMS = [
    "vectors cut off",
    "no vectors",
    "no words",
    "no generation",
    "no manifest",
    "broken manifest",
    "no store",
    "broken store",
]


@pytest.mark.parametrize("what", HARMS)
def test_damage_is_named(filled: Library, settings: Settings, what: str) -> None:
    filled.close()
    harm(settings.index, what)
    with pytest.raises(DamagedIndex) as caught:
        Library.open(settings, FakeEncoder())
    assert "evidence-search" in caught.value.remedy


# -- one writer


HOLD = """
import sys, time
from pathlib import Path
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
library = Library(Settings(Path(sys.argv[1]), Path(sys.argv[2])), FakeEncoder())
with library.write_lock():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_writer_is_told_who_the_first_is(filled: Library, settings: Settings) -> None:
    command = [sys.executable, "-c", HOLD, str(settings.corpus), str(settings.index)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        writers: list[Callable[[], object]] = [filled.ingest, lambda: filled.remove("pmid-8"), filled.rebuild]
        for write in writers:
            with pytest.raises(Locked, match=f"process {holder.pid} "):
                write()
        assert len(filled.search(QUESTION).hits) == 5  # readers are not held up
        holder.stdin.write("\n")
        holder.stdin.flush()
    assert filled.ingest().generation == 1


def test_a_lock_whose_holder_died_is_free(filled: Library, settings: Settings) -> None:
    command = [sys.executable, "-c", HOLD, str(settings.corpus), str(settings.index)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    filled.ingest()


# -- many readers


def test_searching_while_another_thread_ingests_and_removes(filled: Library, settings: Settings) -> None:
    """No search fails, and each shows one generation whole: what it finds is what that generation holds."""
    held: dict[int, frozenset[str]] = {filled.snapshot().generation: frozenset(SHOWN)}
    results: list[SearchResult] = []
    problems: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                result = filled.search(QUESTION)
                results.append(result)
                for hit in result.hits[:1]:
                    assert hit.passages[0].quote.text in hit.passages[0].text
        except BaseException as problem:
            problems.append(problem)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(8):
            markdown(settings.corpus / f"new-{number}.md", f"Ketamine {number}", pmid=f"10{number}")
            report = filled.ingest()
            held[report.generation] = held[max(held)] | {f"pmid-10{number}"}
            if number % 2:
                report = filled.remove(f"pmid-10{number - 1}")
                held[report.generation] = held[max(held)] - {f"pmid-10{number - 1}"}
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert problems == []
    assert len({result.generation for result in results}) >= 2
    for result in results:
        assert {hit.study_id for hit in result.hits} <= held[result.generation]
        assert result.studies_searched == len(held[result.generation])


def test_a_reader_elsewhere_sees_the_next_generation(
    filled: Library, settings: Settings, make_library: Callable[..., Library]
) -> None:
    reader = make_library()
    assert len(reader.search(QUESTION).hits) == 5
    old = reader.snapshot()
    markdown(settings.corpus / "new.md", "Ketamine anew", pmid="100")
    filled.ingest()
    assert "pmid-100" in [hit.study_id for hit in reader.search(QUESTION).hits]
    assert reader.snapshot() is not old
    assert reader.study("pmid-100").metadata.title == "Ketamine anew"
