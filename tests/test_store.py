"""The store: transactions, migrations, what goes in comes out, and which generation sees what."""

from __future__ import annotations

import sqlite3
import string
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from evidence_search.errors import DamagedIndex, WrongFormat
from evidence_search.records import Design, Document, Metadata, Page, Retraction, Section, SectionKind, SourceKind
from evidence_search.store import FOREVER, Store, StoredPassage, StoredStudy, migrations, rows

PAPER = Document(
    SourceKind.FULL_TEXT, Metadata(title="A", doi="10.1000/a"), "Pain fell.", (Section("Results", 0, 10),), (Page(1, 0, 10),)
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store for tests that leave nothing behind that others would meet."""
    return Store(tmp_path_factory.mktemp("store") / "library.sqlite")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "library.sqlite")


def passage(ordinal: int = 0, vector: float = 1.0, digest: bytes = b"d") -> StoredPassage:
    return StoredPassage(
        ordinal,
        0,
        0,
        10,
        (1, 2),
        np.array([[0, 10]], dtype=np.int32),
        digest,
        np.array([vector, 0], dtype=np.float32),
        np.array([[127, 0]], dtype=np.int8),
    )


def study(study_id: str, document: int, state: str = "s", title: str = "A") -> StoredStudy:
    return StoredStudy(0, study_id, document, (), SourceKind.FULL_TEXT, Metadata(title=title), state)


# -- transactions


def test_a_block_that_fails_is_undone_and_its_own_exception_comes_out(store: Store) -> None:
    problem = ValueError("mine")
    with pytest.raises(ValueError, match="mine") as caught, store.atomic():
        store.set_meta("a", "1")
        raise problem
    assert caught.value is problem
    assert store.meta("a") is None
    assert not store.connection().in_transaction


def test_a_nested_block_is_undone_by_itself(store: Store) -> None:
    with store.atomic():
        store.set_meta("outer", "1")
        with pytest.raises(KeyError), store.atomic():
            store.set_meta("inner", "1")
            raise KeyError("inner")
        with store.atomic():
            store.set_meta("second", "1")
    assert (store.meta("outer"), store.meta("inner"), store.meta("second")) == ("1", None, "1")


def test_an_outer_block_that_fails_takes_the_inner_ones_with_it(store: Store) -> None:
    with pytest.raises(KeyError), store.atomic():
        with store.atomic():
            store.set_meta("inner", "1")
        raise KeyError("outer")
    assert store.meta("inner") is None


def test_blocks_nest_as_deep_as_they_like(store: Store) -> None:
    with store.atomic(), store.atomic():
        with pytest.raises(KeyError), store.atomic():
            store.set_meta("a", "1")
            raise KeyError
        store.set_meta("b", "1")
    assert (store.meta("a"), store.meta("b")) == (None, "1")


def test_even_an_interrupt_is_undone(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.atomic():
        store.set_meta("a", "1")
        raise KeyboardInterrupt
    assert store.meta("a") is None


def test_a_failed_statement_leaves_the_block_to_the_caller(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), store.atomic() as connection:
        store.set_meta("a", "1")
        connection.execute("SELECT * FROM no_such_thing")
    assert store.meta("a") is None


def test_reading_sees_one_state_whatever_writers_do(store: Store) -> None:
    other = Store(store.path)
    store.set_meta("a", "1")
    with store.reading():
        assert store.meta("a") == "1"
        other.set_meta("a", "2")
        with store.reading():
            assert store.meta("a") == "1"
    assert store.meta("a") == "2"
    other.close()


def test_reading_ends_when_its_block_fails(store: Store) -> None:
    with pytest.raises(KeyError), store.reading():
        raise KeyError
    assert not store.connection().in_transaction


def test_each_thread_has_its_own_connection(store: Store) -> None:
    found: list[sqlite3.Connection] = []
    threads = [threading.Thread(target=lambda: found.append(store.connection())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(c) for c in [*found, store.connection()]}) == 4
    assert store.connection() is store.connection()
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        found[0].execute("SELECT 1")
    assert store.meta("a") is None  # opened again when needed
    store.close()


# -- the file


def test_the_schema_is_made_in_an_empty_file_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.touch()
    Store(path).set_meta("a", "1")
    again = Store(path)
    assert again.meta("a") == "1"
    assert migrations.version(again.connection()) == len(migrations.MIGRATIONS)
    assert again.quick_check() == []


def test_each_migration_is_one_transaction_with_its_record(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    def second(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE second (x)")

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE third (x)")
        raise RuntimeError("half way")

    known = migrations.MIGRATIONS
    connection = store.connection()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, second, broken))
    with pytest.raises(RuntimeError, match="half way"):
        migrations.migrate(connection)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert "second" in tables and "third" not in tables
    assert migrations.version(connection) == len(known) + 1
    assert connection.execute("SELECT name FROM migrations ORDER BY number DESC").fetchone() == ("second",)


def test_a_newer_schema_is_refused(store: Store) -> None:
    store.connection().execute("INSERT INTO migrations VALUES (99, 'from_the_future')")
    store.close()
    with pytest.raises(WrongFormat, match="schema 99"):
        Store(store.path)


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to look like one" * 40, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(content)
    with pytest.raises(DamagedIndex, match="cannot be used"):
        Store(path)


# -- what goes in comes out

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
curated = st.dictionaries(texts, st.recursive(plain, lambda x: st.lists(x, max_size=3) | st.dictionaries(texts, x, max_size=3)))
metadatas = st.builds(
    Metadata,
    title=texts,
    authors=st.lists(texts, max_size=3).map(tuple),
    journal=texts,
    year=st.none() | st.integers(1500, 2099),
    volume=texts,
    issue=texts,
    pages=texts,
    doi=texts,
    pmid=texts,
    pmcid=texts,
    registry=st.lists(texts, max_size=3).map(tuple),
    publication_types=st.lists(texts, max_size=3).map(tuple),
    keywords=st.lists(texts, max_size=3).map(tuple),
    conditions=st.lists(texts, max_size=3).map(tuple),
    design=st.none() | st.sampled_from(Design),
    retraction=st.sampled_from(Retraction),
    retraction_note=texts,
    study_id=texts,
    curated=curated,
)
numbers = st.integers(0, 10**6)
documents = st.builds(
    Document,
    kind=st.sampled_from(SourceKind),
    metadata=metadatas,
    text=texts,
    sections=st.lists(st.builds(Section, texts, numbers, numbers, st.sampled_from(SectionKind)), max_size=3).map(tuple),
    pages=st.lists(st.builds(Page, numbers, numbers, numbers), max_size=3).map(tuple),
    warnings=st.lists(texts, max_size=3).map(tuple),
    references=st.lists(texts, max_size=3).map(tuple),
)


@given(metadatas)
def test_metadata_round_trip(metadata: Metadata) -> None:
    assert rows.metadata_from_json(rows.metadata_to_json(metadata)) == metadata


@given(metadatas)
def test_equal_metadata_give_equal_text(metadata: Metadata) -> None:
    reordered = replace(metadata, curated=dict(reversed(list(metadata.curated.items()))))
    assert rows.metadata_to_json(reordered) == rows.metadata_to_json(metadata)


def test_metadata_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown metadata: colour"):
        rows.metadata_from_json('{"title": "A", "colour": "red"}')


@given(documents, texts, numbers)
def test_document_round_trip(shared: Store, document: Document, source: str, ordinal: int) -> None:
    with pytest.raises(_Undo), shared.atomic():
        pk = shared.add_document(source, ordinal, "s", "hash", document, 1)
        [stored] = shared.documents_by_pk([pk])
        assert stored.document == document
        assert (stored.source, stored.ordinal, stored.study_id, stored.sha256) == (source, ordinal, "s", "hash")
        raise _Undo


@st.composite
def passages(draw: st.DrawFn) -> StoredPassage:
    count, dimension = draw(st.integers(0, 4)), draw(st.sampled_from([1, 3, 64]))
    return StoredPassage(
        ordinal=draw(numbers),
        section=draw(numbers),
        start=draw(numbers),
        end=draw(numbers),
        pages=draw(st.none() | st.tuples(numbers, numbers)),
        sentences=draw(npst.arrays(np.int32, (count, 2))),
        input_sha256=draw(st.binary(max_size=32)),
        vector=draw(npst.arrays(np.float32, dimension, elements=st.floats(-1, 1, width=32))),
        sentence_vectors=draw(npst.arrays(np.int8, (count, dimension))),
    )


@given(passages())
def test_passage_round_trip(shared: Store, given_passage: StoredPassage) -> None:
    with pytest.raises(_Undo), shared.atomic():
        pk = shared.add_study(study("s", 1), [given_passage], 1)
        [stored] = shared.passages_of_study(pk)
        for name in ("ordinal", "section", "start", "end", "pages", "input_sha256"):
            assert getattr(stored, name) == getattr(given_passage, name)
        np.testing.assert_array_equal(stored.vector, given_passage.vector)
        np.testing.assert_array_equal(stored.sentences, given_passage.sentences)
        assert stored.sentence_vectors.size == given_passage.sentence_vectors.size
        if len(given_passage.sentences):
            np.testing.assert_array_equal(stored.sentence_vectors, given_passage.sentence_vectors)
        raise _Undo


class _Undo(Exception):
    pass


def test_sources(store: Store) -> None:
    store.put_source("a.md", "1", 1, "[]")
    store.put_source("a.md", "2", 1, "[]")
    store.put_source("b.md", "3", 2, '["x"]')
    assert store.sources() == {"a.md": ("2", 1, "[]"), "b.md": ("3", 2, '["x"]')}
    store.delete_source("a.md")
    assert list(store.sources()) == ["b.md"]


def test_documents_are_found_by_source_study_and_identifier(store: Store) -> None:
    known = Document(SourceKind.ABSTRACT, Metadata(pmid="7", study_id="li-2010"), "x", ())
    first = store.add_document("a.md", 1, "s", "h1", PAPER, 1)
    second = store.add_document("a.md", 0, "t", "h2", known, 1)
    third = store.add_document("b.md", 0, "s", "h3", replace(PAPER, metadata=Metadata(doi="10.1000/b")), 1)
    assert [d.pk for d in store.documents_of_source("a.md")] == [second, first]
    assert [d.pk for d in store.documents_of_study("s")] == [first, third]
    assert [d.pk for d in store.documents_near(Metadata(pmid="7", doi="10.1000/a"))] == [first, second]
    assert [d.pk for d in store.documents_near(Metadata(study_id="li-2010"))] == [second]
    assert store.documents_near(Metadata(title="A")) == []
    assert [d.pk for d in store.documents_by_pk([third, first, 99])] == [third, first]
    store.end_document(first, 2)
    assert [d.pk for d in store.documents_of_study("s")] == [third]
    assert [d.pk for d in store.documents_by_pk([first])] == [first]
    store.assign_study(third, "u")
    assert [d.pk for d in store.documents_of_study("u")] == [third]


def test_unsettled_studies(store: Store) -> None:
    store.unsettle({"b", "a"})
    store.unsettle(["a", "c"])
    assert store.unsettled() == ["a", "b", "c"]
    store.settled("b")
    assert store.unsettled() == ["a", "c"]


# -- generations


@pytest.fixture
def generations(store: Store) -> Store:
    """Generation 1 shows a and b; generation 2 shows a anew, b gone, c added."""
    pk = store.add_document("a.md", 0, "a", "h", PAPER, 1)
    for born, ids in ((1, "ab"), (2, "ac")):
        for study_id in ids:
            store.end_study(study_id, born)
            store.add_study(study(study_id, pk, f"{study_id}{born}"), [passage(1, born), passage(0, -born)], born)
    store.end_study("b", 2)
    return store


def test_a_generation_sees_its_own_studies(generations: Store) -> None:
    assert generations.states(0) == []
    assert generations.states(1) == [("a", "a1"), ("b", "b1")]
    assert generations.states(2) == generations.states(9) == [("a", "a2"), ("c", "c2")]
    assert [s.study_id for s in generations.studies(1)] == ["a", "b"]
    old, new = generations.study("a", 1), generations.study("a", 2)
    assert old and new and (old.state, new.state) == ("a1", "a2")
    assert generations.study("b", 2) is None
    living = generations.living_study("c")
    assert living and living.state == "c2"
    assert generations.living_study("b") is None


def test_passages_come_by_study_then_place(generations: Store) -> None:
    passage_pks, study_pks = generations.passage_keys(2)
    ids = generations.studies_by_pk([int(pk) for pk in study_pks])
    assert [ids[int(pk)].study_id for pk in study_pks] == ["a", "a", "c", "c"]
    pks = dict.fromkeys(study_pks.tolist())
    assert [passage.ordinal for pk in pks for passage in generations.passages_of_study(pk)] == [0, 1, 0, 1]
    found = generations.places(passage_pks.tolist())
    assert [found[pk].sentences for pk in passage_pks.tolist()] == [((0, 10),)] * 4
    vectors = [float(np.frombuffer(row, dtype="<f4")[0]) for row in generations.vectors(2)]
    assert vectors == [-2.0, 2.0, -2.0, 2.0]
    assert len(generations.passage_keys(0)[0]) == 0


def test_what_changed_between_generations(generations: Store) -> None:
    assert generations.changed(1, 2) == (2, 2)  # a anew and c; the old a and b
    assert generations.changed(0, 1) == (2, 0)
    assert generations.changed(2, 3) == (0, 0)


def test_lexical_rows_after_a_generation(generations: Store) -> None:
    everything = list(generations.lexical_rows(2, 0))
    assert [(title, text) for _, _, title, text in everything] == [("A", "Pain fell.")] * 4
    assert list(generations.lexical_rows(2, 1)) == everything
    assert list(generations.lexical_rows(2, 2)) == []


def test_purge_deletes_what_nobody_sees_and_says_so(generations: Store) -> None:
    gone = generations.add_document("gone.md", 0, "b", "h", PAPER, 1)
    generations.end_document(gone, 2)
    before = generations.states(2), list(generations.vectors(2))
    generations.purge(1)
    assert generations.meta("oldest") == "1" and len(generations.states(1)) == 2
    generations.purge(2)
    assert generations.meta("oldest") == "2"
    assert (generations.states(2), list(generations.vectors(2))) == before
    assert generations.states(1) == []
    assert generations.documents_by_pk([gone]) == []
    count = generations.connection().execute("SELECT count(*) FROM passages").fetchone()
    assert count == (4,)


def test_vectors_are_found_by_what_was_encoded(store: Store) -> None:
    store.add_study(study("a", 1), [passage(digest=b"known", vector=0.5)], 1)
    found = store.encoded(b"known")
    assert found is not None
    assert found[0].tolist() == [0.5, 0.0] and found[1].tolist() == [[127, 0]]
    assert store.encoded(b"other") is None


# -- reports


def test_reports_are_kept_newest_first_and_only_so_many(store: Store) -> None:
    for number in range(1, 5):
        run = store.begin_ingest(f"day {number}")
        store.add_items(run, [f"item {number}a", f"item {number}b"])
        if number != 3:
            store.finish_ingest(run, f"report {number}", keep=3)
    assert store.ingests() == [(4, "day 4", "report 4"), (3, "day 3", None), (2, "day 2", "report 2")]
    assert store.ingest_items(4) == ["item 4a", "item 4b"]
    assert store.ingest_items(1) == []


def test_forever_is_later_than_any_generation() -> None:
    assert FOREVER > 10**15 and len(string.ascii_letters) < FOREVER


def test_a_thread_takes_its_connection_with_it(tmp_path: Path) -> None:
    """A web server starts a thread a page view: the files it opened must not pile up."""
    with closing(Store(tmp_path / "library.sqlite")) as store:
        for _ in range(20):
            thread = threading.Thread(target=store.meta, args=("generation",))
            thread.start()
            thread.join()
        assert len(store._all) == 1
