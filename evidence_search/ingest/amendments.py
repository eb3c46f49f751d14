"""What people changed in the library's own records since the last run: decisions, corrections, the list of retractions.

Each remembers in the store what it applied, in the transaction that applies it: a run that dies has done
all of it or nothing.
"""

from __future__ import annotations

import json
from pathlib import Path

from evidence_search.corpus import NOTICES, sha256_of
from evidence_search.edits import Edits
from evidence_search.errors import ReadError
from evidence_search.ingest.grouping import Grouping
from evidence_search.readers.notices import NoticeList, read_notices
from evidence_search.records import ReadFailure
from evidence_search.store import Store


def apply_decisions(store: Store, grouping: Grouping) -> None:
    """Group anew the documents that people decided of, or took a decision back on, since the last run."""
    now = sorted([*sorted(pair), same] for pair, same in grouping.decisions.pairs.items())
    before = json.loads(store.meta("decisions") or "[]")
    different = [decision for decision in now + before if (decision in now) != (decision in before)]
    changed = {name for one, other, _ in different for name in (one, other)}
    with store.atomic():
        for name in sorted(changed):
            if stored := grouping.named(name):
                grouping.regroup({stored.study_id})
        store.set_meta("decisions", json.dumps(now, ensure_ascii=False))


def apply_edits(store: Store, grouping: Grouping, edits: Edits) -> None:
    """Note every study as unsettled whose record people corrected, or took a correction back of, since the last run."""
    now = {name: {key: repr(edit) for key, edit in sorted(fields.items())} for name, fields in sorted(edits.items())}
    before = json.loads(store.meta("edits") or "{}")
    changed = [name for name in {**now, **before} if now.get(name) != before.get(name)]
    with store.atomic():
        store.unsettle(stored.study_id for name in changed if (stored := grouping.named(name)))
        store.set_meta("edits", json.dumps(now, ensure_ascii=False))


def apply_notices(store: Store, path: Path) -> list[ReadFailure]:
    """Read the list of retractions anew when it changed, and note every study as unsettled that it may speak of.

    Returns why the list could not be read, where it could not; what was read of it before then stays.
    """
    digest = sha256_of(path) if path.exists() else ""
    if (store.meta("notices") or "") == digest:
        return []
    try:
        listed = read_notices(path) if digest else NoticeList({}, "")
    except ReadError as problem:
        return [ReadFailure(NOTICES, problem.what, problem.remedy)]
    with store.atomic():
        store.put_notices(listed.notices)
        store.set_meta("notices_until", listed.until)
        store.set_meta("notices", digest)
        store.unsettle(store.documents_study_ids())
    return []
