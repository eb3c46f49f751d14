"""What medical words mean in plain language, and where a text uses them: for people without medical training.

The meanings are this project's own, a sentence each; under which names and abbreviations a word is found says the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from evidence_search.text.vocabulary import Concept

MEANINGS: dict[str, str] = {
    "adverse events": "Anything unwanted that happens during a treatment, whether or not the treatment caused it.",
    "allodynia": "Pain from something that should not hurt, such as a light touch.",
    "anhedonia": "Not being able to feel pleasure.",
    "animal study": "A study in animals. It may not hold for people.",
    "arketamine": "One of the two mirror-image halves of ketamine.",
    "blinding": "Keeping from people which treatment they get, so that what they expect does not change the result.",
    "bolus": "A dose given all at once, in a short time.",
    "case report": "A description of one or a few patients. It cannot show what would have happened without the treatment.",
    "chronic pain": "Pain that has lasted for more than three months.",
    "Clinician-Administered PTSD Scale": "An interview that measures how severe post-traumatic stress is.",
    "Clinician-Administered Dissociative States Scale": "Questions that measure how detached or unreal somebody feels.",
    "cohort study": "A study that follows a group of people over time.",
    "complex regional pain syndrome": "Long-lasting, severe pain, mostly of an arm or a leg, often after an injury.",
    "contraindications": "Reasons not to give a treatment.",
    "crossover": "Everybody gets both treatments, one after the other.",
    "cystitis": "Inflammation of the bladder: pain, and needing to go often.",
    "dissociation": "Feeling detached from oneself or from what is around, as in a dream.",
    "double-blind": "Neither the people treated nor those who treat or assess them know who gets which treatment.",
    "electroconvulsive therapy": "A treatment of severe depression by a short, controlled seizure under anaesthesia.",
    "epidural": "Given through a fine tube near the spinal cord.",
    "esketamine": "One of the two mirror-image halves of ketamine, used as a medicine.",
    "esketamine nasal spray": "Esketamine breathed in through the nose.",
    "fibromyalgia": "Pain in many parts of the body with tiredness and poor sleep.",
    "glutamate": "A substance by which nerve cells signal to each other.",
    "hallucinations": "Seeing, hearing or feeling what is not there.",
    "Hamilton Depression Rating Scale": "A questionnaire that measures how severe a depression is; higher is worse.",
    "hypotension": "Low blood pressure.",
    "infusion": "A drip into a vein.",
    "intention to treat": "Everybody is counted in the group they were put in, also those who stopped early.",
    "intramuscular": "Injected into a muscle.",
    "intranasal": "Through the nose.",
    "intravenous": "Into a vein.",
    "ketamine": "An anaesthetic. In smaller doses it is used against pain and depression.",
    "maintenance treatment": "Treatment that goes on after the first success, to keep it.",
    "major depressive disorder": "Depression: low mood or loss of interest for at least two weeks, with other symptoms.",
    "meta-analysis": "A calculation that puts the results of several studies together.",
    "midazolam": "A calming medicine, often given for comparison because people notice an effect.",
    "migraine aura": "Changes of sight, feeling or speech that can come with a migraine.",
    "Montgomery-Asberg Depression Rating Scale": "A questionnaire that measures how severe a depression is; higher is worse.",
    "N-methyl-D-aspartate receptor": "A part of nerve cells that ketamine blocks.",
    "nausea": "Feeling sick.",
    "neuropathic pain": "Pain from damaged or irritated nerves.",
    "no significant difference": "A difference so small that chance may explain it.",
    "non-response": "The treatment did not help enough.",
    "numeric rating scale": "Saying how strong something is as a number, mostly 0 to 10.",
    "number needed to treat": "How many people must be treated for one of them to benefit.",
    "off-label": "Used for something the medicine was not officially approved for.",
    "open-label": "Everybody knows who gets which treatment.",
    "opioid-sparing": "Needing less of strong painkillers such as morphine.",
    "oral": "By mouth.",
    "pharmacovigilance": "Collecting reports of unwanted effects after a medicine is in use.",
    "pilot study": "A small first study, to see whether a larger one makes sense.",
    "placebo": "A dummy treatment without an active substance.",
    "post-traumatic stress disorder": "Lasting distress after something terrible: memories that come back, fear, poor sleep.",
    "primary outcome": "What a study set out to measure before all else.",
    "psychosis": "Losing touch with what is real.",
    "PTSD Checklist": "A questionnaire on post-traumatic stress; higher is worse.",
    "quality of life": "How well somebody feels and lives, as they say themselves.",
    "racemic ketamine": "Ordinary ketamine: both mirror-image halves together.",
    "randomised controlled trial": "A study that decides by chance who gets which treatment, and compares the groups.",
    "randomised withdrawal": "People who do well are split by chance: some go on with the treatment, some stop.",
    "relapse": "The illness comes back.",
    "remission": "Hardly any symptoms left.",
    "respiratory depression": "Breathing too slowly or too shallowly.",
    "response": "Clearly better: often, at least half of the symptoms gone.",
    "sedation": "Being drowsy or sleepy.",
    "seizures": "Fits: sudden, uncontrolled activity of the brain.",
    "selective serotonin reuptake inhibitor": "A common kind of antidepressant.",
    "serious adverse events": "Unwanted events that are dangerous, or lead to hospital, disability or death.",
    "standardised mean difference": "The size of an effect without units: about 0.2 is small, 0.8 large.",
    "subanaesthetic": "A dose too small to put somebody to sleep.",
    "subcutaneous": "Injected under the skin.",
    "sublingual": "Dissolved under the tongue.",
    "suicidal ideation": "Thoughts of suicide.",
    "titration": "Changing a dose step by step.",
    "tolerance": "Needing more for the same effect.",
    "topical": "Put on the skin.",
    "transcranial magnetic stimulation": "A treatment of the brain with magnetic pulses from outside.",
    "treatment-resistant depression": "Depression that did not get better with at least two treatments.",
    "visual analogue scale": "Marking on a line how strong something is.",
}  # fmt: skip
"""Preferred name in the vocabulary → what it means."""

OWN: dict[str, str] = {
    "confidence interval": "The range in which the true value probably lies. A wide one means little is certain.",
    "CI": "Confidence interval: the range in which the true value probably lies.",
    "odds ratio": "How much more likely something is in one group; 1 means no difference.",
    "hazard ratio": "How much sooner something happens in one group; 1 means no difference.",
    "psychomimetic": "Like the experiences of a psychosis: strange perceptions or thoughts.",
    "psychotomimetic": "Like the experiences of a psychosis: strange perceptions or thoughts.",
    "statistically significant": "Unlikely to be due to chance alone. It does not mean large or important.",
    "baseline": "How things were before the treatment.",
    "comorbid": "Another illness at the same time.",
    "systematic review": "A search for all studies of a question, put together by fixed rules.",
    "refractory": "Not getting better with the usual treatments.",
    "tachycardia": "A fast heartbeat.",
    "hypertension": "High blood pressure.",
}
"""Words that are no concept of the vocabulary."""

_CASED = 5
"""Names up to this many letters, all capitals, are matched as written: CI is not `ci`."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A stretch of a text, `text[start:end]`, and what it means."""

    start: int
    end: int
    meaning: str


class Explainer:
    """Finds words that a vocabulary knows and this module explains."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._meanings: dict[str, str] = {}
        for concept in concepts:
            if meaning := MEANINGS.get(concept.name):
                for name in concept.names():
                    said = meaning if name == concept.name or not _is_short(name) else f"Short for {concept.name}. {meaning}"
                    self._meanings.setdefault(_key(name), said)
        for name, meaning in OWN.items():
            self._meanings.setdefault(_key(name), meaning)
        longest_first = sorted(self._meanings, key=lambda name: (-len(name), name))
        names = "|".join(re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in longest_first)
        self._pattern = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")

    def explained(self, text: str) -> list[Explained]:
        """Return the words of a text that can be explained, in order, each word the first time it stands there."""
        found: dict[str, Explained] = {}
        for match in self._pattern.finditer(text):
            word = match.group()
            meaning = self._meanings.get(_key(word)) or self._meanings[word.casefold()]
            found.setdefault(meaning, Explained(match.start(), match.end(), meaning))
        return list(found.values())


def _is_short(name: str) -> bool:
    return sum(letter.isupper() for letter in name) > 1 and " " not in name


def _key(name: str) -> str:
    return name if name.isupper() and len(name) <= _CASED else name.casefold()
