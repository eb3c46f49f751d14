"""The exported model: the vectors of sentence-transformers, without torch. And the small functions around it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from evidence_search.errors import ModelError
from evidence_search.index import encoder as encoder_module
from evidence_search.index import model_export
from evidence_search.index.encoder import OnnxEncoder, _batches, _pool
from evidence_search.quantised import cosines, quantise

TEXTS = [
    "Ketamine 0.5 mg/kg was infused over 40 minutes.",
    "Does the pain relief last?",
    "MADRS fell by −7.95 points (95% CI −13.12 to −2.79; p = 0.003).",
    "CRPS",
    "The α-adrenergic agonist clonidine; naïve patients, Müller et al.",
    "",
    "患者接受了氯胺酮。",
    "Nausea and dissociation were common. " * 60,
    "x" * 900,
    "Line one.\nLine two.\n\nA paragraph.",
]
REFERENCE = """
import sys, json, numpy
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
numpy.save(sys.argv[2], model.encode(json.load(sys.stdin), normalize_embeddings=True))
"""


@pytest.fixture(scope="module")
def onnx(model_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(model_folder)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.float32]:
    """Return what sentence-transformers makes of the texts, in a process that takes torch away with it."""
    path = tmp_path_factory.mktemp("reference") / "vectors.npy"
    command = [sys.executable, "-c", REFERENCE, str(model_export.bundled_model()), str(path)]
    environment = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "PATH": "/usr/bin:/bin"}
    subprocess.run(command, input=json.dumps(TEXTS), text=True, check=True, capture_output=True, env=environment)
    return np.asarray(np.load(path), dtype=np.float32)


@pytest.mark.model
def test_vectors_are_those_of_sentence_transformers(onnx: OnnxEncoder, reference: NDArray[np.float32]) -> None:
    questions = np.array([onnx.encode_question(text) for text in TEXTS])
    passages = np.array([encoded.vector for encoded in onnx.encode_passages(TEXTS, [[]] * len(TEXTS))])
    for made in (questions, passages):
        assert (made * reference).sum(axis=1).min() >= 0.9999
        np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert questions.dtype == passages.dtype == np.float32


@pytest.mark.model
def test_what_it_says_of_itself(onnx: OnnxEncoder) -> None:
    assert (onnx.name, onnx.weights_sha256) == (model_export.BUNDLED, model_export.BUNDLED_SHA256)
    assert (onnx.dimension, onnx.max_tokens) == (384, 256)


@pytest.mark.model
def test_the_order_of_texts_does_not_matter(onnx: OnnxEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are made by length; each text's vector is its own whatever shares its batch, but for rounding."""
    spans = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in TEXTS]
    together = onnx.encode_passages(TEXTS, spans)
    backwards = onnx.encode_passages(TEXTS[::-1], spans[::-1])[::-1]
    monkeypatch.setattr(encoder_module, "TOKENS_PER_BATCH", 1)
    alone = onnx.encode_passages(TEXTS, spans)
    for one, two, three in zip(together, backwards, alone, strict=True):
        assert min(one.vector @ two.vector, one.vector @ three.vector) > 0.99999
        for other in (two, three):
            assert np.abs(one.sentences.astype(int) - other.sentences).max(initial=0) <= 2
    assert onnx.encode_passages([], []) == []


@pytest.mark.model
def test_a_text_too_long_is_cut_at_the_limit(onnx: OnnxEncoder) -> None:
    """The first 254 tokens, and the two special ones, are all that counts."""
    text = "pain " * 400
    kept = text[: onnx.token_spans(text)[onnx.max_tokens - 3][1]]
    assert len(onnx.token_spans(kept)) == onnx.max_tokens - 2
    assert onnx.encode_question(text) @ onnx.encode_question(kept) > 0.99999
    shorter = kept[: -len("pain ")]
    late = [(len(kept) + 1, len(text))]
    [encoded] = onnx.encode_passages([text], [late])
    assert not encoded.sentences.any()  # a stretch beyond the limit has no vector
    assert onnx.encode_question(shorter) @ onnx.encode_question(kept) < 1


