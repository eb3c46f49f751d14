"""The part of the PDF reader that touches the file: run as a process of its own, so that a hostile file can only kill that.

    python -P pdf_worker.py FILE

It writes one JSON object to standard output: `pages` (the text of each page as lines), `lone` (pages where `mg` may be µg),
`title`, `author`, `subject`, `largest` (lines set largest on the first page), `warnings`; or `failure` (what, remedy). It is
run by its path and imports nothing of this program but `pdf_glyphs`, by its path too, so that it starts in the time pypdf needs
and is not slowed by what the program grows. The home of pypdf.
"""

from __future__ import annotations

import json
import logging
import re
import runpy
import statistics
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, cast

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PdfReadError, PdfStreamError, PyPdfError
from pypdf.generic import ArrayObject, ByteStringObject, ContentStream, DictionaryObject, FloatObject, NameObject

MAX_MEMORY_KB = 1_000_000
"""Address space of this process; a long paper needs a fifth of it."""
MAX_CPU_SECONDS = 110
MAX_PAGES = 2_000
MAX_CHARACTERS = 5_000_000
MAX_WARNINGS = 6
LONG_WORD = 15
GLUED_SHARE = 0.15
"""Share of letters in words longer than that from which words must have lost their blanks; in English it is 0.01."""
BLANK = 120.0
"""Thousandths of the type size by which a gap must be wider than the usual one to be a blank; kerning stays below 80."""
BIG_OFFSET = 1000.0

PRINT_AGAIN = "Open it in a PDF viewer and print it to a new PDF."
ASK_AGAIN = "Ask for the file again: it is cut off or damaged."
PASSWORD = "Open it with its password and print it to a new PDF."


class Places(Protocol):
    """Gives a page's text and the places of its lines: the class of this name in `pdf_places`."""

    def page(self, page: pypdf.PageObject, number: int) -> tuple[str, list[Any]]:
        """Return the text of a page, and a place for each line."""


class Failure(Exception):
    """A named reason why the file cannot be read, with the remedy."""


class _Collector(logging.Handler):
    """Keeps what pypdf has to say, each sentence once."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        if len(self.said) < MAX_WARNINGS:
            self.said[re.sub(r"\s+", " ", re.split(r" in font dictionary|[{<]", record.getMessage())[0])[:160]] = None


def limit_resources() -> None:
    """Lower this process's limits where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    size = MAX_MEMORY_KB * 1024
    for kind, value in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CPU, MAX_CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        try:
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
        except (ValueError, OSError):
            continue


