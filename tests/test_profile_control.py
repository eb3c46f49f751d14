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
    ],
)
def test_one_group_is_told_from_groups_that_are_compared(text: str, design: Design, value: object) -> None:
    assert held_against(text, design) == value
