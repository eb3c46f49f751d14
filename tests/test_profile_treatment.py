"""What was given, as the profile reads it: each rule by an example, each trap by a counterexample."""

from __future__ import annotations

import dataclasses

import pytest

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile import treatment
from evidence_search.profile.doses import doses_between
from evidence_search.profile.drug_names import drugs_named
from evidence_search.profile.subject import Subject, found, subject_of
from evidence_search.profile.tidying import sound
from evidence_search.profile.units import amounts_in, durations_in
from evidence_search.records import Section, SectionKind

TRIAL = "We randomised 40 patients to "


def read(text: str, title: str = "A trial of ketamine") -> list[Finding]:
    """Return the findings of an abstract, each of them verbatim."""
    subject = subject_of(title, text)
    findings = treatment.find(subject)
    assert all(sound(finding, subject) for finding in findings)
    return findings


def values(findings: list[Finding], field: Field) -> list[Value]:
    return [finding.value for finding in findings if finding.field is field]


def only(findings: list[Finding], field: Field) -> Finding:
    (finding,) = [finding for finding in findings if finding.field is field]
    return finding


# -- drugs


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("esketamine", "esketamine"),
        ("S-ketamine", "esketamine"),
        ("(S)-ketamine", "esketamine"),
        ("S(+)-ketamine", "esketamine"),
        ("S (+) ketamine", "esketamine"),
        ("Spravato", "esketamine"),
        ("arketamine", "arketamine"),
        ("(R)-ketamine", "arketamine"),
        ("(R,S)-ketamine", "racemic ketamine"),
        ("racemic ketamine", "racemic ketamine"),
        ("a racemic mixture of ketamine", "racemic ketamine"),
        ("ketamine", "ketamine"),
        ("Ketalar", "ketamine"),
        ("the patient's ketamine", "ketamine"),
    ],
)
def test_forms_of_ketamine(printed: str, name: str) -> None:
    assert [mention.name for mention in drugs_named(f"They gave {printed} again")] == [name]


@pytest.mark.parametrize("printed", ["norketamine", "hydroxynorketamine", "eshydroxynorketamine", "methoxetamine"])
def test_metabolites_and_kin_are_not_ketamine(printed: str) -> None:
    assert not [mention for mention in drugs_named(f"They measured {printed}.") if mention.is_ketamine]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Esketamine nasal spray", "Esketamine is a form of ketamine. We gave esketamine to 9 patients.", ["esketamine"]),
        ("Ketamine's place", "We gave (S)-ketamine to 9 patients. The (S)-ketamine group improved.", ["esketamine"]),
        ("Ketamine and esketamine", "We compared ketamine with esketamine in 9 patients.", ["ketamine", "esketamine"]),
        ("A trial of ketamine", "We gave racemic ketamine to 9 patients. Ketamine worked.", ["racemic ketamine"]),
        ("A trial of ketamine", "Esketamine has been approved. We gave ketamine to 9 patients.", ["ketamine"]),
        ("A trial of lithium", "We gave lithium to 9 patients.", []),
    ],
)
def test_the_form_a_study_gave(title: str, text: str, expected: list[str]) -> None:
    assert [value for value in values(read(text, title), Field.DRUGS) if "ketamine" in str(value)] == expected


def test_roles_of_drugs() -> None:
    text = f"{TRIAL}receive ketamine 0.5 mg/kg or midazolam 0.045 mg/kg, each with morphine 5 mg."
    roles = {str(f.value): f.detail.get("role") for f in read(text) if f.field is Field.DRUGS}
    assert roles == {"ketamine": "intervention", "midazolam": "comparator", "morphine": None}


def test_a_drug_patients_had_anyway_is_none_the_study_gave() -> None:
    assert values(read(f"{TRIAL}receive ketamine. Rescue morphine was given on request."), Field.DRUGS) == ["ketamine"]


