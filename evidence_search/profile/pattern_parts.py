"""What every match of a pattern holds, and what it can begin with, read from the pattern as `re` parses it."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

LEAST_LETTERS = 3
"""Shortest string that is looked for; what is shorter stands in most sentences and tells nothing."""
MOST_STEMS = 40
"""Most strings looked for; looking for more costs as much as the pattern."""

Items = Any
"""What `re` makes of a pattern: (name, value) of each part, in a form that has no published type."""
Value = Any

_parser: Any = import_module("re._parser")
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
_CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s"}
_FOLDED = {"s": "ſ", "k": "\u212a", "i": "İı", "µ": "μ", "μ": "µ"}
"""Further characters that `re` holds for the same when it ignores case."""


def stems_of(pattern: str, flags: re.RegexFlag) -> tuple[str, ...]:
    r"""Return strings in lower case one of which every match of a pattern holds, none where those would tell nothing.

    >>> stems_of(r"\b(?:randomi[sz]ed|double-blind(?:ed)?) \w+", re.IGNORECASE)
    ('randomi', 'double-blind')
    """
    stems = _needed(_parser.parse(pattern, flags))
    return tuple(dict.fromkeys(stems)) if len(stems) <= MOST_STEMS else ()


def beginnings_of(pattern: str, flags: re.RegexFlag) -> str:
    r"""Return a pattern of the characters that a match can begin with; empty when that tells little.

    >>> beginnings_of(r"no|with(?:out)? \w+|\d", re.NOFLAG), beginnings_of(r"\b(?:no|never) ", re.NOFLAG)
    ('[\\dnw]', '[n](?<!\\w.)')
    """
    items = _parser.parse(pattern, flags)
    firsts = _first(items, bool(flags & re.IGNORECASE))
    if not firsts:
        return ""
    of_words = all(first == r"\d" or first.isalnum() for first in firsts)
    return f"[{''.join(sorted(firsts))}]" + (r"(?<!\w.)" if of_words and _is_bounded(items) else "")


def _is_bounded(items: Items) -> bool:
    """Whether every match begins where a word can begin."""
    for name, value in items:
        if str(name) == "SUBPATTERN":
            return _is_bounded(value[3])
        if str(name) == "BRANCH":
            return all(map(_is_bounded, value[1]))
        if str(name) not in _ZERO_WIDTH:
            return False
        if str(value) == "AT_BOUNDARY":
            return True
    return False


def _needed(items: Items) -> list[str]:
    """Return the best of what each item of a sequence needs: strings one of which stands in all that the sequence matches."""
    ways: list[list[str]] = []
    run = ""
    for name, value in items:
        if str(name) == "LITERAL" and value < 128:
            run += chr(value).lower()
            continue
        ways += [[run], _needed_by(str(name), value)]
        run = ""
    telling = [way for way in (*ways, [run]) if way and min(map(len, way)) >= LEAST_LETTERS]
    return min(telling, key=_cost, default=[])


def _needed_by(name: str, value: Value) -> list[str]:
    if name == "SUBPATTERN":
        return _needed(value[3])
    if name == "BRANCH":
        each = [_needed(branch) for branch in value[1]]
        return [stem for stems in each for stem in stems] if all(each) else []
    return _needed(value[2]) if name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] else []


def _cost(stems: list[str]) -> float:
    """Return how often a set of strings is likely to stand in a sentence, and how long looking for them takes."""
    return sum(0.02 + 4.0 ** -len(stem) for stem in stems)


def _first(items: Items, any_case: bool) -> frozenset[str]:
    """Return the characters that a sequence can begin with, empty where that is anything or nothing."""
    firsts: frozenset[str] = frozenset()
    for name, value in items:
        if str(name) in _ZERO_WIDTH:
            continue
        own = _first_of(str(name), value, any_case)
        if not own:
            return own
        firsts |= own
        if _parser.SubPattern(items.state, [(name, value)]).getwidth()[0]:
            return firsts
    return frozenset()


def _first_of(name: str, value: Value, any_case: bool) -> frozenset[str]:
    if name == "LITERAL":
        return _letters(value, any_case)
    if name == "IN":
        return _of_set(value, any_case)
    if name == "SUBPATTERN":
        return _first(value[3], any_case)
    if name == "BRANCH":
        each = [_first(branch, any_case) for branch in value[1]]
        return frozenset().union(*each) if all(each) else frozenset()
    return _first(value[2], any_case) if name in ("MAX_REPEAT", "MIN_REPEAT") else frozenset()


def _of_set(members: Items, any_case: bool) -> frozenset[str]:
    firsts: frozenset[str] = frozenset()
    for name, value in members:
        if str(name) == "LITERAL":
            firsts |= _letters(value, any_case)
        elif str(name) == "RANGE" and value[1] - value[0] < 32:
            firsts = firsts.union(*(_letters(code, any_case) for code in range(value[0], value[1] + 1)))
        elif str(name) == "CATEGORY" and str(value) in _CATEGORIES:
            firsts |= {_CATEGORIES[str(value)]}
        else:
            return frozenset()
    return firsts


def _letters(code: int, any_case: bool) -> frozenset[str]:
    letter = chr(code)
    cases = f"{letter.lower()}{letter.upper()}{_FOLDED.get(letter.lower(), '')}" if any_case else letter
    return frozenset(re.escape(each) for each in cases)
