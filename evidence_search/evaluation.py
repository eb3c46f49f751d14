"""Judging search by questions whose relevant studies people named.

A folder in BEIR's form: `queries.jsonl` (`_id`, `text`, perhaps `category`), `qrels.tsv` (`query-id`, `corpus-id`, `score`;
with a heading line) and `corpus.jsonl` (`_id`, `title`, `text`). Without `corpus.jsonl` the judgements are over the library.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from statistics import fmean
from time import perf_counter

from evidence_search.corpus import sha256_of
from evidence_search.errors import IndexProblem, JudgementsError, NoIndex
from evidence_search.ingest import OnProgress
from evidence_search.library import Library
from evidence_search.records import Document, Metadata, ReadFailure, Section, SectionKind, SourceKind
from evidence_search.search.answer import Mode
from evidence_search.settings import Settings

DEPTH = 100
"""Studies ranked for each question."""

Relevant = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """A judged question: its relevant studies with their grades."""

    question_id: str
    text: str
    category: str
    relevant: Relevant


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over questions; latency in milliseconds from question to ranked studies, encoding included."""

    ndcg_at_10: float
    recall_at_100: float
    mrr: float
    latency_ms: float
    """Median."""
    latency_p95_ms: float
    questions: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation measured: for each mode over all questions, and hybrid by category."""

    name: str
    studies: int
    passages: int
    encoded: int
    questions_without_judgements: int
    modes: Mapping[str, Figures]
    categories: Mapping[str, Mapping[str, Figures]]
    fingerprint: str


def ndcg(ranked: Sequence[str], relevant: Relevant, depth: int = 10) -> float:
    """Return normalised discounted cumulative gain with linear gains, as trec_eval's ndcg_cut (Järvelin & Kekäläinen 2002)."""
    gained = sum(relevant.get(study, 0) / log2(place + 1) for place, study in enumerate(ranked[:depth], 1))
    ideal = sorted((grade for grade in relevant.values() if grade > 0), reverse=True)[:depth]
    best = sum(grade / log2(place + 1) for place, grade in enumerate(ideal, 1))
    return gained / best if best else 0.0


def recall(ranked: Sequence[str], relevant: Relevant, depth: int = 100) -> float:
    """Return the share of relevant studies among the first `depth`."""
    wanted = {study for study, grade in relevant.items() if grade > 0}
    return len(wanted & set(ranked[:depth])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Relevant) -> float:
    """Return one over the place of the first relevant study, 0 when none is there."""
    return next((1 / place for place, study in enumerate(ranked, 1) if relevant.get(study, 0) > 0), 0.0)


def load_questions(folder: Path) -> list[Question]:
    """Return the questions of a folder with their judgements, in the file's order.

    Raises:
        JudgementsError: a file is missing or malformed; says which and where.
    """
    relevant = _judgements(folder)
    questions = []
    for number, record in _records(folder / "queries.jsonl"):
        try:
            key, text = str(record["_id"]), str(record["text"])
        except KeyError as missing:
            raise JudgementsError(f"{folder / 'queries.jsonl'}, line {number}: no {missing}.", _FORM) from None
        questions.append(Question(key, text, str(record.get("category", "")), relevant.get(key, {})))
    return questions


def load_corpus(path: Path) -> Iterator[Document | ReadFailure]:
    """Yield each record of a `corpus.jsonl` as a document; a record without any text is a failure."""
    for number, record in _records(path):
        key, title, text = str(record.get("_id", "")), str(record.get("title") or ""), str(record.get("text") or "")
        body = (text if text.strip() else title).strip()
        if not key or not body:
            yield ReadFailure(f"{path}, line {number}", "no _id, or neither title nor text", "Mend the line.")
            continue
        section = Section("Abstract", 0, len(body), SectionKind.ABSTRACT)
        yield Document(SourceKind.ABSTRACT, Metadata(title=title.strip(), study_id=key), body, (section,))


