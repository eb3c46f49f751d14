"""One spelling of hyphens and blanks while a study is read, the printed one in what is shown.

Databases print double-blind with a hyphen of its own (U+2010) and 0.5 mg with a blank that does not break (U+00A0). Each is
replaced by one character, so every offset stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from evidence_search.findings import Finding
from evidence_search.profile.subject import Subject

_EVEN = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2019": "'"})
_ODD = re.compile(f"[{''.join(map(chr, _EVEN))}]")


@lru_cache(maxsize=2)
def evened(subject: Subject) -> Subject:
    """Return the subject in one spelling; the subject itself when it is so already."""
    if _is_even(subject.title) and _is_even(subject.text):
        return subject
    return replace(subject, title=subject.title.translate(_EVEN), text=subject.text.translate(_EVEN))


def _is_even(text: str) -> bool:
    return text.isascii() or not _ODD.search(text)


def restored(findings: Iterable[Finding], subject: Subject) -> list[Finding]:
    """Return findings read from the evened subject with their quotes as `subject` prints them."""
    return [_restored(finding, subject) for finding in findings]


def _restored(finding: Finding, subject: Subject) -> Finding:
    if finding.start is not None and finding.end is not None:
        quote = subject.text[finding.start : finding.end]
    elif finding.quote == subject.title.translate(_EVEN):
        quote = subject.title
    else:
        return finding
    at = finding.quote.find(finding.printed)
    return replace(finding, quote=quote, printed=quote[at : at + len(finding.printed)])
