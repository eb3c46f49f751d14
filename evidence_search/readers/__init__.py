"""Readers: a file becomes documents or named failures. One module a format; this one tells which is which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from evidence_search.errors import ReadError
from evidence_search.readers import digest, europepmc, jats, nbib, pdf, plain, pubmed, webpage, word
from evidence_search.readers.digest import check_digest
from evidence_search.readers.sniffing import BY_SUFFIX, Reader, record_reader
from evidence_search.readers.xmltext import HEAD_BYTES, decoded_head, root_name
from evidence_search.records import Document, Format, ReadFailure, Retraction

__all__ = ["READER_VERSION", "check_digest", "check_kind", "is_readable", "read"]

READER_VERSION = 4
"""Goes up when what any reader makes of a file changes, so that an ingest reads files again."""
MAX_BYTES = 200_000_000
"""Largest file that is opened: 200 MB, some twenty times a long paper with its figures."""

SUFFIXES = frozenset((".md", ".markdown", ".txt", ".xml", ".nxml", ".pdf", ".docx", ".html", ".htm", ".xhtml", *BY_SUFFIX))
_FORMATS: dict[Reader, Format] = {
    pubmed.read: Format.PUBMED,
    nbib.read: Format.PUBMED,
    jats.read: Format.JATS,
    europepmc.read: Format.EUROPE_PMC,
    digest.read: Format.DIGEST,
    webpage.read: Format.WEB_PAGE,
    pdf.read: Format.PDF,
    word.read: Format.WORD,
    plain.read: Format.PLAIN,
}
"""What each reader reads; the others read exports."""
_NO_SOURCE = frozenset({"curated", "sources", "retraction", "retraction_note"})
_PDF_HEAD = 4096
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an office document (.pptx, .epub)", "Save it as PDF or plain text, or unpack it first."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old office document (.doc)", "Save it as PDF or plain text."),
    (b"{\\rtf", "a rich text document", "Save it as PDF or plain text."),
)


def is_readable(path: Path) -> bool:
    """Whether a file of this name is one that a reader may know; used when folders are walked."""
    return path.suffix.lower() in SUFFIXES


def check_kind(path: Path) -> None:
    """Return when what is in a file is of a kind that is read here, whatever its name says.

    Raises:
        ReadError: it is empty, too large, or of no known kind.
        OSError: it cannot be opened.
    """
    _reader(path)


def read(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield what a file holds: its documents, and a failure for whatever cannot be read. Never raises for a bad file."""
    try:
        reader = _reader(path)
        for found in reader(path):
            yield found if isinstance(found, ReadFailure) else _sourced(found, _FORMATS.get(reader, Format.EXPORT))
    except ReadError as problem:
        yield ReadFailure(str(path), problem.what, problem.remedy)
    except OSError as problem:
        yield ReadFailure(
            str(path),
            f"the file cannot be opened: {problem.strerror or problem}",
            "Check that it exists and that you may read it.",
        )
    except MemoryError:
        yield ReadFailure(
            str(path), "the file needs more memory than there is", "Split the file, or read it on a larger computer."
        )
    except RecursionError:
        yield ReadFailure(str(path), "the file is nested too deeply", "Ask for the file again: it is damaged.")
    except Exception as problem:
        # subtle: the last net. A defect in a reader must cost one file, not the ingest of forty.
        yield ReadFailure(
            str(path),
            f"the reader failed: {type(problem).__name__}: {problem}",
            "Report this with the file: it is a defect of the program.",
        )


def _sourced(document: Document, form: Format) -> Document:
    """Return a document that says what it was read from, and where in it each value of its record stands."""
    values = document.metadata
    said = {f.name: str(form) for f in fields(values) if f.name not in _NO_SOURCE and getattr(values, f.name)}
    if values.retraction is not Retraction.UNKNOWN:
        said["retraction"] = values.retraction_note or str(form)
    return replace(document, format=form, metadata=replace(values, sources=said | dict(values.sources)))


def _reader(path: Path) -> Reader:
    """Return the reader for a file by what is in it, then by its name.

    Raises:
        ReadError: it is empty, too large, or of no known format.
    """
    size = path.stat().st_size
    if path.is_dir():
        raise ReadError("this is a folder", "Give the files in it.")
    if size == 0:
        raise ReadError("the file is empty", "Download it again: nothing was saved.")
    if size > MAX_BYTES:
        raise ReadError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", "Print it to a smaller PDF, or split the set.")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    suffix = path.suffix.lower()
    if b"%PDF-" in head[:_PDF_HEAD] and suffix not in (".md", ".markdown", ".txt"):
        return pdf.read
    text = decoded_head(head)
    if head.startswith(b"PK\x03\x04") and word.is_word(path):
        return word.read
    for signature, what, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise ReadError(f"this is {what}, not a paper in a format that is read here", remedy)
    records = None if text.lstrip().startswith("<") else record_reader(text, suffix)
    if records is not None:
        return records
    if suffix in (".md", ".markdown", ".txt"):
        return digest.read if suffix == ".md" and digest.is_digest(_utf8(head)) else plain.read
    return _by_root(root_name(text), suffix)


def _by_root(root: str, suffix: str) -> Reader:
    if root in pubmed.ROOTS:
        return pubmed.read
    if root in jats.ROOTS:
        return jats.read
    if root.lower() in ("html", "head", "body", "script", "meta", "div"):
        return webpage.read
    if suffix == ".pdf":
        return pdf.read
    if root:
        raise ReadError(f"XML of a kind that is not read here (<{root}>)", "Export it as PubMed XML or JATS.")
    if suffix in (".html", ".htm", ".xhtml"):
        return webpage.read
    if suffix in (".xml", ".nxml"):
        raise ReadError("the file is not XML", "Download the article again as JATS or PubMed XML.")
    raise ReadError("nothing here reads files of this kind", f"Files that are read: {', '.join(sorted(SUFFIXES))}.")


def _utf8(head: bytes) -> str:
    return head.decode("utf-8", errors="replace")
