"""What a PDF says of itself: document information checked against the first page, and what is printed there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from evidence_search.identity import find_doi, normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.assemble import clean
from evidence_search.readers.jats_meta import initials
from evidence_search.readers.pdf_lines import clean_line
from evidence_search.records import Metadata, Retraction

INFORMATION = "the PDF's document information"
PAGES = "printed on the first two pages"
"""Where a value was found."""
_LABELLED_DOI = re.compile(r"(?:doi(?:\.org/|\s*[:.]?)\s*)(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID\s*:?\s*(\d{5,8})\b", re.IGNORECASE)
_PMCID = re.compile(r"\b(PMC\d{5,9})\b")
_YEARS = (
    re.compile(r"published(?: online)?(?: on)?\s*:?[^\n]{0,30}?\b((?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"(?:©|\(c\)|copyright)[^\n]{0,30}?\b((?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"\b((?:19|20)\d\d)\s*[;,:]\s*\d{1,4}\s*(?:[(,:]|\b)"),
    re.compile(r"\bvol(?:ume|\.)?\s*\d+[^\n]{0,50}?\b((?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"accepted\s*:?[^\n]{0,30}?\b((?:19|20)\d\d)\b", re.IGNORECASE),
)
"""Where the year is looked for, the surest first."""
_NO_TITLE = re.compile(
    r"untitled|microsoft word|\.(?:docx?|pdf|indd|tex|qxd|dvi|fm|xml)\b|^\S*$|^doi\b|^10\.\d{4}|<|slide \d", re.IGNORECASE
)
_JOURNAL = re.compile(r"\bjournal\b|\bvol(?:ume)?\b\.?|\bissn\b|https?:|^(?:annals|archives|proceedings) of\b", re.IGNORECASE)
_PRINTED_ABOVE = re.compile(
    r"^(?:(?:original|review|research|open access|clinical|full|short|case|brief)\s*)*"
    r"(?:article|paper|report|communication|study|letter|corrigendum)s?\s+(?=[A-Z])",
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"^[ \t]*(?:references|bibliography)[ \t]*$", re.IGNORECASE | re.MULTILINE)


def metadata(pages: list[str], about: Mapping[str, str]) -> Metadata:
    """Return what the document information and the first two pages tell; nothing that only the reference list says."""
    front = _REFERENCES.split("\n".join(pages[:2]))[0]
    first = pages[0] if pages else ""
    title, title_from = _title(about, first)
    doi, doi_from = _doi(front, about)
    retracted = re.match(r"(?:\[?retracted|retraction\b)", title, re.IGNORECASE)
    return Metadata(
        title=title,
        authors=_authors(about.get("author", ""), first),
        year=_year(first),
        doi=doi,
        pmid=normalise_pmid(found.group(1)) if (found := _PMID.search(front)) else "",
        pmcid=normalise_pmcid(found.group(1)) if (found := _PMCID.search(front)) else "",
        registry=registry_numbers(front),
        retraction=Retraction.RETRACTED if retracted else Retraction.UNKNOWN,
        retraction_note="the title says so" if retracted else "",
        sources=_sources(title_from, doi_from),
    )


def _sources(title: str, doi: str) -> dict[str, str]:
    found = {"title": title, "doi": doi, "authors": INFORMATION} | dict.fromkeys(("year", "pmid", "pmcid", "registry"), PAGES)
    return {name: where for name, where in found.items() if where}


def _doi(front: str, about: Mapping[str, str]) -> tuple[str, str]:
    """Return the article's DOI, labelled ones first, and where it stands; one broken over two lines is read up to the break."""
    labelled = _LABELLED_DOI.search(front)
    printed = (normalise_doi(labelled.group(1)) if labelled else "") or find_doi(front)
    if printed:
        return printed, PAGES
    found = find_doi(about.get("subject", "")) or find_doi(about.get("title", ""))
    return found, INFORMATION if found else ""


def _year(first: str) -> int | None:
    for pattern in _YEARS:
        found = pattern.search(first)
        if found:
            return int(found.group(1))
    return None


def _title(about: Mapping[str, str], first: str) -> tuple[str, str]:
    """Return the title and where it stands: document information the first page confirms, else the words set largest there."""
    given = clean_line(unescape(about.get("title", "")))
    if len(given) >= 12 and not _NO_TITLE.search(given) and _share(given, first) >= 0.7:
        return given, INFORMATION
    for largest in map(clean_line, about.get("largest", "").split("\n")):
        title = _PRINTED_ABOVE.sub("", largest)
        if len(title) >= 20 and not _JOURNAL.search(title):
            return title, "the words set largest on the first page"
    return "", ""


def _share(words: str, page: str) -> float:
    """Return the share of words that stand on a page."""
    wanted = re.findall(r"\w{3,}", words.lower())
    there = set(re.findall(r"\w{3,}", clean_line(page.replace("\n", " ")).lower()))
    return sum(word in there for word in wanted) / len(wanted) if wanted else 0.0


def _authors(given: str, first: str) -> tuple[str, ...]:
    """Return authors of the document information whose surnames are printed on the first page; programs' names are not."""
    names = [clean(name) for name in re.split(r"[;,&]|\band\b", given)]
    authors = []
    for name in names:
        parts = name.split()
        if not 2 <= len(parts) <= 5 or not all(part[0].isalpha() for part in parts) or parts[-1].lower() not in first.lower():
            continue
        authors.append(f"{parts[-1]} {initials(' '.join(parts[:-1]))}")
    return tuple(authors)
