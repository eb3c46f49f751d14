"""One published generation of an index, opened for reading: catalogue, vectors and words that belong together.

A snapshot never changes. When a writer publishes, `Library` opens a new one; searches under way finish on the old.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_search.errors import DamagedIndex
from evidence_search.filtering import Card, Shelf
from evidence_search.findings import Facts, Profile
from evidence_search.index import lexical, manifest
from evidence_search.index.lexical import LexicalIndex
from evidence_search.index.manifest import Manifest
from evidence_search.index.vectors import VectorIndex
from evidence_search.records import Filters, Relation, Section, Study
from evidence_search.search.evidence import Excerpt, LoadedPassage
from evidence_search.search.lookup import Directory, has
from evidence_search.store import Place, Store, StoredPassage, StoredStudy
from evidence_search.text.wording import Group, plain_groups

Positions = NDArray[np.int64]
Scores = NDArray[np.float32]


MASKS_KEPT = 64
"""Filters whose answer is remembered: people page and rephrase under the same ones."""


_NOT_MADE = Profile(warnings=("No profile was made yet. Run: evidence-search ingest",))


class Superseded(Exception):
    """The generation of a snapshot was purged while it was being read; open the newest and try again."""


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
            facts = store.facts(published.generation)
            self._passage_pks, study_pks = store.passage_keys(published.generation)
        if len(self._passage_pks) != published.passages or len(studies) != published.studies:
            raise DamagedIndex(
                f"The store holds {len(studies)} studies and {len(self._passage_pks)} passages, its manifest says "
                f"{published.studies} and {published.passages}.",
                "Run: evidence-search check --repair",
            )
        self._studies = studies
        self._shelf = Shelf([Card(s.study_id, s.kind, s.metadata, facts.get(s.pk, Facts())) for s in studies])
        self.study_ids = tuple(s.study_id for s in studies)
        self._place = {study_id: number for number, study_id in enumerate(self.study_ids)}
        pks = np.array([s.pk for s in studies], dtype=np.int64)
        self._by_study_pk = np.argsort(pks, kind="stable")
        self._sorted_study_pks = pks[self._by_study_pk]
        self.study_of: Positions = self._numbers_of(study_pks)
        self._masks: dict[Filters, NDArray[np.bool_]] = {}
        self._rows_asked: tuple[bytes, list[int]] = (b"", [])
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
            known = self._masks[filters] = self._shelf.passing(filters)
        return known

    def counts(self, filters: Filters) -> dict[str, dict[str, int]]:
        """Return how many studies there are of each value that can be filtered by; see `Shelf.counts`."""
        return self._shelf.counts(filters)

    def cards(self, filters: Filters) -> tuple[Card, ...]:
        """Return what filters ask of each study that passes them, in order of its number."""
        return self._shelf.cards(filters)

    def facts(self, study_id: str) -> Facts:
        """Return what a study's profile says, as filters ask for it. Raises KeyError where there is no such study."""
        return self._shelf.card(self._place[study_id]).facts

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

    def matching(self, groups: Sequence[Group], limit: int, passing: NDArray[np.bool_]) -> tuple[Positions, Scores]:
        """Return (positions, scores) of the passages that have the question's ideas, of passing studies, best first."""
        pks, scores = self._lexical.search(groups, limit, self._rows_of(passing))
        positions = self._by_pk[np.searchsorted(self._sorted_pks, pks)]
        order = np.lexsort((positions, -scores))[:limit]
        return positions[order], scores[order]

    def matching_studies(self, groups: Sequence[Group], limit: int, passing: NDArray[np.bool_]) -> tuple[Positions, Scores]:
        """Return (study numbers, scores of the whole text), of passing studies, best first."""
        pks, scores = self._whole.search(groups, limit, self._rows_of(passing))
        numbers = self._numbers_of(pks)
        order = np.lexsort((numbers, -scores))[:limit]
        return numbers[order], scores[order]

    def holding(self, group: Group) -> Positions:
        """Return the numbers, ascending, of the studies that have an idea in any wording anywhere in their text."""
        return np.sort(self._numbers_of(self._whole.holding(group)))

    def _numbers_of(self, pks: NDArray[np.int64]) -> Positions:
        return self._by_study_pk[np.searchsorted(self._sorted_study_pks, pks)]

    def passages_holding(self, group: Group) -> Positions:
        """Return the positions, ascending, of the passages that have an idea in any wording in their text or title."""
        return np.sort(self._by_pk[np.searchsorted(self._sorted_pks, self._lexical.holding(group))])

    def having(self, fields: Sequence[tuple[str, str]]) -> NDArray[np.bool_]:
        """Return a mask over studies: whose record has every (field, value), in any case and with or without accents."""
        return np.array([all(has(s.metadata, *field) for field in fields) for s in self._studies], dtype=bool)

    def words(self) -> dict[str, int]:
        """Return the words of the library as printed, in small letters, each with the number of passages that hold it."""
        return self._lexical.words()

    def is_name(self, word: str) -> bool:
        """Whether a word, in small letters, is the surname of a study's first author."""
        return self._directory.is_name(word)

    def _rows_of(self, passing: NDArray[np.bool_]) -> list[int] | None:
        if passing.all():
            return None
        # Asked for twice a question, of passages and of whole studies.
        mark, last = passing.tobytes(), self._rows_asked
        if last[0] != mark:
            last = self._rows_asked = (mark, [self._studies[i].pk for i in np.flatnonzero(passing)])
        return last[1]

    def cosines(self, vector: Scores, positions: Positions) -> Scores:
        """Return the cosine of a unit vector with passages at given positions."""
        return self._vectors.cosines(vector, positions)

    def vectors(self, positions: Positions) -> Scores:
        """Return the vectors of passages at given positions."""
        return self._vectors.at(positions)

    def excerpts(self, positions: Sequence[int]) -> list[Excerpt]:
        """Return passages to read, in the order asked for.

        Raises:
            Superseded: they were purged meanwhile.
        """
        with self._store.reading():
            self.confirm()
            places = self._places(positions)
            texts = self._store.texts({document for document, _ in places})
        return [_excerpt(texts[document], place) for document, place in places]

    def sections(self, positions: Sequence[int]) -> list[Section]:
        """Return the section each passage stands in.

        Raises:
            Superseded: they were purged meanwhile.
        """
        with self._store.reading():
            self.confirm()
            pks, documents = self._rows_at(positions)
            numbers, outlines = self._store.sections(pks), self._store.outlines(set(documents))
        return [outlines[document][0][numbers[pk]] for document, pk in zip(documents, pks, strict=True)]

    def _rows_at(self, positions: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the row of each passage and that of its document."""
        at = np.array(positions, dtype=np.int64)
        return self._passage_pks[at].tolist(), [self._studies[n].document for n in self.study_of[at].tolist()]

    def _places(self, positions: Sequence[int]) -> list[tuple[int, Place]]:
        """Return the document of each passage and where in it the passage stands."""
        pks, documents = self._rows_at(positions)
        rows = self._store.places(pks)
        return [(document, rows[pk]) for document, pk in zip(documents, pks, strict=True)]

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
        with self._store.reading():
            self.confirm()
            places = self._places(positions)
            documents = {document for document, _ in places}
            texts, outlines = self._store.texts(documents), self._store.outlines(documents)
        return [
            LoadedPassage(
                position=int(position),
                text=texts[document],
                start=place.start,
                end=place.end,
                section=outlines[document][0][place.section],
                pages=place.pages,
                all_pages=outlines[document][1],
                sentences=place.sentences,
                sentence_vectors=place.sentence_vectors,
            )
            for position, (document, place) in zip(positions, places, strict=True)
        ]

    def describe(self, number: int) -> StoredStudy:
        """Return the row of study number `number`."""
        return self._studies[number]

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

    def rows_of(self, study_ids: Sequence[str]) -> list[StoredStudy]:
        """Return the rows of the studies of these ids that are here, in the order asked for."""
        return [self._studies[self._place[study_id]] for study_id in study_ids if study_id in self._place]

    def profiles(self, rows: Sequence[StoredStudy]) -> dict[str, Profile]:
        """Return study id → profile; one that says so where none was made yet."""
        with self._store.reading():
            self.confirm()
            made = self._store.profiles([row.pk for row in rows])
        return {row.study_id: made.get(row.pk, _NOT_MADE) for row in rows}

    def of_one_trial(self, study_id: str) -> list[Relation]:
        """Return, for each registry number a study states, the studies that state it too."""
        found = []
        for number in self._by_registry.get(study_id, ()):
            others = tuple(sorted(self._of_number[number]))
            if len(others) > 1:
                found.append(Relation(others, "same trial", f"their records state the registry number {number}"))
        return found

    @cached_property
    def _by_registry(self) -> dict[str, tuple[str, ...]]:
        rows = (self.describe(number) for number in range(len(self.study_ids)))
        return {row.study_id: row.metadata.registry for row in rows if row.metadata.registry}

    @cached_property
    def _of_number(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for study_id, numbers in self._by_registry.items():
            for number in numbers:
                found.setdefault(number, []).append(study_id)
        return found

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
        only = np.zeros(len(self._studies), dtype=bool)
        only[number] = True
        stems = self.stems(passage.text[passage.start : passage.end])
        return not stems or len(self.matching(plain_groups(stems[:64]), 1, only)[0]) == 1

    def summary(self) -> dict[str, dict[str, int]]:
        """Return how many studies there are of each kind, design and condition; a study may have several conditions."""
        counts: dict[str, dict[str, int]] = {"kind": {}, "design": {}, "condition": {}}
        for study in self._studies:
            metadata = study.metadata
            named = [("kind", str(study.kind)), ("design", str(metadata.design or "unknown"))]
            for heading, value in named + [("condition", c) for c in metadata.conditions or ("unknown",)]:
                counts[heading][value] = counts[heading].get(value, 0) + 1
        return {heading: dict(sorted(values.items())) for heading, values in counts.items()}


def _excerpt(text: str, place: Place) -> Excerpt:
    """Return a passage cut out of its study's text."""
    begin = place.start
    sentences = tuple([(start - begin, end - begin) for start, end in place.sentences])
    return Excerpt(text[begin : place.end], sentences, place.sentence_vectors)
