"""A bibliographic record becomes a document, whichever export it came from: names, years, pages, labels in abstracts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TypeVar

from evidence_search.errors import ReadError
from evidence_search.identity import registry_numbers
from evidence_search.readers.assemble import Assembler, clean
from evidence_search.readers.headings import heading_name, is_known
from evidence_search.readers.retractions import by_itself
from evidence_search.records import Document, Metadata, ReadFailure, Retraction, SectionKind, SourceKind

T = TypeVar("T")

NO_TEXT_WHAT = "the record has neither a title nor an abstract"
NO_TEXT_REMEDY = "Export this record again with its title and abstract."
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LABEL = re.compile(r"(?:^|(?<=[.?!)\]”\"] ))(?P<label>[A-Z][A-Za-z /&,'’()-]{2,70}):\s+(?=\S)")
_TAG = re.compile(
    r"</?(?:jats:)?(?:i|b|u|em|strong|sub|sup|p|br|span|sc|italic|bold|title|sec|h[1-6])(?:\s[^<>]{0,200})?/?>", re.IGNORECASE
)
_RAISED = re.compile(r"(?<=\w)<sup>\s*([+−–-]?\w{1,12})\s*</sup>", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|2nd|3rd)\.?", re.IGNORECASE)
_NO_ABSTRACT = re.compile(
    r"\W*(?:no abstract(?: is)?(?: available| provided)?|abstract (?:is )?not available|n/?a|none|null)\W*", re.IGNORECASE
)


def each_record(path: Path, records: Iterable[T], make: Callable[[T], Document | None]) -> Iterator[Document | ReadFailure]:
    """Yield what `make` makes of each record, a failure of its own for one that cannot be read; None is no record at all.

    Raises:
        ReadError: there was no record.
    """
    number = 0
    for record in records:
        number += 1
        try:
            made = make(record)
        except ReadError as problem:
            yield ReadFailure(f"{path}#record {number}", problem.what, problem.remedy)
            continue
        if made is None:
            number -= 1
        else:
            yield made
    if not number:
        raise ReadError("the file holds no record", "Export the records again: nothing was saved.")


def document(about: Metadata, abstract: str, warnings: Iterable[str] = ()) -> Document:
    """Return the document of a record; trial numbers its abstract states are added, and what its title says of a retraction.

    Raises:
        ReadError: it has neither a title nor an abstract.
    """
    said = list(warnings)
    text = Assembler()
    if not _NO_ABSTRACT.fullmatch(abstract):
        for label, part in labelled(abstract):
            text.add(f"Abstract: {label}" if label else "Abstract", SectionKind.ABSTRACT, [part])
    whole, sections = text.build()
    if not whole:
        if not about.title:
            raise ReadError(NO_TEXT_WHAT, NO_TEXT_REMEDY)
        text.add("Title", SectionKind.TEXT, [about.title])
        whole, sections = text.build()
        said.append("no abstract: only the title is known")
    if about.retraction is Retraction.UNKNOWN:
        state, note = by_itself(about.publication_types, about.title)
        about = replace(about, retraction=state, retraction_note=note)
    about = replace(about, registry=tuple(dict.fromkeys([*about.registry, *registry_numbers(abstract)])))
    return Document(SourceKind.ABSTRACT, about, whole, sections, warnings=tuple(said))


def labelled(abstract: str) -> Iterator[tuple[str, str]]:
    """Yield the labels and parts of an abstract: `AIMS: a. RESULTS: b.` gives `Aims` and `a.`, `Results` and `b.`.

    Only an abstract that opens with a known heading has labels; then words in capitals are one too, as PubMed writes them.
    """
    found = [each for each in _LABEL.finditer(abstract) if is_known(each["label"]) or each["label"].isupper()]
    if not found or found[0].start() or not is_known(found[0]["label"]):
        yield "", abstract
        return
    for this, following in zip(found, [*found[1:], None], strict=True):
        name = heading_name(this["label"].upper())
        part = abstract[this.end() : following.start() if following else len(abstract)]
        yield (name.capitalize() if name.isupper() else name), part


def plain(text: str) -> str:
    """Return a value of an export on one line without HTML's marks and names: `p&lt;0.05 in <i>CRPS</i>`."""
    if "<" in text:
        text = _TAG.sub(" " if "<p" in text.lower() or "<br" in text.lower() else "", _RAISED.sub(r"^\1", text))
    return clean(unescape(text) if "&" in text else text)


def year_of(*texts: str) -> int | None:
    """Return the first year in these values: `2014/09/04`, `1998 Dec-1999 Jan`."""
    return next((int(found.group()) for found in map(_YEAR.search, texts) if found), None)


def pages_of(first: str, last: str = "") -> str:
    """Return pages as one range; words in their place (`No Specified`) are none."""
    first = re.sub(r"^(?:pp?\.?|pages?)\s+(?=\S)", "", first, flags=re.IGNORECASE)
    if not any(letter.isdigit() for letter in first):
        return ""
    return f"{first}-{last}" if last and last != first and "-" not in first and any(map(str.isdigit, last)) else first


def cited_name(name: str) -> str:
    """Return a name as it is cited: `Larsen, Lars J.` gives `Larsen LJ`; a name without a comma stays but for full stops."""
    parts = [part for part in map(clean, name.strip(" ;,").split(",")) if part]
    if len(parts) < 2:
        words = clean(name).strip(" ;,").split(" ")
        cut = next((place for place in range(1, len(words)) if _INITIALS.fullmatch(" ".join(words[place:]))), 0)
        return " ".join([*words[:cut], _letters(" ".join(words[cut:]))]) if cut else " ".join(words)
    suffix = next((part.rstrip(".") for part in parts[1:] if _SUFFIX.fullmatch(part)), "")
    given = next((part for part in parts[1:] if not _SUFFIX.fullmatch(part)), "")
    return " ".join(filter(None, (parts[0], _letters(given), suffix)))


def _letters(given: str) -> str:
    """Return the initials of given names: `Jean-Luc M.` gives `JLM`, `LJ` stays."""
    if _INITIALS.fullmatch(given):
        return re.sub(r"[^A-Z]", "", given)
    return "".join(
        word[0].upper() if not word.isupper() or len(word) > 3 else word for word in re.split(r"[\s.\-]+", given) if word
    )
