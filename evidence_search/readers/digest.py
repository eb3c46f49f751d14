"""Digests: short structured summaries written for this project, Markdown with the facts in the front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evidence_search.errors import ReadError
from evidence_search.identity import normalise_doi
from evidence_search.readers import frontmatter
from evidence_search.readers.assemble import Assembler, clean
from evidence_search.readers.digest_schema import problems
from evidence_search.readers.markdown import blocks
from evidence_search.readers.plain import decode
from evidence_search.records import Design, Document, Metadata, Retraction, SectionKind, SourceKind

SHOWN_PROBLEMS = 4
"""Problems named in a failure; `check_digest` tells them all."""
HARMS_NOT_SEEN = "The source read for this digest did not say what harms were seen; that does not mean there were none."
"""What a digest says under Harms when there is nothing else to say."""
_RETRACTION = {"yes": Retraction.RETRACTED, "no": Retraction.NONE_KNOWN, "unknown": Retraction.UNKNOWN}
_VOLUME_PAGES = re.compile(r"(?P<volume>[A-Za-z]?\d+[A-Za-z]?)?\s*(?:\((?P<issue>[^()]+)\))?\s*(?::\s*(?P<pages>\S+))?")
_ISSUE_PAGES = re.compile(r"issue (?P<issue>\d+(?:-\d+)?)\s*(?::\s*(?P<pages>\S+))?", re.IGNORECASE)


def is_digest(text: str) -> bool:
    """Whether a Markdown text begins with front matter that claims an id."""
    head = re.match(r"\ufeff?---[ \t]*\r?\n(.*?)(?:\r?\n---[ \t]*(?:\r?\n|$)|$)", text, re.DOTALL)
    return bool(head and re.search(r"^id[ \t]*:", head.group(1), re.MULTILINE))


def read(path: Path) -> Iterator[Document]:
    """Yield the digest of a file.

    Raises:
        ReadError: the file is not as digests must be; the first problems are named by line.
    """
    text, _ = decode(path.read_bytes())
    head = frontmatter.split(text)
    found = blocks(head.body, marked=True, first_line=head.body_line)
    wrong = [f"line {line}: {problem}" for line, problem in problems(head, found, path.stem)]
    if wrong:
        more = f"; and {len(wrong) - SHOWN_PROBLEMS} more" if len(wrong) > SHOWN_PROBLEMS else ""
        raise ReadError(f"the digest is not complete: {'; '.join(wrong[:SHOWN_PROBLEMS])}{more}", "Mend the lines named.")
    assembled = Assembler()
    for block in found[1:]:
        said = [paragraph.replace(HARMS_NOT_SEEN, "").strip() for paragraph in block.paragraphs]
        if said != block.paragraphs:
            # A search for what patients saw must not find the words "did not say what harms were seen".
            assembled.add(f"{block.heading}: note", SectionKind.NOTE, [HARMS_NOT_SEEN])
        assembled.add(block.heading, SectionKind.TEXT, said)
    whole, sections = assembled.build()
    yield Document(SourceKind.DIGEST, _metadata(head.values), whole, sections)


def check_digest(path: Path) -> list[str]:
    """Return what is missing or malformed in a digest, a line each: `line 12: unknown key 'dose'`. Empty when it is sound."""
    try:
        text, _ = decode(path.read_bytes())
    except ReadError as problem:
        return [f"line 1: {problem.what}"]
    head = frontmatter.split(text)
    found = blocks(head.body, marked=True, first_line=head.body_line)
    return [f"line {line}: {problem}" for line, problem in problems(head, found, path.stem)]


def volume_pages(text: str) -> tuple[str, str, str]:
    """Return volume, issue and pages: `56(3):248-257.e1` gives `56`, `3`, `248-257.e1`; what does not parse is all pages."""
    found = _VOLUME_PAGES.fullmatch(text.strip()) or _ISSUE_PAGES.fullmatch(text.strip())
    if not found or not text.strip():
        return "", "", clean(text)
    parts = found.groupdict()
    return parts.get("volume") or "", clean(parts.get("issue") or ""), parts.get("pages") or ""


def _metadata(values: dict[str, Any]) -> Metadata:
    volume, issue, pages = volume_pages(values["volume_pages"] or "")
    return Metadata(
        title=clean(values["title"]),
        authors=tuple(map(clean, values["authors"])),
        journal=clean(values["journal"] or ""),
        year=values["year"],
        volume=volume,
        issue=issue,
        pages=pages,
        doi=normalise_doi(values["doi"] or ""),
        pmid=values["pmid"] or "",
        pmcid=values["pmcid"] or "",
        registry=tuple(dict.fromkeys(clean(each["number"]) for each in values["registry"])),
        conditions=tuple(values["conditions"]),
        design=Design(values["design"]),
        retraction=_RETRACTION[values["retracted"]],
        retraction_note=f"digest, checked {values['checked']}",
        study_id=values["id"],
        curated=values,
    )
