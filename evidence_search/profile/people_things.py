"""Numbers that count no people: measures, years, things, names, and millions of people at large."""

from __future__ import annotations

import re

from evidence_search.profile.numbers import Number

PEOPLE = (
    r"(?:participants?|patients?|subjects?|volunteers?|adults?|individuals?|persons?|people|women|men|males?|females?|children|"
    r"adolescents?|infants?|neonates?|newborns?|veterans?|users?|respondents?|outpatients?|inpatients?|cases?|"
    r"controls?|students?|"
    r"smokers?|drinkers?|survivors?|parturients?|mothers?|girls?|boys?|nonusers?|responders?|nonresponders?|pairs|"
    r"twins|residents?|"
    r"members|elders|athletes|nurses|physicians|clients|humans?|recipients?|attendees|practitioners|man|woman|child|"
    r"parents|caregivers|families|carers|recruits|soldiers|completers|customers|consumers|healthcare workers|"
    r"comparisons|comparators|pts|abusers?|addicts?|alcoholics|schizophrenics|drivers|prisoners|workers|employees|relatives|"
    r"siblings)\b"
)
"""Nouns that people in studies are counted by."""

_PEOPLE_WORD = re.compile(PEOPLE, re.IGNORECASE)
_MEASURE = re.compile(
    r"\s?(?:%|‰|per ?cent\b|°)| or (?:above|more|higher|greater|less|below|lower|older|younger|fewer)\b|"
    r"\s?[-‐‑–—/:]\s?\d|[-‐‑–\s]?(?:mg|µg|μg|mcg|ug|ng|kg|g|ml|mL|l|dl|cm|mm|nm|mmol|µmol|Hz|kHz|"
    r"T|Gy|"
    r"[Ww]eeks?|[Dd]ays?|[Hh]ours?|hrs?|h|min|mins|[Mm]inutes?|[Mm]onths?|mo|[Yy]ears?|yrs?|yr|y|s|sec|seconds?|points?|times?|items?|"
    r"sites?|cent(?:er|re)s?|"
    r"hospitals?|countries|studies|trials|articles|papers|reports|records|publications|RCTs?|reviews|doses?|"
    r"sessions?|infusions?|"
    r"treatments?|visits?|cycles?|tests?|scales?|measures?|electrodes?|channels?|regions?|genes?|samples?|percent|"
    r"fold|clinics?|"
    r"arms?|groups?|phases?|stages?|conditions|occasions?|antidepressants?|domains?|factors?|clusters?|questions?|"
    r"databases|adverse|events?|rats?|mice|animals?|monkeys?|dogs?|item|way|tailed|sided|st|nd|rd|th|degrees|"
    r"mm\s?Hg|bpm|IU|thirds?|quarters?|half|fifths?)\b(?![-‐](?!old|long)\w)|\s?[nmµu]g[x×·/]",
)
_THINGS = re.compile(
    r"(?: (?:[\w/‐-]+,?|\([A-Z]{1,5}\))){0,4}? (?P<thing>(?:studies|trials|RCTs|reports?|articles|"
    r"papers|publications|records|titles|abstracts|"
    r"citations|manuscripts|documents|databases|reviews|results|references|biomarkers|events|treatments|infusions|"
    r"administrations|encounters|sessions|visits|admissions|questionnaires|recordings|scans|lavages|mammograms|samples|specimens|"
    r"lesions|teeth|eyes|procedures|surgeries|operations|deliveries|births|"
    r"arms|groups|cohorts|phases|types|kinds|forms|approaches|strategies|datasets|"
    r"rats|mice|animals|rabbits|dogs|pigs|piglets|sheep|horses|calves|cats|monkeys|macaques|baboons|primates)\b)",
)
"""What is not people, and how many words may stand before it."""
_UP_TO = re.compile(r"\s?(?:to|or|and|[-‐‑–])\s?\d[\d.]*(?!\d)")
"""`10 to 15 minutes`: the second number says what the first one measures."""
_NOT_COUNTED = re.compile(
    r" (?:(?:were |was )?(?:in|on|with|using) (?:humans|animals|rats|mice|rodents)|electroconvulsive (?:treatments?|therap\w+)|"
    r"ects?)\b",
    re.IGNORECASE,
)
"""`7 in humans` counts studies, `6 electroconvulsive treatments` what each patient got."""

_OF_NUMBER = re.compile(
    rf"(?P<counted>(?: [\w/-]+){{1,5}}) (?:of (?:the )?\d|(?:from|in|among) (?:the )?\d+ (?:[\w-]+ ){{0,3}}?{PEOPLE})",
    re.IGNORECASE,
)
"""Sixty teeth of 30 children are not sixty children."""

_AFTER_SIGN = re.compile(
    r"[<>≤≥⩽⩾±+×*/^$£€=−–‐-]\s?$|\b[pPrRtFzdbgβχηκα²]\s?[=<>]\s?$|[a-zA-Z]\(?$|(?<!of )(?<!age )\bageds? $|\d[:/]\s?$|\d,$|"
    r"\b(?:[Pp]hase|[Ss]tage|[Gg]rade|[Tt]ype|[Ww]eek|[Dd]ay|[Mm]onth|[Yy]ear|[Cc]ycle|level|version|[Ff]igure|[Tt]able|class|"
    r"axis)\s$|\b(?:1|[Oo]ne) (?:in|of|out of)(?: every)?\s$|\b(?:few|several|many)\s$"
)
_SIGN_LENGTH = 18
"""Characters that a match of `_AFTER_SIGN` has at most."""

