"""The command line. Reads options, calls the library, prints; `showing` turns values into JSON and text."""

from __future__ import annotations

from collections.abc import Iterable

import click

from evidence_search.cli import keeping, searching, tending

_EXAMPLES = """
\b
Examples:
  evidence-search ingest                       index the library's own folder
  evidence-search ingest ~/papers scan.pdf     bring files in and index them
  evidence-search search "ketamine infusion CRPS, how long does relief last?"
  evidence-search search "esketamine relapse" --design "randomised controlled trial" --json
  evidence-search show sigtermans-2009
  evidence-search profile sigtermans-2009      what it is and found, each value with its quote
  evidence-search table "ketamine CRPS" --out table.xlsx
  evidence-search serve                        open the web page's server

\b
Exit codes: 0 done; 1 an input failed or something went wrong; 2 asked in a way that cannot be done;
3 the index is missing or unusable; 4 the model is; 5 another process is writing.
"""


@click.group(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="evidence-search")
def cli() -> None:
    """Search a clinic's own library of studies on ketamine and get cited passages, offline."""


_COMMANDS = (
    keeping.ingest, keeping.fetch, searching.search, searching.table, searching.profile, searching.show, searching.similar,
    searching.repeat, keeping.remove, keeping.duplicates, keeping.apart, keeping.together, keeping.retractions,
    tending.status, tending.check, tending.read, tending.evaluate, tending.serve,
)  # fmt: skip
for _command in _COMMANDS:
    cli.add_command(_command)


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line."""
    cli.main(args=None if arguments is None else list(arguments), prog_name="evidence-search")
