"""What a study says outright of its kind, and the design that follows from what was done to people."""

from __future__ import annotations

import re

import pytest

from evidence_search.findings import Field, Finding
from evidence_search.profile import design
from evidence_search.profile.design_names import wished
from evidence_search.profile.design_people import done_to_people
from evidence_search.profile.design_stated import essay, notice, one_case, reviewing
from evidence_search.profile.subject import subject_of


def named(title: str, text: str) -> Finding | None:
    return next((finding for finding in design.find(subject_of(title, text)) if finding.field is Field.DESIGN), None)


@pytest.mark.parametrize(
    "title",
    [
        "'Ketamine in bipolar depression: A randomized trial': Corrigendum",
        "Erratum: A systematic review of ketamine",
        'Comment on: "Ketamine infusions in a cohort of veterans"',
        "Comment: how upper limbs were measured",
        "Letter to the editor about 'Esketamine and ketamine: a meta-analysis'",
        "Repeated ketamine injections, a randomised trial: commentary by Sartron",
        "'Intravenous ketamine for adolescents': Correction",
        "Letter: ketamine for pain",
        "Response to the letter by Dahan",
        "Editorial: Bridging the gap in ketamine research",
        "The 50 most cited papers on ketamine: A Bibliometric Analysis",
    ],
)
def test_letters_comments_and_corrections_report_no_study_of_their_own(title: str) -> None:
    said = named(title, "We did a randomised controlled trial. Sixty patients were randomly assigned to ketamine or saline.")
    assert said is not None
    assert (said.value, said.quote) == ("other", title)


@pytest.mark.parametrize(
    "title",
    [
        "A letter game in children given ketamine",
        "Retracted consent in trials of ketamine",
        "Re-analysis of a randomised trial",
        "Response to ketamine in bipolar depression",
        "Letter fluency after ketamine",
        "Retraction of the eyelid after ketamine",
        "Strictures after ketamine: correction by laser",
    ],
)
def test_titles_with_such_words_in_another_sense_are_no_notices(title: str) -> None:
    assert notice(subject_of(title, "Sixty patients were randomly assigned to ketamine or saline.")) is None


def test_a_letter_that_reports_a_case_is_a_case_report() -> None:
    text = "The letter presents a case report of a 59-year-old woman with depression who drank again after ketamine."
    said = named("Ketamine and relapse into drinking", text)
    assert said is not None
    assert said.value == "case report"


@pytest.mark.parametrize(
    "sentence",
    [
        "This article reviews dosing, titration and frequency of oral ketamine.",
        "The present chapter describes its development and discusses the problems involved.",
        "The aim of this article is to review the current status of psychotherapy with psychedelics.",
        "PURPOSE OF REVIEW: Anaesthetics for electroconvulsive therapy differ in their effects.",
        "The links between glutamate and mood are reviewed.",
        "We review the current data on glutamate in mood disorders.",
    ],
)
def test_a_text_that_says_it_reviews(sentence: str) -> None:
    assert reviewing(subject_of("Ketamine", f"Ketamine is an anaesthetic. {sentence}"))


@pytest.mark.parametrize(
    "sentence",
    [
        "We reviewed the charts of 41 patients.",
        "In this retrospective review, patients were followed for a year.",
        "This article reviews 12 infusions; patients received 0.5 mg/kg (n = 12).",
    ],
)
def test_a_review_of_charts_or_of_own_data_is_none(sentence: str) -> None:
    assert not reviewing(subject_of("Ketamine", f"Ketamine is an anaesthetic. {sentence}"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A 51-year-old Japanese woman, who was diagnosed with a tumour, was placed on phenytoin.", True),
        ("A patient is presented who had bilateral paralysis.", True),
        ("We present a child with a cyst in whom a catheter was placed.", True),
        ("A patient with a past history of drug use had arachnoiditis.", True),
        ("In the present case report, two patients with neuralgia were treated with ketamine.", True),
        ("A 51-year-old woman was an example of the 40 patients who were treated.", False),
        ("A patient group was compared with controls.", False),
        ("Patients were treated for a week.", False),
    ],
)
def test_a_text_that_tells_of_one_person(text: str, expected: bool) -> None:
    assert one_case(subject_of("Ketamine", text)) is expected


