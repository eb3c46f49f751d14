"""Metrics worked by hand, folders of judgements as they come, and an evaluation from end to end."""

from __future__ import annotations

import json
from math import log2
from pathlib import Path

import pytest

from evidence_search.errors import JudgementsError
from evidence_search.evaluation import evaluate, load_corpus, load_questions, ndcg, recall, reciprocal_rank
from evidence_search.library import Library
from evidence_search.records import Document, ReadFailure
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
from tests.papers import markdown

GRADES = {"a": 2, "b": 1, "c": 0, "d": 1}


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "b", "d"], 1.0),  # the ideal order: 2/1 + 1/log2(3) + 1/2
        (["b", "a"], (1 + 2 / log2(3)) / (2 + 1 / log2(3) + 1 / 2)),
        (["x", "y", "a"], (2 / 2) / (2 + 1 / log2(3) + 1 / 2)),
        (["c"], 0.0),
        ([], 0.0),
        ([*"uvwxyzstrq", "a"], 0.0),  # the eleventh does not count
        ([*"uvwxyzstr", "a"], (2 / log2(11)) / (2 + 1 / log2(3) + 1 / 2)),
    ],
)
def test_ndcg_at_10(ranked: list[str], expected: float) -> None:
    assert ndcg(ranked, GRADES) == pytest.approx(expected)


def test_ndcg_when_more_are_relevant_than_are_looked_at() -> None:
    relevant = {str(n): 1 for n in range(20)}
    assert ndcg([str(n) for n in range(10)], relevant) == pytest.approx(1)
    assert ndcg(["0"], relevant, depth=1) == 1
    assert ndcg(["0"], {}) == 0


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [(["a", "b", "d"], 1.0), (["x", "d"], 1 / 3), (["c"], 0.0), ([], 0.0), ([*map(str, range(99)), "a", "b"], 1 / 3)],
)
def test_recall_at_100(ranked: list[str], expected: float) -> None:
    assert recall(ranked, GRADES) == pytest.approx(expected)


@pytest.mark.parametrize(("ranked", "expected"), [(["a"], 1.0), (["x", "c", "d"], 1 / 3), (["x"], 0.0), ([], 0.0)])
def test_reciprocal_rank(ranked: list[str], expected: float) -> None:
    assert reciprocal_rank(ranked, GRADES) == pytest.approx(expected)


QUERIES = [
    {"_id": "q1", "text": "ketamine pain weeks", "category": "duration"},
    {"_id": "q2", "text": "mood lifted", "category": "mood"},
    {"_id": "q3", "text": "nobody judged this"},
]
CORPUS = [
    {"_id": "s1", "title": "CRPS", "text": "Ketamine relieved pain for weeks. Nausea was common."},
    {"_id": "s2", "title": "Mood", "text": "Mood lifted within hours."},
    {"_id": "s3", "title": "Sleep", "text": ""},
    {"_id": "s4", "title": "", "text": " "},
    {"title": "No id", "text": "Pain fell."},
]


def folder_of(folder: Path, qrels: str, queries: object = QUERIES, corpus: object = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "qrels.tsv").write_text(qrels)
    for name, records in (("queries.jsonl", queries), ("corpus.jsonl", corpus)):
        if isinstance(records, list):
            (folder / name).write_text("\n".join(json.dumps(record) for record in records) + "\n\n")
    return folder


QRELS = "query-id\tcorpus-id\tscore\nq1\ts1\t2\nq1\ts2\t0\nq2\ts2\t1\n"


def test_load_questions(tmp_path: Path) -> None:
    questions = load_questions(folder_of(tmp_path, QRELS))
    assert [(q.question_id, q.category, dict(q.relevant)) for q in questions] == [
        ("q1", "duration", {"s1": 2, "s2": 0}),
        ("q2", "mood", {"s2": 1}),
        ("q3", "", {}),
    ]


