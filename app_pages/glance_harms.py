"""The harms of chosen studies: what was seen, in how many of how many, at which dose, quoted. As large as the benefits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app_pages.asked import Asked
from evidence_search.evidence_table import in_words
from evidence_search.findings import Profile
from evidence_search.glance import OTHER_HARMS, Harm
from evidence_search.presenting import WARNED, escaped, folded_table, inward_link, name_and_year, study_address, where
from evidence_search.records import Metadata
from evidence_search.text.listing import without_mark

LISTED = 200
"""Statements listed of one harm."""
HEADINGS = ("What was seen", "In its words", "Doses in the study", "Study")


def harms_html(found: Sequence[Harm], profiles: Mapping[str, Profile], records: Mapping[str, Metadata], asked: Asked) -> str:
    """Return a table for each harm, the one that most studies speak of first, after how many studies are silent."""
    stating = len({harm.study_id for harm in found})
    silent = len(profiles) - stating
    said = f"{stating} of these {len(profiles)} studies say something of harms."
    if silent:
        said += f" Of {silent} nothing could be read, which does not mean that there were none."
    by_name: dict[str, list[Harm]] = {}
    for harm in found:
        by_name.setdefault(harm.name, []).append(harm)
    ordered = sorted(by_name.items(), key=lambda each: (each[0] == OTHER_HARMS, -_studies(each[1]), each[0]))
    return f"<p>{said}</p>" + "".join(_table(name, harms, records, asked) for name, harms in ordered)


def _studies(harms: Sequence[Harm]) -> int:
    return len({harm.study_id for harm in harms})


def _speaking(harms: Sequence[Harm]) -> str:
    """Return how many studies speak of a harm, and how many of those say that it was not seen.

    What a digest says of it may be either; its words stand below.
    """
    absent = {harm.study_id for harm in harms if harm.finding.detail.get("seen") == "no"}
    absent -= {harm.study_id for harm in harms if harm.finding.detail.get("seen") != "no"}
    count = _studies(harms)
    said = f"{count} {'study speaks' if count == 1 else 'studies speak'} of it"
    return f"{said}, {len(absent)} of them as not seen" if absent else said


def _table(name: str, harms: Sequence[Harm], records: Mapping[str, Metadata], asked: Asked) -> str:
    title = f"{name[0].upper()}{name[1:]}: {_speaking(harms)}"
    if len(harms) > LISTED:
        title += f" (the first {LISTED} statements)"
    return folded_table(title, HEADINGS, [_row(harm, records[harm.study_id], asked) for harm in harms[:LISTED]])


def _row(harm: Harm, metadata: Metadata, asked: Asked) -> tuple[str, str, str, str]:
    finding = harm.finding
    address = study_address(harm.study_id, finding.start or 0, finding.end or 0, asked.parameters())
    warned = f" <strong>{escaped(metadata.retraction)}</strong>" if metadata.retraction in WARNED else ""
    place = where(finding.section, finding.pages) if finding.section or finding.pages else ""
    return (
        escaped(in_words(finding)),
        f'<q>{escaped(without_mark(finding.quote))}</q> <span class="es-state">{escaped(place)}</span>',
        escaped("; ".join(harm.doses) or "not stated"),
        inward_link(address, name_and_year(harm.study_id, metadata)) + warned,
    )
