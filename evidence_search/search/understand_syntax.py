"""What a question says about itself: words in quotation marks, `-word`, and fields such as `author:` and `year:`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from evidence_search.identity import normalise_doi
from evidence_search.records import Note, Off
from evidence_search.records import NoteKind as Kind
from evidence_search.search.understood import NOTHING_OFF

FIELDS = ("author", "year", "pmid", "doi", "title", "journal")

_QUOTED = r"\"([^\"]+)\"|“([^”]+)”"
_FIELD = re.compile(rf"(?<!\S)({'|'.join(FIELDS)}):(?:{_QUOTED}|(\S+))", re.IGNORECASE)
_EXCLUDED = re.compile(rf"(?<!\S)[-−](?:{_QUOTED}|([^\W\d_][\w-]*))(?!\S)")
_PHRASE = re.compile(_QUOTED)
_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"(?P<sign>[<>]=?|[≤≥])?(?P<first>{_YEAR})?(?P<dash>[-–—]|\.\.)?(?P<last>{_YEAR})?")


@dataclass(frozen=True, slots=True)
class Syntax:
    """A question taken apart: the running text that is left, and what restricts the answer."""

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    years: tuple[int | None, int | None] = (None, None)
    notes: tuple[Note, ...] = ()


def read_syntax(question: str, off: Off = NOTHING_OFF) -> Syntax:
    """Take fields, exclusions and phrases out of a question; words of phrases stay in its text.

    >>> found = read_syntax('relapse -mice author:Daly year:2018-2020 "nasal spray"')
    >>> found.text, found.excluded, found.fields, found.years, found.phrases
    ('relapse nasal spray', ('mice',), (('author', 'Daly'),), (2018, 2020), ('nasal spray',))
    """
    notes: list[Note] = []
    fields: list[tuple[str, str]] = []
    years: list[tuple[int | None, int | None]] = []
    excluded: list[str] = []
    phrases: list[str] = []

    def field(match: re.Match[str]) -> str:
        name = match[1].lower()
        value = _inner(match, 2).strip().rstrip(",;?")
        if name == "year":
            span = _years(value)
            if span is None:
                notes.append(Note(Kind.NOT_READ, match.group(), "not a year, nor years from-to; read as plain words"))
                return value
            years.append(span)
            notes.append(Note(Kind.FIELD, match.group(), _in_words(span)))
        else:
            fields.append((name, normalise_doi(value) if name == "doi" else value))
            notes.append(Note(Kind.FIELD, match.group(), f"only studies whose {name} has “{fields[-1][1]}”"))
        return " "

    def exclusion(match: re.Match[str]) -> str:
        excluded.append(_inner(match, 1))
        notes.append(Note(Kind.EXCLUDED, match.group(), f"no study that mentions “{excluded[-1]}”"))
        return " "

    def phrase(match: re.Match[str]) -> str:
        # American writers set the sentence's full stop inside the marks.
        words = " ".join(_inner(match, 1).split()).rstrip(".,;:?!")
        if not words:
            return " "
        phrases.append(words)
        notes.append(Note(Kind.PHRASE, match.group(), "only passages with exactly these words"))
        return f" {phrases[-1]} "

    def without(text: str, kind: Kind, pattern: re.Pattern[str], take: Callable[[re.Match[str]], str]) -> str:
        return pattern.sub(lambda match: match.group() if off.covers(kind, match.group()) else take(match), text)

    text = without(question, Kind.FIELD, _FIELD, field)
    text = without(text, Kind.EXCLUDED, _EXCLUDED, exclusion)
    text = without(text, Kind.PHRASE, _PHRASE, phrase)
    text = " ".join(text.split()) if notes else question
    return Syntax(text, tuple(phrases), tuple(excluded), tuple(fields), _common(years), tuple(notes))


def _inner(match: re.Match[str], first: int) -> str:
    return next(group for group in match.groups()[first - 1 :] if group)


def _years(value: str) -> tuple[int | None, int | None] | None:
    """Return (from, to) of `2019`, `2015-2020`, `2015-`, `-2010`, `>2018`, `<=2010`; None for anything else."""
    match = _YEARS.fullmatch(value)
    if match is None or not (match["first"] or match["last"]):
        return None
    sign, dash = match["sign"], match["dash"]
    first = int(match["first"]) if match["first"] else None
    last = int(match["last"]) if match["last"] else None
    if sign:
        if dash or last is not None or first is None:
            return None
        after = sign[0] in ">≥"
        strict = 0 if "=" in sign or sign in "≤≥" else 1
        return (first + strict, None) if after else (None, first - strict)
    return (first, last) if dash else (first, first)


def _common(spans: list[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """Return the years that lie in every span; several `year:` narrow each other down."""
    return (
        max((low for low, _ in spans if low is not None), default=None),
        min((high for _, high in spans if high is not None), default=None),
    )


def _in_words(span: tuple[int | None, int | None]) -> str:
    low, high = span
    if low == high:
        return f"only studies of {low}"
    return "only studies" + (f" from {low}" if low else "") + (f" up to {high}" if high else "")
