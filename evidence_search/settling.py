"""From a study's documents to its stored passages: merge → profile → split → encode → store, one transaction a study."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evidence_search import merging
from evidence_search.edits import Edits, edited
from evidence_search.findings import Facts, Field, Profile
from evidence_search.index.encoder import Encoded, Encoder
from evidence_search.merging import Placed
from evidence_search.profile import profile_of_study
from evidence_search.profile.facts import facts_of
from evidence_search.records import Design, Document, Metadata, Passage, Retraction
from evidence_search.store import Store, StoredDocument, StoredPassage, StoredStudy
from evidence_search.store.profile_rows import profile_to_json
from evidence_search.store.rows import metadata_to_json
from evidence_search.text.passages import split

SPLITTING = 2
"""Version of what is cut and encoded; raise it when sentences, passages or the encoder's input change."""

TITLE_TOKENS = 40
"""Tokens of the title put before each passage for the encoder, so that a passage knows what it is about."""

WRITE_EVERY = 256
"""Passages encoded together before their studies are stored: enough to batch texts of like length, seconds to lose."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A study whose passages are cut but not yet encoded."""

    study: StoredStudy
    profile: tuple[Profile, Facts]
    text: str
    passages: list[Passage]
    inputs: list[str]
    spans: list[list[tuple[int, int]]]
    digests: list[bytes]


