"""The SQL of documents: what was read of which file, what lists of notices say, and which studies have yet to be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidence_search.likeness import title_ends
from evidence_search.records import Document, Metadata
from evidence_search.store import rows
from evidence_search.store.database import FOREVER, Database
from evidence_search.store.rows import Outline, StoredDocument

_DOCUMENT = "pk, source, ordinal, study_id, sha256, kind, text, record"


class Documents(Database):
    """Sources, documents, notices, and the list of studies that are not settled."""

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

    def texts(self, pks: Iterable[int]) -> dict[int, str]:
        """Return document row → its text, and nothing of its record."""
        wanted = list(pks)
        marks = ", ".join("?" * len(wanted))
        return dict(self.connection().execute(f"SELECT pk, text FROM documents WHERE pk IN ({marks})", wanted).fetchall())

    def outlines(self, pks: Iterable[int]) -> dict[int, Outline]:
        """Return document row → its sections and pages, without reading the rest of its record."""
        wanted = list(pks)
        marks = ", ".join("?" * len(wanted))
        select = f"SELECT pk, json_extract(record, '$.sections', '$.pages') FROM documents WHERE pk IN ({marks})"
        return {pk: rows.outline_from_json(found) for pk, found in self.connection().execute(select, wanted)}

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


def _document(row: Sequence[Any]) -> StoredDocument:
    pk, source, ordinal, study_id, sha256, kind, text, record = row
    return StoredDocument(pk, source, ordinal, study_id, sha256, rows.document_from_row(kind, text, record))
