"""What the library holds, by condition, design, year and kind, with empty cells shown; and what is thin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app_pages import common, desk
from app_pages.access import Visitor
from evidence_search.library import Library
from evidence_search.presenting import KIND_WORDS, escaped, table
from evidence_search.records import Design, Metadata, Retraction, SourceKind

CONDITIONS = 14
"""Conditions that have a row, the largest; the others are counted together."""
THIN = 3
"""Below this many trials or reviews a condition is called thin: too few to see whether they agree."""
OLD = 5
"""Years without a new study of a condition before that is said."""
GROUPS: tuple[tuple[str, frozenset[Design]], ...] = (
    ("Reviews and guidelines", frozenset({Design.GUIDELINE, Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW})),
    ("Randomised trials", frozenset({Design.RANDOMISED_CONTROLLED_TRIAL, Design.RANDOMISED_CROSSOVER_TRIAL})),
    (
        "Other studies of people",
        frozenset({Design.NON_RANDOMISED_TRIAL, Design.COHORT, Design.CASE_CONTROL, Design.CROSS_SECTIONAL,
                   Design.PHARMACOVIGILANCE}),
    ),
    ("Case series and reports", frozenset({Design.CASE_SERIES, Design.CASE_REPORT})),
    ("Other and unknown", frozenset()),
)  # fmt: skip
"""Columns; the last takes every design that is in no other."""


def draw(library: Library, who: Visitor) -> None:
    """Draw the part."""
    snapshot = library.snapshot()
    rows = [snapshot.describe(number) for number in range(len(snapshot.study_ids))]
    records = [row.metadata for row in rows]
    kinds = Counter(row.kind for row in rows)
    desk.heading("What is here", f"{len(records):,} studies")
    common.show(f"{_kinds(kinds)}{_cells(records)}{_years(records)}")
    desk.heading("What is thin")
    common.show(_thin(records, kinds))


def _kinds(kinds: Counter[SourceKind]) -> str:
    made = table(["Kind of text", "Studies"], [(KIND_WORDS[kind], kinds[kind]) for kind in reversed(SourceKind)])
    return f'<div class="es-narrow">{made}</div>'


def _cells(records: Iterable[Metadata]) -> str:
    """Return condition by design as a table; a cell without a study says 0 and is shaded."""
    counts = _by_condition(records)
    ordered = sorted(counts, key=lambda name: (name == "unknown", -counts[name].total(), name))
    body = "".join(_row(name, counts[name]) for name in ordered[:CONDITIONS])
    if rest := ordered[CONDITIONS:]:
        together: Counter[str] = Counter()
        for name in rest:
            together += counts[name]
        body += _row(f"{len(rest)} other conditions", together)
    heads = "".join(f'<th scope="col">{name}</th>' for name, _ in GROUPS)
    return (
        "<h3>By condition and design</h3>"
        '<div class="es-scroll" tabindex="0" role="region" aria-label="By condition and design">'
        f'<table class="es-table es-cells"><thead><tr><th scope="col">Condition</th>{heads}</tr></thead><tbody>{body}</tbody>'
        '</table></div><p class="es-state">A study of two conditions stands in both rows.</p>'
    )


def _row(name: str, counts: Counter[str]) -> str:
    cells = "".join(f"<td>{counts[group]}</td>" if counts[group] else '<td class="es-none">0</td>' for group, _ in GROUPS)
    return f'<tr><th scope="row" dir="auto">{escaped(name)}</th>{cells}</tr>'


def group_of(design: Design | None) -> str:
    """Return the column that a design stands in."""
    return next((name for name, designs in GROUPS if design in designs), GROUPS[-1][0])


def _by_condition(records: Iterable[Metadata]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for record in records:
        for condition in record.conditions or ("unknown",):
            counts.setdefault(condition, Counter())[group_of(record.design)] += 1
    return counts


def _years(records: Iterable[Metadata]) -> str:
    """Return studies by year as a table of five-year spans; spans between without a study are shown."""
    years = [record.year for record in records]
    known = sorted(year for year in years if year)
    rows: list[tuple[object, object]] = []
    for start in range(known[0] // 5 * 5, known[-1] + 1, 5) if known else ():
        rows.append((f"{start} to {start + 4}", sum(start <= year < start + 5 for year in known)))
    rows.append(("unknown", len(years) - len(known)))
    made = table(["Years", "Studies"], list(reversed(rows)))
    return f'<h3>By year</h3><div class="es-narrow">{made}</div>'


def _thin(records: list[Metadata], kinds: Counter[SourceKind]) -> str:
    said = []
    total = len(records)
    if total and kinds[SourceKind.FULL_TEXT] < total / 2:
        said.append(
            f"{kinds[SourceKind.FULL_TEXT]:,} of {total:,} studies are here in full. The others can be quoted only as far as "
            "their abstract or digest goes."
        )
    newest = max((record.year for record in records if record.year), default=0)
    for name, counts in sorted(_by_condition(records).items(), key=lambda pair: (-pair[1].total(), pair[0])):
        if name == "unknown":
            said.append(f"Of {counts.total():,} studies the condition is unknown, so no filter by condition finds them.")
            continue
        said += _of_condition(name, counts, records, newest)
    unknown = sum(record.retraction is Retraction.UNKNOWN for record in records)
    if unknown:
        said.append(f"Of {unknown:,} studies nobody has looked whether they were retracted: use a list of retractions.")
    said = said or ["Nothing stands out."]
    return f'<ul class="es-thin">{"".join(f"<li dir=auto>{escaped(line)}</li>" for line in said)}</ul>'


def _of_condition(name: str, counts: Counter[str], records: Iterable[Metadata], newest: int) -> list[str]:
    said = []
    reviews, trials = counts[GROUPS[0][0]], counts[GROUPS[1][0]]
    if reviews + trials < THIN:
        have = f"{_count(trials, 'randomised trial')} and {_count(reviews, 'review')}"
        said.append(f"{name}: {have} among {_count(counts.total(), 'study')}.")
    last = max((record.year for record in records if record.year and name in record.conditions), default=0)
    if last and last <= newest - OLD:
        said.append(f"{name}: the newest study is of {last}.")
    return said


def _count(number: int, word: str) -> str:
    """Return a number with its word: `1 study`, `2 studies`."""
    many = word.removesuffix("y") + "ies" if word.endswith("y") else word + "s"
    return f"{number} {word if number == 1 else many}"
