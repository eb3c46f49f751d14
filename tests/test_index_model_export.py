"""Which model a setting means, and weights that are not what they should be."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evidence_search.errors import ModelError
from evidence_search.index import model_export
from evidence_search.index.model_export import BUNDLED, BUNDLED_SHA256, bundled_model, resolve, source_mark, weights_hash


def weights(folder: Path, *contents: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(contents):
        (folder / f"model-{number}.safetensors").write_bytes(content)
    return folder


def test_resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = (BUNDLED, str(bundled_model()))
    assert resolve("") == resolve(BUNDLED) == bundled
    assert resolve(str(tmp_path)) == (tmp_path.name, str(tmp_path.resolve()))
    assert resolve("organisation/model") == ("organisation/model", "organisation/model")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "my-model").mkdir()
    assert resolve("~/my-model") == ("my-model", str((tmp_path / "my-model").resolve()))


def test_the_bundled_weights_are_the_published_ones() -> None:
    assert weights_hash(bundled_model()) == BUNDLED_SHA256


def test_weights_hash(tmp_path: Path) -> None:
    one = weights(tmp_path / "one", b"abc")
    (one / "config.json").write_text("{}")
    assert weights_hash(one) == hashlib.sha256(b"abc").hexdigest()
    two = weights(tmp_path / "two", b"abc", b"def")
    both = hashlib.sha256(b"abc").hexdigest() + hashlib.sha256(b"def").hexdigest()
    assert weights_hash(two) == hashlib.sha256(both.encode()).hexdigest()
    with pytest.raises(ModelError, match="No weights"):
        weights_hash(tmp_path / "nowhere")


def test_source_mark(tmp_path: Path) -> None:
    assert source_mark(str(weights(tmp_path / "m", b"abc"))) == hashlib.sha256(b"abc").hexdigest()
    assert source_mark("organisation/model") == hashlib.sha256(b"organisation/model").hexdigest()


@pytest.fixture
def without_torch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Put a stand-in for sentence_transformers in place, and altered weights for the bundled ones; return what was loaded."""
    loaded: list[str] = []

    class Model:
        def __init__(self, source: str, device: str) -> None:
            loaded.append(source)

        def eval(self) -> None:
            pass

    stand_in: Any = SimpleNamespace(SentenceTransformer=Model)
    monkeypatch.setitem(sys.modules, "sentence_transformers", stand_in)
    altered = weights(tmp_path / "altered", b"altered weights")
    monkeypatch.setattr(model_export, "bundled_model", lambda: altered)
    return loaded


def test_altered_weights_are_refused_and_nothing_is_written(without_torch: list[str], tmp_path: Path) -> None:
    destination = tmp_path / "exported"
    with pytest.raises(ModelError, match="not the published ones"):
        model_export.export("", destination)
    assert without_torch == [str(tmp_path / "altered")]
    assert not destination.exists() and not list(tmp_path.glob("*.part"))


def test_what_goes_wrong_in_the_child_is_one_line_for_its_parent(
    without_torch: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["model_export", "", str(tmp_path / "exported")])
    assert model_export.main() == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "not the published ones" in said


def test_a_failed_child_is_a_model_error_with_its_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], env: dict[str, str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command[1:3] == ["-m", "evidence_search.index.model_export"]
        assert env["HF_HUB_OFFLINE"] == "1"  # nothing is fetched unless asked
        return subprocess.CompletedProcess(command, 1, "", "a warning\nthe reason\n")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(ModelError, match="some-model could not be prepared: the reason"):
        model_export.export_in_child("some-model", tmp_path / "exported")


@pytest.mark.parametrize("model", ["/no/such/model", "./models/none"])
def test_a_path_without_a_folder_is_said_to_be_one(model: str) -> None:
    with pytest.raises(ModelError, match=r"There is no folder .*(model|none), named as the model"):
        model_export.resolve(model)
    assert model_export.resolve("sentence-transformers/other") == ("sentence-transformers/other",) * 2
