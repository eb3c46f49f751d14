"""The basket: chosen studies and quotes side by side, and files of them for other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from app_pages import chosen, common
from app_pages.asked import Asked, in_words
from evidence_search import search_record
from evidence_search.evidence_table import COLUMNS, Cell, EvidenceTable, Row
from evidence_search.export import to_csv, to_markdown, to_workbook
from evidence_search.export.bundle import zipped
from evidence_search.export.document import ChosenQuote, ChosenStudy, Summary, to_document
from evidence_search.export.references import Style, formatted, to_bibtex, to_csl_json, to_ris
from evidence_search.library import Library
from evidence_search.presenting import KIND_WORDS, WARNED, escaped, inward_link, retraction_words, study_address, where
from evidence_search.presenting_profile import short
from evidence_search.records import Metadata, Study
from evidence_search.text.listing import without_mark

STYLES = {"Vancouver": Style.VANCOUVER, "AMA": Style.AMA, "APA": Style.APA}
COLUMN_WORDS = {"n": "Participants", "direction": "Results"}
_ORDER = sorted((name for name, _ in COLUMNS), key=lambda name: name == "follow-up")
"""Columns of the table on the page: harms stand beside the results."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be downloaded."""

    label: str
    name: str
    mime: str
    make: Callable[[], str | bytes]


def page() -> None:
    """Draw the page."""
    common.header("basket")
    held = chosen.basket()
    with common.problems_told():
        library = common.open_library()
        gone = set(held) - set(library.study_ids())
        for study_id in gone:
            chosen.remove(study_id)
        common.show('<article class="es-study"><h1>Basket</h1></article>')
        if gone:
            common.show('<p class="es-state" role="status">Studies that left the library were taken out of the basket.</p>')
        if held:
            _filled(library, held)
        else:
            common.show(
                "<p>Nothing is in the basket. Studies and quotes that you add while searching are gathered here, to be weighed "
                f"side by side and exported. {inward_link('./', 'Search')}.</p>"
            )


def _filled(library: Library, held: chosen.Basket) -> None:
    studies = {study_id: library.study(study_id) for study_id in held}
    table = library.evidence_table(list(held))
    count = "1 study" if len(held) == 1 else f"{len(held)} studies"
    common.show(f'<p class="es-state">{count}. Kept while this browser is open and the server runs; never written down.</p>')
    for number, (study_id, kept) in enumerate(list(held.items()), 1):
        _study(number, studies[study_id], kept)
    st.button("Empty the basket", key="empty", type="tertiary", icon=":material/delete:", on_click=held.clear)
    common.show(f'<article class="es-study"><h2>Side by side</h2>{_table(table)}</article>')
    searches = chosen.searches(held)
    chosen_studies = tuple(_chosen(studies[row.study_id], held[row.study_id].quotes, _facts(row)) for row in table.rows)
    notes = tuple(f"Searched for {in_words(asked)}." for asked in searches)
    _downloads(table, Summary("Evidence summary", chosen_studies, table.fingerprint, notes))
    _records(library, searches)
    _references([(study_id, study.metadata) for study_id, study in studies.items()], table.fingerprint)


def _facts(row: Row) -> str:
    cells = {cell.column: cell for cell in row.cells}
    said = [(name, short(cells[name])) for name in ("design", "n", "regimen", "direction", "harms", "follow-up")]
    return "; ".join(f"{COLUMN_WORDS.get(name, name).lower()}: {words}" for name, words in said)


def _study(number: int, study: Study, kept: chosen.Kept) -> None:
    metadata = study.metadata
    title = inward_link(study_address(study.study_id, 0, 0), metadata.title or "[Title not known]")
    warned = f'<p class="es-warned">{escaped(retraction_words(metadata))}</p>' if metadata.retraction in WARNED else ""
    with st.container(border=True, key=f"chosen-{number}", gap=None):
        common.show(
            f'<article class="es-hit"><h2 dir="auto"><span class="es-rank">{number}</span>{title}</h2>{warned}'
            f'<p class="es-state">{escaped(metadata.year or "year unknown")} · {escaped(KIND_WORDS[study.kind])}</p>'
            f"{_found_by(kept.searches)}</article>"
        )
        for place, each in enumerate(kept.quotes):
            common.show(
                f'<blockquote class="es-quote es-small" dir="auto">{escaped(without_mark(each.quote.text))}</blockquote>'
                f'<p class="es-where">{escaped(where(each.section, each.quote.pages))}</p>'
            )
            st.button("Drop this quote", key=f"drop-{number}-{place}", type="tertiary", icon=":material/close:",
                      on_click=chosen.drop_quote, args=(study.study_id, place))  # fmt: skip
        st.button("Take out", key=f"out-{number}", type="tertiary", icon=":material/delete:", on_click=chosen.remove,
                  args=(study.study_id,))  # fmt: skip


