"""Rating scales by name: MADRS, CAPS-5, NRS … in one spelling each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evidence_search.findings import Field, Finding
from evidence_search.profile.result_sentences import Told, lines_of
from evidence_search.profile.subject import Subject, found


@dataclass(frozen=True, slots=True)
class Named:
    """A scale printed in a sentence: its canonical name and the half-open place of its words."""

    name: str
    start: int
    end: int


_SHORT: dict[str, str] = {
    "MADRS": r"MADRS(?:-?S)?",
    "HAM-D": r"HAM-?D(?:RS)?(?:-?\d{1,2})?|HDRS(?:[-‐]?\d{1,2})?|HRSD(?:[-‐]?\d{1,2})?|Ham-D",
    "BDI": r"BDI(?:-?II)?",
    "QIDS": r"QIDS(?:-?SR)?(?:-?16)?",
    "IDS": r"IDS-(?:SR|C)(?:-?30)?",
    "PHQ-9": r"PHQ-?9",
    "EPDS": r"EPDS",
    "GDS": r"GDS-?(?:15|30)",
    "HADS": r"HADS",
    "CGI": r"CGI(?:-[SI])?",
    "SSI": r"SSI|BSSI|BSI|BSS",
    "C-SSRS": r"C-?SSRS",
    "HAM-A": r"HAM-?A|HARS",
    "GAD-7": r"GAD-?7",
    "STAI": r"STAI",
    "LSAS": r"LSAS",
    "CAPS": r"CAPS(?:-?(?:IV|4))?",
    "CAPS-5": r"CAPS-?5",
    "PCL-5": r"PCL-?5",
    "IES-R": r"IES-?R",
    "Y-BOCS": r"Y-?BOCS",
    "CADSS": r"CADSS",
    "BPRS": r"BPRS",
    "PANSS": r"PANSS",
    "YMRS": r"YMRS",
    "SHAPS": r"SHAPS",
    "5D-ASC": r"5D-?ASC",
    "NRS": r"NRS(?:-?11)?|NPRS",
    "VAS": r"VAS",
    "BPI": r"BPI(?:-SF)?",
    "MPQ": r"(?:SF-?)?MPQ(?:-?2)?",
    "PCS": r"PCS",
    "FIQ": r"FIQ-?R?",
    "HIT-6": r"HIT-?6",
    "MIDAS": r"MIDAS",
    "PGIC": r"PGIC",
    "SDS": r"SDS",
    "SF-36": r"SF-?36",
    "EQ-5D": r"EQ-?5D(?:-?[35]L)?",
    "QoR-15": r"QoR-?15",
    "QoR-40": r"QoR-?40",
    "PSQI": r"PSQI",
    "MoCA": r"MoCA",
    "MMSE": r"MMSE",
    "RASS": r"RASS",
    "MOAA/S": r"MOAA/S",
    "WHODAS": r"WHODAS",
    "DSM-5 CRPS severity": r"CSS-?CRPS",
}
_LONG: tuple[tuple[str, str], ...] = (
    ("montgomery", r"montgomery\W{1,3}[åa]\W?sberg depression (?:rating )?scale|montgomery\W{1,3}[åa]sberg"),
    ("hamilton", r"hamilton(?:'s)? (?:depression (?:rating )?scale|rating scale for depression)"),
    ("beck depression", r"beck(?:'s)? depression (?:inventory|scale)"),
    ("quick inventory", r"quick inventory of depressive symptom(?:s|atology)"),
    ("inventory of depressive", r"(?<!quick )inventory (?:of|for) depressive symptomatology"),
    ("health questionnaire", r"patient health questionnaire(?:\W9)?"),
    ("edinburgh", r"edinburgh postnatal depression (?:rating )?scale"),
    ("geriatric depression", r"geriatric depression scale"),
    ("anxiety and depression scale", r"hospital anxiety and depression scale"),
    ("clinical global", r"clinical global impressions?"),
    ("suicid", r"(?:beck )?scale for suicid(?:e|al) ideation|beck (?:scale|suicid\w+)[^.;,]{0,20}(?:ideation|scale)"),
    ("columbia", r"columbia\W{1,3}suicide severity rating scale"),
    ("hamilton anxiety", r"hamilton(?:'s)? (?:anxiety (?:rating )?scale|rating scale for anxiety)"),
    ("generalized anxiety", r"generali[sz]ed anxiety disorder\W{1,3}7"),
    ("trait anxiety", r"state\W{1,3}(?:and )?trait anxiety inventory"),
    ("liebowitz", r"liebowitz social anxiety scale"),
    (
        "administered ptsd",
        r"clinician\W{1,3}administered (?:ptsd|post\W?traumatic stress disorder) scale(?! for dsm\W?5|"
        r"\W{1,3}5)",
    ),
    (
        "administered ptsd",
        r"clinician\W{1,3}administered (?:ptsd|post\W?traumatic stress disorder) scale(?: for dsm\W?5|"
        r"\W{1,3}5)",
    ),
    ("checklist", r"(?:ptsd|post\W?traumatic stress disorder) checklist(?: for dsm)?\W{1,3}5"),
    ("impact of event", r"impact of events? scale(?:\W{1,3}revised)?"),
    ("yale", r"yale\W{1,3}brown obsessive\W{1,3}compulsive scale"),
    ("dissociative", r"clinician\W{1,3}administered dissociative (?:states?|symptoms?) scale"),
    ("brief psychiatric", r"brief psychiatric rating scale"),
    ("positive and negative syn", r"positive and negative syn(?:drome|tom) scale"),
    ("young mania", r"young mania rating scale"),
    ("snaith", r"snaith\W{1,3}hamilton pleasure scale"),
    ("altered states", r"(?:5d|five\W?dimensional|5\W?dimensional) altered states of consciousness"),
    ("numeric", r"(?:verbal )?numeric(?:al)? (?:pain )?(?:rating|pain) (?:scale|score)s?"),
    ("visual analog", r"visual analogu?e? (?:pain )?(?:scale|score)s?"),
    ("brief pain", r"brief pain inventory"),
    ("mcgill", r"mcgill pain questionnaire"),
    ("catastrophi", r"pain catastrophi[sz]ing scale"),
    ("fibromyalgia impact", r"(?:revised )?fibromyalgia impact questionnaire"),
    ("headache impact", r"headache impact test"),
    ("migraine disab", r"migraine disability assessment"),
    ("global impression of change", r"patient(?:s'|'s|’s)? global impression of change"),
    ("sheehan", r"sheehan disability scale"),
    ("short form", r"short form\W{1,3}36"),
    ("pittsburgh", r"pittsburgh sleep quality index"),
    ("montreal", r"montreal cognitive assessment"),
    ("mini-mental", r"mini\W{1,3}mental state exam\w*"),
    ("agitation", r"richmond agitation\W{1,3}sedation scale"),
)
_CANON = (
    "MADRS",
    "HAM-D",
    "BDI",
    "QIDS",
    "IDS",
    "PHQ-9",
    "EPDS",
    "GDS",
    "HADS",
    "CGI",
    "SSI",
    "C-SSRS",
    "HAM-A",
    "GAD-7",
    "STAI",
    "LSAS",
    "CAPS",
    "CAPS-5",
    "PCL-5",
    "IES-R",
    "Y-BOCS",
    "CADSS",
    "BPRS",
    "PANSS",
    "YMRS",
    "SHAPS",
    "5D-ASC",
    "NRS",
    "VAS",
    "BPI",
    "MPQ",
    "PCS",
    "FIQ",
    "HIT-6",
    "MIDAS",
    "PGIC",
    "SDS",
    "SF-36",
    "PSQI",
    "MoCA",
    "MMSE",
    "RASS",
)
_LONG_NAMES = tuple((key, name, re.compile(pattern)) for (key, pattern), name in zip(_LONG, _CANON, strict=True))
_CAPITALS = re.compile(
    r"[5A-Z](?<![A-Za-z0-9-].)(?:(?<=5)D|(?<!5))[A-Za-z]{0,4}(?:[-‐/][A-Z]{1,4})?[A-Z][A-Za-z]{0,3}(?:[-‐‑]?(?:\d{1,2"
    r"}[DL]?|[A-Z]{1,3}|I{1,2}))?(?:[-‐]\d{1,2})?(?![A-Za-z0-9])"
)
_ABBREVIATION = re.compile("|".join(f"(?P<s{at}>(?:{pattern}))$" for at, pattern in enumerate(_SHORT.values())))
_SHORT_NAMES = tuple(_SHORT)
_NEEDS = {
    "PCS": "catastroph",
    "SSI": "suicid",
    "SDS": "disability",
    "BPI": "pain",
    "NRS": "",
    "VAS": "",
    "CAPS": "ptsd",
    "MIDAS": "migraine",
    "IDS": "depress",
}
"""Abbreviations with other meanings, and a word of the text without which they are not these scales."""


@lru_cache(maxsize=4096)
def _abbreviated(printed: str) -> str:
    match = _ABBREVIATION.match(printed.replace("‐", "-").replace("‑", "-"))
    return _SHORT_NAMES[int((match.lastgroup or "s0")[1:])] if match else ""


@lru_cache(maxsize=4)
def _spelt_out(context: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(entry for entry in _LONG_NAMES if entry[0] in context)


def scales_in(sentence: str, lower: str, context: str) -> Iterator[Named]:
    """Yield the scales printed in a sentence; `lower` is it in lower case, `context` the whole text in lower case."""
    for match in _CAPITALS.finditer(sentence):
        if (name := _abbreviated(match.group())) and _NEEDS.get(name, "") in context:
            yield Named(name, match.start(), match.end())
    for key, name, pattern in _spelt_out(context):
        if key in lower and (spelt := pattern.search(lower)):
            yield Named(name, spelt.start(), spelt.end())


def find(subject: Subject, context: str) -> list[Finding]:
    """Return the scales that a study names, each once, from the first sentence that is not background or else any."""
    first: dict[str, Finding] = {}
    rated: dict[str, bool] = {}
    for line in lines_of(subject):
        own = line.part is not Told.BACKGROUND
        for named in scales_in(line.sentence.text, line.lower, context):
            if named.name not in first or (own and not rated[named.name]):
                first[named.name] = found(Field.SCALES, named.name, line.sentence, line.sentence.text[named.start : named.end])
                rated[named.name] = own
    return list(first.values())
