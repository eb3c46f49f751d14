"""What medical words mean in plain language, and where a text uses them: for people without medical training.

The meanings are this project's own, a sentence each. Under which other wordings one is given is said here too, and not taken
from the vocabulary: what helps a search (`effective` for response, `bladder` for cystitis) would explain a word as another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    "case series": "A description of several patients. It cannot show what would have happened without the treatment.",
    "hyperalgesia": "Something that hurts a little is felt as very painful.",
    "hydronephrosis": "A kidney swollen with urine that cannot drain.",
    "vomiting": "Being sick: bringing up what is in the stomach.",
    "depersonalisation": "Feeling detached from oneself, as if watching from outside.",
    "derealisation": "The world around feels unreal, as in a dream.",
    "number needed to harm": "How many people must be treated for one more of them to be harmed.",
    "suicidality": "Thoughts of suicide, plans or attempts.",
    "tolerability": "How well people can bear a treatment.",
    "saline": "Salt water without a medicine, often given for comparison.",
    "median": "The middle value: half of the people are above it, half below.",
    "p value": "How easily chance alone could give such a difference. A small one does not mean a large or important effect.",
    "observational study": "A study that watches what happens without deciding who gets which treatment.",
    "confidence interval": "The range in which the true value probably lies. A wide one means little is certain.",
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

SAME: dict[str, tuple[str, ...]] = {
    "adverse events": ("adverse event", "adverse effects", "adverse effect", "adverse reactions"),
    "animal study": ("animal model", "animal models", "preclinical"),
    "blinding": ("masking",),
    "case report": ("case reports",),
    "cohort study": ("cohort studies",),
    "complex regional pain syndrome": ("reflex sympathetic dystrophy",),
    "contraindications": ("contraindication", "contraindicated"),
    "crossover": ("cross-over",),
    "depersonalisation": ("depersonalization",),
    "derealisation": ("derealization",),
    "dissociation": ("dissociative symptoms", "dissociative effects", "dissociative"),
    "double-blind": ("double blind", "double-blinded"),
    "electroconvulsive therapy": ("electroconvulsive treatment",),
    "esketamine": ("S-ketamine",),
    "esketamine nasal spray": ("intranasal esketamine", "nasal esketamine"),
    "hallucinations": ("hallucination",),
    "hypertension": ("hypertensive",),
    "infusion": ("infusions",),
    "intention to treat": ("intention-to-treat",),
    "intramuscular": ("intramuscularly",),
    "intranasal": ("intranasally",),
    "intravenous": ("intravenously",),
    "major depressive disorder": ("major depression",),
    "meta-analysis": ("meta-analyses", "pooled analysis"),
    "Montgomery-Asberg Depression Rating Scale": ("Montgomery-Åsberg Depression Rating Scale",),
    "N-methyl-D-aspartate receptor": ("NMDA receptor", "NMDA receptors"),
    "no significant difference": ("no significant differences", "did not differ significantly", "not significantly different"),
    "numeric rating scale": ("numerical rating scale",),
    "off-label": ("off label",),
    "open-label": ("open label",),
    "oral": ("orally",),
    "p value": ("p-value", "p values"),
    "post-traumatic stress disorder": ("posttraumatic stress disorder",),
    "primary outcome": ("primary endpoint", "primary end point"),
    "psychosis": ("psychotic",),
    "racemic ketamine": ("R,S-ketamine",),
    "randomised controlled trial": ("randomized controlled trial", "randomised trial", "randomized trial"),
    "respiratory depression": ("depressed breathing",),
    "sedation": ("somnolence",),
    "seizures": ("seizure", "convulsions"),
    "selective serotonin reuptake inhibitor": ("selective serotonin reuptake inhibitors",),
    "serious adverse events": ("serious adverse event", "serious adverse reactions"),
    "standardised mean difference": ("standardized mean difference",),
    "subanaesthetic": ("sub-anaesthetic", "subanesthetic", "sub-anesthetic"),
    "subcutaneous": ("subcutaneously",),
    "sublingual": ("sublingually",),
    "suicidal ideation": ("suicidal thoughts",),
    "tachycardia": ("rapid heart rate",),
    "treatment-resistant depression": ("treatment-refractory depression",),
    "visual analogue scale": ("visual analog scale",),
}
"""Name → wordings that mean just the same."""

SHORT: dict[str, tuple[str, ...]] = {
    "Clinician-Administered Dissociative States Scale": ("CADSS",),
    "Clinician-Administered PTSD Scale": ("CAPS-5", "CAPS"),
    "adverse events": ("AEs",),
    "complex regional pain syndrome": ("CRPS", "CRPS-1", "CRPS-2"),
    "confidence interval": ("CI", "CIs"),
    "electroconvulsive therapy": ("ECT",),
    "Hamilton Depression Rating Scale": ("HAM-D", "HAMD", "HDRS", "HAM-D-17", "HDRS-17"),
    "intramuscular": ("IM",),
    "intravenous": ("IV",),
    "major depressive disorder": ("MDD",),
    "Montgomery-Asberg Depression Rating Scale": ("MADRS",),
    "N-methyl-D-aspartate receptor": ("NMDAR",),
    "numeric rating scale": ("NRS",),
    "number needed to harm": ("NNH",),
    "number needed to treat": ("NNT",),
    "post-traumatic stress disorder": ("PTSD",),
    "PTSD Checklist": ("PCL-5", "PCL"),
    "randomised controlled trial": ("RCT", "RCTs"),
    "selective serotonin reuptake inhibitor": ("SSRI", "SSRIs"),
    "serious adverse events": ("SAE", "SAEs"),
    "standardised mean difference": ("SMD",),
    "transcranial magnetic stimulation": ("TMS", "rTMS"),
    "treatment-resistant depression": ("TRD",),
    "visual analogue scale": ("VAS",),
}
"""Name → its abbreviations, matched as written."""

_TOO_PLAIN = frozenset({"response", "tolerance", "oral", "topical", "infusion"})
"""Words that mean something else in plain sentences, or need no explanation there."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A stretch of a text, `text[start:end]`, and what it means."""

    start: int
    end: int
    meaning: str


class Explainer:
    """Finds words that this module explains."""

    def __init__(self) -> None:
        meanings = {name: meaning for name, meaning in {**MEANINGS, **OWN}.items() if name not in _TOO_PLAIN}
        self._written = {short: f"Short for {name}. {meanings[name]}" for name, shorts in SHORT.items() for short in shorts}
        self._spoken = {name.casefold(): meaning for name, meaning in meanings.items()}
        for name, others in SAME.items():
            if name in meanings:
                self._spoken.update(dict.fromkeys(map(str.casefold, others), meanings[name]))
        longest_first = sorted([*self._written, *self._spoken], key=lambda name: (-len(name), name))
        names = "|".join(re.escape(name) if name in self._written else f"(?i:{re.escape(name)})" for name in longest_first)
        self._pattern = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")

    def explained(self, text: str) -> list[Explained]:
        """Return the words of a text that can be explained, in order, each meaning the first time it is needed."""
        found: dict[str, Explained] = {}
        for match in self._pattern.finditer(text):
            word = match.group()
            meaning = self._written.get(word) or self._spoken[word.casefold()]
            found.setdefault(meaning, Explained(match.start(), match.end(), meaning))
        return list(found.values())
