"""How many responded or remitted: percent or numbers as printed, with the time point of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.follow_up import times_in
from evidence_search.profile.numbers import WORDS, parse_number
from evidence_search.profile.result_sentences import Line, tells_result
from evidence_search.profile.sieve import Sieved
from evidence_search.profile.subject import found

_WORD = re.compile(
    r"(?P<remission>\bremission(?:s| rates?)?\b|\bremitt(?:ed|ers?)\b)|(?P<response>\bresponse rates?\b|"
    r"\bresponded\b|\b(?:were|was|as|acute|treatment|early|clinical|positive)\s(?:\w+\s)?responders?\b|\bresponders?(?=\s?\(\d)|\b(?:clinical|antidepressant|treatment|acute|antisuicidal|overall|"
    r"partial)\sresponses?\b|\bresponse\b)",
    re.IGNORECASE,
)
_COUNT = Sieved(
    rf"(?P<n>\d{{1,5}}|{WORDS})(?:\s(?:patients|participants|subjects|individuals))?\s?(?:/|\bof\b|\bout of\b|"
    rf"\bof the\b|\bin\b(?=\s\d))\s?(?:the\s)?(?P<of>\d{{1,5}}|{WORDS})(?:\s(?:\w+\s)?(?:patients|participants|"
    rf"subjects|individuals))?(?:\s?[\[(]\s?(?P<pct>\d{{1,3}}(?:[.·]\d+)?)\s?%\s?[\])])?"
    rf"|(?P<n3>\d{{1,5}})\s?\(\s?(?P<pct3>\d{{1,3}}(?:[.·]\d+)?)\s?%\s?\)(?:\sof\s(?P<of3>\d{{1,5}})\b)?"
    rf"|(?P<pct2>\d{{1,3}}(?:[.·]\d+)?)\s?%(?:\s?\(\s?(?:n\s?=\s?)?(?P<n2>\d{{1,5}})\s?(?:/|of|"
    rf"out of)\s?(?P<of2>\d{{1,5}})\s?\))?",
)
_NOT_A_SHARE = re.compile(
    r"(?:above|below|±|[≥≤><~]|&gt;|&lt;|at least|more than|greater than|by|least a|over|CI\W{0,3}|I2\s?=|"
    r"interval\W{0,3}|scores? \(|rarely exceed|exceed\w*|\d\s?%?\s?(?:[-–−‐]|to)|sensitivity (?:of|was)|"
    r"minimum of)\s?(?:a\s)?$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"\s?[-–−‐]?\s?(?:or (?:more|greater)\s)?(?:±|CI\b|to \d|\d|confidence|(?:mean |"
    r"\w+ )?(?:reduction|decrease|improvement|decline|drop|increase|higher|lower|greater|"
    r"shorter|longer|of the variance|sensitivity|accuracy|variance|power)|points?|mg|"
    r"of variance)",
    re.IGNORECASE,
)
_NOT_ACHIEVED = re.compile(
    r"\b(?:non-?\s?respon\w+|non-?\s?remi\w+|not (?:respond|achieve|remit|reach|"
    r"in remission)\w*|fail\w*|without (?:a )?(?:response|remission)|relaps\w+|"
    r"lost (?:response|remission)|predict\w+|associat\w+|correlat\w+|deteriorat\w*|"
    r"worsen\w*|accura\w+|comorbid)",
    re.IGNORECASE,
)
_NO_WORD = re.compile(
    r"(?:\bno|\bnot|\bnon-?|\bwithout|lack of|predict\w*|among|of the|sustain\w*|"
    r"maintain\w*)\s?(?:\w+\s)?$",
    re.IGNORECASE,
)
_OTHER_RESPONSE = re.compile(
    r"\b(?:accura\w+|sensitivity|AUC|exceeded|rarely|usually|prior reports|antibod\w+|vaccin\w+|titres?|titers?|caregivers?|"
    r"studies in which|randomi[sz]ed controlled trials|these trials|immune|stress|bold|"
    r"cortisol|inflammatory|response (?:to|inhibition|time|control|latency|criteri)|"
    r"responses? to (?:painful|noxious|the stimul|sternal)|hemodynamic|survey|"
    r"questionnaire)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:compared|versus|vs|than)\b")
FURTHEST = 70
"""Most characters between a share and the word it is a share of."""


@dataclass(frozen=True, slots=True)
class _Share:
    start: int
    end: int
    detail: dict[str, Value]


def _shares(text: str) -> Iterator[_Share]:
    for match in _COUNT.finditer(text):
        if _NOT_A_SHARE.search(text[max(0, match.start() - 14) : match.start()]) or _CHANGE_AFTER.match(text, match.end()):
            continue
        events = parse_number(match["n"] or match["n2"] or match["n3"] or "")
        exposed = parse_number(match["of"] or match["of2"] or match["of3"] or "")
        percent = match["pct"] or match["pct2"] or match["pct3"]
        if (events is not None and exposed is not None and events > exposed) or (
            percent and float(percent.replace("·", ".")) > 100
        ):
            continue
        if match["of"] and not percent and (exposed is None or exposed < 3 or events is None):
            continue
        detail: dict[str, Value] = {}
        if events is not None:
            detail["events"] = events
        if exposed is not None:
            detail["exposed"] = exposed
        if percent:
            detail["percent"] = float(percent.replace("·", "."))
        elif events is not None and exposed:
            detail["percent"] = round(100 * events / exposed, 1)
        yield _Share(match.start(), match.end(), detail)


def _of_line(line: Line) -> Iterator[Finding]:
    text = line.sentence.text
    words = list(_WORD.finditer(text))
    if not words or _OTHER_RESPONSE.search(text):
        return
    words = [word for word in words if not _NO_WORD.search(text[max(0, word.start() - 24) : word.start()])]
    if not words:
        return
    shares = [share for share in _shares(text)]
    times = {span.words for span in times_in(text)}
    for share, word in _matched(text, words, shares):
        field = Field.REMISSION if word["remission"] else Field.RESPONSE
        detail = dict(share.detail)
        if len(times) == 1:
            detail["time"] = next(iter(times))
        yield found(field, _words(share.detail), line.sentence, text[share.start : share.end], **detail)


def _matched(text: str, words: list[re.Match[str]], shares: list[_Share]) -> Iterator[tuple[_Share, re.Match[str]]]:
    """Yield each share with the word it is a share of; `response and remission were a and b` by their order."""
    pair = _joined(text, words)
    if pair and "respectively" in text and len(shares) % 2 == 0:
        words_near = [share for share in shares if min(_gap(word, share) for word in pair) <= 2 * FURTHEST]
        if len(words_near) == len(shares):
            yield from ((share, pair[at % 2]) for at, share in enumerate(shares))
        return
    kinds = {bool(word["remission"]) for word in words}
    for share in shares:
        word = min(words, key=lambda w: _gap(w, share))
        low, high = min(word.start(), share.start), max(word.end(), share.end)
        between = text[low:high]
        far = len(kinds) > 1 and _COMPARED.search(text[word.end() : share.start])
        relapsed = "relaps" in text[share.end : share.end + 90]
        if (
            _gap(word, share) > FURTHEST
            or ";" in between
            or far
            or relapsed
            or _NOT_ACHIEVED.search(text[max(0, low - 25) : high + 14])
        ):
            continue
        yield share, word


def _joined(text: str, words: list[re.Match[str]]) -> tuple[re.Match[str], re.Match[str]] | None:
    for first, second in pairwise(words):
        if (
            bool(first["remission"]) != bool(second["remission"])
            and second.start() - first.end() <= 26
            and not any(c.isdigit() for c in text[first.end() : second.start()])
        ):
            return first, second
    return None


def _gap(word: re.Match[str], share: _Share) -> int:
    return (
        share.start - word.end()
        if share.start >= word.end()
        else (word.start() - share.end)
        if word.start() >= share.end
        else 0
    )


def _words(detail: dict[str, Value]) -> str:
    """Return `7 of 14 (50%)`, or as much of it as is known."""
    percent = f"{detail['percent']:g}%" if "percent" in detail else ""
    if "events" in detail and "exposed" in detail:
        return f"{detail['events']} of {detail['exposed']} ({percent})"
    return percent or f"{detail['events']}"


def find(lines: Iterable[Line]) -> list[Finding]:
    """Return response and remission as a study's results print them."""
    return [
        finding
        for line in lines
        if ("remi" in line.lower or "respon" in line.lower) and line.has_digit and tells_result(line)
        for finding in _of_line(line)
    ]