# -- routes


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("receive intravenous ketamine.", ["intravenous"]),
        ("receive i.v. ketamine.", ["intravenous"]),
        ("receive a ketamine infusion.", ["intravenous"]),
        ("receive ketamine at 0.2 mg/kg/h.", ["intravenous"]),
        ("receive a subcutaneous infusion of ketamine.", ["subcutaneous"]),
        ("receive ketamine nasal spray.", ["intranasal"]),
        ("receive esketamine nasal spray plus an oral antidepressant.", ["intranasal"]),
        ("receive intravenous ketamine or oral midazolam.", ["intravenous"]),
        ("receive ketamine nasal spray and an oral antidepressant (ketamine group).", ["intranasal"]),
        ("receive oral ketamine.", ["oral"]),
        ("receive ketamine orally.", ["oral"]),
        ("receive IM ketamine.", ["intramuscular"]),
        ("receive sublingual ketamine.", ["sublingual"]),
        ("receive epidural ketamine.", ["epidural"]),
        ("receive ketamine after a DSM-IV interview.", []),
        ("receive ketamine and oral health advice.", []),
        ("receive intranasal esketamine plus a newly initiated oral AD.", ["intranasal"]),
        ("receive oral placebo or 50 mg naltrexone before intramuscular ketamine.", ["intramuscular"]),
        ("receive intramuscular, gluteal or deltoid injections of ketamine.", ["intramuscular"]),
        ("receive ketamine 0.15 mg/kg plus magnesium 30 mg/kg intravenously before anaesthesia.", ["intravenous"]),
        ("receive intranasal dexmedetomidine and esketamine.", ["intranasal"]),
        ("receive oral midazolam and ketamine infusions.", ["intravenous"]),
        ("take part. Blinded trial drugs were given intravenously over 40 min.", ["intravenous"]),
        ("receive sufentanil with esketamine added to the PCIA pump.", ["intravenous"]),
        ("have total intravenous anaesthesia with propofol and ketamine.", ["intravenous"]),
        ("receive esketamine at 0.25 mg/(kg·h).", ["intravenous"]),
        ("receive ketamine tablets.", ["oral"]),
        ("receive IV 0.3 mg/kg ketamine.", ["intravenous"]),
        ("receive sublingual ketamine. Propofol ran at 4 mg/kg/h.", ["sublingual"]),
        ("receive subcutaneous ketamine. Weeks later all had intramuscular (IM) naltrexone.", ["subcutaneous"]),
        (
            "receive ketamine (0.5, 1 and 2 mg/kg, in 20 ml of juice) or placebo (20 ml of juice) given orally.",
            ["oral"],
        ),
    ],
)
def test_routes(text: str, routes: list[str]) -> None:
    assert values(read(TRIAL + text), Field.ROUTES) == routes


def test_routes_of_other_studies_are_not_this_ones() -> None:
    text = "Most studies to date used intravenous ketamine. We gave 12 patients oral ketamine."
    assert values(read(text), Field.ROUTES) == ["oral"]


def test_a_study_of_esketamine_whose_background_speaks_of_the_spray_gave_the_spray() -> None:
    text = "Esketamine nasal spray was approved in 2019. We treated 40 patients with {}."
    assert values(read(text.format("esketamine"), "Esketamine"), Field.ROUTES) == ["intranasal"]
    assert values(read(text.format("ketamine")), Field.ROUTES) == []
    assert values(read(text.format("esketamine given orally"), "Esketamine"), Field.ROUTES) == ["oral"]


def test_what_the_authors_did_before_is_another_study() -> None:
    text = "We previously completed a trial of intramuscular ketamine. We now gave 12 patients oral ketamine."
    assert values(read(text), Field.ROUTES) == ["oral"]


def test_a_review_that_calls_itself_one_has_no_sessions() -> None:
    text = "This narrative review explores anaesthetics. Patients received a dose of ketamine after surgery."
    assert values(read(text, "Beyond surgery: ketamine"), Field.SESSIONS) == []


def test_a_study_without_headings_speaks_where_it_names_itself() -> None:
    text = "This multicentre, randomised, placebo-controlled trial was small. Treatment was intranasal delivery of ketamine."
    assert values(read(text), Field.ROUTES) == ["intranasal"]


def test_a_review_has_the_routes_its_title_names() -> None:
    text = "We searched PubMed. Seven trials used intravenous ketamine and oral ketamine."
    assert values(read(text, "Oral ketamine for pain: a systematic review"), Field.ROUTES) == ["oral"]


