"""Whether the library answers a question: signs of one study, a probability, a verdict."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from math import log

import numpy as np
import pytest

from evidence_search.quantised import cosines, quantise
from evidence_search.records import Filters, Off, SearchResult, Verdict
from evidence_search.search.answer import Tools, answer
from evidence_search.search.lexicon import Lexicon, lexicon_of
from evidence_search.search.understand import understand
from evidence_search.search.understood import Talk
from evidence_search.search.verdict import (
    COVERED,
    MEANT,
    NOTHING,
    PASSAGES,
    PLAIN_SHARE,
    STUDIES,
    TALKED,
    Found,
    Model,
    Signs,
    judge,
    read_signs,
    shipped,
)
from evidence_search.text.vocabulary import Concept, Vocabulary
from evidence_search.text.wording import Group
from tests.stubs import ENCODER, StubEvidence, StubStudy

PAIN = StubStudy("pain", (("Results", "Ketamine relieved pain for weeks. Nurses rated it."), ("Harms", "Nausea was common.")))
MOOD = StubStudy("mood", (("Results", "Mood lifted within hours of one infusion."),))
EVIDENCE = StubEvidence([PAIN, MOOD])
MODEL = Model(slope=10.0, middle=1.0, answered_from=0.7, partly_from=0.5)


def lexicon(evidence: StubEvidence, *concepts: Concept) -> Lexicon:
    return lexicon_of(Vocabulary(concepts), evidence, lambda word: word in {"does", "it"})


def signs_of(question: str, evidence: StubEvidence, found: Sequence[Found], *concepts: Concept) -> list[Signs]:
    known = lexicon(evidence, *concepts)
    return read_signs(evidence, understand(question, known, Off()), known, ENCODER.vector(question), found)


def ask(question: str, limit: int, evidence: StubEvidence = EVIDENCE) -> SearchResult:
    return answer(evidence, question, Tools(ENCODER.encode_question, lexicon(evidence)), Filters(), limit)


def test_signs_by_hand() -> None:
    """The best sentence's cosine, and the share of ideas: a word in one study of two weighs less than one in none."""
    [pain, mood] = signs_of("pain zoledronate", EVIDENCE, [Found(0, (0, 1)), Found(1, (2,))])
    vector = ENCODER.vector("pain zoledronate")
    best = cosines(quantise(np.array([ENCODER.vector("Ketamine relieved pain for weeks.")])), vector)[0]
    assert pain.cosine == pytest.approx(float(best), abs=1e-3)
    here, nowhere = PLAIN_SHARE * log(1 + 1.5 / 1.5), log(1 + 2.5 / 0.5)
    assert pain.covered == pytest.approx(here / (here + nowhere), abs=1e-6)
    assert mood.covered == 0.0
    assert pain.unknown == mood.unknown == ("zoledronate",)
    assert pain.sum == pytest.approx(pain.cosine + COVERED * pain.covered)


def test_everyday_words_beside_what_they_mean_hardly_count() -> None:
    pain = Concept("pain", "condition", lay=("sore knee",))
    found = [Found(0, (0, 1))]
    [named] = signs_of("pain and hours for me", EVIDENCE, found, pain)
    [lay] = signs_of("sore knee and hours for me", EVIDENCE, found, pain)
    assert named.covered < lay.covered < 1, "hours stands in the other study"


def test_what_people_probably_mean_speaks_for_the_studies_that_have_it() -> None:
    known = lexicon(EVIDENCE, Concept("pain", "condition"), Concept("mood", "condition"))
    said = understand("why is it like this", known, Off())
    pain, found = understand("pain", known, Off()).groups[0], [Found(0, (0, 1)), Found(1, (2,))]

    def talk(*likely: tuple[Group, float], nothing: float = 0.0, subject: str = "infusion relieved") -> list[float]:
        unsaid = Group(tuple(wording for group in understand(subject, known, Off()).groups for wording in group.wordings))
        asked = replace(said, talk=Talk(unsaid, likely, nothing))
        return [each.talk for each in read_signs(EVIDENCE, asked, known, ENCODER.vector("pain"), found)]

    assert talk((pain, 0.5)) == pytest.approx([TALKED + 0.5 * MEANT, TALKED])
    assert talk((pain, 0.5), subject="infusion") == pytest.approx([0, TALKED]), "of another subject"
    assert talk(nothing=0.9) == pytest.approx([TALKED - 0.9 * NOTHING] * 2)
    assert {each.talk for each in read_signs(EVIDENCE, said, known, ENCODER.vector("pain"), found)} == {0.0}


