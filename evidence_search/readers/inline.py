"""The running text of an XML element: inline marks joined with the right blanks, citation numbers taken out.

A citation number is written as the mark `CITED` first and taken out with its brackets and separators when the paragraph is
whole, because only then can be seen what would be left dangling: `pain [<xref>3</xref>–<xref>5</xref>].` gives `pain.`
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from evidence_search.readers.assemble import clean
from evidence_search.readers.mathml import math_text, tex_text
from evidence_search.readers.xmltext import Element, all_text, character

CITED = "\ufdd0"
"""Stands for a citation number while a paragraph is put together; never a character of a text."""

_DASH = "–‒—−‐-"
_NUMBERS = re.compile(rf"(?:[\s\[\](){{}}.,;:{_DASH}]|(?<![\dA-Za-z])S?\d{{1,3}}[a-z]?(?![\dA-Za-z])|and|to|&)*")
_SEPARATOR = rf"[\s,;.{_DASH}]"
_FILLER = rf"(?:{_SEPARATOR}|and|&|to|(?<!\d)\d{{1,3}}(?!\d)|[\[\](){{}}])*"
_ONLY_CITED = re.compile(rf"(?:{_SEPARATOR}|[\[\]()]|\d{{1,3}}|{CITED})*")
_INNERMOST = re.compile(rf"[\[(](?=[^\[\]()]*{CITED})([^\[\]()]*)[\])]")
_SQUARE = re.compile(rf"\[(?=[^\[\]]*{CITED})([^\[\]]*)\]")
_ROUND = re.compile(rf"\((?=[^()]*{CITED})([^()]*)\)")
_LEAD = r"(?:see|also|e\.g\.|cf\.?|reviewed|review|for|a|in|refs?\.?|references?|and|&|,|;|\s)*"
_IN_BRACKET = re.compile(rf"{_LEAD}(?:{_FILLER}{CITED})+{_FILLER}", re.IGNORECASE)
_RUN = re.compile(rf"\s*{CITED}(?:\s*(?:[,;{_DASH}]|\band\b|&|\bto\b)?\s*{CITED})*")
_CLOSED_RUN = re.compile(rf"[,;]{_RUN.pattern}(?=\s*[.,;:)\]])")
"""A run between two signs, as in `disease,<1>.`: one of the signs goes with it."""

_LAYOUT: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\s+"), lambda found: "\n" if "\n" in found.group() else " "),
    (re.compile(r"(?<=[(\[])\n"), ""),
    (re.compile(r"\n(?=[)\].,;:](?!\d))"), ""),
)
"""Line breaks that an editor set around tags, where no blank belongs."""

BLOCKS = frozenset(
    "p list list-item def-list def-item disp-quote title sec table-wrap fig boxed-text verse-group statement speech preformat "
    "tr caption".split()
)
"""Elements that stand for themselves: no word of theirs touches one of the text around."""
SKIPPED = frozenset(
    "table-wrap table-wrap-group fig fig-group supplementary-material inline-supplementary-material media graphic "
    "inline-graphic object-id alt-text long-desc fn private-char processing-meta index-term".split()
)
"""Elements that are no part of the paragraph they are set in."""


def inline_text(element: Element, skipped: frozenset[str] = SKIPPED) -> str:
    """Return the text of `element` as one paragraph without citation numbers. Elements named in `skipped` are left out."""
    return finished(_walk(element, skipped))


def finished(text: str) -> str:
    """Return a paragraph put together from `child_text` without citations, with the line breaks of the file made blanks."""
    for pattern, repair in _LAYOUT:
        text = pattern.sub(repair, text)
    text = without_citations(text)
    for pattern, repair in _LAYOUT:
        text = pattern.sub(repair, text)
    return clean(text)


def _walk(element: Element, skipped: frozenset[str], before: str = "") -> str:
    """Return the text below `element`; `before` is what stands in front of it, which a superscript needs to know."""
    text = _own(element.text)
    for child in element:
        text += child_text(child, skipped, text[-4:] or before) + _own(child.tail)
    return text


def _own(text: str | None) -> str:
    return (text or "").replace(CITED, "")


def child_text(child: Element, skipped: frozenset[str], before: str) -> str:
    """Return the text of one child, citations marked `CITED`, for callers that put paragraphs together themselves."""
    if child.tag is etree.Entity:
        return character((child.text or "").strip("&;"))
    if not isinstance(child.tag, str) or child.tag in skipped:
        return ""
    special = _SPECIAL.get(child.tag)
    if special is not None:
        return special(child, skipped, before)
    inner = _walk(child, skipped, before)
    return f" {inner} " if child.tag in BLOCKS else inner


def _cross_reference(child: Element, skipped: frozenset[str], before: str) -> str:
    inner = _walk(child, skipped, before)
    kind = child.get("ref-type") or ""
    if kind in ("bibr", "ref") and CITED not in inner:
        return CITED if _NUMBERS.fullmatch(inner.replace("^", "")) else inner
    if kind in ("fn", "table-fn") and not inner.startswith("^"):
        return raised(inner, before)
    return inner


def _superscript(child: Element, skipped: frozenset[str], before: str) -> str:
    return raised(_walk(child, skipped), before)


def raised(inner: str, before: str) -> str:
    """Return a superscript: `10` and `3` give `10^3`, isotopes and ordinals stay glued, citations become one `CITED`."""
    bare = inner.strip()
    if CITED in bare and _ONLY_CITED.fullmatch(bare):
        return CITED
    if re.fullmatch(r"\[[\d\s,;–‒−-]+\]", bare) or (
        re.fullmatch(r"\d{1,3}(?:\s*[,–‒-]\s*\d{1,3})*", bare) and re.search(r"[^\W\d][.,]$", before)
    ):
        return CITED  # not linked, but nothing else stands in raised brackets or behind a full stop
    if not before or before[-1].isspace() or before[-1] in "([{/" or not re.match(r"[+−–-]?\w", bare):
        return inner
    return inner if re.fullmatch(r"st|nd|rd|th|TM|SM|er|e|o", bare) else "^" + bare


def _subscript(child: Element, skipped: frozenset[str], before: str) -> str:
    inner = _walk(child, skipped)
    return f"_{inner}" if before[-1:].isdigit() and inner[:1].isdigit() else inner


def _formula(child: Element, skipped: frozenset[str], before: str) -> str:
    """Return one of the forms a formula is given in: MathML, else TeX, else what text there is."""
    blank = " " if child.tag == "disp-formula" else ""
    math = next(child.iter("math"), None)
    if math is not None:
        return f"{blank}{math_text(math)}{blank}"
    tex = next(child.iter("tex-math"), None)
    if tex is not None:
        return f"{blank}{tex_text(all_text(tex))}{blank}"
    return blank + _walk(child, skipped | {"label"}) + blank


def _tex(child: Element, skipped: frozenset[str], before: str) -> str:
    return tex_text(all_text(child))


def _math(child: Element, skipped: frozenset[str], before: str) -> str:
    return math_text(child)


def _link(child: Element, skipped: frozenset[str], before: str) -> str:
    return _walk(child, skipped, before) or child.get("{http://www.w3.org/1999/xlink}href") or ""


def _space(child: Element, skipped: frozenset[str], before: str) -> str:
    return " "


_SPECIAL: dict[str, Callable[[Element, frozenset[str], str], str]] = {
    "xref": _cross_reference,
    "sup": _superscript,
    "sub": _subscript,
    "inline-formula": _formula,
    "disp-formula": _formula,
    "alternatives": _formula,
    "math": _math,
    "tex-math": _tex,
    "break": _space,
    "hr": _space,
    "ext-link": _link,
    "uri": _link,
}


def without_citations(text: str) -> str:
    """Take out the citations marked in `text`, and what would be left dangling of their brackets and separators."""
    if CITED not in text:
        return text
    for pattern in (_INNERMOST, _INNERMOST, _SQUARE, _ROUND):
        text = pattern.sub(_bracket, text)
    return _RUN.sub(_run, _CLOSED_RUN.sub("", text))


def _bracket(found: re.Match[str]) -> str:
    inner = found.group(1)
    if _IN_BRACKET.fullmatch(inner):
        return CITED
    kept = _RUN.sub(_run, inner).strip(" ,;\n")
    return found.group()[0] + kept + found.group()[-1] if kept else CITED


def _run(found: re.Match[str]) -> str:
    """Leave a blank where two words would be glued together."""
    after = found.string[found.end() : found.end() + 1]
    return " " if after.isalnum() or (after and after in '([“"') else ""
