"""Bringing papers by identifier into a library: fetch their files, then ingest them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidence_search.fetch.job import LIMIT, Fetch, FetchReport, hosts
from evidence_search.fetch.wire import Wire
from evidence_search.ingest import OnProgress
from evidence_search.library import Library
from evidence_search.records import IngestReport


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one run contacted, brought, and did with it; `ingest` is None when there was no file to ingest."""

    contacted: tuple[str, ...]
    fetch: FetchReport
    ingest: IngestReport | None


def contacts(library: Library) -> tuple[str, ...]:
    """Return the machines that `fetch_into` contacts; nothing else in the program contacts any."""
    return hosts(library.settings.services)


def fetch_into(
    library: Library,
    asked: Sequence[str],
    limit: int = LIMIT,
    full_text: bool = True,
    again: bool = False,
    tell: Callable[[str], None] = lambda line: None,
    progress: OnProgress | None = None,
    wire: Wire | None = None,
) -> Fetched:
    """Fetch what PMIDs, PMCIDs, DOIs and PubMed queries mean into `corpus/fetched/` and ingest the files.

    `limit` bounds the records of one query; without `full_text` only records are asked for; `again` asks anew for what is here.

    Raises:
        EvidenceSearchError: the library cannot be written to.
    """
    services = library.settings.services
    line = wire or Wire(services.email, tell=tell)
    try:
        report = Fetch(library.corpus.root, services, line, tell).run(asked, limit, full_text, again)
    finally:
        line.close()
    paths = [library.corpus.path(file) for file in report.files]
    return Fetched(hosts(services), report, library.ingest(paths, progress) if paths else None)
