"""Which documents are one study, what it is called, and what its documents say together."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.merging import Bond, Decisions, Placed, bond, groups, is_richer, merge, same_study, study_id
from evidence_search.records import Design, Document, Format, Metadata, Retraction, Section, SourceKind

DIGEST, ABSTRACT, FULL = SourceKind.DIGEST, SourceKind.ABSTRACT, SourceKind.FULL_TEXT


def placed(source: str, kind: SourceKind = ABSTRACT, text: str = "Pain fell.", ordinal: int = 0, **known: Any) -> Placed:  # noqa: ANN401
    return Placed(source, ordinal, Document(kind, Metadata(**known), text, (Section("Abstract", 0, len(text)),)))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"doi": "10.1000/a"}, {"doi": "10.1000/a"}, True),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/b"}, False),
        ({"doi": "10.1000/a"}, {"pmid": "1"}, False),
        ({"doi": "10.1000/a", "pmid": "1"}, {"pmid": "1"}, True),
        ({"doi": "10.1000/a", "pmid": "1"}, {"doi": "10.1000/a", "pmid": "2"}, False),  # conflicting: not merged
        ({"doi": "10.1000/a", "pmid": "1"}, {"doi": "10.1000/b", "pmid": "1"}, True),  # the PMID decides
        ({"study_id": "li-2010", "pmid": "1"}, {"study_id": "li-2011", "pmid": "1"}, False),  # and a claimed id before it
        ({"pmcid": "PMC1", "doi": "10.1000/a"}, {"pmcid": "PMC2", "doi": "10.1000/a"}, False),
        ({"study_id": "li-2010"}, {"study_id": "li-2010"}, True),
        ({"study_id": "li-2010", "doi": "10.1000/a"}, {"doi": "10.1000/a"}, True),
        ({"study_id": "li-2010"}, {"study_id": "li-2011"}, False),
        ({"pmcid": "PMC1"}, {"pmcid": "PMC1"}, True),
        ({}, {}, True),  # nothing known: the text decides, and it is equal here
        ({}, {"doi": "10.1000/a"}, False),
        ({"title": "A"}, {"title": "B"}, True),
    ],
)
def test_same_study(one: dict[str, Any], other: dict[str, Any], expected: bool) -> None:
    a, b = (placed(name, **known) for name, known in (("a.md", one), ("b.md", other)))
    assert same_study(a, b) is expected
    assert same_study(b, a) is expected


def test_different_texts_without_identifiers_are_different_studies() -> None:
    assert not same_study(placed("a.md"), placed("b.md", text="Sleep improved."))


def test_groups_join_through_a_document_that_knows_both_identifiers() -> None:
    digest = placed("d.md", DIGEST, doi="10.1000/a")
    record = placed("r.xml", ABSTRACT, doi="10.1000/a", pmid="1")
    paper = placed("p.xml", FULL, pmid="1", pmcid="PMC1")
    other = placed("o.xml", FULL, pmid="2")
    assert groups([digest, record, paper, other]) == [[other], [paper, record, digest]]
    assert groups([digest, paper]) == [[paper], [digest]]
    assert groups([]) == []


def test_a_group_stands_richest_first_then_longest_then_by_place() -> None:
    short = placed("b.md", ABSTRACT, "Pain.", doi="10.1000/a")
    long = placed("c.md", ABSTRACT, "Pain fell.", doi="10.1000/a")
    same = placed("a.md", ABSTRACT, "Pain fell.", doi="10.1000/a")
    second = placed("a.md", ABSTRACT, "Pain fell.", 1, doi="10.1000/a")
    digest = placed("0.md", DIGEST, "Pain fell a lot.", doi="10.1000/a")
    assert groups([digest, short, long, second, same]) == [[same, second, long, short, digest]]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([{"study_id": "li-2010", "pmid": "1"}], "li-2010"),
        ([{"pmid": "1", "pmcid": "PMC1", "doi": "10.1000/a"}], "pmid-1"),
        ([{"pmcid": "PMC1", "doi": "10.1000/a"}], "PMC1"),
        ([{"doi": "10.1016/0304-3959(94)00182-e"}], "doi-10.1016-0304-3959-94-00182-e"),
        ([{"pmid": "7"}, {"study_id": "li-2010"}], "li-2010"),
        ([{"study_id": "b"}, {"study_id": "a"}], "a"),
        ([{"doi": "10.1000/a"}, {"pmid": "7"}], "pmid-7"),
    ],
)
def test_study_id(known: list[dict[str, Any]], expected: str) -> None:
    assert study_id([placed(f"{i}.md", **each) for i, each in enumerate(known)]) == expected


def test_the_id_of_a_study_without_identifiers_comes_from_its_first_file() -> None:
    made = study_id([placed("added/Müller, R. 2010!.md")])
    assert made.startswith("file-m-ller-r-2010-") and len(made) == len("file-m-ller-r-2010-") + 8
    assert made != study_id([placed("added/Müller, R. 2010!.md", ordinal=1)])
    assert made != study_id([placed("other/Müller, R. 2010!.md")])
    assert made == study_id([placed("b.md"), placed("added/Müller, R. 2010!.md")])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(FULL, ABSTRACT, True), (ABSTRACT, DIGEST, True), (FULL, DIGEST, True), (FULL, FULL, False), (DIGEST, ABSTRACT, False)],
)
def test_is_richer(one: SourceKind, other: SourceKind, expected: bool) -> None:
    assert is_richer(placed("a", one).document, placed("b", other).document) is expected


def test_merge_fills_blanks_from_poorer_documents() -> None:
    paper = placed("p.xml", FULL, title="The paper", pmid="1", authors=("Li A",))
    record = placed("r.xml", ABSTRACT, title="The record", pmid="1", doi="10.1000/a", year=2010, authors=("Li A", "Wu B"))
    merged = merge([paper, record])
    assert (merged.title, merged.year, merged.doi, merged.authors) == ("The paper", 2010, "10.1000/a", ("Li A", "Wu B"))
    assert merged.study_id == "pmid-1"


def made_of(form: Format, source: str, kind: SourceKind = ABSTRACT, **known: Any) -> Placed:  # noqa: ANN401
    made = placed(source, kind, **known)
    return replace(made, document=replace(made.document, format=form))


def test_a_record_of_a_catalogue_corrects_what_was_read_off_a_page_and_says_so() -> None:
    paper = made_of(Format.PDF, "p.pdf", FULL, title="PAIN 145", year=2019, pmid="1", sources={"year": "first page"})
    record = made_of(Format.PUBMED, "r.nbib", title="Ketamine in CRPS", year=2009, pmid="1", sources={"title": "PubMed record"})
    for group in ([paper, record], [record, paper]):
        merged = merge(group)
        assert (merged.title, merged.year) == ("Ketamine in CRPS", 2009)
        assert merged.sources["title"] == "r.nbib (PubMed record)"
    poorer = merge(
        [record, made_of(Format.PDF, "p.pdf", FULL, title="PAIN 145", volume="145", sources={"volume": "first page"})]
    )
    assert (poorer.title, poorer.volume, poorer.sources["volume"]) == ("Ketamine in CRPS", "145", "p.pdf (first page)")


def test_the_longest_list_of_the_same_authors_and_every_registry_number_stay() -> None:
    record = made_of(Format.PUBMED, "r.nbib", authors=("Sigtermans MJ",), registry=("NCT1",))
    export = made_of(Format.EXPORT, "e.ris", authors=("Sigtermans M", "Dahan A"), registry=("NCT2", "NCT1"))
    stranger = made_of(Format.EXPORT, "f.ris", authors=("Li A", "Wu B", "Xu C"))
    merged = merge([record, export, stranger])
    assert merged.authors == ("Sigtermans M", "Dahan A")
    assert merged.registry == ("NCT1", "NCT2")


def test_two_papers_are_not_one_because_a_third_file_carries_the_doi_of_both() -> None:
    first, second = placed("a.nbib", pmid="1", doi="10.1000/a"), placed("b.nbib", pmid="2", doi="10.1000/a")
    third = placed("c.ris", doi="10.1000/a")
    assert groups([first, second, third]) == [[first, third], [second]]
    assert groups([second, third]) == [[second, third]]


PAIN: dict[str, Any] = {
    "title": "Ketamine produces effective and long-term pain relief", "authors": ("Sigtermans MJ",), "year": 2009,
}  # fmt: skip


def test_records_without_a_common_identifier_are_one_study_when_title_author_and_year_agree() -> None:
    paper, record = placed("p.pdf", doi="10.1000/a", **PAIN), placed("r.nbib", pmid="1", **PAIN)
    assert bond(paper, record) is Bond.TITLE
    assert bond(paper, placed("s.nbib", pmid="1", **{**PAIN, "authors": ("Dahan A",)})) is None
    assert groups([paper, record]) == [[paper, record]]


def test_what_people_decide_comes_before_everything() -> None:
    paper, record, export = (
        placed("p.pdf", doi="10.1000/a", **PAIN),
        placed("r.nbib", pmid="1", **PAIN),
        placed("e.ris", pmid="1"),
    )
    apart = Decisions({frozenset(("p.pdf", "r.nbib")): False})
    assert sorted(len(group) for group in groups([paper, record, export], apart)) == [1, 2]
    assert [paper] in groups([paper, record, export], apart)
    other = placed("o.csv", text="Sleep improved.", ordinal=2, pmid="9")
    together = Decisions({frozenset(("p.pdf", "o.csv#3")): True})
    assert bond(paper, other, together) is Bond.DECIDED
    assert groups([paper, other], together) == [[other, paper]]
    assert together.partners("p.pdf") == ["o.csv#3"]


def test_what_people_read_out_of_a_paper_wins() -> None:
    paper = placed("p.xml", FULL, doi="10.1000/a", conditions=("pain",), design=Design.COHORT, title="The paper", year=2011)
    digest = placed(
        "d.md", DIGEST, doi="10.1000/a", conditions=("CRPS",), design=Design.CASE_SERIES, title="A digest", year=2010,
        curated={"n": 5},
    )  # fmt: skip
    merged = merge([paper, digest])
    assert (merged.conditions, merged.design) == (("CRPS",), Design.CASE_SERIES)
    assert (merged.title, merged.year, merged.curated) == ("The paper", 2011, {"n": 5})


def test_a_digest_that_leaves_design_open_takes_nothing_away() -> None:
    paper = placed("p.xml", FULL, doi="10.1000/a", conditions=("pain",), design=Design.COHORT)
    merged = merge([paper, placed("d.md", DIGEST, doi="10.1000/a")])
    assert (merged.conditions, merged.design) == (("pain",), Design.COHORT)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((Retraction.UNKNOWN, Retraction.NONE_KNOWN), Retraction.NONE_KNOWN),
        ((Retraction.NONE_KNOWN, Retraction.RETRACTED), Retraction.RETRACTED),
        ((Retraction.CORRECTED, Retraction.CONCERN), Retraction.CONCERN),
        ((Retraction.UNKNOWN, Retraction.UNKNOWN), Retraction.UNKNOWN),
        ((Retraction.CORRECTED, Retraction.NONE_KNOWN), Retraction.CORRECTED),
    ],
)
def test_the_gravest_state_of_retraction_is_kept_with_its_note(states: tuple[Retraction, ...], expected: Retraction) -> None:
    group = [placed(f"{i}.md", pmid="1", retraction=s, retraction_note=f"note on {s}") for i, s in enumerate(states)]
    merged = merge(group)
    assert (merged.retraction, merged.retraction_note) == (expected, f"note on {expected}")


names = st.sampled_from(["", "", "1", "2"])
documents = st.builds(
    lambda kind, text, doi, pmid, pmcid, claimed, year: (
        kind, text,
        {"doi": doi and f"10.1000/{doi}", "pmid": pmid, "pmcid": pmcid and f"PMC{pmcid}", "study_id": claimed, "year": year},
    ),
    st.sampled_from(list(SourceKind)), st.sampled_from(["Pain fell.", "Sleep improved."]), names, names, names, names,
    st.sampled_from([None, 2009, 2010]),
)  # fmt: skip


@given(st.lists(documents, max_size=8), st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_documents_came_in(
    found: list[tuple[SourceKind, str, dict[str, Any]]], random: Random
) -> None:
    given_order = [placed(f"{i}.md", kind, text, **known) for i, (kind, text, known) in enumerate(found)]
    shuffled = list(given_order)
    random.shuffle(shuffled)
    expected, other = groups(given_order), groups(shuffled)
    assert expected == other
    assert [study_id(g) for g in expected] == [study_id(g) for g in other]
    assert [merge(g) for g in expected] == [merge(g) for g in other]
    assert sorted(p.source for g in expected for p in g) == sorted(p.source for p in given_order)


def test_merging_changes_no_document() -> None:
    paper = placed("p.xml", FULL, doi="10.1000/a")
    before = replace(paper)
    merge([paper])
    assert paper == before
