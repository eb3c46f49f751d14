"""PubMed XML: one record or a set of thousands, streamed; broken records fail by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.assemble import Assembler, clean
from evidence_search.readers.headings import heading_name
from evidence_search.readers.inline import inline_text
from evidence_search.readers.retractions import by_pubmed
from evidence_search.readers.xmltext import Element, all_text, records
from evidence_search.records import Document, Metadata, ReadFailure, Retraction, SectionKind, SourceKind

ROOTS = frozenset(
    ("PubmedArticleSet", "PubmedArticle", "PubmedBookArticle", "PubmedBookArticleSet", "MedlineCitation", "MedlineCitationSet")
)
"""Root elements behind which PubMed's records are looked for."""
_RECORDS = frozenset(("PubmedArticle", "PubmedBookArticle"))
REGISTRIES = frozenset(
    "ClinicalTrials.gov ISRCTN EudraCT ANZCTR ChiCTR UMIN-CTR NTR CTRI CRiS DRKS IRCT JPRN PACTR ReBec RPCEC SLCTR TCTR "
    "jRCT".split()
)


def read(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield the records of a file in order, each as a document or a failure of its own.

    Raises:
        ReadError: no record at all could be read.
    """
    last = ""
    number = 0
    try:
        for number, record in enumerate(records(path, _RECORDS), 1):
            last = _name(record) or f"record {number}"
            try:
                yield document(record)
            except ReadError as problem:
                yield ReadFailure(f"{path}#{last}", problem.what, problem.remedy)
    except ReadError as problem:
        where = f"{problem.what} (after {number} records, the last one {last})" if number else problem.what
        yield ReadFailure(f"{path}#record {number + 1}" if number else str(path), where, problem.remedy)
        return
    if not number:
        raise ReadError("the XML holds no PubMed record", "Export the search from PubMed again as PubMed XML.")


def document(record: Element) -> Document:
    """Return the document a `PubmedArticle` or `PubmedBookArticle` makes.

    Raises:
        ReadError: it holds neither a title nor an abstract.
    """
    article = record.find("MedlineCitation/Article")
    if article is None:
        article = record.find("BookDocument")
    if article is None:
        raise ReadError("the record holds no article", "Export this record from PubMed again.")
    data = _metadata(record, article)
    text, warnings = Assembler(), []
    for part in article.iterfind("Abstract/AbstractText"):
        label = part.get("Label") or ""
        name = heading_name(label.upper()) if label and label != "UNLABELLED" else ""
        text.add(f"Abstract: {_cased(name)}" if name else "Abstract", SectionKind.ABSTRACT, [inline_text(part)])
    whole, sections = text.build()
    others = sorted({each.get("Language") or each.get("Type") or "?" for each in record.iter("OtherAbstract")})
    if others:
        warnings.append(f"left out: other abstract ({', '.join(others)})")
    if not whole:
        if not data.title:
            raise ReadError("the record has neither a title nor an abstract", "Export this record from PubMed again.")
        text.add("Title", SectionKind.TEXT, [data.title])
        whole, sections = text.build()
        warnings.append("no abstract: only the title is known")
    return Document(SourceKind.ABSTRACT, data, whole, sections, warnings=tuple(warnings), references=tuple(_references(record)))


def _metadata(record: Element, article: Element) -> Metadata:
    citation = record.find("MedlineCitation")
    scope = citation if citation is not None else article
    title = _text(article, "ArticleTitle") or _text(article, "Book/BookTitle") or _text(article, "VernacularTitle")
    ids = _ids(record, article)
    types = tuple(_all(article, "PublicationTypeList/PublicationType") or _all(article, "PublicationType"))
    state, note = _retraction(scope, types, title)
    issue = article.find("Journal/JournalIssue")
    return Metadata(
        title=title,
        authors=tuple(_authors(article)),
        journal=_text(article, "Journal/Title")
        or _text(article, "Journal/ISOAbbreviation")
        or _text(article, "Book/BookTitle"),
        year=_year(article),
        volume=_text(issue, "Volume"),
        issue=_text(issue, "Issue"),
        pages=_pages(article),
        doi=normalise_doi(ids.get("doi", "")),
        pmid=normalise_pmid(_text(scope, "PMID")),
        pmcid=normalise_pmcid(ids.get("pmc", "")),
        registry=_registry(article),
        publication_types=types,
        keywords=tuple(
            dict.fromkeys([*_all(scope, "MeshHeadingList/MeshHeading/DescriptorName"), *_all(scope, "KeywordList/Keyword")])
        ),
        retraction=state,
        retraction_note=note,
    )


def _authors(article: Element) -> Iterator[str]:
    """Yield the authors, for a chapter those of the chapter; a list of editors is passed over when there is another."""
    lists = article.findall("AuthorList") or article.findall("Book/AuthorList")
    written = [each for each in lists if (each.get("Type") or "authors") == "authors"] or lists
    for author in (each for names in written[:1] for each in names.iterchildren("Author")):
        if author.get("ValidYN") == "N":
            continue
        group = _text(author, "CollectiveName")
        yield (
            group
            or " ".join(filter(None, (_text(author, "LastName"), _text(author, "Initials"), _text(author, "Suffix"))))
            or _text(author, "ForeName")
        )


def _year(article: Element) -> int | None:
    """Return the year of the issue; `MedlineDate` gives its first: `1998 Dec-1999 Jan` gives 1998."""
    for where in (
        "Journal/JournalIssue/PubDate/Year",
        "Journal/JournalIssue/PubDate/MedlineDate",
        "ArticleDate/Year",
        "Book/PubDate/Year",
        "ContributionDate/Year",
    ):
        found = re.search(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", _text(article, where))
        if found:
            return int(found.group())
    return None


def _pages(article: Element) -> str:
    printed = _text(article, "Pagination/MedlinePgn")
    if printed:
        return printed
    first, last = _text(article, "Pagination/StartPage"), _text(article, "Pagination/EndPage")
    return "-".join(filter(None, (first, last))) or next(
        (_plain(each) for each in article.iterfind("ELocationID") if each.get("EIdType") == "pii"), ""
    )


def _ids(record: Element, article: Element) -> dict[str, str]:
    """Return the ids of the article itself, not those of the articles it cites."""
    found: dict[str, str] = {}
    for where in (
        "PubmedData/ArticleIdList/ArticleId",
        "PubmedBookData/ArticleIdList/ArticleId",
        "BookDocument/ArticleIdList/ArticleId",
    ):
        for each in record.iterfind(where):
            found.setdefault(each.get("IdType") or "pubmed", _plain(each))
    for each in article.iterfind("ELocationID"):
        if each.get("EIdType") == "doi" and each.get("ValidYN") != "N":
            found.setdefault("doi", _plain(each))
    return found


def _registry(article: Element) -> tuple[str, ...]:
    """Return the trial numbers of the record's data banks, then those its abstract states."""
    numbers: list[str] = []
    for bank in article.iterfind("DataBankList/DataBank"):
        for number in _all(bank, "AccessionNumberList/AccessionNumber"):
            known = registry_numbers(number)
            numbers += known or ([number] if _text(bank, "DataBankName") in REGISTRIES else [])
    abstract = " ".join(all_text(part) for part in article.iterfind("Abstract/AbstractText"))
    return tuple(dict.fromkeys([*numbers, *registry_numbers(abstract)]))


def _retraction(citation: Element, types: tuple[str, ...], title: str) -> tuple[Retraction, str]:
    """Return what PubMed says of the record, with its source."""
    comments: dict[str, str] = {}
    for comment in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        source = " ".join(
            filter(None, (_text(comment, "RefSource"), f"PMID {_text(comment, 'PMID')}" if _text(comment, "PMID") else ""))
        )
        comments.setdefault(comment.get("RefType") or "", source)
    date = citation.find("DateRevised")
    if date is None:
        date = citation.find("DateCompleted")
    day = "-".join(_text(date, part) for part in ("Year", "Month", "Day")).strip("-")
    return by_pubmed(comments, types, title, day)


def _references(record: Element) -> Iterator[str]:
    for where in ("PubmedData/ReferenceList", "PubmedBookData/ReferenceList", "BookDocument/ReferenceList"):
        for found in record.iterfind(where):
            yield from filter(None, (_plain(each) for each in found.iter("Citation")))


def _cased(name: str) -> str:
    """Return a label in sentence case: `MAIN OUTCOME MEASURES` gives `Main outcome measures`."""
    return name.capitalize() if name.isupper() else name


def _name(record: Element) -> str:
    for where in ("MedlineCitation/PMID", "BookDocument/PMID"):
        found = _text(record, where)
        if found:
            return f"PMID {found}"
    return ""


def _all(element: Element, where: str) -> list[str]:
    return list(filter(None, map(_plain, element.iterfind(where))))


def _text(element: Element | None, where: str) -> str:
    child = element.find(where) if element is not None else None
    return _plain(child) if child is not None else ""


def _plain(element: Element) -> str:
    return clean(inline_text(element))
