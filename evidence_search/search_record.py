"""The record of a search: everything that decided its list, so that it can be repeated and be seen to give the same.

A record holds no time and no place: the same search on the same index gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from evidence_search.errors import UsageError
from evidence_search.library import Library
from evidence_search.records import Design, DoseRange, Filters, Hit, NoteKind, Off, Order, SearchResult, SourceKind

FORMAT = 1
DIGITS = 6
"""Decimals kept of scores."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A search run again from its record: whether the bytes are the same, and what differs in words when they are not."""

    same: bool
    differences: tuple[str, ...]
    result: SearchResult


def record(result: SearchResult) -> dict[str, Any]:
    """Return the record of a search as JSON-able values."""
    judged = result.judgement
    return {
        "format": FORMAT,
        "program": _program(),
        "question": result.question,
        "understood": {
            "text": result.understood.text,
            "notes": [[str(note.kind), note.typed, note.read_as] for note in result.understood.notes],
            "off": {"kinds": sorted(result.off.kinds), "typed": sorted(result.off.typed)},
        },
        "filters": filters_to_json(result.filters),
        "order": str(result.order),
        "limit": result.limit,
        "index": result.fingerprint,
        "counts": dict(result.counts),
        "verdict": {"verdict": judged.verdict, "probability": judged.probability, "unknown": list(judged.unknown)}
        if judged
        else None,
        "hits": [_hit(hit) for hit in result.hits],
    }


def to_bytes(result: SearchResult) -> bytes:
    """Return the record of a search as a file: JSON in UTF-8."""
    return (json.dumps(record(result), ensure_ascii=False, indent=1) + "\n").encode()


def repeat(library: Library, kept: bytes) -> Repeated:
    """Run the search of a record again on a library and hold the two records against each other.

    Raises:
        UsageError: it is no record of this program.
    """
    asked = _read(kept)
    off = asked["understood"]["off"]
    result = library.search(
        asked["question"],
        filters_from_json(asked["filters"]),
        asked["limit"],
        Off(frozenset(map(NoteKind, off["kinds"])), frozenset(off["typed"])),
        Order(asked["order"]),
    )
    now = record(result)
    differences = [_difference(name, asked.get(name), now[name]) for name in now if asked.get(name) != now[name]]
    return Repeated(to_bytes(result) == kept, tuple(differences), result)


def filters_to_json(filters: Filters) -> dict[str, Any]:
    """Return the filters that are set."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(filters).items()}
    return {name: value for name, value in values.items() if value not in (None, [], False)}


def filters_from_json(values: Mapping[str, Any]) -> Filters:
    """Return the filters that `filters_to_json` wrote.

    Raises:
        ValueError: a name or value is not known.
    """
    known = {field.name for field in fields(Filters)}
    if strange := sorted(set(values) - known):
        raise ValueError(f"unknown filter {strange[0]}")
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    given["designs"] = tuple(map(Design, given.get("designs", ())))
    given["kinds"] = tuple(map(SourceKind, given.get("kinds", ())))
    if given.get("dose"):
        given["dose"] = DoseRange(**given["dose"])
    return Filters(**given)


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "rank": hit.rank,
        "study_id": hit.study_id,
        "reference": hit.reference,
        "retraction": str(hit.metadata.retraction),
        "score": round(hit.score, DIGITS),
        "quotes": [
            {"section": p.section, "pages": p.quote.pages and list(p.quote.pages), "start": p.quote.start, "end": p.quote.end,
             "text": p.quote.text}
            for p in hit.passages
        ],
    }  # fmt: skip


def _read(kept: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(kept)
        if asked["format"] != FORMAT:
            raise ValueError(f"format {asked['format']}")
        filters_from_json(asked["filters"]), Order(asked["order"]), asked["understood"]["off"]["kinds"], asked["limit"] + 0
    except (ValueError, KeyError, TypeError) as problem:
        raise UsageError(
            f"This is not the record of a search that this program can repeat ({problem}).",
            "Give a file that `evidence-search search --record FILE` wrote.",
        ) from None
    return dict(asked)


def _difference(name: str, before: object, now: object) -> str:
    if name == "hits" and isinstance(before, list) and isinstance(now, list):
        old, new = [hit["study_id"] for hit in before], [hit["study_id"] for hit in now]
        gone, come = [study for study in old if study not in new], [study for study in new if study not in old]
        if not gone and not come:
            return "hits: the same studies in another order or with other quotes or scores"
        return f"hits: gone {', '.join(gone) or 'none'}; new {', '.join(come) or 'none'}"
    return f"{name}: was {before}, is {now}"


def _program() -> str:
    try:
        return f"evidence-search {version('evidence-search')}"
    except PackageNotFoundError:
        return "evidence-search"
