"""Passages by the words they share with a question (BM25): the only place that speaks to tantivy."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from evidence_search.errors import DamagedIndex
from evidence_search.text.wording import Group, Wording

_WRITER_BYTES = 64_000_000
_UNLINKED = (".lock",)

STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was "
    "will with".split()
)
"""Lucene's English stop words, as in the published BM25 baselines this project compares itself with."""

WORDS_NAME = "words.tsv"
"""Beside tantivy's files: each word as printed, in small letters, and how many rows hold it. Spelling cannot use stems."""

SHARED = 0.1
"""What a row gains for each further wording of an idea it holds, beside the best one.

nDCG@10 of the starter library's dev questions with 0, 0.1 and 0.2: 0.812, 0.819, 0.816.
"""

IDEAS_KEPT = 512
"""Ideas whose places are remembered: most questions share their drugs and conditions."""

_PRINTED = re.compile(r"[^\W\d_]{3,30}")

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


STEMMED = 50_000
"""Words whose stems are remembered, some 8 MB; a search reads five hundred sentences, most of whose words it has met before."""

_PLAIN = bytes(ord(chr(i).lower()) if i < 128 and chr(i).isalnum() else ord(" ") for i in range(256))
"""What each sign of ASCII is to the index: letters and digits in small letters, everything else between words."""

_FOREIGN = re.compile(
    r"[^\x00-\x7f\u00a0\u00a7\u00ab\u00ae\u00b0\u00b1\u00b7\u00bb\u00d7\u00f7\u2002-\u2022\u2026\u202f-\u203a\u2192\u2212\u2264\u2265]"
)
"""Signs that may be parts of words, unlike blanks, dashes, quotation marks and the like beyond ASCII."""


class _Stems(dict[bytes, str]):
    """Word as written, in small letters → its stem, empty for what is too long to be a word."""

    def __missing__(self, word: bytes) -> str:
        found = _ANALYSER.analyze(word.decode())
        if len(self) >= STEMMED:
            self.clear()
        stem = self[word] = found[0] if found else ""
        return stem


_STEMS = _Stems()


def terms(text: str) -> list[str]:
    """Return the stems of a text, as the index keeps them, stop words included.

    Tantivy's analyser word by word, for it takes four times as long over a sentence as looking its words up does.
    """
    if not text.isascii() and _FOREIGN.search(text):
        return list(_ANALYSER.analyze(text))
    stems = map(_STEMS.__getitem__, text.encode("ascii", "replace").translate(_PLAIN).split())
    return list(filter(None, stems))


def question_terms(question: str) -> list[str]:
    """Return the distinct stems of a question in order, without stop words unless nothing else is there."""
    words = [word for word in _WORDS.analyze(question) if word not in STOP_WORDS]
    return list(dict.fromkeys(terms(" ".join(words)) or terms(question)))


def build(folder: Path, rows: Iterable[Row]) -> None:
    """Write a new index of the rows to an empty folder."""
    folder.mkdir(parents=True)
    counts: Counter[str] = Counter()
    _add(tantivy.Index(_SCHEMA, path=str(folder)), _counted(rows, counts))
    _write_words(folder, counts)


def extend(old: Path, new: Path, rows: Iterable[Row]) -> None:
    """Write to `new` the index of `old` with rows added. Files never change once written, so they are linked, not copied."""
    new.mkdir(parents=True)
    for path in old.iterdir():
        if path.suffix not in _UNLINKED and path.name != WORDS_NAME:
            _link(path, new / path.name)
    counts = Counter(read_words(old))
    _add(tantivy.Index.open(str(new)), _counted(rows, counts))
    _write_words(new, counts)


def read_words(folder: Path) -> dict[str, int]:
    """Return each word of an index and how many rows hold it; none for an index written before words were counted."""
    try:
        lines = (folder / WORDS_NAME).read_text(encoding="utf-8").splitlines()
        return {word: int(count) for word, count in (line.split("\t") for line in lines)}
    except (OSError, ValueError):
        return {}


def _counted(rows: Iterable[Row], counts: Counter[str]) -> Iterator[Row]:
    for row in rows:
        counts.update(set(_PRINTED.findall(f"{row[2]}\n{row[3]}".lower())))
        yield row


