"""What a study is and found, read from its text and record. Pure: text in, findings with their quotes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from evidence_search.findings import Field, Finding, Profile
from evidence_search.profile import design, harms, outcome, people, strength, treatment
from evidence_search.profile.curated import curated_findings
from evidence_search.profile.subject import Subject, subject_of
from evidence_search.profile.tidying import arranged, of_people, placed, sound
from evidence_search.records import Document, Metadata, SourceKind

_RETOLD = frozenset({"Question", "In plain words"})
"""Sections of a digest that say over what the others say, in words that are not measured ones."""

Extractor = Callable[[Subject], list[Finding]]


EXTRACTORS: tuple[tuple[str, Extractor], ...] = (
    ("design", design.find),
    ("people", people.find),
    ("treatment", treatment.find),
    ("outcome", outcome.find),
    ("harms", harms.find),
)
"""What reads a subject, by name; each by itself, so that a defect in one costs its own fields and no more."""


def profile_of(subject: Subject, extractors: Sequence[tuple[str, Extractor]] | None = None) -> Profile:
    """Return what the title, the text and the publication types of a subject say.

    Every finding holds: its quote is verbatim at its offsets (or is the title, or a line of the record) and contains what is
    `printed`. What does not hold is left out. An extractor that raises is named in `warnings`.
    """
    return _graded(_read(subject, EXTRACTORS if extractors is None else extractors), subject)


def profile_of_study(main: Document, attached: Sequence[Document], metadata: Metadata) -> Profile:
    """Return the profile of a study: what its own text says and what people noted in its digests.

    `metadata` is the merged record. Curated values win where a field has one value at most; lists are united, curated values
    first. A digest's own text is read only for what its front matter leaves open.
    """
    subject = _subject(main, metadata)
    read = _read(subject, EXTRACTORS)
    noted = _noted(main, attached)
    settled = {finding.field for finding in noted.findings} if main.kind is SourceKind.DIGEST else frozenset()
    own = (finding for finding in read.findings if finding.field not in settled)
    united = Profile(arranged([*noted.findings, *own]), read.warnings + noted.warnings)
    graded = _graded(united, subject)
    return replace(graded, findings=tuple(placed(graded.findings, main, attached)))


def _subject(main: Document, metadata: Metadata) -> Subject:
    sections = main.sections
    if main.kind is SourceKind.DIGEST:
        sections = tuple(section for section in sections if section.name not in _RETOLD)
    return subject_of(metadata.title, main.text, sections, metadata.publication_types, metadata.keywords)


def _read(subject: Subject, extractors: Sequence[tuple[str, Extractor]]) -> Profile:
    """Return what the extractors find, each by itself."""
    profile = Profile()
    for name, extract in extractors:
        profile = _joined(profile, name, partial(_sound, extract, subject))
    return replace(profile, findings=arranged(profile.findings))


def _noted(main: Document, attached: Sequence[Document]) -> Profile:
    """Return what people noted in a study's documents; a digest's word goes before another text's front matter."""
    documents: list[tuple[int | None, Document]] = [(None, main), *enumerate(attached)]
    documents.sort(key=lambda pair: pair[1].kind is not SourceKind.DIGEST)
    profile = Profile()
    for number, document in documents:
        find = partial(curated_findings, document, number)
        profile = _joined(profile, "what people noted", find)
    return profile


def _graded(profile: Profile, subject: Subject) -> Profile:
    """Return a profile with what rests on the design and control that won: its strength, and whether it has people at all."""
    counted = replace(profile, findings=tuple(of_people(profile.findings)))
    graded = _joined(counted, "strength", partial(_sound, partial(strength.find, findings=counted.findings), subject))
    return replace(graded, findings=arranged(graded.findings))


def _sound(extract: Extractor, subject: Subject) -> list[Finding]:
    return [finding for finding in extract(subject) if sound(finding, subject)]


def _joined(profile: Profile, name: str, find: Callable[[], list[Finding]]) -> Profile:
    """Return a profile with what `find` adds, or with a warning where it fails."""
    try:
        return replace(profile, findings=(*profile.findings, *find()))
    except Exception as problem:
        said = f"what the profile says of {name} is missing: {type(problem).__name__}: {problem}"
        return replace(profile, warnings=(*profile.warnings, said))


__all__ = ["EXTRACTORS", "Extractor", "Field", "Finding", "Profile", "Subject", "profile_of", "profile_of_study", "subject_of"]
