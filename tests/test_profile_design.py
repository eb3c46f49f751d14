"""What kind of study it is, its blinding, control, phase and direction in time, read from worked sentences."""

from __future__ import annotations

import pytest

from evidence_search.findings import Field, Finding, Origin
from evidence_search.profile import design
from evidence_search.profile.even import evened, restored
from evidence_search.profile.focus import READ_LENGTH
from evidence_search.profile.subject import Subject, subject_of
from evidence_search.records import Section, SectionKind


def value(subject: Subject, name: Field) -> object:
    return next((finding.value for finding in design.find(subject) if finding.field is name), None)


def holds(finding: Finding, subject: Subject) -> bool:
    """Whether a finding's quote is where it says and contains what is printed."""
    if finding.start is None or finding.end is None:
        return finding.quote in (subject.title, *subject.publication_types) and finding.printed in finding.quote
    return subject.text[finding.start : finding.end] == finding.quote and finding.printed in finding.quote


ABSTRACTS: dict[str, tuple[str, str, str]] = {
    "meta-analysis": (
        "Ketamine for fibromyalgia",
        "We searched PubMed, Embase and the Cochrane Library for randomised trials. Two reviewers extracted data and "
        "assessed risk of "
        "bias. A random-effects meta-analysis was performed. Nine trials with 410 patients were included. Heterogeneity "
        "was high.",
        "A random-effects meta-analysis was performed.",
    ),
    "systematic review": (
        "Ketamine for fibromyalgia: a systematic review",
        "Fibromyalgia is common. This systematic review followed Preferred Reporting Items for Systematic Reviews and "
        "Meta-Analyses. "
        "MEDLINE and Embase were searched to May 2020. Seven studies were included. Evidence was of low quality.",
        "This systematic review followed Preferred Reporting Items for Systematic Reviews and Meta-Analyses.",
    ),
    "randomised controlled trial": (
        "Ketamine for complex regional pain syndrome",
        "Pain relief is often poor. Sixty patients were randomly assigned to ketamine or saline for four days. The "
        "primary outcome was "
        "pain at week 1. Pain was lower with ketamine (p = 0.01). Side effects were mild.",
        "Sixty patients were randomly assigned to ketamine or saline for four days.",
    ),
    "randomised crossover trial": (
        "Ketamine in refractory headache",
        "In a randomised, double-blind crossover trial 18 patients received ketamine or midazolam two weeks apart. Aura "
        "severity was the "
        "primary outcome. Severity fell after ketamine but not after midazolam.",
        "In a randomised, double-blind crossover trial 18 patients received ketamine or midazolam two weeks apart.",
    ),
    "non-randomised trial": (
        "Intranasal esketamine in late-life depression",
        "Treatment resistance is common in older adults. This open-label, single-arm trial enrolled 25 patients aged "
        "over 65. All patients "
        "received esketamine twice a week for four weeks. Depression scores improved from baseline. Dizziness was frequent.",
        "This open-label, single-arm trial enrolled 25 patients aged over 65.",
    ),
    "cohort": (
        "Outcomes of a ketamine clinic",
        "We carried out a retrospective cohort study of 320 patients treated at a community clinic. Medical records gave "
        "depression scores "
        "at each visit. Half of the patients responded by the sixth infusion. Response was associated with fewer earlier "
        "treatments.",
        "We carried out a retrospective cohort study of 320 patients treated at a community clinic.",
    ),
    "case-control": (
        "Bladder symptoms in users of ketamine",
        "We conducted a case-control study of 66 users and 66 matched controls recruited from urology clinics. "
        "Participants completed "
        "questionnaires on urinary symptoms. Frequency of use was associated with symptoms (odds ratio 3.1).",
        "We conducted a case-control study of 66 users and 66 matched controls recruited from urology clinics.",
    ),
    "cross-sectional": (
        "Attitudes of patients towards ketamine",
        "A cross-sectional survey was sent to 900 outpatients with depression. Respondents answered questions on "
        "knowledge and fears. Most "
        "respondents had heard of ketamine. Fear of dependence was associated with older age.",
        "A cross-sectional survey was sent to 900 outpatients with depression.",
    ),
    "case series": (
        "Ketamine in juvenile migraine",
        "Therapy of prolonged aura is difficult. We report a case series of seven patients with hemiplegic migraine "
        "given intranasal "
        "ketamine. Each patient was a boy or girl with a family history. In five patients the aura ended.",
        "We report a case series of seven patients with hemiplegic migraine given intranasal ketamine.",
    ),
    "case report": (
        "Ketamine in refractory status migrainosus: a case report",
        "A 34-year-old woman presented with status migrainosus of nine days. Her pain had not responded to valproate. "
        "The patient was given "
        "ketamine and her pain resolved. She remained free of pain at discharge. This case suggests further study.",
        "",
    ),
    "narrative review": (
        "Glutamate and depression",
        "Depression is a leading cause of disability. In this review, we discuss the role of glutamate in its "
        "pathophysiology. We summarise "
        "current knowledge of ketamine and highlight open questions. Emerging perspectives are discussed.",
        "",
    ),
    "guideline": (
        "Consensus guidelines on intravenous ketamine infusions for chronic pain",
        "Use of ketamine infusions has grown. A committee of experts reviewed the literature and agreed on "
        "recommendations. Guidance on "
        "indications, dosing and monitoring is given. Evidence for most indications is weak.",
        "",
    ),
    "pharmacovigilance": (
        "Cystitis with esketamine",
        "Reports were taken from the FDA Adverse Event Reporting System. Patients treated with esketamine were compared "
        "with those treated "
        "with other antidepressants. Reporting odds ratios were calculated for participants of all ages. A signal was "
        "found for cystitis.",
        "Reports were taken from the FDA Adverse Event Reporting System.",
    ),
    "protocol": (
        "Ketamine for suicidal ideation: study protocol for a randomised controlled trial",
        "Suicidal ideation is frequent. Participants will be randomly assigned to ketamine or midazolam. The primary "
        "outcome will be "
        "measured at 24 hours. Results will be published. Trial registration has been completed.",
        "",
    ),
    "animal study": (
        "Ketamine and synaptic plasticity",
        "Male Sprague-Dawley rats were subjected to chronic stress. Rats were injected with ketamine or saline. "
        "Hippocampal tissue was "
        "analysed by Western blot. Ketamine increased BDNF in the hippocampus of stressed rats and reduced immobility.",
        "",
    ),
    "in vitro study": (
        "Ketamine and astrocytes",
        "Primary astrocytes were cultured from cortical tissue and incubated with ketamine. Transfected HEK293 cell "
        "lines expressing the "
        "receptor were studied by patch-clamp. In vitro, ketamine inhibited currents with an IC50 of 1 uM. Cell cultures "
        "were assayed.",
        "",
    ),
    "other": (
        "Ketamine and sensory gating in healthy volunteers",
        "In a double-blind, placebo-controlled study, healthy volunteers received a bolus of ketamine or placebo during "
        "EEG. Gating of P50 "
        "was measured before and after. Ketamine did not change gating in these volunteers.",
        "In a double-blind, placebo-controlled study, healthy volunteers received a bolus of ketamine or placebo during EEG.",
    ),
}