def test_what_counts_is_of_one_study() -> None:
    """One near and another that has the words are no answer: neither comes near to what a single study would be."""
    near, covering, both = Signs(0.9, 0.0, ()), Signs(0.1, 0.9, ()), Signs(0.8, 0.8, ())
    assert judge([near, covering], 2, named=False, model=MODEL).verdict is Verdict.NOT_COVERED
    assert judge([near, covering, both], 3, named=False, model=MODEL).verdict is Verdict.ANSWERED


def test_only_the_first_studies_and_passages_are_read() -> None:
    text = "Ketamine relieved pain for weeks."
    studies = [
        StubStudy(f"s{i}", tuple(("Results", "Sleep was rated by nurses.") for _ in range(PASSAGES))) for i in range(STUDIES)
    ]
    last = StubStudy("last", (*(("Results", "Sleep was rated by nurses.") for _ in range(PASSAGES)), ("Results", text)))
    evidence = StubEvidence([*studies, last])
    found = [Found(n, tuple(evidence.passages_at([n]).tolist())) for n in range(STUDIES + 1)]
    assert len(signs_of(text, evidence, found)) == STUDIES
    [of_last] = signs_of(text, evidence, found[STUDIES:])
    assert of_last.cosine < 0.9


def test_a_thing_that_no_study_has_is_named() -> None:
    """Lithium is a drug; `it` is plain English and no name of anything."""
    concept = Concept("lithium", "drug", also=("lithium carbonate",))
    [signs] = signs_of("does it help with lithium", EVIDENCE, [Found(0, (0,))], concept)
    assert "lithium" in signs.unknown
    assert "it" not in signs.unknown and "does" not in signs.unknown


def test_without_a_vector_or_studies() -> None:
    known = lexicon(EVIDENCE)
    understood = understand("pain", known, Off())
    assert read_signs(EVIDENCE, understood, known, None, [Found(0, (0,))])[0].cosine == 0.0
    assert read_signs(EVIDENCE, understood, known, ENCODER.vector("pain"), []) == [Signs(0.0, 0.0, ())]


@pytest.mark.parametrize(("total", "verdict"), [(1.2, Verdict.ANSWERED), (1.05, Verdict.PARTLY), (0.95, Verdict.NOT_COVERED)])
def test_the_verdict_follows_the_probability(total: float, verdict: Verdict) -> None:
    judgement = judge([Signs(total, 0.0, ("zoledronate",))], 1, named=False, model=MODEL)
    assert judgement.verdict is verdict
    assert judgement.probability == pytest.approx(1 / (1 + np.exp(-10 * (total - 1))), abs=1e-4)
    assert judgement.unknown == ("zoledronate",)


def test_nothing_found_is_not_covered_and_a_study_named_is_an_answer() -> None:
    assert judge([Signs(2.0, 1.0, ())], 0, named=False, model=MODEL).probability == 0.0
    named = judge([Signs(0.0, 0.0, ())], 1, named=True, model=MODEL)
    assert named.verdict is Verdict.ANSWERED and named.probability == 1.0


def test_the_verdict_does_not_depend_on_how_many_are_shown() -> None:
    few, many = ask("mood infusion pain", 1), ask("mood infusion pain", 10)
    assert len(few.hits) == 1 < len(many.hits)
    assert few.judgement == many.judgement


def test_a_question_is_told_from_one_on_something_else() -> None:
    answered, other = ask("ketamine relieved pain weeks", 5).judgement, ask("cathedral organ pipes", 5).judgement
    assert answered and other and answered.verdict is Verdict.ANSWERED
    assert other.verdict is Verdict.NOT_COVERED and other.probability < answered.probability


def test_the_shipped_model_is_a_rising_curve_with_its_cuts_in_order() -> None:
    model = shipped()
    assert model.slope > 0 and 0.5 <= model.partly_from <= model.answered_from < 1
    kept = json.loads(files("evidence_search.search").joinpath("weights/verdict.json").read_text(encoding="utf-8"))
    assert kept["made_by"] == "benchmarks/train_verdict.py"
    assert model.probability(Signs(0.95, 1.0, ())) > 0.9 > 0.1 > model.probability(Signs(0.2, 0.2, ()))
