"""Write `evidence_search/search/weights/related.json`: words that are spoken of alike, as pairs of stems.

Usage: python -m benchmarks.train_related LIBRARY FILE.jsonl… [--write RELATED.json]

LIBRARY holds `corpus/` and `index/`, made with the bundled model, which encodes each word alone; its digests are read beside
the FILEs, lines of JSON whose strings are texts (abstracts). A word is described by its model vector, less the mean of all, and
by a vector of which words share its sentences: positive pointwise mutual information, contexts smoothed by the power 0.75 (Levy
et al. 2015), cut to 200 dimensions by singular values. Both together are cut to 96 by principal components; pairs at a cosine
of 0.6 or more are kept, of each word the nearest twenty. Words with a digit have none: another dose is no likeness. Pairs
spelled as alike as they are near are left out, for `search.alike` finds them. Prints how many words and pairs, as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from evidence_search.index.lexical import terms
from evidence_search.library import Library
from evidence_search.search.alike import trigrams
from evidence_search.settings import Settings

Matrix = NDArray[np.float64]

LEAST_SENTENCES = 5
"""Sentences a word must be in; of rarer ones the texts say too little."""

TOO_COMMON = 0.05
"""Share of all sentences from which on a word says nothing of those beside it."""

CONTEXTS, DIMENSIONS = 200, 96
LEAST_NEAR, NEAREST = 0.6, 20
"""With 0.4 and 40 SciFact gains 0.003 more, dev loses 0.008, and there are ten times as many pairs."""

_WORD = re.compile(r"(?<!\w)[^\W\d_]{3,30}(?!\w)")
_SENTENCE_END = re.compile(r"(?<=[.;])\s")


def strings(value: object) -> Iterator[str]:
    """Yield every string inside a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def sentences(library: Path, paths: Sequence[Path]) -> Iterator[list[str]]:
    """Yield the words of each sentence, in small letters; none with a digit."""
    texts = (" ".join(strings(json.loads(line))) for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    digests = (path.read_text(encoding="utf-8") for path in sorted((library / "corpus").rglob("*.md")))
    for source in (texts, digests):
        for text in source:
            for sentence in _SENTENCE_END.split(text.lower()):
                yield _WORD.findall(sentence)


def counted(read: Iterator[list[str]]) -> tuple[list[str], list[str], sp.csr_matrix]:
    """Return the stems kept, ascending, the commonest word of each, and a sparse matrix of sentences by stems, 0 or 1."""
    stem_of: dict[str, str] = {}
    forms: dict[str, Counter[str]] = {}
    held: list[set[str]] = []
    for words in read:
        for word in words:
            stem = stem_of[word] if word in stem_of else stem_of.setdefault(word, (terms(word) or [""])[0])
            forms.setdefault(stem, Counter())[word] += 1
        held.append({stem_of[word] for word in words} - {""})
    frequency = Counter(stem for each in held for stem in each)
    stems = sorted(stem for stem, count in frequency.items() if count >= LEAST_SENTENCES)
    at = {stem: i for i, stem in enumerate(stems)}
    pairs = [(row, at[stem]) for row, each in enumerate(held) for stem in sorted(each) if stem in at]
    rows, columns = zip(*pairs, strict=True)
    matrix = sp.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(held), len(stems)))
    return stems, [forms[stem].most_common(1)[0][0] for stem in stems], matrix


def contexts(held: sp.csr_matrix) -> Matrix:
    """Return a unit vector for each word of which words share its sentences, shape (words, CONTEXTS)."""
    share = np.asarray(held.mean(axis=0)).ravel()
    telling = held @ sp.diags((share <= TOO_COMMON).astype(float))
    together = (telling.T @ telling).tocsr()
    together.setdiag(0)
    together.eliminate_zeros()
    pairs = together.tocoo()
    sums = np.asarray(together.sum(axis=1)).ravel()
    smoothed = sums**0.75 / (sums**0.75).sum()
    information = np.log(pairs.data / (sums[pairs.row] * smoothed[pairs.col]))
    kept = information > 0
    matrix = sp.csr_matrix((information[kept], (pairs.row[kept], pairs.col[kept])), shape=pairs.shape)
    left, values, _ = randomized_svd(matrix, CONTEXTS, n_iter=3, random_state=0)
    return unit(left * np.sqrt(values))


def unit(rows: Matrix) -> Matrix:
    """Return rows of unit length; rows of nothing stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def described(library: Path, forms: Sequence[str], held: sp.csr_matrix) -> Matrix:
    """Return a unit vector for each word from both sources, shape (words, DIMENSIONS)."""
    with Library.open(Settings(library / "corpus", library / "index")) as opened:
        encoded = opened.encoder().encode_passages(forms, [()] * len(forms))
    alone = np.stack([each.vector for each in encoded]).astype(np.float64)
    both = np.concatenate([unit(alone - alone.mean(axis=0)), contexts(held)], axis=1)
    _, axes = np.linalg.eigh(both.T @ both)
    return unit(both @ axes[:, ::-1][:, :DIMENSIONS])


def spelled_alike(one: str, other: str) -> float:
    """Return Dice's coefficient of two words' runs of three letters."""
    ours, theirs = trigrams(one), trigrams(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def related(stems: Sequence[str], vectors: Matrix) -> dict[str, dict[str, int]]:
    """Return each pair once, under the stem that comes first, with its cosine in hundredths, at most 99."""
    found: dict[str, dict[str, int]] = {}
    for row, stem in enumerate(stems):
        cosines = vectors @ vectors[row]
        cosines[row] = 0
        near = np.flatnonzero(cosines >= LEAST_NEAR)
        for column in near[np.argsort(-cosines[near], kind="stable")][:NEAREST].tolist():
            one, other = sorted((stem, stems[column]))
            if spelled_alike(one, other) < cosines[column]:
                found.setdefault(one, {})[other] = min(99, round(100 * float(cosines[column])))
    return {stem: dict(sorted(found[stem].items())) for stem in sorted(found)}


def main() -> int:
    """Read, describe, pair, and write the pairs where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    stems, forms, held = counted(sentences(given.library, given.files))
    pairs = related(stems, described(given.library, forms, held))
    stored = {stem: " ".join(f"{other} {near}" for other, near in each.items()) for stem, each in pairs.items()}
    text = json.dumps(stored, indent=0, ensure_ascii=False) + "\n"
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    print(json.dumps({"words": len(stems), "pairs": sum(map(len, pairs.values())), "bytes": len(text.encode())}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
