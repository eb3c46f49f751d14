"""Which studies speak of one trial: a file people write by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.errors import UsageError
from evidence_search.readers.relations import read_relations
from evidence_search.records import Relation


def test_groups_are_read(tmp_path: Path) -> None:
    path = tmp_path / "relations.yaml"
    text = "- studies: [a-2009, b-2011]\n  kind: same people\n  why: >-\n    One trial,\n    two papers.\n"
    path.write_text(text, encoding="utf-8")
    assert read_relations(path) == (Relation(("a-2009", "b-2011"), "same people", "One trial, two papers."),)


def test_no_file_is_no_group(tmp_path: Path) -> None:
    assert read_relations(tmp_path / "relations.yaml") == ()


@pytest.mark.parametrize("text", ["- studies: [a\n", "- studies: [a]\n  kind: probable\n", "studies", "- 7\n"])
def test_a_malformed_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "relations.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"relations\.yaml"):
        read_relations(path)
