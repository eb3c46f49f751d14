"""Safe reading of XML: records streamed one by one, no entity expanded, nothing fetched. The home of lxml's parsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from io import BytesIO
from itertools import islice
from pathlib import Path

from lxml import etree

from evidence_search.errors import ReadError

HEAD_BYTES = 1 << 20
"""How far a document type declaration is looked for; a longer one is refused."""

_BREAK_OFF = "Download the file again: it is damaged or cut off."
_SUBSET_END = re.compile(r"\]\s*>")
_ENTITY = re.compile(r"""<!ENTITY\s+(%\s+)?(\S+)\s+(?:(?:SYSTEM|PUBLIC)\b([^>]*)|"([^"]*)"|'([^']*)')[^>]*>""")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))

Element = etree._Element


class _UnknownNameError(ReadError):
    """The XML has no DTD and uses a named character, which the parser refuses to pass over."""


def decoded_head(data: bytes) -> str:
    """Return the start of a file as text, well enough to recognise it: UTF-16 with a mark, else Latin-1."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def root_name(head: str) -> str:
    """Return the name of the first element of an XML text without its prefix, or "" where there is none.

    `<?xml version="1.0"?><!DOCTYPE article><article>` gives `article`.
    """
    found = re.match(r"<([A-Za-z_][\w.:-]*)", _prologue(head)[1])
    return found.group(1).rpartition(":")[2] if found else ""


def _prologue(head: str) -> tuple[str, str]:
    """Return the internal subset of the document type declaration, and what follows the prologue, in one pass."""
    subset, position = "", 0
    while True:
        blank = re.compile(r"\s*").match(head, position)
        position = blank.end() if blank else position
        if head.startswith("<?", position):
            end = head.find("?>", position) + 1
        elif head.startswith("<!--", position):
            end = head.find("-->", position) + 2
        elif head.startswith("<!DOCTYPE", position):
            opening = re.compile(r"[^\[>]*").match(head, position)
            end = opening.end() if opening else position
            closing = _SUBSET_END.search(head, end) if head.startswith("[", end) else None
            if closing is not None:
                subset, end = head[end + 1 : closing.start()], closing.end() - 1
            elif not head.startswith(">", end):
                return subset, ""
        else:
            return subset, head[position:]
        if end < position:
            return subset, ""
        position = end + 1


def records(path: Path, names: frozenset[str]) -> Iterator[Element]:
    """Yield each element of one of these (local) names as soon as it is complete, with plain tags, and forget it afterwards.

    Raises:
        ReadError: the XML is broken, after what came before it was yielded; or it declares entities of its own.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    _refuse_entities(decoded_head(head))
    given = 0
    try:
        for element in _stream(path, names):
            given += 1
            yield element
    except _UnknownNameError:
        yield from islice(_with_named_characters(path, names), given, None)


def parsed(data: bytes) -> Element:
    """Return the root of one XML document that may have no document type declaration, tags plain.

    Raises:
        ReadError: it is broken, or declares one.
    """
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data):
        raise ReadError("the XML declares entities of its own; they are never expanded", "Save the document again.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise ReadError(f"the XML is broken: {problem.msg}", _BREAK_OFF) from problem
    plain_tags(root)
    return root


def parsed_html(text: str) -> Element:
    """Return the root of a web page, mended where it is broken, without comments.

    Raises:
        ReadError: there is nothing in it.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as problem:
        raise ReadError(f"the web page is broken: {problem.msg}", _BREAK_OFF) from problem
    if root is None:
        raise ReadError("the web page is empty", _BREAK_OFF)
    return root


def _stream(source: Path | BytesIO, names: frozenset[str]) -> Iterator[Element]:
    # Opened here and not by lxml, so that it is closed when somebody stops half way through it.
    with source if isinstance(source, BytesIO) else source.open("rb") as file:
        parser = etree.iterparse(
            file,
            events=("end",),
            tag=tuple(f"{{*}}{name}" for name in sorted(names)),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in parser:
                plain_tags(element)
                yield element
                forget(element)
        except etree.XMLSyntaxError as problem:
            said = next((entry.message for entry in parser.error_log if "FATAL" in entry.level_name), problem.msg or "")
            if re.search("Entity '.*' not defined", said):
                raise _UnknownNameError(f"the XML is broken: {said}", _BREAK_OFF) from problem
            raise ReadError(f"the XML is broken: {said}", _BREAK_OFF) from problem


def plain_tags(element: Element) -> None:
    """Take the namespaces off the tags below (and of) `element`: `{http://…/MathML}mi` becomes `mi`."""
    for each in element.iter():
        if isinstance(each.tag, str) and each.tag[0] == "{":
            each.tag = each.tag.rpartition("}")[2]


def forget(element: Element) -> None:
    """Empty an element and drop its elder siblings, so that a set of any length fits in memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def all_text(element: Element) -> str:
    """Return every character below an element as it stands, entities left out."""
    return "".join(str(piece) for piece in element.itertext("*"))


def character(name: str) -> str:
    """Return the character an entity names: `nbsp`, `alpha`.

    Raises:
        ReadError: nothing is known by that name.
    """
    found = html5.get(name + ";", "")
    if not found:
        raise ReadError(
            f"the XML uses &{name};, which nothing in it defines",
            "Ask the publisher for the file with characters in place of entities.",
        )
    return found


def _refuse_entities(head: str) -> None:
    """Refuse declared entities unless each is a character under its usual name: they lead to bombs and to other files."""
    if len(head) >= HEAD_BYTES and "<!DOCTYPE" in head and not root_name(head):
        raise ReadError("its document type declaration is too long", "Save the article again without it.")
    for _, name, external, double, single in _ENTITY.findall(_prologue(head)[0]):
        if "NDATA" in external or unescape(double or single) == html5.get(name + ";"):
            continue
        raise ReadError(
            f"the XML declares an entity of its own ({name}); entities are never expanded", "Save the article again without it."
        )


def _with_named_characters(path: Path, names: frozenset[str]) -> Iterator[Element]:
    """Read once more with `&nbsp;` and its like written as numbers: without a DTD the parser does not know them."""

    def numbered(found: re.Match[bytes]) -> bytes:
        if found.group(1) in _XML_OWN:
            return found.group()
        return "".join(f"&#{ord(letter)};" for letter in character(found.group(1).decode())).encode()

    yield from _stream(BytesIO(_NAMED.sub(numbered, path.read_bytes())), names)
