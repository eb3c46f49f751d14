"""Hold study profiles against people's labels, check every quote, and time the extractors.

Usage: python -m benchmarks.profiles DATA

DATA is a folder with any of `psynamic/*.jsonl` (labels of study type, condition, substance, route, control, regimen and size),
`studytype/*.jsonl` (one of StudyTypeTeller's classes) and `sample_size/*.jsonl` (counts marked in abstracts), each line with
`text`, perhaps `title`, and its labels. Prints one JSON object. F1 and precision are of the named class; a study without any
value for a field counts as not of the class. Files that the weights were trained on give fitted figures, not honest ones:
which those are, and the held-out figures, is in benchmarks/README.md.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from evidence_search.findings import Field, Finding, Profile
from evidence_search.profile import EXTRACTORS, Extractor, profile_of, subject_of
from evidence_search.profile.numbers import parse_number
from evidence_search.profile.subject import Subject

Row = dict[str, Any]
Pairs = list[tuple[bool, bool]]

GROUP_OF_LABEL = {
    "animal": ("Animal-drug-intervention", "Animal-non-drug-intervention", "Animal-other"),
    "protocol": ("Clinical-study-protocol",),
    "randomised": ("Human-RCT-drug-intervention", "Human-RCT-non-drug-intervention", "Human-RCT-non-intervention"),
    "case": ("Human-case-report",),
    "human": ("Human-non-RCT-drug-intervention", "Human-non-RCT-non-drug-intervention"),
    "systematic": ("Human-systematic-review",),
    "in vitro": ("In-vitro-study",),
    "narrative": ("Non-systematic-review",),
}
GROUP_OF_DESIGN = {
    "animal": ("animal study",),
    "protocol": ("protocol",),
    "randomised": ("randomised controlled trial", "randomised crossover trial"),
    "case": ("case series", "case report"),
    "human": ("non-randomised trial", "cohort", "case-control", "cross-sectional", "pharmacovigilance"),
    "systematic": ("meta-analysis", "systematic review"),
    "in vitro": ("in vitro study",),
    "narrative": ("guideline", "narrative review"),
}
"""Eight groups of designs, by StudyTypeTeller's class and by the profile's word; `Remaining` is in none."""

SIZES = {"1-20": (1, 20), "21-40": (21, 40), "41-60": (41, 60), "61-80": (61, 80), "81-100": (81, 99), "100-199": (100, 199),
         "200-499": (200, 499), "500-999": (500, 999), "≥1000": (1000, 10**9)}  # fmt: skip
"""PsyNamic's bins of participants."""


def values(profile: Profile, field: Field) -> set[str]:
    """Return a field's values in lower case."""
    return {str(finding.value).lower() for finding in profile.all(field)}


def is_any(field: Field, *wanted: str) -> Callable[[Profile], bool]:
    """Return whether a profile has one of these values."""
    return lambda profile: bool(values(profile, field) & set(wanted))


def names(field: Field, word: str) -> Callable[[Profile], bool]:
    """Return whether a value of a profile contains a word."""
    return lambda profile: any(word in value for value in values(profile, field))


CLASSES: dict[str, tuple[str, str, Callable[[Profile], bool]]] = {
    "rct": ("study_type", "Randomized-controlled trial (RCT)", is_any(Field.DESIGN, *GROUP_OF_DESIGN["randomised"])),
    "review": ("study_type", "Systematic review/meta-analysis", is_any(Field.DESIGN, *GROUP_OF_DESIGN["systematic"])),
    "protocol": ("study_type", "Study protocol", is_any(Field.DESIGN, "protocol")),
    "intravenous": ("application_form", "Intravenous", is_any(Field.ROUTES, "intravenous")),
    "intranasal": ("application_form", "Nasal", is_any(Field.ROUTES, "intranasal")),
    "oral": ("application_form", "Oral", is_any(Field.ROUTES, "oral")),
    "subcutaneous": ("application_form", "Subcutaneous", is_any(Field.ROUTES, "subcutaneous")),
    "ketamine": ("substances", "Ketamine", is_any(Field.DRUGS, "ketamine", "racemic ketamine")),
    "esketamine": ("substances", "S-Ketamine", is_any(Field.DRUGS, "esketamine")),
    "depression": ("condition", "Depression", names(Field.CONDITIONS, "depress")),
    "pain": ("condition", "(Chronic) Pain", names(Field.CONDITIONS, "pain")),
    "PTSD": ("condition", "Post-traumatic stress disorder (PTSD)", names(Field.CONDITIONS, "ptsd")),
    "anxiety": ("condition", "Anxiety", names(Field.CONDITIONS, "anxiety")),
    "healthy": ("condition", "Healthy Participants", names(Field.CONDITIONS, "healthy")),
    "placebo": ("study_control", "Placebo", names(Field.CONTROL, "placebo")),
    "no control": ("study_control", "Non-controlled", names(Field.CONTROL, "none")),
    "single": ("regimen", "Single Dose", is_any(Field.SESSIONS, "single")),
    "repeated": ("regimen", "Multiple Applications", is_any(Field.SESSIONS, "repeated")),
}
"""Class → (PsyNamic's label, its value, what a profile must say)."""


