"""A patient's question answered with quotes: in order of strength, harms and doubts beside benefits, plain words first.

Nothing is worded here: what is shown of a study are stretches of its text, or of a document attached to it, with their place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence_search.findings import Field, Finding, Profile
from evidence_search.library import Library
from evidence_search.records import (
    Design,
    Document,
    Filters,
    Hit,
    Metadata,
    Order,
    SearchResult,
    SourceKind,
    Study,
    Verdict,
)
from evidence_search.text.listing import items

STUDIES = 6
"""Studies looked at for one question: what a person can read in a few minutes."""
NEAR = 0.5
"""Share of the best study's score that a study must have to be told at all; the others are only named.

Of the first six studies 0.56 are judged relevant; of those from this share on 0.67, and 0.96 of the relevant ones stay (311
judged questions of the starter library; from 0.4 on 0.62 and 0.99, from 0.6 on 0.72 and 0.90; `benchmarks/told.py`).
"""
PLAIN, HARMS, LIMITS = "In plain words", "Harms", "Limits"
"""Sections of a digest."""
_SENTENCES = 3
"""Sentences on harms, and on doubts, quoted from a study that has no digest."""

DESIGN_WORDS: dict[Design, str] = {
    Design.GUIDELINE: "a guideline: what a group of experts recommends",
    Design.META_ANALYSIS: "a calculation that puts the results of several studies together",
    Design.SYSTEMATIC_REVIEW: "a review that gathers several studies",
    Design.RANDOMISED_CONTROLLED_TRIAL: "a trial in which chance decided who got which treatment",
    Design.RANDOMISED_CROSSOVER_TRIAL: "a trial in which everybody got the treatments in turn, in an order set by chance",
    Design.NON_RANDOMISED_TRIAL: "a trial without groups made by chance",
    Design.COHORT: "a study that followed a group of people",
    Design.CASE_CONTROL: "a study that compared people with and without a condition",
    Design.CROSS_SECTIONAL: "a study that asked or examined people at one time",
    Design.PHARMACOVIGILANCE: "reports of unwanted effects that were collected",
    Design.CASE_SERIES: "a description of several patients, without a comparison",
    Design.CASE_REPORT: "a description of one or a few patients",
    Design.NARRATIVE_REVIEW: "an overview of a subject by its authors",
    Design.PROTOCOL: "a plan for a study, without results yet",
    Design.ANIMAL_STUDY: "a study in animals, which may not hold for people",
    Design.IN_VITRO_STUDY: "a study in the laboratory, not in people",
    Design.OTHER: "a publication of another kind",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a study, verbatim, and where they stand."""

    text: str
    section: str
    pages: tuple[int, int] | None = None
    from_digest: bool = False

    @property
    def pieces(self) -> tuple[str, ...]:
        """What a digest lists line by line, without the marks of the list; other words are one piece. Each is verbatim."""
        return items(self.text) if self.from_digest else (self.text,)


@dataclass(frozen=True, slots=True)
class StudyTold:
    """A study as a patient is told of it. Empty `harms` or `limits`: nothing was found, which is not that there are none."""

    hit: Hit
    kind_words: str
    quote: Said
    plain: Said | None
    harms: tuple[Said, ...]
    limits: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to a patient's question; no studies when the library does not answer it.

    `near` are studies that were found and are no answer: all of them then, else those far behind the best.
    """

    verdict: Verdict
    studies: tuple[StudyTold, ...]
    near: tuple[Hit, ...]
    result: SearchResult


def tell(library: Library, question: str) -> Told:
    """Return what the library says to a patient's question."""
    result = library.search(question, Filters(), STUDIES, order=Order.STRENGTH)
    verdict = result.judgement.verdict if result.judgement else Verdict.NOT_COVERED
    if verdict is Verdict.NOT_COVERED or not result.hits:
        return Told(Verdict.NOT_COVERED, (), result.hits, result)
    best = max(hit.score for hit in result.hits)
    hits = [hit for hit in result.hits if hit.named_by or hit.score >= min(best, NEAR * best)]
    profiles = library.profiles([hit.study_id for hit in hits])
    told = tuple(_told(hit, library.study(hit.study_id), profiles[hit.study_id]) for hit in hits)
    return Told(verdict, told, tuple(hit for hit in result.hits if hit not in hits), result)


def kind_words(metadata: Metadata) -> str:
    """Return what kind of study a record is of, in plain words."""
    return DESIGN_WORDS[metadata.design] if metadata.design else "a study of a kind that is not known"


def _told(hit: Hit, study: Study, profile: Profile) -> StudyTold:
    best = hit.passages[0]
    quote = Said(best.quote.text, best.section, best.quote.pages, hit.kind is SourceKind.DIGEST)
    plain = _section(study, PLAIN)
    harms = _section(study, HARMS)
    limits = _section(study, LIMITS)
    return StudyTold(
        hit,
        kind_words(hit.metadata),
        quote,
        plain,
        (harms,) if harms else _quoted(profile.all(Field.HARMS)),
        (limits,) if limits else _quoted(profile.all(Field.LOWERED_BY)),
    )


def _section(study: Study, name: str) -> Said | None:
    """Return a section of the study's digest: the study itself or a document attached to it."""
    digests: list[Study | Document] = [study] if study.kind is SourceKind.DIGEST else []
    digests += [document for document in study.attached if document.kind is SourceKind.DIGEST]
    for digest in digests:
        for section in digest.sections:
            if section.name == name and (text := digest.text[section.start : section.end].strip()):
                return Said(text, name, from_digest=True)
    return None


def _quoted(findings: Iterable[Finding]) -> tuple[Said, ...]:
    """Return the sentences that findings were read from, each once, the first few."""
    sentences: dict[str, Said] = {}
    for finding in findings:
        if finding.quote and finding.section:
            said = Said(finding.quote, finding.section, finding.pages, finding.attached is not None)
            sentences.setdefault(finding.quote, said)
    return tuple(sentences.values())[:_SENTENCES]
