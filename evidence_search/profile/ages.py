"""Age of the participants: the range, the mean or median, and the band they fall into."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, found

_AGE = r"\d{1,2}(?:\.\d+)?"
_YEARS = r"(?:\s?-?\s?(?:years?|yrs?\.?|y)\b)"
_TO = r"\s?(?:-|‐|–|—|to|and|through)\s?"
_SPEAKS = (
    " age", "(age", "aged", "ages", "year", "yrs", " y/o", "adult", "child", "adolesc", "elder", "geriat", "pediat", "paediat",
    "late-life", "late life", "teen", "youth", "older", "infant", "neonat",
)  # fmt: skip
"""Letters without one of which a sentence, in lower case, says nothing on age."""

_RANGES = (
    re.compile(
        rf"\bage[ds]?(?: range| group)?(?:,? ?(?:of|was|were|from|between|range|ranged from|ranging from|is|:|=|,|"
        rf"\(range,?))*\s?\(?(?P<low>{_AGE}){_YEARS}?{_TO}(?P<high>{_AGE})",
        re.I,
    ),
    re.compile(rf"\b(?P<low>{_AGE}){_YEARS}?{_TO}(?P<high>{_AGE})[- ]?{_YEARS}[- ]?(?:old|of age|\(inclusive\))", re.I),
    re.compile(rf"\b(?:age|aged)\b[^.;]{{0,40}}\brange[ds]?,?(?: from)? (?P<low>{_AGE}){_TO}(?P<high>{_AGE})", re.I),
    re.compile(rf"\bbetween (?P<low>{_AGE})(?:{_YEARS})? and (?P<high>{_AGE}){_YEARS}(?: old| of age)", re.I),
)
_FROM = Sieved(
    rf"(?:\bag(?:e|ed|es)\b(?: of)?\s?(?:≥|>=|⩾|at least|over|above|>)\s?(?P<a>\d{{2}})\b|(?:≥|>=|⩾|at least|"
    rf"over)\s?(?P<b>\d{{2}}){_YEARS}"
    rf"(?:[- ]?old| of age)|\b(?P<c>\d{{2}}){_YEARS}?(?: of age| old)?,? (?:or|and) (?:older|over|above)\b)",
)
_CENTRES = (
    re.compile(rf"\b(?:mean|median|average)\b[^.;\d]{{0,30}}\bages?\b[^.;\d]{{0,30}}?(?P<centre>{_AGE})", re.I),
    re.compile(rf"\bages?,? ?[(\[]?(?:mean|median|average|M)\b[^.;\d]{{0,25}}?(?P<centre>{_AGE})", re.I),
    re.compile(rf"\bM[(_ ]?age\)?\s?=\s?(?P<centre>{_AGE})"),
    re.compile(rf"\b(?:aged|age,?|ages) \(?(?P<centre>{_AGE})\s?(?:±|\+/-|\+/−|\()", re.I),
    re.compile(rf"\b(?P<centre>{_AGE})\s?(?:±|\+/-)\s?\d+(?:\.\d+)? ?{_YEARS}[- ](?:old|of age)", re.I),
)
_CASE = re.compile(r"\b(?P<centre>\d{1,2})[- ]years?[- ]old\b", re.I)
_BANDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "older adults",
        re.compile(
            r"\bolder (?:adults|people|patients|persons|individuals)\b|\belderly\b|\bgeriatric\b|\blate[- ]life\b", re.I
        ),
    ),
    ("children", re.compile(r"\b(?:children|p(?:a?e)diatric|infants|toddlers|neonates)\b(?! of)", re.I)),
    ("adolescents", re.compile(r"\b(?:adolescents?|teenage\w*|youths?)\b", re.I)),
    ("adults", re.compile(r"\badults?\b", re.I)),
)
_OLDER = _BANDS[0][1]
_STUDIED = re.compile(
    r"\d|\b(?:participants?|patients?|enroll?ed|recruited|randomi[sz]ed|included|inclusion|underwent|received?|"
    r"treated|assigned)\b",
    re.I,
)
"""Words of a sentence that is about the people of the study rather than about people at large."""

_OTHERS = Sieved(
    r"exclu(?:ded|sion)|previous|prior (?:studies|research)|literature|worldwide|globally|leading cause|prevalen|"
    r"years of age at onset|onset|gestational|limitation|future|recreational|especially|particularly",
)
_NOT_AGE = re.compile(
    r"\b(?:for|over|past|last|within|during|after|every|follow|duration|history|diagnos\w+|illness|experience)\b[^.;]{0,20}$",
    re.I,
)


def age(sentences: Sequence[Sentence]) -> Finding | None:
    """Return the age of a study's people from the first sentence that prints it, else from a word such as adults."""
    speaking = [sentence for sentence in containing(sentences, _SPEAKS) if not _OTHERS.search(sentence.text)]
    measured = [(sentence, parts, match) for sentence in speaking for parts, match in (_measured(sentence.text),) if match]
    if measured:
        sentence, parts, match = measured[0]
        for other, more, _ in measured[1:]:
            if other.start == sentence.start:
                parts = {**more, **parts}
        return found(Field.AGE, _band(parts), sentence, match, **parts)
    return _in_words([sentence for sentence in speaking if sentence.in_title]) or _in_words(speaking)


