"""Whether a question looks as if it said who somebody is: a name, a date of birth, a number, an e-mail address.

Signs, not certainty: what they find is only pointed out to who typed it, and kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection

NAME, BIRTH = "a person's name", "a date of birth"
NUMBER, EMAIL = "a phone number or another number of a person", "an e-mail address"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_BIRTH = re.compile(
    r"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)?\d\d(?![\d.])"
    r"|(?<!\d)(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19|20)?\d\d(?!\d)"
    r"|\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?:19|20)\d\d\b|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b"
    r"|\bd\.?o\.?b\b|\bdate of birth\b|\bborn (?:on|in) \S*\d|\bbirthday\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.])\+?\(?\d[\d\s().\-/]{5,}\d(?!\w)")
_YEARS = re.compile(r"(?:19|20)\d\d\s*[-–/]\s*(?:19|20)\d\d")
_LEAST_DIGITS = 7
"""Digits of the shortest phone number with its area; identifiers of patients have more."""
_IDENTIFIER = re.compile(r"\b(?:pmid|doi|pmc|nct)\b[\s:]*[\w./-]+|\b10\.\d{4,}/\S+|\bPMC\d+|\bNCT\d+", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:Mrs?|Ms|Miss|Mx|Mister|Sir|Madam|Herr|Frau|Mme|Señora?)\b\.?\s+[A-ZÀ-Þ]")
_WHO = r"(?:I am|I'm|I’m|this is|patient|son|daughter|husband|wife|mother|father|mum|mom|dad|brother|sister|friend)[,:]?"
_SAID = re.compile(
    r"\b(?:my|her|his|their|patient'?s?|the) name(?: is|'s|:)?\s+\S+|\bname:\s*\S+|\b(?:called|named)\s+[A-ZÀ-Þ][a-zß-ÿ]+"
    rf"|\b{_WHO}\s+[A-ZÀ-Þ][a-zß-ÿ]{{2,}}\b"
)
_JOINING = r"(?:\s+(?:van|von|de|der|den|la|le|di|al|el))*"
_TWO_WORDS = re.compile(rf"\b[A-ZÀ-Þ][a-zß-ÿ'’-]+(?:\s+[A-ZÀ-Þ]\.?)?{_JOINING}\s+[A-ZÀ-Þ][a-zß-ÿ'’-]+\b")
_COMMON = frozenset("""
i is it are am was were will would can could should do does did has have had what when where which who why how if in on at after
before for the a an and or not no yes my his her their our your this that with without from about tell please
""".split())  # fmt: skip


def personal(question: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Return what a question seems to say of a person. `known` are words, in lower case, that are no names."""
    text = _IDENTIFIER.sub(" ", question)
    found = []
    if _names(text, known):
        found.append(NAME)
    if _BIRTH.search(text):
        found.append(BIRTH)
    if _EMAIL.search(text):
        found.append(EMAIL)
    if _numbers(_BIRTH.sub(" ", text)):
        found.append(NUMBER)
    return tuple(found)


def _names(text: str, known: Collection[str]) -> bool:
    if _TITLE.search(text):
        return True
    if any(_unknown(match.group().split()[-1], known) for match in _SAID.finditer(text)):
        return True
    return any(all(_unknown(word, known) for word in match.group().split()) for match in _TWO_WORDS.finditer(text))


def _unknown(word: str, known: Collection[str]) -> bool:
    plain = word.strip(".,;:?!'’-").casefold()
    return bool(plain) and plain not in known and plain not in _COMMON


def _numbers(text: str) -> bool:
    bare = _YEARS.sub(" ", text)
    return any(sum(sign.isdigit() for sign in match.group()) >= _LEAST_DIGITS for match in _DIGITS.finditer(bare))
