"""Pages a second of the PDF reader beside those of bare pypdf extraction.

Takes PROCESSES and a folder of PDFs. Every file is read whole: by `readers.pdf.read` in so many threads, each of which waits
for the process that reads its file, and by as many bare processes that only call pypdf's `extract_text` on each page. Both
begin one process a file, so that starting Python and importing pypdf are paid for alike. Each way is run twice in turn and its
better time counts. Prints one JSON object.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from evidence_search.errors import ReadError
from evidence_search.readers import pdf

BARE = (
    "import sys, logging, pypdf; logging.disable(); r = pypdf.PdfReader(sys.argv[1]); "
    "print(len([page.extract_text() for page in r.pages]))"
)
ROUNDS = 2


def main() -> None:
    """Time both ways and print pages a second."""
    processes, folder = int(sys.argv[1]), Path(sys.argv[2])
    files = sorted(folder.glob("*.pdf"))
    with ThreadPoolExecutor(processes) as pool:
        counts = list(pool.map(_bare, files))
        pages = sum(counts)
        seconds = {"bare": 1e9, "reader": 1e9}
        for _ in range(ROUNDS):
            seconds["bare"] = min(seconds["bare"], _timed(pool, _bare, files))
            seconds["reader"] = min(seconds["reader"], _timed(pool, _read, files))
    rates = {name: round(pages / spent, 2) for name, spent in seconds.items()}
    share = round(rates["reader"] / rates["bare"], 3)
    print(json.dumps({"files": len(files), "pages": pages, "processes": processes, "pages_per_s": rates, "share": share}))


def _timed(pool: ThreadPoolExecutor, way: Callable[[Path], int], files: list[Path]) -> float:
    began = perf_counter()
    list(pool.map(way, files))
    return perf_counter() - began


def _bare(path: Path) -> int:
    run = subprocess.run([sys.executable, "-P", "-c", BARE, str(path)], capture_output=True, check=False)
    return int(run.stdout or 0)


def _read(path: Path) -> int:
    try:
        return sum(len(document.pages) for document in pdf.read(path))
    except ReadError:
        return 0


if __name__ == "__main__":
    main()
