"""Measure whether the quotes shown for the right study are sentences that people named as evidence.

Usage: python -m benchmarks.quotes SCIFACT INDEX TRIALS CORPUS TRIALS_INDEX JUDGED LIBRARY LIBRARY_INDEX

The arguments are those of `train_quotes.py`. Each question is put to `Library.search` for the one study that people found
evidence in, and the quotes of the hit are judged; beside them stands the plain argmax, the sentence of the study with the best
cosine. Prints a JSON object. The shipped weights were trained on these same questions: figures for questions never seen are the
cross-validated ones of `train_quotes.py`. JUDGED's questions are also put to the whole library, and judged where the study is
among the ten hits.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidence_search.evaluation import side_settings
from evidence_search.index import lexical
from evidence_search.library import Library
from evidence_search.quantised import cosines
from evidence_search.records import Filters, Quote, Study
from evidence_search.search.answer import PASSAGES_LOADED, rank
from evidence_search.search.evidence import LoadedPassage
from evidence_search.search.quote_features import Asked
from evidence_search.settings import Settings

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the study that holds evidence for it, its likeliest passages and where the evidence stands."""

    group: str
    study_id: str
    asked: Asked
    passages: tuple[LoadedPassage, ...]
    everywhere: tuple[LoadedPassage, ...]
    gold: tuple[Span, ...]

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch of the study's text overlaps evidence."""
        return any(start < b and a < end for a, b in self.gold)


def abstracts(folder: Path, index: Path) -> list[Example]:
    """Return SciFact's claims, one for each abstract with evidence; several entries of a claim for an abstract count as one."""
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    sentences = {record["_id"]: record["sentences"] for record in map(json.loads, lines)}
    examples = []
    with Library.open(side_settings(Settings(folder, index), folder)) as library:
        for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
            claim = json.loads(line)
            wanted: dict[str, set[int]] = {}
            for entry in claim["evidence"]:
                wanted.setdefault(entry["doc"], set()).update(entry["sentences"])
            for doc, numbers in wanted.items():
                study = library.study(doc)
                if gold := _sentences_at(study.text, sentences[doc], numbers):
                    examples.append(_example(library, claim["_id"], study, claim["text"], gold))
    return examples


def judged(questions: Path, corpus: Path, index: Path) -> list[Example]:
    """Return the questions of JUDGED as the engine understands them, each with the passages it reads of the study named."""
    examples = []
    with Library.open(Settings(corpus, index)) as library:
        snapshot = library.snapshot()
        tools = library.tools(snapshot)
        for record in map(json.loads, questions.read_text(encoding="utf-8").splitlines()):
            study_id = record["study"]
            passing = snapshot.passing(_only(study_id))
            ranking = rank(snapshot, record["question"], tools, passing, 1)
            members = [i for _, _, found in ranking.studies for i in found[:PASSAGES_LOADED]]
            passages = tuple(snapshot.load([int(ranking.candidates.positions[i]) for i in members]))
            text = library.study(study_id).text
            gold = tuple((at, at + len(each)) for each in record["gold"] if (at := text.find(each)) >= 0)
            weights = {stem: snapshot.weight(stem) for stem in ranking.stems}
            asked = Asked(ranking.understood.typed, ranking.vector, weights, ranking.understood.groups)
            examples.append(Example(study_id, study_id, asked, passages, passages, gold))
    return examples


def _only(study_id: str) -> Filters:
    return Filters(study_ids=(study_id,), include_retracted=True)


def _sentences_at(text: str, sentences: Sequence[str], wanted: set[int]) -> tuple[Span, ...]:
    """Return where the named sentences stand in a text; those not found word for word are left out."""
    spans, at = [], 0
    for number, sentence in enumerate(sentences):
        start = text.find(sentence.strip(), at)
        if start >= 0:
            at = start + len(sentence.strip())
            spans += [(start, at)] if number in wanted else []
    return tuple(spans)


def trials(statements: Path, corpus: Path, index: Path) -> list[Example]:
    """Return the outcomes of trials whose full text the library holds and whose evidence stands in it."""
    examples = []
    with Library.open(Settings(corpus, index)) as library:
        known = dict(_by_pmcid(library))
        studies: dict[str, tuple[Study, str, list[int]]] = {}
        for line in statements.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            study_id = known.get(record["pmcid"])
            if study_id is None:
                continue
            if study_id not in studies:
                study = library.study(study_id)
                studies[study_id] = (study, *_letters(study.text))
            study, letters, places = studies[study_id]
            gold = tuple(s for e in record["evidence"] if (s := _place(letters, places, e["text"])))
            if gold and study.kind == "full text":
                question = "What is the effect of {intervention} compared with {comparator} on {outcome}?".format(**record)
                examples.append(_example(library, study_id, study, question, gold))
    return examples


