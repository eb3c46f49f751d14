"""BM25 as published, whichever way the index came about."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from evidence_search.errors import DamagedIndex
from evidence_search.index import lexical
from evidence_search.index.lexical import LexicalIndex, Row, build, extend, question_terms, terms
from evidence_search.text.wording import plain_groups

ROWS: list[Row] = [
    (10, 1, "CRPS", "Ketamine relieved pain for eleven weeks."),
    (11, 1, "CRPS", "Nausea was common."),
    (12, 2, "Depression", "Ketamine lifted mood within hours, and ketamine was safe."),
    (13, 3, "Migraine", "Pain and nausea fell; sleep improved and the headache days went down by half in most of them."),
    (14, 3, "Migraine", "No event was serious."),
]


def index_of(folder: Path, rows: Sequence[Row]) -> LexicalIndex:
    build(folder, rows)
    return LexicalIndex(folder, len(rows))


def scores(index: LexicalIndex, stems: Sequence[str], studies: Sequence[int] | None = None) -> dict[int, float]:
    found, values = index.search(plain_groups(stems), 100, studies)
    return {int(row): float(value) for row, value in zip(found, values, strict=True)}


def test_terms_are_stemmed_lower_case_words() -> None:
    assert terms("Infusions of R-Ketamine (0.5 mg/kg)") == ["infus", "of", "r", "ketamin", "0", "5", "mg", "kg"]
    assert terms("a" * 41 + " pain") == ["pain"]


@pytest.mark.parametrize(
    "text",
    [
        "Pain fell (VAS 62 ± 8 vs. 41 ± 9; p < 0.001) – “markedly” – at ≥ 24 h…",
        "β-endorphin, S(+)-ketamine, 10 µg·kg⁻¹·min⁻¹ and NÖTIGE Ärzte",
        "snake_case\u00a0and\tblanks\n" + "x" * 39 + " " + "x" * 40,
        "",
        " .-– ",
    ],
)
def test_words_looked_up_one_by_one_are_what_the_analyser_says(text: str) -> None:
    assert terms(text) == terms(text) == list(lexical._ANALYSER.analyze(text))


def test_signs_taken_for_blanks_are_none_to_the_analyser_either() -> None:
    beyond = map(chr, [*range(0x80, 0xD800), *range(0xE000, 0x3000)])
    signs = [sign for sign in beyond if not lexical._FOREIGN.search(sign)]
    assert "–" in signs and "µ" not in signs
    assert lexical._ANALYSER.analyze("".join(f"a{sign}b" for sign in signs)) == ["a", *["ba"] * (len(signs) - 1), "b"]


def test_stems_remembered_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "STEMMED", 3)
    monkeypatch.setattr(lexical, "_STEMS", lexical._Stems())
    assert terms("patients felt less pain in the morning") == ["patient", "felt", "less", "pain", "in", "the", "morn"]
    assert len(lexical._STEMS) <= 3


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long does the relief last, and the pain relief?", ["how", "long", "doe", "relief", "last", "pain"]),
        ("to be or not to be", ["to", "be", "or", "not"]),
        ("ketamine KETAMINE ketamine's", ["ketamin", "s"]),
        ("?!", []),
        ("", []),
    ],
)
def test_question_terms(question: str, expected: list[str]) -> None:
    """Each stem once, in order; stop words only when nothing else was asked."""
    assert question_terms(question) == expected


def test_scores_by_hand(tmp_path: Path) -> None:
    """N = 5 passages, `ketamin` in two: idf = ln(1 + 3.5/2.5); tf 1 and 2, lengths 7 and 10 with the title."""
    index = index_of(tmp_path / "lexical", ROWS)
    average = sum(len(terms(f"{title}\n{text}")) for _, _, title, text in ROWS) / 5
    idf = np.log(1 + 3.5 / 2.5)
    expected = {
        row: idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / average)) for row, tf, length in ((10, 1, 7), (12, 2, 10))
    }
    assert scores(index, ["ketamin"]) == pytest.approx(expected, rel=1e-5)
    assert index.document_frequency("ketamin") == 2
    assert index.document_frequency("crps") == 2  # the title counts for each of its passages
    assert index.document_frequency("ghost") == 0


def test_filters_by_study_and_leaves_scores_alone(tmp_path: Path) -> None:
    index = index_of(tmp_path / "lexical", ROWS)
    everything = scores(index, ["pain", "nausea"])
    assert set(everything) == {10, 11, 13}
    assert scores(index, ["pain", "nausea"], [1]) == pytest.approx({row: everything[row] for row in (10, 11)})
    assert scores(index, ["pain", "nausea"], [2]) == {}
    assert scores(index, ["pain", "nausea"], [3, 99]) == pytest.approx({13: everything[13]})


def test_a_filter_that_nothing_passes_finds_nothing(tmp_path: Path) -> None:
    index = index_of(tmp_path / "lexical", ROWS)
    rows, values = index.search(plain_groups(["pain"]), 10, [])
    assert rows.shape == values.shape == (0,)
    assert (str(rows.dtype), str(values.dtype)) == ("int64", "float32")
    assert len(index.search(plain_groups([]), 10)[0]) == 0
    assert len(index.search(plain_groups(["ghost"]), 10)[0]) == 0
    assert len(index.search(plain_groups(["pain"]), 0)[0]) == 0


def test_a_limit_never_cuts_through_a_tie(tmp_path: Path) -> None:
    """Which of the equals would be kept depends on the order they came in, so all are returned, for the caller to cut."""
    rows: list[Row] = [(i, i, "t", "pain fell" if i % 2 else "pain pain fell") for i in range(12)]
    index = index_of(tmp_path / "lexical", rows)
    for limit, expected in ((1, 6), (5, 6), (6, 6), (7, 12), (12, 12)):
        found, values = index.search(plain_groups(["pain"]), limit)
        assert len(found) == expected
        assert (np.diff(values) <= 0).all()
    assert {int(row) % 2 for row in index.search(plain_groups(["pain"]), 1)[0]} == {0}


def test_an_empty_index(tmp_path: Path) -> None:
    assert len(index_of(tmp_path / "lexical", []).search(plain_groups(["pain"]), 10)[0]) == 0


def test_extending_leaves_the_old_index_as_it_was(tmp_path: Path) -> None:
    """A reader of the old one sees the old state, opened before or after, and even when the old folder is deleted."""
    opened = index_of(tmp_path / "1", ROWS[:3])
    before = {path.name: path.read_bytes() for path in (tmp_path / "1").iterdir()}
    expected = scores(opened, ["ketamin", "pain"])
    extend(tmp_path / "1", tmp_path / "2", ROWS[3:])
    assert {path.name: path.read_bytes() for path in (tmp_path / "1").iterdir()} == before
    assert scores(LexicalIndex(tmp_path / "1", 3), ["ketamin", "pain"]) == expected
    newer = LexicalIndex(tmp_path / "2", 5)
    shutil.rmtree(tmp_path / "1")
    assert scores(opened, ["ketamin", "pain"]) == expected
    assert set(scores(newer, ["ketamin", "pain"])) == {10, 12, 13}


words = st.sampled_from("ketamine pain nausea mood sleep relief dose week".split())
bodies = st.lists(words, min_size=1, max_size=20).map(" ".join)


@hypothesis_settings(max_examples=20)
@given(st.lists(bodies, min_size=2, max_size=12), st.lists(words, min_size=1, max_size=4, unique=True))
def test_scores_follow_the_lucene_variant_of_bm25s(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], asked: list[str]
) -> None:
    """The same tokens give the same scores but for Lucene's constant factor k1 + 1, which changes no order."""
    rows: list[Row] = [(i, i, "t", text) for i, text in enumerate(texts)]
    found = scores(index_of(tmp_path_factory.mktemp("bm25") / "lexical", rows), question_terms(" ".join(asked)))
    reference: Any = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    reference.index([terms(f"t\n{text}") for text in texts], show_progress=False)
    known = [stem for stem in question_terms(" ".join(asked)) if any(stem in terms(text) for text in texts)]
    expected = reference.get_scores(known) if known else np.zeros(len(texts))
    assert found == pytest.approx({i: 2.2 * float(v) for i, v in enumerate(expected) if v > 0}, rel=1e-4)


