"""Word documents (`.docx`): paragraphs by their styles, tables as rows; comments, deleted text and notes are no part of them.

The XML is read as it stands: a paragraph's text must include tracked insertions, equations and signs of symbol fonts, for a
sign that is lost turns a finding round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from evidence_search.errors import ReadError
from evidence_search.identity import find_doi, registry_numbers
from evidence_search.readers.assemble import clean
from evidence_search.readers.headings import is_known
from evidence_search.readers.inline import finished, raised
from evidence_search.readers.outline import Outline
from evidence_search.readers.plain import FULL_TEXT_FROM, MAX_TITLE
from evidence_search.readers.xmltext import Element, parsed
from evidence_search.records import Document, Metadata, SectionKind, SourceKind

MAX_PART = 60_000_000
"""Bytes of a part of the document unpacked; a long paper has two million."""
_TEXT = "word/document.xml"
_STYLES = "word/styles.xml"
_SKIPPED = frozenset(
    "del moveFrom instrText delText fldData rPr pPr footnoteReference endnoteReference commentReference Fallback pict sdtPr "
    "txbxContent".split()
)
_SYMBOLS = dict(zip((0x2D, 0x3C, 0x3D, 0x3E, 0x61, 0x62, 0x63, 0x64, 0x65, 0x67, 0x68, 0x6B, 0x6C, 0x6D, 0x70, 0x72, 0x73, 0x74,
                     0x77, 0x44, 0x53, 0xA3, 0xA5, 0xAE, 0xB0, 0xB1, 0xB3, 0xB4, 0xB9, 0xBB, 0xD7),
                    "−<=>αβχδεγηκλμπρστωΔΣ≤∞→°±≥×≠≈⋅", strict=True))  # fmt: skip
"""Adobe's Symbol encoding where papers use it."""
_HEADING = re.compile(r"heading\s*(\d)", re.IGNORECASE)
_DOI_SAID = re.compile(r"doi(?:\.org/|\s*[:\s])\s*(10\.\S+)", re.IGNORECASE)
_BARE = -1
_AGAIN = "Open it in Word and save it as .docx again, or as PDF."

Styles = dict[str, str]


def is_word(path: Path) -> bool:
    """Whether a zip archive is a Word document."""
    try:
        with ZipFile(path) as archive:
            return _TEXT in archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False


def read(path: Path) -> Iterator[Document]:
    """Yield the document of a file.

    Raises:
        ReadError: it is damaged, unpacks to too much, or has no text.
    """
    try:
        with ZipFile(path) as archive:
            body = parsed(_part(archive, _TEXT)).find("body")
            styles = _styles(parsed(_part(archive, _STYLES))) if _STYLES in archive.namelist() else {}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise ReadError(f"the document is damaged or locked: {problem}", _AGAIN) from problem
    outline = Outline()
    if body is not None:
        _walk(body, outline, styles)
    whole, sections = outline.build()
    title = outline.title or next((each for each in map(clean, outline.front()) if len(each) <= MAX_TITLE), "")
    if not whole:
        raise ReadError("there is no text in the document", "Check that this is the file you meant.")
    said = _DOI_SAID.search(" ".join(outline.front())[:FULL_TEXT_FROM])
    lost = "�" in whole
    yield Document(
        SourceKind.FULL_TEXT if len(whole) >= FULL_TEXT_FROM else SourceKind.ABSTRACT,
        Metadata(title=title, doi=find_doi(said.group(1)) if said else "", registry=registry_numbers(whole[:FULL_TEXT_FROM])),
        whole,
        sections,
        warnings=("signs of a symbol font could not be read; they are shown as �",) if lost else (),
        references=tuple(outline.references),
    )


def _part(archive: ZipFile, name: str) -> bytes:
    """Return a part of the archive, unpacked no further than it may be."""
    with archive.open(name) as file:
        data = file.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise ReadError(f"the document unpacks to more than {MAX_PART // 1_000_000} MB", "Split it, or save it as PDF.")
    return data


def _styles(root: Element) -> Styles:
    """Return the plain name of each style by its id; one made from a heading counts as that heading."""
    names = {each.get(_w("styleId")) or "": _value(each.find("name")) for each in root.iterfind("style")}
    above = {each.get(_w("styleId")) or "": _value(each.find("basedOn")) for each in root.iterfind("style")}
    found: Styles = {}
    for style, name in names.items():
        found[style], parent = name, above.get(style, "")
        for _ in range(10):
            if _HEADING.match(found[style]) or found[style].lower() == "title" or not parent:
                break
            if _HEADING.match(names.get(parent, "")):
                found[style] = names[parent]
            parent = above.get(parent, "")
    return found


