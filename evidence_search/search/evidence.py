"""What search needs of an opened index. `Snapshot` provides it; tests provide a few passages and plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evidence_search.records import Filters, Metadata, Page, Section, SourceKind
from evidence_search.text.wording import Group

Positions = NDArray[np.int64]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LoadedPassage:
    """A passage with what is needed to quote and cite it; `text` is the whole study's."""

    position: int
    text: str
    start: int
    end: int
    section: Section
    pages: tuple[int, int] | None
    all_pages: tuple[Page, ...]
    sentences: tuple[tuple[int, int], ...]
    sentence_vectors: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage's own text, and where in it its sentences are; `sentence_vectors` int8, shape (sentences, dimension)."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    sentence_vectors: NDArray[np.int8]


class Described(Protocol):
    """A study's row."""

    @property
    def study_id(self) -> str:
        """Its id."""

    @property
    def kind(self) -> SourceKind:
        """What its text is."""

    @property
    def metadata(self) -> Metadata:
        """Its record."""


class Evidence(Protocol):
    """Passages by position, studies by number; both ordered by study id, so that a lower number breaks a tie."""

    fingerprint: str
    generation: int
    study_of: Positions
    """Number of the study each passage belongs to."""

    def passing(self, filters: Filters) -> Mask:
        """Return a mask over studies."""

    def named(self, question: str, passing: Mask) -> dict[int, str]:
        """Return passing studies that a question names, by number, with what named each."""

    def passages_at(self, numbers: Sequence[int]) -> Positions:
        """Return the positions of every passage of the given studies."""

    def nearest(self, vector: Scores, limit: int, passing: Mask) -> tuple[Positions, Scores]:
        """Return passages by cosine, best first."""

    def matching(self, groups: Sequence[Group], limit: int, passing: Mask) -> tuple[Positions, Scores]:
        """Return passages by the BM25 of the question's ideas, best first."""

    def matching_studies(self, groups: Sequence[Group], limit: int, passing: Mask) -> tuple[Positions, Scores]:
        """Return studies by the BM25 of the ideas in their whole text, best first."""

    def holding(self, group: Group) -> Positions:
        """Return the numbers, ascending, of studies that have an idea in any wording anywhere in their text."""

    def passages_holding(self, group: Group) -> Positions:
        """Return the positions, ascending, of passages that have an idea in any wording in their text or title."""

    def having(self, fields: Sequence[tuple[str, str]]) -> Mask:
        """Return a mask over studies: whose record has every (field, value), in any case and with or without accents."""

    def cosines(self, vector: Scores, positions: Positions) -> Scores:
        """Return cosines of given passages."""

    def vectors(self, positions: Positions) -> Scores:
        """Return the unit vectors of given passages, shape (len(positions), dimension)."""

    def excerpts(self, positions: Sequence[int]) -> list[Excerpt]:
        """Return passages to read, in the order asked for: many of them, quickly."""

    def sections(self, positions: Sequence[int]) -> list[Section]:
        """Return the section each passage stands in."""

    def weight(self, stem: str) -> float:
        """Return the inverse document frequency of a stem."""

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text."""

    def load(self, positions: Sequence[int]) -> list[LoadedPassage]:
        """Return passages to quote from."""

    def describe(self, number: int) -> Described:
        """Return a study's row."""
