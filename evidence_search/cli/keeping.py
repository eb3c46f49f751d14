"""Commands that bring studies into the library, take them out, and say which are one."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_search.cli.common import common, opened, print_json, say, unopened
from evidence_search.records import IngestReport, Outcome
from evidence_search.settings import Settings
from evidence_search.showing import reports
from evidence_search.showing.meter import Meter


@click.command(short_help="Bring files and folders into the library and index them.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--wait", type=float, default=10.0, show_default=True, help="Seconds to wait for another writer.")
@common
def ingest(settings: Settings, as_json: bool, paths: tuple[Path, ...], wait: float) -> int:
    """Bring files and folders into the library and index them; without PATHS, index the library's own folder.

    Files from elsewhere are copied to corpus/added/. Unchanged files cost nothing. Every input ends as added, updated,
    unchanged, duplicate, removed or failed, and the report is kept. Exit code 1 when an input failed.
    """
    from dataclasses import replace

    from evidence_search import changing

    meter = Meter()
    with unopened(replace(settings, lock_wait_s=wait)) as library, meter:
        report = changing.add(library, paths, changing.operator(), meter)
    if as_json:
        print_json(reports.report_to_json(report))
    else:
        click.echo(reports.report_to_text(report))
    return 1 if report.count(Outcome.FAILED) else 0


@click.command(short_help="Bring papers by identifier or PubMed query from the internet.")
@click.argument("wanted", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 9999), default=20, show_default=True, help="Records brought for a query.")
@click.option("--records-only", is_flag=True, help="Do not ask for full text.")
@click.option("--again", is_flag=True, help="Ask anew for what is here, as for news of retractions.")
@click.option("--wait", type=float, default=10.0, show_default=True, help="Seconds to wait for another writer.")
@common
def fetch(
    settings: Settings, as_json: bool, wanted: tuple[str, ...], limit: int, records_only: bool, again: bool, wait: float
) -> int:
    """Bring what WANTED means into corpus/fetched/ and ingest it: PMIDs, DOIs, PMCIDs, or queries as PubMed takes them.

    Records come from PubMed, open-access full text from Europe PMC. This is the only command that opens a connection; it says
    to whom before it does. Exit code 1 when something was not found or failed; the same command goes on from what came.
    """
    from dataclasses import replace

    from evidence_search import changing, fetching
    from evidence_search.fetch.job import FetchOutcome
    from evidence_search.showing import fetched as shown

    with unopened(replace(settings, lock_wait_s=wait)) as library, Meter() as meter:
        click.echo(f"This contacts {' and '.join(fetching.contacts(library))}.", err=True)
        fetched = changing.fetch(library, wanted, changing.operator(), limit, not records_only, again, say, meter)
    if as_json:
        print_json(shown.fetched_to_json(fetched))
    else:
        click.echo(shown.fetched_to_text(fetched))
    bad = fetched.fetch.count(FetchOutcome.FAILED) + fetched.fetch.count(FetchOutcome.NOT_FOUND)
    return 1 if bad or (fetched.ingest and fetched.ingest.count(Outcome.FAILED)) else 0


@click.command(short_help="Take a study out of the library.")
@click.argument("study")
@common
def remove(settings: Settings, as_json: bool, study: str) -> int:
    """Take STUDY out of the library and the index; its files move to corpus/removed/, from where they can be put back."""
    from evidence_search import changing

    with opened(settings) as library:
        report = changing.remove(library, study, changing.operator())
    if as_json:
        print_json(reports.report_to_json(report))
    else:
        click.echo(reports.report_to_text(report))
    return 0


@click.command(short_help="List merges that no identifier decided, and possible duplicates.")
@common
def duplicates(settings: Settings, as_json: bool) -> int:
    """List the studies that were put together by likeness or by hand, and pairs that look alike but were not."""
    from dataclasses import asdict

    from evidence_search import curation

    with opened(settings) as library:
        found = curation.duplicates(library)
    if as_json:
        print_json(asdict(found))
        return 0
    for merged in found.merged:
        click.echo(
            f"one study   {merged.study_id}: {merged.why}\n"
            f"            {merged.title}\n            {', '.join(merged.documents)}"
        )
    for pair in found.possible:
        kind = f"alike {pair.similarity:.2f}" if pair.why == curation.ALIKE else pair.why
        click.echo(f"{kind}  {pair.studies[0]}: {pair.titles[0]}\n            {pair.studies[1]}: {pair.titles[1]}")
    for pair in found.apart:
        click.echo(f"two studies {pair.studies[0]}: {pair.titles[0]}\n            {pair.studies[1]}: {pair.titles[1]}")
    click.echo(
        f"{len(found.merged)} put together, {len(found.possible)} possible, {len(found.apart)} kept apart. "
        "Undo: apart STUDY DOCUMENT. Merge: together A B."
    )
    return 0


@click.command(short_help="Make one document of a study a study of its own.")
@click.argument("study")
@click.argument("document")
@common
def apart(settings: Settings, as_json: bool, study: str, document: str) -> int:
    """Keep DOCUMENT (a file as `show` lists it, `file#3` for its third record) apart from the others of STUDY, for good."""
    from evidence_search import changing

    with opened(settings) as library:
        report = changing.keep_apart(library, study, document, changing.operator())
    return _settled(report, as_json, f"{document} is a study of its own now.")


@click.command(short_help="Make two studies one.")
@click.argument("one")
@click.argument("other")
@common
def together(settings: Settings, as_json: bool, one: str, other: str) -> int:
    """Make the studies ONE and OTHER one, for good."""
    from evidence_search import changing

    with opened(settings) as library:
        report = changing.put_together(library, one, other, changing.operator())
    return _settled(report, as_json, f"{one} and {other} are one study now.")


@click.command(short_help="Take in a list of retractions and mark what it names.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def retractions(settings: Settings, as_json: bool, file: Path) -> int:
    """Take FILE, the Retraction Watch data as Crossref publishes them (CSV), into the library and mark the studies it names."""
    from evidence_search import changing

    with opened(settings) as library:
        notices, report = changing.use_notices(library, file, file.name, changing.operator())
    return _settled(report, as_json, f"{len(notices.notices)} identifiers with notices up to {notices.until}.")


def _settled(report: IngestReport, as_json: bool, said: str) -> int:
    if as_json:
        print_json(reports.report_to_json(report))
    else:
        click.echo(f"{said} Index {report.fingerprint}.")
    return 0
