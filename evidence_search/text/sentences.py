"""Where sentences begin and end in medical prose.

A full stop ends a sentence only when what follows can begin one and what precedes is not an abbreviation, an initial or a
number that goes on. Line breaks are kept by readers only where the source has a paragraph, a list item or a table row, so
every line break ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATIONS = frozenset(
    "al approx art c ca cf co corp dr e.g eg eq eqs esp et etc ex fig figs i.e ie incl int jr lat max min mr mrs ms no nos nr "
    "p pp prof ref refs resp sect sp spp sr st subsp suppl tab tabs univ v var viz vol vols vs".split()
)
"""Words that carry a full stop inside a sentence. `etc` and `al` may also end one; see `_MAY_END`."""

_MAY_END = frozenset({"al", "etc", "co", "corp", "no", "min", "max", "int", "art", "v", "c", "p"})
"""Abbreviations that end a sentence when a common sentence opener follows."""

_OPENERS = re.compile(
    r"(?:The|This|These|Those|There|They|We|Our|It|Its|In|However|Moreover|Although|Thus|Therefore|Here|Both|All|After|"
    r"Patients|Participants|Ketamine|Esketamine|No|A|An|For|To|At|Of|On|By|As|When|While|Future|Results|Conclusions?)\b"
)

_NEVER_END = frozenset({"e.g", "i.e"})
"""Abbreviations that something always follows, whatever its capital."""

_CITED = r"\[\d{1,3}(?:[\s,;–-]+\d{1,3})*\]|(?<=[a-z]{2}\.)\d{1,3}(?:[,–-]\d{1,3})*"
_STOP = re.compile(rf"""([.!?]+[)\]"'’”]*)(?:{_CITED})?(?=\s)""")
"""The end of a sentence, with the citation number that some journals set behind it: `safe.[12]`, `safe.12`."""

_OPENS = re.compile(r"""[("'‘“\[«¿]*(?:[A-Z0-9À-ÞΑ-Ω<>≥≤±~•–—−-]|[a-z]+[A-Z]|α|β|γ|κ|μ)""")
_LAST_WORD = re.compile(r"[\w.'’-]*$")
_LINE = re.compile(r"[^\n]+")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of `text[start:end]`, without surrounding white space, in order.

    >>> [("He got 0.5 mg/kg i.v. over 40 min. It helped (p < 0.05). See Fig. 2."[a:b]) for a, b in
    ...  sentence_spans("He got 0.5 mg/kg i.v. over 40 min. It helped (p < 0.05). See Fig. 2.")]
    ['He got 0.5 mg/kg i.v. over 40 min.', 'It helped (p < 0.05).', 'See Fig. 2.']
    """
    end = len(text) if end is None else end
    spans = []
    for line in _LINE.finditer(text, start, end):
        for low, high in _cut_line(text, line.start(), line.end()):
            piece = text[low:high]
            if stripped := piece.strip():
                low += len(piece) - len(piece.lstrip())
                spans.append((low, low + len(stripped)))
    return spans


def _cut_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if _ends_sentence(text, begin, stop, end):
            yield begin, stop.end()
            begin = stop.end()
    yield begin, end


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    after = stop.end() + (len(text[stop.end() : end]) - len(text[stop.end() : end].lstrip()))
    if after >= end:
        return True
    if not _OPENS.match(text, after, end):
        return False
    if stop[1] != ".":
        return True
    found = _LAST_WORD.search(text[max(begin, stop.start() - 40) : stop.start()])
    word = (found.group() if found else "").strip("'’.-").lower()
    if _is_initial(text, stop.start(), word):
        return bool(_OPENERS.match(text, after))
    named = len(word) == 1 and text[stop.start() - 1].isupper()  # the C of vitamin C is not the c. of circa
    if (word in _ABBREVIATIONS and not named) or ("." in word and not word.replace(".", "").isdigit()):
        may_end = word in _MAY_END or ("." in word and word not in _NEVER_END)
        return may_end and bool(_OPENERS.match(text, after))
    return True


def _is_initial(text: str, stop: int, word: str) -> bool:
    """A single capital before the stop is an initial (`J. Smith`), unless it names a thing (`vitamin C.`, `group A.`)."""
    names_a_thing = re.search(r"[a-z]{3,} .$", text[max(0, stop - 12) : stop])
    return len(word) == 1 and word.isalpha() and text[stop - 1].isupper() and not names_a_thing
