"""JATS and NLM full text, as PubMed Central and publishers give it: `.xml`, `.nxml`, single or in a set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.readers.assemble import Assembler, clean
from evidence_search.readers.inline import inline_text
from evidence_search.readers.jats_meta import metadata, person
from evidence_search.readers.jats_text import add_abstracts, add_body
from evidence_search.readers.xmltext import Element, all_text, records
from evidence_search.records import Document, ReadFailure, SectionKind, SourceKind

ROOTS = frozenset(("article", "pmc-articleset", "OAI-PMH", "articles", "record", "metadata"))
"""Root elements behind which articles are looked for."""
_ARTICLE = frozenset(("article",))
_WRAPPED = frozenset(("sub-article", "response"))


def read(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield the articles of a file.

    Raises:
        ReadError: the XML is broken, or holds no article.
    """
    number = 0
    for number, article in enumerate(records(path, _ARTICLE), 1):
        try:
            yield document(article)
        except ReadError as problem:
            name = metadata_name(article) or f"record {number}"
            yield ReadFailure(f"{path}#{name}", problem.what, problem.remedy)
    if not number:
        raise ReadError("the XML holds no article", "Download the article again as JATS XML.")


def document(article: Element) -> Document:
    """Return the document an `<article>` element makes.

    Raises:
        ReadError: it has neither text nor title, or uses an entity nobody knows.
    """
    warnings = _take_out_other_articles(article)
    record = metadata(article)
    text = Assembler()
    front = article.find("front")
    if front is not None:
        warnings += add_abstracts(front, text)
    body = article.find("body")
    has_body = body is not None and any(clean(all_text(p)) for p in body.iter("p"))
    add_body(article, text)
    whole, sections = text.build()
    if not whole and record.title:
        warnings.append("no abstract and no body: only the title is known")
        text.add("Title", SectionKind.TEXT, [record.title])
        whole, sections = text.build()
    if not whole:
        raise ReadError("the article holds no text", "Get the full text or the PDF of the article.")
    kind = SourceKind.FULL_TEXT if has_body else SourceKind.ABSTRACT
    return Document(kind, record, whole, sections, warnings=tuple(warnings), references=tuple(_references(article)))


def metadata_name(article: Element) -> str:
    """Return the number by which a record of a set is named in a report."""
    for article_id in article.iterfind("front/article-meta/article-id"):
        if article_id.get("pub-id-type") in ("pmc", "pmcid", "pmid", "doi"):
            return clean(article_id.text or "")
    return ""


def _take_out_other_articles(article: Element) -> list[str]:
    """Remove replies, reviewers' letters and translations: another text must not be quoted as this one."""
    taken: Counter[str] = Counter()
    for other in list(article.iter(*_WRAPPED)):
        parent = other.getparent()
        if parent is not None:
            taken[other.get("article-type") or other.get("response-type") or other.tag] += 1
            parent.remove(other)
    return [f"left out: {kind} set within the article ({count})" for kind, count in sorted(taken.items())]


def _references(article: Element) -> Iterator[str]:
    for ref in article.iter("ref"):
        for citation in ref.iterchildren(
            "element-citation", "mixed-citation", "citation", "nlm-citation", "citation-alternatives"
        ):
            line = _reference(citation)
            if line:
                yield line
            break


def _reference(citation: Element) -> str:
    """Return a reference on one line: as printed where it is printed, else built from its parts in Vancouver order."""
    if citation.tag == "citation-alternatives":
        inner = next(citation.iterchildren("mixed-citation", "element-citation"), None)
        return _reference(inner) if inner is not None else ""
    loose = (citation.text or "") + "".join(child.tail or "" for child in citation)
    if citation.tag == "mixed-citation" or any(sign in loose for sign in ".,;"):
        for part in citation.iter("name", "string-name", "surname", "given-names", "pub-id", "article-title", "lpage"):
            part.tail = part.tail or " "  # names set without anything between them
        return clean(inline_text(citation, frozenset(("graphic", "object-id"))))
    names = [
        person(name) if name.tag != "collab" else clean(inline_text(name))
        for name in citation.iter("name", "string-name", "collab")
    ]
    parts = [", ".join(names)]
    parts += [_part(citation, tag) for tag in ("article-title", "chapter-title", "source")]
    numbers = _part(citation, "volume") + (f"({_part(citation, 'issue')})" if _part(citation, "issue") else "")
    pages = "-".join(filter(None, (_part(citation, "fpage"), _part(citation, "lpage")))) or _part(citation, "elocation-id")
    when = ";".join(filter(None, (_part(citation, "year"), ":".join(filter(None, (numbers, pages))))))
    ids = [f"{each.get('pub-id-type')}:{clean(each.text or '')}" for each in citation.iter("pub-id")]
    line = ". ".join(part.rstrip(".") for part in [*parts, when, *ids] if part)
    return line or clean(inline_text(citation))


def _part(citation: Element, tag: str) -> str:
    child = next(citation.iter(tag), None)
    return clean(inline_text(child)) if child is not None else ""
