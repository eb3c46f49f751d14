"""RIS, EndNote's tagged export and Web of Science's: three tag alphabets over one grammar, with every exporter's habits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from evidence_search.errors import ReadError
from evidence_search.identity import find_doi, normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.bibrecord import cited_name, document, each_record, pages_of, plain, year_of
from evidence_search.readers.tags import MAX_RECORD, Grammar, Tagged, tagged
from evidence_search.readers.textlines import encoding_of, lines
from evidence_search.records import Document, Metadata, ReadFailure

Tags = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tags hold what, the best first."""

    grammar: Grammar
    title: Tags
    abstract: Tags
    authors: Tags
    editors: Tags
    journal: Tags
    year: Tags
    first_page: Tags
    last_page: Tags
    volume: Tags
    issue: Tags
    doi: Tags
    pmid: Tags
    pmcid: Tags
    links: Tags
    accession: Tags
    database: Tags
    types: Tags
    keywords: Tags
    notes: Tags = ()
    references: Tags = ()


RIS = Layout(
    Grammar(
        re.compile(
            r"(?P<tag>[A-Z][A-Z0-9](?=  -)|(?:TY|ER)(?= {0,2}-|$)|(?:PMID|PMCID|DOI)(?= {1,2}-)) {0,2}-? ?(?P<value>.*)"
        ),
        frozenset(("TY",)),
        frozenset(("ER",)),
    ),
    title=("TI", "T1", "CT", "BT", "ST", "TT"),
    abstract=("AB", "N2"),
    authors=("AU", "A1"),
    editors=("ED", "A2"),
    journal=("JF", "T2", "JO", "JA", "J2", "J1", "BT"),
    year=("PY", "Y1", "DA", "YR"),
    first_page=("SP",),
    last_page=("EP",),
    volume=("VL",),
    issue=("IS", "CP"),
    doi=("DO", "DI", "DOI", "M3", "ID"),
    pmid=("PMID", "PM"),
    pmcid=("PMCID", "C2"),
    links=("UR", "L1", "L2", "L3", "LK"),
    accession=("AN", "ID", "U1"),
    database=("DB", "DP"),
    types=("M3", "PT"),
    keywords=("KW",),
    notes=("N1", "C3", "M1", "AN", "U2"),
)
_LOOSE_RIS = replace(RIS, grammar=replace(RIS.grammar, line=re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {0,2}-(?: (?P<value>.*)|$)")))
"""For files that write `TY - `; elsewhere text that wraps may begin with `AI - driven`."""
ENDNOTE = Layout(
    Grammar(re.compile(r"%(?P<tag>[0-9A-Z@!#$&()*+,./:;<=>?\[\]^~|])(?:[ \t](?P<value>.*)|$)"), frozenset("0")),
    title=("T", "!"),
    abstract=("X",),
    authors=("A",),
    editors=("E",),
    journal=("J", "B"),
    year=("D", "8"),
    first_page=("P",),
    last_page=(),
    volume=("V",),
    issue=("N",),
    doi=("R",),
    pmid=(),
    pmcid=("2",),
    links=("U", ">"),
    accession=("M",),
    database=("W", "~"),
    types=("9",),
    keywords=("K",),
    notes=("Z", "O"),
)
WEB_OF_SCIENCE = Layout(
    Grammar(re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: (?P<value>.*)|$)"), frozenset(("PT",)), frozenset(("ER", "EF", "FN", "VR"))),
    title=("TI",),
    abstract=("AB",),
    authors=("AU",),
    editors=("BE", "ED"),
    journal=("SO", "JI", "J9"),
    year=("PY", "PD"),
    first_page=("BP", "SP", "PS", "AR"),
    last_page=("EP",),
    volume=("VL",),
    issue=("IS",),
    doi=("DI", "D2"),
    pmid=("PM",),
    pmcid=(),
    links=(),
    accession=("UT",),
    database=(),
    types=("DT",),
    keywords=("DE", "ID", "MH"),
    references=("CR",),
)
_IN_LINK = re.compile(r"(?:doi\.org/|[?&=/:]doi[=:/])\s*(?P<doi>10\..+)", re.IGNORECASE)
_PMID_IN_LINK = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,9})\b")
_PMID_SAID = re.compile(r"\b(?:PMID|PUBMED|MEDLINE)\b(?: ID)?[: ]{1,3}(\d{6,8})\b(?!-)", re.IGNORECASE)
_FROM_PUBMED = re.compile(r"\b(?:NLM|PubMed|MEDLINE)\b", re.IGNORECASE)


