"""How many people took part: the number of a study that a trained scorer holds for the total."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from evidence_search.profile.linear import score, trained
from evidence_search.profile.participant_features import features_of, is_within, reached
from evidence_search.profile.people_sums import PeopleNumber
from evidence_search.profile.sieve import Sieved

THRESHOLD = 0.5
"""Least probability of a total that is shown: of 26 between 0.4 and 0.5 in five folds, 18 were right.

See benchmarks/README.md for precision and recall there."""

_FEW_STUDIES = 50
"""In a review `n =` before a smaller number counts studies as a rule."""

_FEW_PEOPLE = 10
"""No review in the training data counts fewer people; what is below counts studies, drugs or databases."""

_STUDIES = Sieved(r"\b(?:studies|trials|RCTs|articles|records|reports|reviews)\b")
_RATED = Sieved(
    r"\brisk of bias|\bRoB\b|\bquality\b[^.;]{0,30}\b(?:studies|trials|evidence)|\b(?:low|moderate|high)[- ]quality\b"
)
"""Words of a review beside which a number counts studies."""
_CASES = Sieved(r"\bcases?\b (?:series|reports?|study)|\bcases? of\b")
"""Titles of reviews that begin with people of the authors' own."""
_PUT = (
    r"(?:(?:were|was) (?:then |also )?(?:randomly )?(?:assigned|allocated|randomi[sz]ed|enrol+ed|included) (?:to|in|into)|"
    r"(?:were|was) given|(?:were|was) (?:treated|anaesthetized|anesthetized) with|received|underwent)\b"
)
_ASSIGNED = re.compile(rf"(?: [\w-]+){{0,4}}? {_PUT}", re.IGNORECASE)
_ASSIGNED_TOO = re.compile(rf"(?: [\w-]+){{0,3}}? {_PUT}|(?: [\w-]+)? (?:to|in|with|on|as)\b", re.IGNORECASE)
"""`32 were assigned to ketamine and 31 to placebo`."""
_TOLD = re.compile(
    r"\b(?:were|was|had|have|has|is|are|did|received|underwent|completed|experienced|showed|reported|achieved|developed|"
    r"participated|entered|took|found|using|after|before|from|between)\b|[;:]|\d ?(?:%|mg)",
    re.IGNORECASE,
)
"""Words by which something is told of the first group before the second is counted."""
_AND = re.compile(r"\b(?:and|or|versus|vs\.?|with|plus)\s[^.;,]{0,30}$", re.IGNORECASE)
_HEALTHY = re.compile(
    r" (?:[\w-]+,? (?:and )?){0,4}?(?:healthy|unaffected|normal|never-depressed|non-?depressed) (?:[\w-]+ ){0,2}?(?:controls?|"
    r"volunteers|subjects|participants|individuals|women|men|adults)\b",
    re.IGNORECASE,
)
"""What stands behind the number of those whom patients are compared with in a sentence of its own."""
_SHARE = re.compile(r"(?: [\w-]+){0,3} ?[(\[]\d[\d.]* ?%")


def total_of(numbers: Sequence[PeopleNumber], title: str, review: bool) -> tuple[PeopleNumber, float] | None:
    """Return the number that most likely is the total of participants, with its probability; None when there are none."""
    counted = countable(numbers, title, review)
    return likeliest(counted, features_of(counted, review), trained("participants")["weights"])


def countable(numbers: Sequence[PeopleNumber], title: str, review: bool) -> list[PeopleNumber]:
    """Return the numbers that may be of people: of a review not those that count its studies."""
    if not review or _CASES.search(title):
        return list(numbers)
    return [number for number in numbers if not _counts_studies(number)]


def _counts_studies(number: PeopleNumber) -> bool:
    if number.value < (_FEW_STUDIES if number.noun == "n=" else _FEW_PEOPLE):
        return True
    if number.noun == "n=":
        return bool(_RATED.search(number.sentence.text))
    return not number.noun and bool(_STUDIES.search(number.sentence.text))


def likeliest(
    numbers: Sequence[PeopleNumber], features: Sequence[Sequence[str]], weights: Mapping[str, float]
) -> tuple[PeopleNumber, float] | None:
    """Return the likeliest total by the weights, with its probability.

    Among the places of the total the best scored that prints it is returned, a sum only where none prints it. Numbers of
    people only screened, or of each group, are left out. A number that counts one of two groups side by side speaks for both.
    """
    possible = reached(features)
    scored = [(number, score(names, weights)) for number, names, may in zip(numbers, features, possible, strict=True) if may]
    if not scored:
        return None
    sums = [number for number in numbers if number.parts and number.noun != "n="]
    spoken = [(_with_others(number, numbers, sums) or number, worth) for number, worth in scored]
    probability = shares([(number.value, worth) for number, worth in spoken])
    best, _ = max(spoken, key=lambda pair: (probability[pair[0].value], not pair[0].parts, pair[1]))
    return best, probability[best.value]


def _with_others(number: PeopleNumber, numbers: Sequence[PeopleNumber], sums: Sequence[PeopleNumber]) -> PeopleNumber | None:
    """Return the sum of the groups side by side of which a number counts one: 99 treated and 96 compared with them."""
    for whole in sums if not number.parts else ():
        if not is_within(number, whole):
            continue
        if any(each.value == number.value and each.noun and not _added(each, whole.value, sums) for each in numbers):
            continue
        groups = sorted((each for each in numbers if not each.parts and is_within(each, whole)), key=_place)
        if whole.noun == "across":
            if _HEALTHY.match(groups[-1].sentence.text, groups[-1].end):
                return whole
        elif len(groups) == len(whole.parts) and all(map(_side_by_side, groups, groups[1:])) and _joined(*groups[-2:]):
            return whole
    return None


def _place(number: PeopleNumber) -> int:
    return number.sentence.start + number.start


def _joined(first: PeopleNumber, second: PeopleNumber) -> bool:
    return bool(_AND.search(first.sentence.text[first.end : second.start]))


def _added(number: PeopleNumber, value: int, sums: Sequence[PeopleNumber]) -> bool:
    """Whether a number is one of those that some sum of that value adds up, or such a sum."""
    return any(each.value == value and (each is number or is_within(number, each)) for each in sums)


def _side_by_side(first: PeopleNumber, second: PeopleNumber) -> bool:
    """Whether two numbers of a sentence count two groups, of which the same is told: neither is a part of the other."""
    text = first.sentence.text
    between = text[first.end : second.start]
    if not (_AND.search(between) or between.endswith(", ")) or _SHARE.match(text, second.end):
        return False
    if text[max(0, first.start - 7) : first.start].lower().endswith(("of ", "of the ")):
        return False
    if _ASSIGNED.match(between):
        return bool(_ASSIGNED_TOO.match(text, second.end))
    return not _TOLD.search(between)


def shares(scored: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Return for each value the probability that it is the total; what is left is that none of them is.

    >>> {value: round(share, 2) for value, share in shares([(12, 1.0), (12, 1.0), (30, 0.0)]).items()}
    {12: 0.73, 30: 0.13}
    """
    weights: dict[int, float] = defaultdict(float)
    for value, worth in scored:
        weights[value] += math.exp(worth)
    whole = 1.0 + sum(weights.values())
    return {value: weight / whole for value, weight in weights.items()}
