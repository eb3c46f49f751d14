"""The way of a question, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from time import perf_counter

import numpy as np

from evidence_search.quantised import unit
from evidence_search.records import Explanation, Filters, FoundPassage, Hit, Judgement, Off, SearchResult
from evidence_search.search.cite import cite, reference
from evidence_search.search.evidence import Evidence, LoadedPassage, Mask, Scores
from evidence_search.search.features import Wanted
from evidence_search.search.fuse import CANDIDATES, Candidates, gather, rank_studies
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.otherwise import routes_asked
from evidence_search.search.quote_asked import asks_for_result
from evidence_search.search.quote_features import Asked
from evidence_search.search.quotes import pick_quotes
from evidence_search.search.ranker import Read, rank_learned, results_first
from evidence_search.search.reranker import Rerank, rerank
from evidence_search.search.restrict import Ranked, holds, stating, within
from evidence_search.search.understand import understand
from evidence_search.search.understand_likeness import Likeness, with_guesses
from evidence_search.search.understood import NOTHING_OFF, Understood
from evidence_search.search.verdict import STUDIES, Found, judge, read_signs
from evidence_search.text.wording import Group, said_with

PASSAGES_PER_STUDY = 3
PASSAGES_LOADED = 12
"""Passages of a study among which those to be shown are chosen.

The quote overlaps evidence people named, full-text trials, cross-validated: 0.476 with 5, 0.525 with 8, 0.544 with 12
(benchmarks/train_quotes.py); loading them takes no longer, for a study's text is read once.
"""

MEANT = 0.5
"""What the names of ideas behind lay words count in the question's vector, beside the question as typed and as clarified.

nDCG@10 of 146 lay questions with 0 and 0.5: 0.794 and 0.801; of 144 others 0.846 and 0.848.
"""

Stems = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns a question into a unit vector, and what is known of words."""

    encode: Callable[[str], Scores]
    lexicon: Lexicon
    rerank: Rerank | None = None
    """Reads the first studies again, where somebody has set it up."""
    likeness: Likeness | None = None
    """What people mean by what they say, where the model is the one it was trained with."""


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
    understood: Understood
    stems: list[str]
    """The question's own stems, as typed or mended."""
    named: dict[int, str]
    """Studies the question names, with what named each."""
    encode_ms: float
    studies_searched: int
    """Studies that pass the filters and what the question itself asks for: fields, years, words it rules out."""
    read: Read
    """The candidates whose text was read."""
    words: Stems
    """Stems of a text, remembered for this question: a sentence is asked for by ranking and by quoting."""
    groups: Sequence[Group]
    """The ideas studies were ranked by, guessed ones among them."""


def rank(
    evidence: Evidence,
    question: str,
    tools: Tools,
    passing: Mask,
    limit: int,
    mode: Mode = Mode.HYBRID,
    off: Off = NOTHING_OFF,
) -> Ranking:
    """Return the best studies for a question among those passing; none for an empty question.

    Understand → restrict → dense and lexical → fuse → read the first and rank studies; studies the question names come
    first. A question of nothing but restrictions (`author:… year:…`) gives every study that meets them, in order of id; one
    with phrases gives all studies that may have them, for `answer` to look at the text.
    """
    understood = understand(question, tools.lexicon, off)
    passing, at = within(evidence, understood, tools.lexicon.stems, passing)
    asked = bool(understood.running.strip()) and bool(passing.any())
    began = perf_counter()
    read_as, vector = understood, None
    if asked and mode is not Mode.LEXICAL:
        encode = cache(tools.encode)
        read_as = with_guesses(understood, encode(understood.typed), tools.likeness, tools.lexicon, off)
        vector = question_vector(read_as, encode)
        # Guesses are searched with as if they had been said; the verdict takes them for what they are, with their probability.
        understood = replace(understood, text=read_as.text, notes=read_as.notes, talk=read_as.talk)
    encode_ms = (perf_counter() - began) * 1000
    groups = read_as.sought if asked and mode is not Mode.DENSE else ()
    named = evidence.named(understood.running, passing) if asked else {}
    listed = list(named) if asked or not understood.restricts else np.flatnonzero(passing).tolist()
    wanted = evidence.passages_at(listed) if at is None else at
    candidates = gather(evidence, vector, groups, passing, max(CANDIDATES, 3 * limit), wanted)
    words = cache(evidence.stems)
    if vector is not None and groups:
        found, read = rank_learned(evidence, Wanted(understood.typed, vector, groups), candidates, words)
        if tools.rerank:
            found = rerank(evidence, understood.typed, found, candidates.positions, tools.rerank)
    else:
        found, read = rank_studies(candidates, evidence.study_of), Read.nothing()
    ranked = [(n, score + (n in named), members) for n, score, members in found]
    ranked = ranked if at is None else stating(ranked, candidates.positions, at)
    ranked.sort(key=lambda found: (found[0] not in named, -found[1], found[0]))
    stems = understood.stems if asked else []
    shown = len(ranked) if understood.phrases else limit
    ranked, searched = ranked[:shown], int(passing.sum())
    return Ranking(ranked, candidates, vector, understood, stems, named, encode_ms, searched, read, words, groups)


