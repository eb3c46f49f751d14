"""The study profile as a whole: what holds is kept, people's words win, it is stored, renewed, filtered and printed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence_search import profile as profile_room
from evidence_search.cli import cli
from evidence_search.errors import UnknownStudy, UsageError
from evidence_search.filtering import SIZES, UNKNOWN, Card, Shelf
from evidence_search.findings import ONE_OF, Attached, Facts, Field, Finding, Origin, Profile
from evidence_search.library import Library
from evidence_search.profile import profile_of, profile_of_study, subject_of
from evidence_search.profile.curated import curated_findings
from evidence_search.profile.facts import facts_of
from evidence_search.profile.subject import Subject, found
from evidence_search.profile.version import profile_version
from evidence_search.profiling import Profiled, profiles_of_file
from evidence_search.readers import read
from evidence_search.records import Design, Document, DoseRange, Filters, Metadata, Retraction, SourceKind
from evidence_search.settings import Settings
from evidence_search.showing import profiles
from evidence_search.store.profile_rows import facts_from_json, facts_to_json, profile_from_json, profile_to_json
from tests import papers

TITLE = "Ketamine for complex regional pain syndrome"
TEXT = "Sixty patients had ketamine 0.5 mg/kg intravenously. Pain fell. Nausea was common."
ARMS = [
    {
        "name": "ketamine",
        "drug": "esketamine",
        "route": "intravenous",
        "dose": "0.3 mg/kg",
        "schedule": "six 40-min infusions",
        "n": 30,
    },
    {"name": "placebo", "drug": "saline", "route": "intravenous", "n": 30},
]


def subject() -> Subject:
    return subject_of(TITLE, TEXT, publication_types=("Clinical Trial",))


def quoted(field: Field, value: str | int, number: int, printed: str = "") -> Finding:
    return found(field, value, subject().sentences[number], printed)


# -- what is kept, and in which order


def test_what_is_not_verbatim_is_not_shown() -> None:
    """This test ensures that a quote that is not where it says, or lacks its own words, never leaves the profile."""
    good = quoted(Field.DRUGS, "ketamine", 0, "ketamine")
    wrong = [
        replace(good, start=1),
        replace(good, quote="Sixty patients had ketamine."),
        replace(good, printed="esketamine"),
        replace(good, start=-5, end=-1),
        replace(good, quote="", start=0, end=0),
        Finding(Field.DESIGN, "cohort", "A title of another study", None, None, Origin.METADATA),
    ]
    titled = found(Field.CONDITIONS, "CRPS", subject().heading, "complex regional pain syndrome")
    typed = Finding(Field.TIMING, "prospective", "Clinical Trial", None, None, Origin.METADATA)
    profile = profile_of(subject(), [("tests", lambda _: [*wrong, good, titled, typed])])
    assert profile.findings == (typed, titled, good)


def test_findings_come_by_field_then_place_and_once() -> None:
    fell, nausea = quoted(Field.HARMS, "pain", 1), quoted(Field.HARMS, "nausea", 2)
    drug = quoted(Field.DRUGS, "Ketamine", 0)
    again = found(Field.DRUGS, "ketamine", subject().heading, "Ketamine")
    profile = profile_of(subject(), [("a", lambda _: [nausea, again, fell, nausea]), ("b", lambda _: [drug])])
    assert profile.findings[:3] == (drug, fell, nausea), "the sentence is shown, not the title that says the same"


def test_one_value_where_a_field_has_one_and_the_surest_origin_wins() -> None:
    text = [quoted(Field.SEX, "female", 1), quoted(Field.SEX, "both", 0)]
    title = found(Field.SEX, "male", subject().heading)
    assert profile_of(subject(), [("a", lambda _: text)]).findings == (text[0],), "its extractor named it first"
    assert profile_of(subject(), [("a", lambda _: [*text, title])]).findings == (title,)


def test_the_strength_of_evidence_rests_on_the_design_that_won(digest: Document) -> None:
    paper = Document(SourceKind.ABSTRACT, Metadata(title="A case series"), TEXT, subject().sections)
    alone = profile_of_study(paper, (), paper.metadata).one(Field.STRENGTH)
    assert alone and "case series" in str(alone.value)
    noted = profile_of_study(paper, [digest], paper.metadata).one(Field.STRENGTH)
    assert noted and "randomised" in str(noted.value) and noted.origin is Origin.CURATED and noted.attached == Attached(0)


def test_a_defect_in_one_extractor_costs_its_own_fields_alone() -> None:
    def broken(_: Subject) -> list[Finding]:
        raise ZeroDivisionError("a sample of nobody")

    kept = quoted(Field.HARMS, "nausea", 2)
    profile = profile_of(subject(), [("people", broken), ("harms", lambda _: [kept])])
    assert profile.findings == (kept,)
    [warning] = profile.warnings
    assert "people" in warning and "a sample of nobody" in warning


def test_the_extractors_say_only_what_is_in_the_text() -> None:
    """This test ensures the promise for the real extractors, on a text, an empty one and one of signs alone."""
    texts = [TEXT, "", "…\n\n(95% CI: , p <)\n", "N = 0. n=. 0.5 mg/kg/kg. 5 of 3 patients."]
    for text in texts:
        profile = profile_of(subject_of(TITLE, text))
        assert profile.warnings == ()
        for finding in profile.findings:
            assert finding.printed in finding.quote
            assert finding.quote == (TITLE if finding.start is None else text[finding.start : finding.end])
        names = [finding.field for finding in profile.findings]
        assert [name for name in ONE_OF if names.count(name) > 1] == []


# -- what people noted


@pytest.fixture
def digest(tmp_path: Path) -> Document:
    path = papers.digest(
        tmp_path / "dahan-2011.md", TITLE, n=60, arms=ARMS, comparator="saline", follow_up="12 weeks",
        primary_outcome="pain", harms=["nausea was common"],
        results=[{"outcome": "pain", "direction": "favours ketamine", "timepoint": "four weeks"}],
    )  # fmt: skip
    [document] = read(path)
    assert isinstance(document, Document)
    return document


def test_a_digests_front_matter_is_told_by_its_own_sentences(digest: Document) -> None:
    profile = profile_of_study(digest, (), digest.metadata)
    assert profile.warnings == ()
    people = profile.one(Field.PARTICIPANTS)
    assert people and (people.value, people.quote, people.printed) == (60, "Sixty adults were studied.", "Sixty")
    assert people.start is not None and digest.text[people.start : people.end] == people.quote
    assert (people.origin, people.section) == (Origin.CURATED, "Who was studied")
    design = profile.one(Field.DESIGN)
    assert design and (design.value, design.quote, design.start) == (Design.RANDOMISED_CONTROLLED_TRIAL, design.value, None), (
        "no sentence says it: it is quoted from the front matter, without a place"
    )
    [nausea] = [finding for finding in profile.all(Field.HARMS) if finding.origin is Origin.CURATED]
    assert nausea.quote == "Nausea was common."


def test_the_arms_given_ketamine_become_data(digest: Document) -> None:
    facts = facts_of(profile_of_study(digest, (), digest.metadata))
    assert facts.drugs == ("esketamine",) and facts.routes == ("intravenous",)
    assert facts.doses == ((0.3, 0.3, "mg/kg"),)
    assert (facts.sessions, facts.repeated, facts.participants) == (6, True, 60)
    assert (facts.control, facts.blinding, facts.directions) == ("placebo", "double-blind", ("improved",))


def test_an_attached_digest_wins_and_never_claims_a_place_in_the_paper(digest: Document) -> None:
    """This test ensures that offsets of a digest's sentence are not taken for offsets into the paper's text."""
    paper = Document(SourceKind.ABSTRACT, Metadata(title=TITLE), TEXT, subject().sections)
    profile = profile_of_study(paper, [digest], replace(paper.metadata, design=None))
    curated = [finding for finding in profile.findings if finding.origin is Origin.CURATED]
    assert curated and all(finding.start is None and finding.end is None for finding in curated)
    for finding in curated:
        assert finding.attached and finding.attached.number == 0
        if finding.attached.start is not None:
            assert digest.text[finding.attached.start : finding.attached.end] == finding.quote
    people = profile.one(Field.PARTICIPANTS)
    assert people and people.origin is Origin.CURATED and people.section == "Who was studied"
    own = [finding for finding in profile.findings if finding.start is not None]
    assert all(paper.text[f.start : f.end] == f.quote and f.attached is None for f in own)


def test_what_the_shipped_digests_note_is_quoted_from_them() -> None:
    told = count = 0
    for path in sorted((Path(__file__).parents[1] / "corpus" / "digests").glob("*.md"))[::8]:
        [document] = read(path)
        assert isinstance(document, Document)
        for finding in curated_findings(document, None):
            count += 1
            assert finding.printed in finding.quote
            if finding.start is not None:
                told += 1
                assert document.text[finding.start : finding.end] == finding.quote
    assert told > 0.8 * count, "most of what the front matter says, a sentence says too"


def test_a_defect_in_what_people_noted_is_told(digest: Document) -> None:
    broken = replace(digest, metadata=replace(digest.metadata, curated={"n": 60}))
    profile = profile_of_study(broken, (), broken.metadata)
    assert any("what people noted" in warning for warning in profile.warnings)


# -- kept


def test_what_goes_into_the_store_comes_out(digest: Document) -> None:
    profile = profile_of_study(replace(digest, pages=()), [digest], digest.metadata)
    made = replace(
        profile,
        findings=(*profile.findings, Finding(Field.FIGURES, 0.5, "q", 0, 1, pages=(3, 4))),
        warnings=("one was broken",),
    )
    assert profile_from_json(profile_to_json(made)) == made
    facts = replace(facts_of(profile), doses=((0.1, 0.5, "mg/kg/h"),), repeated=False)
    assert facts_from_json(facts_to_json(facts)) == facts
    assert facts_from_json(facts_to_json(Facts())) == Facts()


def test_a_library_keeps_its_studies_profiles(filled: Library) -> None:
    profile = filled.profile("sigtermans-2009")
    assert profile.all(Field.CONDITIONS)[0].origin is Origin.CURATED
    study = filled.study("sigtermans-2009")
    assert study.metadata.design is Design.RANDOMISED_CONTROLLED_TRIAL and study.metadata.conditions == ("CRPS",)
    assert study.attached, "the digest of a paper that is here"
    assert all(study.text[f.start : f.end] == f.quote for f in profile.findings if f.start is not None)
    many = filled.profiles(["wu-2020", "pmid-8", "wu-2020"])
    assert list(many) == ["wu-2020", "pmid-8"] and many["pmid-8"] == filled.profile("pmid-8")
    with pytest.raises(UnknownStudy):
        filled.profiles(["pmid-8", "nobody"])


EXTRACTORS = "EXTRACTORS"


def of_nausea(value: str) -> Callable[[Subject], list[Finding]]:
    def find(given: Subject) -> list[Finding]:
        return [found(Field.HARMS, value, s, "Nausea") for s in given.sentences if "Nausea" in s.text]

    return find


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Return what installs an extractor under a version."""

    def install(version: str, value: str) -> None:
        monkeypatch.setattr(profile_room, EXTRACTORS, (("harms", of_nausea(value)),))
        monkeypatch.setattr("evidence_search.ingest.run.profile_version", lambda: version)

    yield install


