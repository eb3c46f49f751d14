"""Find this sentence: where a pasted text stands in the library, word for word, nearly so with the differences, or nowhere.

Candidates come from the words' index by the rarest words; each is then aligned word by word with what was pasted. A text that
says the same in other words is not found: that is what searching is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evidence_search.errors import UsageError
from evidence_search.records import Filters, Retraction
from evidence_search.search.cite import reference
from evidence_search.search.evidence import Evidence, LoadedPassage
from evidence_search.search.locate_align import Place, exact_places, near_place
from evidence_search.search.locate_differences import (
    NEGATIONS,
    Change,
    Difference,
    DifferenceKind,
    changes,
    difference,
)
from evidence_search.search.locate_words import Word, without_edges, words_of
from evidence_search.text.passages import pages_of
from evidence_search.text.sentences import sentence_spans
from evidence_search.text.wording import plain_groups

FEWEST_WORDS = 5
"""Words below which a text stands in too many places to be found by."""

MOST_CHARACTERS = 5000
RAREST = 24
"""Stems of the pasted text that candidates are looked up by."""

CANDIDATES = 40
"""Passages aligned: with so many, all of 250 sentences of a library of 20,043 passages are found (benchmarks/find_quote.py)."""

LIKELY = 0.5
"""Share of the best candidate's BM25 below which a passage is not aligned; what is nearly the same has most of the words.

With 0.3 as many are found (benchmarks/find_quote.py), and nearly three times as many passages are aligned.
"""

NEAR = 0.75
"""Least similarity that is shown as nearly the same.

Of 100 sentences of a library of 20,043 passages with one thing changed the least alike is at 0.88 to its own; of sentences of
other studies two are at 0.75 or more, one of them word for word the same (benchmarks/find_quote.py).
"""

LEFT_OUT_AT_MOST = 3000
"""Characters of the study that an ellipsis may stand for."""

MOST_MATCHES = 20
_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*[\])]?\s*")


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
"""Spaces and joiners of no width, which web pages put into words."""


class Found(StrEnum):
    """How a pasted text was found."""

    EXACT = "exact"
    NEAR = "near"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """A place where a pasted text stands: `study.text[start:end] == text`.

    `similarity` is 1 less the share of words that differ; `sentence` the whole sentences that hold the match.
    """

    study_id: str
    citation: str
    retraction: Retraction
    section: str
    pages: tuple[int, int] | None
    start: int
    end: int
    text: str
    sentence: str
    similarity: float
    differences: tuple[Difference, ...]

    @property
    def exact(self) -> bool:
        """Whether nothing differs but what the pasted text itself leaves out with an ellipsis."""
        return all(d.kind is DifferenceKind.LEFT_OUT for d in self.differences)


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """Where a pasted text stands, best places first; no matches where it stands nowhere."""

    pasted: str
    matches: tuple[QuoteMatch, ...]
    fingerprint: str
    generation: int

    @property
    def found(self) -> Found:
        """How it was found: as its best match."""
        if not self.matches:
            return Found.NOT_FOUND
        return Found.EXACT if self.matches[0].exact else Found.NEAR


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a study's section in which to look, and its words."""

    study: int
    passage: LoadedPassage
    words: list[Word]


def find_quote(evidence: Evidence, pasted: str) -> FoundQuote:
    """Return the places where a pasted text stands, exact ones first, then by similarity; retracted studies are found too.

    Raises:
        UsageError: the text has fewer than `FEWEST_WORDS` words or more than `MOST_CHARACTERS` characters.
    """
    given, pasted = pasted, _as_read(pasted)
    pieces = _pieces(pasted)
    found = [match for stretch in _stretches(evidence, pasted) for match in _matches(evidence, stretch, pasted, pieces)]
    found.sort(key=lambda m: (not m.exact, -m.similarity, m.study_id, m.start))
    kept: list[QuoteMatch] = []
    for match in found:
        if not any(match.study_id == k.study_id and match.start < k.end and k.start < match.end for k in kept):
            kept.append(match)
    return FoundQuote(given, tuple(kept[:MOST_MATCHES]), evidence.fingerprint, evidence.generation)


def _as_read(pasted: str) -> str:
    """Return a pasted text without characters that nobody sees, and a heading's capitals as small letters."""
    seen = pasted.translate(_INVISIBLE)
    return seen.lower() if seen.isupper() else seen


def _pieces(pasted: str) -> list[list[Word]]:
    """Return the words of a pasted text, cut where it says that something is left out."""
    if len(pasted) > MOST_CHARACTERS:
        raise UsageError(f"The text has more than {MOST_CHARACTERS} characters.", "Paste a sentence or a short paragraph.")
    marks = [0, *(edge for mark in _ELLIPSIS.finditer(pasted) for edge in mark.span()), len(pasted)]
    pieces = [without_edges(words_of(pasted, a, b)) for a, b in zip(marks[::2], marks[1::2], strict=True)]
    pieces = [piece for piece in pieces if piece]
    count = sum(not word.is_mark for piece in pieces for word in piece)
    if count < FEWEST_WORDS:
        raise UsageError(
            f"The text has {count} words; at least {FEWEST_WORDS} are needed to find it.", "Paste more of the sentence."
        )
    return pieces