def test_a_text_without_anything_done_is_an_essay() -> None:
    thought = "Stigma labels people with mental disorders. This limits their part in society and harms them."
    assert essay(subject_of("The stigma of mental disorders", thought))
    assert not essay(subject_of("Stigma", f"{thought} We measured it in 40 people, who were interviewed and were paid."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twelve patients received six infusions of ketamine. Their mood improved.", "non-randomised trial"),
        ("Ketamine was administered to 15 healthy volunteers.", "non-randomised trial"),
        ("Thirty-one patients were scanned. They were followed for two years after treatment.", "cohort"),
        ("We compared 41 ketamine users with 44 healthy controls.", "cross-sectional"),
        ("A questionnaire was given to all patients of two clinics.", "cross-sectional"),
    ],
)
def test_what_was_done_to_people_tells_the_design(text: str, expected: str) -> None:
    shown = done_to_people(subject_of("Ketamine", text), sure=False)
    assert shown is not None
    assert shown.design.value == expected
    assert shown.printed in shown.sentence.text


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine is associated with a lower incidence of depression. A bolus is followed by an infusion.",
        "Previous studies have shown that patients received relief from ketamine.",
        "BACKGROUND: Patients were treated with ketamine in many countries.",
        "A method to determine ketamine in hair was developed. Samples were run on a Surveyor instrument.",
        "Fourteen patients received ketamine and placebo in a double-blind study.",
        "Plasma was taken from 20 patients. Ketamine infusions and healthy controls were compared in random order.",
    ],
)
def test_words_that_tell_nothing_of_what_was_done_give_no_design(text: str) -> None:
    assert done_to_people(subject_of("Ketamine", text), sure=False) is None


def test_a_trial_without_a_placebo_is_not_taken_for_a_blinded_one() -> None:
    text = "Twelve patients received six infusions of ketamine. The lack of a placebo group limits the results."
    shown = done_to_people(subject_of("Ketamine", text), sure=False)
    assert shown is not None
    assert shown.design.value == "non-randomised trial"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A randomised crossover design was used to see whether one infusion could reduce anhedonia.", False),
        ("A randomised crossover design would be needed to tell.", True),
        ("Future work in a randomised crossover design is planned.", True),
    ],
)
def test_a_wish_stands_before_a_trial_or_soon_after_it(text: str, expected: bool) -> None:
    said = re.search("randomised crossover design", text)
    assert said is not None
    assert wished(text, said) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Subjects received ketamine and midazolam in random order, two weeks apart.",
        "They were divided into two groups using a random number table and received ketamine or saline.",
        "This phase 3 double-blind study randomized patients with resistant depression to esketamine or placebo.",
        "We then randomly administered a single infusion of ketamine or midazolam.",
    ],
)
def test_further_ways_to_say_that_lots_were_drawn(sentence: str) -> None:
    said = named("Ketamine in depression", f"Depression is common. {sentence} Scores fell more after ketamine (p = 0.01).")
    assert said is not None
    assert str(said.value).startswith("randomised")
    assert said.quote == sentence


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "Monotherapy of depression: A Narrative Review",
            "We describe treatments. A network meta-analysis of trials found that they were alike.",
            "narrative review",
        ),
        (
            "Cost of esketamine against quetiapine: a cost-effectiveness analysis",
            "Costs were estimated from a phase 3 trial in adults. Patients with esketamine cost less over 32 weeks.",
            "other",
        ),
        (
            "Longitudinal analysis of behaviour in transgenic mice",
            "Mice were tested every two months. They were impaired on the rotarod. Brains of mice were weighed.",
            "animal study",
        ),
        (
            "Natalizumab for multiple sclerosis: A Case in Point",
            "In this article, we review its journey from the bench to the bedside, its mechanisms and the current literature. "
            "Lessons are discussed. Perspectives on emerging treatments are summarised, and open questions are highlighted.",
            "narrative review",
        ),
    ],
)
def test_kinds_that_another_word_hides(title: str, text: str, expected: str) -> None:
    said = named(title, text)
    assert said is not None
    assert said.value == expected


@pytest.mark.parametrize(
    "sentence",
    ["No depression of breathing was reported in phase 3 clinical trials.", "It passed phase 2 studies and is now approved."],
)
def test_the_phase_of_other_trials_is_not_the_studys_own(sentence: str) -> None:
    assert Field.PHASE not in {finding.field for finding in design.find(subject_of("Esketamine", sentence))}


def test_a_letter_has_no_blinding_or_phase_of_the_trial_it_is_about() -> None:
    text = "The letter about a phase 3, double-blind, placebo-controlled trial discusses how patients were chosen."
    assert [finding.field for finding in design.find(subject_of("Choosing patients for trials", text))] == [Field.DESIGN]


