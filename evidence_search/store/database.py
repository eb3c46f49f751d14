"""Connections to the one SQLite file, transactions, and what is kept about the file itself."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence_search.errors import DamagedIndex
from evidence_search.store import migrations

FOREVER = 2**62
"""The `died` of a row nobody has taken away."""

VISIBLE = "born <= :g AND died > :g"
"""What a row must satisfy for readers of generation `:g` to see it."""

_MAPPED_BYTES = 1 << 30
"""Of the file read through memory: a hundred passages scattered over it take 0.2 ms instead of 6 ms. What is beyond is read."""


class _Held:
    """A thread's connection. It dies with its thread: a web server starts a thread a page view and never says goodbye."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Database:
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
