"""`people.yaml`: who may use a library that is behind a sign-in, and who may change it. Written by people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import yaml

from evidence_search.errors import UsageError

NAME = "people.yaml"
_REMEDY = "Mend the file; docs/access.md says how it is written."


class Role(StrEnum):
    """What a person may do: search; also add, edit and remove; also see who did what."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    ADMINISTRATOR = "administrator"

    @property
    def may_change(self) -> bool:
        """Whether this role may add, edit and remove."""
        return self is not Role.READER


def read_people(path: Path) -> dict[str, Role]:
    """Return e-mail address, in lower case, → role; nobody when there is no file.

    Raises:
        UsageError: the file is not a list of people, each with `email` and `role`, each named once.
    """
    if not path.exists():
        return {}
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as problem:
        raise UsageError(f"{path.name} cannot be read: {' '.join(str(problem).split())}.", _REMEDY) from None
    if listed is None:
        return {}
    if not isinstance(listed, list):
        raise UsageError(f"{path.name} is not a list of people.", _REMEDY)
    found: dict[str, Role] = {}
    for number, person in enumerate(listed, 1):
        email, role = _person(person, f"{path.name}, entry {number}")
        if email in found:
            raise UsageError(f"{path.name}, entry {number}: {email} stands twice.", _REMEDY)
        found[email] = role
    return found


def _person(person: object, where: str) -> tuple[str, Role]:
    if not isinstance(person, Mapping) or set(person) - {"email", "role", "name"}:
        raise UsageError(f"{where}: not a person with email and role.", _REMEDY)
    email, role = str(person.get("email") or "").strip().casefold(), str(person.get("role") or "")
    if "@" not in email:
        raise UsageError(f"{where}: there is no e-mail address.", _REMEDY)
    if role not in frozenset(Role):
        raise UsageError(f"{where}: the role is not one of {', '.join(Role)}.", _REMEDY)
    return email, Role(role)
