r"""BibTeX: entries one by one, LaTeX's accents and signs made characters. The home of bibtexparser and pylatexenc.

The file is cut where entries begin and each is parsed by itself, so that a set of any length fits in memory and a broken entry
costs no other. pylatexenc drops commands it does not know, signs among them (`\textminus`), and all that follows a bare `%`;
both are dealt with before it sees the text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateFieldKeyBlock, Entry
from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db

from evidence_search.errors import ReadError
from evidence_search.identity import find_doi, normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers
from evidence_search.readers.bibrecord import cited_name, document, each_record, pages_of, plain, year_of
from evidence_search.readers.tags import MAX_RECORD
from evidence_search.readers.textlines import encoding_of, lines
from evidence_search.records import Document, Metadata, ReadFailure

_BEGINS = re.compile(r"\s*@\s*(?P<kind>[A-Za-z]+)\s*[{(]")
_NOT_STUDIES = ("comment", "preamble", "string")
_FORMULA = re.compile(r"\$[^$]{0,300}?[\\^_<>=][^$]{0,300}\$")
MAX_LATEX = 50_000
"""Characters of a value that are parsed as LaTeX; the parser takes very long over more."""
_COMMAND = re.compile(r"\\([A-Za-z]+)[ ]?")
_SIGNS = {
    "textgreater": ">",
    "textless": "<",
    "textminus": "−",
    "textequals": "=",
    "texttimes": "×",
    "textbar": "|",
    "textasciicircum": "^",
    "textunderscore": r"\_",
    "textnumero": "№",
    "mathminus": "−",
    "leqslant": "≤",
    "geqslant": "≥",
}
_LATEX = LatexNodes2Text(math_mode="text", strict_latex_spaces=False, latex_context=get_default_latex_context_db())
_KNOWN = get_default_latex_context_db()
_BROKEN = "Mend the entry: a bracket, a comma or a quotation mark is missing."

logging.getLogger("pylatexenc").setLevel(logging.ERROR)  # it says aloud what it cannot parse; the document says it instead
logging.getLogger("bibtexparser").setLevel(logging.ERROR)


def read(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield the entries of a file in order, each as a document or a failure of its own.

    Raises:
        ReadError: it is no text, or holds no entry.
    """
    encoding, warnings = encoding_of(path)
    strings: list[str] = []

    def make(block: str) -> Document | None:
        kind = _BEGINS.match(block)
        if kind is None or kind["kind"].lower() in _NOT_STUDIES:
            if kind and kind["kind"].lower() == "string":
                strings.append(block)
            return None
        return _document(_fields(block, "".join(strings)), warnings)

    yield from each_record(path, _blocks(lines(path, encoding)), make)


def _blocks(source: Iterable[str]) -> Iterator[str]:
    """Yield the text from each line that begins an entry to the next such line."""
    block: list[str] = []
    length = 0
    for line in source:
        if block and _BEGINS.match(line):
            yield "\n".join(block)
            block, length = [], 0
        length += len(line)
        if length <= MAX_RECORD:
            block.append(line)
    yield "\n".join(block)


def _fields(block: str, strings: str) -> dict[str, str]:
    """Return the fields of one entry by their names in small letters; of a field given twice the first with text counts.

    Raises:
        ReadError: the entry cannot be parsed.
    """
    library = parse_string(strings + "\n" + block)
    doubled = (each.ignore_error_block for each in library.failed_blocks if isinstance(each, DuplicateFieldKeyBlock))
    entries = [*library.entries, *(each for each in doubled if isinstance(each, Entry))]
    if not entries:
        raise ReadError("the entry is not BibTeX", _BROKEN)
    found: dict[str, str] = {}
    for field in entries[0].fields:
        if str(field.value).strip(' {}"'):
            found.setdefault(field.key.lower(), str(field.value))
    return found


def text_of(value: str) -> tuple[str, list[str]]:
    r"""Return a value without LaTeX, and the commands that are not known: `M{\"u}ller, 5\%` gives `Müller, 5%`."""
    unknown: list[str] = []

    def command(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in _SIGNS:
            return _SIGNS[name]
        if _KNOWN.get_macro_spec(name) or name in ("begin", "end"):
            return found.group()
        unknown.append("\\" + name)
        return name + " "

    if "\\" not in value and not _FORMULA.search(value):
        return plain(re.sub(r"[{}]", "", value).replace("--", "–")), unknown
    if len(value) > MAX_LATEX:
        return plain(re.sub(r"[{}]", "", value)), [f"more than {MAX_LATEX:,} characters"]
    escaped = re.sub(r"(?<!\\)%", r"\\%", _COMMAND.sub(command, value))
    try:
        return plain(_LATEX.latex_to_text(escaped)), unknown
    except Exception:
        # subtle: pylatexenc raises whatever it meets; the text without brackets is the better part of it.
        return plain(re.sub(r"[{}]", "", value)), ["LaTeX that does not parse"]


def _document(fields: dict[str, str], warnings: tuple[str, ...]) -> Document:
    texts: dict[str, str] = {}
    said = list(warnings)
    for name, value in fields.items():
        texts[name], unknown = text_of(value)
        said += [f"LaTeX not known in {name}: {', '.join(unknown)}"] if unknown and name in ("title", "abstract") else []

    def get(*names: str) -> str:
        return next((texts[name] for name in names if texts.get(name)), "")

    raw = {name: value.strip('{}" ') for name, value in fields.items()}
    about = Metadata(
        title=get("title", "booktitle"),
        authors=tuple(authors_of(fields.get("author") or fields.get("editor") or "")),
        journal=get("journal", "journaltitle", "booktitle" if get("title") else "", "series"),
        year=year_of(get("year"), get("date")),
        volume=get("volume"),
        issue=get("number", "issue"),
        pages=pages_of(get("pages").replace("–", "-")),
        doi=normalise_doi(raw.get("doi", "").replace("\\_", "_"))
        or (find_doi(raw.get("url", "")) if "doi.org/" in raw.get("url", "") else ""),
        pmid=normalise_pmid(
            raw.get("pmid") or (raw.get("eprint", "") if raw.get("eprinttype", "").lower() == "pubmed" else "")
        ),
        pmcid=normalise_pmcid(raw.get("pmcid") or raw.get("pmc") or ""),
        registry=registry_numbers(get("note", "annote")),
        keywords=tuple(dict.fromkeys(filter(None, re.split(r"\s*[;,]\s*", get("keywords"))))),
    )
    return document(about, get("abstract"), said)


def authors_of(value: str) -> Iterator[str]:
    """Yield authors in cited form: `Müller, J. and Jan van der Berg and {WHO}` gives `Müller J`, `van der Berg J`, `WHO`."""
    for name in _apart(value.strip()):
        bare = text_of(name)[0]
        if not bare or bare.lower() == "others":
            continue
        words = bare.split(" ")
        if "," in bare or len(words) == 1 or (name.startswith("{") and name.endswith("}")):
            yield cited_name(bare) if "," in bare else bare
            continue
        last = next((place for place, word in enumerate(words[1:], 1) if word[0].islower()), len(words) - 1)
        yield cited_name(f"{' '.join(words[last:])}, {' '.join(words[:last])}")


def _apart(value: str) -> Iterator[str]:
    """Yield what stands between the words `and` outside of braces."""
    depth, start = 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", value):
        if found.group() in "{}":
            depth += 1 if found.group() == "{" else -1
        elif depth <= 0:
            yield value[start : found.start()]
            start = found.end()
    yield value[start:]
