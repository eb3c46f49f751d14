"""What questions want to be told (a dose, a time, a number of people, a harm …): how each is asked, how its answer looks.

Patterns over English, read by people. `quote_asked` reads a question and a sentence by them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Want(StrEnum):
    """Something a question may want to be told, by the name its column has in `quote_features`."""

    DOSE = "dose told"
    SCHEDULE = "schedule told"
    EXCLUDED = "excluded told"
    PEOPLE = "people told"
    METHOD = "method told"
    TIME = "time told"
    COUNT = "count told"
    SIZE = "size told"
    HARM = "harm told"
    WARNING = "warning told"


DONE = frozenset({Want.DOSE, Want.SCHEDULE, Want.EXCLUDED, Want.PEOPLE, Want.METHOD})
"""What is told of what was done, and not of what came of it."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which something is asked for, and the form its answer has; a want may have several."""

    want: Want
    asked: re.Pattern[str]
    told: re.Pattern[str]


def _form(want: Want, asked: str, told: str) -> Form:
    return Form(want, re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))


_UNIT = r"(?:min(?:ute)?s?|h(?:ou)?rs?|h|days?|nights?|weeks?|months?|years?)"
_WORDED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half an?|an?|several|a few)"
_NUMBER = r"(?:\d+|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|\w+teen|ten|eleven|twelve)"
_PEOPLE = (
    r"(?:patients|people|persons|participants|adults|adolescents|subjects|women|men|children|veterans|soldiers|volunteers|"
    r"inpatients)"
)
_YES_NO = r"^(?!\W*(?:do(?:es)?|did|is|are|was|were|can|could|should|has|have|will)\b)"

