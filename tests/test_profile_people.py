"""Who was studied, as read from abstracts written for these tests."""

from __future__ import annotations

import pytest

from evidence_search.findings import Field, Finding, Origin
from evidence_search.profile import people
from evidence_search.profile.linear import score, trained
from evidence_search.profile.participants import shares
from evidence_search.profile.subject import Subject, subject_of
from evidence_search.profile.tidying import sound
from evidence_search.records import Section, SectionKind

TRIAL = (
    "BACKGROUND: Worldwide 300 million people live with depression. METHODS: Of 120 patients screened for eligibility, "
    "64 adults aged 18 to 65 years with treatment-resistant major depressive disorder, who had failed at least two "
    "antidepressants, were randomly assigned to ketamine (n = 33) or midazolam (n = 31). Patients with psychosis, uncontrolled "
    "hypertension or pregnancy were excluded. RESULTS: Sixty-one patients completed the trial (38 women and 26 men; mean age "
    "41.5 years). Response was seen in 21 patients (64%) given ketamine. CONCLUSIONS: Ketamine improved depression."
)


def values(subject: Subject, field: Field) -> list[object]:
    return [finding.value for finding in people.find(subject) if finding.field is field]


def one(text: str, field: Field, title: str = "A study of ketamine") -> Finding | None:
    found = [finding for finding in people.find(subject_of(title, text)) if finding.field is field]
    return found[0] if found else None


@pytest.fixture(scope="module")
def trial() -> dict[Field, list[Finding]]:
    made: dict[Field, list[Finding]] = {}
    for finding in people.find(subject_of("Ketamine for treatment-resistant depression: a randomised trial", TRIAL)):
        made.setdefault(finding.field, []).append(finding)
    return made


def test_the_total_is_the_randomised_not_the_screened_nor_the_completers(trial: dict[Field, list[Finding]]) -> None:
    (total,) = trial[Field.PARTICIPANTS]
    assert (total.value, total.printed) == (64, "64")
    assert total.quote.startswith("METHODS: Of 120 patients")


def test_stages_are_told_apart(trial: dict[Field, list[Finding]]) -> None:
    assert {finding.detail["kind"]: finding.value for finding in trial[Field.COUNTS]} == {
        "screened": 120,
        "randomised": 64,
        "completed": 61,
    }


def test_a_groups_name_keeps_its_decimals() -> None:
    text = "METHODS: Sixty patients were randomised to 0.5 mg/kg ketamine (n = 29) or 0.25 mg/kg ketamine (n = 31)."
    named = values(subject_of("A trial of ketamine", text), Field.GROUPS), people.find(subject_of("A trial of ketamine", text))
    assert named[0] == [29, 31]
    assert [f.detail["group"] for f in named[1] if f.field is Field.GROUPS] == ["0.5 mg/kg ketamine", "0.25 mg/kg ketamine"]


def test_groups_have_their_names(trial: dict[Field, list[Finding]]) -> None:
    assert [(finding.value, finding.detail["group"]) for finding in trial[Field.GROUPS]] == [
        (33, "ketamine"),
        (31, "midazolam"),
    ]


def test_age_sex_and_resistance(trial: dict[Field, list[Finding]]) -> None:
    (age,), (sex,), (resistance,) = trial[Field.AGE], trial[Field.SEX], trial[Field.RESISTANCE]
    assert (age.value, age.detail["low"], age.detail["high"]) == ("adults", 18, 65)
    assert (sex.value, sex.detail) == ("both", {"female": 38, "male": 26})
    assert resistance.detail["failed"] == 2
    assert "failed at least two antidepressants" in resistance.quote


def test_conditions_and_exclusions(trial: dict[Field, list[Finding]]) -> None:
    assert [finding.value for finding in trial[Field.CONDITIONS]] == ["depression"]
    assert {finding.value for finding in trial[Field.EXCLUDED]} == {"psychosis", "hypertension", "pregnancy"}


