"""Evidence tables as files that other programs open."""

from evidence_search.export.delimited import to_csv
from evidence_search.export.markdown import to_markdown
from evidence_search.export.workbook import to_workbook

__all__ = ["to_csv", "to_markdown", "to_workbook"]