@pytest.mark.parametrize("expected", ABSTRACTS)
def test_a_design_is_read_with_the_sentence_that_shows_it(expected: str) -> None:
    title, text, quote = ABSTRACTS[expected]
    subject = subject_of(title, text)
    found = design.find(subject)
    named = next(finding for finding in found if finding.field is Field.DESIGN)
    assert named.value == expected
    assert named.printed
    assert not quote or named.quote == quote
    assert all(holds(finding, subject) for finding in found)


@pytest.mark.parametrize(
    ("title", "types", "expected"),
    [
        ("A randomized trial of ketamine", (), "randomised controlled trial"),
        ("A randomised, double-blind, crossover trial", (), "randomised crossover trial"),
        ("Meta-analysis of randomized trials", (), "meta-analysis"),
        ("Ketamine: a systematic review", (), "systematic review"),
        ("A review of randomized trials", ("Review",), "narrative review"),
        ("Ketamine for PTSD: study protocol for a randomised trial", ("Randomized Controlled Trial",), "protocol"),
        ("Ketamine in rats", (), "animal study"),
        ("A randomised, open-label study of ketamine", (), "randomised controlled trial"),
        ("An open-label study of ketamine", (), "non-randomised trial"),
        ("A non-randomised trial of ketamine", (), "non-randomised trial"),
        ("A retrospective cohort of infusions", (), "cohort"),
        ("A case-control study", (), "case-control"),
        ("Ketamine and cystitis: a case control study", (), "case-control"),
        ("A case series", ("Case Reports",), "case series"),
        ("A cross-sectional survey", (), "cross-sectional"),
        ("Consensus guidelines on ketamine infusions", (), "guideline"),
        ("Ketamine for pain", ("Journal Article", "Randomized Controlled Trial"), "randomised controlled trial"),
        ("Ketamine for pain", ("Review", "Meta-Analysis"), "meta-analysis"),
        ("Ketamine for pain", ("Journal Article",), None),
        ("Per-protocol analysis of ketamine", (), None),
        ("A rating scale for dissociation", (), None),
        ("", (), None),
    ],
)
def test_titles_and_publication_types(title: str, types: tuple[str, ...], expected: str | None) -> None:
    subject = subject_of(title, "", (), types)
    assert value(subject, Field.DESIGN) == expected
    assert all(holds(finding, subject) and finding.origin is Origin.METADATA for finding in design.find(subject))


