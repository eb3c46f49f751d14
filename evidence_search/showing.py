"""Values as JSON and as text for a terminal. The JSON is a promise: docs/cli.md describes it, keys are added, never changed."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from time import monotonic
from typing import TYPE_CHECKING, Any

from evidence_search.records import (
    Document,
    FoundPassage,
    Hit,
    IngestReport,
    Judgement,
    Metadata,
    NoteKind,
    Outcome,
    QuestionRead,
    Relation,
    Retraction,
    SearchResult,
    Study,
    Verdict,
)
from evidence_search.search.cite import links, pages_in_words, reference

if TYPE_CHECKING:
    from types import TracebackType

    from tqdm import tqdm

    from evidence_search.checks import Checked
    from evidence_search.evaluation import Figures, Report
    from evidence_search.ingest import Progress
    from evidence_search.library import Status

WIDTH = 100
_PLAIN_EVERY_S = 5.0


class Meter:
    """Shows how far an ingest has come: a bar on a terminal, a plain line every few seconds otherwise."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._last = monotonic()

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, progress: Progress) -> None:
        """Show one more step."""
        rate = progress.passages / progress.seconds if progress.seconds else 0.0
        said = f"{progress.passages} passages, {rate:.0f}/s"
        if progress.files:
            said = f"{progress.files_done}/{progress.files} files, {said}"
        if sys.stderr.isatty():
            self._draw(progress, said)
        elif monotonic() - self._last >= _PLAIN_EVERY_S:
            self._last = monotonic()
            left = progress.seconds * (progress.bytes - progress.bytes_done) / max(1, progress.bytes_done)
            left_said = f", about {left:.0f} s left" if progress.bytes_done else ""
            print(said + left_said, file=sys.stderr, flush=True)

    def _draw(self, progress: Progress, said: str) -> None:
        from tqdm import tqdm

        if self._bar is None:
            # Files differ a hundredfold in size and encoding takes the time, so bytes foretell better than files.
            form = "{percentage:3.0f}%|{bar}| {postfix} [{elapsed}<{remaining}]"
            self._bar = tqdm(total=progress.bytes, bar_format=form, file=sys.stderr)
        self._bar.set_postfix_str(said, refresh=False)
        self._bar.update(progress.bytes_done - self._bar.n)
        self._bar.refresh()


# -- search


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
    return [_wrap(line) for line in (unknown, said) if line]


def understood_to_text(understood: QuestionRead) -> list[str]:
    """Return lines that say how a question was read: what was clarified, then other names that were looked for."""
    read = [f"“{note.typed}” ({note.kind}): {note.read_as}" for note in understood.notes if note.kind is not NoteKind.SYNONYM]
    also = [f"{note.typed}: {note.read_as}" for note in understood.notes if note.kind is NoteKind.SYNONYM]
    lines = [_wrap(f"Read {line}") for line in read]
    if also:
        lines.append(_wrap("Looked for other names too: " + "; ".join(also)))
    return lines + [_wrap(f"Vocabulary: {problem}") for problem in understood.problems]


def _hit_to_text(hit: Hit) -> str:
    facts = [str(hit.metadata.design or "design unknown"), str(hit.kind), hit.study_id]
    if hit.metadata.retraction in (Retraction.RETRACTED, Retraction.CONCERN, Retraction.CORRECTED):
        facts.insert(0, hit.metadata.retraction.upper())
    lines = [_wrap(f"{hit.rank}. {hit.reference}"), "   " + " · ".join(facts)]
    best = hit.passages[0]
    where = ", ".join(part for part in (best.section, pages_in_words(best.quote.pages)) if part)
    lines += [_wrap(f"“{best.quote.text}”", "     "), f"     — {where}"]
    lines += [_wrap(f"Doubtful: {best.doubt}", "     ")] if best.doubt else []
    lines += [f"     {address}" for _, address in links(hit.metadata)[:1]]
    return "\n".join(lines)


def _wrap(text: str, indent: str = "") -> str:
    following = indent or "   "
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=following, break_on_hyphens=False)


# -- studies and documents


