"""What a digest must be: its keys, their types and words, its sections. Problems are named by line, for the author."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid
from evidence_search.readers.frontmatter import FrontMatter
from evidence_search.readers.markdown import Block
from evidence_search.records import Design

SECTIONS = ("Question", "Who was studied", "What was done", "What was found", "Harms", "Limits", "In plain words")
"""The headings of a digest, in order."""
DIRECTIONS = ("favours ketamine", "favours comparator", "no difference", "mixed", "not compared")
BLINDING = ("double-blind", "single-blind", "triple-blind", "open-label", "unknown")
RETRACTED = ("yes", "no", "unknown")
HARMS_REPORTED = ("stated", "not seen", "none reported")
CERTAINTY = ("stated", "probable")

Problem = tuple[int, str]
Path = tuple[str | int, ...]
Check = Callable[[Any], str]


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else "must be text"


def _whole(value: object) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "must be a whole number"


def _year(value: object) -> str:
    return (
        ""
        if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2100
        else "must be a year, four digits"
    )


def _word(*allowed: str) -> Check:
    def check(value: object) -> str:
        return "" if value in allowed else f"must be one of: {', '.join(allowed)}; it is {value!r}"

    return check


def _known(normalise: Callable[[str], str], example: str) -> Check:
    def check(value: object) -> str:
        if isinstance(value, str) and normalise(value).lower() == value.lower():  # a DOI's capitals are the publisher's
            return ""
        return f"must be written like {example}" + ("" if isinstance(value, str) else ", in quotes")

    return check


def _or_null(check: Check) -> Check:
    return lambda value: "" if value is None else check(value)


def _texts(value: object) -> str:
    if not isinstance(value, list):
        return "must be a list"
    return "" if all(isinstance(each, str) and each.strip() for each in value) else "must hold text only"


def _items(value: object) -> str:
    return (
        ""
        if isinstance(value, list) and all(isinstance(each, dict) for each in value)
        else "must be a list of `key: value` items"
    )


KEYS: dict[str, Check] = {
    "id": _text,
    "title": _text,
    "authors": _texts,
    "journal": _or_null(_text),
    "year": _or_null(_year),
    "volume_pages": _or_null(_text),
    "doi": _or_null(_known(normalise_doi, "10.1016/j.jemermed.2018.12.007")),
    "pmid": _or_null(_known(normalise_pmid, "'30910061'")),
    "pmcid": _or_null(_known(normalise_pmcid, "PMC4344766")),
    "registry": _items,
    "conditions": _texts,
    "design": _word(*Design),
    "blinding": _word(*BLINDING),
    "setting": _or_null(_text),
    "population": _or_null(_text),
    "n": _or_null(_whole),
    "studies_included": _or_null(_whole),
    "arms": _items,
    "comparator": _or_null(_text),
    "primary_outcome": _or_null(_text),
    "results": _items,
    "follow_up": _or_null(_text),
    "harms": _texts,
    "harms_reported": _word(*HARMS_REPORTED),
    "limitations": _texts,
    "caveats": _texts,
    "retracted": _word(*RETRACTED),
    "sources": _texts,
    "checked": _text,
}
"""Every key of a digest's front matter, all of them required; null where nothing is known."""

ITEM_KEYS: dict[str, dict[str, Check]] = {
    "registry": {"number": _text, "certainty": _word(*CERTAINTY)},
    "arms": {"name": _text, "drug": _text, "route": _text, "dose": _text, "schedule": _text, "n": _whole},
    "results": {
        "outcome": _text,
        "timepoint": _text,
        "ketamine": _text,
        "control": _text,
        "effect": _text,
        "ci": _text,
        "p": _text,
        "direction": _word(*DIRECTIONS),
    },
}
"""Keys of the items of a list; those in `REQUIRED` must be there."""
REQUIRED = {"registry": ("number", "certainty"), "arms": (), "results": ("outcome", "direction")}


def problems(head: FrontMatter, found: list[Block], file_name: str) -> list[Problem]:
    """Return what is wrong with a digest as (line, problem), in the order of lines."""
    if head.error:
        return [(head.error_line, head.error)]
    if "id" not in head.values:
        return [(1, "the front matter has no `id:`")]
    all_problems = [*_key_problems(head), *_item_problems(head), *_section_problems(found)]
    if isinstance(head.values["id"], str) and head.values["id"] != file_name:
        all_problems.append((_line(head, ("id",)), f"id is {head.values['id']!r} but the file is named {file_name!r}"))
    return sorted(all_problems)


def _line(head: FrontMatter, path: Path) -> int:
    return head.lines.get(path) or head.lines.get(path[:-1]) or 1


def _key_problems(head: FrontMatter) -> Iterator[Problem]:
    for key, value in head.values.items():
        if key not in KEYS:
            yield _line(head, (key,)), f"unknown key `{key}`"
        elif said := KEYS[key](value):
            yield _line(head, (key,)), f"`{key}` {said}"
    for key in KEYS:
        if key not in head.values:
            yield 1, f"the key `{key}` is missing"


def _item_problems(head: FrontMatter) -> Iterator[Problem]:
    for name, keys in ITEM_KEYS.items():
        items = head.values.get(name)
        for number, item in enumerate(items if isinstance(items, list) else []):
            if not isinstance(item, dict):
                continue
            for key, value in item.items():
                if key not in keys:
                    yield _line(head, (name, number, key)), f"unknown key `{key}` in `{name}`"
                elif said := keys[key](value):
                    yield _line(head, (name, number, key)), f"`{name}`: `{key}` {said}"
            for key in REQUIRED[name]:
                if key not in item:
                    yield _line(head, (name, number)), f"`{name}`: the item has no `{key}`"


def _section_problems(found: list[Block]) -> Iterator[Problem]:
    if found[0].paragraphs:
        yield found[0].line, "there is text in front of the first heading"
    names = [block.heading for block in found[1:]]
    for block in found[1:]:
        body = "\n".join(block.paragraphs).strip()
        if block.heading not in SECTIONS or block.level != 2:
            yield block.line, f"`{'#' * block.level} {block.heading}` is not a heading of a digest"
        elif names.count(block.heading) > 1:
            yield block.line, f"`## {block.heading}` stands twice"
        elif not body or re.search(r"\bTO WRITE\b", body):
            yield block.line, f"`## {block.heading}` is not written"
    last = found[-1].line
    for name in SECTIONS:
        if name not in names:
            yield last, f"`## {name}` is missing"
    ordered = [name for name in names if name in SECTIONS]
    if ordered != sorted(ordered, key=SECTIONS.index):
        wrong = next(name for name, right in zip(ordered, sorted(ordered, key=SECTIONS.index), strict=True) if name != right)
        yield next(block.line for block in found if block.heading == wrong), f"`## {wrong}` is out of order"
