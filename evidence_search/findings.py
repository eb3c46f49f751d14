"""The study profile as frozen values: a finding is a structured fact of a study with the quote it was read from.

Offsets are character offsets into the study's text, half open: `text[start:end] == quote`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where a finding comes from, from the surest to the least sure."""

    CURATED = "curated"
    METADATA = "metadata"
    """The bibliographic record: title, keywords, publication types. No offsets: these are not in the study's text."""
    TEXT = "text"


class Field(StrEnum):
    """What a finding is about. `ONE_OF` says which have at most one value a study."""

    DESIGN = "design"
    BLINDING = "blinding"
    CONTROL = "control"
    PHASE = "phase"
    TIMING = "timing"
    PARTICIPANTS = "participants"
    COUNTS = "counts"
    GROUPS = "groups"
    AGE = "age"
    SEX = "sex"
    CONDITIONS = "conditions"
    RESISTANCE = "resistance"
    EXCLUDED = "excluded"
    DRUGS = "drugs"
    ROUTES = "routes"
    DOSES = "doses"
    DURATIONS = "durations"
    SESSIONS = "sessions"
    SESSION_COUNT = "session_count"
    SPACING = "spacing"
    COMPARATORS = "comparators"
    PRIMARY_OUTCOME = "primary_outcome"
    SCALES = "scales"
    TIME_POINTS = "time_points"
    FIGURES = "figures"
    RESPONSE = "response"
    REMISSION = "remission"
    OUTCOMES = "outcomes"
    FOLLOW_UP = "follow_up"
    HARMS = "harms"
    WITHDRAWALS = "withdrawals"
    STRENGTH = "strength"
    LOWERED_BY = "lowered_by"


ONE_OF: frozenset[Field] = frozenset(
    {
        Field.DESIGN, Field.BLINDING, Field.CONTROL, Field.PHASE, Field.TIMING, Field.PARTICIPANTS, Field.AGE, Field.SEX,
        Field.RESISTANCE, Field.SESSIONS, Field.SESSION_COUNT, Field.SPACING, Field.PRIMARY_OUTCOME, Field.FOLLOW_UP,
        Field.STRENGTH,
    }
)  # fmt: skip
"""Fields with at most one value a study."""

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Attached:
    """A place in one of a study's attached documents, never in its own text."""

    number: int
    """Position in `Study.attached`."""
    start: int | None = None
    end: int | None = None
    """Offsets into that document's text; None where the quote is a line of its record."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A value with the words it was read from."""

    field: Field
    value: Value
    """Normalised, so that studies can be filtered and compared."""
    quote: str
    """The whole sentence, table row or title it was read from, verbatim."""
    start: int | None
    end: int | None
    """None where the quote is not in the study's text."""
    origin: Origin = Origin.TEXT
    printed: str = ""
    """The words of the quote that say it, verbatim; empty when the value is the quote's as a whole."""
    detail: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    """Parts of the value, for example a dose's `amount` and `unit`."""
    attached: Attached | None = None
    """Where the quote stands when it is not the study's own text that says it, for example its digest."""
    section: str = ""
    """Name of the section the quote stands in."""
    pages: tuple[int, int] | None = None
    """First and last page the quote is printed on; None where the format has no pages."""


@dataclass(frozen=True, slots=True)
class Profile:
    """All findings of a study, in the order of `Field`, then curated before metadata before text, then of the text."""

    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    """Which extractor failed, and how: its fields are missing for that reason, not because the text says nothing."""

    def one(self, name: Field) -> Finding | None:
        """Return the finding of a field that has at most one, None when it is not known."""
        return next((finding for finding in self.findings if finding.field is name), None)

    def all(self, name: Field) -> tuple[Finding, ...]:
        """Return every finding of a field."""
        return tuple(finding for finding in self.findings if finding.field is name)


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters and counts ask of a profile, small enough to keep in memory for every study. Empty or None: not known."""

    design: str = ""
    conditions: tuple[str, ...] = ()
    """Curated ones alone where there are any."""
    drugs: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    doses: tuple[tuple[float, float, str], ...] = ()
    """(least, most, unit); the two are equal for a single dose."""
    participants: int | None = None
    sessions: int | None = None
    """Number of treatment sessions; 1 for a single dose."""
    repeated: bool | None = None
    blinding: str = ""
    control: str = ""
    directions: tuple[str, ...] = ()
    """Every direction that a named outcome of the study took."""
