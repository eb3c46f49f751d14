"""Finding a study somebody names: by identifier, by its title, by first author and year.

Meaning and shared words are poor at this: a registry number has none, and a surname is one rare word among many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evidence_search.identity import DOI, normalise_doi, normalise_pmcid, registry_numbers
from evidence_search.records import Metadata

SHORTEST_TITLE = 4
"""Words a title must have to be recognised inside a longer question; the whole question may be any title."""

PLAIN_WORDS = 4
"""Words up to which a surname need not be capitalised: "feder 2021" is a name, "the price in 2022" is not."""

SHORTEST_NUMBER = 6
"""Digits a bare number inside a longer question must have to be an identifier: `120 mg` names no study whose id is 120."""

INITIALS = 5
"""Letters up to which a word in capitals is taken for initials: `van de Loo AJAE`."""

_PMID = re.compile(r"(?:pmid\W{0,3})?\b(\d{7,8})\b", re.IGNORECASE)
_PMCID = re.compile(r"\bPMC\s?\d{4,9}\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Directory:
    """The names of a library's studies. Studies are numbered in the order given."""

    def __init__(self, studies: Iterable[tuple[str, Metadata]]) -> None:
        self._identifiers: dict[str, list[int]] = {}
        self._titles: dict[str, list[int]] = {}
        self._authors: dict[tuple[str, int], list[int]] = {}
        for number, (study_id, metadata) in enumerate(studies):
            named = (study_id, metadata.pmid, metadata.pmcid, metadata.doi, *metadata.registry)
            for identifier in filter(None, named):
                self._identifiers.setdefault(identifier.casefold(), []).append(number)
            if words := _plain(metadata.title):
                self._titles.setdefault(words, []).append(number)
            if metadata.authors and metadata.year:
                self._authors.setdefault((_surname(metadata.authors[0]), metadata.year), []).append(number)
        self._surnames = frozenset(surname for surname, _ in self._authors)
        self._longest = max((words.count(" ") + 1 for words in self._titles), default=0)

    def find(self, question: str) -> list[tuple[int, str]]:
        """Return (study number, what named it) of the studies a question names, in order of number; often none."""
        found: dict[int, str] = {}
        for numbers, reason in (*self._by_identifier(question), *self._by_title(question), *self._by_author(question)):
            for number in numbers:
                found.setdefault(number, reason)
        return sorted(found.items())

    def is_name(self, word: str) -> bool:
        """Whether a word is the surname of some study's first author."""
        return _bare(word) in self._surnames

    def _by_identifier(self, question: str) -> Iterable[tuple[list[int], str]]:
        tokens = (token.strip(".,;:()?") for token in question.split())
        named = [question.strip(), *(token for token in tokens if not token.isdigit() or len(token) >= SHORTEST_NUMBER)]
        named += [normalise_doi(match.group()) for match in DOI.finditer(question)]
        named += [normalise_pmcid(match.group()) for match in _PMCID.finditer(question)]
        named += [match.group(1) for match in _PMID.finditer(question)]
        named += registry_numbers(question)
        for identifier in dict.fromkeys(filter(None, named)):
            if numbers := self._identifiers.get(identifier.casefold()):
                yield numbers, f"named by its identifier {identifier}"

    def _by_title(self, question: str) -> Iterable[tuple[list[int], str]]:
        words = _plain(question).split()
        if numbers := self._titles.get(" ".join(words)):
            yield numbers, "named by its title"
            return
        for length in range(min(self._longest, len(words)), SHORTEST_TITLE - 1, -1):
            for start in range(len(words) - length + 1):
                if numbers := self._titles.get(" ".join(words[start : start + length])):
                    yield numbers, "named by its title"
                    return

    def _by_author(self, question: str) -> Iterable[tuple[list[int], str]]:
        years = [int(match.group()) for match in _YEAR.finditer(question)]
        words = _WORD.findall(question)
        for word in words if years else ():
            if word[0].isupper() or len(words) <= PLAIN_WORDS:
                for year in years:
                    if numbers := self._authors.get((_bare(word), year)):
                        yield numbers, f"named by its first author and year, {word} {year}"


def has(metadata: Metadata, field: str, value: str) -> bool:
    """Whether a record has a value in a field: `author`, `title` and `journal` as whole words, `pmid` and `doi` exactly."""
    if field == "author":
        return any(_within(value, author) for author in metadata.authors)
    if field in ("pmid", "doi"):
        return bool(value) and value.casefold() == str(getattr(metadata, field)).casefold()
    return _within(value, metadata.title if field == "title" else metadata.journal)


def _within(value: str, text: str) -> bool:
    words = _plain(value)
    return bool(words) and f" {words} " in f" {_plain(text)} "


def _bare(text: str) -> str:
    """Return text without case and accents: `Nohé` and `nohe` are one name."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _surname(author: str) -> str:
    """Return the last word of the surname in `van de Loo AJ`: what people type."""
    parts = author.split()
    names = [part for part in parts if not (part.isupper() and len(part) <= INITIALS)] or parts
    return _bare(names[-1])


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", _bare(text)))
