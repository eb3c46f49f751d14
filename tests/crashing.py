"""Killing an ingest at random moments, and looking at what it left. benchmarks/crash.py does the same with the real model."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from evidence_search import checks
from evidence_search.errors import NoIndex
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder
from tests.papers import digest, jats, markdown, pubmed

CHILD = """
import sys, time
from pathlib import Path
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests.fakes import FakeEncoder

class Slow(FakeEncoder):
    def encode_passages(self, texts, sentences):
        time.sleep(0.01 * len(texts))
        return super().encode_passages(texts, sentences)

library = Library(Settings(Path(sys.argv[1]), Path(sys.argv[2])), Slow())
print("begins", flush=True)
library.ingest()
print("ended", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Crash:
    """One kill: when, what was there afterwards, and whether all was well in the end."""

    after_s: float
    killed: bool
    """False when the ingest had ended before."""
    index_before_next: str
    """What the next process found: `none`, `old` or `new`."""
    problems: tuple[str, ...]


def change(corpus: Path, random_source: random.Random, round_number: int) -> None:
    """Add, change and take away studies of a library, so that there is something to ingest."""
    for n in range(4):
        number = round_number * 10 + n
        markdown(corpus / f"new-{number}.md", f"Ketamine {number}", pmid=str(1000 + number), text=f"Pain fell in {number}.")
    jats(corpus / f"paper-{round_number}.xml", f"A paper {round_number}", doi=f"10.1000/{round_number}")
    digest(corpus / f"digest-{round_number}.md", f"A digest {round_number}", doi=f"10.1000/{round_number}")
    kept = random_source.sample(range(20), 12)
    pubmed(corpus / "set.xml", [(str(n + 1), f"Record {n}", f"Pain fell by {n * round_number}.") for n in kept])
    old = sorted(corpus.glob("new-*.md"))
    for path in random_source.sample(old, min(2, len(old) - 4)) if len(old) > 4 else []:
        path.unlink()


@contextmanager
def ingesting(corpus: Path, index: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Run an ingest in a process of its own that has just begun; give it and what it prints."""
    command = [sys.executable, "-c", CHILD, str(corpus), str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begins\n"
        yield child, child.stdout


def undisturbed_s(settings: Settings, aside: Path) -> float:
    """Return the seconds the work takes when nothing stops it, done beside the index: kills are aimed inside them."""
    if settings.index.exists():
        shutil.copytree(settings.index, aside)
    with ingesting(settings.corpus, aside) as (_, printed):
        began = time.perf_counter()
        assert printed.readline() == "ended\n"
        spent = time.perf_counter() - began
    shutil.rmtree(aside)
    return spent


def crash(settings: Settings, after_s: float) -> bool:
    """Start an ingest and kill it so long after it began; return whether it was still going."""
    with ingesting(settings.corpus, settings.index) as (child, printed):
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        ended = printed.readline() == "ended\n"
    return not ended


def crash_and_recover(folder: Path, kills: int, seed: int) -> list[Crash]:
    """Kill `kills` ingests of a small library at random moments; after each, look, ingest again, and compare.

    Every other round starts without an index. An undisturbed ingest of the same files gives the expected fingerprint.
    """
    random_source = random.Random(seed)
    settings = Settings(folder / "corpus", folder / "index")
    crashes = []
    for number in range(kills):
        if number % 2 == 0:
            shutil.rmtree(settings.index, ignore_errors=True)
        with Library(settings, FakeEncoder()) as library:
            old = library.status().manifest.fingerprint if number % 2 else ""
        change(settings.corpus, random_source, number + 1)
        after_s = random_source.uniform(0, 0.9) * undisturbed_s(settings, folder / "timed")
        killed = crash(settings, after_s)
        crashes.append(_recover(settings, folder / "undisturbed", old, after_s, killed))
    return crashes


def _recover(settings: Settings, aside: Path, old: str, after_s: float, killed: bool) -> Crash:
    problems = []
    with Library(Settings(settings.corpus, aside), FakeEncoder()) as undisturbed:
        expected = undisturbed.ingest().fingerprint
    shutil.rmtree(aside)
    before = "none"
    try:
        with Library.open(settings, FakeEncoder()) as library:
            found = library.search("ketamine pain").fingerprint
            before = {expected: "new", old: "old"}.get(found, f"something else, {found}")
            problems += [finding.what for finding in checks.check(library).findings if finding.serious]
    except NoIndex:
        if old:
            problems.append("the old index is gone")
    if before.startswith("something"):
        problems.append(f"the index is {before}")
    with Library(settings, FakeEncoder()) as library:
        if library.ingest().fingerprint != expected:
            problems.append("the next ingest gave another index than an undisturbed one")
        problems += [finding.what for finding in checks.check(library).findings]
    return Crash(after_s, killed, before, tuple(problems))
