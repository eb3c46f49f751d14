"""What a study's treatment was held against, where the words are not plain."""

from __future__ import annotations

import pytest

from evidence_search.findings import Field, Finding, Origin
from evidence_search.profile.control import control
from evidence_search.profile.subject import subject_of
from evidence_search.records import Design


def held_against(text: str, design: Design, title: str = "Ketamine for depression") -> object:
    """Return the control of an abstract of a study of that design."""
    kind = Finding(Field.DESIGN, design.value, title, None, None, Origin.METADATA, title)
    found = control(subject_of(title, text), kind)
    return found.value if found else None


@pytest.mark.parametrize(
    ("text", "design", "value"),
    [
        ("Fifty patients received six infusions of ketamine.", Design.COHORT, "none"),
        ("Fifty patients received ketamine. Randomised controlled trials are needed.", Design.COHORT, "none"),
        ("This controlled study analysed heart rate. Fifty patients received ketamine.", Design.NON_RANDOMISED_TRIAL, None),
        (
            "We compared the efficacy of both treatments. Twelve patients were treated with ketamine, twelve with stimulation.",
            Design.COHORT,
            None,
        ),
        (
            "All patients were treated with benzodiazepines; 29 preguideline, 34 postguideline, who received ketamine.",
            Design.COHORT,
            None,
        ),
        ("Sixty-five patients (21 for ketamine, 24 for normal saline) were genotyped.", Design.NON_RANDOMISED_TRIAL, "placebo"),
        (
            "Fifty patients received ketamine. The two groups did not differ in age, and pain fell in one.",
            Design.COHORT,
            None,
        ),
        ("Response to ketamine was predicted by sleep in fifty inpatients.", Design.COHORT, "none"),
    ],
)
def test_one_group_is_told_from_groups_that_are_compared(text: str, design: Design, value: object) -> None:
    assert held_against(text, design) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sixty women were drawn by lot. The control group received 0.2 ml/kg of normal saline.", "placebo"),
        ("Sixty women were drawn by lot. In the control group 5 ml of saline was injected.", "placebo"),
        ("Sixty women received 10 ml of esketamine, diluted in normal saline, or propofol.", "active"),
        ("Sixty women had one infusion, of 0.5 mg/kg ketamine or of 0.045 mg/kg midazolam.", "active"),
        ("We ran a double-blind, active (midazolam)-controlled trial.", "active"),
        ("We drew lots for ketamine or buprenorphine.", "active"),
        ("We ran an active, placebo-controlled trial with midazolam.", "active"),
        ("Women with allergy or contraindications to esketamine were excluded; the control group had care as usual.", "other"),
        ("Twelve patients received ketamine in preparation of a subsequent placebo-controlled trial.", "other"),
    ],
)
def test_what_a_randomised_trial_gave_instead(text: str, value: str) -> None:
    assert held_against(text, Design.RANDOMISED_CONTROLLED_TRIAL) == value


def test_a_title_that_sets_a_drug_against_another_names_the_control_of_any_design() -> None:
    assert held_against("Costs were modelled.", Design.OTHER, "Esketamine versus quetiapine: a cost model") == "active"
    assert held_against("Costs were modelled.", Design.OTHER, "Esketamine nasal spray and its costs") is None
