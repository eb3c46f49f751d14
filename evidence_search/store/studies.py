"""The SQL of studies as a generation shows them: their passages with vectors, and their profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence_search.findings import Facts, Profile
from evidence_search.records import SourceKind
from evidence_search.store import profile_rows, rows
from evidence_search.store.database import FOREVER, VISIBLE, Database
from evidence_search.store.rows import Place, StoredPassage, StoredStudy

_STUDY = "pk, study_id, document, attached, kind, metadata, state"
_PASSAGE = "ordinal, section, start, end, first_page, last_page, sentences, input_sha256, vector, sentence_vectors"
_NO_PROFILE = (Profile(), Facts())


class Studies(Database):
    """Studies, passages and profiles, each seen from the generation it is born in until the one it dies in."""

    def living_study(self, study_id: str) -> StoredStudy | None:
        """Return the study as the next generation will show it."""
        select = f"SELECT {_STUDY} FROM studies WHERE study_id = ? AND died = {FOREVER}"
        row = self.connection().execute(select, (study_id,)).fetchone()
        return _study(row) if row else None

    def end_study(self, study_id: str, died: int) -> None:
        """Take a study away from generation `died` on."""
        update = f"UPDATE studies SET died = ? WHERE study_id = ? AND died = {FOREVER}"
        self.connection().execute(update, (died, study_id))

    def add_study(
        self, study: StoredStudy, passages: Iterable[StoredPassage], born: int, profile: tuple[Profile, Facts] = _NO_PROFILE
    ) -> int:
        """Store a study with its passages and its profile and return its row; `study.pk` is not used."""
        cursor = self.connection().execute(
            "INSERT INTO studies (study_id, document, attached, kind, metadata, state, born, died)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (study.study_id, study.document, ",".join(map(str, study.attached)), study.kind,
             rows.metadata_to_json(study.metadata), study.state, born, FOREVER),
        )  # fmt: skip
        pk = int(cursor.lastrowid or 0)
        self.connection().executemany(
            f"INSERT INTO passages (study, {_PASSAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [rows.passage_to_row(pk, passage) for passage in passages],
        )
        self.connection().execute(
            "INSERT INTO profiles (study, facts, findings) VALUES (?, ?, ?)",
            (pk, profile_rows.facts_to_json(profile[1]), profile_rows.profile_to_json(profile[0])),
        )
        return pk

    def studies(self, generation: int) -> list[StoredStudy]:
        """Return every study of a generation, by id."""
        select = f"SELECT {_STUDY} FROM studies WHERE {VISIBLE} ORDER BY study_id"
        return [_study(row) for row in self.connection().execute(select, {"g": generation})]

    def study(self, study_id: str, generation: int) -> StoredStudy | None:
        """Return a study of a generation by its id."""
        select = f"SELECT {_STUDY} FROM studies WHERE study_id = :id AND {VISIBLE}"
        row = self.connection().execute(select, {"id": study_id, "g": generation}).fetchone()
        return _study(row) if row else None

    def states(self, generation: int) -> list[tuple[str, str]]:
        """Return (study id, state) of every study of a generation, by id."""
        select = f"SELECT study_id, state FROM studies WHERE {VISIBLE} ORDER BY study_id"
        return [(row[0], row[1]) for row in self.connection().execute(select, {"g": generation})]

    def changed(self, since: int, generation: int) -> tuple[int, int]:
        """Return how many studies are new in `generation` and how many of `since` it no longer has."""
        count = "SELECT count(*) FROM studies WHERE "
        new = count + "born <= :g AND died > :g AND NOT (born <= :s AND died > :s)"
        gone = count + "born <= :s AND died > :s AND NOT (born <= :g AND died > :g)"
        values = {"g": generation, "s": since}
        run = self.connection().execute
        return int(run(new, values).fetchone()[0]), int(run(gone, values).fetchone()[0])

    def passage_keys(self, generation: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (passage row, study row) of every passage of a generation, ordered by study id, then place in the study."""
        select = (
            "SELECT passages.pk, passages.study FROM passages JOIN studies ON studies.pk = passages.study"
            f" WHERE {VISIBLE} ORDER BY studies.study_id, passages.ordinal"
        )
        found = np.array(self.connection().execute(select, {"g": generation}).fetchall(), dtype=np.int64).reshape(-1, 2)
        return found[:, 0].copy(), found[:, 1].copy()

    def vectors(self, generation: int) -> Iterator[bytes]:
        """Yield the stored vector of each passage, in the order of `passage_keys`."""
        select = (
            "SELECT passages.vector FROM passages JOIN studies ON studies.pk = passages.study"
            f" WHERE {VISIBLE} ORDER BY studies.study_id, passages.ordinal"
        )
        for row in self.connection().execute(select, {"g": generation}):
            yield row[0]

    def lexical_rows(self, generation: int, after: int) -> Iterator[tuple[int, int, str, str]]:
        """Yield (passage row, study row, title, text) of the passages of a generation that were not in `after`."""
        select = (
            "SELECT passages.pk, studies.pk, studies.metadata, documents.text, passages.start, passages.end"
            " FROM passages JOIN studies ON studies.pk = passages.study JOIN documents ON documents.pk = studies.document"
            " WHERE studies.born <= :g AND studies.died > :g AND NOT (studies.born <= :a AND studies.died > :a)"
            " ORDER BY studies.study_id, passages.ordinal"
        )
        for pk, study, metadata, text, start, end in self.connection().execute(select, {"g": generation, "a": after}):
            yield pk, study, rows.metadata_from_json(metadata).title, text[start:end]

    def places(self, pks: Sequence[int]) -> dict[int, Place]:
        """Return passage row → where it and its sentences stand; nothing that only ingesting asks for."""
        marks = ", ".join("?" * len(pks))
        select = (
            "SELECT pk, section, start, end, first_page, last_page, sentences, sentence_vectors FROM passages"
            f" WHERE pk IN ({marks})"
        )
        return {row[0]: rows.place_from_row(row[1:]) for row in self.connection().execute(select, list(pks))}

    def sections(self, pks: Sequence[int]) -> dict[int, int]:
        """Return passage row → which section of its document it stands in."""
        marks = ", ".join("?" * len(pks))
        return dict(self.connection().execute(f"SELECT pk, section FROM passages WHERE pk IN ({marks})", list(pks)).fetchall())

    def passages_of_study(self, study: int) -> list[StoredPassage]:
        """Return the passages of a study's row, in order."""
        select = f"SELECT {_PASSAGE} FROM passages WHERE study = ? ORDER BY ordinal"
        return [rows.passage_from_row(row) for row in self.connection().execute(select, (study,))]

    def studies_by_pk(self, pks: Sequence[int]) -> dict[int, StoredStudy]:
        """Return studies by row."""
        marks = ", ".join("?" * len(pks))
        select = f"SELECT {_STUDY} FROM studies WHERE pk IN ({marks})"
        return {row[0]: _study(row) for row in self.connection().execute(select, list(pks))}

    def profiles(self, studies: Sequence[int]) -> dict[int, Profile]:
        """Return study row → its profile, for rows that have one."""
        marks = ", ".join("?" * len(studies))
        select = f"SELECT study, findings FROM profiles WHERE study IN ({marks})"
        return {row[0]: profile_rows.profile_from_json(row[1]) for row in self.connection().execute(select, list(studies))}

    def facts(self, generation: int) -> dict[int, Facts]:
        """Return study row → what filters ask of its profile, for every study of a generation that has one."""
        select = f"SELECT profiles.study, facts FROM profiles JOIN studies ON studies.pk = profiles.study WHERE {VISIBLE}"
        return {row[0]: profile_rows.facts_from_json(row[1]) for row in self.connection().execute(select, {"g": generation})}

    def encoded(self, input_sha256: bytes) -> tuple[NDArray[np.float32], NDArray[np.int8]] | None:
        """Return the vectors of an encoder input met before, in any generation, or None."""
        select = f"SELECT {_PASSAGE} FROM passages WHERE input_sha256 = ? LIMIT 1"
        row = self.connection().execute(select, (input_sha256,)).fetchone()
        if row is None:
            return None
        passage = rows.passage_from_row(row)
        return passage.vector, passage.sentence_vectors


def _study(row: Sequence[Any]) -> StoredStudy:
    pk, study_id, document, attached, kind, metadata, state = row
    pks = tuple(int(part) for part in attached.split(",") if part)
    return StoredStudy(pk, study_id, document, pks, SourceKind(kind), rows.metadata_from_json(metadata), state)
