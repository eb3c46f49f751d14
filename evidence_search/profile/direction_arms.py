"""Who is who in a sentence: which tokens name the intervention, the comparator and the outcome.

A prompt names them in its own words, the sentence in others (`LMWH`, `the control group`, `group B`). A token belongs to an
arm when its stem stands in that arm's name and not in the other's; abbreviations are spelt out from the text or from initials.
"""

from __future__ import annotations

import re
from functools import lru_cache

from evidence_search.profile.direction_tokens import Token, tokens

INT, CMP, OUT = "INT", "CMP", "OUT"

_EMPTY = frozenset(
    "a an the of in to and or for with by on at from as is was were be than that this these those their its it mg "
    "kg ml day days "
    "week weeks month months hour hours h min minutes daily once twice per group groups patients patient subjects participants "
    "treatment therapy treated dose doses plus i ii iii s mean number level levels rate score scores change total after during "
    "who received receiving being had has use using only alone two one three all each any study trial <number> <aside> "
    "; . , : ( )".split()
)
"""Words that name nothing by themselves."""

_COMPARATOR = frozenset("placebo sham controls comparator vehicle untreated waitlist nontreatment dummy".split())
_COMPARATOR_GROUP = frozenset("control usual standard conventional reference comparison untreated".split())
_INTERVENTION_GROUP = frozenset("intervention experimental active treatment treated study trial test".split())
_GROUP_WORDS = frozenset(
    "group groups arm arms subjects patients participants condition children women care animals rats mice".split()
)
_BEFORE_CONTROL = frozenset("the than to with vs versus and in of versus".split())
_SHORT = re.compile(r" \(([A-Za-z][A-Za-z0-9-]{1,9})\)")
LONGEST = 90
"""Most characters that what an abbreviation stands for may take."""


@lru_cache(maxsize=2048)
def _named(phrase: str) -> tuple[frozenset[str], str]:
    """Return the stems that name something in a phrase, and the initials of its words."""
    found = tokens(phrase)
    content = [token for token in found if token.word not in _EMPTY]
    initials = "".join(
        token.word[0]
        for token in found
        if token.value is None and token.word[0].isalpha() and token.word not in ("of", "and", "the")
    )
    return frozenset(token.stem for token in content), initials


def named_stems(phrase: str) -> frozenset[str]:
    """Return the stems of the words of a phrase that name something."""
    return _named(phrase)[0]


@lru_cache(maxsize=256)
def abbreviations(context: str) -> dict[str, frozenset[str]]:
    """Return what each abbreviation spelt out in a text stands for: lower-case abbreviation to the stems of its words.

    >>> sorted(abbreviations("We gave low molecular weight heparin (LMWH) daily.")["lmwh"])
    ['heparin', 'low', 'molecular', 'weight']
    """
    found: dict[str, frozenset[str]] = {}
    for match in _SHORT.finditer(context):
        words, short = context[max(0, match.start() - LONGEST) : match.start()].split()[-8:], match[1].lower()
        letters = [c for c in short if c.isalnum()]
        for count in range(1, len(words) + 1):
            tail = words[-count:]
            if (
                tail[0][0].lower() == letters[0]
                and _spells(letters, " ".join(tail).lower())
                and count >= (len(letters) + 1) // 2
            ):
                found[short] = frozenset(token.stem for token in tokens(" ".join(tail)) if token.word not in _EMPTY)
                break
    return found


def _spells(letters: list[str], text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _widened(phrase: str, context: str) -> tuple[frozenset[str], str]:
    stems, initials = _named(phrase)
    if context:
        for short, long in abbreviations(context).items():
            if short in stems:
                stems |= long
            elif long and long <= stems:
                stems |= {short}
    return stems, initials


def roles(row: tuple[Token, ...], intervention: str, comparator: str, outcome: str, context: str = "") -> list[str]:
    """Return for each token `INT`, `CMP`, `OUT` or nothing."""
    first, first_initials = _widened(intervention, context)
    second, second_initials = _widened(comparator, context)
    measured, measured_initials = _widened(outcome, context)
    mine, theirs = first - second, second - first
    shared = first & second
    found = []
    for at, token in enumerate(row):
        role = ""
        if token.stem in mine and not (token.stem in measured and token.stem in theirs):
            role = INT
        elif token.stem in theirs:
            role = CMP
        elif token.stem in measured:
            role = OUT
        elif token.upper and len(token.word) > 1:
            role = _by_initials(token.word, first_initials, second_initials, measured_initials)
        elif token.word.startswith("group_") and context:
            role = _by_letter(token.word, mine, theirs, context)
        found.append(role or ("" if token.stem in shared else _usual(row, at)))
    return found


def _by_initials(word: str, first: str, second: str, measured: str) -> str:
    fits = [role for role, initials in ((INT, first), (CMP, second), (OUT, measured)) if len(word) > 1 and word in initials]
    return fits[0] if len(fits) == 1 else ""


def _usual(row: tuple[Token, ...], at: int) -> str:
    """Return the arm that papers usually mean by a word such as `placebo` or `control group`."""
    word = row[at].word
    if word in _COMPARATOR:
        return CMP
    grouped = at + 1 < len(row) and row[at + 1].word in _GROUP_WORDS
    if word in _COMPARATOR_GROUP and (grouped or (word == "control" and at > 0 and row[at - 1].word in _BEFORE_CONTROL)):
        return CMP
    return INT if word in _INTERVENTION_GROUP and grouped and row[at + 1].word not in ("patients", "care") else ""


@lru_cache(maxsize=1024)
def _by_letter(letter: str, mine: frozenset[str], theirs: frozenset[str], context: str) -> str:
    """Return the arm that `group A` is, by the words that follow it where the text explains it."""
    row = tokens(context)
    first = second = 0
    for at, token in enumerate(row):
        if token.word != letter:
            continue
        after = next(
            (i for i in range(at + 1, min(at + 14, len(row))) if row[i].word.startswith("group_")), min(at + 14, len(row))
        )
        stems = {row[i].stem for i in range(at + 1, after)}
        first += len(stems & mine)
        second += len(stems & theirs)
    return INT if first > second else CMP if second > first else ""
