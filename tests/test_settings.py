"""Where things are: what is given, else the environment, else the working folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, MODEL_VARIABLE, from_environment


def test_what_is_given_wins_over_the_environment(tmp_path: Path) -> None:
    environment = {CORPUS_VARIABLE: "/env/corpus", INDEX_VARIABLE: "/env/index", MODEL_VARIABLE: "some/model"}
    found = from_environment(environment=environment)
    assert (found.corpus, found.index, found.model) == (Path("/env/corpus"), Path("/env/index"), "some/model")
    found = from_environment(tmp_path / "c", None, environment)
    assert (found.corpus, found.index) == (tmp_path / "c", Path("/env/index"))


def test_the_working_folder_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = from_environment(environment={CORPUS_VARIABLE: ""})
    assert (found.corpus, found.index, found.model, found.models) == (tmp_path / "corpus", tmp_path / "index", "", None)


def test_the_real_environment_and_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(INDEX_VARIABLE, "~/index")
    assert from_environment(Path("~/corpus")).corpus == tmp_path / "corpus"
    assert from_environment().index == tmp_path / "index"
