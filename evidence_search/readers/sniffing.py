"""What a file that is neither PDF nor XML is, told by its first lines: the marks by which each export is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from evidence_search.readers import bibtex, europepmc, nbib, ris, table
from evidence_search.records import Document, ReadFailure

Reader = Callable[[Path], Iterator[Document | ReadFailure]]

MARKUP = frozenset((".md", ".markdown"))
_LINES = 30
"""Lines in which a first record must begin; before it exporters write numbers, names and addresses."""
_MARKS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"(?:PMID|PMC |PMCR|OWN |STAT)- ?\S"), nbib.read),
    (re.compile(r"TY {1,2}- ?[A-Z]"), ris.read),
    (re.compile(r"%0 \S"), ris.read_endnote),
    (re.compile(r"FN (?:ISI|Clarivate|Thomson|Web of Science)|PT [A-Z]$"), ris.read_web_of_science),
    (
        re.compile(
            r"\s*@(?:article|book|booklet|inbook|incollection|in?proceedings|conference|manual|mastersthesis|misc|online|"
            r"phdthesis|techreport|report|thesis|unpublished|string|preamble|comment)\s*[{(]",
            re.IGNORECASE,
        ),
        bibtex.read,
    ),
)
BY_SUFFIX: dict[str, Reader] = {
    ".nbib": nbib.read,
    ".ris": ris.read,
    ".enw": ris.read_endnote,
    ".isi": ris.read_web_of_science,
    ".ciw": ris.read_web_of_science,
    ".bib": bibtex.read,
    ".json": europepmc.read,
    ".csv": table.read,
    ".tsv": table.read,
}


def record_reader(head: str, suffix: str) -> Reader | None:
    """Return the reader of an export by what its first lines look like, then by its name; None when it is none."""
    if suffix in MARKUP:
        return None
    first = [line.rstrip() for line in re.split(r"\r\n|\r|\n", head[:65536]) if line.strip()][:_LINES]
    if suffix in (".csv", ".tsv"):
        return table.read
    for line in first:
        for mark, reader in _MARKS:
            if mark.match(line):
                return reader
        if suffix == ".txt" and len(line) > 60 and "- " not in line:
            break  # running text: what follows is no preamble of an export
    if suffix == ".txt" and first and _is_table(first[0]):
        return table.read
    return BY_SUFFIX.get(suffix)


def _is_table(line: str) -> bool:
    """Whether a line of a text file is the header of a table with tabs: three known columns, title or abstract among them."""
    columns = table.columns_of(line.split("\t"))
    return len(columns) >= 3 and bool(columns.keys() & {"title", "abstract"})
