"""The page for a patient's question: plain language, quotes, harms in the same size, and a handout. It keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app_pages import common, desk, patient_handout, patient_study
from app_pages.asked import QUESTION_MAX
from evidence_search.errors import UsageError
from evidence_search.library import Library
from evidence_search.patient import Told, tell
from evidence_search.patient_danger import Examples, examples
from evidence_search.presenting import escaped, inward_link, study_address
from evidence_search.readers.clinic import NAME as CLINIC
from evidence_search.readers.clinic import Clinic, read_clinic
from evidence_search.readers.vocabulary import NAME as VOCABULARY
from evidence_search.readers.vocabulary import library_vocabulary
from evidence_search.records import Hit, Verdict
from evidence_search.settings import from_environment
from evidence_search.text.meanings import Explainer
from evidence_search.text.personal import personal
from evidence_search.text.urgent import Danger, danger

_STYLE = Path(__file__).parent / "patient.css"
REMINDERS = (
    "This is information from studies, not advice for one person. Only the people who treat you can say what holds for you.",
    "A study tells what happened to the people in it. It cannot say what will happen to you.",
    "Do not start, stop or change a treatment because of this page. Ask first.",
)


def page() -> None:
    """Draw the page: what may be urgent first, before the library is so much as opened."""
    common.header("patient")
    desk.style()
    st.html(_STYLE)
    common.show(
        "<article class='es-study'><h1>Ask for a patient</h1><p>Put the question as the patient put it. You get what the "
        "studies of this library say, in their own words. What you type here is kept nowhere.</p></article>"
    )
    question = _question()
    corpus = from_environment().corpus
    clinic = _clinic(corpus / CLINIC)
    box = st.container()
    with box:
        is_urgent = _urgent(danger(question), clinic)
    with common.problems_told():
        is_personal = _personal(question, corpus / VOCABULARY)
        library = common.open_library()
        near = _examples(library.snapshot().manifest.weights_sha256, library)
        if question and not is_urgent:
            with box:
                _urgent(near.danger(library.encode_question(question)), clinic)
        told = tell(library, question) if question else None
    if told:
        _answer(told)
    _reminders(clinic)
    if told and told.studies:
        patient_handout.draw(told, "" if is_personal else question, clinic, REMINDERS)


def _clinic(path: Path) -> Clinic:
    """Return the clinic's own words; where they cannot be read this is told, and the program's own stand in."""
    try:
        return read_clinic(path)
    except UsageError as problem:
        common.tell(problem)
        return Clinic()


def _question() -> str:
    """Draw the form and return what was asked; it never goes into the address, so that no history keeps it."""
    with st.form("patient", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.text_input("The patient's question", key="patient_question", max_chars=QUESTION_MAX, autocomplete="off",
                              placeholder="Will I be able to drive home?")  # fmt: skip
        st.form_submit_button("Look it up", type="primary")
    return (asked or "")[:QUESTION_MAX].strip()


def _urgent(kind: Danger | None, clinic: Clinic) -> bool:
    """Show the clinic's own words when a question speaks of danger; return whether it does."""
    if kind is None:
        return False
    phone = f'<p class="es-phone">{escaped(clinic.phone)}</p>' if clinic.phone else ""
    unset = "" if clinic.phone else f"<p>The clinic has not set its own words and number yet: corpus/{CLINIC}.</p>"
    common.show(
        f'<section class="es-urgent" role="alert"><p><b>The question may speak of {escaped(kind)}.</b></p>'
        f"<p>{escaped(clinic.urgent)}</p>{phone}{unset}</section>"
    )
    return True


@st.cache_resource(show_spinner=False, max_entries=2)
def _examples(weights_sha256: str, _library: Library) -> Examples:
    """Return examples of danger as vectors of the library's model, encoded once for all sessions."""
    return examples(_library.encode_question)


def _personal(question: str, vocabulary: Path) -> bool:
    """Ask to take out what says who somebody is; return whether there is such a thing."""
    found = personal(question, _known_words(str(vocabulary)))
    if found:
        st.warning(
            f"This looks as if it held {' and '.join(found)}. It is not needed to find an answer: please take it out. Nothing "
            "of it was kept.",
            icon=":material/person_off:",
        )
    return bool(found)


@st.cache_data(show_spinner=False)
def _known_words(path: str) -> frozenset[str]:
    """Return the single words of the vocabulary: capitalised, they are no names."""
    concepts = library_vocabulary(Path(path)).concepts
    return frozenset(word.casefold() for concept in concepts for name in concept.names() for word in name.split())


@st.cache_resource(show_spinner=False)
def _explainer() -> Explainer:
    return Explainer()


def _answer(told: Told) -> None:
    if told.verdict is Verdict.NOT_COVERED:
        common.show(_not_answered(told))
        return
    if told.verdict is Verdict.PARTLY:
        st.warning("**The library answers this only in part.** Read each quote: it may be about something near the question.")
    count = "1 study" if len(told.studies) == 1 else f"{len(told.studies)} studies"
    common.show(
        f'<p class="es-sum" role="status">{count}, the strongest kind first. Words with a dotted line are explained when you '
        "point at them, tap them or reach them with the Tab key.</p>"
    )
    explainer = _explainer()
    for number, study in enumerate(told.studies, 1):
        with st.container(border=True, key=f"told-{number}"):
            common.show(patient_study.told_html(number, study, explainer))
    if told.near:
        common.show(_near("Other studies that were found, further from the question", told.near))


def _near(heading: str, hits: Sequence[Hit]) -> str:
    """Return studies that are no answer as links, folded; nothing where there are none."""
    links = "".join(f"<li>{inward_link(study_address(hit.study_id, 0, 0), hit.title or hit.study_id)}</li>" for hit in hits)
    return f"<details><summary>{heading}</summary><ul>{links}</ul></details>" if links else ""


def _not_answered(told: Told) -> str:
    return (
        '<section class="es-nothing es-told" role="status"><h2>The library does not answer this</h2><p>No study here speaks '
        "of it clearly enough. Say so, and ask the doctor who treats the patient. That nothing was found here does not mean "
        f"that it is safe, or that it is not.</p>{_near('The nearest studies, which do not answer it', told.near)}</section>"
    )


def _reminders(clinic: Clinic) -> None:
    lines = "".join(f"<li>{escaped(line)}</li>" for line in REMINDERS)
    call = f" {escaped(clinic.name or 'The clinic')}: {escaped(clinic.phone)}." if clinic.phone else ""
    common.show(
        f'<section class="es-told"><h2>To remember</h2><ul>{lines}<li>{escaped(clinic.urgent)}{call}</li></ul></section>'
    )


page()
