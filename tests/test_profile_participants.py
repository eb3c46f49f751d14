"""Which number of an abstract is the total of participants: groups, stages, studies and things told apart."""

from __future__ import annotations

import pytest

from evidence_search.findings import Field, Finding, Origin
from evidence_search.profile import people, profile_of
from evidence_search.profile.participant_features import features_of, is_review, reached
from evidence_search.profile.people_numbers import people_numbers
from evidence_search.profile.people_sums import per_group
from evidence_search.profile.subject import subject_of
from evidence_search.profile.tidying import of_people
from evidence_search.records import Design


def total(text: str, title: str = "A study of ketamine") -> tuple[object, object]:
    """Return the total with what it was summed from, both None when there is none."""
    found = [finding for finding in people.find(subject_of(title, text)) if finding.field is Field.PARTICIPANTS]
    return (found[0].value, found[0].detail.get("summed")) if found else (None, None)


def counted(text: str) -> list[int]:
    """Return the numbers of a text that may count people, sums left out."""
    sentences = subject_of("", text).abstract
    return [number.value for number in people_numbers(sentences, text) if not number.parts]


@pytest.mark.parametrize(
    ("text", "value", "summed"),
    [
        ("RESULTS: 32 adults were assigned to the ketamine group and 31 to the placebo group.", 63, "32 + 31"),
        ("In this comparison, 20 healthy volunteers were given ketamine and 20 were given thiopental.", 40, "20 + 20"),
        ("RESULTS: Two hundred adults were enrolled in study 1 and 214 in study 2.", 414, "200 + 214"),
        ("METHODS: We studied 17 patients who did not respond to ECT and 23 patients without ECT.", 40, "17 + 23"),
        ("METHODS: Eighty ketamine abusers who were in hospital and 39 healthy controls were recruited.", 119, "80 + 39"),
        ("METHODS: Scans were made in 33 individuals with depression (MDD) and 25 healthy volunteers (HVs).", 58, "33 + 25"),
        ("Thirty patients who received ketamine and 12 who received lidocaine were compared.", 42, "30 + 12"),
        ("The ketamine cohort included 165 patients, and the placebo cohort included 156 patients.", 321, "165 + 156"),
    ],
)
def test_groups_told_side_by_side_are_added(text: str, value: int, summed: str) -> None:
    assert total(text) == (value, summed)


def test_healthy_controls_of_their_own_sentence_are_added_to_the_patients() -> None:
    text = "METHODS: Thirty patients with depression were enrolled and treated. Sera of 30 healthy controls were collected."
    assert total(text) == (60, "30 + 30")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RESULTS: In all, 108 patients were enrolled here, 54 in each group.", 108),
        ("METHODS: Sixty patients were randomised into two groups, with 30 patients in each group.", 60),
        ("Of 625 patients randomised, 297 in the ketamine group and 310 in the placebo group were analysed.", 625),
        ("In this report, two patients with pain were treated with ketamine.; Two patients were referred for severe pain.", 2),
    ],
)
def test_what_is_not_side_by_side_is_not_added(text: str, value: int) -> None:
    assert total(text) in ((value, None), (None, None))  # blank is no fault, a sum would be


@pytest.mark.parametrize(
    "text",
    [
        "METHODS: Patients were allocated to three groups of 30 patients.",
        "RESULTS: Twenty participants in each arm completed the programme.",
        "METHODS: 12 patients in each of the ketamine and propofol groups were analysed.",
        "METHODS: Ketamine was compared in ten patients per dose cohort.",
    ],
)
def test_the_size_of_each_group_is_not_the_total(text: str) -> None:
    numbers = [number for number in people_numbers(subject_of("", text).abstract, text) if number.value > 3]
    assert numbers and all(map(per_group, numbers))
    assert total(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Overall, 340 patients in six studies were analysed.", [340]),
        ("Fifty-six upkeep cycles of 38 patients were included.", [38]),
        ("In 14 lavages in four different patients oxygenation was measured.", [4]),
        ("A total of 1975 cases were included.", [1975]),
        ("Worldwide more than 300 million people live with depression.", []),
        ("Depression affects nearly one billion individuals.", []),
        ("There were two distinct treatment arms, where participants received ketamine.", []),
        ("As many as 1 in 10 patients continue to use opioids.", [1]),
        ("Patients of age 40 or above were included.", []),
        ("Between 18 June 2015 and 10 July 2016, 90 patients were enrolled.", [90]),
        ("Remission through Week 32 was seen in 40 patients.", [40]),
        ("The difference was 0·52 (95% CI -1·61 to 0·57) in 60 adults.", [60]),
        ("An online survey was sent to all clinics (n = 484).", []),
        ("The trial enrolled 60 people (n = 30 couples).", [60]),
        ("The pilot trial (target n=45-60) is open.", []),
        ("Doses were given to 28, 23 and 26 healthy subjects, respectively.", [28, 23, 26]),
        ("Responses in the 5-CSRTT were fewer in 9 volunteers.", [9]),
        ("In study 2 patients were blinded.", []),
    ],
)
def test_numbers_that_count_people(text: str, numbers: list[int]) -> None:
    assert counted(text) == numbers


