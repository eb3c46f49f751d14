"""In whom a harm's numbers were counted: the arm, its dose, and what they were held against, where one sentence prints it.

Only what stands directly behind the numbers is read, and two bare shares only where the sentence names two arms in that order.
One of the arms must be the study drug's: of other arms nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from evidence_search.findings import Value
from evidence_search.profile.numbers import parse_number

_CHARACTER = r"(?:[^,;:()\[\].]|\.(?=\d))"
_END = (
    r"(?=\s?(?:[,;:)\].(]|$)|\s(?:and|or|vs|versus|against|compared|than|while|whereas|but|who|had|were|was|as|after|during|at|"
    r"reported|experienced)\b)"
)
_ARM = (
    r"\s?(?:of (?:the )?)?(?:patients |participants |subjects |people |individuals )?(?:with|in|on|for|of|receiving|given|"
    r"treated with|randomi[sz]ed to|assigned to)\s(?:the |those (?:given|receiving|on|treated with) )?"
    rf"(?P<arm>{_CHARACTER}{{2,60}}?){_END}"
)
_NUMBERS = (
    r"(?:(?:in |by |n\s?=\s?)?(?P<n>\d{1,5})\s?(?:/|of|out of)\s?(?P<of>\d{1,5})"
    r"(?:\s?[(\[,]\s?(?P<pct>\d{1,3}(?:\.\d+)?)\s?%\s?[)\]]?)?|(?P<pct2>\d{1,3}(?:\.\d+)?)\s?%)"
)
_CLOSED = re.compile(r"\s?(?:[(\[,]?\s?\d{1,3}(?:\.\d+)?\s?%)?\s?[)\]]")
_FIRST = re.compile(_ARM, re.IGNORECASE)
_SECOND = re.compile(
    r"(?:\s(?:group|arm)s?)?\s?[,;]?\s?\(?(?:and|vs\.?|versus|against|compared (?:with|to)|or|than)?\s?(?:in )?" + _NUMBERS
    + r"\s?\)?(?:" + _ARM + ")",
    re.IGNORECASE,
)  # fmt: skip
_BARE_SECOND = re.compile(r"\s?(?:vs\.?|versus|and|;|,|compared (?:with|to))\s" + _NUMBERS + r"\s?[)\];,]", re.IGNORECASE)
_PAIR = re.compile(
    rf"\b(?:in|with|for|among|between|receiving)\s(?:the )?(?P<one>{_CHARACTER}{{2,60}}?)\s"
    rf"(?:vs\.?|versus|compared (?:with|to)|than(?: (?:in|with|for))?)\s(?:the )?(?P<two>{_CHARACTER}{{2,60}}?)"
    r"(?:\s(?:groups?|arms?))?(?=\s(?:during|were|was|at|after|in)\b|\s?[,;:).(]|$)",
    re.IGNORECASE,
)
_STUDY_ARM = re.compile(r"ketamine|\besk\b|\bket\b|spravato", re.IGNORECASE)
DOSE = re.compile(r"\d+(?:\.\d+)?\s?(?:mg/kg|[µμ]g/kg|mcg/kg|mg)(?:/h)?\b", re.IGNORECASE)
"""A dose in the name of an arm."""
_OTHER_ARM = re.compile(
    r"placebo|saline|control|midazolam|propofol|fentanyl|morphine|\bECT\b|dexmedetomidine|quetiapine|no ketamine|lidocaine|"
    r"usual|antidepressant",
    re.IGNORECASE,
)
_NO_ARM = re.compile(
    r"\b(?:sessions?|infusions?|weeks?|days?|hours?|months?|baseline|total|years?|studies|trials|both)\b", re.I
)


def arms(text: str, end: int) -> dict[str, Value] | None:
    """Return the arm of the numbers that end there, as parts of a finding; empty where it is not told for certain.

    None where the numbers are told to be another drug's.

    `arm` is its name as printed and `dose` a dose in it; `against` names the other arm, with `against_events`,
    `against_exposed` and `against_percent` as far as they are printed.

    >>> arms("nausea in 12/40 with 0.5 mg/kg ketamine against 3/41 with placebo", 15)
    {'arm': '0.5 mg/kg ketamine', 'dose': '0.5 mg/kg', 'against': 'placebo', 'against_events': 3, 'against_exposed': 41}
    """
    closed = _CLOSED.match(text, end)
    end = closed.end() if closed else end
    first = _FIRST.match(text, end)
    if first:
        second = _SECOND.match(text, first.end())
        return _told(first["arm"], second["arm"] if second else "", second)
    bare = _BARE_SECOND.match(text, end)
    pair = _PAIR.search(text) if bare and not closed else None
    return _told(pair["one"], pair["two"], bare) if pair else {}


def _told(one: str, two: str, numbers: re.Match[str] | None) -> dict[str, Value] | None:
    one, two = _plain(one), _plain(two)
    if _OTHER_ARM.search(one) and not _STUDY_ARM.search(one):
        return None
    if not _is_study_arm(one, two) or _NO_ARM.search(one):
        return {}
    dose = DOSE.search(one)
    told: dict[str, Value] = {"arm": one}
    if dose:
        told["dose"] = dose.group()
    if not two or numbers is None or _NO_ARM.search(two) or two.lower() == one.lower():
        return told
    return told | {"against": two} | _counts(numbers.groupdict())


def _is_study_arm(one: str, two: str) -> bool:
    """Whether the first of two arms is the study drug's: it names the drug, or a dose where the other is another drug's."""
    return bool(_STUDY_ARM.search(one) or (DOSE.search(one) and (_OTHER_ARM.search(two) or DOSE.search(two))))


def _plain(name: str) -> str:
    return re.sub(r"\s(?:groups?|arms?|patients|participants|subjects|recipients)$", "", name.strip())


def _counts(found: Mapping[str, str | None]) -> dict[str, Value]:
    events, exposed = parse_number(found["n"] or ""), parse_number(found["of"] or "")
    percent = found["pct"] or found["pct2"]
    if events is not None and exposed is not None and events > exposed:
        return {}
    counted = {"against_events": events, "against_exposed": exposed, "against_percent": float(percent) if percent else None}
    return {name: value for name, value in counted.items() if value is not None}