def _write_words(folder: Path, counts: Mapping[str, int]) -> None:
    (folder / WORDS_NAME).write_text("".join(f"{word}\t{counts[word]}\n" for word in sorted(counts)), encoding="utf-8")


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
        self._folder = folder
        self._said: dict[Group, float] = {}
        self._held: dict[Group, NDArray[np.int64]] = {}
        if held != count:
            raise DamagedIndex(
                f"The lexical index in {folder} holds {held} passages, not {count}.", "Run: evidence-search check --repair"
            )

    def search(
        self, groups: Sequence[Group], limit: int, studies: Sequence[int] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return (passage rows, scores), best first, of passages that have one of the ideas in text or title.

        An idea scores as the BM25 of its best wording times the wording's weight, and a little for each further one; ideas
        are summed. `studies` restricts to passages of these study rows; None to all. Beyond `limit` come those that score as
        the last one: which of them tantivy meets first depends on the order they were added in, and must not matter.
        """
        if limit < 1 or not groups or (studies is not None and not studies):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        query, asked = _inside(_any_of([self._group_query(group) for group in groups]), studies), limit + 1
        while True:
            found = self._searcher.search(query, limit=asked, count=False).hits
            if len(found) < asked or found[-1][0] < found[limit - 1][0]:
                break
            asked *= 2
        found = [hit for hit in found if hit[0] >= found[limit - 1][0]] if len(found) > limit else found
        passages = self._rows("passage", found)
        return passages, np.array([score for score, _ in found], dtype=np.float32)

    def holding(self, group: Group) -> NDArray[np.int64]:
        """Return the rows, ascending, that have an idea in any of its wordings, whole."""
        known = self._held.get(group)
        if known is None:
            query = tantivy.Query.const_score_query(_having(group), 1.0)
            found = self._searcher.search(query, limit=max(1, self._searcher.num_docs), count=False).hits
            if len(self._held) >= IDEAS_KEPT:
                self._held.clear()
            known = self._held[group] = np.sort(self._rows("passage", found))
        return known

    def words(self) -> dict[str, int]:
        """Return each word as printed, in small letters, and the number of passages that hold it; see `read_words`."""
        return read_words(self._folder)

    def _group_query(self, group: Group) -> tantivy.Query:
        """Return what scores an idea.

        A rare wording of a common idea says no more than the idea itself does: its weight is brought down from its own inverse
        document frequency to that of the texts that have the idea in any wording.
        """
        if len(group.wordings) == 1:
            return _boosted(_wording_query(group.wordings[0]), group.wordings[0].weight)
        said = self._says(group)
        wordings = [
            _boosted(_wording_query(wording), wording.weight * min(1.0, said / own if (own := self._idf(wording)) else 1.0))
            for wording in group.wordings
        ]
        return tantivy.Query.disjunction_max_query(wordings, tie_breaker=SHARED)

    def _says(self, group: Group) -> float:
        known = self._said.get(group)
        if known is None:
            if len(self._said) >= IDEAS_KEPT:
                self._said.clear()
            # Counting alone takes a tenth of the time of `holding`, which many a common idea is not asked for.
            counted = self._searcher.search(_having(group), limit=1, count=True).count  # type: ignore[attr-defined]
            known = self._said[group] = self._rarity(counted or 0)
        return known

    def _idf(self, wording: Wording) -> float:
        """Return what tantivy will count a wording's words with: a phrase's inverse document frequencies are summed."""
        if not wording.together and len(wording.stems) > 1:
            return 0.0
        return sum(self._rarity(self.document_frequency(stem)) for stem in wording.stems)

    def _rarity(self, frequency: int) -> float:
        return log(1 + (self._searcher.num_docs - frequency + 0.5) / (frequency + 0.5))

    def _rows(self, field: str, hits: Sequence[tuple[float, tantivy.DocAddress]]) -> NDArray[np.int64]:
        return np.array(self._searcher.fast_field_values(field, [address for _, address in hits]), dtype=np.int64)

    def document_frequency(self, stem: str) -> int:
        """Return the number of passages whose text or title holds a stem."""
        return int(self._searcher.doc_freq("body", stem))


def _wording_query(wording: Wording, scored: bool = True) -> tantivy.Query:
    """Return what finds a wording; unscored, stems that need not stand together must at least all be there."""
    if len(wording.stems) == 1:
        return tantivy.Query.term_query(_SCHEMA, "body", wording.stems[0])
    if wording.together:
        return tantivy.Query.phrase_query(_SCHEMA, "body", list(wording.stems))
    terms_ = [tantivy.Query.term_query(_SCHEMA, "body", stem) for stem in wording.stems]
    return _any_of(terms_) if scored else tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms_])


def _having(group: Group) -> tantivy.Query:
    return _any_of([_wording_query(wording, scored=False) for wording in group.wordings])


def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1 else tantivy.Query.boost_query(query, weight)


def _inside(query: tantivy.Query, studies: Sequence[int] | None) -> tantivy.Query:
    if studies is None:
        return query
    inside = tantivy.Query.const_score_query(tantivy.Query.term_set_query(_SCHEMA, "study", list(studies)), 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, inside)])
