"""One SQLite file: documents, studies, passages with their vectors, and the reports of ingests.

Writers mark what they add and take away with the generation they are preparing; readers see the generation they opened.
What no reader can see any more is deleted by `purge`.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence_search.errors import DamagedIndex
from evidence_search.findings import Facts, Profile
from evidence_search.likeness import title_ends
from evidence_search.records import Document, Metadata, Section, SourceKind
from evidence_search.store import migrations, profile_rows, rows
from evidence_search.store.rows import StoredDocument, StoredPassage, StoredStudy

FOREVER = 2**62
"""The `died` of a row nobody has taken away."""

_DOCUMENT = "pk, source, ordinal, study_id, sha256, kind, text, record"
_STUDY = "pk, study_id, document, attached, kind, metadata, state"
_PASSAGE = "ordinal, section, start, end, first_page, last_page, sentences, input_sha256, vector, sentence_vectors"
_VISIBLE = "born <= :g AND died > :g"
_NO_PROFILE = (Profile(), Facts())


_MAPPED_BYTES = 1 << 30
"""Of the file read through memory: a hundred passages scattered over it take 0.2 ms instead of 6 ms. What is beyond is read."""


class _Held:
    """A thread's connection. It dies with its thread: a web server starts a thread a page view and never says goodbye."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Store:
    """A connection a thread to `library.sqlite`.

    Raises:
        DamagedIndex: the file is not a database, or not this program's.
        WrongFormat: a newer version of the program wrote it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._guard = threading.Lock()
        self.connection()

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, opening it at first use."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = _Held(self._connect())
            with self._guard:
                self._all.add(held)
        return held.connection

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = None
        try:
            # Only closing happens in another thread: `close`, or the end of the thread it belonged to.
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA busy_timeout = 30000")
            connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            if migrations.version(connection) != len(migrations.MIGRATIONS):
                migrations.migrate(connection)
        except BaseException as problem:
            if connection is not None:
                connection.close()
            if not isinstance(problem, sqlite3.Error):
                raise
            raise DamagedIndex(
                f"{self.path} cannot be used: {problem}.",
                "Rebuild the index from the library: delete the index folder and run: evidence-search ingest",
            ) from problem
        return connection

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for held in list(self._all):
                held.connection.close()
            self._all.clear()
        self._local = threading.local()

    @contextmanager
    def atomic(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one transaction, a savepoint when already inside one; undo it and re-raise when it fails."""
        connection = self.connection()
        nested = connection.in_transaction
        connection.execute("SAVEPOINT inner_block" if nested else "BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("RELEASE inner_block" if nested else "COMMIT")
        except BaseException:
            if connection.in_transaction:  # a disk that is full may have undone it already
                connection.execute("ROLLBACK TO inner_block" if nested else "ROLLBACK")
                if nested:
                    connection.execute("RELEASE inner_block")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Run a block against one unchanging state of the database, whatever writers do meanwhile."""
        connection = self.connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")

    # -- facts about the store itself

    def meta(self, key: str) -> str | None:
        """Return a value kept about the index, or None."""
        found = self.connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value about the index."""
        self.connection().execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def quick_check(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file; nothing when it is sound."""
        found = [str(row[0]) for row in self.connection().execute("PRAGMA quick_check")]
        return [] if found == ["ok"] else found

    # -- sources

    def sources(self) -> dict[str, tuple[str, int, str]]:
        """Return path → (sha256, reader version, failures as JSON) of every file that was read to its end."""
        select = "SELECT path, sha256, reader, failures FROM sources"
        return {path: (digest, reader, failures) for path, digest, reader, failures in self.connection().execute(select)}

    def put_source(self, path: str, sha256: str, reader: int, failures: str) -> None:
        """Record that a file was read to its end."""
        self.connection().execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)", (path, sha256, reader, failures))

    def delete_source(self, path: str) -> None:
        """Forget that a file was read."""
        self.connection().execute("DELETE FROM sources WHERE path = ?", (path,))

    # -- documents

    def documents(self, where: str, values: Sequence[Any] = ()) -> list[StoredDocument]:
        """Return the living documents that satisfy a condition, in the order they were added."""
        select = f"SELECT {_DOCUMENT} FROM documents WHERE died = {FOREVER} AND ({where}) ORDER BY pk"
        return [_document(row) for row in self.connection().execute(select, values)]

    def documents_of_source(self, source: str) -> list[StoredDocument]:
        """Return the living documents read from a file, in its order."""
        return sorted(self.documents("source = ?", (source,)), key=lambda stored: stored.ordinal)

    def documents_of_study(self, study_id: str) -> list[StoredDocument]:
        """Return the living documents of a study."""
        return self.documents("study_id = ?", (study_id,))

    def documents_study_ids(self) -> list[str]:
        """Return the ids of the studies that living documents belong to, whether their passages were made or not."""
        select = f"SELECT DISTINCT study_id FROM documents WHERE died = {FOREVER} ORDER BY study_id"
        return [row[0] for row in self.connection().execute(select)]

    def studies_of_many_documents(self) -> list[str]:
        """Return the ids of studies that more than one living document speaks of."""
        select = (
            f"SELECT study_id FROM documents WHERE died = {FOREVER} GROUP BY study_id HAVING count(*) > 1 ORDER BY study_id"
        )
        return [row[0] for row in self.connection().execute(select)]

    def documents_near(self, metadata: Metadata) -> list[StoredDocument]:
        """Return the living documents that share an identifier with `metadata`, or the beginning or end of its title."""
        head, tail = title_ends(metadata.title)
        keys = (
            ("claimed_id", metadata.study_id), ("doi", metadata.doi), ("pmid", metadata.pmid), ("pmcid", metadata.pmcid),
            ("title_head", head), ("title_tail", tail),
        )  # fmt: skip
        known = [(column, value) for column, value in keys if value]
        if not known:
            return []
        return self.documents(" OR ".join(f"{column} = ?" for column, _ in known), [value for _, value in known])

    def documents_by_pk(self, pks: Sequence[int]) -> list[StoredDocument]:
        """Return documents by row, living or not, in the order asked for."""
        marks = ", ".join("?" * len(pks))
        found = self.connection().execute(f"SELECT {_DOCUMENT} FROM documents WHERE pk IN ({marks})", list(pks))
        by_pk = {row[0]: _document(row) for row in found}
        return [by_pk[pk] for pk in pks if pk in by_pk]

    def add_document(self, source: str, ordinal: int, study_id: str, sha256: str, document: Document, born: int) -> int:
        """Store a document and return its row."""
        m = document.metadata
        cursor = self.connection().execute(
            "INSERT INTO documents (source, ordinal, study_id, claimed_id, doi, pmid, pmcid, kind, sha256, text, record,"
            " title_head, title_tail, born, died) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (source, ordinal, study_id, m.study_id, m.doi, m.pmid, m.pmcid, document.kind, sha256, document.text,
             rows.record_to_json(document), *title_ends(m.title), born, FOREVER),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def end_document(self, pk: int, died: int) -> None:
        """Take a document away from generation `died` on."""
        self.connection().execute("UPDATE documents SET died = ? WHERE pk = ?", (died, pk))

    def assign_study(self, document: int, study_id: str) -> None:
        """Say which study a document belongs to."""
        self.connection().execute("UPDATE documents SET study_id = ? WHERE pk = ?", (study_id, document))

    # -- what lists of notices say

    def notices(self) -> dict[str, tuple[str, str]]:
        """Return identifier (`doi:…`, `pmid:…`) → (retraction state, note) of every notice in the lists that were read."""
        return {row[0]: (row[1], row[2]) for row in self.connection().execute("SELECT identifier, state, note FROM notices")}

    def put_notices(self, notices: Mapping[str, tuple[str, str]]) -> None:
        """Replace what lists of notices say."""
        with self.atomic() as connection:
            connection.execute("DELETE FROM notices")
            values = [(identifier, *said) for identifier, said in notices.items()]
            connection.executemany("INSERT INTO notices VALUES (?, ?, ?)", values)

    def notice(self, identifiers: Sequence[str]) -> list[tuple[str, str]]:
        """Return the (retraction state, note) of each of these identifiers that has one."""
        marks = ", ".join("?" * len(identifiers))
        select = f"SELECT state, note FROM notices WHERE identifier IN ({marks}) ORDER BY identifier"
        return [(row[0], row[1]) for row in self.connection().execute(select, list(identifiers))]

    # -- studies whose documents changed and whose passages have yet to be made

    def unsettle(self, study_ids: Iterable[str]) -> None:
        """Note that studies must be made anew from their documents."""
        self.connection().executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", [(key,) for key in study_ids])

    def settled(self, study_id: str) -> None:
        """Note that a study is what its documents say."""
        self.connection().execute("DELETE FROM unsettled WHERE study_id = ?", (study_id,))

    def unsettled(self) -> list[str]:
        """Return the studies that must be made anew, by id."""
        return [row[0] for row in self.connection().execute("SELECT study_id FROM unsettled ORDER BY study_id")]

    # -- studies and passages

    def living_study(self, study_id: str) -> StoredStudy | None:
        """Return the study as the next generation will show it."""
        select = f"SELECT {_STUDY} FROM studies WHERE study_id = ? AND died = {FOREVER}"
        row = self.connection().execute(select, (study_id,)).fetchone()
        return _study(row) if row else None

    def end_study(self, study_id: str, died: int) -> None:
        """Take a study away from generation `died` on."""
        update = f"UPDATE studies SET died = ? WHERE study_id = ? AND died = {FOREVER}"
        self.connection().execute(update, (died, study_id))

    def add_study(
        self, study: StoredStudy, passages: Iterable[StoredPassage], born: int, profile: tuple[Profile, Facts] = _NO_PROFILE
    ) -> int:
        """Store a study with its passages and its profile and return its row; `study.pk` is not used."""
        cursor = self.connection().execute(
            "INSERT INTO studies (study_id, document, attached, kind, metadata, state, born, died)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (study.study_id, study.document, ",".join(map(str, study.attached)), study.kind,
             rows.metadata_to_json(study.metadata), study.state, born, FOREVER),
        )  # fmt: skip
        pk = int(cursor.lastrowid or 0)
        self.connection().executemany(
            f"INSERT INTO passages (study, {_PASSAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [rows.passage_to_row(pk, passage) for passage in passages],
        )
        self.connection().execute(
            "INSERT INTO profiles (study, facts, findings) VALUES (?, ?, ?)",
            (pk, profile_rows.facts_to_json(profile[1]), profile_rows.profile_to_json(profile[0])),
        )
        return pk

    def studies(self, generation: int) -> list[StoredStudy]:
        """Return every study of a generation, by id."""
        select = f"SELECT {_STUDY} FROM studies WHERE {_VISIBLE} ORDER BY study_id"
        return [_study(row) for row in self.connection().execute(select, {"g": generation})]

    def study(self, study_id: str, generation: int) -> StoredStudy | None:
        """Return a study of a generation by its id."""
        select = f"SELECT {_STUDY} FROM studies WHERE study_id = :id AND {_VISIBLE}"
        row = self.connection().execute(select, {"id": study_id, "g": generation}).fetchone()
        return _study(row) if row else None

    def states(self, generation: int) -> list[tuple[str, str]]:
        """Return (study id, state) of every study of a generation, by id."""
        select = f"SELECT study_id, state FROM studies WHERE {_VISIBLE} ORDER BY study_id"
        return [(row[0], row[1]) for row in self.connection().execute(select, {"g": generation})]

    def changed(self, since: int, generation: int) -> tuple[int, int]:
        """Return how many studies are new in `generation` and how many of `since` it no longer has."""
        count = "SELECT count(*) FROM studies WHERE "
        new = count + "born <= :g AND died > :g AND NOT (born <= :s AND died > :s)"
        gone = count + "born <= :s AND died > :s AND NOT (born <= :g AND died > :g)"
        values = {"g": generation, "s": since}
        run = self.connection().execute
        return int(run(new, values).fetchone()[0]), int(run(gone, values).fetchone()[0])

    def passage_keys(self, generation: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (passage row, study row) of every passage of a generation, ordered by study id, then place in the study."""
        select = (
            "SELECT passages.pk, passages.study FROM passages JOIN studies ON studies.pk = passages.study"
            f" WHERE {_VISIBLE} ORDER BY studies.study_id, passages.ordinal"
        )
        found = np.array(self.connection().execute(select, {"g": generation}).fetchall(), dtype=np.int64).reshape(-1, 2)
        return found[:, 0].copy(), found[:, 1].copy()

    def vectors(self, generation: int) -> Iterator[bytes]:
        """Yield the stored vector of each passage, in the order of `passage_keys`."""
        select = (
            "SELECT passages.vector FROM passages JOIN studies ON studies.pk = passages.study"
            f" WHERE {_VISIBLE} ORDER BY studies.study_id, passages.ordinal"
        )
        for row in self.connection().execute(select, {"g": generation}):
            yield row[0]

    def lexical_rows(self, generation: int, after: int) -> Iterator[tuple[int, int, str, str]]:
        """Yield (passage row, study row, title, text) of the passages of a generation that were not in `after`."""
        select = (
            "SELECT passages.pk, studies.pk, studies.metadata, documents.text, passages.start, passages.end"
            " FROM passages JOIN studies ON studies.pk = passages.study JOIN documents ON documents.pk = studies.document"
            " WHERE studies.born <= :g AND studies.died > :g AND NOT (studies.born <= :a AND studies.died > :a)"
            " ORDER BY studies.study_id, passages.ordinal"
        )
        for pk, study, metadata, text, start, end in self.connection().execute(select, {"g": generation, "a": after}):
            yield pk, study, rows.metadata_from_json(metadata).title, text[start:end]

    def passages(self, pks: Sequence[int]) -> dict[int, tuple[int, StoredPassage]]:
        """Return passage row → (study row, passage)."""
        marks = ", ".join("?" * len(pks))
        select = f"SELECT pk, study, {_PASSAGE} FROM passages WHERE pk IN ({marks})"
        return {row[0]: (row[1], rows.passage_from_row(row[2:])) for row in self.connection().execute(select, list(pks))}

    def excerpts(self, pks: Sequence[int]) -> dict[int, tuple[str, tuple[tuple[int, int], ...], NDArray[np.int8]]]:
        """Return passage row → (its text, its sentences within it, their vectors); the study's whole text is not loaded."""
        marks = ", ".join("?" * len(pks))
        select = (
            "SELECT passages.pk, start, sentences, sentence_vectors, substr(text, start + 1, end - start) FROM passages"
            " JOIN studies ON studies.pk = passages.study JOIN documents ON documents.pk = studies.document"
            f" WHERE passages.pk IN ({marks})"
        )
        return {row[0]: (row[4], *rows.sentences_from_row(*row[1:4])) for row in self.connection().execute(select, list(pks))}

    def sections(self, pks: Sequence[int]) -> dict[int, Section]:
        """Return passage row → the section it stands in."""
        marks = ", ".join("?" * len(pks))
        select = (
            "SELECT passages.pk, section, documents.pk, json_extract(record, '$.sections') FROM passages"
            " JOIN studies ON studies.pk = passages.study JOIN documents ON documents.pk = studies.document"
            f" WHERE passages.pk IN ({marks})"
        )
        known: dict[int, list[Section]] = {}
        found = {}
        for pk, section, document, record in self.connection().execute(select, list(pks)):
            if document not in known:
                known[document] = rows.sections_from_json(record)
            found[pk] = known[document][section]
        return found

    def passages_of_study(self, study: int) -> list[StoredPassage]:
        """Return the passages of a study's row, in order."""
        select = f"SELECT {_PASSAGE} FROM passages WHERE study = ? ORDER BY ordinal"
        return [rows.passage_from_row(row) for row in self.connection().execute(select, (study,))]

    def studies_by_pk(self, pks: Sequence[int]) -> dict[int, StoredStudy]:
        """Return studies by row."""
        marks = ", ".join("?" * len(pks))
        select = f"SELECT {_STUDY} FROM studies WHERE pk IN ({marks})"
        return {row[0]: _study(row) for row in self.connection().execute(select, list(pks))}

    def profiles(self, studies: Sequence[int]) -> dict[int, Profile]:
        """Return study row → its profile, for rows that have one."""
        marks = ", ".join("?" * len(studies))
        select = f"SELECT study, findings FROM profiles WHERE study IN ({marks})"
        return {row[0]: profile_rows.profile_from_json(row[1]) for row in self.connection().execute(select, list(studies))}

    def facts(self, generation: int) -> dict[int, Facts]:
        """Return study row → what filters ask of its profile, for every study of a generation that has one."""
        select = f"SELECT profiles.study, facts FROM profiles JOIN studies ON studies.pk = profiles.study WHERE {_VISIBLE}"
        return {row[0]: profile_rows.facts_from_json(row[1]) for row in self.connection().execute(select, {"g": generation})}

    def encoded(self, input_sha256: bytes) -> tuple[NDArray[np.float32], NDArray[np.int8]] | None:
        """Return the vectors of an encoder input met before, in any generation, or None."""
        select = f"SELECT {_PASSAGE} FROM passages WHERE input_sha256 = ? LIMIT 1"
        row = self.connection().execute(select, (input_sha256,)).fetchone()
        if row is None:
            return None
        passage = rows.passage_from_row(row)
        return passage.vector, passage.sentence_vectors

    def purge(self, generation: int) -> None:
        """Delete what generation `generation` and later ones do not show, and remember that older ones are gone."""
        with self.atomic() as connection:
            self.set_meta("oldest", str(generation))
            for table in ("passages", "profiles"):
                ended = f"DELETE FROM {table} WHERE study IN (SELECT pk FROM studies WHERE died <= ?)"
                connection.execute(ended, (generation,))
            connection.execute("DELETE FROM studies WHERE died <= ?", (generation,))
            connection.execute("DELETE FROM documents WHERE died <= ?", (generation,))

    # -- ingests

    def begin_ingest(self, started_at: str) -> int:
        """Open the record of an ingest and return its row."""
        cursor = self.connection().execute("INSERT INTO ingests (started_at) VALUES (?)", (started_at,))
        return int(cursor.lastrowid or 0)

    def add_items(self, ingest: int, items: Iterable[str]) -> None:
        """Keep how inputs of an ingest ended, as JSON."""
        self.connection().executemany("INSERT INTO ingest_items VALUES (?, ?)", [(ingest, item) for item in items])

    def finish_ingest(self, ingest: int, report: str, keep: int) -> None:
        """Close the record of an ingest and forget all but the newest `keep`."""
        with self.atomic() as connection:
            connection.execute("UPDATE ingests SET report = ? WHERE pk = ?", (report, ingest))
            connection.execute("DELETE FROM ingests WHERE pk <= ?", (ingest - keep,))
            connection.execute("DELETE FROM ingest_items WHERE ingest <= ?", (ingest - keep,))

    def ingests(self) -> list[tuple[int, str, str | None]]:
        """Return (row, started at, report as JSON or None where it never finished), newest first."""
        select = "SELECT pk, started_at, report FROM ingests ORDER BY pk DESC"
        return [(row[0], row[1], row[2]) for row in self.connection().execute(select)]

    def ingest_items(self, ingest: int) -> list[str]:
        """Return the items of an ingest, as JSON, in order."""
        select = "SELECT item FROM ingest_items WHERE ingest = ? ORDER BY rowid"
        return [row[0] for row in self.connection().execute(select, (ingest,))]


def _document(row: Sequence[Any]) -> StoredDocument:
    pk, source, ordinal, study_id, sha256, kind, text, record = row
    return StoredDocument(pk, source, ordinal, study_id, sha256, rows.document_from_row(kind, text, record))


def _study(row: Sequence[Any]) -> StoredStudy:
    pk, study_id, document, attached, kind, metadata, state = row
    pks = tuple(int(part) for part in attached.split(",") if part)
    return StoredStudy(pk, study_id, document, pks, SourceKind(kind), rows.metadata_from_json(metadata), state)
