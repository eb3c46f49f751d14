"""The page for a patient's question: plain language, quotes, harms in the same size, and a handout. It keeps nothing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app_pages import common, desk, patient_handout, patient_study
from app_pages.asked import QUESTION_MAX
from evidence_search.library import Library
from evidence_search.patient import Told, tell
from evidence_search.presenting import escaped, inward_link, study_address
from evidence_search.readers.clinic import NAME as CLINIC
from evidence_search.readers.clinic import Clinic, read_clinic
from evidence_search.readers.vocabulary import NAME as VOCABULARY
from evidence_search.readers.vocabulary import library_vocabulary
from evidence_search.records import Verdict
from evidence_search.text.meanings import Explainer
from evidence_search.text.personal import personal
from evidence_search.text.urgent import danger

REMINDERS = (
    "This is information from studies, not advice for one person. Only the people who treat you can say what holds for you.",
    "A study tells what happened to the people in it. It cannot say what will happen to you.",
    "Do not start, stop or change a treatment because of this page. Ask first.",
)


def page() -> None:
    """Draw the page."""
    common.header("patient")
    desk.style()
    with common.problems_told():
        library = common.open_library()
        clinic = read_clinic(library.corpus.path(CLINIC))
        common.show(
            "<article class='es-study'><h1>Ask for a patient</h1><p>Put the question as the patient put it. You get what the "
            "studies of this library say, in their own words. What you type here is kept nowhere.</p></article>"
        )
        question = _question()
        if not question:
            _reminders(clinic)
            return
        _urgent(question, clinic)
        _personal(question, library)
        told = tell(library, question)
        _answer(told, library)
        _reminders(clinic)
        if told.studies:
            patient_handout.draw(told, question, clinic, REMINDERS)


def _question() -> str:
    """Draw the form and return what was asked; it never goes into the address, so that no history keeps it."""
    with st.form("patient", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.text_input("The patient's question", key="patient_question", max_chars=QUESTION_MAX, autocomplete="off",
                              placeholder="Will I be able to drive home?")  # fmt: skip
        st.form_submit_button("Look it up", type="primary")
    return (asked or "")[:QUESTION_MAX].strip()


def _urgent(question: str, clinic: Clinic) -> None:
    """Show the clinic's own words at once when a question speaks of danger."""
    kind = danger(question)
    if kind is None:
        return
    phone = f'<p class="es-phone">{escaped(clinic.phone)}</p>' if clinic.phone else ""
    unset = "" if clinic.phone else f"<p>The clinic has not set its own words and number yet: corpus/{CLINIC}.</p>"
    common.show(
        f'<section class="es-urgent" role="alert"><p><b>The question may speak of {escaped(kind)}.</b></p>'
        f"<p>{escaped(clinic.urgent)}</p>{phone}{unset}</section>"
    )


def _personal(question: str, library: Library) -> None:
    found = personal(question, _known_words(str(library.corpus.path(VOCABULARY))))
    if found:
        st.warning(
            f"This looks as if it held {' and '.join(found)}. It is not needed to find an answer: please take it out. Nothing "
            "of it was kept.",
            icon=":material/person_off:",
        )


@st.cache_data(show_spinner=False)
def _known_words(path: str) -> frozenset[str]:
    """Return the single words of the vocabulary: capitalised, they are no names."""
    concepts = library_vocabulary(Path(path)).concepts
    return frozenset(word.casefold() for concept in concepts for name in concept.names() for word in name.split())


@st.cache_resource(show_spinner=False)
def _explainer(path: str) -> Explainer:
    return Explainer(library_vocabulary(Path(path)).concepts)


def _answer(told: Told, library: Library) -> None:
    if told.verdict is Verdict.NOT_COVERED:
        common.show(_not_answered(told))
        return
    if told.verdict is Verdict.PARTLY:
        st.warning("**The library answers this only in part.** Read each quote: it may be about something near the question.")
    common.show(
        f'<p class="es-sum" role="status">{len(told.studies)} studies, the strongest kind first. Words with a dotted line are '
        "explained when you point at them or reach them with the Tab key.</p>"
    )
    explainer = _explainer(str(library.corpus.path(VOCABULARY)))
    for number, study in enumerate(told.studies, 1):
        with st.container(border=True, key=f"told-{number}"):
            common.show(patient_study.told_html(number, study, explainer))


def _not_answered(told: Told) -> str:
    near = "".join(f"<li>{inward_link(study_address(hit.study_id, 0, 0), hit.title or hit.study_id)}</li>" for hit in told.near)
    nearest = f"<details><summary>The nearest studies, which do not answer it</summary><ul>{near}</ul></details>"
    return (
        '<section class="es-nothing es-told" role="status"><h2>The library does not answer this</h2><p>No study here speaks '
        "of it clearly enough. Say so, and ask the doctor who treats the patient. That nothing was found here does not mean "
        f"that it is safe, or that it is not.</p>{nearest if near else ''}</section>"
    )


def _reminders(clinic: Clinic) -> None:
    lines = "".join(f"<li>{escaped(line)}</li>" for line in REMINDERS)
    call = f" {escaped(clinic.name or 'The clinic')}: {escaped(clinic.phone)}." if clinic.phone else ""
    common.show(
        f'<section class="es-told"><h2>To remember</h2><ul>{lines}<li>{escaped(clinic.urgent)}{call}</li></ul></section>'
    )


page()
