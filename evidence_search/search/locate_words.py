"""Words as a pasted sentence is compared with a study's: what print and copying change is the same, what means a thing is not.

The same: white space, line breaks and hyphens inside words, ligatures, kinds of quotation marks, dashes and minus signs, the
capital that begins a sentence, `·` and a missing nought in decimals (`.05`). Not the same: a sign before a number, a digit, a
stop inside a number, an exponent, any word, any other mark.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    (?P<number>(?:(?<![\w.)\]%’'°])(?:[-+−–‒‐‑]|−\s)(?=[\d.·]))?(?:\d+(?:[.,·]\d+)*|(?<!\w)[.·]\d+)(?:[⁺⁻]?[⁰¹²³⁴-⁹]+)?)
    |(?P<word>[^\W\d_](?:\w|['’](?=\w)|\u00ad\s*|[-‐‑–]\s*(?=[^\W\d_]))*)
    |(?P<mark>\S)
    """,
    re.VERBOSE,
)
_JOINERS = re.compile(r"[-‐‑–\u00ad\s]+")
_DASHES = frozenset("-‐‑‒–—―−")
_RAISED = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
"""An exponent is part of its number: 10⁻³ and 10³ are two numbers."""
_SLANTED = {"⩽": "≤", "⩾": "≥"}
_QUOTES = frozenset("\"'“”„«»‘’‚‹›`´″′")
_EDGES = _QUOTES | frozenset(".,;:!?()[]{}…")
"""Marks that mean nothing at the ends of what was pasted."""

_SHOUTED = 4
"""Letters from which a word in capitals may be a heading's spelling of the word; `MS` and `mM` are names and units."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark of a text, with its place and the form it is compared in."""

    form: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is a number, with or without a sign."""
        return self.form.lstrip("−+")[:1].isdigit()

    @property
    def is_mark(self) -> bool:
        """Whether it is neither a word nor a number."""
        return not any(sign.isalnum() for sign in self.form)


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words, numbers and marks of `text[start:end]`, in order.

    >>> [word.form for word in words_of("It fell by -4.63 (p<.05).")]
    ['it', 'fell', 'by', '−4.63', '(', 'p', '<', '0.05', ')', '.']
    """
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Word(_form(match), match.start(), match.end()) for match in found]


def _form(match: re.Match[str]) -> str:
    return _form_of(match.lastgroup, match.group())


@lru_cache(maxsize=1 << 16)
def _form_of(kind: str | None, written: str) -> str:
    """Return the form of a word, number or mark. Kept: most of the time to find a sentence goes into few different words."""
    if kind == "number":
        return _number(written)
    if kind == "word":
        return _word(written)
    if written in _DASHES:
        return "-"
    return '"' if written in _QUOTES else _SLANTED.get(written) or unicodedata.normalize("NFKC", written)


def _number(written: str) -> str:
    sign = "−" if written[0] in _DASHES else "+" if written[0] == "+" else ""
    digits = written.lstrip("".join(_DASHES) + "+ \t\n\u00a0\u2009\u202f").replace("·", ".")
    base = digits.rstrip(_RAISED)
    raised = unicodedata.normalize("NFKC", digits[len(base) :])
    return sign + ("0" + base if base.startswith(".") else base) + (f"^{raised}" if raised else "")


def _word(written: str) -> str:
    plain = unicodedata.normalize("NFKC", _JOINERS.sub("", written)).replace("’", "'")
    if plain[1:].islower() or len(plain) == 1 or (plain.isupper() and len(plain) >= _SHOUTED):
        return plain.lower()
    return plain


def without_edges(words: list[Word]) -> list[Word]:
    """Return words without the quotation marks, brackets and stops around them."""
    low, high = 0, len(words)
    while low < high and words[low].form in _EDGES:
        low += 1
    while high > low and words[high - 1].form in _EDGES:
        high -= 1
    return words[low:high]
