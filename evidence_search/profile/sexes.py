"""Sex of the participants: both, male or female, with the numbers or the share that are printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.numbers import Number, numbers_in
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, found

_FEMALE = r"(?:females?|women|girls|woman)"
_MALE = r"(?:males?|men|boys|man)"
_SPEAKS = (
    "male",
    "women",
    "woman",
    " men",
    " man",
    "girl",
    "boy",
    " sex",
    "gender",
    "parturient",
    "mother",
    "maternal",
    "pregnan",
    "sarean",
    "postpartum",
)
"""Letters without one of which a sentence, in lower case, says nothing on sex."""

_COUNTED = {
    name: re.compile(rf"(?: \(\d+(?:\.\d+)? ?%\))? (?:were |was )?{words}\b", re.I)
    for name, words in (("female", _FEMALE), ("male", _MALE))
}
_BEFORE = r"\d{1,3}(?:\.\d+)? ?%\)? (?:(?:were|was|of (?:the )?(?:participants|patients|subjects)(?: were)?) )?"
_BEHIND = r"[:,]? ?(?:n ?= ?\d+[;,] ?)?[(\[]?=? ?(?P<later>\d{1,3}(?:\.\d+)?) ?%"
_SHARES = {
    name: (re.compile(rf"{_BEFORE}{words}\b", re.I), re.compile(rf"\b{words}{_BEHIND}", re.I))
    for name, words in (("female", _FEMALE), ("male", _MALE))
}
_SHARE = re.compile(r"\d{1,3}(?:\.\d+)?(?= ?%)")
_BOTH = Sieved(
    rf"\b(?:{_MALE}(?: and |/| or |, ){_FEMALE}|{_FEMALE}(?: and |/| or |, ){_MALE}|both (?:sexes|genders)|either sex|"
    rf"\d+ ?[MmFf]/\d+ ?[MmFf])\b",
)
_GROUP = r"(?:volunteers|subjects|participants|patients|adults|students|rats|individuals|veterans|users|outpatients|inpatients)"
_ONLY = {
    "male": Sieved(rf"\b(?:male (?:\w+[ -]){{0,3}}{_GROUP}|(?:healthy|young|adult) (?:\w+ ){{0,2}}men)\b"),
    "female": Sieved(
        rf"\b(?:female (?:\w+[ -]){{0,3}}{_GROUP}|(?:healthy|young|adult|pregnant|postpartum) (?:\w+ ){{0,2}}women|"
        rf"women (?:with|who|under\w+|"
        rf"scheduled|having|giving)|parturients|postpartum depress\w+|(?:elective |after |under\w+ )?c(?:a?e)sarean)\b",
    ),
}


def sex(sentences: Sequence[Sentence], total: int | None) -> Finding | None:
    """Return the sex of a study's people, None where nothing printed says it."""
    speaking = containing(sentences, _SPEAKS)
    for sentence in speaking:
        if (made := _measured(sentence, total)) is not None:
            return made
    for sentence in speaking:
        if match := _BOTH.search(sentence.text):
            return found(Field.SEX, "both", sentence, match)
    named = {name: [(s, m) for s in speaking if (m := pattern.search(s.text))] for name, pattern in _ONLY.items()}
    words = {
        name: any(re.search(rf"\b{word}\b", s.text, re.I) for s in speaking)
        for name, word in (("male", _MALE), ("female", _FEMALE))
    }
    for name, other in (("male", "female"), ("female", "male")):
        if named[name] and not words[other]:
            sentence, match = next(((s, m) for s, m in named[name] if not s.in_title), named[name][0])
            return found(Field.SEX, name, sentence, match)
    return None


def _measured(sentence: Sentence, total: int | None) -> Finding | None:
    """Return what the numbers or shares of a sentence say; of one number only when the total is in sight and it is a part."""
    counts = _counts(sentence.text)
    shares = _shares(sentence.text) if "%" in sentence.text else {}
    detail: dict[str, Value] = {name: number.value for name, (number, _) in counts.items()}
    detail |= {f"{name}_percent": share for name, (share, _) in shares.items()}
    if len(counts) == 2:
        value = "both" if all(number.value for number, _ in counts.values()) else "female" if detail["female"] else "male"
        return found(Field.SEX, value, sentence, _stretch(sentence.text, [place for _, place in counts.values()]), **detail)
    for name, (share, place) in shares.items():
        other = "male" if name == "female" else "female"
        value = "both" if 0 < share < 100 else name if share == 100 else other
        return found(Field.SEX, value, sentence, sentence.text[place[0] : place[1]], **detail)
    return None if _BOTH.search(sentence.text) else _of_one(sentence, counts, total, detail)


def _of_one(
    sentence: Sentence, counts: Mapping[str, tuple[Number, tuple[int, int]]], total: int | None, detail: Mapping[str, Value]
) -> Finding | None:
    """Return what a number of one sex says beside the total: all of them, or in brackets behind them a part."""
    for name, (number, (start, end)) in counts.items():
        bracketed = sentence.text.rfind("(", 0, start) > sentence.text.rfind(")", 0, start)
        if total and bracketed and 0 < number.value < total:
            return found(Field.SEX, "both", sentence, sentence.text[start:end], **detail)
        if not bracketed and number.value == total:
            return found(Field.SEX, name, sentence, sentence.text[start:end], **detail)
    return None


def _counts(text: str) -> dict[str, tuple[Number, tuple[int, int]]]:
    made: dict[str, tuple[Number, tuple[int, int]]] = {}
    for number in numbers_in(text):
        for name, pattern in _COUNTED.items():
            match = pattern.match(text, number.end)
            if match:
                made.setdefault(name, (number, (number.start, match.end())))
    return made


def _shares(text: str) -> dict[str, tuple[float, tuple[int, int]]]:
    made = {}
    for name, patterns in _SHARES.items():
        match = next((match for pattern in patterns if (match := pattern.search(text))), None)
        share = _SHARE.search(match.group()) if match else None
        if match and share and float(share.group()) <= 100:
            made[name] = (float(share.group()), match.span())
    return made


def _stretch(text: str, places: Sequence[tuple[int, int]]) -> str:
    return text[min(start for start, _ in places) : max(end for _, end in places)]
