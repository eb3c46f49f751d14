"""PDF, by way of a process of its own that can be stopped: `pdf_worker` reads, `pdf_lines` and `pdf_blocks` make text of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evidence_search.errors import ReadError
from evidence_search.readers.assemble import Assembler
from evidence_search.readers.headings import is_references
from evidence_search.readers.pdf_blocks import FRONT, MARK, Block, blocks, references
from evidence_search.readers.pdf_lines import is_noise, read_lines
from evidence_search.readers.pdf_meta import metadata
from evidence_search.readers.plain import FULL_TEXT_FROM
from evidence_search.records import Document, Page, Section, SectionKind, SourceKind

MAX_SECONDS = 120.0
"""Wall time one file may take; long papers take two seconds."""
_WORKER = Path(__file__).with_name("pdf_worker.py")
_OCR = "Run text recognition (OCR) on it, for example with ocrmypdf, and add the result."
_PRINT_AGAIN = "Open it in a PDF viewer and print it to a new PDF."


def read(path: Path) -> Iterator[Document]:
    """Yield the document a PDF makes.

    Raises:
        ReadError: it is damaged, locked, a scan, or past a limit.
    """
    yield document(extract(path))


def extract(path: Path, max_seconds: float = MAX_SECONDS) -> dict[str, Any]:
    """Return what the worker says of a file: `pages`, `warnings` and the document information.

    Raises:
        ReadError: the worker failed, was stopped, or names a reason.
    """
    command = [sys.executable, "-P", str(_WORKER), str(path.resolve())]
    try:
        run = subprocess.run(command, capture_output=True, timeout=max_seconds, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as problem:
        raise ReadError(f"reading the PDF took longer than {max_seconds:.0f} seconds", _PRINT_AGAIN) from problem
    try:
        answer = json.loads(run.stdout)
    except ValueError as problem:
        last = run.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        raise ReadError(
            f"the PDF broke the program that reads it (exit {run.returncode}{'; ' + last if last else ''})", _PRINT_AGAIN
        ) from problem
    if "failure" in answer:
        raise ReadError(*answer["failure"])
    return dict(answer)


def document(answer: dict[str, Any]) -> Document:
    """Return the document that the pages of a PDF make.

    Raises:
        ReadError: there is no text in it, or none that can be read.
    """
    pages = [page.replace(MARK, "") for page in answer["pages"]]
    if not any(page.strip() for page in pages):
        raise ReadError("the PDF has no text layer (a scan?)", _OCR)
    if is_noise(pages):
        raise ReadError("the text layer of the PDF cannot be read: its fonts do not name their characters", _OCR)
    lines, warnings = read_lines(pages)
    found = blocks(lines)
    assembled = Assembler()
    for name, block in _named(found):
        assembled.add(name, _kind(name), block.paragraphs)
    text, sections, page_spans = settle(*assembled.build())
    if not text:
        raise ReadError("the PDF has no text layer (a scan?)", _OCR)
    about = {key: value for key, value in answer.items() if isinstance(value, str)}
    kind = SourceKind.FULL_TEXT if len(text) >= FULL_TEXT_FROM else SourceKind.ABSTRACT
    warnings += [f"units may be misread on page {number}: m may stand for µ" for number in answer.get("lone", ())]
    warnings += [f"pypdf: {said}" for said in answer.get("warnings", [])]
    return Document(kind, metadata(pages, about), text, sections, page_spans, tuple(warnings), references(found))


def settle(text: str, sections: tuple[Section, ...]) -> tuple[str, tuple[Section, ...], tuple[Page, ...]]:
    """Take the page marks out of a text; return it with the sections moved accordingly, and the pages that cover it.

    The n-th mark stands where page n + 1 begins. Pages without text have no stretch and are not listed.
    """
    pieces = text.split(MARK)
    starts = [0]
    for piece in pieces[:-1]:
        starts.append(starts[-1] + len(piece))
    plain = "".join(pieces)
    moved, marks, position = [], 0, 0
    for section in sections:
        marks += text.count(MARK, position, section.start)
        inside = text.count(MARK, section.start, section.end)
        start, end = section.start - marks, section.end - marks - inside
        marks, position = marks + inside, section.end
        if start < end:
            moved.append(Section(section.name, start, end, section.kind))
    ends = [*starts[1:], len(plain)]
    spans = tuple(
        Page(number, start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1) if start < end
    )
    return plain, tuple(moved), spans


def _named(found: list[Block]) -> Iterator[tuple[str, Block]]:
    """Yield the sections with their names, those below a top heading as `Methods: Participants`."""
    top = ""
    for block in found:
        if block.depth == 1:
            top = block.name if block.name != FRONT else ""
        yield (f"{top}: {block.name}" if block.depth == 2 and top else block.name), block


def _kind(name: str) -> SectionKind:
    if is_references(name):
        return SectionKind.REFERENCES
    return SectionKind.ABSTRACT if name in ("Abstract", "Summary") else SectionKind.TEXT
