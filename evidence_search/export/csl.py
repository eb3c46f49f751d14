"""Bibliographic records as CSL-JSON, the form in which citation programs exchange them.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from __future__ import annotations

import re
from typing import Any

from evidence_search.records import Metadata, Retraction

_INITIALS = re.compile(r"[^\W\d_a-z]{1,4}(?:-[^\W\d_a-z]{1,2})?")
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})


def csl_item(study_id: str, metadata: Metadata) -> dict[str, Any]:
    """Return a record as a CSL item; what is not known is left out. What is known of retractions goes into its note."""
    known = {
        "id": study_id,
        "type": "article-journal",
        "title": metadata.title,
        "author": [csl_name(name) for name in metadata.authors],
        "container-title": metadata.journal,
        "issued": {"date-parts": [[metadata.year]]} if metadata.year else None,
        "volume": metadata.volume,
        "issue": metadata.issue,
        "page": metadata.pages,
        "DOI": metadata.doi,
        "PMID": metadata.pmid,
        "PMCID": metadata.pmcid,
        "note": warning(metadata),
    }
    return {name: value for name, value in known.items() if value}


def csl_name(name: str) -> dict[str, str]:
    """Return an author as CSL has it: a person's surname and spaced initials, or a group's name as it stands.

    >>> csl_name("van Hilten JJ")
    {'family': 'van Hilten', 'given': 'J. J.'}
    >>> csl_name("ESCAPE Study Group")
    {'literal': 'ESCAPE Study Group'}
    """
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1].rstrip(".") in _SUFFIXES and _INITIALS.fullmatch(words[-2]) else ""
    if len(words) < 2 or not _INITIALS.fullmatch(words[-1]):
        return {"literal": name}
    given = " ".join(f"{letter}." for letter in words[-1].replace("-", ""))
    person = {"family": " ".join(words[:-1]), "given": given}
    return person | ({"suffix": suffix} if suffix else {})


def warning(metadata: Metadata) -> str:
    """Return what every reference must say of a study: that it is retracted, of concern or corrected; else nothing."""
    if metadata.retraction in (Retraction.UNKNOWN, Retraction.NONE_KNOWN):
        return ""
    return f"{str(metadata.retraction).upper()}" + (f" ({metadata.retraction_note})" if metadata.retraction_note else "")
