"""The documents keep up with the code."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from evidence_search import checks, evaluation, readers, settings
from evidence_search.cli import cli
from evidence_search.index.model_export import BUNDLED, BUNDLED_SHA256
from evidence_search.library import Library
from evidence_search.readers.digest_schema import DIRECTIONS, ITEM_KEYS, KEYS, SECTIONS
from evidence_search.records import Design, Document, Filters, Outcome
from evidence_search.showing import evaluations, profiles, quotes, reports, results, studies
from tests import papers

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "evidence_search"
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "corpus" / "README.md", ROOT / "index" / "README.md"])


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section_of(document: str, heading: str) -> str:
    """Return what stands under a `## ` heading, up to the next one."""
    assert f"\n## {heading}\n" in document, f"no section ## {heading}"
    return document.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_each_command_is_described_with_its_options(name: str) -> None:
    document = text_of("docs/cli.md")
    common = section_of(document, "What every command takes")
    own = section_of(document, name)
    assert f"evidence-search {name}" in own
    for parameter in cli.commands[name].params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"`{option}" in own + common, f"{name}: {option}"
        else:
            assert parameter.name and parameter.name.upper() in own, f"{name}: {parameter.name}"


def test_no_command_or_option_is_described_that_is_not_there() -> None:
    document = text_of("docs/cli.md")
    commands = set(re.findall(r"^## (\w+)$", document, re.MULTILINE))
    assert commands == set(cli.commands)
    known = {option for command in cli.commands.values() for p in command.params for option in p.opts} | {"--help", "--version"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", document)) <= known


def test_environment_variables_are_described() -> None:
    variables = {value for name, value in vars(settings).items() if name.endswith("_VARIABLE")}
    assert variables
    assert [name for name in sorted(variables) if f"`{name}`" not in text_of("docs/cli.md")] == []
    used = {found for path in PACKAGE.rglob("*.py") for found in re.findall(r"EVIDENCE_SEARCH_[A-Z]+", path.read_text("utf-8"))}
    assert used <= variables


def test_exit_codes_are_described() -> None:
    from evidence_search import errors

    raised = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}
    described = {int(code) for code in re.findall(r"^\| (\d+) \|", text_of("docs/cli.md"), re.MULTILINE)}
    assert raised | {0} <= described


def keys_of(value: object) -> Iterator[str]:
    """Yield every key of a JSON value, at any depth; those below `curated`, `counts` and `detail` are the library's own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from keys_of(inner) if key not in ("curated", "counts", "detail") else ()
    elif isinstance(value, list | tuple):
        for each in value:
            yield from keys_of(each)


