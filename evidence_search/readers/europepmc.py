"""Records as Europe PMC's search answers with (JSON, result type `core`): preprints and other papers PubMed does not have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid
from evidence_search.readers.bibrecord import document, each_record, plain, year_of
from evidence_search.readers.retractions import by_pubmed
from evidence_search.records import Document, Metadata, ReadFailure, Retraction

_HEADING = re.compile(r"<h4>\s*(.{2,70}?)\s*</h4>\s*:?\s*", re.IGNORECASE)
_NOTICES = {
    "retraction in": "RetractionIn",
    "expression of concern in": "ExpressionOfConcernIn",
    "erratum in": "ErratumIn",
    "corrected and republished in": "CorrectedandRepublishedIn",
}


def read(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield the records of an answer in order, each as a document or a failure of its own.

    Raises:
        ReadError: the file is no such answer.
    """
    try:
        answer = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as problem:
        raise ReadError(f"the JSON is broken or cut off ({problem})", "Fetch or download the file again.") from None
    results = answer.get("resultList", {}).get("result") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise ReadError("the JSON is not an answer of Europe PMC", "Export the records as RIS, nbib or CSV instead.")
    yield from each_record(path, results, _document)


def _document(record: object) -> Document:
    if not isinstance(record, dict):
        raise ReadError("the record is not an object", "Fetch it again.")
    journal = _inside(record, "journalInfo")
    name = _text(_inside(journal, "journal").get("title")) or _text(record.get("journalTitle"))
    types = tuple(plain(_text(each)) for each in _listed(record, "pubTypeList", "pubType"))
    state, note = _retraction(record, types)
    about = Metadata(
        title=plain(_text(record.get("title"))),
        authors=tuple(_authors(record)),
        journal=plain(name or _text(_inside(record, "bookOrReportDetails").get("publisher"))),
        year=year_of(_text(record.get("pubYear")), _text(journal.get("yearOfPublication"))),
        volume=_text(journal.get("volume")) or _text(record.get("journalVolume")),
        issue=_text(journal.get("issue")) or _text(record.get("issue")),
        pages=_text(record.get("pageInfo")),
        doi=normalise_doi(_text(record.get("doi"))),
        pmid=normalise_pmid(_text(record.get("pmid"))),
        pmcid=normalise_pmcid(_text(record.get("pmcid"))),
        publication_types=types,
        keywords=tuple(plain(_text(each)) for each in _listed(record, "keywordList", "keyword")),
        retraction=state,
        retraction_note=note,
    )
    preprint = ["a preprint: not reviewed by peers when it was fetched"] if record.get("source") == "PPR" else []
    return document(about, _abstract(_text(record.get("abstractText"))), preprint)


def _abstract(text: str) -> str:
    """Return an abstract with its headings as labels: `<h4>Methods</h4>We …` gives `METHODS: We …`."""
    return plain(_HEADING.sub(lambda found: f" {plain(found[1]).rstrip(':').upper()}: ", text))


def _authors(record: Mapping[str, Any]) -> Iterator[str]:
    listed = _listed(record, "authorList", "author")
    for each in listed:
        if isinstance(each, dict) and (name := _text(each.get("fullName")) or _text(each.get("collectiveName"))):
            yield plain(name)
    if not listed:
        yield from filter(None, (part.strip() for part in _text(record.get("authorString")).rstrip(".").split(",")))


def _retraction(record: Mapping[str, Any], types: tuple[str, ...]) -> tuple[Retraction, str]:
    """Return what the record says of notices; only for PubMed's own records is silence knowledge."""
    comments: dict[str, str] = {}
    for each in _listed(record, "commentCorrectionList", "commentCorrection"):
        if isinstance(each, dict) and (kind := _NOTICES.get(_text(each.get("type")).lower())):
            comments.setdefault(kind, _text(each.get("reference")))
    state, note = by_pubmed(comments, types, plain(_text(record.get("title"))), "")
    if state is Retraction.NONE_KNOWN:
        return Retraction.UNKNOWN, ""
    return state, note.replace("PubMed", "Europe PMC", 1)


def _inside(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = record.get(name)
    return value if isinstance(value, dict) else {}


def _listed(record: Mapping[str, Any], outer: str, inner: str) -> list[Any]:
    value = _inside(record, outer).get(inner)
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""
