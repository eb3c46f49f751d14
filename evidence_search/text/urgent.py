"""Whether a question speaks of danger now: suicide, self-harm, an emergency, harm to others.

The wordings, direct and indirect, stand in `urgent.txt` for clinicians to read and add to. It reads words, not people: that it
finds nothing says nothing about how somebody is.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

WORDINGS = Path(__file__).with_name("urgent.txt")


class Danger(StrEnum):
    """What a question may speak of; the values are the headings of the list."""

    SELF_HARM = "suicide or self-harm"
    EMERGENCY = "an emergency"


_STANDS_FOR = {
    "{me}": r"(?:my ?self|him ?self|her ?self|them ?sel(?:f|ves)|your ?self|one ?self|our ?selves|me)",
    "{my}": r"(?:my|his|her|their|your|our|the)",
    "{not}": r"(?:dont|do not|doesnt|does not|didnt|did not|not|no longer|never|cant|cannot|can not|wont|will not|couldnt)",
    "{people}": r"(?:him|her|them|someone|somebody|people|everyone|others|(?:my|his|her) (?:wife|husband|partner|child|"
    r"children|kids?|baby|mother|father|mum|mom|dad|family|boss|neighbou?rs?))",
}
_LEFT_OUT = re.compile(r"['’‘`´]")
_BLANK = re.compile(r"[^a-z0-9]+")


def danger(question: str) -> Danger | None:
    """Return what danger a question may speak of, None when no wording of the list is in it."""
    plain = folded(question)
    return next((kind for kind, pattern in _patterns() if pattern.search(plain)), None)


def folded(text: str) -> str:
    """Return a text in small letters without accents, apostrophes and signs, one blank between words.

    >>> folded("I don’t want — to wake-up!")
    'i dont want to wake up'
    """
    letters = unicodedata.normalize("NFKD", _LEFT_OUT.sub("", text)).casefold()
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BLANK.sub(" ", kept).strip()


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Danger, re.Pattern[str]], ...]:
    """Return what each danger's wordings look like in a folded text."""
    found: dict[Danger, list[str]] = {kind: [] for kind in Danger}
    kind = Danger.SELF_HARM
    for line in WORDINGS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = Danger(line.strip("[]"))
        elif line and not line.startswith("#"):
            found[kind].append(_as_pattern(line))
    return tuple((kind, re.compile("|".join(wordings))) for kind, wordings in found.items())


def _as_pattern(line: str) -> str:
    """Return a line of the list as a regular expression over folded text."""
    made = re.sub(r"\)\*", lambda found: ")\x00" if _ends_a_word(line, found.start()) else ")*", line)
    made = re.sub(r"(?<=\w)\*", r"\\w*", made).replace("\x00", r"\w*")
    made = made.replace(" ... ", r" (?:\w+ ){0,5}").replace("(?:", "\x01").replace("(", "(?:").replace("\x01", "(?:")
    for name, words in _STANDS_FOR.items():
        made = made.replace(name, words)
    return rf"\b(?:{made})\b"


def _ends_a_word(line: str, close: int) -> bool:
    """Whether a star behind a bracket means the rest of a word; behind one that begins with a blank it means: any number."""
    depth = 0
    for place in range(close, -1, -1):
        depth += (line[place] == ")") - (line[place] == "(")
        if depth == 0:
            return line[place + 1] != " "
    return True