def measured(pairs: Pairs) -> dict[str, float | int | None]:
    """Return F1, precision and the number of positives of (labelled, said) pairs."""
    hits, labelled, said = (sum(map(bool, flags)) for flags in ([g and m for g, m in pairs], *zip(*pairs, strict=True)))
    f1 = 2 * hits / (labelled + said) if hits else 0.0
    return {"f1": round(f1, 3), "precision": round(hits / said, 3) if said else None, "n": labelled}


def psynamic(rows: Sequence[Row], profiles: Sequence[Profile]) -> dict[str, Any]:
    """Return the figures of each class, and the share of studies whose number of participants is in the labelled bin."""
    both = list(zip(rows, profiles, strict=True))
    out: dict[str, Any] = {}
    for name, (label, value, said) in CLASSES.items():
        pairs = [(value in row["labels"].get(label, []), said(profile)) for row, profile in both]
        if any(labelled for labelled, _ in pairs):
            out[name] = measured(pairs)
    sized = [(row["labels"]["number_of_participants"], profile.one(Field.PARTICIPANTS)) for row, profile in both
             if row["labels"].get("number_of_participants", ["Unknown"])[0] in SIZES]  # fmt: skip
    right = sum(
        found is not None and any(SIZES[name][0] <= int(found.value) <= SIZES[name][1] for name in bins if name in SIZES)
        for bins, found in sized
    )
    given = sum(found is not None for _, found in sized)
    return {**out, "participants": share(right, given, len(sized))}


def share(right: int, given: int, count: int) -> dict[str, Any]:
    """Return the share right of all, of those given, and the share given."""
    return {"right": round(right / max(1, count), 3), "precision": round(right / given, 3) if given else None,
            "given": round(given / max(1, count), 3), "n": count}  # fmt: skip


def studytype(rows: Sequence[Row], profiles: Sequence[Profile]) -> dict[str, Any]:
    """Return weighted and macro F1 over the eight groups."""
    labelled = {label: group for group, labels in GROUP_OF_LABEL.items() for label in labels}
    worded = {design: group for group, designs in GROUP_OF_DESIGN.items() for design in designs}
    pairs = []
    for row, profile in zip(rows, profiles, strict=True):
        if row["label"] in labelled:
            found = profile.one(Field.DESIGN)
            pairs.append((labelled[row["label"]], worded.get(str(found.value), "none") if found else "none"))
    each = {group: measured([(g == group, m == group) for g, m in pairs]) for group in GROUP_OF_LABEL}
    f1 = {group: float(figures["f1"] or 0) for group, figures in each.items()}
    weighted = sum(f1[group] * int(figures["n"] or 0) for group, figures in each.items()) / max(1, len(pairs))
    macro = sum(f1.values()) / len(f1)
    return {"weighted f1": round(weighted, 3), "macro f1": round(macro, 3), "groups": each, "n": len(pairs)}


def sample_size(rows: Sequence[Row], profiles: Sequence[Profile]) -> dict[str, Any]:
    """Return the share of trials whose total is one that was marked in the abstract."""
    right = given = count = 0
    for row, profile in zip(rows, profiles, strict=True):
        marked = {parse_number(entity["text"]) for entity in row["entities"] if entity["type"] == "total-participants"} - {None}
        if marked:
            found = profile.one(Field.PARTICIPANTS)
            count += 1
            given += found is not None
            right += found is not None and found.value in marked
    return share(right, given, count)


def misquoted(rows: Iterable[Row], profiles: Iterable[Profile]) -> int:
    """Return how many findings are not verbatim in their study, or lack the words they were read from."""
    wrong = 0
    for row, profile in zip(rows, profiles, strict=True):
        for f in profile.findings:
            said = row.get("title") if f.start is None else row["text"][f.start : f.end]
            wrong += f.quote != said or f.printed not in f.quote
    return wrong


def timed(name: str, find: Extractor, clock: dict[str, float]) -> Extractor:
    """Return an extractor that adds its processor time to a clock."""

    def run(subject: Subject) -> list[Finding]:
        began = process_time()
        try:
            return list(find(subject))
        finally:
            clock[name] += process_time() - began

    return run


def main() -> int:
    """Measure every file of a data folder."""
    out: dict[str, Any] = {}
    studies, findings, wrong = 0, 0, 0
    clock: defaultdict[str, float] = defaultdict(float)
    extractors = [(name, timed(name, find, clock)) for name, find in EXTRACTORS]
    profile_of(subject_of("", "Loading the weights is not timed."))
    for name, score in (("psynamic", psynamic), ("studytype", studytype), ("sample_size", sample_size)):
        for path in sorted((Path(sys.argv[1]) / name).glob("*.jsonl")):
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            began = process_time()
            profiles = [profile_of(subject_of(row.get("title") or "", row["text"]), extractors) for row in rows]
            clock["all"] += process_time() - began
            studies += len(rows)
            findings += sum(len(profile.findings) for profile in profiles)
            wrong += misquoted(rows, profiles)
            out[f"{name}/{path.stem}"] = score(rows, profiles)
    out["quotes"] = {"findings": findings, "not verbatim": wrong}
    each = {name: round(seconds / max(1, studies) * 1000, 3) for name, seconds in clock.items()}
    out["speed"] = {"abstracts": studies, "per second": round(studies / max(clock["all"], 1e-9), 1), "ms an abstract": each}
    print(json.dumps(out, ensure_ascii=False, indent=1))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
