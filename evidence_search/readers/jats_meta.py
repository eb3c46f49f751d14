"""The bibliographic record of a JATS article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.assemble import clean
from evidence_search.readers.inline import inline_text
from evidence_search.readers.xmltext import Element, all_text
from evidence_search.records import Metadata, Retraction

_NOT_PUBLICATION = frozenset(
    ("pmc-release", "nihms-submitted", "preprint", "received", "accepted", "rev-recd", "update", "retraction", "corrected")
)
_RELATED = {
    "retraction-forward": Retraction.RETRACTED,
    "retracted-article": Retraction.RETRACTED,
    "partial-retraction": Retraction.CONCERN,
    "concern-forward": Retraction.CONCERN,
    "object-of-concern": Retraction.CONCERN,
    "expression-of-concern": Retraction.CONCERN,
    "correction-forward": Retraction.CORRECTED,
    "corrected-article": Retraction.CORRECTED,
    "correction": Retraction.CORRECTED,
    "addendum": Retraction.CORRECTED,
}
"""What a `related-article-type` says of this article, worst first."""
_OWN_TYPE = {
    "retraction": Retraction.RETRACTED,
    "partial-retraction": Retraction.CONCERN,
    "expression-of-concern": Retraction.CONCERN,
    "correction": Retraction.CORRECTED,
}
_WORST = (Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED)


def metadata(article: Element) -> Metadata:
    """Return what the front matter of an article says of it; what it does not say stays empty."""
    front = article.find("front")
    meta = front.find("article-meta") if front is not None else article.find("front-stub")
    if front is None or meta is None:
        return Metadata()
    title = _title(meta)
    retraction, note = _retraction(article, meta, title)
    return Metadata(
        title=title,
        authors=tuple(_authors(meta)),
        journal=_journal(front),
        year=_year(meta),
        volume=_text(meta, "volume"),
        issue=_text(meta, "issue"),
        pages=_pages(meta),
        doi=normalise_doi(_id(meta, "doi")),
        pmid=normalise_pmid(_id(meta, "pmid")),
        pmcid=normalise_pmcid(_id(meta, "pmcid", "pmc", "pmc-uid")),
        registry=registry_numbers(_words(meta)),
        publication_types=_types(article, meta),
        keywords=tuple(
            dict.fromkeys(
                clean(inline_text(kwd)) for group in meta.iter("kwd-group") for kwd in group.iter("kwd") if _own(group)
            )
        ),
        retraction=retraction,
        retraction_note=note,
    )


def initials(given: str) -> str:
    """Return the initials of given names: `Jean-Paul M.` gives `JPM`, `MJ` stays."""
    letters = ""
    for part in re.split(r"[\s.\-‐–]+", clean(given)):
        letters += part if part.isupper() and len(part) <= 3 else part[:1].upper()
    return letters


def person(name: Element) -> str:
    """Return a `<name>` or `<string-name>` as cited: `Sigtermans MJ`."""
    surname = _text(name, "surname")
    if not surname:
        return clean(inline_text(name))
    return " ".join(filter(None, (surname, initials(_text(name, "given-names")), _text(name, "suffix"))))


def _title(meta: Element) -> str:
    group = meta.find("title-group")
    title = group.find("article-title") if group is not None else None
    if group is None or title is None:
        return ""
    subtitles = [clean(inline_text(each)) for each in group.iterchildren("subtitle")]
    return ": ".join(filter(None, [clean(inline_text(title)), *subtitles]))


def _authors(meta: Element) -> Iterator[str]:
    """Yield authors and groups in order; editors and other contributors are not authors."""
    for group in meta.iterchildren("contrib-group"):
        for contributor in group.iterchildren("contrib"):
            if contributor.get("contrib-type", "author") != "author":
                continue
            name = next(contributor.iter("name", "string-name", "collab", "anonymous"), None)
            if name is None or name.tag == "anonymous":
                continue
            if name.tag == "collab":
                yield clean(inline_text(name, frozenset(("contrib-group", "xref", "institution-id"))))
            else:
                yield person(name)


def _journal(front: Element) -> str:
    journal = front.find("journal-meta")
    title = next(journal.iter("journal-title", "abbrev-journal-title"), None) if journal is not None else None
    return clean(inline_text(title)) if title is not None else ""


def _year(meta: Element) -> int | None:
    """Return the year of the issue; without one, that of the first publication in any form."""
    printed: list[int] = []
    other: list[int] = []
    for date in meta.iter("pub-date"):
        year = _text(date, "year")
        kinds = {date.get("pub-type") or "", date.get("date-type") or ""}
        if not re.fullmatch(r"(?:1[5-9]|20)\d\d", year) or kinds & _NOT_PUBLICATION:
            continue
        on_paper = kinds & {"ppub", "collection", "epub-ppub"} or date.get("publication-format") == "print"
        (printed if on_paper else other).append(int(year))
    return min(printed or other, default=None)


def _pages(meta: Element) -> str:
    first, last = _text(meta, "fpage"), _text(meta, "lpage")
    if not first:
        return _text(meta, "elocation-id")
    return f"{first}-{last}" if last and last != first else first


def _id(meta: Element, *kinds: str) -> str:
    return next((clean(each.text or "") for each in meta.iterchildren("article-id") if each.get("pub-id-type") in kinds), "")


def _types(article: Element, meta: Element) -> tuple[str, ...]:
    """Return the article's type and the headings the journal printed it under."""
    subjects = [
        clean(inline_text(subject))
        for group in meta.iter("subj-group")
        if group.get("subj-group-type") in ("heading", "article-type", "categories", "article-category")
        for subject in group.iterchildren("subject")
    ]
    return tuple(dict.fromkeys(filter(None, [clean(article.get("article-type") or ""), *subjects])))


def _own(group: Element) -> bool:
    """Whether a group of keywords is one: not abbreviations, and not a translation's."""
    return group.get("kwd-group-type") not in ("abbr", "abbreviations") and "trans" not in (group.get("kwd-group-type") or "")


def _words(meta: Element) -> str:
    """Return the text of the front matter in which a trial may state its registry number."""
    parts = meta.iter(
        "abstract", "article-title", "custom-meta", "ext-link", "related-object", "notes", "kwd", "article-id", "subject"
    )
    return " ".join(all_text(part) + " " + (part.get("document-id") or "") for part in parts)


def _retraction(article: Element, meta: Element, title: str) -> tuple[Retraction, str]:
    """Return the worst that the file says of itself. A file that says nothing leaves it unknown: notices come later."""
    own = article.get("article-type") or ""
    found = {}
    if own in _OWN_TYPE:
        found[_OWN_TYPE[own]] = f"the file is itself a notice (article-type {own})"
    for related in meta.iter("related-article"):
        kind = related.get("related-article-type") or ""
        if kind in _RELATED:
            target = related.get("{http://www.w3.org/1999/xlink}href") or clean(all_text(related))
            found.setdefault(_RELATED[kind], f"the file names a related article: {kind} {target}".strip())
    if re.match(r"(?:\[?retracted|retraction\b)", title, re.IGNORECASE):
        found.setdefault(Retraction.RETRACTED, "the title says so")
    for state in _WORST:
        if state in found:
            return state, found[state]
    return Retraction.UNKNOWN, ""


def _text(element: Element, tag: str) -> str:
    child = element.find(tag)
    return clean(inline_text(child)) if child is not None else ""
