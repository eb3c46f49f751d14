"""The pages, run by Streamlit's own test harness over a small library."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import common, scripts
from evidence_search.errors import ModelError
from evidence_search.library import Library
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings
from tests import papers
from tests.pdf_maker import make_pdf
from tests.test_presenting import HOSTILE

ROOT = Path(__file__).parents[1]
Open = Callable[..., AppTest]
RELIEF = "Ketamine relieved pain for weeks."


@pytest.fixture
def stocked(library: Library, settings: Settings) -> Library:
    """Return a library of four studies: a digest, a paper in full, a hostile one and a retracted one."""
    corpus = settings.corpus
    papers.digest(corpus / "relief-2009.md", "Relief in CRPS", pmid="19604642", year=2009)
    aura = "Nasal ketamine shortened the aura of migraine."
    papers.jats(corpus / "migraine.xml", "Aura and ketamine", abstract=aura, year=2015)
    hostile = "Zebra " + " ".join(HOSTILE[1:5]) + "."
    papers.markdown(corpus / "hostile.md", f"Hostile {HOSTILE[0]} **title**", text=hostile, year=1999)
    papers.digest(corpus / "gone-2011.md", "Withdrawn words", found="Quokka pain was gone.", retracted="yes", year=2011)
    library.ingest()
    return library


@pytest.fixture
def visit(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Return a visitor of the app: query parameters and page in, the page as it was drawn out."""
    monkeypatch.setenv(CORPUS_VARIABLE, str(settings.corpus))
    monkeypatch.setenv(INDEX_VARIABLE, str(settings.index))
    st.cache_resource.clear()

    def open_page(library: Library | None, page: str = "", **parameters: str | list[str]) -> AppTest:
        if library is not None:
            monkeypatch.setattr(common, "make_library", lambda _: library)
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        if page:
            app.run()
            app.switch_page(f"app_pages/{page}.py")
        for key, value in parameters.items():
            app.query_params[key] = value
        return app.run()

    yield open_page
    st.cache_resource.clear()


def drawn(app: AppTest) -> str:
    """Return all HTML of a page; a page with a traceback fails."""
    assert not app.exception, app.exception
    made = "".join(str(element.proto.body) for element in app.get("html"))
    return made.replace(scripts.KEYS, "").replace(scripts.SCROLL, "")


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def titles(app: AppTest) -> list[str]:
    return [text_of(found) for found in re.findall(r"<h2[^>]*><span[^>]*>\d+</span>(.*?)</h2>", drawn(app))]


def quotes(app: AppTest) -> list[str]:
    return [text_of(found) for found in re.findall(r'class="es-quote[^>]*>(.*?)</(?:mark|blockquote)>', drawn(app), re.DOTALL)]


def address_of(app: AppTest) -> Mapping[str, list[str]]:
    return {key: [values] if isinstance(values, str) else list(values) for key, values in app.query_params.items()}


def test_an_empty_page_offers_questions_as_links(stocked: Library, visit: Open) -> None:
    page = drawn(visit(stocked))
    assert page.count('href="./?q=') == 4
    assert "Ask the 4 studies" in page


def test_hits_show_a_verbatim_quote_with_its_place(stocked: Library, visit: Open) -> None:
    app = visit(stocked, q="does pain relief last for weeks")
    assert titles(app)[0] == "Relief in CRPS"
    page = drawn(app)
    found = re.search(r"study\?id=(relief-2009)&amp;start=(\d+)&amp;end=(\d+)", page)
    assert found
    assert stocked.study(found[1]).text[int(found[2]) : int(found[3])] == quotes(app)[0]
    assert "Digest written for this library, not the paper" in page
    assert "Retraction: none known." in page
    assert "https://pubmed.ncbi.nlm.nih.gov/19604642/" in page
    shown = re.search(r'<blockquote class="es-passage[^>]*>(.*?)</blockquote>', page, re.DOTALL)
    assert shown and text_of(shown[1]) in stocked.study("relief-2009").text, "the quote inside its passage"
    assert page.index('<mark class="es-quote">') < page.index('<h2 dir="auto"') < page.index('class="es-badges"')
    assert re.search(r"3 studies, [\w ,]+ · searched 3 · \d+ ms · index \w{8}", page)
    copied = app.code[0].value
    assert copied.startswith(f"“{quotes(app)[0]}”\n")
    assert "PubMed" not in copied and "pubmed.ncbi" in copied and "not the paper" in copied


