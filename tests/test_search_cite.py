"""Citations in Vancouver style; what is not known is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence_search.records import Citation, Metadata
from evidence_search.search.cite import cite, links, pages_in_words, reference

FULL = Metadata(
    title="Ketamine produces effective and long-term pain relief in patients with CRPS-1",
    authors=("Sigtermans MJ", "van Hilten JJ", "Bauer MC", "Arbous MS", "Marinus J", "Sarton EY", "Dahan A"),
    journal="Pain",
    year=2009,
    volume="145",
    issue="3",
    pages="304-11",
    doi="10.1016/j.pain.2009.06.023",
    pmid="19604642",
    pmcid="PMC123",
    registry=("NTR1337", "NCT00579085"),
)
SIX = "Sigtermans MJ, van Hilten JJ, Bauer MC, Arbous MS, Marinus J, Sarton EY"
TITLE = "Ketamine produces effective and long-term pain relief in patients with CRPS-1"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, f"{SIX}, et al. {TITLE}. Pain. 2009;145(3):304-11."),
        ({"authors": FULL.authors[:6]}, f"{SIX}. {TITLE}. Pain. 2009;145(3):304-11."),
        ({"authors": ()}, f"{TITLE}. Pain. 2009;145(3):304-11."),
        ({"issue": ""}, f"{SIX}, et al. {TITLE}. Pain. 2009;145:304-11."),
        ({"pages": ""}, f"{SIX}, et al. {TITLE}. Pain. 2009;145(3)."),
        ({"volume": "", "issue": ""}, f"{SIX}, et al. {TITLE}. Pain. 2009. 304-11."),
        ({"volume": "", "issue": "", "pages": ""}, f"{SIX}, et al. {TITLE}. Pain. 2009."),
        ({"year": None}, f"{SIX}, et al. {TITLE}. Pain. 145(3):304-11."),
        ({"year": None, "volume": "", "pages": ""}, f"{SIX}, et al. {TITLE}. Pain."),
        ({"journal": ""}, f"{SIX}, et al. {TITLE}. 2009;145(3):304-11."),
        ({"title": ""}, f"{SIX}, et al. [Title not known]. Pain. 2009;145(3):304-11."),
        ({"title": "Does it last?"}, f"{SIX}, et al. Does it last? Pain. 2009;145(3):304-11."),
        ({"title": "It lasts."}, f"{SIX}, et al. It lasts. Pain. 2009;145(3):304-11."),
        ({"authors": ("Wu A", "et al")}, f"Wu A, et al. {TITLE}. Pain. 2009;145(3):304-11."),
    ],
)
def test_reference(changes: dict[str, object], expected: str) -> None:
    assert reference(replace(FULL, **changes)) == expected  # type: ignore[arg-type]


def test_a_record_that_says_nothing() -> None:
    assert reference(Metadata()) == "[Title not known]."
    assert links(Metadata()) == ()


def test_links() -> None:
    assert links(FULL) == (
        ("doi:10.1016/j.pain.2009.06.023", "https://doi.org/10.1016/j.pain.2009.06.023"),
        ("PubMed 19604642", "https://pubmed.ncbi.nlm.nih.gov/19604642/"),
        ("PMC123", "https://pmc.ncbi.nlm.nih.gov/articles/PMC123/"),
        ("NCT00579085", "https://clinicaltrials.gov/study/NCT00579085"),
    )


def test_cite_puts_it_together() -> None:
    made = cite(FULL, "Results", (4, 5))
    assert made == Citation(reference(FULL), "Results", (4, 5), links(FULL))


@pytest.mark.parametrize(("pages", "expected"), [(None, ""), ((4, 4), "p. 4"), ((4, 5), "pp. 4-5")])
def test_pages_in_words(pages: tuple[int, int] | None, expected: str) -> None:
    assert pages_in_words(pages) == expected
