"""What a study measured and found: scales, time points, figures, response and remission, and the direction of each outcome."""

from __future__ import annotations

from evidence_search.findings import Finding
from evidence_search.profile import figures, outcome_direction, primary_outcome, responders, scales
from evidence_search.profile.follow_up import follow_up, time_points
from evidence_search.profile.result_sentences import lines_of
from evidence_search.profile.subject import Subject


def find(subject: Subject) -> list[Finding]:
    """Return the findings about outcomes, read from the abstract and, in a full text, from its results."""
    lines = lines_of(subject)
    lower = subject.text.lower()
    return [
        *primary_outcome.find(lines, lower),
        *scales.find(subject, lower),
        *time_points(lines),
        *figures.find(lines),
        *responders.find(lines),
        *outcome_direction.find(lines, lower, f"{subject.title}. {subject.text[:6000]}"),
        *follow_up(lines),
    ]