def test_asking_in_the_box_writes_the_address(stocked: Library, visit: Open) -> None:
    app = visit(stocked)
    app.text_input(key="q").set_value("nasal aura")
    app.button[0].click().run()
    assert titles(app)[0] == "Aura and ketamine"
    assert address_of(app) == {"q": ["nasal aura"]}
    app.multiselect(key="kind").select("full text").run()
    app.checkbox(key="retracted").check().run()
    app.number_input(key="from").set_value(2010).run()
    assert address_of(app) == {"q": ["nasal aura"], "kind": ["full text"], "retracted": ["yes"], "from": ["2010"]}
    assert titles(app) == ["Aura and ketamine"]


def test_an_address_restores_a_search_and_drops_what_is_not_valid(stocked: Library, visit: Open) -> None:
    given = {"condition": ["CRPS", "nonsense"], "design": ["magic", "cohort"], "from": "2000", "to": "x", "show": "999999"}
    app = visit(stocked, q="pain", **given)
    assert app.text_input(key="q").value == "pain"
    assert app.multiselect(key="condition").value == ["CRPS"]
    assert app.multiselect(key="condition").options == ["CRPS (0)"]
    assert app.multiselect(key="design").value == ["cohort"]
    assert (app.number_input(key="from").value, app.number_input(key="to").value) == (2000, None)
    page = drawn(app)
    assert "condition: nonsense; study design: magic; year to: x. It was left out" in page
    assert "No study of this library passes these filters." in page
    assert "design: cohort" in page and "condition: CRPS" in page and "published: 2000 or later" in page


def test_a_link_reproduces_a_search_to_the_letter(library: Library, settings: Settings, visit: Open) -> None:
    """This test ensures that every filter, the order, what was switched off and how much is shown come back from a link."""
    arms = [
        {"name": name, "drug": drug, "route": "intravenous", "dose": dose, "schedule": "6 infusions", "n": 30}
        for name, drug, dose in (("ketamine", "ketamine", "0.5 mg/kg"), ("placebo", "placebo", "none"))
    ]
    papers.digest(settings.corpus / "relief-2009.md", "Relief in CRPS", arms=arms, n=60, comparator="placebo")
    library.ingest()
    given: dict[str, str | list[str]] = {
        "q": "does ketmine relieve pain", "as_typed": "ketmine", "order": "strength", "show": "20", "retracted": "yes",
        "from": "2000", "to": "2020", "n_from": "10", "n_to": "100", "sessions": "1",
        "dose_from": "0.4", "dose_to": "0.6", "dose_unit": "mg/kg",
    }  # fmt: skip
    facets = ("condition", "design", "drug", "route", "control", "blinding", "direction", "kind")
    given |= {facet: next(iter(library.facets()[facet])) for facet in facets}
    app = visit(library, **given)
    assert address_of(app) == {key: [value] for key, value in given.items()}
    assert titles(app) == ["Relief in CRPS"]
    assert len([button for button in app.button if str(button.key).startswith("chip-filter-")]) == len(facets) + 4
    assert "left out" not in drawn(app)


def test_years_the_wrong_way_round_are_named(stocked: Library, visit: Open) -> None:
    assert "wrong way round: from 2020 to 2010" in drawn(visit(stocked, q="pain", **{"from": "2020", "to": "2010"}))


def test_a_question_none_of_whose_words_is_there_is_told_so(stocked: Library, visit: Open) -> None:
    page = drawn(visit(stocked, q="xylophone lessons"))
    assert "The library does not answer this" in page and "None of them is an answer." in page
    assert "nearest first, not an answer" in page and ">Not in this library<" in page and ">Near misses</h2>" in page
    assert page.count("Near miss: not an answer") == len(titles(visit(stocked, q="xylophone lessons")))
    page = drawn(visit(stocked, q="does ketamine relieve pain for weeks"))
    assert "does not answer" not in page and "only partly" not in page and "Near miss" not in page


def test_retracted_studies_are_left_out_unless_asked_for(stocked: Library, visit: Open) -> None:
    assert "Withdrawn words" not in titles(visit(stocked, q="quokka pain"))
    app = visit(stocked, q="quokka pain", retracted="yes")
    assert app.checkbox(key="retracted").label == "Also show retracted studies (1)"
    assert titles(app)[0] == "Withdrawn words"
    assert '<p class="es-warned">Retracted: this study was withdrawn' in drawn(app)
    assert "Retracted: this study was withdrawn" in app.code[0].value
    page = drawn(visit(stocked, "study", id="gone-2011", start="0", end="5"))
    assert page.count('<p class="es-warned">Retracted') == 2, "at the top, and again where the page scrolls to"
    assert page.count('<p class="es-state">Digest written for this library, not the paper.') == 1


