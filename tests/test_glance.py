"""Counts of what a library holds: gaps are there, unknown is unknown, and nothing is counted that is not."""

from __future__ import annotations

from itertools import pairwise

from app_pages.asked import Asked
from app_pages.glance_charts import SHADES, directions_chart, map_chart
from app_pages.glance_harms import harms_html
from evidence_search.filtering import Card
from evidence_search.findings import Facts, Field, Finding, Profile, Value
from evidence_search.glance import OTHER_HARMS, by_condition, by_period, family, harm_names, harms, period, ways
from evidence_search.records import Design, Metadata, SourceKind


def card(name: str, design: Design | None, conditions: tuple[str, ...], year: int | None, people: int | None) -> Card:
    metadata = Metadata(title=name, design=design, conditions=conditions, year=year)
    return Card(name, SourceKind.DIGEST, metadata, Facts(participants=people))


CARDS = (
    card("a", Design.COHORT, ("CRPS", "depression"), 2009, 20),
    card("b", Design.COHORT, ("depression",), 2021, None),
    card("c", None, (), None, 5),
)


def said(field: Field, value: Value, **detail: Value) -> Finding:
    return Finding(field, value, "Words.", 0, 6, detail=detail)


def test_a_map_has_its_gaps() -> None:
    found = {(square.design, square.column): square for square in by_condition(CARDS)}
    assert (found["cohort", "depression"].studies, found["cohort", "depression"].participants) == (2, 20)
    assert found["cohort", "depression"].uncounted == 1
    assert found["randomised controlled trial", "CRPS"].studies == 0
    assert found["unknown", "unknown"].studies == 1
    assert list(dict.fromkeys(square.column for square in by_condition(CARDS))) == ["depression", "CRPS", "unknown"]


def test_a_map_over_time_has_the_years_between() -> None:
    columns = list(dict.fromkeys(square.column for square in by_period(CARDS)))
    assert columns == ["2005–2009", "2010–2014", "2015–2019", "2020–2024", "unknown"]
    assert [period(2009), period(2010), period(None)] == ["2005–2009", "2010–2014", "unknown"]
    assert by_period([]) == []


def test_directions_are_counted_by_study() -> None:
    profile = Profile((
        said(Field.PARTICIPANTS, 40),
        said(Field.OUTCOMES, "improved", outcome="MADRS change"),
        said(Field.OUTCOMES, "improved", outcome="HDRS score"),
        said(Field.OUTCOMES, "worse", outcome="pain intensity"),
    ))  # fmt: skip
    silent = Profile((said(Field.OUTCOMES, "no difference", outcome="MADRS"),))
    found = [(way.outcome, way.direction, way.study_ids, way.participants) for way in ways({"a": profile, "b": silent})]
    assert found == [
        ("depressive symptoms", "improved", ("a",), 40),
        ("depressive symptoms", "no difference", ("b",), 0),
        ("pain", "worse", ("a",), 40),
    ]


def test_outcomes_are_gathered_by_their_words() -> None:
    names = ("response (>=50% fall in HDRS)", "suicidal ideation on the BSS", "largest blood pressure rise", "eye tracking")
    assert [family(name) for name in names] == ["response", "suicidal ideation", "blood pressure and heart", "other outcomes"]


def test_harms_stand_by_name_with_dose_and_words() -> None:
    told = (said(Field.HARMS, "nausea in 4 patients"), said(Field.HARMS, "odd tingle"))
    profile = Profile((said(Field.DOSES, "0.5 mg/kg"), *told))
    found = harms({"a": profile})
    assert [(harm.name, harm.doses) for harm in found] == [("nausea", ("0.5 mg/kg",)), (OTHER_HARMS, ("0.5 mg/kg",))]
    assert harm_names("dissociation") == ("dissociation",)


def lightness(colour: str) -> float:
    """Return L* of CIELAB of `#rrggbb`, from its relative luminance (CIE 1976; sRGB's transfer function, IEC 61966-2-1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * float(luminance ** (1 / 3)) - 16


def test_directions_are_told_apart_in_a_print_in_grey() -> None:
    greys = sorted(lightness(shade) for _, shade, _ in SHADES.values())
    assert min(b - a for a, b in pairwise(greys)) >= 7
    assert len({sign for sign, _, _ in SHADES.values()}) == len(SHADES)
    for _, shade, ink in SHADES.values():
        assert abs(lightness(shade) - lightness(ink)) > 40


def test_charts_hold_what_was_counted() -> None:
    profile = Profile((said(Field.PARTICIPANTS, 40), said(Field.OUTCOMES, "improved", outcome="MADRS")))
    found = ways({"a": profile, "b": Profile((said(Field.OUTCOMES, "worse", outcome="MADRS"),))})
    rows = directions_chart(found, "Participants").to_dict()["data"]["values"]
    told = [(row["Direction"], row["Participants"], row["Label"]) for row in rows]
    assert told == [("improved", 40, "+ 40"), ("worse", 0, "")]
    assert [row["Label"] for row in directions_chart(found, "Studies").to_dict()["data"]["values"]] == ["+ 1", "− 1"]
    held = {row["Told"] for row in map_chart(by_condition(CARDS)).to_dict()["data"]["values"]}
    assert "cohort, depression: 2 studies, 20 participants" in held and "guideline, CRPS: 0 studies, 0 participants" in held


def test_a_harm_that_was_looked_for_and_not_seen_is_not_counted_as_seen() -> None:
    absent = said(Field.HARMS, "nausea", seen="no")
    profiles = {"a": Profile((said(Field.HARMS, "nausea", events=3, exposed=20),)), "b": Profile((absent,))}
    records = {name: Metadata(title=name) for name in profiles}
    made = harms_html(harms(profiles), profiles, records, Asked())
    assert "Nausea: 2 studies speak of it, 1 of them as not seen" in made
    assert "nausea (3 of 20)" in made and "no nausea" in made
