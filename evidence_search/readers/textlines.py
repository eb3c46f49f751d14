"""The lines of a text file, one by one, in whichever encoding it is: for exports that hold more records than fit in memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.readers.plain import MARKS, NO_TEXT, NOT_UTF8, SAVE_AS

_CHUNK = 1 << 20
MAX_LINE = 1_000_000
"""Characters of a line that are taken at a time; what is longer comes as several lines."""


def encoding_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the encoding of a text file, by its mark or by trying UTF-8 on all of it, and warnings.

    Raises:
        ReadError: it is not text, or its encoding cannot be told.
    """
    with path.open("rb") as file:
        head = file.read(4)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    problem = _fault(path, marked or "utf-8")
    if not problem:
        return marked or "utf-8", ()
    if marked or problem.startswith("NUL"):
        raise ReadError(f"the text says it is {marked or 'plain'} but is not ({problem})", SAVE_AS)
    if _fault(path, "cp1252", strict=True):
        raise ReadError(f"the text is neither UTF-8 ({problem}) nor Windows-1252, or is not text at all", SAVE_AS)
    return "cp1252", (NOT_UTF8,)


def _fault(path: Path, encoding: str, *, strict: bool = False) -> str:
    """Return why a file is not text in this encoding, or ""; `strict` takes control characters as proof that it is not."""
    decoder = codecs.getincrementaldecoder(encoding)()
    at = 0
    with path.open("rb") as file:
        while True:
            data = file.read(_CHUNK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as problem:
                return f"byte {at + problem.start}"
            if "\x00" in text or (strict and NO_TEXT.search(text)):
                return f"NUL or control characters near byte {at}"
            if not data:
                return ""
            at += len(data)


def lines(path: Path, encoding: str) -> Iterator[str]:
    """Yield the lines of a file without their ends, whichever ends it has; form feeds are blanks."""
    with path.open(encoding=encoding, newline=None) as file:
        while line := file.readline(MAX_LINE):
            yield line.removeprefix("\ufeff").rstrip("\n").replace("\f", " ")