def test_hostile_words_are_letters_everywhere(stocked: Library, visit: Open) -> None:
    app = visit(stocked, q=f"zebra {HOSTILE[0]}")
    assert titles(app)[0].startswith("Hostile <script>")
    study_id = re.search(r"study\?id=([^&]+)&amp;", drawn(app))
    assert study_id
    pages = [drawn(app), drawn(visit(stocked, "study", id=study_id[1], q=HOSTILE[0]))]
    pages.append(drawn(visit(stocked, "study", id=HOSTILE[1])))
    pages.append(drawn(visit(stocked, q=HOSTILE[0], **{"from": "2099"})))
    for page in pages:
        assert not re.search(r"<script|<img|javascript:alert\(1\)\"", page)
    assert HOSTILE[1] in text_of(pages[1])


def test_a_study_shows_its_text_and_the_cited_passage(stocked: Library, visit: Open) -> None:
    study = stocked.study("relief-2009")
    start = study.text.index(RELIEF)
    place = {"start": str(start), "end": str(start + len(RELIEF))}
    page = drawn(visit(stocked, "study", id="relief-2009", **place, q="pain", kind="digest"))
    assert f'<mark id="cited">{RELIEF}</mark>' in page
    assert all(study.text[s.start : s.end] in text_of(page) for s in study.sections)
    assert "Retraction: none known." in page and "Digest written for this library, not the paper." in page
    assert "Back to the results for “pain”" in page and 'href="./?q=pain&amp;kind=digest"' in page
    assert "favours ketamine" in page and "<h3>Harms</h3>" in page and "double-blind" in page


NOWHERE: tuple[dict[str, str], ...] = (
    {},
    {"start": "9999", "end": "99999"},
    {"start": "5", "end": "2"},
    {"start": "x", "end": "-1"},
)


@pytest.mark.parametrize("place", NOWHERE)
def test_an_address_without_a_passage_shows_the_study(place: dict[str, str], stocked: Library, visit: Open) -> None:
    page = drawn(visit(stocked, "study", id="relief-2009", **place))
    assert "Relief in CRPS" in page and "<mark" not in page


def test_a_digest_attached_to_a_paper_is_folded_and_labelled(stocked: Library, visit: Open, settings: Settings) -> None:
    papers.jats(settings.corpus / "full.xml", "Relief in CRPS", pmid="19604642")
    stocked.ingest()
    (study_id,) = [i for i in stocked.study_ids() if stocked.study(i).attached]
    app = visit(stocked, "study", id=study_id)
    assert [expander.label for expander in app.expander] == ["Digest written for this library, not the paper"]
    inside = "".join(str(element.proto.body) for element in app.expander[0].get("html"))
    assert inside.index("In plain words") < inside.index("What was found")


def test_studies_of_the_same_people_are_named_and_linked(stocked: Library, visit: Open, settings: Settings) -> None:
    """One trial in two papers must not be counted twice; a study of the group that is not here is named without a link."""
    other = next(study_id for study_id in stocked.study_ids() if study_id != "relief-2009")
    why = "They share <b>people</b>."
    group = f"- studies: [relief-2009, {other}, absent-2010]\n  kind: same people\n  why: {why}\n"
    (settings.corpus / "relations.yaml").write_text(group, encoding="utf-8")
    page = drawn(visit(stocked, "study", id="relief-2009"))
    assert "Not separate evidence from" in page and f">{other}</a>, absent-2010 (same people)" in page
    assert why in text_of(page) and "<b>people" not in page


NOBODY: tuple[tuple[dict[str, str], str], ...] = (
    ({"id": "nobody"}, "no study 'nobody'"),
    ({}, "names no study"),
    ({"id": " "}, "names no study"),
)


@pytest.mark.parametrize(("given", "said"), NOBODY)
def test_an_unknown_study_is_told_with_a_way_back(given: dict[str, str], said: str, stocked: Library, visit: Open) -> None:
    app = visit(stocked, "study", **given)
    assert said in app.error[0].value.replace("\\", "")
    assert "To the search" in drawn(app) and "What to do:" in drawn(app)


@pytest.mark.parametrize("page", ["", "study", "about"])
def test_without_an_index_each_page_names_the_command(page: str, visit: Open) -> None:
    app = visit(None, page, id="x", q="x")
    assert app.error
    assert "evidence-search ingest" in drawn(app)


