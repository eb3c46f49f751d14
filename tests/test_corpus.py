"""The starter library keeps its own rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidence_search.identity import normalise_doi
from evidence_search.readers.digest import check_digest

CORPUS = Path(__file__).parents[1] / "corpus"
DIGESTS = sorted((CORPUS / "digests").iterdir())
KINDS = {"same trial", "same people", "probable"}


def head_of(path: Path) -> dict[str, Any]:
    head = yaml.load(path.read_text(encoding="utf-8").split("\n---\n", 1)[0], Loader=yaml.CSafeLoader)
    assert isinstance(head, dict)
    return head


@pytest.fixture(scope="module")
def heads() -> dict[str, dict[str, Any]]:
    return {path.stem: head_of(path) for path in DIGESTS}


@pytest.fixture(scope="module")
def relations() -> list[dict[str, Any]]:
    groups = yaml.safe_load((CORPUS / "relations.yaml").read_text(encoding="utf-8"))
    assert isinstance(groups, list) and groups
    return groups


def test_every_file_is_a_sound_digest() -> None:
    assert len(DIGESTS) >= 260
    assert [path.name for path in DIGESTS if path.suffix != ".md"] == []
    assert {path.name: said for path in DIGESTS if (said := check_digest(path))} == {}


def test_each_digest_is_named_after_its_id(heads: dict[str, dict[str, Any]]) -> None:
    assert {name: head["id"] for name, head in heads.items() if head["id"] != name} == {}
    folded = Counter(name.casefold() for name in heads)
    assert [name for name, count in folded.items() if count > 1] == []


def test_no_two_digests_claim_one_paper(heads: dict[str, dict[str, Any]]) -> None:
    for key in ("doi", "pmid", "pmcid"):
        values = [normalise_doi(head[key]) if key == "doi" else head[key].lower() for head in heads.values() if head[key]]
        assert [value for value, count in Counter(values).items() if count > 1] == [], key


def test_nobody_has_looked_for_retractions(heads: dict[str, dict[str, Any]]) -> None:
    """`corpus/README.md` says so; change both together."""
    assert {head["retracted"] for head in heads.values()} == {"unknown"}


def test_harms_not_seen_are_not_called_none(heads: dict[str, dict[str, Any]]) -> None:
    for name, head in heads.items():
        assert head["harms_reported"] == ("stated" if head["harms"] else "not seen"), name


def test_relations_name_digests_that_are_here(relations: list[dict[str, Any]], heads: dict[str, dict[str, Any]]) -> None:
    for group in relations:
        assert set(group) == {"studies", "kind", "why"}
        assert group["kind"] in KINDS
        assert len(group["studies"]) >= 2 and len(set(group["studies"])) == len(group["studies"])
        assert [study for study in group["studies"] if study not in heads] == []
        assert group["why"].endswith(".")


def test_no_group_of_relations_stands_twice(relations: list[dict[str, Any]]) -> None:
    groups = [frozenset(group["studies"]) for group in relations]
    assert len(groups) == len(set(groups))


def test_digests_with_one_registry_number_are_related(
    relations: list[dict[str, Any]], heads: dict[str, dict[str, Any]]
) -> None:
    """A stated number in common is a reason to be in one group."""
    together = {frozenset((a, b)) for group in relations for a in group["studies"] for b in group["studies"] if a != b}
    holders: dict[str, list[str]] = {}
    for name, head in heads.items():
        for entry in head["registry"]:
            if entry["certainty"] == "stated":
                holders.setdefault(entry["number"], []).append(name)
    missing = [
        (number, a, b) for number, names in holders.items() for a in names for b in names
        if a < b and frozenset((a, b)) not in together
    ]  # fmt: skip
    assert missing == []


def test_the_readme_counts_right_and_lists_no_digest_as_left_out(heads: dict[str, dict[str, Any]]) -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert f"{len(heads)} digests" in readme
    left_out = readme.split("## Left out", 1)[1]
    listed = [line.split("|")[1].strip().strip("`") for line in left_out.splitlines() if line.startswith("| `")]
    assert listed and [name for name in listed if name in heads] == []
