"""What a digest's front matter notes of the arms that were given ketamine: drug, route, dose, infusion, sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.drug_names import drugs_named
from evidence_search.profile.numbers import parse_number
from evidence_search.profile.telling import Telling
from evidence_search.profile.units import amounts_in, durations_in

_ROUTES = {
    "intravenous": r"intravenous|\binfus",
    "intranasal": r"intranasal|\bnasal|spray",
    "intramuscular": r"intramuscular",
    "subcutaneous": r"subcutaneous",
    "oral": r"\boral|by mouth",
    "sublingual": r"sublingual|lozenge",
    "topical": r"topical|cream|gel",
    "epidural": r"epidural",
}
_OTHER_DRUG = re.compile(r"\((?!(?:es)?ketamine)[a-z]+\)")
"""A route noted for another drug of the arm: `oral (naltrexone); intravenous (ketamine)`."""

_UNIT = r"(?:min(?:ute)?s?|h(?:ours?)?|days?)\b"
_INFUSION = re.compile(
    rf"(?P<before>\d[\d.]*[- ]{_UNIT}[- ](?:\w+ ){{0,2}}?(?:infusions?|push)\b)|"
    rf"\b(?:infusion|push)\b(?P<after>[^;]*?\d[\d.]*[- ]{_UNIT})",
    re.IGNORECASE,
)
"""How long an infusion ran; what follows several infusions is how long the course was."""
_SESSIONS = re.compile(
    r"\b(?P<count>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen)\s(?:[\w-]+\s){0,2}?(?:infusions|doses|sessions|"
    r"injections|treatments)\b",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    r"weekly|daily|\brepeated|\b(?:per|a) week|\binfusions\b|\bdoses\b|every (?:other |\d+ )?(?:days?|weeks?)", re.IGNORECASE
)
_SINGLE = re.compile(
    r"\b(?:single|one) (?:(?!or\b)[\w-]+ ){0,2}?(?:infusion|dose|bolus|push|session|injection|application)\b", re.IGNORECASE
)
_OPEN = re.compile(r"\bor\b|\bseries\b|maintenance|fractionated", re.IGNORECASE)
"""Schedules that leave open whether there was one session or several."""
_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}
DONE = ("What was done", "Who was studied", "What was found")


def arm_facts(arms: Sequence[Mapping[str, Any]], telling: Telling) -> Iterator[Finding]:
    """Yield the findings of every arm that was given ketamine; repeats are left to be taken together.

    Where arms differ in the number of sessions the greatest counts, and some repeated is repeated.
    """
    schedules = []
    for arm in arms:
        names = [mention for mention in drugs_named(arm.get("drug", "")) if mention.is_ketamine]
        if not names or re.match(r"no ketamine", arm["drug"], re.IGNORECASE):
            continue
        for mention in names:
            yield telling.stated(Field.DRUGS, mention.name, rf"(?<![\w-]){re.escape(mention.name)}", DONE)
        yield from _routes(arm.get("route", ""), telling)
        yield from _doses(arm.get("dose", ""), names[0].name, telling)
        yield from _duration(arm.get("schedule", ""), telling)
        schedules.append(arm.get("schedule", ""))
    yield from _sessions(schedules, telling)


def _routes(noted: str, telling: Telling) -> Iterator[Finding]:
    for part in noted.split(";"):
        if not _OTHER_DRUG.search(part):
            for route, words in _ROUTES.items():
                if route in part.lower():
                    yield telling.stated(Field.ROUTES, route, words, DONE, noted)


def _doses(noted: str, drug: str, telling: Telling) -> Iterator[Finding]:
    """Yield the doses noted of ketamine; of `naltrexone 50 mg; ketamine 0.5 mg/kg` the second alone."""
    for part in noted.split(";"):
        part = re.sub(r"\([^)]*\)", "", part)
        named = drugs_named(part)
        if named and not any(mention.is_ketamine for mention in named):
            continue
        for amount in amounts_in(part.replace("–", "-")):
            low, high, unit = amount.low, amount.high, amount.unit
            span = "[^;]{1,9}".join(re.escape(f"{size:g}") for size in dict.fromkeys((low, high)))
            pattern = rf"(?<![\d.]){span}(?![\d.]*\d)[^.;]{{0,24}}?{re.escape(unit)}(?![\w/])"
            size: dict[str, Value] = {"amount": low} if low == high else {"low": low, "high": high}
            if rate := amount.per_kg_h:
                size |= {"per_kg_h": rate[0], "per_kg_h_high": rate[1]}
            yield telling.stated(Field.DOSES, amount.text, pattern, DONE, noted, drug=drug, unit=unit, **size)


def _duration(noted: str, telling: Telling) -> Iterator[Finding]:
    for infusion in list(_INFUSION.finditer(noted))[:1]:
        for length in list(durations_in(infusion["before"] or infusion["after"]))[:1]:
            printed = re.escape(f"{length.low / _MINUTES[length.unit]:g}") + rf"[- ]{length.unit}\w*"
            yield telling.stated(Field.DURATIONS, length.text, rf"(?<![\d.]){printed}", DONE, noted, minutes=length.high)


def _sessions(schedules: Sequence[str], telling: Telling) -> Iterator[Finding]:
    counts = [(parse_number(match["count"]) or 0, match["count"], noted) for noted in schedules
              if (match := _SESSIONS.search(noted)) and "total" not in noted]  # fmt: skip
    if counts:
        count, printed, noted = max(counts)
        yield telling.stated(Field.SESSION_COUNT, count, rf"\b(?:{count}|{re.escape(printed)})\b", DONE, noted)
    many = [noted for noted in schedules if _REPEATED.search(noted) and not _SINGLE.search(noted)]
    if many or counts:
        words = r"infusions|doses|weekly|daily|repeated|sessions|injections"
        yield telling.stated(Field.SESSIONS, "repeated", words, DONE, many[0] if many else counts[0][2])
    elif single := [noted for noted in schedules if _SINGLE.search(noted) and not _OPEN.search(noted)]:
        yield telling.stated(Field.SESSIONS, "single", r"\bsingle\b|\bone (?:infusion|dose)", DONE, single[0])
