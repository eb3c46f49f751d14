"""The page that says what the program is and is not, how it ranks and judges, how good it is, and what this library holds."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from app_pages import common
from evidence_search.errors import EvidenceSearchError
from evidence_search.library import Status
from evidence_search.presenting import DIGEST_LABEL, facts_table, stacked_table, table

WHAT = """
# About Evidence Search

A search engine over a clinic's own library of studies on ketamine and esketamine. It quotes what is written in the studies,
word for word, with the place where it stands. It never writes an answer of its own: what it cannot quote, it does not say.

**It is not medical advice**, and it does not take the place of reading the paper. It shows what a text says, not whether that
is true or holds for a particular patient. It is not a systematic review either: a library is a choice of studies, and what is
not in it cannot be found.

## How a question is understood

Mistyped words are mended, abbreviations written out, other names and lay words for the same thing are looked for as well. What
was understood stands above the results, and a click takes it away: the words are then read just as you typed them.

## How it ranks

Studies are cut into short passages. For a question, passages are looked for in two ways: by **words** (how many of your words,
and how rare they are, in the passage and in the whole study) and by **meaning** (a small language model places texts that say
alike near each other). A small scorer, whose weights are a readable file, puts the signs together; a study stands where its
best passage stands. From that passage the sentences that answer best are shown as the quote. Each result says why it is there.

By relevance, the quality of a study does not count. You can also order by **strength of evidence** or by year: then the studies
that are nearly as relevant as the best one come first, strongest or newest before the others. Retracted studies come last.

## How it decides that the library does not answer

The studies nearest to the question are held against it: how near in meaning their best sentence is, and how much of what is
asked stands in the same study, rare and medical ideas counting more. The verdict is **answered**, **partly**, or
**not covered**. It can be wrong in both directions: read the quote before you rely on it, and do not take "not covered" for
"not true".

## Where the facts beside a study come from

Design, participants, regimen, results, harms and follow-up are read from the text by rules, or were noted by the people who
wrote a digest. On the study's page each value opens the words it was read from. What was not found is called "not stated" or
"unknown". It never means "no".
"""
FIGURES = Path(__file__).parents[1] / "benchmarks" / "figures.json"
"""What was measured, with dates and scripts; a test holds it to benchmarks/README.md."""
PRIVACY = """
## Privacy

Questions are answered on the computer that serves this page and never leave it: no search service, no statistics, no
fonts or scripts from elsewhere. A search is kept in the address of the page, so whoever is sent that address sees the question.
The basket is kept in memory while the server runs, for your browser alone. A link to a journal, PubMed or a registry leaves
this machine when you follow it; it does not carry your question.

## Licence

Evidence Search is free software under the Apache License 2.0, and so are the digests that come with it. The studies belong to
their authors and publishers. The packages it is built on have licences of their own; `docs/dependencies.md` says what each is
for.
"""


def page() -> None:
    """Draw the page."""
    common.header("about")
    st.markdown(WHAT)
    common.show(f'<p class="es-digest">“{DIGEST_LABEL}” marks a summary written for this project. It is not the paper.</p>')
    st.markdown("## How good it is\n\nMore figures, and how each was measured, stand in `benchmarks/README.md`.")
    common.show(f'<article class="es-study">{stacked_table(("What", "Measured", "When, by"), _figures())}</article>')
    st.markdown("## This library")
    try:
        status = common.open_library().status()
    except EvidenceSearchError as problem:
        common.tell(problem)
    else:
        common.show(_holdings(status))
    st.markdown(PRIVACY)


def _figures() -> list[tuple[str, str, str]]:
    """Return what was measured: what, the figures, the date and the script."""
    try:
        told = json.loads(FIGURES.read_text(encoding="utf-8"))["figures"]
    except FileNotFoundError:
        return [("The figures are not beside this program", "not shown", f"benchmarks/{FIGURES.name} is missing")]
    return [(each["what"], each["measured"], f"{each['date']}, {each['script']}") for each in told]


def _holdings(status: Status) -> str:
    manifest = status.manifest
    rows: list[tuple[str, object]] = [
        ("Studies", f"{manifest.studies:,}"),
        ("Passages", f"{manifest.passages:,}"),
        ("Fingerprint of the index", f"{manifest.fingerprint} (generation {manifest.generation})"),
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
