from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.readers import check_digest
from evidence_search.readers.digest import volume_pages
from evidence_search.records import Design, Retraction, SourceKind
from tests.reading import fail_one, names, read_one, section_of

HEAD = """---
id: nobody-2031
title: 'Ketamine or Saline: A Made-up Trial'
authors:
- Nobody N
- O'Never JP
journal: Journal of Examples
year: 2031
volume_pages: 56(3):248-257.e1
doi: 10.1000/Example.1
pmid: '12345678'
pmcid: null
registry:
- number: NCT01234567
  certainty: stated
conditions:
- depression
design: randomised controlled trial
blinding: double-blind
setting: null
population: adults
n: 40
studies_included: null
arms:
- name: ketamine
  drug: ketamine
  route: intravenous
  dose: 0.5 mg/kg
  n: 20
comparator: saline
primary_outcome: MADRS at 24 h
results:
- outcome: MADRS
  timepoint: 24 h
  ketamine: '-10.9'
  control: '-2.8'
  direction: favours ketamine
follow_up: 7 days
harms: []
harms_reported: not seen
limitations: []
caveats: []
retracted: unknown
sources:
- https://example.org/
checked: 2026-11
---
"""
BODY = """
## Question

Does ketamine lower MADRS more than saline?

## Who was studied

40 adults.

## What was done

- 0.5 mg/kg ketamine
- saline

## What was found

The score fell by 10.9 points with ketamine and by 2.8 with saline.

## Harms

Not seen.

## Limits

Small.

## In plain words

People felt better.
"""


def test_a_digest_is_read_with_all_its_facts(tmp_path: Path) -> None:
    """This test ensures that sections, metadata and curated facts come through as written."""
    document = read_one(tmp_path, "nobody-2031.md", HEAD + BODY)
    about = document.metadata
    assert document.kind is SourceKind.DIGEST
    assert names(document)[:2] == ["Question", "Who was studied"]
    assert section_of(document, "What was done") == "- 0.5 mg/kg ketamine\n- saline"
    assert about.study_id == "nobody-2031"
    assert about.authors == ("Nobody N", "O'Never JP")
    assert (about.volume, about.issue, about.pages) == ("56", "3", "248-257.e1")
    assert about.doi == "10.1000/example.1"
    assert about.registry == ("NCT01234567",)
    assert about.design is Design.RANDOMISED_CONTROLLED_TRIAL
    assert about.retraction is Retraction.UNKNOWN
    assert about.curated["results"][0]["ketamine"] == "-10.9"
    assert check_digest(tmp_path / "nobody-2031.md") == []


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("56(3):248-257.e1", ("56", "3", "248-257.e1")),
        ("17:106", ("17", "", "106")),
        ("7(2)", ("7", "2", "")),
        ("15(5-6):181-9", ("15", "5-6", "181-9")),
        ("issue 12:581-587", ("", "12", "581-587")),
        ("in press, see erratum", ("", "", "in press, see erratum")),
        ("", ("", "", "")),
    ],
)
def test_volume_and_pages_are_taken_apart(written: str, parts: tuple[str, str, str]) -> None:
    """This test ensures that what does not parse is kept whole as pages."""
    assert volume_pages(written) == parts


@pytest.mark.parametrize(
    ("before", "after", "at", "said"),
    [
        ("n: 40\n", "n: forty\n", "n: forty", "`n` must be a whole number"),
        ("year: 2031", "year: soon", "year: soon", "`year` must be a year"),
        ("pmid: '12345678'", "pmid: 12345678", "pmid:", "in quotes"),
        ("blinding: double-blind", "blinding: blindfolded", "blinding:", "`blinding` must be one of"),
        ("  direction: favours ketamine", "  direction: good", "  direction:", "`results`: `direction` must be one of"),
        ("  dose: 0.5 mg/kg", "  dosage: 0.5 mg/kg", "  dosage", "unknown key `dosage` in `arms`"),
        ("caveats: []\n", "caveat: []\n", "caveat:", "unknown key `caveat`"),
        ("id: nobody-2031", "id: somebody-2031", "id:", "the file is named 'nobody-2031'"),
        ("journal: Journal of Examples", "journal: [Journal", "year:", "YAML:"),
        ("harms: []\n", "harms: []\nharms: [x]\n", "harms: [x]", "stands twice"),
        ("authors:\n- Nobody N\n", "authors: &a\n- Nobody N\nx: *a\n", "x: *a", "aliases"),
        ("Small.\n", "TO WRITE\n", "## Limits", "`## Limits` is not written"),
        (
            "## Harms\n\nNot seen.\n\n## Limits\n\nSmall.\n",
            "## Limits\n\nSmall.\n\n## Harms\n\nNot seen.\n",
            "## Limits",
            "out of order",
        ),
        ("## Harms\n", "## Damage\n", "## Damage", "is not a heading of a digest"),
        ("## Question\n\nDoes", "Hello\n\n## Question\n\nDoes", "Hello", "in front of the first heading"),
    ],
)
def test_an_author_is_told_the_line(tmp_path: Path, before: str, after: str, at: str, said: str) -> None:
    """This test ensures that each kind of slip is named with the line it is on, and that the digest is not read."""
    assert before in HEAD + BODY
    path = tmp_path / "nobody-2031.md"
    text = (HEAD + BODY).replace(before, after, 1)
    line = text[: text.index("\n" + at) + 1].count("\n") + 1
    failure = fail_one(tmp_path, path.name, text)
    problems = check_digest(path)
    assert any(problem.startswith(f"line {line}:") and said in problem for problem in problems), (line, problems)
    assert f"line {line}:" in failure.reason


def test_a_missing_key_and_a_missing_section_are_named(tmp_path: Path) -> None:
    """This test ensures that nothing can be left out unseen."""
    text = (HEAD + BODY).replace("n: 40\n", "", 1).replace("## Limits\n\nSmall.\n", "")
    problems = " ".join(check_digest_text(tmp_path, text))
    assert "the key `n` is missing" in problems
    assert "`## Limits` is missing" in problems


def test_a_digest_that_is_no_text_is_named(tmp_path: Path) -> None:
    """This test ensures that the check does not raise on any file."""
    path = tmp_path / "x.md"
    path.write_bytes(b"---\nid: x\n\x00")
    assert check_digest(path)


def check_digest_text(folder: Path, text: str) -> list[str]:
    path = folder / "nobody-2031.md"
    path.write_text(text, encoding="utf-8")
    return check_digest(path)
