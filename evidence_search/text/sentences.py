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
    "p pp prof pty ref refs resp sect sp spp sr ssp st subsp suppl tab tabs univ v var ver vet viz vol vols vs".split()
)
"""Words that carry a full stop inside a sentence. Those not in `_NEVER_END` may end one too, when an opener follows."""

_NEVER_END = frozenset("cf dr e.g eg eq eqs esp fig figs i.e ie mr mrs ms prof pty ref refs st tab tabs var ver vet vs".split())
"""Abbreviations that something always follows, whatever its capital."""

_SHOUTED = frozenset({"FIG", "FIGS", "NO", "REF", "REFS", "TAB", "VS"})
"""Abbreviations also where they stand in capitals; `MS`, `DR`, `ST` and the like are names of things then."""

_OPENERS = re.compile(
    r"(?:The|This|These|Those|There|They|We|Our|It|Its|In|However|Moreover|Although|Thus|Therefore|Here|Both|All|After|"
    r"Patients|Participants|Ketamine|Esketamine|No|A|An|For|To|At|Of|On|By|As|When|While|Future|Results|Conclusions?|"
    r"Further(?:more)?|Additionally|Also|Similarly|Interestingly|Nevertheless|Previously|Because|Since|Whether|If|Compared)\b"
)

_CITED = r"\[\d{1,3}(?:[\s,;–-]+\d{1,3})*\]|(?<=[a-z]{2}\.)\d{1,3}(?:[,–-]\d{1,3})*(?:(?: \d{1,3})+(?=\s+[A-Z]))?"
_STOP = re.compile(rf"""[.!?](?:(?<![.!?].)[.!?]*[)\]"'’”]*(?:{_CITED})?(?=\s)|(?<=[a-z]{{3}}[.!?])(?={_OPENERS.pattern}))""")
"""The end of a sentence, with the citation number that some journals set behind it: `safe.[12]`, `safe.12`; or a stop whose
blank was lost before a word that opens sentences: `safe.The`."""

_OPENS = re.compile(r"""[("'‘“\[«¿]*(?:[A-Z0-9À-ÞΑ-Ω<>≥≤±~•–—−©-]|[a-z]+-?[A-Z]|[a-z]{1,6}-?\d|[a-hivx]{1,3}\)\s|α|β|γ|κ|μ)""")
"""What can begin a sentence; in lower case only names such as `mTOR`, `c-Abl`, `p53` and `hsf-1`, and the `b)` of a list."""

_DOTTED = re.compile(r"[a-z]{1,3}(?:\.[a-z]{1,3})+")
"""`i.v`, `u.s`, `ph.d`, `b.i.d`."""

_ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,2}|[a-hivx]{1,3})")
"""What counts the items of a list and belongs to what follows: `4.` in `Pain fell. 4. Sleep improved.`"""

_TIMED = re.compile(r"[\d/]\s?m(?:in|s)$")
_THING = re.compile(
    r"(?<![^\s(])(?:(?!(?:and|by|with|from|of|in|for|both|intracellular|against)\b)[a-z]{3,}"
    r"|Group|Arm|Panel|Type|Phase|Class|Vitamin|Hepatitis|Appendix) .$"
)
"""A common word and a capital: `vitamin C`, `group A`; what follows `by` or `and` is rather a person's initial or a genus."""
_LAST_WORD = re.compile(r"[\w.'’-]*")
"""The last word of a text that is written backwards, where it is the first."""
_BLANK = re.compile(r"\s*")
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
    blank = _BLANK.match(text, stop.end(), end)
    after = blank.end() if blank else end
    if after >= end:
        return True
    if not _OPENS.match(text, after, end) or _ENUMERATOR.fullmatch(text, begin, stop.start()):
        return False
    mark = stop.group()
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    return not _abbreviated(text, begin, stop.start(), after)


def _abbreviated(text: str, begin: int, stop: int, after: int) -> bool:
    """Whether the full stop at `stop` belongs to an abbreviation or initial and the sentence goes on at `after`."""
    found = _LAST_WORD.match(text[max(begin, stop - 40) : stop][::-1])
    written = (found.group()[::-1] if found else "").strip("'’.-")
    word = written.lower()
    opened = bool(_OPENERS.match(text, after))
    if _is_initial(text, stop, word):
        return not opened
    if _names_a_thing(text, stop, written) or _TIMED.search(text[max(begin, stop - 8) : stop]):
        return False
    if word in _ABBREVIATIONS or _DOTTED.fullmatch(word):
        return word in _NEVER_END or not opened
    return False


def _names_a_thing(text: str, stop: int, written: str) -> bool:
    """The C of vitamin C is not the c. of circa, and multiple sclerosis (MS) is not Ms."""
    if len(written) == 1:
        return text[stop - 1].isupper()
    return written.isupper() and written.isalpha() and written not in _SHOUTED


def _is_initial(text: str, stop: int, word: str) -> bool:
    """A single capital before the stop is an initial (`J. Dahan`), unless it names a thing (`vitamin C.`, `mmol/L.`)."""
    if len(word) != 1 or not word.isalpha() or not text[stop - 1].isupper():
        return False
    if stop >= 2 and text[stop - 2] not in " \t\n\u00a0\u2009(.-":
        return False
    return not _THING.search(text[max(0, stop - 24) : stop])
