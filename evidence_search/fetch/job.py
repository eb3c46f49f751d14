"""The way of an identifier: what it means → record → open-access full text → files in the library's folder.

Every identifier or query asked for ends as one item that says how; nothing is kept that is not whole. What is there already is
not asked for again, so a run that was cut short goes on when it is repeated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evidence_search.errors import FetchError
from evidence_search.fetch.europepmc import EuropePMC
from evidence_search.fetch.pubmed import BATCH, PubMed, Record, record_of
from evidence_search.fetch.wire import Spoiled, Wire
from evidence_search.identity import normalise_doi, normalise_pmcid, normalise_pmid
from evidence_search.settings import Services

FOLDER = "fetched"
LOG = "fetched.jsonl"
"""Where files go in the library's folder, and the record of where each came from."""
LIMIT = 20
"""Records brought for a query unless another number is given."""


class FetchOutcome(StrEnum):
    """How an identifier or query ended."""

    FETCHED = "fetched"
    HERE = "already here"
    NOT_FOUND = "not found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FetchItem:
    """One record: what it was asked by, how it ended, its files relative to the library's folder."""

    asked: str
    outcome: FetchOutcome
    pmid: str = ""
    title: str = ""
    files: tuple[str, ...] = ()
    note: str = ""
    """Said of the full text, or of what a query found; for a failure its reason."""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class FetchReport:
    """Everything one run brought, in the order it was asked for."""

    items: tuple[FetchItem, ...]

    def count(self, outcome: FetchOutcome) -> int:
        """Return the number of items that ended this way."""
        return sum(item.outcome is outcome for item in self.items)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is there now, whether it was fetched in this run or before."""
        return tuple(dict.fromkeys(file for item in self.items for file in item.files))


@dataclass
class _Wanted:
    """PMIDs still to be brought, with what each was asked by, and what is settled already."""

    asked_by: dict[str, str] = field(default_factory=dict)
    items: list[FetchItem] = field(default_factory=list)


def hosts(services: Services) -> tuple[str, ...]:
    """Return the names of the machines that a run contacts."""
    return urlsplit(services.eutils).netloc, urlsplit(services.europepmc).netloc


def kind_of(asked: str) -> str:
    """Return what an argument is: `pmid`, `pmcid`, `doi` or `query`.

    >>> [kind_of(each) for each in ("19604642", "PMC4344766", "10.1016/j.pain.2009.06.023", "ketamine CRPS")]
    ['pmid', 'pmcid', 'doi', 'query']
    """
    if normalise_pmid(asked):
        return "pmid"
    if normalise_pmcid(asked):
        return "pmcid"
    return "doi" if normalise_doi(asked) else "query"


class Fetch:
    """One run that brings files into `corpus/fetched/`; `tell` is given a line about each step."""

    def __init__(self, corpus: Path, services: Services, wire: Wire, tell: Callable[[str], None] = lambda line: None) -> None:
        self._corpus = corpus
        self._services = services
        self._pubmed = PubMed(wire, services)
        self._europepmc = EuropePMC(wire, services)
        self._tell = tell

    def run(self, asked: Sequence[str], limit: int = LIMIT, full_text: bool = True, again: bool = False) -> FetchReport:
        """Bring what identifiers and queries mean; `again` asks anew for what is here, as for news of retractions.

        A service that fails ends what is left as failed items; what came before stays.
        """
        wanted = _Wanted()
        for each in dict.fromkeys(text.strip() for text in asked if text.strip()):
            try:
                self._resolve(each, limit, wanted, again)
            except FetchError as problem:
                wanted.items.append(FetchItem(each, FetchOutcome.FAILED, note=problem.what, remedy=problem.remedy))
        wanted.items += self._bring(wanted.asked_by, full_text, again)
        return FetchReport(tuple(wanted.items))

    # -- what is meant

    def _resolve(self, asked: str, limit: int, wanted: _Wanted, again: bool) -> None:
        kind = kind_of(asked)
        if kind == "pmid":
            wanted.asked_by.setdefault(normalise_pmid(asked), asked)
        elif kind == "query":
            self._search(asked, limit, wanted)
        else:
            name, value = ("PMCID", normalise_pmcid(asked)) if kind == "pmcid" else ("DOI", normalise_doi(asked))
            self._tell(f"asking Europe PMC for {value}")
            record = self._europepmc.record(name, value)
            if record is None:
                note, remedy = "Europe PMC knows no paper of this identifier", "Check it, or add the paper as a file."
                wanted.items.append(FetchItem(asked, FetchOutcome.NOT_FOUND, note=note, remedy=remedy))
            elif record.get("pmid"):
                wanted.asked_by.setdefault(str(record["pmid"]), asked)
            else:
                wanted.items.append(self._keep_record(asked, record, again))

    def _search(self, query: str, limit: int, wanted: _Wanted) -> None:
        self._tell(f"searching PubMed for {query}")
        found = self._pubmed.search(query, limit)
        ignored = f"; PubMed does not know: {', '.join(found.ignored)}" if found.ignored else ""
        if not found.pmids:
            remedy = "Try other words, or try it at pubmed.ncbi.nlm.nih.gov."
            wanted.items.append(FetchItem(query, FetchOutcome.NOT_FOUND, note=f"PubMed finds nothing{ignored}", remedy=remedy))
            return
        self._tell(f"PubMed finds {found.count}; bringing {len(found.pmids)}{ignored}")
        for pmid in found.pmids:
            wanted.asked_by.setdefault(pmid, query)

    # -- what is brought

    def _bring(self, asked_by: Mapping[str, str], full_text: bool, again: bool) -> list[FetchItem]:
        here = {} if again else {pmid: record for pmid in asked_by if (record := self._here(pmid))}
        missing = [pmid for pmid in asked_by if pmid not in here]
        records, trouble = self._records(missing, asked_by)
        items = []
        for pmid, asked in asked_by.items():
            if pmid in trouble:
                problem = trouble[pmid]
                items.append(FetchItem(asked, FetchOutcome.FAILED, pmid, note=problem.what, remedy=problem.remedy))
            elif pmid not in here and pmid not in records:
                remedy = "Check the number."
                items.append(FetchItem(asked, FetchOutcome.NOT_FOUND, pmid, note="PubMed has no such record", remedy=remedy))
            else:
                outcome = FetchOutcome.FETCHED if pmid in records else FetchOutcome.HERE
                known = records.get(pmid) or here[pmid]
                item = FetchItem(asked, outcome, pmid, known.title, (_record_file(pmid),))
                items.append(self._with_full_text(item, known.pmcid, again) if full_text else item)
        return items

    def _records(self, pmids: Sequence[str], asked_by: Mapping[str, str]) -> tuple[dict[str, Record], dict[str, FetchError]]:
        """Keep the records of PMIDs as files; return them, and the trouble of those that could not be asked for."""
        records: dict[str, Record] = {}
        for start in range(0, len(pmids), BATCH):
            self._tell(f"bringing records from PubMed: {start} of {len(pmids)} done")
            try:
                found = self._pubmed.records(pmids[start : start + BATCH])
            except FetchError as problem:
                return records, dict.fromkeys(pmids[start:], problem)
            for pmid, record in found.items():
                self._keep(_record_file(pmid), record.xml, "PubMed", asked_by.get(pmid, ""))
            records.update(found)
        return records, {}

    def _with_full_text(self, item: FetchItem, pmcid: str, again: bool) -> FetchItem:
        """Return how an item ended whose record is kept, after asking for the paper itself."""
        if not pmcid:
            return replace(item, note="no full text in PubMed Central")
        file = f"{FOLDER}/{pmcid}.xml"
        if self._path(file).exists() and not again:
            return replace(item, files=(*item.files, file), note="full text")
        self._tell(f"asking Europe PMC for the full text of {pmcid}")
        try:
            paper = self._europepmc.full_text(pmcid)
        except FetchError as problem:
            note = f"its record is here, its full text is not: {problem.what}"
            return replace(item, outcome=FetchOutcome.FAILED, note=note, remedy=problem.remedy)
        if paper is None:
            return replace(item, note=f"{pmcid} is not open access: the record only")
        self._keep(file, paper, "Europe PMC", item.asked)
        return replace(item, outcome=FetchOutcome.FETCHED, files=(*item.files, file), note="full text")

    def _keep_record(self, asked: str, record: Mapping[str, Any], again: bool) -> FetchItem:
        """Keep a record that PubMed does not have, such as a preprint's, as Europe PMC sent it."""
        file = f"{FOLDER}/europepmc-{record.get('source', '')}-{record.get('id', '')}.json".replace(" ", "")
        outcome = FetchOutcome.HERE
        if again or not self._path(file).exists():
            outcome = FetchOutcome.FETCHED
            body = {"resultList": {"result": [record]}}
            self._keep(file, json.dumps(body, ensure_ascii=False, indent=1).encode(), "Europe PMC", asked)
        note = "not in PubMed: the record of Europe PMC"
        return FetchItem(asked, outcome, title=str(record.get("title", "")), files=(file,), note=note)

    # -- files

    def _here(self, pmid: str) -> Record | None:
        """Return the record that was fetched before, None when its file is gone or was damaged."""
        try:
            return record_of(self._path(_record_file(pmid)).read_bytes())
        except (OSError, Spoiled, IndexError):
            return None

    def _path(self, file: str) -> Path:
        return self._corpus / file

    def _keep(self, file: str, body: bytes, service: str, asked: str) -> None:
        """Write a file in one step and note where it came from; bytes that are there already are left alone."""
        path = self._path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() == body:
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"file": file, "service": service, "asked": asked, "at": now, "sha256": hashlib.sha256(body).hexdigest()}
        with (self._corpus / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
        working = path.with_name(path.name + ".part")
        working.write_bytes(body)
        working.replace(path)


def _record_file(pmid: str) -> str:
    return f"{FOLDER}/pubmed-{pmid}.xml"
