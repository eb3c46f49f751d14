"""Marks of lists told from minuses."""

from __future__ import annotations

import pytest

from evidence_search.text.listing import mark_length


@pytest.mark.parametrize(
    ("text", "line", "left"),
    [
        ("- Pain fell by a third.", 0, "Pain fell by a third."),
        ("- 20% of the clinics asked for a test.\n- Most did not ask.", 0, "20% of the clinics asked for a test."),
        ("- Most did not ask.\n- 20% of the clinics asked for a test.", 1, "20% of the clinics asked for a test."),
        ("- 20% of the clinics asked for a test.", 0, "- 20% of the clinics asked for a test."),
        ("- 3.4 (SE 1.4)\n- 2.1 (SE 0.8)", 0, "- 3.4 (SE 1.4)"),
        ("- Change\n- 3.4 (SE 1.4)", 1, "- 3.4 (SE 1.4)"),
        ("-3 points more than with placebo.\n- Pain fell.", 0, "-3 points more than with placebo."),
        ("Pain fell.", 0, "Pain fell."),
    ],
)
def test_only_a_mark_is_left_out(text: str, line: int, left: str) -> None:
    """A minus before a figure is never lost: a mark before one has prose behind it and an item beside it."""
    wanted = text.splitlines()[line]
    start = text.index(wanted)
    assert text[start + mark_length(text, start, start + len(wanted)) : start + len(wanted)] == left
