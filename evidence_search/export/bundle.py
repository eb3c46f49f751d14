"""Several files in one ZIP, so that equal files give equal bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_NEVER = (2000, 1, 1, 0, 0, 0)
"""The date kept with each file: equal content gives equal bytes."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files, name → content, as the bytes of a ZIP archive."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _NEVER), content, ZIP_DEFLATED)
    return out.getvalue()
