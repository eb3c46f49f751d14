"""Which arm each number of a sentence belongs to: `12 in A and 7 in B`, `A 12, B 7`, `A than B (12 vs 7)`."""

from __future__ import annotations

from itertools import pairwise

from evidence_search.profile.direction_arms import CMP, INT
from evidence_search.profile.direction_tokens import Token

_OTHER = {INT: CMP, CMP: INT}


def values_of_arms(row: tuple[Token, ...], parts: list[str], low: int, high: int) -> tuple[float, float] | None:
    """Return the numbers of intervention and comparator, None when it is not plain which is whose."""
    if any(token.word == "\n" for token in row) and not {INT, CMP} <= set(parts):
        plain = [token.value for token in row if token.value is not None]
        return (plain[0], plain[1]) if len(plain) >= 2 else None
    depth = 0
    events: list[tuple[int, str, int]] = []
    for at in range(low, high):
        depth = max(0, depth + (row[at].word == "(") - (row[at].word == ")"))
        if parts[at] in _OTHER:
            if not events or events[-1][1] != parts[at]:
                events.append((at, parts[at], depth))
        elif row[at].value is not None and not parts[at]:
            events.append((at, "", depth))
    for outside in (True, False):
        kept = [event for event in events if event[1] or not outside or event[2] == 0]
        if pair := _paired([(row[at].value or 0.0, arm) for at, arm, _ in kept]):
            return pair
    return None


def _paired(events: list[tuple[float, str]]) -> tuple[float, float] | None:
    """`12 in A and 7 in B`, `A 12, B 7`, `A than B (12 vs 7)`: values in the order of the arms."""
    arms = [arm for _, arm in events if arm]
    if len(set(arms)) < 2 or len(events) - len(arms) < 2:
        return None
    steps = events if events[0][1] else [*reversed(events)] if events[-1][1] else []
    backwards = not events[0][1]
    found: dict[str, float] = {}
    for (_, arm), (value, other) in pairwise(steps):
        if arm and not other:
            found.setdefault(arm, value)
    if len(found) == 2 and not backwards:
        return found[INT], found[CMP]
    if backwards and steps:
        return _before(events)
    lead = arms[0]
    last = max(i for i, (_, arm) in enumerate(events) if arm)
    tail = [value for value, arm in events[last + 1 :] if not arm]
    if len(tail) < 2:
        return None
    return (tail[0], tail[1]) if lead == INT else (tail[1], tail[0])


def _before(events: list[tuple[float, str]]) -> tuple[float, float] | None:
    found: dict[str, float] = {}
    first: float | None = None
    for value, arm in events:
        if not arm:
            first = value if first is None else first
        elif first is not None:
            found.setdefault(arm, first)
            first = None
    return (found[INT], found[CMP]) if len(found) == 2 else None