@pytest.mark.model
def test_a_sentence_vector_is_the_mean_of_its_tokens(onnx: OnnxEncoder) -> None:
    text = "Ketamine relieved pain. Nausea was common. Sleep improved."
    spans = [(0, 23), (24, 42), (43, 58), (58, 58)]
    [encoded] = onnx.encode_passages([text], [spans])
    ids, offsets = onnx._ids(text)
    _, states = onnx._forward([ids])
    for (start, end), found in zip(spans[:3], encoded.sentences, strict=False):
        inside = [i for i, (a, b) in enumerate(offsets) if b > a and start <= a < end]
        assert len(inside) == len(onnx.token_spans(text[start:end]))
        mean = states[0][inside].mean(axis=0)
        np.testing.assert_array_equal(found, quantise((mean / np.linalg.norm(mean))[None])[0])
        assert cosines(found[None], mean / np.linalg.norm(mean))[0] > 0.9999
    assert not encoded.sentences[3].any()


@pytest.mark.model
def test_the_whole_text_as_one_stretch_is_near_its_vector(onnx: OnnxEncoder) -> None:
    """The text's own vector is the mean over the same states and those of the two special tokens."""
    text = TEXTS[0]
    [encoded] = onnx.encode_passages([text], [[(0, len(text))]])
    assert cosines(encoded.sentences, encoded.vector)[0] > 0.95


@pytest.mark.model
def test_token_spans_cut_nothing_off(onnx: OnnxEncoder) -> None:
    text = "Ketamine 0.5 mg/kg; " * 300
    spans = onnx.token_spans(text)
    assert len(spans) > 1_000 and spans[-1][1] == len(text.rstrip())
    assert all(a < b for a, b in spans) and all(b <= c for (_, b), (c, _) in pairwise(spans))
    assert onnx.token_spans("") == []


@pytest.mark.model
def test_words_a_model_wants_before_each_text(model_folder: Path, tmp_path: Path, onnx: OnnxEncoder) -> None:
    """They are put there, shift no sentence, and take their room from the passage."""
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(model_folder / name)
    config = json.loads((model_folder / "encoder.json").read_text())
    config["prompts"] = {"query": "query: ", "document": "passage of a paper: "}
    (tmp_path / "encoder.json").write_text(json.dumps(config))
    prompted = OnnxEncoder(tmp_path)
    assert prompted.max_tokens == 256 - 5
    text = "Pain fell. Sleep improved."
    assert prompted.encode_question(text) @ onnx.encode_question(f"query: {text}") > 0.99999
    [made] = prompted.encode_passages([text], [[(0, 10)]])
    [expected] = onnx.encode_passages([f"passage of a paper: {text}"], [[(20, 30)]])
    assert made.vector @ expected.vector > 0.99999
    np.testing.assert_array_equal(made.sentences, expected.sentences)


@pytest.mark.model
@pytest.mark.parametrize(
    "harm", ["missing", "no config", "broken config", "no key", "no network", "broken network", "broken tokenizer"]
)
def test_a_damaged_model_is_named(model_folder: Path, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("encoder.json", "tokenizer.json"):
        shutil.copy(model_folder / name, folder)
    (folder / "model.onnx").symlink_to(model_folder / "model.onnx")
    config, network = folder / "encoder.json", folder / "model.onnx"
    if harm == "missing":
        shutil.rmtree(folder)
    elif harm == "no config":
        config.unlink()
    elif harm == "broken config":
        config.write_text("{")
    elif harm == "no key":
        config.write_text('{"name": "x"}')
    elif harm == "broken tokenizer":
        (folder / "tokenizer.json").write_text("{")
    else:
        network.unlink()
        if harm == "broken network":
            network.write_bytes(b"\x08\x07 not a network")
    with pytest.raises(ModelError, match="cannot be used"):
        OnnxEncoder(folder)


@given(st.lists(st.integers(1, 3_000), max_size=60))
def test_batches_hold_every_text_once_and_little_padding(lengths: list[int]) -> None:
    batches = list(_batches(lengths))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or longest * len(batch) <= encoder_module.TOKENS_PER_BATCH


def test_pool_by_hand() -> None:
    """Tokens at 0-3 and 4-6; special tokens have the offsets (0, 0) and count for nothing."""
    states = np.array([[9, 9], [3, 0], [0, 4], [9, 9]], dtype=np.float32)
    offsets = [(0, 0), (0, 3), (4, 6), (0, 0)]
    found = _pool(states, offsets, [(0, 6), (0, 3), (4, 6), (7, 9)])
    assert found.tolist() == [pytest.approx([0.6, 0.8]), [1, 0], [0, 1], [0, 0]]
