"""Who did not know the treatment, where the study says so."""

from __future__ import annotations

import re

from evidence_search.findings import Field, Finding
from evidence_search.profile.focus import methods
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, Subject, found
from evidence_search.records import Design

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("triple-blind", re.compile(r"\b(?:triple|quadruple)[- ]?(?:blind|mask)\w*", re.IGNORECASE)),
    ("double-blind", re.compile(r"\bdouble[- ]?(?:blind|mask)\w*|\bdouble(?:,| and)? placebo[- ]controlled,? blind\w*",
    re.IGNORECASE)),
    (
        "single-blind",
        re.compile(
            r"\bsingle[- ]?(?:blind|mask)\w*|\b(?:assessor|rater|observer|evaluator|investigator|patient|outcome)[- "
            r"](?:blind|mask)\w*|"
            r"\b(?:blinded|masked) (?:assessors?|raters?|evaluat\w+|outcome assess\w+)|\b(?:raters|assessors) (?:were "
            r")?(?:blind\w*|unaware|masked)",
            re.IGNORECASE,
        ),
    ),
    ("open-label", re.compile(r"\bopen[- ]?label\w*|\bunblinded (?:trial|study|design)|\bnon-?blinded\b|\bopen "
        r"(?:clinical |pilot )?(?:trial|study)\b", re.I)),
)  # fmt: skip
_LETTERS = ("blind", "mask", "open", "unaware")
_MANY_STUDIES = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.NARRATIVE_REVIEW, Design.GUIDELINE})
_RANDOMISED = frozenset({Design.RANDOMISED_CONTROLLED_TRIAL, Design.RANDOMISED_CROSSOVER_TRIAL})
_ELSEWHERE = Sieved(
    r"\b(?:previous(?:ly)?|prior|earlier|future|further|larger|needed|warranted|required|has been shown|published|parent|"
    r"original|"
    r"search\w*|literature|no|not|without|lack of|absence of)\b|\b(?:blind\w*|label|controlled|clinical) (?:[\w-]+ "
    r"){0,2}(?:trials|studies) "
    r"(?:have|are|is|show|demonstrat|report)",
)
_ONLY_AFTER = re.compile(
    r"\bopen[- ]?label (?:[\w-]+ ){0,3}extension (?:[\w-]+ ){0,2}(?:of|to|following|after)\b", re.IGNORECASE
)


def blinding(subject: Subject, design: Finding | None) -> Finding | None:
    """Return `open-label`, `single-blind`, `double-blind` or `triple-blind`, None when the study does not say.

    The title is asked first, then the sentences in order; in one sentence the most blinded part counts, except that an
    open-label extension of a blinded trial is open-label, and so it does in a randomised trial with a part before the lots
    were drawn that was not blinded. Studies of studies have no blinding of their own.
    """
    if design and design.value in _MANY_STUDIES:
        return None
    titled = _said(subject.heading)
    told = [said for sentence in containing(subject.abstract, _LETTERS) if (said := _said(sentence))]
    if not titled and design and design.value in _RANDOMISED:
        told.sort(key=lambda said: said.value == "open-label")
    fitting = (said for said in told if not titled or said.value == titled.value)
    return next(fitting, titled) or next(filter(None, map(_said, containing(methods(subject), _LETTERS))), None)


def _said(sentence: Sentence) -> Finding | None:
    after = _ONLY_AFTER.search(sentence.text)
    kinds = _KINDS[-1:] if after else _KINDS
    for value, pattern in kinds:
        if said := pattern.search(sentence.text):
            others = not sentence.in_title and _ELSEWHERE.search(sentence.text)
            return None if others else found(Field.BLINDING, value, sentence, said)
    return None
