"""Harms by name: the words texts use, and one name for each."""

from __future__ import annotations

import re

HARMS: tuple[tuple[str, str, str], ...] = (
    (
        "serious adverse events",
        "seri",
        r"serious (?:treatment-(?:emergent|related) |drug-related |treatment )?(?:adverse|"
        r"side)[\s-]?(?:events?|effects?|reactions?)|\bSAEs?\b",
    ),
    (
        "dissociation",
        "dissoci",
        r"dissociat(?:ion|ive (?:symptom\w*|effect\w*|state\w*|side[\s-]effect\w*|"
        r"experience\w*|event\w*|reaction\w*|syndrome\w*|phenomen\w*|adverse \w+))|"
        r"(?<=[,;:] )dissociative(?=,| and| or|;)|depersonali[sz]ation|dereali[sz]ation|"
        r"out-of-body",
    ),
    (
        "psychotomimetic effects",
        "psycho|halluc|mimetic|nightmare|dreams|delus",
        r"psychotomimetic (?:\w+[\s-]){0,2}?(?:effects?|symptoms?|events?|reactions?)|"
        r"psychotomimesis|hallucinat\w+|psychotic[\s-](?:like )?(?:symptoms?|reactions?|"
        r"episodes?)|psychosis|nightmares?|vivid dreams|delusions?|psychedelic side effects",
    ),
    (
        "blood pressure rise",
        "hypertens|blood pressure|pressure",
        r"hypertension|(?:increase[sd]?|elevat\w+|rises?|higher|raised|"
        r"changes?) (?:\w+ ){0,4}?blood pressure|blood pressure (?:\w+ ){0,2}?(?:increase[sd]?|"
        r"elevat\w+|rises?|rose)|hypertensive (?:episodes?|crisis|reactions?|events?)",
    ),
    (
        "heart rate rise",
        "tachycard|heart rate",
        r"tachycardia|(?:increase[sd]?|elevat\w+|higher|raised) (?:\w+ ){0,3}?heart rate|"
        r"heart rate (?:\w+ ){0,1}?(?:increase[sd]?|elevat\w+)",
    ),
    ("hypotension", "hypotens", r"hypotension"),
    ("bradycardia", "bradycard", r"bradycardia"),
    (
        "respiratory depression",
        "respirat|desatur|apn|hypox",
        r"respiratory depression|desaturation|apn[oe]+a|hypox(?:ia|aemia|emia)",
    ),
    ("laryngospasm", "laryngosp", r"laryngospasm"),
    ("nausea", "nausea|ponv", r"nausea|\bPONV\b"),
    ("vomiting", "vomit|emesis|ponv", r"vomiting|emesis|\bPONV\b"),
    ("dizziness", "dizz|vertigo|lighthead", r"dizziness|dizzy|light-?headed(?:ness)?|vertigo"),
    ("headache", "headache", r"headaches?"),
    ("sedation", "sedat|somnol|drows|sleepi", r"sedation|somnolence|drows(?:iness|y)|sleepiness"),
    ("fatigue", "fatigue|tired", r"fatigue|tiredness|lethargy"),
    (
        "blurred vision",
        "vision|diplop|nystag|visual dist",
        r"blurr(?:ed|y) vision|diplopia|double vision|nystagmus|visual disturbances?",
    ),
    ("paraesthesia", "sthesia|numb|tingl", r"par(?:a)?esthesias?|hypoa?esthesia|numbness|tingling"),
    ("taste disturbance", "taste|geusia", r"dysgeusia|(?:bad|unpleasant|bitter|metallic) taste|taste disturbances?"),
    ("dry mouth", "dry mouth", r"dry mouth"),
    ("hypersalivation", "saliva", r"hypersalivation|(?:hyper|excess\w* )?salivation|sialorrh\w+"),
    (
        "bladder symptoms",
        "cystitis|bladder|urinar|urolog|uropath|lower urinary|luts",
        r"(?:interstitial |ulcerative |haemorrhagic |hemorrhagic |ketamine[- ](?:induced |"
        r"associated |related )?)?cystitis|(?:lower )?urinary(?: tract)? (?:symptoms?|"
        r"dysfunction|toxicity|problems?|urgency|frequency|complications?)|"
        r"bladder (?:\w+ )?(?:symptoms?|dysfunction|toxicity|problems?|pain|damage|"
        r"inflammation)|uropathy|\bLUTS\b|urotoxicity|urological (?:\w+ )?(?:symptoms?|"
        r"toxicity|problems?|complications?)",
    ),
    (
        "liver enzymes",
        "liver|hepat|transamin",
        r"(?:elevat\w+|increase[sd]?|raised|abnormal\w*) (?:in |"
        r"of )?(?:\w+ ){0,2}?(?:liver (?:enzymes?|function)|transaminases?|hepatic enzymes?)|"
        r"hepatotoxicity|liver (?:injury|damage|toxicity|dysfunction)|"
        r"biliary (?:\w+ )?(?:dilat\w+|abnormalit\w+|damage)|cholangiopathy|hepatic (?:injury|"
        r"toxicity|impairment)",
    ),
    (
        "cognitive effects",
        "cognit|memory|amnes|confus|attention",
        r"(?:neuro)?cognitive (?:\w+ )?(?:impairments?|deficits?|side[\s-]effects?|decline|"
        r"dysfunction|worsening|adverse effects?|deterioration|effects)|"
        r"memory (?:impairments?|deficits?|loss|problems?|disturbances?)|amnesia|confusion|"
        r"(?:impair\w+|worsen\w*) (?:\w+ ){0,3}?(?:cognition|memory|attention|"
        r"cognitive (?:function\w*|performance))",
    ),
    ("delirium", "delirium|emergence", r"(?:emergence |postoperative )?delirium|emergence (?:reactions?|phenomena|agitation)"),
    ("agitation", "agitat|restless", r"agitation|restlessness"),
    ("anxiety", "anxi|panic", r"anxiety|panic attacks?"),
    (
        "mania",
        "mania|manic|affective switch",
        r"(?:hypo)?mania|(?:hypo)?manic (?:symptoms?|switch\w*|episodes?)|affective switch\w*",
    ),
    ("suicidality", "suicid", r"suicidality|suicidal (?:ideation|thoughts?|behaviou?rs?)|suicide attempts?"),
    (
        "dependence or abuse",
        "depend|abuse|addict|misuse|craving",
        r"(?:drug |ketamine |substance |physical |psychological )?(?:dependence|addiction|"
        r"misuse)|(?:ketamine |drug |substance )abuse|abuse potential|drug[- ]seeking|"
        r"cravings?",
    ),
    ("withdrawal symptoms", "withdrawal", r"withdrawal (?:symptoms?|syndrome|effects?)"),
    ("insomnia", "insomnia", r"insomnia"),
    (
        "injection site reactions",
        "site",
        r"(?:injection|infusion|application)[\s-]site (?:pain|reactions?|irritation|"
        r"discomfort)",
    ),
    ("nasal discomfort", "nasal d|throat", r"nasal discomfort|throat irritation|rhinorrh\w+"),
    ("pruritus", "prurit|itch", r"pruritus|itching"),
    ("falls", "falls", r"\bfalls\b"),
    ("seizure", "seizure", r"seizures"),
    (
        "death",
        "death|died|suicide|fatal",
        r"deaths?|\bdied\b|complet\w+ suicide|died by suicide|fatalit\w+|fatal (?:overdose|"
        r"outcome|event)s?",
    ),
    (
        "adverse events",
        "adverse|side effect|side-effect|teae",
        r"(?:treatment[\s-](?:emergent|related) |drug-related |significant |severe |major |"
        r"ketamine-related |new |other |unexpected |common |mild |minor |overall |total |any |"
        r"psychiatric |psychoactive )*(?:adverse (?:drug )?(?:events?|effects?|reactions?)|"
        r"side[\s-]effects?)|\bTEAEs?\b|\bAEs\b",
    ),
)
"""Canonical name, stems of which a text must have one, and the pattern of the words (to be used with IGNORECASE)."""

