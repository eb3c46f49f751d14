"""The words that say that a drug was given once, or repeatedly, or that leave room for one administration only."""

from __future__ import annotations

import re

from evidence_search.profile.sieve import Sieved

_N = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|thirty|"
    r"(?<![\d.,/])(?:[2-9]|[1-3]\d))"
)
_SESSIONS = r"(?:infusions|injections|administrations|treatments|applications|sessions)"
_FILL = r"(?:(?!of\b|with\b|and\b|or\b|daily\b|to\b|ECT\b|in\b|each\b)[\w.+()/%,]{1,25}[- ]{1,3}){0,6}?"
_PLAIN_FILL = (
    r"(?:(?!different\b|established\b|placebo\b|tms\b|rtms\b|other\b|test\b|ascending\b|active\b|previous\b|failed\b|"
    r"antidepressant\b|pharmacolog\w+|evidence-based\b|adequate\b|laboratory\b|imaging\b|scan\w*|test\w*|"
    r"prepar\w+|integrati\w+|group\b|electroconvulsive\b|ect\b|cbt\b|psychotherapy\b|of\b|weeks?\b|days?\b|hours?\b|h\b|months?\b|"
    r"min\w*\b)[\w./-]+ ){0,3}?"
)
_NOT_OF_DESIGN = (
    r"(?!site|cent(?:re|er)|blind|mask|arm\b|group|institution|ascending|subject|patient|case|photon|nucleotide|item|cohort)"
)
"""What is single without being a dose: a single-blind trial, a single centre."""
_IN_THIS = r"(?:[^.;]|\.\d)"
"""A character of the same clause; the point of a number does not end it."""


def _each(*patterns: str) -> tuple[Sieved, ...]:
    """Return patterns that are tried one by one, each only where its own letters stand."""
    return tuple(map(Sieved, patterns))


