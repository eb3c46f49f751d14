"""See that each study of the starter library comes first when somebody names it.

Usage: python benchmarks/findable.py [LIBRARY_FOLDER]

Asks for every study by its title, its first author's surname with the year, its PMID, its DOI and each registry number. Where
several studies share what was asked (papers of one trial, two papers of an author in a year), all of them must fill the first
places. Prints a JSON object; status 1 when a study is not where it must be.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from evidence_search.library import Library
from evidence_search.records import Metadata
from evidence_search.settings import from_environment


def names_of(metadata: Metadata) -> dict[str, list[str]]:
    """Return the ways a study may be asked for, by kind."""
    surname = metadata.authors[0].rsplit(" ", 1)[0] if metadata.authors else ""
    return {
        "title": [metadata.title] if metadata.title else [],
        "first author and year": [f"{surname} {metadata.year}"] if surname and metadata.year else [],
        "PMID": [metadata.pmid] if metadata.pmid else [],
        "DOI": [metadata.doi] if metadata.doi else [],
        "registry number": list(metadata.registry),
    }


def main() -> int:
    """Ask for every study in every way."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    settings = from_environment(folder and folder / "corpus", folder and folder / "index")
    with Library.open(settings) as library:
        asked: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for study_id in library.study_ids():
            for kind, names in names_of(library.study(study_id).metadata).items():
                for name in names:
                    asked[kind][name].add(study_id)
        figures, missing = {}, []
        for kind, names_asked in asked.items():
            first = 0
            for name, wanted in names_asked.items():
                found = {study for study, _ in library.rank(name, max(10, len(wanted)))[: len(wanted)]}
                first += found == wanted
                missing += [] if found == wanted else [f"{kind} {name!r}: wanted {sorted(wanted)}, found {sorted(found)}"]
            shared = sum(len(wanted) > 1 for wanted in names_asked.values())
            figures[kind] = {"asked": len(names_asked), "first": first, "of which name several studies": shared}
    print(json.dumps({"figures": figures, "missing": missing}, indent=2, ensure_ascii=False))
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
