"""By which route the study drug was given: a route belongs to the drug it stands with, not to another drug's tablets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from evidence_search.findings import Field, Finding
from evidence_search.profile.drug_names import ESKETAMINE, STUDY_DRUGS, Mention
from evidence_search.profile.scope import Line, Scope
from evidence_search.profile.scope_words import Part
from evidence_search.profile.sieve import Sieved, holds
from evidence_search.profile.subject import found

INTRAVENOUS = "intravenous"
_CUES = Sieved(
    r"""\b(?:
      (?P<intravenous>intravenous(?:ly)?|i\.\s?v\b\.?|(?-i:IV|iv)(?![-\w])|intraveneous(?:ly)?)
    | (?P<intranasal>intra-?nasal(?:ly)?(?:\sinhaled)?|(?:trans)?nasal(?:ly)?|
        (?-i:IN)(?=\s(?:ketamine|esketamine|spray|administ)))
    | (?P<intramuscular>intra-?muscular(?:ly)?|i\.\s?m\b\.?|(?-i:IM|im)(?![-\w]))
    | (?P<subcutaneous>sub-?cutaneous(?:ly)?|s\.\s?c\b\.?|
        (?-i:SC)(?=\s(?:ketamine|esketamine|injection|group|route|infusion|,|\()))
    | (?P<oral>oral(?:ly)?|ketamine\s(?:\w+\s)?(?:tablets?|capsules?)\b|
        per\s?oral(?:ly)?|per\sos|p\.\s?o\b\.?|(?-i:PO)(?=\s(?:ketamine|esketamine)))
    | (?P<sublingual>sublingual(?:ly)?|transmucosal|buccal(?:ly)?|lozenges?|troches?)
    | (?P<topical>topical(?:ly)?|transdermal(?:ly)?|(?:ketamine|ketamine\s\w+)\s(?:cream|gel|ointment|mouthwash))
    | (?P<epidural>epidural(?:ly)?|caudal(?:ly)?|extradural(?:ly)?)
    | (?P<intrathecal>intrathecal(?:ly)?|spinal(?=\s(?:ketamine|block|an(?:a)?esth)))
    | (?P<rectal>rectal(?:ly)?)
    | (?P<inhaled>inhaled|inhalation(?:al)?|nebuli[sz]ed|smoked|vaporized)
    | (?P<infiltration>(?:wound|local|peri-?tonsillar|intra-?articular|intra-?peritoneal|perineural)\s(?:\w+\s)?
        (?:infiltration|injection|instillation|administration))
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_STEMS = (
    "venous", "venously", "nasal", "muscular", "cutaneous", "oral", "per os", "lingual", "mucosal", "bucca", "lozenge",
    "troche", "topical", "dermal", "epidural", "caudal", "thecal", "spinal", "rectal", "inhal", "nebuli", "smoked",
    "vapori", "infus", "infiltrat", "instill", "articular", "peritoneal", "perineural", " iv", "(iv", "/iv", "i.v",
    "i. v", " im", "(im", "i.m", "s.c", "sc ", "sc)", "p.o", " po ", "in ketamine", "in esketamine", "/h", "per h",
    "cream", " gel", "spray", "spravato", "target", "pcia", "tiva", "mg/(kg", "tablet", "capsule",
)  # fmt: skip
"""One of these stands in every line that names a route."""
_INFUSED = Sieved(
    r"\b(?:ketamine|esketamine|anesthetic|placebo|saline|midazolam|single|repeated|multiple|serial|two|three|four|six|"
    r"eight|\d+|"
    r"receiv\w+|weekly|drug|min(?:ute)?|constant|continuous)[- ](?:\w+[- ]){0,3}?(?:post-?)?infus(?:ions?|ed)\b|"
    r"\binfus(?:ions?|ed)\s(?:\w+\s){0,4}?(?:ketamine|esketamine)\b|\b(?:ketamine|esketamine)\b(?:[^.;]|"
    r"\.\d){0,120}?\binfus(?:ions?|ed)\b|"
    r"\binfus(?:ions?|ed)\b[^.;]{0,40}\bketamine\b|mg/kg(?:/|\sper\s)h\w*|"
    r"^(?:\w+: )?infusions? (?:was|were|will be) (?:administered|given|delivered)\b|"
    r"\btarget(?:ed|ing)?[- ](?:controlled|(?:\w+\s)?concentrations?)\b",
)
_NOT_VENOUS_INFUSION = re.compile(
    r"\b(?:subcutaneous|epidural|intrathecal|oral|wound|local|peritoneal|articular|caudal|intranasal)\w*\s(?:\w+\s){0,2}?infus",
    re.IGNORECASE,
)
_INTO_A_VEIN = Sieved(
    r"\bpatient[- ]controlled intravenous analgesia\b|\bintravenous patient[- ]controlled analgesia\b|\bPCIA\b|"
    r"\bintravenous analgesi[ac] pump\b|\bmg/\(kg[ .*-]h\)|"
    r"\btotal intravenous an(?:a)?esthesia\b|\bTIVA\b",
)
"""Mixtures that run into a vein: a study drug in the same sentence is part of them."""
_SPRAY = Sieved(r"\b(?:es)?ketamine (?:nasal )?spray\b|\bspravato\b")
_STUDY_NOUNS = re.compile(
    r"[\s(]*(?:\(?[\w.]{1,6}\)?\s)?(?:[\w-]+\s){0,3}?\(?(?:\w+,\w+\)-|\(?[SR]\)?-?|nor)?"
    r"(?:ketamine|esketamine|arketamine|s-ketamine|psilocybin|mdma|lsd|dmt|ayahuasca|infus\w*|inject\w*|"
    r"bolus\w*|push|route|study drug|treatments?|administ\w+|dos(?:e|es|ing)\b|placebo|saline|formulation|spray|solution|"
    r"group|arm|"
    r"use\b|delivery|therapy|\(?n\s?=)",
    re.IGNORECASE,
)
_OTHER_NOUNS = re.compile(
    r"[\s(]*(?:[\w-]+\s){0,3}?(?:anti-?depress\w+|ADs?\b|opioids?|analgesi\w+|medications?|anti-?psychotics?|an(?:a)?esthe\w+|"
    r"premedication|tablets?|"
    r"capsules?|health|contracepti\w+|fluids?|food|intake|surgery|cavity|mucositis|fentanyl|access|line|cannula|drugs?|regimen|"
    r"acetaminophen|paracetamol|agents?|loading|consumption|hydration|catheter|block|stimulation|swab|temperature)\b",
    re.IGNORECASE,
)
_STUDIES_USED = re.compile(
    r"\b(?:studies|trials|rcts)\b[^.]{0,80}\b(?:used|using|administ\w+|assess\w*|tested|evaluat\w+|examin\w+|investigat\w+)\b|"
    r"\bused in \d+% of (?:the )?(?:studies|trials)|\broutes?\b|\busing\b",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"^\s?\([\w.]{1,6}\)|^\)")
"""A route's abbreviation behind it, or the rest of it behind the abbreviation: `intramuscular (IM) naltrexone`."""
_OF_ANOTHER = re.compile(r"\s(?:placebo|control) (?:or|and|versus|vs\.?) (?:[\d.]+\s?\w+ )?(?:of )?", re.IGNORECASE)
"""Between a route and the drug of which the placebo is one: `oral placebo or 50 mg naltrexone`."""
_IN_A_LIST = re.compile(
    r"(?:,\s(?:or\s|and\s)?\w+|\s(?:or|and)\s\w+){1,3}\s(?:injections?|administration|doses?)\sof\s", re.IGNORECASE
)
"""Between a route and its drug, other places to inject it into: `intramuscular, gluteal or deltoid injections of`."""
_JOINED = re.compile(
    r"[\s(]*(?:[\d.]+[\s-]?[\w./μ%-]+[\s)]*)?(?:,|and|or|plus|with|combined with|-|/|\+|\s|either)+\s*", re.IGNORECASE
)
"""Between drugs given together, so that a route of one is a route of the other: `ketamine 0.5 mg/kg plus magnesium`."""
_ROUTE_OF_ITS_OWN = re.compile(r"\s(?:hydrochloride\s)?(?:infus|inject|bolus|nasal|spray|i\.?v|intra)", re.IGNORECASE)
_DRUG_GIVEN = re.compile(
    r"\b(?:trial|study|test|blinded) (?:drugs?|medications?)\b[^.;]{0,25}\b(?:given|administered|injected|infused) $",
    re.IGNORECASE,
)
_DOSE_OF = re.compile(r"[\s(]*(?:\w+\s)?(?:dos(?:e|es|ing)|administration|injection)\sof\s", re.IGNORECASE)
_NUMERAL = re.compile(r"(?:DSM|phase|type|stage|class|grade|part|level|axis|ICD|WAIS|group|SCID)[-‐–\s]*$", re.IGNORECASE)
_ADMINISTERED = re.compile(r"\b(?:administ\w+|given|taken|ingested|received) (?:\w+ )?$", re.IGNORECASE)
_CLOSE, _NEAR, _FAR = 25, 60, 150
"""Characters between a route and the drug behind it, the drug before it, and the drug before it where drugs are given:
`ketamine (0.5 mg/kg) or placebo (saline) was administered orally`."""
_STUDY_DRUG = re.compile(
    r"ketamine|spravato|psilocybin|mdma|\blsd\b|\bdmt\b|ayahuasca|study drug|infus|\bdrug\b|mg/kg|treatments were",
    re.IGNORECASE,
)


def find(scope: Scope) -> list[Finding]:
    """Return the routes by which the study drug was given, the surest first for each.

    Routes of the title come first; the abstract's come from sentences on what was done. A review's routes are those its title
    names or its sentences say the studies used. Methods of a full text are read when title and abstract name none, then the
    background for the spray.
    """
    found_in: dict[str, Finding] = {}
    named = dict(_named(scope.title))
    lines = scope.done
    if scope.is_review:
        lines = () if named else tuple(line for line in lines if _STUDIES_USED.search(line.text))
    for line in (*lines, scope.title):
        for route, printed in _named(line):
            found_in.setdefault(route, found(Field.ROUTES, route, line.sentence, printed))
    if not found_in and not scope.is_review:
        named_elsewhere = [(line, *pair) for line in scope.methods for pair in _named(line)] or _of_the_spray(scope)
        for line, route, printed in named_elsewhere:
            found_in.setdefault(route, found(Field.ROUTES, route, line.sentence, printed))
    if named:
        found_in = {route: finding for route, finding in found_in.items() if route in named or _is_given(finding)}
    return list(found_in.values())


def _of_the_spray(scope: Scope) -> Iterator[tuple[Line, str, str]]:
    """Yield (line, route, its words) of the spray that the background of a study of esketamine names; no other form is sold."""
    if not any(drug.name == ESKETAMINE for line in (scope.title, *scope.done) for drug in line.drugs):
        return
    for line in scope.abstract:
        if spray := _SPRAY.search(line.text):
            yield line, "intranasal", line.printed(*spray.span())


def _is_given(finding: Finding) -> bool:
    """Beside a route that the title names, another counts only where the sentence tells of giving the drug by it."""
    return bool(
        re.search(r"\b(?:receiv\w+|given|administ\w+|assigned|randomi[sz]ed|mg|treated)\b", finding.quote, re.IGNORECASE)
    )


def _named(line: Line) -> Iterator[tuple[str, str]]:
    """Yield (route, its words) for the study drug's routes that a line names."""
    text = line.text
    if not holds(line.lower, _STEMS) or (line.part is not Part.TITLE and line.of_animals):
        return
    for cue in _CUES.finditer(text):
        if _belongs(cue, line):
            yield cue.lastgroup or "", line.printed(*cue.span())
    if spray := _SPRAY.search(text):
        yield "intranasal", line.printed(*spray.span())
    given = any(drug.name in STUDY_DRUGS for drug in line.drugs)
    infused = _INFUSED.search(text) if given or not line.drugs else None
    if given and not infused:
        infused = _INTO_A_VEIN.search(text)
    if infused and not _NOT_VENOUS_INFUSION.search(text):
        yield INTRAVENOUS, line.printed(*infused.span())


def _belongs(cue: re.Match[str], line: Line) -> bool:
    """Whether a route is the study drug's: by what follows it, else by the nearest drug before it."""
    text = line.text
    if cue.lastgroup == INTRAVENOUS and _NUMERAL.search(text, max(0, cue.start() - 12), cue.start()):
        return False
    if any(cue.start() <= drug.start < cue.end() and drug.name in STUDY_DRUGS for drug in line.drugs):
        return True
    after = text[cue.end() : cue.end() + 60]
    if _DOSE_OF.match(after) and not _STUDY_DRUG.search(after):
        return False
    following = [drug for drug in line.drugs if drug.start >= cue.end()]
    gap = text[cue.end() : following[0].start] if following else ""
    if following and _leads_to(gap):
        return _is_of_study_drug(following, text)
    is_adverb = cue.group().endswith("ly")
    if not is_adverb and _OTHER_NOUNS.match(after):
        return False
    is_given = _ADMINISTERED.search(text, max(0, cue.start() - 30), cue.start())
    before = [drug for drug in reversed(line.drugs) if drug.end <= cue.start() + 1]
    if before and cue.start() - before[0].end <= (_FAR if is_given else _NEAR):
        return _is_of_study_drug(before, text)
    if _DRUG_GIVEN.search(text, 0, cue.start()):
        return True
    return bool(_STUDY_NOUNS.match(after)) and bool(_STUDY_DRUG.search(text))


def _leads_to(gap: str) -> bool:
    """Whether what stands between a route and the next drug leaves the route to that drug."""
    gap = _ABBREVIATED.sub("", gap)
    plain = len(gap) <= _CLOSE and not re.search(r"[,;()]|\.(?!\d)|\b(?:and|or|vs|versus|plus)\b", gap)
    return plain or (len(gap) <= _NEAR and bool(_OF_ANOTHER.fullmatch(gap) or _IN_A_LIST.fullmatch(gap)))


def _is_of_study_drug(drugs: Sequence[Mention], text: str) -> bool:
    """Whether the first of these drugs, or one given together with it, is a study drug. They stand in order of nearness."""
    for drug, further in zip_longest(drugs, drugs[1:]):
        if drug.name in STUDY_DRUGS:
            return drug is drugs[0] or not _ROUTE_OF_ITS_OWN.match(text, drug.end)
        if further is None:
            return False
        left, right = sorted((drug, further), key=lambda each: each.start)
        if not _JOINED.fullmatch(text, left.end, right.start):
            return False
    return False