def test_every_key_of_the_json_is_described(library: Library, tmp_path: Path) -> None:
    """The JSON is a promise to other programs: each key that a command prints stands in its section, or in one it points to."""
    paper = papers.jats(library.settings.corpus / "paper.xml", "Pain relief after ketamine", doi="10.1000/x", pmid="7")
    papers.digest(library.settings.corpus / "digests" / "relief-2009.md", "Pain relief after ketamine", doi="10.1000/x")
    report = library.ingest()
    found = library.search("does pain relief last", Filters(year_from=2000))
    assert found.hits
    [document] = readers.read(paper)
    assert isinstance(document, Document)
    judged = tmp_path / "judged"
    judged.mkdir()
    question = {"_id": "q", "text": "pain relief", "category": "pain"}
    (judged / "queries.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    (judged / "qrels.tsv").write_text("q\trelief-2009\t1\n", encoding="utf-8")
    measured = evaluations.evaluation_to_json(evaluation.evaluate(library, judged))
    measured["categories"] = list(measured["categories"].values())
    printed = {
        "ingest": reports.report_to_json(report),
        "search": [
            results.result_to_json(found),
            quotes.found_quote_to_json(library.find_quote("Ketamine relieved the pain for many weeks.")),
        ],
        "show": studies.study_to_json(library.study("relief-2009")),
        "status": reports.status_to_json(library.status(), library.last_reports(1)),
        "check": reports.checked_to_json(checks.check(library)),
        "read": studies.document_to_json(document),
        "evaluate": measured,
        "profile": profiles.profile_to_json("relief-2009", "", library.profile("relief-2009")),
        "table": profiles.table_to_json(library.evidence_table(["relief-2009"])),
    }
    cli_document = text_of("docs/cli.md")
    elsewhere = {"show": ["read"], "status": ["ingest"], "read": ["show"], "table": ["profile"]}
    for command, value in printed.items():
        described = "".join(section_of(cli_document, name) for name in (command, *elsewhere.get(command, ())))
        json.dumps(value)
        missing = {key for key in keys_of(value) if f'"{key}"' not in described} - {"year_from"}
        assert missing == set(), f"{command}: {missing}"


def test_words_of_the_program_are_described() -> None:
    cli_document, formats = text_of("docs/cli.md"), text_of("docs/formats.md")
    assert [str(design) for design in Design if f"`{design}`" not in cli_document] == []
    assert [str(outcome) for outcome in Outcome if f"`{outcome}`" not in cli_document] == []
    keys = [*KEYS, *(key for items in ITEM_KEYS.values() for key in items), *DIRECTIONS]
    assert [key for key in keys if f"`{key}`" not in formats] == []
    assert [name for name in SECTIONS if f"| {name} |" not in formats] == []


def test_the_bundled_model_is_named_with_its_hash() -> None:
    assert BUNDLED in text_of("docs/models.md") and BUNDLED_SHA256 in text_of("docs/models.md")


def test_commands_of_the_readme_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)", text_of("README.md"), re.MULTILINE))
    assert {"run", "test"} <= named <= targets
    commands = set(re.findall(r"evidence-search ([a-z]+)", text_of("README.md")))
    assert commands and commands <= set(cli.commands)


def test_every_dependency_has_a_line_and_a_pin() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    names = {re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0] for requirement in wanted}
    lines = [line for line in text_of("docs/dependencies.md").splitlines() if line.startswith("| `")]
    described = {name for line in lines for name in re.findall(r"`([^`]+)`", line.split("|")[1])}
    assert {name.lower() for name in described} == {name.lower() for name in names}
    pinned = set(re.findall(r"^([\w.-]+)==\S+$", text_of("constraints.txt"), re.MULTILINE))
    folded = {name.lower().replace("_", "-") for name in pinned}
    assert [name for name in sorted(names) if name.lower() not in folded] == []
    loose = [line for line in text_of("constraints.txt").splitlines() if line and line[0] != "#" and "==" not in line]
    assert loose == []
    assert "+" not in re.sub(r"(?m)^#.*$", "", text_of("constraints.txt"))


def test_every_module_is_on_the_map() -> None:
    document = text_of("docs/architecture.md")
    modules = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"]
    assert [name for name in sorted(modules) if f"`{name}`" not in document] == []
    listed = section_of(document, "Where each file is")
    for name in re.findall(r"^\| `((?:\w+/)?\w+\.py)` \|", listed, re.MULTILINE):
        assert (PACKAGE / name).exists() or (ROOT / name).exists(), f"{name} is on the map but not there"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        reached = (path.parent / file).resolve() if file else path
        assert reached.exists(), f"{path.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", reached.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
            assert anchor in anchors, f"{path.name}: {target}"


def test_no_file_of_the_ground_names_a_machine() -> None:
    """Paths of one machine, or the address of a registry, in a build file would break it on the next."""
    ground = [*DOCS, ROOT / "Makefile", ROOT / "constraints.txt", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]
    for path in ground:
        found = re.findall(r"(?<![\w.])/(?:work|tmp|root|home|opt|mnt)/\S+|file://\S+", path.read_text(encoding="utf-8"))
        assert found == [], f"{path.name}: {found}"
