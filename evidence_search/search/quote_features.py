"""What is said of each sentence of the passages found before one of them is chosen: a row of numbers a sentence.

Nothing is encoded here: sentence vectors were pooled at ingest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from evidence_search.records import Section, SectionKind
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quote_asked import Sought, part_asked, sought, tells
from evidence_search.search.quote_cues import CUE_NAMES, Role, count_cues, label_of, leans, role_of_name
from evidence_search.search.quote_forms import Want
from evidence_search.search.quote_untold import comparator_alone, introduces, uncompared, untold
from evidence_search.text.wording import Group

Rows = NDArray[np.float32]
Stems = Callable[[str], Sequence[str]]

_ROLES = (Role.AIM, Role.METHOD, Role.RESULT, Role.CONCLUSION)

FORM = ("untold", "uncompared", "comparator alone", "part asked", *Want)
"""Columns of what form a sentence has: whether it tells anything, and what the question wants to be told."""

_OWN = (
    "words",
    "words as typed",
    "rarest word",
    "pairs",
    "numbers",
    "share of sentence",
    "length",
    "place",
    "place squared",
    "first",
    "last",
    "leans",
    "table",
    "caption",
    "abstract",
    "unnamed part",
    "first result",
    "limit",
    "introduces",
    *(f"role {role.name.lower()}" for role in _ROLES),
    *CUE_NAMES,
    *FORM,
)
_RELATIVE = (
    "cosine",
    "cosine, centred",
    "words rare here",
    "cosine before",
    "cosine after",
    "words before",
    "words after",
    "central",
)
FEATURES = (*_OWN, *_RELATIVE)
"""The columns of `features`, in order: those of a sentence alone, then those that compare it with its study's others."""

_ROLE_COLUMNS = {role: tuple(float(role is each) for each in _ROLES) for role in Role}

_NUMBER = re.compile(r"\d+(?:[.·]\d+)?")

_WANTS = tuple(Want)
_NEAR = 3
"""Words within which two neighbouring stems of the question count as standing together."""

_APART = ("",) * _NEAR
"""Stands between what is not side by side; no stem is empty."""

_USUAL_LENGTH = 150.0
"""Characters of an ordinary sentence, so that the logarithm of the length is near zero."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as sentences are compared with it.

    `weights` holds its stems in order and how much each says; `groups` its ideas with their other wordings: a sentence that has
    one of them counts as having what was typed. `vector` is of unit length, None where the question was not encoded.
    """

    text: str
    vector: NDArray[np.float32] | None
    weights: Mapping[str, float]
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage; `study` and `passage` count what was given to `features`."""

    study: int
    passage: int
    start: int
    end: int
    text: str
    role: Role


def features(asked: Asked, studies: Sequence[Sequence[LoadedPassage]], stems: Stems) -> tuple[list[Sentence], Rows]:
    """Return every sentence of some studies' passages, in order, with a row each: shape (sentences, len(FEATURES)).

    What is relative ("centred", "rare here") is relative to the sentences given of the same study. All studies go through at
    once because numpy's calls, not its arithmetic, cost the time.
    """
    passages = [passage for study in studies for passage in study]
    study_of = [number for number, study in enumerate(studies) for _ in study]
    sentences = [s for i, passage in enumerate(passages) for s in _sentences(passage, study_of[i], i)]
    other = [(frozenset(w.stems), group.typed) for group in asked.groups for w in group.wordings[1:]]
    words = [_as_typed(list(stems(s.text)), other) for s in sentences]
    held = list(map(frozenset, words))
    own = _own(asked, passages, sentences, words, held)
    return sentences, np.concatenate([own, _relative(asked, passages, sentences, held, own[:, 0])], axis=1)


def _as_typed(stems: list[str], other: Sequence[tuple[frozenset[str], tuple[str, ...]]]) -> list[str]:
    """Return a sentence's stems, followed by what the question typed for wordings that the sentence has.

    Each idea stands apart, so that two of them are not taken for neighbours in the sentence.
    """
    held, found = set(stems), list(stems)
    for wording, typed in other:
        if wording <= held and (missing := [stem for stem in typed if stem not in held]):
            found += [*_APART, *missing]
    return found


def _sentences(passage: LoadedPassage, study: int, number: int) -> list[Sentence]:
    """Return a passage's sentences; one without any is one. Labels inside an abstract hold until the next label."""
    named = role_of_name(passage.section.name)
    labelled = named is Role.UNKNOWN
    found, role = [], named
    for start, end in passage.sentences or ((passage.start, passage.end),):
        text = passage.text[start:end]
        if labelled:
            role = label_of(text) or role
        found.append(Sentence(study, number, start, end, text, role))
    return found


