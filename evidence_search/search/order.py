"""The order in which hits are shown: by relevance, by strength of evidence, or by year. Relevance is never drowned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from evidence_search.records import Design, Hit, Order, Relation, Retraction

CLOSE = 0.75
"""Share of the best score from which a hit is relevant enough to be moved up for its strength or year.

nDCG@10 of the starter library's dev questions by strength, with shares of 0, 0.5, 0.75 and 0.9: 0.635, 0.746, 0.834 and 0.817;
by relevance 0.857 (`benchmarks/order.py`).
"""


def in_order(
    hits: Sequence[Hit], order: Order, strength: Callable[[Design | None], int], close: float = CLOSE
) -> tuple[Hit, ...]:
    """Return hits in an order; `rank` goes on counting by relevance. `strength` gives a design's place, 0 the strongest.

    Studies the question names stay first. Then come those whose score is close to the best, strongest (or newest) first, then
    the others in the same way; retracted studies come last. Equals stay by relevance.
    """
    if order is Order.RELEVANCE:
        return tuple(hits)
    best = max((hit.score for hit in hits if not hit.named_by), default=0.0)

    def key(hit: Hit) -> tuple[bool, bool, bool, int, int]:
        year = -(hit.metadata.year or 0)
        wanted = strength(hit.metadata.design) if order is Order.STRENGTH else year
        gone = hit.metadata.retraction is Retraction.RETRACTED
        return (gone, not hit.named_by, hit.score < close * best, wanted, hit.rank)

    return tuple(sorted(hits, key=key))


def with_trials(hits: Sequence[Hit], relations: Sequence[Relation]) -> tuple[Hit, ...]:
    """Return hits that say which of the others speak of the same trial or people."""
    shown = {hit.study_id for hit in hits}
    of_one: dict[str, set[str]] = {}
    for relation in relations:
        here = shown & set(relation.studies)
        for study_id in here:
            of_one.setdefault(study_id, set()).update(here - {study_id})
    return tuple(replace(hit, one_trial=tuple(sorted(of_one.get(hit.study_id, ())))) for hit in hits)
