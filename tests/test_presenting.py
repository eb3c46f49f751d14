"""What the web page says, as pure functions: nothing of a study becomes markup, nothing of it is lost."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_pages.asked import DOSE_MOST, KEYS, MOST, PAGE, QUESTION_MAX, UNITS, Asked, read, whole
from app_pages.facts import facts_html
from evidence_search import presenting
from evidence_search.presenting import escaped, marked, outward_links, section_body, study_address
from evidence_search.records import (
    Design,
    DoseRange,
    Explanation,
    Metadata,
    Note,
    NoteKind,
    Order,
    Page,
    Retraction,
    Section,
    SourceKind,
    Study,
)
from evidence_search.search.understand_likeness import WHOLE

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onclick="alert(1)',
    "**bold** _it_ `code` [a](javascript:alert(1))",
    "$x^2$ :red[x] :smile: :material/home: -> --",
    "W" * 3000,
    "הכאב פחת \u202e abc",
    "&lt;b&gt; &amp;",
)
TAGS = re.compile(r"<[^>]*>")


def text_of(markup: str) -> str:
    """Return what a browser shows of HTML."""
    return html.unescape(TAGS.sub("", markup))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_its_letters(text: str) -> None:
    for made in (escaped(text), marked(text, 2, 5), presenting.bullets([text]), presenting.table(["a"], [[text]])):
        assert text_of(made) == text or text_of(made) == "a" + text
        names = {name.lower() for name in re.findall(r"<\s*/?\s*([A-Za-z]+)", made)}
        assert names <= {"mark", "ul", "li", "div", "table", "thead", "tbody", "tr", "th", "td"}
    assert '"' not in escaped(text)


@given(st.text(), st.integers(-3, 40), st.integers(-3, 40))
def test_marking_loses_and_adds_nothing(text: str, start: int, end: int) -> None:
    made = marked(text, start, end)
    assert text_of(made) == text
    inside = re.search(r"<mark>(.*)</mark>", made, re.DOTALL)
    assert (html.unescape(inside.group(1)) if inside else None) == (text[start:end] if 0 <= start < end <= len(text) else None)


def test_a_mark_across_pages_is_in_pieces_and_named_once() -> None:
    text = "Before. On page one <i>and two</i>. After."
    section, pages = Section("Results", 0, len(text)), (Page(4, 0, 19), Page(5, 19, len(text)))
    made = section_body(text, section, pages, 8, 35)
    assert text_of(made) == text
    assert "".join(map(html.unescape, re.findall(r"<mark[^>]*>(.*?)</mark>", made))) == text[8:35]
    assert made.count('id="cited"') == 1
    assert re.findall(r'data-page="([^"]*)"', made) == ["page 4", "page 5"]
    assert section_body(text, section, (), 0, 0) == escaped(text)


@given(st.text(min_size=1), st.data())
def test_a_section_is_shown_whole(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    section = Section("Text", cuts[0], cuts[3])
    pages = (Page(1, 0, cuts[1]), Page(2, cuts[1], len(text)))
    assert text_of(section_body(text, section, pages, cuts[1], cuts[2])) == text[cuts[0] : cuts[3]]


def test_links_outwards_are_https_and_tell_nothing() -> None:
    made = outward_links([("doi:10.1/<x>", 'https://doi.org/10.1/<x>"'), ("bad", "javascript:alert(1)")])
    assert made.count("<a ") == 1
    assert 'rel="noopener noreferrer"' in made
    assert 'href="https://doi.org/10.1/&lt;x&gt;&quot;"' in made


def test_the_state_of_retraction_is_told_in_words() -> None:
    for state in Retraction:
        assert presenting.retraction_words(Metadata(retraction=state)) == presenting.RETRACTION_WORDS[state]
    known = Metadata(retraction=Retraction.NONE_KNOWN, retraction_note="PubMed, 2026-11")
    assert presenting.retraction_words(known) == "Retraction: none known. (Source: PubMed, 2026-11)"
    unknown = replace(known, retraction=Retraction.UNKNOWN)
    assert presenting.retraction_words(unknown) == "Retraction: unknown — nobody has looked."


def test_a_correction_is_not_shown_like_a_retraction() -> None:
    styles = {state: presenting.warning_style(state) for state in presenting.WARNED}
    assert styles[Retraction.RETRACTED] == styles[Retraction.CONCERN] == "es-warned"
    assert styles[Retraction.CORRECTED] == "es-cautioned"


def test_what_was_understood_is_said_in_words() -> None:
    said = [
        (Note(NoteKind.SPELLING, "ketmine", "ketamine"), "“ketmine” read as ketamine"),
        (Note(NoteKind.LAY, "drip", "infusion"), "“drip” also: infusion"),
        (Note(NoteKind.LAY, WHOLE, "perhaps driving"), "Also looked for: perhaps driving"),
        (Note(NoteKind.NOT_READ, "year:x", "That is no year."), "Not understood: “year:x”. That is no year."),
    ]
    assert [presenting.note_words(note) for note, _ in said] == [words for _, words in said]


def test_harms_not_seen_are_never_told_as_none() -> None:
    assert "The source read did not say about harms." in facts_html({"harms_reported": "not seen", "harms": []})


def test_why_words_say_what_was_not_found() -> None:
    why = Explanation(
        score=0.5,
        dense_score=0.7,
        dense_rank=None,
        lexical_score=None,
        lexical_rank=None,
        study_lexical_score=3.25,
        matched_terms=(),
    )
    words = presenting.why_words(why, "Pain fell.")
    assert words[0] == "It has no word of your question."
    assert "not among the passages looked at" in words[1]
    assert "not among the nearest" in words[2]
    assert words[3] == "In figures: together 0.50 of at most 1, meaning 0.70 (cosine), words of the whole study 3.2 (BM25)."


def test_why_words_name_words_as_they_are_printed() -> None:
    """This test ensures that nobody has to read a stem: `pressur` is shown as the word that stands there."""
    why = Explanation(0.5, 0.7, 1, 8.0, 2, None, ("pressur", "absent", "press"))
    words = presenting.why_words(why, "High Pressure, then pressing on.")
    assert words[0] == "It has these words of your question, or forms of them: pressure, absent."
    assert words[1:3] == ["By its words it is number 2 of all passages.", "By its meaning it is number 1 of all passages."]


def test_a_stacked_table_says_each_heading_with_its_cell() -> None:
    made = presenting.stacked_table(("Dose", '<b>"n"</b>'), [("0.5 mg/kg", None)])
    assert 'data-label="Dose">0.5 mg/kg</td>' in made
    assert 'data-label="&lt;b&gt;&quot;n&quot;&lt;/b&gt;">–</td>' in made


def test_only_a_stretch_that_exists_is_cited() -> None:
    study = Study("a", SourceKind.ABSTRACT, Metadata(), "Twelve words", (), (), ())
    assert presenting.cited(study, 0, 6) == (0, 6)
    assert {presenting.cited(study, a, b) for a, b in ((None, 3), (3, None), (3, 3), (5, 2), (0, 99))} == {(0, 0)}


units = st.sampled_from(UNITS)
asked = st.builds(
    Asked,
    question=st.text(max_size=40).map(str.strip),
    conditions=st.lists(st.text(min_size=1), unique=True, max_size=3).map(tuple),
    designs=st.lists(st.sampled_from(Design), unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(SourceKind), unique=True).map(tuple),
    year_from=st.none() | st.integers(1900, 2100),
    year_to=st.none() | st.integers(1900, 2100),
    drugs=st.lists(st.text(min_size=1), unique=True, max_size=2).map(tuple),
    routes=st.lists(st.text(min_size=1), unique=True, max_size=2).map(tuple),
    directions=st.lists(st.text(min_size=1), unique=True, max_size=2).map(tuple),
    participants_from=st.none() | st.integers(0, 10_000),
    participants_to=st.none() | st.integers(0, 10_000),
    sessions_from=st.none() | st.integers(1, 100),
    dose=st.none() | st.builds(DoseRange, st.sampled_from((0.0, 0.1, 0.5, 40)), st.sampled_from((0.5, 1.25, DOSE_MOST)), units),
    as_typed=st.lists(st.text(min_size=1), unique=True, max_size=2).map(tuple),
    order=st.sampled_from(Order),
    include_retracted=st.booleans(),
    show=st.integers(PAGE, MOST),
)


@given(asked)
def test_a_search_is_a_link(wanted: Asked) -> None:
    parameters = {key: [value] if isinstance(value, str) else value for key, value in wanted.parameters().items()}
    assert read(parameters) == wanted
    assert set(parameters) <= set(KEYS)


@given(st.dictionaries(st.sampled_from(KEYS), st.lists(st.text(), max_size=3)))
def test_no_address_breaks_the_page(parameters: dict[str, list[str]]) -> None:
    found = read(parameters, {"condition": ["CRPS"]})
    assert len(found.question) <= QUESTION_MAX
    assert PAGE <= found.show <= MOST
    assert set(found.conditions) <= {"CRPS"}
    assert found.year_from is None or 1900 <= found.year_from <= 2100


def test_numbers_in_an_address() -> None:
    assert [whole({"start": [text]}, "start") for text in ("7", "-7", "7.0", "seven", "٣", "9" * 40, "")] == [7, *[None] * 6]
    address = study_address("a&b", 3, 9, {"q": "x y", "kind": ["digest", "abstract"]})
    assert address == "study?id=a%26b&start=3&end=9&q=x+y&kind=digest&kind=abstract"
