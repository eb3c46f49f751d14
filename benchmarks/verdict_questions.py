"""Questions of five kinds put to collections, with the signs of the verdict on each: what `train_verdict.py` is fitted to."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from evidence_search.library import Library
from evidence_search.records import Filters
from evidence_search.search.answer import found_first, rank
from evidence_search.search.evidence import Evidence, Mask, Positions
from evidence_search.search.verdict import STUDIES, Signs, read_signs
from evidence_search.settings import Settings
from evidence_search.text.wording import Group

OWN_QUESTIONS, FOREIGN_QUESTIONS = 300, 80
"""Of a collection: asked of itself, and of each other one."""


@dataclass(frozen=True)
class Collection:
    """A library with the questions it answers, those it does not, and which studies answer."""

    name: str
    settings: Settings
    answered: list[dict[str, Any]]
    unanswered: list[dict[str, Any]]
    relevant: dict[str, list[str]]


@dataclass(frozen=True)
class Row:
    """A question put to a collection: the collection's name, the question's kind, the signs of the first studies."""

    where: str
    kind: str
    signs: list[Signs]

    def sum(self, covered: float, studies: int) -> float:
        """Return the greatest sum of signs, whatever the share of ideas counts and however many studies are looked at."""
        return max(each.cosine + covered * each.covered + each.talk for each in self.signs[:studies])


class Without:
    """A library's evidence with some studies taken out; searches leave them out by the mask of those passing."""

    def __init__(self, evidence: Evidence, passing: Mask) -> None:
        self._evidence, self._passing = evidence, passing

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the evidence has
        return getattr(self._evidence, name)

    def holding(self, group: Group) -> Positions:
        """Return the studies left that have an idea."""
        having = self._evidence.holding(group)
        return having[self._passing[having]]


def collection(name: str, settings: Settings, folder: Path) -> Collection:
    """Return a folder's questions, shuffled the same way each time, as those of a collection."""
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    relevant: dict[str, list[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, study, grade = line.split("\t")[:3]
        if int(grade) > 0:
            relevant.setdefault(question, []).append(study)
    answered = [q for q in questions if q["_id"] in relevant and q.get("answerable", True)]
    random.Random(0).shuffle(answered)
    return Collection(name, settings, answered, [q for q in questions if q.get("answerable") is False], relevant)


def put(to: Collection, others: Sequence[Collection], library: bool) -> Iterator[Row]:
    """Yield a row for each question put to a collection."""
    with Library.open(to.settings) as opened:
        evidence = opened.snapshot()
        tools = opened.tools(evidence)
        everything = evidence.passing(Filters())
        numbers = {study: number for number, study in enumerate(evidence.study_ids)}

        def one(kind: str, question: dict[str, Any], passing: Mask) -> Row:
            kept = cast("Evidence", Without(evidence, passing))
            ranking = rank(kept, question["text"], tools, passing, STUDIES)
            signs = read_signs(kept, ranking.understood, tools.lexicon, ranking.vector, found_first(ranking))
            return Row(to.name, kind, signs)

        for question in to.answered[:OWN_QUESTIONS]:
            yield one("own", question, everything)
            if not library:  # there, other studies of the same drug and condition answer nearly every question
                kept = everything.copy()
                kept[[numbers[study] for study in to.relevant[question["_id"]] if study in numbers]] = False
                yield one("removed", question, kept)
        for question in to.unanswered:
            yield one("near" if "near" in question.get("category", "") else "far", question, everything)
        for other in others:
            for question in other.answered[:FOREIGN_QUESTIONS]:
                yield one("foreign", question, everything)
