"""The way of a question, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from evidence_search.records import Explanation, Filters, FoundPassage, Hit, SearchResult
from evidence_search.search.cite import cite, reference
from evidence_search.search.evidence import Evidence, LoadedPassage, Mask, Scores
from evidence_search.search.fuse import CANDIDATES, Candidates, gather, rank_studies
from evidence_search.search.quotes import pick_quote

PASSAGES_PER_STUDY = 3
PASSAGES_LOADED = 5

AIM_PENALTY = 0.2
"""What a passage loses, when a study's passages are put in order to be shown, for stating a question instead of an answer."""

_AIMS = frozenset({"question", "objective", "aim", "purpose", "background", "introduction", "context", "rationale"})

Stems = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns a question into a unit vector and into stems."""

    encode: Callable[[str], Scores]
    question_stems: Stems


class Mode(StrEnum):
    """Which sides propose passages. `evaluate` compares them; people get `HYBRID`."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The studies found for a question, before anything is loaded to show them."""

    studies: list[tuple[int, float, list[int]]]
    """(study number, score, indices of its candidates, best first)."""
    candidates: Candidates
    vector: Scores | None
    stems: list[str]
    named: dict[int, str]
    """Studies the question names, with what named each."""
    encode_ms: float


def rank(evidence: Evidence, question: str, tools: Tools, passing: Mask, limit: int, mode: Mode = Mode.HYBRID) -> Ranking:
    """Return the best studies for a question among those passing; none for an empty question.

    Understand → dense and lexical → fuse → rank studies; studies the question names come first.
    """
    began = perf_counter()
    asked = bool(question.strip()) and bool(passing.any())
    vector = tools.encode(question) if asked and mode is not Mode.LEXICAL else None
    encode_ms = (perf_counter() - began) * 1000
    stems = tools.question_stems(question) if asked else []
    words = stems if mode is not Mode.DENSE else []
    named = evidence.named(question, passing) if asked else {}
    at = evidence.passages_at(list(named))
    candidates = gather(evidence, vector, words, passing, max(CANDIDATES, 3 * limit), at)
    ranked = [(n, score + (n in named), members) for n, score, members in rank_studies(candidates, evidence.study_of)]
    ranked.sort(key=lambda found: (found[0] not in named, -found[1], found[0]))
    return Ranking(ranked[:limit], candidates, vector, stems, named, encode_ms)


def answer(evidence: Evidence, question: str, tools: Tools, filters: Filters, limit: int) -> SearchResult:
    """Return the studies that answer a question, best first, each with its best passages, their quotes and citations.

    Filter → rank → pick quotes → cite. An empty question, or filters that nothing passes, give no hits.
    """
    began = perf_counter()
    passing = evidence.passing(filters)
    ranking = rank(evidence, question, tools, passing, limit)
    hits = _hits(evidence, ranking)
    return SearchResult(
        question=question,
        filters=filters,
        hits=tuple(hits),
        fingerprint=evidence.fingerprint,
        generation=evidence.generation,
        studies_searched=int(passing.sum()),
        encode_ms=round(ranking.encode_ms, 2),
        search_ms=round((perf_counter() - began) * 1000 - ranking.encode_ms, 2),
    )


def _hits(evidence: Evidence, ranking: Ranking) -> list[Hit]:
    candidates = ranking.candidates
    weights = {stem: evidence.weight(stem) for stem in ranking.stems}
    wanted = [int(candidates.positions[i]) for _, _, members in ranking.studies for i in members[:PASSAGES_LOADED]]
    loaded = {passage.position: passage for passage in evidence.load(wanted)}
    hits = []
    for place, (number, score, members) in enumerate(ranking.studies, 1):
        study = evidence.describe(number)
        metadata = study.metadata
        both = [(i, loaded[int(candidates.positions[i])]) for i in members[:PASSAGES_LOADED]]
        both.sort(key=lambda pair: -float(candidates.fused[pair[0]]) + AIM_PENALTY * states_an_aim(pair[1].section.name))
        passages = []
        for i, passage in both[:PASSAGES_PER_STUDY]:
            quote = pick_quote(passage, ranking.vector, weights, evidence.stems)
            passages.append(
                FoundPassage(
                    text=passage.text[passage.start : passage.end],
                    section=passage.section.name,
                    start=passage.start,
                    end=passage.end,
                    pages=passage.pages,
                    quote=quote,
                    citation=cite(metadata, passage.section.name, quote.pages),
                    why=_explain(candidates, i, passage, weights, evidence.stems),
                )
            )
        named = ranking.named.get(number, "")
        line = reference(metadata)
        hits.append(Hit(place, study.study_id, metadata.title, study.kind, metadata, line, score, tuple(passages), named))
    return hits


def states_an_aim(section: str) -> bool:
    """Whether a section says what was asked or known before, rather than what was done or found."""
    return section.casefold().removeprefix("abstract: ").split(":")[0].rstrip("s") in _AIMS


def _explain(candidates: Candidates, i: int, passage: LoadedPassage, weights: dict[str, float], stems: Stems) -> Explanation:
    found = set(stems(passage.text[passage.start : passage.end]))
    dense_rank, lexical_rank = int(candidates.dense_rank[i]), int(candidates.lexical_rank[i])
    return Explanation(
        score=round(float(candidates.fused[i]), 6),
        dense_score=round(float(candidates.cosine[i]), 6),
        dense_rank=dense_rank or None,
        lexical_score=round(float(candidates.bm25[i]), 6) if lexical_rank else None,
        lexical_rank=lexical_rank or None,
        study_lexical_score=round(float(candidates.study_bm25[i]), 6) or None,
        matched_terms=tuple(stem for stem in weights if stem in found),
    )