# -- amounts and times


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("0.5 mg/kg", ["0.5 mg/kg"]),
        (".5mg/kg", ["0.5 mg/kg"]),
        ("0,5 mg/kg", ["0.5 mg/kg"]),
        ("0.5-mg/kg", ["0.5 mg/kg"]),
        ("0.5 mg.kg-1", ["0.5 mg/kg"]),
        ("0.5 mg kg(-1)", ["0.5 mg/kg"]),
        ("0.5 mg kg", ["0.5 mg/kg"]),
        ("0.5 mg per kilogram", ["0.5 mg/kg"]),
        ("0.5 milligrams per kilogram", ["0.5 mg/kg"]),
        ("0.2 mg/kg/dose", ["0.2 mg/kg"]),
        ("0.15 mg kg-1 h-1", ["0.15 mg/kg/h"]),
        ("0.15 mg/kg per hour", ["0.15 mg/kg/h"]),
        ("0.15 mg/(kg.h)", ["0.15 mg/kg/h"]),
        ("5 μg/kg/min", ["5 µg/kg/min"]),
        ("5 microg x kg-1 x min-1", ["5 µg/kg/min"]),
        ("10 mg/h", ["10 mg/h"]),
        ("20 mg per hour", ["20 mg/h"]),
        ("150 mg/day", ["150 mg/day"]),
        ("0.4 mg/70 kg", ["0.4 mg/70 kg"]),
        ("1,000 mg", ["1000 mg"]),
        ("0.1-0.5 mg/kg", ["0.1–0.5 mg/kg"]),
        ("1 to 2 mg/kg", ["1–2 mg/kg"]),
        ("0.5 mg/kg to 1 mg/kg", ["0.5–1 mg/kg"]),
        ("0.1, 0.2 and 0.5 mg/kg", ["0.1 mg/kg", "0.2 mg/kg", "0.5 mg/kg"]),
        ("28/56/84 mg", ["28 mg", "56 mg", "84 mg"]),
        ("in 2009, 0.5 mg/kg", ["0.5 mg/kg"]),
        ("in group 2, and 0.5 mg/kg", ["0.5 mg/kg"]),
    ],
)
def test_amounts(printed: str, expected: list[str]) -> None:
    assert [amount.text for amount in amounts_in(printed)] == expected


@pytest.mark.parametrize(
    "printed",
    [
        "50 mg/ml",
        "10 mg/5 ml",
        "100 ng/ml",
        "2 mg/L",
        "8.4 ± 3.9 mg",
        "22.2+/-2.0 mg/h/70 kg",
        "23 mg/m2",
        "0/5 mg/kg",
        "5 mmol",
    ],
)
def test_concentrations_spreads_and_unclear_amounts_are_no_amounts(printed: str) -> None:
    assert not amounts_in(f"It was {printed} then")


def test_rates_by_weight_are_comparable() -> None:
    assert [amount.per_kg_h for amount in amounts_in("5 μg/kg/min, 0.3 mg/kg/h, 0.5 mg/kg, 2 mg/kg/day")] == [
        (0.3, 0.3), (0.3, 0.3), None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "minutes", "text"),
    [
        ("40-minute", 40, "40 min"),
        ("forty minutes", 40, "40 min"),
        ("half an hour", 30, "30 min"),
        ("2 h", 120, "2 h"),
        ("4.2-day", 6048, "100.8 h"),
        ("90 s", 1.5, "1.5 min"),
    ],
)
def test_lengths_of_time(printed: str, minutes: float, text: str) -> None:
    (length,) = durations_in(printed)
    assert length.text == text
    assert length.low == pytest.approx(minutes)


