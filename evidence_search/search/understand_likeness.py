"""What a question in everyday words may mean where the vocabulary has no saying for it: the ideas that are talked of like that.

For each of some ideas people's remarks were written down (`benchmarks/remarks.yaml`); their vectors, made with the bundled
model by `benchmarks/train_likeness.py`, are in `weights/likeness.json`. An idea comes as near to a question as the nearest of
its remarks. Another model than the bundled one has no guesses at all. Medicines and amounts are never guessed: a near name
would be another medicine.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from evidence_search.records import Note, NoteKind, Off
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.understand_words import plain
from evidence_search.search.understood import Understood
from evidence_search.text.vocabulary import Concept
from evidence_search.text.wording import Group, Wording

WEIGHTS = "weights/likeness.json"

KNOWN_KINDS = frozenset({"condition", "harm", "mechanism", "scale"})
"""A question with an idea of these kinds says what it is about; only what is very near is guessed beside it."""

NEAR = 0.4
"""Least cosine of a question and a remark, both less the mean of all remarks, where somebody speaks as people talk.

nDCG@10 of 146 lay questions over the starter library, and of 144 others, with 0.35, 0.4, 0.45 and without guesses: 0.800,
0.801, 0.796, 0.745; 0.847, 0.848, 0.849, 0.848 (benchmarks/questions: dev and extra).
"""

NEAR_OTHERWISE = 0.45
"""The same of any other question: what is put as in a paper seldom means something else.

nDCG@10 of 150 claims of SciFact with 0.4, 0.45 and without guesses: 0.709, 0.712, 0.712.
"""

BESIDE = 0.2
"""How much nearer it must be beside an idea that says what a question is about."""

GUESSES = 2
"""Most ideas guessed."""

TALK = frozenset(
    "i im ive id ill me my mine myself you your youre we us our he hes she shes him her his they theyre them their mum mom dad "
    "son daughter wife husband brother sister someone somebody anyone anybody people put got get gets getting like just still "
    "really anything something nothing stuff thing things bit cheap ok okay bad good better worse "
    "cant wont dont doesnt didnt isnt arent wasnt werent couldnt wouldnt hasnt havent".split()
)
"""Words of people who talk of themselves and others, or of things in general; titles and claims seldom have them."""

WEIGHT = 0.5
"""Weight of a guessed idea's names beside words that were typed."""

WHOLE = "the whole question"
"""What a note of a guess calls the words it read."""


@dataclass(frozen=True)
class Likeness:
    """Vectors of what people say, each with the idea that is meant."""

    model: str
    """Hash of the weights of the model that made the vectors."""
    names: tuple[str, ...]
    """The idea of each row."""
    rows: NDArray[np.int8]
    """Of shape (remarks, dimension), less `centre`."""
    centre: NDArray[np.float32]
    """The mean of all remarks: what they have in common says nothing of the idea."""

    def fits(self, vector: NDArray[np.float32]) -> bool:
        """Whether a vector can be of the same model."""
        return bool(len(vector) == self.rows.shape[1])

    def nearest(self, vector: NDArray[np.float32], least: float) -> list[str]:
        """Return the ideas that come as near as `least` (a cosine) to a question's unit vector, nearest first."""
        apart = vector - self.centre
        rows, lengths = self._measured
        near = np.round((rows @ (apart / max(float(np.linalg.norm(apart)), 1e-12))) / lengths, 6)
        order = np.argsort(-near, kind="stable")
        return list(dict.fromkeys(self.names[i] for i in order[near[order] >= least]))[:GUESSES]

    @cached_property
    def _measured(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The rows as floats and their lengths (0.8 MB): made for each question they took longer than the comparison."""
        rows = self.rows.astype(np.float32)
        return rows, np.maximum(np.linalg.norm(rows, axis=1), 1e-12)


@cache
def shipped() -> Likeness:
    """Return the vectors that come with the program."""
    written = json.loads((files(__package__) / WEIGHTS).read_text(encoding="utf-8"))
    ideas: dict[str, list[str]] = written["ideas"]
    names = tuple(name for name, rows in ideas.items() for _ in rows)
    rows = np.stack([np.frombuffer(base64.b64decode(row), dtype=np.int8) for rows in ideas.values() for row in rows])
    centre = np.frombuffer(base64.b64decode(written["centre"]), dtype="<f4").astype(np.float32)
    return Likeness(written["model"], names, rows, centre)


def for_model(weights_sha256: str) -> Likeness | None:
    """Return the vectors made by a model, None where it is not the bundled one."""
    return shipped() if shipped().model == weights_sha256 else None


def with_guesses(
    understood: Understood, vector: NDArray[np.float32], likeness: Likeness | None, lexicon: Lexicon, off: Off
) -> Understood:
    """Return a question with the ideas nearest to it, `vector` being its unit vector as typed, and a note that names them.

    Nothing is added where lay wordings are switched off.
    """
    if likeness is None or not likeness.fits(vector) or off.covers(NoteKind.LAY, WHOLE):
        return understood
    concepts = {concept.name: concept for concept in lexicon.phrasebook.concepts}
    guessed = [concepts[name] for name in likeness.nearest(vector, _least(understood)) if name in concepts]
    groups = tuple(_group(concept, lexicon) for concept in guessed)
    new = [(concept, group) for concept, group in zip(guessed, groups, strict=True) if not _named(group, understood.groups)]
    if not new:
        return understood
    names = [concept.name for concept, _ in new]
    return replace(
        understood,
        groups=(*understood.groups, *(group for _, group in new)),
        text=understood.text + "".join(f" ({name})" for name in names),
        meant=(*understood.meant, *names),
        notes=(*understood.notes, Note(NoteKind.LAY, WHOLE, f"perhaps {', '.join(names)}")),
    )


def _least(understood: Understood) -> float:
    """Return the cosine from which an idea is near enough to a question to be guessed."""
    talk = bool(understood.meant) or any(plain(word.strip("?!.,;:")) in TALK for word in understood.typed.split())
    known = any(group.kind in KNOWN_KINDS for group in understood.groups)
    return (NEAR if talk else NEAR_OTHERWISE) + (BESIDE if known else 0)


def _group(concept: Concept, lexicon: Lexicon) -> Group:
    return Group(tuple(Wording(stems, WEIGHT) for stems in lexicon.phrasebook.names(concept)), concept.kind)


def _named(group: Group, groups: Iterable[Group]) -> bool:
    """Whether a question has an idea already, in the words that studies use."""
    return any(group.wordings[0].stems == wording.stems for other in groups for wording in other.wordings)
