"""Measure searching a library: warm latency, cold start, memory, what a searching process imports, agreement of the encoder.

Usage: python benchmarks/search_speed.py LIBRARY_FOLDER QUERIES.jsonl

LIBRARY_FOLDER holds `corpus/` and `index/` (as `real_input.py` makes them); QUERIES.jsonl objects with `text`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from evidence_search.index.model_export import bundled_model
from evidence_search.library import Library
from evidence_search.records import Filters
from evidence_search.settings import Settings

COLD_RUNS = 7
COMPARED = 200

_IMPORTS = """
import json, re, sys
from pathlib import Path
from evidence_search.library import Library
from evidence_search.settings import Settings
library = Library.open(Settings(Path(sys.argv[1]) / "corpus", Path(sys.argv[1]) / "index"))
for text in json.loads(sys.stdin.read()):
    library.search(text)
print(json.dumps({
    # VmHWM begins anew with each program; ru_maxrss would be this script's own at the time of the fork.
    "peak_mb": round(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024),
    "heavy_imports": sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)),
}))
"""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which the share of values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def warm(library: Library, questions: list[str], filters: Filters) -> dict[str, float]:
    """Return percentiles of searching and of encoding, milliseconds."""
    results = [library.search(question, filters) for question in questions]
    searched, encoded = [r.search_ms for r in results], [r.encode_ms for r in results]
    return {
        "search_p50_ms": round(median(searched), 1),
        "search_p95_ms": round(percentile(searched, 0.95), 1),
        "encode_p50_ms": round(median(encoded), 1),
        "encode_p95_ms": round(percentile(encoded, 0.95), 1),
    }


def cold(made: Path, question: str) -> float:
    """Return the median seconds of `evidence-search search` in a fresh process."""
    spent = []
    for _ in range(COLD_RUNS):
        began = time.perf_counter()
        where = ["--corpus", str(made / "corpus"), "--index", str(made / "index")]
        command = [sys.executable, "-m", "evidence_search.cli", "search", question, *where]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ})
        spent.append(time.perf_counter() - began)
    return round(median(spent), 2)


def agreement(library: Library, texts: list[str]) -> float:
    """Return the least cosine between the exported encoder's vectors and sentence-transformers'."""
    from sentence_transformers import SentenceTransformer

    expected = SentenceTransformer(str(bundled_model()), device="cpu").encode(texts, normalize_embeddings=True)
    made = library.encoder().encode_passages(texts, [[] for _ in texts])
    return min(float(one.vector @ row) for one, row in zip(made, expected, strict=True))


def main() -> int:
    """Measure and print a JSON object."""
    made = Path(sys.argv[1])
    lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    questions = [str(json.loads(line)["text"]) for line in lines][:300]
    figures: dict[str, object] = {"cold_start_s": cold(made, questions[0])}
    with Library.open(Settings(made / "corpus", made / "index")) as library:
        library.search(questions[0])
        figures["passages"] = library.snapshot().manifest.passages
        figures["studies"] = library.snapshot().manifest.studies
        figures["warm"] = warm(library, questions, Filters())
        figures["warm_filtered"] = warm(library, questions, Filters(year_from=2010))
        figures["least_cosine"] = round(agreement(library, questions[:COMPARED]), 7)
    child = subprocess.run([sys.executable, "-c", _IMPORTS, str(made)], input=json.dumps(questions), text=True,
                           capture_output=True, check=True)  # fmt: skip
    figures |= json.loads(child.stdout)
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
