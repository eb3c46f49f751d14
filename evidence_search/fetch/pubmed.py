"""PubMed through NCBI's E-utilities: searching, and records as PubMed XML.

Source of the rules: NCBI's usage guidelines for the E-utilities — three requests a second, ten with an API key; every request
names the tool, and an address of whoever runs it where one is set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from evidence_search.errors import FetchError
from evidence_search.fetch.wire import Spoiled, Wire, refuse_web_page
from evidence_search.settings import Services

TOOL = "evidence-search"
PER_SECOND, PER_SECOND_WITH_KEY = 3.0, 10.0
SEARCH_PAGE = 500
"""Numbers asked for in one page of a search."""
BATCH = 100
"""Records asked for at once: some 1.5 MB."""
_RECORD = re.compile(rb"<Pubmed(Book)?Article(?:\s[^>]*)?>.*?</Pubmed(?(1)Book)Article>", re.DOTALL)
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n'
_FOOT = b"\n</PubmedArticleSet>\n"


@dataclass(frozen=True, slots=True)
class Found:
    """What PubMed finds for a query: how many in all, the first of them, and how it read the query."""

    count: int
    pmids: tuple[str, ...]
    read_as: str
    ignored: tuple[str, ...]
    """Phrases of the query that PubMed does not know."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as PubMed sent it, as a file of its own; `pmcid` is empty when PubMed Central does not have the paper."""

    pmid: str
    pmcid: str
    title: str
    xml: bytes


class PubMed:
    """The E-utilities at `services.eutils`."""

    def __init__(self, wire: Wire, services: Services) -> None:
        self._wire = wire
        self._base = services.eutils.rstrip("/")
        self._given = {"tool": TOOL, "db": "pubmed"}
        if services.email:
            self._given["email"] = services.email
        if services.api_key:
            self._given["api_key"] = services.api_key
        self._rate = PER_SECOND_WITH_KEY if services.api_key else PER_SECOND

    def search(self, query: str, limit: int, page: int = SEARCH_PAGE) -> Found:
        """Return the first `limit` PMIDs for a query, best match first as PubMed ranks them.

        Raises:
            FetchError: PubMed cannot be used, or does not understand the query.
        """
        pmids: list[str] = []
        found = Found(0, (), "", ())
        while len(pmids) < limit:
            wanted = {"retstart": str(len(pmids)), "retmax": str(min(page, limit - len(pmids)))}
            given = self._given | {"term": query, "sort": "relevance"} | wanted
            found = self._wire.get(f"{self._base}/esearch.fcgi", given, self._rate, _found)
            new = [each for each in dict.fromkeys(found.pmids) if each not in pmids]
            pmids += new
            if not new or len(pmids) >= found.count:
                break
        if len(pmids) < min(limit, found.count):
            raise FetchError(
                f"PubMed says it finds {found.count} but listed {len(pmids)} of the {min(limit, found.count)} asked for.",
                "Try again later, or ask for fewer with --limit.",
            )
        return Found(found.count, tuple(pmids), found.read_as, found.ignored)

    def records(self, pmids: Sequence[str]) -> dict[str, Record]:
        """Return the records of up to `BATCH` PMIDs by PMID; one that PubMed does not have is missing.

        Raises:
            FetchError: PubMed cannot be used.
        """
        given = {"id": ",".join(pmids), "retmode": "xml"}
        found = self._wire.get(f"{self._base}/efetch.fcgi", self._given | given, self._rate, _records)
        return {record.pmid: record for record in found}


def record_of(xml: bytes) -> Record:
    """Return the record of a file that holds one, as `Record.xml` has it."""
    return _records(xml)[0]


def _tree(body: bytes) -> ElementTree.Element:
    refuse_web_page(body)
    if b"API rate limit exceeded" in body[:500]:
        raise Spoiled("it says that too much was asked in a second")
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as problem:
        raise Spoiled(f"its XML is broken or cut off ({problem})") from None


def _found(body: bytes) -> Found:
    tree = _tree(body)
    if tree.tag != "eSearchResult":
        raise Spoiled(f"it is <{tree.tag}>, not the result of a search")
    if (error := tree.findtext("ERROR")) is not None:
        raise FetchError(f"PubMed does not take the query: {error.strip()}", "Try it at pubmed.ncbi.nlm.nih.gov first.")
    if not (tree.findtext("Count") or "").isdigit():
        raise Spoiled("it does not say how many were found")
    pmids = tuple((each.text or "").strip() for each in tree.iterfind("IdList/Id"))
    ignored = tuple((each.text or "").strip() for each in tree.iterfind("ErrorList/PhraseNotFound"))
    return Found(int(tree.findtext("Count") or 0), pmids, tree.findtext("QueryTranslation") or "", ignored)


def _records(body: bytes) -> list[Record]:
    """Cut a set into its records, byte for byte as they came."""
    tree = _tree(body)
    if tree.tag != "PubmedArticleSet":
        raise Spoiled(f"it is <{tree.tag}>, not a set of records")
    pieces = [found.group() for found in _RECORD.finditer(body)]
    if len(pieces) != len(tree):
        raise Spoiled("its records could not be told apart")
    return [_record(element, piece) for element, piece in zip(tree, pieces, strict=True)]


def _record(element: ElementTree.Element, piece: bytes) -> Record:
    pmid = element.findtext("MedlineCitation/PMID") or element.findtext("BookDocument/PMID") or ""
    ids = element.iterfind("PubmedData/ArticleIdList/ArticleId")
    pmcid = next(((each.text or "").strip() for each in ids if each.get("IdType") == "pmc"), "")
    title = element.find("MedlineCitation/Article/ArticleTitle")
    said = "".join(title.itertext()).strip() if title is not None else ""
    return Record(pmid.strip(), pmcid, said, _HEAD + piece + _FOOT)
