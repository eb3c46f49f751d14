"""The library page, the page for patients' questions and the gate, run by Streamlit's own test harness."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document as read_docx
from streamlit.testing.v1 import AppTest

from app_pages import library_queue
from app_pages.library_add import asked_in
from evidence_search import audit
from evidence_search.jobs import worker
from evidence_search.jobs.queue import Queue
from evidence_search.jobs.staging import Upload
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests import papers
from tests.test_app import Open, drawn, stocked, text_of, visit
from tests.work_fake import fake_library

__all__ = ["stocked", "visit"]

Become = Callable[[dict[str, object] | None], None]
IDLE = (sys.executable, "-c", "pass")


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Queue]:
    """Put a queue on the page whose worker does nothing: the tests do the work when it suits them."""
    queue = Queue(settings, IDLE)
    monkeypatch.setattr(library_queue, "make_queue", lambda _: queue)
    yield queue
    queue.stop()


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve to this machine alone, as the app's own configuration does."""
    from streamlit import config

    config.set_option("server.address", "127.0.0.1")


def page(app: AppTest) -> str:
    return text_of(drawn(app))


# -- the library page


def test_the_page_says_who_may_do_what(stocked: Library, visit: Open) -> None:
    app = visit(stocked, "library")
    assert "served to this machine only (127.0.0.1)" in page(app)
    assert [button.label for button in app.button] == ["Add to the library", "Fetch now", "Use this list"]


def test_fetching_says_whom_it_contacts_and_waits_for_the_button(stocked: Library, visit: Open, idle: Queue) -> None:
    app = visit(stocked, "library")
    assert "Fetching contacts eutils.ncbi.nlm.nih.gov and www.ebi.ac.uk" in page(app)
    app.text_area(key="asked").set_value("19604642 PMC4344766\nketamine CRPS")
    assert idle.jobs() == []
    next(button for button in app.button if button.label == "Fetch now").click().run()
    [job] = idle.jobs()
    assert job.given == {"asked": ["19604642", "PMC4344766", "ketamine CRPS"], "limit": 20}
    assert "Fetch 3 identifiers or queries" in page(app)


def test_pasted_identifiers_are_told_apart() -> None:
    assert asked_in("1, 2;PMC3\n\n10.1000/x 4\nketamine 12") == ["1", "2", "PMC3", "10.1000/x", "4", "ketamine 12"]


def test_the_queue_shows_each_file_with_its_remedy(
    stocked: Library, visit: Open, settings: Settings, idle: Queue, tmp_path: Path
) -> None:
    queue = idle
    body = papers.markdown(tmp_path / "x.md", "New <b>bold</b> study", pmid="77").read_bytes()
    broken = b"<article><body>cut off"
    queue.add_files([Upload("x.md", len(body), lambda: body), Upload("broken.xml", len(broken), lambda: broken)], "")
    assert "waiting" in page(visit(stocked, "library"))
    worker.run(settings, fake_library)
    app = visit(stocked, "library")
    shown = drawn(app)
    assert "1 added, 1 failed" in text_of(shown)
    assert "What to do:" in shown and "broken.xml" in shown
    assert "New &lt;b&gt;bold&lt;/b&gt; study" in shown and 'href="study?id=pmid-77' in shown
    next(button for button in app.button if button.label == "Try again what failed").click().run()
    assert len(queue.jobs()) == 2