def read(path: Path, layout: Layout = RIS) -> Iterator[Document | ReadFailure]:
    """Yield the records of a file in order, each as a document or a failure of its own.

    Raises:
        ReadError: it is no text, or holds no record.
    """
    encoding, warnings = encoding_of(path)
    if layout is RIS and any(line.startswith("TY - ") for line in islice(lines(path, encoding), 100)):
        layout = _LOOSE_RIS
    make = partial(_document, layout=layout, warnings=warnings)
    yield from each_record(path, tagged(lines(path, encoding), layout.grammar), make)


read_endnote = partial(read, layout=ENDNOTE)
read_web_of_science = partial(read, layout=WEB_OF_SCIENCE)


def _document(record: Tagged, layout: Layout, warnings: tuple[str, ...]) -> Document | None:
    if record.length > MAX_RECORD:
        raise ReadError(f"the record is longer than {MAX_RECORD:,} characters", "Export this record again.")
    title = plain(record.first(*layout.title))
    abstract = plain(max((" ".join(record.all(tag)) for tag in layout.abstract), key=len))
    if not title and not abstract and not layout.grammar.begins & record.values.keys():
        return None  # what Ovid writes between two records, behind the end of the first
    made = document(_metadata(record, layout, title), abstract, warnings)
    return replace(made, references=tuple(record.lines(*layout.references)))


def _metadata(record: Tagged, layout: Layout, title: str) -> Metadata:
    names = record.lines(*layout.authors) or record.lines(*layout.editors)
    people = [part for name in names for part in (name.split(";") if ";" in name else [name])]
    journal = next((name for name in map(plain, record.all(*layout.journal)) if name != title), "")
    return Metadata(
        title=title,
        authors=tuple(dict.fromkeys(filter(None, map(cited_name, people)))),
        journal=journal,
        year=year_of(*record.all(*layout.year)),
        volume=record.first(*layout.volume),
        issue=record.first(*layout.issue),
        pages=pages_of(record.first(*layout.first_page), record.first(*layout.last_page)),
        doi=_doi(record, layout),
        pmid=_pmid(record, layout),
        pmcid=next((normalise_pmcid(each) for each in record.all(*layout.pmcid) if each[:3].upper() == "PMC"), ""),
        registry=registry_numbers(" ".join(record.all(*layout.accession, *layout.notes))),
        publication_types=tuple(_types(record, layout)),
        keywords=tuple(dict.fromkeys(_keywords(record.lines(*layout.keywords)))),
    )


def _doi(record: Tagged, layout: Layout) -> str:
    """Return the DOI where it belongs, else the one a link leads to."""
    said = next(filter(None, map(normalise_doi, record.all(*layout.doi))), "")
    found = (_IN_LINK.search(unquote(link)) for link in record.all(*layout.links))
    return said or next((find_doi(each["doi"].split("&")[0]) for each in found if each), "")


def _pmid(record: Tagged, layout: Layout) -> str:
    """Return the PubMed number: under its own tag, in a link or a note, or as accession number of a record from PubMed."""
    said = next(filter(None, map(normalise_pmid, record.all(*layout.pmid))), "")
    if said:
        return said
    for value in record.all(*layout.links, *layout.notes):
        found = _PMID_IN_LINK.search(value) or _PMID_SAID.search(value)
        if found:
            return normalise_pmid(found.group(1))
    if any("scopus" in name.lower() for name in record.all(*layout.database)):
        said = next(filter(None, map(normalise_pmid, record.all(*layout.pmcid))), "")  # Scopus writes it under C2
        if said:
            return said
    for value in record.all(*layout.accession):
        found = re.fullmatch(r"MEDLINE:(\d{1,8})", value)
        bare = found.group(1) if found else value if _from_pubmed(record, layout) else ""
        if bare and normalise_pmid(bare) and len(bare) <= 8:
            return normalise_pmid(bare)
    return ""


def _from_pubmed(record: Tagged, layout: Layout) -> bool:
    return any(_FROM_PUBMED.search(name) for name in record.all(*layout.database))


def _types(record: Tagged, layout: Layout) -> Iterator[str]:
    """Yield kinds of publication; the lines of a note are looked through for a retraction, which EndNote keeps there."""
    yield from (each for each in record.lines(*layout.types) if not normalise_doi(each))
    yield from (each for each in record.lines(*layout.notes) if each.lower() in ("retracted publication", "retraction notice"))


def _keywords(found: Iterable[str]) -> Iterator[str]:
    """Yield keywords one by one, without the stars and qualifiers of MeSH: `*Pain/drug therapy; CRPS` as `Pain`, `CRPS`."""
    for line in found:
        for word in line.split(";"):
            yield from filter(
                None, [re.sub(r"(?<=\w)/[\w &/*-]+$", "", plain(word).strip("* ")) if "*" in line else plain(word)]
            )
