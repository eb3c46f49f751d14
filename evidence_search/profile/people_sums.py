"""Sizes of groups added up: of one sentence, or of patients and of the healthy people that a later sentence counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import Sentence

_APART = re.compile(
    r"\b(?:of (?:whom|which|them|these|those|the)|including|(?<!cohort )(?<!group )(?<!arm )included|each|completed|remain\w*|"
    r"(?<!not )(?<!nor )(?<!to )(?<!non)(?<!non-)respon\w*|remi\w+|"
    r"of (?:a total|\d+ (?!m?[gl]\b|ml|mcg|ug|µg|min|h\b|years?|months?|weeks?|days?|hours?))|"
    r"excluded|withdrew|dropped|analy[sz]ed|eligible|additional\w*)\b|"
    r"(?:morning|days?|weeks?|months?|hours?) (?:after|later)\b|"
    r"%(?! (?:\w+caine|saline|solution|propofol|glucose|dextrose|oxygen)\b)|\.;|.{200}",
    re.IGNORECASE | re.DOTALL,
)
"""Words between two numbers by which they are not two groups side by side."""

_SEXES = re.compile(r" \(\d[\d.]* ?%\) (?:women|females?|men|males?) and ")
"""Between the numbers of the two sexes, whose shares are printed with them."""

_LATER_STAGE = re.compile(
    r"(?: \w+){0,4} (?:completed|responded|withdrew|dropped|discontinued|relapsed|died|(?:were|was) (?:excluded|"
    r"lost|analy[sz]ed))\b|(?: [\w-]+){0,2} (?<!non )(?:responders|remitters|completers)\b",
    re.I,
)
"""What stands behind a number that is a part of those counted before it."""

_JOINED = re.compile(
    r"(?:[,;]|\b(?:and|or|versus|vs\.?|with|plus|to|against))\s(?:(?:a|an|the|in|from|of|another|then|that|those) )*"
    r"(?:(?:[\w-]+ ){0,2}(?:populations?|samples?|groups?|cohorts?) of |(?:the )?(?:group|arm) \w{1,3}[:,]? ?|"
    r"(?:the )?(?:[\w-]+ ){1,2}(?:cohort|group|arm) (?:included|comprised|consisted of|of) )?$",
    re.IGNORECASE,
)

_IN_GROUP = re.compile(r" in (?:the )?(?:cohort|group|arm|study|trial) ", re.IGNORECASE)
_LETTER = re.compile(r"\b([nN])s?\s?(?:[=:≈~]|of|was)?\s?(?:approximately |about )?$")
_BRACKETED = re.compile(r"\([^()]*\)")

SCREENED = re.compile(
    r"(?:[^\s.;:()]+ ){0,6}?(?:were |was |had been )?(?<!newly )(?:screened|approached|invited|contacted|"
    r"assessed for (?:eligibility|inclusion|the trial|the study))\b"
    r"(?! and (?:were )?(?:enrol|random|includ))|[\w-]+ (?:revealed|yielded) \d",
    re.IGNORECASE,
)
"""What stands behind a number of people who were only looked at for the study."""

_GROUPS = r"(?:[\w/-]+ ){0,3}?(?:groups?|arms?|cohorts?|conditions?|treatments?)\b"
_EACH_GROUP_BEFORE = re.compile(
    rf"\b(?:each|every|both|per) {_GROUPS}[^.;\d]{{0,25}}$|\b(?:groups|arms|cohorts) of (?:n ?= ?)?$", re.IGNORECASE
)
_EACH_GROUP_AFTER = re.compile(
    rf"[^.;\d]{{0,30}}?\b(?:each|per|every)\b(?: of (?:the|these)\b| {_GROUPS}|\)| ?$|[,.;])", re.IGNORECASE
)
"""`n = 30 each`, `20 patients per group`, `groups of 10`."""
_CONTROL_GROUP = Sieved(
    r"(?:[^.;:()]{0,60}?)\b(?:healthy|normal|control|comparison|non-?depressed|matched|unaffected)\b[^.;]{0,30}"
)
_NEAR = 700
"""Characters within which a second group is looked for: about four sentences."""


@dataclass(frozen=True, slots=True)
class PeopleNumber:
    """A number that may count people, or a sum of such numbers of one sentence."""

    value: int
    sentence: Sentence
    start: int
    end: int
    """Half-open place in the sentence of the number, or from the first to the last number of a sum."""
    noun: str
    """The counting noun behind it in lower case; `n=` when it stands behind that; empty when there is neither."""
    part: str
    """Part of the abstract: `title`, `background`, `methods`, `results`, `conclusions` or empty."""
    place: float
    """Place of its sentence in the text, 0 to 1."""
    parts: tuple[int, ...] = ()
    """The values that were added, for a sum."""


def per_group(number: PeopleNumber) -> bool:
    """Whether a number is said of each of the groups."""
    text, start = number.sentence.text, number.start
    if number.parts:
        return False
    return bool(_EACH_GROUP_BEFORE.search(text, max(0, start - 60), start) or _EACH_GROUP_AFTER.match(text, number.end))


def sums_of_groups(numbers: Sequence[PeopleNumber]) -> list[PeopleNumber]:
    """Return a candidate for the sizes of two to five groups in a sentence, when no number of the sentence is their sum."""
    by_sentence: dict[int, list[PeopleNumber]] = {}
    for number in numbers:
        by_sentence.setdefault(number.sentence.start, []).append(number)
    return [total for group in by_sentence.values() for total in _sums_of(group)]


def _sums_of(numbers: Sequence[PeopleNumber]) -> Iterator[PeopleNumber]:
    marked = [number for number in numbers if number.noun == "n="]
    named = [number for number in numbers if number.noun != "n="]
    for chosen in (marked, named):
        for chain in _chains(chosen):
            if 2 <= len(chain) <= 5 and _counts_people(chain) and not _nested(chain):
                yield _added(chain)


def _counts_people(chain: Sequence[PeopleNumber]) -> bool:
    """Whether a noun says so of one of the numbers, or each is of a group by name: 68 in cohort 1, 106 in cohort 2."""
    return any(number.noun for number in chain) or all(_IN_GROUP.match(n.sentence.text, n.end) for n in chain)


def sums_with_controls(numbers: Sequence[PeopleNumber], text: str) -> list[PeopleNumber]:
    """Return the sum of patients and of the healthy controls that one of the next sentences counts, if any."""
    for place, control in enumerate(numbers):
        if control.sentence.in_title or not is_control_group(control):
            continue
        patients = [
            number
            for number in numbers[:place]
            if 0 < control.sentence.start - number.sentence.start < _NEAR
            and not number.sentence.in_title
            and number.noun not in ("", "controls", "control")
            and not is_control_group(number)
        ]
        if patients:
            nearest = [number for number in patients if number.sentence is patients[-1].sentence]
            return [_across(_whole(nearest), control, text)]
    return []


def _whole(numbers: Sequence[PeopleNumber]) -> PeopleNumber:
    """Return the number that two to four others of its sentence add up to, else the last one."""
    values = [number.value for number in numbers]
    for number in numbers:
        rest = [value for value in values if value != number.value]
        if any(sum(rest[first : first + many]) == number.value for first in range(len(rest)) for many in (2, 3, 4)):
            return number
    return numbers[-1]


def is_control_group(number: PeopleNumber) -> bool:
    """Whether a number counts people said to be healthy, or controls."""
    text = number.sentence.text
    if number.noun == "n=":
        return bool(_CONTROL_GROUP.search(text, max(0, number.start - 60), number.start))
    return number.noun != "" and bool(_CONTROL_GROUP.match(text, number.end))


def _across(first: PeopleNumber, last: PeopleNumber, text: str) -> PeopleNumber:
    """Return the sum of two numbers of different sentences, its sentence being the stretch from the one to the other."""
    start = first.sentence.start
    stretch = text[start : last.sentence.start + len(last.sentence.text)]
    whole = Sentence(stretch, start, first.sentence.section, first.sentence.kind)
    values = (first.value, last.value)
    end = last.sentence.start - start + last.end
    return replace(first, value=sum(values), sentence=whole, end=end, noun="across", parts=values)


def _chains(numbers: Sequence[PeopleNumber]) -> list[list[PeopleNumber]]:
    """Return the runs of numbers that are printed side by side: 20 patients and 18 controls."""
    chains: list[list[PeopleNumber]] = []
    for number in numbers:
        text = number.sentence.text
        if SCREENED.match(text, number.end + 1) or _LATER_STAGE.match(text, number.end) or per_group(number):
            continue
        between = number.sentence.text[chains[-1][-1].end : number.start] if chains else ""
        if chains and _sign(number) == _sign(chains[-1][-1]) and _side_by_side(between, number.noun == "n="):
            chains[-1].append(number)
        else:
            chains.append([number])
    return chains


def _sign(number: PeopleNumber) -> str:
    """Return the letter of `n =` before a number: where a sentence prints both n and N they count different things."""
    found = _LETTER.search(number.sentence.text, max(0, number.start - 30), number.start) if number.noun == "n=" else None
    return found[1] if found else ""


def _side_by_side(between: str, marked: bool) -> bool:
    """Whether the words between two numbers join them; numbers marked by `n =` stand in brackets behind what joins them."""
    if _SEXES.fullmatch(between):
        return True
    if between.count("(") != between.count(")") or _APART.search(between):
        return False
    return marked or (len(_BRACKETED.sub("", between)) <= 160 and _JOINED.search(between) is not None)


def _nested(numbers: Sequence[PeopleNumber]) -> bool:
    """Whether one of the numbers is the sum of the others."""
    values = [number.value for number in numbers]
    return len(values) > 2 and 2 * max(values) == sum(values)


def _added(numbers: Sequence[PeopleNumber]) -> PeopleNumber:
    values = tuple(number.value for number in numbers)
    return replace(numbers[0], value=sum(values), end=numbers[-1].end, parts=values)