# -- doses


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("receive ketamine (0.5 mg/kg).", [("ketamine", "0.5 mg/kg")]),
        ("receive 0.5 mg/kg of intravenous ketamine.", [("ketamine", "0.5 mg/kg")]),
        ("receive ketamine 0\u00b75\u2009mg\u00b7kg\u22121.", [("ketamine", "0.5 mg/kg")]),
        ("receive 0.5 mg/kg ketamine or 0.045 mg/kg midazolam.", [("ketamine", "0.5 mg/kg")]),
        ("receive midazolam (0.045 mg/kg) or ketamine (0.5 mg/kg).", [("ketamine", "0.5 mg/kg")]),
        ("receive ketamine 0.5 mg/kg then 0.3 mg/kg/h.", [("ketamine", "0.5 mg/kg"), ("ketamine", "0.3 mg/kg/h")]),
        ("receive ketamine at 56 mg or 84 mg.", [("ketamine", "56 mg"), ("ketamine", "84 mg")]),
        ("receive placebo, 0.2 mg/kg or 0.5 mg/kg.", [("ketamine", "0.2 mg/kg"), ("ketamine", "0.5 mg/kg")]),
        ("receive ketamine 0.2 mg/kg (maximum 20 mg).", [("ketamine", "0.2 mg/kg")]),
        (
            "receive a low (0.2 mg/kg; n = 9) or high dose (0.5 mg/kg; n = 9) of ketamine.",
            [("ketamine", "0.2 mg/kg"), ("ketamine", "0.5 mg/kg")],
        ),
        ("receive ketamine. The infusion rate was increased from 5 mg/h.", [("ketamine", "5 mg/h")]),
        ("receive 0.5 mg/kg racemic, 0.25 mg/kg S(+)- and 1.0 mg/kg R(-)-ketamine.", [("arketamine", "1 mg/kg")]),
    ],
)
def test_doses_and_whose_they_are(text: str, doses: list[tuple[str, str]]) -> None:
    got = [(f.detail["drug"], f.value) for f in read(TRIAL + text) if f.field is Field.DOSES]
    assert got == doses


@pytest.mark.parametrize(
    "text",
    [
        "receive ketamine and a 4 mg dose of nicotine gum.",
        "receive ketamine or midazolam. Doses: 5 mg midazolam.",
        "receive ketamine with zolpazine 10 mg.",
        "receive ketamine. Morphine consumption fell by 10 mg in the ketamine group.",
        "receive ketamine. Morphine consumption was lower in the ketamine group (28 mg).",
        "receive ketamine. Rats had 0.5 mg/kg of ketamine.",
        "receive ketamine. Previous trials used ketamine 0.5 mg/kg.",
        "receive ketamine. Plasma reached 100 ng/ml of ketamine.",
        "receive ketamine. Future trials should give ketamine 1 mg/kg.",
        "receive ketamine. Each mL contains 125 mg of ketamine.",
    ],
)
def test_what_is_no_dose_of_the_study_drug(text: str) -> None:
    assert values(read(TRIAL + text), Field.DOSES) == []


def test_a_dose_of_ketamine_in_a_study_of_esketamine_is_one_of_esketamine() -> None:
    text = f"{TRIAL}esketamine or placebo. The esketamine group received ketamine 0.25 mg/kg."
    assert only(read(text, "Esketamine for pain"), Field.DOSES).detail["drug"] == "esketamine"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("receive ketamine 0.5 mg/kg over 40 min.", 40.0),
        ("receive ketamine (0.5 mg/kg, 40 minutes).", 40.0),
        ("receive ketamine 0.5 mg/kg/40 min.", 40.0),
        ("receive a 40-minute infusion of ketamine (0.5 mg/kg).", 40.0),
        ("receive ketamine 0.5 mg/kg, assessed 40 min after the infusion.", None),
    ],
)
def test_the_time_a_dose_is_given_over(text: str, minutes: float | None) -> None:
    assert only(read(TRIAL + text), Field.DOSES).detail.get("over_minutes") == minutes


def test_a_dose_is_printed_as_it_stands() -> None:
    finding = only(read(f"{TRIAL}receive ketamine 5 µg/kg/min."), Field.DOSES)
    assert (finding.value, finding.printed) == ("5 µg/kg/min", "5 µg/kg/min")
    assert finding.detail == {"drug": "ketamine", "unit": "µg/kg/min", "amount": 5.0, "per_kg_h": 0.3}


def test_an_animal_study_has_no_regimen() -> None:
    findings = read("We gave 12 rats ketamine 10 mg/kg over 5 min in a single infusion.", "Ketamine in rats")
    assert {finding.field for finding in findings} == {Field.DRUGS}


