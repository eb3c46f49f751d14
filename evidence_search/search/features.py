"""What is said of each passage before studies are ranked: a row of numbers a passage, none of them learned.

Nothing is encoded here: vectors of passages and sentences were made at ingest, and the words are read from the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from evidence_search.quantised import cosines
from evidence_search.search.alike import Likeness
from evidence_search.search.evidence import Evidence, Excerpt, Positions, Scores
from evidence_search.search.fuse import Candidates
from evidence_search.search.related import find_related, shipped_related
from evidence_search.text.wording import Group

FEATURES = (
    "cosine",
    "feedback of the nearest",
    "feedback of the first",
    "bm25",
    "bm25 of the study",
    "rare ideas",
    "rare ideas, alike",
    "pairs",
    "names",
    "best sentence",
    "three sentences",
    "best sentence and ideas",
)
"""The columns of `features`, in order."""

NEAREST = 3
"""Nearest passages whose mean vector is a second question (pseudo-relevance feedback, Rocchio 1971, dense)."""

FIRST = 5
"""Passages first by cosine and words together that are another, weighted by exp(2 × score)."""

IDEAS_IN_SENTENCE = 0.5
"""What the ideas of a sentence count beside its cosine in `best sentence and ideas`."""

NEXT_TO = 2
"""Words from one to the next of two that stand together."""

Rows = NDArray[np.float32]
Stems = Callable[[str], Sequence[str]]

_NAME_LIKE = re.compile(r"[A-Za-z]*(?:\d|[A-Z][A-Za-z]*[A-Z]|[a-z][A-Z])[A-Za-z\d]*")
"""Words written like genes, drugs, scales and abbreviations: with a digit, or a capital that does not begin a sentence."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as passages are compared with it."""

    text: str
    vector: Scores
    groups: Sequence[Group]


