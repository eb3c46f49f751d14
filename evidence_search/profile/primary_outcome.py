"""What a study says its primary outcome is, in its own words, with the scale and the time point these name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidence_search.findings import Field, Finding, Value
from evidence_search.profile.follow_up import times_in
from evidence_search.profile.result_sentences import Line, Told
from evidence_search.profile.scales import scales_in
from evidence_search.profile.subject import found

_WHAT = (
    r"(?:co-?)?primary\s(?:(?:efficacy|effectiveness|safety|clinical|study|feasibility|treatment|"
    r"and secondary|analgesic)\s){0,2}(?:outcomes?|end[\s-]?points?|measures?|variables?)(?:\s(?:measures?|"
    r"variables?|end[\s-]?points?|of (?:the|this|our) (?:study|trial)|of interest|assessed))*"
)
_LEADS = re.compile(
    rf"\b{_WHAT}(?:\s?\([A-Za-z]+\))?\s?(?:(?:was|were|is|are|will be|included?|will include|comprised|"
    rf"consisted of|was defined as|being)\s(?:defined as\s|set as\s|assessed as\s)?|:\s?;?\s?)"
    r"(?P<what>(?:[^.;:]|\.(?=\d|[a-z]|,|\s[a-z])|(?<=\d):(?=\d)){8,260}?)(?=[;:]|\.(?!\d|[a-z]|,|\s[a-z])|$|"
    r",\s(?:and|while|whereas|with|but)?\s?(?:the\s)?(?:key\s)?secondary|\s(?:and|while|whereas|"
    r"with)\s(?:the\s)?(?:key\s)?secondary|\sSECONDARY|\s\(primary)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    rf"^(?P<what>.{{6,200}}?)\s(?:was|were|is|are|served as|will be|constituted)\s(?:used as\s|"
    rf"defined as\s|considered\s|taken as\s|chosen as\s)?(?:the|our|a)\s{_WHAT}\W{{0,2}}$",
    re.IGNORECASE,
)
_NOT_ONE = re.compile(
    r"^(?:main objective|secondary|primary objective|time\s?points?\b|changed\b|not\b|met\b|"
    r"achieved|reached|similar|significant|analy[sz]ed|assessed (?:by|using|with|at|"
    r"on)\b.{0,20}$|reported\b|compared|also\b|no (?:significant )?differen|lower|higher|"
    r"evaluated$|measured$|missed|positive|negative|available|statistically|improved|reduced|"
    r"different|comparable|obtained)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^(?:(?:the|a|an)\s|to (?:assess|evaluate|measure|determine)\s)?")
_LABEL = re.compile(r"^(?:[A-Z][A-Za-z &/]{3,40}[:.]\s)")
_RESULT = re.compile(r"\bp\s?[<=>]|\d\s?%\s?vs|±")


def find(lines: Iterable[Line], context: str) -> list[Finding]:
    """Return the primary outcome, in the words of the first sentence that says it; `context` is the text in lower case."""
    for line in lines:
        if "primary" not in line.lower or (line.part in (Told.BACKGROUND, Told.CONCLUSIONS) and "outcome" not in line.lower):
            continue
        label = _LABEL.match(line.sentence.text)
        body = line.sentence.text[label.end() :] if label and "primary" not in label.group().lower() else line.sentence.text
        match = _LEADS.search(body) or _FOLLOWS.match(body)
        if not match or _NOT_ONE.match(match["what"]) or _RESULT.search(match["what"]):
            continue
        inner = _LEADS.match(match["what"][4:] if match["what"].startswith(("The ", "the ")) else match["what"])
        printed = (inner or match)["what"].strip(" ,")
        return [_finding(line, printed, context)]
    return []


def _finding(line: Line, printed: str, context: str) -> Finding:
    detail: dict[str, Value] = {}
    scales = list(dict.fromkeys(named.name for named in scales_in(printed, printed.lower(), context)))
    times = list(dict.fromkeys(span.words for span in times_in(printed)))
    if scales:
        detail["scale"] = ", ".join(scales)
    if times:
        detail["time"] = ", ".join(times)
    value = _HEAD.sub("", printed)
    return found(Field.PRIMARY_OUTCOME, value, line.sentence, printed, **detail)
