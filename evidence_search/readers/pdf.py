"""PDF, by way of a process of its own that can be stopped: `pdf_worker` reads, `pdf_lines` and `pdf_blocks` make text of it."""

from __future__ import annotations

import json
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidence_search.errors import ReadError
from evidence_search.readers.assemble import Assembler
from evidence_search.readers.headings import is_references
from evidence_search.readers.pdf_blocks import (
    FRONT,
    MARK,
    MARKED,
    Block,
    Joiner,
    apart_paragraphs,
    blocks,
    page_number,
    references,
)
from evidence_search.readers.pdf_layout import set_apart
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
    lines, warnings = read_lines(pages, answer.get("layout", ()), answer.get("lone", ()), answer.get("layer", ()))
    lines = set_apart(lines)
    joiner = Joiner(lines)
    found = blocks(lines)
    assembled = Assembler()
    doubts: dict[str, set[tuple[int, str]]] = {}
    for name, block in _named(found):
        for label, sort, paragraphs, doubtful in _parts(name, block, joiner):
            assembled.add(label, sort, paragraphs)
            doubts.setdefault(label, set()).update(doubtful)
    text, sections, page_spans = settle(*assembled.build())
    if not text:
        raise ReadError("the PDF has no text layer (a scan?)", _OCR)
    sections = tuple(replace(section, doubt=_doubt(doubts.get(section.name, set()))) for section in sections)
    about = {key: value for key, value in answer.items() if isinstance(value, str)}
    kind = SourceKind.FULL_TEXT if len(text) >= FULL_TEXT_FROM else SourceKind.ABSTRACT
    warnings += [f"hidden text on page {number} was left out: nobody sees it" for number in answer.get("hidden", ())]
    warnings += [f"pypdf: {said}" for said in answer.get("warnings", [])]
    return Document(kind, metadata(pages, about), text, sections, page_spans, tuple(warnings), references(found))


def _parts(name: str, block: Block, joiner: Joiner) -> Iterator[tuple[str, SectionKind, list[str], set[tuple[int, str]]]]:
    """Yield a section and what is printed in its midst: name, kind, paragraphs, pages whose figures are doubtful."""
    yield name, _kind(name), block.paragraphs, block.doubts
    for label, apart in block.apart.items():
        doubts = {(line.page, line.doubt) for line in apart.lines if line.doubt}
        yield label, apart.kind, apart_paragraphs(apart, joiner), doubts


def _doubt(doubts: set[tuple[int, str]]) -> str:
    """Return in words which figures may be misread, and why."""
    pages: dict[str, list[str]] = {}
    for page, why in sorted(doubts):
        pages.setdefault(why, []).append(str(page))
    return "; ".join(
        f"figures on page{'s' if len(on) > 1 else ''} {', '.join(on)} may be misread: {why}" for why, on in pages.items()
    )


def settle(text: str, sections: tuple[Section, ...]) -> tuple[str, tuple[Section, ...], tuple[Page, ...]]:
    """Take the page marks out of a text; return it with the sections moved accordingly, and the pages that cover it.

    A page has a stretch for each place at which it is read: its tables stand behind the section that goes on over it.
    """
    plain, removed = "", 0
    shifts: list[tuple[int, int]] = []
    starts: list[tuple[int, int]] = []
    last = 0
    for found in MARKED.finditer(text):
        plain += text[last : found.start()]
        last = found.end()
        removed += len(found.group())
        shifts.append((found.start(), removed))
        if not starts or starts[-1][1] != page_number(found):
            starts.append((len(plain) if starts else 0, page_number(found)))
    plain += text[last:]
    marks = [at for at, _ in shifts]

    def moved(offset: int) -> int:
        before = bisect_left(marks, offset)
        return offset - (shifts[before - 1][1] if before else 0)

    settled = [replace(section, start=moved(section.start), end=moved(section.end)) for section in sections]
    ends = [*(start for start, _ in starts[1:]), len(plain)][: len(starts)]
    spans = tuple(Page(number, start, end) for (start, number), end in zip(starts, ends, strict=True) if start < end)
    return plain, tuple(section for section in settled if section.start < section.end), spans


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
