"""Printed whole numbers as ints."""

from __future__ import annotations

import pytest

from evidence_search.profile.numbers import numbers_in, parse_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("61", 61),
        ("1,234", 1234),
        ("13 388", 13388),
        ("266\u00a0064", 266064),
        ("Twenty-three", 23),
        ("forty one", 41),
        ("Hundred and forty-three", 143),
        ("one hundred and four", 104),
        ("Five thousand five hundred and sixty-nine", 5569),
        ("2.5 million", 2_500_000),
        ("4.5", None),
        ("many", None),
        ("", None),
    ],
)
def test_parse_number(printed: str, value: int | None) -> None:
    assert parse_number(printed) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("N=61 and n = 12.", [61, 12]),
        ("in 2012 234 patients", [2012, 234]),
        ("two and three", [2, 3]),
        ("0.5 mg/kg, p=.04 and 1.25", []),
        ("vitamin B12", []),
        ("someone often weighed", []),
    ],
)
def test_numbers_in(text: str, values: list[int]) -> None:
    assert [number.value for number in numbers_in(text)] == values


def test_places_are_those_of_the_print() -> None:
    text = "Of 1,009 women, thirty-five were randomised."
    assert [text[number.start : number.end] for number in numbers_in(text)] == ["1,009", "thirty-five"]