def _by_pmcid(library: Library) -> Iterator[tuple[str, str]]:
    snapshot = library.snapshot()
    for number, study_id in enumerate(snapshot.study_ids):
        if pmcid := snapshot.describe(number).metadata.pmcid:
            yield pmcid, study_id


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of a text in lower case, and where each stands."""
    places = [i for i, sign in enumerate(text) if sign.isalnum() and len(sign.lower()) == 1]
    return "".join(text[i].lower() for i in places), places


def _place(letters: str, places: Sequence[int], evidence: str) -> Span | None:
    wanted, _ = _letters(evidence)
    at = letters.find(wanted) if len(wanted) >= 15 else -1
    return None if at < 0 else (places[at], places[at + len(wanted) - 1] + 1)


def _example(library: Library, group: str, study: Study, question: str, gold: tuple[Span, ...]) -> Example:
    snapshot = library.snapshot()
    vector = library.encode_question(question)
    weights = {stem: snapshot.weight(stem) for stem in lexical.question_terms(question)}
    stored = snapshot.passages_of(study.study_id)
    everywhere = tuple(
        LoadedPassage(
            i, study.text, p.start, p.end, study.sections[p.section], p.pages, study.pages,
            tuple((int(a), int(b)) for a, b in p.sentences), p.sentence_vectors,
        )
        for i, p in enumerate(stored)
    )  # fmt: skip
    nearest = sorted(range(len(stored)), key=lambda i: -float(np.dot(stored[i].vector, vector)))[:PASSAGES_LOADED]
    likeliest = tuple(everywhere[i] for i in nearest)
    return Example(group, study.study_id, Asked(question, vector, weights), likeliest, everywhere, gold)


def plain_argmax(example: Example) -> Span:
    """Return the sentence of the study with the best cosine."""
    assert example.asked.vector is not None
    near = [cosines(p.sentence_vectors, example.asked.vector) for p in example.everywhere]
    passage = int(np.argmax([scores.max(initial=-1.0) for scores in near]))
    return example.everywhere[passage].sentences[int(near[passage].argmax())]


def sentences_of(quote: Quote, example: Example) -> list[Span]:
    """Return the places of a quote's sentences, in order."""
    spans = {s for p in example.everywhere for s in p.sentences if quote.start < s[1] and s[0] < quote.end}
    return sorted(spans) or [(quote.start, quote.end)]


def measured(examples: Sequence[Example], library: Library, whole: bool = False) -> dict[str, float]:
    """Return the shares of questions whose quote is right, by what counts as the quote.

    `whole` searches the whole library, and leaves out the questions whose study is not among the ten hits.
    """
    plain, first, quote, three, any_shown, sentences = [], [], [], [], [], []
    for example in examples:
        filters = Filters() if whole else _only(example.study_id)
        hits = [h for h in library.search(example.asked.text, filters, 10).hits if h.study_id == example.study_id]
        if whole and not hits:
            continue
        shown = [p.quote for p in hits[0].passages] if hits else []
        plain.append(example.holds(*plain_argmax(example)))
        first.append(bool(shown) and example.holds(*sentences_of(shown[0], example)[0]))
        quote.append(bool(shown) and example.holds(shown[0].start, shown[0].end))
        any_shown.append(any(example.holds(q.start, q.end) for q in shown))
        held = [s for q in shown for s in sentences_of(q, example)]
        three.append(any(example.holds(*s) for s in held[:3]))
        sentences.append(len(held))
    return {
        "questions": len(plain),
        "plain argmax": round(float(np.mean(plain)), 3),
        "first sentence of the first quote": round(float(np.mean(first)), 3),
        "first quote": round(float(np.mean(quote)), 3),
        "the first three sentences of the quotes": round(float(np.mean(three)), 3),
        "a quote of the hit": round(float(np.mean(any_shown)), 3),
        "sentences in the quotes of a hit": round(float(np.mean(sentences)), 2),
    }


def main() -> int:
    """Measure each kind of text."""
    scifact, index, statements, corpus, trials_index, questions, own, own_index = map(Path, sys.argv[1:9])
    report = {}
    with Library.open(side_settings(Settings(scifact, index), scifact)) as library:
        report["abstracts"] = measured(abstracts(scifact, index), library)
    with Library.open(Settings(corpus, trials_index)) as library:
        report["full texts"] = measured(trials(statements, corpus, trials_index), library)
    with Library.open(Settings(own, own_index)) as library:
        examples = judged(questions, own, own_index)
        report["digests"] = measured(examples, library)
        report["digests, whole library searched"] = measured(examples, library, whole=True)
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