FORMS: tuple[Form, ...] = (
    _form(
        Want.DOSE,
        r"\b(?:what|which|how (?:much|high|many mg))\W+(?:(?!effect|compar|impact|influence|change|differ)\w+\W+){0,5}?"
        r"(?:dos(?:e|es|age|ing)|regimens?|schedules?|protocols?|mg|infusion rates?)\b"
        r"|^(?!.*\b(?:criteria|eligib))\W*(?:\w+\W+){0,6}(?:dos(?:e|es|age|ing)|regimens?|protocols?)\W*$"
        r"|\bhow (?:much|many|often)\b(?! (?:\w+ ){0,2}(?:infusions?|sessions?|treatments?|drips?))"
        r"[^.?]{0,80}\b(?:given|used|tried|needed|infused)\b"
        rf"|{_YES_NO}(?!.*\b(?:effect|compar\w*|higher|lower|respon\w+|depend\w*|versus|vs|better)\b)"
        r"\W*(?:[\w.-]+\W+){0,5}?dos(?:e|es|age) (?:for|in|against(?! (?:an?|the|one|two|six)\b))\b"
        r"|^\W*(?:(?:the|what|usual|starting|initial|max(?:imum|imal)?|typical|recommended|total|mean|right|first|lowest|highest|"
        r"oral|iv|intravenous|nasal|infusion)\W+){0,3}dos(?:e|es|age) of\b"
        r"|\bdosing\b|\bhourly doses?\b|\bdoses? (?:used|tried|given)\b|\bdoses? and (?:hours|schedules?|routes?|durations?)\b",
        r"\d\s?(?:mg|µg|μg|mcg|micrograms?|g|ml)\b",
    ),
    _form(
        Want.SCHEDULE,
        r"^(?!.*\b(?:before|until|till?|to (?:respond|work|feel|kick)|relapse\w*)\b)"
        r".*\bhow many (?:\w+ ){0,2}(?:infusions?|sessions?|drips?|treatments?|injections?|goes|rounds|visits)\b",
        rf"\b(?:\d+|{_WORDED}|single)(?:\s?(?:-|–|to|or)\s?\w+)? (?:[\w-]+ ){{0,3}}"
        r"(?:infusions?|sessions?|drips?|doses|treatments?|injections?|visits)\b",
    ),
    _form(
        Want.SCHEDULE,
        r"\bhow often\b[^?]{0,60}\b(?:given|infused|administered|dosed|repeated|need(?:ed)?|come|have it)\b|\bschedules?\b",
        rf"\b(?:once|twice|thrice|(?:{_WORDED}|\d+) times)\b|\b(?:weekly|daily|fortnightly|monthly)\b"
        rf"|\bevery (?:\w+ ){{0,3}}{_UNIT}\b|\b(?:per|a) (?:day|week|month)\b",
    ),
    _form(
        Want.EXCLUDED,
        r"\b(?:exclu(?:de|ded|sions?)|left out|kept out|barred|not allowed|not (?:be )?enrolled|rule[sd]? out)\b"
        r"|\bwho (?:can ?not|can't|should(?: not|n't)|must not|could(?: not|n't))\b|\b(?:had|have) to be (?:off|free)\b",
        r"exclu|eligib|not (?:\w+ )?(?:allowed|admitted|included|enrolled|randomi[sz]ed)|left out|barred|contraindicat"
        r"|(?:should|must|could) not\b|\bavoid|\bnot to use\b|\b(?:people|patients|depression|disorder) without\b"
        r"|\bnon-?\w|[- ]free\b|\b(?:were|been) off\b|\bonly\b"
        r"|\bwash ?out\b|\bnot (?:currently|taking)\b|\bstopped\b",
    ),
    _form(
        Want.PEOPLE,
        r"\b(?:who|(?:which|what|how many) (?:patients|people|participants|subjects|studies))\b[^.?]{0,60}"
        r"\b(?:included|eligible|enrolled|studied|recruited|randomi[sz]ed|took part|take part)\b"
        r"|\bwho (?:can|could|should|may)\b(?! ?not|n't)|\benrolled\b"
        r"|\b(?:inclusion|eligibility|entry|selection) criteria\b|\bsample size\b"
        r"|\bnumber of (?:patients|people|participants)\b|\b(?:largest|biggest) (?:\w+ ){0,2}(?:trial|cohort|series)\b"
        r"|\bhow (?:big|large|small) (?:was|is|were) (?:the|this|that) (?:trial|study|sample|cohort)\b",
        rf"eligib|inclusion|criteria|\b{_NUMBER} (?:[\w-]+ ){{0,3}}{_PEOPLE}\b|\brequired\b|\bhad to have\b|\bonly\b",
    ),
    _form(
        Want.METHOD,
        r"\bblinding\b|\b(?:un)?blinded\b|\bguess(?:ed)?\b"
        r"|\b(?:tell|told|know|knew) (?:which|what|whether)\b[^?]{0,60}\b(?:got|given|had|drug|arm|group|placebo)\b",
        r"\bblinding\b|\b(?:un)?blinded\b|\bguess|\btell\b|\bwere not told\b|\bwas told\b|\bknew\b",
    ),
    _form(
        Want.METHOD,
        r"\b(?:primary|main|secondary) (?:outcomes?|end ?points?|measures?)\b",
        r"\b(?:main|primary|secondary) (?:outcomes?|measures?|aim|end ?points?|results?)\b",
    ),
    _form(
        Want.METHOD,
        r"\b(?:which|what) (?:\w+ ){0,2}(?:placebo|comparator|control)\b[^?]{0,40}\b(?:used|chosen|given)\b"
        r"|\bwhat (?:was|were) the (?:placebo|comparator|control)s?\b",
        r"\bplacebo\b|\bsham\b|\bcomparator\b|\bcontrols?\b|\bcompared with\b|\bmidazolam\b|\bsaline\b",
    ),
    _form(
        Want.METHOD,
        r"\b(?:which|what) (?:\w+ ){0,2}(?:psycho)?therap(?:y|ies)\b[^?]{0,40}\b(?:used|chosen|combined|given|added)\b",
        r"\b(?:psycho)?therap(?:y|ies)\b|\bcounsell?ing\b",
    ),
    _form(
        Want.METHOD,
        r"\bdefin(?:e|ed|ition)\b|\bwhat is meant by\b|\bcounted as\b",
        r"\bdefin|\bmeant\b|\bnon-?respon(?:se|ders?) to\b|\binadequate response\b|\bfailed\b"
        r"|\bat least (?:\d|one|two)\b|\bor more\b",
    ),
    _form(
        Want.METHOD,
        r"\b(?:stopped|terminated|halted|ended) early\b",
        r"\b(?:stopped|ended|halted) (?:early|at|for)\b|\bterminated\b|\bfutility\b|\binterim\b",
    ),
    _form(
        Want.TIME,
        r"\bhow (?:long|soon|quick(?:ly)?|fast)\b"
        r"|\bhow (?:many|much) (?:\w+ )?(?:minutes|hours|days|weeks|months|years|longer)\b"
        r"|\b(?:duration|onset|relapses?|lasts?|lasting|wears? off|goes away|go away|back to square one|until|till?)\b"
        r"|\btime (?:to|course)\b|\bwhen (?:is|does|do|will|can)\b|\b(?:hold|holds|still there|kept up|still lower)\b"
        r"|\b(?:days|weeks|months) (?:of|later|after)\b",
        rf"\b(?:\d+(?:[.,]\d+)?|{_WORDED})(?:\s?(?:-|–|to|±)\s?\d+(?:[.,]\d+)?)?[\s-]{_UNIT}\b|\b(?:days?|weeks?|months?) \d"
        r"|\b(?:next|same) (?:day|morning)\b|\bshort[- ]lived\b",
    ),
    _form(
        Want.COUNT,
        r"\bhow (?:many|often|common(?:ly)?|likely|frequent(?:ly)?)\b"
        r"|\b(?:what|which) (?:proportion|share|percentage|number|fraction)\b|\bwhat share\b"
        r"|\b(?:rates? of|incidence|prevalence|percent(?:age)?|(?:did|has|have) any(?:one|body))\b"
        r"|\b(?:remission|response|relapse) rates?\b",
        r"\d\s?%|\b\d+ ?(?:of|/|out of|in) ?(?:the )?\d+\b"
        r"|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|none|nobody|no one|half|most) (?:of (?:the|them|those|\d+)"
        r"|(?:\w+ )?(?:patients?|people|persons?|participants?|deaths?|cases?|women|men|died|had))\b",
    ),
    _form(
        Want.SIZE,
        r"\bhow (?:much|big|large|great|strong(?:ly)?)\b|\b(?:number needed|sensitivity and specificity|certainty|GRADE)\b",
        r"\d\s?%|\d[\d.]* (?:points?|units?|mm\b|mmhg|cm\b|ng)"
        r"|\b(?:difference|effect size|certainty|sensitivity|number needed)\b",
    ),
    _form(
        Want.SIZE,
        r"(?<!sample )\bsize of\b|\b(?:effect size|mean difference|magnitude|odds ratio|risk ratio)\b",
        r"\b(?:difference|effect size|hazard|odds|risk ratio|SMD|correlat\w+)\b|\b[dgrp] ?[=<>] ?[-−]?\.?\d",
    ),
    _form(
        Want.HARM,
        r"\b(?:un)?safe(?:ty|ly)?\b|\b(?:danger(?:ous)?|harm(?:s|ful)?|risk(?:s|y)?|hurt|damage[sd]?|toxic(?:ity)?|worse|"
        r"side[- ]effects?|adverse|addict\w*|hooked|habit|die[sd]?|deaths?|dead|kill|wreck|ruin(?:ed)?|sick(?:er)?|"
        r"dizz\w+|nause\w+|vomit\w*|throw up|contraindicat\w+|cystitis|liver|bladder|psychotic|psychosis|manic|mania)\b"
        r"|\bcan (?:i|he|she|they|we|someone|people|an?|my \w+|dad|mum|grandad|grandma)\b[^?]{0,40}"
        r"\b(?:have|get|take|be given)\b|\bshould not\b|\b(?:is|are) (?:it|they|that) ok\b",
        # One boundary before all: a boundary in each takes ten times as long over a sentence.
        r"\b(?:(?:un)?safe(?:ty|ly)?\b|harm|risks?\b|adverse|side effects?\b|toler|avoid|caution|(?:should|must) not\b"
        r"|not to use\b|stopp|withdr|discontinu|dropped out\b|deaths?\b|died\b|misuse|abuse|impair|injur|damage|worse"
        r"|resolved\b|serious\b|occurred\b|common(?:er|est)?\b)|toxic|contraindicat",
    ),
    _form(
        Want.WARNING,
        r"\b(?:is|are) (?:it|they|that|ketamine|esketamine) (?:still )?(?:ok|safe|allowed|dangerous|risky)\b"
        r"|\b(?:can|could|should|may) (?:i|he|she|they|we|you|someone|people|my \w+|dad|mum|grandad|grandma|patients)\b"
        r"[^?]{0,40}\b(?:have|get|take|be given|receive)\b|\bwho should(?: not|n't)\b",
        r"\b(?:(?:should|must) (?:not|only)\b|avoid|not to use\b|caution|not recommended\b|only (?:if|when|with)\b)"
        r"|contraindicat",
    ),
)

_HOW = re.compile(r"method|was done|intervention|procedure|treatment|design|outcome|measure", re.IGNORECASE)
_WHOM = re.compile(r"studied|participant|patient|subject|population|eligib|inclusion|exclusion", re.IGNORECASE)

PARTS = {Want.DOSE: _HOW, Want.SCHEDULE: _HOW, Want.METHOD: _HOW, Want.PEOPLE: _WHOM}
"""The names of the sections in which what was done, and to whom, is told."""

HARMS_PART = re.compile(r"harm|safety|adverse|side effect|tolerab", re.IGNORECASE)
"""The names of those whose every sentence tells of harms."""
