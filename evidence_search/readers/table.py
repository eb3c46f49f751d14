"""Tables of records with a header: CSV and TSV as databases and screening tools export them, read row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.bibrecord import cited_name, document, pages_of, plain, year_of
from evidence_search.readers.textlines import encoding_of, lines
from evidence_search.records import Document, Metadata, ReadFailure

MAX_LINES = 300
"""Lines one row may span; beyond that a quotation mark was not closed."""
MAX_CHARACTERS = 1_000_000
MAX_OPEN = 1_000
"""Rows given up as never ending; a table with more of them is none."""
DELIMITERS = ",\t;|"

_NAMES = {
    "title": "title articletitle documenttitle primarytitle papertitle studytitle ti",
    "abstract": "abstract abstracttext abstractnote briefsummary summary ab",
    "authors": "authors author authornames authorsnames authorfullnames au",
    "journal": "journal journalbook sourcetitle journaltitle publicationtitle journalname secondarytitle fulljournalname "
    "publicationname containertitle source so",
    "year": "year publicationyear publishedyear pubyear yearpublished publicationdate date pubdate py",
    "volume": "volume vol vl",
    "issue": "issue issuenumber number is",
    "pages": "pages page pagerange pagination",
    "first": "pagestart startpage firstpage bp sp",
    "last": "pageend endpage lastpage ep",
    "doi": "doi doilink di",
    "pmid": "pmid pubmedid medlinepmid pubmed pm",
    "pmcid": "pmcid pmc pmcnumber",
    "registry": "nctnumber registry registrynumber trialregistrationnumber trialregistration nct nctid",
    "keywords": "keywords keyword authorkeywords indexkeywords meshterms mesh manualtags de",
    "types": "publicationtype publicationtypes documenttype itemtype articletype",
}
"""Columns by the names exports give them, in small letters without blanks and signs; an earlier name goes first."""
_SPLIT_INITIALS = re.compile(r"(?<=[A-Z]\.)(?=[A-Z][a-zà-ÿ'’-])")
_INITIALS_LAST = re.compile(r"[^,]+\s[A-Z][A-Z. -]{0,6}")

Columns = dict[str, list[int]]


def read(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield the rows of a table in order, each as a document or a failure of its own.

    Raises:
        ReadError: it is no text, has no row, or no column that is called title or abstract.
    """
    encoding, warnings = encoding_of(path)
    start = "\n".join(islice(lines(path, encoding), MAX_LINES))
    delimiter = delimiter_of(start)
    rows = _rows(lines(path, encoding), delimiter)
    header = next((row for row in rows if isinstance(row, list)), [])
    columns = columns_of(header)
    if not columns.keys() & {"title", "abstract"}:
        raise ReadError(
            f"the table has no column called title or abstract (its first line: {', '.join(header)[:120]})",
            "Give the columns names in the first line: title, abstract, authors, year, journal, doi, pmid.",
        )
    number = 0
    for number, row in enumerate(rows, 1):
        try:
            yield _document(row, columns, len(header), warnings)
        except ReadError as problem:
            yield ReadFailure(f"{path}#record {number}", problem.what, problem.remedy)
    if not number:
        raise ReadError("the table has no rows", "Export the records again: nothing was saved.")


def delimiter_of(start: str) -> str:
    """Return the sign between cells: the one that makes the most known names of the first line."""
    first = next((line for line in start.split("\n") if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: (len(columns_of(first.split(sign))), first.count(sign)))


def columns_of(header: list[str]) -> Columns:
    """Return the columns that hold each field, the best first: `Author Keywords` is found under `keywords`."""
    names = [re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", name.lower())) for name in header]
    found = {field: [names.index(name) for name in known.split() if name in names] for field, known in _NAMES.items()}
    return {field: places for field, places in found.items() if places}


def _rows(source: Iterator[str], delimiter: str) -> Iterator[list[str] | ReadError]:
    """Yield rows that are not empty. A row that never ends is given up, and reading goes on at the line after its first."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CHARACTERS))
    feed = _Feed(source)
    rows = csv.reader(feed, delimiter=delimiter)
    opened = 0
    while True:
        feed.taken.clear()
        try:
            row = next(rows, None)
        except csv.Error:
            feed.runaway = True
            row = []
        if feed.runaway or (feed.ended and len(feed.taken) > 1):
            yield ReadError("a quotation mark in the row is not closed", "Close it, or export the table again.")
            opened += 1
            if opened >= MAX_OPEN:
                raise ReadError("quotation marks are not closed in too many rows", "Export the table again.")
            feed.again()
            rows = csv.reader(feed, delimiter=delimiter)
        elif row is None:
            return
        elif any(map(str.strip, row)):
            yield row


class _Feed:
    """Lines for `csv.reader` that remembers those taken for the row in hand, so that they can be given once more."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._waiting: list[str] = []
        self.taken: list[str] = []
        self.runaway = False
        self.ended = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_LINES or sum(map(len, self.taken)) > MAX_CHARACTERS:
            self.runaway = True
            raise StopIteration
        line = self._waiting.pop() if self._waiting else next(self._source, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return line + "\n"

    def again(self) -> None:
        """Give back every line but the first of the row in hand."""
        self._waiting += reversed(self.taken[1:])
        self.runaway = self.ended = False


def _document(row: list[str] | ReadError, columns: Columns, width: int, warnings: tuple[str, ...]) -> Document:
    if isinstance(row, ReadError):
        raise row
    if any(map(str.strip, row[width:])):
        raise ReadError(
            f"the row has {len(row)} cells where the first line has {width}", "Put cells with the delimiter in them in quotes."
        )

    def cells(field: str) -> list[str]:
        return [text for place in columns.get(field, ()) if place < len(row) and (text := plain(row[place]))]

    def cell(field: str) -> str:
        return next(iter(cells(field)), "")

    about = Metadata(
        title=cell("title"),
        authors=tuple(authors_of(cell("authors"))),
        journal=cell("journal"),
        year=year_of(*cells("year")),
        volume=cell("volume"),
        issue=cell("issue"),
        pages=pages_of(cell("pages")) or pages_of(cell("first"), cell("last")),
        doi=normalise_doi(cell("doi")),
        pmid=normalise_pmid(re.sub(r"\.0$", "", cell("pmid"))),
        pmcid=normalise_pmcid(cell("pmcid")),
        registry=registry_numbers(cell("registry")),
        publication_types=tuple(re.split(r"\s*;\s*", cell("types"))) if cell("types") else (),
        keywords=tuple(dict.fromkeys(_words(cells("keywords")))),
    )
    return document(about, cell("abstract"), warnings)


def authors_of(text: str) -> Iterator[str]:
    """Yield the authors of one cell: `Doe, J.; Roe, R.`, `Doe J, Roe R`, `Doe J and Roe R`, `Adeli K.Lewis G. F.`."""
    parts = re.split(r"\s*(?:;|\||\band\b)\s*", text)
    if len(parts) == 1:
        parts = _SPLIT_INITIALS.split(text)
    if len(parts) == 1 and text.count(",") and all(map(_INITIALS_LAST.fullmatch, map(str.strip, text.rstrip(".,").split(",")))):
        parts = text.rstrip(".,").split(",")
    yield from filter(None, map(cited_name, parts))


def _words(found: Iterable[str]) -> Iterator[str]:
    for text in found:
        yield from filter(None, re.split(r"\s*[;|]\s*" if re.search(r"[;|]", text) else r"\s*,\s*", text))
