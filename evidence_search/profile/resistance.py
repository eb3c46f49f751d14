"""Treatment resistance: whether a study's people had not been helped before, and how the text defines it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.numbers import WORDS, parse_number
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, found

_HYPHEN = "[-‐‑– ]"
_RESISTANT = Sieved(
    rf"\b(?:treatment|therapy|antidepressant|medication|drug|pharmaco\w+|ssri|opioid){_HYPHEN}(?:resistant|"
    rf"resistance|refractory)\b|\bTRD\b|\bTRBD\b|"
    rf"\b(?:refractory|resistant|intractable) (?:to (?:\w+ ){{0,3}}(?:treatment|therap|medication|drug|antidepress)\w*|"
    rf"(?:[\w-]+ ){{0,3}}(?:depress\w+|pain|disorders?|ptsd|ocd|suicid\w+|headaches?|migraines?|crps|anxiety|"
    rf"bipolar)\b)|\bdifficult{_HYPHEN}to{_HYPHEN}treat\b",
)
_COUNT = rf"(?P<count>\d|{WORDS[2:-2]})"
_DEFINED = re.compile(
    rf"\b(?:fail(?:ed|ure|ing)|not respond\w*|non-?respon\w+|inadequate(?:ly)?(?: \w+)? respon\w+|"
    rf"insufficient (?:response|benefit)|unresponsive|refractory|"
    rf"resistant|lack of response|intoleran\w+)\b[^.;]{{0,40}}?(?:at least |≥ ?|>= ?|⩾ ?|more than |"
    rf"a minimum of )?\b{_COUNT}\b(?: or more| different| adequate| prior| previous| "
    rf"\w+){{0,4}} (?:antidepress\w+|medications?|treatments?|trials?|therap\w+|drugs?|ssris?|courses?|agents?)",
    re.IGNORECASE,
)
_SPEAKS = ("resist", "refractory", "trd", "trbd", "intractable", "to treat", "to-treat")
_SPEAKS_OF_FAILURE = (
    "fail",
    "not respon",
    "nonrespon",
    "non-respon",
    "inadequate",
    "insufficient",
    "unrespon",
    "resistant",
    "refractory",
    "lack of",
    "intoleran",
)
_PEOPLE = Sieved(
    r"\b(?:patients?|participants?|subjects?|adults?|individuals?|veterans?|people|women|men|adolescents?|"
    r"inpatients|outpatients|cohort|sample)\b|\bn ?=",
)
_ELSEWHERE = re.compile(
    r"\b(?:have been|has been|is an? |are an? |remains?|emerged|common\w*|up to|approximately|one[- ]third|"
    r"recent(?:ly)?|previous\w*|approved|"
    r"prior studies|suggests?|literature|potential|future|promising|growing)\b",
    re.IGNORECASE,
)


def resistance(sentences: Sequence[Sentence]) -> Finding | None:
    """Return that a study's people were treatment-resistant, with the sentence that defines it where there is one.

    A sentence counts when it is the title or speaks of the people who took part; not one on the disease at large.
    """
    naming = [(sentence, match) for sentence in containing(sentences, _SPEAKS) if (match := _RESISTANT.search(sentence.text))]
    failing = [sentence for sentence in containing(sentences, _SPEAKS_OF_FAILURE) if _of_people(sentence)]
    defining = [(sentence, match) for sentence in failing if (match := _DEFINED.search(sentence.text))]
    own = [(sentence, match) for sentence, match in naming if sentence.in_title or _of_people(sentence)]
    if not own and not defining:
        return None
    if defining:
        sentence, match = defining[0]
        count = parse_number(match["count"])
        detail: dict[str, Value] = {"failed": count} if count else {}
        return found(Field.RESISTANCE, "treatment-resistant", sentence, match, **detail)
    sentence, match = next(((s, m) for s, m in own if not s.in_title), own[0])
    return found(Field.RESISTANCE, "treatment-resistant", sentence, match)


def _of_people(sentence: Sentence) -> bool:
    return bool(_PEOPLE.search(sentence.text)) and not _ELSEWHERE.search(sentence.text)