def test_judgements_in_beirs_own_place_and_without_a_heading(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "")
    (folder / "qrels.tsv").unlink()
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("q1\ts1\t1\n")
    assert load_questions(folder)[0].relevant == {"s1": 1}


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("qrels.tsv", None, "no qrels.tsv"),
        ("queries.jsonl", None, "no queries.jsonl"),
        ("qrels.tsv", "q1\ts1\n", "line 1: not question, study and grade"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\ts1\tyes\n", "line 2: not question"),
        ("queries.jsonl", '{"_id": "q1"}\n', "line 1: no 'text'"),
        ("queries.jsonl", '{"_id": "q1", "text": "x"}\n{', "line 2: not JSON"),
        ("queries.jsonl", "[1]\n", "line 1: not a JSON object"),
    ],
)
def test_what_is_wrong_with_a_folder_is_named(tmp_path: Path, file: str, content: str | None, message: str) -> None:
    folder = folder_of(tmp_path, QRELS)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content)
    with pytest.raises(JudgementsError, match=message):
        load_questions(folder)


def test_load_corpus(tmp_path: Path) -> None:
    found = list(load_corpus(folder_of(tmp_path, QRELS, corpus=CORPUS) / "corpus.jsonl"))
    documents = [d for d in found if isinstance(d, Document)]
    assert [(d.metadata.study_id, d.metadata.title, d.text) for d in documents] == [
        ("s1", "CRPS", "Ketamine relieved pain for weeks. Nausea was common."),
        ("s2", "Mood", "Mood lifted within hours."),
        ("s3", "Sleep", "Sleep"),
    ]
    failures = [f for f in found if isinstance(f, ReadFailure)]
    assert [f.path.rsplit(", ", 1)[1] for f in failures] == ["line 4", "line 5"]


def test_an_evaluation_over_a_corpus_of_its_own(tmp_path: Path) -> None:
    """Both questions find their study first by words and meaning; a second run encodes nothing."""
    folder = folder_of(tmp_path / "judged", QRELS, corpus=CORPUS)
    encoder = FakeEncoder()
    with Library(Settings(tmp_path / "corpus", tmp_path / "index"), encoder) as library:
        report = evaluate(library, folder)
        again = evaluate(library, folder)
    assert (report.name, report.studies, report.questions_without_judgements) == ("judged", 3, 1)
    assert (report.encoded, again.encoded, encoder.encoded) == (3, 0, 3)
    assert set(report.modes) == {"hybrid", "dense", "lexical"}
    for figures in report.modes.values():
        assert (figures.ndcg_at_10, figures.recall_at_100, figures.mrr, figures.questions) == (1, 1, 1, 2)
        assert 0 < figures.latency_ms <= figures.latency_p95_ms
    assert {name: modes["hybrid"].questions for name, modes in report.categories.items()} == {"duration": 1, "mood": 1}
    assert again.fingerprint == report.fingerprint
    assert sorted(p.name for p in folder.iterdir()) == ["corpus.jsonl", "qrels.tsv", "queries.jsonl"]  # nothing is left there


def test_an_evaluation_over_the_library(library: Library, settings: Settings, tmp_path: Path) -> None:
    markdown(settings.corpus / "a.md", "CRPS", pmid="1", text="Ketamine relieved pain for weeks.")
    markdown(settings.corpus / "b.md", "Sleep", pmid="2", text="Sleep improved.")
    library.ingest()
    folder = folder_of(tmp_path / "judged", "q1\tpmid-2\t1\n")
    report = evaluate(library, folder)
    figures = report.modes["hybrid"]
    assert figures.mrr == 0.5
    assert figures.ndcg_at_10 == pytest.approx(1 / log2(3))
    assert report.modes["lexical"].mrr == 0
    assert (report.encoded, report.questions_without_judgements) == (0, 2)


def test_questions_nobody_judged(library: Library, tmp_path: Path) -> None:
    with pytest.raises(JudgementsError, match=r"No question of .* has a judgement"):
        evaluate(library, folder_of(tmp_path / "judged", "other\ts1\t1\n"))
