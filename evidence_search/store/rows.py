"""Rows of the store as values, and their translation to and from the words of `records`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evidence_search.records import Design, Document, Format, Metadata, Page, Retraction, Section, SectionKind, SourceKind

_PAIRS = Struct("<ii")
"""A sentence as a passage's row keeps it: where it starts and ends in the study's text."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with its place: the file it came from (relative to the library's folder) and its position in it."""

    pk: int
    source: str
    ordinal: int
    study_id: str
    sha256: str
    document: Document


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its vectors, as kept.

    `sentences` is int32 (n, 2), offsets into the study's text; `vector` float32 (dimension,), `sentence_vectors` int8
    (n, dimension).
    """

    ordinal: int
    section: int
    start: int
    end: int
    pages: tuple[int, int] | None
    sentences: NDArray[np.int32]
    input_sha256: bytes
    vector: NDArray[np.float32]
    sentence_vectors: NDArray[np.int8]


class Place(NamedTuple):
    """Where a passage and its sentences stand in the study's text, with the sentences' vectors."""

    section: int
    start: int
    end: int
    pages: tuple[int, int] | None
    sentences: tuple[tuple[int, int], ...]
    sentence_vectors: NDArray[np.int8]


Outline = tuple[list[Section], tuple[Page, ...]]
"""A document's sections and its pages."""


@dataclass(frozen=True, slots=True)
class StoredStudy:
    """A study's row: which document is its text, which are attached, and its merged metadata."""

    pk: int
    study_id: str
    document: int
    attached: tuple[int, ...]
    kind: SourceKind
    metadata: Metadata
    state: str


def metadata_to_json(metadata: Metadata) -> str:
    """Return metadata as JSON with its empty fields left out, keys in order, so that equal values give equal text."""
    kept = {name: value for name, value in asdict(metadata).items() if value not in ("", None, (), {})}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)


def metadata_from_json(text: str) -> Metadata:
    """Return the metadata that `metadata_to_json` wrote."""
    return metadata_from_dict(json.loads(text))


def metadata_from_dict(values: Mapping[str, Any]) -> Metadata:
    """Return metadata from a plain mapping; keys it does not know are an error."""
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    if given.get("design"):
        given["design"] = Design(given["design"])
    given["retraction"] = Retraction(given.get("retraction") or Retraction.UNKNOWN)
    unknown = set(given) - {field.name for field in fields(Metadata)}
    if unknown:
        raise ValueError(f"unknown metadata: {', '.join(sorted(unknown))}")
    return Metadata(**given)


def record_to_json(document: Document) -> str:
    """Return everything of a document but its text as JSON."""
    return json.dumps(
        {
            "metadata": json.loads(metadata_to_json(document.metadata)),
            "sections": [[s.name, s.start, s.end, s.kind, *filter(None, [s.doubt])] for s in document.sections],
            "pages": [[p.number, p.start, p.end] for p in document.pages],
            "warnings": list(document.warnings),
            "references": list(document.references),
            "format": document.format,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def document_from_row(kind: str, text: str, record: str) -> Document:
    """Return the document that was stored."""
    values = json.loads(record)
    return Document(
        kind=SourceKind(kind),
        metadata=metadata_from_dict(values["metadata"]),
        text=text,
        sections=tuple(map(_section, values["sections"])),
        pages=tuple(Page(*page) for page in values["pages"]),
        warnings=tuple(values["warnings"]),
        references=tuple(values["references"]),
        format=Format(values.get("format", Format.PLAIN)),
    )


def passage_to_row(study: int, passage: StoredPassage) -> tuple[Any, ...]:
    """Return the column values of a passage, in the order of the table."""
    first, last = passage.pages or (None, None)
    return (
        study,
        passage.ordinal,
        passage.section,
        passage.start,
        passage.end,
        first,
        last,
        np.ascontiguousarray(passage.sentences, dtype="<i4").tobytes(),
        passage.input_sha256,
        np.ascontiguousarray(passage.vector, dtype="<f4").tobytes(),
        np.ascontiguousarray(passage.sentence_vectors, dtype=np.int8).tobytes(),
    )


def place_from_row(row: Sequence[Any]) -> Place:
    """Return where a passage stands."""
    section, start, end, first, last, sentences, vectors = row
    spans = tuple(_PAIRS.iter_unpack(sentences))
    values = np.frombuffer(vectors, np.int8).reshape(len(spans), -1 if spans else 0)
    return Place(section, start, end, None if first is None else (first, last), spans, values)


def outline_from_json(text: str) -> Outline:
    """Return the sections and pages of a record, given as a list of both."""
    sections, pages = json.loads(text)
    return list(map(_section, sections)), tuple(Page(*page) for page in pages)


def _section(values: Sequence[Any]) -> Section:
    name, start, end, kind, *doubt = values
    return Section(name, start, end, SectionKind(kind), *doubt)


def passage_from_row(row: Sequence[Any]) -> StoredPassage:
    """Return the passage of a row as selected by the store."""
    ordinal, section, start, end, first, last, sentences, digest, vector, sentence_vectors = row
    spans = np.frombuffer(sentences, dtype="<i4").reshape(-1, 2)
    values = np.frombuffer(vector, dtype="<f4")
    rows = np.frombuffer(sentence_vectors, dtype=np.int8).reshape(len(spans), len(values))
    pages = None if first is None else (int(first), int(last))
    return StoredPassage(ordinal, section, start, end, pages, spans, digest, values, rows)
