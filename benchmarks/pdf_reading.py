"""How PDFs are read, held against the JATS text of the same papers.

Takes folders of PDFs with a JATS file of the same name beside each (`NAME.pdf`, `NAME.xml`). Of every JATS paragraph of at
least 60 words that the PDF's reading begins and ends somewhere (its first and last six words), tells whether all of it stands
there in one piece: `interrupted` is the share that does not, because something foreign stands in it or it is broken over
sections or paragraphs. Also counts sentences of text sections that look like references, and signed figures of the JATS that
the reading has only without their sign. Prints one JSON object.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from evidence_search.readers import read
from evidence_search.records import Document, SectionKind
from evidence_search.text.sentences import sentence_spans

LONG = 60
"""Words of a long paragraph."""
ENDS = 6
"""Words by which its beginning and its end are known."""
EXTRA = 0.06
"""Share of letters by which a reading may be longer: citations and links are written in other ways."""
SIGNED = re.compile(r"[−–-]\s?\d+[.·]\d+")
REFERENCE = re.compile(r"\d{4};\s?\d+|\bet al\. [A-Z].{20,}\d{4}|\d+\(\d+\):\d+[-–]\d+")


def main() -> None:
    """Read every pair and print the figures."""
    long = broken = sentences = cited = signs = lost = 0
    listed = []
    for pdf in sorted(file for folder in sys.argv[1:] for file in Path(folder).glob("*.pdf")):
        document = next((each for each in read(pdf) if isinstance(each, Document)), None)
        if document is None or not pdf.with_suffix(".xml").exists():
            continue
        jats = list(_paragraphs(pdf.with_suffix(".xml")))
        parts = [_letters(part) for part in _parts(document)]
        for paragraph in jats:
            state = _state(paragraph, parts)
            long += state is not None
            if state:
                broken += 1
                listed.append({"file": pdf.name, "paragraph": paragraph[:80], "how": state})
        for sentence in _sentences(document):
            sentences += 1
            cited += bool(REFERENCE.search(sentence))
        found, missed = _signs(" ".join(jats), document.text)
        signs, lost = signs + found, lost + missed
    print(
        json.dumps(
            {
                "long_paragraphs": long,
                "interrupted": round(broken / max(1, long), 4),
                "sentences": sentences,
                "like_references": round(cited / max(1, sentences), 4),
                "signed_figures": signs,
                "signs_lost": lost,
                "which": listed,
            },
            ensure_ascii=False,
            indent=1,
        )
    )


def _paragraphs(path: Path) -> Iterator[str]:
    body = ElementTree.fromstring(path.read_bytes()).find(".//body")
    for paragraph in body.iter("p") if body is not None else ():
        text = " ".join("".join(paragraph.itertext()).split())
        if len(text.split()) >= LONG:
            yield text


def _parts(document: Document) -> list[str]:
    return [
        part
        for section in document.sections
        if section.kind not in (SectionKind.REFERENCES, SectionKind.NOTE)
        for part in document.text[section.start : section.end].split("\n\n")
    ]


def _sentences(document: Document) -> Iterator[str]:
    for section in document.sections:
        if section.kind in (SectionKind.TEXT, SectionKind.ABSTRACT):
            for start, end in sentence_spans(document.text, section.start, section.end):
                yield document.text[start:end]


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalpha())


def _state(paragraph: str, parts: list[str]) -> str | None:
    """Return None where beginning or end is not there, "" for a paragraph in one piece, else how it is interrupted."""
    words = re.findall(r"[^\W\d_]{2,}", paragraph)
    first, last = _letters("".join(words[:ENDS])), _letters("".join(words[-ENDS:]))
    whole = _letters(paragraph)
    begins = [at for at, part in enumerate(parts) if first in part]
    ends = [at for at, part in enumerate(parts) if last in part]
    if not begins or not ends:
        return None
    for at in begins:
        start = parts[at].index(first)
        end = parts[at].find(last, start)
        if end >= 0:
            length = end + len(last) - start
            return "" if length <= (1 + EXTRA) * len(whole) + 40 else f"{length - len(whole)} letters more"
    return "broken over paragraphs"


def _signs(jats: str, text: str) -> tuple[int, int]:
    """Return how many signed figures a paper's JATS has, and how many of them its reading has without the sign alone."""
    even = re.sub(r"[−–‐]", "-", text)
    wanted = {re.sub(r"[−–]\s?", "-", figure) for figure in SIGNED.findall(jats) if figure[0] == "−"}
    lost = [figure for figure in wanted if figure not in even and figure.replace("-", "- ") not in even and figure[1:] in even]
    return len(wanted), len(lost)


if __name__ == "__main__":
    main()
