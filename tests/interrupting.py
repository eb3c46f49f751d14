"""A database connection that fails at a chosen moment, as a full disk or a crash would."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from evidence_search.store import database


class Interrupted(BaseException):
    """Not an `Exception`: nothing in the program may take it for a failure of a file."""


class Clock:
    """Counts the moments at which something becomes lasting, and interrupts at the one asked for."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.moments = 0

    def tick(self) -> None:
        """Pass one moment."""
        self.moments += 1
        if self.moments == self.at:
            raise Interrupted


def interrupt(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Let `clock` tick before and after each commit and each write outside a transaction, of connections opened from now on."""

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401
            return self._around(sql, lambda: super(Connection, self).execute(sql, *values))

        def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401
            return self._around(sql, lambda: super(Connection, self).executemany(sql, *values))

        def _around(self, sql: str, run: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
            word = sql.split(None, 1)[0]
            lasting = word == "COMMIT" or (word in ("INSERT", "UPDATE", "DELETE") and not self.in_transaction)
            if lasting:
                clock.tick()
            made = run()
            if lasting:
                clock.tick()
            return made

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401
        return sqlite3.connect(*arguments, factory=Connection, **options)

    monkeypatch.setattr(database, "sqlite3", _Module(connect))


class _Module:
    """The module `sqlite3` with another `connect`."""

    Error = sqlite3.Error
    Connection = sqlite3.Connection

    def __init__(self, connect: Callable[..., sqlite3.Connection]) -> None:
        self.connect = connect
