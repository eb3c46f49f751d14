"""The words of a question with their places, and which of them only hold the others together."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Stems = Callable[[str], list[str]]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

_CLASSES = {
    "my": "my your his our their her someones",
    "i": "i you he she we they",
    "me": "me him them us",
    "myself": "myself yourself himself herself ourselves yourselves themselves themself",
    "the": "the a an",
    "is": "is are was were be been am",
    "do": "do does did",
    "can": "can could",
    "will": "will would shall should",
    "cant": "cant cannot couldnt",
    "dont": "dont doesnt didnt",
    "isnt": "isnt arent wasnt werent aint",
    "wont": "wont wouldnt",
    "this": "this that these those",
}
_CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}
"""Little words that stand for each other in a saying: `my liver`, `her liver`; `that arent there`, `that isnt there`."""

_BASE_OF = {
    form: base
    for base, forms in {
        "feel": "felt", "see": "saw seen", "hear": "heard", "throw": "threw thrown", "go": "went gone", "come": "came",
        "take": "took taken", "lose": "lost", "keep": "kept", "have": "had has", "get": "got gotten", "forget": "forgot",
        "fall": "fell fallen", "wear": "wore worn", "drive": "drove driven", "drink": "drank drunk", "eat": "ate eaten",
        "think": "thought", "wake": "woke woken", "sleep": "slept", "break": "broke broken", "hold": "held", "shake": "shook",
        "stand": "stood", "know": "knew known", "give": "gave given", "bear": "bore", "swell": "swollen", "bleed": "bled",
        "sink": "sank sunk", "slide": "slid", "fight": "fought", "tear": "tore torn",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""Irregular forms of common verbs, for recognising sayings: `wore off` is `wears off`, as stems alone would not have it."""

STOP_WORDS = frozenset(
    "a about after also am an and any anyone are as at be been before being but by can could did do does doing for from get "
    "gets getting give given go going got had has have having he her him his how i if in into is it its just like make "
    "may me might much my no not of on one or our out really she should so some somebody someone still such than that the "
    "their them then there these they thing things this those to too up us very was we were what when where which while who "
    "whose why will with would you your im ive id ill dont doesnt didnt cant wont isnt arent wasnt werent havent hasnt hadnt "
    "couldnt wouldnt shouldnt whats theres youre theyre hes shes thats lets please tell know help want need try".split()
)
"""Words that say nothing of what a study is about: Lucene's English stop words and those of questions."""

NEGATIONS = frozenset("no not never without none nor neither cannot cant dont doesnt didnt wont isnt arent".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question: as typed, where, its stems as the index keeps them, and what sayings are recognised by."""

    text: str
    start: int
    end: int
    stems: tuple[str, ...]
    key: str

    @property
    def plain(self) -> str:
        """The word in small letters without apostrophes: `isn’t` is `isnt`."""
        return plain(self.text)


def plain(text: str) -> str:
    """Return a word in small letters without apostrophes."""
    return text.lower().replace("'", "").replace("’", "")


def singular(word: str) -> str:
    """Return a word without the ending of a plural.

    >>> singular("infusions"), singular("injuries"), singular("dose"), singular("analysis")
    ('infusion', 'injury', 'dose', 'analysis')
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "is", "us")) else word


def words_of(text: str, stems: Stems) -> list[Word]:
    """Return the words of a text in order. Numbers are words; `0.5` is two, as in the index."""
    found = []
    for match in _WORD.finditer(text):
        bare = plain(match.group().removesuffix("'s").removesuffix("’s"))
        stemmed = tuple(stems(bare))
        base = stems(_BASE_OF[bare]) if bare in _BASE_OF else stemmed
        key = _CLASS_OF.get(bare) or (base[0] if base else bare)
        found.append(Word(match.group(), match.start(), match.end(), stemmed, key))
    return found


def keys_of(text: str, stems: Stems) -> tuple[str, ...]:
    """Return what a saying of the vocabulary is recognised by.

    >>> keys_of("see things that aren't there", lambda word: [word])
    ('see', 'things', 'this', 'isnt', 'there')
    """
    return tuple(word.key for word in words_of(text, stems))
