"""`clinic.yaml`: what a clinic says of itself to patients: its name, what to do when it is urgent, the number to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from evidence_search.errors import UsageError

NAME = "clinic.yaml"
URGENT = (
    "If you or somebody else is in danger now, call your country's emergency number, or go to the nearest emergency "
    "department. If you think of suicide or of hurting yourself, tell somebody now: you do not have to be sure, and you do not "
    "have to be alone with it."
)
"""Said when the clinic has set no text of its own. It names no number: those differ between countries."""
LONGEST = 2_000
_KEYS = ("name", "urgent", "phone")
_REMEDY = "Mend the file; docs/staff.md says how it is written."


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic's own words for patients. Empty means not set."""

    name: str = ""
    urgent: str = URGENT
    phone: str = ""


def read_clinic(path: Path) -> Clinic:
    """Return what a clinic's file says; the program's own urgent text where there is none.

    Raises:
        UsageError: the file cannot be read, or holds anything but texts under the known keys.
    """
    if not path.exists():
        return Clinic()
    try:
        said = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader) or {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as problem:
        raise UsageError(f"{path.name} cannot be read: {' '.join(str(problem).split())}.", _REMEDY) from None
    if not isinstance(said, Mapping) or set(said) - set(_KEYS):
        raise UsageError(f"{path.name} holds something else than {', '.join(_KEYS)}.", _REMEDY)
    if wrong := [key for key, value in said.items() if not isinstance(value, str) or len(value) > LONGEST]:
        raise UsageError(f"{path.name}: {wrong[0]} is not a text of at most {LONGEST} characters.", _REMEDY)
    values = {key: " ".join(value.split()) for key, value in said.items()}
    return Clinic(values.get("name", ""), values.get("urgent") or URGENT, values.get("phone", ""))
