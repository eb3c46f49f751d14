"""The handout of a patient's question, one page: seen as it will print, saved as a Word document."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app_pages import common, desk
from app_pages.patient_study import NO_HARMS, NO_LIMITS, place_words
from evidence_search.export.handout import Block, Handout, Quoted, fits, fitted, to_handout
from evidence_search.patient import Said, StudyTold, Told
from evidence_search.presenting import RETRACTION_WORDS, WARNED, escaped, plain, where
from evidence_search.readers.clinic import Clinic

QUOTED_FROM_DIGEST = "All of it is quoted from a digest written for this library, not from the paper."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw(told: Told, question: str, clinic: Clinic, reminders: Sequence[str]) -> None:
    """Draw the choice of studies, the handout as it prints, and the way to save it. Without a question it prints none."""
    holds = "the question as typed" if question else "no question, because the one typed may say who the patient is"
    desk.heading(
        "Handout of one page",
        f"What is printed from this page, with the browser's own Print, is the handout alone. It holds {holds}.",
    )

    def handout_of(studies: Sequence[StudyTold]) -> tuple[Handout, int]:
        fingerprint = told.result.fingerprint
        return fitted(lambda count: made(studies[:count], question, clinic, reminders, fingerprint), len(studies))

    titles = [study.hit.title or study.hit.study_id for study in told.studies]
    fitting = handout_of(told.studies)[1]
    chosen = st.multiselect(
        "Studies on it", range(len(titles)), default=list(range(fitting)), key=f"on-it-{hash(tuple(titles))}",
        format_func=lambda number: f"{number + 1}. {titles[number][:80]}",
    )  # fmt: skip
    studies = [told.studies[number] for number in sorted(chosen)]
    if not studies:
        return
    handout, held = handout_of(studies)
    _tell(studies[held:], handout)
    common.show(_html(handout))
    st.download_button("Save as a Word document", to_handout(handout), "handout.docx", DOCX, on_click="ignore")


def _tell(left_off: Sequence[StudyTold], handout: Handout) -> None:
    """Say what the page had no room for."""
    if left_off:
        names = "; ".join(plain(study.hit.title or study.hit.study_id) for study in left_off)
        st.info(f"There is no room on one page for: {names}.")
    if not fits(handout):
        st.warning("This is longer than one page: shorten the clinic's own text, or print it on two.")


def made(studies: Sequence[StudyTold], question: str, clinic: Clinic, reminders: Sequence[str], fingerprint: str) -> Handout:
    """Return the handout of some studies."""
    blocks = tuple(_block(number, study) for number, study in enumerate(studies, 1))
    sources = tuple(_source(study) for study in studies)
    phone = f" {clinic.phone}" if clinic.phone else ""
    title = f"What studies say · {clinic.name}" if clinic.name else "What studies say"
    return Handout(title, question, blocks, sources, (*reminders, f"{clinic.urgent}{phone}"), fingerprint)


def _block(number: int, study: StudyTold) -> Block:
    labelled = [("", study.plain)] if study.plain else []
    labelled += [("", study.quote)]
    labelled += [("Harms. ", said) for said in study.harms if said != study.quote]
    labelled += [("Uncertain. ", said) for said in study.limits if said != study.quote]
    is_digest = all(said.from_digest for _, said in labelled)
    said = [f"This is {study.kind_words}. {QUOTED_FROM_DIGEST}" if is_digest else f"This is {study.kind_words}."]
    metadata = study.hit.metadata
    said += [RETRACTION_WORDS[metadata.retraction]] if metadata.retraction in WARNED else []
    said += [study.hit.otherwise] if study.hit.otherwise else []
    said += [] if study.harms else [NO_HARMS]
    said += [] if study.limits else [NO_LIMITS]
    quoted = tuple(Quoted(each.pieces, f"({label}[{number}] {_place(each, is_digest)})") for label, each in labelled)
    return Block(f"{study.hit.title or 'Title not known'} [{number}]", quoted, tuple(said))


def _place(said: Said, is_digest: bool) -> str:
    """Return where words stand; that they are a digest's is said of each only where not all are."""
    return where(said.section, said.pages) if is_digest else place_words(said)


def _source(study: StudyTold) -> str:
    links = [address for _, address in study.hit.passages[0].citation.links[:1]]
    return " ".join([study.hit.reference, *links])


def _html(handout: Handout) -> str:
    blocks = "".join(
        f'<h2 dir="auto">{escaped(block.heading)}</h2>'
        + "".join(f'<p dir="auto">{escaped(each.words)} <i>{escaped(each.place)}</i></p>' for each in block.quoted)
        + "".join(f"<p>{escaped(line)}</p>" for line in block.said)
        for block in handout.blocks
    )
    asked = f'<p dir="auto">{escaped(handout.asked)}</p>' if handout.asked else ""
    sources = "".join(f'<p dir="auto">[{number}] {escaped(source)}</p>' for number, source in enumerate(handout.sources, 1))
    lines = "".join(f"<p>{escaped(line)}</p>" for line in (*handout.reminders, handout.made_by))
    return (
        f'<section class="es-handout" aria-label="Handout"><h1>{escaped(handout.title)}</h1>{asked}{blocks}'
        f"<h2>Sources</h2>{sources}{lines}</section>"
    )
