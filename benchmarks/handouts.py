"""Whether handouts that are reckoned to stand on one page do: laid out as Word documents by LibreOffice, pages counted.

python -m benchmarks.handouts CORPUS INDEX QUESTIONS SOFFICE: a library's folder, its index, a folder of judged questions over
it, and LibreOffice's program. Prints one JSON object: handouts, how many hold how many studies, how many had to be shortened,
and those that took a second page.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

from pypdf import PdfReader

from app_pages.patient_handout import made
from evidence_search.evaluation import load_questions
from evidence_search.export.handout import Handout, fitted, to_handout
from evidence_search.library import Library
from evidence_search.patient import Told, tell
from evidence_search.readers.clinic import Clinic
from evidence_search.settings import Settings

CLINIC = Clinic("A clinic with a name of usual length", phone="0800 55 01")
REMINDERS = ("This is information from studies, not advice for one person. Only those who treat you can say what holds.",) * 3
"""As long as those of the page."""


def main() -> None:
    corpus, index, questions, soffice = map(Path, sys.argv[1:5])
    studies: Counter[int] = Counter()
    shortened, names = 0, []
    with tempfile.TemporaryDirectory() as folder, Library.open(Settings(corpus.resolve(), index.resolve())) as library:
        for number, question in enumerate(load_questions(questions)):
            told = tell(library, question.text)
            if told.studies:
                handout, count = fitted(partial(_of_first, told, question.text), len(told.studies))
                studies[count] += 1
                shortened += any(quoted.is_cut for block in handout.blocks for quoted in block.quoted)
                names.append(f"{number}.docx")
                Path(folder, names[-1]).write_bytes(to_handout(handout))
        files = [str(Path(folder, name)) for name in names]
        command = [str(soffice), "--headless", "--convert-to", "pdf", "--outdir", folder, *files]
        subprocess.run(command, check=True, capture_output=True)
        longer = [name for name, file in zip(names, files, strict=True) if _pages(Path(file).with_suffix(".pdf")) > 1]
    report = {"handouts": len(names), "studies on them": dict(studies), "shortened": shortened, "two pages": longer}
    print(json.dumps(report))


def _pages(path: Path) -> int:
    return len(PdfReader(path).pages)


def _of_first(told: Told, question: str, count: int) -> Handout:
    return made(told.studies[:count], question, CLINIC, REMINDERS, told.result.fingerprint)


if __name__ == "__main__":
    main()
