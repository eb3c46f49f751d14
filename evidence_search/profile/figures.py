"""Figures of results as printed: ratios, standardised and mean differences, means, with their intervals and p values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.result_sentences import Line, Told
from evidence_search.profile.sieve import Sieved, holds
from evidence_search.profile.subject import Sentence, found

_NUMBER = r"(?:[-−–‐+]\s?)?(?:\d{1,4}(?:[.·]\d+)?|[.·]\d+)"
_P = (
    r"(?:(?<![A-Za-z])[pP](?:[\s-]?values?)?\s?(?P<p{n}>(?:[<>=≤≥]|&lt;|"
    r"&gt;)\s?(?:0?[.·]\d+(?:\s?[×x]\s?10\s?[-−–]?\d+)?|[01]\b)))"
)
_INTERVAL = (
    r"(?:9[0-9](?:\.\d)?\s?%\s?)?(?:C\.I\.|CI|CrI|(?:confidence|credible) intervals?)(?:\s?\((?:C\.I\.|CI)\))?[\s:=,;\[(]{0,4}"
    rf"(?P<low>{_NUMBER})\s?%?\s?(?:to|and|,|;|[-−–‐])\s?(?P<high>{_NUMBER})(?![\d.]*\s?%\s?CI)"
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("odds ratio", r"(?:adjusted |pooled |diagnostic )?odds ratios?(?:\s?[\[(]\w{1,4}[\])])?|\ba?ORs?\b"),
    ("hazard ratio", r"(?:adjusted )?hazards? ratios?(?:\s?[\[(]\w{1,4}[\])])?|\ba?HRs?\b"),
    (
        "risk ratio",
        r"(?:pooled )?(?:risk|rate) ratios?(?:\s?[\[(]\w{1,4}[\])])?|"
        r"relative risks?(?:\s?[\[(]\w{1,4}[\])])?|\ba?RRs?\b|\bIRR\b",
    ),
    ("risk difference", r"(?:absolute )?risk (?:difference|reduction)s?(?:\s?[\[(]\w{1,4}[\])])?|\bARR\b"),
    ("standardised mean difference", r"standardi[sz]ed mean differences?(?:\s?[\[(]\w{1,4}[\])])?|\bSMDs?\b"),
    ("Hedges' g", r"hedges?['’′]?s?['’′]?\s?g\b|(?<![\w.])g(?=\s?=)"),
    ("Cohen's d", r"cohen['’′]?s?\s?d\b|(?<![\w.])d(?=\s?=)"),
    (
        "mean difference",
        r"(?:least[- ]squares? |LS |weighted |estimated |adjusted |pooled |treatment |"
        r"between-group )*(?:mean |group )?differences?(?: \(SE\)|\s?[\[(]\w{1,4}[\])])?|\bW?MDs?\b",
    ),
    ("number needed to treat", r"numbers?[- ]needed[- ]to[- ]treat(?:\s?[\[(]\w{1,4}[\])])?|\bNNTs?\b"),
    ("effect size", r"effect sizes?(?:\s?[\[(]\w{1,4}[\])])?"),
    ("mean change", r"mean (?:[\w-]+ ){0,3}?(?:change|reduction|decrease|decline|improvement|increase)s?(?: \(SD\)| \(SE\))?"),
)
_KIND = Sieved("|".join(f"(?P<k{at}>{pattern})" for at, (_, pattern) in enumerate(_KINDS)))
_CASED = frozenset(("OR", "HR", "RR", "ARR", "MD", "IRR", "d", "g"))
_VALUE = re.compile(
    rf"\s?(?:(?:was|were|of|is|being|from baseline|in|for|between groups|versus placebo|vs\.? placebo)\s|"
    rf"[\[(]\w{{1,4}}[\])]\s?)*[=:,≈~]?\s?[\[(]?\s?(?P<v>{_NUMBER})(?!\s?%?\s?(?:CI\b|C\.I|confidence|credible|mg|"
    rf"patients|studies|trials|weeks|days|h\b|hours))(?P<pct>\s?%)?(?![\d.])"
)
_REST = re.compile(
    rf"[^;()\[\]]{{0,14}}?[\s,;:(\[]{{0,4}}(?:{_INTERVAL})?(?:[\])]?[\s,;:(\[]{{0,4}}(?:[A-Za-z]\s?\(?[\d,. "
    rf"]*\)?\s?=\s?[-−]?[\d.]+[\s,;]{{0,3}}){{0,2}}{_P.format(n='')})?"
)
_P_ALONE = re.compile(_P.format(n=""))
_AGE = re.compile(r"\b(?:age[ds]?|years?|bmi|weight|education)\b")
_MEAN = re.compile(
    rf"(?P<v>{_NUMBER})\s?(?:±|\+/[-−]|\((?:SD|standard deviation)\s?[=:]?)\s?(?P<sd>\d+(?:[.·]\d+)?)", re.IGNORECASE
)
_HINTS = ("ratio", "differ", "hedges", "cohen", "effect size", "needed", "relative risk", "mean ")
_CAPITALS = Sieved(r"\b(?:a?ORs?|a?HRs?|a?RRs?|ARR|IRR|SMDs?|W?MDs?|NNTs?)\b|\b[dg]\s?=", re.NOFLAG)
"""What a sentence with an estimate has: tried first, for most have none."""


def figures_in(sentence: Sentence, lower: str) -> Iterator[Finding]:
    """Yield the figures of a sentence in order; a p value or interval printed behind an estimate belongs to it."""
    text = sentence.text
    taken = 0
    spans: list[tuple[int, int]] = []
    for match in _KIND.finditer(text) if _may_estimate(text, lower) else ():
        kind = _KINDS[int((match.lastgroup or "k0")[1:])][0]
        if match.start() < taken or (match.group().upper() in _CASED and match.group() not in _CASED):
            continue
        value = _VALUE.match(text, match.end())
        if not value or (
            kind in ("Cohen's d", "Hedges' g", "mean difference", "effect size") and value["pct"] and kind != "mean difference"
        ):
            continue
        rest = _REST.match(text, value.end())
        end = rest.end() if rest and (rest["low"] or rest["p"]) else value.end()
        taken = end
        spans.append((match.start(), end))
        yield _estimate(kind, sentence, match.start(), end, value, rest)
    for match in _MEAN.finditer(text) if "±" in text or "+/" in text or "sd" in lower or "standard dev" in lower else ():
        if not any(a <= match.start() < b for a, b in spans) and not _AGE.search(
            lower, max(0, match.start() - 40), match.end() + 12
        ):
            detail: dict[str, Value] = {"kind": "mean", "value": number(match["v"]), "sd": number(match["sd"])}
            spans.append(match.span())
            yield replace(found(Field.FIGURES, f"mean {_tidy(match['v'])}", sentence, match), detail=detail)
    for match in _P_ALONE.finditer(text):
        if not any(a <= match.start() < b for a, b in spans):
            yield found(Field.FIGURES, f"p{_tidy(match['p'])}", sentence, match, kind="p", p=_tidy(match["p"]))


def _may_estimate(text: str, lower: str) -> bool:
    return holds(lower, _HINTS) or bool(_CAPITALS.search(text))


def _estimate(kind: str, sentence: Sentence, start: int, end: int, value: re.Match[str], rest: re.Match[str] | None) -> Finding:
    detail: dict[str, Value] = {"kind": kind, "value": number(value["v"])}
    if value["pct"]:
        detail["unit"] = "%"
    if rest and rest["low"]:
        low, high = sorted((number(rest["low"]), number(rest["high"])))
        if low <= number(value["v"]) <= high:  # subtle: else it is the interval of another estimate
            detail |= {"low": low, "high": high}
    if rest and rest["p"]:
        detail["p"] = _tidy(rest["p"])
    words = f"{kind} {_tidy(value['v'])}{'%' if value['pct'] else ''}"
    return replace(found(Field.FIGURES, words, sentence, sentence.text[start:end]), detail=detail)


def number(printed: str) -> float:
    """Return a printed number with its sign, whatever dash stands for the minus.

    >>> number("−4.0"), number("·51"), number("+1.5")
    (-4.0, 0.51, 1.5)
    """
    plain = "".join(printed.split()).replace("·", ".")
    for dash in "−–‐":
        plain = plain.replace(dash, "-")
    return float(plain)


def _tidy(printed: str) -> str:
    return "".join(printed.split()).replace("&lt;", "<").replace("&gt;", ">")


def find(lines: Iterable[Line]) -> list[Finding]:
    """Return the figures of a study's results; sentences of background and methods are left out."""
    return [
        figure
        for line in lines
        if line.part in (Told.RESULTS, Told.CONCLUSIONS, Told.OPEN) and line.has_digit
        for figure in figures_in(line.sentence, line.lower)
    ]