def metadata_to_json(metadata: Metadata) -> dict[str, Any]:
    """Return a bibliographic record as JSON-able values; empty text and unknown numbers become null."""
    values = {name: value if value != "" else None for name, value in asdict(metadata).items() if name != "study_id"}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def study_to_json(study: Study, relations: Sequence[Relation] = ()) -> dict[str, Any]:
    """Return a study as documented."""
    return {
        "study_id": study.study_id,
        "kind": study.kind,
        "citation": reference(study.metadata),
        "metadata": metadata_to_json(study.metadata),
        "sources": list(study.sources),
        "sections": [
            {
                "name": s.name,
                "kind": s.kind,
                "doubt": s.doubt or None,
                "start": s.start,
                "end": s.end,
                "text": study.text[s.start : s.end],
            }
            for s in study.sections
        ],
        "pages": [asdict(page) for page in study.pages],
        "text": study.text,
        "attached": [document_to_json(document) for document in study.attached],
        "related": [
            {"studies": [other for other in group.studies if other != study.study_id], "kind": group.kind, "why": group.why}
            for group in relations
        ],
    }


def study_to_text(study: Study, relations: Sequence[Relation] = ()) -> str:
    """Return a study for a terminal."""
    m = study.metadata
    head = [
        _wrap(reference(m)),
        f"{study.study_id} · {study.kind} · {m.design or 'design unknown'} · retraction: {m.retraction}",
        f"Conditions: {', '.join(m.conditions) or 'unknown'}",
        f"Read from: {', '.join(study.sources)}",
        *(f"{label}: {address}" for label, address in links(m)),
    ]
    for group in relations:
        others = ", ".join(other for other in group.studies if other != study.study_id)
        head.append(_wrap(f"Not separate evidence from {others} ({group.kind}): {group.why}"))
    body = [f"## {s.name}{f' ({s.doubt})' if s.doubt else ''}\n{study.text[s.start : s.end]}" for s in study.sections]
    return "\n".join(head) + "\n\n" + "\n\n".join(body)


def document_to_json(document: Document) -> dict[str, Any]:
    """Return what a reader made of a file, as documented."""
    numbers = [(page.number, page.start, page.end) for page in document.pages]
    printed: dict[int, list[str]] = {}
    for number, start, end in sorted(numbers):
        printed.setdefault(number, []).append(document.text[start:end].strip())
    return {
        "kind": document.kind,
        "metadata": metadata_to_json(document.metadata),
        "sections": [
            {
                "name": s.name,
                "kind": s.kind,
                "text": document.text[s.start : s.end],
                "pages": sorted({n for n, a, b in numbers if a < s.end and s.start < b}),
                "doubt": s.doubt or None,
            }
            for s in document.sections
        ],
        "pages": [{"number": number, "text": "\n\n".join(texts)} for number, texts in printed.items()],
        "references": list(document.references),
        "warnings": list(document.warnings),
    }


def document_to_text(document: Document) -> str:
    """Return what a reader made of a file, for a terminal."""
    lines = [_wrap(reference(document.metadata)), f"{document.kind}, {len(document.text)} characters"]
    lines += [f"warning: {warning}" for warning in document.warnings]
    for s in document.sections:
        doubt = f"; {s.doubt}" if s.doubt else ""
        lines.append(f"\n## {s.name} ({s.kind}{doubt})\n{document.text[s.start : s.end]}")
    return "\n".join(lines) + "\n"


# -- reports


def report_to_json(report: IngestReport) -> dict[str, Any]:
    """Return an ingest's report as documented."""
    return {
        "started_at": report.started_at,
        "seconds": report.seconds,
        "files": report.files,
        "passages_encoded": report.passages_encoded,
        "passages_reused": report.passages_reused,
        "generation": report.generation,
        "fingerprint": report.fingerprint,
        **{str(outcome): report.count(outcome) for outcome in Outcome},
        "warnings": list(report.warnings),
        "items": [asdict(item) for item in report.items],
    }


