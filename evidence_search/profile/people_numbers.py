"""Numbers of a study that may count people, each with what its context says of it, for the scorer of `participants`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evidence_search.profile.numbers import Number, numbers_in
from evidence_search.profile.people_sums import PeopleNumber, sums_of_groups, sums_with_controls
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence

PEOPLE = (
    r"(?:participants?|patients?|subjects?|volunteers?|adults?|individuals?|persons?|people|women|men|males?|females?|children|"
    r"adolescents?|infants?|neonates?|newborns?|veterans?|users?|respondents?|outpatients?|inpatients?|cases?|"
    r"controls?|students?|"
    r"smokers?|drinkers?|survivors?|parturients?|mothers?|girls?|boys?|nonusers?|responders?|nonresponders?|pairs|"
    r"twins|residents?|"
    r"members|elders|athletes|nurses|physicians|clients|humans?|recipients?|attendees|practitioners|man|woman|child|"
    r"parents|caregivers|families|carers|recruits|soldiers|completers|customers|consumers|healthcare workers|"
    r"comparisons|comparators)\b"
)
"""Nouns that people in studies are counted by."""

_PEOPLE_WORD = re.compile(PEOPLE, re.IGNORECASE)
_NOUN_AFTER = re.compile(
    rf"(?:\([^()]{{1,160}}\)\s)?(?:[^\s.;:()\[\]]+\s+(?:\([A-Z]{{2,5}}\)\s)?){{0,10}}?[^\s.;:()\[\]]*?\b({PEOPLE})",
    re.IGNORECASE,
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
_UP_TO = re.compile(r"\s?(?:to|or|and|[-‐‑–])\s?\d[\d.]*(?!\d)")
"""`10 to 15 minutes`: the second number says what the first one measures."""
_NOT_COUNTED = re.compile(
    r" (?:(?:were |was )?(?:in|on|with|using) (?:humans|animals|rats|mice|rodents)|electroconvulsive (?:treatments?|therap\w+)|"
    r"ects?)\b",
    re.IGNORECASE,
)
"""`7 in humans` counts studies, `6 electroconvulsive treatments` what each patient got."""

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


def people_numbers(sentences: Sequence[Sentence], text: str) -> list[PeopleNumber]:
    """Return the numbers of sentences of a text that may count people, in order, followed by sums of groups."""
    printed = [
        number
        for sentence, part, place in _placed(sentences)
        for number in _of_sentence(sentence, part, place)
        if number.noun or not _COUNTS_PAPERS.search(sentence.text)
    ]
    case = single_case(sentences)
    return printed + sums_of_groups(printed) + sums_with_controls(printed, text) + ([case] if case else [])


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
    if _measures(text, number.end) or _AFTER_SIGN.search(before, len(before) - _SIGN_LENGTH):
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


def _measures(text: str, end: int) -> bool:
    """Whether a number that ends there is one of minutes, studies or the like, as what follows it says."""
    further = _UP_TO.match(text, end)
    return bool(_MEASURE.match(text, end) or (further and _MEASURE.match(text, further.end())) or _NOT_COUNTED.match(text, end))


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
