"""The words by which a sentence is told apart: background, what was done, other people's studies, animals."""

from __future__ import annotations

import re
from enum import StrEnum

from evidence_search.profile.sieve import Sieved


class Part(StrEnum):
    """What a sentence is in its study."""

    TITLE = "title"
    BACKGROUND = "background"
    AIM = "aim"
    BODY = "body"
    """Of an abstract without headings: methods and results, not told apart."""
    METHODS = "methods"
    RESULTS = "results"
    CONCLUSION = "conclusion"


PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–—−⁻", "-")
    | dict.fromkeys("\u00a0\u2009\u202f\u200a\u2005\u2003\u2002\u2007", " ")
    | {"·": ".", "⋅": ".", "∙": ".", "µ": "μ", "’": "'", "¹": "1"}
)
"""Hyphens, spaces and signs of many kinds, each to one of its kind; never changes a length."""
ODD = re.compile(f"[{''.join(map(chr, PLAIN))}]")
"""What `PLAIN` replaces; few sentences hold any, and replacing looks at every character."""

HEADINGS: tuple[tuple[Part, str], ...] = (
    (Part.BACKGROUND, r"background|introduction|rationale|importance|significance|context|what is known"),
    (Part.AIM, r"aims?|objectives?|purpose|goals?|hypothes[ie]s|study objective"),
    (Part.METHODS, r"(?:\w+ (?:and|&) )?(?:methods?|methodology|procedures?)|design|setting|participants|patients|subjects|"
     r"interventions?|study (?:design|eligibility criteria)|data (?:sources?|collection)|main outcomes?|experimental approach|"
     r"sampling|materials|measurements|search methods|selection criteria|trial design|outcome measures?|"
     r"case (?:presentations?|reports?|descriptions?|summary|history|series)|patient concerns"),
    (Part.RESULTS, r"(?:main |key )?(?:results?|findings)|observations"),
    (Part.CONCLUSION, r"(?:authors['’] )?conclusions?|discussion|interpretation|limitations?|implications?|relevance|comment"),
)  # fmt: skip
HEADING = re.compile(
    r"\s*(?:" + "|".join(rf"(?P<{part.name}>{words})" for part, words in HEADINGS) + r")(?:\s?(?:/|and|&|,)[\w /&,]{3,50}?)?"
    r"(?:\s?\([A-Z]{1,3}\))?\s?(?::|\.(?=\s[A-Z])|(?-i:(?<=[A-Z]{3}) (?=[A-Z][a-z])|"
    r"(?<=ethods|esults|usions|ctives|ground) (?=[A-Z][a-z]))|$)",
    re.IGNORECASE,
)
"""The heading that begins a sentence of a structured abstract, or names its section; the group is the part."""
STUDY = Sieved(
    r"\b(?:we|our|here|herein|authors)\b|\b(?:he|she) (?:was|received)\b|\benrolled in\b|\bparticipated\b|"
    r"\b(?:this|the (?:present|current)) (?:\w+(?:-|,? )){0,8}?"
    r"(?:study|trial|review|analysis|paper|report|article|investigation|protocol|work|case series|"
    r"post[- ]hoc)\b|"
    r"\b(?:participants|subjects|volunteers|(?:in|out)?patients|adults|children|women|men|controls|cases?|doses?)\b[^.]{0,90}"
    r"\b(?:were|was|received|underwent|completed|participated|had|will|randomi[sz]ed)\b|"
    r"\bwere (?:\w+ )?(?:randomi[sz]ed|assigned|recruited|enrolled|included|searched|studied)\b|\bn\s?=\s?\d|"
    r"\bin (?:\d+|\w+teen|twenty|ten|eight|nine|twelve) (?:\w+[- ]){0,3}?"
    r"(?:volunteers|subjects|patients|participants|men|women)\b|"
    r"\bgroups? (?:received|was given|were given)\b|\ban(?:a)?esthesia was (?:induced|maintained)\b|"
    r"\b(?:the|an?) (?:[\w-]+,? ){0,6}?(?:study|trial)\b(?: of [^.;]{3,120}?)? "
    r"(?:enrolled|recruited|was (?:undertaken|conducted|performed|carried out))\b|"
    r"\bpresents? (?:a|the) case|\bstudy (?:was|is) (?:designed|to)\b|INTERVENTION:",
)
"""The study itself speaks: where an abstract has no headings, its background ends here."""
OF_OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|prior|earlier|recent|most|several|other|many|few|some|various|past|published|existing|"
    r"majority of) (?:\w+ ){0,3}?"
    r"(?:stud(?:y|ies)|trials?|reports?|work|research|evidence|literature|data|meta-analys[ei]s|investigations)\b|"
    r"\b(?:has|have) (?:\w+ ){0,2}?(?:shown|demonstrated)\b|"
    r"\b(?:has|have) (?:\w+ ){0,2}?been (?:\w+ ){0,2}?(?:shown|reported|demonstrated|used|proposed|found|studied|"
    r"associated|approved|suggested|increasingly)\b|"
    r"\bwe (?:have )?previously\b|"
    r"\bpreviously (?:shown|reported|found|demonstrated)\b|\bin the literature\b|\bconsistent with\b|"
    r"\b(?:failing|failed) to respond to (?:several|multiple|many|numerous)\b|\breports (?:in|of|on)\b|\bet al\b",
    re.IGNORECASE,
)
"""Earlier studies, or what is known."""
OUTLOOK = re.compile(
    r"(?<!to )\b(?:future|further|larger|additional|more|longer)[- ](?:\w+[- ,]+){0,5}?"
    r"(?:stud(?:y|ies)|trials?|research|investigations?|work)\b|"
    r"\b(?:warrant(?:ed|s)?|are needed|is needed|should be (?:studied|investigated|tested))\b",
    re.IGNORECASE,
)
"""What should be studied next."""
OF_OTHERS_OR_OUTLOOK = Sieved(f"{OF_OTHERS.pattern}|{OUTLOOK.pattern}")
REVIEW = Sieved(
    r"\breviews?\b(?! board)|meta-?\s?analy|guideline|consensus|recommendations|state of the art|overview|\bupdate\b",
)
"""Titles of works about studies."""
SEARCHED = Sieved(
    r"\b(?:conduct\w*|perform\w*|undert\w+|objective of the|this|present) (?:an? |the )?(?:\w+ ){0,2}?"
    r"(?:systematic(?:ally)? (?:\w+ )?(?:review|search)|"
    r"meta-?analysis|scoping review)|"
    r"\b(?:this|the present) (?:(?!chart|retrospective|record|case)[\w-]+ ){0,2}?review "
    r"(?:aim|examin|summar|explor|discuss|provid|highlight|describ|cover|focus|address|analy|follow|assess|synthes|conclud|will)|"
    r"\bin this (?:(?!chart|retrospective|record|case)[\w-]+ )?review,|"
    r"\bsearch(?:ed|es|ing)?\b[^.]{0,60}\b(?:pubmed|medline|embase|cochrane|scopus)|"
    r"\b(?:pubmed|medline|embase|cochrane|scopus)\b[^.]{0,80}\bsearch",
)
"""Abstracts that say studies were searched for, or that what they belong to is a review."""
CHART_REVIEW = re.compile(r"\b(?:chart|record|records|case|retrospective)\s(?:\w+\s)?review", re.IGNORECASE)
"""A review of records is no review of studies."""
ANIMALS = frozenset(
    "rat rats mice mouse rodent rodents monkey monkeys macaque macaques dog dogs cat cats pig pigs piglet piglets horse horses "
    "sheep rabbit rabbits zebrafish hamster hamsters lamb lambs swine porcine ovine bovine calves goat goats ewe ewes ferret "
    "ferrets gerbil gerbils primate primates drosophila vitro slices intraperitoneal intraperitoneally murine canine feline "
    "equine".split()
)
"""Words of studies in animals or dishes."""
PEOPLE = frozenset(
    "patient patients participant participants volunteer volunteers human humans children women man men males adults healthy "
    "subjects".split()
)
"""Words of studies in people."""
OTHERS_WORDS = frozenset(
    "study studies trial trials report reports work research evidence literature data meta investigation investigations has "
    "have previously consistent failing failed reported shown found demonstrated warrant warrants warranted needed "
    "should al".split()
)
"""One of these stands in every line that speaks of other studies."""
METHODS_SECTION = re.compile(
    r"\bmethod|procedure|intervention|treatment|protocol|drug|dosing|dosage|administration|infusion|study design|medication|"
    r"an(?:a)?esthe|randomi[sz]ation|\bdesign\b|experimental",
    re.IGNORECASE,
)
"""Sections of a full text that may tell what was given."""
NOT_METHODS = re.compile(
    r"introduc|background|discussion|conclusion|result|statistic|outcome|literature|limitation|adverse|sample size|measures?$|"
    r"assessment|data anal|search|eligib|quality",
    re.IGNORECASE,
)
"""Sections that do not, though their name has such a word (`Treatment outcomes`)."""
TOLD_ELSEWHERE = re.compile(
    r"(?:\d+\.?\s)?(?:introduction|background|discussion|general discussion|conclusions?|limitations?)$"
)
"""Sections of a text without an abstract that speak of other studies too; names are in lower case."""