@pytest.mark.parametrize(
    ("kind", "sentence", "expected", "quoted"),
    [
        (
            "Randomized Controlled Trial",
            "Patients were randomised to two sessions in a crossover design.",
            "randomised crossover trial",
            True,
        ),
        ("Randomized Controlled Trial", "Patients took part.", "randomised controlled trial", False),
        ("Review", "A systematic review was done.", "systematic review", True),
        ("Review", "Ketamine is discussed.", "narrative review", False),
        ("Case Reports", "This is a case series of six.", "case series", True),
    ],
)
def test_the_text_may_tell_more_than_a_publication_type(kind: str, sentence: str, expected: str, quoted: bool) -> None:
    named = design.find(subject_of("Ketamine in depression", sentence, (), (kind,)))[0]
    assert (named.value, named.quote) == (expected, sentence if quoted else kind)


TREATED = (
    "Patients with depression were given ketamine over 40 minutes and rated before and after on a depression rating "
    "scale. Their "
    "scores improved in most patients at 24 hours, and adverse events were mild and passed within two hours of the infusion. "
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Randomised, controlled, double-blind trials are warranted.",
        "These results should be replicated in randomised, placebo-controlled trials.",
        "A randomised controlled trial would help to settle this.",
        "The programme warrants further testing in a randomised controlled trial.",
        "Previous randomised trials gave 0.5 mg/kg.",
        "Patients were randomly selected from the registry of the clinic.",
        "This was a retrospective study emulating a randomised trial.",
        "This was an open-label, non-randomised study.",
    ],
)
def test_a_trial_that_is_wished_for_or_another_ones_is_not_the_studys_own(sentence: str) -> None:
    assert value(subject_of("Ketamine in depression", TREATED + sentence), Field.DESIGN) not in (
        "randomised controlled trial",
        "randomised crossover trial",
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Patients were randomised 1:1 to one or two infusions.",
        "This randomised trial compared two doses.",
        "Participants were randomly allocated to three groups.",
        "In an open-label (raters were unaware of it), phase 3b, randomised, active-controlled trial, we assigned patients.",
        "In this cross‐over, double‐blind, randomised and placebo‐controlled study, patients had two sessions.",
    ],
)
def test_a_study_that_says_it_was_randomised_is_a_randomised_trial(sentence: str) -> None:
    subject = subject_of("Ketamine in depression", TREATED + sentence)
    named = design.find(subject)[0]
    assert str(named.value).startswith("randomised")
    assert named.quote == sentence


