"""What every command has: options, messages, exit codes, a library."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from evidence_search.errors import EvidenceSearchError, UsageError
from evidence_search.settings import CORPUS_VARIABLE, INDEX_VARIABLE, Settings, from_environment

if TYPE_CHECKING:
    from evidence_search.library import Library


def common(command: Callable[..., int]) -> Callable[..., None]:
    """Give a command --corpus, --index and --json, and turn the program's errors into messages and exit codes."""

    @click.option("--corpus", type=click.Path(path_type=Path), help=f"The library's folder [{CORPUS_VARIABLE}; else corpus].")
    @click.option("--index", type=click.Path(path_type=Path), help=f"The index's folder [{INDEX_VARIABLE}; else index].")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(command)
    def run(corpus: Path | None, index: Path | None, as_json: bool, **given: object) -> None:
        try:
            code = command(settings=from_environment(corpus, index), as_json=as_json, **given)
        except EvidenceSearchError as problem:
            fail(problem)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except KeyboardInterrupt:
            click.echo("Stopped. What was finished is kept; the same command goes on from here.", err=True)
            code = 130
        sys.exit(code)

    return run


def fail(problem: EvidenceSearchError) -> NoReturn:
    """Print what happened and what to do, and exit with the problem's code."""
    click.echo(f"evidence-search: {problem.what}", err=True)
    if problem.remedy:
        click.echo(problem.remedy, err=True)
    sys.exit(problem.exit_code)


def unopened(settings: Settings) -> Library:
    """Return the library. Imported here: `read` and `profile FILE` need none of the engines that it brings along."""
    from evidence_search.library import Library

    return Library(settings)


def opened(settings: Settings) -> Library:
    """Return the library with its index opened."""
    from evidence_search.library import Library

    return Library.open(settings)


def say(line: str) -> None:
    """Print a line about what is being done, beside the answer."""
    click.echo(line, err=True)


def print_json(value: object) -> None:
    """Print an answer for other programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_file(path: Path, made: bytes) -> None:
    """Write a file that was asked for.

    Raises:
        UsageError: it cannot be written there.
    """
    try:
        path.write_bytes(made)
    except OSError as problem:
        raise UsageError(f"{path} cannot be written: {problem.strerror or problem}.", "Name another file.") from problem
