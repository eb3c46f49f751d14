"""The tree of exceptions is the one that is drawn, and each says what to do."""

from __future__ import annotations

import re

import pytest

from evidence_search import errors
from evidence_search.errors import EvidenceSearchError


def drawn() -> dict[str, str]:
    """Return class → parent as the module's docstring draws them, four characters a level."""
    parents: list[str] = []
    tree = {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│├└─ ]*)([A-Z]\w+)(?:\s|$)", line)
        if found:
            depth = len(found.group(1)) // 4
            parents[depth:] = [found.group(2)]
            tree[found.group(2)] = parents[depth - 1] if depth else "Exception"
    return tree


def test_the_drawing_is_true() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Exception)]
    assert drawn() == {c.__name__: c.__bases__[0].__name__ for c in classes}


def test_what_and_remedy() -> None:
    assert str(EvidenceSearchError("It broke.", "Mend it.")) == "It broke.\nMend it."
    assert str(EvidenceSearchError("It broke.")) == "It broke."
    problem = EvidenceSearchError("It broke.", "Mend it.")
    assert (problem.what, problem.remedy) == ("It broke.", "Mend it.")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UsageError", 2),
        ("UnknownStudy", 2),
        ("NoIndex", 3),
        ("WrongModel", 3),
        ("ModelError", 4),
        ("Locked", 5),
        ("ReadError", 1),
    ],
)
def test_exit_codes(name: str, code: int) -> None:
    assert getattr(errors, name).exit_code == code
