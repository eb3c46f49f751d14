"""What an index says of itself: one small file, swapped in last, that names the generation readers are to open.

index/
library.sqlite          the truth: documents, studies, passages, vectors, reports
manifest.json           this file's subject
generations/N/          vectors.faiss, lexical/ and lexical-studies/ of generation N, derived from the store
model/                  the exported encoder
write.lock              held by the process that is writing
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from evidence_search.errors import DamagedIndex, IndexProblem, NoIndex, WrongFormat

FORMAT = 1
"""Version of the layout of `index/`. A reader refuses any other."""

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The published state of an index."""

    format: int
    generation: int
    model: str
    weights_sha256: str
    dimension: int
    splitting: int
    """Version of the rules that cut passages."""
    studies: int
    passages: int
    fingerprint: str
    """Depends on the model and on what the library holds, not on the order or the time it came in."""


def path_of(index: Path) -> Path:
    """Return where the manifest of an index stands."""
    return index / NAME


def folder_of(index: Path, generation: int) -> Path:
    """Return the folder of a generation's derived files."""
    return index / "generations" / str(generation)


def read(index: Path) -> Manifest:
    """Return the manifest of an index.

    Raises:
        NoIndex: there is none.
        DamagedIndex: it is not readable.
        WrongFormat: another version of the program wrote the index.
    """
    path = path_of(index)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        found = values["format"]
        if found == FORMAT:
            return Manifest(**values)
    except FileNotFoundError:
        if (index / "library.sqlite").exists():
            raise DamagedIndex(f"{path} is missing.", "Run: evidence-search check --repair") from None
        raise NoIndex(f"There is no index in {index} yet.", "Run: evidence-search ingest") from None
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise DamagedIndex(f"{path} cannot be read: {problem}", "Run: evidence-search check --repair") from problem
    raise WrongFormat(
        f"The index in {index} has format {found}; this program reads format {FORMAT}.",
        "Delete the index folder and run: evidence-search ingest",
    )


def read_if_usable(index: Path) -> Manifest | None:
    """Return the manifest of an index, None where there is none that can be gone by."""
    try:
        return read(index)
    except IndexProblem:
        return None


def write(index: Path, manifest: Manifest) -> None:
    """Put a manifest in place of the old one in a single step."""
    working = path_of(index).with_suffix(".json.part")
    with working.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    working.replace(path_of(index))


def fingerprint(weights_sha256: str, splitting: int, states: Iterable[tuple[str, str]]) -> str:
    """Return 16 hexadecimal digits over format, model, splitting and the (id, state) of every study, ordered by id."""
    digest = hashlib.sha256(f"{FORMAT}\n{weights_sha256}\n{splitting}\n".encode())
    for study_id, state in states:
        digest.update(f"{study_id}\t{state}\n".encode())
    return digest.hexdigest()[:16]