def features(evidence: Evidence, wanted: Wanted, candidates: Candidates, chosen: Positions, stems: Stems) -> Rows:
    """Return a row for each chosen candidate (an index into `candidates`): shape (len(chosen), len(FEATURES))."""
    positions = candidates.positions[chosen]
    excerpts = evidence.excerpts(positions.tolist())
    columns = [
        candidates.cosine[chosen],
        *_feedback(evidence, candidates, chosen),
        candidates.bm25[chosen],
        candidates.study_bm25[chosen],
        *_words(evidence, wanted, evidence.study_of[positions], excerpts, candidates.cosine[chosen], stems),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _feedback(evidence: Evidence, candidates: Candidates, chosen: Positions) -> tuple[Scores, Scores]:
    """Return the dot products of passages with the mean of the nearest, and of those that both sides put first."""
    vectors = evidence.vectors(candidates.positions[chosen])
    cosine, fused = candidates.cosine[chosen], candidates.fused[chosen]
    near = np.argsort(-cosine, kind="stable")[:NEAREST]
    first = np.argsort(-fused, kind="stable")[:FIRST]
    shares = np.exp(2 * fused[first])
    return vectors @ vectors[near].mean(axis=0), vectors @ (vectors[first].T @ (shares / shares.sum()))


def _words(
    evidence: Evidence, wanted: Wanted, studies: Positions, excerpts: Sequence[Excerpt], cosine: Scores, stems: Stems
) -> tuple[Scores, ...]:
    """Return the columns that need the text, from `rare ideas` on."""
    sentences = [_sentences(excerpt) for excerpt in excerpts]
    sizes = np.array([len(each) for each in sentences], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    spoken = [stems(text) for each in sentences for text in each]
    numbers, title_of = np.unique(studies, return_inverse=True)
    titles = [stems(evidence.describe(int(number)).metadata.title) for number in numbers]
    ideas = _Ideas(evidence, wanted, [*spoken, *titles], stems)
    said = ideas.atoms()
    heads = said[len(spoken) :][title_of]
    in_sentences = np.maximum(said[: len(spoken)], np.repeat(heads, sizes, axis=0))
    in_passages = np.maximum.reduceat(in_sentences, starts, axis=0)
    near = _sentence_cosines(wanted.vector, excerpts, sizes, cosine)
    joint = near + IDEAS_IN_SENTENCE * ideas.share(ideas.there(np.floor(in_sentences)))
    exactly = ideas.there(np.floor(in_passages))
    pairs = ideas.pairs(np.repeat(np.arange(len(excerpts)), sizes))
    return (
        ideas.share(exactly),
        ideas.share(ideas.there(in_passages)),
        pairs,
        ideas.names(exactly),
        np.maximum.reduceat(near, starts),
        _mean_of_best(near, starts, sizes),
        np.maximum.reduceat(joint, starts),
    )


def _sentences(excerpt: Excerpt) -> list[str]:
    return [excerpt.text[start:end] for start, end in excerpt.sentences] or [excerpt.text]


def _sentence_cosines(vector: Scores, excerpts: Sequence[Excerpt], sizes: Positions, cosine: Scores) -> Scores:
    """Return each sentence's cosine with the question; that of its passage where sentences have no vectors."""
    near = np.repeat(cosine, sizes).astype(np.float32)
    has = np.array([len(excerpt.sentence_vectors) == size for excerpt, size in zip(excerpts, sizes, strict=True)])
    if has.any():
        rows = np.concatenate([excerpt.sentence_vectors for excerpt, own in zip(excerpts, has, strict=True) if own])
        near[np.repeat(has, sizes)] = cosines(rows, vector)
    return near


def _mean_of_best(values: Scores, starts: Positions, sizes: Positions, count: int = 3) -> Scores:
    """Return the mean of the greatest `count` values of each stretch."""
    owner = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((-values, owner))
    among = np.arange(len(values)) - starts[owner] < count
    sums = np.bincount(owner[among], weights=values[order][among], minlength=len(sizes))
    return np.asarray(sums / np.minimum(sizes, count), dtype=np.float32)


class _Ideas:
    """The ideas of a question in some texts.

    An atom is a stem of any wording. It is in a text with 1, or, where it was typed, with the likeness of the word most like
    it in spelling (`alike`) or in what it is said of (`related`); a wording is there as far as its weakest atom, an idea as its
    best wording.
    """

    def __init__(self, evidence: Evidence, wanted: Wanted, texts: Sequence[Sequence[str]], stems: Stems) -> None:
        self._groups = wanted.groups
        atoms = dict.fromkeys(stem for group in wanted.groups for wording in group.wordings for stem in wording.stems)
        self._at = {atom: i for i, atom in enumerate(atoms)}
        self._typed = list(dict.fromkeys(stem for group in wanted.groups for stem in group.typed))
        self._weight = {stem: evidence.weight(stem) for stem in self._typed}
        rarity = np.array([max((self._weight[s] for s in group.typed), default=0.0) for group in wanted.groups])
        # Squared: what tells studies apart is whether the rare ideas are there.
        self._shares = (rarity**2 / max(float((rarity**2).sum()), 1e-12)).astype(np.float32)
        known = frozenset().union(*texts)
        self._near: dict[str, list[tuple[int, float]]] = {atom: [(i, 1.0)] for atom, i in self._at.items()}
        like = chain(Likeness(self._typed).find(known), find_related(shipped_related(), self._typed, known))
        for stem, word, likeness in like:
            self._near.setdefault(word, []).append((self._at[stem], likeness))
        near = frozenset(self._near)
        self._texts = texts
        self._said = [near.intersection(text) for text in texts]
        names = {stem for word in _NAME_LIKE.findall(wanted.text) for stem in stems(word)}
        self._named = [i for i, group in enumerate(wanted.groups) if names.intersection(group.typed)]

    def atoms(self) -> Rows:
        """Return how far each text has each atom, shape (texts, atoms)."""
        held = np.zeros((len(self._said), len(self._at)), dtype=np.float32)
        of_word = np.zeros((len(self._near), len(self._at)), dtype=np.float32)
        for row, near in enumerate(self._near.values()):
            for atom, likeness in near:
                of_word[row, atom] = max(of_word[row, atom], likeness)
        place = {word: row for row, word in enumerate(self._near)}
        sizes = np.array([len(said) for said in self._said], dtype=np.int64)
        if any(self._said):
            starts = np.cumsum(sizes) - sizes
            words = of_word[[place[word] for said in self._said for word in said]]
            held[sizes > 0] = np.maximum.reduceat(words, starts[sizes > 0])
        return held

    def share(self, there: Rows) -> Scores:
        """Return the share of the question's ideas that is there, rare ones counting more."""
        # Not `@`: of a few rows OpenBLAS now and then warns of an invalid value where all are finite.
        return np.asarray((there * self._shares).sum(axis=1), dtype=np.float32)

    def names(self, there: Rows) -> Scores:
        """Return the share of the question's ideas written like names that is there; 0 where it has none."""
        if not self._named:
            return np.zeros(len(there), dtype=np.float32)
        return np.asarray(there[:, self._named].mean(axis=1), dtype=np.float32)

    def there(self, held: Rows) -> Rows:
        """Return how far each idea is there, shape (rows, ideas), where atoms are held as given."""
        ideas = np.zeros((len(held), len(self._groups)), dtype=np.float32)
        for i, group in enumerate(self._groups):
            for wording in group.wordings:
                at = [self._at[stem] for stem in wording.stems]
                weakest = held[:, at[0]] if len(at) == 1 else held[:, at].min(axis=1, initial=1.0)
                ideas[:, i] = np.maximum(ideas[:, i], wording.weight * weakest)
        return ideas

    def pairs(self, owners: Positions) -> Scores:
        """Return, for each owner of the first texts, the share of neighbouring stems of the question that stand together.

        Together: in their order, at most one other word between them, and none of the question's.
        """
        weights = {(a, b): self._weight[a] + self._weight[b] for a, b in zip(self._typed, self._typed[1:], strict=False)}
        total = sum(weights.values()) or 1.0
        found: set[tuple[int, tuple[str, str]]] = set()
        for owner, said, text in zip(owners.tolist(), self._said, self._texts, strict=False):
            if not any(one in said and two in said for one, two in weights):
                continue
            typed = [(at, word) for at, word in enumerate(text) if word in self._weight]
            for (at, one), (then, two) in pairwise(typed):
                if then - at <= NEXT_TO and (one, two) in weights:
                    found.add((owner, (one, two)))
        shares = np.zeros(int(owners.max(initial=-1)) + 1, dtype=np.float32)
        # In a fixed order: a set of strings has another one in each process, and sums of floats depend on theirs.
        for owner, pair in sorted(found):
            shares[owner] += weights[pair] / total
        return shares
