"""Studies as rows to be weighed side by side: each cell knows the findings it is made of, and so their quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence_search.findings import Field, Finding, Profile, Value
from evidence_search.records import Metadata, Retraction, SourceKind
from evidence_search.search.cite import reference

NOT_STATED = "not stated"
"""What a cell says whose value is not known. Unknown is not no."""

COLUMNS: tuple[tuple[str, tuple[tuple[Field, ...], ...]], ...] = (
    ("design", ((Field.DESIGN,), (Field.BLINDING,))),
    ("n", ((Field.PARTICIPANTS,),)),
    ("population", ((Field.CONDITIONS,), (Field.RESISTANCE,), (Field.AGE,), (Field.SEX,))),
    ("regimen", ((Field.DRUGS,), (Field.ROUTES,), (Field.DOSES,), (Field.DURATIONS,), (Field.SESSION_COUNT, Field.SESSIONS),
                 (Field.SPACING,))),
    ("comparator", ((Field.COMPARATORS, Field.CONTROL),)),
    ("outcome", ((Field.PRIMARY_OUTCOME, Field.SCALES),)),
    ("direction", ((Field.OUTCOMES,),)),
    ("follow-up", ((Field.FOLLOW_UP,),)),
    ("harms", ((Field.HARMS,), (Field.WITHDRAWALS,))),
)  # fmt: skip
"""Column → what it holds, in order; of fields in one bracket the first that is known stands for all."""


@dataclass(frozen=True, slots=True)
class TableStudy:
    """What a row is made of."""

    study_id: str
    kind: SourceKind
    metadata: Metadata
    profile: Profile


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its findings in the order they are said. Empty: the study does not say."""

    column: str
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """The values in words, or `NOT_STATED`."""
        return "; ".join(dict.fromkeys(map(in_words, self.findings))) or NOT_STATED


@dataclass(frozen=True, slots=True)
class Row:
    """A study's row."""

    study_id: str
    kind: SourceKind
    reference: str
    retraction: Retraction
    cells: tuple[Cell, ...]
    """In the order of `COLUMNS`."""


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """Rows in the order asked for, and the index they were read from."""

    rows: tuple[Row, ...]
    fingerprint: str
    note: str = ""
    """What a reader must know of the table as a whole, for example that its studies do not answer the question."""


def evidence_table(studies: Sequence[TableStudy], fingerprint: str) -> EvidenceTable:
    """Return studies as rows of a table."""
    return EvidenceTable(tuple(map(_row, studies)), fingerprint)


def in_words(finding: Finding) -> str:
    """Return a value as a cell says it: with the outcome it is the direction of, or the numbers an event was seen in.

    >>> in_words(Finding(Field.OUTCOMES, "improved", "Pain fell.", 0, 10, detail={"outcome": "pain"}))
    'pain: improved'
    >>> in_words(Finding(Field.HARMS, "nausea", "No nausea was seen.", 0, 19, detail={"seen": "no"}))
    'no nausea'
    """
    value, part = str(finding.value), finding.detail
    match finding.field:
        case Field.OUTCOMES if "outcome" in part:
            change = f" (before and after: {part['change']})" if "change" in part else ""
            return f"{part['outcome']}: {value}{change}"
        case Field.HARMS:
            return f"no {value}" if part.get("seen") == "no" else f"{value}{_counted(finding)}"
        case Field.WITHDRAWALS:
            return f"{value} withdrew"
        case Field.COMPARATORS if "dose" in part:
            return f"{value} {part['dose']}"
        case Field.SESSION_COUNT:
            return f"{value} session{'s' * (value != '1')}"
        case Field.SESSIONS:
            return f"{value} dosing"
        case Field.GROUPS if "group" in part:
            return f"{part['group']}: {value}"
        case Field.COUNTS if "kind" in part:
            return f"{value} {part['kind']}"
    return value


def _counted(finding: Finding) -> str:
    """Return the numbers that stand with a harm: ` (7 of 40)`, ` (12% with ketamine, 3% with placebo)`, or nothing."""
    part = finding.detail
    own, other = _numbers(part, ""), _numbers(part, "against_")
    if not own:
        return ""
    with_arm = f"{own} with {part['arm']}" if "arm" in part else own
    return f" ({with_arm}, {other} with {part['against']})" if other and "against" in part else f" ({with_arm})"


def _numbers(part: Mapping[str, Value], of: str) -> str:
    """Return how many had an event, of how many, as far as both are known; empty when nothing is."""
    events, exposed, percent = (part.get(f"{of}{name}") for name in ("events", "exposed", "percent"))
    if events is not None and exposed is not None:
        return f"{events} of {exposed}"
    if isinstance(percent, int | float):
        return f"{percent:g}%"
    return str(events) if events is not None else ""


def _row(study: TableStudy) -> Row:
    cells = tuple(Cell(name, _known(study.profile, groups)) for name, groups in COLUMNS)
    return Row(study.study_id, study.kind, reference(study.metadata), study.metadata.retraction, cells)


def _known(profile: Profile, groups: Sequence[Sequence[Field]]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for fields in groups:
        found += next((findings for field in fields if (findings := profile.all(field))), ())
    against = [str(finding.value).casefold() for finding in profile.all(Field.COMPARATORS)]
    return tuple(finding for finding in found if not _is_compared_with(finding, against))


def _is_compared_with(finding: Finding, comparators: Sequence[str]) -> bool:
    """Whether this is a drug that stands among the comparators: it is no part of the regimen under study."""
    if finding.field is not Field.DRUGS:
        return False
    if "ketamine" in str(finding.value):
        return finding.detail.get("role") == "comparator"
    return any(str(finding.value).casefold() in name for name in comparators)
