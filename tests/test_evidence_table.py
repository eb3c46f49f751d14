"""Studies side by side: cells that know their quotes, read back from CSV, XLSX and Markdown as other programs would."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.cli import cli
from evidence_search.errors import UnknownStudy
from evidence_search.evidence_table import COLUMNS, NOT_STATED, EvidenceTable, TableStudy, evidence_table, in_words
from evidence_search.export import to_csv, to_markdown, to_workbook
from evidence_search.export.cells import guarded, printable
from evidence_search.export.markdown import escaped
from evidence_search.export.workbook import LONGEST
from evidence_search.findings import Attached, Field, Finding, Origin, Profile, Value
from evidence_search.library import Library
from evidence_search.records import Judgement, Metadata, Retraction, SourceKind, Verdict

QUOTE = "Pain fell by −3.4 (SE 1.4) | p < 0.05 with *ketamine*."
PROFILE = Profile(
    (
        Finding(Field.DESIGN, "cohort", "cohort", None, None, Origin.CURATED, attached=Attached(0)),
        Finding(Field.PARTICIPANTS, 60, "Sixty took part.", 0, 16, printed="Sixty", section="Methods", pages=(3, 4)),
        Finding(Field.DRUGS, "ketamine", QUOTE, 17, 17 + len(QUOTE)),
        Finding(Field.SESSION_COUNT, 1, "One infusion.", 90, 103),
        Finding(Field.OUTCOMES, "improved", QUOTE, 17, 17 + len(QUOTE), detail={"outcome": "pain"}),
        Finding(Field.HARMS, "=HYPERLINK(1)", "=HYPERLINK(1)", 110, 123),
        Finding(Field.HARMS, "-3.4 mm Hg", "-3.4 mm Hg", 130, 140),
    )
)
STUDIES = [
    TableStudy("dahan-2011", SourceKind.FULL_TEXT, Metadata(title="Relief", authors=("Dahan A",), year=2011), PROFILE),
    TableStudy("wu-2020", SourceKind.DIGEST, Metadata(title="@Retracted", retraction=Retraction.RETRACTED), Profile()),
]


@pytest.fixture
def table() -> EvidenceTable:
    return evidence_table(STUDIES, "0123456789abcdef")


def cells(table: EvidenceTable, number: int = 0) -> dict[str, str]:
    return {cell.column: cell.text for cell in table.rows[number].cells}


# -- rows


def test_a_row_says_what_is_known_and_that_the_rest_is_not(table: EvidenceTable) -> None:
    assert [cell.column for cell in table.rows[0].cells] == [name for name, _ in COLUMNS]
    said = cells(table)
    assert said["design"] == "cohort" and said["n"] == "60" and said["regimen"] == "ketamine; 1 session"
    assert said["direction"] == "pain: improved"
    assert said["comparator"] == said["follow-up"] == NOT_STATED
    assert set(cells(table, 1).values()) == {NOT_STATED}


def test_each_cell_knows_the_quotes_it_was_read_from(table: EvidenceTable) -> None:
    regimen = next(cell for cell in table.rows[0].cells if cell.column == "regimen")
    assert [finding.quote for finding in regimen.findings] == [QUOTE, "One infusion."]


def test_of_alternatives_the_first_that_is_known_stands() -> None:
    dosing = Finding(Field.SESSIONS, "repeated", "q", 0, 1)
    profile = Profile((dosing, Finding(Field.CONTROL, "placebo", "q", 0, 1)))
    said = cells(evidence_table([replace(STUDIES[0], profile=profile)], ""))
    assert said["regimen"] == "repeated dosing" and said["comparator"] == "placebo"
    both = Profile((dosing, Finding(Field.SESSION_COUNT, 6, "q", 0, 1), Finding(Field.COMPARATORS, "midazolam", "q", 0, 1)))
    said = cells(evidence_table([replace(STUDIES[0], profile=both)], ""))
    assert said["regimen"] == "6 sessions" and said["comparator"] == "midazolam"


def test_the_comparator_is_no_part_of_the_regimen() -> None:
    drugs = [Finding(Field.DRUGS, name, "q", 0, 1) for name in ("ketamine", "midazolam")]
    against = [
        Finding(Field.COMPARATORS, "midazolam 0.045 mg/kg", "q", 0, 1),
        Finding(Field.COMPARATORS, "ketamine alone", "q", 0, 1),
    ]
    said = cells(evidence_table([replace(STUDIES[0], profile=Profile((*drugs, *against)))], ""))
    assert said["regimen"] == "ketamine"


def test_values_in_words() -> None:
    assert in_words(Finding(Field.SESSION_COUNT, 2, "q", 0, 1)) == "2 sessions"
    assert in_words(Finding(Field.OUTCOMES, "worse", "q", 0, 1)) == "worse"
    dosed = Finding(Field.COMPARATORS, "midazolam", "q", 0, 1, detail={"dose": "0.045 mg/kg"})
    assert in_words(dosed) == "midazolam 0.045 mg/kg"
    assert in_words(Finding(Field.GROUPS, 30, "q", 0, 1, detail={"group": "placebo"})) == "placebo: 30"
    assert in_words(Finding(Field.WITHDRAWALS, "2 of 30", "q", 0, 1)) == "2 of 30 withdrew"


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({}, "nausea"),
        ({"seen": "yes", "events": 7, "exposed": 40, "percent": 17.5}, "nausea (7 of 40)"),
        ({"seen": "yes", "percent": 17.5, "arm": "0.5 mg/kg ketamine"}, "nausea (17.5% with 0.5 mg/kg ketamine)"),
        (
            {"seen": "yes", "events": 7, "exposed": 40, "arm": "ketamine", "against": "placebo", "against_percent": 3.0},
            "nausea (7 of 40 with ketamine, 3% with placebo)",
        ),
        ({"seen": "yes", "percent": 12.0}, "nausea (12%)"),
        ({"seen": "yes", "events": 3}, "nausea (3)"),
        ({"seen": "no"}, "no nausea"),
    ],
)
def test_a_harm_that_was_not_seen_is_not_told_as_one(detail: dict[str, Value], said: str) -> None:
    assert in_words(Finding(Field.HARMS, "nausea", "q", 0, 1, detail=detail)) == said


# -- what goes out comes in


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_read_back(table: EvidenceTable) -> None:
    first, second = read_csv(to_csv(table))
    assert first["study"] == "dahan-2011" and first["citation"] == "Dahan A. Relief. 2011." and first["n"] == "60"
    assert first["regimen: quotes"] == f"{QUOTE}\nOne infusion." and first["index"] == "0123456789abcdef"
    assert second["text"].startswith("RETRACTED") and "not the paper" in second["text"]
    assert second["design"] == NOT_STATED and second["design: quotes"] == ""


def test_no_cell_of_a_csv_is_taken_for_a_formula(table: EvidenceTable) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(table))))
    begun = [
        cell for row in rows for cell in row if re.match(r"\s*[=+@-]", cell) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)
    ]
    assert begun == []
    harms = read_csv(to_csv(table))[0]
    assert harms["harms"] == "'=HYPERLINK(1); -3.4 mm Hg"
    assert harms["direction: quotes"].startswith("Pain fell by −3.4")


@given(st.text(max_size=40))
def test_a_guarded_cell_is_text_or_a_number(text: str) -> None:
    cell = guarded(text)
    assert cell in (printable(text), f"'{printable(text)}")
    assert not re.match(r"\s*[=+@-]", cell) or re.fullmatch(r"\s*[+-]?\d+(\.\d+)?%?\s*", cell)


def test_a_workbook_read_back(table: EvidenceTable) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(table)))
    assert book.sheetnames == ["Evidence", "Quotes", "About"]
    headings, first, second = book["Evidence"].iter_rows(values_only=True)
    row = dict(zip(headings, first, strict=True))
    assert row["study"] == "dahan-2011" and row["n"] == 60 and row["direction"] == "pain: improved"
    assert dict(zip(headings, second, strict=True))["n"] == NOT_STATED
    kinds = {cell.data_type for line in book["Quotes"].iter_rows(min_row=2) for cell in line if isinstance(cell.value, str)}
    assert kinds == {"s"}, "what begins with = is words"
    quotes = [dict(zip(map(str, next(book["Quotes"].iter_rows(values_only=True))), line, strict=True))
              for line in book["Quotes"].iter_rows(min_row=2, values_only=True)]  # fmt: skip
    assert len(quotes) == len(PROFILE.findings)
    sixty = next(line for line in quotes if line["value"] == "60")
    assert (sixty["quote"], sixty["place"], sixty["start"], sixty["end"]) == ("Sixty took part.", "Methods, pp. 3-4", 0, 16)
    cohort = next(line for line in quotes if line["value"] == "cohort")
    assert (cohort["place"], cohort["source"], cohort["start"]) == ("attached document 1", "curated", None)
    assert "0123456789abcdef" in [line[1] for line in book["About"].iter_rows(values_only=True)]


def test_a_workbook_holds_what_a_cell_cannot(table: EvidenceTable) -> None:
    long = Finding(Field.HARMS, "long", "x" * (LONGEST + 1), 0, 1)
    odd = Finding(Field.HARMS, "odd\x00\x07", "odd", 0, 1)
    made = to_workbook(evidence_table([replace(STUDIES[0], profile=Profile((long, odd)))], ""))
    lines = list(openpyxl.load_workbook(io.BytesIO(made))["Quotes"].iter_rows(min_row=2, values_only=True))
    assert str(lines[0][3]).endswith("[…]") and len(str(lines[0][3])) == LONGEST
    assert lines[1][2] == "odd"


def test_markdown_read_back(table: EvidenceTable) -> None:
    text = to_markdown(table)
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {len(COLUMNS) + 1}, "no pipe of a study cuts a cell in two"
    assert "Dahan A. Relief. 2011." in text and "index 0123456789abcdef" in text and "RETRACTED" in text
    assert r"Pain fell by −3.4 (SE 1.4) \| p \< 0.05 with \*ketamine\*." in text


def test_markdown_is_escaped_in_one_line() -> None:
    assert escaped("a\n| <b> `c` [d](e)") == r"a \| \<b\> \`c\` \[d\](e)"


def test_an_empty_table_is_a_table() -> None:
    empty = evidence_table([], "f")
    assert read_csv(to_csv(empty)) == [] and to_markdown(empty).startswith("| study |")
    assert openpyxl.load_workbook(io.BytesIO(to_workbook(empty)))["Evidence"].max_row == 1


# -- the library and the command


def test_a_librarys_table_keeps_the_order_asked_for(filled: Library) -> None:
    table = filled.evidence_table(["pmid-8", "sigtermans-2009"])
    assert [row.study_id for row in table.rows] == ["pmid-8", "sigtermans-2009"]
    assert table.fingerprint == filled.snapshot().fingerprint
    assert "double-blind" in cells(table, 1)["design"]
    with pytest.raises(UnknownStudy):
        filled.evidence_table(["nobody"])


@pytest.fixture
def opened(filled: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr("evidence_search.cli.searching.opened", lambda settings: filled)
    return filled


def asked(*given: str) -> Result:
    return CliRunner().invoke(cli, ["table", *given])


def test_the_command_takes_a_question_studies_or_filters(opened: Library) -> None:
    def rows(*given: str) -> list[str]:
        return [row["study_id"] for row in json.loads(asked(*given, "--json").stdout)["rows"]]

    assert rows("pain relief", "--limit", "2") == [hit.study_id for hit in opened.search("pain relief", limit=2).hits]
    assert rows("--study", "wu-2020", "--study", "pmid-8") == ["wu-2020", "pmid-8"], "asked for by name, retracted or not"
    assert rows("--condition", "CRPS") == ["sigtermans-2009"]
    assert "wu-2020" in rows("--condition", "CRPS", "--retracted")


def test_studies_that_do_not_answer_are_not_passed_off_as_an_answer(
    opened: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = replace(opened.search("pain relief"), judgement=Judgement(Verdict.NOT_COVERED, 0.0))
    monkeypatch.setattr(opened, "search", lambda *given: result)
    done = asked("pain relief", "--json")
    assert "not an answer" in done.stderr and "not an answer" in json.loads(done.stdout)["note"]
    assert "not an answer" in asked("pain relief").stdout
    asked("pain relief", "--out", str(tmp_path / "table.xlsx"))
    about = openpyxl.load_workbook(tmp_path / "table.xlsx")["About"].iter_rows(values_only=True)
    assert any("not an answer" in str(line[1]) for line in about)


def test_the_command_writes_files(opened: Library, tmp_path: Path) -> None:
    for name in ("table.csv", "table.xlsx", "table.md"):
        done = asked("--study", "sigtermans-2009", "--out", str(tmp_path / name))
        assert done.exit_code == 0 and done.stdout == "" and name in done.stderr
    text = (tmp_path / "table.csv").read_text(encoding="utf-8-sig")
    assert read_csv(text)[0]["study"] == "sigtermans-2009" and (tmp_path / "table.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert openpyxl.load_workbook(tmp_path / "table.xlsx")["Evidence"]["A2"].value == "sigtermans-2009"
    assert asked("--study", "sigtermans-2009", "--format", "csv").stdout.startswith("study,citation")
    assert asked("--study", "sigtermans-2009").stdout == (tmp_path / "table.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "which studies"),
        (("pain", "--format", "xlsx"), "--out"),
        (("pain", "--out", "table.doc"), "--format"),
        (("--study", "nobody"), "nobody"),
        (("--study", "pmid-8", "--out", "no/such/folder/table.md"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_remedy(opened: Library, given: tuple[str, ...], said: str) -> None:
    done = asked(*given)
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.output
