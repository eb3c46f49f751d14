"""The command line. Reads options, calls the library, prints; `showing` turns values into JSON and text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import NoReturn

import click

from evidence_search import showing
from evidence_search.errors import EvidenceSearchError, UsageError
from evidence_search.library import Library
from evidence_search.records import Design, Filters, Outcome, SourceKind
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings, from_environment

_EXAMPLES = """
\b
Examples:
  evidence-search ingest                       index the library's own folder
  evidence-search ingest ~/papers scan.pdf     bring files in and index them
  evidence-search search "ketamine infusion CRPS, how long does relief last?"
  evidence-search search "esketamine relapse" --design "randomised controlled trial" --json
  evidence-search show sigtermans-2009
  evidence-search serve                        open the web page's server

\b
Exit codes: 0 done; 1 an input failed or something went wrong; 2 asked in a way that cannot be done;
3 the index is missing or unusable; 4 the model is; 5 another process is writing.
"""


@click.group(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="evidence-search")
def cli() -> None:
    """Search a clinic's own library of studies on ketamine and get cited passages, offline."""


def _common(command: Callable[..., int]) -> Callable[..., None]:
    """Give a command --corpus, --index and --json, and turn the program's errors into messages and exit codes."""

    @click.option("--corpus", type=click.Path(path_type=Path), help=f"The library's folder [{CORPUS_VARIABLE}; else corpus].")
    @click.option("--index", type=click.Path(path_type=Path), help=f"The index's folder [{INDEX_VARIABLE}; else index].")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(command)
    def run(corpus: Path | None, index: Path | None, as_json: bool, **given: object) -> None:
        try:
            code = command(settings=from_environment(corpus, index), as_json=as_json, **given)
        except EvidenceSearchError as problem:
            _fail(problem)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except KeyboardInterrupt:
            click.echo("Stopped. What was finished is kept; the same command goes on from here.", err=True)
            code = 130
        sys.exit(code)

    return run


def _fail(problem: EvidenceSearchError) -> NoReturn:
    click.echo(f"evidence-search: {problem.what}", err=True)
    if problem.remedy:
        click.echo(problem.remedy, err=True)
    sys.exit(problem.exit_code)


def _print(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@cli.command(short_help="Bring files and folders into the library and index them.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--wait", type=float, default=10.0, show_default=True, help="Seconds to wait for another writer.")
@_common
def ingest(settings: Settings, as_json: bool, paths: tuple[Path, ...], wait: float) -> int:
    """Bring files and folders into the library and index them; without PATHS, index the library's own folder.

    Files from elsewhere are copied to corpus/added/. Unchanged files cost nothing. Every input ends as added, updated,
    unchanged, duplicate, removed or failed, and the report is kept. Exit code 1 when an input failed.
    """
    from dataclasses import replace

    meter = showing.Meter()
    with Library(replace(settings, lock_wait_s=wait)) as library, meter:
        report = library.ingest(paths, meter)
    if as_json:
        _print(showing.report_to_json(report))
    else:
        click.echo(showing.report_to_text(report))
    return 1 if report.count(Outcome.FAILED) else 0


@cli.command(short_help="Search the library; print studies with cited quotes.")
@click.argument("question")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Studies shown.")
@click.option("--year-from", type=int, help="Earliest year of publication.")
@click.option("--year-to", type=int, help="Latest year of publication.")
@click.option("--condition", "conditions", multiple=True, help="Only studies of this condition; may be given again.")
@click.option("--design", "designs", multiple=True, type=click.Choice([d.value for d in Design]), metavar="DESIGN",
              help="Only studies of this design; may be given again.")  # fmt: skip
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([k.value for k in SourceKind]), help="Only this kind of text."
)
@click.option("--study", "studies", multiple=True, help="Only this study id; may be given again.")
@click.option("--retracted", is_flag=True, help="Find retracted studies too.")
@_common
def search(
    settings: Settings,
    as_json: bool,
    question: str,
    limit: int,
    year_from: int | None,
    year_to: int | None,
    conditions: tuple[str, ...],
    designs: tuple[str, ...],
    kinds: tuple[str, ...],
    studies: tuple[str, ...],
    retracted: bool,
) -> int:
    """Search the library for QUESTION; print studies, best first, each with its quote, section, page and citation.

    A study whose year, condition or design is not known does not pass a filter on it.
    """
    chosen = Filters(
        year_from=year_from,
        year_to=year_to,
        conditions=conditions,
        designs=tuple(Design(value) for value in designs),
        kinds=tuple(SourceKind(value) for value in kinds),
        study_ids=studies,
        include_retracted=retracted,
    )
    with Library.open(settings) as library:
        result = library.search(question, chosen, limit)
    if as_json:
        _print(showing.result_to_json(result))
    else:
        click.echo(showing.result_to_text(result))
    return 0


