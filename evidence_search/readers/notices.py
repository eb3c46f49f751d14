"""Lists of retractions, corrections and expressions of concern: the Retraction Watch data as Crossref publishes them (CSV).

Read from a file; nothing is looked up. The columns used are `OriginalPaperDOI`, `OriginalPaperPubMedID`, `RetractionNature`,
`RetractionDate`, `RetractionDOI` and `Reason`.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi, normalise_pmid
from evidence_search.records import Retraction

_NEEDED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate")
_STATES = {
    "retraction": Retraction.RETRACTED,
    "expression of concern": Retraction.CONCERN,
    "correction": Retraction.CORRECTED,
    "reinstatement": Retraction.NONE_KNOWN,
}
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class NoticeList:
    """What a list says by identifier (`doi:…`, `pmid:…`), and the day of its newest notice: what came after, it cannot know."""

    notices: Mapping[str, tuple[str, str]]
    """Identifier → (retraction state, where and when that was learned)."""
    until: str
    """ISO 8601."""


@dataclass(frozen=True, slots=True)
class _Notice:
    state: Retraction
    day: str
    words: str


def read_notices(path: Path) -> NoticeList:
    """Read a list of notices.

    Of several notices of a paper the gravest counts, but a reinstatement ends those before it.

    Raises:
        ReadError: the file cannot be read, or is no such list.
    """
    found: dict[str, list[_Notice]] = {}
    until = ""
    for row in _rows(path):
        state = _STATES.get(" ".join((row.get("RetractionNature") or "").split()).lower())
        if state is None:
            continue
        day = _day(row.get("RetractionDate") or "")
        until = max(until, day)
        notice = _Notice(state, day, _words(row, day))
        for identifier in _identifiers(row):
            found.setdefault(identifier, []).append(notice)
    said = {identifier: _standing(notices) for identifier, notices in found.items()}
    source = f"Retraction Watch data up to {until}"
    return NoticeList({key: (str(n.state), f"{n.words}; {source}") for key, n in said.items()}, until)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(min(sys.maxsize, 10_000_000))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                reader = csv.DictReader(file)
                missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
                if missing:
                    raise ReadError(
                        f"{path.name} is not a list of notices: it has no column {', '.join(missing)}",
                        "Give the CSV of the Retraction Watch data as Crossref publishes it.",
                    )
                yield from reader
                return
        except UnicodeDecodeError:
            continue
        except (OSError, csv.Error) as problem:
            raise ReadError(f"{path.name} cannot be read: {problem}", "Download it again.") from None
    raise ReadError(f"{path.name} is in an encoding that is not known here", "Save it as UTF-8.")


def _identifiers(row: Mapping[str, str]) -> list[str]:
    doi, pmid = normalise_doi(row.get("OriginalPaperDOI") or ""), normalise_pmid(row.get("OriginalPaperPubMedID") or "")
    return [f"{kind}:{value}" for kind, value in (("doi", doi), ("pmid", pmid)) if value]


def _day(text: str) -> str:
    """Return a date as ISO 8601; the list writes months first: `5/3/2019 0:00` is the third of May."""
    found = _DATE.search(text)
    if not found:
        return ""
    month, day, year, iso_year, iso_month, iso_day = found.groups()
    return f"{iso_year}-{iso_month}-{iso_day}" if iso_year else f"{year}-{int(month):02}-{int(day):02}"


def _words(row: Mapping[str, str], day: str) -> str:
    reasons = ", ".join(part.strip(" +") for part in (row.get("Reason") or "").split(";") if part.strip(" +"))
    notice = normalise_doi(row.get("RetractionDOI") or "")
    parts = [f"{' '.join((row.get('RetractionNature') or '').split())} {day}".strip(), notice and f"doi:{notice}", reasons]
    return "; ".join(part for part in parts if part)


def _standing(notices: list[_Notice]) -> _Notice:
    """Return the notice that stands: the gravest after the last reinstatement, the newest of equals."""
    ordered = sorted(notices, key=lambda notice: notice.day)
    last = max((i for i, notice in enumerate(ordered) if notice.state is Retraction.NONE_KNOWN), default=-1)
    standing = ordered[last + 1 :] or ordered[last:]
    return max(standing, key=lambda notice: (notice.state.gravity, notice.day))
