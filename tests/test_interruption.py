"""An ingest that dies at any moment leaves the old index whole, and the next one ends where an undisturbed one would."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_search.index import manifest
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
from tests.interrupting import Clock, Interrupted, interrupt
from tests.papers import digest, jats, markdown, pubmed

QUESTION = "ketamine pain weeks"


def first_state(corpus: Path) -> None:
    digest(corpus / "sigtermans-2009.md", "Ketamine for CRPS, a digest", doi="10.1000/a")
    markdown(corpus / "li.md", "Ketamine for mood", pmid="8")
    markdown(corpus / "gone.md", "Ketamine for pain", pmid="9")
    pubmed(corpus / "set.xml", [("11", "Ketamine for migraine", "Pain fell."), ("12", "Sleep", "Sleep improved.")])


def second_state(corpus: Path) -> None:
    jats(corpus / "paper.xml", "Ketamine produces pain relief", doi="10.1000/a", pmid="7")
    markdown(corpus / "li.md", "Ketamine for mood", pmid="8", text="Mood lifted for weeks.")
    (corpus / "gone.md").unlink(missing_ok=True)
    pubmed(corpus / "set.xml", [("12", "Sleep", "Sleep improved."), ("13", "Ketamine for pain", "Pain fell for weeks.")])
    markdown(corpus / "twice.md", "Ketamine for mood", pmid="8", text="Mood lifted for weeks.")


def answers(library: Library) -> tuple[str, list[str]]:
    """Return the fingerprint and what a question finds, quotes and all, checked against the studies' texts."""
    result = library.search(QUESTION)
    for hit in result.hits:
        study = library.study(hit.study_id)
        for passage in hit.passages:
            assert study.text[passage.quote.start : passage.quote.end] == passage.quote.text
    return result.fingerprint, [f"{hit.study_id}: {hit.passages[0].quote.text}" for hit in result.hits]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, list[str]], tuple[str, list[str]]]:
    """Return a folder with the second state's `corpus` and the first state's `index`, and what the states answer."""
    folder = tmp_path_factory.mktemp("undisturbed")
    settings = Settings(folder / "corpus", folder / "index")
    first_state(folder / "corpus")
    with Library(settings, FakeEncoder()) as library:
        library.ingest()
        old = answers(library)
        second_state(folder / "corpus")
    shutil.copytree(folder / "index", folder / "newer")
    with Library(Settings(folder / "corpus", folder / "newer"), FakeEncoder()) as library:
        library.ingest()
        new = answers(library)
    return folder, old, new


@pytest.mark.parametrize("start", ["an old index", "nothing"])
def test_at_every_commit_in_turn(
    undisturbed: tuple[Path, tuple[str, list[str]], tuple[str, list[str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: str,
) -> None:
    folder, old, new = undisturbed
    at, moments = 0, 1
    while at < moments:
        at += 1
        index = tmp_path / str(at)
        if start == "an old index":
            shutil.copytree(folder / "index", index)
        settings = Settings(folder / "corpus", index)
        clock = Clock(at)
        with monkeypatch.context() as patched:
            interrupt(patched, clock)
            library = Library(settings, FakeEncoder())
            try:
                library.ingest()
            except Interrupted:
                moments = at + 1  # there may be one more
            library.close()
        with Library(settings, FakeEncoder()) as after:
            if start == "an old index" or manifest.path_of(index).exists():
                assert answers(after) in (old, new), f"interrupted at moment {at}"
            after.ingest()
            assert answers(after) == new, f"interrupted at moment {at}"
            assert not after.status().interrupted
            assert after.store().quick_check() == []
        shutil.rmtree(index)
    assert moments > 30  # the clock did tick
    print(moments)


@pytest.mark.parametrize("place", ["vectors.save", "lexical.extend", "lexical.build", "manifest.write", "shutil.rmtree"])
def test_while_publishing(
    undisturbed: tuple[Path, tuple[str, list[str]], tuple[str, list[str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    """After the files of a generation are written in part, before or after the manifest is swapped in."""
    folder, old, new = undisturbed
    settings = Settings(folder / "corpus", tmp_path / "index")
    shutil.copytree(folder / "index", settings.index)

    def fail(*_: object, **__: object) -> None:
        raise Interrupted

    with monkeypatch.context() as patched, Library(settings, FakeEncoder()) as library:
        patched.setattr(f"evidence_search.publishing.{place}", fail)
        if place == "lexical.extend":  # studies are taken away here, so the words are indexed anew
            library.ingest()
        else:
            with pytest.raises(Interrupted):
                library.ingest()
    with Library(settings, FakeEncoder()) as after:
        assert answers(after) in (old, new)
        after.ingest()
        assert answers(after) == new


def test_what_was_encoded_before_the_interruption_is_not_encoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_library: Callable[..., Library]
) -> None:
    settings = Settings(tmp_path / "corpus", tmp_path / "index")
    first_state(settings.corpus)
    encoder = FakeEncoder()
    with monkeypatch.context() as patched:
        patched.setattr("evidence_search.library.library.publishing.publish", lambda *_: 1 / 0)
        library = make_library(settings, encoder)
        with pytest.raises(ZeroDivisionError):
            library.ingest()
        library.close()
    encoded = encoder.encoded
    assert encoded > 0
    again = make_library(settings, encoder)
    assert again.ingest().passages_encoded == 0
    assert encoder.encoded == encoded
    assert len(again.study_ids()) == 5
