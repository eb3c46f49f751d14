"""Outcomes by the words texts use for them, each with whether less or more of it is better for the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_search.profile.sieve import Sieved

_LESS = (
    r"(?:(?:total |mean |overall |core |self-reported |clinician-rated )?(?:depress(?:ion|ive)|anxiety|suicid(?:e|"
    r"al)|ptsd|pain|anhedonia|anhedonic|craving|fatigue|insomnia|migraine|headache|psychotic|dissociative|"
    r"obsessive[- ]compulsive|ocd|"
    r"mood|symptom|delirium|agitation|disability|hopelessness|rumination)[\s-](?:symptom(?:s|"
    r"atology)?(?: (?:severity|scores?))?|scores?|severity|intensity|frequency|ideation|ratings?|levels?|"
    r"relapse))"
    r"|suicidality|suicidal thoughts|suicid(?:e|al) ideation|depression|depressive symptoms|anxiety symptoms|"
    r"pain relapse|pain(?: at (?:rest|movement))?|anhedonia|symptom severity|"
    r"(?:total |cumulative |postoperative |mean |intraoperative |perioperative )*(?:opioid|morphine|fentanyl|"
    r"sufentanil|remifentanil|analgesic|propofol) (?:consumption|requirements?|use)|"
    r"relapse(?: rates?)?|recurrence|incidence of (?:[\w-]+ ){1,4}?(?:depression|delirium|pain|nausea|vomiting|"
    r"disturbance|hypotension|agitation|PPD|PPDS|POD|PONV)|\bPPD\b|"
    r"length of (?:hospital )?stay|mortality|time to (?:response|remission|extubation|recovery|awakening)|"
    r"seizure threshold|(?:emergency|hospital) (?:visits|admissions|readmissions)"
)
_MORE = (
    r"quality of life|(?:cognitive|social|physical|psychosocial|occupational|daily|executive|global|"
    r"sexual) function(?:ing)?|cognitive performance|sleep quality|quality of recovery|pain relief|"
    r"postoperative analgesia|"
    r"(?:patient )?satisfaction|seizure (?:duration|quality)|(?:clinical|antidepressant|antisuicidal|"
    r"treatment) response(?: rates?)?|response rates?|response and remission(?: rates)?|remission(?: rates?)?|"
    r"abstinence(?: rates?)?|well-being|wellbeing|"
    r"antidepressant (?:effects?|efficacy|response|effectiveness)|analgesic (?:effects?|efficacy)|"
    r"antisuicidal effects?|anti-suicidal effects?"
)
_NAME = Sieved(rf"(?<![\w-])(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?![\w-])")
_AN_OUTCOME = re.compile(
    r"(?:improv\w*|reduc\w*|decreas\w*|alleviat\w*|reliev\w*|less|more|lower|ongoing|spontaneous|postoperative|"
    r"self-reported|\b(?:SI|ideation|anxiety|symptoms|function) and|^) (?:on |of |in )?$|^$",
    re.IGNORECASE,
)
_BARE = frozenset({"depression", "pain", "anhedonia"})
_MORE_SCALES = frozenset({"SF-36", "EQ-5D", "QoR-15", "QoR-40", "MoCA", "MMSE"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome named in a sentence: its words as printed, which way is better (1 more, -1 less), and its half-open place."""

    words: str
    better: int
    start: int
    end: int


def outcomes_in(sentence: str) -> Iterator[Outcome]:
    """Yield the outcomes that a sentence names, but not illnesses (`patients with depression`), nor values at baseline."""
    for match in _NAME.finditer(sentence):
        words = match.group()
        before = sentence[max(0, match.start() - 26) : match.start()]
        if before.lower().endswith("baseline ") or (words.lower() in _BARE and not _AN_OUTCOME.search(before)):
            continue
        yield Outcome(words, 1 if match["more"] else -1, match.start(), match.end())


def better_of_scale(name: str) -> int:
    """Return 1 for scales on which more is better, -1 for the others: nearly all rate symptoms."""
    return 1 if name in _MORE_SCALES else -1
