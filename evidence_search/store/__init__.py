"""The truth of the index: one SQLite file. The only place that speaks SQL."""

from evidence_search.store.database import FOREVER
from evidence_search.store.rows import Place, StoredDocument, StoredPassage, StoredStudy
from evidence_search.store.store import Store

__all__ = ["FOREVER", "Place", "Store", "StoredDocument", "StoredPassage", "StoredStudy"]
