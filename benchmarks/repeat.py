"""Ask the same questions again and again, across restarts and numbers of threads, and count the different answers.

Usage: python -m benchmarks.repeat LIBRARY QUERIES.jsonl

LIBRARY holds `corpus/` and `index/`; QUERIES.jsonl objects with `text`, of which the first 20 are asked. Prints a JSON object:
how often each question was asked, in how many processes, and how many questions had more than one list (ids, scores, quotes).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

QUESTIONS = 20
TIMES = 20
THREADS = ("1", "2", "1", "4", "2")

_CHILD = """
import hashlib, json, sys
from pathlib import Path
from evidence_search.library import Library
from evidence_search.settings import Settings
place, times = Path(sys.argv[1]), int(sys.argv[2])
said = []
with Library.open(Settings(place / "corpus", place / "index")) as library:
    for question in json.loads(sys.stdin.read()):
        lists = set()
        for _ in range(times):
            hits = library.search(question).hits
            found = [(h.study_id, h.score, [(p.start, p.quote.start, p.quote.end) for p in h.passages]) for h in hits]
            lists.add(hashlib.sha256(json.dumps(found).encode()).hexdigest())
        said.append(sorted(lists))
print(json.dumps(said))
"""


def ask(place: str, questions: list[str], threads: str, seed: int) -> list[list[str]]:
    """Return the different answers to each question, as hashes, in a process of its own."""
    environment = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-c", _CHILD, place, str(TIMES)]
    ran = subprocess.run(command, input=json.dumps(questions), env=environment, text=True, capture_output=True, check=True)
    answers: list[list[str]] = json.loads(ran.stdout)
    return answers


def main() -> int:
    """Ask in each process and print a JSON object."""
    lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    questions = [str(json.loads(line)["text"]) for line in lines][:QUESTIONS]
    runs = [ask(sys.argv[1], questions, threads, seed) for seed, threads in enumerate(THREADS)]
    lists = [{each for run in runs for each in run[i]} for i in range(len(questions))]
    figures = {
        "questions": len(questions),
        "asked_each": TIMES * len(THREADS),
        "processes": len(THREADS),
        "threads": sorted(set(THREADS)),
        "questions_with_more_than_one_list": sum(len(each) > 1 for each in lists),
    }
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
