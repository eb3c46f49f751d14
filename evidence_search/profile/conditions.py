"""Which conditions a study is about: those its people have or that it is to treat, not every disease it mentions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from evidence_search.findings import Field, Finding, Origin
from evidence_search.profile.condition_mentions import WEAK, Mention, mentions
from evidence_search.profile.condition_words import HEALTHY, KINDS, named_in, stems_in
from evidence_search.profile.linear import score, trained
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Sentence, found

_TAKING_PART = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|we |"
    r"were|received?|"
    r"underwent|performed|randomi[sz]ed|administ\w+|investigat\w+|examin\w+|study|in a )",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:previous\w*|prior|earlier|recent(?:ly)?|compared (?:to|with)|than|future|literature|matched|unlike|known)\b", re.I
)
"""Words of a sentence that speaks of healthy people of other studies or as a comparison."""


def features_of(name: str, made: Mapping[str, Sequence[Mention]], title: str, healthy: bool) -> list[str]:
    """Return the features of a condition that a study mentions, most of them shared by all conditions.

    `healthy`: the study speaks of healthy people.
    """
    mine = [mention for mention in made[name] if not {"scale", "weak"} & mention.features]
    others = max((len(rest) for other, rest in made.items() if other != name), default=0)
    held = {feature for mention in mine for feature in mention.features}
    pairs = {f"{one}+{two}" for mention in mine for one in _PLACES & mention.features for two in _ROLES & mention.features}
    share = "none" if not mine else "most" if len(mine) > others else "half" if len(mine) * 2 >= others else "few"
    plain = [mention for mention in mine if not {"side", "without", "symptom"} & mention.features]
    weak = sum("weak" in mention.features for mention in made[name])
    scales = sum("scale" in mention.features for mention in made[name])
    kind = "review" if _REVIEW.search(title) else "study"
    own = [f"count={min(len(mine), 6)}", f"share={share}", f"plain={min(len(plain), 3)}", *held, *pairs]
    own += [f"weak={min(weak, 3)}", f"scales={min(scales, 2)}", f"{kind}&plain={min(len(plain), 2)}"]
    own += (
        ["weak_title", f"weak_title&{'healthy' if healthy else 'ill'}", f"weak_title&scales={min(scales, 1)}"]
        if any("weak" in mention.features and mention.sentence.in_title for mention in made[name])
        else []
    )
    own += ["only_side"] if mine and all("side" in mention.features for mention in mine) else []
    own += ["ketamine_title"] if "ketamine" in title.lower() else []
    own += ["healthy_title"] if HEALTHY.search(title) else []
    own += ["healthy_text"] if healthy else []
    own += [f"{kind}&{feature}" for feature in ("treated", "people", "title", "symptom") if feature in held]
    own += ["aside"] if mine and not any("middle" in m.features or "title" in m.features for m in mine) else []
    own += [f"others={min(sum(1 for other in made if other != name and made[other]), 4)}"]
    return ["bias", *own, f"{name}&bias", *(f"{name}&{feature}" for feature in own if feature in _TOLD_APART or "=" in feature)]


_PLACES = frozenset({"title", "aim", "last", "middle", "first", "unlabelled", "label_a", "label_c"})
_ROLES = frozenset({"people", "treated", "symptom", "disorder", "severe", "without", "side", "linked"})
_REVIEW = re.compile(r"review|meta-?\s?analys", re.I)
_TOLD_APART = frozenset(
    {
        "title",
        "people",
        "treated",
        "aim",
        "only_side",
        "weak_title",
        "symptom",
        "registered",
        "ketamine_title",
        "healthy_title",
        "healthy_text",
        "aside",
    }
)
"""Features that may weigh differently for different conditions."""

TRAINED_ON = {
    "depression": "Depression",
    "pain": "(Chronic) Pain",
    "PTSD": "Post-traumatic stress disorder (PTSD)",
    "anxiety": "Anxiety",
}
"""Conditions whose own weights are trained, with their label in PsyNamic; the others use the shared ones."""

THRESHOLDS: Mapping[str, float] = {"": 0.5, "anxiety": 0.3}
"""Least probability of a condition that is shown, under "" for all but those named. Chosen on ten folds of PsyNamic."""

_NOT_THE_BEST = ("weak", "scale", "without", "side")


def conditions(sentences: Sequence[Sentence], title: str, keywords: Sequence[str] = ()) -> list[Finding]:
    """Return the conditions a study is about, each with the sentence that says it best, broader and narrower ones both.

    Where the title and the text name none, the record's keywords are asked.
    """
    healthy = [
        (sentence, match)
        for sentence in containing(sentences, ("healthy", "normal", "volunteers"))
        if (match := HEALTHY.search(sentence.text))
    ]
    made = mentions(sentences)
    only_title = all(sentence.in_title for sentence in sentences)  # what a title names without a text to weigh it, it is about
    about = {
        name: held for name, held in made.items() if _named(held) and (only_title or _likely(name, made, title, bool(healthy)))
    }
    found_ones: list[Finding] = []
    for name, held in about.items():
        narrower = _narrower(name, sentences, held)
        found_ones += narrower
        if name == "bipolar disorder" and "depression" in about:
            found_ones.append(_finding("bipolar depression", held))
        elif name != "pain" or not any("pain" in str(finding.value) for finding in narrower):
            found_ones.append(_finding(name, held))
    found_ones += _healthy(healthy)
    return found_ones or [finding for keyword in keywords for finding in _of_keyword(keyword)]


def _of_keyword(keyword: str) -> list[Finding]:
    lower = keyword.lower()
    names = {name for start, _, name in named_in(lower, stems_in(lower)) if not WEAK.match(lower, start)}
    kinds = [value for name in sorted(names) for value, pattern in KINDS.get(name, ()) if pattern.search(keyword)]
    values = kinds + sorted(names - {"pain"} if any("pain" in kind for kind in kinds) else names)
    return [Finding(Field.CONDITIONS, value, keyword, None, None, Origin.METADATA, keyword) for value in values]


def _named(held: Sequence[Mention]) -> bool:
    """Whether a condition is named by more than its scales; depression may be by its drugs: an antidepressant effect."""
    return any(not {"scale", "weak"} & mention.features or mention.sentence.in_title for mention in held)


_NOT_THE_TOPIC = frozenset({"weak", "scale", "without", "relief"})


_OF_USERS = Sieved(r"\busers?\b|\buse\b|\becstasy\b|\brecreational|\battendees\b|\bmicrodos")


def is_titled(held: Sequence[Mention], title: str) -> bool:
    """Whether a title settles that the study is about a condition that it names.

    Of PsyNamic's titles 129 of 131 are right that name ketamine too, and 87 of 89 others, but for those on people who use a
    drug or are healthy: what they name is looked for in them.
    """
    if not any(mention.sentence.in_title and not _NOT_THE_TOPIC & mention.features for mention in held):
        return False
    return "ketamine" in title.lower() or not (_OF_USERS.search(title) or HEALTHY.search(title))


def _likely(name: str, made: Mapping[str, Sequence[Mention]], title: str, healthy: bool) -> bool:
    if is_titled(made[name], title):
        return True
    worth = score(features_of(name, made, title, healthy), trained("conditions")["weights"])
    return 1 / (1 + math.exp(-worth)) >= THRESHOLDS.get(name, THRESHOLDS[""])


def _finding(value: str, held: Sequence[Mention]) -> Finding:
    best = max(held, key=_support)
    return found(Field.CONDITIONS, value, best.sentence, best.sentence.text[best.start : best.end])


def _support(mention: Mention) -> tuple[bool, bool, bool, int]:
    """Prefer a sentence of the text that says it of the people, then any that names it, then the title; the first."""
    named = not any(feature in mention.features for feature in _NOT_THE_BEST)
    return (
        named,
        not mention.sentence.in_title,
        "people" in mention.features or "registered" in mention.features,
        -mention.sentence.start,
    )


def _narrower(name: str, sentences: Sequence[Sentence], held: Sequence[Mention]) -> list[Finding]:
    """Return the kinds of a condition that the title, two sentences or a sentence on the people name."""
    made = []
    people = {
        mention.sentence.start for mention in held if {"people", "aim"} & mention.features and "without" not in mention.features
    }
    for value, pattern in KINDS.get(name, ()):
        naming = [(sentence, match) for sentence in sentences if (match := pattern.search(sentence.text))]
        if naming and (len(naming) > 1 or naming[0][0].in_title or naming[0][0].start in people):
            sentence, match = next(((s, m) for s, m in naming if not s.in_title), naming[0])
            made.append(found(Field.CONDITIONS, value, sentence, match))
    return made


_ILL = re.compile(r" (?:with|seeking|who ha(?:ve|d)) ", re.I)
"""Behind volunteers who are patients."""


def _healthy(naming: Sequence[tuple[Sentence, re.Match[str]]]) -> list[Finding]:
    """Return healthy volunteers where they are the people of the study: the title or a sentence that counts or treats them."""
    for sentence, match in sorted(naming, key=lambda pair: pair[0].in_title):
        if match.group().lower() == "volunteers" and _ILL.match(sentence.text, match.end()):
            continue
        own = sentence.in_title or (_TAKING_PART.search(sentence.text) and not _ELSEWHERE.search(sentence.text))
        if own and "control" not in match.group().lower():
            return [found(Field.CONDITIONS, "healthy volunteers", sentence, match)]
    return []