def _dose(**detail: Value) -> Finding:
    return dataclasses.replace(found(Field.DOSES, "x", subject_of("", "Some dose.").sentences[0]), detail=detail)


@pytest.mark.parametrize(
    ("detail", "low", "high", "unit", "fits"),
    [
        ({"amount": 0.5, "unit": "mg/kg"}, 0.4, 0.6, "mg/kg", True),
        ({"amount": 0.4, "unit": "mg/kg"}, 0.4, 0.6, "mg/kg", True),
        ({"amount": 0.7, "unit": "mg/kg"}, 0.4, 0.6, "mg/kg", False),
        ({"amount": 0.5, "unit": "mg"}, 0.4, 0.6, "mg/kg", False),
        ({"low": 0.5, "high": 1.0, "unit": "mg/kg"}, 0.4, 0.6, "mg/kg", True),
        ({"low": 0.1, "high": 2.0, "unit": "mg/kg"}, 0.4, 0.6, "mg/kg", True),
        ({"low": 0.7, "high": 1.0, "unit": "mg/kg"}, 0.4, 0.6, "mg/kg", False),
        ({"amount": 5.0, "unit": "µg/kg/min", "per_kg_h": 0.3}, 0.2, 0.4, "mg/kg/h", True),
        ({"low": 5.0, "high": 9.0, "unit": "µg/kg/min", "per_kg_h": 0.3, "per_kg_h_high": 0.54}, 0.5, 0.6, "mg/kg/h", True),
    ],
)
def test_doses_between(detail: dict[str, Value], low: float, high: float, unit: str, fits: bool) -> None:
    other = found(Field.ROUTES, "oral", subject_of("", "Some route.").sentences[0])
    dose = _dose(**detail)
    assert doses_between([other, dose], low, high, unit) == ([dose] if fits else [])


# -- infusion times, sessions, spacing


@pytest.mark.parametrize(
    ("text", "durations"),
    [
        ("receive ketamine infused over 40 min.", ["40 min"]),
        ("receive a 40-minute ketamine infusion.", ["40 min"]),
        ("receive a continuous ketamine infusion for 5 days.", ["120 h"]),
        ("receive a 4.2-day infusion of ketamine.", ["100.8 h"]),
        ("receive ketamine or midazolam infused over 30 min.", ["30 min"]),
        ("receive ketamine over 6 weeks.", []),
        ("receive ketamine. Pain was rated 40 min after the infusion.", []),
        ("receive ketamine. The control group had fentanyl infused over 5 min.", []),
    ],
)
def test_infusion_times(text: str, durations: list[str]) -> None:
    assert values(read(TRIAL + text), Field.DURATIONS) == durations


@pytest.mark.parametrize(
    ("text", "sessions", "basis"),
    [
        ("receive a single infusion of ketamine.", "single", "stated"),
        ("receive one ketamine infusion.", "single", "stated"),
        ("receive six ketamine infusions over 2 weeks.", "repeated", "stated"),
        ("receive ketamine twice weekly.", "repeated", "stated"),
        ("receive a single dose of ketamine on each of 8 sessions, twice a week.", "repeated", "stated"),
        ("receive ketamine and placebo in a crossover.", "single", "implied"),
        ("receive ketamine. Mood was rated 24 hours after the ketamine infusion.", "single", "implied"),
        ("receive a 40-min ketamine or saline infusion.", "single", "implied"),
        ("take part; they received either ketamine (0.5 mg/kg) or midazolam.", "single", "implied"),
        ("receive ketamine under procedural sedation at a dose of 1 mg/kg.", "single", "implied"),
        ("receive ketamine in an eight-session induction phase.", "repeated", "stated"),
        ("receive ketamine. Scores fell after the third, fifth and seventh ketamine infusions.", "repeated", "stated"),
        ("receive oral ketamine at 240 mg/day.", "repeated", "stated"),
        ("receive esketamine on days 1, 4, 8, 11 and 15.", "repeated", "stated"),
        ("receive ketamine twiceweekly.", "repeated", "stated"),
        ("receive psilocybin in two psilocybin sessions with a washout in between.", "repeated", "stated"),
        ("receive oral ketamine 0.5 mg/kg at 12-h intervals.", "repeated", "stated"),
        ("receive ketamine 0.5 mg/kg or placebo for 14 days.", "repeated", "stated"),
        ("receive epidural ketamine. The study drug was given each morning.", "repeated", "stated"),
        ("receive ketamine. Pain had eased after four weeks' treatment.", "repeated", "stated"),
        ("receive two infusions of ketamine or placebo.", "repeated", "stated"),
        ("have surgery. Two injections (1 mg/kg) were made, one before and one after: ketamine, saline.", "single", "implied"),
        ("be given a dose of 0.5 mg/kg of ketamine.", "single", "implied"),
        ("take part; 21 received 0.5 mg/kg ketamine, 20 saline.", "single", "implied"),
        ("receive esketamine alongside tablets for 4 weeks.", "repeated", "stated"),
        ("receive ketamine 2 mg/kg, with which anaesthesia was induced.", "single", "implied"),
    ],
)
def test_single_or_repeated(text: str, sessions: str, basis: str) -> None:
    finding = only(read(TRIAL + text), Field.SESSIONS)
    assert (finding.value, finding.detail["basis"]) == (sessions, basis)