def test_a_search_for_trials_is_no_trial() -> None:
    text = (
        "We searched for randomised trials in PubMed, Embase and PsycINFO from inception. Study selection and data "
        "extraction were done "
        "by two reviewers. Eleven studies were included and their risk of bias was assessed. Heterogeneity was substantial."
    )
    assert value(subject_of("Ketamine in bipolar depression", text), Field.DESIGN) in ("systematic review", "meta-analysis")


def test_a_registry_entry_is_a_protocol() -> None:
    text = "INTERVENTION: Ketamine 0.5 mg/kg or placebo. CONDITION: Depression PRIMARY OUTCOME: Change in MADRS at 24 h."
    assert value(subject_of("Ketamine in depression", text), Field.DESIGN) == "protocol"


def test_an_extension_study_is_not_the_trial_it_extends() -> None:
    title = "Esketamine in depression: open-label extension of a double-blind trial"
    subject = subject_of(title, TREATED + "Patients who had been randomised to either arm could enter the extension.")
    assert value(subject, Field.DESIGN) == "non-randomised trial"
    assert value(subject, Field.BLINDING) == "open-label"


def test_people_are_not_animals_for_a_word_that_looks_like_one() -> None:
    text = TREATED + "The heart rate and a rating of mood were recorded; the cat scan was normal; doggedness was rated."
    assert value(subject_of("Rating mood after ketamine", text), Field.DESIGN) != "animal study"


@pytest.mark.parametrize(
    ("title", "sentence", "expected"),
    [
        ("Ketamine and delirium: an observational study", "A meta-analysis of randomised trials found no effect.", "cohort"),
        ("Ketamine and delirium", "In the largest clinical trial to date seven had suicidal thoughts.", "non-randomised trial"),
    ],
)
def test_designs_of_others_are_not_the_studys_own(title: str, sentence: str, expected: str) -> None:
    named = next(found for found in design.find(subject_of(title, TREATED + sentence)) if found.field is Field.DESIGN)
    assert named.value == expected
    assert named.quote != sentence


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ketamine and sleep in recurrent depression: a longitudinal study", "randomised controlled trial"),
        ("Ketamine and sleep: an observational, controlled study", "randomised controlled trial"),
        ("People of a ketamine trial and others: a retrospective cohort study", "cohort"),
    ],
)
def test_lots_that_were_drawn_outweigh_a_title_that_leaves_room_for_them(title: str, expected: str) -> None:
    text = (
        "Sleep is disturbed in recurrent depression. Eighty patients were randomly assigned to ketamine or midazolam, and were "
        "seen again each year for five years. Sleep was better after ketamine at one year, and alike in both groups later on."
    )
    assert value(subject_of(title, text), Field.DESIGN) == expected


def test_an_unclear_text_has_no_design() -> None:
    assert value(subject_of("Ketamine", "Ketamine is a drug."), Field.DESIGN) is None


