"""The record of a search: the same bytes again, and what differs when the library changed."""

from __future__ import annotations

import json

import pytest

from evidence_search import search_record
from evidence_search.errors import UsageError
from evidence_search.library import Library
from evidence_search.records import Design, DoseRange, Filters, NoteKind, Off, Order, SourceKind
from evidence_search.settings import Settings
from tests.papers import fill

FILTERS = Filters(
    year_from=2001,
    conditions=("CRPS",),
    designs=(Design.RANDOMISED_CONTROLLED_TRIAL,),
    kinds=(SourceKind.ABSTRACT,),
    include_retracted=True,
    dose=DoseRange(0.4, 0.6, "mg/kg"),
)


@pytest.fixture
def filled(library: Library, settings: Settings) -> Library:
    fill(settings.corpus)
    library.ingest()
    return library


def test_a_record_says_what_decided_the_list_and_nothing_of_when(filled: Library) -> None:
    result = filled.search("ketamine pain", limit=3)
    kept = search_record.record(result)
    assert (kept["question"], kept["index"], kept["limit"], kept["order"]) == (
        "ketamine pain",
        result.fingerprint,
        3,
        "relevance",
    )
    assert list(kept["counts"])[:2] == ["studies in the library", "studies searched"]
    assert kept["counts"]["studies shown"] == len(kept["hits"]) == len(result.hits)
    first = kept["hits"][0]
    quote = first["quotes"][0]
    assert filled.study(first["study_id"]).text[quote["start"] : quote["end"]] == quote["text"]
    assert not {"encode_ms", "search_ms", "generation"} & set(kept)


def test_the_same_search_gives_the_same_bytes_in_another_process(filled: Library, settings: Settings) -> None:
    kept = search_record.to_bytes(filled.search("ketamine pain", Filters(year_from=2001), 5, order=Order.STRENGTH))
    with Library(settings, filled.given_encoder) as again:
        repeated = search_record.repeat(again, kept)
    assert repeated.same and repeated.differences == ()


def test_what_was_switched_off_stays_off(filled: Library) -> None:
    off = Off(frozenset({NoteKind.SYNONYM}), frozenset({"pain"}))
    kept = search_record.to_bytes(filled.search("ketamine pain", off=off))
    assert json.loads(kept)["understood"]["off"] == {"kinds": ["synonym"], "typed": ["pain"]}
    assert search_record.repeat(filled, kept).same


def test_a_library_that_changed_says_how_the_list_did(filled: Library) -> None:
    result = filled.search("ketamine pain")
    kept = search_record.to_bytes(result)
    filled.remove(result.hits[0].study_id)
    repeated = search_record.repeat(filled, kept)
    assert not repeated.same
    assert any(line.startswith("index: was ") for line in repeated.differences)
    assert any(line.startswith("hits: ") and result.hits[0].study_id in line for line in repeated.differences)


def test_filters_survive_the_way_through_json() -> None:
    written = json.loads(json.dumps(search_record.filters_to_json(FILTERS)))
    assert search_record.filters_from_json(written) == FILTERS
    assert search_record.filters_to_json(Filters()) == {}


@pytest.mark.parametrize("kept", [b"", b"{}", b'{"format": 99}', b'{"format": 1, "filters": {"colour": 1}}', b"[1]"])
def test_what_is_no_record_is_refused(filled: Library, kept: bytes) -> None:
    with pytest.raises(UsageError, match="not the record of a search"):
        search_record.repeat(filled, kept)
