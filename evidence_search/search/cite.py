"""The bibliographic line of a study and the places on the web where it can be read."""

from __future__ import annotations

from evidence_search.records import Citation, Metadata

AUTHORS_NAMED = 6
"""Vancouver style (ICMJE) names six authors before "et al."."""


def reference(metadata: Metadata) -> str:
    """Return one line in Vancouver style; what is not known is left out, never made up.

    >>> reference(Metadata(title="Relief of pain", authors=("Wu A",), journal="Pain", year=2009, volume="145", pages="304-11"))
    'Wu A. Relief of pain. Pain. 2009;145:304-11.'
    """
    named = list(metadata.authors[:AUTHORS_NAMED]) + (["et al"] if len(metadata.authors) > AUTHORS_NAMED else [])
    title = metadata.title or "[Title not known]"
    parts = [", ".join(named), title, metadata.journal]
    line = " ".join(_stopped(part) for part in parts if part)
    issued = str(metadata.year) if metadata.year else ""
    number = f"({metadata.issue})" if metadata.issue else ""
    volume = f";{metadata.volume}{number}" if metadata.volume else ""
    pages = f":{metadata.pages}" if metadata.pages and volume else (f". {metadata.pages}" if metadata.pages else "")
    place = (issued + volume + pages).strip(". ;")
    return f"{line} {place}." if place else line


def _stopped(part: str) -> str:
    return part if part.endswith((".", "?", "!")) else part + "."


def links(metadata: Metadata) -> tuple[tuple[str, str], ...]:
    """Return (label, address) of DOI, PubMed, PMC and registry pages, those that are known."""
    found = []
    if metadata.doi:
        found.append((f"doi:{metadata.doi}", f"https://doi.org/{metadata.doi}"))
    if metadata.pmid:
        found.append((f"PubMed {metadata.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{metadata.pmid}/"))
    if metadata.pmcid:
        found.append((metadata.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{metadata.pmcid}/"))
    for number in metadata.registry:
        if number.startswith("NCT"):
            found.append((number, f"https://clinicaltrials.gov/study/{number}"))
    return tuple(found)


def cite(metadata: Metadata, section: str, pages: tuple[int, int] | None) -> Citation:
    """Return the citation of a place in a study."""
    return Citation(reference(metadata), section, pages, links(metadata))


def pages_in_words(pages: tuple[int, int] | None) -> str:
    """Return `p. 4`, `pp. 4-5`, or nothing where there are no pages."""
    if pages is None:
        return ""
    return f"p. {pages[0]}" if pages[0] == pages[1] else f"pp. {pages[0]}-{pages[1]}"
