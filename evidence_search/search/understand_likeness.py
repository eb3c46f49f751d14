"""What a question in everyday words may mean where the vocabulary has no saying for it: the ideas nearest to it in meaning.

Each idea has one vector, the mean of all its wordings as the bundled model encodes them, in `weights/likeness.json` (made by
`benchmarks/train_likeness.py`). An idea added since has none and is not guessed; another model than the bundled one has no
guesses at all. Drugs, doses and routes are never guessed: a near name would be another drug.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from evidence_search.quantised import cosines
from evidence_search.records import Note, NoteKind, Off
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.understood import Understood
from evidence_search.text.vocabulary import Concept
from evidence_search.text.wording import Group, Wording

WEIGHTS = "weights/likeness.json"

GUESSED_KINDS = ("condition", "harm", "outcome", "people", "practice")
"""Kinds of ideas that have a vector."""

KNOWN_KINDS = frozenset({"condition", "harm", "mechanism", "scale"})
"""A question with an idea of these kinds says what it is about; nothing is guessed then."""

NEAR = 0.4
"""Least cosine of a question and an idea.

nDCG@10 over the starter library without guesses and with them: lay questions written after the vocabulary 0.501 and 0.587, the
dev questions 0.850 and 0.848. Single wordings in place of means, and stretches of the question in place of the whole, cost
more on dev than they brought.
"""

GUESSES = 3
"""Most ideas guessed."""

WEIGHT = 0.5
"""Weight of a guessed idea's names beside words that were typed."""

WHOLE = "the whole question"
"""What a note of a guess calls the words it read."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A vector for each of some ideas, by name."""

    model: str
    """Hash of the weights of the model that made the vectors."""
    names: tuple[str, ...]
    rows: NDArray[np.int8]
    """Of shape (ideas, dimension)."""

    def fits(self, vector: NDArray[np.float32]) -> bool:
        """Whether a vector can be of the same model."""
        return bool(len(vector) == self.rows.shape[1])

    def nearest(self, vector: NDArray[np.float32]) -> list[str]:
        """Return the ideas near enough to a question's unit vector, nearest first."""
        near = np.round(cosines(self.rows, vector), 6)
        order = np.argsort(-near, kind="stable")[:GUESSES]
        return [self.names[i] for i in order if near[i] >= NEAR]


@cache
def shipped() -> Likeness:
    """Return the vectors that come with the program."""
    written = json.loads((files(__package__) / WEIGHTS).read_text(encoding="utf-8"))
    ideas: dict[str, str] = written["ideas"]
    rows = [np.frombuffer(base64.b64decode(row), dtype=np.int8) for row in ideas.values()]
    return Likeness(written["model"], tuple(ideas), np.stack(rows))


def for_model(weights_sha256: str) -> Likeness | None:
    """Return the vectors made by a model, None where it is not the bundled one."""
    return shipped() if shipped().model == weights_sha256 else None


def with_guesses(
    understood: Understood, vector: NDArray[np.float32], likeness: Likeness | None, lexicon: Lexicon, off: Off
) -> Understood:
    """Return a question with the ideas nearest to it, `vector` being its unit vector as typed, and a note that names them.

    Nothing is added where the question names an idea of `KNOWN_KINDS`, or where lay wordings are switched off.
    """
    known = any(group.kind in KNOWN_KINDS for group in understood.groups)
    if likeness is None or not likeness.fits(vector) or known or off.covers(NoteKind.LAY, WHOLE):
        return understood
    concepts = {concept.name: concept for concept in lexicon.phrasebook.concepts}
    guessed = [concepts[name] for name in likeness.nearest(vector) if name in concepts]
    groups = tuple(_group(concept, lexicon) for concept in guessed)
    new = [(concept, group) for concept, group in zip(guessed, groups, strict=True) if not _named(group, understood.groups)]
    if not new:
        return understood
    names = [concept.name for concept, _ in new]
    return replace(
        understood,
        groups=(*understood.groups, *(group for _, group in new)),
        text=understood.text + "".join(f" ({name})" for name in names),
        notes=(*understood.notes, Note(NoteKind.LAY, WHOLE, f"perhaps {', '.join(names)}")),
    )


def _group(concept: Concept, lexicon: Lexicon) -> Group:
    return Group(tuple(Wording(stems, WEIGHT) for stems in lexicon.phrasebook.names(concept)), concept.kind)


def _named(group: Group, groups: Iterable[Group]) -> bool:
    """Whether a question has an idea already, in the words that studies use."""
    return any(group.wordings[0].stems == wording.stems for other in groups for wording in other.wordings)
