"""The sentences of a study that answer the question, verbatim with their place.

A full text's passages are thinned to those worth reading, each of their sentences is scored (`quote_scorer`), and the best ones
are quotes, with a neighbour where one is needed or as good; one passage may give several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evidence_search.records import Quote, SourceKind
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quote_asked import sought
from evidence_search.search.quote_cues import leans
from evidence_search.search.quote_features import Asked, Sentence, Stems, features
from evidence_search.search.quote_scorer import model_for
from evidence_search.search.quote_untold import untold
from evidence_search.text.listing import mark_length
from evidence_search.text.passages import pages_of

AS_GOOD = 1.0
"""Log odds within which the next sentence joins the quote.

As shipped on SciFact (benchmarks/quotes.py) the first sentence of the first quote is evidence in 0.718, and the quote holds
some in 0.766. Chosen so that few quotes have more than one sentence.
"""

SHORTEST = 40
"""Characters below which a sentence is a quote only where there is no other in its passage (see `_is_poor`). Chosen by eye:
shorter ones were headings, labels and cells of tables."""

LONGEST_LIST = 700
"""Characters up to which a list is quoted whole where its items are no sentences. Chosen by eye: read at a glance."""

LONGEST_HEADING = 70
"""Characters below which a line without a full stop is a heading. Chosen by eye, in 40 articles."""

_ITEM = re.compile(r"[-*•]\s|\(?\w{1,2}[.)]\s")

_FRAGMENT = re.compile(r"(?:[-*•]|\(?\d{1,2}[.)])\s+[a-z]")
"""An item that begins like the middle of a sentence."""

_POOR = 1000.0
_SCRAP = -_POOR / 2


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with the passage it stands in; a higher score answers the question better, below -500 only a scrap was there."""

    passage: LoadedPassage
    quote: Quote
    score: float


def pick_quotes(
    asked: Asked, studies: Sequence[tuple[SourceKind, Sequence[LoadedPassage]]], stems: Stems, count: int
) -> list[list[Quoted]]:
    """Return for each study its best quotes, at most `count`, best first, each with the passage it stands in.

    `studies` are (what is there of it, passages found). Quotes of a study do not overlap. A quote is one to three
    whole sentences of a paragraph (the best, the next where it is as good, the one before where the best leans on it):
    `passage.text[start:end]`, nothing else. Ties fall to what comes first in the study.
    """
    wanted = sought(asked.text)
    read = [
        [passages[i] for i in model_for(kind).best_passages(passages, asked.vector, wanted, _read(kind, passages, count))]
        for kind, passages in studies
    ]
    if not any(read):
        return [[] for _ in studies]
    sentences, rows = features(asked, read, stems)
    kinds = np.array([studies[s.study][0] for s in sentences])
    scores = np.zeros(len(sentences), dtype=np.float32)
    for kind in {kind for kind, _ in studies}:
        scores[kinds == kind] = model_for(kind).sentences(rows[kinds == kind], wanted.result)
    flat = [passage for passages in read for passage in passages]
    edges = np.searchsorted([s.study for s in sentences], np.arange(len(studies) + 1))
    return [_best(flat, sentences[a:b], scores[a:b], count) for a, b in pairwise(edges.tolist())]


def _read(kind: SourceKind, passages: Sequence[LoadedPassage], count: int) -> int:
    """Return how many of a study's passages have their sentences read: of a full text as many as it gives quotes."""
    return count if kind is SourceKind.FULL_TEXT else len(passages)


def _best(
    passages: Sequence[LoadedPassage], sentences: Sequence[Sentence], scores: NDArray[np.float32], count: int
) -> list[Quoted]:
    """Return the quotes of a study, best first: those of its best sentences that no better quote holds already."""
    poor = np.array([_is_poor(s.text) for s in sentences], dtype=np.float32)
    fit = scores - np.float32(_POOR) * poor
    found: list[Quoted] = []
    taken: set[int] = set()
    for i in np.argsort(-fit, kind="stable").tolist():
        if len(found) == count or (found and fit[i] < _SCRAP):
            break
        if i not in taken:
            stretch = [j for j in _stretch(passages[sentences[i].passage], sentences, fit, i) if j not in taken]
            if stretch[-1] - stretch[0] >= len(stretch):  # a list of which a better quote holds a part
                stretch = [i]
            taken.update(stretch)
            found.append(_quoted(passages[sentences[i].passage], sentences, stretch, float(fit[i])))
    return found


def _stretch(passage: LoadedPassage, sentences: Sequence[Sentence], fit: NDArray[np.float32], best: int) -> list[int]:
    """Return a sentence with the next where it is as good and the one before where it leans on it, of one paragraph.

    A piece of a list that is one sentence over several lines comes with the whole of it.
    """
    if listed := _list_around(sentences, best):
        return listed
    first, last = best, best
    if _joined(passage, sentences, best) and fit[best] - fit[best + 1] <= AS_GOOD:
        last += 1
    if leans(sentences[best].text) and _joined(passage, sentences, best - 1):
        first -= 1
    return list(range(first, last + 1))


def _list_around(sentences: Sequence[Sentence], best: int) -> list[int]:
    """Return the head and all items of the list that a sentence is an item of, empty where it is none or too long to quote."""
    if not (_FRAGMENT.match(sentences[best].text) or sentences[best].text.endswith(";")):
        return []
    mates = [i for i, s in enumerate(sentences) if s.passage == sentences[best].passage]
    first = next((i for i in reversed(mates) if i < best and not sentences[i].text.endswith(";")), best)
    last = next((i for i in mates if i >= best and not sentences[i].text.endswith(";")), best)
    whole = sentences[first].text.endswith(":") and sentences[last].end - sentences[first].start <= LONGEST_LIST
    return list(range(first, last + 1)) if whole else []


def _quoted(passage: LoadedPassage, sentences: Sequence[Sentence], stretch: Sequence[int], score: float) -> Quoted:
    start, end = sentences[stretch[0]].start, sentences[stretch[-1]].end
    start += mark_length(passage.text, start, end)
    quote = Quote(passage.text[start:end], start, end, pages_of(passage.all_pages, start, end))
    return Quoted(passage, quote, score)


@lru_cache(maxsize=1 << 14)
def _is_poor(text: str) -> bool:
    """Whether a sentence is a scrap, a heading, a question, the head of a list, or says only what its source does not tell."""
    return len(text) < SHORTEST or text.endswith(("?", ":")) or _is_heading(text) or untold(text)


def _is_heading(text: str) -> bool:
    """Whether a line is a heading that its source did not mark as one: short, and without an end."""
    return len(text) < LONGEST_HEADING and text[-1].isalnum() and not _ITEM.match(text)


def _joined(passage: LoadedPassage, sentences: Sequence[Sentence], i: int) -> bool:
    """Whether sentence i and the next stand in one paragraph of a passage: a quote does not run over its end."""
    if i < 0 or i + 1 == len(sentences) or sentences[i].passage != sentences[i + 1].passage:
        return False
    return "\n" not in passage.text[sentences[i].end : sentences[i + 1].start]
