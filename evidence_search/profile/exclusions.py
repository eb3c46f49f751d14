"""Who was left out of a study, by the reasons that its exclusion criteria name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evidence_search.findings import Field, Finding
from evidence_search.profile.sieve import Sieved, holds
from evidence_search.profile.subject import Sentence, found

_REASONS: dict[str, str] = {
    "psychosis": r"psychos[ei]s|psychotic|schizophreni\w*|schizoaffective|hallucinations|delusion\w*",
    "bipolar disorder": r"bipolar|mania\b|manic|hypomani\w+",
    "substance use": r"(?:substance|drug|alcohol|opioid|cocaine|cannabis|stimulant)[- /](?:\w+[- /]){0,3}(?:use|abuse|misuse|"
                     r"dependen\w+|addict\w+|disorders?)|"
    r"(?:abuse|dependence|addiction|misuse) (?:of|on|to) (?:\w+ ){0,3}(?:substances?|drugs?|alcohol|opioids?)|"
    r"\baddict(?:ion|ed|s)\b|alcoholi\w+|drug abuse\w*|"
    r"positive (?:urine )?(?:drug|toxicology)|recreational drugs?|illicit drugs?",
    "suicidality": r"suicid\w+",
    "hypertension": r"(?<!intracranial )(?<!pulmonary )(?<!portal )hypertensi\w+|high blood pressure|elevated blood pressure|"
                    r"blood pressure (?:of |above |>|≥|over )",
    "cardiovascular disease": r"cardiovascular|cardiac|heart (?:disease|failure|attack|condition)|coronary|myocardial|"
                              r"arrhythmi\w+|isch(?:a)?emic heart|angina|"
    r"cardiopath\w+|aneurysm\w*",
    "stroke": r"\bstroke|cerebrovascular|intracranial h(?:a)?emorrhage",
    "raised intracranial pressure": r"intracranial (?:pressure|hypertension)|raised ICP",
    "raised intraocular pressure": r"intraocular pressure|glaucoma",
    "seizures": r"seizure\w*|epilep\w+|convulsi\w+",
    "liver disease": r"\bliver\b|hepatic|cirrhosis|hepatitis",
    "kidney disease": r"\brenal\b|kidneys?|creatinine",
    "respiratory disease": r"respiratory|pulmonary disease|\bCOPD\b|asthma|sleep apn(?:o)?ea|lung disease",
    "thyroid disease": r"thyroid\w*",
    "pregnancy": r"pregnan\w+|child-?bearing",
    "breastfeeding": r"breast-?\s?feeding|lactati\w+|nursing (?:women|mothers)",
    "ketamine allergy": r"(?:allerg\w+|hypersensitiv\w+|contraindicat\w+|intoleran\w+|"
                        r"adverse reaction)[^.;]{0,40}(?:es)?ketamine|ketamine[^.;,]{0,20}(?:allerg\w+|hypersensitiv\w+)",
    "earlier ketamine use": r"(?:prior|previous|past|lifetime|recreational|history of|"
                            r"use of) (?:\w+ ){0,3}(?:es)?ketamine(?: use| abuse| exposure)?",
    "neurological disease": r"neurologic\w*(?: (?:disease|disorder|illness|condition)s?)?|parkinson\w*|multiple sclerosis|"
                            r"head (?:trauma|injury)|brain (?:injury|tumou?r|lesion)",
    "dementia": r"dementia|alzheimer\w*|cognitive impairment|delirium|intellectual disability|mental retardation",
    "personality disorder": r"personality disorder\w*|borderline personality",
    "PTSD": r"\bptsd\b|post-?\s?traumatic stress",
    "depression": r"(?<!anti)depressi(?:on|ve)\b(?! (?:disorders? |episodes? )?(?:with psychotic|secondary))",
    "anxiety": r"anxiety disorders?",
    "obesity": r"obes\w+|body mass index|\bBMI\b",
    "chronic pain": r"chronic pain",
    "opioid use": r"(?:chronic|long-term|daily|current|preoperative|regular) (?:use of )?(?:opioid|opiate|narcotic)s?(?: use|"
                  r" therapy| treatment)?",
    "MRI contraindication": r"contraindications? (?:to|for) (?:MRI|magnetic|scanning)|pacemaker|metal(?:lic)? (?:implants?|"
                            r"objects?)",
    "unstable medical illness": r"(?:unstable|serious|severe|significant|uncontrolled|major) (?:\w+ )?(?:medical|systemic|"
                                r"physical|general medical|somatic) "
    r"(?:illness\w*|conditions?|disease\w*|disorders?|problems?|comorbidit\w+)",
    "psychiatric disorder": r"(?:other |major |any |axis I )?(?:psychiatric|mental)(?: health)? (?:disorders?|illness\w*|"
                            r"disease\w*|diagnos\w+|conditions?|history)",
}  # fmt: skip
"""Each reason with its words, after the criteria that trials of ketamine print."""

_PATTERNS = {value: re.compile(rf"\b(?:{words})", re.IGNORECASE) for value, words in _REASONS.items()}
_SPEAKS = ("exclu", "ineligib", "not eligible", "free of", "free from")
"""Letters without one of which a sentence, in lower case, names nobody who was left out."""

_CRITERIA = re.compile(
    r"\b(?:exclusion criteri(?:a|on)|exclusions?(?=\s*:)|reasons? for exclusion|criteria for exclusion|"
    r"exclusionary criteri(?:a|on))\b",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\b(?:(?:were|was|are|will be|is|be|been|being) (?:also |further |then )?(?:excluded|ineligible|not eligible)|"
    r"excluded (?:if|were|was|for|because of|those|"
    r"patients|participants|subjects|individuals|people|persons|women|anyone)|we excluded|to exclude)\b",
    re.IGNORECASE,
)
_FREE = re.compile(r"\b(?:were|was|are|be|being) (?:\w+ )?free (?:of|from)\b[^.;]*", re.IGNORECASE)
_NOT_EXCLUDED = Sieved(
    r"\b(?:not|never|n't|nor|neither) (?:\w+ ){0,3}exclu|\bno exclusions?\b|\bnot an exclusion|"
    r"\bexcluding\b(?! (?:criteria|those|patients|subjects|participants))|"
    r"mutually exclusive|exclusively|exclu\w+ (?:\w+ ){0,3}from (?:the |this |further |our |final |"
    r"all )*(?:\w+ )?analy|after exclu|cannot exclude|can be excluded|"
    r"(?:studies|articles|trials|reports|papers|reviews|records|publications|data|datasets?|samples?|trials|"
    r"outliers|scans?|images|variables?|items?) (?:\w+ ){0,4}"
    r"(?:were|was|are) (?:\w+ )?excluded|(?:dropped out|withdrew|withdrawn)",
)
_EXCEPT = re.compile(
    r"\b(?:except(?:ing|ion)?|other than|unless|apart from|with the exception of|but not|allowed|permitted)\b[^.;,]*",
    re.IGNORECASE,
)
_INCLUSION = re.compile(r"\b(?:inclusion criteria|included if|were included|eligible if|were eligible)\b", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-–•‐*·▪(]|\d{1,2}[.)]|[a-z][.)]|[ivx]+[.)]|[A-Z][^.]{0,160}$)")
_LIST_BEGINS = re.compile(r"\s*:?\s*(?:1[.)]|[-•(])")
_NAMED_BEHIND = re.compile(
    r"(?:if|for|because of|those|patients|participants|subjects|individuals|people|persons|women|anyone|"
    r"we excluded|to exclude)$",
    re.I,
)
_REASON_BEHIND = re.compile(r",? (?:if|for|because|when|in (?:the )?case|due)\b")
"""Words behind `excluded` by which those who were left out are named behind it, not before it."""

_OTHER_CLAUSE = re.compile(
    r";|, (?:but|while|whereas|and (?:those|patients|participants|subjects)) (?=[^,;]*$)|"
    r"(?:were|was) (?:included|eligible|enrolled)"
)
"""The end of words before it that speak of others."""

_LONGEST_LIST = 25
"""Items after a heading that are read as its list at most."""


def exclusions(sentences: Sequence[Sentence]) -> list[Finding]:
    """Return the reasons for which people were left out, each once, with the sentence or list item that says it."""
    made: dict[str, Finding] = {}
    for sentence, start, stretch in _stretches(sentences):
        kept = _EXCEPT.sub(lambda match: "#" * len(match.group()), stretch)
        for value, pattern in _PATTERNS.items():
            if value not in made and (match := pattern.search(kept)):
                printed = sentence.text[start + match.start() : start + match.end()]
                made[value] = found(Field.EXCLUDED, value, sentence, printed)
    return list(made.values())


def _stretches(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, int, str]]:
    """Yield the stretches of sentences that name who was left out, each with its start in the sentence."""
    listing = 0
    for sentence in sentences:
        text = sentence.text
        if listing and not _INCLUSION.search(text) and _ITEM.match(text):
            listing -= 1
            yield sentence, 0, text
            continue
        listing = 0
        lower = text.lower()
        if not holds(lower, _SPEAKS) or _NOT_EXCLUDED.search(text):
            continue
        stretch = _stretch(text)
        if stretch:
            start, end, open_list = stretch
            listing = _LONGEST_LIST if open_list else 0
            yield sentence, start, text[start:end]


def _stretch(text: str) -> tuple[int, int, bool] | None:
    """Return where a sentence names who was left out, and whether a list follows; None when it does not."""
    if criteria := _CRITERIA.search(text):
        inclusion = _INCLUSION.search(text, criteria.end())
        end = inclusion.start() if inclusion else len(text)
        rest = text[criteria.end() : end]
        return criteria.end(), end, text.endswith(":") or not rest.strip(" :.") or bool(_LIST_BEGINS.match(rest))
    if excluded := _EXCLUDED.search(text):
        if _NAMED_BEHIND.search(excluded.group()) or _REASON_BEHIND.match(text, excluded.end()):
            return excluded.start(), len(text), False
        before = [match.end() for match in _OTHER_CLAUSE.finditer(text, 0, excluded.start())]
        return max(before, default=0), excluded.end(), False
    free = _FREE.search(text)
    return (free.start(), free.end(), False) if free else None
