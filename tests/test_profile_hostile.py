"""Profiles of texts that nobody wrote for reading: each extractor comes back soon, with findings that hold."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_search.profile import EXTRACTORS, profile_of, strength, subject_of
from evidence_search.profile.pattern_parts import beginnings_of, stems_of
from evidence_search.profile.scope_words import OF_OTHERS_OR_OUTLOOK, STUDY
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import LONGEST_ABSTRACT, LONGEST_SENTENCE

LONG = 500_000
SECONDS = 2.0
"""What a subject may cost each extractor; most of these cost a hundredth of it."""

UNITS = {
    "spaces": " ",
    "prose": "ketamine was given to 20 patients with depression at 0.5 mg/kg over 40 min and ",
    "digits": "1234567890",
    "numbers": "12 ",
    "opening brackets": "(",
    "nested brackets": "([{x}])",
    "no spaces": "ketamine",
    "right to left": "مريض كيتامين ",
    "control characters": "".join(map(chr, range(32))),
    "short sentences": "Ketamine was given to 20 patients. ",
    "short lines": "Pain fell (p < 0.05).\n",
    "stops": ".",
    "stops apart": ". ",
    "dotted": "a.b.",
    "counts": "n = 12, ",
    "shares": "12% ",
    "words for numbers": "one hundred and ",
    "thousands": "1,000,",
    "dashes": "5-",
    "capitals": "AB-CD ",
    "two letters in lower case": "İ",
}


def _seconds(title: str, text: str) -> dict[str, float]:
    """Return the processor time that each extractor takes, cutting sentences included, and hold its findings."""
    taken = {}
    for name, find in (*EXTRACTORS, ("strength", strength.find)):
        subject = subject_of(title, text)
        before = time.process_time()
        find(subject)
        taken[name] = time.process_time() - before
    return taken


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_half_a_megabyte_of_one_thing_take_no_longer_than_a_paper(unit: str) -> None:
    text = unit * (LONG // len(unit))
    assert max(_seconds("Ketamine for depression", text).values()) < SECONDS


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_longest_sentences_that_are_read_take_no_longer_either(unit: str) -> None:
    sentence = (unit * LONGEST_SENTENCE)[: LONGEST_SENTENCE - 1].replace("\n", " ")
    assert max(_seconds(sentence, "\n".join([sentence] * 5)).values()) < SECONDS


def test_what_is_longer_than_any_sentence_is_left_out_and_the_rest_is_read() -> None:
    noise = "0.7 mg/kg of ketamine " * 1000
    subject = subject_of("", f"{noise}\nForty patients were randomised to ketamine 0.5 mg/kg or placebo.")
    assert [sentence.text[:14] for sentence in subject.sentences] == ["Forty patients"]
    assert [finding.value for finding in profile_of(subject).findings if finding.field == "doses"] == ["0.5 mg/kg"]


def test_a_title_longer_than_any_sentence_is_no_title() -> None:
    assert subject_of("ketamine " * 2000, "Twelve patients got ketamine.").title == ""


def test_the_abstract_of_a_text_without_sections_ends_somewhere() -> None:
    subject = subject_of("", "Pain fell.\n" * 2000)
    assert (len(subject.sentences), len(subject.abstract)) == (2000, LONGEST_ABSTRACT)


def test_a_number_of_thousands_of_digits_is_no_number() -> None:
    profile = profile_of(subject_of("", f"We gave ketamine to {'9' * 5000} patients."))
    assert (profile.warnings, [f for f in profile.findings if f.field == "participants"]) == ((), [])


WORDS = (
    "ketamine esketamine placebo midazolam 0.5 mg/kg 40 min 12 patients randomised double-blind (n = 20) p < 0.05 95% CI [1.2, "
    "3.4] improved did not differ depression pain MADRS mean age 45.3 ± 12.1 years women 60% no serious adverse events nausea "
    "dissociation intravenous twice weekly for four weeks. We This Methods: Results: future studies versus − ‐ · İ ſ µg "
    "\u00a0 , ; ) ( : . \n"
).split(" ")


@settings(max_examples=150)
@given(
    title=st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    text=st.one_of(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), st.text(max_size=200)),
)
def test_every_finding_stands_where_it_says_whatever_the_text(title: str, text: str) -> None:
    profile = profile_of(subject_of(title, text))
    assert profile.warnings == ()
    for finding in profile.findings:
        assert finding.printed in finding.quote
        if finding.start is None:
            assert finding.quote == title
        else:
            assert text[finding.start : finding.end] == finding.quote


@settings(max_examples=150)
@given(text=st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
@pytest.mark.parametrize(
    "sieved",
    [
        STUDY,
        OF_OTHERS_OR_OUTLOOK,
        Sieved(r"\b(?:mg/kg|min\w*|placebo)\b"),
        Sieved(r"(?<!no )serious|(?-i:W)e\b|\d+%"),
        Sieved(r"[a-z]+ (?P<word>p)lacebo|µg"),
        Sieved(r"mad ?rs", re.IGNORECASE | re.VERBOSE),
        Sieved(r"\bM[A-Z]+S\b", re.NOFLAG),
        Sieved(r".?nausea|"),
    ],
    ids=lambda sieved: sieved.pattern[:20],
)
def test_a_sieved_pattern_finds_what_the_pattern_finds(sieved: Sieved, text: str) -> None:
    plain = re.compile(sieved.pattern, sieved.flags)
    said, expected = sieved.search(text), plain.search(text)
    assert (said and (said.span(), said.groups())) == (expected and (expected.span(), expected.groups()))
    if not plain.fullmatch(""):
        assert [each.span() for each in sieved.finditer(text)] == [each.span() for each in plain.finditer(text)]
        assert sieved.sub("#", text) == plain.sub("#", text)


@pytest.mark.parametrize(
    ("pattern", "stems"),
    [
        (r"randomi[sz]ed|double-blind", ("randomi", "double-blind")),
        (r"(?:large )?trials?", ("trial",)),
        (r"(?:a|the) study", (" study",)),
        (r"we|our", ()),
        (r"\w+|placebo", ()),
        (r"(?:placebo){0,2}", ()),
        (r"(?!placebo)\w", ()),
    ],
)
def test_stems_are_what_no_match_can_be_without(pattern: str, stems: tuple[str, ...]) -> None:
    assert stems_of(pattern, re.IGNORECASE) == stems


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        (r"no|with", "[nw]"),
        (r"\b(?:no|\d)", r"[\dn](?<!\w.)"),
        (r"(?:a )?trial", "[at]"),
        (r"\bno|with", "[nw]"),
        (r"[^a]b", ""),
        (r".no", ""),
        (r"a?", ""),
        (r"(?!x)no", "[n]"),
    ],
)
def test_beginnings_are_the_characters_that_a_match_can_begin_with(pattern: str, firsts: str) -> None:
    assert beginnings_of(pattern, re.NOFLAG) == firsts