SINGLE = _each(
    rf"\b(?:single|one-time)[- ]+{_NOT_OF_DESIGN}{_FILL}(?:dose|infusion|injection|administration|session|bolus|exposure|"
    r"(?:es)?ketamine|mdma|psilocybin|lsd)\b(?! (?:an?(?:a)?esthe|group))",
    r"\bsingle[- ](?:sub-?an(?:a)?esthetic|i\.?v\.?|intravenous|low|intranasal) ",
    r"(?<!least )(?<!≥)(?<!≥ )\b(?:one|1) (?:(?!days?|weeks?|hours?|h\b|min|months?|years?|after|following)[\w.-]+ ){0,2}?"
    r"(?:infusion|injection|dose|session)\b(?! (?:per|each|every|a) )",
)
REPEATED = _each(
    rf"\b(?P<count>{_N})(?:\s?(?:-|to|or)\s?(?P<upto>{_N}))?[- ]+{_PLAIN_FILL}{_SESSIONS}\b",
    rf"\b(?P<doses>{_N}) (?:[\w./-]+ ){{0,3}}?doses (?:[\w-]+ ){{0,3}}?(?:over|within|weekly|per|every|during|for|in \d)\b",
    rf"\b{_N} (?:[\w./-]+ ){{0,3}}?doses\b[^.;]{{0,60}}?\b(?:over|within|during) (?:an? )?[\w-]+[- ](?:weeks?|days?)\b",
    r"\b(?:repeat(?:ed(?![- ]measure)|edly(?! (?:after|before|during))|-?dose)?|multiple|serial|"
    r"successive|consecutive|maintenance)[- ]+(?:[\w.()+]{1,25}[- ]){0,4}?"
    r"(?:infusions?|doses?|dosing|injections|administrations?|sessions|treatments?\b(?! (?:fail|resist))|"
    r"(?<!therapeutic )(?<!clinical )applications|(?:es)?ketamine|administered)\b",
    r"\bnumber of (?:(?!ect\b)\w+ )?(?:sessions|infusions|treatments)\b",
    r"\b(?:third|fourth|fifth|sixth|seventh|eighth|last|final) (?:\w+ )?(?:infusions?|injections?|sessions?)\b",
    r"\b(?:third|fourth|fifth|sixth|eighth|last|final) (?:es)?ketamine (?:treatment|dose|administration)\b",
    rf"(?<!phase )\b{_N}[- ](?:session|infusion|dose|treatment)\b(?! (?:days|conditions|arms|groups))[^.;]{{0,40}}\b"
    r"(?:course|phase|induction|protocol|ketamine|series)\b",
    r"\bmulti-?dose\b|\bdays 1, ?[2-9](?:, ?\d+){1,9},? and \d+\b(?! (?:post|after|follow|of))|\btwiceweekly\b|"
    r"\binfusions? (?:number |no\. ?|#)?1\b[^.;]{0,60}(?:\b[2-9]\b|and)",
    rf"\b(?:es)?ketamine\b{_IN_THIS}{{0,60}}?\bmg/day\b",
    r"\b(?!patients|participants|subjects|min|hours?\b|days?\b|drinks|units)\w+ (?:times )?(?:a|per|each|every) week\b"
    r"(?! (?:after|later|post))",
    r"\b[1-7]\s?(?:x|times|/)\s?(?:per |a |/)?w(?:ee)?k\b|\bbi-?weekly\b|\b(?:once|twice|thrice|\w+[- ]times)[- ]weekly\b",
    r"\bweekly (?:(?!prepar|integrati|therapy|psycho|counsel|group)[\w-]+ ){0,2}?"
    r"(?:infusions?|doses?|injections?|treatments?|sessions|administrations?|(?:es)?ketamine)\b",
    r"\b(?:course|series) of (?:[\w-]+ ){0,3}?(?:infusions|injections|treatments|doses)\b",
    r"\b(?:infusions?|sessions|doses|treatments?|ketamine|therapy|administ\w+|injections)\b[^.;]{0,30}?"
    r"\bover (?:a period of |the course of )?[\w-]+ (?:weeks|consecutive days|days)\b",
    rf"\b(?:infusions?|sessions|doses|(?:es)?ketamine|injections|spray)\b(?:(?!follow|monitor|assess|evaluat|rat(?:ed|ings?)\b|last|"
    rf"sustain|persist|maintain|effect|respon|relaps|remi|improv|free|admi(?:t|ssion)|hospital){_IN_THIS}){{0,60}}?"
    r"\bfor (?:the first |up to |a total of )?[\w-]+ (?:consecutive )?(?:weeks|days)\b",
    rf"\b(?:after|during|throughout|over|completed) (?:{_N}|\d+)[- ]weeks?'? (?:of )?(?:[\w-]+ )?"
    r"(?:treatment|therapy|dosing)\b",
    rf"\b(?:es)?ketamine\b{_IN_THIS}{{0,60}}?\b(?:at \d+-?\s?h(?:ours?|r)?[- ]intervals?|every \w+ h(?:ours)?|"
    r"(?:\w+ times|once|twice) (?:a|per|each) day|[btq]\.?i\.?d\b)",
    rf"\b(?:study (?:drugs?|medication)|(?:es)?ketamine)\b{_IN_THIS}{{0,80}}?\b"
    r"(?:on a daily basis|each (?:morning|evening|night))\b",
    r"\b\w+[- ]weeks? course\b",
    r"\b\w+[- ]weeks? (?:of )?(?:(?!after|before|post|following|later|prior|apart)[\w-]+ ){0,3}?"
    r"(?:ketamine|esketamine|treatment phase|active treatment)\b",
    r"\bevery (?:other day|second day|\w+ (?:days|weeks))\b|\bfor \w+ consecutive days\b|\bmaintenance phase\b",
    r"\bmg\b[^.;]{0,40}\bevery (?:\d+|six|five|ten|fifteen) min\w*",
    rf"\b(?:es)?ketamine\b{_IN_THIS}{{0,50}}?\b(?<!\ba )(?:once |twice )?daily\b"
    r"(?! (?:activit|life|living|function|opioid|morphine|diar|rest|basis))",
    r"\bchronic (?:mdma|ecstasy|ketamine)\b",
)
SINGLE_STEMS = ("single", "one", "1 ")
REPEATED_STEMS = (
    "repeat", "multiple", "serial", "success", "consecut", "mainten", "infusions", "injections", "administrations",
    "treatments", "applications", "sessions", "doses", "third ", "fourth ", "fifth ", "sixth ", "eighth ", "last ", "final ",
    "week", "course of", "series of", "every ", "daily", "chronic ", " over ", "session", " days", " day", "interval", "each ",
    "i.d", "bid", "tid", "multidose", "multi-dose", "days 1",
    "infusion", "mg/day", "seventh ",
)  # fmt: skip
"""One of these stands in every line that says so."""
NOT_REPEATED = Sieved(
    r"\brepeated[- ]measures?\b|\b(?:need for|other|previous|no|without|antidepressant|available|alternative|"
    r"standard)\s(?:\w+\s)?$",
)
CROSSED = re.compile(
    r"\bcross-?over|\bcounter-?balanced|\bwithin-subjects?\b|\bapart\b|(?<!\bor )(?<!\bor a )\bplacebo\b(?!-)|"
    r"\bone (?:before|after|of|with)\b[^.;]*\b(?:one|other) (?:before|after|of|with)\b",
    re.IGNORECASE,
)