@cli.command(short_help="Show a study: record, sections and text.")
@click.argument("study")
@_common
def show(settings: Settings, as_json: bool, study: str) -> int:
    """Show STUDY: its record, where it was read from, its sections and text."""
    with Library.open(settings) as library:
        found, relations = library.study(study), library.relations_of(study)
    if as_json:
        _print(showing.study_to_json(found, relations))
    else:
        click.echo(showing.study_to_text(found, relations))
    return 0


@cli.command(short_help="Take a study out of the library.")
@click.argument("study")
@_common
def remove(settings: Settings, as_json: bool, study: str) -> int:
    """Take STUDY out of the library and the index; its files move to corpus/removed/, from where they can be put back."""
    with Library.open(settings) as library:
        report = library.remove(study)
    if as_json:
        _print(showing.report_to_json(report))
    else:
        click.echo(showing.report_to_text(report))
    return 0


@cli.command(short_help="Say what the library holds and the state of its index.")
@_common
def status(settings: Settings, as_json: bool) -> int:
    """Say what the library holds, the state of its index, and what the last ingest did."""
    with Library.open(settings) as library:
        found, last = library.status(), library.last_reports(1)
    if as_json:
        _print(showing.status_to_json(found, last))
    else:
        click.echo(showing.status_to_text(found, last))
    return 0


@cli.command(short_help="Verify the index; with --repair, mend it.")
@click.option("--repair", is_flag=True, help="Mend what is wrong: from the store, else from the library's files.")
@_common
def check(settings: Settings, as_json: bool, repair: bool) -> int:
    """Verify the index: counts, offsets, vectors against text on a sample, words against the store, fingerprint.

    Exit code 3 when something serious is wrong.
    """
    from evidence_search import checks

    with Library(settings) as library, showing.Meter() as meter:
        found = checks.repair(library, meter) if repair else checks.check(library)
    if as_json:
        _print(showing.checked_to_json(found))
    else:
        click.echo(showing.checked_to_text(found))
    return 0 if found.sound else 3


@cli.command(short_help="Show what a reader makes of a file.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_common
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
            click.echo(json.dumps(showing.document_to_json(item), ensure_ascii=False, indent=indent))
        else:
            click.echo(showing.document_to_text(item))
    return 1 if failed else 0


@cli.command(short_help="Measure search on judged questions.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_common
def evaluate(settings: Settings, as_json: bool, folder: Path) -> int:
    """Measure search on FOLDER, judged questions in BEIR's form: nDCG@10, Recall@100, MRR and latency a question.

    The folder holds queries.jsonl and qrels.tsv; its corpus.jsonl is indexed aside, or without one the library is judged.
    """
    from evidence_search.evaluation import evaluate as measure

    with Library(settings) as library, showing.Meter() as meter:
        report = measure(library, folder, meter)
    if as_json:
        _print(showing.evaluation_to_json(report))
    else:
        click.echo(showing.evaluation_to_text(report))
    return 0


@cli.command(short_help="Serve the web page on this machine.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@_common
def serve(settings: Settings, as_json: bool, port: int, address: str) -> int:
    """Serve the web page for this library and print its address; Ctrl-C stops it. Only this machine can reach it by default."""
    app = Path(__file__).resolve().parent.parent / "app.py"
    if not app.exists():
        raise UsageError(f"The web page's program is not at {app}.", "Install from a clone: pip install -e .")
    environment = {**os.environ, CORPUS_VARIABLE: str(settings.corpus), INDEX_VARIABLE: str(settings.index)}
    where = {"address": f"http://{address}:{port}", "index": str(settings.index)}
    click.echo(json.dumps(where) if as_json else f"Evidence Search is at {where['address']} (Ctrl-C stops it)")
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port), "--server.address", address]
    try:
        return subprocess.run(command, env=environment, cwd=app.parent, check=False).returncode
    except KeyboardInterrupt:
        return 0


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line."""
    cli.main(args=None if arguments is None else list(arguments), prog_name="evidence-search")


if __name__ == "__main__":
    main()
