"""Whether two bibliographic records without a common identifier are of one paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.likeness import (
    TITLE_SIMILARITY,
    are_other_papers,
    is_same_paper,
    likeness,
    title_ends,
    title_key,
    title_similarity,
)
from evidence_search.records import Metadata

RECORD = Metadata(
    title="Ketamine produces effective and long-term pain relief in patients with Complex Regional Pain Syndrome Type 1",
    authors=("Sigtermans MJ", "van Hilten JJ"),
    journal="Pain",
    year=2009,
    volume="145",
    pages="304-11",
)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"title": RECORD.title.upper() + "."},
        {"title": f"[{RECORD.title}]. [French]"},
        {"title": RECORD.title.replace("Type 1", "Typ 1")},
        {"authors": ("Sigtermans M",)},
        {"authors": ()},
        {"year": 2010},
        {"year": None},
        {"pages": "304-311", "journal": "Journal of Pain"},
        {"doi": "10.1016/j.pain.2009.06.023"},
        {"volume": "", "pages": ""},
    ],
    ids=lambda change: ", ".join(change) or "the same",
)
def test_one_paper(other: dict[str, object]) -> None:
    assert is_same_paper(RECORD, replace(RECORD, **other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Ketamine does not produce pain relief in patients with Complex Regional Pain Syndrome Type 1"},
        {"authors": ("Dahan A",)},
        {"year": 2012},
        {"pages": "51"},
        {"journal": "Anesthesiology", "volume": "", "pages": ""},
        {"authors": (), "year": None, "volume": "", "pages": ""},
    ],
    ids=lambda change: ", ".join(change),
)
def test_another_paper(other: dict[str, object]) -> None:
    assert not is_same_paper(RECORD, replace(RECORD, **other))  # type: ignore[arg-type]


def test_dois_that_differ_are_two_papers_unless_volume_and_page_agree() -> None:
    first, second = replace(RECORD, doi="10.1000/a"), replace(RECORD, doi="10.1000/b")
    assert is_same_paper(first, second)
    assert not is_same_paper(first, replace(second, volume="", pages=""))


def test_a_short_title_is_no_proof() -> None:
    assert likeness(replace(RECORD, title="Editorial"), replace(RECORD, title="Editorial")) == 0


def test_abstracts_of_a_supplement_share_a_doi_and_are_other_papers() -> None:
    other = replace(RECORD, title="Sleep after esketamine in older adults", authors=("Dahan A",))
    assert are_other_papers(RECORD, other)
    assert not are_other_papers(RECORD, replace(other, authors=RECORD.authors))
    assert not are_other_papers(RECORD, replace(other, title=""))


def test_a_journal_and_its_abbreviation_are_one() -> None:
    known = replace(RECORD, journal="Journal of Clinical Psychopharmacology", pages="", volume="")
    assert is_same_paper(known, replace(known, journal="J Clin Psychopharmacol"))
    assert not is_same_paper(known, replace(known, journal="Clin Pharmacokinet"))


def test_a_name_like_none_is_no_author() -> None:
    assert is_same_paper(RECORD, replace(RECORD, authors=("Anonymous",)))


@given(st.text(min_size=25, max_size=60), st.text(max_size=60))
def test_similarity_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert title_similarity(one, other) == title_similarity(other, one)
    assert 0 <= title_similarity(one, other) <= 1


@given(st.text(alphabet="abcdefgh ", min_size=45, max_size=80), st.integers(0, 79), st.sampled_from("xyz"))
def test_titles_with_a_letter_changed_are_looked_up_by_one_of_their_ends(title: str, place: int, letter: str) -> None:
    changed = title[:place] + letter + title[place + 1 :]
    if len(title_key(title)) >= 40 and len(title_key(changed)) >= 40:
        head, tail = title_ends(title)
        assert head == title_ends(changed)[0] or tail == title_ends(changed)[1]
        assert title_similarity(title, changed) >= TITLE_SIMILARITY
