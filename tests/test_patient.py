"""A patient's question: what is told and what is only named, one page of handout, and what is urgent before all else."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document as read_docx

from app_pages.patient_handout import made
from evidence_search.export.handout import Block, Handout, Quoted, fits, fitted, to_handout
from evidence_search.library import Library
from evidence_search.patient import NEAR, Said, tell
from evidence_search.readers.clinic import Clinic
from evidence_search.settings import Settings
from tests import papers
from tests.test_app import Open, drawn, visit

__all__ = ["visit"]

LONG = " ".join(f"Sentence number {number} speaks at some length of what was seen in the groups." for number in range(90))


def handout(*lengths: int) -> Handout:
    """Return a handout with a study for each number of sentences."""
    sentences = LONG.split(". ")
    blocks = tuple(
        Block(f"Study {number}", (Quoted((". ".join(sentences[:count]) + ".",), f"([{number}] In “Results”)"),))
        for number, count in enumerate(lengths, 1)
    )
    sources = tuple(f"Dahan A. Study {number}. Pain. 2011." for number in range(1, len(lengths) + 1))
    return Handout("What studies say", "Does it last?", blocks, sources, ("Not advice.",), "d2fdba1b6ec84a6f")


def first(whole: Handout, count: int) -> Handout:
    return replace(whole, blocks=whole.blocks[:count], sources=whole.sources[:count])


def test_a_handout_takes_as_many_studies_as_stand_on_one_page() -> None:
    whole = handout(20, 20, 20, 20)
    found, count = fitted(lambda count: first(whole, count), 4)
    assert count == 2 and found == first(whole, 2)
    assert fits(found) and not fits(first(whole, 3))


def test_the_only_study_loses_last_sentences_and_says_so() -> None:
    whole = handout(90)
    found, count = fitted(lambda count: first(whole, count), 1)
    (quoted,) = found.blocks[0].quoted
    assert count == 1 and fits(found) and quoted.is_cut
    assert LONG.startswith(quoted.pieces[0]) and quoted.words.endswith(".” […]"), "verbatim, to a sentence's end"
    assert fitted(lambda count: first(handout(10), count), 1)[0] == handout(10)


def test_pieces_of_a_list_are_quoted_each_for_itself() -> None:
    said = Said("- Nausea in 4 of 20.\n- Pain fell by\n-3 points.", "Harms", from_digest=True)
    assert said.pieces == ("Nausea in 4 of 20.", "Pain fell by", "-3 points.")
    assert all(piece in said.text for piece in said.pieces)
    assert Said("- Nausea.\n- Pain.", "Results").pieces == ("- Nausea.\n- Pain.",), "words of a paper stay as they are"
    block = Block("A study", (Quoted(said.pieces, "(Harms. [1])"),))
    words = read_docx(io.BytesIO(to_handout(replace(handout(), blocks=(block,))))).paragraphs
    assert "“Nausea in 4 of 20.” “Pain fell by” “-3 points.” (Harms. [1])" in [paragraph.text for paragraph in words]


def test_the_word_file_is_on_a4_in_one_font() -> None:
    file = read_docx(io.BytesIO(to_handout(handout(3))))
    section = file.sections[0]
    assert section.page_width and section.page_height
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    for name in ("Normal", "Title", "Heading 2"):
        fonts = file.styles[name].element.rPr.rFonts
        assert file.styles[name].font.name == "Arial" and not [key for key in fonts.attrib if key.endswith("asciiTheme")]


def test_studies_far_behind_the_best_are_named_and_not_told(library: Library, settings: Settings) -> None:
    papers.digest(settings.corpus / "driving-2017.md", "On-road driving after esketamine", found="Driving home was safe.")
    for number in range(5):
        papers.digest(settings.corpus / f"other-{number}.md", f"Quokka counts {number}", found="Quokkas were counted at home.")
    library.ingest()
    told = tell(library, "driving after esketamine")
    best = max(hit.score for hit in told.result.hits)
    assert [study.hit.study_id for study in told.studies] == ["driving-2017"]
    assert told.near and all(hit.score < NEAR * best for hit in told.near)
    assert len(told.near) + 1 == len(told.result.hits), "nothing disappears"


def test_without_a_question_none_is_printed(library: Library, settings: Settings) -> None:
    papers.digest(settings.corpus / "relief-2009.md", "Relief in CRPS")
    library.ingest()
    told = tell(library, "ketamine relieved pain for weeks")
    text = [
        p.text for p in read_docx(io.BytesIO(to_handout(made(told.studies, "", Clinic(), ["Not advice."], "abc")))).paragraphs
    ]
    assert not [line for line in text if "You asked" in line] and "Not advice." in text


def test_a_question_with_a_name_is_kept_off_the_handout(library: Library, settings: Settings, visit: Open) -> None:
    papers.digest(settings.corpus / "relief-2009.md", "Relief in CRPS")
    library.ingest()
    app = visit(library, "patient")
    app.text_input(key="patient_question").set_value("Ketamine relieved pain for weeks, says Marnix Sigtermans")
    app.button[0].click().run()
    shown = drawn(app)
    assert "may say who the patient is" in shown and "Marnix" not in shown


@pytest.mark.parametrize("broken", ["library", "clinic"])
def test_what_is_urgent_is_shown_whatever_else_is_broken(
    broken: str, library: Library, settings: Settings, visit: Open, tmp_path: Path
) -> None:
    """This test ensures that who asks in despair is answered at once, also where there is no index or a file has a slip."""
    settings.corpus.mkdir(parents=True, exist_ok=True)
    words = "phone: [1, 2]" if broken == "clinic" else "urgent: Call us at once.\nphone: 0800 55 01"
    (settings.corpus / "clinic.yaml").write_text(words, encoding="utf-8")
    if broken == "clinic":
        papers.digest(settings.corpus / "relief-2009.md", "Relief in CRPS")
        library.ingest()
    app = visit(library if broken == "clinic" else None, "patient")
    app.text_input(key="patient_question").set_value("I can't go on")
    app.button[0].click().run()
    assert app.error, "what is broken is told too"
    alert = drawn(app).split('role="alert"')[1]
    assert ("0800 55 01" if broken == "library" else "emergency number") in alert
