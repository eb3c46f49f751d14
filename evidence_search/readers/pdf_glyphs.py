"""Names for the shapes of fonts that name them in a way of their own, so that pypdf gives signs and not `/C0` or `¼`.

Only what is known is repaired: a sign that is guessed wrong turns benefit into harm. What stays unknown is named by page in
`pdf_lines`. Loaded by `pdf_worker` by its path; imports nothing of this program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from pypdf import PageObject
from pypdf._codecs.adobe_glyphs import adobe_glyphs
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

MAX_FORMS = 50
"""Forms on a page whose fonts are looked at."""

TEX_SYMBOLS = {
    **dict(enumerate("minus periodcentered multiply asteriskmath divide diamondmath plusminus minusplus".split())),
    14: "degree",
    15: "bullet",
    17: "equivalence",
    20: "lessequal",
    21: "greaterequal",
    24: "similar",
    25: "approxequal",
    26: "propersubset",
    27: "propersuperset",
    32: "arrowleft",
    33: "arrowright",
    34: "arrowup",
    35: "arrowdown",
    36: "arrowboth",
    47: "proportional",
    48: "minute",
    49: "infinity",
    50: "element",
}
"""The places of TeX's symbol font (cmsy10; D. Knuth, Computer Modern Typefaces, 1986), by Adobe's glyph names."""
_SYMBOL_FONT = re.compile(r"/(?:[A-Z]{6}\+)?AdvP4C4E74(?:\W.*)?")
"""The symbol font of 3B2, a typesetting program: TeX's places as `C0`, `C2` …, and operators where accented letters belong.

Found in papers of Medicine (PMC5779749, PMC6310497) and DNA Research (PMC6105116). Held against their JATS text: minus, times,
degree, at most, at least, about, equals; the other places rest on the encoding.
"""
_OPERATORS = {188: "equal", 189: "bracketleft", 222: "parenright", 240: "parenleft", 254: "plus"}
_BY_PLACE = {**{192 + place: TEX_SYMBOLS[place] for place in (0, 2, 6)}, **_OPERATORS}
_MISNAMED = {"onequarter": "equal", "onehalf": "bracketleft", "Thorn": "parenright", "eth": "parenleft", "thorn": "plus"}
_GREEK = {"AdvPi1": {109: "mu"}, "AdvP7DA6": {109: "mu"}, "AdvPSMP13": {108: "mu"}}
"""Greek fonts of the same program, coded like letters: `clonidine 100 mg` was 100 µg, `2 lg` of DNA was 2 µg.

Only what was seen: AdvPi1 and AdvPSMP13 held against the JATS of PMC6105116, AdvP7DA6 against the printed page of PMC6310497.
"""
_CODED = re.compile(r"/(?:uni[0-9A-Fa-f]{4}|u[0-9A-Fa-f]{4,6}|f_.*|[a-z](?:_[a-z])+)$")
"""Names that say their character, or the letters of a ligature."""
_VARIANT = re.compile(r"/([A-Za-z]+)\.(?:tf|lf|osf|tlf|tosf|lnum|tnum|onum|pnum|sc|case|alt\d?|ss\d\d)")
"""A variant of a named shape, as tabular figures; Adobe's rule is to take the part before the full stop."""


def name_glyphs(page: PageObject, seen: dict[int, DictionaryObject]) -> str:
    """Mend the encodings of a page's fonts before its text is taken; `seen` holds the fonts of pages before.

    Return the letters, of `l` and `m`, that stand in an unknown font of their own: before `g` they may well be µ.
    """
    alone = set()
    for font in _fonts(page):
        alone.add(_lone_letter(font))
        if id(font) in seen:
            continue
        seen[id(font)] = font  # kept, so that no other font gets its number
        if font.get("/Subtype") == "/Type0":
            continue
        symbols = bool(_SYMBOL_FONT.fullmatch(str(font.get("/BaseFont", ""))))
        places = _BY_PLACE if symbols else _GREEK.get(_plain_name(font), {})
        encoding = font.get("/Encoding")
        encoding = encoding.get_object() if encoding is not None else None
        if isinstance(encoding, DictionaryObject) and isinstance(encoding.get("/Differences"), ArrayObject):
            _rename(font, encoding, symbols)
            if "/ToUnicode" not in font:
                _own_up(font)
        elif places and isinstance(encoding, NameObject):
            font[NameObject("/Encoding")] = _by_place(encoding, places)
    return "".join(sorted(alone))


