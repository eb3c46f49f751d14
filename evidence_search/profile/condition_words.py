"""The words by which papers name conditions, the values they are given, and which of them are kinds of which."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_search.profile.sieve import Sieved

_STEMS: dict[str, tuple[tuple[str, str], ...]] = {
    "depression": (
        ("depress", r"depress(?:ion|ive|ed)\b"), ("mdd", r"mdd\b"), ("trd", r"trd\b"), ("melanchol", r"melanchol\w+"),
        ("dysthymi", r"dysthymi\w+"), ("mde", r"mdes?\b"),
        ("antidepress", r"antidepress\w+\b(?![- ](?:resistan|refractor))"), ("mood", r"mood disorders?\b"),
        ("madrs", r"madrs"), ("ham", r"ham-?d(?:\d+)?\b"), ("hdrs", r"hdrs"), ("hrsd", r"hrsd"), ("qids", r"qids"),
        ("bdi", r"bdi\b"), ("phq", r"phq-?9"), ("ppd", r"ppd\b"),
    ),
    "suicidal ideation": (("suicid", r"suicid\w+"),),
    "PTSD": (("ptsd", r"ptsd\b"), ("post", r"post[-‐ ]?\s?traumatic"), ("caps-", r"caps-5|caps-iv")),
    "anxiety": (
        ("anxi", r"anxi(?:ety|ous)\b"), ("phobi", r"phobi\w+"), ("panic", r"panic disorder"),
        ("ham-a", r"ham-?a\b"), ("gad", r"gad\b"),
    ),
    "OCD": (("ocd", r"ocd\b"), ("obsessive", r"obsessive[-‐ ]compulsive")),
    "pain": (
        ("pain", r"pain(?:ful|s)?\b(?! (?:scale|score))"), ("analges", r"analgesi[ac]\w*"), ("headache", r"headaches?\b"),
        ("migrain", r"migrain\w+"), ("neuralg", r"neuralgia"), ("fibromyalg", r"fibromyalgia"), ("crps", r"crps\b"),
        ("complex r", r"complex regional"), ("reflex s", r"reflex sympathetic"), ("phantom", r"phantom limb"),
        ("neuropathic", r"neuropathic\b"), ("opioid c", r"opioid consumption"), ("morphine c", r"morphine consumption"),
    ),
    "bipolar disorder": (("bipolar", r"bipolar\b"),),
    "schizophrenia": (("schizo", r"schizo(?:phren|affect)\w+"), ("first-e", r"first-episode psychosis")),
    "alcohol use disorder": (
        ("alcohol", r"alcohol(?:ism|ics?)?\b(?: (?:use disorders?|dependen\w+|abuse|addiction))?"),
        ("aud", r"aud\b"), ("heavy d", r"heavy drink\w+"),
    ),
    "substance use disorder": (
        *((drug, drug + r"[- ](?:use disorders?|dependen\w+|abuse|addict\w+|withdrawal)")
          for drug in ("substance", "drug", "cocaine", "opioid", "heroin", "opiate", "cannabis", "methamphetamine", "nicotine",
                       "tobacco")),
        ("addict", r"addict(?:ion|ed|s)?\b"), ("smoking", r"smoking cessation"),
    ),
    "eating disorder": (
        ("anorexia", r"anorexia nervosa"), ("bulimi", r"bulimi\w+"), ("eating", r"eating disorders?"),
        ("binge", r"binge[- ]eating"),
    ),
    "autism": (("autis", r"autis\w+"), ("asperger", r"asperger\w*")),
    "status epilepticus": (("status", r"status epilepticus"),),
    "delirium": (("delirium", r"delirium\b"), ("emergence", r"emergence agitation")),
    "cancer": (("cancer", r"cancers?\b"), ("carcinoma", r"carcinoma"), ("malignan", r"malignan\w+"),
               ("oncolog", r"oncolog\w+")),
}  # fmt: skip
"""Each scored condition with the beginnings of its words in lower case, and the whole words."""

CONCEPTS: tuple[str, ...] = tuple(_STEMS)
"""The conditions that are scored."""

_NOT_DEPRESSION = re.compile(r"(?:respiratory|spreading|myocardial|immune|circulatory|cardiac|cns|cardiovascular) $")
_WHOLE = {stem: (name, re.compile(pattern)) for name, stems in _STEMS.items() for stem, pattern in stems}


def stems_in(text: str) -> list[str]:
    """Return the beginnings of conditions' words that a text in lower case holds anywhere."""
    return [stem for stem in _WHOLE if stem in text]


