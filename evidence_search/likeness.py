"""Whether two bibliographic records speak of one paper when no identifier decides it: title, first author, year, place.

The rule is stated, not learned, so that a person can see why two records were put together. Tuned by hand on 1,845 labelled
records from reference managers (`benchmarks/duplicates.py`).
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from evidence_search.records import Metadata

TITLE_SIMILARITY = 0.95
"""Least similarity of two titles' letters and digits (Ratcliff-Obershelp, 0 to 1) at which they are one title."""
POSSIBLE_SIMILARITY = 0.85
"""Least similarity at which two records are shown as a possible duplicate, for people to decide."""
OTHER_TITLE = 0.5
"""Below this, with another first author, records of one DOI are different papers: supplements share one for all abstracts."""
SHORT_TITLE = 20
"""Letters below which a title says too little: `Editorial`, `Reply to the authors`."""
_HEAD = 16
"""Letters at either end of a title by which candidates are looked up."""
_LANGUAGE = re.compile(r"[.\s]*\[(?:[A-Z][a-z]+(?:,\s)?){1,3}\]\s*$")
_LEFT_OUT = frozenset("of the and in for on journal j".split())


def title_key(title: str) -> str:
    """Return a title's letters and digits, without case, accents, brackets and a language named behind it.

    >>> title_key("[Ketamine in CRPS: a naïve trial]. [French]")
    'ketamineincrpsanaivetrial'
    """
    folded = unicodedata.normalize("NFKD", _LANGUAGE.sub("", title)).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def title_ends(title: str) -> tuple[str, str]:
    """Return the beginning and the end of a title's key; records of one paper share one of them. Empty for short titles."""
    key = title_key(title)
    return (key[:_HEAD], key[-_HEAD:]) if len(key) >= SHORT_TITLE else ("", "")


def title_similarity(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1."""
    a, b = title_key(one), title_key(other)
    if a == b:
        return 1.0 if a else 0.0
    # subtle: the ratio depends on the order of its arguments; the answer may not.
    first, second = sorted((a, b))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def likeness(one: Metadata, other: Metadata) -> float:
    """Return the similarity of two records' titles when nothing speaks against their being one paper, else 0.

    Against it speak: another first author, years more than one apart, DOIs that differ, other first pages, journals of which
    neither can be short for the other (unless volume and page agree), and titles too short to tell.
    """
    if min(len(title_key(one.title)), len(title_key(other.title))) < SHORT_TITLE:
        return 0.0
    return title_similarity(one.title, other.title) if not _contradicted(one, other) else 0.0


def is_same_paper(one: Metadata, other: Metadata) -> bool:
    """Whether two records are taken for one paper."""
    return likeness(one, other) >= TITLE_SIMILARITY


def are_other_papers(one: Metadata, other: Metadata) -> bool:
    """Whether records that share a DOI are plainly of different papers: other titles by other first authors."""
    if not (title_key(one.title) and title_key(other.title)) or title_similarity(one.title, other.title) >= OTHER_TITLE:
        return False
    return bool(_surname(one) and _surname(other) and _surname(one) != _surname(other))


def _contradicted(one: Metadata, other: Metadata) -> bool:
    surnames = _surname(one), _surname(other)
    if all(surnames) and surnames[0] != surnames[1]:
        return True
    if one.year and other.year and abs(one.year - other.year) > 1:
        return True
    volumes = _number(one.volume), _number(other.volume)
    pages = _number(one.pages), _number(other.pages)
    place = all(pages) and pages[0] == pages[1] and all(volumes) and volumes[0] == volumes[1]
    if one.doi and other.doi and one.doi != other.doi:
        return not place
    if all(pages) and pages[0] != pages[1] and not (one.doi and one.doi == other.doi):
        return True
    if place or (one.doi and one.doi == other.doi):
        return False
    if not (all(surnames) or (one.year and other.year)):
        return True  # a title alone is no proof
    return bool(one.journal and other.journal) and not _same_journal(one.journal, other.journal)


def _surname(record: Metadata) -> str:
    first = record.authors[0] if record.authors else ""
    words = first.split()
    name = " ".join(words[:-1]) if len(words) > 1 and words[-1].isupper() else first
    key = title_key(name)
    return "" if key in ("anonymous", "anon", "unknown") else key


def _number(text: str) -> str:
    """Return the first number of a volume or of pages with the letter before it: `S542-8` gives `s542`."""
    found = re.search(r"[A-Za-z]?\d+", text)
    return found.group().lower() if found else ""


def _same_journal(one: str, other: str) -> bool:
    """Whether one journal's name may be short for the other's: each of its words begins one of the other's, in order."""
    words = [[w for w in re.findall(r"[^\W_]+", name.casefold()) if w not in _LEFT_OUT] for name in (one, other)]
    short, long = sorted(words, key=lambda found: len("".join(found)))
    rest = iter(long)
    return all(any(word[:4] == each[:4] for each in rest) for word in short)