def extract(path: Path) -> dict[str, Any]:
    """Return the pages and the document information of a PDF.

    Raises:
        Failure: it cannot be read, or is past a limit.
    """
    reader = pypdf.PdfReader(path, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Failure("the PDF needs a password", PASSWORD)
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise Failure(f"the PDF has {count:,} pages; at most {MAX_PAGES:,} are read", "Split it into smaller files.")
    pages: list[str] = []
    warnings: list[str] = []
    total = 0
    name_glyphs = _beside("pdf_glyphs")["name_glyphs"]
    take_out_hidden = _beside("pdf_hidden")["take_out_hidden"]
    places = _beside("pdf_places")["Places"]()
    hidden: dict[str, list[int]] = {"hidden": [], "layer": []}
    layout: list[list[Any]] = []
    named: dict[int, Any] = {}
    lone: list[int] = []
    for number in range(count):
        try:
            with suppress(LookupError, TypeError, ValueError, AttributeError, PyPdfError):
                hidden.get(take_out_hidden(reader.pages[number]), []).append(number + 1)
            text, placed, alone = _read_page(reader.pages[number], number + 1, name_glyphs, named, places)
            lone += [number + 1] * alone
        except (MemoryError, RecursionError, LimitReachedError, FileNotDecryptedError):
            raise
        except Exception as problem:  # one bad page must not cost the others
            text, placed = "", []
            warnings.append(f"page {number + 1} could not be read: {type(problem).__name__}")
        total += len(text)
        if total > MAX_CHARACTERS:
            raise Failure(f"the PDF holds more than {MAX_CHARACTERS:,} characters", "Split it into smaller files.")
        pages.append(text)
        layout.append(placed)
    hidden["hidden"] = sorted({*hidden["hidden"], *places.outside})
    if warnings and len(warnings) == count:
        raise Failure(f"no page of the PDF can be read ({warnings[0]})", PRINT_AGAIN)
    read = {"pages": pages, "lone": lone, "layout": layout, "fonts": places.fonts, "warnings": warnings[:MAX_WARNINGS]}
    largest = "\n".join(_largest(pages[0], layout[0])) if pages else ""
    return read | hidden | _information(reader) | {"largest": largest}


def _beside(name: str) -> dict[str, Any]:
    """Run a module that stands beside this one."""
    return runpy.run_path(str(Path(__file__).with_name(f"{name}.py")))


def _read_page(
    page: pypdf.PageObject, number: int, name_glyphs: Callable[..., str], named: dict[int, Any], places: Places
) -> tuple[str, list[Any], bool]:
    """Return a page's text with its signs named, the places of its lines, and whether a unit's letter has a font of its own."""
    alone = ""
    with suppress(LookupError, TypeError, ValueError, AttributeError, PyPdfError):
        alone = name_glyphs(page, named)  # where a font is too odd for that, its text comes as pypdf reads it
    text, placed = _page_text(page, number, places)
    return text, placed, bool(alone and re.search(rf"\d\s?[{alone}][glLMmV]\b", text))


def _page_text(page: pypdf.PageObject, number: int, places: Places) -> tuple[str, list[Any]]:
    """Return a page's text; where hardly a word stands apart, once more with the gaps between letters judged here."""
    text, placed = places.page(page, number)
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < 20 or sum(len(word) for word in words if len(word) > LONG_WORD) < GLUED_SHARE * sum(map(len, words)):
        return text, placed
    try:
        _open_gaps(page)
        return places.page(page, number)
    except (LookupError, TypeError, ValueError, AttributeError, PyPdfError):
        return text, placed


def _open_gaps(page: pypdf.PageObject) -> None:
    """Rewrite a page's content so that each gap as wide as a blank becomes one.

    Typesetters leave blanks out and move the pen instead, by offsets inside a string and by letter spacing (`Tc`), and pypdf
    knows neither the second nor narrow offsets. What counts is how much wider a gap is than the usual one in the string.
    """
    contents = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    resources = cast("DictionaryObject", page["/Resources"].get_object())
    fonts = cast("DictionaryObject", resources["/Font"].get_object())
    operations = []
    spacing, size, wide = 0.0, 1.0, False
    for operands, operator in contents.operations:
        if operator == b"Tc":
            spacing = float(operands[0])
        elif operator == b"Tf":
            size = abs(float(operands[1])) or 1.0
            wide = cast("DictionaryObject", fonts[operands[0]].get_object()).get("/Subtype") == "/Type0"
        if operator == b"TJ" or (operator == b"Tj" and spacing):
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            operations.append(([ArrayObject(_with_gaps(list(shown), 1000 * spacing / size, 2 if wide else 1))], b"TJ"))
        else:
            operations.append((operands, operator))
    contents.operations = operations
    page[NameObject("/Contents")] = contents


def _with_gaps(shown: list[Any], spacing: float, step: int) -> list[Any]:
    """Return the parts of a `TJ` array, with an offset nobody takes for kerning at each blank; `step` bytes are a letter."""
    letters: list[bytes] = []
    gaps: list[float] = []  # behind each letter, in thousandths of the type size
    for part in shown:
        if isinstance(part, (int, float)):
            if gaps:
                gaps[-1] -= float(part)
        elif isinstance(part, bytes):
            pieces = [part[start : start + step] for start in range(0, len(part), step)]
            letters += pieces
            gaps += [spacing] * len(pieces)
        else:
            return shown
    usual = statistics.median(gaps[:-1]) if len(gaps) > 3 else min(spacing, 0.0)
    parts: list[Any] = []
    for letter, gap in zip(letters, gaps, strict=True):
        parts.append(ByteStringObject(letter))
        if gap - usual >= BLANK:
            parts += [FloatObject(-BIG_OFFSET), FloatObject(BIG_OFFSET - gap)]
    return parts


def _largest(text: str, placed: list[Any]) -> list[str]:
    """Return what is set largest on a page, the largest first, where it is at least four words: mostly the title."""
    runs: dict[float, list[str]] = {}
    for line, place in zip(text.split("\n"), placed, strict=False):
        if place is not None:
            runs.setdefault(place[2], []).append(line)
    said = (" ".join(" ".join(runs[height]).split()) for height in sorted(runs, reverse=True))
    return [words for words in said if 4 <= len(words.split()) <= 60 and 20 <= len(words) <= 600][:4]


def _information(reader: pypdf.PdfReader) -> dict[str, str]:
    try:
        about: dict[str, Any] = dict(reader.metadata or {})
        keys = (("title", "/Title"), ("author", "/Author"), ("subject", "/Subject"))
        return {name: str(about.get(key) or "")[:2000] for name, key in keys}
    except Exception:  # document information is a convenience
        return {}


def explain(problem: BaseException) -> tuple[str, str]:
    """Return what an exception means to a person, and the remedy."""
    if isinstance(problem, Failure):
        return str(problem.args[0]), str(problem.args[1])
    if isinstance(problem, MemoryError):
        return f"the PDF needs more than {MAX_MEMORY_KB:,} KB of memory", PRINT_AGAIN
    if isinstance(problem, RecursionError):
        return "the PDF refers to itself without end", PRINT_AGAIN
    if isinstance(problem, LimitReachedError):
        return f"the PDF unpacks to more than is allowed: {problem}", PRINT_AGAIN
    if isinstance(problem, FileNotDecryptedError):
        return "the PDF needs a password", PASSWORD
    if isinstance(problem, DependencyError):
        return "the PDF is encrypted in a way that is not read here", PASSWORD
    if isinstance(problem, (PdfStreamError, PdfReadError)):
        return f"the PDF is damaged: {problem}", ASK_AGAIN
    kind = "" if isinstance(problem, PyPdfError) else f"{type(problem).__name__}: "
    return f"the PDF is damaged: {kind}{problem}", ASK_AGAIN


def main() -> None:
    """Read the file named on the command line and answer on standard output."""
    limit_resources()
    collector = _Collector()
    logging.captureWarnings(True)
    logging.basicConfig(level=logging.WARNING, handlers=[collector])
    answer: dict[str, Any]
    try:
        answer = extract(Path(sys.argv[1]))
    except Exception as problem:
        what, remedy = explain(problem)
        answer = {"failure": [re.sub(r"\s+", " ", what)[:400], remedy]}
    answer["warnings"] = [*answer.get("warnings", []), *collector.said][:MAX_WARNINGS]
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    main()
