"""Precision and recall of putting records together, on records that people labelled.

Takes a CSV that the table reader knows (title, author, year, journal, volume, pages, doi) with a column `label`, of which
`Duplicate…` marks a record that repeats another. Prints one JSON object.

A group of records put together should hold one that is not marked. `false_merges` counts the unmarked ones beyond the first of
a group; `identical` ones are the same in title, authors and year as another of them, so that the label and not the merge is
doubtful. Marked records in a group without an unmarked one count as one that was missed.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from evidence_search.likeness import title_ends, title_key
from evidence_search.merging import Placed, groups
from evidence_search.readers import read
from evidence_search.records import Document


def main() -> None:
    path = Path(sys.argv[1])
    documents = [found for found in read(path) if isinstance(found, Document)]
    marked = _labels(path)
    if len(marked) != len(documents):
        raise SystemExit(f"{len(documents)} of {len(marked)} records could be read")
    found = _grouped([Placed(path.name, number, document) for number, document in enumerate(documents)])
    hits = missed = false = identical = 0
    for group in found:
        unmarked = [placed for placed in group if not marked[placed.ordinal]]
        repeats = len(group) - len(unmarked)
        hits += repeats if unmarked else repeats - 1
        missed += not unmarked
        false += max(0, len(unmarked) - 1)
        identical += max(0, len(unmarked) - 1) - max(0, len({_face(placed) for placed in unmarked}) - 1)
    print(
        json.dumps(
            {
                "records": len(documents),
                "marked": sum(marked),
                "recall": round(hits / max(1, hits + missed), 4),
                "precision_as_labelled": round(hits / max(1, hits + false), 4),
                "false_merges": false,
                "identical": identical,
                "precision_without_identical": round(hits / max(1, hits + false - identical), 4),
            }
        )
    )


def _labels(path: Path) -> list[bool]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return [row["label"].startswith("Duplicate") for row in csv.DictReader(text.splitlines(keepends=True))]


def _grouped(documents: list[Placed]) -> list[list[Placed]]:
    """Return the groups; only documents that share an identifier or an end of their title are held against each other."""
    near: dict[str, list[int]] = defaultdict(list)
    for number, placed in enumerate(documents):
        about = placed.document.metadata
        for key in {about.doi, about.pmid, *(f"title {end}" for end in title_ends(about.title) if end)} - {""}:
            near[key].append(number)
    part = list(range(len(documents)))

    def root(number: int) -> int:
        while part[number] != number:
            number = part[number]
        return number

    for numbers in near.values():
        for one, other in combinations(numbers, 2):
            part[root(one)] = root(other)
    parts: dict[int, list[Placed]] = defaultdict(list)
    for number, placed in enumerate(documents):
        parts[root(number)].append(placed)
    return [group for members in parts.values() for group in groups(members)]


def _face(placed: Placed) -> tuple[str, tuple[str, ...], int | None]:
    about = placed.document.metadata
    return title_key(about.title), tuple(map(title_key, about.authors)), about.year


if __name__ == "__main__":
    main()
