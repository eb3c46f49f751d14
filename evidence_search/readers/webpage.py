"""Articles saved as web pages: the record from their `citation_*` tags, the text by its headings, without what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.assemble import clean
from evidence_search.readers.bibrecord import cited_name, pages_of, plain, year_of
from evidence_search.readers.inline import SKIPPED, child_text, finished
from evidence_search.readers.outline import Outline
from evidence_search.readers.plain import FULL_TEXT_FROM, decode
from evidence_search.readers.retractions import by_itself
from evidence_search.readers.tables import table_lines
from evidence_search.readers.xmltext import Element, all_text, parsed_html
from evidence_search.records import Document, Metadata, SectionKind, SourceKind

MAX_BYTES = 20_000_000
GET_IT_AGAIN = "Open the article in a browser and save the PDF or the XML itself, after logging in where that is needed."
MIN_ABSTRACT = 200
"""Characters of an abstract that make a page an article."""
_DROPPED = frozenset(
    "script style nav header footer aside form button noscript template svg iframe object video audio select input img "
    "label dialog canvas".split()
)
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|sidebar|cookies?|banner|related|recommended|share|social|advert\w*|"
    r"toolbar|comments?|metrics|modal|popup|footer|ref-?list|references?|bibliography|citedby|skip-?link|screen-reader\w*|"
    r"sr-only|visually-?hidden|usa-banner|page-?actions|pagination|tooltip|download\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = frozenset(
    "html body main article section div p ul ol li dl dt dd blockquote pre table figure figcaption h1 h2 h3 h4 h5 h6 "
    "header hgroup details summary center address hr".split()
)
_REFERENCE = re.compile(r"#(?:[\w.:-]*?(?:ref|bib|cit|cr|rf|b|r|c)[-_.]?\d+[\w.:-]*)$", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read(path: Path) -> Iterator[Document]:
    """Yield the article of a saved page.

    Raises:
        ReadError: there is no article in it, only a page about one or in its place.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(f"the page is larger than {MAX_BYTES // 1_000_000} MB", GET_IT_AGAIN)
    text, warnings = _decoded(path.read_bytes())
    root = parsed_html(text)
    tags = _meta(root)
    outline = Outline(_first(tags, "citation_title", "dc.title", "prism.title"))
    for reference in tags.get("citation_reference", ()):
        outline.references.append(clean(re.sub(r"citation_\w+=", " ", reference)))
    _strip(root)
    _walk(_article(root), outline)
    whole, sections = outline.build()
    if (
        outline.abstract < MIN_ABSTRACT
        and outline.known_headings < 2
        and not (outline.headings > 1 and "citation_title" in tags)
    ):
        raise ReadError(
            "this is a web page, not the article: it has neither an abstract nor sections with headings", GET_IT_AGAIN
        )
    rich = len(whole) >= FULL_TEXT_FROM and len(whole) > 2 * outline.abstract
    yield Document(
        SourceKind.FULL_TEXT if rich else SourceKind.ABSTRACT,
        _metadata(tags, outline.title, whole),
        whole,
        sections,
        warnings=tuple(warnings),
        references=tuple(dict.fromkeys(outline.references)),
    )


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """Return a page as text: what its bytes are, else what it says it is; pages that say nothing and are not UTF-8 are old."""
    said = _CHARSET.search(data[:8192])
    name = said.group(1).decode("ascii").lower() if said else ""
    if name and name not in ("utf-8", "utf8", "utf-16", "iso-8859-1", "windows-1252"):
        try:
            return data.decode(name), []
        except (LookupError, UnicodeDecodeError):
            pass
    text, warnings = decode(data)
    return text, [] if name in ("iso-8859-1", "windows-1252") else warnings


def _meta(root: Element) -> dict[str, list[str]]:
    """Return the page's `meta` values by their names in small letters."""
    found: dict[str, list[str]] = {}
    for each in root.iter("meta"):
        name, value = (each.get("name") or each.get("property") or "").lower(), plain(each.get("content") or "")
        if name and value:
            found.setdefault(name, []).append(value)
    return found


def _first(tags: dict[str, list[str]], *names: str) -> str:
    return next((tags[name][0] for name in names if name in tags), "")


