"""YAML front matter between two lines of dashes: values, the line of each key, and the text behind it. The home of yaml."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BYTES = 200_000
"""Longest front matter that is parsed."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The head of a Markdown file and where its parts stand; `error` names what is wrong with its YAML."""

    values: dict[str, Any]
    lines: dict[tuple[str | int, ...], int]
    """Line in the file, from 1, of each key and list item by its path: `("results", 0, "direction")`."""
    body: str
    body_line: int
    """Line in the file on which the body begins."""
    error: str = ""
    error_line: int = 1


def split(text: str) -> FrontMatter:
    """Take front matter off a text. Without any, `values` is empty and the body is the whole text."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return FrontMatter({}, {}, text, 1)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        return FrontMatter({}, {}, text, 1, "the front matter is not closed by a line of three dashes")
    source, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    if len(source) > MAX_BYTES:
        return FrontMatter({}, {}, body, end + 2, "the front matter is too long")
    values, places, error, line = _parsed(source)
    return FrontMatter(values, places, body, end + 2, error, line)


def _parsed(source: str) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int], str, int]:
    """Return values, lines, what is wrong, and the line it is on. Aliases are refused: they are how YAML explodes."""
    places: dict[tuple[str | int, ...], int] = {}
    try:
        for token in yaml.scan(source, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AliasToken):
                return {}, places, "YAML aliases (*name) are not read", token.start_mark.line + 2
        node = yaml.compose(source, Loader=yaml.SafeLoader)
        if node is None:
            return {}, places, "", 1
        if not isinstance(node, yaml.MappingNode):
            return {}, places, "the front matter is not a list of `key: value` lines", 2
        repeated = _locate(node, (), places)
        values = yaml.load(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        return {}, places, f"YAML: {problem.problem or problem}", mark.line + 2 if mark else 1
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        return {}, places, f"YAML: {str(problem).splitlines()[0]}", 1
    if repeated:
        return {}, places, f"the key `{repeated[0]}` stands twice", repeated[1]
    return {str(key): _plain(value) for key, value in values.items()}, places, "", 1


def _locate(node: yaml.Node, path: tuple[str | int, ...], places: dict[tuple[str | int, ...], int]) -> tuple[str, int] | None:
    """Note the line of every key and item; return the first key that stands twice in one mapping."""
    repeated = None
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            line = key.start_mark.line + 2
            if below in places:
                repeated = repeated or (str(key.value), line)
            places[below] = line
            repeated = repeated or _locate(value, below, places)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            places[(*path, number)] = item.start_mark.line + 2
            repeated = repeated or _locate(item, (*path, number), places)
    return repeated


def _plain(value: Any) -> Any:  # noqa: ANN401 - what YAML gives can be anything
    """Return a value as JSON knows them; dates become text."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(each) for each in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
