"""Harms of the treatment under study: which events were seen, in how many, and which were looked for and not seen.

An event that a sentence denies ("no serious adverse events occurred") is kept with `seen` = `no`: absence reported is
not harm, and not the same as silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile import harm_tables
from evidence_search.profile import harm_words as words
from evidence_search.profile.harm_arms import arms
from evidence_search.profile.harm_names import ALSO_ILLNESS, named_in
from evidence_search.profile.numbers import parse_number
from evidence_search.profile.result_sentences import Line, Told, lines_of, tells_result
from evidence_search.profile.subject import Subject, found

_GENERAL = frozenset({"adverse events", "serious adverse events"})
"""Names that tell something only with a number, or denied."""


@dataclass(frozen=True, slots=True)
class _Mention:
    name: str
    start: int
    end: int


def find(subject: Subject) -> list[Finding]:
    """Return the harms that a study reports as seen or not seen, and its withdrawals for adverse events."""
    title = subject.title.lower()
    titled = bool(words.TREATMENT.search(title))
    if not titled and not words.TREATMENT.search(subject.text):
        return []
    best: dict[str, Finding] = {}
    findings: list[Finding] = []
    for line in lines_of(subject):
        if line.part in (Told.BACKGROUND, Told.METHODS) or not (titled or words.TREATMENT.search(line.lower)):
            continue
        mentions = list(_mentions(line))
        left = bool(words.LEFT.search(line.lower))
        if not (mentions or left) or not tells_result(line):
            continue
        if left:
            findings += _withdrawals(line)
        for finding in _harms(line, mentions, title):
            _keep(best, finding)
    for finding in harm_tables.find(subject):
        _keep(best, finding)
    return [*sorted(best.values(), key=lambda f: f.start or 0), *findings]


def _keep(best: dict[str, Finding], finding: Finding) -> None:
    """Of two findings of one harm keep the one with numbers, a seen one before an absent one, then the first."""
    key = str(finding.value)
    old = best.get(key)
    if old is None or _worth(finding) > _worth(old):
        best[key] = finding


def _worth(finding: Finding) -> tuple[bool, int]:
    return finding.detail["seen"] == "yes", len(finding.detail)


def _mentions(line: Line) -> Iterator[_Mention]:
    for name, pattern in named_in(line.lower):
        for match in pattern.finditer(line.sentence.text):
            yield _Mention(name, match.start(), match.end())


def _harms(line: Line, mentions: list[_Mention], title: str) -> Iterator[Finding]:
    text = line.sentence.text
    taken: list[tuple[int, int]] = []
    for mention in mentions:
        if any(a <= mention.start < b for a, b in taken):
            continue
        taken.append((mention.start, mention.end))
        if text[: mention.start].lower().endswith("no significant "):
            continue  # a test that found no difference is not a harm that was absent
        denied = _is_denied(text, mention)
        if not denied and not _is_seen(line, mention, mentions, title):
            continue
        if denied and mention.name in ALSO_ILLNESS and not words.HARMFUL.search(line.lower):
            continue
        detail: dict[str, Value] = {"seen": "no" if denied else "yes"}
        if not denied:
            detail |= _numbers(text, mention)
        yield replace(found(Field.HARMS, mention.name, line.sentence, text[mention.start : mention.end]), detail=detail)


def _is_denied(text: str, mention: _Mention) -> bool:
    before = words.BREAK.split(text[max(0, mention.start - 110) : mention.start])[-1]
    after = words.BREAK.split(text[mention.end : mention.end + 70])[0]
    if words.NO_DIFFERENCE.search(before[-80:] + "¦" + after[:50]):
        return False
    if mention.name == "adverse events" and not (
        words.ANY_AT_ALL.search(before) and text[mention.start :].lower().startswith(words.PLAIN_EVENTS)
    ):
        return False  # no *severe* or no *sedative* side effects is less than no side effects
    return bool(words.DENIED_BEFORE.search(before) or words.DENIED_AFTER.match(after))


def _clause(text: str, mention: _Mention) -> str:
    """Return the part of a sentence that a harm stands in, between words such as `but` and `while`."""
    before = words.BREAK.split(text[: mention.start])[-1]
    return before + words.BREAK.split(text[mention.start :])[0]


def _is_seen(line: Line, mention: _Mention, mentions: list[_Mention], title: str) -> bool:
    """Whether a sentence says that a harm that it does not deny was seen under the treatment."""
    text = line.sentence.text
    if words.NO_DIFFERENCE.search(text) or not words.SEEN.search(line.lower):
        return False
    in_arm = "arm" in _numbers(text, mention)  # events counted in an arm are that arm's, whatever else the sentence speaks of
    if not (words.HARMFUL.search(line.lower) or (in_arm and mention.name not in ALSO_ILLNESS)):
        return False
    left_for = words.LEFT.search(line.lower) and words.FOR.search(text[: mention.start])  # withdrawals are told as such
    if mention.name in _GENERAL and (left_for or len({m.name for m in mentions}) > 1 or not _numbers(text, mention)):
        return False
    clause = _clause(text, mention)
    if words.LESSENED.search(clause) or words.OTHER_SUBJECT.search(clause):
        return False
    if words.OTHER_DRUG.search(text) and not (in_arm or words.MORE_THAN.search(text)):
        return False
    if mention.name in ALSO_ILLNESS and not _is_harm_here(line, mention, mentions, title):
        return False
    return line.part is not Told.CONCLUSIONS or not words.POSSIBLE.search(line.lower)


def _is_harm_here(line: Line, mention: _Mention, mentions: list[_Mention], title: str) -> bool:
    """Whether what may be an illness or an aim of the study stands among harms."""
    listed = len({m.name for m in mentions}) >= 3
    if not (listed or words.ANY_HARM.search(line.lower)) or words.ASSOCIATED.search(line.sentence.text):
        return False
    return not any(word in title for word in _title_words(mention.name))


def _title_words(name: str) -> tuple[str, ...]:
    return {
        "suicidality": ("suicid",),
        "headache": ("headache", "migraine"),
        "dependence or abuse": ("dependence", "abuse", "addict", "use disorder"),
        "anxiety": ("anxi",),
        "delirium": ("delirium",),
        "agitation": ("agitat",),
        "cognitive effects": ("cognit",),
        "withdrawal symptoms": ("withdrawal",),
        "sedation": ("sedation",),
        "mania": ("bipolar", "mania"),
        "dissociation": ("dissociat",),
        "psychotomimetic effects": ("psychosis", "schizophren", "psychotomimetic"),
        "insomnia": ("sleep", "insomnia"),
        "hypotension": ("hypotension",),
        "fatigue": ("fatigue",),
        "seizure": ("seizure", "epilep"),
    }.get(name, ())


def _numbers(text: str, mention: _Mention) -> dict[str, Value]:
    """Return events, exposed and percent where they stand directly behind or before the harm, with arm and dose."""
    match = words.EVENTS.match(text[mention.end : mention.end + 70])
    if match:
        counted = _counted(match["n"] or match["n2"], match["of"], match["pct"] or match["pct2"] or match["pct3"])
        return _in_arm(counted, text, mention.end + match.end())
    match = words.BEFORE.search(text[max(0, mention.start - 140) : mention.start])
    if match:
        return _counted(match["n"] or match["n2"], match["of"] or match["of2"], match["pct"] or match["pct2"])
    return {}


def _in_arm(counted: dict[str, Value], text: str, end: int) -> dict[str, Value]:
    """Return numbers with the arm that a sentence tells they are of, none where that is another drug's."""
    told = arms(text, end) if counted else {}
    return {} if told is None else counted | told


def _counted(events: str | None, exposed: str | None, percent: str | None) -> dict[str, Value]:
    detail: dict[str, Value] = {}
    number, of = parse_number(events or ""), parse_number(exposed or "")
    share = float(percent.replace("·", ".")) if percent else None
    if (number is not None and of is not None and number > of) or (share is not None and share > 100):
        return {}
    if number is not None:
        detail["events"] = number
    if of is not None:
        detail["exposed"] = of
    if share is not None:
        detail["percent"] = share
    elif number is not None and of:
        detail["percent"] = round(100 * number / of, 1)
    return detail


def _withdrawals(line: Line) -> Iterator[Finding]:
    match = words.WITHDREW.search(line.sentence.text)
    if not match:
        return
    detail = _counted(match["n"] or match["n3"], match["of"] or match["of3"], match["pct"] or match["pct2"] or match["pct3"])
    if not detail:
        return
    events, exposed, percent = detail.get("events"), detail.get("exposed"), detail.get("percent")
    share = f"{events}" if events is not None else f"{percent:g}%"
    value = f"{events} of {exposed}" if exposed is not None else share
    yield replace(found(Field.WITHDRAWALS, value, line.sentence, match), detail=detail)
