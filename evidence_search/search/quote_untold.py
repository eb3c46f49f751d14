"""Sentences that seldom answer whatever is asked: of what a source does not tell, of the study itself, of a comparator alone.

Patterns over English, read by people, as in `quote_forms`; what they say of a sentence is remembered, for it does not depend on
the question.
"""

from __future__ import annotations

import re
from functools import lru_cache

_UNSEEN = r"(?:seen|stated|given|printed|spelled out|described|reported|known|explained|clear|settled|resolved|listed)"

_UNTOLD = re.compile(
    r"\b(?:text|pages?|sources?|excerpt|digest|abstract|record|we) (?:we )?(?:read|seen)\b[^.;]*\b(?:not|no|nor)\b"
    rf"|\b(?:was|were|is|are) not (?:\w+ )?{_UNSEEN}\b[^.;]*"
    r"\b(?:in what was read|in the (?:source|text|pages?|excerpt)|from this series|for this digest)\b"
    r"|\b(?:figures?|details?|numbers?|counts?|rates?|scores?|dos(?:e|es)|sizes?|values?|percentages|kinds?|authors?|regimens?"
    r"|schedules?|results?|routes?)"
    r"(?: [\w()+-]+){0,9} (?:was|were) not (?:seen|stated|printed)\b"
    # Of words between only those that change nothing: `no rise in rates was seen` is a result.
    r"|\bno (?:(?:pooled|exact|overall|separate|misuse) )?(?:figures?|results|rates?|numbers?|counts?|scores?|details?|doses"
    r"|p values?)\b[^.;]{0,60} (?:was|were) seen\b"
    # What is not known said as a question: `what the controls received was not seen`.
    r"|^(?:- )?(?:what|which|who|whether|how(?! ever)) [^.;]* (?:was|were) not (?:\w+ )?(?:seen|stated|clear)\b"
    r"|\band (?:what|which|who|whether|how) [^.;]* (?:was|were) not (?:seen|stated)\W*$"
    r"|\bthat does not mean there were none\b|\bthere may have been some\b"
    r"|\b(?:comparison|figures?|results?) do(?:es)? not involve\b",
    re.IGNORECASE,
)
"""Sentences that say what a source does not tell: honest in a digest, no answer to anybody."""

_UNCOMPARED = re.compile(
    r"\bno (?:\w+ )?comparison\b|\bnot (?:compared|a comparison)\b|\bdoes not involve\b|\bnothing can (?:yet )?be said\b"
    r"|\bcompares? (?:the same people|people with themselves|kinds of patients)\b|\bdo(?:es)? not compare\b"
    r"|\bdid not compare\b|\bfigures? compares?\b[^.;]*\bnot\b|\b(?:no|without a) (?:control|comparison) group\b"
    r"|\bwithin the same people\b|\b(?:is|are) (?:a )?(?:changes?|figures?|before-and-after)\b[^.;]*\b(?:same|one group)\b"
    r"|\bthe comparison is\b",
    re.IGNORECASE,
)
"""Sentences that say what a figure cannot be read as."""

_STUDY = (
    r"(?:stud(?:y|ies)|trials?|reviews?|reports?|paper|meta-analysis|analysis|survey|thesis|series|guideline|protocol|project|"
    r"article)"
)
_INTRODUCES = re.compile(
    rf"(?:- )?(?:in )?this (?:\w+[ -]){{0,6}}?{_STUDY}\b"
    r"(?! (?:\w+ )?(?:show|f(?:ou|i)nd|suggest|demonstrat|indicat|conclud|confirm|reveal))"
    rf"|(?:- )?(?:the )?(?:\w+ ){{0,2}}(?:{_STUDY}|records|interviews)"
    r" (?:covers?|covered|included?|took|take|enrolled|looked|describes?|planned|concerns?|asked|were reviewed)\b"
    r"|(?:- )?(?:researchers|scientists|experts|doctors|the authors) (?:put|looked|joined|pooled|reviewed|searched|asked)\b"
    r"|(?:- )?there were [\w ,]+(?:people|patients|adults|participants|cases|drips)\b"
    r"|(?:- )?[\w ,-]{1,40}(?:people|patients|adults|adolescents|participants|children) [^.;]{0,80}\btook part\b",
    re.IGNORECASE,
)
"""Sentences that present a study: what it looked at and whom, as a plain summary or a review opens."""

_COMPARATOR = re.compile(r"\b(?:placebo|saline|sham|dummy|control group|controls|comparison group|salt water)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:than|compared|comparison|versus|vs?|against|and|or|between|both|either|similar\w*|differ\w*|over|beyond|favour\w*|"
    r"controlled|from|better|superior\w*|with \d)\b",
    re.IGNORECASE,
)
"""A comparator, and words that set something beside it."""


@lru_cache(maxsize=1 << 14)
def untold(text: str) -> bool:
    """Whether a sentence only says what its source does not tell.

    >>> untold("The page read did not list side effects."), untold("Pain did not fall.")
    (True, False)
    """
    return _denies(text) and bool(_UNTOLD.search(text))


@lru_cache(maxsize=1 << 14)
def uncompared(text: str) -> bool:
    """Whether a sentence says what a figure cannot be read as: `no comparison was made`."""
    return _denies(text) and bool(_UNCOMPARED.search(text))


@lru_cache(maxsize=1 << 14)
def introduces(text: str) -> bool:
    """Whether a sentence presents a study and tells nothing that it found.

    >>> introduces("This review looked at 45 reports of ketamine."), introduces("This study shows that pain fell.")
    (True, False)
    """
    return bool(_INTRODUCES.match(text))


@lru_cache(maxsize=1 << 14)
def comparator_alone(text: str) -> bool:
    """Whether a sentence tells of a comparator by itself: what became of those who had none of what is asked about.

    >>> comparator_alone("With placebo nothing changed."), comparator_alone("Pain fell more than with placebo.")
    (True, False)
    """
    return bool(_COMPARATOR.search(text)) and not _BESIDE.search(text)


def _denies(text: str) -> bool:
    """Whether one of the words without which neither pattern fits is there: most sentences have none, and this is quicker."""
    small = text.casefold()
    return any(word in small for word in _DENYING)


_DENYING = ("not ", "no ", "nor ", "nothing ", "without a ", "compare ", "compares ", "may have been ", "same ", "comparison ")
