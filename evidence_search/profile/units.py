"""Printed amounts and times read as numbers: `0.5 mg·kg-1`, `10–20 µg/kg/min`, `0.1, 0.2 or 0.5 mg/kg`, `40-minute`.

Works on lines whose signs were made plain (`scope.line_of`), so that hyphens, spaces and dots are of one kind.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_search.profile.numbers import parse_number

_VALUE = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?|\.\d+)"
_JOIN = r"\s?(?:-|\bto\b|,?\s?\band\b|,?\s?\bor\b|\bvs\.?|\bversus\b|/|,|&|~)\s?"
_TIME_WORD = r"(?P<{name}>h|hrs?|hours?|min(?:ute)?s?|days?|d|24\s?h(?:ours?)?|weeks?|wk|doses?)"
_AMOUNT = re.compile(
    rf"(?<![\w.,±/])(?P<list>{_VALUE}(?:(?:{_JOIN}){_VALUE}){{0,7}})[\s-]?Â?"
    r"(?P<mass>mgs?|milligrams?|μgs?|mcg|ug|micrograms?|microg)(?![a-wyz])"
    r"(?>(?:(?P<kg>\s?(?:/|\bper\b)\s?\(?\s?(?:kg|kilogram|kilo)(?:\s?\(?-\s?1\)?)?|\s?[.x]?\s?kg(?:\s?\(?\s?-\s?1\s?\)?|"
    r"\b))|(?P<kg70>\s?(?:/|per)\s?70\s?kg))?"
    r"(?:\s(?:of\s)?body\s?weight)?"
    rf"(?:\s?(?:/|\bper\b)\s?(?P<over>\d+)[\s-]?min\w*|\s?(?:/|\bper\b|"
    rf"[.-](?=h\)))\s?(?:an?\s)?{_TIME_WORD.format(name='time')}\b\)?|"
    r"\s?[.x]?\s?(?P<time2>h|hr|min|d)\s?\(?\s?-\s?1\s?\)?|(?(kg)\s(?P<time3>h|hr|min)\b|(?!)))?)"
    r"(?!\s?(?:/|\bper\b)\s?(?:\(?\d|[mn]l|d?l\b|cc\b|m2|mg|milli|mmol|litre|liter|tablet|capsule|spray|device|actuation)|"
    r"\.?\s?m[lL]\s?\(?-)",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\d[\s-]?Â?(?:mg|milligram|μg|mcg|ug\b|microg)", re.IGNORECASE)
_SPLIT = re.compile(rf"({_VALUE})({_JOIN})?", re.IGNORECASE)
_UNCLEAR = re.compile(r"0\s?/\s?\d")
"""`0/5 mg`: a decimal in some languages, placebo and 5 mg in others."""
_LABEL = re.compile(r"\b(?:groups?|arms?|cohorts?|days?|weeks?|phases?|part|step|stage|level|case|patient)\s$", re.IGNORECASE)
_SPREAD_BEFORE = re.compile(r"(?:±|\+/?-)\s?$")
_SPREAD_AFTER = re.compile(r"\s?(?:±|\+/?-)")
_TO = re.compile(r"\s?(?:-|to|up to|through)\s?", re.IGNORECASE)
_TIMES = {"h": "h", "hr": "h", "hour": "h", "min": "min", "minute": "min", "day": "day", "d": "day", "24h": "day",
          "24hour": "day", "week": "week", "wk": "week"}  # fmt: skip
_HOURS = {"h": 1.0, "min": 1 / 60}

_NUMBER_WORD = r"\b(?:one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|forty(?:-five)?|sixty|ninety)"
_DURATION = re.compile(
    rf"(?<![\w.,/±])(?P<low>\d+(?:\.\d+)?|{_NUMBER_WORD}|half an)(?:\s?(?:-|to|or)\s?(?P<high>\d+(?:\.\d+)?))?"
    r"[\s-]?(?P<unit>s|secs?|seconds?|min(?:ute)?s?|h|hrs?|hours?|days?)\b(?!\.?\s?-\s?1)",
    re.IGNORECASE,
)
_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount or a range of amounts, at [start, end) of its line."""

    low: float
    high: float
    unit: str
    """`mg/kg`, `mg`, `µg/kg/min`, `mg/kg/h`, `mg/70 kg` …"""
    start: int
    end: int
    over_minutes: float | None = None
    """Where the unit says it, as in `0.5 mg/kg/40 min`."""

    @property
    def text(self) -> str:
        """The amount in one spelling, for example `0.5–1 mg/kg`."""
        span = f"{self.low:g}" if self.low == self.high else f"{self.low:g}–{self.high:g}"
        return f"{span} {self.unit}"

    @property
    def per_kg_h(self) -> tuple[float, float] | None:
        """The same in mg/kg/h, None when it is no rate of infusion by weight (`mg/kg/day` may be a daily dose)."""
        mass, *rest = self.unit.split("/")
        if len(rest) != 2 or rest[0] != "kg" or rest[1] not in _HOURS:
            return None
        factor = (0.001 if mass == "µg" else 1.0) / _HOURS[rest[1]]
        return round(self.low * factor, 6), round(self.high * factor, 6)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in minutes, at [start, end) of its line; `low` and `high` are equal when one is printed."""

    low: float
    high: float
    unit: str
    """First letter of the printed unit: s, m, h or d."""
    start: int
    end: int

    @property
    def text(self) -> str:
        """Minutes below two hours, else hours, for example `40 min` or `100 h`."""
        name, size = ("min", 1.0) if self.high < 120 else ("h", 60.0)
        low, high = f"{round(self.low / size, 2):g}", f"{round(self.high / size, 2):g}"
        return f"{low if low == high else f'{low}–{high}'} {name}"


def amounts_in(text: str) -> list[Amount]:
    """Return the amounts of a line in order; a list such as `0.1, 0.2 and 0.5 mg/kg` gives one each.

    Concentrations (`mg/ml`) are no amounts, nor is what stands beside `±`.

    >>> [amount.text for amount in amounts_in("0.1 or 0.5-1.0 mg kg-1 h-1, 3 mg/ml, 8.4 ± 3.9 mg, 2 mg to 5 mg")]
    ['0.1 mg/kg/h', '0.5–1 mg/kg/h', '2–5 mg']
    """
    amounts: list[Amount] = []
    if not _FIRST.search(text):
        return amounts
    for amount in _amounts(text):
        last = amounts[-1] if amounts else None
        if last and last.unit == amount.unit and last.high < amount.low and _TO.fullmatch(text, last.end, amount.start):
            amounts[-1] = dataclasses.replace(last, high=amount.high, end=amount.end)
        else:
            amounts.append(amount)
    return amounts


def _amounts(text: str) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if _SPREAD_BEFORE.search(before) or _SPREAD_AFTER.match(text, match.end()) or _UNCLEAR.match(match["list"]):
            continue
        spans, skipped = _spans(match["list"], _LABEL.search(before) is not None)
        unit, end = _unit(match), _end(match.group(), match.end())
        over = float(match["over"]) if match["over"] else None
        for low, high in spans:
            yield Amount(low, high, unit, match.start() + skipped, end, over)


def _end(printed: str, end: int) -> int:
    """Return where an amount ends without a space or a bracket it did not open: `(0.65 mg/kg/h)`."""
    bare = printed.rstrip()
    return end - (len(printed) - len(bare)) - (bare.endswith(")") and "(" not in bare)


def _unit(match: re.Match[str]) -> str:
    unit = "mg" if match["mass"].lower().startswith(("mg", "milli")) else "µg"
    unit += "/kg" if match["kg"] else "/70 kg" if match["kg70"] else ""
    time = (match["time"] or match["time2"] or match["time3"] or "").lower().replace(" ", "")
    name = _TIMES.get(time) or _TIMES.get(time.rstrip("s"))
    return f"{unit}/{name}" if name else unit


def _spans(printed: str, numbered: bool) -> tuple[list[tuple[float, float]], int]:
    """Return (low, high) of each item of a printed list, and where it begins: `in 2009, 0.5 mg` has one item.

    With `numbered` the first number is a name, as in `group 2, and 0.5 mg/kg`, unless it stands alone.
    """
    items = list(_SPLIT.finditer(printed))
    last = _number(items[-1][1])
    begin = min(int(numbered), len(items) - 1)
    first = next(
        (i for i in range(begin, len(items)) if all(_is_near(_number(item[1]), last) for item in items[i:])), len(items) - 1
    )
    spans: list[tuple[float, float]] = []
    joined = False
    for item in items[first:]:
        value = _number(item[1])
        if joined and spans[-1][0] < value:
            spans[-1] = (spans[-1][0], value)
        elif value > 0:
            spans.append((value, value))
        joined = bool(spans) and (item[2] or "").strip(" ,").lower() in {"-", "to", "~"}
    return spans, items[first].start()


def _is_near(value: float, last: float) -> bool:
    return value == 0 or last / _SPREAD <= value <= last * _SPREAD


_SPREAD = 60
"""Doses of one list differ by less than this factor; a year or a day before a dose by more."""


def _number(printed: str) -> float:
    if "," in printed and "." not in printed:
        head, tail = printed.split(",", 1)
        return float(printed.replace(",", "")) if len(tail) == 3 and head != "0" else float(f"{head}.{tail}")
    return float(printed.replace(",", ""))


def durations_in(text: str, start: int = 0) -> Iterator[Duration]:
    """Yield the lengths of time printed in a line from `start` on."""
    for match in _DURATION.finditer(text, start):
        size = _MINUTES[match["unit"][0].lower()]
        low = 0.5 if match["low"].lower() == "half an" else _plain_number(match["low"])
        high = float(match["high"]) if match["high"] else low
        if low and high >= low:
            yield Duration(low * size, high * size, match["unit"][0].lower(), match.start(), match.end())


def _plain_number(printed: str) -> float:
    return float(printed) if printed[0].isdigit() else float(parse_number(printed) or 0)