def evaluate(library: Library, folder: Path, tell: OnProgress | None = None) -> Report:
    """Rank the studies for every judged question in each mode and return the figures.

    A folder's own corpus is indexed beside the library's index; its vectors are kept, so a second run encodes nothing.
    """
    questions = load_questions(folder)
    judged = [question for question in questions if question.relevant]
    if not judged:
        raise JudgementsError(
            f"No question of {folder} has a judgement.", "Check that the ids of qrels.tsv are those of queries.jsonl."
        )
    subject, encoded = _subject(library, folder, tell)
    subject.rank(judged[0].text, 1)  # the first question pays for opening files
    modes: dict[str, Figures] = {}
    categories: dict[str, dict[str, Figures]] = {}
    for mode in Mode:
        runs = [_run(subject, question, mode) for question in judged]
        modes[mode.value] = _figures(judged, runs)
        for category in sorted({q.category for q in judged} - {""}):
            chosen = [i for i, q in enumerate(judged) if q.category == category]
            some = _figures([judged[i] for i in chosen], [runs[i] for i in chosen])
            categories.setdefault(category, {})[mode.value] = some
    published = subject.snapshot().manifest
    without = len(questions) - len(judged)
    return Report(
        folder.name, published.studies, published.passages, encoded, without, modes, categories, published.fingerprint
    )


def side_settings(settings: Settings, folder: Path) -> Settings:
    """Return the settings of the index that is made beside a library's own for the corpus of a judged folder."""
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]
    aside = settings.index / "evaluations" / f"{folder.resolve().name}-{mark}"
    models = settings.models or settings.index / "model"
    return replace(settings, corpus=folder.resolve(), index=aside, models=models, profiled=False)


def _subject(library: Library, folder: Path, tell: OnProgress | None) -> tuple[Library, int]:
    """Return the library to judge, its own or one made of the folder's corpus, and how many passages were encoded for it."""
    corpus = folder / "corpus.jsonl"
    if not corpus.exists():
        library.snapshot()
        return library, 0
    side = Library(side_settings(library.settings, folder), library.given_encoder)
    encoded = 0
    try:
        side.snapshot()
    except NoIndex:
        pass
    except IndexProblem:  # of another model, another format, or damaged: nobody but this function mends a side index
        encoded = side.rebuild(tell).passages_encoded
    report = side.ingest_documents("corpus.jsonl", sha256_of(corpus), load_corpus(corpus), tell)
    return side, encoded + report.passages_encoded


def _run(library: Library, question: Question, mode: Mode) -> tuple[list[str], float]:
    began = perf_counter()
    ranked = [study for study, _ in library.rank(question.text, DEPTH, mode)]
    return ranked, (perf_counter() - began) * 1000


def _figures(questions: Sequence[Question], runs: Sequence[tuple[list[str], float]]) -> Figures:
    pairs = [(ranked, question.relevant) for question, (ranked, _) in zip(questions, runs, strict=True)]
    times = sorted(ms for _, ms in runs)
    return Figures(
        ndcg_at_10=fmean(ndcg(ranked, relevant) for ranked, relevant in pairs),
        recall_at_100=fmean(recall(ranked, relevant) for ranked, relevant in pairs),
        mrr=fmean(reciprocal_rank(ranked, relevant) for ranked, relevant in pairs),
        latency_ms=times[len(times) // 2],
        latency_p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
        questions=len(runs),
    )


_FORM = "docs/cli.md describes the folder that evaluate reads."


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    path = next((p for p in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if p.exists()), None)
    if path is None:
        raise JudgementsError(f"There is no qrels.tsv in {folder}.", _FORM)
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
            if number == 1 and row[:1] == ["query-id"]:
                continue
            try:
                question, study, grade = row[0], row[1], int(row[2])
            except (IndexError, ValueError):
                raise JudgementsError(f"{path}, line {number}: not question, study and grade.", _FORM) from None
            found.setdefault(question, {})[study] = grade
    return found


def _records(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    if not path.exists():
        raise JudgementsError(f"There is no {path.name} in {path.parent}.", _FORM)
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as problem:
                raise JudgementsError(f"{path}, line {number}: not JSON ({problem}).", _FORM) from None
            if not isinstance(record, dict):
                raise JudgementsError(f"{path}, line {number}: not a JSON object.", _FORM)
            yield number, record
