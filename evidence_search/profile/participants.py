"""How many people took part: the number of a study that a trained scorer holds for the total."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from evidence_search.profile.linear import score, trained
from evidence_search.profile.people_sums import SCREENED, PeopleNumber
from evidence_search.profile.sieve import Sieved

_VERBS: dict[str, str] = {
    "screened": "screen,approach,assessed for eligib,invited,contacted",
    "eligible": "eligib,met inclusion,met the inclusion,fulfil",
    "randomised": "randomi,allocat,assign",
    "enrolled": "enrol,recruit,entered,consent,accru,regist",
    "included": "includ,participat,took part,study,studied,involv,collected",
    "analysed": "analyz,analys,evalua,assess,data from,data were,data of",
    "completed": "complet,finish",
    "excluded": "exclu,withdr,dropp,discontinu,lost to,attrition,remain",
    "responded": "respond,respons,remission,remitt,improve,relaps",
    "treated": "receiv,treat,underwent,administ,given,undergo",
    "reported": "report,experienc,develop,adverse,died,show,had ,demonstrat,achiev",
    "found": "identif,found,yield,compris,consist",
    "planned": "will ,plan,sample size,target,power,expect,aim",
}
"""What is done with counted people, with the beginnings of the words that say it, in lower case."""

_MEANS = {beginning: verb for verb, beginnings in _VERBS.items() for beginning in beginnings.split(",")}
_VERB = re.compile("|".join(sorted(map(re.escape, _MEANS), key=len, reverse=True)))
THRESHOLD = 0.4
"""Least probability of a total that is shown: of 26 between 0.3 and 0.4 in five folds, 14 were right.

See benchmarks/README.md for precision and recall there."""

_WORD = re.compile(r"[a-z]+|\d+|[=%(),;:/]")
_SHARE = re.compile(r"(?: [\w-]+){0,3} ?[(\[;,]? ?\d+(?:\.\d+)? ?%")
_STUDIES = re.compile(r"\b(?:studies|trials|RCTs|reports|articles|cohorts)\b", re.IGNORECASE)
_EACH_GROUP_BEFORE = re.compile(
    r"\b(?:(?:in|to|for) )?(?:each|every|both|per) (?:\w+ )?(?:groups?|arms?|cohorts?)\b[^.;\d]{0,25}$", re.I
)
_EACH_GROUP_AFTER = re.compile(
    r"[^.;\d]{0,30}?\b(?:(?:in|for|to|of) )?(?:each|per|every)\b(?: (?:\w+ )?(?:group|arm|cohort|\)|$)|\)|[,.;]|$)", re.I
)
"""`n = 30 each`, `20 patients per group`."""
_FEW_STUDIES = 50
"""In a review `n =` before a smaller number counts studies as a rule."""

_FEW_PEOPLE = 10
"""No review in the training data counts fewer people; what is below counts studies, drugs or databases."""

_REVIEW = Sieved(r"review|meta-?\s?analys|pooled")
_COMPARED = re.compile(r"\b(?:controls?|placebo|comparisons?|comparators?|received)\b", re.IGNORECASE)
_CASES = Sieved(r"\bcases?\b (?:series|reports?|study)|\bcases? of\b")
"""Titles of reviews that begin with people of the authors' own."""


def features_of(numbers: Sequence[PeopleNumber], title: str) -> list[list[str]]:
    """Return the features of each number; names are readable, for example `after1=patients` or `verb_after=randomised`."""
    values = Counter(number.value for number in numbers if not number.parts)
    largest = max(values, default=0)
    totals = _totals(numbers)
    review = "review" if _REVIEW.search(title) else "study"
    sums = [number for number in numbers if number.parts]
    return [
        [*_context(number, review), *_standing(place, number, values, largest, totals), *_share_of(number, sums, review)]
        for place, number in enumerate(numbers)
    ]


def _share_of(number: PeopleNumber, sums: Sequence[PeopleNumber], review: str) -> list[str]:
    """Return what says that a number is one group's: it is an addend of a sum, or is said of each group."""
    addend = not number.parts and any(_is_within(number, each) for each in sums)
    text, start, end = number.sentence.text, number.start, number.end
    per_group = bool(_EACH_GROUP_BEFORE.search(text, max(0, start - 60), start) or _EACH_GROUP_AFTER.match(text, end))
    return [*(["addend", f"{review}&addend"] if addend else []), *(["per_group"] if per_group else [])]


def _is_within(number: PeopleNumber, whole: PeopleNumber) -> bool:
    start = number.sentence.start + number.start
    return number.value in whole.parts and whole.sentence.start + whole.start <= start < whole.sentence.start + whole.end


