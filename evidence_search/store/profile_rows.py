"""Profiles as kept in the store: JSON in which each place is written once, however many findings were read from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from evidence_search.findings import Attached, Facts, Field, Finding, Origin, Profile

Place = tuple[str, int | None, int | None, list[Any] | None, str, list[int] | None]


def profile_to_json(profile: Profile) -> str:
    """Return a profile as JSON: its places (quote, start, end, attached, section, pages), and findings that refer to them.

    Equal profiles give equal text.
    """
    numbers: dict[str, int] = {}
    places: list[Place] = []
    rows: list[list[Any]] = []
    for f in profile.findings:
        attached = None if f.attached is None else [f.attached.number, f.attached.start, f.attached.end]
        place: Place = (f.quote, f.start, f.end, attached, f.section, None if f.pages is None else list(f.pages))
        number = numbers.setdefault(json.dumps(place), len(numbers))
        if number == len(places):
            places.append(place)
        rows.append([f.field, f.value, number, f.origin, f.printed, dict(f.detail)])
    kept = {"places": places, "findings": rows, "warnings": list(profile.warnings)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def profile_from_json(text: str) -> Profile:
    """Return the profile that `profile_to_json` wrote."""
    kept = json.loads(text)
    findings = []
    for field, value, number, origin, printed, detail in kept["findings"]:
        quote, start, end, attached, section, pages = kept["places"][number]
        findings.append(
            Finding(
                Field(field), value, quote, start, end, Origin(origin), printed, detail,
                None if attached is None else Attached(*attached), section, None if pages is None else (pages[0], pages[1]),
            )
        )  # fmt: skip
    return Profile(tuple(findings), tuple(kept["warnings"]))


def facts_to_json(facts: Facts) -> str:
    """Return facts as JSON, what is not known left out."""
    kept = {name: value for name, value in asdict(facts).items() if value not in ("", None, ())}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def facts_from_json(text: str) -> Facts:
    """Return the facts that `facts_to_json` wrote."""
    written: dict[str, Any] = json.loads(text)
    kept: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in written.items()}
    if "doses" in kept:
        kept["doses"] = tuple((low, high, unit) for low, high, unit in kept["doses"])
    return Facts(**kept)
