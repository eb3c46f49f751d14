"""Studies named outright are found by their name."""

from __future__ import annotations

import pytest

from evidence_search.records import Metadata
from evidence_search.search.lookup import Directory

DIRECTORY = Directory(
    [
        ("sigtermans-2009", Metadata(
            title="Ketamine produces effective and long-term pain relief in CRPS-1", authors=("Sigtermans MJ", "Dahan A"),
            year=2009, pmid="19604642", pmcid="PMC2760000", doi="10.1016/j.pain.2009.06.023", registry=("NTR1337",))),
        ("vandeloo-2017", Metadata(title="Ketamine at the wheel", authors=("van de Loo AJ",), year=2017)),
        ("pmid-2", Metadata(title="Esketamine", authors=("Nohé A",), year=2017, pmid="2")),
        ("file-x", Metadata(authors=("Dahan A",), year=2009)),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("sigtermans-2009", [0]),
        ("19604642", [0]),
        ("PMID: 19604642", [0]),
        ("What did PMC2760000 find?", [0]),
        ("https://doi.org/10.1016/J.PAIN.2009.06.023", [0]),
        ("see doi:10.1016/j.pain.2009.06.023.", [0]),
        ("results of ntr 1337", [0]),
        ("Ketamine produces effective and long-term pain relief in CRPS-1", [0]),
        ("is 'ketamine at the wheel' about driving?", [1]),
        ("Esketamine", [2]),
        ("is esketamine safe in pregnancy", []),  # a short title inside a question is only a word
        ("Sigtermans 2009", [0]),
        ("sigtermans 2009", [0]),
        ("what did Sigtermans report in 2009", [0]),
        ("what did sigtermans report in 2009", []),
        ("Sigtermans 2010", []),
        ("Sigtermans", []),
        ("van de Loo 2017", [1]),
        ("Nohe 2017", [2]),
        ("NOHÉ 2017", [2]),
        ("Dahan 2009", [3]),  # the second author of another does not count
        ("", []),
        ("?", []),
    ],
)
def test_find(question: str, expected: list[int]) -> None:
    found = DIRECTORY.find(question)
    assert [number for number, _ in found] == expected
    assert all(reason.startswith("named by its ") for _, reason in found)


def test_several_studies_in_order_with_what_named_each() -> None:
    assert DIRECTORY.find("van de Loo 2017, Nohé 2017 or 19604642") == [
        (0, "named by its identifier 19604642"),
        (1, "named by its first author and year, Loo 2017"),
        (2, "named by its first author and year, Nohé 2017"),
    ]


def test_an_empty_library() -> None:
    assert Directory([]).find("ketamine 2009") == []
