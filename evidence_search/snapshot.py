"""One published generation of an index, opened for reading: catalogue, vectors and words that belong together.

A snapshot never changes. When a writer publishes, `Library` opens a new one; searches under way finish on the old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_search.errors import DamagedIndex
from evidence_search.index import lexical, manifest
from evidence_search.index.lexical import LexicalIndex
from evidence_search.index.manifest import Manifest
from evidence_search.index.vectors import VectorIndex
from evidence_search.records import Filters, Retraction, Study
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.lookup import Directory
from evidence_search.store import Store, StoredPassage, StoredStudy

Positions = NDArray[np.int64]
Scores = NDArray[np.float32]


MASKS_KEPT = 64
"""Filters whose answer is remembered: people page and rephrase under the same ones."""


class Superseded(Exception):
    """The generation of a snapshot was purged while it was being read; open the newest and try again."""


@dataclass(frozen=True, slots=True)
class _Card:
    """What filters ask about a study."""

    study: StoredStudy
    conditions: frozenset[str]


class Snapshot:
    """A generation's passages by position (ordered by study id, then place) and its studies by number (ordered by id)."""

    def __init__(self, index: Path, store: Store, published: Manifest) -> None:
        self.manifest = published
        self.fingerprint = published.fingerprint
        self.generation = published.generation
        self._store = store
        folder = manifest.folder_of(index, published.generation)
        with store.reading():
            self.confirm()
            studies = store.studies(published.generation)
            self._passage_pks, study_pks = store.passage_keys(published.generation)
        if len(self._passage_pks) != published.passages or len(studies) != published.studies:
            raise DamagedIndex(
                f"The store holds {len(studies)} studies and {len(self._passage_pks)} passages, its manifest says "
                f"{published.studies} and {published.passages}.",
                "Run: evidence-search check --repair",
            )
        self._cards = [_Card(s, frozenset(c.casefold() for c in s.metadata.conditions)) for s in studies]
        self.study_ids = tuple(s.study_id for s in studies)
        number_of = self._number_of = {s.pk: i for i, s in enumerate(studies)}
        self.study_of: Positions = np.array([number_of[pk] for pk in study_pks], dtype=np.int64)
        self._masks: dict[Filters, NDArray[np.bool_]] = {}
        self._directory = Directory((s.study_id, s.metadata) for s in studies)
        self._by_pk = np.argsort(self._passage_pks, kind="stable")
        self._sorted_pks = self._passage_pks[self._by_pk]
        self._vectors = VectorIndex(folder / "vectors.faiss", published.passages, published.dimension)
        self._lexical = LexicalIndex(folder / "lexical", published.passages)
        self._whole = LexicalIndex(folder / "lexical-studies", len(np.unique(self.study_of)))

    def confirm(self) -> None:
        """Check, inside a read transaction, that this generation's rows are still there.

        Raises:
            Superseded: a writer has purged them.
        """
        if int(self._store.meta("oldest") or 0) > self.generation:
            raise Superseded

    # -- what search asks for

    def passing(self, filters: Filters) -> NDArray[np.bool_]:
        """Return a mask over studies: which ones pass the filters. Unknown passes no filter that is set."""
        known = self._masks.get(filters)
        if known is None:
            if len(self._masks) >= MASKS_KEPT:
                self._masks.clear()
            known = self._masks[filters] = np.array([_passes(card, filters) for card in self._cards], dtype=bool)
        return known

    def named(self, question: str, passing: NDArray[np.bool_]) -> dict[int, str]:
        """Return passing studies that a question names, by number, with what named each."""
        return {number: reason for number, reason in self._directory.find(question) if passing[number]}

    def passages_at(self, numbers: Sequence[int]) -> Positions:
        """Return the positions of every passage of the given studies."""
        return np.flatnonzero(np.isin(self.study_of, list(numbers))) if numbers else np.empty(0, dtype=np.int64)

    def nearest(self, vector: Scores, limit: int, passing: NDArray[np.bool_]) -> tuple[Positions, Scores]:
        """Return (positions, cosines) of the passages nearest to a unit vector, of passing studies, best first."""
        allowed = None if passing.all() else passing[self.study_of]
        return self._vectors.search(vector, limit, allowed)

    def matching(self, stems: Sequence[str], limit: int, passing: NDArray[np.bool_]) -> tuple[Positions, Scores]:
        """Return (positions, BM25) of the passages that share words with the stems, of passing studies, best first."""
        pks, scores = self._lexical.search(stems, limit, self._rows_of(passing))
        positions = self._by_pk[np.searchsorted(self._sorted_pks, pks)]
        order = np.lexsort((positions, -scores))[:limit]
        return positions[order], scores[order]

    def matching_studies(self, stems: Sequence[str], limit: int, passing: NDArray[np.bool_]) -> tuple[Positions, Scores]:
        """Return (study numbers, BM25 of the whole text), of passing studies, best first."""
        pks, scores = self._whole.search(stems, limit, self._rows_of(passing))
        numbers = np.array([self._number_of[int(pk)] for pk in pks], dtype=np.int64)
        order = np.lexsort((numbers, -scores))
        return numbers[order], scores[order]

    def _rows_of(self, passing: NDArray[np.bool_]) -> list[int] | None:
        return None if passing.all() else [self._cards[i].study.pk for i in np.flatnonzero(passing)]

    def cosines(self, vector: Scores, positions: Positions) -> Scores:
        """Return the cosine of a unit vector with passages at given positions."""
        return self._vectors.cosines(vector, positions)

    def weight(self, stem: str) -> float:
        """Return how much a stem says (BM25's inverse document frequency over passages)."""
        frequency = self._lexical.document_frequency(stem)
        return float(np.log(1 + (len(self._passage_pks) - frequency + 0.5) / (frequency + 0.5)))

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text as the lexical index keeps them."""
        return lexical.terms(text)

    def load(self, positions: Sequence[int]) -> list[LoadedPassage]:
        """Return passages with their studies, in the order asked for.

        Raises:
            Superseded: they were purged meanwhile.
        """
        pks = [int(self._passage_pks[p]) for p in positions]
        with self._store.reading():
            self.confirm()
            rows = self._store.passages(pks)
            numbers = sorted({int(self.study_of[p]) for p in positions})
            documents = self._store.documents_by_pk([self._cards[n].study.document for n in numbers])
        texts = {d.pk: d.document for d in documents}
        loaded = []
        for position, pk in zip(positions, pks, strict=True):
            study = self._cards[self.study_of[position]].study
            document, passage = texts[study.document], rows[pk][1]
            loaded.append(
                LoadedPassage(
                    position=int(position),
                    text=document.text,
                    start=passage.start,
                    end=passage.end,
                    section=document.sections[passage.section],
                    pages=passage.pages,
                    all_pages=document.pages,
                    sentences=tuple((int(a), int(b)) for a, b in passage.sentences),
                    sentence_vectors=passage.sentence_vectors,
                )
            )
        return loaded

    def describe(self, number: int) -> StoredStudy:
        """Return the row of study number `number`."""
        return self._cards[number].study

    # -- whole studies

    def study(self, study_id: str) -> Study | None:
        """Return a study with its text, or None when this generation has none of that id."""
        with self._store.reading():
            self.confirm()
            row = self._store.study(study_id, self.generation)
            if row is None:
                return None
            stored = self._store.documents_by_pk([row.document, *row.attached])
        main, others = stored[0], stored[1:]
        return Study(
            study_id=row.study_id,
            kind=row.kind,
            metadata=row.metadata,
            text=main.document.text,
            sections=main.document.sections,
            pages=main.document.pages,
            sources=tuple(s.source for s in stored),
            attached=tuple(s.document for s in others),
        )

    def passages_of(self, study_id: str) -> list[StoredPassage]:
        """Return a study's passages as stored, in order."""
        row = self._store.study(study_id, self.generation)
        return self._store.passages_of_study(row.pk) if row else []

    def found_by_words(self, number: int) -> bool:
        """Whether the lexical index finds study `number` by the words of its first passage, within that study alone."""
        mine = np.flatnonzero(self.study_of == number)
        if len(mine) == 0:
            return True
        passage = self.load([int(mine[0])])[0]
        only = np.zeros(len(self._cards), dtype=bool)
        only[number] = True
        stems = self.stems(passage.text[passage.start : passage.end])
        return not stems or len(self.matching(stems[:64], 1, only)[0]) == 1

    def summary(self) -> dict[str, dict[str, int]]:
        """Return how many studies there are of each kind, design and condition; a study may have several conditions."""
        counts: dict[str, dict[str, int]] = {"kind": {}, "design": {}, "condition": {}}
        for card in self._cards:
            metadata = card.study.metadata
            named = [("kind", str(card.study.kind)), ("design", str(metadata.design or "unknown"))]
            for heading, value in named + [("condition", c) for c in metadata.conditions or ("unknown",)]:
                counts[heading][value] = counts[heading].get(value, 0) + 1
        return {heading: dict(sorted(values.items())) for heading, values in counts.items()}


def _passes(card: _Card, filters: Filters) -> bool:
    metadata = card.study.metadata
    if metadata.retraction is Retraction.RETRACTED and not filters.include_retracted:
        return False
    if filters.year_from is not None and (metadata.year is None or metadata.year < filters.year_from):
        return False
    if filters.year_to is not None and (metadata.year is None or metadata.year > filters.year_to):
        return False
    if filters.conditions and not card.conditions & {c.casefold() for c in filters.conditions}:
        return False
    if filters.designs and metadata.design not in filters.designs:
        return False
    if filters.kinds and card.study.kind not in filters.kinds:
        return False
    return not filters.study_ids or card.study.study_id in filters.study_ids
