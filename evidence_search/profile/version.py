"""Which rules and weights profiles are made with."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

RULES = 4
"""Raise it when an extractor changes, so that libraries profile their studies anew."""

WEIGHTS = Path(__file__).parent / "weights"


@cache
def profile_version() -> str:
    """Return the version of the rules with a hash over the weights of the learned parts, for example `1-3f9a0c2e51b7`.

    Libraries profiled under another version are profiled anew at the next ingest, without encoding anything.
    """
    digest = hashlib.sha256()
    for path in sorted(WEIGHTS.glob("*.json")):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return f"{RULES}-{digest.hexdigest()[:12]}"
