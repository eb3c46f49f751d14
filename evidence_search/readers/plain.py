"""Plain text and Markdown, with optional front matter: `.txt`, `.md`."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers import frontmatter
from evidence_search.readers.assemble import Assembler, clean
from evidence_search.readers.headings import heading_name, is_left_out, is_references
from evidence_search.readers.markdown import Block, blocks
from evidence_search.records import Design, Document, Metadata, SectionKind, SourceKind

FULL_TEXT_FROM = 4_000
"""Characters from which a text counts as a full paper and not as an abstract: the longest abstracts have some 3,500."""
MAX_BYTES = 20_000_000
"""Largest text file that is read: a paper is a hundredth of it."""
MAX_TITLE = 300
"""Characters of a title; a longer first line is text."""
MAIN_TEXT = "Main text"
NOT_UTF8 = "not UTF-8: read as Windows-1252; accents and signs may be wrong"
SAVE_AS = "Open it in the program it was made with and save it as plain text in UTF-8."
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # subtle: before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


def read(path: Path) -> Iterator[Document]:
    """Yield the document a text file makes.

    Raises:
        ReadError: it is empty, is no text, or is in an encoding that cannot be told.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(f"the text is larger than {MAX_BYTES // 1_000_000} MB", "Split it into one file a study.")
    text, warnings = decode(path.read_bytes())
    yield document(text, warnings, marked=path.suffix.lower() in (".md", ".markdown"))


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file's bytes with plain line ends, and warnings.

    Raises:
        ReadError: it is not text, or its encoding cannot be told.
    """
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    warnings: list[str] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        if encoding != "utf-8":
            raise ReadError(f"the text says it is {encoding} but is not (byte {problem.start})", SAVE_AS) from problem
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = "\x00"
        if NO_TEXT.search(text):
            raise ReadError(
                f"the text is neither UTF-8 (byte {problem.start}) nor Windows-1252, or is not text at all", SAVE_AS
            ) from problem
        warnings.append(NOT_UTF8)
    if "\x00" in text:
        raise ReadError("the file holds NUL bytes: it is not a text file", SAVE_AS)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"), warnings


def document(text: str, warnings: list[str], *, marked: bool) -> Document:
    """Return the document a decoded text makes.

    Raises:
        ReadError: nothing but blanks is in it.
    """
    head = frontmatter.split(text)
    if head.error:
        warnings = [*warnings, f"front matter not read, line {head.error_line}: {head.error}"]
    found = blocks(head.body, marked=marked, first_line=head.body_line)
    title, body = _title(found, clean(str(head.values.get("title") or "")), _first_lines(head.body))
    assembled = Assembler()
    references: list[str] = []
    for name, block in _named(body):
        if is_references(name.rpartition(": ")[2]):
            references += [line for paragraph in block.paragraphs for line in map(clean, paragraph.split("\n")) if line]
            continue
        kind = SectionKind.ABSTRACT if name.startswith(("Abstract", "Summary")) else SectionKind.TEXT
        assembled.add(name, kind, [*([block.heading] if block.level > 3 else []), *block.paragraphs])
    whole, sections = assembled.build()
    if not whole and title:
        assembled.add("Title", SectionKind.TEXT, [title])
        whole, sections = assembled.build()
    if not whole:
        raise ReadError("there is no text in the file", "Check that this is the file you meant.")
    source = SourceKind.FULL_TEXT if len(whole) >= FULL_TEXT_FROM else SourceKind.ABSTRACT
    return Document(
        source, _metadata(head.values, title, whole), whole, sections, warnings=tuple(warnings), references=tuple(references)
    )


def _first_lines(body: str) -> str:
    """Return the first line of a text with the lines that go on in small letters: a title that was wrapped."""
    lines = body.lstrip().split("\n", 5)[:5]
    title = clean(lines[0])
    for line in lines[1:]:
        if not line.strip()[:1].islower():
            break
        title += " " + clean(line)
    return title


def _title(found: list[Block], given: str, lines: str) -> tuple[str, list[Block]]:
    """Return the title and the blocks without it: front matter's, else the first heading, else the first line."""
    first = found[0]
    if given:
        same = [block for block in found if not (block.level == 1 and not block.paragraphs and clean(block.heading) == given)]
        return given, same
    if not first.paragraphs and len(found) > 1 and not _plain_name(found[1].heading):
        top = found[1]
        return clean(top.heading), [Block("", 0, top.line, top.paragraphs), *found[2:]]
    if first.paragraphs:
        whole = clean(first.paragraphs[0].replace("\n", " "))
        title = lines if whole.startswith(lines) else whole
        rest = whole[len(title) :].strip()
        if len(title) <= MAX_TITLE and (len(found) > 1 or len(first.paragraphs) > 1 or rest):
            return title, [Block("", 0, first.line, [rest, *first.paragraphs[1:]]), *found[1:]]
        return title[:MAX_TITLE], found
    return "", found


def _plain_name(heading: str) -> bool:
    return is_left_out(heading) or heading_name(heading).lower() in (
        "abstract",
        "summary",
        "introduction",
        "background",
        "methods",
    )


def _named(body: list[Block]) -> Iterator[tuple[str, Block]]:
    """Yield each block with its section name: two levels, `Results: Harms`; sections about the paper are left out."""
    used = sorted({block.level for block in body if block.level})
    path: list[tuple[int, str]] = []
    for block in body:
        if block.level:
            path = [(level, name) for level, name in path if level < block.level]
            path.append((block.level, heading_name(block.heading)))
        top = [name for level, name in path if level != 1 or len(used) == 1 or body[0].level == 1][:2]
        if any(is_left_out(name) and not is_references(name) for name in top):
            continue
        yield ": ".join(top) or (path[-1][1] if path else MAIN_TEXT), block


def _metadata(values: dict[str, Any], title: str, text: str) -> Metadata:
    design = str(values.get("design") or "")
    year = str(values.get("year") or "")
    return Metadata(
        title=title,
        authors=_strings(values.get("authors")),
        journal=clean(str(values.get("journal") or "")),
        year=int(year) if re.fullmatch(r"(?:1[5-9]|20)\d\d", year) else None,
        doi=normalise_doi(str(values.get("doi") or "")),
        pmid=normalise_pmid(str(values.get("pmid") or "")),
        pmcid=normalise_pmcid(str(values.get("pmcid") or "")),
        registry=registry_numbers(text[:FULL_TEXT_FROM]),
        conditions=_strings(values.get("conditions")),
        design=Design(design) if design in set(Design) else None,
    )


def _strings(value: object) -> tuple[str, ...]:
    """Return a list of words however it was written: a YAML list, or one line with commas or semicolons."""
    if isinstance(value, str):
        value = re.split(r";" if ";" in value else r",", value)
    return tuple(filter(None, (clean(str(each)) for each in value))) if isinstance(value, list) else ()
