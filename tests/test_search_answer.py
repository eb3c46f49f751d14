"""The way of a question over a stub of an index: filter, rank, pick quotes, cite."""

from __future__ import annotations

import pytest

from evidence_search.records import Filters, Metadata, SearchResult, SourceKind
from evidence_search.search.answer import Mode, Tools, answer, rank
from evidence_search.search.cite import cite, reference
from evidence_search.search.lexicon import lexicon_of
from evidence_search.text.vocabulary import Vocabulary
from tests.fakes import FakeEncoder
from tests.stubs import StubEvidence, StubStudy

STUDIES = [
    StubStudy(
        "crps",
        (
            ("Objective", "Can a ketamine infusion relieve CRPS pain for weeks?"),
            ("Results", "Ketamine infusion relieved CRPS pain for eleven weeks."),
            ("Harms", "Nausea and headache were common with the infusion."),
        ),
        Metadata(title="CRPS", authors=("Sigtermans MJ",), year=2009, pmid="19604642"),
        SourceKind.FULL_TEXT,
    ),
    StubStudy("mood", (("Results", "Mood lifted within hours of one infusion."),), Metadata(title="Mood")),
    StubStudy("sleep", (("Results", "Sleep was rated weekly by nurses."),), Metadata(title="Sleep")),
]
QUESTION = "ketamine infusion CRPS pain weeks"


def tools(evidence: StubEvidence, encoder: FakeEncoder) -> Tools:
    return Tools(encoder.encode_question, lexicon_of(Vocabulary(), evidence, encoder.knows))


def ask(evidence: StubEvidence, question: str = QUESTION, limit: int = 10) -> SearchResult:
    return answer(evidence, question, tools(evidence, FakeEncoder()), Filters(), limit)


def ranked_ids(evidence: StubEvidence, question: str, mode: Mode, limit: int = 10) -> list[str]:
    passing = evidence.passing(Filters())
    found = rank(evidence, question, tools(evidence, FakeEncoder()), passing, limit, mode)
    return [evidence.studies[number].study_id for number, _, _ in found.studies]


def test_the_best_study_with_its_quote_and_citation() -> None:
    result = ask(StubEvidence(STUDIES))
    assert [hit.study_id for hit in result.hits] == ["crps", "mood", "sleep"]
    assert [hit.rank for hit in result.hits] == [1, 2, 3]
    hit = result.hits[0]
    metadata = STUDIES[0].metadata
    assert (hit.title, hit.kind, hit.metadata) == ("CRPS", SourceKind.FULL_TEXT, metadata)
    assert hit.reference == reference(metadata) == "Sigtermans MJ. CRPS. 2009."
    best = hit.passages[0]
    assert best.section == "Results"
    assert best.quote.text == "Ketamine infusion relieved CRPS pain for eleven weeks."
    assert best.citation == cite(metadata, "Results", None)
    assert best.citation.links == (("PubMed 19604642", "https://pubmed.ncbi.nlm.nih.gov/19604642/"),)


def test_what_answers_is_shown_before_what_asks() -> None:
    """The objective is nearer to the question by a little; what was found comes first all the same."""
    asks = "To see if ketamine infusion relieved CRPS pain."
    answers = "Ketamine infusion relieved CRPS pain in most for eleven weeks."
    study = StubStudy("crps", (("Objective", asks), ("Results", answers)))
    [hit, *_] = ask(StubEvidence([study, *STUDIES[1:]]), "ketamine infusion CRPS pain").hits
    assert [passage.section for passage in hit.passages] == ["Results", "Objective"]
    assert hit.passages[0].why.score < hit.passages[1].why.score


def test_what_is_needed_to_repeat_it() -> None:
    evidence = StubEvidence(STUDIES, closed=[2])
    result = answer(evidence, QUESTION, tools(evidence, FakeEncoder()), Filters(year_from=2000), 10)
    assert (result.question, result.filters) == (QUESTION, Filters(year_from=2000))
    assert (result.fingerprint, result.generation, result.studies_searched) == ("0123456789abcdef", 7, 2)
    assert result.encode_ms >= 0 and result.search_ms >= 0