def named_in(text: str, stems: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, condition) of the words in a text that name a scored condition, in order.

    The text must be in lower case; `stems` are those of `stems_in` for it or for a text around it.
    """
    made = []
    for stem in stems:
        start = text.find(stem)
        while start >= 0:
            name, whole = _WHOLE[stem]
            match = whole.match(text, start) if not start or not text[start - 1].isalpha() else None
            if match and not _means_else(text, start, match.group()):
                made.append((start, match.end(), name))
            start = text.find(stem, start + len(stem))
    return sorted(made)


def _means_else(text: str, start: int, words: str) -> bool:
    """Depression of breathing is no depression, alcohol alone no disorder, and non-cancer pain no cancer."""
    before = text[max(0, start - 16) : start]
    of_the_body = words.startswith("depress") and _NOT_DEPRESSION.search(before) is not None
    return words == "alcohol" or before.endswith(("non-", "non‐", "non ")) or of_the_body


_BROADER: dict[str, tuple[str, str]] = {
    "postpartum depression": ("depression", r"post-?\s?partum depress\w+|postnatal depress\w+|\bppd\b|perinatal depress\w+"),
    "CRPS": ("pain", r"\bcrps\b|complex regional pain|reflex sympathetic dystrophy"),
    "fibromyalgia": ("pain", r"fibromyalgia"),
    "migraine": ("pain", r"migrain\w+"),
    "cluster headache": ("pain", r"cluster headaches?"),
    "neuropathic pain": ("pain", r"neuropathic|neuralgia|phantom limb"),
    "chronic pain": ("pain", r"chronic (?:[\w-]+ ){0,2}pain|long-term pain|persistent (?:[\w-]+ ){0,2}pain"),
    "cancer pain": ("pain", r"(?<!non)(?<!non[- ])cancer(?:-related)? (?:\w+ )?pain|pain in (?:\w+ )?cancer"),
    "postoperative pain": (
        "pain",
        r"(?:post-?\s?(?:operative|surgical|cesarean|caesarean|thoracotomy|tonsillectomy)|peri-?operative|acute surgical) "
        r"(?:[\w-]+ ){0,3}(?:pain|analgesi\w+|opioid|morphine)|pain (?:[\w-]+ ){0,3}after (?:[\w-]+ ){0,4}(?:surgery|"
        r"\w+ectomy|\w+tomy|\w+plasty)|"
        r"(?:pain|analgesi\w+) (?:[\w-]+ ){0,4}post-?\s?operative\w*",
    ),
    "social anxiety": ("anxiety", r"social anxiety|social phobia"),
}
"""A narrower condition → the scored one that it is a kind of, and its words."""

KINDS: dict[str, list[tuple[str, Sieved]]] = {}
"""The kinds of a scored condition, with their words."""

for _narrow, (_broad, _words) in _BROADER.items():
    KINDS.setdefault(_broad, []).append((_narrow, Sieved(_words)))

HEALTHY = re.compile(
    r"\b(?:healthy|normal) (?:[\w-]+ ){0,3}?(?:volunteers?|subjects?|participants?|adults|individuals|people|"
    r"humans?|men|women|males?|females?|"
    r"students|persons)\b|\bhealthy (?:[\w-]+ ){0,2}controls?\b|\bvolunteers\b",
    re.IGNORECASE,
)