def _context(number: PeopleNumber, review: str) -> list[str]:
    """Return what the words around a number say."""
    text = number.sentence.text.lower()
    before = _WORD.findall(text[max(0, number.start - 40) : number.start])[-3:][::-1]
    after = _WORD.findall(text[number.end : number.end + 70])[:4]
    verb_after = _VERB.search(text, number.end, number.end + 90)
    verbs_before = _VERB.findall(text, max(0, number.start - 70), number.start)
    kind, part = _kind(number), number.part or "unknown"
    ahead = _MEANS[verb_after.group()] if verb_after else "none"
    behind = _MEANS[verbs_before[-1]] if verbs_before else "none"
    return [
        "bias", f"kind={kind}", f"noun={number.noun}", f"part={part}", f"{kind}&part={part}",
        f"verb_after={ahead}", f"verb_before={behind}", f"{kind}&verb_after={ahead}", f"{kind}&verb_before={behind}",
        f"{review}&kind={kind}", f"{review}&part={part}",
        *(f"before{place}={'#' if word.isdigit() else word}" for place, word in enumerate(before, 1)),
        *(f"after{place}={'#' if word.isdigit() else word}" for place, word in enumerate(after, 1)),
        *(f"near={word}" for word in after if word.isalpha()),
        *_signs(number, text, review),
    ]  # fmt: skip


def _kind(number: PeopleNumber) -> str:
    if number.noun in ("across", "case"):
        return number.noun
    if number.parts:
        return "sum"
    return "n=" if number.noun == "n=" else "named" if number.noun else "bare"


def _signs(number: PeopleNumber, text: str, review: str) -> list[str]:
    """Return what brackets, percent signs and the number itself say."""
    start, end = number.start, number.end
    return [
        "begins" if start < 4 or text[max(0, start - 2) : start] == ": " else "within",
        "bracketed" if text.rfind("(", 0, start) > text.rfind(")", 0, start) else "unbracketed",
        *(["percent_before"] if "%" in text[max(0, start - 30) : start] else []),
        *(["percent_after"] if _SHARE.match(text, end) else []),
        *(["screened"] if SCREENED.match(text, end + 1) else []),
        *([f"{review}&of_studies"] if _STUDIES.search(text, max(0, start - 70), end + 50) else []),
        f"digits={min(len(str(number.value)), 6)}", *(["below5"] if number.value < 5 else []),
        *([f"parts={len(number.parts)}"] if number.parts else []),
        *(f"joint={word}" for word in (_WORD.findall(text[start:end])[1:-1] if number.parts else ())),
    ]  # fmt: skip


def _standing(
    place: int, number: PeopleNumber, values: Mapping[int, int], largest: int, totals: Mapping[int, int]
) -> list[str]:
    share = number.value / largest if largest else 1.0
    held = "largest" if share >= 1 else "most" if share > 0.7 else "half" if share > 0.4 else "less"
    printed = min(values.get(number.value, 0), 3)
    return [
        f"rank={min(place, 5)}", f"share={held}", f"printed={printed}", f"place={int(number.place * 5)}",
        *([f"adds_up={totals[number.value]}"] if number.value in totals else []),
        *(["sum_exceeded"] if number.parts and number.value < largest else []),
        *(["sum_printed"] if number.parts and printed else []),
    ]  # fmt: skip


def _totals(numbers: Sequence[PeopleNumber]) -> dict[int, int]:
    """Return the values that two to four neighbouring numbers add up to, with how many they are."""
    values = [number.value for number in numbers if not number.parts]
    totals: dict[int, int] = {}
    for first in range(len(values)):
        for many in (4, 3, 2):
            if first + many <= len(values):
                totals[sum(values[first : first + many])] = many
    return totals


def total_of(numbers: Sequence[PeopleNumber], title: str) -> tuple[PeopleNumber, float] | None:
    """Return the number that most likely is the total of participants, with its probability; None when there are none.

    Among the places of the total the best scored that prints it is returned, a sum only where none prints it. Numbers of
    people only screened are left out.
    """
    review = _REVIEW.search(title) and not _CASES.search(title)
    if review:
        numbers = [number for number in numbers if number.value >= (_FEW_STUDIES if number.noun == "n=" else _FEW_PEOPLE)]
    features = features_of(numbers, title)
    weights = trained("participants")["weights"]
    scored = [
        (number, score(names, weights)) for number, names in zip(numbers, features, strict=True) if "screened" not in names
    ]
    if not scored:
        return None
    probability = shares([(number.value, worth) for number, worth in scored])
    best, _ = max(scored, key=lambda pair: (probability[pair[0].value], not pair[0].parts, pair[1]))
    whole = _with_compared(best, numbers) if review else None
    if whole:
        return whole, probability[best.value] + probability[whole.value]
    return best, probability[best.value]


def _with_compared(number: PeopleNumber, numbers: Sequence[PeopleNumber]) -> PeopleNumber | None:
    """Return the sum of those treated and those they are compared with, of which a number is the first: 99 and 96."""
    wholes = (each for each in numbers if len(each.parts) == 2 and each.parts[0] == number.value and _is_within(number, each))
    return next((each for each in wholes if _COMPARED.search(each.sentence.text, number.end, each.end + 40)), None)


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
