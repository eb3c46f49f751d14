from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.identity import find_doi, normalise_doi, normalise_pmcid, normalise_pmid, registry_numbers


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("10.1016/j.jemermed.2018.12.007", "10.1016/j.jemermed.2018.12.007"),
        ("https://doi.org/10.1016/J.Pain.2009.03.001", "10.1016/j.pain.2009.03.001"),
        ("http://dx.doi.org/10.1000/X.", "10.1000/x"),
        ("doi: 10.1000/abc;", "10.1000/abc"),
        ("DOI 10.1000/abc", "10.1000/abc"),
        ("10.1016/S0140-6736(09)60740-6", "10.1016/s0140-6736(09)60740-6"),
        ("(10.1000/abc)", ""),
        ("10.1000/abc)", "10.1000/abc"),
        ("10.1002/14651858.CD003 [doi]", "10.1002/14651858.cd003"),
        ("https://doi.org/10.1016%2Fj.x.2020", "10.1016/j.x.2020"),
        ("10.1000", ""),
        ("10.1000/a b", ""),
        ("not a doi", ""),
        ("", ""),
    ],
)
def test_a_doi_has_one_spelling(written: str, kept: str) -> None:
    """This test ensures that a DOI is lower case, without resolver and closing punctuation, or nothing."""
    assert normalise_doi(written) == kept


def test_a_doi_is_found_in_running_text() -> None:
    """This test ensures that the sentence's punctuation is not part of a DOI."""
    assert find_doi("see doi:10.1000/xyz123. Next") == "10.1000/xyz123"
    assert find_doi("no number") == ""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("30910061", "30910061"),
        ("PMID: 30910061", "30910061"),
        ("https://pubmed.ncbi.nlm.nih.gov/30910061/", "30910061"),
        ("0", ""),
        ("30910061.0", ""),
        ("PMC4344766", ""),
        ("", ""),
    ],
)
def test_a_pmid_is_its_digits(written: str, kept: str) -> None:
    """This test ensures that PubMed numbers are told from other numbers."""
    assert normalise_pmid(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("PMC4344766", "PMC4344766"),
        ("pmc4344766.1", "PMC4344766"),
        ("4344766", "PMC4344766"),
        ("PMCID: PMC4344766", "PMC4344766"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4344766/", "PMC4344766"),
        ("", ""),
    ],
)
def test_a_pmcid_keeps_its_letters(written: str, kept: str) -> None:
    """This test ensures that PubMed Central numbers have one spelling."""
    assert normalise_pmcid(written) == kept


def test_registry_numbers_are_found_in_the_order_they_stand() -> None:
    """This test ensures that each registry's numbers are known, tidied and given once."""
    text = (
        "Registered as NCT 01945047, nct01945047 and ISRCTN12345678; EudraCT 2010-019012-12; ACTRN12607000107426; "
        "ChiCTR-TRC-12001234, ChiCTR2000034567; CTRI/2018/05/013456; UMIN000012345; IRCT20150421021873N7; DRKS00012345."
    )
    assert registry_numbers(text) == (
        "NCT01945047",
        "ISRCTN12345678",
        "2010-019012-12",
        "ACTRN12607000107426",
        "ChiCTR-TRC-12001234",
        "ChiCTR2000034567",
        "CTRI/2018/05/013456",
        "UMIN000012345",
        "IRCT20150421021873N7",
        "DRKS00012345",
    )


@pytest.mark.parametrize("text", ["NCT0194504", "NCT019450471", "XNCT01945047", "a control of 12345678", "2010-019012-123"])
def test_what_is_no_registry_number_is_left_alone(text: str) -> None:
    """This test ensures that a number with a digit too many or too few is not taken for another trial's."""
    assert registry_numbers(text) == ()


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """This test ensures that what is kept is its own spelling."""
    for normalise in (normalise_doi, normalise_pmid, normalise_pmcid):
        kept = normalise(text)
        assert normalise(kept) == kept
