"""The part of a study that says what it is: its abstract, or where none is marked its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from evidence_search.profile.subject import Sentence, Subject
from evidence_search.records import Section, SectionKind
from evidence_search.text.sentences import sentence_spans

READ_LENGTH = 4000
"""Characters of a paper without a marked abstract that are taken for one; abstracts are seldom longer."""
_METHODS = re.compile(r"method|random|design|blinding|procedure")


def focused(subject: Subject) -> Subject:
    """Return the subject; of a long text without an abstract, one with its beginning as the abstract and its methods."""
    sections = subject.sections
    marked = any(section.kind is SectionKind.ABSTRACT or section.name.lower().startswith("abstract") for section in sections)
    if marked or len(subject.text) <= READ_LENGTH or not sections:
        return subject
    start = sections[0].start
    spans = sentence_spans(subject.text, start, start + READ_LENGTH)
    end = spans[-2][1] if len(spans) > 1 else start + READ_LENGTH  # the last one may be cut
    later = tuple(section for section in sections if section.start >= end and _METHODS.search(section.name.lower()))
    return replace(subject, sections=(Section("Abstract", start, end, SectionKind.ABSTRACT), *later))


def methods(subject: Subject) -> Iterator[Sentence]:
    """Yield the sentences of sections on methods; an abstract has none but those within it."""
    return (sentence for sentence in subject.sentences if _METHODS.search(sentence.section))
