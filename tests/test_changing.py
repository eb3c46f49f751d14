"""What people change is logged with who did it, whichever face they used; the command line is driven as from a shell."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner

from evidence_search import audit, changing
from evidence_search.cli import keeping
from evidence_search.errors import UsageError
from evidence_search.library import Library
from evidence_search.records import Outcome
from evidence_search.settings import Settings
from tests import papers
from tests.work_fake import fake_library

BY = "dahan@clinic.example"
Say = Callable[..., str]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Say:
    """Return a way to give a command of the command line, with the fake encoder behind it; it returns what is printed."""
    monkeypatch.setattr(keeping, "unopened", fake_library)
    monkeypatch.setattr(keeping, "opened", fake_library)

    def given(command: Command, *words: object) -> str:
        where = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
        done = CliRunner().invoke(command, [*map(str, words), *where])
        assert done.exit_code == 0, done.output
        return done.output

    return given


def logged(settings: Settings) -> list[tuple[str, str]]:
    """Return (action, subject) of the log, oldest first."""
    return [(entry.action, entry.subject) for entry in reversed(audit.entries(settings.corpus))]


def test_commands_are_logged_with_the_name_of_who_gave_them(
    say: Say, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "sartron")
    outside = tmp_path / "outside"
    papers.markdown(outside / "one.md", "Relief after ketamine", pmid="7")
    papers.markdown(outside / "two.md", "Sleep after esketamine", pmid="8")
    say(keeping.ingest, outside / "one.md", outside / "two.md")
    say(keeping.together, "pmid-7", "pmid-8")
    say(keeping.apart, "pmid-7", "added/two.md")
    say(keeping.remove, "pmid-8")
    assert logged(settings) == [
        ("added", "added/one.md"), ("added", "added/two.md"), ("merged", "pmid-7"), ("kept apart", "pmid-7"),
        ("removed", "pmid-8"),
    ]  # fmt: skip
    entries = audit.entries(settings.corpus)
    assert {entry.by for entry in entries} == {"sartron (command line)"}
    assert entries[0].detail == {"title": "Sleep after esketamine", "moved": ["added/two.md"]}


def test_a_list_of_retractions_is_logged(say: Say, settings: Settings, tmp_path: Path) -> None:
    papers.markdown(settings.corpus / "gone.md", "Words that were withdrawn", doi="10.1000/gone")
    with fake_library(settings) as library:
        library.ingest()
    listed = tmp_path / "watch.csv"
    listed.write_text(
        "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,"
        "RetractionNature\n1,Words that were withdrawn,1/2/2020 0:00,10.1000/notice,0,10.1000/gone,0,Retraction\n",
        encoding="utf-8",
    )
    say(keeping.retractions, listed)
    assert logged(settings) == [("list of retractions", "watch.csv")]


def test_the_librarys_own_folder_is_one_line_and_none_when_nothing_changed(library: Library, settings: Settings) -> None:
    for number in range(3):
        papers.markdown(settings.corpus / f"{number}.md", f"Sleep {number}", pmid=str(number + 1))
    changing.add(library, (), BY)
    changing.add(library, (), BY)
    [entry] = audit.entries(settings.corpus)
    assert (entry.by, entry.action) == (BY, "indexed") and entry.detail == {"added": ["pmid-1", "pmid-2", "pmid-3"]}
    (settings.corpus / "1.md").unlink()
    changing.add(library, (), BY)
    assert audit.entries(settings.corpus)[0].detail == {"removed": ["pmid-2"]}


def test_what_could_not_be_read_is_not_logged_as_added(library: Library, settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_bytes(b"<article><body>cut off")
    assert changing.add(library, [broken], BY).count(Outcome.FAILED) == 1
    assert audit.entries(settings.corpus) == []


def test_a_long_line_is_cut_and_says_so(library: Library, settings: Settings) -> None:
    for number in range(202):
        papers.markdown(settings.corpus / f"{number}.md", f"Sleep {number}", text="Short.")
    changing.add(library, (), BY)
    [entry] = audit.entries(settings.corpus)
    assert len(entry.detail["added"]) == 201 and entry.detail["added"][-1] == "and 2 more"


def test_a_log_that_cannot_be_written_is_told(library: Library, settings: Settings) -> None:
    papers.markdown(settings.corpus / "one.md", "Relief", pmid="7")
    (settings.corpus / audit.NAME).mkdir()
    with pytest.raises(UsageError, match="not logged"):
        changing.add(library, (), BY)
    assert library.study_ids() == ("pmid-7",)


def test_a_user_without_a_name_is_still_told_apart_from_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError(os.getuid())

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert changing.operator() == "command line"
