"""Which sentence of a study answers for an outcome: how far it covers the outcome's words and sounds like a result."""

from __future__ import annotations

import re

from evidence_search.profile.direction_arms import CMP, INT, OUT, named_stems, roles
from evidence_search.profile.direction_features import Features, classes_of
from evidence_search.profile.direction_tokens import P_NO, P_YES, tokens

_SOUNDS = frozenset(
    {"UP", "DOWN", "BETTER", "WORSE", "DIFF", "SAME", "SIG", "AFFECT", "THAN", "BETWEEN", "NOT", "TREND", P_YES, P_NO}
)
_AIM = re.compile(
    r"\b(?:aims?|aimed|objectives?|purpose|hypothesi\w+|sought|investigated?|to (?:assess|evaluate|compare|"
    r"determine|examine|test|explore)|"
    r"were (?:measured|assessed|recorded|evaluated|randomi[sz]ed|randomly)|was (?:measured|assessed|recorded|evaluated)|"
    r"outcomes? (?:measures? )?(?:was|were|included?)|end ?points? (?:was|were))\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(r"^(?:main )?(?:results?|findings?)\b", re.IGNORECASE)
_CONCLUSIONS = re.compile(
    r"^(?:conclusions?|interpretation|discussion)\b|\b(?:in conclusion|we conclude|"
    r"in summary)\b",
    re.IGNORECASE,
)


def evidence_features(
    sentence: str, place: float, outcome: str, intervention: str, comparator: str, context: str = ""
) -> Features:
    """Return the features of a sentence as evidence for an outcome. `place` is 0 for the first sentence, 1 for the last."""
    row = tokens(sentence)
    parts = roles(row, intervention, comparator, outcome, context)
    classes = classes_of(row, parts)
    stems = named_stems(outcome)
    told = {token.stem for token, part in zip(row, parts, strict=True) if part == OUT}
    cover = len(told) / len(stems) if stems else 0.0
    present = set(classes)
    sounds = min(len(present & _SOUNDS), 5)
    found: Features = {
        "cover": min(cover, 1.0),
        "cover squared": min(cover, 1.0) ** 2,
        "whole": float(cover >= 0.99),
        "none": float(not told),
        "density": len(told) / (len(row) + 5),
        "sounds": float(sounds),
        "cover and sounds": min(cover, 1.0) * sounds,
        "both arms": float(INT in present and CMP in present),
        "an arm": float(INT in present or CMP in present),
        f"place {int(place * 5)}": 1.0,
        "aim": float(bool(_AIM.search(sentence))),
        "results": float(bool(_RESULTS.search(sentence))),
        "conclusions": float(bool(_CONCLUSIONS.search(sentence))),
        "length": min(len(row), 80) / 80,
        "numbers": min(sum(token.value is not None for token in row), 8) / 8,
    }
    for name in present & _SOUNDS:
        found[f"says {name}"] = 1.0
        found[f"covers and says {name}"] = min(cover, 1.0)
    return found
