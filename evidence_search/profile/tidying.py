"""Findings put in order: what does not hold left out, repeats taken together, one value where a field has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from evidence_search.findings import ONE_OF, Field, Finding, Origin
from evidence_search.profile.subject import Subject
from evidence_search.records import Design, Document, Page, Section

_NAMES = frozenset(
    {
        Field.CONDITIONS, Field.EXCLUDED, Field.DRUGS, Field.ROUTES, Field.DURATIONS, Field.COMPARATORS, Field.SCALES,
        Field.TIME_POINTS, Field.LOWERED_BY,
    }
)  # fmt: skip
"""Lists of names: the value alone tells two entries apart."""

_NUMBERS = frozenset({Field.PARTICIPANTS, Field.COUNTS, Field.GROUPS})
_WITHOUT_PEOPLE = frozenset({Design.ANIMAL_STUDY, Design.IN_VITRO_STUDY, Design.NARRATIVE_REVIEW, Design.GUIDELINE})
"""Designs whose texts count no participants of their own; a systematic review counts those of its studies."""

_FIELD_ORDER = {field: place for place, field in enumerate(Field)}
_ORIGIN_ORDER = {origin: place for place, origin in enumerate(Origin)}


def sound(finding: Finding, subject: Subject) -> bool:
    """Whether a finding's quote is verbatim where it says and contains the words that say the value.

    What people noted was quoted from their document, which is another text.
    """
    if finding.printed not in finding.quote or not finding.quote:
        return False
    if finding.origin is Origin.CURATED:
        return True
    if finding.start is None or finding.end is None:
        return finding.quote == subject.title or finding.quote in (*subject.publication_types, *subject.keywords)
    return 0 <= finding.start < finding.end and subject.text[finding.start : finding.end] == finding.quote


def arranged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by field, then origin, then place; of equal ones the best supported, of a `ONE_OF` field the first."""
    kept: list[Finding] = []
    seen: set[tuple[object, ...]] = set()
    for finding in sorted(findings, key=_order):
        key = (finding.field,) if finding.field in ONE_OF else _identity(finding)
        if key not in seen:
            seen.add(key)
            kept.append(finding)
    return tuple(kept)


def of_people(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings without numbers of people that a text gave whose design has none: animals, cells, what others found."""
    design = next((finding.value for finding in findings if finding.field is Field.DESIGN), None)
    for finding in findings:
        if design not in _WITHOUT_PEOPLE or finding.field not in _NUMBERS or finding.origin is Origin.CURATED:
            yield finding


def placed(findings: Iterable[Finding], main: Document, attached: Sequence[Document]) -> Iterator[Finding]:
    """Yield findings with the section and the pages their quotes stand on, in the document each is from.

    A quote that is not at its place in that document is left out with its finding.
    """
    for finding in findings:
        document, start, end = main, finding.start, finding.end
        if finding.attached is not None:
            document, start, end = attached[finding.attached.number], finding.attached.start, finding.attached.end
        if start is None or end is None:
            yield finding
        elif document.text[start:end] == finding.quote:
            section, pages = _section_at(document.sections, start), _pages_at(document.pages, start, end)
            yield replace(finding, section=section, pages=pages)


def _order(finding: Finding) -> tuple[int, int, bool, int]:
    """Sort by field, then by support, then by place.

    Where a field has one value, the surest origin wins, and among equals the one its extractor named first. In a list a
    sentence that can be opened is worth more than the title that says the same.
    """
    unlocated = finding.start is None and (finding.attached is None or finding.attached.start is None)
    if finding.field in ONE_OF:
        return (_FIELD_ORDER[finding.field], _ORIGIN_ORDER[finding.origin], unlocated, 0)
    place = -1 if finding.start is None else finding.start
    return (_FIELD_ORDER[finding.field], finding.origin is not Origin.CURATED, unlocated, place)


def _identity(finding: Finding) -> tuple[object, ...]:
    """Return what makes two findings of a list field say the same thing: the value, and where that is not all, its parts."""
    value = finding.value.casefold() if isinstance(finding.value, str) else finding.value
    if finding.field in _NAMES:
        return (finding.field, value)
    if finding.field is Field.DOSES:
        return (finding.field, value, finding.detail.get("drug"))
    return (finding.field, value, *sorted((name, str(part)) for name, part in finding.detail.items()))


def _section_at(sections: Sequence[Section], start: int) -> str:
    return next((section.name for section in sections if section.start <= start < section.end), "")


def _pages_at(pages: Sequence[Page], start: int, end: int) -> tuple[int, int] | None:
    numbers = [page.number for page in pages if page.start < end and start < page.end]
    return (numbers[0], numbers[-1]) if numbers else None
