"""A few passages and plain arrays that stand in for an opened index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from evidence_search.quantised import quantise
from evidence_search.records import Filters, Metadata, Page, Section, SourceKind
from evidence_search.search.evidence import Excerpt, LoadedPassage, Mask, Positions, Scores
from evidence_search.search.lookup import has
from evidence_search.text.sentences import sentence_spans
from evidence_search.text.wording import Group
from tests.fakes import FakeEncoder, stem

ENCODER = FakeEncoder()


def loaded(text: str, position: int = 0, section: str = "Results", pages: tuple[Page, ...] = ()) -> LoadedPassage:
    """Return a passage that is the whole of a text, with the fake encoder's sentence vectors."""
    spans = sentence_spans(text)
    rows = np.array([ENCODER.vector(text[a:b]) for a, b in spans], dtype=np.float32).reshape(-1, ENCODER.dimension)
    whole = Section(section, 0, len(text))
    return LoadedPassage(position, text, 0, len(text), whole, None, pages, tuple(spans), quantise(rows))


@dataclass(frozen=True, slots=True)
class StubStudy:
    """A study's row; its passages are (section, text)."""

    study_id: str
    passages: tuple[tuple[str, str], ...]
    metadata: Metadata = field(default_factory=Metadata)
    kind: SourceKind = SourceKind.ABSTRACT


class StubEvidence:
    """Studies by number and passages by position; words count one each, cosines are the fake encoder's.

    `closed` are the numbers of studies that no filter lets through; `names` maps a word of a question to the studies it names.
    """

    fingerprint = "0123456789abcdef"
    generation = 7

    def __init__(
        self, studies: Sequence[StubStudy], closed: Sequence[int] = (), names: dict[str, Sequence[int]] | None = None
    ) -> None:
        self.studies = list(studies)
        self.closed = set(closed)
        self.names = names or {}
        self.loads: list[list[int]] = []
        placed = [(number, *passage) for number, study in enumerate(studies) for passage in study.passages]
        self.study_of: Positions = np.array([number for number, _, _ in placed], dtype=np.int64)
        self.passages = [loaded(text, position, section) for position, (_, section, text) in enumerate(placed)]
        self.matrix = np.array([ENCODER.vector(text) for _, _, text in placed], dtype=np.float32).reshape(-1, 64)

    def passing(self, filters: Filters) -> Mask:
        """Return a mask over studies: those not closed."""
        return np.array([number not in self.closed for number in range(len(self.studies))], dtype=bool)

    def named(self, question: str, passing: Mask) -> dict[int, str]:
        """Return the studies that words of the question name."""
        found = {n: f"named by {word}" for word in question.split() for n in self.names.get(word, ())}
        return {number: reason for number, reason in found.items() if passing[number]}

    def passages_at(self, numbers: Sequence[int]) -> Positions:
        """Return the positions of every passage of the given studies."""
        return np.flatnonzero(np.isin(self.study_of, list(numbers)))

    def nearest(self, vector: Scores, limit: int, passing: Mask) -> tuple[Positions, Scores]:
        """Return passages by cosine."""
        return self._best(self.matrix @ vector, limit, passing)

    def matching(self, groups: Sequence[Group], limit: int, passing: Mask) -> tuple[Positions, Scores]:
        """Return passages by how many of the ideas they hold."""
        counts = [sum(self._says(passage.text, group) for group in groups) for passage in self.passages]
        positions, scores = self._best(np.array(counts, dtype=np.float32), limit, passing)
        return positions[scores > 0], scores[scores > 0]

    def matching_studies(self, groups: Sequence[Group], limit: int, passing: Mask) -> tuple[Positions, Scores]:
        """Return no study: words are scored by passage alone."""
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)

    def holding(self, group: Group) -> Positions:
        """Return the studies that have an idea."""
        return np.unique(self.study_of[self.passages_holding(group)])

    def passages_holding(self, group: Group) -> Positions:
        """Return the passages that have an idea; titles are not looked at."""
        return np.array([p.position for p in self.passages if self._says(p.text, group)], dtype=np.int64)

    def having(self, fields: Sequence[tuple[str, str]]) -> Mask:
        """Return a mask over studies: whose record has every value."""
        return np.array([all(has(study.metadata, *field) for field in fields) for study in self.studies], dtype=bool)

    def _says(self, text: str, group: Group) -> bool:
        words = f" {' '.join(self.stems(text))} "
        return any(f" {' '.join(wording.stems)} " in words for wording in group.wordings)

    def words(self) -> dict[str, int]:
        """Return the words of the passages with how many hold each."""
        return dict(Counter(word for passage in self.passages for word in set(passage.text.lower().replace(".", "").split())))

    def is_name(self, word: str) -> bool:
        """No word is a name."""
        return False

    def _best(self, scores: Scores, limit: int, passing: Mask) -> tuple[Positions, Scores]:
        order = np.lexsort((np.arange(len(scores)), -scores))
        order = order[passing[self.study_of[order]]][:limit]
        return order.astype(np.int64), scores[order]

    def cosines(self, vector: Scores, positions: Positions) -> Scores:
        """Return cosines of given passages."""
        return np.asarray(self.matrix[positions] @ vector, dtype=np.float32)

    def vectors(self, positions: Positions) -> Scores:
        """Return the fake encoder's vectors of given passages."""
        return np.asarray(self.matrix[positions], dtype=np.float32)

    def excerpts(self, positions: Sequence[int]) -> list[Excerpt]:
        """Return passages to read."""
        read = [self.passages[position] for position in positions]
        return [Excerpt(p.text[p.start : p.end], p.sentences, p.sentence_vectors) for p in read]

    def sections(self, positions: Sequence[int]) -> list[Section]:
        """Return the section each passage stands in."""
        return [self.passages[position].section for position in positions]

    def weight(self, stem: str) -> float:
        """Return one for a word that is here, two for one that is not."""
        return 1.0 if any(stem in self.stems(passage.text) for passage in self.passages) else 2.0

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text."""
        return [stem(word.strip(".,?")) for word in text.split()]

    def load(self, positions: Sequence[int]) -> list[LoadedPassage]:
        """Return passages, and note which were asked for."""
        self.loads.append(list(positions))
        return [self.passages[position] for position in positions]

    def describe(self, number: int) -> StubStudy:
        """Return a study's row."""
        return self.studies[number]
