"""PubMed and Europe PMC on the loopback: answers in their form, paging, refusals, and faults in a given order."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from evidence_search.settings import Services

WEB_PAGE = b"<!DOCTYPE html><html><body>Our servers are being looked after.</body></html>"


@dataclass(frozen=True)
class Fault:
    """What happens to one request instead of its answer."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    """Half of the true answer under the length of the whole."""
    path: str = ""
    """Only a request whose path holds this."""


@dataclass
class Replay:
    """What the services know, what goes wrong next, and what they were asked."""

    records: dict[str, str] = field(default_factory=dict)
    """PMID → PubmedArticle."""
    papers: dict[str, str] = field(default_factory=dict)
    """PMCID → JATS, for open-access papers."""
    core: list[dict[str, Any]] = field(default_factory=list)
    """Europe PMC's records."""
    finds: dict[str, list[str]] = field(default_factory=dict)
    """Query → PMIDs."""
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def count(self, path: str) -> int:
        """Return how often an address was asked for."""
        return sum(path in asked for asked, _ in self.asked)

    def answer(self, path: str, given: dict[str, str]) -> tuple[int, bytes]:
        """Return status and body."""
        if path.endswith("/esearch.fcgi"):
            return 200, self._search(given)
        if path.endswith("/efetch.fcgi"):
            known = [self.records[pmid] for pmid in given["id"].split(",") if pmid in self.records]
            head = '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "x">\n'
            return 200, f"{head}<PubmedArticleSet>\n{''.join(known)}</PubmedArticleSet>".encode()
        if path.endswith("/search"):
            name, _, value = given["query"].partition(":")
            same = [each for each in self.core if each.get(name.lower(), "").lower() == value.strip('"').lower()]
            return 200, json.dumps({"hitCount": len(same), "resultList": {"result": same}}).encode()
        pmcid = path.split("/")[-2]
        return (200, self.papers[pmcid].encode()) if pmcid in self.papers else (404, b"")

    def _search(self, given: dict[str, str]) -> bytes:
        found = self.finds.get(given["term"], [])
        start, size = int(given["retstart"]), int(given["retmax"])
        ids = "".join(f"<Id>{pmid}</Id>" for pmid in found[start : start + size])
        error = "" if found else f"<ErrorList><PhraseNotFound>{given['term']}</PhraseNotFound></ErrorList>"
        return (
            f'<?xml version="1.0" encoding="UTF-8" ?><eSearchResult><Count>{len(found)}</Count><RetMax>{size}</RetMax>'
            f"<RetStart>{start}</RetStart><IdList>{ids}</IdList><QueryTranslation>{given['term']}[All Fields]"
            f"</QueryTranslation>{error}</eSearchResult>"
        ).encode()


@contextmanager
def serving(replay: Replay, **about: str) -> Iterator[Services]:
    """Serve on a free port of the loopback; give the settings that point there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(replay))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield Services(f"{base}/entrez/eutils", f"{base}/europepmc/webservices/rest", **about)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(replay: Replay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            replay.asked.append((parts.path, given))
            replay.agents.append(self.headers["User-Agent"])
            status, body = replay.answer(parts.path, given)
            headers: tuple[tuple[str, str], ...] = ()
            length = len(body)
            fault = next((each for each in replay.faults if each.path in parts.path), None)
            if fault:
                replay.faults.remove(fault)
                if fault.cut:
                    body = body[: length // 2]
                else:
                    status, body, headers, length = fault.status, fault.body, fault.headers, len(fault.body)
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def pubmed_record(pmid: str, title: str, abstract: str, pmcid: str = "", notice: str = "") -> str:
    """Return a record in PubMed's form; `notice` is the kind of a comment, for example `RetractionIn`."""
    ids = f'<ArticleId IdType="pubmed">{pmid}</ArticleId>' + (f'<ArticleId IdType="pmc">{pmcid}</ArticleId>' if pmcid else "")
    said = f'<CommentsCorrections RefType="{notice}"><RefSource>Pain. 2010</RefSource></CommentsCorrections>' if notice else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><DateRevised><Year>2024</Year>'
        "<Month>05</Month><Day>02</Day></DateRevised><Article><Journal><JournalIssue><PubDate><Year>2009</Year></PubDate>"
        f"</JournalIssue><Title>Pain</Title></Journal><ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}"
        "</AbstractText></Abstract></Article>"
        f"<CommentsCorrectionsList>{said}</CommentsCorrectionsList></MedlineCitation>"
        f"<PubmedData><ArticleIdList>{ids}</ArticleIdList></PubmedData></PubmedArticle>\n"
    )


def jats_paper(pmid: str, pmcid: str, title: str, words: str) -> str:
    """Return a paper as JATS."""
    return (
        '<?xml version="1.0"?><article article-type="research-article"><front><article-meta>'
        f'<article-id pub-id-type="pmid">{pmid}</article-id><article-id pub-id-type="pmcid">{pmcid}</article-id>'
        f"<title-group><article-title>{title}</article-title></title-group></article-meta></front>"
        f"<body><sec><title>Results</title><p>{words}</p></sec></body></article>"
    )
