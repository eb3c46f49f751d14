"""What every test has: no network but the loopback, and a library in a folder of its own with the fake encoder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from platformdirs import user_cache_path

from evidence_search.index import model_export
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
from tests.papers import fill

hypothesis_settings.register_profile(
    "suite", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Close sockets, however the suite was started; the loopback and unix sockets stay open."""
    config.option.disable_socket = True
    config.option.allow_hosts = "127.0.0.1,::1"
    config.option.allow_unix_socket = True


@pytest.fixture
def encoder() -> FakeEncoder:
    """Return a fresh encoder that counts what it encodes."""
    return FakeEncoder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of an empty library in a temporary folder."""
    (tmp_path / "corpus").mkdir()
    return Settings(tmp_path / "corpus", tmp_path / "index", lock_wait_s=0.2)


@pytest.fixture
def make_library(settings: Settings) -> Iterator[Callable[..., Library]]:
    """Return a maker of libraries (over `settings` unless others are given), each closed when the test ends."""
    made: list[Library] = []

    def make(chosen: Settings | None = None, encoder: FakeEncoder | None = None) -> Library:
        made.append(Library(chosen or settings, encoder or FakeEncoder()))
        return made[-1]

    yield make
    for library in made:
        library.close()


@pytest.fixture
def library(make_library: Callable[..., Library], encoder: FakeEncoder) -> Library:
    """Return an empty library with the fake `encoder`; nothing is ingested yet."""
    return make_library(encoder=encoder)


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Return the bundled model, exported: EVIDENCE_SEARCH_TEST_MODEL names it, else it is exported once for all runs."""
    if given := os.environ.get("EVIDENCE_SEARCH_TEST_MODEL"):
        return Path(given)
    mark = f"{model_export.BUNDLED_SHA256[:12]}-{model_export.EXPORT_FORMAT}"
    folder = user_cache_path("evidence-search-tests") / mark
    if not (folder / "encoder.json").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        model_export.export_in_child("", folder)
    return folder


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a filled library's `corpus` and `index`, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    fill(folder / "corpus")
    with Library(Settings(folder / "corpus", folder / "index"), FakeEncoder()) as library:
        library.ingest()
    return folder


@pytest.fixture
def filled(library: Library, settings: Settings, prepared: Path) -> Library:
    """Return a library that holds a copy of the prepared one."""
    shutil.copytree(prepared / "corpus", settings.corpus, dirs_exist_ok=True)
    shutil.copytree(prepared / "index", settings.index)
    return library
