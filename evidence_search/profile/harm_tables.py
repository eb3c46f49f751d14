"""Harms from simple tables of a full text: a row a harm, a column an arm, in each cell how many and their share.

A table is read only where one column alone is the study drug's and its caption speaks of harms; a row only where its label is a
harm's name as a whole. A share that does not fit its number of people leaves the row out: what is not certain stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.harm_arms import DOSE
from evidence_search.profile.harm_names import named_in
from evidence_search.profile.subject import Sentence, Subject, found
from evidence_search.records import Section, SectionKind

_CAPTION = re.compile(r"adverse|side[\s-]?effect|complication|toler|safety|\bteaes?\b", re.IGNORECASE)
_EFFICACY = re.compile(r"baseline|demographic|characteristic", re.IGNORECASE)
_STUDY_DRUG = re.compile(r"ketamine|spravato|\besk\b", re.IGNORECASE)
_NO_ARM = re.compile(
    r"\bp\b|p[\s-]?values?|\btotal\b|\ball\b|overall|odds|ratio|\b(?:rr|or|ci)\b|95|difference|statistic|test", re.IGNORECASE
)
_SIZE = re.compile(r"[\s,:;(]*\bn\s?=\s?(?P<n>\d{1,5})\)?", re.IGNORECASE)
_UNIT = re.compile(r"[\s,:;]*(?:\(?(?:no\.?|n|number)\)?\s?\(?%\)?|n/n\s?\(%\)|%\s?\(n\))\s*$", re.IGNORECASE)
_COUNT_AND_SHARE = re.compile(r"(?P<n>\d{1,5})\s?(?:/\s?(?P<of>\d{1,5})\s?)?\(\s?(?P<pct>\d{1,3}(?:[.·]\d+)?)\s?%?\s?\)")
_COUNTS_FIRST = re.compile(r"\b(?:no\.?|n|number)\s?(?:of \w+\s?)?\(\s?(?:%|percent)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?:[\s,]*[*†‡§¶#]+|\s\(?[a-e]\)?|,? n(?:o\.)? \(%\))+$")
_ROUNDING = 0.6
"""Percentage points by which a printed share may differ from the one reckoned: shares are printed to whole numbers."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the study drug's arm and the one it is held against stand in a row, with their names and sizes."""

    drug: int
    against: int | None
    names: tuple[str, ...]
    sizes: tuple[int | None, ...]
    width: int


def find(subject: Subject) -> Iterator[Finding]:
    """Yield the harms that a full text's tables count in the study drug's arm; events of none are left out."""
    for section in subject.sections:
        if section.kind is SectionKind.TABLE:
            yield from _of_table(list(_lines(subject, section)))


def _lines(subject: Subject, section: Section) -> Iterator[Sentence]:
    for match in re.finditer(r"\S[^\n]*", subject.text[section.start : section.end]):
        yield Sentence(match.group().rstrip(), section.start + match.start(), section.name.lower(), section.kind)


def _of_table(lines: Sequence[Sentence]) -> Iterator[Finding]:
    caption = next((line.text for line in lines if "|" not in line.text), "")
    head = next((place for place, line in enumerate(lines) if "|" in line.text), None)
    if head is None or not _CAPTION.search(caption) or _EFFICACY.search(caption):
        return
    columns = _columns(lines[head].text)
    counted = any(_COUNTS_FIRST.search(line.text) for line in lines)
    if columns is None or not (counted or columns.sizes[columns.drug]):
        return
    for line in lines[head + 1 :]:
        cells = [cell.strip() for cell in line.text.split("|")]
        detail = _row(cells, columns)
        name = _harm(cells[0]) if detail else ""
        if detail and name:
            yield replace(found(Field.HARMS, name, line, cells[0]), detail={"seen": "yes", **detail})


def _columns(header: str) -> _Columns | None:
    """Return the columns of a header, None unless one alone is the study drug's."""
    cells = [cell.strip() for cell in header.split("|")]
    sizes = tuple(int(size["n"]) if (size := _SIZE.search(cell)) else None for cell in cells)
    names = tuple(_UNIT.sub("", _SIZE.sub("", cell)).strip(" ,:;()") for cell in cells)
    arms = [place for place, name in enumerate(names) if place and name and not _NO_ARM.search(name)]
    own = [place for place in arms if _STUDY_DRUG.search(names[place])]
    others = [place for place in arms if place not in own]
    if len(own) != 1:
        return None
    return _Columns(own[0], others[0] if len(others) == 1 else None, names, sizes, len(cells))


def _row(cells: Sequence[str], columns: _Columns) -> dict[str, Value]:
    """Return what a row counts, empty where its cells are not those of the header or a share does not fit."""
    if not columns.drug < len(cells) <= columns.width:
        return {}
    own = _cell(cells[columns.drug], columns.sizes[columns.drug])
    if not own or not own["events"]:
        return {}
    arm = columns.names[columns.drug]
    dose = DOSE.search(arm)
    detail: dict[str, Value] = {**own, "arm": arm, **({"dose": dose.group()} if dose else {})}
    if columns.against is not None and columns.against < len(cells):
        other = _cell(cells[columns.against], columns.sizes[columns.against])
        if other:
            detail["against"] = columns.names[columns.against]
            detail |= {f"against_{part}": value for part, value in other.items()}
    return detail


def _cell(printed: str, size: int | None) -> dict[str, Value]:
    if printed == "0" and size is not None:
        return {"events": 0, "exposed": size, "percent": 0.0}
    match = _COUNT_AND_SHARE.fullmatch(printed)
    if not match:
        return {}
    events, share = int(match["n"]), float(match["pct"].replace("·", "."))
    exposed = int(match["of"]) if match["of"] else size
    if share > 100 or (exposed is not None and (events > exposed or abs(100 * events / exposed - share) > _ROUNDING)):
        return {}
    if exposed is None and (events > 0) != (share > 0):
        return {}
    return {"events": events, **({"exposed": exposed} if exposed is not None else {}), "percent": share}


def _harm(label: str) -> str:
    """Return the name of the harm that a label is, empty where it is none or more than that."""
    plain = _FOOTNOTE.sub("", label)
    return next((name for name, pattern in named_in(plain.lower()) if pattern.fullmatch(plain)), "")
