"""`corpus/relations.yaml`: which studies speak of one trial or of the same people, written by hand."""

from __future__ import annotations

from pathlib import Path

import yaml

from evidence_search.errors import UsageError
from evidence_search.records import Relation

NAME = "relations.yaml"
_REMEDY = "Mend the file; docs/formats.md says how it is written."


def read_relations(path: Path) -> tuple[Relation, ...]:
    """Return the groups of a file, none when it does not exist.

    Raises:
        UsageError: the file is not a list of groups, each with studies, kind and why.
    """
    if not path.exists():
        return ()
    try:
        groups = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return tuple(Relation(tuple(map(str, g["studies"])), str(g["kind"]), str(g["why"]).strip()) for g in groups)
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError) as problem:
        said = " ".join(str(problem).split())
        raise UsageError(f"{path} cannot be read: {said or type(problem).__name__}.", _REMEDY) from None