def test_duplicates_stand_side_by_side_and_merges_can_be_undone(library: Library, visit: Open, settings: Settings) -> None:
    for number, doi in ((1, "10.1000/x1"), (2, "10.1000/x2")):
        papers.markdown(settings.corpus / f"{number}.md", "Ketamine infusion for complex regional pain", doi=doi, year=1990)
    library.ingest()
    app = visit(library, "library", part="Duplicates")
    shown = page(app)
    assert "10.1000/x1" in shown and "10.1000/x2" in shown and "100% alike" in shown
    next(button for button in app.button if button.label == "One study: merge").click().run()
    worker.run(settings, fake_library)
    assert len(library.study_ids()) == 1
    app = visit(library, "library", part="Duplicates")
    undo = [button for button in app.button if button.label.startswith("Undo")]
    assert len(undo) == 2 and "put together by hand" in page(app)
    undo[1].click().run()
    worker.run(settings, fake_library)
    assert len(library.study_ids()) == 2
    app = visit(library, "library", part="Duplicates")
    assert "Kept apart" in page(app)
    next(button for button in app.button if button.label == "Undo: make them one study").click().run()
    worker.run(settings, fake_library)
    assert len(library.study_ids()) == 1


def test_a_corrected_identifier_of_another_study_asks_whether_they_are_one(
    library: Library, visit: Open, settings: Settings
) -> None:
    papers.markdown(settings.corpus / "long.md", "Pain relief in CRPS", doi="10.1000/right")
    papers.markdown(settings.corpus / "scan.md", "S0304 type one", doi="10.1000/wrong")
    library.ingest()
    app = visit(library, "library", part="Correct or remove", id="doi-10.1000-wrong")
    app.text_input(key="edit-doi-10.1000-wrong-doi").set_value("https://doi.org/10.1000/right")
    next(button for button in app.button if button.label == "Save corrections").click().run()
    worker.run(settings, fake_library)
    app = visit(library, "library", part="Correct or remove", id="doi-10.1000-wrong")
    assert "They have the same DOI, corrected by hand" in page(app)
    next(button for button in app.button if button.label == "One study: merge").click().run()
    worker.run(settings, fake_library)
    assert library.study_ids() == ("doi-10.1000-right",)
    app = visit(library, "library", part="Correct or remove", id="doi-10.1000-right")
    app.radio(key="file-doi-10.1000-right").set_value("scan.md").run()
    app.button(key="apart-doi-10.1000-right").click().run()
    worker.run(settings, fake_library)
    assert len(library.study_ids()) == 2


def test_a_record_is_corrected_by_hand(stocked: Library, visit: Open, settings: Settings) -> None:
    app = visit(stocked, "library", part="Correct or remove", id="relief-2009")
    app.text_input(key="edit-relief-2009-journal").set_value("Pain")
    app.text_input(key="edit-relief-2009-year").set_value("20x9")
    save = next(button for button in app.button if button.label == "Save corrections")
    save.click().run()
    assert "no year" in app.error[0].value
    app.text_input(key="edit-relief-2009-year").set_value("2010")
    next(button for button in app.button if button.label == "Save corrections").click().run()
    worker.run(settings, fake_library)
    record = stocked.study("relief-2009").metadata
    assert (record.journal, record.year) == ("Pain", 2010)
    assert "Pain — edited by hand" in page(visit(stocked, "library", part="Correct or remove", id="relief-2009"))


def test_a_study_is_removed_and_brought_back(stocked: Library, visit: Open, settings: Settings) -> None:
    app = visit(stocked, "library", part="Correct or remove", id="relief-2009")
    app.checkbox(key="sure-relief-2009").check().run()
    app.button(key="remove-relief-2009").click().run()
    worker.run(settings, fake_library)
    assert "relief-2009" not in stocked.study_ids()
    app = visit(stocked, "library", part="Correct or remove")
    assert "Relief in CRPS, by not signed in" in page(app)
    next(button for button in app.button if button.label == "Bring back").click().run()
    worker.run(settings, fake_library)
    assert "relief-2009" in stocked.study_ids()


def test_what_is_here_shows_empty_cells_and_what_is_thin(stocked: Library, visit: Open) -> None:
    app = visit(stocked, "library", part="What is here")
    assert 'class="es-none">0</td>' in drawn(app)
    assert "CRPS: 2 randomised trials and 0 reviews among 2 studies." in page(app)
    assert "nobody has looked whether they were retracted" in page(app)


