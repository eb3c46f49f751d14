"""Who was studied: how many, in which groups, how old, of which sex, with which condition, and who was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_search.findings import Field, Finding
from evidence_search.profile.ages import age
from evidence_search.profile.conditions import conditions
from evidence_search.profile.design_stated import notice
from evidence_search.profile.exclusions import exclusions
from evidence_search.profile.participant_features import is_review
from evidence_search.profile.participant_groups import counted, groups
from evidence_search.profile.participants import THRESHOLD, total_of
from evidence_search.profile.people_numbers import people_numbers
from evidence_search.profile.people_sums import PeopleNumber
from evidence_search.profile.resistance import resistance
from evidence_search.profile.sexes import sex
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import Sentence, Subject, found

_WHOLE = 12
"""Sentences of the body that are read for what an abstract leaves open: methods and results on participants begin early."""

_REVIEW = Sieved(r"\breview|meta-?\s?analys")
"""A review counts studies' people, not its own, and has no groups."""

_ABOUT_PEOPLE = re.compile(
    r"\b(?:participants?|patients?|subjects?|volunteers?)\b.*\b(?:enroll?ed|randomi[sz]ed|recruited|included|completed)\b|"
    r"\b(?:enroll?ed|randomi[sz]ed|recruited)\b.*\b(?:participants?|patients?|subjects?|volunteers?)\b",
    re.IGNORECASE,
)


def find(subject: Subject) -> list[Finding]:
    """Return the findings on the people of a study."""
    title = (subject.heading,) if subject.title else ()
    sentences = title + subject.abstract
    numbers = [] if _of_others(subject) else people_numbers(sentences, subject.text)
    review = is_review(subject.title, subject.abstract)
    best = total_of(numbers, subject.title, review)
    if (best is None or best[1] < THRESHOLD) and (body := _body(subject)):
        best = total_of(people_numbers(body, subject.text), subject.title, review)
    total = best[0] if best and best[1] >= THRESHOLD else None
    made = [_total(*best)] if best and total else []
    size = total.value if total else None
    if not _REVIEW.search(subject.title):
        made += [*counted(numbers, size), *groups(numbers, size)]
    made += [finding for finding in (age(sentences), sex(sentences, size), resistance(sentences)) if finding]
    made += conditions(sentences, subject.title, subject.keywords)
    return made if _REVIEW.search(subject.title) else made + exclusions(subject.sentences)


def _of_others(subject: Subject) -> bool:
    """Whether the text is a letter or comment on another study, whose people are not its own; a correction tells the study."""
    return notice(subject) is not None and not any(_RETOLD.search(sentence.text) for sentence in subject.abstract)


_RETOLD = Sieved(r"\babstract of the original article\b")


def _total(number: PeopleNumber, probability: float) -> Finding:
    printed = number.sentence.text[number.start : number.end]
    detail = {"probability": round(probability, 2)}
    if number.parts:
        return found(
            Field.PARTICIPANTS, number.value, number.sentence, printed, summed=" + ".join(map(str, number.parts)), **detail
        )
    return found(Field.PARTICIPANTS, number.value, number.sentence, printed, **detail)


def _body(subject: Subject) -> Sequence[Sentence]:
    """Return the first sentences beyond the abstract that say who was enrolled."""
    abstract = {sentence.start for sentence in subject.abstract}
    rest = (
        s
        for s in subject.sentences
        if s.start not in abstract and re.search(r"method|result|participant|patient|subject", s.section)
    )
    return [sentence for sentence in rest if _ABOUT_PEOPLE.search(sentence.text)][:_WHOLE]