def test_every_finding_is_verbatim_and_contains_its_words() -> None:
    subject = subject_of("Ketamine for treatment-resistant depression: a randomised trial", TRIAL)
    found = people.find(subject)
    assert len(found) > 12
    assert all(sound(finding, subject) for finding in found)


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("METHODS: Twenty-four women with fibromyalgia were enrolled in this crossover trial.", 24),
        ("A total of 1,148 patients were enrolled and received esketamine.", 1148),
        ("We randomised 1 204 patients to ketamine or placebo.", 1204),
        ("METHODS: Patients (N=61) with bipolar depression received one infusion of ketamine or placebo.", 61),
        ("In this study, one hundred and four volunteers received ketamine. Twelve volunteers reported nausea.", 104),
        ("Between 1992 and 2000, 1991 patients were randomly assigned to ketamine or placebo.", 1991),
    ],
)
def test_totals_in_any_print(text: str, total: int) -> None:
    found = one(text, Field.PARTICIPANTS)
    assert found is not None and found.value == total


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine 0.5 mg/kg was infused over 40 minutes and 6 sessions were given in 12 days.",
        "The response rate rose from 25% to 85% at 24 hours.",
        "Ketamine was given to 14 rats.",
        "RESULTS: Recovery took longer with ketamine, patients being fit 10 to 15 minutes later.",
        "METHODS: Patients received ketamine for 6 electroconvulsive treatments.",
        "",
    ],
)
def test_no_total_where_nothing_counts_people(text: str) -> None:
    assert one(text, Field.PARTICIPANTS) is None


def test_groups_are_added_up_when_no_total_is_printed() -> None:
    text = "METHODS: We compared 20 patients with depression and 18 healthy controls after a ketamine infusion."
    found = one(text, Field.PARTICIPANTS)
    assert found is not None
    assert (found.value, found.detail["summed"]) == (38, "20 + 18")
    assert found.quote == text and "20 patients" in found.printed and found.printed.endswith("18")


def test_controls_of_a_later_sentence_are_added_to_all_patients_not_to_the_last_group() -> None:
    text = (
        "METHODS: Patients (N = 44) received either ECT (N = 17) or repeated ketamine (N = 27). "
        "Healthy controls (N = 31) completed one session."
    )
    found = one(text, Field.PARTICIPANTS)
    assert found is not None and found.value in (44, 75)


def test_a_review_counts_those_treated_and_those_they_are_compared_with() -> None:
    subject = subject_of(
        "Ketamine for chronic pain: a meta-analysis",
        "RESULTS: Six studies were included. Overall, 99 patients received ketamine and 96 received placebo.",
    )
    assert values(subject, Field.PARTICIPANTS) == [195]


def test_in_a_review_small_numbers_count_studies() -> None:
    title = "Ketamine and cognition: a systematic review"
    text = "METHODS: We retrieved 11 original studies, 7 in humans with depression and 4 in rats."
    assert values(subject_of(title, text), Field.PARTICIPANTS) == []


def test_a_case_series_with_a_review_counts_its_cases() -> None:
    title = "Maintenance ketamine: a case series and literature review"
    text = "This case series (N=13) highlights the role of ketamine infusions in restoring functionality in depression."
    assert values(subject_of(title, text), Field.PARTICIPANTS) == [13]


def test_brackets_between_a_number_and_its_noun() -> None:
    text = "METHODS: 90 American Society of Anesthesia (ASA) I-II patients aged 30-50 years were included and given ketamine."
    found = one(text, Field.PARTICIPANTS)
    assert found is not None and found.value == 90


def test_a_part_is_not_added_to_its_whole() -> None:
    found = one("METHODS: Adults (N=80) with depression, of whom 54% (N=43) took drugs, were randomised.", Field.PARTICIPANTS)
    assert found is not None and found.value == 80


def test_a_review_counts_the_people_of_its_studies_and_has_no_groups() -> None:
    subject = subject_of(
        "Ketamine for depression: a systematic review and meta-analysis",
        "RESULTS: Nine trials with a total of 368 participants were included (n = 9). It favoured ketamine (n = 5, OR 2.1).",
    )
    assert values(subject, Field.PARTICIPANTS) == [368]
    assert values(subject, Field.GROUPS) == values(subject, Field.COUNTS) == []


