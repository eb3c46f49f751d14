"""Memory and time of sets of many records, read and ingested.

Takes the number of records of the large set (default 10000; the small one has a tenth). Sets in MEDLINE, RIS, PubMed XML and
CSV are made here, each is read through `readers.read` in a process of its own, and ingested with an encoder that costs nothing.
Prints one JSON object: seconds, records, and peak memory in MB of the small and the large set; the memory is flat when the two
are within a few MB.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ABSTRACT = (
    "Ketamine was given to adults with pain. It lowered the score by 4.6 points within a day, and was gone in a week. " * 8
)
READ = """
import json, resource, sys, time
from pathlib import Path
from evidence_search.readers import read
from evidence_search.records import Document
began = time.perf_counter()
count = sum(isinstance(each, Document) for each in read(Path(sys.argv[1])))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"records": count, "seconds": round(time.perf_counter() - began, 1), "peak_mb": round(peak)}))
"""
INGEST = """
import json, resource, sys, time
from pathlib import Path
from evidence_search.library import Library
from evidence_search.settings import Settings
from evidence_search.records import Outcome
from tests.fakes import FakeEncoder
folder = Path(sys.argv[1]).parent / "library"
(folder / "corpus").mkdir(parents=True)
began = time.perf_counter()
library = Library(Settings(corpus=folder / "corpus", index=folder / "index"), FakeEncoder())
report = library.ingest([Path(sys.argv[1])])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"added": report.count(Outcome.ADDED), "items": len(report.items),
                  "seconds": round(time.perf_counter() - began, 1), "peak_mb": round(peak)}))
"""


def nbib(number: int) -> str:
    """Return a record as PubMed exports it."""
    return f"PMID- {number}\nTI  - Trial {number} of ketamine\nAB  - {ABSTRACT}\nAU  - Dahan A\nDP  - 2001 Jan\nTA  - Pain\n\n"


def ris(number: int) -> str:
    """Return a record as reference managers export it."""
    head = f"TY  - JOUR\nTI  - Trial {number} of ketamine\nAU  - Dahan, A\nPY  - 2001\n"
    return f"{head}DO  - 10.1000/{number}\nAB  - {ABSTRACT}\nER  - \n\n"


def csv(number: int) -> str:
    """Return a row, the head before the first."""
    head = "title,authors,year,pmid,abstract\n" if number == 1 else ""
    return f'{head}Trial {number} of ketamine,"Dahan, A",2001,{number},"{ABSTRACT}"\n'


def pubmed(number: int) -> str:
    """Return an article of a PubMed set."""
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><Journal><Title>Pain</Title></Journal>"
        f"<ArticleTitle>Trial {number} of ketamine</ArticleTitle><Abstract><AbstractText>{ABSTRACT}</AbstractText></Abstract>"
        "</Article></MedlineCitation></PubmedArticle>\n"
    )


SETS: dict[str, tuple[str, Callable[[int], str], str]] = {
    "set.nbib": ("", nbib, ""),
    "set.ris": ("", ris, ""),
    "set.csv": ("", csv, ""),
    "set.xml": ("<PubmedArticleSet>", pubmed, "</PubmedArticleSet>"),
}


def main() -> None:
    """Make, read and ingest the sets."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    figures: dict[str, dict[str, object]] = {}
    for name in SETS:
        for count in (large // 10, large):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                _write(path, count)
                figures[f"{name} {count}"] = {"read": _run(READ, path), "ingest": _run(INGEST, path)}
    print(json.dumps(figures, indent=1))


def _write(path: Path, count: int) -> None:
    before, record, after = SETS[path.name]
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        file.writelines(record(number) for number in range(1, count + 1))
        file.write(after)


def _run(code: str, path: Path) -> object:
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    return json.loads(run.stdout) if run.returncode == 0 else run.stderr.strip().rpartition("\n")[2]


if __name__ == "__main__":
    main()