def question_vector(understood: Understood, encode: Callable[[str], Scores]) -> Scores:
    """Return the unit vector of a question: of its words as typed and as clarified, and of the ideas behind lay words.

    nDCG@10 of the starter library's dev questions: as typed 0.838, as clarified 0.844, halfway 0.849. What was typed is encoded
    once as it is and once said twice, for a question is far shorter than the title and passage it is compared with: nDCG@10 by
    the vector alone, SciFact 0.684 and 0.689, MEDLARS 0.794 and 0.806; said three times, without stop words, or as the
    beginning of a conclusion it is no better.
    """
    parts = [unit(encode(understood.typed) + encode(f"{understood.typed}\n{understood.typed}"))]
    if understood.text != understood.typed:
        parts.append(encode(understood.text))
    if understood.meant:
        parts.append(MEANT * encode(", ".join(understood.meant)))
    if len(parts) == 1:
        return parts[0]
    return unit(np.sum(parts, axis=0))


def answer(
    evidence: Evidence, question: str, tools: Tools, filters: Filters, limit: int, off: Off = NOTHING_OFF
) -> SearchResult:
    """Return the studies that answer a question, best first, each with its best passages, their quotes and citations.

    Filter → rank → pick quotes → cite. An empty question, or filters that nothing passes, give no hits.
    """
    began = perf_counter()
    # Whether it answers is judged by the same studies, however many are to be shown.
    enough = max(limit, STUDIES)
    ranking = rank(evidence, question, tools, evidence.passing(filters), enough, off=off)
    if ranking.understood.phrases:
        ranking = replace(ranking, studies=_with_phrases(evidence, ranking, enough))
    judgement = judged(evidence, ranking, tools) if ranking.understood.running.strip() else None
    ranking = replace(ranking, studies=ranking.studies[:limit])
    if asks_for_result(ranking.understood.typed):
        studies = results_first(evidence, ranking.studies, ranking.candidates.positions, ranking.read)
        ranking = replace(ranking, studies=studies)
    hits = _hits(evidence, ranking)
    return SearchResult(
        question=question,
        filters=filters,
        hits=tuple(hits),
        fingerprint=evidence.fingerprint,
        generation=evidence.generation,
        studies_searched=ranking.studies_searched,
        encode_ms=round(ranking.encode_ms, 2),
        search_ms=round((perf_counter() - began) * 1000 - ranking.encode_ms, 2),
        understood=ranking.understood.summary(),
        judgement=judgement,
        off=off,
        limit=limit,
        routes=routes_asked(ranking.understood.groups, evidence.stems),
        counts=_counts(evidence, ranking, len(hits)),
    )


def _counts(evidence: Evidence, ranking: Ranking, shown: int) -> dict[str, int]:
    """Return how many there were at each step."""
    return {
        "studies in the library": int(evidence.study_of.max()) + 1 if len(evidence.study_of) else 0,
        "studies searched": ranking.studies_searched,
        "passages by meaning": int((ranking.candidates.dense_rank > 0).sum()),
        "passages by words": int((ranking.candidates.lexical_rank > 0).sum()),
        "studies shown": shown,
    }


