"""The words in which results compare: comparators, comparatives, changes, denials, and what is no finding."""

from __future__ import annotations

import re

from evidence_search.profile.sieve import Sieved

KETAMINE = Sieved(r"\b(?:[\w()±+-]*[Kk]etamine|ESK(?:-NS)?|KET)\b", re.NOFLAG)
COMPARATOR = Sieved(
    r"\b(?:placebo|(?:normal |isotonic )?saline|midazolam|control(?:s| group| groups| condition)?|"
    r"electroconvulsive therapy|ECT|propofol|fentanyl|morphine|quetiapine|lidocaine|dexmedetomidine|thiopental|"
    r"methohexital|"
    r"remifentanil|sufentanil|magnesium|usual care|standard of care|standard care|treatment as usual|escitalopram|"
    r"lithium|diazepam|haloperidol|methadone|tramadol|etomidate|sevoflurane|rTMS|riluzole|diphenhydramine|"
    r"remimazolam|"
    r"scopolamine|PBO|clonidine|nitroglycerin|buprenorphine|gabapentin|acetaminophen|paracetamol|aripiprazole|"
    r"duloxetine|sertraline|naltrexone|psilocybin|meperidine|pethidine|bupivacaine|ropivacaine|nitrous oxide|"
    r"no (?:treatment|ketamine|esketamine))\b",
)
TWO_GROUPS = Sieved(
    r"\b(?:between|across|among) (?:the )?(?:\w+ ){0,3}?(?:groups|arms|treatments|conditions)\b|"
    r"\bboth groups\b",
)
COMPARATIVE = Sieved(
    r"\b(?:than|compared|comparison|versus|vs|relative to|over|superior\w*|inferior\w*|non-?inferior\w*|differ\w*|"
    r"similar\w*|comparable|greater|higher|lower|better|worse|more|less|fewer|equivalent|between|advantage|"
    r"favou?r\w*)\b",
)
CHANGED = Sieved(
    r"\b(?P<better>improv(?:e[sd]?|ements?|ing)|reduc(?:ed|es|ing|tions?)|decreas(?:ed|es?)|declin(?:ed|es?)|"
    r"alleviat\w+|attenuat\w+|lower(?:ed)?|fell|dropped|ameliorat\w+|resol(?:ved|ution)|relie\w+)\b|"
    r"\b(?P<worse>worsen\w*|deteriorat\w*|increas(?:ed|es?))\b",
)
NEGATED = re.compile(
    r"\b(?:no|not|nor|neither|without|fail(?:ed|s)?|lack|none|non-?significant\w*|insufficient|"
    r"unclear|inconclusive)\b",
    re.IGNORECASE,
)
NOT_A_FINDING = Sieved(
    r"\b(?:correlat\w+|predict\w+|mediat\w+|moderat\w+|regression|associated with|association|relationship|"
    r"responders|non-?responders|subgroup|disproportionality|(?:studies|trials) (?:found|showed|reported)|"
    r"reporting odds|factor structure|variance|attenuat\w+|"
    r"ketamine[- ]induced|(?:non-?)?remitters|research|represents?|threshold|with a baseline|associations?|"
    r"correct response|rats?|mice|rodents?|animals?|may|might|could|should|potential(?:ly)?|promising|if|can|"
    r"prior to|before treatment|at baseline)\b",
)
SAYS_NONE = re.compile(
    r"\b(?:no|not|neither|nor|fail(?:ed|s)?|similar(?:ly)?|comparable|equivalent|equally|"
    r"identical|same|non-?significant\w*|insignificant\w*|unaffected|"
    r"unchanged)\b|\bp ?(?:>|=) ?0?\.(?:0[5-9]|[1-9])",
    re.IGNORECASE,
)
KETAMINE_AFTER = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?|relative to|"
    r"over)\s(?:[\w+/-]+\s){0,9}?[\w()±+-]*ketamine",
    re.IGNORECASE,
)
FAVOURS = re.compile(r"favou?r\w*(?: of)? (?:the )?(?:\w+ )?[\w()±+-]*ketamine\b", re.IGNORECASE)
ECT_FOR_ALL = re.compile(r"(?:after|during|for|undergoing|receiving|of|in|on|course|with)\s(?:\w+\s)?$", re.IGNORECASE)
GROUPS = re.compile(r"\b(?:than|compared|comparison|versus|vs|between|groups?|arms?|relative to|others)\b", re.IGNORECASE)
LATER = re.compile(r"\b(?:but|however|although|whereas|while)\b(?P<rest>[^.]*\bsignificant(?:ly)?\b[^.]*)", re.IGNORECASE)
ECT = frozenset({"ect", "electroconvulsive therapy"})
AGAINST = re.compile(r"\b(?:compared|than|versus|vs|relative)\b", re.IGNORECASE)
CLAUSE = re.compile(r";|\b(?:while|whereas|but|although)\b", re.IGNORECASE)
UNCLEAR = re.compile(r"non-?\s?inferior\w*|\bonset of\b|\bratio of\b", re.IGNORECASE)
"""What is neither better, worse nor alike in an outcome: margins, speed, mixtures."""

NEAR = 70
"""Most characters between an outcome and the word that denies a difference in it."""
MIXED = re.compile(
    r"\b(?:but|although|however|whereas|while)\b[^.;]{0,60}\b(?:not|no longer|"
    r"no)\b[^.;]{0,60}\b(?:at|after|by|on|in) (?:\w+ ){0,2}?(?:day|week|month|hour|\d)",
    re.IGNORECASE,
)

NOT_THERE = re.compile(r"\b(?:no|without|without prolonging the|free of|prevent\w*|time to(?: \w+)?) $", re.IGNORECASE)
"""Before an outcome: it did not come about."""

BETTERING = re.compile(
    r"\b(?:reduc\w+|improv\w+|decreas\w+|better|superior|effective\w*|relie\w+|alleviat\w+|ameliorat\w+|attenuat\w+|changes?|declin\w+)\b",
    re.IGNORECASE,
)

ITS_TIME = re.compile(r"\s(?:recovery|onset|latency|time)\b", re.IGNORECASE)
"""Behind an outcome: not the outcome itself but how long it took."""

OTHERS_APART = re.compile(
    rf"\bbetween (?:the )?(?:{COMPARATOR.pattern}) and (?:the )?(?:{COMPARATOR.pattern})|"
    r"\b(?:BMI|age|sex|gender|racial|ethnic|diagnostic|personality) (?:\w+ )?(?:groups|categories|types)\b",
    re.IGNORECASE,
)
"""Groups that differ in something else than ketamine."""
