"""What a question in everyday words may mean where the vocabulary has no saying for it: the ideas that are talked of like that.

For each of some ideas people's remarks were written down (`benchmarks/remarks.yaml`), and beside them remarks that mean none of
them. `benchmarks/train_likeness.py` fits a linear classifier to the remarks' vectors, made with the bundled model; its weights
are in `weights/likeness.json`. It says of a question how probable each idea is. Another model than the bundled one has no
guesses at all. Medicines and amounts are never guessed: a near name would be another medicine.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from evidence_search.quantised import unit
from evidence_search.records import Note, NoteKind, Off
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.understand_words import plain
from evidence_search.search.understood import Talk, Understood
from evidence_search.text.vocabulary import Concept
from evidence_search.text.wording import Group, Wording

WEIGHTS = "weights/likeness.json"

KNOWN_KINDS = frozenset({"condition", "harm", "mechanism", "scale"})
"""A question with an idea of these kinds says what it is about; only what is very near is guessed beside it."""

LIKELY = 0.1
"""Least probability of an idea that is guessed, where somebody speaks as people talk.

nDCG@10 of 198 lay questions over the starter library (benchmarks/questions: dev and extra a to e) with 0.07, 0.1, 0.15 and
without guesses: 0.820, 0.823, 0.816, 0.783; of 60 others (extra-f1): 0.788, 0.788, 0.772, 0.754.
"""

LIKELY_OTHERWISE = 0.7
"""The same of any other question: what is put as in a paper seldom means something else.

nDCG@10 of the 152 questions there that are not lay with 0.15, 0.25, 0.4, 0.7 and without guesses: 0.844, 0.848, 0.852, 0.854,
0.853. With 0.4 some thirty of SciFact's 808 claims were taken for patients' talk, which cost 0.001.
"""

BESIDE = 2.0
"""How much likelier it must be beside an idea that says what a question is about: of the lay questions 0.820 with 1.5."""

GUESSES = 4
"""Most ideas guessed."""

TALK = frozenset(
    "i im ive id ill me my mine myself you your youre we us our he hes she shes him her his they theyre them their mum mom dad "
    "son daughter wife husband brother sister someone somebody anyone anybody people put got get gets getting like just still "
    "really anything something nothing stuff thing things bit cheap ok okay bad good better worse "
    "cant wont dont doesnt didnt isnt arent wasnt werent couldnt wouldnt hasnt havent".split()
)
"""Words of people who talk of themselves and others, or of things in general; titles and claims seldom have them."""

WEIGHT, SURER, MOST = 0.2, 1.0, 0.7
"""What a guessed idea's names count beside words that were typed: `WEIGHT`, and `SURER` times its probability, up to `MOST`."""

NOTHING = "none of these"
"""What remarks that mean no idea stand under."""

SUBJECT = ("ketamine", "esketamine", "arketamine")
"""What remarks are about without saying so."""

WHOLE = "the whole question"
"""What a note of a guess calls the words it read."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A linear classifier of what people say, by the idea that is meant."""

    model: str
    """Hash of the weights of the model that made the vectors."""
    names: tuple[str, ...]
    """The idea of each row; `NOTHING` is one of them."""
    rows: NDArray[np.float32]
    """Of shape (ideas, dimension)."""
    starts: NDArray[np.float32]
    """What each idea has before anything is said."""
    centre: NDArray[np.float32]
    """The mean of all remarks: what they have in common says nothing of the idea."""

    def fits(self, vector: NDArray[np.float32]) -> bool:
        """Whether a vector can be of the same model."""
        return bool(len(vector) == self.rows.shape[1])

    def probable(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """Return the probability of each idea for a question's unit vector, the likeliest first."""
        sums = self.rows @ unit(vector - self.centre) + self.starts
        powers = np.exp(sums - sums.max())
        shares = np.round((powers / powers.sum()).astype(float), 4)
        order = np.argsort(-shares, kind="stable")
        return dict(zip([self.names[i] for i in order.tolist()], shares[order].tolist(), strict=True))


@cache
def shipped() -> Likeness:
    """Return the vectors that come with the program."""
    written = json.loads((files(__package__) / WEIGHTS).read_text(encoding="utf-8"))
    ideas: dict[str, str] = written["ideas"]
    table = np.stack([_read(row, "<f2") for row in ideas.values()])
    return Likeness(written["model"], tuple(ideas), table[:, :-1], table[:, -1], _read(written["centre"], "<f4"))


def _read(text: str, kind: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(text), dtype=kind).astype(np.float32)


def for_model(weights_sha256: str) -> Likeness | None:
    """Return the vectors made by a model, None where it is not the bundled one."""
    return shipped() if shipped().model == weights_sha256 else None


def with_guesses(
    understood: Understood, vector: NDArray[np.float32], likeness: Likeness | None, lexicon: Lexicon, off: Off
) -> Understood:
    """Return a question with the ideas it probably means, `vector` being its unit vector as typed, and a note that names them.

    Nothing is added where lay wordings are switched off.
    """
    if likeness is None or not likeness.fits(vector) or off.covers(NoteKind.LAY, WHOLE):
        return understood
    concepts = {concept.name: concept for concept in lexicon.phrasebook.concepts}
    probable = likeness.probable(vector)
    likeliest = [(concepts[name], share) for name, share in probable.items() if name in concepts][:GUESSES]
    likely = tuple((_group(concept, share, lexicon), share) for concept, share in likeliest)
    talks = _talks(understood)
    least = _least(understood, talks)
    new = [
        (concept.name, group)
        for (concept, share), (group, _) in zip(likeliest, likely, strict=True)
        if share >= least and not _named(group, understood.groups)
    ]
    if (new or talks) and (unsaid := _unsaid(concepts, lexicon)).wordings:
        understood = replace(understood, talk=Talk(unsaid, likely, probable.get(NOTHING, 0.0)))
    return _guessing(understood, new) if new else understood


def _unsaid(concepts: Mapping[str, Concept], lexicon: Lexicon) -> Group:
    """Return what people mean by `it`."""
    subjects = (_group(concepts[name], 1.0, lexicon) for name in SUBJECT if name in concepts)
    return Group(tuple(wording for subject in subjects for wording in subject.wordings), "drug")


def _guessing(understood: Understood, new: Sequence[tuple[str, Group]]) -> Understood:
    names = [name for name, _ in new]
    return replace(
        understood,
        groups=(*understood.groups, *(group for _, group in new)),
        text=understood.text + "".join(f" ({name})" for name in names),
        meant=(*understood.meant, *names),
        notes=(*understood.notes, Note(NoteKind.LAY, WHOLE, f"perhaps {', '.join(names)}")),
    )


def _talks(understood: Understood) -> bool:
    """Whether somebody speaks as people talk."""
    return bool(understood.meant) or any(plain(word.strip("?!.,;:")) in TALK for word in understood.typed.split())


def _least(understood: Understood, talks: bool) -> float:
    """Return the probability from which an idea is guessed."""
    known = any(group.kind in KNOWN_KINDS for group in understood.groups)
    return (LIKELY if talks else LIKELY_OTHERWISE) * (BESIDE if known else 1)


def _group(concept: Concept, share: float, lexicon: Lexicon) -> Group:
    weight = min(MOST, WEIGHT + SURER * share)
    return Group(tuple(Wording(stems, weight) for stems in lexicon.phrasebook.names(concept)), concept.kind)


def _named(group: Group, groups: Iterable[Group]) -> bool:
    """Whether a question has an idea already, in the words that studies use."""
    return any(group.wordings[0].stems == wording.stems for other in groups for wording in other.wordings)
