"""The library: open it, search it, add to it, take from it. Opens, holds and hands on; the work is elsewhere."""

from evidence_search.library.library import Library
from evidence_search.library.reading import STORE_NAME, Status

__all__ = ["STORE_NAME", "Library", "Status"]
