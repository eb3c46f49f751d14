"""The library's folder: what a walk finds, how files come in and go out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence_search.corpus import Corpus, Input, is_study_file, sha256_of, walk


def touch(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "corpus").mkdir()
    return Corpus(tmp_path / "corpus")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


def names(inputs: list[Input]) -> list[str]:
    return [item.relative for item in inputs]


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("a.md", True),
        ("papers/b.PDF", True),
        ("papers/no-ending", True),
        ("papers/removed/a.md", True),
        ("removed/a.md", False),
        ("removed/studies.txt", False),
        ("added.jsonl", False),
        ("README.md", False),
        ("papers/readme.MD", False),
        ("LICENSE", False),
        ("relations.yaml", False),
        (".hidden.md", False),
        (".git/a.md", False),
        ("_drafts/a.md", False),
        ("a.md~", False),
        ("a.pdf.part", False),
    ],
)
def test_is_study_file(tmp_path: Path, relative: str, expected: bool) -> None:
    assert is_study_file(tmp_path / relative, tmp_path, in_library=True) is expected


@pytest.mark.parametrize("relative", ["removed/a.xml", "added.jsonl"])
def test_only_the_library_has_records_of_its_own(tmp_path: Path, relative: str) -> None:
    """A folder from elsewhere may call a folder of papers `removed`: nothing in it is passed over in silence."""
    assert is_study_file(tmp_path / relative, tmp_path, in_library=False)


def test_a_walk_is_in_order_and_leaves_out_what_is_no_study(corpus: Corpus) -> None:
    touch(corpus.root, "b.md", "a/z.xml", "a/.b/c.md", "README.md", "removed/gone.md", "a/b/c.pdf", "A.txt", "added.jsonl")
    found = [path.relative_to(corpus.root).as_posix() for path in walk(corpus.root, corpus.root)]
    assert found == ["A.txt", "b.md", "a/z.xml", "a/b/c.pdf"]


def test_a_folder_elsewhere_may_be_called_anything(corpus: Corpus, elsewhere: Path) -> None:
    """Only names inside the folder given are judged: one that lies below a hidden folder can be ingested."""
    hidden = elsewhere / ".cache" / "removed"
    touch(hidden, "a.md", ".b.md")
    assert names(corpus.inputs(hidden)) == ["added/removed/a.md"]


def test_inputs_inside_the_library_keep_their_place(corpus: Corpus) -> None:
    touch(corpus.root, "digests/a.md", "b.md")
    assert names(corpus.inputs(corpus.root)) == ["b.md", "digests/a.md"]
    assert names(corpus.inputs(corpus.root / "digests")) == ["digests/a.md"]
    assert names(corpus.inputs(corpus.root / "digests" / "a.md")) == ["digests/a.md"]


def test_a_file_given_by_name_is_taken_whatever_it_is_called(corpus: Corpus, elsewhere: Path) -> None:
    touch(elsewhere, "README.md")
    assert names(corpus.inputs(elsewhere / "README.md")) == ["added/README.md"]


def test_what_comes_from_elsewhere_goes_to_added(corpus: Corpus, elsewhere: Path) -> None:
    touch(elsewhere, "a.md", "sub/b.md")
    assert names(corpus.inputs(elsewhere)) == ["added/elsewhere/a.md", "added/elsewhere/sub/b.md"]
    assert names(corpus.inputs(elsewhere / "a.md")) == ["added/a.md"]


def test_names_that_clash_get_a_number(corpus: Corpus, elsewhere: Path) -> None:
    touch(elsewhere, "one/a.md", "two/a.md")
    for folder in ("one", "two"):
        [item] = corpus.inputs(elsewhere / folder / "a.md")
        corpus.bring_in(item.path, item.relative, "0")
    assert (corpus.root / "added" / "a.md").read_text() == "one/a.md"
    assert (corpus.root / "added" / "a-2.md").read_text() == "two/a.md"
    touch(elsewhere, "three/a.md")
    assert names(corpus.inputs(elsewhere / "three" / "a.md")) == ["added/a-3.md"]


def test_a_file_brought_in_again_goes_where_it_went_before(corpus: Corpus, elsewhere: Path) -> None:
    touch(elsewhere, "one/a.md", "two/a.md")
    for folder in ("one", "two", "two"):
        [item] = corpus.inputs(elsewhere / folder / "a.md")
        corpus.bring_in(item.path, item.relative, "0")
    assert names(corpus.inputs(elsewhere / "two" / "a.md")) == ["added/a-2.md"]
    assert sorted(path.name for path in (corpus.root / "added").iterdir()) == ["a-2.md", "a.md"]


def test_a_copy_that_was_deleted_is_made_anew_under_its_own_name(corpus: Corpus, elsewhere: Path) -> None:
    touch(elsewhere, "a.md")
    corpus.bring_in(elsewhere / "a.md", "added/a-7.md", "0")
    (corpus.root / "added" / "a-7.md").unlink()
    assert names(corpus.inputs(elsewhere / "a.md")) == ["added/a.md"]


def test_bring_in_keeps_a_record(corpus: Corpus, elsewhere: Path) -> None:
    touch(elsewhere, "Müller.md")
    corpus.bring_in(elsewhere / "Müller.md", "added/Müller.md", "abc")
    [line] = (corpus.root / "added.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert (record["file"], record["sha256"]) == ("added/Müller.md", "abc")
    assert record["origin"] == str(elsewhere / "Müller.md")
    assert record["at"].endswith("+00:00")
    assert [path.name for path in (corpus.root / "added").iterdir()] == ["Müller.md"]  # no half copy is left


def test_broken_records_are_passed_over(corpus: Corpus, elsewhere: Path) -> None:
    touch(elsewhere, "a.md")
    corpus.bring_in(elsewhere / "a.md", "added/b.md", "0")
    with (corpus.root / "added.jsonl").open("a") as log:
        log.write('\n{"file": "added/c\n[]\nnull\n{"file": "added/b.md"}\n')
    assert names(corpus.inputs(elsewhere / "a.md")) == ["added/b.md"]


def test_a_crash_while_copying_leaves_nothing_in_the_way(
    corpus: Corpus, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record without its copy counts for nothing, and the name is free for a file from elsewhere."""
    touch(elsewhere, "one/a.md", "two/a.md")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", crash)
        corpus.bring_in(elsewhere / "one" / "a.md", "added/a.md", "0")
    assert names(corpus.inputs(elsewhere / "one" / "a.md")) == ["added/a.md"]
    corpus.bring_in(elsewhere / "two" / "a.md", "added/a.md", "0")
    assert names(corpus.inputs(elsewhere / "one" / "a.md")) == ["added/a-2.md"]
    assert names(corpus.inputs(elsewhere / "two" / "a.md")) == ["added/a.md"]
    assert names(corpus.inputs(corpus.root)) == ["added/a.md"]


