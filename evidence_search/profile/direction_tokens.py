"""A sentence of results as a row of tokens, its p values and confidence intervals already judged.

Journals print the same thing in many hands: `P<0.001`, `p = .03`, `(95% CI −1.2 to 0.4)`, `n.s.`. Here each becomes one token
that says whether it means a difference, so that a word model need not learn arithmetic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

P_YES, P_NO, NUMBER = "<p-yes>", "<p-no>", "<number>"
RATIO_UP, RATIO_DOWN = "<ratio-up>", "<ratio-down>"

_PLAIN = str.maketrans(
    {
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200a": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2212": "-",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "·": ".",
        "⩽": "≤",
        "⩾": "≥",
        "’": "'",
    }
)
_ENTITIES = (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "))
_DECIMAL = r"-?(?:\d[\d,]*\.?\d*|\.\d+)"
_TOKEN = re.compile(
    rf"""
    (?P<p>\bp(?:[\s-]?values?)?(?:\s*(?:was|were|of|is|for\s\w+)?\s*
        (?P<sign><{{1,2}}|>|=|≤|≥|<=|less\sthan|greater\sthan)|\s(?:was|were|of|is))\s*(?P<pv>[01]?\.\d+|[01]\b))
    |(?P<ns>\bp\s*=?\s*n\.?s\b\.?|\bn\.s\.|\(\s*ns\b)
    |(?P<ci>(?:\bC\.?I\.?s?\b|confidence\sintervals?)[^\d\n-]{{0,8}}(?P<low>{_DECIMAL})\s*%?\s*(?:to|and|,|;|-)\s*\+?(?P<high>{_DECIMAL}))
    |(?P<range>[(\[]\s*(?P<low2>-?\d+\.\d+)\s*(?:to|,|;|-)\s*(?P<high2>-?\d+\.\d+)\s*[)\]])
    |(?P<group>\b(?:groups?|arms?|cohort)\s(?P<letter>[A-HN-Z]|[1-6]|I{{1,3}}|IV)\b)
    |(?P<aside>(?:\b(?:days?|weeks?|wk|months?|tables?|figures?|figs?\.?|years?|phase|grade|visits?|n\s*=)\s*\d[\d.]*(?:(?:,|\sand|\sor|-)\s?\d+)*)
      |\d[\d.]*[\s-](?:months?|weeks?|wk|mg|ml|µg|mcg)\b(?:/\w+)*|(?:±|\+/-+|\bSDs?|\bSE[Ms]?\b)\s*[=:]?\s*[\d.]+)
    |(?P<ratio>\b(?:a?[orh]r|odds\sratio|hazards?\sratio|relative\srisk|risk\sratio|rate\sratio)\b[^\d;.]{{0,15}}(?P<rv>\d+\.\d+))
    |(?P<number>(?<![\w.])[-+]?(?:\d[\d,]*\.?\d*|\.\d+)\s*(?P<percent>%)?)
    |(?P<word>[A-Za-zα-ωΑ-ΩµÀ-ÿ][\w'µ]*)
    |(?P<mark>[;,:()\n]|\.(?=\s+[A-Z(]|\s*$))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RATIO = re.compile(r"\b(?:a?or|a?rr|a?hr|ratios?|odds|relative risk|hazards?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `word` in lower case, its stem, and the number it states, if any."""

    word: str
    stem: str
    value: float | None = None
    percent: bool = False
    upper: bool = False
    """Printed in capitals, as abbreviations are."""


def plain(text: str) -> str:
    """Return the text with the many spaces, dashes and decimal points of print as ASCII, of about the same length."""
    text = text.translate(_PLAIN)
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = text.replace(entity, sign)
    return text


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without the commonest endings: enough to match `infusions` and `infusion`, `sexual` with itself.

    >>> stem("scores"), stem("improved"), stem("mass")
    ('score', 'improv', 'mass')
    """
    for ending in ("ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            return word[: -len(ending)] + ("e" if ending == "s" and word[-2] == "e" else "") if ending != "s" else word[:-1]
    return word


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a sentence; p values and intervals become `P_YES` or `P_NO`."""
    text = plain(text)
    return tuple(_token(match, text) for match in _TOKEN.finditer(text))


def _token(match: re.Match[str], text: str) -> Token:
    if match["word"]:
        word = match["word"]
        return Token(word.lower(), stem(word.lower()), upper=len(word) > 1 and sum(c.isupper() for c in word) > len(word) / 2)
    if match["mark"]:
        return Token(match["mark"], match["mark"])
    if match["p"]:
        return _judged(_p_says_yes((match["sign"] or "=").lower(), float(match["pv"])))
    if match["ns"]:
        return _judged(False)
    if match["ci"] or match["range"]:
        return _interval(match, text)
    if match["group"]:
        name = "group_" + match["letter"].lower()
        return Token(name, name)
    if match["ratio"]:
        value = float(match["rv"])
        return Token(RATIO_UP, RATIO_UP) if value > 1 else Token(RATIO_DOWN, RATIO_DOWN)
    if match["aside"]:
        return Token("<aside>", "".join(match["aside"].lower().split()))
    return _number(match)


def _judged(yes: bool) -> Token:
    return Token(P_YES, P_YES) if yes else Token(P_NO, P_NO)


def _p_says_yes(sign: str, value: float) -> bool:
    if sign in (">", "≥", "greater than"):
        return False
    return value < 0.05 or (value == 0.05 and sign in ("<", "≤", "<=", "less than"))


def _interval(match: re.Match[str], text: str) -> Token:
    """An interval means a difference when it leaves out zero, or one where a ratio is meant."""
    low, high = (_float(match[name]) for name in (("low", "high") if match["ci"] else ("low2", "high2")))
    if low is None or high is None or low > high:
        return Token(NUMBER, NUMBER)
    if low < 0:
        return _judged(high < 0)
    if _RATIO.search(text, max(0, match.start() - 60), match.start()) or (
        match["range"] and low > 0 and 0.05 < high < 20 and low < 1
    ):
        return _judged(not low <= 1 <= high)
    return Token(NUMBER, NUMBER)


def _number(match: re.Match[str]) -> Token:
    value = _float(match["number"].rstrip("% \t\n"))
    return Token(NUMBER, f"{value:g}" if value is not None else NUMBER, value, bool(match["percent"]))


def _float(printed: str) -> float | None:
    try:
        return float(printed.replace(",", "").rstrip("."))
    except ValueError:
        return None
