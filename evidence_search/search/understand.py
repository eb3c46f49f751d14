"""From a question as typed to a question as studies would put it.

Syntax → doses → spelling → the vocabulary's names, abbreviations and sayings → ideas with their wordings. Nothing is learned,
nothing guessed beyond the nearest spelling; every step leaves a note that can be shown, and switched off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise, zip_longest

from evidence_search.records import Note, Off
from evidence_search.records import NoteKind as Kind
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.understand_mending import mend, read_doses
from evidence_search.search.understand_phrases import Named, Way
from evidence_search.search.understand_syntax import read_syntax
from evidence_search.search.understand_words import STOP_WORDS, Word, words_of
from evidence_search.search.understood import NOTHING_OFF, Understood
from evidence_search.text.spelling import variants
from evidence_search.text.wording import Group, Wording

SYNONYM = 0.8
"""Weight of another name of what was typed."""

LOOSE = 0.4
"""The same for ideas of `LOOSE_KINDS`, whose names are near each other rather than the same: "response" and "efficacy".

Other names of conditions, harms, people and drugs bring 0.031 of nDCG@10 on the dev questions, those of other kinds nothing.
"""

LOOSE_KINDS = frozenset({"route", "dose", "outcome", "practice", "design", "words"})

LOOSE_LAY = 0.7
"""Weight of both the words and the names where a lay wording of `LOOSE_KINDS` was typed.

On the dev questions as good as the weights of the other kinds; a general saying is more often meant otherwise.
"""

CLARIFIED = 1.0
"""Weight of a concept's names where an abbreviation or a lay wording was typed: the studies' own words."""

LAY_TYPED = 0.5
"""Weight of the words of a lay wording themselves: "seeing" and "things" mean something else in most studies."""

RELATED = 0.4
"""Weight of words that speak to the same question without meaning the same."""

NAMES_SHOWN = 3
"""Names a note lists."""

_KIND_OF = {Way.NAME: Kind.SYNONYM, Way.SHORT: Kind.ABBREVIATION, Way.LAY: Kind.LAY}

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:\s*(?:mg|mcg|µg|μg|ng|g)\b(?:/kg(?:/(?:h|min)\b)?|/h\b)?)?")


def understand(question: str, lexicon: Lexicon, off: Off = NOTHING_OFF) -> Understood:
    """Return what a question asks, with a note for everything that was not taken just as typed."""
    syntax = read_syntax(question, off)
    text, doses = read_doses(syntax.text, off)
    kept = {word.plain for phrase in syntax.phrases for word in words_of(phrase, lexicon.stems)}
    text, mended = mend(text, lexicon, kept, off)
    words = words_of(text, lexicon.stems)
    named = [each for each in lexicon.phrasebook.find(words) if not _switched_off(each, words, text, off)]
    groups, varied = _groups(text, words, named, lexicon, off)
    recognised = [_note(each, words, text) for each in named]
    return Understood(
        question=question,
        running=syntax.text,
        typed=text,
        text=_clarified(text, words, named),
        groups=groups,
        meant=_meant(syntax.text, named),
        phrases=syntax.phrases,
        excluded=syntax.excluded,
        fields=syntax.fields,
        years=syntax.years,
        notes=(*syntax.notes, *doses, *mended, *recognised, *varied),
        problems=lexicon.problems,
    )


_SOMEBODY = re.compile(
    r"\b(?:i|my|me|mine|myself|you|your|he|she|his|her|him|we|us|our|it|its|this|that|they|them|their|some(?:one|body)|"
    r"any(?:one|body))\b",
    re.IGNORECASE,
)
"""Words of who speaks of somebody, or of something as known."""


def _meant(text: str, named: Sequence[Named]) -> tuple[str, ...]:
    """Return the names of ideas behind lay wordings, none where nobody is spoken of: then they may be technical terms.

    `cluster of differentiation`, `a C-terminal domain`, `15-ket-PGE 2`. What it changes of nDCG@10: 808 SciFact claims +0.004,
    1,135 BioASQ questions +0.001, the starter library's dev questions -0.002, 157 lay ones (`questions/extra/` a to c) 0.000.
    """
    if _SOMEBODY.search(text) is None:
        return ()
    return tuple(dict.fromkeys(each.concepts[0].name for each in named if each.way is Way.LAY))


def _switched_off(named: Named, words: Sequence[Word], text: str, off: Off) -> bool:
    return off.covers(_KIND_OF[named.way], _typed(named, words, text))


def _typed(named: Named, words: Sequence[Word], text: str) -> str:
    places = named.places
    parts = [text[words[i].start : words[i].end] for i in places]
    beside = [text[words[i].end : words[j].start] if j == i + 1 else " … " for i, j in pairwise(places)]
    return "".join(chain.from_iterable(zip_longest(parts, beside, fillvalue="")))


def _note(named: Named, words: Sequence[Word], text: str) -> Note:
    typed = _typed(named, words, text)
    names = [name for concept in named.concepts for name in concept.names()[: NAMES_SHOWN + 1]]
    if len(named.concepts) > 1:
        names = [concept.name for concept in named.concepts]
    others = [name for name in dict.fromkeys(names) if name.casefold() != typed.casefold()]
    return Note(_KIND_OF[named.way], typed, ", ".join(others[:NAMES_SHOWN]))


# -- ideas


def _groups(
    text: str, words: Sequence[Word], named: Sequence[Named], lexicon: Lexicon, off: Off
) -> tuple[tuple[Group, ...], list[Note]]:
    """Return the ideas of a question in order, each once."""
    starts = {each.places[0]: each for each in named}
    inside = {place for each in named for place in each.places}
    doses = _doses(text, words, inside)
    groups: list[Group] = []
    notes: list[Note] = []
    for i, word in enumerate(words):
        if i in starts:
            groups.append(_named_group(starts[i], words, lexicon))
        elif i in doses:
            groups.append(_dose_group(words[i : doses[i]]))
        elif i not in inside and not any(start <= i < end for start, end in doses.items()) and word.plain not in STOP_WORDS:
            group, varied = _plain_group(word, lexicon, off)
            groups.append(group)
            notes += varied
    distinct = {frozenset(w.stems for w in group.wordings): group for group in reversed(groups) if group.wordings}
    return tuple(reversed(distinct.values())) or _last_resort(words), notes


def _last_resort(words: Sequence[Word]) -> tuple[Group, ...]:
    """Return every word of a question that has only little words."""
    return tuple(Group((Wording((stem,)),)) for stem in dict.fromkeys(stem for word in words for stem in word.stems))


def _plain_group(word: Word, lexicon: Lexicon, off: Off) -> tuple[Group, list[Note]]:
    wordings = [Wording((stem,)) for stem in word.stems[:1]]
    notes = []
    if not off.covers(Kind.VARIANT, word.text):
        for other in variants(word.plain):
            stems = tuple(lexicon.stems(other))
            if lexicon.knows(other) and stems != word.stems:
                wordings.append(Wording(stems))
                notes.append(Note(Kind.VARIANT, word.text, other))
    return Group(tuple(wordings)), notes


def _named_group(named: Named, words: Sequence[Word], lexicon: Lexicon) -> Group:
    lay = named.way is Way.LAY
    span = [words[place] for place in named.places]
    content = [word for word in span if word.plain not in STOP_WORDS] or list(span)
    stems = tuple(stem for word in content for stem in word.stems)
    loose = named.concepts[0].kind in LOOSE_KINDS
    typed = (LOOSE_LAY if loose else LAY_TYPED) if lay else 1.0
    found = {stems: Wording(stems, typed, together=named.way is Way.SHORT)}
    for concept in named.concepts:
        weight = _weight(named.way, concept.kind in LOOSE_KINDS)
        for names, share in ((lexicon.phrasebook.names(concept), weight), (lexicon.phrasebook.related(concept), RELATED)):
            for each in names:
                found.setdefault(each, Wording(each, share))
    return Group(tuple(found.values()), named.concepts[0].kind)


def _weight(way: Way, loose: bool) -> float:
    """Return what a concept's names count, by how it was named in the question."""
    if way is Way.NAME:
        return LOOSE if loose else SYNONYM
    return LOOSE_LAY if loose and way is Way.LAY else CLARIFIED


