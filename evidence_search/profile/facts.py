"""A profile boiled down to what filters and counts ask of it."""

from __future__ import annotations

from evidence_search.findings import Facts, Field, Finding, Origin, Profile

RATE = "mg/kg/h"
"""The unit that rates by weight are compared in."""


def facts_of(profile: Profile) -> Facts:
    """Return what filters ask of a profile."""
    sessions = _text(profile, Field.SESSIONS)
    count = _whole(profile, Field.SESSION_COUNT)
    return Facts(
        design=_text(profile, Field.DESIGN),
        conditions=_values(_surest(profile.all(Field.CONDITIONS))),
        drugs=_values(profile.all(Field.DRUGS)),
        routes=_values(profile.all(Field.ROUTES)),
        doses=_doses(profile),
        participants=_whole(profile, Field.PARTICIPANTS),
        sessions=1 if count is None and sessions == "single" else count,
        repeated={"single": False, "repeated": True}.get(sessions),
        blinding=_text(profile, Field.BLINDING),
        control=_text(profile, Field.CONTROL),
        directions=_values(profile.all(Field.OUTCOMES)),
    )


def _text(profile: Profile, field: Field) -> str:
    found = profile.one(field)
    return str(found.value) if found else ""


def _whole(profile: Profile, field: Field) -> int | None:
    found = profile.one(field)
    return int(found.value) if found and isinstance(found.value, int) else None


def _values(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(finding.value) for finding in findings))


def _surest(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the curated ones where there are any: what people chose is not to be diluted."""
    return tuple(f for f in findings if f.origin is Origin.CURATED) or findings


def _doses(profile: Profile) -> tuple[tuple[float, float, str], ...]:
    """Return the doses that a number and a unit are known of; rates by weight in mg/kg/h too, however they are printed."""
    found = []
    for finding in profile.all(Field.DOSES):
        part = finding.detail
        low, high = part.get("low", part.get("amount")), part.get("high", part.get("amount"))
        rate = part.get("per_kg_h")
        for least, most, unit in ((low, high, part.get("unit")), (rate, part.get("per_kg_h_high", rate), RATE)):
            if isinstance(least, int | float) and isinstance(most, int | float) and isinstance(unit, str):
                found.append((float(least), float(most), unit))
    return tuple(dict.fromkeys(found))
