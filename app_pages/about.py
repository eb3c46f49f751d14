"""The page that says what the program is and is not, how it ranks, and what this library holds."""

from __future__ import annotations

import streamlit as st

from app_pages import common
from evidence_search.errors import EvidenceSearchError
from evidence_search.library import Status
from evidence_search.presenting import DIGEST_LABEL, facts_table, table

WHAT = """
# About Evidence Search

A search engine over a clinic's own library of studies on ketamine and esketamine. It quotes what is written in the studies,
word for word, with the place where it stands. It never writes an answer of its own: what it cannot quote, it does not say.

**It is not medical advice**, and it does not take the place of reading the paper. It shows what a text says, not whether that
is true or holds for a particular patient. It is not a systematic review either: a library is a choice of studies, and what is
not in it cannot be found.

## How it ranks

Studies are cut into short passages. For a question, passages are looked for in two ways: by **words** (how many of your words,
and how rare they are, in the passage and in the whole study) and by **meaning** (a small language model places texts that say
alike near each other). Both are put on one scale and added; a study stands where its best passage stands. From that passage the
sentences nearest to the question are shown as the quote. Each result says why it is there.

It does not rank by the quality of a study. Design, year and size are shown so that you can weigh it yourself. If a library
holds little on a question, the nearest studies are still listed: read the quote before you rely on a rank.

## What the labels mean

"Unknown" means that nobody has looked or that the source did not say. It never means "no".
"""
PRIVACY = """
## Privacy

Questions are answered on the computer that serves this page and never leave it: no search service, no statistics, no
fonts or scripts from elsewhere. A search is kept in the address of the page, so whoever is sent that address sees the question.
A link to a journal, PubMed or a registry leaves this machine when you follow it; it does not carry your question.

## Licence

Evidence Search is free software under the Apache License 2.0. The studies belong to their authors and publishers.
"""


def page() -> None:
    """Draw the page."""
    common.header("about")
    st.markdown(WHAT)
    common.show(f'<p class="es-digest">“{DIGEST_LABEL}” marks a summary written for this project. It is not the paper.</p>')
    st.markdown("## This library")
    try:
        status = common.open_library().status()
    except EvidenceSearchError as problem:
        common.tell(problem)
    else:
        common.show(_holdings(status))
    st.markdown(PRIVACY)


def _holdings(status: Status) -> str:
    manifest = status.manifest
    rows: list[tuple[str, object]] = [
        ("Studies", f"{manifest.studies:,}"),
        ("Passages", f"{manifest.passages:,}"),
        ("Index", f"{manifest.fingerprint} (generation {manifest.generation})"),
        ("Model", f"{manifest.model} (weights {manifest.weights_sha256[:12]})"),
        ("Folder", status.corpus),
    ]
    if status.interrupted:
        rows.append(("Unfinished", "An ingest was interrupted. Finish it with: evidence-search ingest"))
    return f'<article class="es-study">{facts_table(rows)}{"".join(_counts(*pair) for pair in status.counts.items())}</article>'


def _counts(heading: str, counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return f"<details><summary>Studies by {heading}</summary>{table([heading.capitalize(), 'Studies'], ordered)}</details>"


page()
