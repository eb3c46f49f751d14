"""Which documents speak of the same study, what it is called, and what is known of it when they are put together.

Everything here depends on the documents and on what people decided alone, never on the order in which files came, so that an
index built in one go and one built paper by paper agree.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from itertools import combinations
from typing import Any

from evidence_search.likeness import are_other_papers, is_same_paper, title_key
from evidence_search.records import Document, Format, Metadata, Retraction, SourceKind

_RICHNESS = {SourceKind.DIGEST: 0, SourceKind.ABSTRACT: 1, SourceKind.FULL_TEXT: 2}
_TRUST = {
    Format.PUBMED: 4, Format.JATS: 4, Format.EUROPE_PMC: 3, Format.DIGEST: 3, Format.EXPORT: 2, Format.WEB_PAGE: 1,
}  # fmt: skip
"""Whose bibliographic values stand: a catalogue's or a publisher's over a person's export over what is read off a page (0)."""
_CURATED_WINS = ("conditions", "design")


class Bond(IntEnum):
    """Why two documents speak of one study, the strongest first."""

    DECIDED = 0
    ID = 1
    PMID = 2
    PMCID = 3
    DOI = 4
    TEXT = 5
    TITLE = 6

    @property
    def words(self) -> str:
        """How reports say it."""
        return _BOND_WORDS[self]


_BOND_WORDS = {
    Bond.DECIDED: "put together by hand",
    Bond.ID: "the same id",
    Bond.PMID: "the same PMID",
    Bond.PMCID: "the same PMCID",
    Bond.DOI: "the same DOI",
    Bond.TEXT: "the same text",
    Bond.TITLE: "title, first author and year agree",
}
_DECIDING = ((Bond.ID, "study_id"), (Bond.PMID, "pmid"), (Bond.PMCID, "pmcid"))
"""Identifiers that a document has one of: two that differ are two studies, whatever else agrees."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A document and where it stands: its file (relative to the library's folder) and its position in it."""

    source: str
    ordinal: int
    document: Document

    @property
    def name(self) -> str:
        """How people's decisions call it: its file, with the number of the record in a file of many."""
        return document_name(self.source, self.ordinal)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided of pairs of documents, by their names: True when they are one study, False when they are not."""

    pairs: Mapping[frozenset[str], bool] = field(default_factory=dict)

    def on(self, one: Placed, other: Placed) -> bool | None:
        """Return what was decided of two documents, None when nothing was."""
        return self.pairs.get(frozenset((one.name, other.name))) if self.pairs else None

    def partners(self, name: str) -> list[str]:
        """Return the documents that were put together with one of this name."""
        return sorted(other for pair, same in self.pairs.items() if same and name in pair for other in pair - {name})


NO_DECISIONS = Decisions()


def document_name(source: str, ordinal: int) -> str:
    """Return how decisions call a document: `added/export.nbib#3` is the third record, a file's first is the file."""
    return f"{source}#{ordinal + 1}" if ordinal else source


def bond(one: Placed, other: Placed, decisions: Decisions = NO_DECISIONS) -> Bond | None:
    """Return why two documents speak of one study, None when nothing says so.

    What people decided comes first. Then the first kind of identifier that both carry decides, in the order claimed id, PMID,
    PMCID, DOI: a DOI read off a page may be a cited one, a PMID rarely is. Where none decides, the records' likeness does
    (`likeness`), or equal texts.
    """
    decided = decisions.on(one, other)
    if decided is not None:
        return Bond.DECIDED if decided else None
    a, b = one.document.metadata, other.document.metadata
    for kind, name in _DECIDING:
        mine, theirs = getattr(a, name), getattr(b, name)
        if mine and theirs:
            return kind if mine == theirs else None
    if a.doi and a.doi == b.doi:
        return None if are_other_papers(a, b) else Bond.DOI
    if is_same_paper(a, b):
        return Bond.TITLE
    return Bond.TEXT if not any(_identifiers(a) + _identifiers(b)) and one.document.text == other.document.text else None


def same_study(one: Placed, other: Placed, decisions: Decisions = NO_DECISIONS) -> bool:
    """Whether two documents speak of one study; see `bond`."""
    return bond(one, other, decisions) is not None


def groups(documents: Sequence[Placed], decisions: Decisions = NO_DECISIONS) -> list[list[Placed]]:
    """Return the documents grouped by study, each group ordered richest first.

    Bonds are followed from the strongest to the weakest; one that would bring together documents whose deciding identifiers
    differ, or that people keep apart, is not. So two papers are not one because a third file carries the DOI of both.
    """
    ordered = sorted(documents, key=_order)
    bonds = [
        (kind, i, j)
        for i, j in combinations(range(len(ordered)), 2)
        if (kind := bond(ordered[i], ordered[j], decisions)) is not None
    ]
    group_of = [[i] for i in range(len(ordered))]
    for _, i, j in sorted(bonds):
        mine, theirs = group_of[i], group_of[j]
        if mine is theirs or any(_apart(ordered[a], ordered[b], decisions) for a in mine for b in theirs):
            continue
        mine.extend(theirs)
        for member in theirs:
            group_of[member] = mine
    found = {id(group): sorted(group) for group in group_of}
    return [[ordered[i] for i in group] for group in sorted(found.values())]


def _apart(one: Placed, other: Placed, decisions: Decisions) -> bool:
    """Whether two documents may not be one study by way of others."""
    decided = decisions.on(one, other)
    if decided is not None:
        return not decided
    a, b = one.document.metadata, other.document.metadata
    return any(getattr(a, name) and getattr(b, name) and getattr(a, name) != getattr(b, name) for _, name in _DECIDING)


