"""What a library holds at a glance: which designs for which conditions, which way outcomes went, which harms were seen.

Only counts: nothing is pooled. Participants of several papers of one trial are counted with each of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evidence_search.filtering import Card
from evidence_search.findings import Field, Finding, Profile
from evidence_search.profile.harm_names import PATTERNS, named_in
from evidence_search.profile.strength import evidence_order
from evidence_search.records import Design

UNKNOWN = "unknown"
YEARS = 5
"""Years of a column of the map over time."""
OTHER_OUTCOMES, OTHER_HARMS = "other outcomes", "other harms"

DIRECTIONS = ("improved", "no difference", "mixed", "worse", "not compared", "unknown")
"""From benefit to harm, then what says neither."""

_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("suicidal ideation", r"suicid|\bB?SSI?\b|C-SSRS"),
        ("relapse", r"relaps|recurr"),
        ("remission", r"remi(?:ssion|tt)"),
        ("response", r"respon[sd]"),
        ("PTSD symptoms", r"\bPTSD\b|\bCAPS\b|\bPCL\b|\bIES\b"),
        ("depressive symptoms", r"depress|MADRS|HAM-?D|HDRS|\bBDI\b|PHQ-?9|QIDS|\bEPDS\b|\bmood\b"),
        ("anxiety", r"anxi|\bHAM-?A\b"),
        ("opioid use", r"opioid|morphine|analgesic (?:use|consumption)"),
        ("migraine and headache", r"migraine|headache|\baura\b"),
        ("pain", r"\bpain|analges|allodyn|hyperalges|\bNRS\b|\bVAS\b"),
        ("cognition", r"cognit|memory|attention"),
        ("function and quality of life", r"function|quality of life|disabilit|work\b"),
        ("blood pressure and heart", r"blood pressure|heart|systolic|diastolic"),
        ("sleep", r"sleep|insomnia"),
    )
)
"""Outcomes are named in each study's own words; these gather them. The first that fits holds."""


@dataclass(frozen=True, slots=True)
class Square:
    """The studies of one design in one column, a condition or a stretch of years; none: a gap."""

    design: str
    column: str
    study_ids: tuple[str, ...]
    participants: int
    """Of those studies that say how many."""
    uncounted: int
    """Studies that do not say how many."""

    @property
    def studies(self) -> int:
        """How many studies there are; 0 is a gap."""
        return len(self.study_ids)


@dataclass(frozen=True, slots=True)
class Way:
    """The studies in which an outcome took a direction; a study stands under each direction its outcomes of that kind took."""

    outcome: str
    direction: str
    study_ids: tuple[str, ...]
    participants: int


@dataclass(frozen=True, slots=True)
class Harm:
    """One statement of a study on a harm, with the quote it was read from."""

    name: str
    study_id: str
    finding: Finding
    doses: tuple[str, ...]


def by_condition(cards: Sequence[Card]) -> list[Square]:
    """Return design by condition, the strongest design and the commonest condition first, every empty square included.

    A study of several conditions stands in each of them.
    """
    count = Counter(name for card in cards for name in card.metadata.conditions or (UNKNOWN,))
    columns = sorted(count, key=lambda name: (name == UNKNOWN, -count[name], name))
    return _squares(cards, columns, lambda card: card.metadata.conditions or (UNKNOWN,))


def by_period(cards: Sequence[Card]) -> list[Square]:
    """Return design by stretch of `YEARS` years, from the first to the last, every empty square included."""
    known = [card.metadata.year for card in cards if card.metadata.year]
    columns = list(dict.fromkeys(period(year) for year in range(min(known), max(known) + 1))) if known else []
    columns += [UNKNOWN] if len(known) < len(cards) else []
    return _squares(cards, columns, lambda card: (period(card.metadata.year),))


def period(year: int | None) -> str:
    """Return the stretch of years a year lies in: `2010–2014`."""
    if year is None:
        return UNKNOWN
    first = year - year % YEARS
    return f"{first}–{first + YEARS - 1}"


def _squares(cards: Sequence[Card], columns: Sequence[str], columns_of: Callable[[Card], Sequence[str]]) -> list[Square]:
    held: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        for name in columns_of(card):
            held.setdefault((str(card.metadata.design or UNKNOWN), name), []).append(card)
    designs = {str(design) for design in Design if design is not Design.OTHER} | {design for design, _ in held}
    ordered = sorted(designs, key=lambda design: (evidence_order(design), design))
    return [_square(design, name, held.get((design, name), [])) for design in ordered for name in columns]


def _square(design: str, column: str, cards: Sequence[Card]) -> Square:
    sizes = [card.facts.participants for card in cards]
    named = tuple(sorted(card.study_id for card in cards))
    return Square(design, column, named, sum(filter(None, sizes)), sizes.count(None))


def ways(profiles: Mapping[str, Profile]) -> list[Way]:
    """Return how many studies saw each outcome go which way, the outcome most looked at first."""
    held: dict[tuple[str, str], dict[str, int]] = {}
    looked: dict[str, set[str]] = {}
    for study_id, profile in profiles.items():
        people = profile.one(Field.PARTICIPANTS)
        for finding in profile.all(Field.OUTCOMES):
            name = family(str(finding.detail.get("outcome", "")))
            looked.setdefault(name, set()).add(study_id)
            size = people.value if people and isinstance(people.value, int) else 0
            held.setdefault((name, str(finding.value)), {})[study_id] = size
    names = sorted(looked, key=lambda name: (name == OTHER_OUTCOMES, -len(looked[name]), name))
    order = {name: place for place, name in enumerate(names)}
    known = {name: place for place, name in enumerate(DIRECTIONS)}
    ordered = sorted(held.items(), key=lambda each: (order[each[0][0]], known.get(each[0][1], len(known)), each[0][1]))
    return [Way(name, way, tuple(sorted(sizes)), sum(sizes.values())) for (name, way), sizes in ordered]


def family(outcome: str) -> str:
    """Return the family an outcome belongs to by its words.

    >>> [family(name) for name in ("MADRS change", "pain intensity", "PTSD relapse", "eye tracking")]
    ['depressive symptoms', 'pain', 'relapse', 'other outcomes']
    """
    return next((name for name, words in _FAMILIES if words.search(outcome)), OTHER_OUTCOMES)


def harms(profiles: Mapping[str, Profile]) -> list[Harm]:
    """Return every statement on harms, by name of the harm and then by study; one that names several stands under each."""
    found = [
        Harm(name, study_id, finding, tuple(dict.fromkeys(str(dose.value) for dose in profile.all(Field.DOSES))))
        for study_id, profile in profiles.items()
        for finding in profile.all(Field.HARMS)
        for name in harm_names(str(finding.value))
    ]
    return sorted(found, key=lambda harm: (harm.name == OTHER_HARMS, harm.name, harm.study_id))


def harm_names(said: str) -> tuple[str, ...]:
    """Return the harms that are named in what a study or a digest says, `OTHER_HARMS` where none is known by name.

    >>> harm_names("mild nausea; one patient had hallucinations")
    ('psychotomimetic effects', 'nausea')
    """
    if any(said == name for name, _ in PATTERNS):
        return (said,)
    return tuple(dict.fromkeys(name for name, words in named_in(said.lower()) if words.search(said))) or (OTHER_HARMS,)