def test_one_person_is_a_total_only_of_a_case_report() -> None:
    assert total("The effect was observed in only one patient after ketamine.") == (None, None)


def test_one_of_several_studies_is_not_the_total() -> None:
    text = (
        "METHODS: In the ketamine trial, 48 patients were randomised to ketamine or placebo. "
        "In the stimulation trial, 105 patients were randomised to three groups."
    )
    assert total(text) == (None, None)


def test_what_was_planned_gives_way_to_what_was_reached() -> None:
    text = (
        "METHODS: We planned to enrol 300 patients. RESULTS: Because of slow accrual 84 patients were randomised to ketamine."
    )
    numbers = people_numbers(subject_of("", text).abstract, text)
    kept = [number.value for number, may in zip(numbers, reached(features_of(numbers, False)), strict=True) if may]
    assert kept == [84]


def test_a_plan_alone_counts() -> None:
    text = "METHODS: We will enrol 120 patients with depression in this randomised trial (planned sample size: 120)."
    assert total(text)[0] == 120


def test_controls_beside_patients_that_are_not_counted_are_not_the_total() -> None:
    assert total("METHODS: Patients with depression and 39 healthy controls were recruited.") == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "We systematically searched MEDLINE. Most studies had a low (n = 57) or moderate (n = 51) risk of bias.",
        "We searched PubMed. Delirium (4 trials, 557 patients) was alike, cognition (3 trials, 163 patients) was better.",
        "This systematic review found 94 studies, including 39 on stimulation.",
    ],
)
def test_a_review_by_its_text_counts_no_studies_and_no_part_of_them(text: str) -> None:
    assert is_review("Ketamine for depression", subject_of("", text).abstract)
    assert total(text, "Ketamine for depression") == (None, None)


def test_n_and_capital_n_count_different_things() -> None:
    text = "With data from nine trials (n = 197), the effect was 1.0 (N = 60)."
    sums = [number.parts for number in people_numbers(subject_of("", text).abstract, text) if number.parts]
    assert sums == []


def test_a_letter_on_another_study_has_no_participants() -> None:
    text = "Comments on an article by the trial's authors. They recruited 445 patients with depression."
    assert total(text, "Letter to the editor: ketamine for depression") == (None, None)


def test_a_correction_tells_the_study() -> None:
    text = (
        "Reports an error in a trial of ketamine. (The following abstract of the original article appeared elsewhere). "
        "METHODS: Sixty patients with depression were randomised to ketamine or placebo."
    )
    assert total(text, "Ketamine for depression: Correction")[0] == 60


def test_animals_are_no_participants() -> None:
    text = (
        "METHODS: Ten adult cynomolgus monkeys received ketamine and etomidate by infusion. Motor evoked potentials of the "
        "monkeys were recorded in all animals. RESULTS: The amplitudes rose in the monkeys. (n = 10)"
    )
    profile = profile_of(subject_of("Etomidate and motor evoked potentials in the monkey", text))
    assert [finding.value for finding in profile.all(Field.DESIGN)] == ["animal study"]
    assert profile.all(Field.PARTICIPANTS) == profile.all(Field.GROUPS) == ()


def test_what_people_noted_of_participants_stays() -> None:
    design = Finding(Field.DESIGN, Design.NARRATIVE_REVIEW.value, "review", 0, 6, Origin.TEXT, "review")
    noted = Finding(Field.PARTICIPANTS, 12, "n: 12", None, None, Origin.CURATED, "n: 12")
    read = Finding(Field.PARTICIPANTS, 12, "12 patients", 7, 18, Origin.TEXT, "12")
    assert list(of_people([design, noted, read])) == [design, noted]
    assert list(of_people([noted, read])) == [noted, read]
