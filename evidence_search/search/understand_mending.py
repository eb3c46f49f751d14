"""Doses written as studies write them, and mistyped words mended; numbers, names and medicines are never changed for others."""

from __future__ import annotations

import re

from evidence_search.records import Note, Off
from evidence_search.records import NoteKind as Kind
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.understand_words import NEGATIONS, STOP_WORDS, Word, words_of
from evidence_search.text.spelling import SHORTEST, variants

_MASS = r"mg|mcg|µg|μg|micrograms?|milligrams?|milligrammes?|g|ng"
_PER_KILO = re.compile(
    rf"(?P<amount>\b\d+(?:[.,]\d+)?|(?<![\d.])\.\d+|\bhalf an?|\bone|\btwo)\s*(?P<mass>{_MASS})\s*(?:per|a|each|for every|/)\s*"
    r"(?:kilo(?:gram(?:me)?)?s?|kgs?)\b(?!\s*/)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(rf"(?P<amount>\b\d+(?:[.,]\d+)?|(?<![\d.])\.\d+)\s*(?P<mass>{_MASS})\b(?!\s*/\s*(?:kg|k))", re.IGNORECASE)
_MASSES = {"milligram": "mg", "milligramme": "mg", "microgram": "mcg"}
_SPOKEN = {"half a": "0.5", "half an": "0.5", "one": "1", "two": "2"}
_PART_OF = re.compile(r"[\d/@_:]|\.\w")
"""What makes the word beside it part of an identifier, an address or a dose."""


def read_doses(text: str, off: Off) -> tuple[str, list[Note]]:
    """Write doses as studies do: `half a mg per kilo` and `.5mg/kg` become `0.5 mg/kg`."""
    notes: list[Note] = []

    def written(match: re.Match[str], unit: str) -> str:
        said = match["amount"].lower()
        amount = _SPOKEN.get(said) or said.replace(",", ".")
        mass = _MASSES.get(match["mass"].lower().rstrip("s"), match["mass"].lower())
        read = f"{'0' if amount.startswith('.') else ''}{amount} {mass}{unit}"
        if read == match.group() or off.covers(Kind.DOSE, match.group()):
            return match.group()
        notes.append(Note(Kind.DOSE, match.group(), read))
        return read

    text = _PER_KILO.sub(lambda match: written(match, "/kg"), text)
    return _AMOUNT.sub(lambda match: written(match, ""), text), notes


def mend(text: str, lexicon: Lexicon, kept: set[str], off: Off) -> tuple[str, list[Note]]:
    """Replace words that nobody knows by the nearest that somebody does."""
    notes = []
    parts, at = [], 0
    for word in words_of(text, lexicon.stems):
        meant = _meant(word, lexicon) if _may_be_mistyped(word, text, lexicon, kept) else ""
        if meant and not off.covers(Kind.SPELLING, word.text):
            notes.append(Note(Kind.SPELLING, word.text, meant))
            parts += [text[at : word.start], meant]
            at = word.end
    return "".join([*parts, text[at:]]), notes


def _may_be_mistyped(word: Word, text: str, lexicon: Lexicon, kept: set[str]) -> bool:
    """Numbers, doses, identifiers, abbreviations, names, `it'll`, and words in quotation marks are left as they are."""
    bare = word.plain
    if len(bare) < SHORTEST or not word.text.isalpha() or bare in kept or bare in STOP_WORDS or bare in NEGATIONS:
        return False
    inside = text[: word.start].rstrip() != "" and not text[: word.start].rstrip().endswith((".", "?", "!"))
    if _PART_OF.search(text[: word.start].rpartition(" ")[2] + text[word.end :].partition(" ")[0]):
        return False
    capital = any(c.isupper() for c in word.text[0 if inside else 1 :])
    return not capital and not any(lexicon.knows(each) or each in lexicon.phrasebook.words for each in (bare, *variants(bare)))


def _meant(word: Word, lexicon: Lexicon) -> str:
    """Return what a mistyped word means; nothing where that is not clear.

    A drug is only taken for meant when one letter is wrong, the first is right and no other drug is as near: names that look
    alike are how patients get the wrong one.
    """
    if apart := lexicon.phrasebook.joined.get(word.plain):
        return apart
    found = lexicon.speller.nearest(word.plain)
    if not found:
        return ""
    drugs = [each for each, _ in found if each in lexicon.phrasebook.drugs]
    meant, wrong = found[0]
    if drugs and (len(drugs) > 1 or wrong > 1 or drugs[0][0] != word.plain[0]):
        return ""
    return drugs[0] if drugs else meant