def _metadata(tags: dict[str, list[str]], title: str, text: str) -> Metadata:
    people = tags.get("citation_author") or tags.get("dc.creator") or _first(tags, "citation_authors").split(";")
    state, note = by_itself((), title)
    return Metadata(
        title=title,
        authors=tuple(filter(None, (cited_name(_turned(name)) for name in people))),
        journal=_first(tags, "citation_journal_title", "prism.publicationname", "citation_journal_abbrev", "dc.source"),
        year=year_of(
            _first(tags, "citation_publication_date", "citation_date", "citation_year", "citation_online_date", "dc.date")
        ),
        volume=_first(tags, "citation_volume", "prism.volume"),
        issue=_first(tags, "citation_issue", "prism.number"),
        pages=pages_of(_first(tags, "citation_firstpage", "prism.startingpage"), _first(tags, "citation_lastpage")),
        doi=next(
            filter(None, (normalise_doi(_first(tags, name)) for name in ("citation_doi", "dc.identifier", "prism.doi"))), ""
        ),
        pmid=normalise_pmid(_first(tags, "citation_pmid")),
        pmcid=normalise_pmcid(_first(tags, "citation_pmcid")),
        registry=registry_numbers(text[:FULL_TEXT_FROM]),
        keywords=tuple(filter(None, re.split(r"\s*[;,]\s*", ";".join(tags.get("citation_keywords", ()))))),
        retraction=state,
        retraction_note=note,
    )


def _turned(name: str) -> str:
    """Return a name with the family name first: `Marnix J Sigtermans` gives `Sigtermans, Marnix J`."""
    words = name.split()
    return (
        name
        if "," in name or len(words) < 2 or len(words) > 5 or words[-1].isupper()
        else f"{words[-1]}, {' '.join(words[:-1])}"
    )


def _article(root: Element) -> Element:
    """Return the part of the page that holds the article: the longest of its kind, or everything."""
    body = next(root.iter("body"), root)
    for tag, role in (("article", ""), ("main", ""), ("", "main")):
        found = [
            each for each in body.iter(tag or None) if isinstance(each.tag, str) and (not role or each.get("role") == role)
        ]
        best = max(found, key=lambda each: len(all_text(each)), default=None)
        if best is not None and len(all_text(best)) >= MIN_ABSTRACT:
            return best
    return body


def _strip(root: Element) -> None:
    """Take out what is around an article: navigation, forms, hidden parts, what other readers liked; mark its citations."""
    for each in list(root.iter()):
        if not isinstance(each.tag, str) or each.getparent() is None:
            continue
        about = f"{each.get('class') or ''} {each.get('id') or ''}"
        if each.tag in _DROPPED and not (each.tag == "header" and each.find(".//h1") is not None):
            _drop(each)
        elif "hidden" in each.attrib or _HIDDEN.search(each.get("style") or ""):
            _drop(each)
        elif each.tag not in ("html", "body", "main", "article", "a", "sup", "p", "span") and _AROUND.search(about):
            _drop(each)
        elif each.tag == "a" and (_REFERENCE.search(each.get("href") or "") or each.get("data-ref-id")):
            each.tag = "xref"
            each.set("ref-type", "bibr")
        elif each.tag == "br":
            each.tag = "break"


def _drop(element: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + tail
        else:
            parent.text = (parent.text or "") + " " + tail
    parent.remove(element)


def _walk(element: Element, outline: Outline) -> None:
    """Take in an element: runs of text between its blocks are paragraphs, its blocks go their own way."""
    run = element.text or ""
    for child in element:
        if isinstance(child.tag, str) and (child.tag in _BLOCKS or any(each.tag in _BLOCKS for each in child.iter())):
            outline.paragraph(finished(run))
            run = child.tail or ""
            _block(child, outline)
        else:
            run += child_text(child, SKIPPED, run[-4:]) + (child.tail or "")
    outline.paragraph(finished(run))


def _block(child: Element, outline: Outline) -> None:
    if child.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        outline.heading(int(child.tag[1]), finished(_inline(child)))
    elif child.tag == "table" and len(child.findall(".//tr")) > 1:
        caption = child.find("caption")
        said = finished(_inline(caption)) if caption is not None else ""
        name = re.match(r"table\s+[\dIVXS]+", said, re.IGNORECASE)
        outline.table(name.group() if name else "Table", SectionKind.TABLE, f"{said}\n{table_lines(child)}")
    elif child.tag == "figcaption":
        said = finished(_inline(child))
        name = re.match(r"(?:fig(?:ure|\.)?|table)\s+[\dIVXS]+", said, re.IGNORECASE)
        outline.table(name.group() if name else "Figure", SectionKind.CAPTION, said)
    else:
        _walk(child, outline)


def _inline(element: Element) -> str:
    text = element.text or ""
    for child in element:
        text += child_text(child, SKIPPED, text[-4:]) + (child.tail or "")
    return text