def _stretches(evidence: Evidence, pasted: str) -> Iterator[_Stretch]:
    """Yield the stretches of studies that share a text's rarest words, with room about a passage for what runs over it."""
    weights = {stem: evidence.weight(stem) for stem in dict.fromkeys(evidence.stems(pasted))}
    rarest = sorted(weights, key=lambda stem: -weights[stem])[:RAREST]
    everything = evidence.passing(Filters(include_retracted=True))
    positions, scores = evidence.matching(plain_groups(rarest), CANDIDATES, everything)
    likely = [int(p) for p, score in zip(positions, scores, strict=True) if score >= LIKELY * scores[0]]
    room = len(pasted) + 200 + LEFT_OUT_AT_MOST * bool(_ELLIPSIS.search(pasted))
    seen: dict[int, list[tuple[int, int]]] = {}
    for passage in evidence.load(likely) if likely else []:
        study = int(evidence.study_of[passage.position])
        start, end = max(passage.section.start, passage.start - room), min(passage.section.end, passage.end + room)
        if not any(a <= passage.start and passage.end <= b for a, b in seen.get(study, [])):
            seen.setdefault(study, []).append((start, end))
            yield _Stretch(study, passage, words_of(passage.text, start, end))


def _matches(evidence: Evidence, stretch: _Stretch, pasted: str, pieces: Sequence[list[Word]]) -> Iterator[QuoteMatch]:
    # Pieces around an ellipsis may begin at several places before the same end; the shortest is what was meant.
    shortest = {place[-1]: place for place in exact_places(stretch.words, pieces, LEFT_OUT_AT_MOST + MOST_CHARACTERS)}
    for place in list(shortest.values()) or near_place(stretch.words, pieces):
        if match := _match(evidence, stretch, pasted, pieces, place):
            yield match


def _match(evidence: Evidence, stretch: _Stretch, pasted: str, pieces: Sequence[list[Word]], place: Place) -> QuoteMatch | None:
    text, words, section = stretch.passage.text, stretch.words, stretch.passage.section
    start, end = words[place[0][0]].start, words[place[-1][1] - 1].end
    around = _sentences_around(text, section.start, section.end, start, end)
    changed = [changes(piece, words[low:high]) for piece, (low, high) in zip(pieces, place, strict=True)]
    if denied := _denied_before(words, place[0][0], around[0]):
        changed[0].insert(0, ((), (denied,)))
    similarity = _similarity(pieces, words, place, [change for each in changed for change in each])
    if similarity < NEAR:
        return None
    found = [difference(pasted, text, change) for change in changed[0]]
    for (_, before), (after, _), each in zip(place, place[1:], changed[1:], strict=False):
        if between := text[words[before - 1].end : words[after].start].strip():
            found.append(Difference(DifferenceKind.LEFT_OUT, "…", between))
        found += [difference(pasted, text, change) for change in each]
    study = evidence.describe(stretch.study)
    return QuoteMatch(
        study.study_id, reference(study.metadata), study.metadata.retraction, section.name,
        pages_of(stretch.passage.all_pages, start, end), start, end, text[start:end], text[slice(*around)],
        similarity, tuple(found),
    )  # fmt: skip


def _similarity(pieces: Sequence[list[Word]], words: Sequence[Word], place: Place, changed: Sequence[Change]) -> float:
    """Return 1 less the share of words that differ, of the longer side; a mark counts a quarter of a word."""
    ours = sum(_weight(piece) for piece in pieces)
    theirs = sum(_weight(words[low:high]) for low, high in place)
    differing = sum(max(_weight(pasted), _weight(study)) for pasted, study in changed)
    return round(max(0.0, 1 - differing / max(ours, theirs)), 4)


def _weight(words: Sequence[Word]) -> float:
    return sum(0.25 if word.is_mark else 1.0 for word in words)


def _sentences_around(text: str, low: int, high: int, start: int, end: int) -> tuple[int, int]:
    spans = [(a, b) for a, b in sentence_spans(text, low, high) if a < end and start < b]
    return (min(start, spans[0][0]), max(end, spans[-1][1])) if spans else (start, end)


def _denied_before(words: Sequence[Word], at: int, sentence_start: int) -> Word | None:
    """Return the `no` or `not` of the same sentence that stands right before a match and was not pasted with it."""
    before = words[at - 1] if at else None
    return before if before and before.start >= sentence_start and before.form in NEGATIONS else None
