"""Making a generation's derived files from the store and swapping the manifest in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from evidence_search.index import lexical, manifest, vectors
from evidence_search.index.manifest import Manifest
from evidence_search.store import Store


def next_generation(index: Path, store: Store) -> int:
    """Return the number of the generation a writer prepares: one more than any that was published."""
    published = manifest.read_if_usable(index)  # without one the store's own number stands
    return 1 + max(int(store.meta("generation") or 0), published.generation if published else 0)


def publish(
    index: Path, store: Store, generation: int, model: tuple[str, str, int], splitting: int, rebuild: bool = False
) -> Manifest:
    """Write the files of `generation` and make it the one readers open; return its manifest.

    `model` is (name, weights' sha256, dimension). The lexical index is extended from the previous generation's when studies
    were only added, and built anew otherwise (or when `rebuild` asks for it), because words of deleted passages would go on
    counting in BM25. Nothing is swapped in until everything is written; then what no reader can see is deleted.
    """
    folder = manifest.folder_of(index, generation)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    name, weights, dimension = model
    with store.reading():
        states = store.states(generation)
        passages = len(store.passage_keys(generation)[0])
        vectors.save(vectors.build(store.vectors(generation), passages, dimension), folder / "vectors.faiss")
        _write_lexical(index, store, generation, folder, rebuild)
    made = Manifest(
        format=manifest.FORMAT,
        generation=generation,
        model=name,
        weights_sha256=weights,
        dimension=dimension,
        splitting=splitting,
        studies=len(states),
        passages=passages,
        fingerprint=manifest.fingerprint(weights, splitting, states),
    )
    manifest.write(index, made)
    store.set_meta("generation", str(generation))
    clean(index, store, made)
    return made


def clean(index: Path, store: Store, published: Manifest) -> None:
    """Delete rows and files of generations older than the published one."""
    store.purge(published.generation)
    for folder in (index / "generations").iterdir():
        if folder.name != str(published.generation):
            shutil.rmtree(folder, ignore_errors=True)


def _write_lexical(index: Path, store: Store, generation: int, folder: Path, rebuild: bool) -> None:
    """Write both lexical indexes, of passages and of whole studies, each from the previous generation's where that serves."""
    published = None if rebuild else manifest.read_if_usable(index)
    before = published.generation if published else 0
    if before and store.changed(before, generation)[1]:
        before = 0
    for name, rows_after in (("lexical", store.lexical_rows), ("lexical-studies", partial(_whole_studies, store))):
        old = manifest.folder_of(index, before) / name
        if before and old.exists():
            lexical.extend(old, folder / name, rows_after(generation, before))
        else:
            lexical.build(folder / name, rows_after(generation, 0))


def _whole_studies(store: Store, generation: int, after: int) -> Iterator[lexical.Row]:
    """Yield each study's passages put together, as one row under the study's own number."""
    rows = store.lexical_rows(generation, after)
    for (study, title), passages in groupby(rows, key=lambda row: (row[1], row[2])):
        yield study, study, title, "\n".join(text for _, _, _, text in passages)
