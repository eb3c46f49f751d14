"""Numbers of a study that may count people, each with what its context says of it, for the scorer of `participants`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evidence_search.profile.numbers import Number, numbers_in
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence

PEOPLE = (
    r"(?:participants?|patients?|subjects?|volunteers?|adults?|individuals?|persons?|people|women|men|males?|females?|children|"
    r"adolescents?|infants?|neonates?|newborns?|veterans?|users?|respondents?|outpatients?|inpatients?|cases?|"
    r"controls?|students?|"
    r"smokers?|drinkers?|survivors?|parturients?|mothers?|girls?|boys?|nonusers?|responders?|nonresponders?|pairs|"
    r"twins|residents?|"
    r"members|elders|athletes|nurses|physicians|clients|humans?|recipients?|attendees|practitioners|man|woman|child|"
    r"parents|caregivers|families|carers|recruits|soldiers|completers|customers|consumers|healthcare workers|customers)\b"
)
"""Nouns that people in studies are counted by."""

_PEOPLE_WORD = re.compile(PEOPLE, re.IGNORECASE)
_NOUN_AFTER = re.compile(
    rf"(?:\([^()]{{1,160}}\)\s)?(?:[^\s.;:()\[\]]+\s+){{0,10}}?[^\s.;:()\[\]]*?\b({PEOPLE})", re.IGNORECASE
)
_N_EQUALS = re.compile(r"\b[nN]s?\s?(?:[=:≈~]|of|was)\s?(?:approximately |about )?$")
_COUNTING = Sieved(
    r"(?:total of|total number of|(?:sample|cohort|group|series|population|subset|subsample) of|sample size(?: of|:| is| was)?|"
    r"randomi[sz](?:ed|ing|e)|enroll?(?:ed|ing)?|recruit(?:ed|ing)?|includ(?:ed|ing)?|in all,?|in total,?|overall,?|among|"
    r"the (?:first|remaining|other)|of (?:the|these|those)|assigned|from|of|in|"
    r"target(?: sample)?(?: size)?:?)\s(?:the |all |about |approximately |n = )?$",
)
_COUNTED = re.compile(
    r",?\s(?:\([^()]{1,60}\)\s)?(?:of (?:whom|them|these|which|the)\b|were\b|was\b|will be\b|met\b|completed|"
    r"entered|agreed|consented|"
    r"to (?:the )?\w+|in (?:the|each|group)|per (?:group|arm)|(?:in|for) (?:each|both)|remained|participated|had\b|"
    r"received|assigned|"
    r"randomi[sz]ed|enrolled|recruited|included|responded|\([^()]*%\) of |healthy|with\b|could\b|underwent|\([^()]*%)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\s?(?:%|‰|per ?cent\b|°)|\s?[-‐‑–—/:]\s?\d|[-‐‑–\s]?(?:mg|µg|μg|mcg|ug|ng|kg|g|ml|mL|l|dl|cm|mm|nm|mmol|µmol|Hz|kHz|T|Gy|"
    r"weeks?|days?|hours?|hrs?|h|min|mins|minutes?|months?|mo|years?|yrs?|yr|y|s|sec|seconds?|points?|times?|items?|"
    r"sites?|cent(?:er|re)s?|"
    r"hospitals?|countries|studies|trials|articles|papers|reports|records|publications|RCTs?|reviews|doses?|"
    r"sessions?|infusions?|"
    r"treatments?|visits?|cycles?|tests?|scales?|measures?|electrodes?|channels?|regions?|genes?|samples?|percent|"
    r"fold|clinics?|"
    r"arms?|groups?|phases?|stages?|conditions|occasions?|antidepressants?|domains?|factors?|clusters?|questions?|"
    r"databases|adverse|events?|rats?|mice|animals?|monkeys?|dogs?|item|way|tailed|sided|st|nd|rd|th|degrees|"
    r"mm\s?Hg|bpm|IU|thirds?|quarters?|half|fifths?)\b(?![-‐](?!old|long)\w)|\s?[nmµu]g[x×·/]",
)
_THINGS = re.compile(
    r"(?: [\w/-]+){0,4} (?:studies|trials|RCTs|reports?|articles|papers|publications|records|titles|abstracts|"
    r"citations|manuscripts|"
    r"documents|databases|reviews|results|references|biomarkers|events|treatments|infusions|administrations|encounters|sessions|rats|"
    r"mice|animals|questionnaires)\b",
)
_OF_NUMBER = re.compile(r"(?: [\w/-]+){1,5} of (?:the )?\d")
"""Sixty teeth of 30 children are not sixty children."""

_AFTER_SIGN = re.compile(
    r"[<>≤≥±+×*/^$£€=−–—‐-]\s?$|\b[pPrRtFzdbgβχηκα²]\s?[=<>]\s?$|[a-zA-Z]\(?$|(?<!of )(?<!age )\bageds? $|\d[:/]\s?$|\d,$|"
    r"\b(?:phase|stage|grade|type|week|day|month|cycle|level|version|figure|table|class|axis)\s$"
)
_SIGN_LENGTH = 12
"""Characters that a match of `_AFTER_SIGN` has at most."""

_YEAR_BEFORE = re.compile(
    r"(?:in|since|from|to|until|through|between|and|by|during|of|[A-Z][a-z]+\.?,?|(?<!\d)\d{1,2},|after|before)\s$"
)
_APART = re.compile(
    r"\b(?:of (?:whom|which|them|these|those|the)|including|included|each|completed|remain\w*|respon\w*|remi\w+|"
    r"of (?:a total|\d)|"
    r"excluded|withdrew|dropped|analy[sz]ed|eligible)\b|%|.{200}",
    re.IGNORECASE | re.DOTALL,
)
"""Words between two numbers by which they are not two groups side by side."""

_SEXES = re.compile(r" \(\d[\d.]* ?%\) (?:women|females?|men|males?) and ")
"""Between the numbers of the two sexes, whose shares are printed with them."""

_LATER_STAGE = re.compile(
    r"(?: \w+){0,4} (?:completed|responded|withdrew|dropped|discontinued|relapsed|died|(?:were|was) (?:excluded|"
    r"lost|analy[sz]ed))\b",
    re.I,
)
"""What stands behind a number that is a part of those counted before it."""

_JOINED = re.compile(
    r"(?:[,;]|\b(?:and|or|versus|vs\.?|with|plus|to|against))\s(?:(?:a|an|the|in|from|of|another|then) )*$", re.IGNORECASE
)

SCREENED = re.compile(
    r"(?:[^\s.;:()]+ ){0,6}?(?:were |was |had been )?(?:screened|approached|invited|contacted|"
    r"assessed for (?:eligibility|inclusion|the trial|the study))\b"
    r"(?! and (?:were )?(?:enrol|random|includ))",
    re.IGNORECASE,
)
"""What stands behind a number of people who were only looked at for the study."""

_CONTROL_GROUP = Sieved(r"(?:[^.;:()]{0,60}?)\b(?:healthy|normal|control|comparison|non-?depressed|matched)\b[^.;]{0,30}")
_NEAR = 700
"""Characters within which a second group is looked for: about four sentences."""

_LABEL = re.compile(r"^\W*([A-Z][A-Za-z]+(?:[ ,/&]+(?:and |of )?[A-Z]?[A-Za-z]+){0,6}):")
_LABELS = (
    (
        "methods",
        re.compile(r"method|design|participant|patient|subject|setting|procedure|intervention|population|material", re.I),
    ),
    ("results", re.compile(r"result|finding|outcome", re.I)),
    ("conclusions", re.compile(r"conclu|discuss|interpret|implicat|limitation|significance", re.I)),
    ("background", re.compile(r"background|introduc|objective|aim|purpose|context|importance|rationale|hypothes", re.I)),
)


_PAPERS = r"(?:articles|studies|records|citations|papers|publications|abstracts)"
_FOUND = r"(?:identified|screened|retrieved|found|located)"
_COUNTS_PAPERS = Sieved(rf"\b{_PAPERS}\b[^.;]{{0,40}}\b{_FOUND}\b|\b{_FOUND}\b[^.;]{{0,40}}\b{_PAPERS}\b", re.IGNORECASE)
"""A sentence on what a search of the literature found: bare numbers in it count papers."""


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


def people_numbers(sentences: Sequence[Sentence], text: str) -> list[PeopleNumber]:
    """Return the numbers of sentences of a text that may count people, in order, followed by sums of groups."""
    printed = [
        number
        for sentence, part, place in _placed(sentences)
        for number in _of_sentence(sentence, part, place)
        if number.noun or not _COUNTS_PAPERS.search(sentence.text)
    ]
    case = single_case(sentences)
    return printed + _sums(printed) + _with_controls(printed, text) + ([case] if case else [])


def _placed(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, str, float]]:
    part = ""
    for number, sentence in enumerate(sentences):
        if sentence.in_title:
            yield sentence, "title", 0.0
            continue
        if ":" in sentence.text[:90] and (label := _LABEL.match(sentence.text)):
            part = next((name for name, pattern in _LABELS if pattern.search(label[1])), part)
        yield sentence, part, number / len(sentences)


def _of_sentence(sentence: Sentence, part: str, place: float) -> Iterator[PeopleNumber]:
    text = sentence.text
    for number in numbers_in(text):
        noun = _counting_noun(text, number)
        if noun is not None:
            yield PeopleNumber(number.value, sentence, number.start, number.end, noun, part, place)


def _counting_noun(text: str, number: Number) -> str | None:
    """Return what a number seems to count, empty when only its context says that it counts people, None when it does not."""
    before = text[max(0, number.start - 40) : number.start]
    if _N_EQUALS.search(before):
        return "n="
    if _MEASURE.match(text, number.end) or _AFTER_SIGN.search(before, len(before) - _SIGN_LENGTH):
        return None
    if 1900 <= number.value <= 2035 and text[number.start : number.end].isdigit() and _YEAR_BEFORE.search(before):
        return None
    gap = text[number.end : number.end + 240]
    if _THINGS.match(gap) or ((of := _OF_NUMBER.match(gap)) and not _PEOPLE_WORD.search(of.group())):
        return None
    noun = _NOUN_AFTER.match(gap.lstrip(" -‐")) if gap[:1] in " -‐" else None
    if noun:
        return noun[1].lower()
    return "" if _COUNTING.search(before) or _COUNTED.match(gap) else None


def _sums(numbers: Sequence[PeopleNumber]) -> list[PeopleNumber]:
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
            if 2 <= len(chain) <= 5 and any(number.noun for number in chain) and not _nested(chain):
                yield _added(chain)


def _with_controls(numbers: Sequence[PeopleNumber], text: str) -> list[PeopleNumber]:
    """Return the sum of patients and of the healthy controls that one of the next sentences counts, if any."""
    for place, control in enumerate(numbers):
        if control.sentence.in_title or not _is_control_group(control):
            continue
        for patients in reversed(numbers[:place]):
            near = 0 < control.sentence.start - patients.sentence.start < _NEAR and not patients.sentence.in_title
            if near and patients.noun not in ("", "controls", "control") and not _is_control_group(patients):
                return [_across(patients, control, text)]
    return []


def _is_control_group(number: PeopleNumber) -> bool:
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
        if SCREENED.match(number.sentence.text, number.end + 1) or _LATER_STAGE.match(number.sentence.text, number.end):
            continue
        between = number.sentence.text[chains[-1][-1].end : number.start] if chains else ""
        if chains and _side_by_side(between, number.noun == "n="):
            chains[-1].append(number)
        else:
            chains.append([number])
    return chains


def _side_by_side(between: str, marked: bool) -> bool:
    """Whether the words between two numbers join them; numbers marked by `n =` stand in brackets behind what joins them."""
    if _SEXES.fullmatch(between):
        return True
    if between.count("(") != between.count(")") or _APART.search(between):
        return False
    return marked or (len(between) <= 160 and _JOINED.search(between) is not None)


def _nested(numbers: Sequence[PeopleNumber]) -> bool:
    """Whether one of the numbers is the sum of the others."""
    values = [number.value for number in numbers]
    return len(values) > 2 and 2 * max(values) == sum(values)


def _added(numbers: Sequence[PeopleNumber]) -> PeopleNumber:
    values = tuple(number.value for number in numbers)
    return replace(numbers[0], value=sum(values), end=numbers[-1].end, parts=values)


_SINGLE_CASE = re.compile(
    r"\b(?:an?|the|one|single) (?:case(?: report)? of (?:an?|one)|(?:[\w-]+ ){0,2}?(?:\d+|\w+)[-‐ ]years?[-‐ ]old|"
    r"(?:[\w-]+ ){0,3}?"
    r"(?:patient|man|woman|girl|boy|male|female|veteran))\b",
    re.IGNORECASE,
)
_CASE_REPORT = re.compile(r"\bcase report\b|\ba case\b|\bcase of an?\b|\bsingle[- ](?:case|patient)", re.IGNORECASE)


def single_case(sentences: Sequence[Sentence]) -> PeopleNumber | None:
    """Return the one person that a case report is about, None when a study does not call itself one."""
    if not any(_CASE_REPORT.search(sentence.text) for sentence in containing(sentences, ("case", "single"))):
        return None
    for sentence, part, place in _placed(sentences):
        if not sentence.in_title and (match := _SINGLE_CASE.search(sentence.text)):
            return PeopleNumber(1, sentence, match.start(), match.end(), "case", part, place)
    return None