def test_why_a_passage_was_found() -> None:
    hits = ask(StubEvidence(STUDIES)).hits
    why = next(p for p in hits[0].passages if p.section == "Results").why
    assert why.matched_terms == ("ketamine", "infusion", "crp", "pain", "week")
    assert why.lexical_rank is not None and why.lexical_score is not None and why.dense_rank is not None
    assert why.dense_score is not None and 0 < why.dense_score <= 1
    unmatched = hits[-1].passages[0].why
    assert (unmatched.matched_terms, unmatched.lexical_rank, unmatched.lexical_score) == ((), None, None)


def test_at_most_three_passages_a_study() -> None:
    many = StubStudy("many", tuple(("Results", f"Ketamine infusion relieved pain, part {i} of it.") for i in range(9)))
    [hit] = ask(StubEvidence([many])).hits
    assert len(hit.passages) == 3


def test_a_limit() -> None:
    assert [hit.study_id for hit in ask(StubEvidence(STUDIES), limit=1).hits] == ["crps"]


def test_filters_that_nothing_passes_give_no_hits_and_encode_nothing() -> None:
    evidence, encoder = StubEvidence(STUDIES, closed=[0, 1, 2]), FakeEncoder()
    result = answer(evidence, QUESTION, tools(evidence, encoder), Filters(), 10)
    assert (result.hits, result.studies_searched, encoder.questions) == ((), 0, 0)


def test_a_closed_study_is_not_found_even_when_it_is_named() -> None:
    evidence = StubEvidence(STUDIES, closed=[0], names={"CRPS": [0]})
    assert "crps" not in [hit.study_id for hit in ask(evidence).hits]


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_gives_no_hits(question: str) -> None:
    encoder = FakeEncoder()
    evidence = StubEvidence(STUDIES)
    result = answer(evidence, question, tools(evidence, encoder), Filters(), 10)
    assert (result.hits, encoder.questions) == ((), 0)


def test_an_empty_library_gives_no_hits() -> None:
    assert ask(StubEvidence([])).hits == ()


def test_a_named_study_comes_first_and_says_so() -> None:
    result = ask(StubEvidence(STUDIES, names={"CRPS": [2]}))
    assert [hit.study_id for hit in result.hits] == ["sleep", "crps", "mood"]
    assert [hit.named_by for hit in result.hits] == ["named by CRPS", "", ""]
    assert result.hits[0].score >= 1 >= result.hits[1].score


def test_modes() -> None:
    evidence = StubEvidence(STUDIES)
    assert ranked_ids(evidence, "mood and infusion", Mode.HYBRID) == ["mood", "crps", "sleep"]
    assert ranked_ids(evidence, "nausea headache mood", Mode.LEXICAL) == ["crps", "mood"]
    assert set(ranked_ids(evidence, "mood infusion", Mode.LEXICAL)) == {"crps", "mood"}
    assert len(ranked_ids(evidence, "migraine", Mode.DENSE)) == 3
    assert ranked_ids(evidence, "migraine", Mode.LEXICAL) == []
    encoder = FakeEncoder()
    rank(evidence, "mood", tools(evidence, encoder), evidence.passing(Filters()), 10, Mode.LEXICAL)
    assert encoder.questions == 0


def test_everything_shown_is_loaded_at_once() -> None:
    evidence = StubEvidence(STUDIES)
    ask(evidence)
    assert len(evidence.loads) == 1 and len(set(evidence.loads[0])) == len(evidence.loads[0])


def test_the_same_question_gives_the_same_hits() -> None:
    assert ask(StubEvidence(STUDIES)).hits == ask(StubEvidence(STUDIES)).hits
