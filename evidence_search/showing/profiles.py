"""Profiles and evidence tables as JSON and as text for a terminal. The JSON is a promise, described in docs/cli.md."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from itertools import groupby
from typing import Any

from evidence_search.evidence_table import NOT_STATED, EvidenceTable, Row, in_words
from evidence_search.findings import ONE_OF, Field, Finding, Profile
from evidence_search.search.cite import pages_in_words

WIDTH = 110
_LABEL = max(len(field) for field in Field) + 2


def profile_to_json(name: str, title: str, profile: Profile) -> dict[str, Any]:
    """Return a profile as documented: a field with one value is an object or null, the others are lists."""
    shown: dict[str, Any] = {"id": name, "title": title or None}
    for field in Field:
        found = [finding_to_json(finding) for finding in profile.all(field)]
        shown[field.value] = (found[0] if found else None) if field in ONE_OF else found
    shown["warnings"] = list(profile.warnings)
    return shown


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return a value with its quote as documented."""
    return {
        "value": finding.value,
        "quote": finding.quote,
        "start": finding.start,
        "end": finding.end,
        "source": finding.origin,
        "printed": finding.printed or None,
        "detail": dict(finding.detail),
        "section": finding.section or None,
        "pages": None if finding.pages is None else list(finding.pages),
        "attached": None if finding.attached is None else asdict(finding.attached),
    }


def profile_to_text(name: str, title: str, profile: Profile) -> str:
    """Return a profile for a terminal: each field, its values, and under them the words they were read from."""
    lines = [textwrap.shorten(f"{name}  {title}", WIDTH, placeholder=" …"), ""]
    for field in Field:
        lines += _field_to_text(field, profile.all(field))
    return "\n".join([*lines, *(f"warning: {warning}" for warning in profile.warnings)])


def _field_to_text(field: Field, findings: tuple[Finding, ...]) -> list[str]:
    label = field.value.replace("_", " ").ljust(_LABEL)
    if not findings:
        return [label + NOT_STATED]
    lines = []
    for (quote, where), members in groupby(findings, key=lambda finding: (finding.quote, _where(finding))):
        said = "; ".join(dict.fromkeys(map(in_words, members)))
        lines.append(_filled(said, label))
        if quote != said:
            lines.append(_filled(f"“{quote}”", " " * (_LABEL + 2)))
        lines.append(" " * (_LABEL + 2) + f"— {where}")
        label = " " * _LABEL
    return lines


def _filled(text: str, head: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


def _where(finding: Finding) -> str:
    """Return where a quote stands: `curated, from the attached digest, Methods, p. 4`."""
    document = f"attached document {finding.attached.number + 1}" if finding.attached else ""
    parts = (str(finding.origin), document, finding.section, pages_in_words(finding.pages))
    return ", ".join(part for part in parts if part)


def table_to_json(table: EvidenceTable) -> dict[str, Any]:
    """Return an evidence table as documented."""
    return {"index": {"fingerprint": table.fingerprint}, "note": table.note or None,
            "rows": [_row_to_json(row) for row in table.rows]}  # fmt: skip


def _row_to_json(row: Row) -> dict[str, Any]:
    return {
        "study_id": row.study_id,
        "kind": row.kind,
        "citation": row.reference,
        "retraction": row.retraction,
        "cells": [
            {"column": cell.column, "text": cell.text, "findings": [_named(finding) for finding in cell.findings]}
            for cell in row.cells
        ],
    }


def _named(finding: Finding) -> dict[str, Any]:
    return {"field": finding.field, **finding_to_json(finding)}
