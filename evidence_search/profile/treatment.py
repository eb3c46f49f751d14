"""What was given: drug, route, dose, how long, how often, against what."""

from __future__ import annotations

import dataclasses

from evidence_search.findings import Finding
from evidence_search.profile import comparators, doses, drugs, durations, routes, schedule, sessions
from evidence_search.profile.drug_names import STUDY_DRUGS
from evidence_search.profile.scope import scope_of
from evidence_search.profile.subject import Subject


def find(subject: Subject) -> list[Finding]:
    """Return a study's drugs, routes, doses, infusion times, sessions, their number and spacing, and comparators.

    Only drugs are read from a study in animals, and from one that gave none of `STUDY_DRUGS`: nobody's treatment is found by a
    rat's dose, nor by another drug's.
    """
    scope = scope_of(subject)
    given = drugs.find(scope)
    names = [str(finding.value) for finding in given]
    if scope.is_animal or not STUDY_DRUGS.intersection(names):
        return given
    against = comparators.find(scope, names)
    return [
        *_with_roles(given, {str(finding.value) for finding in against}),
        *routes.find(scope),
        *doses.find(scope, names),
        *durations.find(scope),
        *sessions.find(scope),
        *schedule.find(scope),
        *against,
    ]


def _with_roles(given: list[Finding], against: set[str]) -> list[Finding]:
    """Say of each drug whether it is the study's own or a comparator; a drug given along with ketamine has no role stated."""
    return [_with_role(finding, str(finding.value), against) for finding in given]


def _with_role(finding: Finding, name: str, against: set[str]) -> Finding:
    role = "comparator" if name in against else "intervention" if name in STUDY_DRUGS else ""
    return dataclasses.replace(finding, detail={"role": role}) if role else finding
