"""The words around a dose that say whose it is, or that it is none."""

from __future__ import annotations

import re

LIGHT_WORDS = frozenset(
    "a an the of at in to for by as was were is are be will with on from up per and/or either each one first second "
    "third s k es (s (k k) s) i.e e.g between about approximately mean average median then plus followed via over "
    "minutes minute min mins hour hours h hydrochloride hcl racemic infusion infusions infused injection injections "
    "injected bolus push drip iv i.v i.v. im i.m i.m. sc s.c s.c. in. p.o p.o. po intravenous intravenously "
    "intramuscular intramuscularly subcutaneous subcutaneously intranasal intranasally oral orally nasal spray "
    "sublingual group groups arm arms patients subjects participants body weight bodyweight dose doses dosage "
    "dosages dosed dosing single loading initial initially starting started low lower high higher low-dose high-dose "
    "subanesthetic sub-anesthetic subanaesthetic sub-anaesthetic maximum max maximal fixed flexible total "
    "administered administration given received receiving receive treatment treatments treated therapy titrated "
    "adjunctive increased increasing ranging ranged range constant continuous continuously rate slow rapid repeated "
    "daily weekly once twice respectively".split()
)
"""Words of giving: a dose that only these part from a drug is that drug's."""

WORD = re.compile(r"[A-Za-z(][\w./()+-]*")

_ROUTE = (
    r"iv|i\.v\.?|intravenous(?:ly)?|im|i\.m\.?|intramuscular(?:ly)?|sc|s\.c\.?|subcutaneous(?:ly)?|oral(?:ly)?|p\.?o\.?|"
    r"intranasal(?:ly)?|nasal|sublingual|epidural|caudal"
)
BEFORE_DRUG = re.compile(
    rf"[\s(),]*(?:(?:of|of the|{_ROUTE}|racemic|single|doses?|bolus|infusions?|injections?|spray|slow|loading|intra|ultra|"
    r"low-dose|sub-?an(?:a)?esthetic|hydrochloride|body weight|bodyweight|per (?:dose|day)|once|twice|daily|weekly|"
    r"(?:over|x) \d+[- ]min\w*|/|-|s|\(?s\)?\(?\+?\)?)[\s()-]*){0,5}$",
    re.IGNORECASE,
)
"""Between a dose and the drug it is of: `0.5 mg/kg of intravenous ketamine`."""

AFTER_DRUG = re.compile(
    rf"[\s(\[:=-]*(?:(?:{_ROUTE}|nasal spray|hydrochloride|hcl|infusions?|group|arm|doses?|at|of|bolus|a|\(\w{{1,4}}\))"
    r"[\s(\[:=-]*){0,4}$",
    re.IGNORECASE,
)
"""Between a drug and its dose: `ketamine (0.5 mg/kg)`, `ketamine at a dose of 0.5 mg/kg`."""

NEW_ITEM = re.compile(r"[,;+]|\band\b|\bor\b|\bvs\.?\b|\bversus\b|\bplus\b", re.IGNORECASE)
CLAUSE = re.compile(r";|\.\s|\bwhereas\b|\bwhile\b|\bcontrol group\b", re.IGNORECASE)

BOUND = re.compile(
    r"[<>≤≥]\s?=?\s?$|\b(?:less|more|greater|lower|higher|fewer) than\s(?:\w+\s)?$|\bexceed\w*\s(?:\w+\s)?$", re.IGNORECASE
)
"""`doses below 0.5 mg/kg` were not given as such."""

MEASURED = re.compile(
    r"\b(?:consumption|consumed|requirements?|required|usage)\b.*\b(?:group|arm|patients|with|was|were|of)\W*$|"
    r"\b(?:ml|vial|ampoule|tablet|device) contain(?:s|ed|ing)\W*$",
    re.IGNORECASE,
)
"""`morphine consumption was lower in the ketamine group (28 mg)`; `each mL contains 125 mg` is no dose."""

CAP = re.compile(
    r"\([^()]{0,30}?\b(?:max(?:imum)?|min(?:imum)?|not to exceed|cap(?:ped)?)\.?:?\s(?:\w+\s){0,3}$", re.IGNORECASE
)
"""`0.2 mg/kg (maximum 20 mg)`: a limit to the dose by weight, not a dose."""

CHANGED = re.compile(
    r"\b(?:consum\w*|requir\w*|need\w*|use[ds]?|spar\w+|reduc\w+|decreas\w+|increas\w+|differ\w*|saved|cost\w*|score\w*|"
    r"equivalents?)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
"""Before an amount that may be an effect."""

DOSING_CHANGED = re.compile(
    r"\b(?:rate|dos(?:e|age)|titrat\w+|infusion)\b[^.;]{0,40}\b(?:increas|decreas|reduc)\w+\b[^.;]{0,40}$", re.IGNORECASE
)
"""`the infusion rate was increased from 5 mg/h` tells of dosing after all."""

EFFECT = re.compile(
    r"\s?(?:\(?95% ?CI|of (?:morphine|opioid)|morphine|equivalents?|less|more|lower|higher|reduction|difference)\b",
    re.IGNORECASE,
)
"""Behind an amount that is one."""

OF_SOMETHING = re.compile(
    r"\s(?:doses?\s)?of\s"
    r"(?!(?:the\s|an?\s)?(?:\w+\s){0,3}?(?:\w*ketamine|body|study|ideal|lean|actual|total|drug|treatment|\d))",
    re.IGNORECASE,
)
"""`a 4 mg dose of nicotine gum`: whose dose it is stands behind it."""

CUE = re.compile(
    r"\b(?:dos(?:e|es|ed|age)|infus\w+|inject\w+|administ\w+|received?|given|treated|study drug|groups?|arms?|placebo|saline|"
    r"bolus)\b",
    re.IGNORECASE,
)
"""A sentence without a drug's name that tells of giving one."""
