"""Hold the whole of an ingest against encoding alone, in one run.

Usage: python benchmarks/ingest_ratio.py LIBRARY_FOLDER [FILES [ROUNDS]]

LIBRARY_FOLDER is what `real_input.py` made. Takes FILES of its files (every n-th), ingests them into a new index by the command
line (reading, splitting, encoding, storing, indexing, publishing; the model already exported), and encodes the same inputs with
`SentenceTransformer.encode`, in turn, ROUNDS times. The goal is a ratio of at most 1.15. The start of either process
(importing) is not counted on either side. `profile_share` is the part of the ingests' time that studies' profiles took.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from unittest.mock import patch

from evidence_search.findings import Profile
from evidence_search.index.model_export import bundled_model
from evidence_search.library import Library
from evidence_search.profile import profile_of_study
from evidence_search.records import Document, Metadata
from evidence_search.settings import Settings


def sample(source: Path, target: Path, count: int) -> None:
    """Copy every n-th file of a library's folder."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    for path in files[:: max(1, len(files) // count)][:count]:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def inputs_of(library: Library) -> list[str]:
    """Return what was encoded for every passage of a library."""
    snapshot = library.snapshot()
    studies = ((library.study(study_id), snapshot.passages_of(study_id)) for study_id in snapshot.study_ids)
    return [library.encoder_input(study, p.start, p.end) for study, passages in studies for p in passages]


@contextmanager
def clocked_profiles() -> Iterator[list[float]]:
    """Give a list that the seconds of every profile made inside are added to."""
    seconds: list[float] = []

    def timed(main: Document, attached: Sequence[Document], metadata: Metadata) -> Profile:
        began = time.perf_counter()
        made = profile_of_study(main, attached, metadata)
        seconds.append(time.perf_counter() - began)
        return made

    with patch("evidence_search.settling.profile_of_study", timed):
        yield seconds


def main() -> int:
    """Measure both in turn."""
    from sentence_transformers import SentenceTransformer

    profiling: list[float] = []
    made, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 80
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    model = SentenceTransformer(str(bundled_model()), device="cpu")
    ingests, encodes = [], []
    passages = 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            sample(made / "corpus", work / "corpus", count)
            settings = Settings(work / "corpus", work / "index", models=made / "index" / "model")
            with Library(settings) as library, clocked_profiles() as seconds:
                library.encoder()
                began = time.perf_counter()
                passages = library.ingest().passages_encoded
                ingests.append(time.perf_counter() - began)
                texts = inputs_of(library)
                profiling += seconds
            began = time.perf_counter()
            model.encode(texts, batch_size=32, normalize_embeddings=True)
            encodes.append(time.perf_counter() - began)
    ratios = [a / b for a, b in zip(ingests, encodes, strict=True)]
    figures = {"passages": passages, "ingest_s": [round(s, 1) for s in ingests], "encode_s": [round(s, 1) for s in encodes],
               "ratio_median": round(median(ratios), 3), "ratios": [round(r, 3) for r in ratios],
               "profile_share": round(sum(profiling) / sum(ingests), 4)}  # fmt: skip
    print(json.dumps(figures, indent=2))
    return 0 if median(ratios) <= 1.15 else 1


if __name__ == "__main__":
    raise SystemExit(main())
