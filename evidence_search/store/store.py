"""One SQLite file: documents, studies, passages with their vectors, and the reports of ingests.

Writers mark what they add and take away with the generation they are preparing; readers see the generation they opened.
What no reader can see any more is deleted by `purge`.
"""

from __future__ import annotations

from collections.abc import Iterable

from evidence_search.store.documents import Documents
from evidence_search.store.studies import Studies


class Store(Documents, Studies):
    """Everything that `library.sqlite` holds; see `Database` for what is raised when it cannot be opened."""

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
