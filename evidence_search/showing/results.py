"""A search's answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evidence_search.records import FoundPassage, Hit, Judgement, NoteKind, QuestionRead, Retraction, SearchResult, Verdict
from evidence_search.search.cite import links, pages_in_words
from evidence_search.showing.terminal import wrap


def result_to_json(result: SearchResult) -> dict[str, Any]:
    """Return a search's answer as documented."""
    filters = {name: value for name, value in asdict(result.filters).items() if value not in (None, (), False)}
    judged = result.judgement
    return {
        "question": result.question,
        "filters": filters,
        "understood": {
            "text": result.understood.text,
            "notes": [asdict(note) for note in result.understood.notes],
            "problems": list(result.understood.problems),
        },
        "index": {"fingerprint": result.fingerprint, "generation": result.generation},
        "order": result.order,
        "verdict": judged.verdict if judged else None,
        "probability": judged.probability if judged else None,
        "unknown": list(judged.unknown) if judged else [],
        "studies_searched": result.studies_searched,
        "counts": dict(result.counts),
        "encode_ms": result.encode_ms,
        "search_ms": result.search_ms,
        "hits": [_hit_to_json(hit) for hit in result.hits],
    }


def _hit_to_json(hit: Hit) -> dict[str, Any]:
    m = hit.metadata
    return {
        "rank": hit.rank,
        "study_id": hit.study_id,
        "title": hit.title,
        "year": m.year,
        "pmid": m.pmid or None,
        "doi": m.doi or None,
        "pmcid": m.pmcid or None,
        "kind": hit.kind,
        "design": m.design,
        "conditions": list(m.conditions),
        "retraction": m.retraction,
        "citation": hit.reference,
        "links": [{"label": label, "address": address} for label, address in links(m)],
        "score": round(hit.score, 6),
        "named_by": hit.named_by or None,
        "one_trial": list(hit.one_trial),
        "otherwise": hit.otherwise or None,
        "passages": [_passage_to_json(passage) for passage in hit.passages],
    }


def _passage_to_json(passage: FoundPassage) -> dict[str, Any]:
    quote = passage.quote
    return {
        "text": passage.text,
        "section": passage.section,
        "pages": _pages(passage.pages),
        "start": passage.start,
        "end": passage.end,
        "doubt": passage.doubt or None,
        "quote": {"text": quote.text, "start": quote.start, "end": quote.end, "pages": _pages(quote.pages)},
        "why": {**asdict(passage.why), "matched_terms": list(passage.why.matched_terms)},
    }


def _pages(pages: tuple[int, int] | None) -> list[int] | None:
    return None if pages is None else list(pages)


def result_to_text(result: SearchResult) -> str:
    """Return a search's answer for a terminal: per study the reference, the quote and where it stands."""
    head = understood_to_text(result.understood)
    if not result.hits:
        why = "No study passes the filters." if not result.studies_searched else "Nothing was found."
        return "\n".join([*head, f"{why} ({result.studies_searched} studies searched, index {result.fingerprint})"])
    head += _verdict_to_text(result.judgement)
    blocks = ["\n".join(head)] if head else []
    blocks += [_hit_to_text(hit) for hit in result.hits]
    spent = f"{result.encode_ms + result.search_ms:.0f} ms"
    foot = f"{len(result.hits)} of {result.studies_searched} studies, {spent}, index {result.fingerprint}"
    return "\n\n".join([*blocks, foot])


def _verdict_to_text(judged: Judgement | None) -> list[str]:
    """Return lines that say whether the hits answer the question; nothing when they do."""
    if judged is None or judged.verdict is Verdict.ANSWERED:
        return []
    said = "NOT IN THIS LIBRARY: it does not answer this question. The nearest studies, not an answer:"
    if judged.verdict is Verdict.PARTLY:
        said = "The library may answer this question only in part."
    unknown = f"No study speaks of: {', '.join(judged.unknown)}." if judged.unknown else ""
    return [wrap(line) for line in (unknown, said) if line]


def understood_to_text(understood: QuestionRead) -> list[str]:
    """Return lines that say how a question was read: what was clarified, then other names that were looked for."""
    read = [f"“{note.typed}” ({note.kind}): {note.read_as}" for note in understood.notes if note.kind is not NoteKind.SYNONYM]
    also = [f"{note.typed}: {note.read_as}" for note in understood.notes if note.kind is NoteKind.SYNONYM]
    lines = [wrap(f"Read {line}") for line in read]
    if also:
        lines.append(wrap("Looked for other names too: " + "; ".join(also)))
    return lines + [wrap(f"Vocabulary: {problem}") for problem in understood.problems]


def _hit_to_text(hit: Hit) -> str:
    facts = [str(hit.metadata.design or "design unknown"), str(hit.kind), hit.study_id]
    if hit.metadata.retraction in (Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED):
        facts.insert(0, hit.metadata.retraction.upper())
    lines = [wrap(f"{hit.rank}. {hit.reference}"), "   " + " · ".join(facts)]
    lines += [wrap(hit.otherwise, "   ")] if hit.otherwise else []
    best = hit.passages[0]
    where = ", ".join(part for part in (best.section, pages_in_words(best.quote.pages)) if part)
    lines += [wrap(f"“{best.quote.text}”", "     "), f"     — {where}"]
    lines += [wrap(f"Doubtful: {best.doubt}", "     ")] if best.doubt else []
    lines += [f"     {address}" for _, address in links(hit.metadata)[:1]]
    return "\n".join(lines)