def test_a_library_that_came_later_is_found(visit: Open, stocked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that a failure to open is not kept: the page works once the index is there."""
    with monkeypatch.context() as patched:
        patched.setattr(common, "make_library", lambda _: Library.open(Settings(Path("/no"), Path("/no/index"))))
        assert visit(None).error
    assert "Ask the 4 studies" in drawn(visit(stocked))


def test_a_missing_model_stops_searches_only(stocked: Library, visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(question: str) -> None:
        raise ModelError("The model is gone.", "Delete that folder.")

    monkeypatch.setattr(stocked, "encode_question", broken)
    app = visit(stocked, q="pain")
    assert "The model is gone" in app.error[0].value
    assert "Delete that folder." in drawn(app)
    assert "Relief in CRPS" in drawn(visit(stocked, "study", id="relief-2009"))


def test_about_tells_what_is_searched(stocked: Library, visit: Open) -> None:
    app = visit(stocked, "about")
    assert stocked.snapshot().fingerprint in drawn(app)
    words = " ".join(element.value for element in app.markdown)
    assert "not medical advice" in words and "Apache License 2.0" in words and "never leave" in words


def test_more_studies_can_be_shown(library: Library, settings: Settings, visit: Open) -> None:
    for number in range(13):
        papers.markdown(settings.corpus / f"p{number}.md", f"Pain study {number}", text=f"Pain was less in group {number}.")
    library.ingest()
    app = visit(library, q="pain")
    assert len(titles(app)) == 10
    app.button(key="more").click().run()
    assert len(titles(app)) == 13
    assert address_of(app) == {"q": ["pain"], "show": ["20"]}
    app.text_input(key="q").set_value("group")
    app.button[0].click().run()
    assert len(titles(app)) == 10


def test_what_was_understood_can_be_switched_off_and_on_again(stocked: Library, visit: Open) -> None:
    app = visit(stocked, q="does ketmine relieve pain")
    assert any("“ketmine” read as ketamine" in plain_label(button.label) for button in app.button)
    app.button(key="chip-note-0").click().run()
    assert address_of(app)["as_typed"] == ["ketmine"]
    assert not any("read as ketamine" in plain_label(button.label) for button in app.button)
    app.button(key="chip-undo-0").click().run()
    assert "as_typed" not in address_of(app)
    assert any("read as ketamine" in plain_label(button.label) for button in app.button)


def plain_label(label: str) -> str:
    """Return a button's label as it is shown: its Markdown escapes taken out."""
    return label.replace("\\", "")


def test_a_filter_is_a_chip_that_can_be_taken_away(stocked: Library, visit: Open) -> None:
    app = visit(stocked, q="pain", condition="CRPS", kind="digest", n_from="1")
    labels = [plain_label(button.label) for button in app.button]
    assert {"condition: CRPS", "kind of text: digest", "participants: 1 or more"} <= set(labels)
    app.button(key="chip-filter-0").click().run()
    assert address_of(app) == {"q": ["pain"], "kind": ["digest"], "n_from": ["1"]}
    app.button(key="chip-clear").click().run()
    assert address_of(app) == {"q": ["pain"]}


def test_a_dose_is_filtered_in_its_unit(stocked: Library, settings: Settings, visit: Open) -> None:
    papers.markdown(settings.corpus / "dose.md", "A single dose", text="Patients received ketamine 0.5 mg/kg for pain.")
    stocked.ingest()
    app = visit(stocked, q="ketamine pain", dose_from="0.4", dose_to="0.6", dose_unit="mg/kg")
    assert titles(app) == ["A single dose"]
    assert "dose: 0.4 to 0.6 mg/kg" in [plain_label(button.label) for button in app.button]
    app.selectbox(key="dose_unit").select("mg").run()
    assert titles(app) == [] and address_of(app)["dose_unit"] == ["mg"]
    assert "wrong way round" in drawn(visit(stocked, q="pain", dose_from="2", dose_to="1", dose_unit="mg"))


def test_counts_beside_a_filter_are_those_under_the_others(stocked: Library, visit: Open) -> None:
    app = visit(stocked, q="pain", **{"from": "2010"})
    assert "full text (1)" in app.multiselect(key="kind").options
    assert "digest (0)" in app.multiselect(key="kind").options
    assert visit(stocked, q="pain").multiselect(key="kind").options[0] == "digest (1)"


def test_the_order_is_chosen_and_in_the_address(stocked: Library, visit: Open) -> None:
    """This test ensures too that hits are counted down the page in any order: no second one stands above the first."""
    app = visit(stocked, q="ketamine pain migraine")
    app.radio(key="order").set_value("year").run()
    assert address_of(app)["order"] == ["year"]
    page = drawn(app)
    assert "newest first" in page
    assert titles(app).index("Aura and ketamine") == 0, "of 2015, before what is of 2009"
    places = re.findall(r'<span class="es-rank">(\d+)</span>', page)
    assert places == [str(place) for place in range(1, len(places) + 1)]


def test_a_hit_says_what_was_given_found_and_harmed(stocked: Library, visit: Open) -> None:
    page = drawn(visit(stocked, q="does pain relief last for weeks", kind="digest"))
    facts = re.search(r'<dl class="es-balance">(.*?)</dl>', page)
    assert facts
    assert re.findall(r"<dt>(.*?)</dt>", facts[1]) == ["Regimen", "Results", "Harms", "Follow-up"]
    assert "not stated" in facts[1] and "pain" in facts[1]


def test_a_basket_is_filled_shown_and_exported(stocked: Library, visit: Open) -> None:
    app = visit(stocked, q="does pain relief last for weeks", kind="digest")
    quote = quotes(app)[0]
    app.button(key="add-1-relief-2009").click().run()
    assert "Basket (1)" in drawn(app)
    app.switch_page("app_pages/basket.py").run()
    assert quotes(app) == [quote] and quote in stocked.study("relief-2009").text
    assert "Evidence table" in drawn(app) and "1. Sigtermans MJ" in app.code[0].value
    files = {f"file-evidence.{kind}" for kind in ("docx", "xlsx", "csv")}
    assert files <= {button.key for button in app.get("download_button")}
    app.radio(key="style").set_value("APA").run()
    assert "Sigtermans, M. J." in app.code[0].value
    app.button(key="drop-1-0").click().run()
    assert quotes(app) == []
    app.button(key="out-1").click().run()
    assert "Nothing is in the basket" in drawn(app)


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        (RELIEF, "Word for word the same."),
        ("The effect was not gone at twelve weeks.", "It changes what is said."),
        ("A sentence that nobody wrote in this library at all.", "Not found"),
        ("Two words", "at least 5 are needed"),
    ],
)
def test_a_sentence_is_found_exactly_nearly_or_not(pasted: str, said: str, stocked: Library, visit: Open) -> None:
    app = visit(stocked, "sentence")
    app.text_area(key="text").set_value(pasted)
    app.button[0].click().run()
    page = drawn(app) + "".join(error.value for error in app.error)
    assert said in page
    assert address_of(app) == {"text": [pasted]}


