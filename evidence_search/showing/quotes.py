"""Where a pasted sentence stands, as JSON and as text for a terminal: differences are shown before anything else."""

from __future__ import annotations

from typing import Any

from evidence_search.records import Retraction
from evidence_search.search.cite import pages_in_words
from evidence_search.search.locate import Found, FoundQuote, QuoteMatch
from evidence_search.search.locate_differences import Difference, DifferenceKind
from evidence_search.showing.terminal import wrap


def found_quote_to_json(found: FoundQuote) -> dict[str, Any]:
    """Return where a pasted text stands, as docs/cli.md describes it."""
    return {
        "pasted": found.pasted,
        "found": found.found,
        "index": {"fingerprint": found.fingerprint, "generation": found.generation},
        "matches": [_match_to_json(match) for match in found.matches],
    }


def _match_to_json(match: QuoteMatch) -> dict[str, Any]:
    return {
        "study_id": match.study_id,
        "citation": match.citation,
        "retraction": match.retraction,
        "section": match.section,
        "pages": None if match.pages is None else list(match.pages),
        "start": match.start,
        "end": match.end,
        "text": match.text,
        "sentence": match.sentence,
        "exact": match.exact,
        "similarity": match.similarity,
        "differences": [{"kind": d.kind, "grave": d.grave, "pasted": d.pasted, "study": d.study} for d in match.differences],
    }


def found_quote_to_text(found: FoundQuote) -> str:
    """Return where a pasted text stands, for a terminal."""
    if found.found is Found.NOT_FOUND:
        return (
            f"Not found: no study of this library has this text or nearly so (index {found.fingerprint}).\n"
            "A text that says the same in other words is not looked for here; search for what it says instead."
        )
    return "\n\n".join([*map(_match_to_text, found.matches), f"index {found.fingerprint}"])


def _match_to_text(match: QuoteMatch) -> str:
    grave = sum(d.grave for d in match.differences)
    head = "EXACT" if match.exact else f"NOT THE SAME, {match.similarity:.0%} alike"
    if grave:
        head += f" — {grave} difference{'s' * (grave > 1)} that change{'s' * (grave == 1)} what it says"
    lines = [head, _wrap(match.citation, "  ")]
    if match.retraction in (Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED):
        lines.append(f"  {match.retraction.upper()}")
    where = ", ".join(part for part in (match.section, pages_in_words(match.pages)) if part)
    lines += [f"  {match.study_id} · {where} · characters {match.start}–{match.end}", _wrap(f"“{match.text}”", "    ")]
    if match.sentence != match.text:
        lines.append(_wrap(f"in: “{match.sentence}”", "    "))
    return "\n".join(lines + [_difference_to_text(d) for d in match.differences])


def _difference_to_text(difference: Difference) -> str:
    if difference.kind is DifferenceKind.LEFT_OUT:
        return _wrap(f"  … leaves out: “{difference.study}”", "    ")
    mark = "!" if difference.grave else "-"
    pasted, study = (f"“{said}”" if said else "nothing" for said in (difference.pasted, difference.study))
    return f"  {mark} {difference.kind}: the pasted text has {pasted}, the study has {study}"


def _wrap(text: str, indent: str) -> str:
    return wrap(" ".join(text.split()), indent, indent)
