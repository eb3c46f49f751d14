"""The search page: a question, filters, and the studies that answer it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app_pages import common, form
from app_pages.asked import MOST, Asked
from app_pages.hits import draw_hit
from app_pages.scripts import KEYS
from evidence_search import search_record
from evidence_search.library import Library
from evidence_search.presenting import NOTE_WORDS, bullets, escaped, inward_link, note_words, plain, verdict_words
from evidence_search.records import Note, NoteKind, SearchResult, Verdict

EXAMPLES = (
    "ketamine infusion CRPS, how long does relief last?",
    "esketamine nasal spray, relapse prevention",
    "Is it safe with high blood pressure?",
    "Will I be able to drive home?",
)


def page() -> None:
    """Draw the page."""
    common.header("search")
    st.html(KEYS, unsafe_allow_javascript=True)
    with common.problems_told():
        library = common.open_library()
        asked = form.ask(library)
        if not asked.question:
            _invite(library.snapshot().manifest.studies)
        elif crossed := asked.crossed():
            _nothing(crossed, asked)
        else:
            _answer(library, library.search(asked.question, asked.filters(), asked.show, asked.off(), asked.order), asked)


def _invite(studies: int) -> None:
    """Say what can be asked, with examples as links."""
    links = "".join(f"<li>{inward_link(Asked(example).address(), example)}</li>" for example in EXAMPLES)
    common.show(
        f'<section class="es-invite"><p>Ask the {studies} studies of this library. You get the studies that speak of it, each '
        "with the exact sentence, and nothing that is not written in them.</p>"
        f"<p>For example:</p><ul>{links}</ul>"
        f"<p>Do you have a sentence and want to know where it stands? {inward_link('sentence', 'Find this sentence')}. "
        f"What is there at all? {inward_link('glance', 'Evidence at a glance')}.</p>"
        '<p class="es-state">Keys: / goes to the box, the down arrow to the first study and from study to study, Enter opens.'
        "</p></section>"
    )


def _answer(library: Library, result: SearchResult, asked: Asked) -> None:
    _understood(result, asked)
    if not result.hits:
        what = "No study of this library passes these filters." if not result.studies_searched else "Nothing was found."
        _nothing(what, asked)
        return
    _verdict(result, asked)
    _sum_up(result, asked)
    hits = [replace(hit, rank=place) for place, hit in enumerate(result.hits, 1)]  # in another order a rank is not the place
    shown = {hit.study_id: hit for hit in hits}
    rows = library.evidence_table(list(shown)).rows
    missed = _missed(result)
    if missed:
        common.show('<h2 class="es-misses">Near misses</h2>')
    for hit, row in zip(hits, rows, strict=True):
        draw_hit(hit, row, asked, result.fingerprint, shown, missed)
    if len(result.hits) == asked.show and asked.show < min(MOST, result.studies_searched):
        st.button("Show more studies", key="more", on_click=form.show_more)
    _keep(result)


def _understood(result: SearchResult, asked: Asked) -> None:
    """Show as removable chips what the question was read as, and the filters that are set."""
    with st.container(horizontal=True, gap="small", key="chips"):
        for number, note in enumerate(result.understood.notes):
            _note(number, note, asked)
        for number, words in enumerate(asked.as_typed):
            rest = tuple(each for each in asked.as_typed if each != words)
            _chip(f"“{words}” as typed", f"undo-{number}", replace(asked, as_typed=rest), ":material/undo:",
                  "Understand these words again")  # fmt: skip
        filters = asked.chosen()
        for number, (words, without) in enumerate(filters):
            _chip(words, f"filter-{number}", without, ":material/close:", "Take this filter away")
        if len(filters) > 1:
            _chip("Clear all filters", "clear", Asked(asked.question, as_typed=asked.as_typed, order=asked.order), None,
                  "Search everything again")  # fmt: skip
    for problem in result.understood.problems:
        common.show(f'<p class="es-state">{escaped(problem)}</p>')


def _note(number: int, note: Note, asked: Asked) -> None:
    """Draw what was understood: a chip that takes it away, or that it was not understood."""
    if not note.read_as:
        return
    if note.kind is NoteKind.NOT_READ:
        common.show(f'<p class="es-state">{escaped(note_words(note))}</p>')
        return
    without = replace(asked, as_typed=tuple(dict.fromkeys([*asked.as_typed, note.typed])))
    about = f"{NOTE_WORDS[note.kind]}. Click to read it as typed"
    _chip(note_words(note), f"note-{number}", without, ":material/close:", about)


def _chip(words: str, key: str, then: Asked, icon: str | None, about: str) -> None:
    st.button(plain(words), key=f"chip-{key}", icon=icon, help=plain(about), on_click=form.take, args=(then,))


def _verdict(result: SearchResult, asked: Asked) -> None:
    """Say whether the library answers the question, in words, before any study is shown."""
    judged = result.judgement
    if judged is None or (judged.verdict is Verdict.ANSWERED and not judged.unknown):
        return
    head, words = verdict_words(judged)
    style = "es-digest" if judged.verdict is not Verdict.NOT_COVERED else "es-nothing es-not-covered"
    wider = ""
    if judged.verdict is not Verdict.ANSWERED and asked.chosen():
        wider = f" Filters are set: {inward_link(Asked(asked.question).address(), 'search again without them')}."
    common.show(f'<section class="{style}" role="status"><h2>{escaped(head)}</h2><p>{escaped(words)}{wider}</p></section>')


def _missed(result: SearchResult) -> bool:
    return result.judgement is not None and result.judgement.verdict is Verdict.NOT_COVERED


def _sum_up(result: SearchResult, asked: Asked) -> None:
    """Say above the hits how many there are, of how many, how fast, and from which index."""
    shown = "1 study" if len(result.hits) == 1 else f"{len(result.hits)} studies"
    spent = f"{result.encode_ms + result.search_ms:.0f} ms"
    ordered = {"relevance": "most relevant first", "strength": "strongest evidence first", "year": "newest first"}[asked.order]
    if _missed(result):
        ordered = "nearest first, not an answer"
    words = [f"{shown}, {ordered}", f"searched {result.studies_searched}", spent, f"index {result.fingerprint[:8]}"]
    glance = inward_link(asked.address("glance"), "these at a glance")
    common.show(f'<div class="es-sum" role="status">{" · ".join(map(escaped, words))} · {glance}</div>')


def _keep(result: SearchResult) -> None:
    """Offer the record by which this search can be repeated."""
    st.download_button(
        "Download the record of this search", search_record.to_bytes(result), f"search-{result.fingerprint[:8]}.json",
        "application/json", key="record", type="tertiary", icon=":material/download:", on_click="ignore",
        help="Question, what was understood, filters, index, counts and the list: evidence-search can repeat it and compare.",
    )  # fmt: skip


def _nothing(what: str, asked: Asked) -> None:
    """Say that there is nothing, and which filters may be the reason."""
    chosen = [words for words, _ in asked.chosen()]
    filters = chosen + ([] if asked.include_retracted else ["retracted studies left out"])
    wider = f"<p>{inward_link(Asked(asked.question).address(), 'Search again without filters')}</p>" if chosen else ""
    common.show(
        f'<section class="es-nothing" role="status"><h2>{escaped(what)}</h2>'
        f"<p>You asked: <q>{escaped(asked.question)}</q></p>"
        f"<p>Filters that are set:</p>{bullets(filters or ['none'])}{wider}</section>"
    )


page()