_YEAR_BEFORE = re.compile(
    r"(?:in|since|from|to|until|through|between|and|by|during|of|[A-Z][a-z]+\.?,?|(?<!\d)\d{1,2},|after|before)\s$"
)
_MANY = re.compile(rf"\b(?=\w+(?:s|people|women|men|children)\b){PEOPLE}", re.IGNORECASE)
"""Nouns of several people: 12 patient reports are reports, but 340 patients in six studies are patients."""
_NOT_PEOPLE_NEXT = re.compile(
    r"\s(?:couples|dyads|pairs|studies|trials|RCTs|articles|reports|samples|sessions|infusions|treatments|ECTs|episodes|events)\b"
)
_THINGS_BEFORE = re.compile(
    r"\b(?:databases|websites|clinics|hospitals|centers|centres|sites|tablets|samples|specimens|infusions|sessions|visits|"
    r"episodes|events|eyes|lesions|scans|articles|papers|reports|citations|recordings)\s[(\[][nN]\s?=\s?$"
)
_RANGE = re.compile(r"[-‐‑–]\d")
_NAME = re.compile(r"[-‐‑][A-Z]")
"""`5-HT2A`, `5-CSRTT`: names that begin with a number."""
_MONTH = re.compile(
    r"(?:st|nd|rd|th)? (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_OF = re.compile(r"\b(?:of|involving|including|comprising)\s$")
_PEOPLE_NEXT = re.compile(rf"\s(?:[\w-]+\s){{0,2}}?{PEOPLE}", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?:study|studies|trials?|experiments?|cohorts?|arms?|parts?|patients?|cases?|datasets?|samples?|groups?|visits?|"
    r"sessions?)\s$",
    re.IGNORECASE,
)
_UNLABELLED = re.compile(r"\b(?:this|that|our|the|present|current|a|an|each|both)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:than|over|about|approximately|nearly|almost|around|some|estimated|affects|affecting|to)\s$")
_AT_LARGE = re.compile(
    r"[^.;]{0,60}?\b(?:worldwide|globally|Americans|suffer\w*|affected|visits|admissions|deaths|annual\w*|each year|(?:live|"
    r"living) with|in the (?:world|US|UK|United))\b"
)


def counts_things(text: str, number: Number, before: str, gap: str) -> bool:
    """Whether a number counts no people, by the words just before it and the `gap` after it."""
    if text[number.start] == "0" or not number.value or _measures(text, number.end):
        return True
    if _AFTER_SIGN.search(before, len(before) - _SIGN_LENGTH) or _NAME.match(gap) or _MONTH.match(gap):
        return True
    return _is_label(number, before) or _is_year(number, text, before, gap) or _is_at_large(number, text, before)


def marks_things(text: str, number: Number, before: str) -> bool:
    """Whether the number of an `n =` counts no people: `30 couples`, `clinics (n = 484)`, a range."""
    end = number.end
    return bool(_NOT_PEOPLE_NEXT.match(text, end) or _RANGE.match(text, end) or _THINGS_BEFORE.search(before))


def of_things(gap: str) -> bool:
    """Whether what follows a number says that it counts things, or something of so many people: sixty teeth of 30 children."""
    of = _OF_NUMBER.match(gap)
    return _of_things(gap) or bool(of and not _PEOPLE_WORD.search(of["counted"]))


def measured(text: str, end: int) -> bool:
    """Whether what follows there makes a number one of minutes, milligrams or the like."""
    return _MEASURE.match(text, end) is not None


def _of_things(gap: str) -> bool:
    """Whether what follows a number counts things, not people: six studies, 12 patient reports, but not 340 patients in six."""
    found = _THINGS.match(gap)
    if not found:
        return False
    people = [word.end() for word in _MANY.finditer(gap, 0, found.start("thing"))]
    return not people or people[-1] >= found.start("thing") - 1


def _is_year(number: Number, text: str, before: str, gap: str) -> bool:
    if not (1900 <= number.value <= 2035 and text[number.start : number.end].isdigit()):
        return False
    place = _YEAR_BEFORE.search(before)
    return bool(place) and not (_OF.search(before) and _PEOPLE_NEXT.match(gap))


def _is_label(number: Number, before: str) -> bool:
    """Whether a number tells one study, group or person from another: study 2, patient 1."""
    return number.value < 10 and bool(_LABELLED.search(before)) and not _UNLABELLED.search(before)


def _is_at_large(number: Number, text: str, before: str) -> bool:
    """Whether millions are meant to say how common a disease is."""
    if text[number.end : number.end + 8] == " billion":
        return True
    return text[number.start : number.end].endswith("illion") and bool(
        _ABOUT.search(before) or _AT_LARGE.match(text, number.end)
    )


def _measures(text: str, end: int) -> bool:
    """Whether a number that ends there is one of minutes, studies or the like, as what follows it says."""
    further = _UP_TO.match(text, end)
    return bool(_MEASURE.match(text, end) or (further and _MEASURE.match(text, further.end())) or _NOT_COUNTED.match(text, end))