def _in_words(sentences: Sequence[Sentence]) -> Finding | None:
    """Return the band that sentences name for those they studied, None where they name several."""
    named: dict[str, tuple[Sentence, re.Match[str]]] = {}
    for sentence in sentences:
        text = _OLDER.sub(lambda match: "#" * len(match.group()), sentence.text)
        for name, pattern in _BANDS:
            match = pattern.search(sentence.text if name == "older adults" else text)
            if match and (sentence.in_title or _STUDIED.search(sentence.text)):
                named.setdefault(name, (sentence, match))
    if len(named) != 1:
        return None
    ((name, (sentence, match)),) = named.items()
    return found(Field.AGE, name, sentence, sentence.text[match.start() : match.end()])


def _measured(text: str) -> tuple[dict[str, Value], re.Match[str] | None]:
    """Return the parts of an age that a sentence prints, in years, and the words of the first of them."""
    parts: dict[str, Value] = {}
    matches: list[re.Match[str]] = []
    for pattern in _RANGES:
        match = pattern.search(text)
        if match and float(match["low"]) < float(match["high"]) and not _NOT_AGE.search(text[: match.start()]):
            parts |= {"low": _number(match["low"]), "high": _number(match["high"])}
            matches.append(match)
            break
    for pattern in _CENTRES:
        if match := pattern.search(text):
            parts["median" if "median" in match.group().lower() else "mean"] = _number(match["centre"])
            matches.append(match)
            break
    if not matches and (match := _FROM.search(text)) and not _NOT_AGE.search(text[: match.start()]):
        parts["low"] = _number(match["a"] or match["b"] or match["c"])
        matches.append(match)
    if not matches and (match := _CASE.search(text)):
        parts["mean"] = _number(match["centre"])
        matches.append(match)
    return parts, matches[0] if matches else None


def _number(printed: str) -> int | float:
    return float(printed) if "." in printed else int(printed)


def _band(parts: dict[str, Value]) -> str:
    """Return the band of an age: the mean decides, else where the range begins; 18 and 65 are the bounds in common use."""
    centre = next((float(parts[name]) for name in ("mean", "median") if name in parts), None)
    low = float(parts.get("low", centre if centre is not None else 18))
    point = centre if centre is not None else low
    if ("low" in parts and low >= 60) or (centre is not None and centre >= 65):
        return "older adults"
    if point >= 18 or (centre is None and low >= 15 and float(parts.get("high", 99)) > 25):
        return "adults"
    return "adolescents" if point >= 12 else "children"
