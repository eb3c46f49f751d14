"""What the study drug was compared with, and the comparator's dose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evidence_search.findings import Field, Finding
from evidence_search.profile.doses import doses_of
from evidence_search.profile.drug_names import KETAMINES, STUDY_DRUGS, Mention
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.sieve import Sieved, holds
from evidence_search.profile.subject import found

_OR = r"\b(?:versus|vs\.?|or|compared (?:with|to)|than|against|alternative to)\s(?:an? |the )?"
_SALINE = r"(?:normal |isotonic |physiologic(?:al)? |0\.9% )?(?:saline|sodium chloride|nacl)\b"


def _named(*patterns: str) -> Sieved:
    """Return one pattern of several; the group that matched is the thing's name, without what marks it as a comparator."""
    return Sieved("|".join(patterns))


_NAMED: tuple[tuple[str, Sieved], ...] = (
    (
        "placebo",
        _named(
            r"(?<!no )(?<!not )(?<!non-)(?<!without )(?<!without a )(?<!lack of )(?<!lack of a )(?<!absence of a )"
            r"(?P<a>\b(?:saline )?placebos?\b)(?![- ]?(?:effects?|respon\w+|rate|analges))",
        ),
    ),
    (
        "saline",
        _named(
            r"(?:\b(?:or|versus|vs\.?|and|to|with|receiv\w+|either|than)\s(?:an? )?"
            r"(?:(?:equal|same|equivalent|similar|identical|matching)\s)?(?:volumes? of |\d[\d.]*\s?ml(?:/kg)? (?:of )?)?|"
            r"[,;(:=+/]\s?)"
            rf"(?:the )?(?:intravenous |iv |i\.v\. )?(?P<a>{_SALINE})(?! (?:nasal|irrigation|solution containing))",
            r"(?P<b>\b(?:normal |isotonic )?saline)(?= (?:group|infusion|control|placebo|injection|solution|arm)\b)",
            r"\((?P<c>(?:normal )?saline)\)",
        ),
    ),
    (
        "electroconvulsive therapy",
        _named(
            rf"(?:{_OR}|\b(?:compar\w+|between)\b[^.;]{{3,80}}\band\s)(?:bitemporal |bilateral |unilateral )?"
            r"(?P<a>ect|electroconvulsive therapy)\b(?!-| (?:an(?:a)?esth|with ketamine|plus))",
            r"\b(?P<b>ect)(?= (?:group|arm)\b)",
        ),
    ),
    (
        "transcranial magnetic stimulation",
        _named(
            rf"(?:{_OR}|\bcomparing \w+ and\s)(?P<a>r?tms|(?:repetitive )?transcranial magnetic stimulation)\b",
        ),
    ),
    (
        "usual care",
        _named(
            rf"(?:{_OR}|\breceiv\w+\s(?:the )?|\bcontrol\w*[^.;]{{0,25}}\s)"
            r"(?P<a>(?:treatment|care)[- ]as[- ]usual|tau\b|usual (?:care|treatment)|"
            r"standard (?:of )?(?:\w+ )?(?:care|treatment|therapy))\b",
        ),
    ),
    ("waiting list", _named(r"\b(?P<a>wait(?:ing)?[- ]?list)(?: control| group|ed controls?)")),
    (
        "no treatment",
        _named(rf"(?:{_OR}|\breceived\s)(?P<a>no (?:ketamine|treatment|drug|medication|intervention))\b"),
    ),
)
_OF_ABUSE = frozenset({"cocaine", "alcohol", "mephedrone", "methamphetamine", "caffeine"})
"""Set beside ketamine in surveys of use, not given in trials against it."""
_STEMS = (
    "placebo",
    "saline",
    "sodium chlor",
    "nacl",
    "ect",
    "electroconv",
    "tms",
    "transcranial",
    "usual",
    "standard",
    "tau",
    "wait",
    "no ",
)
_AGAINST = re.compile(
    r"(?:\b(?:versus|vs\.?|or|compared (?:with|to)|comparison (?:with|to)|than|against|rather than|relative to|"
    r"active (?:placebo|control|comparator)|placebo(?=\s\()|control (?:condition|group|arm))|"
    r"\bcompar\w+ [^.;]{3,60}\b(?:and|with|to)|\bbetween [^.;]{3,50}\band)[\s:,(]+"
    r"(?:of |was |is |being )?(?:an? |the )?"
    r"(?:(?:active|intravenous|iv|i\.v\.|oral|intranasal|intramuscular|infusion of|infusions of|low-dose|psychoactive|placebo|"
    r"control|"
    r"single|dose of|extended-release|inactive|comparator|\d[\w./]*|mg/kg|mg|of)[,\s]\s?){0,5}$",
    re.IGNORECASE,
)
"""What stands before a drug that the study drug was compared with."""
_AFTER = re.compile(
    r"[-\s]?(?:controlled\b|control\b|comparator\b|\(?(?:the |an? |as an? |as the )?(?:active|psychoactive|inactive) "
    r"(?:placebo|control|comparator)|(?:[\w./,-]+ ){0,4}?\((?:the )?active (?:placebo|control|comparator)|"
    r"(?:[\w./-]+ ){0,3}?\(?as (?:an? |the )?(?:active )?(?:placebo|control|comparator)|"
    r",? an? (?:active|psychoactive) (?:placebo|control|comparator))",
    re.IGNORECASE,
)
"""What stands behind it."""
_EITHER = re.compile(r"[\s(\d.mg/k),]*(?:or|versus|vs\.?)\s(?:\w+\s){0,2}?$", re.IGNORECASE)


