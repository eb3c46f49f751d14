"""What a question wants to be told, and sentences of that form; sentences that tell nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from evidence_search.records import SourceKind
from evidence_search.search.quote_asked import asks_for_result, part_asked, sought, tells
from evidence_search.search.quote_features import FEATURES, Asked, features
from evidence_search.search.quote_forms import FORMS, Want
from evidence_search.search.quote_untold import comparator_alone, introduces, uncompared, untold
from evidence_search.search.quotes import pick_quotes
from tests.fakes import stem
from tests.stubs import ENCODER, loaded


def stems_of(text: str) -> list[str]:
    return [stem(word.strip(".,;")) for word in text.split()]


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("What dose of ketamine was used in CRPS?", {Want.DOSE}),
        ("How much intranasal ketamine has been given for migraine?", {Want.DOSE}),
        ("ketamine dose for migraine", {Want.DOSE}),
        ("Does the dose in CRPS matter?", set()),
        ("effect of a higher ketamine dose in CRPS", set()),
        ("Who was excluded from the trial?", {Want.EXCLUDED}),
        ("Which heart conditions rule out an infusion?", {Want.EXCLUDED}),
        ("Who should not have the infusion?", {Want.EXCLUDED, Want.HARM, Want.WARNING}),
        ("Who took part in the trial?", {Want.PEOPLE}),
        ("sample size of the largest cohort", {Want.PEOPLE}),
        ("eligibility criteria of the protocol", {Want.PEOPLE}),
        ("starting dose of the nasal spray", {Want.DOSE}),
        ("relapse after one dose of ketamine", {Want.TIME}),
        ("How many infusions are given in a course?", {Want.SCHEDULE, Want.COUNT}),
        ("How many infusions before it works?", {Want.COUNT}),
        ("Was the blinding successful?", {Want.METHOD}),
        ("primary outcome of the trial", {Want.METHOD}),
        ("How was response defined?", {Want.METHOD}),
        ("Was the trial stopped early?", {Want.METHOD}),
        ("By how much does blood pressure rise?", {Want.SIZE}),
        ("Can my dad have it with a weak heart?", {Want.HARM, Want.WARNING}),
        ("effect size against placebo", {Want.SIZE}),
        ("time course of dissociation", {Want.TIME}),
        ("Has anyone died?", {Want.COUNT, Want.HARM}),
        ("how long til the trippy feeling goes away", {Want.TIME}),
        ("time to relapse after a series of infusions", {Want.TIME}),
        ("How many patients had hallucinations?", {Want.COUNT}),
        ("Is it safe with high blood pressure?", {Want.HARM, Want.WARNING}),
        ("How often do side effects occur?", {Want.COUNT, Want.HARM}),
        ("ketamine versus midazolam for PTSD", set()),
    ],
)
def test_what_a_question_wants(question: str, wants: set[Want]) -> None:
    assert sought(question).wants == wants


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("How long was the infusion?", False),
        ("How long does relief last?", True),
        ("Who could not take part?", False),
        ("Is it dangerous?", True),
        ("Was the blinding successful?", False),
        ("How many sessions will I need?", False),
        ("By how much does blood pressure rise?", True),
    ],
)
def test_what_was_done_is_told_from_what_came_of_it(question: str, result: bool) -> None:
    assert asks_for_result(question) is result


@pytest.mark.parametrize(
    ("want", "text", "expected"),
    [
        (Want.DOSE, "Esketamine 84 mg was sprayed twice weekly.", True),
        (Want.DOSE, "Esketamine was sprayed twice weekly.", False),
        (Want.SCHEDULE, "Infusions were given twice weekly.", True),
        (Want.SCHEDULE, "Each had up to six infusions.", True),
        (Want.SCHEDULE, "Esketamine 84 mg was sprayed.", False),
        (Want.EXCLUDED, "People with psychotic features were not included.", True),
        (Want.EXCLUDED, "Forty-one veterans took part.", False),
        (Want.PEOPLE, "Forty-one veterans took part.", True),
        (Want.PEOPLE, "Pain was lower with ketamine.", False),
        (Want.METHOD, "Most patients guessed which drug they had.", True),
        (Want.METHOD, "The main outcome was pain at a week.", True),
        (Want.METHOD, "Pain was lower with ketamine.", False),
        (Want.SIZE, "Systolic pressure rose by 3.3 mmHg.", True),
        (Want.SIZE, "Systolic pressure rose.", False),
        (Want.TIME, "The benefit was gone by 12 weeks.", True),
        (Want.TIME, "It took 18 ± 2 h.", True),
        (Want.TIME, "The benefit was large.", False),
        (Want.COUNT, "Four of 10 patients saw things.", True),
        (Want.COUNT, "Nausea occurred in 34%.", True),
        (Want.COUNT, "Nausea occurred.", False),
        (Want.WARNING, "It is contraindicated in pregnancy.", True),
        (Want.WARNING, "Few clinics spoke of the risks.", False),
        (Want.HARM, "It should not be used in poorly controlled heart disease.", True),
        (Want.HARM, "Pain was lower with ketamine.", False),
    ],
)
def test_the_form_of_an_answer(want: Want, text: str, expected: bool) -> None:
    forms = [form for form in FORMS if form.want is want]
    assert (want in tells(text, "Results", frozenset({want}), forms)) is expected


def test_whatever_stands_under_harms_tells_of_harms() -> None:
    assert tells("Headache in five.", "Harms", frozenset({Want.HARM}), ()) == {Want.HARM}
    assert not tells("Headache in five.", "Harms", frozenset({Want.DOSE}), ())


def test_only_what_is_asked_of_the_method_is_told() -> None:
    """A question of the blinding is not answered by the outcome."""
    wanted = sought("Was the blinding successful?")
    told = [
        tells(text, "Methods", wanted.wants, wanted.forms) for text in ("Most guessed the drug.", "The main outcome was pain.")
    ]
    assert told == [{Want.METHOD}, frozenset()]


def test_the_part_of_a_paper_where_it_is_told() -> None:
    assert part_asked("Who was studied", frozenset({Want.PEOPLE}))
    assert part_asked("Methods", sought("How long was the infusion?").wants)
    assert not part_asked("Methods", frozenset({Want.HARM}))


@pytest.mark.parametrize(
    "text",
    [
        "The page read did not list side effects.",
        "The text read for this digest did not give the list of harms.",
        "What we read did not say which side effects people had.",
        "Rates of side effects with ketamine infusions were not seen in what was read.",
        "The figures behind these results were not seen.",
        "No rates of misuse were seen.",
        "No pooled figures for pain relief with ketamine in CRPS were seen, so the review as read gives no size of effect.",
        "That does not mean there were none.",
        "The size of the rise in heart rate with this drug was not seen.",
        "What the control group was given was not seen.",
        "How many had ten sessions was not seen, so the later shares may be of those who stayed.",
        "Alcohol increased weaving; this comparison does not involve esketamine.",
    ],
)
def test_what_tells_nothing(text: str) -> None:
    assert untold(text)


@pytest.mark.parametrize(
    "text",
    [
        "A reduction of pain was not seen with placebo.",
        "Pain did not differ between ketamine and saline.",
        "No serious adverse events were seen.",
        "No rise in rates of cystitis was seen.",
        "The mechanism does not involve opioid receptors.",
        "Nausea was not reported by any patient.",
        "Whatever the dose, liver injury was not seen.",
    ],
)
def test_a_finding_of_nothing_tells_something(text: str) -> None:
    assert not untold(text)


def test_what_a_figure_cannot_be_read_as() -> None:
    assert uncompared("No comparison with another treatment was made.")
    assert uncompared("These are changes within the group, without a control group.")
    assert uncompared("The 12-month figure compares pain after ketamine with pain before it, not with placebo.")
    assert uncompared("That later gain was not compared with a control group.")
    assert not uncompared("Ketamine was compared with midazolam.")


@pytest.mark.parametrize(
    "text",
    [
        "This review looked at 45 reports of ketamine for pain.",
        "This small study was in 17 teenagers.",
        "In this study 11 people took it through the nose.",
        "The trial included 60 people with CRPS.",
        "Researchers put together the results of 24 studies.",
        "Forty outpatients with severe depression took part.",
        "There were 138 people aged 65 or over.",
    ],
)
def test_sentences_that_present_a_study(text: str) -> None:
    assert introduces(text)


@pytest.mark.parametrize(
    "text",
    ["This study shows that pain fell.", "This trial found no difference.", "There were no deaths.", "The trial failed."],
)
def test_sentences_that_tell_what_it_found_do_not(text: str) -> None:
    assert not introduces(text)


def test_what_became_of_the_comparator_alone() -> None:
    assert comparator_alone("In the placebo group there was no change.")
    assert not comparator_alone("Pain fell more with ketamine than with placebo.")
    assert not comparator_alone("Remission was 88% with ketamine and 33% with saline.")


def test_the_form_counts_only_where_it_is_asked_for() -> None:
    passage = loaded("Relief held for eleven weeks.")
    column = FEATURES.index(Want.TIME)
    for question, expected in (("how long did relief hold", 1.0), ("did relief come", 0.0)):
        asked = Asked(question, ENCODER.vector(question), {"relief": 1.0})
        _, rows = features(asked, [[passage]], lambda text: [stem(word) for word in text.split()])
        assert rows[0, column] == expected


def test_a_sentence_that_tells_nothing_is_no_quote_while_another_is_there() -> None:
    """Though it shares every word of the question."""
    nothing, something = (
        "The page read did not list side effects of ketamine.",
        "Nausea and headache were common after the drip.",
    )
    asked = Asked(
        "side effects of ketamine", ENCODER.vector("side effects of ketamine"), {"side": 1.0, "effect": 1.0, "ketamin": 1.0}
    )
    [quoted] = pick_quotes(asked, [(SourceKind.DIGEST, [loaded(nothing), loaded(something, 1)])], stems_of, 3)
    assert [each.quote.text for each in quoted] == [something]
    [alone] = pick_quotes(asked, [(SourceKind.DIGEST, [loaded(nothing)])], stems_of, 3)
    assert alone[0].quote.text == nothing


def test_a_piece_of_a_list_comes_with_the_whole_of_it() -> None:
    text = "Those who took part named these themes:\n- the room and its sounds;\n- strange feelings under ketamine;\n- change."
    asked = Asked("strange feelings", ENCODER.vector("strange feelings"), {"strang": 1.0, "feeling": 1.0})
    [[quoted, *_]] = pick_quotes(asked, [(SourceKind.DIGEST, [loaded(text)])], stems_of, 3)
    assert quoted.quote.text == text


def test_one_passage_may_give_several_quotes_that_do_not_overlap() -> None:
    text = (
        "Ketamine relieved the pain for eleven weeks. The nurses were trained for a year by the team. "
        "Ketamine also relieved the pain of the others by a third in that time."
    )
    asked = Asked(
        "ketamine relieved pain", ENCODER.vector("ketamine relieved pain"), {"ketamin": 1.0, "reliev": 1.0, "pain": 1.0}
    )
    [quoted] = pick_quotes(asked, [(SourceKind.DIGEST, [loaded(text)])], stems_of, 3)
    spans = sorted((each.quote.start, each.quote.end) for each in quoted)
    assert len(spans) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[each.quote.start : each.quote.end] == each.quote.text for each in quoted)
