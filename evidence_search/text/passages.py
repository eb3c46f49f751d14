"""Cutting a study's text into passages that fit the encoder.

A passage is whole sentences of one section. Sizes are counted in the encoder's own tokens: text beyond the encoder's limit
is silently lost to its vector, so no passage may ever overflow.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from math import ceil

from evidence_search.records import Page, Passage, Section, SectionKind
from evidence_search.text.sentences import sentence_spans

TokenSpans = Callable[[str], Sequence[tuple[int, int]]]
"""Maps a text to the (start, end) of each token the encoder makes of it."""

Span = tuple[int, int]


def split(text: str, sections: Sequence[Section], pages: Sequence[Page], token_spans: TokenSpans, limit: int) -> list[Passage]:
    """Cut every section but references and notes into passages of at most `limit` tokens.

    A section of n tokens becomes ceil(n / limit) passages of about the same size rather than full ones and a stub. A sentence
    longer than `limit` is cut between words; a word longer than `limit` between tokens.
    """
    passages = []
    for position, section in enumerate(sections):
        if section.kind in (SectionKind.REFERENCES, SectionKind.NOTE):
            continue
        sentences = sentence_spans(text, section.start, section.end)
        starts = [section.start + start for start, _ in token_spans(text[section.start : section.end])]
        pieces = [piece for sentence in sentences for piece in _fit(text, sentence, starts, limit)]
        for group in _group(pieces, starts, limit):
            span = (group[0][0], group[-1][1])
            passages.append(Passage(*span, position, pages_of(pages, *span), tuple(group)))
    return passages


def pages_of(pages: Sequence[Page], start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last page number that `start:end` is printed on, or None where there are no pages."""
    touched = [page.number for page in pages if page.start < end and start < page.end]
    return (min(touched), max(touched)) if touched else None


def _count(starts: Sequence[int], span: Span) -> int:
    return bisect_left(starts, span[1]) - bisect_left(starts, span[0])


def _fit(text: str, sentence: Span, starts: Sequence[int], limit: int) -> list[Span]:
    """Return the sentence, or the pieces of one that is too long for the encoder."""
    pieces = []
    low, high = sentence
    while _count(starts, (low, high)) > limit:
        cut = starts[bisect_left(starts, low) + limit]
        space = max(text.rfind(" ", low + 1, cut), text.rfind("\t", low + 1, cut))
        cut = space if space > low else cut
        pieces.append((low, low + len(text[low:cut].rstrip())))
        low = cut + (len(text[cut:high]) - len(text[cut:high].lstrip()))
    return [*pieces, (low, high)] if low < high else pieces


def _group(pieces: Sequence[Span], starts: Sequence[int], limit: int) -> list[list[Span]]:
    """Pack whole sentences greedily up to an even share of the section's tokens, never beyond `limit`."""
    sizes = [_count(starts, piece) for piece in pieces]
    total = sum(sizes)
    if total == 0:
        return []
    share = total / ceil(total / limit)
    groups: list[list[Span]] = []
    filled, done = 0, 0
    for piece, size in zip(pieces, sizes, strict=True):
        full = not groups or filled + size > limit or done + size / 2 > share * len(groups)
        if full:
            groups.append([])
            filled = 0
        groups[-1].append(piece)
        filled += size
        done += size
    return groups


def sentence_at(sentences: Sequence[Span], offset: int) -> int:
    """Return the position of the sentence that holds `offset`; of the last one before it when it falls between two."""
    return max(0, bisect_right([start for start, _ in sentences], offset) - 1)
