"""Evidence Search: a clinic's own library of studies, searched by question, answered with cited passages.

In a program of your own:

    from pathlib import Path
    from evidence_search import Library, Settings

    with Library.open(Settings(corpus=Path("corpus"), index=Path("index"))) as library:
        for hit in library.search("Does ketamine relieve CRPS pain?").hits:
            print(hit.reference, hit.passages[0].quote.text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence_search.errors import EvidenceSearchError
    from evidence_search.findings import Field, Finding, Profile
    from evidence_search.library import Library
    from evidence_search.records import Design, DoseRange, Filters, Hit, IngestReport, SearchResult, SourceKind, Study
    from evidence_search.settings import Settings

__all__ = [
    "Design",
    "DoseRange",
    "EvidenceSearchError",
    "Field",
    "Filters",
    "Finding",
    "Hit",
    "IngestReport",
    "Library",
    "Profile",
    "SearchResult",
    "Settings",
    "SourceKind",
    "Study",
]

_HOMES = {"EvidenceSearchError": "errors", "Library": "library", "Settings": "settings"}
_HOMES |= dict.fromkeys(("Field", "Finding", "Profile"), "findings")


def __getattr__(name: str) -> object:
    """Import a public name at its first use: a process that only reads a PDF must not pay for the search engine."""
    if name in __all__:
        return getattr(import_module(f"evidence_search.{_HOMES.get(name, 'records')}"), name)
    raise AttributeError(f"module 'evidence_search' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