def test_a_profile_shows_each_value_with_its_words(stocked: Library, visit: Open) -> None:
    study = stocked.study("relief-2009")
    page = drawn(visit(stocked, "study", id="relief-2009"))
    assert "<summary>randomised controlled trial</summary>" in page and "Show in the text" in page
    sources = re.findall(r'es-source">([^<]*)</blockquote>[^<]*<p[^>]*>[^<]*<a href="[^"]*start=(\d+)&amp;end=(\d+)', page)
    assert sources
    for quote, start, end in sources:
        assert study.text[int(start) : int(end)] == html.unescape(quote)
    assert "Where each value of the record is from" in page and "Similar studies" in page


def test_a_glance_shows_gaps_directions_and_harms(stocked: Library, visit: Open) -> None:
    page = drawn(visit(stocked, "glance"))
    assert "<summary>The map as a table: studies (participants)</summary>" in page and "<td dir=auto>0</td>" in page
    assert "not a pooled result" in page and "which does not mean that there were none" in page
    app = visit(stocked, "glance", condition="CRPS", design="cohort")
    assert "This library holds no such study." in drawn(app)
    app.button(key="chip-0").click().run()
    assert "Relief in CRPS" in drawn(app)


def test_a_quote_is_marked_on_its_printed_page(library: Library, settings: Settings, visit: Open) -> None:
    lines = ["Ketamine and pain", "", "Results", *(f"Line {n} of the text speaks of pain in the groups." for n in range(12))]
    (settings.corpus / "paper.pdf").write_bytes(make_pdf([lines, ["Discussion", "Zebra counts fell by half in both groups."]]))
    library.ingest()
    (study_id,) = library.study_ids()
    start = library.study(study_id).text.index("Zebra")
    place = {"start": str(start), "end": str(start + len("Zebra counts fell by half"))}
    app = visit(library, "study", id=study_id, **place)
    assert "Page 2 of 2. The quoted words are marked." in drawn(app)
    assert len([*app.get("imgs"), *app.get("image")]) == 1
    app.button(key="previous").click().run()
    assert "Page 1 of 2. Nothing is marked on this page. The marked words are on page 2." in drawn(app)
    (settings.corpus / "paper.pdf").unlink()
    assert "As printed" not in drawn(visit(library, "study", id=study_id, **place))
