"""A cross-encoder reads the first studies again; where none is set up nothing of it is loaded."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evidence_search.errors import ModelError
from evidence_search.index.cross_encoder import CrossEncoder
from evidence_search.records import Metadata
from evidence_search.search.evidence import Scores
from evidence_search.search.reranker import RERANKED, rerank
from evidence_search.settings import RERANKER_VARIABLE, from_environment
from tests.stubs import StubEvidence, StubStudy

EVIDENCE = StubEvidence([StubStudy(f"s{i}", (("Results", f"Finding {i}."),), Metadata(title=f"Title {i}")) for i in range(30)])
RANKED = [(i, 1 - i / 100, [i]) for i in range(30)]
POSITIONS = np.arange(30)


def favourite(wanted: str, asked: list[list[str]] | None = None) -> object:
    def score(question: str, texts: Sequence[str]) -> Scores:
        if asked is not None:
            asked.append([question, *texts])
        return np.array([5.0 if wanted in text else -5.0 for text in texts], dtype=np.float32)

    return score


def test_both_opinions_count_half_and_the_others_stay_behind() -> None:
    """The favourite, second before, scores (18/19 + 1) / 2 of the span; the first, of no interest to the other, a half."""
    asked: list[list[str]] = []
    found = rerank(EVIDENCE, "which?", RANKED, POSITIONS, favourite("Finding 1.", asked))  # type: ignore[arg-type]
    assert asked[0][:3] == ["which?", "Title 0\nFinding 0.", "Title 1\nFinding 1."]
    assert len(asked[0]) == RERANKED + 1
    assert [number for number, _, _ in found][:3] == [1, 0, 2]
    assert found[0][1] == pytest.approx(0.81 + 0.19 * (18 / 19 + 1) / 2, abs=1e-6)
    assert found[RERANKED:] == RANKED[RERANKED:]
    assert found[RERANKED - 1][1] >= found[RERANKED][1]


def test_one_study_is_not_read_again() -> None:
    asked: list[list[str]] = []
    assert rerank(EVIDENCE, "which?", RANKED[:1], POSITIONS, favourite("x", asked)) == RANKED[:1]  # type: ignore[arg-type]
    assert not asked


def test_the_setting() -> None:
    assert from_environment(environment={RERANKER_VARIABLE: "models/cross"}).reranker == "models/cross"
    assert from_environment(environment={}).reranker == ""


def test_a_folder_without_one_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no-such"):
        CrossEncoder(tmp_path / "no-such")


@pytest.mark.model
def test_a_real_cross_encoder(tmp_path: Path) -> None:
    """A tiny one with random weights, saved and read back as any other."""
    transformers: Any = importlib.import_module("transformers")  # its types change with every version
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ketamine", "eased", "pain", "sleep", "."]
    (tmp_path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=1
    )
    folder = tmp_path / "cross"
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    transformers.BertTokenizerFast(vocab=str(tmp_path / "vocab.txt")).save_pretrained(folder)
    first = CrossEncoder(folder).score("ketamine pain", ["ketamine eased pain .", "sleep .", "ketamine eased pain ."])
    assert first.dtype == np.float32 and first.shape == (3,)
    assert first[0] == pytest.approx(first[2], abs=1e-6) and first[0] != first[1]
    assert "sentence_transformers" in sys.modules
