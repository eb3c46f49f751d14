"""The vocabulary: the file that comes with the program, a clinic's own, and entries that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.readers.vocabulary import library_vocabulary, read_vocabulary, shipped_vocabulary
from evidence_search.text.vocabulary import KINDS, Concept, Vocabulary

ROOT = Path(__file__).parents[1]


def written(folder: Path, text: str) -> Path:
    path = folder / "vocabulary.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def named(vocabulary: Vocabulary, name: str) -> Concept:
    return next(concept for concept in vocabulary.concepts if concept.name == name)


def test_the_shipped_vocabulary_is_sound() -> None:
    shipped = shipped_vocabulary()
    assert shipped.problems == ()
    assert len(shipped.concepts) > 300
    assert {concept.kind for concept in shipped.concepts} == set(KINDS)


def test_no_shipped_drug_is_another_name_of_another_drug() -> None:
    """A search for one medicine must never show another as if it had been asked for."""
    drugs = [concept for concept in shipped_vocabulary().concepts if concept.kind == "drug"]
    names = {concept.name.casefold(): concept.name for concept in drugs}
    known = {word.casefold() for concept in shipped_vocabulary().concepts if concept.kind == "known" for word in concept.also}
    for concept in drugs:
        others = {word.casefold() for word in (*concept.also, *concept.short, *concept.capitals)} - {concept.name.casefold()}
        assert not others & (set(names) | known), concept.name


def test_shipped_abbreviations_that_are_words_are_read_in_capitals_only() -> None:
    """`in`, `is`, `or` and their like would make every question about a route or a scale."""
    words = set(
        "a an and as at be by do for go he if in is it me my no not of on or so the to up us we all can has may who".split()
    )
    for concept in shipped_vocabulary().concepts:
        assert not {short.casefold() for short in concept.short} & words, concept.name


def test_the_vocabulary_is_part_of_the_package() -> None:
    assert '"text/vocabulary.yaml"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_an_entry(tmp_path: Path) -> None:
    text = """
- name: complex regional pain syndrome
  kind: condition
  also: [algodystrophy]
  short: [CRPS]
  capitals: [NO]
  lay: ["burning, swollen hand"]
  related: [0.5, yes]
"""
    concepts, problems = read_vocabulary(written(tmp_path, text))
    assert problems == []
    lists = (("algodystrophy",), ("CRPS",), ("NO",), ("burning, swollen hand",), ("0.5", "yes"))
    assert concepts == [Concept("complex regional pain syndrome", "condition", *lists)]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("- kind: drug", "there is no `name:`"),
        ("- name: x", "the kind of `x` is not one of condition"),
        ("- name: x\n  kind: medicine", "the kind of `x` is not one of condition"),
        ("- name: x\n  kind: drug\n  alos: [y]", "`alos` is not one of name, kind"),
        ("- name: x\n  kind: drug\n  also: y", "`also` of `x` is not a list of words"),
        ("- name: x\n  kind: drug\n  also: [y, [z]]", "`also` of `x` is not a list of words"),
        ("- name: x\n  kind: drug\n  kind: drug", "a key stands twice"),
        ("- name: good\n  kind: drug", "`good` stands twice"),
        ("- just words", "not an entry that begins with `name:`"),
        (f"- name: {'x' * 200}\n  kind: drug", "the name is too long"),
    ],
)
def test_a_bad_entry_is_named_with_its_line_and_the_rest_is_read(tmp_path: Path, entry: str, said: str) -> None:
    path = written(tmp_path, f"- name: good\n  kind: drug\n\n{entry}\n- name: last\n  kind: harm\n")
    concepts, problems = read_vocabulary(path)
    assert [concept.name for concept in concepts] == ["good", "last"]
    assert [(problem.file, problem.line) for problem in problems] == [("vocabulary.yaml", 4)]
    assert said in problems[0].what
    assert "docs/vocabulary.md" in problems[0].remedy


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"- name: [unclosed\n", "not YAML"),
        (b"name: x\n", "not a list of entries"),
        (b"- name: caf\xe9\n", "not UTF-8"),
        (b"- &a [*a]\n", ""),
        (b"x" * 2_000_001, "longer than"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "vocabulary.yaml"
    path.write_bytes(content)
    concepts, problems = read_vocabulary(path)
    assert concepts == []
    assert len(problems) == 1
    assert said in problems[0].what


def test_an_empty_file_adds_nothing(tmp_path: Path) -> None:
    assert library_vocabulary(written(tmp_path, "# nothing yet\n")) == shipped_vocabulary()
    assert library_vocabulary(tmp_path / "missing.yaml") is shipped_vocabulary()


def test_an_own_entry_adds_to_a_shipped_one_or_replaces_it(tmp_path: Path) -> None:
    text = """
- name: Esketamine
  kind: drug
  also: [Housebrand]
- name: migraine
  kind: condition
  replace: yes
- name: our own scale
  kind: scale
  short: [OOS]
- name: bad
"""
    own = library_vocabulary(written(tmp_path, text))
    shipped = shipped_vocabulary()
    esketamine = named(own, "esketamine")
    assert esketamine.also == (*named(shipped, "esketamine").also, "Housebrand")
    assert esketamine.short == named(shipped, "esketamine").short
    assert named(own, "migraine").names() == ("migraine",)
    assert named(own, "our own scale").short == ("OOS",)
    assert len(own.concepts) == len(shipped.concepts) + 1
    assert [problem.line for problem in own.problems] == [11]
