"""The handout of a patient's question: seen as it will print, saved as a Word document."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app_pages import common, desk
from app_pages.patient_study import NO_HARMS, NO_LIMITS, place_words
from evidence_search.export.handout import Block, Handout, fitting, to_handout
from evidence_search.patient import Said, StudyTold, Told, length
from evidence_search.presenting import RETRACTION_WORDS, WARNED, escaped
from evidence_search.readers.clinic import Clinic

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw(told: Told, question: str, clinic: Clinic, reminders: Sequence[str]) -> None:
    """Draw the choice of studies, the handout as it prints, and the way to save it."""
    desk.heading(
        "Handout of one page",
        "What is printed from this page, with the browser's own Print, is the handout alone. It holds the question as typed.",
    )
    titles = [study.hit.title or study.hit.study_id for study in told.studies]
    fits = fitting([length([study]) for study in told.studies])
    chosen = st.multiselect(
        "Studies on it", range(len(titles)), default=list(range(min(fits, len(titles)))), key=f"on-it-{hash(tuple(titles))}",
        format_func=lambda number: f"{number + 1}. {titles[number][:80]}",
    )  # fmt: skip
    studies = [told.studies[number] for number in sorted(chosen)]
    if not studies:
        return
    if fitting([length([study]) for study in studies]) < len(studies):
        st.info("This is likely to be longer than one page.")
    handout = made(studies, question, clinic, reminders, told.result.fingerprint)
    common.show(_html(handout))
    st.download_button("Save as a Word document", to_handout(handout), "handout.docx", DOCX, on_click="ignore")


def made(studies: Sequence[StudyTold], question: str, clinic: Clinic, reminders: Sequence[str], fingerprint: str) -> Handout:
    """Return the handout of some studies."""
    blocks = tuple(_block(number, study) for number, study in enumerate(studies, 1))
    sources = tuple(_source(study) for study in studies)
    phone = f" {clinic.phone}" if clinic.phone else ""
    title = f"What studies say · {clinic.name}" if clinic.name else "What studies say"
    return Handout(title, question, blocks, sources, (*reminders, f"{clinic.urgent}{phone}"), fingerprint)


def _block(number: int, study: StudyTold) -> Block:
    quoted = [_quoted(number, said, "") for said in ([study.plain] if study.plain else [])]
    quoted.append(_quoted(number, study.quote, ""))
    quoted += [_quoted(number, said, "Harms. ") for said in study.harms if said != study.quote]
    quoted += [_quoted(number, said, "Uncertain. ") for said in study.limits if said != study.quote]
    said = [f"This is {study.kind_words}."]
    metadata = study.hit.metadata
    said += [RETRACTION_WORDS[metadata.retraction]] if metadata.retraction in WARNED else []
    said += [] if study.harms else [NO_HARMS]
    said += [] if study.limits else [NO_LIMITS]
    return Block(f"{study.hit.title or 'Title not known'} [{number}]", tuple(quoted), tuple(said))


def _quoted(number: int, said: Said, label: str) -> tuple[str, str]:
    return said.text, f"({label}[{number}] {place_words(said)})"


def _source(study: StudyTold) -> str:
    links = [address for _, address in study.hit.passages[0].citation.links[:1]]
    return " ".join([study.hit.reference, *links])


def _html(handout: Handout) -> str:
    blocks = "".join(
        f'<h2 dir="auto">{escaped(block.heading)}</h2>'
        + "".join(f'<p dir="auto">“{escaped(words)}” <i>{escaped(place)}</i></p>' for words, place in block.quoted)
        + "".join(f"<p>{escaped(line)}</p>" for line in block.said)
        for block in handout.blocks
    )
    sources = "".join(f'<li dir="auto">{escaped(source)}</li>' for source in handout.sources)
    reminders = "".join(f"<p>{escaped(line)}</p>" for line in handout.reminders)
    return (
        f'<section class="es-handout" aria-label="Handout"><h1>{escaped(handout.title)}</h1>'
        f"<p dir='auto'>You asked: {escaped(handout.question)}</p>{blocks}<h2>Sources</h2><ol>{sources}</ol>{reminders}"
        f"<p>Made by Evidence Search from index {escaped(handout.fingerprint)}. Words in quotation marks are verbatim.</p>"
        "</section>"
    )
