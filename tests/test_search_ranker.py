"""Studies and passages in order by linear models over what is said of each passage, with the numbers worked by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.records import Metadata, Section, SectionKind
from evidence_search.search.features import FEATURES, Wanted, features
from evidence_search.search.fuse import Candidates, gather
from evidence_search.search.ranker import (
    READ,
    SECTION_FEATURES,
    STUDIES,
    STUDY_FEATURES,
    Model,
    Read,
    choose,
    for_result,
    load_model,
    of_studies,
    order,
    rank_learned,
    results_first,
    scaled,
    section_features,
    shipped_model,
)
from evidence_search.text.wording import plain_groups
from tests.stubs import ENCODER, StubEvidence, StubStudy

ROOT = Path(__file__).parent.parent


def only(names: tuple[str, ...], **weights: float) -> np.ndarray:
    """Return weights of some features, by name with _ for a blank."""
    return np.array([weights.get(name.replace(" ", "_"), 0.0) for name in names])


def model(study: str = "cosine", passage: str = "cosine", **section: float) -> Model:
    return Model(only(STUDY_FEATURES, **{study: 1.0}), only(FEATURES, **{passage: 1.0}), only(SECTION_FEATURES, **section))


def candidates(fused: list[float]) -> Candidates:
    count = len(fused)
    zeros, ranks = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.int64)
    return Candidates(np.arange(count), np.array(fused, dtype=np.float32), zeros, ranks, zeros, ranks, zeros)


def rows(**columns: list[float]) -> np.ndarray:
    count = len(next(iter(columns.values())))
    return np.array([columns.get(name.replace(" ", "_"), [0.0] * count) for name in FEATURES], dtype=np.float32).T


def test_columns_are_brought_to_0_and_1_each_for_itself() -> None:
    assert scaled(np.array([[2, 7], [4, 7], [3, 7]], dtype=np.float32)).tolist() == [[0, 0], [1, 0], [0.5, 0]]


@given(st.lists(st.lists(st.floats(-1e3, 1e3, width=32), min_size=3, max_size=3), min_size=1, max_size=20))
def test_scaled_stays_between_0_and_1(values: list[list[float]]) -> None:
    found = scaled(np.array(values, dtype=np.float32))
    assert np.isfinite(found).all() and found.min() >= 0 and found.max() <= 1


def test_a_study_has_the_greatest_of_its_passages_and_the_mean_of_its_three_best_cosines() -> None:
    table = rows(cosine=[0.1, 0.9, 0.5, 0.7, 0.3], pairs=[1, 0, 0, 0, 0.5])
    numbers, found = of_studies(np.array([4, 4, 4, 4, 2]), table)
    assert numbers.tolist() == [2, 4]
    assert found[:, 0] == pytest.approx([0.3, 0.9])
    assert found[:, FEATURES.index("pairs")] == pytest.approx([0.5, 1])
    assert found[:, -1] == pytest.approx([0.3, 0.7])


def test_order_of_studies_and_of_their_passages() -> None:
    """Studies by their cosine, passages by bm25; passage 1 was not read and stands behind, as does study 9."""
    first = [(7, 0.9, [0, 1, 2]), (3, 0.8, [3]), (9, 0.7, [4])]
    table = rows(cosine=[0.2, 0.1, 0.6], bm25=[1.0, 5.0, 2.0])
    ranked, read = order(first, np.array([7, 7, 3]), np.array([0, 2, 3]), table, model("cosine", "bm25"))
    assert [(number, members) for number, _, members in ranked] == [(3, [3]), (7, [2, 0, 1]), (9, [4])]
    assert [score for _, score, _ in ranked] == [1.0, 0.0, 0.0]
    assert read.chosen.tolist() == [2, 3, 0]
    assert read.scores == pytest.approx([1, 0.25, 0])


def test_differences_below_the_last_decimal_do_not_order() -> None:
    """Equal but for the last bits of a sum: the lower study number goes first, whatever came first before."""
    first = [(7, 0.9, [0]), (3, 0.8, [1]), (5, 0.1, [2])]
    table = rows(cosine=[0.5 + 1e-8, 0.5, 0.0])
    ranked, _ = order(first, np.array([7, 3, 5]), np.array([0, 1, 2]), table, model())
    assert [number for number, _, _ in ranked] == [3, 7, 5]


def test_what_is_read_is_limited() -> None:
    count = 3 * STUDIES
    found = choose(candidates([1 - i / count for i in range(count)]), np.arange(count))
    assert found.tolist() == list(range(min(STUDIES, READ)))
    one = choose(candidates([i / 500 for i in range(500)]), np.zeros(500, dtype=np.int64))
    assert one.tolist() == list(range(500 - READ, 500))


STUDY = StubStudy(
    "study",
    (
        ("Methods", "Ketamine was infused for pain."),
        ("Results", "Ketamine eased pain."),
        ("Discussion", "Ketamine may ease pain."),
    ),
    Metadata(title="Ketamine"),
)


def test_a_question_for_a_result_finds_the_results() -> None:
    evidence = StubEvidence([STUDY])
    read = Read(np.array([0, 2, 1]), np.array([0.9, 0.8, 0.7], dtype=np.float32))
    found = results_first(evidence, [(0, 1.0, [0, 2, 1])], np.arange(3), read, model(result=1.0, conclusion=0.2))
    assert found == [(0, 1.0, [1, 2, 0])]


def test_nothing_read_is_nothing_to_reorder() -> None:
    found = results_first(StubEvidence([STUDY]), [(0, 1.0, [0, 1])], np.arange(3), Read.nothing(), model(result=1.0))
    assert found == [(0, 1.0, [0, 1])]


def test_sections_by_their_names_and_kinds() -> None:
    sections = [Section("Abstract: Results", 0, 9, SectionKind.ABSTRACT), Section("Table 2", 0, 9, SectionKind.TABLE)]
    named = [dict(zip(SECTION_FEATURES, row, strict=True)) for row in section_features(sections).tolist()]
    assert [{k for k, v in each.items() if v} for each in named] == [{"result", "abstract"}, {"table"}]
    read = Read(np.array([5, 6]), np.array([0.0, 0.5], dtype=np.float32))
    assert for_result(read, sections, model(result=1.0)).chosen.tolist() == [5, 6]


def test_the_shipped_weights_name_every_feature_and_no_other() -> None:
    """A feature that was renamed would silently count nothing."""
    shipped = shipped_model()
    assert all(weights.any() for weights in (shipped.study, shipped.passage, shipped.section))
    assert (shipped.study != 0).all()
    # subtle: what says where the answer stands must not be overruled: a result section goes before methods.
    section = dict(zip(SECTION_FEATURES, shipped.section.tolist(), strict=True))
    assert section["result"] > section["conclusion"] > section["method"]


def test_a_feature_without_a_weight_counts_nothing() -> None:
    found = load_model({"study": {"cosine": 2.0}, "passage": {}, "section": {}})
    assert found.study.tolist() == [2.0] + [0.0] * len(FEATURES)
    assert not found.passage.any() and not found.section.any()


LIBRARY = [
    StubStudy("a", (("Results", "Esketamine spray eased depression. Dissociation was brief."),), Metadata(title="Spray")),
    StubStudy(
        "b", (("Results", "Depressive symptoms eased."), ("Harms", "Dissociated states passed.")), Metadata(title="MADRS")
    ),
    StubStudy("c", (("Methods", "Nurses rated sleep."),), Metadata(title="Sleep and esketamine spray")),
]
TEXT = "esketamine spray dissociation MADRS"


def columns(text: str = TEXT) -> dict[str, list[float]]:
    evidence = StubEvidence(LIBRARY)
    groups, vector = plain_groups(evidence.stems(text)), ENCODER.vector(text)
    found = gather(evidence, vector, groups, np.ones(3, dtype=bool), 10, np.empty(0, dtype=np.int64))
    assert found.positions.tolist() == [0, 1, 2, 3]
    table = features(evidence, Wanted(text, vector, groups), found, np.arange(4), evidence.stems)
    return dict(zip(FEATURES, table.T.round(4).tolist(), strict=True))


def test_ideas_are_sought_in_passage_and_title() -> None:
    """Three stems weigh one, MADRS two, squared 1 + 1 + 1 + 4: passage 0 has the three, 1 and 2 MADRS, 3 two in its title."""
    found = columns()
    assert found["rare ideas"] == pytest.approx([3 / 7, 4 / 7, 4 / 7, 2 / 7], abs=1e-4)
    assert found["rare ideas, alike"][0] == pytest.approx(3 / 7, abs=1e-4)
    assert 4 / 7 < found["rare ideas, alike"][2] < 5 / 7, "`dissociat` and `dissociation` are alike, not the same"
    assert found["names"] == [0, 1, 1, 0], "only MADRS is written like a name"


def test_pairs_stand_together_in_order() -> None:
    """Of neighbouring pairs that weigh 2, 2 and 3, `esketamine spray` is there; a title is not looked at."""
    assert columns()["pairs"] == pytest.approx([2 / 7, 0, 0, 0], abs=1e-4)
    assert columns("spray esketamine dissociation MADRS")["pairs"] == [0, 0, 0, 0]


def test_the_best_sentence() -> None:
    found = columns("dissociation was brief")
    assert found["best sentence"][0] == pytest.approx(1.0, abs=0.01)
    assert found["cosine"][0] < 0.8
    assert found["three sentences"][0] < found["best sentence"][0]
    assert found["best sentence and ideas"][0] == pytest.approx(found["best sentence"][0] + 0.5, abs=1e-3)


def test_the_study_that_has_the_ideas_goes_first() -> None:
    evidence = StubEvidence(LIBRARY)
    groups, vector = plain_groups(evidence.stems(TEXT)), ENCODER.vector(TEXT)
    found = gather(evidence, vector, groups, np.ones(3, dtype=bool), 10, np.empty(0, dtype=np.int64))
    ranked, read = rank_learned(evidence, Wanted(TEXT, vector, groups), found, evidence.stems)
    assert ranked[0][0] == 0
    assert all(0 <= score <= 1 for _, score, _ in ranked)
    assert sorted(read.chosen.tolist()) == [0, 1, 2, 3]


def test_no_candidates_no_studies() -> None:
    evidence = StubEvidence([])
    nothing = gather(evidence, None, (), np.empty(0, dtype=bool), 10, np.empty(0, dtype=np.int64))
    ranked, read = rank_learned(evidence, Wanted("", ENCODER.vector(""), ()), nothing, evidence.stems)
    assert ranked == [] and len(read.chosen) == 0


_ASK = """
import numpy as np
from tests.test_search_ranker import columns
print(columns())
"""


def test_another_process_gives_the_same_numbers() -> None:
    """This test ensures that neither the order of sets, which differs by process, nor threads decide anything."""
    said = set()
    for seed, threads in (("1", "1"), ("2", "4")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        ran = subprocess.run(
            [sys.executable, "-c", _ASK], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        said.add(ran.stdout)
    assert len(said) == 1