def judged(evidence: Evidence, ranking: Ranking, tools: Tools) -> Judgement:
    """Return the verdict on a question; see `search.verdict`."""
    signs = read_signs(evidence, ranking.understood, tools.lexicon, ranking.vector, found_first(ranking))
    return judge(signs, len(ranking.studies), bool(ranking.named))


def found_first(ranking: Ranking) -> list[Found]:
    """Return the first studies with the positions of their passages, best first, as the verdict reads them."""
    positions = ranking.candidates.positions
    return [Found(number, tuple(int(positions[i]) for i in members)) for number, _, members in ranking.studies[:STUDIES]]


def _with_phrases(evidence: Evidence, ranking: Ranking, limit: int) -> Ranked:
    """Return the first studies with passages that hold every phrase word for word, with only those passages."""
    found: Ranked = []
    for number, score, members in ranking.studies:
        title = evidence.describe(number).metadata.title
        loaded = evidence.load([int(ranking.candidates.positions[i]) for i in members])
        stating = [i for i, passage in zip(members, loaded, strict=True) if holds(passage, title, ranking.understood.phrases)]
        if stating:
            found.append((number, score, stating))
        if len(found) == limit:
            break
    return found


def _hits(evidence: Evidence, ranking: Ranking) -> list[Hit]:
    candidates = ranking.candidates
    weights = {stem: evidence.weight(stem) for stem in ranking.stems}
    wanted = [int(candidates.positions[i]) for _, _, members in ranking.studies for i in members[:PASSAGES_LOADED]]
    loaded = {passage.position: passage for passage in evidence.load(wanted)}
    stems = ranking.words
    at = {int(position): i for i, position in enumerate(candidates.positions)}
    asked = Asked(ranking.understood.typed, ranking.vector, weights, ranking.understood.groups)
    studies = [evidence.describe(number) for number, _, _ in ranking.studies]
    read = [
        (study.kind, [loaded[int(candidates.positions[i])] for i in members[:PASSAGES_LOADED]])
        for study, (_, _, members) in zip(studies, ranking.studies, strict=True)
    ]
    hits = []
    quoted = pick_quotes(asked, read, stems, PASSAGES_PER_STUDY)
    for place, (study, (number, score, _), best) in enumerate(zip(studies, ranking.studies, quoted, strict=True), 1):
        metadata = study.metadata
        passages = [
            FoundPassage(
                text=passage.text[passage.start : passage.end],
                section=passage.section.name,
                start=passage.start,
                end=passage.end,
                pages=passage.pages,
                quote=quote,
                citation=cite(metadata, passage.section.name, quote.pages),
                why=_explain(candidates, at[passage.position], passage, ranking.understood.groups, stems),
                doubt=passage.section.doubt,
            )
            for passage, quote in ((q.passage, q.quote) for q in best)
        ]
        named = ranking.named.get(number, "")
        line = reference(metadata)
        hits.append(Hit(place, study.study_id, metadata.title, study.kind, metadata, line, score, tuple(passages), named))
    return hits


def _explain(candidates: Candidates, i: int, passage: LoadedPassage, groups: Sequence[Group], stems: Stems) -> Explanation:
    sentences = passage.sentences or ((passage.start, passage.end),)
    found = frozenset().union(*(stems(passage.text[start:end]) for start, end in sentences))
    dense_rank, lexical_rank = int(candidates.dense_rank[i]), int(candidates.lexical_rank[i])
    return Explanation(
        score=round(float(candidates.fused[i]), 6),
        dense_score=round(float(candidates.cosine[i]), 6),
        dense_rank=dense_rank or None,
        lexical_score=round(float(candidates.bm25[i]), 6) if lexical_rank else None,
        lexical_rank=lexical_rank or None,
        study_lexical_score=round(float(candidates.study_bm25[i]), 6) or None,
        matched_terms=said_with(groups, found),
    )