def report_to_text(report: IngestReport) -> str:
    """Return an ingest's report for a terminal: what needs attention one by one, then the counts."""
    lines = []
    for item in report.items:
        if item.outcome is Outcome.FAILED:
            lines.append(f"failed: {item.path}: {item.reason}\n        {item.remedy}")
        elif item.outcome in (Outcome.DUPLICATE, Outcome.REMOVED) or (item.outcome is Outcome.UPDATED and item.reason):
            lines.append(f"{item.outcome}: {item.path}: {item.study_id} {item.reason}".rstrip())
    lines += [f"warning: {warning}" for warning in report.warnings]
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
    lines.append(f"{report.files} files in {report.seconds:.1f} s: {counts}")
    lines.append(
        f"{report.passages_encoded} passages encoded, {report.passages_reused} reused; index {report.fingerprint} "
        f"(generation {report.generation})"
    )
    return "\n".join(lines)


def status_to_json(status: Status, last: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a library's state as documented."""
    return {
        "corpus": str(status.corpus),
        "index": str(status.index),
        "interrupted": status.interrupted,
        **asdict(status.manifest),
        "counts": status.counts,
        "last_ingest": last[0] if last else None,
    }


def status_to_text(status: Status, last: list[dict[str, Any]]) -> str:
    """Return a library's state for a terminal."""
    m = status.manifest
    lines = [
        f"{m.studies} studies, {m.passages} passages; index {m.fingerprint} (generation {m.generation}), model {m.model}",
        f"Library {status.corpus}\nIndex   {status.index}",
    ]
    for heading, counts in status.counts.items():
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        lines.append(_wrap(f"By {heading}: " + ", ".join(f"{name} {count}" for name, count in ordered)))
    if last:
        lines.append(f"Last ingest: {last[0]['started_at']}, {last[0]['seconds']:.1f} s")
    if status.interrupted:
        lines.append("An ingest was interrupted. Finish it: evidence-search ingest")
    return "\n".join(lines)


def checked_to_json(checked: Checked) -> dict[str, Any]:
    """Return the result of a check as documented."""
    return {
        "sound": checked.sound,
        "studies": checked.studies,
        "passages": checked.passages,
        "findings": [{"what": f.what, "remedy": f.remedy, "serious": f.serious} for f in checked.findings],
    }


def checked_to_text(checked: Checked) -> str:
    """Return the result of a check for a terminal."""
    lines = [f"{'wrong' if f.serious else 'note'}: {f.what}\n       {f.remedy}" for f in checked.findings]
    lines.append(
        f"{checked.studies} studies and {checked.passages} passages checked: {'sound' if checked.sound else 'NOT sound'}"
    )
    return "\n".join(lines)


# -- evaluation


def evaluation_to_json(report: Report) -> dict[str, Any]:
    """Return an evaluation's figures as documented."""
    return {
        "name": report.name,
        "studies": report.studies,
        "passages": report.passages,
        "passages_encoded": report.encoded,
        "questions_without_judgements": report.questions_without_judgements,
        "fingerprint": report.fingerprint,
        **{mode: _figures_to_json(figures) for mode, figures in report.modes.items()},
        "categories": {
            name: {mode: _figures_to_json(figures) for mode, figures in modes.items()}
            for name, modes in report.categories.items()
        },
    }


def _figures_to_json(figures: Figures) -> dict[str, Any]:
    return {
        "ndcg@10": round(figures.ndcg_at_10, 4),
        "recall@100": round(figures.recall_at_100, 4),
        "mrr": round(figures.mrr, 4),
        "latency_ms": round(figures.latency_ms, 2),
        "latency_p95_ms": round(figures.latency_p95_ms, 2),
        "questions": figures.questions,
    }


def evaluation_to_text(report: Report) -> str:
    """Return an evaluation's figures as a table."""
    lines = [
        f"{report.name}: {report.studies} studies, {report.passages} passages ({report.encoded} encoded now), "
        f"{report.questions_without_judgements} questions without judgements left out",
        f"{'':<28}{'nDCG@10':>9}{'R@100':>8}{'MRR':>8}{'p50 ms':>9}{'p95 ms':>9}{'questions':>11}",
    ]
    rows = list(report.modes.items())
    rows += [(f"{name[:18]} {mode}", f) for name, modes in report.categories.items() for mode, f in modes.items()]
    for name, f in rows:
        lines.append(
            f"{name:<28}{f.ndcg_at_10:>9.4f}{f.recall_at_100:>8.4f}{f.mrr:>8.4f}{f.latency_ms:>9.1f}"
            f"{f.latency_p95_ms:>9.1f}{f.questions:>11}"
        )
    return "\n".join(lines)
