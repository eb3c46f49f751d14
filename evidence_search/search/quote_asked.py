"""What a question wants to be told, and which sentences tell such a thing.

What a question is about is found by `quote_features`, this is the form of its answer, by the patterns of `quote_forms`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence_search.search.quote_forms import DONE, FORMS, HARMS_PART, PARTS, Form, Want

_MANNER_ASKED = re.compile(
    r"\bhow (?:was|were|is|are|do (?:you|they|i|we)|does one|to)\b[^.?]{0,50}\b(?:given|give|administ\w+|infused?|"
    r"measured?|defined?|diagnosed?|assessed?|blind(?:ed|ing)?|randomi[sz]ed)\b|\bwhich routes?\b"
    r"|\b(?:definition of|what is meant by|what does \S+ (?:mean|stand for))\b"
    r"|\bhow long (?:was|were|did|is) (?:the |an? |each )?(?:\w+ ){0,3}?"
    r"(?:infusions?|drips?|courses?|treatments?|trials?|study)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question wants of a sentence: a result or not, and the forms its answer may have."""

    result: bool
    wants: frozenset[Want] = frozenset()
    forms: tuple[Form, ...] = ()


@lru_cache(maxsize=256)
def sought(question: str) -> Sought:
    """Return what a question asks for: a result, unless it asks for a dose, who took part, how a thing was done, or a word.

    >>> sought("does ketamine relieve CRPS?").result, sought("what dose of ketamine was used in CRPS?").result
    (True, False)
    """
    forms = tuple(form for form in FORMS if form.asked.search(question))
    wants = frozenset(form.want for form in forms)
    if Want.DOSE in wants:  # `how much was given` asks for no size of an effect
        forms, wants = tuple(form for form in forms if form.want is not Want.SIZE), wants - {Want.SIZE}
    if _MANNER_ASKED.search(question):
        wants |= {Want.METHOD}
    return Sought(not wants & DONE, wants, forms)


def asks_for_result(question: str) -> bool:
    """Whether a question asks what was found; see `sought`."""
    return sought(question).result


def tells(text: str, section: str, wants: frozenset[Want], forms: Sequence[Form]) -> frozenset[Want]:
    """Return which of the things wanted a sentence, in a section of that name, has the form of.

    >>> wanted = sought("how long does relief last?")
    >>> [len(tells(text, "Results", wanted.wants, wanted.forms)) for text in ("Relief lasted eleven weeks.", "Pain fell.")]
    [1, 0]
    """
    told = {form.want for form in forms if form.told.search(text)}
    if Want.HARM in wants and HARMS_PART.search(section):
        told.add(Want.HARM)
    return frozenset(told)


@lru_cache(maxsize=1 << 12)
def part_asked(section: str, wants: frozenset[Want]) -> bool:
    """Whether a section of that name is the part of a paper where what is wanted is told: to whom, or how.

    >>> part_asked("Who was studied", frozenset({Want.PEOPLE})), part_asked("Results", frozenset({Want.DOSE}))
    (True, False)
    """
    return any((pattern := PARTS.get(want)) is not None and bool(pattern.search(section)) for want in wants)