def test_a_better_extractor_renews_profiles_without_encoding(
    versions: Callable[[str, str], None], make_library: Callable[..., Library], settings: Settings
) -> None:
    papers.markdown(settings.corpus / "a.md", "One", pmid="1")
    papers.markdown(settings.corpus / "b.md", "Two", pmid="2", text="Sleep improved.")
    versions("1", "nausea")
    first = make_library().ingest()
    versions("2", "feeling sick")
    library = make_library()
    assert library.profile("pmid-1").all(Field.HARMS)[0].value == "nausea"
    second = library.ingest()
    assert (second.passages_encoded, second.passages_reused) == (0, 1), "only the study whose profile changed is made anew"
    assert [f.value for f in library.profile("pmid-1").all(Field.HARMS)] == ["feeling sick"]
    assert second.fingerprint != first.fingerprint, "filters may answer otherwise now"
    assert library.search("nausea").hits[0].study_id == "pmid-1"
    versions("3", "feeling sick")
    third = make_library().ingest()
    assert (third.generation, third.fingerprint) == (second.generation, second.fingerprint), "nothing changed but a number"


def test_renewed_profiles_are_those_of_a_new_index(
    versions: Callable[[str, str], None], make_library: Callable[..., Library], settings: Settings, tmp_path: Path
) -> None:
    papers.fill(settings.corpus)
    versions("1", "nausea")
    make_library().ingest()
    versions("2", "feeling sick")
    renewed = make_library().ingest()
    fresh = make_library(replace(settings, index=tmp_path / "fresh")).ingest()
    assert renewed.fingerprint == fresh.fingerprint


