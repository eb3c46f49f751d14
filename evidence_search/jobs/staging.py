"""Uploads on their way into a library: checked here for number, size, name and kind, whatever the browser said of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from evidence_search import readers
from evidence_search.errors import ReadError

MOST_FILES = 200
"""Files in one upload. More are brought in from a folder by `evidence-search ingest`."""
MOST_BYTES = 100_000_000
"""Bytes of one file: ten times a long paper with its figures."""
MOST_TOGETHER = 1_000_000_000
"""Bytes of one upload."""
_LONGEST_NAME = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/\u202a-\u202e\u2066-\u2069]+')
_OWN = frozenset({"readme.md", "license", "license.md", "license.txt", "relations.yaml", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; `body` is called once, when its turn comes."""

    name: str
    size: int
    body: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, why, and what can be done."""

    name: str
    reason: str
    remedy: str


def stage(folder: Path, uploads: Iterable[Upload]) -> tuple[list[str], list[Refused]]:
    """Write uploads into a job's folder; return the names they have there, and what was refused."""
    folder.mkdir(parents=True, exist_ok=True)
    staged: list[str] = []
    refused: list[Refused] = []
    together = 0
    for upload in uploads:
        if len(staged) >= MOST_FILES:
            refused.append(Refused(upload.name, f"more than {MOST_FILES} files at once", "Add it with the next upload."))
            continue
        if upload.size > MOST_BYTES or together + upload.size > MOST_TOGETHER:
            limit = MOST_BYTES if upload.size > MOST_BYTES else MOST_TOGETHER
            whole = "it is" if limit == MOST_BYTES else "with the files before it the upload is"
            reason = f"{whole} larger than {limit // 1_000_000} MB"
            refused.append(Refused(upload.name, reason, "Use a smaller file, or evidence-search ingest on the server."))
            continue
        name = _free(folder, safe_name(upload.name))
        path = folder / name
        path.write_bytes(upload.body())
        if problem := _wrong(path):
            path.unlink()
            refused.append(Refused(upload.name, problem.what, problem.remedy))
            continue
        together += path.stat().st_size
        staged.append(name)
    return staged, refused


def safe_name(name: str) -> str:
    """Return a file name without folders, control characters and what a library reads as something else.

    >>> safe_name("../../etc/passwd"), safe_name("_draft.pdf"), safe_name("README.md")
    ('passwd', 'draft.pdf', 'paper-README.md')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = _UNSAFE.sub("-", unicodedata.normalize("NFC", last)).strip(" .").lstrip("._-").rstrip("~ ")
    plain = plain.removesuffix(".part") or "paper"
    if plain.casefold() in _OWN:
        plain = f"paper-{plain}"
    path = PurePosixPath(plain)
    return path.stem[: _LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]


def _free(folder: Path, name: str) -> str:
    path, number = PurePosixPath(name), 2
    while (folder / name).exists():
        name = f"{path.stem}-{number}{path.suffix}"
        number += 1
    return name


def _wrong(path: Path) -> ReadError | None:
    """Return what is wrong with a file: its size on disk, and its kind by its content."""
    if path.stat().st_size > MOST_BYTES:
        return ReadError(f"it is larger than {MOST_BYTES // 1_000_000} MB", "Use a smaller file.")
    try:
        readers.check_kind(path)
    except ReadError as problem:
        return problem
    except OSError as problem:
        return ReadError(f"it cannot be opened: {problem.strerror}", "Try it again.")
    return None