def _doses(text: str, words: Sequence[Word], inside: set[int]) -> dict[int, int]:
    """Return first word → end of each number with a unit or a decimal point."""
    found = {}
    for match in _NUMBER.finditer(text):
        span = [i for i, word in enumerate(words) if match.start() <= word.start and word.end <= match.end()]
        if len(span) > 1 and inside.isdisjoint(span):
            found[span[0]] = span[-1] + 1
    return found


def _dose_group(words: Sequence[Word]) -> Group:
    """A dose is found as it stands, or by its number: `56 and 84 mg` has both doses."""
    whole = tuple(stem for word in words for stem in word.stems)
    number = tuple(stem for stem in whole if stem.isdigit())
    wordings = [Wording(whole), Wording(number, SYNONYM)] if number != whole else [Wording(whole)]
    return Group(tuple(wordings), "dose")


# -- the text that is encoded


def _clarified(text: str, words: Sequence[Word], named: Sequence[Named]) -> str:
    """Return a question with abbreviations written out and the clinical name behind lay wordings."""
    edits = []
    for each in named:
        first, last = words[each.places[0]], words[each.places[-1]]
        name = each.concepts[0].name
        if each.way is Way.SHORT:
            edits.append((first.start, last.end, name))
        elif each.way is Way.LAY:
            edits.append((last.end, last.end, f" ({name})"))
    parts, at = [], 0
    for start, end, written in sorted(edits):
        parts += [text[at:start], written]
        at = end
    return "".join([*parts, text[at:]])
