"""`vocabulary.yaml`: the words of the search engine, written by people. An entry that cannot be used is named, not fatal."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from evidence_search.text.vocabulary import KINDS, LISTS, SHIPPED, Concept, Problem, Vocabulary

NAME = "vocabulary.yaml"
MAX_BYTES = 2_000_000
"""Longest file that is read; the shipped one has 70 kB."""

LONGEST = 120
"""Characters of one name or saying."""

_KEYS = ("name", "kind", *LISTS, "replace")
_REMEDY = "Mend the entry; docs/vocabulary.md says how it is written."
# libyaml reads the shipped file in a tenth of the time (30 ms); PyYAML is built without it on some machines.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with the program."""
    concepts, problems = read_vocabulary(SHIPPED)
    return Vocabulary(tuple(concepts), tuple(problems))


def library_vocabulary(path: Path) -> Vocabulary:
    """Return the shipped vocabulary with a library's own file, where there is one."""
    if not path.exists():
        return shipped_vocabulary()
    own, problems = read_vocabulary(path)
    return shipped_vocabulary().with_own(own, problems)


def read_vocabulary(path: Path) -> tuple[list[Concept], list[Problem]]:
    """Return the concepts of a file and the problems of the entries that were left out."""
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            return [], [Problem(path.name, 1, f"the file is longer than {MAX_BYTES} bytes", "Shorten it.")]
        node = yaml.compose(raw.decode("utf-8-sig"), Loader=_LOADER)
    except OSError as problem:
        return [], [Problem(path.name, 1, f"cannot be read: {problem.strerror}", "Check its permissions.")]
    except UnicodeDecodeError:
        return [], [Problem(path.name, 1, "not UTF-8 text", "Save it as UTF-8.")]
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        said = getattr(problem, "problem", None) or type(problem).__name__
        return [], [Problem(path.name, mark.line + 1 if mark else 1, f"not YAML: {said}", _REMEDY)]
    if node is None:
        return [], []
    if not isinstance(node, yaml.SequenceNode):
        return [], [Problem(path.name, 1, "not a list of entries that each begin with `- name:`", _REMEDY)]
    return _entries(node, path.name)


def _entries(node: yaml.SequenceNode, file: str) -> tuple[list[Concept], list[Problem]]:
    found: dict[str, Concept] = {}
    problems = []
    for item in node.value:
        concept, wrong = _concept(item)
        if concept is not None and concept.name.casefold() not in found:
            found[concept.name.casefold()] = concept
        else:
            said = wrong if concept is None else f"`{concept.name}` stands twice"
            problems.append(Problem(file, item.start_mark.line + 1, said, _REMEDY))
    return list(found.values()), problems


def _concept(item: yaml.Node) -> tuple[Concept | None, str]:
    """Return an entry as a concept, or None and what is wrong with it."""
    if not isinstance(item, yaml.MappingNode):
        return None, "not an entry that begins with `name:`"
    given = {str(key.value): value for key, value in item.value}
    unknown = sorted(set(given) - set(_KEYS))
    if unknown:
        return None, f"`{unknown[0]}` is not one of {', '.join(_KEYS)}"
    if len(given) < len(item.value):
        return None, "a key stands twice"
    name, kind = _text(given.get("name")), _text(given.get("kind"))
    if not name or len(name) > LONGEST:
        return None, "there is no `name:`" if not name else "the name is too long"
    if kind not in KINDS:
        return None, f"the kind of `{name}` is not one of {', '.join(KINDS)}"
    lists = {}
    for key in LISTS:
        words = _words(given.get(key))
        if words is None:
            return None, f"`{key}` of `{name}` is not a list of words in [square brackets]"
        lists[key] = words
    return Concept(name, kind, **lists, replace=_text(given.get("replace")).casefold() in ("true", "yes")), ""


def _text(node: yaml.Node | None) -> str:
    # Values are taken as written: YAML would make a number of 0.5 and false of NO.
    return " ".join(str(node.value).split()) if isinstance(node, yaml.ScalarNode) else ""


def _words(node: yaml.Node | None) -> tuple[str, ...] | None:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        return None
    words = [_text(each) for each in node.value]
    return tuple(words) if all(0 < len(word) <= LONGEST for word in words) else None
