"""Commands that look after the index and the program: status, check, read, evaluate, serve."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click

from evidence_search.cli.common import common, opened, print_json, unopened
from evidence_search.errors import UsageError
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings
from evidence_search.showing import evaluations, reports, studies
from evidence_search.showing.meter import Meter


@click.command(short_help="Say what the library holds and the state of its index.")
@common
def status(settings: Settings, as_json: bool) -> int:
    """Say what the library holds, the state of its index, and what the last ingest did."""
    with opened(settings) as library:
        found, last = library.status(), library.last_reports(1)
    if as_json:
        print_json(reports.status_to_json(found, last))
    else:
        click.echo(reports.status_to_text(found, last))
    return 0


@click.command(short_help="Verify the index; with --repair, mend it.")
@click.option("--repair", is_flag=True, help="Mend what is wrong: from the store, else from the library's files.")
@common
def check(settings: Settings, as_json: bool, repair: bool) -> int:
    """Verify the index: counts, offsets, vectors against text on a sample, words against the store, fingerprint.

    Exit code 3 when something serious is wrong.
    """
    from evidence_search import checks

    with unopened(settings) as library, Meter() as meter:
        found = checks.repair(library, meter) if repair else checks.check(library)
    if as_json:
        print_json(reports.checked_to_json(found))
    else:
        click.echo(reports.checked_to_text(found))
    return 0 if found.sound else 3


@click.command(short_help="Show what a reader makes of a file.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def read(settings: Settings, as_json: bool, file: Path) -> int:
    """Show what a reader makes of FILE: metadata, sections, pages, references, warnings. Nothing is stored.

    With --json, one object for a file that holds one document, one a line for a file of many records.
    """
    from evidence_search import readers
    from evidence_search.records import ReadFailure

    failed = 0
    found = list(readers.read(file))
    for item in found:
        if isinstance(item, ReadFailure):
            failed += 1
            click.echo(f"{item.path}: {item.reason}\n{item.remedy}", err=True)
        elif as_json:
            indent = 2 if len(found) == 1 else None
            click.echo(json.dumps(studies.document_to_json(item), ensure_ascii=False, indent=indent))
        else:
            click.echo(studies.document_to_text(item))
    return 1 if failed else 0


@click.command(short_help="Measure search on judged questions.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@common
def evaluate(settings: Settings, as_json: bool, folder: Path) -> int:
    """Measure search on FOLDER, judged questions in BEIR's form: nDCG@10, Recall@100, MRR and latency a question.

    The folder holds queries.jsonl and qrels.tsv; its corpus.jsonl is indexed aside, or without one the library is judged.
    """
    from evidence_search.evaluation import evaluate as measure

    with unopened(settings) as library, Meter() as meter:
        report = measure(library, folder, meter)
    if as_json:
        print_json(evaluations.evaluation_to_json(report))
    else:
        click.echo(evaluations.evaluation_to_text(report))
    return 0


@click.command(short_help="Serve the web page on this machine.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@common
def serve(settings: Settings, as_json: bool, port: int, address: str) -> int:
    """Serve the web page for this library and print its address; Ctrl-C stops it. Only this machine can reach it by default."""
    app = Path(__file__).resolve().parents[2] / "app.py"
    if not app.exists():
        raise UsageError(f"The web page's program is not at {app}.", "Install from a clone: pip install -e .")
    environment = {**os.environ, CORPUS_VARIABLE: str(settings.corpus), INDEX_VARIABLE: str(settings.index)}
    where = {"address": f"http://{address}:{port}", "index": str(settings.index)}
    click.echo(json.dumps(where) if as_json else f"Evidence Search is at {where['address']} (Ctrl-C stops it)")
    command = [sys.executable, "-m", "app_pages.server", "--server.port", str(port), "--server.address", address]
    with subprocess.Popen(command, env=environment, cwd=app.parent) as server:
        # A service manager ends this process alone: the page must not go on without it.
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            return 0
