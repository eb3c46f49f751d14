"""Words made safe to be opened in a spreadsheet, and what every export says beside the table."""

from __future__ import annotations

import re

from evidence_search.evidence_table import EvidenceTable, Row
from evidence_search.findings import Finding
from evidence_search.records import Retraction, SourceKind
from evidence_search.search.cite import pages_in_words

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?%?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

WARNED = frozenset({Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED})


def printable(text: str) -> str:
    """Return text without control characters, which neither XLSX nor a terminal can hold."""
    return _CONTROL.sub("", text)


def is_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take text for a formula: it begins with a sign of one and is no plain number.

    The signs are those of OWASP's advice on CSV injection, the wide forms of East Asian typing included.

    >>> [is_like_a_formula(text) for text in ("=1", "-0.5", "-1,200.5", "-.02", "-0.5 (0.1)", " @x", "＝1", "−0.5 (0.1)", "-")]
    [True, False, False, False, True, True, True, False, True]
    """
    return bool(_FORMULA.match(text)) and not (_PLAIN_NUMBER.fullmatch(text.strip()) and any(map(str.isdigit, text)))


def guarded(text: str) -> str:
    """Return text that a spreadsheet opening a CSV takes as text: what it would take for a formula begins with an apostrophe.

    Plain numbers stay numbers, a printed minus (−) stays as it is.

    >>> [guarded(text) for text in ("=1+1", "-3.4", "−3.4 (SE 1.4)", "-3.4 (SE 1.4)", "@x")]
    ["'=1+1", '-3.4', '−3.4 (SE 1.4)', "'-3.4 (SE 1.4)", "'@x"]
    """
    text = printable(text)
    return f"'{text}" if is_like_a_formula(text) else text


def status(row: Row) -> str:
    """Return what a reader must know of a row before its values: that it is retracted, that its text is a digest."""
    said = [str(row.kind)] if row.kind is not SourceKind.DIGEST else ["digest, not the paper"]
    return "; ".join([*([row.retraction.upper()] if row.retraction in WARNED else []), *said])


def place(finding: Finding) -> str:
    """Return where a quote stands: its document when that is not the study's text, section and page."""
    document = f"attached document {finding.attached.number + 1}" if finding.attached else ""
    return ", ".join(part for part in (document, finding.section, pages_in_words(finding.pages)) if part)


def colophon(table: EvidenceTable) -> str:
    """Return the line that says where a table is from, so that it can be made again."""
    count = len(table.rows)
    made = f"Evidence Search, {count} {'study' if count == 1 else 'studies'}, index {table.fingerprint}"
    return f"{table.note} {made}".lstrip()