def _walk(element: Element, outline: Outline, styles: Styles) -> None:
    tables = 0
    waiting = ""
    for child in _blocks(element):
        if child.tag == "p":
            text = _text(child)
            level = _level(child, text, styles)
            if re.match(r"table\s+[\dIVXS]+\b", text, re.IGNORECASE) and len(text) < MAX_TITLE and level is None:
                waiting = text
                continue
            if waiting:
                outline.table(waiting.split(".")[0][:40], SectionKind.CAPTION, waiting)
                waiting = ""
            if level is None:
                outline.paragraph(text)
            elif level == 0:
                outline.title = outline.title or clean(text)
            elif level == _BARE:
                outline.bare_heading(text)
            else:
                outline.heading(level, text)
        else:
            tables += 1
            name = re.match(r"table\s+[\dIVXS]+", waiting, re.IGNORECASE)
            outline.table(name.group() if name else f"Table {tables}", SectionKind.TABLE, f"{waiting}\n{_rows(child)}")
            waiting = ""
    if waiting:
        outline.paragraph(waiting)


def _blocks(element: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a body, those inside content controls and insertions too."""
    for child in element:
        if child.tag in ("p", "tbl"):
            yield child
        elif child.tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"):
            yield from _blocks(child)


def _level(paragraph: Element, text: str, styles: Styles) -> int | None:
    """Return 0 for the title, 1 to 9 for a heading, `_BARE` for bold words that papers use as headings, None for text."""
    style = _value(paragraph.find("pPr/pStyle"))
    name = styles.get(style, style)
    heading = _HEADING.match(name)
    outline = _value(paragraph.find("pPr/outlineLvl"))
    if name.lower() == "title":
        return 0
    if heading or (outline.isdigit() and int(outline) < 9):
        return int(heading.group(1)) if heading else int(outline) + 1
    runs = [run for run in paragraph.iter("r") if clean("".join(each.text or "" for each in run.iter("t")))]
    bold = bool(runs) and all(_is_bold(run) for run in runs)
    return _BARE if is_known(text) and (bold or text.isupper()) else None


def _is_bold(run: Element) -> bool:
    mark = run.find("rPr/b")
    return mark is not None and (mark.get(_w("val")) or "1") not in ("0", "false")


def _rows(table: Element) -> str:
    """Return a table as lines of `cell | cell`; a table in a cell is text of that cell."""
    lines = []
    for row in table.iterchildren("tr", "sdt"):
        cells = [
            " ".join(_text(each) for each in cell.iter("p"))
            for cell in row.iter("tc")
            if next(cell.iterancestors("tc"), None) is None
        ]
        lines.append(" | ".join(clean(cell).replace("|", "/") for cell in cells).rstrip(" |"))
    return "\n".join(lines)


def _text(element: Element) -> str:
    return finished(_inner(element, ""))


def _inner(element: Element, before: str) -> str:
    """Return the text below an element; `before` is what stands in front of it, which a superscript needs to know."""
    text = ""
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == "t":
            text += child.text or ""
        elif child.tag in _SPECIAL:
            text += _SPECIAL[child.tag]
        elif child.tag == "sym":
            text += _symbol(child)
        elif child.tag in ("sup", "sub", "den") and element.tag in ("sSup", "sSub", "sSubSup", "f"):
            text += {"sup": "^", "sub": "_", "den": "/"}[child.tag] + _inner(child, "")
        elif child.tag in _WRAPPED:
            text += _WRAPPED[child.tag][0] + _inner(child, "") + _WRAPPED[child.tag][1]
        else:
            inner = _inner(child, (before + text)[-4:])
            high = child.tag == "r" and _value(child.find("rPr/vertAlign")) == "superscript"
            text += raised(inner, (before + text)[-4:]) if high else inner
    return text


_WRAPPED = {"d": ("(", ")"), "rad": ("√(", ")")}
"""Brackets and roots of formulas, which are drawn and not written."""
_SPECIAL = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "ptab": " "}


def _symbol(element: Element) -> str:
    """Return the character of a symbol font, or � where it is not known."""
    code = element.get(_w("char")) or ""
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,4}", code) else 0
    if (element.get(_w("font")) or "").lower() != "symbol":
        return "�"
    return _SYMBOLS.get(number & 0xFF, "�")


def _w(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def _value(element: Element | None) -> str:
    return (element.get(_w("val")) or "") if element is not None else ""
