"""The sentences in which a study tells what it found, told apart from background, plans and definitions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import Sentence, Subject
from evidence_search.records import SectionKind


class Told(StrEnum):
    """What part of a study a sentence belongs to."""

    BACKGROUND = "background"
    METHODS = "methods"
    RESULTS = "results"
    CONCLUSIONS = "conclusions"
    OPEN = "open"
    """Of an abstract without headings."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its part and its words in lower case (offsets are those of the sentence)."""

    sentence: Sentence
    part: Told
    lower: str
    has_digit: bool


_NAMES: tuple[tuple[str, Told], ...] = (
    (
        r"results?|(?:main |key |principal )?findings?|(?:main )?outcomes and results|case (?:report|presentation|"
        r"description|summary)|cases?|observations?",
        Told.RESULTS,
    ),
    (
        r"conclusions?(?: and relevance)?|discussion|interpretation|implications?|summary|significance|limitations?|"
        r"conclusion/\w+",
        Told.CONCLUSIONS,
    ),
    (
        r"(?:patients and |materials? and |subjects and |study )?methods?(?: and \w+)?|"
        r"(?:study )?designs?(?:, \w+)*(?: and \w+)?|setting|participants?|interventions?|"
        r"(?:primary |secondary |main )?(?:outcomes?|end ?points?)(?: and measures?| measures?)?|"
        r"main outcomes? and measures?|measure(?:ment)?s|procedures?|statistical analysis|"
        r"(?:inclusion|exclusion) criteria|condition|data sources?|data extraction|study selection|"
        r"trial registration|registration|search strategy|eligibility criteria|analysis",
        Told.METHODS,
    ),
    (
        r"(?:background|introduction|rationale|importance|context|purpose|objectives?|aims?|hypothesis|goals?|"
        r"what is known)(?:[ /](?:and )?(?:aims?|objectives?|purpose|importance|hypothesis|goals?|context))?|"
        r"question|study objectives?",
        Told.BACKGROUND,
    ),
)
_BEGINS = tuple((re.compile(rf"\W{{0,2}}(?:{names})\s?(?:[:.]|\s[-–—]\s)", re.IGNORECASE), part) for names, part in _NAMES)
_SECTION = tuple((re.compile(rf"(?:abstract\W+)?(?:\d+\W+)?(?:{names})\b", re.IGNORECASE), part) for names, part in _NAMES)

PLANNED = Sieved(
    r"\b(?:will (?:be|also|include|receive|assess|evaluate|measure|undergo|complete|investigate|examine)|"
    r"we (?:aim|plan|propose|hypothesi[sz])|aims? (?:to|of|is|was)|aimed|hypothesi[sz]\w*|"
    r"objectives? (?:of|is|was|were)|purpose (?:of|is|was)|sought to|in order to|(?:to|and) (?:assess|evaluate|"
    r"investigate|determine|examine|explore|ascertain)\b|is designed to|"
    r"(?:is|are) (?:planned|needed|warranted|required)|should be|future (?:stud|research|trial|work)|"
    r"further (?:stud|research|trial|work|investigation)|whether|criteri(?:a|on)|"
    r"(?:were|was|be|are) (?:assessed|measured|recorded|evaluated|monitored|collected|defined|considered|"
    r"calculated|analy[sz]ed|extracted|searched|documented|compared)\b(?! (?:to|with|in \d))|"
    r"defined (?:as|by)|remains? (?:unclear|unknown|to be)|little is known|concerns?\b|"
    r"outcomes? (?:measures? )?(?:was|were|is|are|included?)\b|end ?points? (?:was|were|included?)\b|"
    r"secondary outcomes?\b(?! (?:showed|did|improv|favou?r))|including criteria|exclu(?:ded|sion)|"
    r"we (?:also )?(?:measured|assessed|recorded|evaluated|examined)|also (?:examined|measured|assessed)|"
    r"are (?:detailed|discussed|described|presented|reviewed)|eligible|"
    r"as follows|power of|estimate of|sample size)",
)
"""Words of aims, plans, definitions and measurements: a sentence with them tells no result."""

_OTHERS = Sieved(
    r"\b(?:previous(?:ly)? (?:stud|trial|report|research|work|shown|reported)|prior (?:stud|trial|research|work)|"
    r"(?:recent|several|many|other|earlier|clinical and|animal|preclinical|existing) (?:stud|trial|evidence|"
    r"literature|research|report)\w*|"
    r"(?:has|have) been (?:shown|reported|used|demonstrated|found|associated|described|observed)|have (?:shown|"
    r"reported|demonstrated|found|suggested)|associated with (?:the use of )?\w+ are|is (?:known|associated|a|an|"
    r"the)\b|(?:usually|typically|rarely|generally|often|commonly) |are (?:known|common|often)|it is |"
    r"et al\b|(?:some|most|few|two|three) studies|in clinical (?:trials|studies)|evidence suggests|suggests that)",
)
"""Words of other people's findings and of common knowledge, where a sentence's part is not named."""

_DIGIT = re.compile(r"\d")
_PAST = re.compile(r"\b(?:was|were|had|did|showed|\w{3,}ed|found|\d+ ?%|p ?[<=>])\b", re.IGNORECASE)


@lru_cache(maxsize=2)
def lines_of(subject: Subject) -> tuple[Line, ...]:
    """Return the sentences that outcomes are read from, in order: the abstract, and the results of a full text."""
    found, part, section = [], Told.OPEN, ""
    for sentence in _read(subject):
        if sentence.section != section:
            section = sentence.section
            part = next((told for pattern, told in _SECTION if pattern.match(section)), Told.OPEN)
        if ":" in sentence.text[:60] or "." in sentence.text[:14] or "–" in sentence.text[:30] or "-" in sentence.text[:30]:
            part = next((told for pattern, told in _BEGINS if pattern.match(sentence.text)), part)
        found.append(Line(sentence, part, sentence.text.lower(), bool(_DIGIT.search(sentence.text))))
    return tuple(found)


def _read(subject: Subject) -> list[Sentence]:
    abstract = subject.abstract
    if len(abstract) == len(subject.sentences):
        return list(abstract)
    later = [s for s in subject.sentences if s.kind is SectionKind.TEXT and _SECTION[0][0].match(s.section)]
    seen = {sentence.start for sentence in abstract}
    return [*abstract, *(s for s in later if s.start not in seen)]


@lru_cache(maxsize=256)
def tells_result(line: Line) -> bool:
    """Whether a sentence tells what this study found, as far as its part and its words show."""
    if line.part in (Told.BACKGROUND, Told.METHODS) or PLANNED.search(line.lower):
        return False
    return line.part is not Told.OPEN or (bool(_PAST.search(line.lower)) and not _OTHERS.search(line.lower))