@pytest.mark.parametrize(
    "text",
    [
        "receive ketamine.",
        "receive ketamine. Further studies of repeated infusions are needed.",
        "receive ketamine. A repeated-measures model was used.",
        "receive ketamine. A repeated-measures analysis with treatment as a factor was used.",
        "receive ketamine at a single site; none was blinded to ketamine.",
        "receive ketamine. Safety was read from those with ≥1 dose of treatment.",
        "receive ketamine after at least two pharmacological treatments and three preparation sessions.",
        "receive ketamine (56 mg) or quetiapine; ketamine went well with a daily exercise.",
        "receive ketamine; 1.5 patients per week were recruited.",
        "receive ketamine. Mood was rated on days 1, 3, 7 and 14 post-treatment.",
        "receive ketamine before 12 electroconvulsive treatments.",
        "receive ketamine and 10 weekly counsellings; Dahan et al. showed that repeated ketamine infusions help.",
    ],
)
def test_sessions_unknown_is_not_single(text: str) -> None:
    assert values(read(TRIAL + text), Field.SESSIONS) == []


def test_ketamine_with_every_shock_is_not_taken_for_one_dose() -> None:
    text = "METHODS: Forty patients were randomised to a dose of ketamine 0.5 mg/kg or propofol before the infusion."
    assert values(read(text, "Ketamine in electroconvulsive therapy: a trial"), Field.SESSIONS) == []
    assert values(read(text, "Ketamine before endoscopy: a trial"), Field.SESSIONS) == ["single"]


@pytest.mark.parametrize(
    ("text", "count", "detail"),
    [
        ("receive six infusions of ketamine.", 6, {}),
        ("complete a course of 8-10 ketamine infusions.", 8, {"low": 8, "high": 10}),
        ("receive 12 ECT sessions with ketamine.", None, {}),
        ("receive three doses of ketamine (0.1, 0.2 and 0.5 mg/kg).", None, {}),
        ("receive ketamine up to 3 treatments per week.", None, {}),
        ("receive ketamine after failure of four antidepressant treatments.", None, {}),
    ],
)
def test_number_of_sessions(text: str, count: int | None, detail: dict[str, Value]) -> None:
    got = [(f.value, f.detail) for f in read(TRIAL + text) if f.field is Field.SESSION_COUNT]
    assert got == ([(count, detail)] if count else [])


@pytest.mark.parametrize(
    ("text", "spacing", "detail"),
    [
        ("receive ketamine twice weekly for 4 weeks.", "twice weekly", {"per_week": 2.0, "weeks": 4.0}),
        ("receive ketamine three times a week over 2 weeks.", "three times weekly", {"per_week": 3.0, "weeks": 2.0}),
        ("receive weekly ketamine infusions.", "once weekly", {"per_week": 1.0}),
        ("receive ketamine every 3 days.", "every 3 days", {"per_week": 2.333}),
        ("receive ketamine, and were assessed twice weekly.", None, {}),
        ("receive ketamine in a 4-week trial.", None, {}),
        ("receive ketamine once, with infusions 1 week apart.", None, {}),
    ],
)
def test_spacing(text: str, spacing: str | None, detail: dict[str, Value]) -> None:
    got = [(f.value, f.detail) for f in read(TRIAL + text) if f.field is Field.SPACING]
    assert got == ([(spacing, detail)] if spacing else [])


