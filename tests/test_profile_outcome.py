"""What a study measured and found, as the profile reads it: each rule by an example, each trap by a counterexample."""

from __future__ import annotations

import json

import pytest

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile import outcome
from evidence_search.profile.direction import LABELS, direction_in, direction_of
from evidence_search.profile.direction_arms import CMP, INT, OUT, abbreviations, roles
from evidence_search.profile.direction_features import main_direction
from evidence_search.profile.direction_numbers import values_of_arms
from evidence_search.profile.direction_tokens import P_NO, P_YES, tokens
from evidence_search.profile.direction_words import wanted
from evidence_search.profile.figures import number
from evidence_search.profile.follow_up import times_in
from evidence_search.profile.linear import FOLDER
from evidence_search.profile.result_sentences import Told, lines_of
from evidence_search.profile.subject import subject_of
from evidence_search.profile.tidying import sound


def read(text: str, title: str = "A trial of ketamine for depression") -> list[Finding]:
    """Return the findings of an abstract, each of them verbatim."""
    subject = subject_of(title, text)
    findings = outcome.find(subject)
    assert all(sound(finding, subject) for finding in findings)
    return findings


def values(findings: list[Finding], field: Field) -> list[Value]:
    return [finding.value for finding in findings if finding.field is field]


def only(findings: list[Finding], field: Field) -> Finding:
    (finding,) = [finding for finding in findings if finding.field is field]
    return finding


# -- parts of an abstract


def test_parts_are_told_by_their_headings() -> None:
    text = "BACKGROUND: Ketamine works. METHODS: We gave it. RESULTS: Scores fell. They stayed low. CONCLUSIONS: It works."
    assert [line.part for line in lines_of(subject_of("", text))] == [
        Told.BACKGROUND, Told.METHODS, Told.RESULTS, Told.RESULTS, Told.CONCLUSIONS,
    ]  # fmt: skip


# -- primary outcome, scales, times


def test_primary_outcome_with_scale_and_time() -> None:
    found = only(
        read("The primary outcome was the change in MADRS score at 24 hours, and secondary outcomes were response."),
        Field.PRIMARY_OUTCOME,
    )
    assert found.value == "change in MADRS score at 24 hours"
    assert found.detail == {"scale": "MADRS", "time": "24 hours"}


def test_outcome_named_before_the_words() -> None:
    assert (
        only(read("Pain intensity at rest was the primary endpoint."), Field.PRIMARY_OUTCOME).value == "Pain intensity at rest"
    )


@pytest.mark.parametrize(
    "text",
    [
        "The primary outcome was not met.",
        "The primary outcome was lower with ketamine (p = .01).",
        "Pain is the primary complaint.",
    ],
)
def test_what_became_of_it_is_not_what_it_is(text: str) -> None:
    assert values(read(text), Field.PRIMARY_OUTCOME) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Scores on the MADRS and HDRS-17 fell.", ["MADRS", "HAM-D"]),
        ("We used the Montgomery–Åsberg Depression Rating Scale.", ["MADRS"]),
        ("Symptoms of PTSD were rated on the CAPS-5 and the PCL-5.", ["CAPS-5", "PCL-5"]),
        ("The Clinician-Administered PTSD Scale for DSM-5 was used.", ["CAPS-5"]),
        ("Pain was rated on a numeric rating scale and a VAS.", ["VAS", "NRS"]),
        ("Patients took two caps of vitamin C.", []),
        ("Ketamine was given by PCS at the CBD clinic.", []),
    ],
)
def test_scales_have_one_name_each(text: str, names: list[str]) -> None:
    assert sorted(map(str, values(read(text), Field.SCALES))) == sorted(names)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Pain was lower at 2, 24 and 48 h.", ["2 hours", "24 hours", "48 hours"]),
        ("Assessed at 4 hours, 24 hours and 7 days.", ["4 hours", "24 hours", "7 days"]),
        ("At week 4 scores fell.", ["4 weeks"]),
        ("Two weeks after infusion it was gone.", ["2 weeks"]),
        ("infused over 40 minutes", []),
        ("ketamine given at 0.5 mg/kg", []),
    ],
)
def test_time_points(text: str, times: list[str]) -> None:
    assert [span.words for span in times_in(text)] == times


def test_time_points_keep_days() -> None:
    (found,) = [f for f in read("RESULTS: Scores fell at 12 h.") if f.field is Field.TIME_POINTS]
    assert (found.value, found.printed, found.detail["days"]) == ("12 hours", "at 12 h", 0.5)


def test_longest_follow_up_wins() -> None:
    found = only(read("Patients had a 2-week follow-up. Responders were followed for six months."), Field.FOLLOW_UP)
    assert (found.value, found.printed, found.detail) == ("6 months", "followed for six months", {"days": 182.625})


# -- figures


