"""Many users of the web page at once, each a session of the server's own protocol without a browser; used by `serving.py`.

Ten browsers on the machine of the server would be measured themselves; ten people have ten machines.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE_S = 60.0
"""Seconds after which an answer is counted as an error."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One search of one user: how long it took, in seconds, and what was wrong with it."""

    seconds: float
    problem: str = ""


def searched(port: int, questions: Sequence[str], users: int, seconds: float, think_s: float) -> list[Answer]:
    """Return the answers that `users` got who search for some time, each pausing `think_s` on average between two searches."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(users) as pool:
        asked = [pool.submit(_user, port, questions, number, until, think_s) for number in range(users)]
        return [answer for each in asked for answer in each.result()]


def _user(port: int, questions: Sequence[str], number: int, until: float, think_s: float) -> list[Answer]:
    """Search in one session until the time is over; the pauses are random with a seed, so that users do not march in step."""
    chance = random.Random(number)
    answers: list[Answer] = []
    try:
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as line:  # type: ignore[list-item]
            time.sleep(chance.uniform(0, think_s))
            while time.monotonic() < until:
                question = questions[(number * 7 + len(answers)) % len(questions)]
                began = time.perf_counter()
                line.send(_search(question))
                problem = _problem_of(line, began)
                answers.append(Answer(time.perf_counter() - began, problem))
                time.sleep(chance.uniform(0, 2 * think_s))
    except OSError as lost:
        answers.append(Answer(PATIENCE_S, f"{type(lost).__name__}: {lost}"))
    return answers


def _search(question: str) -> bytes:
    """Return the message of a browser that opens a link to a search."""
    message = BackMsg()
    message.rerun_script.query_string = urlencode({"q": question})
    message.rerun_script.page_name = ""
    made: bytes = message.SerializeToString()
    return made


def _problem_of(line: object, began: float) -> str:
    """Receive a page to its end; return what is wrong with it, nothing when it has hits or says that there are none."""
    shown = ""
    while (left := PATIENCE_S - (time.perf_counter() - began)) > 0:
        try:
            message = ForwardMsg.FromString(line.recv(timeout=left))  # type: ignore[attr-defined]
        except TimeoutError:
            break
        kind = message.WhichOneof("type")
        if kind == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") in ("exception", "alert"):
                return f"{element.WhichOneof('type')} on the page"
            shown += element.html.body
        elif kind == "script_finished" and shown:
            found = "es-quote" in shown or "es-nothing" in shown
            return "" if found else "neither hits nor word that there are none"
    return "no answer in time"
