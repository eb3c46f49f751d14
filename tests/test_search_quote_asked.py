"""What a question wants to be told, and sentences of that form; sentences that tell nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from evidence_search.search.quote_asked import Want, asks_for_result, sought, tells, uncompared, untold
from evidence_search.search.quote_features import FEATURES, Asked, features
from evidence_search.search.quotes import pick_quotes
from tests.fakes import stem
from tests.stubs import ENCODER, loaded


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("What dose of ketamine was used in CRPS?", {Want.DOSE}),
        ("How much intranasal ketamine has been given for migraine?", {Want.DOSE}),
        ("ketamine dose for migraine", {Want.DOSE}),
        ("Does the dose in CRPS matter?", set()),
        ("effect of a higher ketamine dose in CRPS", set()),
        ("Who was excluded from the trial?", {Want.PEOPLE}),
        ("Who should not have the infusion?", {Want.PEOPLE, Want.HARM}),
        ("how long til the trippy feeling goes away", {Want.TIME}),
        ("time to relapse after a series of infusions", {Want.TIME}),
        ("How many patients had hallucinations?", {Want.COUNT}),
        ("Is it safe with high blood pressure?", {Want.HARM}),
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
    ],
)
def test_what_was_done_is_told_from_what_came_of_it(question: str, result: bool) -> None:
    assert asks_for_result(question) is result


@pytest.mark.parametrize(
    ("want", "text", "expected"),
    [
        (Want.DOSE, "Esketamine 84 mg was sprayed twice weekly.", True),
        (Want.DOSE, "Esketamine was sprayed twice weekly.", False),
        (Want.PEOPLE, "People with psychotic features were not included.", True),
        (Want.PEOPLE, "Pain was lower with ketamine.", False),
        (Want.TIME, "The benefit was gone by 12 weeks.", True),
        (Want.TIME, "It took 18 ± 2 h.", True),
        (Want.TIME, "The benefit was large.", False),
        (Want.COUNT, "Four of 10 patients saw things.", True),
        (Want.COUNT, "Nausea occurred in 34%.", True),
        (Want.COUNT, "Nausea occurred.", False),
        (Want.HARM, "It should not be used in poorly controlled heart disease.", True),
        (Want.HARM, "Pain was lower with ketamine.", False),
    ],
)
def test_the_form_of_an_answer(want: Want, text: str, expected: bool) -> None:
    assert tells(text, "Results", want) is expected


def test_whatever_stands_under_harms_tells_of_harms() -> None:
    assert tells("Headache in five.", "Harms", Want.HARM)
    assert not tells("Headache in five.", "Harms", Want.DOSE)


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
    ],
)
def test_a_finding_of_nothing_tells_something(text: str) -> None:
    assert not untold(text)


def test_what_a_figure_cannot_be_read_as() -> None:
    assert uncompared("No comparison with another treatment was made.")
    assert uncompared("These are changes within the group, without a control group.")
    assert uncompared("The 12-month figure compares pain after ketamine with pain before it, not with placebo.")
    assert not uncompared("Ketamine was compared with midazolam.")


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
    words = lambda text: [stem(word.strip(".,")) for word in text.split()]  # noqa: E731
    [quoted] = pick_quotes(asked, [(False, [loaded(nothing), loaded(something, 1)])], words, 3)
    assert [each.quote.text for each in quoted] == [something]
    [alone] = pick_quotes(asked, [(False, [loaded(nothing)])], words, 3)
    assert alone[0].quote.text == nothing


def test_one_passage_may_give_several_quotes_that_do_not_overlap() -> None:
    text = (
        "Ketamine relieved the pain for eleven weeks. The nurses were trained for a year by the team. "
        "Ketamine also relieved the pain of the others by a third in that time."
    )
    asked = Asked(
        "ketamine relieved pain", ENCODER.vector("ketamine relieved pain"), {"ketamin": 1.0, "reliev": 1.0, "pain": 1.0}
    )
    [quoted] = pick_quotes(asked, [(False, [loaded(text)])], lambda t: [stem(w.strip(".,")) for w in t.split()], 3)
    spans = sorted((each.quote.start, each.quote.end) for each in quoted)
    assert len(spans) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[each.quote.start : each.quote.end] == each.quote.text for each in quoted)
