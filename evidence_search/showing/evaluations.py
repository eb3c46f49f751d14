"""The figures of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence_search.evaluation import Figures, Report


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
