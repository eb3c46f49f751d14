"""What is asked on the search page, as a value and as the query parameters of a link. No Streamlit here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from evidence_search.records import Design, Filters, SourceKind

QUESTION_MAX = 400
"""Characters. The encoder reads some 250 words; a longer question is a slip of the clipboard."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
PAGE, MOST = 10, 50
"""Studies shown at first and one more time; and at most."""
KEYS = ("q", "condition", "design", "kind", "from", "to", "retracted", "show")

Parameters = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its filters and how many studies to show. Everything in it is valid."""

    question: str = ""
    conditions: tuple[str, ...] = ()
    designs: tuple[Design, ...] = ()
    kinds: tuple[SourceKind, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    include_retracted: bool = False
    show: int = PAGE

    def filters(self) -> Filters:
        """Return the filters as the library takes them."""
        return Filters(
            year_from=self.year_from,
            year_to=self.year_to,
            conditions=self.conditions,
            designs=self.designs,
            kinds=self.kinds,
            include_retracted=self.include_retracted,
        )

    def filters_in_words(self) -> list[str]:
        """Return each filter that is set, in words."""
        listed = (("condition", self.conditions), ("design", self.designs), ("kind of text", self.kinds))
        words = [f"{name}: {' or '.join(chosen)}" for name, chosen in listed if chosen]
        if self.year_from and self.year_to:
            words.append(f"published {self.year_from} to {self.year_to}")
        elif self.year_from:
            words.append(f"published {self.year_from} or later")
        elif self.year_to:
            words.append(f"published {self.year_to} or earlier")
        return words

    def parameters(self) -> Parameters:
        """Return the query parameters of this search; what is not set is left out."""
        given: Parameters = {
            "q": self.question,
            "condition": list(self.conditions),
            "design": [str(design) for design in self.designs],
            "kind": [str(kind) for kind in self.kinds],
            "from": str(self.year_from or ""),
            "to": str(self.year_to or ""),
            "retracted": "yes" if self.include_retracted else "",
            "show": str(self.show) if self.show != PAGE else "",
        }
        return {key: value for key, value in given.items() if value}

    def address(self) -> str:
        """Return the address of this search, relative to any page of the app."""
        return "./?" + urlencode(self.parameters(), doseq=True) if self.parameters() else "./"


def read(parameters: Mapping[str, list[str]], conditions: Iterable[str] | None = None) -> Asked:
    """Return what query parameters ask; what is not valid is dropped. `conditions` are those the library has; None: any."""
    known = None if conditions is None else set(conditions)
    chosen = [c for c in parameters.get("condition", []) if known is None or c in known]
    return Asked(
        question=_last(parameters, "q")[:QUESTION_MAX].strip(),
        conditions=tuple(dict.fromkeys(chosen)),
        designs=tuple(dict.fromkeys(Design(d) for d in parameters.get("design", []) if d in set(Design))),
        kinds=tuple(dict.fromkeys(SourceKind(k) for k in parameters.get("kind", []) if k in set(SourceKind))),
        year_from=_whole(_last(parameters, "from"), FIRST_YEAR, LAST_YEAR),
        year_to=_whole(_last(parameters, "to"), FIRST_YEAR, LAST_YEAR),
        include_retracted=_last(parameters, "retracted") == "yes",
        show=_whole(_last(parameters, "show"), PAGE, MOST) or PAGE,
    )


def whole(parameters: Mapping[str, list[str]], key: str, most: int = 10**9) -> int | None:
    """Return a parameter as a whole number of 0 to `most`, or None when it is not one."""
    return _whole(_last(parameters, key), 0, most)


def _last(parameters: Mapping[str, list[str]], key: str) -> str:
    return (parameters.get(key) or [""])[-1]


def _whole(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None
