"""Passages by the words they share with a question (BM25): the only place that speaks to tantivy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from evidence_search.errors import DamagedIndex

_WRITER_BYTES = 64_000_000
_UNLINKED = (".lock",)

STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was "
    "will with".split()
)
"""Lucene's English stop words, as in the published BM25 baselines this project compares itself with."""

Row = tuple[int, int, str, str]
"""(passage row, study row, title, text)."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage", fast=True)
    builder.add_unsigned_field("study", indexed=True)
    # The title stands before each passage in one field: as a field of its own it was worse at every weight that was tried
    # (SciFact nDCG@10 of BM25 0.696 together; 0.684, 0.666 and 0.616 apart, at weights 0.5, 1 and 2).
    builder.add_text_field("body", tokenizer_name="en_stem")
    return builder.build()


_SCHEMA = _schema()
_ANALYSER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.remove_long(40))
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)
_WORDS = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()


def terms(text: str) -> list[str]:
    """Return the stems of a text, as the index keeps them, stop words included."""
    return list(_ANALYSER.analyze(text))


def question_terms(question: str) -> list[str]:
    """Return the distinct stems of a question in order, without stop words unless nothing else is there."""
    words = [word for word in _WORDS.analyze(question) if word not in STOP_WORDS]
    return list(dict.fromkeys(terms(" ".join(words)) or terms(question)))


def build(folder: Path, rows: Iterable[Row]) -> None:
    """Write a new index of the rows to an empty folder."""
    folder.mkdir(parents=True)
    _add(tantivy.Index(_SCHEMA, path=str(folder)), rows)


def extend(old: Path, new: Path, rows: Iterable[Row]) -> None:
    """Write to `new` the index of `old` with rows added. Files never change once written, so they are linked, not copied."""
    new.mkdir(parents=True)
    for path in old.iterdir():
        if path.suffix not in _UNLINKED:
            _link(path, new / path.name)
    _add(tantivy.Index.open(str(new)), rows)


def _link(source: Path, target: Path) -> None:
    try:
        if source.suffix == ".json":
            shutil.copy2(source, target)
        else:
            os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _add(index: tantivy.Index, rows: Iterable[Row]) -> None:
    # One thread, so that equal rows in equal order give an equal index.
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    for passage, study, title, body in rows:
        document = tantivy.Document()
        document.add_unsigned("passage", passage)
        document.add_unsigned("study", study)
        document.add_text("body", f"{title}\n{body}")
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """An index opened for searching; it keeps showing the state it was opened at.

    Raises:
        DamagedIndex: files are missing or broken, or hold another number of passages than expected.
    """

    def __init__(self, folder: Path, count: int) -> None:
        try:
            self._searcher = tantivy.Index.open(str(folder)).searcher()
            held = self._searcher.num_docs
        except (ValueError, OSError) as problem:
            raise DamagedIndex(
                f"The lexical index in {folder} cannot be read.", "Run: evidence-search check --repair"
            ) from problem
        if held != count:
            raise DamagedIndex(
                f"The lexical index in {folder} holds {held} passages, not {count}.", "Run: evidence-search check --repair"
            )

    def search(
        self, stems: Sequence[str], limit: int, studies: Sequence[int] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return (passage rows, BM25 scores), best first, of passages that hold one of the stems in text or title.

        `studies` restricts to passages of these study rows; None to all. Beyond `limit` come those that score as the last one:
        which of them tantivy meets first depends on the order they were added in, and must not matter.
        """
        if limit < 1 or not stems or (studies is not None and not studies):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        query, asked = self._query(stems, studies), limit + 1
        while True:
            found = self._searcher.search(query, limit=asked, count=False).hits
            if len(found) < asked or found[-1][0] < found[limit - 1][0]:
                break
            asked *= 2
        found = [hit for hit in found if hit[0] >= found[limit - 1][0]] if len(found) > limit else found
        addresses = [address for _, address in found]
        passages = np.array(self._searcher.fast_field_values("passage", addresses), dtype=np.int64)
        return passages, np.array([score for score, _ in found], dtype=np.float32)

    def document_frequency(self, stem: str) -> int:
        """Return the number of passages whose text or title holds a stem."""
        return int(self._searcher.doc_freq("body", stem))

    @staticmethod
    def _query(stems: Sequence[str], studies: Sequence[int] | None) -> tantivy.Query:
        should = [(tantivy.Occur.Should, tantivy.Query.term_query(_SCHEMA, "body", stem)) for stem in stems]
        words = tantivy.Query.boolean_query(should)
        if studies is None:
            return words
        inside = tantivy.Query.const_score_query(tantivy.Query.term_set_query(_SCHEMA, "study", list(studies)), 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, words), (tantivy.Occur.Must, inside)])
