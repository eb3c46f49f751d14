"""Drugs by name: which form of ketamine a text speaks of, and which other drugs.

Names are the international non-proprietary ones. Racemic ketamine is told from ketamine of a form not stated, because a dose
of esketamine is worth about two of the racemate and readers must not guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from evidence_search.profile.sieve import Sieved, holds

KETAMINE = "ketamine"
RACEMIC = "racemic ketamine"
ESKETAMINE = "esketamine"
ARKETAMINE = "arketamine"
KETAMINES = frozenset({KETAMINE, RACEMIC, ESKETAMINE, ARKETAMINE})
PSYCHEDELICS = frozenset(
    {"psilocybin", "MDMA", "LSD", "DMT", "5-MeO-DMT", "ayahuasca", "mescaline", "ibogaine", "salvinorin A"}
)
STUDY_DRUGS = KETAMINES | PSYCHEDELICS
"""Drugs whose route and sessions are read: ketamine, and those that are studied and labelled along with it."""

_FORMS = re.compile(
    r"""(?P<racemic>
        \bracemic\s(?:\w+\s(?:of\s)?){0,2}?\(?(?:[RS],\s?[RS]\)-)?ketamine\b
      | (?<![\w,])\(?\b(?:R\s?[,/]?\s?S|S\s?[,/]\s?R)\)?-?\s?(?:\(?±\)?-?)?ketamine\b
      | \(±\)-?ketamine\b
      | \bketamine\s(?:racemate|racemic)\b)
    |(?P<s>
        \besketamin[ea]?\b | \bspravato\b | \bketanest\b
      | (?<![\w'’,])\(?S\)?\s?(?:\(?\+\)?)?\s?-\s?(?:\(?\+\)?\s?-?\s?)?ketamine\b
      | (?<![\w'’,])\(S\)\s?\(?\+?\)?\s?ketamine\b | (?<![\w'’,])(?-i:S)\s?\(?\+\)\s?ketamine\b
      | (?<![\w'’,-])(?-i:S)ketamine\b | \(\+\)-?ketamine\b | \bES-ketamine\b | (?-i:\bESK\b)
      | \b[Ss]\s?(?:\(\+\))?-?enantiomer\b)
    |(?P<both>\(es\)\s?ketamine\b)
    |(?P<r>
        \barketamine\b | \bPCN-?101\b
      | (?<![\w'’,])\(?R\)?\s?(?:\([-−–]\))?\s?-\s?ketamine\b | (?<![\w'’,])\(R\)\s?ketamine\b)
    |(?P<plain>(?<![a-zA-Z])(?<!hydroxynor)ketamine\b | \bketalar\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FORM_NAMES = {"racemic": RACEMIC, "s": ESKETAMINE, "both": ESKETAMINE, "r": ARKETAMINE, "plain": KETAMINE}

_SPELLINGS = {
    "midazolam": "midazolam hypnovel",
    "psilocybin": "psilocybin psilocybine psilocin",
    "MDMA": "mdma ecstasy methylenedioxymethamphetamine",
    "LSD": "lsd lysergic",
    "DMT": "dmt dimethyltryptamine",
    "ayahuasca": "ayahuasca",
    "mescaline": "mescaline peyote",
    "ibogaine": "ibogaine noribogaine",
    "salvinorin A": "salvinorin",
    "magnesium": "magnesium",
    "adrenaline": "adrenaline epinephrine",
    "paracetamol": "paracetamol acetaminophen",
    "remifentanil": "remifentanil",
    "alcohol": "ethanol",
    "thiopental": "thiopental thiopentone",
}
_OWN_NAMES = (
    "alprazolam amantadine amisulpride amitriptyline amphetamine aripiprazole atropine botulinum buprenorphine bupivacaine "
    "bupropion caffeine cannabidiol carbamazepine celecoxib chlorpromazine citalopram clonazepam clonidine clozapine cocaine "
    "codeine cycloserine dexamethasone dexamphetamine dexmedetomidine dextromethorphan diazepam diclofenac "
    "dihydroergotamine diphenhydramine donepezil droperidol duloxetine ephedrine escitalopram etomidate fentanyl fluoxetine "
    "fluvoxamine gabapentin glycopyrrolate guanfacine haloperidol hydrocodone hydrocortisone hydromorphone ibuprofen "
    "imipramine isoflurane ketanserin ketoprofen ketorolac lamotrigine lanicemine levobupivacaine levetiracetam lidocaine "
    "lithium lorazepam memantine meperidine methadone methohexital methylphenidate methylprednisolone metoclopramide "
    "mirtazapine modafinil morphine nalbuphine naloxone naltrexone neostigmine niacin nimodipine nitroprusside nortriptyline "
    "olanzapine ondansetron oxycodone oxytocin paroxetine pentazocine pethidine phenobarbital phentolamine phenytoin "
    "physostigmine pindolol pregabalin prochlorperazine promethazine propofol propranolol quetiapine rapastinel riluzole "
    "risperidone rituximab rocuronium ropivacaine scopolamine sertraline sevoflurane succinylcholine suxamethonium "
    "sufentanil sumatriptan tapentadol temazepam tizanidine topiramate tramadol trazodone triazolam tropisetron valproate "
    "vecuronium venlafaxine vortioxetine zolpidem zonisamide rapamycin minocycline dextroamphetamine methamphetamine "
    "methylone mephedrone nicotine nitroglycerin dipyrone metamizole flumazenil hyoscine nalmefene guaifenesin xylazine "
    "medetomidine romifidine perampanel nimesulide naproxen levomepromazine desflurane nefopam parecoxib sarcosine glycine "
    "progesterone allopregnanolone brexanolone zuranolone"
)
_DRUG_OF = {word: name for name, words in _SPELLINGS.items() for word in words.split()} | {
    word: word for word in _OWN_NAMES.split() if "-" not in word
}
_SUFFIXES = (
    "azepam", "azolam", "caine", "fentanil", "fentanyl", "oxetine", "ipramine", "triptyline", "setron", "curium",
    "curonium", "flurane", "barbital", "codone", "morphone", "orphine", "orphanol", "piprazole", "peridone", "triptan",
    "gabalin", "profen", "coxib", "phetamine", "talopram", "faxine", "zapine", "tiapine", "trexone", "medetomidine", "gepant",
)  # fmt: skip
"""International name stems (WHO, The use of stems, 2018) of drugs met in trials of ketamine; for names not listed."""

WORD = re.compile(r"[a-z][a-z0-9]+")
"""A word of a text in lower case."""
_FORM_STEMS = (
    "sket", "s-ket", "s ket", "r-ket", "r ket", "arket", ")ket", ") ket", ")-ket", "- ket", "(es)", "racem", "spravato",
    "ketanest", "enantiomer", "esk", "pcn",
)  # fmt: skip
"""Where none of these stands, ketamine is plain ketamine; a fifth of the time."""
_PLAIN_FORM = Sieved(r"(?P<plain>(?<![a-zA-Z])ketamine\b|\bketalar\b)")
_CODE = Sieved(r"\b(?=[A-Z]{2,4}[- ]?\d{3})(?!(?:IV |IM |SC |PO |"
                   r"PCN|NCT|PMC|DSM|ICD|IL|DAY|HAMD|QIDS|BDI|SF|WHO|UMIN|ISRCTN|HAM|PHQ|GAD|PCL|CAPS|EUCTR|CTRI|"
                   r"CHI|JPRN))"
                   r"[A-Z]{2,4}[- ]?\d{3,}(?:,\d{3})*\b(?!\s?(?:mg|ml))", re.NOFLAG)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A drug named in a sentence, at [start, end) of it."""

    name: str
    start: int
    end: int

    @property
    def is_ketamine(self) -> bool:
        """Whether this is ketamine in any form."""
        return self.name in KETAMINES


def drugs_named(text: str) -> tuple[Mention, ...]:
    """Return every drug a text names, in order; what is not a drug's own name (`antidepressant`, `placebo`) is left out.

    >>> [mention.name for mention in drugs_named("(S)-ketamine, racemic ketamine, norketamine or midazolam")]
    ['esketamine', 'racemic ketamine', 'midazolam']
    """
    lower = text.lower()
    return drugs_of(text, lower, WORD.findall(lower))


def drugs_of(text: str, lower: str, words: Iterable[str]) -> tuple[Mention, ...]:
    """Return what `drugs_named` does, for a text whose lower case and whose words (of `WORD`) are at hand."""
    found = [*_ketamines(text, lower), *_others(text, lower, words)]
    return tuple(sorted(found, key=lambda mention: mention.start)) if len(found) > 1 else tuple(found)


def _ketamines(text: str, lower: str) -> Iterator[Mention]:
    formed = holds(lower, _FORM_STEMS)
    if not formed and "ketam" not in lower and "ketalar" not in lower:
        return
    for match in (_FORMS if formed else _PLAIN_FORM).finditer(text):
        form = match.lastgroup or "plain"
        yield Mention(_FORM_NAMES[form], match.start(), match.end())
        if form == "both":
            yield Mention(KETAMINE, match.start(), match.end())


def _others(text: str, lower: str, words: Iterable[str]) -> Iterator[Mention]:
    if any(map(_drug_of, words)):
        for match in WORD.finditer(lower):
            name = _drug_of(match.group())
            if name is not None:
                methoxy = name == "DMT" and lower.endswith("5-meo-", 0, match.start())
                yield Mention("5-MeO-DMT" if methoxy else name, match.start() - (6 if methoxy else 0), match.end())
    for match in _CODE.finditer(text):
        yield Mention(match.group(), match.start(), match.end())


@lru_cache(maxsize=1 << 16)
def _drug_of(word: str) -> str | None:
    return _DRUG_OF.get(word) or (word if word.endswith(_SUFFIXES) else None)