def _own(
    asked: Asked,
    passages: Sequence[LoadedPassage],
    sentences: Sequence[Sentence],
    words: Sequence[Sequence[str]],
    helds: Sequence[frozenset[str]],
) -> Rows:
    weights = asked.weights
    total, most = sum(weights.values()) or 1.0, max(weights.values(), default=1.0) or 1.0
    pairs = list(zip(weights, list(weights)[1:], strict=False))
    numbers = frozenset(_NUMBER.findall(asked.text))
    wanted = sought(asked.text)
    rows = []
    for sentence, stems, held in zip(sentences, words, helds, strict=True):
        shared = [s for s in weights if s in held]
        found = [weights[s] for s in shared]
        typed = found
        if "" in held:
            own = set(stems[: stems.index("")])
            typed = [weights[s] for s in shared if s in own]
        rows.append((
            sum(found) / total,
            sum(typed) / total,
            max(found, default=0.0) / most,
            _together(pairs, stems, held) / max(len(pairs), 1) if len(found) > 1 else 0.0,
            len(numbers.intersection(_NUMBER.findall(sentence.text))) / len(numbers) if numbers else 0.0,
            len(found) / max(len(held), 1),
            *_shape(sentence, passages[sentence.passage].section),
            *_ROLE_COLUMNS[sentence.role],
            *count_cues(stems),
            *_said(sentence.text, passages[sentence.passage].section.name, wanted),
        ))  # fmt: skip
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(_OWN))


def _said(text: str, section: str, wanted: Sought) -> tuple[float, ...]:
    """Return what `_OWN` names from `untold` on: what is wanted counts only where the question wants it."""
    told = tells(text, section, wanted.wants, wanted.forms) if wanted.wants else frozenset()
    part = bool(wanted.wants) and part_asked(section, wanted.wants)
    return (untold(text), uncompared(text), comparator_alone(text), part, *(want in told for want in _WANTS))


def _shape(sentence: Sentence, section: Section) -> tuple[float, ...]:
    """Return what `_OWN` names from `length` to `unnamed part`; the place counts in abstracts that do not name their parts."""
    unnamed = sentence.role is Role.UNKNOWN
    abstract = section.kind is SectionKind.ABSTRACT
    place = (sentence.start - section.start) / max(section.end - section.start, 1) * (unnamed and abstract)
    first = sentence.start <= section.start + 2
    return (
        log(max(sentence.end - sentence.start, 1) / _USUAL_LENGTH),
        place,
        place * place,
        first,
        sentence.end >= section.end - 2,
        leans(sentence.text),
        section.kind is SectionKind.TABLE,
        section.kind is SectionKind.CAPTION,
        abstract,
        unnamed and section.kind is SectionKind.TEXT,
        first and sentence.role is Role.RESULT,
        sentence.role is Role.LIMIT,
        introduces(sentence.text),
    )


def _together(pairs: Sequence[tuple[str, str]], stems: Sequence[str], held: frozenset[str]) -> int:
    """Return how many of the question's neighbouring stems stand near each other in a sentence, in their order."""
    count = 0
    for one, two in pairs:
        if one in held and two in held:
            at = [i for i, stem in enumerate(stems) if stem == one]
            count += any(two in stems[i + 1 : i + 1 + _NEAR] for i in at)
    return count


def _relative(
    asked: Asked,
    passages: Sequence[LoadedPassage],
    sentences: Sequence[Sentence],
    words: Sequence[frozenset[str]],
    shares: Rows,
) -> Rows:
    study_of = np.array([s.study for s in sentences])
    passage_of = np.array([s.passage for s in sentences])
    edges = np.flatnonzero(np.r_[True, study_of[1:] != study_of[:-1]])
    sizes = np.diff(np.r_[edges, len(sentences)])
    cosine, centred, central = _cosines(asked.vector, passages, edges, sizes)
    together = passage_of[1:] == passage_of[:-1]
    columns = [
        cosine,
        centred,
        _rare_here(asked.weights, words, edges, sizes),
        *_neighbours(cosine, together),
        *_neighbours(shares, together),
        central,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _cosines(
    vector: NDArray[np.float32] | None, passages: Sequence[LoadedPassage], edges: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[Rows, Rows, Rows]:
    """Return each sentence's cosine with the question, the same after the study's mean is taken from it, and with that mean."""
    count = int(sizes.sum())
    if vector is None or sum(len(p.sentence_vectors) for p in passages) != count:
        nothing = np.zeros(count, dtype=np.float32)
        return nothing, nothing, nothing
    rows = np.concatenate([p.sentence_vectors for p in passages]).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    cosine = rows @ vector
    means = np.add.reduceat(rows, edges, axis=0) / sizes[:, None]
    lengths = np.maximum(np.linalg.norm(means, axis=1), 1e-12)
    central = np.einsum("ij,ij->i", rows, np.repeat(means / lengths[:, None], sizes, axis=0))
    rows -= np.repeat(means, sizes, axis=0)
    return cosine, (rows @ vector) / np.maximum(np.linalg.norm(rows, axis=1), 1e-3), central


def _rare_here(
    weights: Mapping[str, float], words: Sequence[frozenset[str]], edges: NDArray[np.int64], sizes: NDArray[np.int64]
) -> Rows:
    """Return the share of the question's stems in each sentence when a stem says the more the fewer sentences here hold it."""
    shares = []
    for start, size in zip(edges.tolist(), sizes.tolist(), strict=True):
        found = [[stem for stem in weights if stem in held] for held in words[start : start + size]]
        times = Counter(stem for stems in found for stem in stems)
        local = {stem: weights[stem] * log(1 + size / n) for stem, n in times.items()}
        total = sum(local.values()) or 1.0
        shares += [sum(local[stem] for stem in stems) / total for stems in found]
    return np.array(shares, dtype=np.float32)


def _neighbours(scores: Rows, together: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Return the score of the sentence before and of the one after within the passage, 0 where there is none."""
    before, after = np.zeros_like(scores), np.zeros_like(scores)
    before[1:] = scores[:-1] * together
    after[:-1] = scores[1:] * together
    return before, after
