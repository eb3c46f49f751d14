"""Identifiers of studies in one spelling: DOI, PMID, PMCID and trial registry numbers.

Pure functions from a string as people and files write it to the string the program keeps, or to "" when it is none.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(r"^\s*(?:(?:https?:)?//[^/\s]*/|(?:dx\.)?doi\.org/|doi\b[:.\s]*|urn:doi:|info:doi/)+", re.IGNORECASE)
_NBIB_TAG = re.compile(r"\s+\[(?:doi|pii)\]$")
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}

# One pattern a registry. Spaces and punctuation that people put between the letters and the digits are taken out.
_REGISTRIES = (
    r"NCT[\s:#_-]{0,2}\d{8}",
    r"ISRCTN[\s:#_-]{0,2}\d{8}",
    r"20\d\d-\d{6}-\d\d(?:-\d\d)?",  # EudraCT, and CTIS with two digits more
    r"ACTRN[\s:#_-]{0,2}\d{14}p?",
    r"ChiCTR(?:[\s-]?[A-Z]{2,4})?[\s:-]{0,2}\d{8,10}",
    r"IRCT[\s:]{0,2}\d{8,17}N\d{1,3}",
    r"CTRI/\d{4}/\d{2,3}/\d{6}",
    r"UMIN[\s:-]{0,2}\d{9}",
    r"jRCTs?[\s:]{0,2}\d{9,10}",
    r"JapicCTI-?\d{6}",
    r"KCT[\s:]{0,2}\d{7}",
    r"DRKS[\s:-]{0,2}\d{8}",
    r"NTR[\s:]{0,2}\d{3,5}",
    r"PACTR[\s:]{0,2}\d{15,16}",
    r"TCTR[\s:]{0,2}\d{11}",
    r"SLCTR/\d{4}/\d{3}",
    r"RBR-[0-9a-z]{6,7}",
    r"RPCEC\d{8}",
    r"HKUCTR-\d{2,4}",
)
_REGISTRY = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(_REGISTRIES) + r")(?![A-Za-z0-9])(?!-\d)", re.IGNORECASE)
_REGISTRY_LETTERS = {"chictr": "ChiCTR", "jrct": "jRCT", "jrcts": "jRCTs", "japiccti": "JapicCTI"}


def normalise_doi(text: str) -> str:
    """Return a DOI in lower case without resolver or closing punctuation: `https://doi.org/10.1000/X.` gives `10.1000/x`."""
    bare = _NBIB_TAG.sub("", _DOI_PREFIX.sub("", text.strip().strip("<>\"'")))
    if "%2" in bare or "%3" in bare:
        bare = unquote(bare)
    bare = _without_closing_punctuation(bare.strip())
    return bare.lower() if DOI.fullmatch(bare) else ""


def find_doi(text: str) -> str:
    """Return the first DOI that stands in running text, or ""."""
    found = DOI.search(text)
    return normalise_doi(found.group()) if found else ""


def normalise_pmid(text: str) -> str:
    """Return the digits of a PubMed number: `PMID: 30910061` gives `30910061`."""
    found = re.fullmatch(
        r"(?:pmid|pubmed|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?[\s:]*0*([1-9]\d{0,8})/?",
        text.strip(),
        re.IGNORECASE,
    )
    return found.group(1) if found else ""


def normalise_pmcid(text: str) -> str:
    """Return a PubMed Central number with its letters and without a version: `pmc4344766.1` gives `PMC4344766`."""
    found = re.fullmatch(
        r"(?:https?://\S*?/(?=pmc\d))?(?:pmcid[\s:]*)?(?:pmc)?[\s:]*0*([1-9]\d{0,9})(?:\.\d+)?/?", text.strip(), re.IGNORECASE
    )
    return f"PMC{found.group(1)}" if found else ""


def registry_numbers(text: str) -> tuple[str, ...]:
    """Return the trial registry numbers in `text`, each once, in the order they stand: `NCT 01945047` gives `NCT01945047`."""
    return tuple(dict.fromkeys(_normalise_registry(found.group()) for found in _REGISTRY.finditer(text)))


def _normalise_registry(number: str) -> str:
    if number[:2] == "20":
        return number[:14]
    if "/" in number or number[:3].lower() == "rbr" or number[:6].lower() == "hkuctr":
        head, mark, tail = number.partition("/" if "/" in number else "-")
        return head.upper() + mark + tail.lower() if mark == "-" else number.upper()
    letters = re.match(r"[A-Za-z]+", number)
    head = letters.group() if letters else ""
    tail = re.sub(r"[\s:#_]", "", number[len(head) :])
    head = _REGISTRY_LETTERS.get(head.lower(), head.upper())
    if head == "ChiCTR" and re.match(r"-?[A-Za-z]", tail):
        kind = re.sub(r"[^A-Za-z]", "", tail).upper()
        return f"{head}-{kind}-{re.sub(r'[^0-9]', '', tail)}"
    tail = tail.lstrip("-")
    return head + (tail.upper() if head == "IRCT" else tail)


def _without_closing_punctuation(text: str) -> str:
    """Cut punctuation that belongs to the sentence; a bracket goes only when the DOI itself did not open it."""
    while text:
        last = text[-1]
        if last in ".,;:'\"”’*" or (last in _CLOSING and text.count(last) > text.count(_CLOSING[last])):
            text = text[:-1]
        else:
            break
    return text
