"""Which documents speak of the same study, what it is called, and what is known of it when they are put together.

Everything here depends on the documents alone, never on the order in which they came, so that an index built in one go and
one built paper by paper agree.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from evidence_search.records import Document, Metadata, Retraction, SourceKind

_RICHNESS = {SourceKind.DIGEST: 0, SourceKind.ABSTRACT: 1, SourceKind.FULL_TEXT: 2}
_GRAVITY = (
    Retraction.RETRACTED,
    Retraction.CONCERN,
    Retraction.CORRECTED,
    Retraction.NONE_KNOWN,
    Retraction.UNKNOWN,
)
_CURATED_WINS = ("conditions", "design")


@dataclass(frozen=True, slots=True)
class Placed:
    """A document and where it stands: its file (relative to the library's folder) and its position in it."""

    source: str
    ordinal: int
    document: Document


def same_study(one: Placed, other: Placed) -> bool:
    """Whether two documents speak of one study.

    The first kind of identifier that both carry decides, in the order claimed id, PMID, PMCID, DOI: a DOI read off a page may
    be a cited one, a PMID rarely is. Documents without any identifier are the same study only when their texts are equal.
    """
    a, b = _identifiers(one.document.metadata), _identifiers(other.document.metadata)
    for mine, theirs in zip(a, b, strict=True):
        if mine and theirs:
            return mine == theirs
    return not any(a) and not any(b) and one.document.text == other.document.text


def groups(documents: Sequence[Placed]) -> list[list[Placed]]:
    """Return the documents grouped by study: the connected parts of `same_study`, each ordered richest first."""
    waiting = sorted(documents, key=_order)
    found = []
    while waiting:
        group = [waiting.pop(0)]
        for member in group:  # grows while it is walked
            joined = [other for other in waiting if same_study(member, other)]
            group.extend(joined)
            waiting = [other for other in waiting if other not in joined]
        found.append(sorted(group, key=_order))
    return found


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


def is_richer(one: Document, other: Document) -> bool:
    """Whether `one` is a better text of a study than `other`: full text over abstract over digest."""
    return _RICHNESS[one.kind] > _RICHNESS[other.kind]


def merge(group: Sequence[Placed]) -> Metadata:
    """Return what a study's documents say together, given richest first.

    The richest document's values stand; poorer ones fill what it leaves blank. A digest's conditions and design, read by
    people, win. Of retraction the gravest state known is kept.
    """
    merged: dict[str, Any] = {}
    for placed in group:
        for name in _NAMES:
            value = getattr(placed.document.metadata, name)
            if value not in ("", None, (), {}) and name not in merged:
                merged[name] = value
    for placed in group:
        if placed.document.kind is SourceKind.DIGEST:
            merged.update({n: v for n in _CURATED_WINS if (v := getattr(placed.document.metadata, n))})
    gravest = min((p.document.metadata for p in group), key=lambda m: _GRAVITY.index(m.retraction))
    merged.update(retraction=gravest.retraction, retraction_note=gravest.retraction_note)
    return replace(Metadata(**merged), study_id=study_id(group))


_NAMES = tuple(f.name for f in fields(Metadata) if f.name not in ("study_id", "retraction", "retraction_note"))


def _identifiers(metadata: Metadata) -> tuple[str, ...]:
    return (metadata.study_id, metadata.pmid, metadata.pmcid, metadata.doi)


def _order(placed: Placed) -> tuple[int, int, str, int]:
    return (-_RICHNESS[placed.document.kind], -len(placed.document.text), placed.source, placed.ordinal)
