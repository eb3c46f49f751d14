"""References for other programs, read back with a library."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from evidence_search.export.csl import csl_name
from evidence_search.export.references import Style, formatted, to_bibtex, to_csl_json, to_ris
from evidence_search.records import Metadata, Retraction

PAIN = Metadata(
    title="Ketamine produces effective and long-term pain relief in patients with CRPS type 1",
    authors=("Sigtermans MJ", "van Hilten JJ", "Bauer MCR", "Arbous MS", "Marinus J", "Sarton EY", "Dahan A"),
    journal="Pain",
    year=2009,
    volume="145",
    issue="3",
    pages="304-11",
    doi="10.1016/j.pain.2009.06.023",
    pmid="19604642",
)
GROUP = Metadata(title="50% of {all} & $1_a #2", authors=("ESCAPE Study Group",), journal="Pain & Therapy")
STUDIES = [("sigtermans-2009", PAIN), ("escape", GROUP)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sigtermans MJ", {"family": "Sigtermans", "given": "M. J."}),
        ("Krystal JH Jr", {"family": "Krystal", "given": "J. H.", "suffix": "Jr"}),
        ("Sala-Blanch X-J", {"family": "Sala-Blanch", "given": "X. J."}),
        ("WHO", {"literal": "WHO"}),
        ("Ketamine Trial Group", {"literal": "Ketamine Trial Group"}),
        ("Öngür D", {"family": "Öngür", "given": "D."}),
    ],
)
def test_names(name: str, expected: dict[str, str]) -> None:
    assert csl_name(name) == expected


def test_ris_is_read_back() -> None:
    import rispy

    first, second = rispy.loads(to_ris(STUDIES))
    assert (first["title"], first["year"], first["start_page"], first["end_page"]) == (PAIN.title, "2009", "304", "311")
    assert first["authors"][1] == "van Hilten, J. J."
    assert second["authors"] == ["ESCAPE Study Group"] and second["title"] == GROUP.title


def test_bibtex_is_read_back() -> None:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware

    library = parse_string(to_bibtex(STUDIES), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    first, second = (entry.fields_dict for entry in library.entries)
    assert first["pages"].value == "304–11"
    assert first["author"].value.startswith("Sigtermans, M. J. and van Hilten, J. J.")
    assert second["title"].value.replace("{", "").replace("}", "") == "50% of all & $1_a #2"
    assert second["journal"].value == "Pain & Therapy"


def test_csl_json_is_read_back() -> None:
    first, second = json.loads(to_csl_json(STUDIES))
    assert first["author"][0] == {"family": "Sigtermans", "given": "M. J."}
    assert (first["issued"], first["PMID"]) == ({"date-parts": [[2009]]}, "19604642")
    assert "issued" not in second and second["author"] == [{"literal": "ESCAPE Study Group"}]


def test_styles() -> None:
    assert formatted(STUDIES, Style.VANCOUVER)[0].startswith("Sigtermans MJ, van Hilten JJ, Bauer MCR")
    assert "2009;145(3):304" in formatted(STUDIES, Style.VANCOUVER)[0]
    assert "Sigtermans MJ, van Hilten JJ, Bauer MCR, et al." in formatted(STUDIES, Style.AMA)[0]
    assert "Sigtermans, M. J., van Hilten, J. J." in formatted(STUDIES, Style.APA)[0]
    assert "(2009)" in formatted(STUDIES, Style.APA)[0]
    assert all(len(formatted(STUDIES, style)) == 2 for style in Style)
    assert formatted([], Style.APA) == []


def test_references_stay_in_the_order_given() -> None:
    turned = list(reversed(STUDIES))
    for style in Style:
        assert formatted(turned, style) == list(reversed(formatted(STUDIES, style)))


def test_a_retraction_is_said_in_every_form() -> None:
    studies = [("x", replace(PAIN, retraction=Retraction.RETRACTED, retraction_note="PubMed, RetractionIn: Pain. 2010"))]
    for made in (to_ris(studies), to_bibtex(studies), to_csl_json(studies), *(formatted(studies, style)[0] for style in Style)):
        assert "RETRACTED (PubMed, RetractionIn: Pain. 2010)" in made


def test_a_title_that_begins_with_a_number_keeps_it() -> None:
    study = ("x", Metadata(title="24-hour infusions in CRPS", journal="Pain", year=2009))
    assert all("24-hour infusions" in formatted([study], style)[0] for style in Style)


def test_bibtex_takes_signs_of_latex_for_letters() -> None:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware

    strange = replace(PAIN, title=r"a\b ~5% {x} $y$", volume="1 & 2", pages="e1_2-e1_9")
    library = parse_string(to_bibtex([("x", strange)]), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    fields = library.entries[0].fields_dict
    assert fields["title"].value.replace("{", "").replace("}", "") == r"a\b ~5% x $y$"
    assert fields["volume"].value == "1 & 2"


@hypothesis_settings(max_examples=25)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60))
def test_any_title_can_be_exported(title: str) -> None:
    studies = [("x", replace(PAIN, title=title))]
    assert json.loads(to_csl_json(studies))[0].get("title", "") == title
    assert to_ris(studies) and to_bibtex(studies)
    assert all(len(formatted(studies, style)) == 1 for style in Style)
