"""Harms as the profile reads them: what was seen, in how many, and what was looked for and not seen."""

from __future__ import annotations

import pytest

from evidence_search.findings import Field, Finding
from evidence_search.profile import harms
from evidence_search.profile.subject import subject_of
from evidence_search.profile.tidying import sound


def read(text: str, title: str = "Ketamine for depression") -> list[Finding]:
    """Return the harms of an abstract, each of them verbatim."""
    subject = subject_of(title, text)
    findings = harms.find(subject)
    assert all(sound(finding, subject) for finding in findings)
    return findings


def seen(text: str, title: str = "Ketamine for depression") -> dict[str, str]:
    return {str(f.value): str(f.detail["seen"]) for f in read(text, title) if f.field is Field.HARMS}


def test_a_list_of_events_is_read_one_by_one() -> None:
    assert seen("RESULTS: Common adverse events with ketamine were nausea, drowsiness, headache and dissociation.") == {
        "nausea": "yes", "sedation": "yes", "headache": "yes", "dissociation": "yes",
    }  # fmt: skip


def test_numbers_behind_an_event() -> None:
    found = read("RESULTS: Adverse events with ketamine were dizziness (34%), nausea (12/40) and vomiting (n = 3, 7.5%).")
    assert {f.value: dict(f.detail) for f in found} == {
        "dizziness": {"seen": "yes", "percent": 34.0},
        "nausea": {"seen": "yes", "events": 12, "exposed": 40, "percent": 30.0},
        "vomiting": {"seen": "yes", "events": 3, "percent": 7.5},
    }


def test_numbers_before_an_event() -> None:
    (found,) = read("RESULTS: Ketamine was tolerated; 5 of 20 patients reported nausea.")
    assert found.detail == {"seen": "yes", "events": 5, "exposed": 20, "percent": 25.0}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("No serious adverse events occurred.", "serious adverse events"),
        ("There were no cases of laryngospasm.", "laryngospasm"),
        ("No patients experienced hallucinations as adverse events.", "psychotomimetic effects"),
        ("It was well tolerated, and vomiting was not observed.", "vomiting"),
        ("It was given safely without causing nausea.", "nausea"),
    ],
)
def test_what_is_denied_is_not_seen(text: str, name: str) -> None:
    assert seen(f"RESULTS: {text}") == {name: "no"}


def test_but_ends_a_denial() -> None:
    text = "RESULTS: With ketamine no serious adverse events occurred, but transient dissociation was reported."
    assert seen(text) == {"serious adverse events": "no", "dissociation": "yes"}


@pytest.mark.parametrize(
    "text",
    [
        "METHODS: Patients with hypertension or nausea were excluded.",
        "METHODS: Adverse events such as nausea were recorded.",
        "BACKGROUND: Ketamine causes adverse events such as dissociation.",
        "RESULTS: Ketamine reduced the incidence of adverse nausea and vomiting.",
        "RESULTS: The incidence of nausea as an adverse event did not differ between ketamine and placebo.",
        "RESULTS: Adverse nausea was common with placebo.",
        "RESULTS: No severe adverse events were associated with ketamine.",
        "CONCLUSIONS: Ketamine may cause adverse dissociation.",
        "RESULTS: Anxiety improved with ketamine.",
    ],
)
def test_what_is_no_harm_of_the_treatment(text: str) -> None:
    assert seen(text) == {}


def test_the_illness_under_study_is_no_harm() -> None:
    text = "RESULTS: The most common adverse events with ketamine were headache and nausea."
    assert seen(text, "Ketamine for migraine") == {"nausea": "yes"}


def test_a_study_of_another_drug_tells_nothing_of_ketamine() -> None:
    assert seen("RESULTS: The most common adverse event was nausea.", "Psilocybin for depression") == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Two patients discontinued ketamine because of adverse events.", "2"),
        ("3 of 40 patients withdrew from ketamine due to side effects.", "3 of 40"),
        ("Discontinuation due to adverse events was 4.6% with ketamine.", "4.6%"),
    ],
)
def test_withdrawals_for_adverse_events(text: str, value: str) -> None:
    assert [f.value for f in read(f"RESULTS: {text}") if f.field is Field.WITHDRAWALS] == [value]