ALSO_ILLNESS: frozenset[str] = frozenset(
    {
        "anxiety",
        "suicidality",
        "headache",
        "insomnia",
        "fatigue",
        "agitation",
        "cognitive effects",
        "dependence or abuse",
        "withdrawal symptoms",
        "sedation",
        "seizure",
        "falls",
        "death",
        "delirium",
        "mania",
        "pruritus",
        "hypotension",
        "bradycardia",
        "respiratory depression",
        "paraesthesia",
        "psychotomimetic effects",
        "dissociation",
    }
)
"""Harms that are also illnesses, aims or effects under study: they count only where the sentence speaks of harm."""

_STEMS = re.compile("|".join(sorted({stem for _, stems, _ in HARMS for stem in stems.split("|")}, key=len, reverse=True)))
_NAMES_OF = {
    stem: tuple(at for at, (_, stems, _) in enumerate(HARMS) if stem in stems.split("|"))
    for _, all_stems, _ in HARMS
    for stem in all_stems.split("|")
}

Named = tuple[str, re.Pattern[str]]


PATTERNS: tuple[Named, ...] = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)) for name, _, words in HARMS
)


def named_in(lower: str) -> list[Named]:
    """Return the entries of `PATTERNS` of which a stem stands in a text in lower case, in their order."""
    places = {at for stem in set(_STEMS.findall(lower)) for at in _NAMES_OF[stem]}
    return [PATTERNS[at] for at in sorted(places)]
