"""Condition and design, where a record says them outright."""

from __future__ import annotations

import pytest

from evidence_search.profile.basics import conditions_named, design_named
from evidence_search.records import Design, Metadata


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ketamine for treatment-resistant depression", ("depression",)),
        ("Antidepressant effects of ketamine in depressed patients", ("depression",)),
        ("Ketamine in Bipolar Depression", ("depression", "bipolar depression")),
        ("Ketamine for suicidal ideation in PTSD", ("suicidal ideation", "PTSD")),
        ("Post-traumatic stress disorder and posttraumatic stress", ("PTSD",)),
        ("Complex regional pain syndrome: a trial", ("CRPS",)),
        ("Reflex sympathetic dystrophy", ("CRPS",)),
        ("Fibromyalgia pain", ("fibromyalgia",)),
        ("Migraine with aura", ("migraine",)),
        ("Chronic non-cancer pain", ("chronic pain",)),
        ("Chronic post-surgical pain", ("chronic pain",)),
        ("Postherpetic neuralgia", ("neuropathic pain",)),
        ("Refractory cancer pain", ("cancer pain",)),
        ("Pain in advanced cancer, and noncancer pain", ("cancer pain",)),
        ("Obsessive-compulsive disorder", ("OCD",)),
        ("Ketamine in healthy male volunteers", ("healthy volunteers",)),
        ("Respiratory depression", ("depression",)),  # the price of a narrow rule; a digest's own conditions win over it
        ("Depressurisation of cabins", ()),
        ("The docd gene", ()),
        ("", ()),
    ],
)
def test_conditions_named(title: str, expected: tuple[str, ...]) -> None:
    assert conditions_named(Metadata(title=title)) == expected


def test_keywords_name_conditions_too() -> None:
    assert conditions_named(Metadata(title="A trial", keywords=("Ketamine", "Complex Regional Pain Syndromes"))) == ("CRPS",)


@pytest.mark.parametrize(
    ("title", "types", "expected"),
    [
        ("A randomized trial of ketamine", (), Design.RANDOMISED_CONTROLLED_TRIAL),
        ("A randomised, double-blind, crossover trial", (), Design.RANDOMISED_CROSSOVER_TRIAL),
        ("A cross-over study, randomized", (), Design.RANDOMISED_CROSSOVER_TRIAL),
        ("Meta-analysis of randomized trials", (), Design.META_ANALYSIS),
        ("A systematic review and metaanalysis", (), Design.META_ANALYSIS),
        ("Ketamine: a systematic review", (), Design.SYSTEMATIC_REVIEW),
        ("A review of randomized trials", (), None),
        ("A review of randomized trials", ("Review",), Design.NARRATIVE_REVIEW),
        ("Ketamine for PTSD: study protocol for a randomised trial", ("Randomized Controlled Trial",), Design.PROTOCOL),
        ("Ketamine in rats", (), Design.ANIMAL_STUDY),
        ("A randomised, open-label study of ketamine", (), Design.RANDOMISED_CONTROLLED_TRIAL),
        ("An open-label study of ketamine", (), Design.NON_RANDOMISED_TRIAL),
        ("A retrospective cohort of infusions", (), Design.COHORT),
        ("A case-control study", (), Design.CASE_CONTROL),
        ("Two case reports", (), Design.CASE_REPORT),
        ("A case series", ("Case Reports",), Design.CASE_SERIES),
        ("A cross-sectional survey", (), Design.CROSS_SECTIONAL),
        ("Consensus guidelines on ketamine infusions", (), Design.GUIDELINE),
        ("Ketamine for pain", ("Journal Article", "Randomized Controlled Trial"), Design.RANDOMISED_CONTROLLED_TRIAL),
        ("Ketamine for pain", ("Review", "Meta-Analysis"), Design.META_ANALYSIS),
        ("Ketamine for pain", ("Journal Article",), None),
        ("", (), None),
    ],
)
def test_design_named(title: str, types: tuple[str, ...], expected: Design | None) -> None:
    assert design_named(Metadata(title=title, publication_types=types)) is expected


@pytest.mark.parametrize(
    "title", ["A non-randomised trial of ketamine", "A nonrandomized comparison", "A non-randomized, open-label study"]
)
def test_what_is_not_randomised_is_not_taken_for_it(title: str) -> None:
    assert design_named(Metadata(title=title)) is Design.NON_RANDOMISED_TRIAL