def find(scope: Scope, forms: Iterable[str]) -> list[Finding]:
    """Return the comparators, each once, with `dose` in the detail where the study prints it.

    Args:
        scope: The study.
        forms: The drugs the study gave, as `drugs.find` names them.
    """
    named: dict[str, tuple[Line, str]] = {}
    for line in (*scope.done, scope.title):
        for name, printed in (*_things(line), *_drugs(line)):
            named.setdefault(name, (line, printed))
    doses = _doses(scope, set(forms), set(named)) if named else {}
    return [
        found(Field.COMPARATORS, name, line.sentence, printed, **doses.get(name, {})) for name, (line, printed) in named.items()
    ]


def _things(line: Line) -> Iterator[tuple[str, str]]:
    if not holds(line.lower, _STEMS):
        return
    for name, pattern in _NAMED:
        if match := pattern.search(line.text):
            group = match.lastgroup or 0
            yield name, line.printed(*match.span(group))


def _drugs(line: Line) -> Iterator[tuple[str, str]]:
    """Yield the drugs that a line sets against the study drug."""
    if not any(drug.name in STUDY_DRUGS for drug in line.drugs) and "control" not in line.lower:
        return
    for drug in line.drugs:
        if drug.name not in STUDY_DRUGS and drug.name not in _OF_ABUSE and _is_against(line, drug):
            yield drug.name, line.printed(drug.start, drug.end)


def _is_against(line: Line, drug: Mention) -> bool:
    text = line.text
    if _AFTER.match(text, drug.end) or _AGAINST.search(text[max(0, drug.start - 110) : drug.start]):
        return True
    follows = next((other for other in line.drugs if other.start >= drug.end), None)
    return follows is not None and follows.name in STUDY_DRUGS and bool(_EITHER.fullmatch(text[drug.end : follows.start]))


def _doses(scope: Scope, forms: set[str], named: set[str]) -> dict[str, dict[str, str]]:
    """Return the doses of comparators, several joined by commas."""
    texts: dict[str, list[str]] = {}
    for dose in doses_of(scope, forms & KETAMINES):
        if dose.drug in named and dose.amount.text not in texts.setdefault(dose.drug, []):
            texts[dose.drug].append(dose.amount.text)
    return {name: {"dose": ", ".join(amounts)} for name, amounts in texts.items()}
