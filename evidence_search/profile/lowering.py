"""What lowers the strength of a study, each with the sentence that says it. Nothing is concluded from silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evidence_search.findings import Field, Finding
from evidence_search.profile.subject import Sentence, Subject, found

SMALL = 50
"""Fewer participants in all: then no arm has the 50 below which Cochrane's pain group sees a high risk of bias from size."""
HIGH_DROP_OUT = 20.0
"""Per cent lost above which results are doubted (the "5 and 20" rule: Sackett et al., Evidence-Based Medicine, 2000)."""

_COMPANY = (
    r"(?:Janssen|Johnson (?:&|and) Johnson|Pfizer|Novartis|Roche|Lilly|Lundbeck|Otsuka|AstraZeneca|Merck|GlaxoSmithKline|"
    r"GSK|Allergan|AbbVie|"
    r"Sage Therapeutics|Axsome|Celon|NeuroRx|Bexson|PharmaTher|Pharmaceuticals?|Pharma\b|Therapeutics|Laboratories|"
    r"Biopharma\w*|"
    r"Inc\b|Ltd\b|GmbH|LLC|the manufacturer|the (?:pharmaceutical )?industry)"
)
_SAID: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("open-label", ("open", "blind",), re.compile(r"\bopen[- ]?label(?:l?ed)?\b(?! extension)|\bopen design\b|"
        r"\bnon-?blinded\b|\black of "
        r"blinding\b", re.I)),
    (
        "small",
        ("small", "sample", "underpower", "number of",),
        re.compile(
            r"\bsmall(?:er)? (?:[\w-]+ ){0,2}(?:sample|study population|cohort|number of (?:patients|participants|"
            r"subjects))(?: sizes?)?|"
            r"\b(?:sample(?: size)?|number of (?:patients|participants|subjects)) (?:was|is) (?:\w+ )?(?:small|limited|low)\b|"
            r"\blimited (?:by (?:the |its |a )?(?:[\w-]+ )?)?sample size|\bunderpowered\b",
            re.I,
        ),
    ),
    (
        "single-centre",
        ("single", "monocent", "one ",),
        re.compile(
            r"\b(?:single|one)[- ](?:cent(?:er|re)(?:e?d)?|site|institution)\b|\bmonocent(?:er|re|ric)\b|\bat a single "
            r"(?:[\w-]+ )?"
            r"(?:cent(?:er|re)|site|hospital|institution|clinic)\b",
            re.I,
        ),
    ),
    (
        "stopped early",
        ("early", "prematur", "terminat", "stopped",),
        re.compile(
            r"\b(?:study|trial|recruitment|enrol+ment)\b[^.;]{0,60}\b(?:stopped|terminated|halted|discontinued|ended|"
            r"closed|suspended) (?:early|"
            r"prematurely|ahead of)|\b(?:early|premature) (?:termination|stopping|discontinuation|closure) of (?:the |"
            r"this )?(?:study|trial|recruitment)|"
            r"\b(?:study|trial) was (?:prematurely|terminated|stopped) (?:stopped|terminated|halted|ended|because|due to|"
            r"after an? interim|for futility)",
            re.I,
        ),
    ),
    (
        "industry funding",
        ("fund", "sponsor", "support", "financ", "employe", "industry",),
        re.compile(
            rf"\b(?i:funded|sponsored|supported|financed|funding|sponsor(?:ship)?)\b:?[^.;]{{0,60}}\b{_COMPANY}|"
            rf"\bemployees? (?:of|at) [^.;]{{0,40}}{_COMPANY}|"
            r"\bindustry[- ](?:funded|sponsored)\b|\bemployed by [^.;]{0,40}(?:Janssen|Pharma)"
        ),
    ),
    (
        "unblinding",
        ("blind", "mask", "guess",),
        re.compile(
            r"\bfunctional(?:ly)? (?:un)?(?:blind|mask)\w*|\bunblinding\b|\bunmasking\b|\b(?:blind(?:ing)?|"
            r"mask(?:ing)?)\b[^.;]{0,40}\b(?:compromised|broken|"
            r"inadequate|imperfect|ineffective|unsuccessful|difficult|failed)|\b(?:inadequate|"
            r"ineffective|imperfect|compromised|"
            r"broken|failed) (?:blind|mask)\w*|\b(?:correctly )?guess(?:ed)? (?:their |the |which )?(?:treatment|"
            r"allocation|assignment|group)",
            re.I,
        ),
    ),
    ("high drop-out", ("drop", "attrition",), re.compile(r"\bhigh(?:er)? (?:[\w-]+ ){0,2}(?:drop-?\s?out|attrition)\b|"
        r"\b(?:drop-?\s?out|"
        r"attrition)(?: rates?)? (?:was|were) (?:\w+ )?high\b", re.I)),
)  # fmt: skip
_LOST = ("drop", "attrition", "lost to")
_PER_CENT_LOST = re.compile(
    r"(?P<a>\d{1,2}(?:\.\d+)?) ?%\)? (?:of )?[^.;%]{0,40}?\b(?:dropped out|drop-?outs?|were lost to follow-?up|attrition)|"
    r"\b(?:drop-?\s?out|attrition)(?: rate)?(?: (?:was|of|at \w+ was))? \(?(?P<b>\d{1,2}(?:\.\d+)?) ?%",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:previous|prior|earlier|past|existing|published|other|many|most|several|few|these|those|among|recent) "
    r"(?:[\w-]+,? ){0,6}"
    r"(?:stud(?:y|ies)|trials?|reports?|research|literature|data)\b|\b(?:future|needed|warranted|required)\b|\bet al\b|"
    r"\bfollowing (?:an? |the )?(?:[\w-]+ )?open|\b(?:trials|studies) (?:have|are|of)\b|\bstudy by\b|\b(?:trial|study) found\b",
    re.IGNORECASE,
)
"""Words of other people's studies."""
_OWN_SECTION = re.compile(
    r"abstract|title|method|result|design|participant|patient|setting|fund|limitation|strength|"
    r"sponsor|disclos|interest"
)
_OWN = re.compile(r"\b(?:our|we|this|present|current|limitations?|limited|the (?:study|trial|sample))\b", re.IGNORECASE)
"""In an introduction or a discussion a sentence counts when it speaks of the study at hand."""
_DENIAL = re.compile(r"\b(?:not|never|no)\b", re.IGNORECASE)
_DENIED_AFTER = re.compile(r"[^.;,]{0,20}\b(?:did not|was not|were not|not occur)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:no|not|without|never|nor|neither|low|rather than|avoid\w*|prevent\w*|minimi[sz]e\w*|reduce\w*|assess\w*|"
    r"maintain\w*|before|after|until|"
    r"emergency|code)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
"""Words before a match that take it back, or speak of guarding against it."""


def lowered_by(subject: Subject, findings: Sequence[Finding] = ()) -> list[Finding]:
    """Return each thing that lowers the study's strength once, with its sentence.

    `small` also comes from a total of participants among `findings` below `SMALL`, `open-label` from their blinding.
    """
    lowering = {str(finding.value): finding for finding in _known(findings)}
    for sentence in (*subject.sentences, subject.heading):
        for finding in _told(sentence):
            lowering.setdefault(str(finding.value), finding)
    blinded = any(f.field is Field.BLINDING and f.value != "open-label" for f in findings)
    return [finding for name, finding in lowering.items() if name != "open-label" or not blinded]


def _known(findings: Sequence[Finding]) -> Iterator[Finding]:
    for finding in findings:
        said = _from_finding(finding)
        if said:
            yield replace(finding, field=Field.LOWERED_BY, value=said)


def _from_finding(finding: Finding) -> str:
    if finding.field is Field.BLINDING and finding.value == "open-label":
        return "open-label"
    if finding.field is Field.PARTICIPANTS and isinstance(finding.value, int) and finding.value < SMALL:
        return "small"
    return ""


def _denied(text: str, said: re.Match[str]) -> bool:
    return bool(_DENIAL.search(said.group()) or _DENIED.search(text[: said.start()]) or _DENIED_AFTER.match(text[said.end() :]))


def _own(sentence: Sentence) -> bool:
    return bool(_OWN_SECTION.search(sentence.section) or _OWN.search(sentence.text)) and not _ELSEWHERE.search(sentence.text)


def _told(sentence: Sentence) -> Iterator[Finding]:
    lower = sentence.text.lower()
    for value, letters, pattern in _SAID:
        said = pattern.search(sentence.text) if any(map(lower.__contains__, letters)) else None
        if said and not _denied(sentence.text, said) and _own(sentence):
            yield found(Field.LOWERED_BY, value, sentence, said)
    lost = _PER_CENT_LOST.search(sentence.text) if "%" in lower and any(map(lower.__contains__, _LOST)) else None
    if lost and float(lost["a"] or lost["b"]) > HIGH_DROP_OUT and _own(sentence):
        yield found(Field.LOWERED_BY, "high drop-out", sentence, lost, per_cent=float(lost["a"] or lost["b"]))
