"""The Word summary, read back with python-docx."""

from __future__ import annotations

import io
from dataclasses import replace

from docx import Document

from evidence_search.export.document import ChosenQuote, ChosenStudy, Summary, to_document
from evidence_search.export.references import Style
from evidence_search.records import Metadata, Quote, Retraction, SourceKind

PAIN = Metadata(title="Ketamine in CRPS", authors=("Sigtermans MJ",), journal="Pain", year=2009, pmid="19604642")
SAID = ChosenQuote(Quote("Relief was gone at week 12 (P = 0.07).", 10, 48, (4, 4)), "Results")
SUMMARY = Summary(
    "How long does relief last?",
    (
        ChosenStudy("sigtermans-2009", SourceKind.FULL_TEXT, PAIN, (SAID,), "randomised controlled trial · n = 60"),
        ChosenStudy(
            "dahan-2011", SourceKind.DIGEST, Metadata(title="A model", authors=("Dahan A",), journal="Pain", year=2011)
        ),
    ),
    "d2fdba1b6ec84a6f",
    ("Understood: CRPS as complex regional pain syndrome",),
    ("This is information, not advice.",),
)


def lines(made: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs]


def test_quotes_stand_with_their_place_and_number_and_references_follow() -> None:
    found = lines(to_document(SUMMARY))
    assert found[0] == "How long does relief last?"
    assert "“Relief was gone at week 12 (P = 0.07).” [1, Results, p. 4]" in found
    assert "Ketamine in CRPS [1]" in found and "A model [2]" in found
    reference = next(line for line in found if line.startswith("1. "))
    assert "Sigtermans MJ. Ketamine in CRPS. Pain. 2009" in reference
    assert "https://pubmed.ncbi.nlm.nih.gov/19604642/" in reference
    assert "quoted from a digest of the paper, not from the paper" in found
    assert "This is information, not advice." in found
    assert "index d2fdba1b6ec84a6f" in found[-1]


def test_the_same_summary_gives_the_same_paragraphs_in_each_style() -> None:
    assert lines(to_document(SUMMARY, Style.APA)) == lines(to_document(SUMMARY, Style.APA))
    assert any("Sigtermans, M. J. (2009)" in line for line in lines(to_document(SUMMARY, Style.APA)))


def test_a_retraction_stands_above_the_quotes() -> None:
    gone = replace(PAIN, retraction=Retraction.RETRACTED, retraction_note="Pain. 2010")
    found = lines(to_document(replace(SUMMARY, studies=(replace(SUMMARY.studies[0], metadata=gone),))))
    assert found.index("RETRACTED (Pain. 2010)") < found.index("“Relief was gone at week 12 (P = 0.07).” [1, Results, p. 4]")


def test_signs_that_word_cannot_hold_are_left_out() -> None:
    strange = replace(SUMMARY, title="How\x00 long\x0b?", studies=())
    assert lines(to_document(strange))[0] == "How long?"
