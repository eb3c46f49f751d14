"""The text of a JATS article: abstract and body as named sections, tables and captions after the section they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from evidence_search.readers.assemble import Assembler, clean
from evidence_search.readers.headings import heading_name, is_left_out, without_number
from evidence_search.readers.inline import BLOCKS, SKIPPED, child_text, finished, inline_text
from evidence_search.readers.tables import table_lines
from evidence_search.readers.xmltext import Element
from evidence_search.records import SectionKind

MAIN_TEXT = "Main text"
"""The name of what stands outside any titled section."""

_FLOATS = frozenset(("table-wrap", "table-wrap-group", "fig", "fig-group"))
_LISTS = frozenset(("list", "def-list"))
_PASSED_OVER = frozenset(
    "title label sec-meta supplementary-material media graphic ref-list ack glossary object-id fn-group notes bio alt-text "
    "attrib permissions".split()
)
_SHOWN_OFF = frozenset(("graphical", "teaser", "toc", "precis", "web-summary", "video", "stereochemical"))
_HEADING = SKIPPED | {"fn", "xref-group"}


@dataclass(slots=True)
class _Section:
    """A section being put together."""

    name: str
    kind: SectionKind
    paragraphs: list[str] = field(default_factory=list)
    floats: list[Element] = field(default_factory=list)


def add_abstracts(front: Element, text: Assembler) -> list[str]:
    """Add the abstracts in the article's own language; return warnings on what was left out."""
    warnings = []
    for abstract in front.iter("abstract"):
        kind = abstract.get("abstract-type") or ""
        if kind in _SHOWN_OFF:
            warnings.append(f"left out: {kind} abstract")
            continue
        title = _title(abstract)
        name = title if title and title.lower() not in ("summary", "abstract") else "Abstract"
        _write(text, _sections(abstract, name, SectionKind.ABSTRACT))
    others = sorted({each.get("{http://www.w3.org/XML/1998/namespace}lang") or "?" for each in front.iter("trans-abstract")})
    if others:
        warnings.append(f"left out: abstract in another language ({', '.join(others)})")
    return warnings


def add_body(article: Element, text: Assembler) -> None:
    """Add the body, what the back matter holds of text (appendices, loose sections), and floats kept at the end of the file."""
    body = article.find("body")
    if body is not None:
        _write(text, _sections(body, "", SectionKind.TEXT))
    back = article.find("back")
    for part in back if back is not None else ():
        if part.tag in ("sec", "app", "app-group"):
            _write(text, _sections(_wrapped(part), "", SectionKind.TEXT))
    for group in article.iterchildren("floats-group", "floats-wrap"):
        _write(text, [_Section("", SectionKind.TEXT, floats=[each for each in group if each.tag in _FLOATS])])


def _wrapped(part: Element) -> Element:
    """Put a part of the back matter into a body of its own, so that it is read as any other section."""
    if part.tag == "app-group":
        return part
    body = etree.Element("body")
    body.append(part)
    return body


def _sections(element: Element, name: str, kind: SectionKind) -> list[_Section]:
    """Return the sections below an abstract, a body or an appendix group, in reading order."""
    found = [_Section(name or MAIN_TEXT, kind)]
    _read(element, found, (name,) if name else ())
    return found


def _read(element: Element, found: list[_Section], path: tuple[str, ...]) -> None:
    """Append what stands below `element`; deeper than two levels a heading becomes a paragraph of its own."""
    here = found[-1].name
    for child in element:
        if child.tag in ("sec", "app", "boxed-text"):
            _read_section(child, found, path, here)
        elif child.tag in _FLOATS:
            found[-1].floats.append(child)
        elif isinstance(child.tag, str) and child.tag not in _PASSED_OVER:
            if found[-1].name != here:  # text behind a subsection goes on under its parent's name
                found.append(_Section(here, found[-1].kind))
            found[-1].paragraphs.extend(_paragraphs(child, found[-1].floats))


def _read_section(section: Element, found: list[_Section], path: tuple[str, ...], here: str) -> None:
    title = _title(section)
    if title and is_left_out(title):
        return
    if section.tag == "boxed-text":
        title = title or _label(section) or "Box"
    if not title or title == here:
        if found[-1].name != here:
            found.append(_Section(here, found[-1].kind))
        _read(section, found, path)
    elif len(path) >= 2:
        found[-1].paragraphs.append(title)
        _read(section, found, path)
    else:
        below = (*path, title)
        found.append(_Section(": ".join(below), found[-1].kind))
        _read(section, found, below)


def _title(section: Element) -> str:
    title = section.find("title")
    if title is None:
        title = section.find("caption/title")
    return heading_name(clean(inline_text(title, _HEADING))) if title is not None else ""


