"""Where things are and how big they may get. Built once by a face (command line, app) and passed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CORPUS_VARIABLE = "EVIDENCE_SEARCH_CORPUS"
INDEX_VARIABLE = "EVIDENCE_SEARCH_INDEX"
MODEL_VARIABLE = "EVIDENCE_SEARCH_MODEL"
RERANKER_VARIABLE = "EVIDENCE_SEARCH_RERANKER"
EMAIL_VARIABLE = "EVIDENCE_SEARCH_EMAIL"
API_KEY_VARIABLE = "NCBI_API_KEY"
EUTILS_VARIABLE = "EVIDENCE_SEARCH_EUTILS"
EUROPEPMC_VARIABLE = "EVIDENCE_SEARCH_EUROPEPMC"


@dataclass(frozen=True, slots=True)
class Services:
    """The services that `fetch`, and nothing else, asks; who asks; and NCBI's key for more requests a second."""

    eutils: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    europepmc: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    email: str = ""
    api_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """The library's folder, its index, and the encoder's model (empty: the bundled one)."""

    corpus: Path
    index: Path
    model: str = ""
    models: Path | None = None
    """Where exported models are kept; None: in the index. Side indexes share the main one's."""
    lock_wait_s: float = 10.0
    """How long a second writer waits for the first before it says who holds the lock."""
    services: Services = Services()
    reranker: str = ""
    """Folder of a cross-encoder that reads the first studies again; empty: none does."""
    profiled: bool = True
    """Whether studies are profiled when they are ingested; a corpus that only measures ranking needs no profiles."""


def from_environment(
    corpus: Path | None = None, index: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Return settings from what was given, else the environment, else `corpus/` and `index/` in the working folder."""
    given = os.environ if environment is None else environment
    return Settings(
        corpus=(corpus or Path(given.get(CORPUS_VARIABLE) or "corpus")).expanduser().resolve(),
        index=(index or Path(given.get(INDEX_VARIABLE) or "index")).expanduser().resolve(),
        model=given.get(MODEL_VARIABLE, ""),
        reranker=given.get(RERANKER_VARIABLE, ""),
        services=_services(given),
    )


def _services(given: Mapping[str, str]) -> Services:
    usual = Services()
    return Services(
        eutils=given.get(EUTILS_VARIABLE) or usual.eutils,
        europepmc=given.get(EUROPEPMC_VARIABLE) or usual.europepmc,
        email=given.get(EMAIL_VARIABLE, ""),
        api_key=given.get(API_KEY_VARIABLE, ""),
    )
