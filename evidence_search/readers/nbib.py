"""MEDLINE text as PubMed exports it (`.nbib`, or `.txt` in the format "PubMed"): records streamed, notices taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.bibrecord import cited_name, document, each_record, year_of
from evidence_search.readers.pubmed import REGISTRIES
from evidence_search.readers.retractions import by_pubmed
from evidence_search.readers.tags import MAX_RECORD, Grammar, Tagged, tagged
from evidence_search.readers.textlines import encoding_of, lines
from evidence_search.records import Document, Metadata, ReadFailure

_GRAMMAR = Grammar(
    line=re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3} {0,2})- ?(?P<value>.*)"),
    begins=frozenset(("PMID", "PMC", "PMCR", "NBK")),
    blank_ends=True,
)
_NOTICES = {"RIN": "RetractionIn", "ECI": "ExpressionOfConcernIn", "CRI": "CorrectedandRepublishedIn", "EIN": "ErratumIn"}
_TYPES_OF = {"ROF": "Retraction of Publication"}
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")


def read(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield the records of a file in order, each as a document or a failure of its own.

    Raises:
        ReadError: it is no text, or holds no record.
    """
    encoding, warnings = encoding_of(path)
    yield from each_record(path, tagged(lines(path, encoding), _GRAMMAR), lambda record: _document(record, warnings))


def _document(record: Tagged, warnings: tuple[str, ...]) -> Document:
    if record.length > MAX_RECORD:
        raise ReadError(f"the record is longer than {MAX_RECORD:,} characters", "Export this record again.")
    said = [*warnings, *(["left out: other abstract"] if record.first("OAB") else [])]
    return document(_metadata(record), " ".join(record.all("AB")), said)


def _metadata(record: Tagged) -> Metadata:
    title = " ".join(record.all("TI")) or record.first("BTI", "CTI", "TT")
    types = tuple(dict.fromkeys([*record.all("PT"), *(kind for tag, kind in _TYPES_OF.items() if record.first(tag))]))
    comments = {kind: record.first(tag).replace("PMID: ", "PMID ") for tag, kind in _NOTICES.items() if record.first(tag)}
    day = _DATE.match(record.first("LR", "DCOM", "DA"))
    state, note = by_pubmed(comments, types, title, "-".join(day.groups()) if day else "")
    names = [cited_name(name) for name in record.in_order("AU", "CN")]
    if not record.first("AU"):
        names = [cited_name(name) for name in record.in_order("FAU", "CN")] or list(map(cited_name, record.all("ED", "FED")))
    return Metadata(
        title=title,
        authors=tuple(names),
        journal=record.first("JT", "TA", "BTI"),
        year=year_of(record.first("DP"), record.first("DEP"), record.first("SO")),
        volume=record.first("VI"),
        issue=record.first("IP"),
        pages=record.first("PG"),
        doi=_doi(record),
        pmid=normalise_pmid(record.first("PMID")),
        pmcid=normalise_pmcid(record.first("PMC", "PMCR")),
        registry=tuple(_registry(record)),
        publication_types=types,
        keywords=tuple(dict.fromkeys(_keywords(record))),
        retraction=state,
        retraction_note=note,
    )


def _doi(record: Tagged) -> str:
    said = [value for value in record.all("LID", "AID") if value.endswith("[doi]")] or record.all("DOI")
    return next(filter(None, map(normalise_doi, said)), "")


def _registry(record: Tagged) -> Iterator[str]:
    """Yield the trial numbers among the accession numbers: `ClinicalTrials.gov/NCT00000001`."""
    for value in record.all("SI"):
        bank, _, number = value.partition("/")
        known = registry_numbers(number)
        yield from known or ([number] if number and bank in REGISTRIES else [])


def _keywords(record: Tagged) -> Iterator[str]:
    """Yield headings without qualifiers and stars, `*Ketamine/therapeutic use` as `Ketamine`, then the authors' words."""
    for heading in record.all("MH"):
        yield heading.partition("/")[0].strip("* ")
    for word in record.all("OT"):
        yield word.strip("* ")
