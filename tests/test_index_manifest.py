"""The manifest: what it says survives, what is wrong with it is named."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.errors import DamagedIndex, NoIndex, WrongFormat
from evidence_search.index import manifest
from evidence_search.index.manifest import FORMAT, Manifest, fingerprint

MADE = Manifest(
    format=FORMAT,
    generation=3,
    model="fake",
    weights_sha256="ab",
    dimension=64,
    splitting=1,
    studies=2,
    passages=9,
    fingerprint="0123456789abcdef",
)


def test_round_trip(tmp_path: Path) -> None:
    manifest.write(tmp_path, MADE)
    assert manifest.read(tmp_path) == MADE
    manifest.write(tmp_path, replace(MADE, generation=4))
    assert manifest.read(tmp_path).generation == 4
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_places(tmp_path: Path) -> None:
    assert manifest.path_of(tmp_path) == tmp_path / "manifest.json"
    assert manifest.folder_of(tmp_path, 12) == tmp_path / "generations" / "12"


def test_no_index(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NoIndex, match="evidence-search ingest"):
            manifest.read(folder)


def test_a_store_without_a_manifest_is_damage(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").touch()
    with pytest.raises(DamagedIndex, match=r"manifest\.json is missing"):
        manifest.read(tmp_path)


@pytest.mark.parametrize("number", [0, FORMAT + 1, "1"])
def test_another_format(tmp_path: Path, number: object) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": number, "whatever": 1}))
    with pytest.raises(WrongFormat, match=f"has format {number}"):
        manifest.read(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"text"',
        "{}",
        json.dumps({"format": FORMAT}),
        json.dumps(asdict(MADE) | {"extra": 1}),
        "\x00",
    ],
)
def test_damage(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(DamagedIndex, match="cannot be read"):
        manifest.read(tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(DamagedIndex, match="cannot be read"):
        manifest.read(tmp_path)


states = st.lists(st.tuples(st.text("ab-1", min_size=1), st.text("0123456789abcdef", min_size=4)), unique_by=lambda s: s[0])


@given(states, st.integers(1, 9))
def test_the_fingerprint_tells_contents_apart(found: list[tuple[str, str]], splitting: int) -> None:
    known = sorted(found)
    mark = fingerprint("w", splitting, known)
    assert len(mark) == 16 and int(mark, 16) >= 0
    assert mark == fingerprint("w", splitting, iter(known))
    assert mark != fingerprint("v", splitting, known)
    assert mark != fingerprint("w", splitting + 1, known)
    assert mark != fingerprint("w", splitting, [*known, ("zz", "00")])
    for i, (study, state) in enumerate(known):
        assert mark != fingerprint("w", splitting, [*known[:i], (study, state + "0"), *known[i + 1 :]])
