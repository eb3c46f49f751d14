"""Where a study gave the drug by another route than was asked about: what holds of a nasal spray need not hold of a drip."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from evidence_search.records import Hit
from evidence_search.text.wording import Group

ROUTES: Mapping[str, frozenset[str]] = {
    "intravenous": frozenset({"intravenous"}),
    "infusion": frozenset({"intravenous", "subcutaneous"}),
    "intranasal": frozenset({"intranasal"}),
    "esketamine nasal spray": frozenset({"intranasal"}),
    "intramuscular": frozenset({"intramuscular"}),
    "subcutaneous": frozenset({"subcutaneous"}),
    "sublingual": frozenset({"sublingual", "oral"}),
    "topical": frozenset({"topical"}),
}
"""Ideas of the vocabulary that ask about a route, and the routes of profiles that are meant.

Not `oral` and `injection`: patients speak of the tablets they take and of needles they dread without asking about either.
"""

OWN_NAME = 0.6
"""Weight above which a wording is a name of the idea itself, not one of something related to it."""


def routes_asked(groups: Iterable[Group], stems: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Return the routes that a question names, in order of the alphabet; none where it names none."""
    named = {wording.stems for group in groups for wording in group.wordings if group.kind and wording.weight > OWN_NAME}
    asked = [routes for idea, routes in ROUTES.items() if tuple(stems(idea)) in named]
    return tuple(sorted(frozenset().union(*asked)))


def otherwise(asked: Collection[str], given: Sequence[str]) -> str:
    """Return what is to be said of a study that gave the drug by other routes than those asked about; else nothing.

    >>> otherwise(["intravenous"], ["intranasal"])
    'Route asked about: intravenous. Route in this study: intranasal.'
    >>> otherwise(["intravenous"], []), otherwise(["intravenous"], ["intranasal", "intravenous"]), otherwise([], ["oral"])
    ('', '', '')
    """
    if not asked or not given or not set(asked).isdisjoint(given):
        return ""
    return f"Route asked about: {' or '.join(asked)}. Route in this study: {', '.join(given)}."


def told_otherwise(hits: Sequence[Hit], asked: Collection[str], given: Callable[[str], Sequence[str]]) -> tuple[Hit, ...]:
    """Return hits that say where they gave the drug otherwise than was asked; `given` are the routes of a study by its id."""
    return tuple(replace(hit, otherwise=otherwise(asked, given(hit.study_id))) for hit in hits) if asked else tuple(hits)
