"""Fetching by identifier: against services on the loopback that answer, refuse and break as the real ones do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence_search import fetching
from evidence_search.cli import cli
from evidence_search.fetch.job import Fetch, FetchOutcome, FetchReport, kind_of
from evidence_search.fetch.pubmed import PubMed
from evidence_search.fetch.wire import ATTEMPTS, Wire
from evidence_search.library import Library
from evidence_search.records import Retraction, SourceKind
from evidence_search.settings import Services, Settings
from tests.replay import WEB_PAGE, Fault, Replay, jats_paper, pubmed_record, serving

RELIEF = "Pain relief with ketamine was gone at week 12 (P = 0.07)."
BUSY = Fault(429, b'{"error":"API rate limit exceeded","count":"4"}')


@pytest.fixture
def replay() -> Replay:
    papers = {
        "19604642": pubmed_record("19604642", "Ketamine in CRPS type 1", RELIEF, "PMC3000001"),
        "20638877": pubmed_record("20638877", "Ketamine pharmacokinetics in CRPS", "The S-isomer was measured.", "PMC3000002"),
        "16894061": pubmed_record(
            "16894061", "A single dose in depression", "Response came within hours.", notice="RetractionIn"
        ),
    }
    return Replay(
        records=papers,
        papers={"PMC3000001": jats_paper("19604642", "PMC3000001", "Ketamine in CRPS type 1", RELIEF)},
        core=[
            {"id": "19604642", "source": "MED", "pmid": "19604642", "doi": "10.1016/j.pain.2009.06.023", "pmcid": "PMC3000001"},
            {
                "id": "PPR77", "source": "PPR", "doi": "10.1101/2024.01.01.1", "title": "Repeated ketamine in <i>PTSD</i>",
                "authorString": "Feder A, Costi S.", "pubYear": "2024",
                "abstractText": "<h4>Background</h4>Little is known. <h4>Results</h4>Scores fell by 11.88 points.",
            },
        ],
        finds={"ketamine CRPS": ["19604642", "20638877"]},
    )  # fmt: skip


@pytest.fixture
def services(replay: Replay) -> Iterator[Services]:
    with serving(replay) as found:
        yield found


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def run(services: Services, tmp_path: Path, slept: list[float]) -> Callable[..., FetchReport]:
    def run(*asked: str, **options: bool | int) -> FetchReport:
        wire = Wire(sleep=slept.append, clock=lambda: 0.0)
        try:
            return Fetch(tmp_path, services, wire).run(asked, **options)  # type: ignore[arg-type]
        finally:
            wire.close()

    return run


def outcomes(report: FetchReport) -> list[tuple[str, str]]:
    return [(item.pmid or item.asked, str(item.outcome)) for item in report.items]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("19604642", "pmid"),
        ("PMID: 19604642", "pmid"),
        ("https://pubmed.ncbi.nlm.nih.gov/19604642/", "pmid"),
        ("pmc3000001", "pmcid"),
        ("https://doi.org/10.1016/j.pain.2009.06.023", "doi"),
        ("ketamine AND fibromyalgia[ti]", "query"),
        ("NCT00749203", "query"),
    ],
)
def test_an_argument_is_told_apart(asked: str, kind: str) -> None:
    assert kind_of(asked) == kind


def test_a_pmid_brings_its_record_and_its_open_access_paper(run: Callable[..., FetchReport], tmp_path: Path) -> None:
    report = run("19604642")
    assert outcomes(report) == [("19604642", "fetched")]
    assert report.files == ("fetched/pubmed-19604642.xml", "fetched/PMC3000001.xml")
    assert RELIEF in (tmp_path / "fetched/PMC3000001.xml").read_text()
    log = [json.loads(line) for line in (tmp_path / "fetched.jsonl").read_text().splitlines()]
    assert [(entry["file"], entry["service"]) for entry in log] == [
        ("fetched/pubmed-19604642.xml", "PubMed"),
        ("fetched/PMC3000001.xml", "Europe PMC"),
    ]


def test_a_doi_a_pmcid_and_a_query_of_one_paper_bring_it_once(run: Callable[..., FetchReport], replay: Replay) -> None:
    report = run("10.1016/J.PAIN.2009.06.023", "PMC3000001", "ketamine CRPS")
    assert outcomes(report) == [("19604642", "fetched"), ("20638877", "fetched")]
    assert replay.count("efetch") == 1
    assert report.items[1].note == "PMC3000002 is not open access: the record only"


def test_what_nobody_has_is_said_one_by_one(run: Callable[..., FetchReport]) -> None:
    report = run("99999999", "10.1000/none", "zzzyx", "19604642")
    assert outcomes(report) == [
        ("10.1000/none", "not found"),
        ("zzzyx", "not found"),
        ("99999999", "not found"),
        ("19604642", "fetched"),
    ]
    assert "PubMed does not know: zzzyx" in report.items[1].note
    assert all(item.remedy for item in report.items[:3])


def test_a_preprint_is_kept_as_europe_pmc_sent_it_and_read(
    services: Services, settings: Settings, make_library: Callable[..., Library]
) -> None:
    library = make_library(replace(settings, services=services))
    fetched = fetching.fetch_into(library, ["10.1101/2024.01.01.1"])
    assert [item.files for item in fetched.fetch.items] == [("fetched/europepmc-PPR-PPR77.json",)]
    study = library.study("doi-10.1101-2024.01.01.1")
    assert study.metadata.title == "Repeated ketamine in PTSD"
    assert study.metadata.authors == ("Feder A", "Costi S")
    assert [section.name for section in study.sections] == ["Abstract: Background", "Abstract: Results"]
    assert study.metadata.retraction is Retraction.UNKNOWN


def test_what_was_fetched_is_ingested_and_the_paper_is_the_text(
    services: Services, settings: Settings, make_library: Callable[..., Library]
) -> None:
    library = make_library(replace(settings, services=services))
    fetched = fetching.fetch_into(library, ["19604642", "16894061"])
    assert fetched.ingest is not None and len(fetched.ingest.items) == 3
    assert library.study("pmid-19604642").kind is SourceKind.FULL_TEXT
    assert library.study("pmid-16894061").metadata.retraction is Retraction.RETRACTED
    again = fetching.fetch_into(library, ["19604642"])
    assert [item.outcome for item in again.fetch.items] == [FetchOutcome.HERE]
    assert {str(item.outcome) for item in again.ingest.items} == {"unchanged"} if again.ingest else False


def test_what_is_here_is_not_asked_for_again_unless_wanted(run: Callable[..., FetchReport], replay: Replay) -> None:
    run("19604642")
    asked = len(replay.asked)
    assert outcomes(run("19604642")) == [("19604642", "already here")]
    assert len(replay.asked) == asked
    replay.records["19604642"] = pubmed_record("19604642", "Ketamine in CRPS type 1", RELIEF, "PMC3000001", "RetractionIn")
    assert outcomes(run("19604642", again=True)) == [("19604642", "fetched")]
    assert replay.count("efetch") == 2


def test_a_file_that_was_damaged_is_fetched_again(run: Callable[..., FetchReport], tmp_path: Path) -> None:
    run("19604642", full_text=False)
    file = tmp_path / "fetched/pubmed-19604642.xml"
    file.write_bytes(file.read_bytes()[:90])
    assert outcomes(run("19604642", full_text=False)) == [("19604642", "fetched")]
    assert b"</PubmedArticleSet>" in file.read_bytes()


@pytest.mark.parametrize(
    "fault",
    [
        BUSY,
        Fault(200, BUSY.body),
        Fault(503, b"busy"),
        Fault(200, WEB_PAGE),
        Fault(200, b""),
        Fault(200, b"<ERROR>Unable to obtain query</ERROR>"),
        Fault(cut=True),
    ],
    ids=["429", "too much, said with 200", "503", "a web page with 200", "nothing", "an error with 200", "cut off"],
)
@pytest.mark.parametrize("path", ["efetch", "fullTextXML"])
def test_what_fails_for_now_is_asked_again(
    run: Callable[..., FetchReport], replay: Replay, slept: list[float], fault: Fault, path: str
) -> None:
    replay.faults = [replace(fault, path=path), replace(fault, path=path)]
    report = run("19604642")
    assert outcomes(report) == [("19604642", "fetched")]
    assert len(report.files) == 2
    assert [pause for pause in slept if pause >= 2] == [2.0, 4.0]


def test_the_pause_a_service_asks_for_is_kept(run: Callable[..., FetchReport], replay: Replay, slept: list[float]) -> None:
    replay.faults = [replace(BUSY, headers=(("Retry-After", "17"),))]
    run("19604642", full_text=False)
    assert [pause for pause in slept if pause >= 2] == [17.0]


def test_a_service_that_stays_broken_fails_what_is_left_and_keeps_what_came(
    run: Callable[..., FetchReport], replay: Replay, tmp_path: Path
) -> None:
    replay.faults = [Fault(200, WEB_PAGE, path="fullTextXML")] * ATTEMPTS
    report = run("19604642", "20638877")
    assert outcomes(report) == [("19604642", "failed"), ("20638877", "fetched")]
    assert "its record is here, its full text is not" in report.items[0].note and "web page" in report.items[0].note
    assert [path.name for path in sorted((tmp_path / "fetched").iterdir())] == ["pubmed-19604642.xml", "pubmed-20638877.xml"]
    assert outcomes(run("19604642", "20638877")) == [("19604642", "fetched"), ("20638877", "already here")]


def test_a_service_that_asks_for_too_long_a_pause_is_left_alone(
    run: Callable[..., FetchReport], replay: Replay, slept: list[float]
) -> None:
    replay.faults = [Fault(429, b"", (("Retry-After", "3600"),))]
    report = run("19604642")
    assert outcomes(report) == [("19604642", "failed")]
    assert "3600 s" in report.items[0].note
    assert not [pause for pause in slept if pause >= 2]


def test_a_request_that_is_refused_is_not_repeated(run: Callable[..., FetchReport], replay: Replay) -> None:
    replay.faults = [Fault(400, b'{"error":"API key invalid"}')]
    report = run("19604642")
    assert outcomes(report) == [("19604642", "failed")]
    assert "API key invalid" in report.items[0].remedy
    assert len(replay.asked) == 1


def test_a_service_that_is_not_there_is_named(tmp_path: Path) -> None:
    wire = Wire(sleep=lambda seconds: None)
    report = Fetch(tmp_path, Services("http://127.0.0.1:9/eutils", "http://127.0.0.1:9/rest"), wire).run(["19604642"])
    wire.close()
    assert "127.0.0.1:9 could not be used: it cannot be reached" in report.items[0].note
    assert not (tmp_path / "fetched").exists()


def test_without_a_connection_many_identifiers_end_soon(tmp_path: Path, slept: list[float]) -> None:
    """This test ensures that a service that was not reached is not waited for again with every identifier."""
    wire = Wire(sleep=slept.append, clock=lambda: 0.0)
    nowhere = Services("http://127.0.0.1:9/eutils", "http://127.0.0.1:9/rest")
    report = Fetch(tmp_path, nowhere, wire).run([*(str(19604642 + n) for n in range(30)), "10.1016/j.pain.2009.06.023"])
    wire.close()
    assert {str(item.outcome) for item in report.items} == {"failed"} and len(report.items) == 31
    assert len([pause for pause in slept if pause >= 2]) == ATTEMPTS - 1


def test_a_search_is_paged_and_a_list_cut_short_is_no_list(replay: Replay, services: Services) -> None:
    pmids = [str(1000 + i) for i in range(7)]
    replay.finds["ketamine"] = pmids
    wire = Wire(sleep=lambda seconds: None)
    found = PubMed(wire, services).search("ketamine", 5, page=2)
    assert (found.count, found.pmids) == (7, tuple(pmids[:5]))
    assert [given["retstart"] for _, given in replay.asked] == ["0", "2", "4"]
    replay.finds["lost"] = ["1", "1", "1"]
    with pytest.raises(Exception, match="finds 3 but listed 1"):
        PubMed(wire, services).search("lost", 3, page=2)
    wire.close()


@pytest.mark.parametrize(("key", "interval"), [("", 1 / 3), ("abc", 1 / 10)])
def test_requests_keep_their_distance_and_say_who_asks(replay: Replay, tmp_path: Path, key: str, interval: float) -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    with serving(replay, email="library@clinic.example", api_key=key) as services:
        wire = Wire(services.email, sleep=sleep, clock=lambda: now[0])
        Fetch(tmp_path, services, wire).run(["ketamine CRPS"], full_text=False)
        wire.close()
    assert slept == pytest.approx([interval])
    assert all(given["tool"] == "evidence-search" and given["email"] == "library@clinic.example" for _, given in replay.asked)
    assert all(given.get("api_key", "") == key for _, given in replay.asked)
    assert all("library@clinic.example" in agent for agent in replay.agents)


def test_the_command_says_whom_it_contacts_and_what_came(
    services: Services, settings: Settings, make_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_library()
    monkeypatch.setenv("EVIDENCE_SEARCH_EUTILS", services.eutils)
    monkeypatch.setenv("EVIDENCE_SEARCH_EUROPEPMC", services.europepmc)
    monkeypatch.setattr("evidence_search.fetching.Library.ingest", lambda *args: None)
    where = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    done = CliRunner().invoke(cli, ["fetch", "19604642", "zzzyx", "--json", *where])
    assert done.exit_code == 1
    host = services.eutils.split("/")[2]
    assert f"This contacts {host}" in done.stderr
    answer = json.loads(done.stdout)
    assert (answer["fetched"], answer["not_found"]) == (1, 1)
    text = CliRunner().invoke(cli, ["fetch", "19604642", *where])
    assert text.exit_code == 0
    assert "already here  PMID 19604642  Ketamine in CRPS type 1" in text.stdout