def in_order(documents: Iterable[Placed]) -> list[Placed]:
    """Return the documents of one study richest first; the first is its text."""
    return sorted(documents, key=_order)


def study_id(group: Sequence[Placed]) -> str:
    """Return the id of a study: the one a document claims, else PMID, PMCID, DOI, else one made of its first file's name."""
    metadata = [placed.document.metadata for placed in group]
    for name, prefix in (("study_id", ""), ("pmid", "pmid-"), ("pmcid", ""), ("doi", "doi-")):
        values = sorted(value for value in (getattr(m, name) for m in metadata) if value)
        if values:
            return values[0] if name == "study_id" else prefix + re.sub(r"[^\w.-]+", "-", values[0])
    source, ordinal = min((placed.source, placed.ordinal) for placed in group)
    stem = re.sub(r"[^a-z0-9]+", "-", source.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()).strip("-")
    return f"file-{stem[:40]}-{hashlib.sha256(f'{source}#{ordinal}'.encode()).hexdigest()[:8]}"


def named_groups(documents: Sequence[Placed], decisions: Decisions = NO_DECISIONS) -> list[tuple[str, list[Placed]]]:
    """Return the documents grouped by study, each group with its id; no two groups have one id.

    Groups that are kept apart can have the same identifier: abstracts of a supplement share its DOI. The first keeps the plain
    id, the others' is told apart by the name of their first document.
    """
    named: dict[str, list[Placed]] = {}
    for group in groups(documents, decisions):
        own = study_id(group)
        if own in named:
            own += "-" + hashlib.sha256(min(placed.name for placed in group).encode()).hexdigest()[:6]
        named[own] = group
    return list(named.items())


def share_identifier(one: Metadata, other: Metadata) -> bool:
    """Whether two records carry an equal identifier of any kind."""
    return any(
        getattr(one, name) and getattr(one, name) == getattr(other, name) for name in ("study_id", "pmid", "pmcid", "doi")
    )


def is_richer(one: Document, other: Document) -> bool:
    """Whether `one` is a better text of a study than `other`: full text over abstract over digest."""
    return _RICHNESS[one.kind] > _RICHNESS[other.kind]


def merge(group: Sequence[Placed]) -> Metadata:
    """Return what a study's documents say together, given richest first; `sources` says which file each value is from.

    Each value is taken from the document whose record is trusted most among those that have it, so that an export fills and
    corrects what was read off a PDF's page, and never the other way round. A digest's conditions and design, read by people,
    win. Authors are the longest list that begins with the same name; registry numbers are united; of retraction the gravest
    state known is kept.
    """
    trusted = sorted(group, key=lambda placed: -_TRUST.get(placed.document.format, 0))  # stable: richest first among equals
    digests = [placed for placed in trusted if placed.document.kind is SourceKind.DIGEST]
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name in _NAMES:
        order = digests + trusted if name in _CURATED_WINS else trusted
        for placed in order:
            value = getattr(placed.document.metadata, name)
            if value not in ("", None, (), {}):
                merged[name] = value
                sources[name] = _source(placed, name)
                break
    _all_authors(trusted, merged, sources)
    merged["registry"] = tuple(dict.fromkeys(n for placed in trusted for n in placed.document.metadata.registry))
    gravest = max(group, key=lambda placed: placed.document.metadata.retraction.gravity)
    known = gravest.document.metadata
    if known.retraction is not Retraction.UNKNOWN:
        sources["retraction"] = _source(gravest, "retraction")
    merged.update(retraction=known.retraction, retraction_note=known.retraction_note, sources=sources)
    return replace(Metadata(**merged), study_id=study_id(group))


def with_notices(metadata: Metadata, notices: Sequence[tuple[Retraction, str]]) -> Metadata:
    """Return a record with the gravest of its own state and these (state, note); its own stands among equals."""
    known = [(metadata.retraction, metadata.retraction_note), *notices]
    state, note = max(known, key=lambda each: each[0].gravity)
    if state is metadata.retraction:
        return metadata
    sources = {**metadata.sources, "retraction": "corpus/retractions.csv"}
    return replace(metadata, retraction=state, retraction_note=note, sources=sources)


_NAMES = tuple(
    f.name for f in fields(Metadata) if f.name not in ("study_id", "retraction", "retraction_note", "sources", "registry")
)


def _all_authors(trusted: Sequence[Placed], merged: dict[str, Any], sources: dict[str, str]) -> None:
    """Take the longest list of authors that begins with the same surname: exporters cut lists short."""
    chosen: tuple[str, ...] = merged.get("authors", ())
    for placed in trusted:
        listed = placed.document.metadata.authors
        if chosen and len(listed) > len(chosen) and title_key(listed[0].split()[0]) == title_key(chosen[0].split()[0]):
            chosen = merged["authors"] = listed
            sources["authors"] = _source(placed, "authors")


def _source(placed: Placed, name: str) -> str:
    """Return where a value is from: the file, and what in it said so."""
    where = placed.document.metadata.sources.get(name, "")
    return f"{placed.name} ({where})" if where else placed.name


def _identifiers(metadata: Metadata) -> tuple[str, ...]:
    return tuple(filter(None, (metadata.study_id, metadata.pmid, metadata.pmcid, metadata.doi)))


def _order(placed: Placed) -> tuple[int, int, str, int]:
    return (-_RICHNESS[placed.document.kind], -len(placed.document.text), placed.source, placed.ordinal)
