"""The page that says what the program is and is not, how it ranks and judges, how good it is, and what this library holds."""

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

Three signs are weighed: whether one study speaks of nearly all ideas of the question, how near in meaning the nearest passage
is, and whether the question names a thing that no study speaks of. The verdict is **answered**, **partly**, or **not covered**.
It can be wrong in both directions: read the quote before you rely on it, and do not take "not covered" for "not true".

## Where the facts beside a study come from

Design, participants, regimen, results, harms and follow-up are read from the text by rules, or were noted by the people who
wrote a digest. On the study's page each value opens the words it was read from. What was not found is called "not stated" or
"unknown". It never means "no".
"""
FIGURES = (
    ("Judged questions on the starter library, nDCG@10 (1 is perfect)", "0.846 on those used while building, 0.824 on others"),
    ("The same, questions in lay words only", "0.862 and 0.692; 0.59 on 36 written last"),
    ("Questions without an answer here that are told so; answered ones wrongly refused", "41 of 45; 9 of 100"),
    ("A relevant study among the first three", "98% of the questions"),
    ("The quoted sentence is one that people marked as evidence, abstracts (SciFact)", "72%; one of three sentences: 93%"),
    ("The same in the full text of trials (Evidence Inference)", "54%; one of three sentences: 71%"),
    ("A sentence copied from a study is found", "100% of 500; called the same: all of them"),
    ("Quotes that are not word for word in their study", "none of 14,894 passages"),
)
"""What was measured: figures of benchmarks/README.md."""
MEASURED = "November 2026"
PRIVACY = """
## Privacy

Questions are answered on the computer that serves this page and never leave it: no search service, no statistics, no
fonts or scripts from elsewhere. A search is kept in the address of the page, so whoever is sent that address sees the question.
The basket is kept in memory while the server runs, for your browser alone. A link to a journal, PubMed or a registry leaves
this machine when you follow it; it does not carry your question.

## Licence

Evidence Search is free software under the Apache License 2.0. The studies belong to their authors and publishers.
"""


def page() -> None:
    """Draw the page."""
    common.header("about")
    st.markdown(WHAT)
    common.show(f'<p class="es-digest">“{DIGEST_LABEL}” marks a summary written for this project. It is not the paper.</p>')
    st.markdown(f"## How good it is\n\nMeasured in {MEASURED} with the scripts in `benchmarks/`, where more figures stand.")
    common.show(f'<article class="es-study">{table(("What", "Measured"), FIGURES)}</article>')
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