def test_take_out_moves_and_never_overwrites(corpus: Corpus) -> None:
    for text in ("first", "second", "third"):
        (corpus.root / "sub").mkdir(exist_ok=True)
        (corpus.root / "sub" / "a.md").write_text(text)
        corpus.take_out("sub/a.md")
    kept = {path.name: path.read_text() for path in (corpus.root / "removed" / "sub").iterdir()}
    assert kept == {"a.md": "first", "again-a.md": "second", "again-again-a.md": "third"}
    assert not (corpus.root / "sub" / "a.md").exists()


def test_the_list_of_removed_studies(corpus: Corpus) -> None:
    assert corpus.removed_studies() == set()
    corpus.remove_study("pmid-7", "A title # with a\nmark" + "!" * 100)
    corpus.remove_study("li-2010", "Another")
    assert corpus.removed_studies() == {"pmid-7", "li-2010"}
    path = corpus.root / "removed" / "studies.txt"
    lines = path.read_text().splitlines()
    assert len(lines) == 2 and lines[0].startswith("pmid-7  # ") and len(lines[0]) < 110
    path.write_text("\n# a remark\n  li-2010   # why\n\n")
    assert corpus.removed_studies() == {"li-2010"}


def test_holds(corpus: Corpus, elsewhere: Path) -> None:
    assert corpus.holds(corpus.root) and corpus.holds(corpus.root / "a" / "b.md")
    assert not corpus.holds(elsewhere) and not corpus.holds(corpus.root.parent / "corpus-2" / "a.md")


def test_sha256_of(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"abc")
    told: list[int] = []
    assert sha256_of(path, told.append) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert told == [3]
    assert sha256_of(path).startswith("ba7816bf")