def test_a_defect_loses_no_study_and_is_in_the_report(
    monkeypatch: pytest.MonkeyPatch, library: Library, settings: Settings
) -> None:
    def broken(_: Subject) -> list[Finding]:
        raise RuntimeError("no such group")

    monkeypatch.setattr(profile_room, EXTRACTORS, (("people", broken), ("harms", of_nausea("nausea"))))
    papers.markdown(settings.corpus / "a.md", "One", pmid="1")
    report = library.ingest()
    assert [warning for warning in report.warnings if warning.startswith("pmid-1: ") and "no such group" in warning]
    assert library.search("nausea").hits[0].study_id == "pmid-1"
    assert library.profile("pmid-1").all(Field.HARMS)
    assert library.last_reports(1)[0]["warnings"] == list(report.warnings)


def test_a_profile_not_made_yet_says_so(filled: Library) -> None:
    filled.store().connection().execute("DELETE FROM profiles")
    profile = filled.profile("pmid-8")
    assert profile.findings == () and "ingest" in profile.warnings[0]


def test_a_corpus_that_only_measures_ranking_is_not_profiled(make_library: Callable[..., Library], settings: Settings) -> None:
    papers.markdown(settings.corpus / "a.md", "A randomised trial", pmid="1", design="cohort")
    library = make_library(replace(settings, profiled=False))
    library.ingest()
    assert library.profile("pmid-1").findings == () and library.study("pmid-1").metadata.design is Design.COHORT


