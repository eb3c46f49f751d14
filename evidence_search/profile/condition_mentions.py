"""Where a text names conditions, and what the words around say: of the people, of what is treated, of a scale, in passing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_search.profile.condition_words import named_in, stems_in
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import Sentence

_AIM = Sieved(
    r"\b(?:aim|objective|purpose|goal|hypothes\w+|investigat\w+|examin\w+|evaluat\w+|assess\w*|determin\w+|sought|"
    r"test(?:ed)?|explor\w+)\b",
)
_PEOPLE = Sieved(
    r"(?:\b(?:patients?|participants?|subjects?|individuals?|adults?|veterans?|people|persons?|those|women|men|"
    r"outpatients?|inpatients?|children|"
    r"adolescents|volunteers|users|cohort|sample)\b[^.;]{0,25}\b(?:with|had|having|suffering from|experiencing|"
    r"diagnosed|who|for|met)\b"
    r"|\bdiagnos\w+ (?:of|with)|\bcomorbid\w*|\bcharacteri[sz]ed by|\bcriteria for|\bsuffering from|\bsuffer(?:s|"
    r"ed)? from|\badmitted (?:for|with)|\bpresenting with|\d+ |\bn ?= ?\d+ )"
    r"[^.;:]{0,45}$",
    re.NOFLAG,
)
_PEOPLE_AFTER = re.compile(
    r"(?:[\w-]+ ){0,1}[ -]*(?:disorder |symptoms )?(?:patients?|participants?|subjects?|individuals?|adults|"
    r"veterans|people|women|men|inpatients|outpatients|sufferers|population)\b"
)
_TREATED = re.compile(
    r"\b(?:treat(?:ment|ing|s|ed)?|manag\w+|therap\w+|relie\w+|reduc\w+|allevi\w+|prevent\w+|efficacy|effective\w*|"
    r"improv\w+|for|effects? (?:of|on|in)|response|in)\b[^.;:]{0,30}$"
)
_SCALE = re.compile(
    r"\W{0,3}(?:and \w+ |\w+ )?(?:anxiety |stress )?(?:rating|scales?|inventory|questionnaire|checklist|scores?|"
    r"subscales?|index|items?|\d+-item|severity rating|-?7\b)"
)
_SCALE_BEFORE = re.compile(
    r"\b(?:hamilton|beck|montgomery|state-trait|hospital|rating|edinburgh|geriatric|visual analog\w*|generalized|"
    r"cornell|scale (?:for|of)|inventory of|symptomatology)[^.;]{0,25}$"
)
_SYMPTOM = re.compile(r" (?:symptom\w*|severity|levels?|ratings?|intensity|relief|states?|outcomes?)")
_DISORDER = re.compile(r"[- ](?:\w+ )?(?:disorders?|episodes?|illness|patients|syndrome)")
_SEVERE = re.compile(
    r"\b(?:major|treatment[- ]resistant|refractory|resistant|chronic|acute|severe|unipolar|bipolar|comorbid|"
    r"recurrent|post-?(?:partum|operative|surgical)|pre-?operative|neuropathic|social|generali[sz]ed|existential|"
    r"separation|clinically significant)[- ]$"
)
_SIDE = re.compile(r"adverse|side[- ]effects?|tolerat|nausea|dizziness|vomiting|dissociation, ")
_WITHOUT = re.compile(
    r"\b(?:no|without|non-?|history of|exclu\w+|absence of|free of|other than|neither|risk (?:of|for|factors?)|"
    r"such as|including|e\.g\.,?|like)[^.;,]{0,20}$"
)
_REGISTERED = Sieved(r"\bcondition: ?[^:]{0,120}$", re.NOFLAG)
_LISTED = 25
"""Characters between two conditions that are named in one list."""

_HANDED_ON = frozenset({"people", "treated", "registered", "without", "side"})
"""What holds for the next condition of a list too: patients with depression, anxiety or both."""

WEAK = re.compile(r"antidepress|mood|madrs|ham|hdrs|hrsd|qids|bdi|phq|caps|gad")
"""Words that speak of a condition without naming it: its scales and its drugs."""

_LABEL = re.compile(
    r"^\W*(?:(?P<b>background|introduction|importance|context|rationale)|(?P<a>objectives?|aims?|purpose)|"
    r"(?P<c>conclusions?|discussion|interpretation))\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition's words in a sentence, half-open, with the features of its context."""

    sentence: Sentence
    start: int
    end: int
    features: frozenset[str]


def mentions(sentences: Sequence[Sentence]) -> dict[str, list[Mention]]:
    """Return the mentions of each scored condition, in order."""
    made: dict[str, list[Mention]] = defaultdict(list)
    last = max((sentence.start for sentence in sentences), default=0)
    stems = stems_in("\n".join(sentence.text for sentence in sentences).lower())
    for number, sentence in enumerate(sentences):
        text = sentence.text.lower()
        text = text if len(text) == len(sentence.text) else sentence.text  # subtle: İ has two letters in lower case
        before: tuple[int, set[str]] = (-1000, set())
        shared: set[str] | None = None
        for start, end, name in named_in(text, stems):
            shared = _of_sentence(sentence, number, sentence.start == last) if shared is None else shared
            own = _of_words(text, start, end)
            if start - before[0] < _LISTED:
                own |= before[1] & _HANDED_ON
            before = (end, own)
            made[name].append(Mention(sentence, start, end, frozenset(shared | own)))
    return made


def _of_sentence(sentence: Sentence, number: int, is_last: bool) -> set[str]:
    label = _LABEL.match(sentence.text)
    checks = {
        "title": sentence.in_title,
        "aim": bool(_AIM.search(sentence.text)) and not sentence.in_title,
        "first": number <= 1 and not sentence.in_title,
        "last": is_last,
        "middle": number > 2 and not is_last,
        "side": bool(_SIDE.search(sentence.text)),
        f"label_{label.lastgroup}" if label else "unlabelled": True,
    }
    return {name for name, holds in checks.items() if holds}


def _of_words(text: str, start: int, end: int) -> set[str]:
    before = text[max(0, start - 90) : start]
    checks = {
        "weak": bool(WEAK.match(text, start)),
        "relief": text.startswith(("analges", "opioid c", "morphine c"), start),
        "linked": text.startswith((" associated with", " related to", " due to", " secondary"), end),
        "scale": bool(_SCALE.match(text, end) or _SCALE_BEFORE.search(before)),
        "people": bool(_PEOPLE.search(before)) or bool(_PEOPLE_AFTER.match(text[end:].lstrip(" -‐"))),
        "treated": bool(_TREATED.search(before)),
        "symptom": bool(_SYMPTOM.match(text, end)),
        "disorder": bool(_DISORDER.match(text, end)),
        "severe": bool(_SEVERE.search(before)),
        "without": bool(_WITHOUT.search(before)),
        "registered": bool(_REGISTERED.search(text[max(0, start - 140) : start])),
    }
    return {name for name, holds in checks.items() if holds}