IMPLIED = _each(
    r"\bcross-?over\b|\bcounter-?balanced\b|\bwithin-subjects?\b|\btest (?:days?|sessions?)\b",
    r"\bon (?:two|three|four|\d|separate) (?:\w+ )?(?:occasions|days)\b",
    r"\bacute (?:\w+ )?(?:effects?|administration)\b",
    r"\b(?:healthy|normal) (?:\w+ ){0,3}?(?:volunteers|subjects|participants|men|humans?|adults|males|females)\b",
    r"\bvolunteers\b",
    r"\b(?:peri-?operative|mastectomy|hysterectomy|laparoscop|cesarean|caesarean|surger(?:y|ies)|surgical|premedicat\w+)",
    r"\bintra-?operative|\binduction of|\ban(?:a)?esthesia was (?:induced|maintained)|\btracheal intubation|"
    r"\bbefore incision|\bemergency department|\bafter (?:child )?(?:birth|delivery)",
    r"\b(?:an?|the) (?:[\w./-]+ ){0,4}?(?:infusion|dose|injection|bolus) of (?:[\w()./-]+ ){0,4}?\(?(?:es)?ketamine",
    r"\b(?:one|two|1|2) weeks? apart\b",
    r"\ban? (?:[\w./-]+ ){0,3}?(?:es)?ketamine (?:hydrochloride )?(?:infusion|injection|bolus)\b",
    r"mg/kg[^.;]{0,80}? (?:over|in|for|during) (?:\d+|forty|sixty)[- ](?:min|sec|hour|h\b)",
    r"\b(?:\d+ ?h(?:ours?|rs?)?|hours|\d+ days?|one day|\d+ min\w*|\d weeks?|minutes) (?:after|post|following|of)[- ]"
    r"(?:[\w-]+ ){0,3}?(?:infusion|ketamine|administration|injection)\b",
    r"\b(?:during|before|after|following|prior to|of|post) (?:the |an? )?(?:(?!each|every)[\w./-]+ ){0,3}?infusion\b",
    r"\b(?:during|before|after|following|prior to|post)[- ](?:the )?(?:es|s-)?ketamine (?:or (?:placebo|saline|midazolam) )?"
    r"(?:administration|injection|exposure)\b",
    r"\bpost-?infusion\b",
    r"\b\d+[- ]?min(?:utes?)?[- ](?:[\w-]+ ){0,3}?infusion\b",
    r"\bketamine[^.;]{0,60} during (?:an? )?(?:\d+ ?min )?(?:functional|pharmacological|magnetic|positron|f?MRI|PET|EEG|\[)",
    r"\breceived? (?:either )?(?:intravenous |i\.?v\.? |low-dose |subanesthetic ){0,2}(?:es)?ketamine \(?\d[\d.]*\s?mg/kg",
    r"\breceived? (?:either )?\d[\d.]*\s?mg/kg (?:of )?(?:intravenous |racemic )?(?:es)?ketamine\b",
    r"\b(?:(?:procedural|deep|moderate) sedation|pre-?emptive|at induction|labou?r analgesia|lithotripsy|endoscop\w+)\b",
    r"\bketamine challenge\b|\bchallenge (?:with|of) ketamine\b",
)
"""One administration, though the word single is not there: its design or its setting has room for no more."""
GIVEN = Sieved(
    r"\binfusion\b|\bbolus\b|mg/kg|mg kg|mg\.kg|ng/ml|\badminist\w+|\breceiv\w+|\binstill\w+|\bdoses?\b|\binjection\b"
)
ONGOING = Sieved(
    r"\bretrospective|\bchart\b|\bclinics?\b|\bnaturalistic|\breal-world|\bsurvey|\busers\b|\babusers\b|\brecreational|"
    r"\bmaintenance (?:\w+ )?(?:treat|infus|dos|phase)\w*|"
    r"\bketamine (?:sessions|treatments|infusions)\b(?! (?:\w+ )?(?:produc|reduc|improv|may|can|cause|have|do)\w*)|\bmicrodos|"
    r"\bongoing treatment",
)

WITH_EVERY_SHOCK = Sieved(r"\becs?t\b|electroconvulsive")
"""Titles of studies in which ketamine goes with each of a course of shocks, or against it."""
