from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.errors import ReadError
from evidence_search.readers import plain
from evidence_search.records import Design, SectionKind, SourceKind
from tests.reading import check, fail_one, names, read_one, section_of


def test_markdown_headings_make_sections(tmp_path: Path) -> None:
    """This test ensures that marks go, lists keep their lines, and references are data only."""
    text = """# Ketamine for *pain*

Some authors

## Abstract

It **helped** in [ten](http://x.org) patients
over two lines.

## 2. RESULTS

### Harms

- nausea
- dizziness

| a | b |
|---|---|
| 1 | 2 |

## Acknowledgements

Thanks.

## References

1. Dahan A. 2001.
2. Sarton R. 2002.
"""
    document = read_one(tmp_path, "x.md", text)
    assert document.metadata.title == "Ketamine for pain"
    assert names(document) == ["Main text", "Abstract", "Results: Harms"]
    assert section_of(document, "Abstract") == "It helped in ten patients over two lines."
    assert section_of(document, "Results: Harms") == "- nausea\n- dizziness\n\n| a | b |\n| 1 | 2 |"
    assert document.sections[1].kind is SectionKind.ABSTRACT
    assert document.references == ("1. Dahan A. 2001.", "2. Sarton R. 2002.")
    assert document.kind is SourceKind.ABSTRACT


def test_plain_text_headings_make_sections(tmp_path: Path) -> None:
    """This test ensures that known names and capitals in a line of their own are headings, and capitals in a text are not."""
    text = (
        "A trial of ketamine\nAlbert Dahan\n\nMETHODS\nWe gave 0.5 mg/kg.\nNMDA\nRECEPTORS WERE.\n\n"
        "OUTCOMES OF CARE\n\nPain fell.\n\nReferences\n1. X\n"
    )
    document = read_one(tmp_path, "x.txt", text + "y" * 5000)
    assert document.metadata.title == "A trial of ketamine"
    assert names(document)[:3] == ["Main text", "Methods", "Outcomes of care"]
    assert section_of(document, "Methods") == "We gave 0.5 mg/kg. NMDA RECEPTORS WERE."


def test_front_matter_gives_the_record(tmp_path: Path) -> None:
    """This test ensures that a text with front matter, but no id, is a text with metadata."""
    text = """---
title: A trial
authors: Dahan A; Sarton R
year: 2019
journal: Pain
doi: https://doi.org/10.1000/X
pmid: 123
conditions: [CRPS]
design: cohort
---
# A trial

Text NCT00000001.
"""
    document = read_one(tmp_path, "x.md", text)
    about = document.metadata
    assert (about.title, about.authors, about.year, about.journal) == ("A trial", ("Dahan A", "Sarton R"), 2019, "Pain")
    assert (about.doi, about.pmid, about.conditions, about.design) == ("10.1000/x", "123", ("CRPS",), Design.COHORT)
    assert about.registry == ("NCT00000001",)
    assert document.text == "Text NCT00000001."


def test_bad_front_matter_is_a_warning(tmp_path: Path) -> None:
    """This test ensures that a slip in the front matter does not cost the text, and is told with its line."""
    document = read_one(tmp_path, "x.md", "---\ntitle: [A\n---\n# B\n\nText.\n")
    assert document.metadata.title == "B"
    assert any("line" in warning and "YAML" in warning for warning in document.warnings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark(tmp_path: Path, encoding: str) -> None:
    """This test ensures that the mark at the start decides, and is no part of the text."""
    assert read_one(tmp_path, "x.txt", "Größe\r\n\r\n−4.6 µg".encode(encoding)).text == "−4.6 µg"


def test_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    """This test ensures that an old text is read, and the reader is told that its signs may be wrong."""
    document = read_one(tmp_path, "x.txt", "Title\n\nPain – 5 µg".encode("cp1252"))
    assert document.text == "Pain – 5 µg"
    assert "Windows-1252" in document.warnings[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\t\n ", "no text"),
        (b"abc\x00def", "NUL"),
        (b"abc \x81\x02 \xff", "neither UTF-8"),
        (b"\xff\xfea\x00b", "utf-16"),
        (b"---\n---\n", "no text"),
    ],
)
def test_what_is_no_text_fails_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    """This test ensures that a binary, a broken encoding and an empty file are told apart."""
    assert said in fail_one(tmp_path, "x.txt", content).reason


def test_a_long_text_is_full_text(tmp_path: Path) -> None:
    """This test ensures that length tells a paper from an abstract."""
    assert read_one(tmp_path, "x.txt", "Title\n\n" + "word " * 2000).kind is SourceKind.FULL_TEXT


def test_marks_without_end_take_no_time(tmp_path: Path) -> None:
    """This test ensures that a file of asterisks is read in linear time."""
    read_one(tmp_path, "x.md", "# T\n\n" + "**x " * 100_000)


@given(st.text(max_size=400), st.booleans())
def test_any_text_keeps_the_promises(text: str, marked: bool) -> None:
    """This test ensures that sections are apart, in order and trimmed for any text."""
    try:
        check(plain.document(text, [], marked=marked))
    except ReadError as problem:
        assert problem.remedy


pieces = st.one_of(
    st.sampled_from(["# A\n", "## Methods\n", "Results\n", "REFERENCES\n", "\n", "text\n", "- item\n", "---\n"]),
    st.sampled_from(["| a | b |\n", "```\n", " \u00a0\n", "title: x\n", "**b** \u200b\n", "\f"]),
)


@given(st.lists(pieces, max_size=30), st.booleans())
def test_any_arrangement_keeps_the_promises(parts: list[str], marked: bool) -> None:
    """This test ensures the same for everything that looks like headings, lists and front matter."""
    try:
        check(plain.document("".join(parts), [], marked=marked))
    except ReadError as problem:
        assert problem.remedy
