"""What a question wants to be told (a dose, a time, a number of people, a harm …), and which sentences tell such a thing.

Patterns over English, read by people: what a question is about is found by `quote_features`, this is the form of its answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Want(StrEnum):
    """Something a question may want to be told, by the name its column has in `quote_features`."""

    DOSE = "dose told"
    PEOPLE = "people told"
    TIME = "time told"
    COUNT = "count told"
    HARM = "harm told"


_UNIT = r"(?:min(?:ute)?s?|h(?:ou)?rs?|h|days?|nights?|weeks?|months?|years?)"
_WORDED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half an?|an?|several|a few)"

_ASKED: tuple[tuple[Want, re.Pattern[str]], ...] = tuple(
    (want, re.compile(pattern, re.IGNORECASE))
    for want, pattern in (
        (
            Want.DOSE,
            r"\b(?:what|which|how (?:much|high|many mg))\W+(?:(?!effect|compar|impact|influence|change|differ)\w+\W+){0,5}?"
            r"(?:dos(?:e|es|age|ing)|regimens?|schedules?|protocols?|mg|infusion rates?)\b"
            r"|^\W*(?:\w+\W+){0,6}(?:dos(?:e|es|age|ing)|regimens?|protocols?)\W*$"
            r"|\bhow (?:much|many|often)\b[^.?]{0,80}\b(?:given|used|tried|needed|infused)\b"
            r"|^(?!\W*(?:do(?:es)?|did|is|are|was|were|can|could|should|has|have|will)\b)"
            r"(?!.*\b(?:effect|compar\w*|higher|lower|respon\w+|depend\w*|versus|vs|better)\b)"
            r"\W*(?:[\w.-]+\W+){0,5}?dos(?:e|es|age) (?:for|in|against)\b"
            r"|\bdosing\b|\b(?:hourly )?doses? (?:used|tried|given|and)\b",
        ),
        (
            Want.PEOPLE,
            r"\b(?:who|(?:which|what|how many) (?:patients|people|participants|subjects|studies))\b[^.?]{0,60}"
            r"\b(?:excluded|included|eligible|enrolled|studied|recruited|randomi[sz]ed|left out|took part|take part)\b"
            r"|\bwho (?:can ?not|can|should(?: not|n't)?|must not|could(?: not|n't)?)\b"
            r"|\b(?:left out|kept out|barred|excluded|enrolled|not allowed|not enrolled)\b"
            r"|\b(?:exclusion|inclusion|eligibility) criteria\b",
        ),
        (
            Want.TIME,
            r"\bhow (?:long|soon|quick(?:ly)?|fast)\b"
            r"|\bhow (?:many|much) (?:\w+ )?(?:minutes|hours|days|weeks|months|years|longer)\b"
            r"|\b(?:duration|onset|relapses?|lasts?|lasting|wears? off|goes away|go away|back to square one|until|till?)\b"
            r"|\btime to\b|\bwhen (?:is|does|do|will|can)\b|\b(?:hold|holds|still there|kept up|still lower)\b"
            r"|\b(?:days|weeks|months) (?:of|later|after)\b",
        ),
        (
            Want.COUNT,
            r"\bhow (?:many|often|common(?:ly)?|likely|frequent(?:ly)?)\b"
            r"|\b(?:what|which) (?:proportion|share|percentage|number|fraction)\b"
            r"|\b(?:rates? of|incidence|prevalence|percent(?:age)?|did any(?:one|body))\b",
        ),
        (
            Want.HARM,
            r"\b(?:un)?safe(?:ty|ly)?\b|\b(?:danger(?:ous)?|harm(?:s|ful)?|risk(?:s|y)?|hurt|damage[sd]?|toxic(?:ity)?|worse|"
            r"side[- ]effects?|adverse|addict\w*|hooked|habit|die[sd]?|deaths?|dead|kill|wreck|ruin(?:ed)?|sick(?:er)?|"
            r"dizz\w+|nause\w+|vomit\w*|throw up|contraindicat\w+|cystitis|liver|bladder|psychotic|psychosis|manic|mania)\b"
            r"|\bcan (?:i|he|she|they|we|someone|people|an?|my \w+|dad|mum|grandad|grandma)\b[^?]{0,40}"
            r"\b(?:have|get|take|be given)\b|\bshould not\b|\b(?:is|are) (?:it|they|that) ok\b",
        ),
    )
)
"""What a question is asked by. Dose, people and manner are about what was done, the rest about what came of it."""

_MANNER_ASKED = re.compile(
    r"\bhow (?:was|were|is|are|do (?:you|they|i|we)|does one|to)\b[^.?]{0,50}\b(?:given|give|administ\w+|infused?|"
    r"measured?|defined?|diagnosed?|assessed?|blind(?:ed|ing)?|randomi[sz]ed)\b|\bwhich routes?\b"
    r"|\b(?:definition of|what is meant by|what does \S+ (?:mean|stand for))\b"
    r"|\bhow long (?:was|were|did|is) (?:the |an? |each )?(?:\w+ ){0,3}?"
    r"(?:infusions?|drips?|courses?|treatments?|trials?|study)\b",
    re.IGNORECASE,
)

_TOLD: dict[Want, re.Pattern[str]] = {
    Want.DOSE: re.compile(r"\d\s?(?:mg|µg|μg|mcg|micrograms?|g|ml)\b", re.IGNORECASE),
    Want.PEOPLE: re.compile(
        r"exclu|eligib|inclusion|left out|not (?:allowed|admitted|included)|barred|contraindicat|(?:should|must) not\b|\bavoid"
        r"|\bnot to use|\b\d+ (?:[\w-]+ ){0,3}(?:patients|people|participants|adults|subjects|women|men|children|veterans|"
        r"volunteers)\b",
        re.IGNORECASE,
    ),
    Want.TIME: re.compile(
        rf"\b(?:\d+(?:[.,]\d+)?|{_WORDED})(?:\s?(?:-|–|to|±)\s?\d+(?:[.,]\d+)?)?[\s-]{_UNIT}\b|\b(?:days?|weeks?|months?) \d"
        r"|\b(?:next|same) (?:day|morning)\b|\bshort[- ]lived\b",
        re.IGNORECASE,
    ),
    Want.COUNT: re.compile(
        r"\d\s?%|\b\d+ ?(?:of|/|out of|in) ?(?:the )?\d+\b"
        r"|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|none|nobody|no one|half|most) (?:of (?:the|them|those|\d+)"
        r"|(?:\w+ )?(?:patients?|people|persons?|participants?|deaths?|cases?|women|men|died|had))\b",
        re.IGNORECASE,
    ),
    Want.HARM: re.compile(
        r"\b(?:un)?safe(?:ty|ly)?\b|\bharm|\brisks?\b|\badverse|\bside effects?\b|\btoler|toxic|contraindicat|\bavoid|\bcaution"
        r"|\b(?:should|must) not\b|\bnot to use\b|\bstopp|\bwithdr|\bdiscontinu|\bdropped out\b|\bdeaths?\b|\bdied\b|\bmisuse"
        r"|\babuse|\bimpair|\binjur|\bdamage|\bworse|\bresolved\b|\bserious\b|\boccurred\b|\bcommon(?:er|est)?\b",
        re.IGNORECASE,
    ),
}
"""How an answer to each looks."""

_UNTOLD = re.compile(
    r"\b(?:text|pages?|sources?|excerpt|digest|abstract|record|we) (?:we )?(?:read|seen)\b[^.;]*\b(?:not|no|nor)\b"
    r"|\b(?:was|were|is|are) not (?:\w+ )?(?:seen|stated|given|printed|spelled out|described|reported|known|explained)\b[^.;]*"
    r"\b(?:in what was read|in the (?:source|text|pages?|excerpt)|from this series)\b"
    r"|\b(?:figures?|details?|numbers?|counts?|rates?|scores?|doses|sizes?|values?|percentages|kinds?|authors?|regimens?|schedules?)"
    r"(?: \w+){0,6} (?:was|were) not (?:seen|stated|printed)\b"
    # Of words between only those that change nothing: `no rise in rates was seen` is a result.
    r"|\bno (?:(?:pooled|exact|overall|separate|misuse) )?(?:figures?|rates?|numbers?|counts?|scores?|details?|doses)\b"
    r"[^.;]{0,60} (?:was|were) seen\b"
    r"|\bthat does not mean there were none\b|\bthere may have been some\b"
    r"|\b(?:comparison|figures?|results?) do(?:es)? not involve\b",
    re.IGNORECASE,
)
"""Sentences that say what a source does not tell: honest in a digest, no answer to anybody."""

_UNCOMPARED = re.compile(
    r"\bno (?:\w+ )?comparison\b|\bnot (?:compared|a comparison)\b|\bdoes not involve\b|\bnothing can (?:yet )?be said\b"
    r"|\bcompares? (?:the same people|people with themselves)\b|\bdo(?:es)? not compare\b|\bfigures? compares?\b[^.;]*\bnot\b"
    r"|\b(?:no|without a) (?:control|comparison) group\b",
    re.IGNORECASE,
)
"""Sentences that say what a figure cannot be read as."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question wants of a sentence: a result or not, and the forms its answer may have."""

    result: bool
    wants: frozenset[Want] = frozenset()


