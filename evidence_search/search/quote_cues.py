"""What a sentence's own words and place say of its part in a paper: aim, method, result, conclusion, background."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise


class Role(IntEnum):
    """The part of a paper that a section, or a label inside an abstract, says its sentences belong to."""

    UNKNOWN = 0
    AIM = 1
    METHOD = 2
    RESULT = 3
    CONCLUSION = 4
    LIMIT = 5


_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.LIMIT, re.compile(r"\blimit(?:s|ations?)\b|weakness")),
    (Role.RESULT, re.compile(r"result|finding|\bfound\b|harms|safety|adverse|efficacy|data synthesis")),
    (
        Role.CONCLUSION,
        re.compile(r"conclu|interpretation|implication|discussion|comment|key (?:messages|points)"),
    ),
    (Role.AIM, re.compile(r"background|objective|aim|purpose|introduction|context|rationale|question|importance|motivation")),
    (
        Role.METHOD,
        re.compile(
            r"method|design|setting|participant|patient|subject|intervention|measure|outcome|studied|was done|data|selection|"
            r"statistic|exposure|procedure|criteria|trial registration|funding"
        ),
    ),
)
"""What the names of sections mean, tried in order: `Methods and results` holds results."""

_LABEL = re.compile(
    r"\W{0,3}(?:([A-Z]{3,}(?:(?:\s+|\s*[/&,]\s*)(?:AND|OF|[A-Z]{3,})){0,5})\b|([A-Z][a-z]+(?: [A-Za-z][a-z]+){0,3}):)"
)
"""A label at the head of a sentence inside an abstract: `RESULTS Pain fell.`, `Main results: pain fell.`"""

CUES: Mapping[str, frozenset[str]] = {
    "result words": frozenset(
        "signific p ci confid interval vs versus compar comparison differ odd hazard ratio hr rr".split()
    ),
    "direction words": frozenset(
        "increas decreas reduc reduct improv enhanc inhibit induc prevent promot lower higher greater fewer better wors "
        "associ effect superior reliev relief".split()
    ),
    "finding words": frozenset(
        "found observ show shown demonstr reveal result indic suggest conclud conclus find thus therefor report "
        "identifi".split()
    ),
    "aim words": frozenset(
        "aim object purpos whether unknown unclear uncertain remain poor hypothesi hypothesis hypothes sought "
        "controversi".split()
    ),
    "method words": frozenset(
        "measur perform recruit randomis random assign enrol collect includ obtain treat analys analyz use given conduct blind "
        "elig search underw receiv".split()
    ),
    "background words": frozenset("been known common import often thought may is are".split()),
    "negation": frozenset("no not nor neither without fail lack cannot unchang unaffect unrel".split()),
}
"""Stems that tell the parts of a paper apart where no heading does; a sentence counts how many of each it holds."""

_ASKING = "investig determin examin assess compar test explor identifi evalu studi characteris character defin clarifi".split()
_DOING = "use conduct perform measur assess analys analyz examin studi investig evalu includ search recruit develop".split()
_FINDING = "find found show observ demonstr report identifi conclud provid suggest".split()
_DONE = (
    "measur assess perform random randomis assign enrol recruit collect obtain analys analyz use evalu given conduct includ"
).split()

PAIRS: Mapping[str, frozenset[tuple[str, str]]] = {
    "to examine": frozenset(("to", verb) for verb in _ASKING),
    "we examined": frozenset(("we", verb) for verb in _DOING),
    "we found": frozenset(("we", verb) for verb in _FINDING),
    "was measured": frozenset((was, verb) for was in ("was", "were") for verb in _DONE),
}
"""Neighbouring stems that do."""

MOST_CUES = 4
"""More words of one kind than this say no more."""

CUE_NAMES = (*CUES, *PAIRS)

_CUE_OF = {stem: i for i, cue in enumerate(CUES.values()) for stem in cue}
_PAIR_OF = {pair: len(CUES) + i for i, cue in enumerate(PAIRS.values()) for pair in cue}
_CUE_STEMS, _PAIRS = frozenset(_CUE_OF), frozenset(_PAIR_OF)

_LEANS = re.compile(
    r"(?:However|Moreover|Furthermore|Thus|Therefore|Hence|Consequently|In contrast|By contrast|Conversely|Nevertheless|"
    r"Similarly|Likewise|Also|Additionally|In addition|Instead|Accordingly|They|He|She|It|Its|Their|These|Those|"
    r"(?:Of|Among|In) (?:these|them|those)|The (?:others?|latter|former|remaining)|"
    r"Th(?:is|at) (?:effect|difference|finding|result|association|reduction|increase|improvement|change|was|is|were|did|had))\b"
)


@lru_cache(maxsize=4096)
def role_of_name(name: str) -> Role:
    """Return what a section's name, or a label, says of its sentences.

    >>> [role_of_name(name).name for name in ("Abstract: Aims", "Methods: Safety", "Abstract")]
    ['AIM', 'METHOD', 'UNKNOWN']
    """
    parts = name.casefold().removeprefix("abstract: ").split(": ")
    return next((role for part in parts for role, pattern in _ROLES if pattern.search(part)), Role.UNKNOWN)


def label_of(sentence: str) -> Role:
    """Return what a label at the head of a sentence says, `UNKNOWN` where there is none."""
    found = _LABEL.match(sentence)
    return role_of_name(found[1] or found[2]) if found else Role.UNKNOWN


def count_cues(stems: Sequence[str]) -> list[int]:
    """Return how many cues of each kind a sentence holds, in the order of `CUE_NAMES`; a stem counts once."""
    counts = [0] * len(CUE_NAMES)
    for stem in _CUE_STEMS.intersection(stems):
        kind = _CUE_OF[stem]
        counts[kind] += counts[kind] < MOST_CUES
    for pair in _PAIRS.intersection(pairwise(stems)):
        counts[_PAIR_OF[pair]] = 1
    return counts


def leans(sentence: str) -> bool:
    """Whether a sentence leans on the one before it: `This effect …`, `However, …`, `They …`."""
    return bool(_LEANS.match(sentence))
