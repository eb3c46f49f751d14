"""Commands that search and show: search, table, profile, show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence_search.cli.common import common, opened, print_json, write_file
from evidence_search.cli.filters import filter_options
from evidence_search.errors import UnknownStudy, UsageError
from evidence_search.records import Filters, NoteKind, Off, Order, Verdict
from evidence_search.search.cite import reference
from evidence_search.settings import Settings
from evidence_search.showing import profiles, results, studies

if TYPE_CHECKING:
    from evidence_search.evidence_table import EvidenceTable
    from evidence_search.library import Library


@click.command(short_help="Search the library; print studies with cited quotes.")
@click.argument("question", required=False)
@click.option("--quote", metavar="TEXT", help="Find where this very sentence stands instead of searching.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Studies shown.")
@click.option("--as-typed", is_flag=True, help="Take the question just as typed; nothing is understood beyond its words.")
@click.option("--without-understanding", "without", multiple=True, type=click.Choice([k.value for k in NoteKind]),
              metavar="KIND", help="Leave out this kind of understanding; may be given again.")  # fmt: skip
@click.option("--leave", "left", multiple=True, metavar="WORDS", help="Take these words as typed; may be given again.")
@click.option("--order", type=click.Choice([o.value for o in Order]), default="relevance", show_default=True,
              help="Order of the hits: by relevance, by strength of evidence, or by year.")  # fmt: skip
@click.option("--record", type=click.Path(path_type=Path, dir_okay=False), help="File to write the search's record to.")
@common
@filter_options
def search(
    settings: Settings,
    as_json: bool,
    question: str | None,
    quote: str | None,
    limit: int,
    order: str,
    record: Path | None,
    as_typed: bool,
    without: tuple[str, ...],
    left: tuple[str, ...],
    filters: Filters,
) -> int:
    """Search the library for QUESTION; print studies, best first, each with its quote, section, page and citation.

    QUESTION may hold "words in quotation marks", -word, author: year: pmid: doi: title: journal:. A study of which a filter's
    subject is not known does not pass that filter.
    """
    if quote is not None:
        return _find_quote(settings, as_json, question, quote)
    if question is None or not question.strip():
        raise UsageError("There is no question.", 'Ask one: evidence-search search "does ketamine relieve CRPS?"')
    off = Off(frozenset(NoteKind if as_typed else map(NoteKind, without)), frozenset(left))
    with opened(settings) as library:
        result = library.search(question, filters, limit, off, Order(order))
    if record:
        from evidence_search.search_record import to_bytes

        write_file(record, to_bytes(result))
    if as_json:
        print_json(results.result_to_json(result))
    else:
        click.echo(results.result_to_text(result))
    return 0


@click.command(short_help="Run the search of a record again and say whether it gives the same.")
@click.argument("record", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def repeat(settings: Settings, as_json: bool, record: Path) -> int:
    """Run the search that RECORD was written for again, and hold the two against each other.

    Exit code 1 when they differ: the library, the program or the model has changed since.
    """
    from evidence_search import search_record

    with opened(settings) as library:
        repeated = search_record.repeat(library, record.read_bytes())
    if as_json:
        print_json(
            {"same": repeated.same, "differences": list(repeated.differences), "now": search_record.record(repeated.result)}
        )
    elif repeated.same:
        click.echo("The same, byte for byte.")
    else:
        click.echo("\n".join(["It differs:", *repeated.differences]))
    return 0 if repeated.same else 1


@click.command(short_help="List the studies most like one.")
@click.argument("study")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Studies shown.")
@common
def similar(settings: Settings, as_json: bool, study: str, limit: int) -> int:
    """List the studies most like STUDY, by what they say as a whole and by the words of its title."""
    with opened(settings) as library:
        found = library.similar(study, limit)
    if as_json:
        print_json(
            [{"study_id": key, "citation": reference(about), "likeness": round(score, 6)} for key, about, score in found]
        )
    else:
        click.echo(
            "\n".join(f"{score:.2f}  {key}  {reference(about)}" for key, about, score in found) or "There is no other study."
        )
    return 0


def _find_quote(settings: Settings, as_json: bool, question: str | None, quote: str) -> int:
    """Print where a pasted sentence stands. Exit code 0 also where it stands nowhere: that is an answer."""
    from evidence_search.showing import quotes

    if question is not None:
        raise UsageError("A question and --quote do not go together.", "Put the whole sentence in quotation marks.")
    with opened(settings) as library:
        found = library.find_quote(quote)
    if as_json:
        print_json(quotes.found_quote_to_json(found))
    else:
        click.echo(quotes.found_quote_to_text(found))
    return 0


@click.command(short_help="Show a study's profile: what it is and found, with quotes.")
@click.argument("subject")
@common
def profile(settings: Settings, as_json: bool, subject: str) -> int:
    """Show the profile of SUBJECT, a study's id or a file: what it is and found, each value with the words it was read from.

    A file gives a profile for each document in it; a JSON Lines file (.jsonl) of objects with `_id`, `text` and perhaps `title`
    one for each line, in order. Files need no index.
    """
    path = Path(subject)
    if path.is_file():
        return _profile_file(path, as_json)
    try:
        with opened(settings) as library:
            found, title = library.profile(subject), library.study(subject).metadata.title
    except UnknownStudy as problem:
        raise UsageError(f"There is neither a study nor a file {subject!r}.", problem.remedy) from None
    if as_json:
        print_json(profiles.profile_to_json(subject, title, found))
    else:
        click.echo(profiles.profile_to_text(subject, title, found))
    return 0


def _profile_file(path: Path, as_json: bool) -> int:
    from evidence_search.profiling import profiles_of_file
    from evidence_search.records import ReadFailure

    failed = 0
    for found in profiles_of_file(path):
        if isinstance(found, ReadFailure):
            failed += 1
            click.echo(f"{found.path}: {found.reason}\n{found.remedy}", err=True)
        elif as_json:
            shown = profiles.profile_to_json(found.name, found.title, found.profile)
            click.echo(json.dumps(shown, ensure_ascii=False))
        else:
            click.echo(profiles.profile_to_text(found.name, found.title, found.profile) + "\n")
    return 1 if failed else 0


@click.command(short_help="Put studies side by side: design, size, regimen, results, each with its quote.")
@click.argument("question", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits of QUESTION taken.")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "md"]), help="Form; else OUT's ending, else md.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else standard output.")
@common
@filter_options
def table(
    settings: Settings, as_json: bool, question: str | None, limit: int, form: str | None, out: Path | None, filters: Filters
) -> int:
    """Print an evidence table of the hits of QUESTION; without it, of the studies of --study, or of all that pass filters.

    A row a study: design, n, population, regimen, comparator, outcome, direction, follow-up, harms. What is not known says so.
    """
    from dataclasses import replace

    form = form or (out.suffix.lower().removeprefix(".") if out else "md")
    if form not in ("csv", "xlsx", "md"):
        raise UsageError(f"{out} does not say what to write.", "Name a form: --format csv, xlsx or md.")
    if form == "xlsx" and out is None and not as_json:
        raise UsageError("A workbook cannot be printed.", "Name a file: --out table.xlsx")
    with opened(settings) as library:
        studies, note = _table_studies(library, question, limit, filters)
        found = replace(library.evidence_table(studies), note=note)
    if note:
        click.echo(note, err=True)
    if as_json:
        print_json(profiles.table_to_json(found))
    elif out is None:
        from evidence_search.export import to_csv, to_markdown

        click.echo(to_csv(found) if form == "csv" else to_markdown(found), nl=False)
    else:
        _write_table(found, form, out)
    return 0


def _table_studies(library: Library, question: str | None, limit: int, filters: Filters) -> tuple[Sequence[str], str]:
    """Return the ids of the studies of a table, in its order, and what a reader must know of them as a whole."""
    if question and question.strip():
        result = library.search(question, filters, limit)
        covered = result.judgement is None or result.judgement.verdict is not Verdict.NOT_COVERED
        return [hit.study_id for hit in result.hits], "" if covered else _NOT_AN_ANSWER
    if filters == Filters(study_ids=filters.study_ids, include_retracted=filters.include_retracted) and filters.study_ids:
        return filters.study_ids, ""
    if filters == Filters():
        raise UsageError("It is not said which studies.", "Ask a QUESTION, name studies with --study, or set a filter.")
    return library.passing_ids(filters), ""


_NOT_AN_ANSWER = "The library does not answer this question; these are the nearest studies, not an answer."


def _write_table(found: EvidenceTable, form: str, out: Path) -> None:
    from evidence_search.export import to_csv, to_markdown, to_workbook

    # A byte order mark tells spreadsheets that a CSV is UTF-8.
    made = {
        "csv": lambda: to_csv(found).encode("utf-8-sig"),
        "xlsx": lambda: to_workbook(found),
        "md": lambda: to_markdown(found).encode(),
    }[form]()
    write_file(out, made)
    click.echo(f"{len(found.rows)} studies, index {found.fingerprint}: {out}", err=True)


@click.command(short_help="Show a study: record, sections and text.")
@click.argument("study")
@common
def show(settings: Settings, as_json: bool, study: str) -> int:
    """Show STUDY: its record, where it was read from, its sections and text."""
    with opened(settings) as library:
        found, relations, known = library.study(study), library.relations_of(study), library.profile(study)
    if as_json:
        shown = profiles.profile_to_json(study, found.metadata.title, known)
        print_json({**studies.study_to_json(found, relations), "profile": shown})
    else:
        click.echo(studies.study_to_text(found, relations))
    return 0
