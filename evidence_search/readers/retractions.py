"""What a bibliographic record says of retractions: PubMed's links to notices, publication types, the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evidence_search.records import Retraction

NOTICES = (
    ("RetractionIn", Retraction.RETRACTED),
    ("ExpressionOfConcernIn", Retraction.CONCERN),
    ("CorrectedandRepublishedIn", Retraction.CORRECTED),
    ("ErratumIn", Retraction.CORRECTED),
)
"""PubMed's comments that speak of the record itself, worst first."""
_TYPES = ("retracted publication", "retraction of publication", "retraction notice")
_IN_TITLE = re.compile(
    r"\W{0,2}retracted\b(?!\s+(?:publications?|articles?|papers?|stud|in|by)\b)|\W{0,2}retraction\s*:", re.IGNORECASE
)


def by_pubmed(comments: Mapping[str, str], types: Iterable[str], title: str, day: str) -> tuple[Retraction, str]:
    """Return what PubMed says of a record: `comments` has the first source of each kind of notice.

    PubMed links notices, so a record without any is known to have none on the `day` it was last changed.
    """
    for kind, state in NOTICES:
        if kind in comments:
            return state, f"PubMed, {kind}: {comments[kind]}".rstrip(": ")
        if state is Retraction.RETRACTED:
            said = by_itself(types, title, "PubMed, ")
            if said[0] is state:
                return said
    return Retraction.NONE_KNOWN, f"PubMed record as of {day}" if day else "PubMed record without a date"


def by_itself(types: Iterable[str], title: str, who: str = "") -> tuple[Retraction, str]:
    """Return what a record from anywhere says by itself. Nobody links notices to it, so silence is not knowledge."""
    said = next((each for each in types if each.lower() in _TYPES), "")
    if said:
        return Retraction.RETRACTED, f"{who}publication type: {said}"
    if _IN_TITLE.match(title):
        return Retraction.RETRACTED, "the title says so"
    return Retraction.UNKNOWN, ""