def test_the_version_names_rules_and_weights() -> None:
    rules, _, weights = profile_version().partition("-")
    assert rules.isdigit() and len(weights) == 12


def test_every_field_is_described() -> None:
    document = (Path(__file__).parents[1] / "docs" / "profile.md").read_text(encoding="utf-8")
    rows = {
        name: line
        for line in document.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert [field.value for field in Field if field.value not in rows] == []
    assert {field for field in Field if "| one |" in rows[field.value]} == ONE_OF


# -- filters and counts


def card(study_id: str, facts: Facts, **metadata: object) -> Card:
    return Card(study_id, SourceKind.ABSTRACT, Metadata(**metadata), facts)  # type: ignore[arg-type]


CARDS = [
    card("a", Facts(drugs=("ketamine",), routes=("intravenous",), doses=((0.5, 0.5, "mg/kg"),), participants=20, sessions=1,
                    blinding="double-blind", control="placebo", directions=("improved", "no difference")), year=2009),
    card("b", Facts(drugs=("esketamine",), routes=("intranasal", "Intravenous"), doses=((28, 84, "mg"),), participants=200,
                    sessions=8, control="placebo"), year=2019, conditions=("depression",)),
    card("c", Facts(doses=((0.1, 0.3, "mg/kg"), (0.2, 0.2, "mg/kg/h"))), retraction=Retraction.RETRACTED),
    card("d", Facts()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "abd"),
        ({"include_retracted": True}, "abcd"),
        ({"routes": ("INTRAVENOUS",)}, "ab"),
        ({"routes": ("intranasal", "oral")}, "b"),
        ({"drugs": ("ketamine",)}, "a"),
        ({"dose": DoseRange(0.4, 0.6, "mg/kg")}, "a"),
        ({"dose": DoseRange(0.5, 0.5, "mg/kg")}, "a"),
        ({"dose": DoseRange(0.3, 0.5, "mg/kg"), "include_retracted": True}, "ac"),
        ({"dose": DoseRange(0.51, 9, "mg/kg")}, ""),
        ({"dose": DoseRange(50, 60, "mg")}, "b"),
        ({"dose": DoseRange(0.2, 0.2, "mg/kg/h"), "include_retracted": True}, "c"),
        ({"participants_from": 20}, "ab"),
        ({"participants_to": 199}, "a"),
        ({"participants_from": 21, "participants_to": 199}, ""),
        ({"sessions_from": 6}, "b"),
        ({"blinding": ("double-blind",)}, "a"),
        ({"controls": ("placebo",), "directions": ("improved",)}, "a"),
        ({"directions": ("worse",)}, ""),
        ({"conditions": ("Depression",), "year_from": 2019}, "b"),
        ({"study_ids": ("d", "nobody")}, "d"),
    ],
)
def test_unknown_passes_no_filter_that_is_set(filters: dict[str, object], expected: str) -> None:
    mask = Shelf(CARDS).passing(Filters(**filters))  # type: ignore[arg-type]
    assert "".join(each.study_id for each, passes in zip(CARDS, mask, strict=True) if passes) == expected


