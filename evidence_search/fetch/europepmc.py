"""Europe PMC's REST service: which record a DOI or PMCID means, and open-access full text as JATS.

The service publishes no rate; five requests a second is what it was asked at here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from evidence_search.errors import FetchError
from evidence_search.fetch.wire import NotThere, Spoiled, Wire, refuse_web_page
from evidence_search.settings import Services

PER_SECOND = 5.0


class EuropePMC:
    """The service at `services.europepmc`."""

    def __init__(self, wire: Wire, services: Services) -> None:
        self._wire = wire
        self._base = services.europepmc.rstrip("/")
        self._email = {"email": services.email} if services.email else {}

    def record(self, name: str, value: str) -> Mapping[str, Any] | None:
        """Return the core record with this `DOI` or `PMCID`, None when there is none; PubMed's is taken before a preprint's.

        Raises:
            FetchError: Europe PMC cannot be used.
        """
        wanted = f'{name}:"{value}"' if name == "DOI" else f"{name}:{value}"
        given = {"query": wanted, "format": "json", "resultType": "core", "pageSize": "25", **self._email}
        found = self._wire.get(f"{self._base}/search", given, PER_SECOND, _results)
        same = [each for each in found if str(each.get(name.lower(), "")).lower() == value.lower()]
        same.sort(key=lambda each: (each.get("source") != "MED", str(each.get("id", ""))))
        return same[0] if same else None

    def full_text(self, pmcid: str) -> bytes | None:
        """Return an open-access paper as JATS, None when it is not open access.

        Raises:
            FetchError: Europe PMC cannot be used.
        """
        try:
            return self._wire.get(f"{self._base}/{pmcid}/fullTextXML", self._email, PER_SECOND, _jats)
        except NotThere:
            return None


def _results(body: bytes) -> list[Mapping[str, Any]]:
    refuse_web_page(body)
    try:
        answer = json.loads(body)
    except ValueError:
        raise Spoiled("its JSON is broken or cut off") from None
    if isinstance(answer, dict) and "errMsg" in answer:
        raise FetchError(f"Europe PMC does not take the query: {answer['errMsg']}", "Check the identifier.")
    try:
        return list(answer["resultList"]["result"])
    except (KeyError, TypeError):
        raise Spoiled("it is not a list of results") from None


def _jats(body: bytes) -> bytes:
    refuse_web_page(body)
    try:
        tree = ElementTree.fromstring(body)
    except ElementTree.ParseError as problem:
        raise Spoiled(f"its XML is broken or cut off ({problem})") from None
    if tree.tag != "article" and tree.find(".//article") is None:
        raise Spoiled(f"it is <{tree.tag}>, not an article")
    return body