def _lone_letter(font: DictionaryObject) -> str:
    """Return the letter a font was made for alone, or "" where its Greek is known."""
    first, last = font.get("/FirstChar"), font.get("/LastChar")
    return chr(first) if first == last and first in (108, 109) and _plain_name(font) not in _GREEK else ""


def _plain_name(font: DictionaryObject) -> str:
    return re.sub(r"^/(?:[A-Z]{6}\+)?", "", str(font.get("/BaseFont", "")))


def _rename(font: DictionaryObject, encoding: DictionaryObject, symbols: bool) -> None:
    """Give the shapes of an encoding their usual names; a map to characters that was made of the old names goes."""
    names = cast("ArrayObject", encoding["/Differences"])
    known = [NameObject("/" + _known(str(name), symbols)) if isinstance(name, str) else name for name in names]
    if list(names) == known:
        return
    mended = DictionaryObject(encoding)
    mended[NameObject("/Differences")] = ArrayObject(known)
    font[NameObject("/Encoding")] = mended
    if symbols and all(name in adobe_glyphs for name in known if isinstance(name, str)):
        font.pop(NameObject("/ToUnicode"), None)


def _own_up(font: DictionaryObject) -> None:
    """Let shapes whose names say nothing show as the replacement character: `/C0` before 4.63 would read like letters."""
    encoding = cast("DictionaryObject", font["/Encoding"].get_object())
    names = cast("ArrayObject", encoding["/Differences"])
    shown = [
        NameObject("/replacementchar")
        if isinstance(name, str) and name not in adobe_glyphs and not _CODED.match(name)
        else name
        for name in names
    ]
    if shown != list(names):
        mended = DictionaryObject(encoding)
        mended[NameObject("/Differences")] = ArrayObject(shown)
        font[NameObject("/Encoding")] = mended


def _known(name: str, symbols: bool) -> str:
    """Return a shape's usual name, or the one it has: `/C0` of a symbol font gives `minus`, `/three.tf` gives `three`."""
    bare = name.removeprefix("/")
    if symbols:
        place = re.fullmatch(r"C(\d{1,3})", bare)
        return TEX_SYMBOLS.get(int(place.group(1)), bare) if place else _MISNAMED.get(bare, bare)
    if name in adobe_glyphs:
        return bare
    variant = _VARIANT.fullmatch(name)
    return variant.group(1) if variant and "/" + variant.group(1) in adobe_glyphs else bare


def _by_place(base: NameObject, places: dict[int, str]) -> DictionaryObject:
    """Return an encoding with signs at their places, for a font that says it is coded like letters and is not."""
    names: list[Any] = []
    for place, name in sorted(places.items()):
        names += [NumberObject(place), NameObject("/" + name)]
    return DictionaryObject({NameObject("/BaseEncoding"): base, NameObject("/Differences"): ArrayObject(names)})


def _fonts(page: PageObject) -> Iterator[DictionaryObject]:
    """Yield the fonts of a page and of the forms on it, forms in forms too."""
    waiting: list[Any] = [page.get("/Resources")]
    forms = 0
    while waiting:
        resources = waiting.pop()
        resources = resources.get_object() if resources is not None else None
        if not isinstance(resources, DictionaryObject):
            continue
        for kind in ("/Font", "/XObject"):
            found = resources.get(kind)
            found = found.get_object() if found is not None else None
            for each in found.values() if isinstance(found, DictionaryObject) else ():
                value = each.get_object()
                if kind == "/Font" and isinstance(value, DictionaryObject):
                    yield value
                elif isinstance(value, DictionaryObject) and value.get("/Subtype") == "/Form" and forms < MAX_FORMS:
                    forms += 1
                    waiting.append(value.get("/Resources"))