def test_a_case_report_is_about_one() -> None:
    found = one("We report the case of a 32-year-old woman with severe depression treated with ketamine.", Field.PARTICIPANTS,
                "Ketamine for depression: a case report")  # fmt: skip
    assert found is not None and found.value == 1


def test_the_body_is_asked_where_the_abstract_is_silent() -> None:
    abstract, body = "Ketamine was compared with placebo.\n", "Fifty-two patients with migraine were enrolled and randomised."
    sections = (
        Section("Abstract", 0, len(abstract), SectionKind.ABSTRACT),
        Section("Methods", len(abstract), len(abstract + body), SectionKind.TEXT),
    )
    subject = Subject("Ketamine in an emergency", abstract + body, sections)
    (total,) = [finding for finding in people.find(subject) if finding.field is Field.PARTICIPANTS]
    assert total.value == 52 and total.start == len(abstract)


@pytest.mark.parametrize(
    ("text", "value", "detail"),
    [
        ("Eighty patients, aged 3-12 years, were randomised.", "children", {"low": 3, "high": 12}),
        ("Patients between 13 and 17 years of age were enrolled.", "adolescents", {"low": 13, "high": 17}),
        ("Patients aged ≥65 years were randomised.", "older adults", {"low": 65}),
        ("Thirty patients (mean age 44.2 years) were enrolled.", "adults", {"mean": 44.2}),
        ("The median age of the patients was 63 years.", "adults", {"median": 63}),
        ("Sixty adults with depression were enrolled.", "adults", {}),
    ],
)
def test_ages(text: str, value: str, detail: dict[str, float]) -> None:
    found = one(text, Field.AGE)
    assert found is not None and (found.value, dict(found.detail)) == (value, detail)


@pytest.mark.parametrize(
    "text", ["Use fell over 10 years of follow-up.", "Adults and children were enrolled in two trials of 20 patients."]
)
def test_unclear_ages_are_left_out(text: str) -> None:
    assert one(text, Field.AGE) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Eighteen healthy male volunteers received ketamine.", "male"),
        ("Ninety patients (57% female) were randomised.", "both"),
        ("Sixty-one patients with depression (19 women) completed a scan.", "both"),
        ("Men and women were enrolled.", "both"),
        ("Data were collected from 65 men and women with depression.", "both"),
        ("Eleven male patients participated in the study.", "male"),
        ("Women with postpartum depression received esketamine.", "female"),
    ],
)
def test_sexes(text: str, value: str) -> None:
    found = one(text, Field.SEX)
    assert found is not None and found.value == value


def test_sex_is_unknown_where_nothing_says_it() -> None:
    assert one("Twelve patients received treatment.", Field.SEX) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ketamine for treatment-resistant depression", ["depression"]),
        ("Ketamine in bipolar depression", ["bipolar depression", "depression"]),
        ("Ketamine for suicidal ideation in PTSD", ["suicidal ideation", "PTSD"]),
        ("Complex regional pain syndrome: a trial", ["CRPS", "pain"]),
        ("Migraine with aura", ["migraine", "pain"]),
        ("Chronic non-cancer pain", ["chronic pain"]),
        ("Postherpetic neuralgia", ["neuropathic pain"]),
        ("Obsessive-compulsive disorder", ["OCD"]),
        ("Ketamine in healthy male volunteers", ["healthy volunteers"]),
        ("Psilocybin for anxiety and PTSD", ["anxiety", "PTSD"]),
        ("Respiratory depression after ketamine", []),
        ("The docd gene", []),
    ],
)
def test_conditions_of_a_title_alone(title: str, expected: list[str]) -> None:
    assert values(subject_of(title, ""), Field.CONDITIONS) == expected


def test_volunteers_with_an_illness_are_not_healthy() -> None:
    text = "METHODS: Twenty volunteers with chronic neuropathic pain received ketamine."
    assert "healthy volunteers" not in values(subject_of("Ketamine for pain", text), Field.CONDITIONS)