@pytest.mark.parametrize(
    ("text", "value", "detail"),
    [
        (
            "RESULTS: Remission favoured ketamine (OR 2.06, 95% CI 1.47 to 2.91, P < .001).",
            "odds ratio 2.06",
            {"kind": "odds ratio", "value": 2.06, "low": 1.47, "high": 2.91, "p": "<.001"},
        ),
        (
            "RESULTS: Scores were lower (mean difference −4.0, 95% CI −5.5 to −2.5; p = 0.003).",
            "mean difference −4.0",
            {"kind": "mean difference", "value": -4.0, "low": -5.5, "high": -2.5, "p": "=0.003"},
        ),
        (
            "RESULTS: The effect was small (SMD = -0.36, 95% CI -0.71 to -0.01, P = 0.04).",
            "standardised mean difference -0.36",
            {"kind": "standardised mean difference", "value": -0.36, "low": -0.71, "high": -0.01, "p": "=0.04"},
        ),
        (
            "RESULTS: Effects were large (Cohen's d = 1.2).",
            "Cohen's d 1.2",
            {"kind": "Cohen's d", "value": 1.2},
        ),
        ("RESULTS: Pain was 3.1 ± 1.2 afterwards.", "mean 3.1", {"kind": "mean", "value": 3.1, "sd": 1.2}),
        ("RESULTS: Scores fell (p < .001).", "p<.001", {"kind": "p", "p": "<.001"}),
    ],
)
def test_figures(text: str, value: str, detail: dict[str, Value]) -> None:
    found = only(read(text), Field.FIGURES)
    assert (found.value, found.detail) == (value, detail)


def test_an_interval_that_leaves_out_its_estimate_is_not_its_own() -> None:
    found = only(read("RESULTS: Scores fell (Cohen d = 4.08; 95% CI, -29.1 to -18.9)."), Field.FIGURES)
    assert "low" not in found.detail


@pytest.mark.parametrize("dash", "-−–‐")
def test_every_dash_is_a_minus(dash: str) -> None:
    assert number(f"{dash}4.5") == -4.5


def test_ages_and_background_give_no_figures() -> None:
    text = "BACKGROUND: It works (OR 3.1). METHODS: Mean age was 40.1 ± 9. RESULTS: Mean age was 41.2 ± 8.8 years."
    assert values(read(text), Field.FIGURES) == []


# -- response and remission


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("RESULTS: Seven of 14 patients (50%) achieved remission.", Field.REMISSION, ["7 of 14 (50%)"]),
        ("RESULTS: Remission rates were 24% vs 6%.", Field.REMISSION, ["24%", "6%"]),
        ("RESULTS: Response and remission rates were 67% and 58%, respectively.", Field.REMISSION, ["58%"]),
        ("RESULTS: Response and remission rates were 67% and 58%, respectively.", Field.RESPONSE, ["67%"]),
        ("RESULTS: 8/15 subjects responded.", Field.RESPONSE, ["8 of 15 (53.3%)"]),
        ("METHODS: Response was defined as a reduction of at least 50%.", Field.RESPONSE, []),
        ("RESULTS: There was no response in 26% of cases.", Field.RESPONSE, []),
        ("RESULTS: Among remitters, 70% relapsed.", Field.REMISSION, []),
        ("RESULTS: Antibody responders had 12% larger volumes.", Field.RESPONSE, []),
    ],
)
def test_response_and_remission(text: str, field: Field, value: list[str]) -> None:
    assert values(read(text), field) == value


def test_the_time_of_a_remission_is_kept() -> None:
    assert only(read("RESULTS: At week 8, 27% were in remission."), Field.REMISSION).detail == {
        "percent": 27.0,
        "time": "8 weeks",
    }


# -- what became of each outcome


@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        (
            "Depressive symptoms were significantly lower with ketamine than with placebo (p < 0.001).",
            "improved",
            "Depressive symptoms",
        ),
        ("Ketamine led to a greater reduction in MADRS scores than midazolam (p = 0.002).", "improved", "MADRS"),
        (
            "Remission rates were significantly higher with esketamine than with placebo (p = 0.01).",
            "improved",
            "Remission rates",
        ),
        ("Pain scores were significantly higher with ketamine than with placebo (p = 0.01).", "worse", "Pain scores"),
        ("MADRS scores did not differ between the ketamine and the placebo groups (p = 0.43).", "no difference", "MADRS"),
        ("Ketamine significantly reduced suicidal ideation.", "not compared", "suicidal ideation"),
    ],
)
def test_direction_of_outcomes(text: str, value: str, name: str) -> None:
    found = only(read(f"RESULTS: {text}"), Field.OUTCOMES)
    assert (found.value, found.detail["outcome"]) == (value, name)


def test_the_comparator_is_kept() -> None:
    found = only(
        read("RESULTS: Pain scores were significantly lower with ketamine than with placebo (p < 0.001)."), Field.OUTCOMES
    )
    assert found.detail["compared_with"] == "placebo"


