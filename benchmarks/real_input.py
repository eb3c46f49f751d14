"""Ingest real studies and check that nothing was lost: JATS full texts and abstracts with identifiers.

Usage: python benchmarks/real_input.py JATS_FOLDER ABSTRACTS.jsonl WORK_FOLDER [MORE.jsonl COUNT]

ABSTRACTS.jsonl holds objects with `_id`, `title`, `text`, `pmid`, `doi`, `pmcid`; each becomes a Markdown file. In
WORK_FOLDER a library (`corpus/`, `index/`) is made that the other scripts go on with; COUNT abstracts of MORE.jsonl are added
to it last, to bring it to the size that searching is measured at. Prints a JSON object of figures. Ends with status 1 when an
input is unaccounted for or a passage is not verbatim.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import yaml

from evidence_search.library import Library
from evidence_search.records import Outcome
from evidence_search.settings import Settings


def convert(record: dict[str, str], folder: Path) -> Path:
    """Write one abstract as Markdown with front matter and return its path."""
    head = {key: record[key] for key in ("title", "pmid", "doi", "pmcid") if record.get(key)}
    path = folder / f"{re.sub(r'[^A-Za-z0-9_-]', '-', record['_id'])}.md"
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(f"---\n{front}---\n\n# Abstract\n\n{record['text'].strip()}\n", encoding="utf-8")
    return path


def prepare(jats: Path, abstracts: Path, corpus: Path) -> int:
    """Fill a library's folder with both kinds of studies and return the number of files."""
    for name in ("jats", "abstracts"):
        shutil.rmtree(corpus / name, ignore_errors=True)
    shutil.copytree(jats, corpus / "jats")
    (corpus / "abstracts").mkdir()
    lines = abstracts.read_text(encoding="utf-8").splitlines()
    for line in lines:
        convert(json.loads(line), corpus / "abstracts")
    return sum(path.is_file() for path in corpus.rglob("*"))


def add_more(abstracts: Path, count: int, corpus: Path, index: Path) -> int:
    """Add the first `count` abstracts of another file and return the passages there are then."""
    (corpus / "more").mkdir(exist_ok=True)
    for line in abstracts.read_text(encoding="utf-8").splitlines()[:count]:
        convert(json.loads(line), corpus / "more")
    timed_cli(corpus, index)
    with Library.open(Settings(corpus, index)) as library:
        return library.snapshot().manifest.passages


def verify(library: Library) -> tuple[int, int]:
    """Return (passages, passages that are not verbatim or not inside their section)."""
    snapshot = library.snapshot()
    total = wrong = 0
    for study_id in snapshot.study_ids:
        study = library.study(study_id)
        for passage in snapshot.passages_of(study_id):
            total += 1
            section = study.sections[passage.section]
            inside = section.start <= passage.start < passage.end <= section.end
            text = study.text[passage.start : passage.end]
            wrong += not (inside and text == text.strip() and text)
    return total, wrong


def timed_cli(corpus: Path, index: Path) -> tuple[float, float, dict[str, object]]:
    """Run `ingest --json` as its own process; return wall seconds, peak megabytes of it and its children, its report."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "evidence_search.cli", "ingest", "--json", "--corpus", str(corpus), "--index", str(index)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return seconds, peak, json.loads(done.stdout)


def main() -> int:
    """Ingest, ingest again, and account for every input."""
    jats, abstracts, work = (Path(argument) for argument in sys.argv[1:4])
    corpus, index = work / "corpus", work / "index"
    corpus.mkdir(parents=True, exist_ok=True)
    files = prepare(jats, abstracts, corpus)
    first_s, peak_mb, first = timed_cli(corpus, index)
    again_s, _, again = timed_cli(corpus, index)
    with Library.open(Settings(corpus, index)) as library:
        passages, wrong = verify(library)
        studies = len(library.study_ids())
    items = first["items"]
    assert isinstance(items, list)
    named = {item["path"].split("#")[0] for item in items}
    lost = files - len(named)
    figures = {
        "files": files,
        "outcomes": {str(outcome): first[str(outcome)] for outcome in Outcome},
        "files_without_outcome": lost,
        "studies": studies,
        "passages": passages,
        "passages_not_verbatim": wrong,
        "first_ingest_s": round(first_s, 1),
        "peak_mb": round(peak_mb),
        "second_ingest_s": round(again_s, 2),
        "second_encoded": again["passages_encoded"],
        "failures": [(item["path"], item["reason"]) for item in items if item["outcome"] == "failed"][:20],
    }
    if len(sys.argv) > 5:
        figures["passages_after_more"] = add_more(Path(sys.argv[4]), int(sys.argv[5]), corpus, index)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    return 1 if lost or wrong or again["passages_encoded"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
