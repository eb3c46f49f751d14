"""The sentences picked as quotes: those that answer, whole and verbatim, results before background."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.records import Page, Quote, Section, SectionKind, SourceKind
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quote_asked import asks_for_result, sought
from evidence_search.search.quote_cues import CUES, PAIRS, Role, count_cues, label_of, leans, role_of_name
from evidence_search.search.quote_features import FEATURES, Asked, features
from evidence_search.search.quote_scorer import PASSAGE_FEATURES, TOPICAL, model_for
from evidence_search.search.quotes import Quoted, pick_quotes
from evidence_search.text.wording import Group, Wording
from tests.fakes import stem
from tests.stubs import ENCODER, loaded

RELIEF = "Ketamine relieved the pain for eleven weeks on average."
NAUSEA = "Nausea, vomiting and headache were the commonest harms."
GROUPS = "Sixty outpatients of both sexes took part in this trial."


def stems(text: str) -> list[str]:
    return [stem(word.strip(".,?")) for word in text.split()]


def ask(question: str, vector: bool = True) -> Asked:
    return Asked(question, ENCODER.vector(question) if vector else None, {word: 1.0 for word in stems(question)})


def pick_all(question: str, *passages: LoadedPassage, full_text: bool = False, count: int = 3) -> list[Quoted]:
    return pick_quotes(ask(question), [(SourceKind.FULL_TEXT if full_text else SourceKind.ABSTRACT, passages)], stems, count)[0]


def pick(passage: LoadedPassage, question: str, vector: bool = True) -> Quote:
    [[quoted, *_]] = pick_quotes(ask(question, vector), [(SourceKind.ABSTRACT, [passage])], stems, 3)
    return quoted.quote


@pytest.mark.parametrize("vector", [True, False])
@pytest.mark.parametrize(
    ("question", "expected"), [("pain relieved weeks", RELIEF), ("harms nausea", NAUSEA), ("outpatients trial sexes", GROUPS)]
)
def test_the_sentence_that_fits(question: str, expected: str, vector: bool) -> None:
    text = " ".join([GROUPS, RELIEF, NAUSEA])
    quote = pick(loaded(text), question, vector)
    assert quote.text == expected == text[quote.start : quote.end]


def test_a_result_comes_before_a_background_that_shares_more_words() -> None:
    known = "It remains unknown whether ketamine relieves CRPS pain."
    found = "We found that ketamine reduced CRPS pain versus saline (p < 0.05)."
    passage = loaded(f"{known} {GROUPS} {found}", section="Abstract")
    assert pick(passage, "ketamine relieves CRPS pain").text == found


def test_a_label_inside_an_abstract_says_what_a_sentence_is() -> None:
    aim = "BACKGROUND: Ketamine and the pain of CRPS over many weeks."
    found = "RESULTS: Ketamine and the pain of CRPS over several weeks."
    assert pick(loaded(f"{aim} {found}", section="Abstract"), "ketamine pain CRPS weeks").text == found


def test_what_was_done_is_quoted_when_that_is_asked() -> None:
    dose = "Patients were given ketamine 0.5 mg/kg over forty minutes."
    effect = "Ketamine significantly reduced depression compared with placebo."
    done, found = loaded(dose, section="Methods"), loaded(effect, position=1, section="Results")
    assert pick_all("what dose of ketamine was given", done, found)[0].quote.text == dose
    assert pick_all("does ketamine reduce depression", done, found)[0].quote.text == effect


def test_only_passages_worth_reading_are_shown_best_first() -> None:
    passages = [loaded(f"Ketamine and pain, part {i}, said at some length.", i, "Methods") for i in range(5)]
    result = loaded("Ketamine reduced pain, as was found at some length.", 9, "Results")
    quoted = pick_all("does ketamine reduce pain", *passages, result, full_text=True, count=2)
    assert len(quoted) == 2 and quoted[0].passage is result
    assert quoted[0].score >= quoted[1].score


def test_each_study_is_judged_by_itself() -> None:
    one, two = loaded(f"{GROUPS} {RELIEF}"), loaded(f"{NAUSEA} {GROUPS}")
    apart = [pick_quotes(ask("pain weeks harms"), [(SourceKind.ABSTRACT, [p])], stems, 3)[0][0].quote for p in (one, two)]
    together = pick_quotes(
        ask("pain weeks harms"),
        [(SourceKind.ABSTRACT, [one]), (SourceKind.DIGEST, []), (SourceKind.FULL_TEXT, [two])],
        stems,
        3,
    )
    assert [len(found) for found in together] == [2, 0, 2]
    assert together[0][0].quote == apart[0]
    assert pick_quotes(ask("pain"), [], stems, 3) == [] and pick_quotes(
        ask("pain"), [(SourceKind.FULL_TEXT, [])], stems, 3
    ) == [[]]


def test_a_next_sentence_that_fits_as_well_joins() -> None:
    second = "Ketamine relieved the pain for twelve weeks at least."
    text = " ".join([GROUPS, RELIEF, second, NAUSEA])
    assert pick(loaded(text), "ketamine pain weeks").text == f"{RELIEF} {second}"


def test_the_sentence_that_a_quote_leans_on_comes_with_it() -> None:
    leaning = "This effect of ketamine on CRPS pain lasted eleven weeks."
    text = f"{GROUPS} Sleep and mood improved in the treated. {leaning} {NAUSEA}"
    assert pick(loaded(text), "ketamine CRPS pain weeks lasted").text.endswith(f"improved in the treated. {leaning}")


def test_a_quote_does_not_run_over_a_paragraph() -> None:
    second = "This relief of pain from ketamine had gone by twelve weeks."
    text = "\n\n".join([RELIEF, second])
    assert pick(loaded(text), "ketamine pain weeks").text in (RELIEF, second)


def test_scraps_and_questions_are_no_quotes_while_anything_else_fits() -> None:
    asked = "Does ketamine relieve the pain of CRPS for many weeks?"
    assert pick(loaded(f"Ketamine, pain. {asked} {RELIEF}"), "ketamine pain weeks").text == RELIEF
    assert pick(loaded("Pain fell. Sleep improved."), "sleep").text == "Sleep improved."
    assert pick(loaded(asked), "ketamine").text == asked
    assert pick_all("ketamine CRPS", loaded(asked, section="Question"), loaded(GROUPS, 1))[0].quote.text == GROUPS


def test_a_heading_that_is_not_marked_is_no_quote_while_anything_else_fits() -> None:
    """Nor is the mark of a list part of one."""
    text = f"Relief of the pain over the weeks that followed\n- {RELIEF}"
    quote = pick(loaded(text), "relief of the pain over the weeks that followed")
    assert quote.text == RELIEF == text[quote.start : quote.end]


def test_a_passage_without_sentences_is_quoted_whole() -> None:
    passage = replace(loaded(RELIEF), sentences=(), sentence_vectors=np.empty((0, 64), dtype=np.int8))
    assert pick(passage, "pain").text == RELIEF


def test_offsets_and_pages_are_those_of_the_study() -> None:
    before = "Not this passage. "
    inner = f"{GROUPS} {RELIEF}"
    text = before + inner
    alone = loaded(inner)
    shift = len(before)
    passage = replace(
        alone,
        text=text,
        start=shift,
        end=len(text),
        sentences=tuple((a + shift, b + shift) for a, b in alone.sentences),
        all_pages=(Page(6, 0, shift + 20), Page(7, shift + 20, len(text))),
        pages=(6, 7),
    )
    start = text.index(RELIEF)
    assert pick(passage, "pain weeks") == Quote(RELIEF, start, len(text), (7, 7))


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Objective", Role.AIM), ("Abstract: Background", Role.AIM), ("Introduction: Ketamine", Role.AIM),
        ("Question", Role.AIM), ("Methods: Safety", Role.METHOD), ("Who was studied", Role.METHOD),
        ("Results: Background rates", Role.RESULT), ("What was found", Role.RESULT), ("Results and discussion", Role.RESULT),
        ("Limits", Role.LIMIT), ("Discussion: Limitations", Role.CONCLUSION), ("Study limitations", Role.LIMIT),
        ("Harms", Role.RESULT), ("Abstract: Conclusions", Role.CONCLUSION), ("Abstract", Role.UNKNOWN), ("", Role.UNKNOWN),
    ],
)  # fmt: skip
def test_what_a_section_says_of_its_sentences(name: str, role: Role) -> None:
    assert role_of_name(name) is role


def test_labels() -> None:
    assert label_of("RESULTS Pain fell.") is Role.RESULT
    assert label_of("Main results: pain fell.") is Role.RESULT
    assert label_of("METHODS AND FINDINGS We asked.") is Role.RESULT
    assert label_of("DNA was taken.") is label_of("Pain fell: a lot.") is Role.UNKNOWN


def test_cues_are_counted_once_a_kind() -> None:
    assert all(CUES[a].isdisjoint(CUES[b]) for a, b in combinations(CUES, 2))
    assert all(PAIRS[a].isdisjoint(PAIRS[b]) for a, b in combinations(PAIRS, 2))
    counts = dict(zip((*CUES, *PAIRS), count_cues("we aim to examin whether pain was reduc signific".split()), strict=True))
    assert {name for name, count in counts.items() if count} == {"aim words", "to examine", "direction words", "result words"}
    assert counts["aim words"] == 2


@pytest.mark.parametrize(
    "sentence", ["However, it rose.", "They fell.", "This effect held.", "Of these, 9 fell.", "The others rose."]
)
def test_sentences_that_lean(sentence: str) -> None:
    assert leans(sentence) and not leans(f"Pain fell. {sentence}")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Does ketamine relieve CRPS?", True),
        ("What is the effect of ketamine on heart rate?", True),
        ("Do higher doses work better?", True),
        ("ketamine infusion CRPS dose", False),
        ("What is the usual dose of esketamine?", False),
        ("Who was excluded from the trials?", False),
        ("How is intranasal esketamine given?", False),
    ],
)
def test_what_asks_for_a_result(question: str, expected: bool) -> None:
    assert asks_for_result(question) is expected
    assert sought(question).result is expected


def test_the_weights_name_features_that_are_there() -> None:
    """A feature renamed and not trained again would silently count for nothing."""
    stored = json.loads(files("evidence_search.search").joinpath("weights/quotes.json").read_text(encoding="utf-8"))
    assert set(stored["passage"]) <= set(PASSAGE_FEATURES)
    for kind in SourceKind:
        assert set(stored[kind]["result"]) <= set(FEATURES) and set(stored[kind]["other"]) <= TOPICAL <= set(FEATURES)
        assert model_for(kind).result.shape == model_for(kind).other.shape == (len(FEATURES),)


def test_the_judged_sentences_stand_in_their_digests() -> None:
    """A digest that was mended would otherwise silently make a right quote a wrong one."""
    root = Path(__file__).parent.parent
    lines = (root / "benchmarks/questions/quotes.jsonl").read_text(encoding="utf-8").splitlines()
    for judged in map(json.loads, lines):
        digest = (root / f"corpus/digests/{judged['study']}.md").read_text(encoding="utf-8").split()
        assert judged["gold"] and all(" ".join(each.split()) in " ".join(digest) for each in judged["gold"]), judged["question"]


def test_features_by_hand() -> None:
    text = "Ketamine pain fell. It rose 12 points in a table."
    passage = replace(loaded(text), section=Section("Table 1", 0, len(text), SectionKind.TABLE))
    asked = Asked("ketamine pain 12", None, {"ketamine": 3.0, "pain": 1.0, "12": 2.0})
    sentences, rows = features(asked, [[passage]], stems)
    first, second = (dict(zip(FEATURES, row.tolist(), strict=True)) for row in rows)
    assert [s.text for s in sentences] == ["Ketamine pain fell.", "It rose 12 points in a table."]
    assert (first["words"], second["words"]) == pytest.approx((4 / 6, 2 / 6))
    assert (first["rarest word"], second["rarest word"]) == pytest.approx((1.0, 2 / 3))
    assert (first["pairs"], second["pairs"]) == (0.5, 0.0)
    assert (first["numbers"], second["numbers"]) == (0.0, 1.0)
    assert (first["words after"], second["words before"], first["words before"]) == pytest.approx((2 / 6, 4 / 6, 0.0))
    assert (first["leans"], second["leans"], first["table"], first["first"], second["last"]) == (0.0, 1.0, 1.0, 1.0, 1.0)


def test_another_wording_of_an_idea_counts_as_what_was_typed() -> None:
    group = Group((Wording(("crps",)), Wording(("reflex", "dystroph"), 0.7)))
    asked = Asked("crps", None, {"crps": 1.0}, (group,))
    _, rows = features(asked, [[loaded("Reflex dystrophy was ruled out. A reflex was tested.")]], stems)
    assert rows[:, FEATURES.index("words")].tolist() == [1.0, 0.0]


words = st.sampled_from(["pain", "ketamine", "weeks", "relief", "the", "nausea", "sleep", "However,", "This effect"])
sentences = st.lists(words, min_size=1, max_size=14).map(lambda w: " ".join(w)).map(lambda s: s[0].upper() + s[1:])
texts = st.lists(st.tuples(sentences, st.sampled_from([". ", "? ", ".\n\n", "\n"])), min_size=1, max_size=8).map(
    lambda parts: "".join(a + b for a, b in parts).strip()
)


@given(texts, st.lists(words, min_size=1, max_size=4).map(" ".join), st.booleans())
def test_a_quote_is_whole_sentences_verbatim(text: str, question: str, vector: bool) -> None:
    passage = loaded(text)
    quote = pick(passage, question, vector)
    assert quote.text == text[quote.start : quote.end]
    assert quote.start in {a for a, _ in passage.sentences} and quote.end in {b for _, b in passage.sentences}
    assert 1 <= sum(quote.start <= a and b <= quote.end for a, b in passage.sentences) <= 3
    assert "\n" not in quote.text
