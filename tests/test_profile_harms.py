"""Harms as the profile reads them: what was seen, in how many, and what was looked for and not seen."""

from __future__ import annotations

import pytest

from evidence_search.findings import Field, Finding
from evidence_search.profile import harms
from evidence_search.profile.subject import subject_of
from evidence_search.profile.tidying import sound
from evidence_search.records import Section, SectionKind


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


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Nausea occurred in 12/40 with 0.5 mg/kg ketamine against 3/41 with placebo.",
            {"events": 12, "exposed": 40, "percent": 30.0, "arm": "0.5 mg/kg ketamine", "dose": "0.5 mg/kg",
             "against": "placebo", "against_events": 3, "against_exposed": 41},
        ),
        (
            "Nausea was observed in 12 of 40 patients (30%) in the ketamine group and 3 of 41 (7.3%) in the placebo group.",
            {"events": 12, "exposed": 40, "percent": 30.0, "arm": "ketamine", "against": "placebo", "against_events": 3,
             "against_exposed": 41, "against_percent": 7.3},
        ),
        (
            "Adverse events observed in esketamine vs placebo groups during treatment were nausea (27% vs 14%).",
            {"percent": 27.0, "arm": "esketamine", "against": "placebo", "against_percent": 14.0},
        ),
        (
            "Nausea was reported in 5/20 in the 0.5 mg/kg group and 9/20 in the 1.0 mg/kg group as an adverse event.",
            {"events": 5, "exposed": 20, "percent": 25.0, "arm": "0.5 mg/kg", "dose": "0.5 mg/kg", "against": "1.0 mg/kg",
             "against_events": 9, "against_exposed": 20},
        ),
    ],
)  # fmt: skip
def test_numbers_of_an_arm_with_its_dose(text: str, parts: dict[str, object]) -> None:
    (found,) = read(f"RESULTS: {text}")
    assert found.detail == {"seen": "yes", **parts}


def test_numbers_of_another_drug_are_not_the_study_drugs() -> None:
    found = read("RESULTS: Adverse nausea was more common in 12/40 with placebo and 3/41 with ketamine than reported.")
    assert all("events" not in finding.detail for finding in found)


def test_numbers_of_sessions_have_no_arm() -> None:
    (found,) = read("RESULTS: The adverse event of nausea occurred (35%) in ketamine sessions.")
    assert found.detail == {"seen": "yes", "percent": 35.0}


def tabled(rows: str, caption: str = "Table 2. Adverse events, No. (%)") -> dict[object, dict[str, object]]:
    """Return the harms of a text that ends in a table, each of them verbatim."""
    abstract, table = "METHODS: Sixty adults were randomised to ketamine or placebo.", f"{caption}\n\n{rows}\n"
    sections = (
        Section("Abstract", 0, len(abstract), SectionKind.ABSTRACT),
        Section("Table 2", len(abstract) + 1, len(abstract) + 1 + len(table), SectionKind.TABLE),
    )
    subject = subject_of("Ketamine for depression", f"{abstract}\n{table}", sections)
    findings = harms.find(subject)
    assert all(sound(finding, subject) for finding in findings)
    return {finding.value: dict(finding.detail) for finding in findings}


def test_a_row_of_a_table_is_a_harm() -> None:
    header = "Event | Ketamine 0.5 mg/kg (n = 30) | Placebo (n = 30) | P value"
    rows = f"{header}\nNausea | 12 (40.0) | 3 (10) | 0.01\nDizziness a | 6 (20) | 0"
    both = {"seen": "yes", "exposed": 30, "arm": "Ketamine 0.5 mg/kg", "dose": "0.5 mg/kg", "against": "Placebo",
            "against_exposed": 30}  # fmt: skip
    assert tabled(rows) == {
        "nausea": both | {"events": 12, "percent": 40.0, "against_events": 3, "against_percent": 10.0},
        "dizziness": both | {"events": 6, "percent": 20.0, "against_events": 0, "against_percent": 0.0},
    }


@pytest.mark.parametrize(
    ("rows", "caption"),
    [
        ("Event | Ketamine (n = 30) | Placebo (n = 30)\nNausea | 12 (40) | 3 (10)", "Table 1. Baseline characteristics"),
        ("Event | Group A (n = 30) | Group B (n = 30)\nNausea | 12 (40) | 3 (10)", "Table 2. Adverse events"),
        ("Event | Low-dose ketamine | High-dose ketamine\nNausea | 12 (40) | 3 (10)", "Table 2. Adverse events, n (%)"),
        ("Event | Ketamine (n = 30) | Placebo (n = 30)\nNausea | 12 (20) | 3 (10)", "Table 2. Adverse events"),
        ("Event | Ketamine (n = 30) | Placebo (n = 30)\nNausea | 12 ± 4 | 3 ± 1", "Table 2. Adverse events"),
        ("Event | Ketamine (n = 30) | Placebo (n = 30)\nNausea | 0 (0) | 3 (10)", "Table 2. Adverse events"),
        ("Event | Ketamine (n = 30) | Placebo (n = 30)\nAny day without nausea | 12 (40) | 3 (10)", "Table 2. Adverse events"),
        ("Event | Ketamine | Placebo\nNausea | 12 (40) | 3 (10)", "Table 2. Adverse events"),
        ("Event | Ketamine (n = 30) | Placebo (n = 30)\nNausea | 12 (40) | 3 (10) | 1 (3) | 4 (9)", "Table 2. Adverse events"),
    ],
)
def test_a_table_that_is_not_plain_is_not_read(rows: str, caption: str) -> None:
    assert tabled(rows, caption) == {}


def test_those_who_stopped_for_an_adverse_event_are_not_those_who_had_one() -> None:
    text = "RESULTS: The study drug was stopped for an adverse event in 7% with esketamine and in 0.9% with placebo spray."
    assert seen(text, "Esketamine for depression") == {}