def test_reports_and_the_log_are_shown(stocked: Library, visit: Open, settings: Settings) -> None:
    audit.record(settings.corpus, "dahan@clinic.example", "removed", "x<y", {"moved": ["a.md"]})
    app = visit(stocked, "library", part="Reports and log")
    assert "4 added" in page(app)
    assert "dahan@clinic.example" in page(app) and "x&lt;y" in drawn(app)


def test_an_empty_library_can_be_filled(visit: Open, settings: Settings) -> None:
    app = visit(None, "library")
    assert app.button[0].label == "Add to the library"
    assert "nothing in this library yet" in page(visit(None, "library", part="Duplicates"))


def test_without_sign_in_a_server_for_others_changes_nothing(stocked: Library, visit: Open) -> None:
    from streamlit import config

    config.set_option("server.address", "0.0.0.0")
    app = visit(stocked, "library")
    assert "can be reached from other machines" in page(app)
    assert [button.label for button in app.button] == []


# -- sign-in


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Become:
    """Return a way to be somebody, as a provider says it."""
    import streamlit as st

    from app_pages import access

    def become(claims: dict[str, object] | None) -> None:
        monkeypatch.setattr(access, "signs_in", lambda: True)
        monkeypatch.setattr(st, "user", {"is_logged_in": claims is not None, **(claims or {})})

    return become


def people(settings: Settings, text: str) -> None:
    (settings.corpus / "people.yaml").write_text(text, encoding="utf-8")


LIST = """
- {email: Dahan@clinic.example, role: reader}
- {email: sartron@clinic.example, role: contributor}
- {email: sigtermans@clinic.example, role: administrator}
"""


@pytest.mark.parametrize("where", ["", "library", "patient", "study", "about"])
def test_nobody_sees_a_page_without_signing_in(
    stocked: Library, visit: Open, settings: Settings, signed: Become, where: str
) -> None:
    people(settings, LIST)
    signed(None)
    app = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=30).run()
    assert [button.label for button in app.button] == ["Sign in"]
    assert "studies" not in page(app)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@clinic.example"},
        {"email": ""},
        {},
        {"email": "sigtermans@clinic.example", "email_verified": False},
    ],
)
def test_who_is_not_on_the_list_stays_outside(
    stocked: Library, visit: Open, settings: Settings, signed: Become, claims: dict[str, object]
) -> None:
    people(settings, LIST)
    signed(claims)
    app = visit(stocked)
    assert "Not on the list" in page(app) and len(app.text_input) == 0


def test_a_list_that_cannot_be_read_lets_nobody_in(stocked: Library, visit: Open, settings: Settings, signed: Become) -> None:
    people(settings, "- {email: dahan@clinic.example, role: chief}")
    signed({"email": "dahan@clinic.example"})
    app = visit(stocked)
    assert "the role is not one of" in app.error[0].value.replace("\\", "") and len(app.text_input) == 0


@pytest.mark.parametrize(("who", "may"), [("dahan", False), ("sartron", True), ("sigtermans", True)])
def test_roles_say_who_may_change_the_library(
    stocked: Library,
    visit: Open,
    settings: Settings,
    signed: Become,
    idle: Queue,
    who: str,
    may: bool,
) -> None:
    people(settings, LIST)
    signed({"email": f"{who}@Clinic.example", "email_verified": True})
    app = visit(stocked, "library", part="Correct or remove", id="relief-2009")
    assert ("Save corrections" in [button.label for button in app.button]) is may
    app = visit(stocked, "library")
    assert ("Add to the library" in [button.label for button in app.button]) is may
    if may:
        app.text_area(key="asked").set_value("19604642")
        next(button for button in app.button if button.label == "Fetch now").click().run()
        assert idle.jobs()[0].by == f"{who}@clinic.example"


# -- for a patient


def ask(app: AppTest, question: str) -> AppTest:
    app.text_input(key="patient_question").set_value(question)
    app.button[0].click().run()
    return app


