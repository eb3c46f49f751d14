"""Times: when outcomes were read and how long people were followed, as printed and in days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence_search.findings import Field, Finding
from evidence_search.profile.result_sentences import Line, Told
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import found

_DAYS: dict[str, float] = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
"""Days a unit; a month and a year are those of the Gregorian calendar on average."""

_UNIT_OF = {
    "h": "hour",
    "hr": "hour",
    "hrs": "hour",
    "min": "minute",
    "mins": "minute",
    "d": "day",
    "wk": "week",
    "wks": "week",
    "mo": "month",
    "yr": "year",
    "yrs": "year",
}
_WORDS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "eighteen": 18,
    "twenty-four": 24,
}
_NUMBER = r"(?:\d{1,4}(?:\.\d+)?|" + "|".join(w for w in _WORDS if w != "zero") + r")"
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|mo|years?|yrs?)"
_LIST = rf"{_NUMBER}(?:[\s-]?{_UNIT})?(?:(?:,\s?(?:and |or )?|\s(?:and|or|to)\s|\s?[-–&]\s?){_NUMBER}(?:[\s-]?{_UNIT})?){{0,6}}"
_AT = Sieved(
    rf"\b(?:(?P<lead>at|after|by|on|until|through|within|from|for up to|up to|following|over the)\s(?:the\s|about\s|"
    rf"approximately\s)?(?P<list>{_LIST})[\s-]?(?P<unit>{_UNIT})\b"
    rf"|(?P<post>{_LIST})[\s-](?P<unit2>{_UNIT})\s(?:after|post|following)\b(?:[\s-]?(?P<of>\w+))?"
    rf"|(?P<named>days?|weeks?|months?)\s(?P<list2>\d{{1,3}}(?:(?:,\s?(?:and )?|\sand\s|\sor\s|"
    rf"\s?[-–&]\s?)\d{{1,3}}){{0,6}})\b)(?!\s?(?:mg|%|patients|participants|\w*\s?(?:of age|old)|times|"
    rf"\w+ (?:interval|apart)))",
)
_ITEM = re.compile(rf"({_NUMBER})(?:[\s-]?({_UNIT})\b)?", re.IGNORECASE)
_FOLLOWED = Sieved(
    rf"(?P<a>{_NUMBER})[\s-]?(?P<ua>{_UNIT})[\s-](?:(?:post\w*|long-term|naturalistic|clinical|safety|"
    rf"observation(?:al)?|double-blind|study|open-label|telephone|final|total|of|treatment|posttreatment|"
    rf"post-treatment|infusion|discharge)[\s-]){{0,3}}follow[\s-]?up"
    rf"|follow[\s-]?up(?:\s(?:period|time|duration|phase|visits?|assessments?|was|were|data|of|at|for|to|up|until|"
    rf"after|lasting|through|over|a|the|is|mean|median|length|ranged|from)){{1,6}}\s(?:approximately\s|"
    rf"about\s)?(?P<b>{_NUMBER})[\s-]?(?P<ub>{_UNIT})\b"
    rf"|followed(?:[\s-]up)?\s(?:\w+\s){{0,3}}?(?:for|over|until|to|through|during)\s(?:up to\s|a\s|an additional\s|"
    rf"additional\s|at least\s|the\s|(?:mean|median)\s(?:of\s)?){{0,2}}(?P<c>{_NUMBER})[\s-]?(?P<uc>{_UNIT})\b"
    rf"|(?P<d>{_NUMBER})[\s-](?P<ud>{_UNIT})\sof\sfollow[\s-]?up"
    rf"|(?:up to|for|at) (?P<e>{_NUMBER})[\s-](?P<ue>{_UNIT})\s(?:\w+\s){{0,3}}?follow[\s-]?up",
)
_DOSING = re.compile(
    r"(?:infus\w+|administered|given|injected|bolus|dose|over|rate|every|interval|drip|"
    r"continuous\w*)\W{1,3}(?:\w+\W{1,2}){0,2}$",
    re.IGNORECASE,
)
_MAY_TIME = re.compile(r"\d\W?(?:h|min|d|w|mo|y)|(?:day|week|month|hour|hr|year)s?\W")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: its words in one form (`24 hours`), its days, and the half-open place it is printed at."""

    words: str
    days: float
    start: int
    end: int


def _span(number: str, unit: str, start: int, end: int) -> Span | None:
    value = float(_WORDS[number.lower()]) if number.lower() in _WORDS else float(number)
    name = unit.lower()
    name = _UNIT_OF.get(name) or name.rstrip("s")
    name = _UNIT_OF.get(name, name)
    if value <= 0 or name not in _DAYS or (name == "year" and value > 30):
        return None
    days = value * _DAYS[name]
    return Span(f"{value:g} {name}{'' if value == 1 else 's'}", round(days, 4), start, end)


def times_in(text: str) -> Iterator[Span]:
    """Yield the time points that a sentence names (`at 24 h and 7 days`, `week 4`, `2 weeks after`), each number its own."""
    for match in _AT.finditer(text):
        if match["named"]:
            yield from _listed(match["list2"], match["named"], match)
        elif match["post"]:
            yield from _listed(match["post"], match["unit2"], match)
        elif not _DOSING.search(text[max(0, match.start() - 40) : match.start()]):
            yield from _listed(match["list"], match["unit"], match)


def _listed(items: str, unit: str, match: re.Match[str]) -> Iterator[Span]:
    parts = [(item[1], item[2] or "") for item in _ITEM.finditer(items)]
    for at, (number, own) in enumerate(parts):
        later = next((u for _, u in parts[at + 1 :] if u), unit)
        if span := _span(number, own or later, match.start(), match.end()):
            yield span


def time_points(lines: Iterable[Line]) -> list[Finding]:
    """Return the time points of a study's methods and results, each once; sentences of background are left out."""
    first: dict[str, Finding] = {}
    for line in lines:
        if line.part is Told.BACKGROUND or not _MAY_TIME.search(line.lower):
            continue
        for span in times_in(line.sentence.text):
            if span.words.endswith(("year", "years")) and span.days > 3700:
                continue
            if span.words not in first:
                printed = line.sentence.text[span.start : span.end]
                first[span.words] = found(Field.TIME_POINTS, span.words, line.sentence, printed, days=span.days)
    return list(first.values())


def follow_up(lines: Iterable[Line]) -> list[Finding]:
    """Return the longest follow-up that a study states, none when it states none."""
    best: tuple[float, Finding] | None = None
    for line in lines:
        if line.part is Told.BACKGROUND or "follow" not in line.lower:
            continue
        for match in _FOLLOWED.finditer(line.sentence.text):
            number, unit = next((match[k], match["u" + k]) for k in "abcde" if match[k])
            span = _span(number, unit, match.start(), match.end())
            if span and (best is None or span.days > best[0]):
                best = span.days, found(Field.FOLLOW_UP, span.words, line.sentence, match, days=span.days)
    return [best[1]] if best else []
