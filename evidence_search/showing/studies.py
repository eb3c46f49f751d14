"""Studies of the library, and documents as a reader made them of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evidence_search.records import Document, Metadata, Relation, Study
from evidence_search.search.cite import links, reference
from evidence_search.showing.terminal import wrap


def metadata_to_json(metadata: Metadata) -> dict[str, Any]:
    """Return a bibliographic record as JSON-able values; empty text and unknown numbers become null."""
    values = {name: value if value != "" else None for name, value in asdict(metadata).items() if name != "study_id"}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def study_to_json(study: Study, relations: Sequence[Relation] = ()) -> dict[str, Any]:
    """Return a study as documented."""
    return {
        "study_id": study.study_id,
        "kind": study.kind,
        "citation": reference(study.metadata),
        "metadata": metadata_to_json(study.metadata),
        "sources": list(study.sources),
        "sections": [
            {
                "name": s.name,
                "kind": s.kind,
                "doubt": s.doubt or None,
                "start": s.start,
                "end": s.end,
                "text": study.text[s.start : s.end],
            }
            for s in study.sections
        ],
        "pages": [asdict(page) for page in study.pages],
        "text": study.text,
        "attached": [document_to_json(document) for document in study.attached],
        "related": [
            {"studies": [other for other in group.studies if other != study.study_id], "kind": group.kind, "why": group.why}
            for group in relations
        ],
    }


def study_to_text(study: Study, relations: Sequence[Relation] = ()) -> str:
    """Return a study for a terminal."""
    m = study.metadata
    head = [
        wrap(reference(m)),
        f"{study.study_id} · {study.kind} · {m.design or 'design unknown'} · retraction: {m.retraction}",
        f"Conditions: {', '.join(m.conditions) or 'unknown'}",
        f"Read from: {', '.join(study.sources)}",
        *(f"{label}: {address}" for label, address in links(m)),
    ]
    for group in relations:
        others = ", ".join(other for other in group.studies if other != study.study_id)
        head.append(wrap(f"Not separate evidence from {others} ({group.kind}): {group.why}"))
    body = [f"## {s.name}{f' ({s.doubt})' if s.doubt else ''}\n{study.text[s.start : s.end]}" for s in study.sections]
    return "\n".join(head) + "\n\n" + "\n\n".join(body)


def document_to_json(document: Document) -> dict[str, Any]:
    """Return what a reader made of a file, as documented."""
    numbers = [(page.number, page.start, page.end) for page in document.pages]
    printed: dict[int, list[str]] = {}
    for number, start, end in sorted(numbers):
        printed.setdefault(number, []).append(document.text[start:end].strip())
    return {
        "kind": document.kind,
        "metadata": metadata_to_json(document.metadata),
        "sections": [
            {
                "name": s.name,
                "kind": s.kind,
                "text": document.text[s.start : s.end],
                "pages": sorted({n for n, a, b in numbers if a < s.end and s.start < b}),
                "doubt": s.doubt or None,
            }
            for s in document.sections
        ],
        "pages": [{"number": number, "text": "\n\n".join(texts)} for number, texts in printed.items()],
        "references": list(document.references),
        "warnings": list(document.warnings),
    }


def document_to_text(document: Document) -> str:
    """Return what a reader made of a file, for a terminal."""
    lines = [wrap(reference(document.metadata)), f"{document.kind}, {len(document.text)} characters"]
    lines += [f"warning: {warning}" for warning in document.warnings]
    for s in document.sections:
        doubt = f"; {s.doubt}" if s.doubt else ""
        lines.append(f"\n## {s.name} ({s.kind}{doubt})\n{document.text[s.start : s.end]}")
    return "\n".join(lines) + "\n"