class Settler:
    """Makes unsettled studies what their documents say, for the generation being prepared.

    `encoder` is called at the first need: a run that finds nothing new never loads a model. `tell` is called after each write.
    """

    def __init__(
        self,
        store: Store,
        encoder: Callable[[], Encoder],
        generation: int,
        tell: Callable[[], None],
        profiled: bool = True,
        edits: Edits | None = None,
    ) -> None:
        self._store = store
        self._wants_profiles = profiled
        self._edits = edits or {}
        self._encoder = encoder
        self._generation = generation
        self._tell = tell
        self.encoded = 0
        self.reused = 0
        self.warnings: list[str] = []
        """Parts of profiles that could not be made."""
        self.reuse = True
        """Whether vectors of a text met before serve again."""

    def settle(self, force: bool) -> None:
        """Make the passages of every unsettled study; with `force`, of one that is what its documents say too."""
        drafts: list[_Draft] = []
        for study_id in self._store.unsettled():
            if draft := self._draft(study_id, force):
                drafts.append(draft)
            if sum(len(waiting.inputs) for waiting in drafts) >= WRITE_EVERY:
                self._write(drafts)
                drafts = []
        self._write(drafts)

    def _draft(self, study_id: str, force: bool) -> _Draft | None:
        """Return a study's passages to be encoded, or None when it is gone, or its passages are what they should be."""
        stored = {(s.source, s.ordinal): s for s in self._store.documents_of_study(study_id)}
        living = self._store.living_study(study_id)
        if not stored:
            with self._store.atomic():
                self._store.end_study(study_id, self._generation)
                self._store.settled(study_id)
            return None
        group = merging.in_order(placed_in(s) for s in stored.values())
        ordered = [stored[p.source, p.ordinal] for p in group]
        metadata, profile = self._profiled(study_id, group)
        state = _state(study_id, ordered, metadata, profile[0])
        pks = tuple(s.pk for s in ordered)
        if living and living.state == state and not force and (living.document, *living.attached) == pks:
            self._store.settled(study_id)
            return None
        main = group[0].document
        study = StoredStudy(0, study_id, pks[0], pks[1:], main.kind, metadata, state)
        if living and not force and (living.document, living.metadata.title) == (pks[0], metadata.title):
            self._renew(living, study, profile)
            return None
        return self._cut(study, profile, main)

    def _profiled(self, study_id: str, group: Sequence[Placed]) -> tuple[Metadata, tuple[Profile, Facts]]:
        """Return a study's merged record and its profile; the record's design and conditions are the profile's."""
        merged = edited(merging.merge(group), self._edits, [placed.name for placed in group])
        metadata = replace(self._noticed(merged), study_id=study_id)
        if not self._wants_profiles:
            return metadata, (Profile(), Facts())
        profile = profile_of_study(group[0].document, [placed.document for placed in group[1:]], metadata)
        self.warnings += [f"{study_id}: {warning}" for warning in profile.warnings]
        facts = facts_of(profile)
        design = next((known for known in Design if known == facts.design), None)
        sources = dict(metadata.sources)
        for name, field in (("design", Field.DESIGN), ("conditions", Field.CONDITIONS)):
            if read := profile.all(field):
                sources.setdefault(name, f"{group[0].name} (profile, {read[0].origin})")
        made = replace(metadata, design=design, conditions=facts.conditions, sources=sources)
        return made, (profile, facts)

    def _noticed(self, metadata: Metadata) -> Metadata:
        """Return a record with what the list of notices says of it, where one was given.

        The graver state stands. A paper with an identifier that the list does not name has no notice known to it.
        """
        until = self._store.meta("notices_until")
        named = [f"{kind}:{value}" for kind, value in (("doi", metadata.doi), ("pmid", metadata.pmid)) if value]
        if not until or not named:
            return metadata
        listed = self._store.notice(named) or [(Retraction.NONE_KNOWN, f"none in the Retraction Watch data up to {until}")]
        return merging.with_notices(metadata, [(Retraction(state), note) for state, note in listed])

    def _renew(self, living: StoredStudy, study: StoredStudy, profile: tuple[Profile, Facts]) -> None:
        """Store a study anew with the passages it has: its text and title are as they were, what is known of it is not."""
        passages = self._store.passages_of_study(living.pk)
        with self._store.atomic():
            self._store.end_study(study.study_id, self._generation)
            self._store.add_study(study, passages, self._generation, profile)
            self._store.settled(study.study_id)
        self.reused += len(passages)

    def _cut(self, study: StoredStudy, profile: tuple[Profile, Facts], document: Document) -> _Draft:
        encoder = self._encoder()
        head = title_head(study.metadata.title, encoder)
        room = encoder.max_tokens - 2 - len(encoder.token_spans(head))
        passages = split(document.text, document.sections, document.pages, encoder.token_spans, room)
        inputs = [head + document.text[p.start : p.end] for p in passages]
        spans = [[(a - p.start + len(head), b - p.start + len(head)) for a, b in p.sentences] for p in passages]
        digests = [_input_hash(encoder, text, s) for text, s in zip(inputs, spans, strict=True)]
        return _Draft(study, profile, document.text, passages, inputs, spans, digests)

    def _write(self, drafts: Sequence[_Draft]) -> None:
        vectors = self._vectors(drafts)
        for draft in drafts:
            rows = [
                StoredPassage(
                    i, p.section, p.start, p.end, p.pages, np.array(p.sentences, dtype=np.int32).reshape(-1, 2),
                    digest, vectors[digest].vector, vectors[digest].sentences,
                )
                for i, (p, digest) in enumerate(zip(draft.passages, draft.digests, strict=True))
            ]  # fmt: skip
            with self._store.atomic():
                self._store.end_study(draft.study.study_id, self._generation)
                self._store.add_study(draft.study, rows, self._generation, draft.profile)
                self._store.settled(draft.study.study_id)
        self._tell()

    def _vectors(self, drafts: Sequence[_Draft]) -> dict[bytes, Encoded]:
        """Return the vectors of every input by its hash, encoding each text that was never met before once."""
        known: dict[bytes, Encoded] = {}
        new: dict[bytes, tuple[str, list[tuple[int, int]]]] = {}
        for draft in drafts:
            for text, spans, digest in zip(draft.inputs, draft.spans, draft.digests, strict=True):
                if digest in known or digest in new:
                    continue
                if self.reuse and (found := self._store.encoded(digest)):
                    known[digest] = Encoded(*found)
                    self.reused += 1
                else:
                    new[digest] = (text, spans)
        if new:
            made = self._encoder().encode_passages([t for t, _ in new.values()], [s for _, s in new.values()])
            known.update(zip(new, made, strict=True))
            self.encoded += len(new)
        return known


def placed_in(stored: StoredDocument) -> Placed:
    """Return a stored document as merging takes it."""
    return Placed(stored.source, stored.ordinal, stored.document)


def title_head(title: str, encoder: Encoder) -> str:
    """Return what goes before each passage for the encoder: the title, cut after `TITLE_TOKENS`."""
    tokens = encoder.token_spans(title)
    cut = title[: tokens[TITLE_TOKENS - 1][1]] if len(tokens) > TITLE_TOKENS else title
    return cut + "\n" if cut else ""


def _state(study_id: str, ordered: Sequence[StoredDocument], metadata: Metadata, profile: Profile) -> str:
    parts = [
        study_id,
        *(stored.sha256 for stored in ordered),
        metadata_to_json(replace(metadata, sources={})),
        profile_to_json(profile),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _input_hash(encoder: Encoder, text: str, spans: Sequence[tuple[int, int]]) -> bytes:
    return hashlib.sha256(f"{encoder.weights_sha256}\n{spans}\n{text}".encode()).digest()
