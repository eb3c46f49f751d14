"""How far a design carries, and what a study says lowers it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from evidence_search.findings import Field, Finding
from evidence_search.profile import design, strength
from evidence_search.profile.lowering import SMALL
from evidence_search.profile.subject import Subject, subject_of
from evidence_search.records import Design, Section

PLACE = "Design is told here."


def known(field: Field, value: str | int, quote: str = PLACE) -> Finding:
    return Finding(field, value, quote, 0, len(quote), printed=quote.split()[0])


def lowered(sentence: str, findings: tuple[Finding, ...] = ()) -> list[object]:
    subject = subject_of("Ketamine in depression", sentence)
    found = strength.find(subject, findings)
    assert all(subject.text[f.start : f.end] == f.quote and f.printed in f.quote for f in found if f.field is Field.LOWERED_BY)
    return [f.value for f in found if f.field is Field.LOWERED_BY]


@pytest.mark.parametrize(
    ("text", "named", "control", "value", "level"),
    [
        ("Trials were randomised.", "meta-analysis", "not applicable", "level 1: meta-analysis of randomised trials", 1),
        ("RCTs were sought.", "systematic review", "not applicable", "level 1: systematic review of randomised trials", 1),
        ("Cohorts were sought.", "systematic review", "not applicable", None, None),
        ("", "randomised controlled trial", "placebo", "level 2: randomised trial", 2),
        ("", "randomised crossover trial", "placebo", "level 2: randomised crossover trial", 2),
        ("", "non-randomised trial", "active", "level 3: controlled non-randomised trial", 3),
        ("", "non-randomised trial", "none", "level 4: non-randomised trial without a control group", 4),
        ("", "cohort", None, "level 3 or 4: cohort", None),
        ("", "case-control", "other", "level 4: case-control study", 4),
        ("", "case series", "none", "level 4: case series", 4),
        ("", "case report", "none", "level 5: case report", 5),
        ("", "narrative review", "not applicable", "level 5: narrative review", 5),
        ("", "animal study", None, "level 5: animal study", 5),
        ("", "protocol", "placebo", "no results yet: protocol", None),
        ("", "guideline", "not applicable", None, None),
        ("", "other", "placebo", None, None),
    ],
)
def test_strength_follows_the_design(text: str, named: str, control: str | None, value: str | None, level: int | None) -> None:
    findings = [known(Field.DESIGN, named)] + ([known(Field.CONTROL, control)] if control else [])
    graded = [f for f in strength.find(subject_of("Ketamine", f"{PLACE} {text}"), findings) if f.field is Field.STRENGTH]
    assert [(f.value, f.detail.get("level"), f.quote) for f in graded] == ([(value, level, PLACE)] if value else [])


def test_without_a_design_there_is_no_strength() -> None:
    assert strength.find(subject_of("Ketamine", "Ketamine was given."), []) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Limitations include the open-label design.", "open-label"),
        ("Limitations include the small sample size.", "small"),
        ("The study was underpowered.", "small"),
        ("This was a single-centre trial.", "single-centre"),
        ("Patients were seen at a single academic hospital.", "single-centre"),
        ("The trial was stopped early for slow recruitment.", "stopped early"),
        ("Recruitment was terminated prematurely.", "stopped early"),
        ("Funding: Janssen Research and Development.", "industry funding"),
        ("Two authors are employees of Janssen.", "industry funding"),
        ("Functional unblinding cannot be excluded.", "unblinding"),
        ("Blinding may have been compromised by dissociation.", "unblinding"),
        ("Participants guessed their treatment correctly.", "unblinding"),
        ("There was a high drop-out rate.", "high drop-out"),
        ("In all, 32% of patients dropped out.", "high drop-out"),
        ("The attrition rate was 41%.", "high drop-out"),
    ],
)
def test_what_lowers_it_is_told_by_a_sentence(sentence: str, expected: str) -> None:
    assert lowered(sentence) == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Previous open-label trials were promising.",
        "Earlier studies had small sample sizes.",
        "The trial was not stopped early.",
        "The infusion was stopped early in one patient.",
        "The study had no industry funding.",
        "Supported by the National Institute of Mental Health.",
        "Employees of the hospital took part.",
        "There was no evidence of unblinding.",
        "Unmasking did not occur until the analysis was complete.",
        "The drop-out rate was low.",
        "In all, 4% of patients dropped out.",
        "A single infusion was given at five centres.",
        "Multicentre trials are needed.",
        "Ketamine was given.",
    ],
)
def test_silence_denial_and_other_peoples_studies_lower_nothing(sentence: str) -> None:
    assert lowered(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A study in Lyon with a small sample size agrees.", []),
        ("Our small sample size limits what can be said.", ["small"]),
    ],
)
def test_in_a_discussion_a_sentence_must_speak_of_the_study_at_hand(sentence: str, expected: list[str]) -> None:
    subject = subject_of("Ketamine in depression", sentence, (Section("Discussion", 0, len(sentence)),))
    assert [found.value for found in strength.find(subject)] == expected


def test_few_participants_lower_it_with_the_sentence_that_counts_them() -> None:
    sentence = "Design is told here."
    assert lowered(sentence, (known(Field.PARTICIPANTS, SMALL - 1),)) == ["small"]
    assert lowered(sentence, (known(Field.PARTICIPANTS, SMALL),)) == []


def test_an_open_label_phase_does_not_lower_a_blinded_trial() -> None:
    sentence = "Responders entered an open-label phase."
    assert lowered(sentence, (known(Field.BLINDING, "double-blind", sentence),)) == []
    assert lowered(sentence, (known(Field.BLINDING, "open-label", sentence),)) == ["open-label"]


def test_a_reviews_words_of_weakness_are_about_its_studies() -> None:
    assert lowered("Included trials were limited by small sample sizes.", (known(Field.DESIGN, "systematic review"),)) == []


def test_the_order_of_evidence() -> None:
    strongest_first: tuple[Design | str | None, ...] = (
        Design.GUIDELINE,
        Design.META_ANALYSIS,
        Design.SYSTEMATIC_REVIEW,
        "randomised controlled trial",
        Design.NON_RANDOMISED_TRIAL,
        Design.COHORT,
        Design.CASE_SERIES,
        Design.CASE_REPORT,
        Design.ANIMAL_STUDY,
        Design.IN_VITRO_STUDY,
        Design.OTHER,
        None,
    )
    places = [strength.evidence_order(each) for each in strongest_first]
    assert all(first < second for first, second in pairwise(places))
    assert strength.evidence_order("something new") == strength.evidence_order(None)
    assert {strength.evidence_order(each) for each in Design} == set(range(len(Design)))


def test_design_and_strength_together() -> None:
    text = (
        "Sixty patients were randomly assigned to ketamine or placebo in a double-blind trial at a single centre. Pain "
        "was the primary "
        "outcome. Pain fell more with ketamine (p = 0.02). Functional unblinding is possible."
    )
    subject: Subject = subject_of("Ketamine for neuropathic pain", text)
    found = strength.find(subject, design.find(subject))
    assert [(f.field, f.value) for f in found] == [
        (Field.STRENGTH, "level 2: randomised trial"),
        (Field.LOWERED_BY, "single-centre"),
        (Field.LOWERED_BY, "unblinding"),
    ]
