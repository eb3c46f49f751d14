"""The schema, as numbered steps. Each runs once, in a transaction with its own record; never edit one that was released."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from evidence_search.errors import WrongFormat
from evidence_search.likeness import title_ends

Migration = Callable[[sqlite3.Connection], None]


def _first_schema(connection: sqlite3.Connection) -> None:
    """Documents as read, studies as merged from them, passages with their vectors, and what ingests did.

    A row is visible to a reader of generation g when `born <= g < died`.
    """
    for statement in (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE sources (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reader INTEGER NOT NULL,"
        " failures TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE documents (pk INTEGER PRIMARY KEY, source TEXT NOT NULL, ordinal INTEGER NOT NULL,"
        " study_id TEXT NOT NULL, claimed_id TEXT NOT NULL, doi TEXT NOT NULL, pmid TEXT NOT NULL, pmcid TEXT NOT NULL,"
        " kind TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL, record TEXT NOT NULL,"
        " born INTEGER NOT NULL, died INTEGER NOT NULL)",
        "CREATE INDEX documents_source ON documents (source, ordinal)",
        "CREATE INDEX documents_study ON documents (study_id)",
        "CREATE INDEX documents_sha256 ON documents (sha256)",
        "CREATE INDEX documents_claimed ON documents (claimed_id)",
        "CREATE INDEX documents_doi ON documents (doi)",
        "CREATE INDEX documents_pmid ON documents (pmid)",
        "CREATE INDEX documents_pmcid ON documents (pmcid)",
        "CREATE TABLE studies (pk INTEGER PRIMARY KEY, study_id TEXT NOT NULL, document INTEGER NOT NULL,"
        " attached TEXT NOT NULL, kind TEXT NOT NULL, metadata TEXT NOT NULL, state TEXT NOT NULL,"
        " born INTEGER NOT NULL, died INTEGER NOT NULL)",
        "CREATE INDEX studies_id ON studies (study_id)",
        "CREATE TABLE passages (pk INTEGER PRIMARY KEY, study INTEGER NOT NULL, ordinal INTEGER NOT NULL,"
        " section INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, first_page INTEGER, last_page INTEGER,"
        " sentences BLOB NOT NULL, input_sha256 BLOB NOT NULL, vector BLOB NOT NULL, sentence_vectors BLOB NOT NULL)",
        "CREATE INDEX passages_study ON passages (study, ordinal)",
        "CREATE INDEX passages_input ON passages (input_sha256)",
        "CREATE TABLE unsettled (study_id TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE ingests (pk INTEGER PRIMARY KEY, started_at TEXT NOT NULL, report TEXT)",
        "CREATE TABLE ingest_items (ingest INTEGER NOT NULL, item TEXT NOT NULL)",
        "CREATE INDEX ingest_items_ingest ON ingest_items (ingest)",
    ):
        connection.execute(statement)


def _profiles(connection: sqlite3.Connection) -> None:
    """A study's profile, made with its row and deleted with it; `facts` is what filters ask of it."""
    connection.execute("CREATE TABLE profiles (study INTEGER PRIMARY KEY, facts TEXT NOT NULL, findings TEXT NOT NULL)")


def _likeness(connection: sqlite3.Connection) -> None:
    """Both ends of a document's title, by which records of the same paper are looked up; and what lists of notices say."""
    for statement in (
        "ALTER TABLE documents ADD COLUMN title_head TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE documents ADD COLUMN title_tail TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX documents_title_head ON documents (title_head)",
        "CREATE INDEX documents_title_tail ON documents (title_tail)",
        "CREATE TABLE notices (identifier TEXT PRIMARY KEY, state TEXT NOT NULL, note TEXT NOT NULL) WITHOUT ROWID",
    ):
        connection.execute(statement)
    titles = connection.execute("SELECT pk, json_extract(record, '$.metadata.title') FROM documents").fetchall()
    ends = [(*title_ends(title or ""), pk) for pk, title in titles]
    connection.executemany("UPDATE documents SET title_head = ?, title_tail = ? WHERE pk = ?", ends)


MIGRATIONS: tuple[Migration, ...] = (_first_schema, _profiles, _likeness)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest schema, one transaction a step.

    Raises:
        WrongFormat: a newer version of the program wrote it.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    applied = version(connection)
    if applied > len(MIGRATIONS):
        raise WrongFormat(
            f"The index has schema {applied}; this program knows up to {len(MIGRATIONS)}.",
            "Use the newer version of the program, or delete the index folder and run: evidence-search ingest",
        )
    for number, step in enumerate(MIGRATIONS[applied:], applied + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            step(connection)
            connection.execute("INSERT INTO migrations VALUES (?, ?)", (number, step.__name__))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def version(connection: sqlite3.Connection) -> int:
    """Return the number of the newest step applied, 0 for an empty database."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()[0]) if known else 0
