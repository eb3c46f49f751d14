"""Hits by strength and by year, without drowning relevance."""

from __future__ import annotations

from evidence_search.profile.strength import evidence_order
from evidence_search.records import Design, Hit, Metadata, Order, Relation, Retraction, SourceKind
from evidence_search.search.order import in_order, with_trials


def hit(rank: int, score: float, design: Design | None, year: int | None, named: str = "", gone: bool = False) -> Hit:
    about = Metadata(design=design, year=year, retraction=Retraction.RETRACTED if gone else Retraction.UNKNOWN)
    return Hit(rank, f"s{rank}", "", SourceKind.ABSTRACT, about, "", score, (), named)


HITS = (
    hit(1, 1.00, Design.CASE_REPORT, 2001),
    hit(2, 0.95, Design.RANDOMISED_CONTROLLED_TRIAL, 2009),
    hit(3, 0.90, None, None),
    hit(4, 0.88, Design.META_ANALYSIS, 2018, gone=True),
    hit(5, 0.85, Design.RANDOMISED_CONTROLLED_TRIAL, 2016),
    hit(6, 0.40, Design.META_ANALYSIS, 2024),
)


def ranks(order: Order, *hits: Hit) -> list[int]:
    return [hit.rank for hit in in_order(hits or HITS, order, evidence_order)]


def test_by_relevance_nothing_moves() -> None:
    assert ranks(Order.RELEVANCE) == [1, 2, 3, 4, 5, 6]


def test_by_strength_trials_come_before_reports_and_a_faint_review_stays_behind() -> None:
    assert ranks(Order.STRENGTH) == [2, 5, 1, 3, 6, 4]


def test_by_year_the_newest_come_first_and_an_unknown_year_last() -> None:
    assert ranks(Order.YEAR) == [5, 2, 1, 3, 6, 4]


def test_a_study_the_question_names_stays_first() -> None:
    named = hit(7, 1.2, Design.CASE_REPORT, 1999, named="PMID 1")
    assert ranks(Order.STRENGTH, *HITS, named)[0] == 7


def test_no_hits() -> None:
    assert in_order((), Order.YEAR, evidence_order) == ()


def test_papers_of_one_trial_say_so() -> None:
    relations = [
        Relation(("s1", "s5", "elsewhere"), "same trial", "one registry number"),
        Relation(("s5", "s2"), "probable", ""),
    ]
    found = {hit.study_id: hit.one_trial for hit in with_trials(HITS, relations)}
    assert (found["s1"], found["s2"], found["s5"], found["s3"]) == (("s5",), ("s5",), ("s1", "s2"), ())