@lru_cache(maxsize=256)
def sought(question: str) -> Sought:
    """Return what a question asks for: a result, unless it asks for a dose, who took part, how a thing was done, or a word.

    >>> sought("does ketamine relieve CRPS?").result, sought("what dose of ketamine was used in CRPS?").result
    (True, False)
    """
    wants = frozenset(want for want, pattern in _ASKED if pattern.search(question))
    done = bool(wants & {Want.DOSE, Want.PEOPLE}) or bool(_MANNER_ASKED.search(question))
    return Sought(not done, wants)


def asks_for_result(question: str) -> bool:
    """Whether a question asks what was found; see `sought`."""
    return sought(question).result


def tells(text: str, section: str, want: Want) -> bool:
    """Whether a sentence, in a section of that name, has the form of what is wanted.

    >>> tells("Relief lasted eleven weeks.", "Results", Want.TIME), tells("Pain fell.", "Results", Want.TIME)
    (True, False)
    """
    if want is Want.HARM and _HARMS_SECTION.search(section):
        return True
    return bool(_TOLD[want].search(text))


_HARMS_SECTION = re.compile(r"harm|safety|adverse|side effect|tolerab", re.IGNORECASE)


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


def _denies(text: str) -> bool:
    """Whether one of the words without which neither pattern fits is there: most sentences have none, and this is quicker."""
    small = text.casefold()
    return any(word in small for word in _DENYING)


_DENYING = ("not ", "no ", "nor ", "nothing ", "without a ", "compare ", "compares ", "may have been ")