def test_prospective_memory_is_no_direction_in_time() -> None:
    text = "We compared 40 users of ketamine with 41 non-users. Prospective memory was impaired in users."
    found = {finding.field: finding.value for finding in design.find(subject_of("Memory in ketamine users", text))}
    assert Field.TIMING not in found
    assert found.get(Field.DESIGN) != "cohort"


def test_the_part_before_lots_were_drawn_does_not_make_a_blinded_trial_open() -> None:
    text = (
        "Adults with resistant depression received open-label tablets of ketamine for five days. "
        "Responders were then randomised to double-blind treatment with ketamine or placebo for 12 weeks."
    )
    found = {finding.field: finding.value for finding in design.find(subject_of("Tablets of ketamine in depression", text))}
    assert found[Field.BLINDING] == "double-blind"


def test_laboratory_work_that_names_no_design_is_not_called_a_review() -> None:
    text = (
        "Eukaryotic elements are composed of repeated sequences with a copy number that is maintained by recombination. "
        "Here, we show that expansion occurs without the canonical machinery. Loss of a factor leads to instability. "
        "These results indicate that expansion depends on homology but is independent of the known genes."
    )
    said = named("Repeat expansion in ribosomal DNA", text)
    assert said is None or said.value != "narrative review"


def test_findings_under_headings_are_no_review_though_the_literature_is_mentioned() -> None:
    text = (
        "BACKGROUND Good performance is very important for playing. METHODS We investigated plasticity in players and "
        "provide a review of the literature about sport. RESULTS Volume was greater in players. We discuss emerging "
        "mechanisms of expertise."
    )
    said = named("Brain structure in handball", text)
    assert said is None or said.value != "narrative review"


def value_of(title: str, text: str) -> object:
    found = named(title, text)
    return found.value if found else None


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Ketamine and attention in volunteers",
         "METHODS: Sixteen healthy volunteers completed three test days and received ketamine or placebo in a randomized order "
         "under double-blind conditions. RESULTS: Ketamine significantly impaired attention (p < 0.05).",
         "randomised crossover trial"),
        ("Amphetamine and ketamine in healthy people",
         "METHODS: In a double-blind, randomized trial the order of ketamine and amphetamine infusions was randomized in "
         "40 healthy people. RESULTS: Both drugs significantly raised symptom scores (p < 0.01).",
         "randomised crossover trial"),
        ("Ketamine in obsessive-compulsive disorder: a randomised controlled trial",
         "BACKGROUND: We previously reported relief in a crossover trial of 15 adults. METHODS: Adults were randomly assigned "
         "to ketamine or midazolam in a 2:1 ratio. RESULTS: Scores fell significantly after ketamine (p < 0.01).",
         "randomised controlled trial"),
        ("Pain after tubal ligation with two mixtures of ketamine",
         "Introduction We expected each of the two drugs to counteract what is adverse in the other one, that propofol "
         "lowers blood pressure while ketamine raises it, and that recovery is fastest with more ketamine Methods This "
         "double blind study was done on 90 patients, randomly divided into three groups of thirty each. "
         "Results The mean dose was lower in group III (932 ± 166 mg) and recovery was significantly faster.",
         "randomised controlled trial"),
    ],
)  # fmt: skip
def test_what_each_got_tells_a_crossover_and_what_others_did_does_not(title: str, text: str, expected: str) -> None:
    assert value_of(title, text) == expected


def test_users_and_controls_are_seen_as_they_are() -> None:
    text = (
        "RATIONALE: Ketamine infusion in healthy volunteers induces psychosis. METHODS: Body ownership was tested in chronic "
        "ketamine users, compared to healthy controls. RESULTS: Ketamine users showed more aberrations."
    )
    assert value_of("Chronic administration of ketamine and the sense of body ownership", text) == "cross-sectional"


def test_a_preclinical_trial_is_of_animals() -> None:
    assert design.title_group("A preclinical randomised controlled trial of arketamine on relapse") == "animal"
    assert design.title_group("Ketamine for relapse: a systematic review of preclinical studies") == "systematic"


def test_two_patients_that_are_described_are_a_case_series() -> None:
    text = (
        "Ketamine may have side effects. In this report, the authors describe severe dissociation after esketamine infusion in "
        "two patients with treatment-resistant depression. Both patients recovered within hours and declined further infusions."
    )
    assert (
        value_of("Esketamine-induced dissociation as a traumatic experience in patients with depression", text) == "case series"
    )


def test_a_reply_is_a_letter() -> None:
    assert value_of("Ketamine for posttraumatic stress disorder—Reply", "We thank the readers for their remarks.") == "other"