@pytest.mark.parametrize(
    "text",
    [
        "BACKGROUND: Ketamine reduces depressive symptoms more than placebo.",
        "RESULTS: Response to ketamine was predicted by lower anxiety scores than in controls.",
        "CONCLUSIONS: Ketamine may reduce suicidal ideation.",
        "METHODS: We compared MADRS scores between ketamine and placebo.",
        "RESULTS: Baseline depression severity was similar in the ketamine and placebo groups at baseline.",
        "RESULTS: Depressive symptoms were better after two ketamine infusions than after a single ketamine infusion.",
    ],
)
def test_what_is_no_finding_gives_no_direction(text: str) -> None:
    assert values(read(text), Field.OUTCOMES) == []


# -- the direction model


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Mortality was significantly lower with dalteparin than with heparin (p = 0.01).", "decreased"),
        ("Mortality was significantly lower with heparin than with dalteparin (p = 0.01).", "increased"),
        ("Mortality did not differ significantly between dalteparin and heparin (p = 0.61).", "none"),
        ("Mortality was similar with dalteparin and heparin.", "none"),
        ("Compared with heparin, dalteparin significantly increased mortality (P < .001).", "increased"),
    ],
)
def test_direction_of_a_sentence(text: str, label: str) -> None:
    found, probability = direction_of(text, "mortality", "dalteparin", "heparin")
    assert found == label
    assert 1 / 3 < probability <= 1


def test_direction_in_a_text_shows_the_sentence() -> None:
    text = [
        "We compared dalteparin with heparin.",
        "Mortality was significantly lower with dalteparin than with heparin (p = 0.01).",
        "Bleeding did not differ between dalteparin and heparin (p = 0.7).",
    ]
    assert direction_in(text, "mortality", "dalteparin", "heparin")[:2] == ("decreased", text[1])
    assert direction_in(text, "bleeding", "dalteparin", "heparin")[:2] == ("none", text[2])


def test_no_sentences_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one sentence"):
        direction_in([], "mortality", "dalteparin", "heparin")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("(P<0.001)", P_YES),
        ("p = .03", P_YES),
        ("p-value was 0.2", P_NO),
        ("p > 0.05", P_NO),
        ("(OR 0.8, 95% CI 0.6 to 1.2)", P_NO),
        ("(OR 0.5, 95% CI 0.3 to 0.8)", P_YES),
        ("difference −2 (95% CI −3.1 to −0.9)", P_YES),
        ("difference 2 (95% CI −3.1 to 0.9)", P_NO),
    ],
)
def test_p_values_and_intervals_are_judged(text: str, verdict: str) -> None:
    assert [token.word for token in tokens(text) if token.word in (P_YES, P_NO)] == [verdict]


def test_arms_are_found_by_abbreviation_and_letter() -> None:
    context = "Low molecular weight heparin (LMWH) was compared. Group A had low molecular weight heparin and group B saline."
    assert abbreviations(context)["lmwh"] == {"low", "molecular", "weight", "heparin"}
    row = tokens("Death was rarer with LMWH and in group A than in group B")
    found = dict(
        zip((t.word for t in row), roles(row, "low molecular weight heparin", "saline", "death", context), strict=True)
    )
    assert (found["lmwh"], found["group_a"], found["group_b"], found["death"]) == (INT, INT, CMP, OUT)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("dalteparin 12 heparin 7", (12, 7)),
        ("12 with dalteparin and 7 with heparin", (12, 7)),
        ("lower with heparin than dalteparin (7 vs 12)", (12, 7)),
        ("dalteparin only 12", None),
    ],
)
def test_numbers_belong_to_arms(text: str, pair: tuple[float, float] | None) -> None:
    row = tokens(text)
    assert values_of_arms(row, roles(row, "dalteparin", "heparin", "death"), 0, len(row)) == pair


def test_a_greater_reduction_is_a_reduction() -> None:
    assert main_direction("A greater reduction in pain with ketamine than placebo", "pain", "ketamine", "placebo")[0] == -1
    assert main_direction("A smaller reduction in pain with ketamine than placebo", "pain", "ketamine", "placebo")[0] == 1


def test_what_is_wanted_of_an_outcome() -> None:
    assert [wanted(name) for name in ("pain score", "quality of life", "serum sodium")] == [-1, 1, 0]


def test_weights_are_readable_and_say_where_they_are_from() -> None:
    artefact = json.loads((FOLDER / "direction.json").read_text(encoding="utf-8"))
    assert artefact["about"]["labels"] == list(LABELS)
    assert all(len(row) == len(LABELS) for row in artefact["weights"].values())
    assert "Evidence Inference" in artefact["about"]["from"]


def test_groups_that_differ_in_something_else_tell_nothing_of_ketamine() -> None:
    assert (
        values(read("RESULTS: Remission rates after ketamine did not differ between lithium and placebo."), Field.OUTCOMES)
        == []
    )
    assert values(read("RESULTS: Response rates to ketamine were similar between the BMI groups."), Field.OUTCOMES) == []