def _label(element: Element) -> str:
    label = element.find("label")
    return clean(inline_text(label)) if label is not None else ""


def _paragraphs(element: Element, floats: list[Element]) -> Iterator[str]:
    """Yield the paragraphs of a block; lists in a paragraph break it, tables and figures are put by for later."""
    if element.tag in _LISTS:
        yield _list_lines(element, floats)
    elif element.tag in ("p", "preformat", "code", "verse-line"):
        yield from _split_paragraph(element, floats)
    elif element.tag == "disp-formula":
        yield child_text(element, SKIPPED, "")
    else:
        if element.tag not in ("disp-quote", "statement", "speech", "verse-group", "disp-formula-group"):
            yield inline_text(element, SKIPPED | BLOCKS)
        for child in element:
            if child.tag in _FLOATS:
                floats.append(child)
            elif child.tag in BLOCKS or child.tag == "disp-formula":
                yield from _paragraphs(child, floats)


def _split_paragraph(paragraph: Element, floats: list[Element]) -> Iterator[str]:
    """Yield the stretches of a `<p>` between lists and quotations set inside it."""
    text = paragraph.text or ""
    notes: list[str] = []
    for child in paragraph:
        if child.tag in _FLOATS or child.tag in ("boxed-text", "fn"):
            if child.tag in _FLOATS:
                floats.append(child)
            else:
                notes.extend(inline_text(p) for p in child.iter("p"))
            text += " "
        elif child.tag in _LISTS or child.tag in ("disp-quote", "p", "preformat", "verse-group", "statement"):
            yield finished(text)
            yield from _paragraphs(child, floats)
            text = ""
        else:
            text += child_text(child, SKIPPED, text[-4:])
            floats.extend(child.iter(*_FLOATS) if isinstance(child.tag, str) else ())
        text += child.tail or ""
    yield finished(text)
    yield from notes


def _list_lines(block: Element, floats: list[Element]) -> str:
    """Return a list as lines: items with their label, `term: definition`."""
    lines = []
    for item in block:
        floats.extend(item.iter(*_FLOATS) if isinstance(item.tag, str) else ())
        if item.tag == "list-item":
            lines.append(f"{_label(item) or '-'} {clean(inline_text(item, SKIPPED | {'label'}))}")
        elif item.tag == "def-item":
            term, meaning = item.find("term"), item.find("def")
            lines.append(": ".join(clean(inline_text(part)) for part in (term, meaning) if part is not None))
        elif item.tag in ("title", "p"):
            lines.append(clean(inline_text(item)))
    return "\n".join(lines)


def _write(text: Assembler, sections: list[_Section]) -> None:
    """Give sections to the text, each followed by its tables and captions; neighbours of one name become one."""
    for section in sections:
        text.add(section.name, section.kind, section.paragraphs)
        for float_ in section.floats:
            _write_float(text, float_)


def _write_float(text: Assembler, float_: Element) -> None:
    if float_.tag in ("table-wrap-group", "fig-group"):
        _write_caption(text, float_, "Table" if float_.tag == "table-wrap-group" else "Figure")
        for each in float_.iterchildren("table-wrap", "fig"):
            _write_float(text, each)
    elif float_.tag == "fig":
        _write_caption(text, float_, "Figure")
    else:
        name, caption = _caption(float_, "Table")
        tables = [table_lines(table) for table in float_.iter("table")]
        notes = [inline_text(p, SKIPPED - {"fn"}) for foot in float_.iterchildren("table-wrap-foot") for p in _notes(foot)]
        text.add(name, SectionKind.TABLE, [caption, *tables, *notes])


def _write_caption(text: Assembler, float_: Element, word: str) -> None:
    name, caption = _caption(float_, word)
    if caption != name + ".":
        text.add(name, SectionKind.CAPTION, [caption])


def _notes(foot: Element) -> Iterator[Element]:
    """Yield the footnotes of a table, each whole (its label glued by a blank), and its loose paragraphs."""
    for part in foot:
        if part.tag == "fn-group":
            yield from part.iterchildren("fn")
        elif part.tag in ("fn", "p", "attrib"):
            yield part


def _caption(float_: Element, word: str) -> tuple[str, str]:
    """Return a float's name and its caption as printed, for example `Table 2` and `Table 2. Change in pain. Mean (SD)`."""
    name = without_number(_label(float_))
    if name.isdigit() or not name:
        name = f"{word} {name}".strip()
    caption = float_.find("caption")
    parts = [clean(inline_text(part)) for part in caption if part.tag in ("title", "p")] if caption is not None else []
    return name, " ".join([f"{name}.", *filter(None, parts)])
