"""The way of a paper, from top to bottom: read → identify → merge → split → encode → store → publish."""

from evidence_search.ingest.minutes import OnProgress, Progress
from evidence_search.ingest.run import Ingest

__all__ = ["Ingest", "OnProgress", "Progress"]