def test_a_question_is_answered_in_quotes_with_harms_and_limits(stocked: Library, visit: Open) -> None:
    app = ask(visit(stocked, "patient"), "Ketamine relieved pain for weeks in CRPS")
    shown = drawn(app)
    study = stocked.study("relief-2009")
    for said in ("It helped for some weeks.", "Nausea was common.", "The groups were small."):
        assert said in study.text and said in text_of(shown)
    assert "Digest written for this library, not the paper" in shown
    assert "not advice" in shown
    assert dict(app.query_params) == {}, "the question goes into no address"


def test_nothing_of_a_patients_question_is_kept(stocked: Library, visit: Open, settings: Settings) -> None:
    ask(visit(stocked, "patient"), "quetzalcoatlus relief")
    kept = [path for path in (*settings.corpus.rglob("*"), *settings.index.rglob("*")) if path.is_file()]
    assert kept and not [path for path in kept if b"quetzalcoatlus" in path.read_bytes()]


def test_what_the_library_does_not_answer_is_said(stocked: Library, visit: Open) -> None:
    app = ask(visit(stocked, "patient"), "parking permits in Antwerp on Sundays")
    assert "The library does not answer this" in page(app)
    assert "does not mean that it is safe" in page(app)
    assert app.get("download_button") == []


def test_the_clinics_own_words_stand_first_when_it_is_urgent(stocked: Library, visit: Open, settings: Settings) -> None:
    clinic = "name: Riverside Clinic\nurgent: Call us at once, day or night.\nphone: 0800 55 01\n"
    (settings.corpus / "clinic.yaml").write_text(clinic, encoding="utf-8")
    app = ask(visit(stocked, "patient"), "my husband says he can't go on")
    shown = drawn(app)
    assert 'role="alert"' in shown and "0800 55 01" in shown
    assert shown.index("Call us at once") < shown.index("To remember")
    assert 'role="alert"' not in drawn(ask(visit(stocked, "patient"), "does pain relief last"))


def test_without_the_clinics_words_it_says_where_they_belong(stocked: Library, visit: Open, settings: Settings) -> None:
    shown = page(ask(visit(stocked, "patient"), "I took too many tablets"))
    assert "emergency number" in shown and "corpus/clinic.yaml" in shown
    (settings.corpus / "clinic.yaml").write_text("phone: [1, 2]", encoding="utf-8")
    assert "phone is not a text" in visit(stocked, "patient").error[0].value.replace("\\", "")


def test_a_name_in_a_question_is_pointed_out(stocked: Library, visit: Open) -> None:
    app = ask(visit(stocked, "patient"), "Will the pain relief last for Marnix Sigtermans, 0171 555 0192?")
    assert "a person's name and a phone number" in app.warning[0].value


def test_medical_words_are_explained_for_pointer_and_keyboard(stocked: Library, visit: Open) -> None:
    shown = drawn(ask(visit(stocked, "patient"), "Ketamine relieved pain for weeks in CRPS"))
    assert 'class="es-term" tabindex="0"' in shown and 'role="tooltip" id="es-term-1-1"' in shown


def test_a_handout_has_every_word_and_numbered_sources(stocked: Library, visit: Open) -> None:
    from app_pages.patient_handout import made
    from evidence_search.export.handout import to_handout
    from evidence_search.patient import tell
    from evidence_search.readers.clinic import Clinic

    told = tell(stocked, "Ketamine relieved pain for weeks in CRPS")
    handout = made(told.studies[:1], "Does it <b>last</b>?", Clinic("Riverside"), ["Not advice."], "abc")
    words = "\n".join(paragraph.text for paragraph in read_docx(io.BytesIO(to_handout(handout))).paragraphs)
    for said in (
        "Does it <b>last</b>?",
        "“It helped for some weeks.”",
        "Nausea was common.",
        "[1] ",
        "Not advice.",
        "index abc",
    ):
        assert said in words
    assert to_handout(handout) == to_handout(handout)