@hypothesis_settings(max_examples=20)
@given(st.lists(bodies, min_size=2, max_size=12), st.integers(0, 12), st.integers(0, 12), words)
def test_an_index_built_in_steps_scores_as_one_built_at_once(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], first: int, second: int, asked: str
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    rows: list[Row] = [(i, i, "t", text) for i, text in enumerate(texts)]
    cuts = sorted((min(first, len(rows)), min(second, len(rows))))
    build(folder / "0", rows[cuts[1] :])
    extend(folder / "0", folder / "1", rows[: cuts[0]])
    extend(folder / "1", folder / "2", rows[cuts[0] : cuts[1]])
    at_once = index_of(folder / "all", rows)
    in_steps = LexicalIndex(folder / "2", len(rows))
    assert scores(in_steps, terms(asked)) == scores(at_once, terms(asked))
    assert in_steps.document_frequency(terms(asked)[0]) == at_once.document_frequency(terms(asked)[0])


@pytest.mark.parametrize("harm", ["missing", "no meta", "broken meta", "no terms", "empty terms"])
def test_a_damaged_folder_is_named(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "lexical"
    build(folder, ROWS)
    [dictionary] = folder.glob("*.term")
    if harm == "missing":
        shutil.rmtree(folder)
    elif harm == "no meta":
        (folder / "meta.json").unlink()
    elif harm == "broken meta":
        (folder / "meta.json").write_text('{"segments": [')
    elif harm == "no terms":
        dictionary.unlink()
    else:
        dictionary.write_bytes(b"")
    with pytest.raises(DamagedIndex, match="cannot be read"):
        LexicalIndex(folder, 5)


def test_another_number_of_passages_than_expected_is_refused(tmp_path: Path) -> None:
    build(tmp_path / "lexical", ROWS)
    with pytest.raises(DamagedIndex, match="holds 5 passages, not 6"):
        LexicalIndex(tmp_path / "lexical", 6)
