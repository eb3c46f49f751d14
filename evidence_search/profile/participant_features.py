"""What the words around a number of people say of whether it is the total, as names for the scorer of `participants`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from evidence_search.profile.people_sums import SCREENED, PeopleNumber, is_control_group, per_group
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence

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
_WORD = re.compile(r"[a-z]+|\d+|[=%(),;:/]")
_SHARE = re.compile(r"(?: [\w-]+){0,3} ?[(\[;,]? ?\d+(?:\.\d+)? ?%")
_STUDIES = re.compile(r"\b(?:studies|trials|RCTs|reports|articles|cohorts)\b", re.IGNORECASE)
_REVIEW = Sieved(r"review|meta-?\s?analys|pooled")
_SEARCHED = Sieved(
    r"\bPRISMA\b|\b(?:we|were|was) (?:systematically )?searched\b|\b(?:we|was|were) (?:conducted|performed|undertook)? ?an? "
    r"(?:systematic (?:literature )?review|meta-?analysis)\b|\b(?:this|the present|our) (?:systematic review|meta-?analysis)\b|"
    r"\b(?:systematic|literature) search(?:es)? (?:was|were|of|in)\b"
)
_BESIDE = re.compile(r"\b(?:and|with|versus|vs\.?|plus) (?:an? |the )?(?:control )?(?:group of |sample of )?$", re.IGNORECASE)
NOT_WHOLE = frozenset({"screened", "per_group", "controls", "one", "one_study"})
"""Features of numbers that are never the total: of people only looked at for the study, of each of its groups, of controls,
of one person where nothing says that it is a case report, of one of the studies that are told of."""
_ONE_STUDY = re.compile(
    r"^(?:\w+: )?(?:In|For) (?:the )?(?!this |present |current |our |these |all |both |total )"
    r"(?:[\w/-]+ ){1,3}(?:trial|study|experiment)\b|"
    r"\b(?:sub-?)?(?:study|experiment|trial) (?:[123AB]|I{1,3}|one|two|three)\b|"
    r"\b(?:RCTs|trials|studies) [(\[][nN]\s?=\s?\d",
    re.IGNORECASE,
)

_POOLED = re.compile(r"\(\d+ (?:RCTs|trials|studies), \d")
"""`(4 trials, 557 patients)`: the people of one of a review's comparisons, which overlap with those of the next."""
_PLANNED = re.compile(r"\b(?:planned|targeted|target|aimed|intended)\b[^.;]{0,45}$")
_REACHED = frozenset({"verb_after=randomised", "verb_after=enrolled", "verb_after=included", "verb_after=analysed"})
"""What is said of people who did take part."""


def is_review(title: str, sentences: Sequence[Sentence]) -> bool:
    """Whether a study counts the people of other studies, as its title or its methods say."""
    told = containing(sentences, ("search", "prisma", "systematic", "meta"))
    return bool(_REVIEW.search(title)) or any(_SEARCHED.search(sentence.text) for sentence in told)


def features_of(numbers: Sequence[PeopleNumber], reviewing: bool) -> list[list[str]]:
    """Return the features of each number; names are readable, for example `after1=patients` or `verb_after=randomised`."""
    values = Counter(number.value for number in numbers if not number.parts)
    largest = max((number.value for number in numbers if not number.parts and not _screened(number)), default=0)
    totals = _totals(numbers)
    review = "review" if reviewing else "study"
    sums = [number for number in numbers if number.parts]
    apart = _of_one_study(numbers, reviewing)
    return [
        [
            *_context(number, review), *_standing(place, number, values, largest, totals),
            *_share_of(number, sums, review), *_whole(number, numbers), *(["one_study"] if apart[place] else ()),
        ]
        for place, number in enumerate(numbers)
    ]  # fmt: skip