def test_a_long_paper_without_an_abstract_is_read_from_its_beginning_and_its_methods() -> None:
    opening = "Depression is a burden for patients and their families. " * 120
    body = "Sixty patients were randomly assigned to ketamine or placebo. Raters were blinded."
    text = f"{opening}\n{body}"
    assert len(opening) > READ_LENGTH
    sections = (Section("Introduction", 0, len(opening)), Section("Methods", len(opening) + 1, len(text), SectionKind.TEXT))
    subject = subject_of("Ketamine in depression: a randomised trial", text, sections)
    assert value(subject, Field.DESIGN) == "randomised controlled trial"
    assert value(subject, Field.BLINDING) == "single-blind"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("This was a double-blind trial of ketamine.", "double-blind"),
        ("This was a double‐blinded trial of ketamine.", "double-blind"),
        ("A triple-blind trial was done.", "triple-blind"),
        ("In a single-blind trial patients received ketamine.", "single-blind"),
        ("Outcomes were rated by blinded raters.", "single-blind"),
        ("Ketamine was given open-label to all.", "open-label"),
        ("An open-label phase followed the double-blind phase.", "double-blind"),
        ("An open-label extension of a double-blind trial is reported.", "open-label"),
        ("Double-blind trials are needed.", None),
        ("The study was not double-blind.", None),
        ("Previous double-blind trials gave 0.5 mg/kg.", None),
        ("Patients opened the envelope in the waiting room.", None),
    ],
)
def test_blinding(sentence: str, expected: str | None) -> None:
    subject = subject_of("Ketamine in depression", sentence)
    assert value(subject, Field.BLINDING) == expected
    assert all(holds(finding, subject) for finding in design.find(subject))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Patients were randomised to ketamine or placebo.", "placebo"),
        ("Patients were randomised to ketamine or saline.", "placebo"),
        ("Patients were randomised to ketamine or to sham stimulation.", "placebo"),
        ("Patients were randomised to ketamine or an active placebo (midazolam).", "active"),
        ("Patients were randomised to ketamine versus midazolam.", "active"),
        ("Patients were randomised to ketamine or treatment as usual.", "other"),
        ("Patients were randomised to one or to six infusions.", "other"),
        ("This open-label, single-arm trial had no placebo group.", "none"),
        ("This open-label trial lacked a placebo control.", "none"),
        ("In this open-label study no placebo was used.", "none"),
        ("In this open-label trial ketamine was diluted in 100 ml of saline.", "none"),
    ],
)
def test_control(sentence: str, expected: str) -> None:
    subject = subject_of("Ketamine in depression", TREATED + sentence)
    assert value(subject, Field.CONTROL) == expected
    assert all(holds(finding, subject) for finding in design.find(subject))


def test_an_active_control_is_named() -> None:
    subject = subject_of("Ketamine in depression", TREATED + "Patients were randomised to ketamine versus midazolam.")
    control = next(finding for finding in design.find(subject) if finding.field is Field.CONTROL)
    assert control.detail == {"comparator": "midazolam"}


def test_a_review_has_no_control_of_its_own_whatever_its_trials_had() -> None:
    title, text, _ = ABSTRACTS["meta-analysis"]
    assert value(subject_of(title, text + " Trials were placebo-controlled."), Field.CONTROL) == "not applicable"


@pytest.mark.parametrize(
    ("sentence", "number", "higher"),
    [
        ("This phase 3 trial enrolled adults.", 3, None),
        ("A phase II, double-blind study was done.", 2, None),
        ("A phase 1/2 trial was done.", 1, 2),
        ("In this phase IV open-label study adults took part.", 4, None),
        ("Two phase 3 trials are pooled.", None, None),
        ("A phase 3 trial is warranted.", None, None),
        ("The double-blind phase lasted 4 weeks in this trial.", None, None),
        ("The luteal phase 2 study day was chosen.", 2, None),  # the price of a short rule
    ],
)
def test_phase(sentence: str, number: int | None, higher: int | None) -> None:
    found = [finding for finding in design.find(subject_of("Ketamine", sentence)) if finding.field is Field.PHASE]
    assert [(finding.value, finding.detail.get("to")) for finding in found] == ([(number, higher)] if number else [])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We retrospectively reviewed charts.", "retrospective"),
        ("This was a prospective cohort of 40 patients.", "prospective"),
        ("Prospective studies are needed.", None),
        ("Ketamine was given to 40 patients.", None),
    ],
)
def test_timing(sentence: str, expected: str | None) -> None:
    assert value(subject_of("Ketamine", sentence), Field.TIMING) == expected


def test_printed_words_are_the_texts_own_whatever_its_hyphens() -> None:
    subject = subject_of("A double‐blind trial", "Ten\u00a0patients took part in a double‐blind trial.")
    even = evened(subject)
    quote = "Ten patients took part in a double-blind trial."
    read = [
        Finding(Field.BLINDING, "double-blind", quote, 0, len(quote), printed="double-blind"),
        Finding(Field.BLINDING, "double-blind", even.title, None, None, printed="double-blind"),
    ]
    assert even.text == quote
    back = restored(read, subject)
    assert [finding.quote for finding in back] == [subject.text, subject.title]
    assert {finding.printed for finding in back} == {"double‐blind"}
    assert evened(even) is even