def _found_by(searches: Sequence[Asked]) -> str:
    """Return the searches a study was found by as links to them."""
    links = "; ".join(inward_link(asked.address(), in_words(asked)) for asked in searches)
    return f'<p class="es-state" dir="auto">Found by searching for {links}.</p>' if links else ""


def _place(cell: Cell) -> int:
    return _ORDER.index(cell.column)


def _table(table: EvidenceTable) -> str:
    head = "".join(f'<th scope="col">{COLUMN_WORDS.get(name, name.capitalize())}</th>' for name in _ORDER)
    rows = "".join(
        f'<tr><th scope="row">{inward_link(study_address(row.study_id, 0, 0), str(number))}</th>'
        + "".join(f'<td dir="auto">{escaped(short(cell))}</td>' for cell in sorted(row.cells, key=_place))
        + "</tr>"
        for number, row in enumerate(table.rows, 1)
    )
    return (
        '<div class="es-scroll" tabindex="0" role="region" aria-label="Evidence table"><table class="es-table es-wide"><thead>'
        f'<tr><th scope="col">Study</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        '<p class="es-state">“Not stated” means that the text read does not say; it does not mean no.</p>'
    )


def _chosen(study: Study, quotes: tuple[ChosenQuote, ...], facts: str) -> ChosenStudy:
    """Return a study for the summary, with those quotes that still stand in its text word for word."""
    verbatim = tuple(q for q in quotes if study.text[q.quote.start : q.quote.end] == q.quote.text)
    return ChosenStudy(study.study_id, study.kind, study.metadata, verbatim, facts)


def _downloads(table: EvidenceTable, summary: Summary) -> None:
    references = [(study.study_id, study.metadata) for study in summary.studies]
    files = (
        File("Summary (Word)", "evidence.docx", WORD, lambda: to_document(summary)),
        File("Table (Excel)", "evidence.xlsx", EXCEL, lambda: to_workbook(table)),
        File("Table (CSV)", "evidence.csv", "text/csv", lambda: "\ufeff" + to_csv(table)),
        File("Table and quotes (Markdown)", "evidence.md", "text/markdown", lambda: to_markdown(table)),
        File("RIS", "references.ris", "application/x-research-info-systems", lambda: to_ris(references)),
        File("BibTeX", "references.bib", "application/x-bibtex", lambda: to_bibtex(references)),
        File("CSL-JSON", "references.json", "application/vnd.citationstyles.csl+json", lambda: to_csl_json(references)),
    )
    common.show('<article class="es-study"><h2>Export</h2></article>')
    with st.container(horizontal=True, gap="small"):
        for file in files:
            _button(file)


def _button(file: File) -> None:
    st.download_button(file.label, file.make, file.name, file.mime, key=f"file-{file.name}", on_click="ignore",
                       icon=":material/download:")  # fmt: skip


def _records(library: Library, searches: Sequence[Asked]) -> None:
    """Offer the records of the searches the studies were found by, from the index that the other exports are from."""
    if not searches:
        common.show('<p class="es-state">None of these studies was added from a search, so there is no search to record.</p>')
        return
    if len(searches) == 1:
        file = File("Record of the search", "search.json", "application/json", lambda: _record(library, searches[0]))
    else:
        label = f"Records of the {len(searches)} searches"
        file = File(label, "searches.zip", "application/zip", lambda: zipped(_all_records(library, searches)))
    _button(file)
    common.show(
        '<p class="es-state">A record holds the question, what was understood, the filters, the index, and the list with its '
        "quotes. <code>evidence-search repeat</code> runs it again and says what differs.</p>"
    )


def _record(library: Library, asked: Asked) -> bytes:
    return search_record.to_bytes(library.search(asked.question, asked.filters(), asked.show, asked.off(), asked.order))


def _all_records(library: Library, searches: Sequence[Asked]) -> dict[str, bytes]:
    return {f"search-{number}.json": _record(library, asked) for number, asked in enumerate(searches, 1)}


def _references(studies: list[tuple[str, Metadata]], fingerprint: str) -> None:
    common.show('<article class="es-study"><h2>References</h2></article>')
    style = st.radio("Style", list(STYLES), key="style", horizontal=True)
    lines = _formatted(tuple(study_id for study_id, _ in studies), style, fingerprint, studies)
    numbered = style != "APA"
    text = "\n".join(f"{n}. {line}" if numbered else line for n, line in enumerate(lines, 1))
    st.code(text, language=None, wrap_lines=True)
    _button(File(f"References, {style} (text)", f"references-{style.lower()}.txt", "text/plain", lambda: text + "\n"))


@st.cache_data(max_entries=64, show_spinner=False)
def _formatted(study_ids: tuple[str, ...], style: str, fingerprint: str, _studies: list[tuple[str, Metadata]]) -> list[str]:
    return formatted(_studies, STYLES[style])


page()
