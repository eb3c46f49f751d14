"""Numbers of a study that may count people, each with what its context says of it, for the scorer of `participants`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evidence_search.profile.numbers import Number, numbers_in
from evidence_search.profile.people_sums import PeopleNumber, sums_of_groups, sums_with_controls
from evidence_search.profile.people_things import PEOPLE, counts_things, marks_things, measured, of_things
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence

_NOUN_AFTER = re.compile(
    rf"(?:\([^()]{{1,160}}\)\s)?"
    rf"(?:(?!(?:that|which|who|these|those|this|was|were|had|have|than|indicating|when|while|because)\b)[^\s.;:()\[\]]+\s+"
    rf"(?:\([^()]{{1,60}}\)\s)?){{0,10}}?[^\s.;:()\[\]]*?\b({PEOPLE})",
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
    r",?\s(?:\([^()]{1,60}\)\s)?(?:of (?:whom|them|these|the)\b|were\b|was\b|will be\b|met\b|completed|"
    r"entered|agreed|consented|"
    r"to (?:the )?\w+|in (?:the|each|group|study|trial|cohort|arm)|per (?:group|arm)|(?:in|for) (?:each|both)|"
    r"remained|participated|had\b|"
    r"received|assigned|who\b|"
    r"randomi[sz]ed|enrolled|recruited|included|responded|\([^()]*%\) of |healthy|with\b|could\b|underwent|\([^()]*%)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:, \d{1,3})*,? (?:and|or) \d{1,3}(?= [a-zA-Z])")
"""`28, 23 and 28 healthy subjects`: the noun behind the last is the others' too."""
_IN_GROUP = re.compile(r" (?:in|from) (?:the|each|both|either|group|arm)\b", re.IGNORECASE)
"""`40 in the ketamine group`: the people are named before, if at all."""
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
    gap = text[number.end : number.end + 240]
    if _N_EQUALS.search(before) and number.value:
        return None if marks_things(text, number, before) else "n="
    if counts_things(text, number, before, gap):
        return None
    if listed := _LISTED.match(gap):
        gap = "" if measured(gap, listed.end()) else gap[listed.end() :]
    if of_things(gap):
        return None
    noun = _NOUN_AFTER.match(gap.lstrip(" -‐")) if gap[:1] in " -‐" and not _IN_GROUP.match(gap) else None
    if noun:
        return noun[1].lower()
    return "" if _COUNTING.search(before) or _COUNTED.match(gap) else None


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
