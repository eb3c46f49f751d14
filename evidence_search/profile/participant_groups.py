"""How many were screened, enrolled, randomised, analysed and completed, and how many were in each group."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from evidence_search.findings import Field, Finding
from evidence_search.profile.people_sums import PeopleNumber
from evidence_search.profile.people_things import PEOPLE
from evidence_search.profile.subject import found

_NEXT = r"[^.;:]{0,160}?"
_VERB = re.compile(r"\b(?:included|comprised|(?:were|was)(?: \w+ (?:into|as|by|to))?)\s")
"""`patients were randomised into group A` names group A."""
_LENGTH = re.compile(r"\d[\d.]*\s?(?:h|hours?|min(?:utes)?|days?|weeks?|months?|years?)")
"""`over 1.5 h (n = 20)` names no group."""
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("screened", re.compile(r"[^.;:,]{0,60}?\b(?:screened|approached|invited|assessed for eligibility)\b", re.I)),
    (
        "analysed",
        re.compile(
            r"[^.;:,]{0,60}?\b(?:included in (?:the |this |our )?(?:\w+[ -]){0,3}analys[ei]s|analy[sz]ed|evaluable)\b", re.I
        ),
    ),
    ("completed", re.compile(r"[^.;:,]{0,60}?\bcompleted (?:the |this |all |both |treatment|study|their|\d)", re.I)),
    (
        "randomised",
        re.compile(
            rf"{_NEXT}\b(?:randomi[sz]ed|randomly (?:\w+ )?(?:assigned|allocated|divided)|"
            rf"underwent randomi[sz]ation)\b(?!,? (?:controlled|double|placebo|trial|study|clinical))",
            re.I,
        ),
    ),
    (
        "enrolled",
        re.compile(r"[^.;:]{0,70}?\b(?:enroll?ed|recruited|entered|took part|participated|(?:were|was|been) included)\b", re.I),
    ),
)
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("screened", re.compile(r"\b(?:screened|approached)(?: a total of)? ?$", re.I)),
    ("completed", re.compile(r"\bcompleted by ?$", re.I)),
    ("randomised", re.compile(r"\b(?:randomi[sz]ed|randomly (?:assigned|allocated))(?: a total of)? ?$", re.I)),
    ("enrolled", re.compile(r"\b(?:enroll?ed|recruited|enroll?ing|recruiting)(?: a total of)? ?$", re.I)),
)
_LATER = ("screened", "enrolled", "randomised", "analysed", "completed")
"""Stages of a study; nobody reaches a later one without the earlier."""

_N_BEFORE = re.compile(r"[,:]?\s?(?:[(\[](?:[^()\[\]]{0,40}[,;] ?)?)?[nN]\s?=\s?$")
_MARKS = re.compile(r"[;:,()\[\]]|\.(?!\d)")
_LAST_PHRASE = re.compile(
    r"^.*\b(?:in|of|among|receiv\w+|given|underwent|including|assess\w*|compar\w+|analy[sz]ed|treat(?:ment|ed) with|"
    r"between|infusions? of|administered by|(?:\d+|\w+teen|\w+ty|\w+ty[- ]\w+) (?:\w+ ){0,2}(?:patients|"
    r"participants|subjects) with)\s+(?=\S)",
    re.I,
)
_ONLY_PEOPLE = re.compile(rf"(?:\w+ )?{PEOPLE}$", re.I)
_TO_GROUP = re.compile(
    r"(?: (?:patients?|participants?|subjects?|women|men|adults?|individuals?|people|were|was|received|assigned|randomi[sz]ed|"
    r"allocated|\(\d+(?:\.\d+)?%\)))* (?:to|in|received|on|for) (?:the |an? )?"
    r"(?P<name>(?:[^.;:,()]|\.(?=\d))+?)(?: groups?| arms?)?"
    r"(?=,| and | or | vs\.? |;|\.|\(|$)",
    re.I,
)
_LEADING = re.compile(
    r"^(?:(?:and|or|to|while|whereas|those|not|either|receive[ds]?|receiving|with|the|an?|versus|vs\.?|of|in|into|"
    r"group|assigned|randomi[sz]ed|randomly|by|were|"
    r"was|compared|between|on|treatment|treated|from|than|plus|as|for|who|did|not|that|arms?|groups?|two|three|was|"
    r"injection of)\b\s*)+",
    re.I,
)
_CONTROL_NAME = re.compile(r"control|healthy|responder|user|completer", re.I)
_SEX = re.compile(r"(?:fe)?males?|women|men")
_ALLOCATED = re.compile(
    r"randomi[sz]|assign|allocat|divided|group|\barms?\b|placebo|saline|controls?\b|compar|versus|\bvs\b", re.I
)


def counted(numbers: Sequence[PeopleNumber], total: int | None) -> Iterator[Finding]:
    """Yield how many people reached each stage: of each the largest number that is printed, in a possible order."""
    stages: dict[str, PeopleNumber] = {}
    starts: dict[int, list[int]] = {}
    for number in sorted((number for number in numbers if not number.parts), key=lambda number: number.start):
        starts.setdefault(number.sentence.start, []).append(number.start)
    for number in numbers:
        elsewhere = number.parts or number.sentence.in_title or number.part == "background" or _SEX.fullmatch(number.noun)
        stage = "" if elsewhere else _stage(number, starts)
        if stage and number.value > 1 and (stage not in stages or number.value > stages[stage].value):
            stages[stage] = number
    least = max(total or 0, 1) * 0.5
    before = 10**9
    for stage in _LATER:
        reached = stages.get(stage)
        if reached and least < reached.value <= before:
            before = reached.value if stage != "analysed" else before
            yield found(
                Field.COUNTS, reached.value, reached.sentence, reached.sentence.text[reached.start : reached.end], kind=stage
            )


def _stage(number: PeopleNumber, starts: Mapping[int, Sequence[int]]) -> str:
    """Return the stage that a number reached; `starts` are where the numbers of each sentence begin."""
    text = number.sentence.text
    before = text[max(0, number.start - 50) : number.start]
    if re.match(r" (?:\w+ )?(?:each|per|in each)\b", text[number.end :]):
        return ""
    own = starts.get(number.sentence.start, ())
    later = bisect_right(own, number.end)
    following = text[number.end : own[later] if later < len(own) else number.end + 200]
    for stage, pattern in _BEFORE:
        if pattern.search(before):
            return stage
    for stage, pattern in _AFTER:
        match = pattern.match(following)
        if match and not re.search(r"\b(?:not|no|none|only)\b|%", match.group()):
            return stage
    return ""


def groups(numbers: Sequence[PeopleNumber], total: int | None) -> Iterator[Finding]:
    """Yield the sizes of groups with their names, where the sizes that a sentence prints add up to a number of people.

    That number is the total, or another that is printed where a sentence speaks of groups or allocation. Of numbers that do
    not add up, such as events in so many people, nothing is said.
    """
    values = {number.value for number in numbers if not number.parts}
    taken: set[tuple[str, int]] = set()
    for together in _by_sentence(numbers):
        named = [(number, name) for number in together if number.value != total and (name := _name(number))]
        whole = sum(number.value for number, _ in named)
        allocated = whole in values and _ALLOCATED.search(together[0].sentence.text)
        if len(named) < 2 or len({name.lower() for _, name in named}) < len(named) or not (whole == total or allocated):
            continue
        for number, name in named:
            if (name.lower(), number.value) not in taken:
                taken.add((name.lower(), number.value))
                yield _group(number, name)


def _by_sentence(numbers: Sequence[PeopleNumber]) -> list[list[PeopleNumber]]:
    together: dict[int, list[PeopleNumber]] = {}
    for number in numbers:
        if not number.parts and not number.sentence.in_title:
            together.setdefault(number.sentence.start, []).append(number)
    return list(together.values())


def _group(number: PeopleNumber, name: str) -> Finding:
    text = number.sentence.text
    return found(Field.GROUPS, number.value, number.sentence, text[number.start : number.end], group=name)


def _name(number: PeopleNumber) -> str:
    """Return the name of the group that a number is the size of, empty when none stands beside it."""
    text = number.sentence.text
    if number.noun == "n=":
        before = re.split(
            r"(?<=[,;:)\]])\s|\s(?:and|or|versus|vs\.?|to|either)\s", text[max(0, number.start - 110) : number.start]
        )
        match = _N_BEFORE.search(before[-1])
        name = " ".join(_MARKS.split(before[-1][: match.start()])[-1].split()[-6:]) if match else ""
    else:
        match = _TO_GROUP.match(text, number.end)
        if match:
            name = match["name"]
        else:
            noun = rf" (?P<name>(?:(?:[^\s.;:,()]|\.(?=\d))+ ){{0,4}}{re.escape(number.noun)}\b)"
            people = re.match(noun, text[number.end :], re.I)
            name = people["name"] if people and number.noun else ""
    name = _VERB.split(_LEADING.sub("", _LAST_PHRASE.sub("", name.strip())))[-1].strip()
    if _LENGTH.fullmatch(name):
        return ""
    return "" if _ONLY_PEOPLE.fullmatch(name) and number.noun != "n=" and not _CONTROL_NAME.search(name) else name