def test_counts_are_what_choosing_a_value_would_find() -> None:
    shelf = Shelf(CARDS)
    counts = shelf.counts(Filters(controls=("placebo",)))
    assert counts["route"] == {"intravenous": 2, "intranasal": 1}
    assert counts["control"] == {"placebo": 2, UNKNOWN: 1}, "its own filter is left aside"
    assert counts["drug"] == {"esketamine": 1, "ketamine": 1}
    assert counts["condition"] == {"depression": 1, UNKNOWN: 1}
    assert counts["participants"] == {"20–49": 1, "100–499": 1}
    assert shelf.counts(Filters(study_ids=("nobody",)))["route"] == {}
    for value, count in shelf.counts(Filters())["route"].items():
        if value != UNKNOWN:
            assert shelf.passing(Filters(routes=(value,))).sum() == count


def test_sizes_leave_no_gap() -> None:
    assert [low for low, _, _ in SIZES[1:]] == [high + 1 for _, high, _ in SIZES[:-1] if high is not None]


def test_an_empty_shelf_counts_nothing() -> None:
    assert Shelf([]).counts(Filters(dose=DoseRange(1, 2, "mg")))["design"] == {}


def test_a_library_counts_and_filters_by_profile(filled: Library) -> None:
    assert filled.facets()["kind"] == {"abstract": 4, "full text": 1}
    blinded = Filters(blinding=("double-blind",))
    assert [hit.study_id for hit in filled.search("pain relief", blinded).hits] == ["sigtermans-2009"]
    assert filled.passing_ids(blinded) == ("sigtermans-2009",)
    assert filled.search("pain relief", Filters(blinding=("triple-blind",))).hits == ()


# -- files, and the command


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row) if not isinstance(row, str) else row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_file_of_lines_gives_a_profile_a_line_in_order(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "rows.jsonl",
        {"_id": "b", "text": TEXT, "title": TITLE, "labels": {"x": 1}},
        "",
        {"_id": "a", "text": "", "title": None},
    )
    done = CliRunner().invoke(cli, ["profile", str(path), "--json"])
    assert done.exit_code == 0, done.output
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], second["id"]) == ("b", "a")
    assert all(found["quote"] == TEXT[found["start"] : found["end"]] for found in first["drugs"] if found["start"] is not None)
    assert second["design"] is None and second["harms"] == []


@pytest.mark.parametrize("wrong", ["{", "[1]", '{"_id": "x"}', '{"text": 3}', '{"text": "x", "title": 3}', '{"text": "\\ud800'])
def test_a_bad_line_is_named_after_the_good_ones(tmp_path: Path, wrong: str) -> None:
    path = lines(tmp_path / "rows.jsonl", {"_id": "a", "text": TEXT}, wrong)
    done = CliRunner().invoke(cli, ["profile", str(path), "--json"])
    assert done.exit_code == 2 and "rows.jsonl, line 2" in done.stderr and "Traceback" not in done.output
    assert json.loads(done.stdout)["id"] == "a"


def test_a_line_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b'{"text": "na\xefve"}\n')
    with pytest.raises(UsageError, match="line 1"):
        list(profiles_of_file(tmp_path / "rows.jsonl"))