def test_a_title_names_the_condition_of_patients_but_not_of_users() -> None:
    text = "Drugs are described. Many were tried."
    assert values(subject_of("Mechanisms and drugs of PTSD", text), Field.CONDITIONS) == ["PTSD"]
    assert values(subject_of("Anxiety among ecstasy users", text), Field.CONDITIONS) == []


def test_what_a_text_only_mentions_is_not_its_condition() -> None:
    text = (
        "BACKGROUND: Ketamine is used in depression. METHODS: Forty patients with migraine received ketamine or placebo. "
        "The Hamilton Anxiety Rating Scale was used. RESULTS: Migraine pain fell. Side effects were nausea and anxiety."
    )
    assert set(values(subject_of("Ketamine for migraine: a randomised trial", text), Field.CONDITIONS)) == {"migraine", "pain"}


def test_healthy_controls_are_not_healthy_volunteers() -> None:
    text = "METHODS: Twenty patients with depression and 20 healthy controls underwent imaging."
    assert "healthy volunteers" not in values(subject_of("Ketamine in depression", text), Field.CONDITIONS)


def test_keywords_are_asked_last() -> None:
    subject = subject_of("A trial", "Ketamine was given.", keywords=("Ketamine", "Complex Regional Pain Syndromes"))
    found = [finding for finding in people.find(subject) if finding.field is Field.CONDITIONS]
    assert [finding.value for finding in found] == ["CRPS", "pain"]
    assert all(finding.origin is Origin.METADATA and sound(finding, subject) for finding in found)


def test_resistance_of_the_disease_at_large_is_not_the_patients() -> None:
    assert one("Treatment-resistant depression is common and up to 30% of patients have it.", Field.RESISTANCE) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exclusion criteria were schizophrenia, epilepsy and liver disease.", {"psychosis", "seizures", "liver disease"}),
        ("We excluded subjects if they had coronary disease or raised intraocular pressure.",
         {"cardiovascular disease", "raised intraocular pressure"}),
        ("Inclusion criteria were depression and age 18 to 65; exclusion criteria were substance abuse or breastfeeding.",
         {"substance use", "breastfeeding"}),
        ("Exclusion criteria:\n1. History of mania.\n2. Chronic opioid use.\nPatients with seizures gave consent.",
         {"bipolar disorder", "opioid use", "substance use"}),
        ("Patients with hypertension were not excluded.", set()),
        ("Studies of patients with psychosis were excluded.", set()),
        ("Six patients with seizures were excluded from the analysis.", set()),
        ("Patients with psychiatric disorders other than anxiety disorders were excluded.", {"psychiatric disorder"}),
        ("Patients with intracranial hypertension were excluded.", {"raised intracranial pressure"}),
    ],
)  # fmt: skip
def test_who_was_left_out(text: str, expected: set[str]) -> None:
    assert set(values(subject_of("A trial of ketamine", text), Field.EXCLUDED)) == expected


def test_a_review_excludes_studies_not_people() -> None:
    subject = subject_of("Ketamine: a systematic review", "Exclusion criteria were psychosis and pregnancy.")
    assert values(subject, Field.EXCLUDED) == []


def test_shares_add_up_with_none_of_them() -> None:
    found = shares([(12, 0.0), (12, 0.0), (30, 0.0)])
    assert found == {12: pytest.approx(2 / 4), 30: pytest.approx(1 / 4)}  # by hand: e⁰ four times, one of them for none


@pytest.mark.parametrize("name", ["participants", "conditions"])
def test_weights_say_where_they_are_from(name: str) -> None:
    artefact = trained(name)
    assert {"what", "sources", "made_by", "date"} <= set(artefact["about"])
    assert score(["bias", "bias", "no such feature"], artefact["weights"]) == artefact["weights"]["bias"]


def test_a_third_of_patients_counts_nobody_and_the_sexes_add_up() -> None:
    def total(text: str) -> list[object]:
        return [finding.value for finding in people.find(subject_of("", text)) if finding.field is Field.PARTICIPANTS]

    assert total("Up to one third of the patients will not achieve remission after four treatments.") == []
    assert total("Among individuals with drug-related visits there were 546 (73.7%) men and 195 (26.3%) women.") == [741]