# -- comparators


@pytest.mark.parametrize(
    ("text", "comparators"),
    [
        ("receive ketamine or placebo.", {"placebo": None}),
        ("receive ketamine or normal saline.", {"saline": None}),
        ("receive ketamine (0.5 mg/kg) or midazolam (0.045 mg/kg).", {"midazolam": "0.045 mg/kg"}),
        ("receive ketamine versus ECT.", {"electroconvulsive therapy": None}),
        ("receive ketamine or treatment as usual.", {"usual care": None}),
        ("receive ketamine diluted in saline.", {}),
        ("receive ketamine plus propofol.", {}),
        ("receive ketamine. The lack of a placebo group is a limitation.", {}),
    ],
)
def test_comparators(text: str, comparators: dict[str, str | None]) -> None:
    got = {f.value: f.detail.get("dose") for f in read(TRIAL + text) if f.field is Field.COMPARATORS}
    assert got == comparators


# -- full texts


def full_text(methods: str, discussion: str) -> Subject:
    """Return a subject with an abstract that says little, methods and a discussion."""
    abstract = "We randomised 40 patients to ketamine or placebo."
    text = "\n".join((abstract, methods, discussion))
    ends = [len(abstract), len(abstract) + 1 + len(methods), len(text)]
    sections = (
        Section("Abstract", 0, ends[0], SectionKind.ABSTRACT),
        Section("Methods", ends[0] + 1, ends[1]),
        Section("Discussion", ends[1] + 1, ends[2]),
    )
    return subject_of("A trial of ketamine", text, sections)


def test_methods_of_a_full_text_are_read_and_its_discussion_is_not() -> None:
    subject = full_text(
        "Patients received intravenous ketamine 0.5 mg/kg over 40 min.", "Others gave intranasal ketamine 50 mg."
    )
    findings = treatment.find(subject)
    assert values(findings, Field.DOSES) == ["0.5 mg/kg"]
    assert values(findings, Field.ROUTES) == ["intravenous"]
    assert values(findings, Field.DURATIONS) == ["40 min"]
    assert all(sound(finding, subject) for finding in findings)


# -- defects met in real abstracts


def test_a_case_presentation_tells_what_was_done_though_a_background_precedes_it() -> None:
    text = (
        "BACKGROUND: Ketamine is a novel approach to refractory conditions. CASE PRESENTATION: The male patient received nine "
        "ketamine infusions over 18 months."
    )
    assert only(read(text, "Ketamine: a case report"), Field.SESSIONS).value == "repeated"


def test_arms_that_differ_in_spacing_have_no_spacing_in_common() -> None:
    text = TRIAL + "intravenous ketamine (0.5 mg/kg), administered either two or three times weekly, for up to 4 weeks."
    assert values(read(text), Field.SPACING) == []
    assert values(read(text.replace("two or ", "")), Field.SPACING) == ["three times weekly"]


def test_an_infusion_of_another_drug_gives_ketamine_no_duration() -> None:
    text = (
        TRIAL + "a ketamine bolus of 0.3 mg/kg. After the ketamine infusion commenced, they received either dexmedetomidine or "
        "three 25 μg fentanyl injections over 1.5 h."
    )
    assert "90 min" not in values(read(text), Field.DURATIONS)


def test_a_route_before_a_number_is_no_drug() -> None:
    assert [mention.name for mention in drugs_named("ketamine IV 296 and AZD6765")] == ["ketamine", "AZD6765"]


def test_saline_given_by_volume_is_a_comparator() -> None:
    text = TRIAL + "two groups: Group C received 0.2 ml/kg of normal saline and Group E was administered 0.2 mg/kg ketamine."
    assert "saline" in values(read(text), Field.COMPARATORS)