def _of_one_study(numbers: Sequence[PeopleNumber], reviewing: bool) -> list[bool]:
    """Return which numbers are of one of several studies that a text tells of; a sum of a sentence may be of all of them."""
    sentences = {number.sentence.start: number.sentence for number in numbers}.values()
    studies = containing(sentences, ("study", "studies", "trial", "experiment", "rcts"))
    told = {s.start: len(_ONE_STUDY.findall(s.text)) for s in studies}
    pooled = {s.start: len(_POOLED.findall(s.text)) for s in studies if reviewing}
    several, overlapping = sum(told.values()) > 1, sum(pooled.values()) > 1
    return [
        bool(overlapping and pooled.get(number.sentence.start))
        or bool(several and number.noun != "across" and 0 < told.get(number.sentence.start, 0) < (2 if number.parts else 100))
        for number in numbers
    ]


def _share_of(number: PeopleNumber, sums: Sequence[PeopleNumber], review: str) -> list[str]:
    """Return what says that a number is one group's: it is an addend of a sum, or is said of each group."""
    whole = None if number.parts else next((each for each in sums if is_within(number, each)), None)
    return [*(_addend(number, whole, review) if whole else ()), *(["per_group"] if per_group(number) else ()),
            *(["controls"] if _beside_patients(number) else ())]  # fmt: skip


def reached(features: Sequence[Sequence[str]]) -> list[bool]:
    """Return which numbers may be the total: of a study that tells how many it reached not those that it had planned."""
    told = any("planned" not in names and not _REACHED.isdisjoint(names) for names in features)
    return [NOT_WHOLE.isdisjoint(names) and not (told and "planned" in names) for names in features]


def _beside_patients(number: PeopleNumber) -> bool:
    """Whether a number counts the healthy people that others are compared with: `and 39 healthy controls`."""
    if number.parts or not number.noun.startswith(("control", "compari")) or not is_control_group(number):
        return False
    return bool(_BESIDE.search(number.sentence.text, max(0, number.start - 40), number.start))


def _whole(number: PeopleNumber, numbers: Sequence[PeopleNumber]) -> list[str]:
    """Return what says whether a sum is of all groups: what was done to the first one, and numbers it leaves out."""
    if not number.parts:
        return []
    verb = _VERB.search(number.sentence.lower, number.start, number.start + 60)
    alike = (each for each in numbers if each.sentence is number.sentence and (each.noun == "n=") == (number.noun == "n="))
    beyond = sum(1 for each in alike if not each.parts and not number.start <= each.start < number.end)
    return [f"sum&verb={_MEANS[verb.group()] if verb else 'none'}", f"sum&beyond={min(beyond, 2)}"]


def _addend(number: PeopleNumber, whole: PeopleNumber, review: str) -> list[str]:
    """Return what says of one group's number how the other is told: `32 were assigned to ketamine and 31 to placebo`."""
    text = number.sentence.lower
    verb = _VERB.search(text, number.end, number.end + 50)
    twin = _WORD.search(whole.sentence.lower, whole.end, whole.end + 30)
    done = _MEANS[verb.group()] if verb else "none"
    return ["addend", f"{review}&addend", f"addend&verb={done}", f"twin={twin.group() if twin else 'none'}"]


def is_within(number: PeopleNumber, whole: PeopleNumber) -> bool:
    """Whether a number is one of those that a sum adds up."""
    start = number.sentence.start + number.start
    return number.value in whole.parts and whole.sentence.start + whole.start <= start < whole.sentence.start + whole.end


def _context(number: PeopleNumber, review: str) -> list[str]:
    """Return what the words around a number say."""
    text = number.sentence.lower
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


def _screened(number: PeopleNumber) -> bool:
    return bool(SCREENED.match(number.sentence.text, number.end + 1))


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
        *(["screened"] if _screened(number) else []),
        *(["planned"] if _PLANNED.search(text, max(0, start - 60), start) else []),
        *([f"{review}&of_studies"] if _STUDIES.search(text, max(0, start - 70), end + 50) else []),
        f"digits={min(len(str(number.value)), 6)}", *(["below5"] if number.value < 5 else []),
        *(["one"] if number.value == 1 and number.noun != "case" else []),
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
