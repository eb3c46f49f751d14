"""Asking a web service politely and believing nothing it says before it was looked at.

Requests to one host keep their distance; what fails for now is asked again after a growing pause, or after the pause the
service itself names; an answer is taken only when the caller's check says that it is whole and of the right kind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar
from urllib.parse import urlsplit

import requests

from evidence_search.errors import FetchError

T = TypeVar("T")

ATTEMPTS = 5
"""Times a request is sent before its service is said to be out of order: with the pauses below, half a minute."""
FIRST_PAUSE_S = 2.0
"""Pause before the second attempt; it doubles each time."""
LONGEST_PAUSE_S = 120.0
"""A service that asks for a longer pause (`Retry-After`) is left alone for today."""
TIMEOUT_S = (10.0, 60.0)
"""To connect, and between two pieces of an answer."""
MAX_BYTES = 100_000_000
"""Largest answer taken; a full text is some 0.1 to 5 MB."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class Spoiled(Exception):
    """Raised by a check: the answer came with a good status but is cut off, an error page, or of another kind."""


class NotThere(Exception):
    """The service has nothing at this address (404, 410)."""


class Wire:
    """A connection to services on the internet. Not for several threads at once.

    `email` goes into the User-Agent, so that a service can write to whoever strains it. `sleep` and `clock` are for tests.
    """

    def __init__(
        self,
        email: str = "",
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"evidence-search/{_version()}" + (f" (mailto:{email})" if email else "")
        self._sleep, self._clock, self._tell = sleep, clock, tell
        self._free_at: dict[str, float] = {}
        self._unreached: set[str] = set()

    def close(self) -> None:
        """Close the connections kept open."""
        self._session.close()

    def get(self, address: str, given: Mapping[str, str], per_second: float, check: Callable[[bytes], T]) -> T:
        """Return what `check` makes of the answer's bytes, asking again where that can help.

        A service that could not be reached the last time is asked once: forty identifiers without a connection end soon.

        Raises:
            NotThere: the service has nothing there.
            FetchError: it cannot be reached, refuses, or goes on giving spoiled answers.
        """
        host = urlsplit(address).netloc
        pause, trouble = FIRST_PAUSE_S, ""
        attempts = 1 if host in self._unreached else ATTEMPTS
        for attempt in range(1, attempts + 1):
            self._keep_distance(host, 1 / per_second)
            trouble, asked = "", 0.0
            try:
                status, asked, body = self._send(address, given)
                self._unreached.discard(host)
                if status in (404, 410):
                    raise NotThere
                if status == 200:
                    return check(body)
                trouble = f"it answered with status {status}"
                if status not in _PASSING:
                    raise FetchError(f"{host} refused the request: status {status}.", _said(body))
            except Spoiled as problem:
                trouble = f"its answer cannot be used: {problem}"
            except requests.RequestException as problem:
                trouble = _plainly(problem)
                self._unreached.add(host)
            if attempt == attempts or asked > LONGEST_PAUSE_S:
                break
            self._tell(f"{host}: {trouble}; asking again in {max(asked, pause):.0f} s")
            self._sleep(max(asked, pause))
            pause *= 2
        wait = f" It asks to be left alone for {asked:.0f} s." if asked > LONGEST_PAUSE_S else ""
        raise FetchError(
            f"{host} could not be used: {trouble}.{wait}",
            "Check the connection and try again later: what was fetched is kept, the rest is asked for again.",
        )

    def _keep_distance(self, host: str, interval_s: float) -> None:
        wait = self._free_at.get(host, 0.0) - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._free_at[host] = self._clock() + interval_s

    def _send(self, address: str, given: Mapping[str, str]) -> tuple[int, float, bytes]:
        """Return status, seconds the service asks to wait, and body."""
        with self._session.get(address, params=dict(given), timeout=TIMEOUT_S, stream=True) as answer:
            pieces, size = [], 0
            for piece in answer.iter_content(65536):
                size += len(piece)
                if size > MAX_BYTES:
                    raise Spoiled(f"it is larger than {MAX_BYTES // 1_000_000} MB")
                pieces.append(piece)
            return answer.status_code, _seconds(answer.headers.get("Retry-After", "")), b"".join(pieces)


def refuse_web_page(body: bytes) -> None:
    """Refuse a page made for people, which services send with status 200 when something is wrong.

    Raises:
        Spoiled: it is one, or nothing at all.
    """
    head = body[:2000].lstrip().lower()
    if not head:
        raise Spoiled("it is empty")
    if head.startswith((b"<!doctype html", b"<html")):
        raise Spoiled("it is a web page, not data")


def _seconds(text: str) -> float:
    """Return the seconds of a `Retry-After`; a date, which these services do not send, counts as none."""
    return float(text) if text.strip().isdigit() else 0.0


def _plainly(problem: requests.RequestException) -> str:
    if isinstance(problem, requests.Timeout):
        return "it did not answer in time"
    if isinstance(problem, requests.exceptions.SSLError):
        return "its certificate could not be verified"
    if isinstance(problem, requests.exceptions.ChunkedEncodingError):
        return "its answer was cut off"
    if isinstance(problem, requests.ConnectionError):
        return "it cannot be reached"
    return f"{type(problem).__name__}"


def _said(body: bytes) -> str:
    """Return the beginning of what a service says about a refusal, when that can be read."""
    text = " ".join(body[:300].decode("utf-8", errors="replace").split())
    return f"It says: {text}" if text and not text.startswith("<") else "Check the identifier or the query."


def _version() -> str:
    try:
        return version("evidence-search")
    except PackageNotFoundError:
        return "0"