def test_any_file_that_can_be_read_gives_a_profile_for_each_document(tmp_path: Path) -> None:
    path = papers.pubmed(tmp_path / "set.xml", [("11", "Ketamine for migraine", "Pain fell."), ("12", "Sleep", "It improved.")])
    names = [each.name for each in profiles_of_file(path) if isinstance(each, Profiled)]
    assert names == ["pmid-11", "pmid-12"]
    (tmp_path / "broken.xml").write_bytes(b"<article><body>cut off")
    done = CliRunner().invoke(cli, ["profile", str(tmp_path / "broken.xml")])
    assert done.exit_code == 1 and done.stdout == "" and "broken.xml" in done.stderr


def options(settings: Settings) -> list[str]:
    return ["--corpus", str(settings.corpus), "--index", str(settings.index)]


@pytest.fixture
def opened(filled: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Return a filled library that commands open, its fake encoder in place of the model."""
    monkeypatch.setattr("evidence_search.cli.searching.opened", lambda settings: filled)
    return filled


def test_the_command_shows_a_study_or_says_that_there_is_none(opened: Library) -> None:
    done = CliRunner().invoke(cli, ["profile", "sigtermans-2009", "--json", *options(opened.settings)])
    shown = json.loads(done.stdout)
    assert shown["id"] == "sigtermans-2009" and shown["blinding"]["source"] == "curated"
    assert shown["blinding"]["attached"]["number"] == 0 and shown["blinding"]["start"] is None
    assert {field.value for field in Field} < set(shown)
    text = CliRunner().invoke(cli, ["profile", "sigtermans-2009", *options(opened.settings)]).stdout
    assert "double-blind" in text and "not stated" in text
    missing = CliRunner().invoke(cli, ["profile", "no-such.pdf", *options(opened.settings)])
    assert missing.exit_code == 2 and "neither a study nor a file" in missing.stderr


def test_a_profile_in_words_quotes_each_place_once() -> None:
    profile = Profile((quoted(Field.HARMS, "nausea", 2, "Nausea"), quoted(Field.HARMS, "vomiting", 2)), ("people is missing",))
    text = profiles.profile_to_text("a", TITLE, profile)
    assert text.count("“Nausea was common.”") == 1 and "nausea; vomiting" in text and "warning: people is missing" in text
    noted = Finding(Field.DESIGN, "cohort", "cohort", None, None, Origin.CURATED, attached=Attached(0))
    text = profiles.profile_to_text("a", TITLE, Profile((noted,)))
    assert "“cohort”" not in text and "curated, attached document 1" in text


LIGHT = """
import sys
from evidence_search.cli import main
try:
    main(["profile", sys.argv[1], "--json"])
except SystemExit as end:
    assert not end.code
print(sorted({"torch", "faiss", "tantivy", "onnxruntime", "openpyxl", "streamlit"} & set(sys.modules)), file=sys.stderr)
"""


def test_profiling_a_file_loads_no_engine(tmp_path: Path) -> None:
    path = lines(tmp_path / "rows.jsonl", {"_id": "a", "text": TEXT})
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", LIGHT, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, cwd=tmp_path)
    assert json.loads(ran.stdout)["id"] == "a" and ran.stderr.strip() == "[]"
    assert list(tmp_path.iterdir()) == [path], "nothing is written"


@pytest.mark.parametrize("wrong", ["half a gram", "0.5", "0.5 mg/kg or 3 mg"])
def test_a_dose_that_cannot_be_read_is_refused(wrong: str) -> None:
    done = CliRunner().invoke(cli, ["search", "pain", "--dose", wrong])
    assert done.exit_code == 2 and "--dose" in done.stderr


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["--blinding", "double-blind"], ["sigtermans-2009"]),
        (["--min-participants", "9999"], []),
        (["--dose", "0.4-0.6mg/kg", "--control", "none"], []),
    ],
)
def test_filters_of_the_command_line(opened: Library, given: list[str], expected: list[str]) -> None:
    done = CliRunner().invoke(cli, ["search", "pain relief", "--json", *given, *options(opened.settings)])
    assert [hit["study_id"] for hit in json.loads(done.stdout)["hits"]] == expected
