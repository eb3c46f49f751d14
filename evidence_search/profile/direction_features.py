"""What a sentence says of a comparison, as named features for the direction model.

Arms and outcome are masked, so that what is learnt is the language of comparison and not the names of drugs.
"""

from __future__ import annotations

from evidence_search.profile.direction_arms import CMP, INT, OUT, roles
from evidence_search.profile.direction_numbers import values_of_arms
from evidence_search.profile.direction_tokens import NUMBER, P_NO, P_YES, RATIO_DOWN, RATIO_UP, Token, tokens
from evidence_search.profile.direction_words import CLAUSE_BREAKS, DIRECTED, class_of, wanted

Features = dict[str, float]
_JUDGED = (P_YES, P_NO, RATIO_UP, RATIO_DOWN)
_OTHER = {INT: CMP, CMP: INT}


def features(sentence: str, outcome: str, intervention: str, comparator: str, context: str = "") -> Features:
    """Return the features of a sentence for one outcome of one comparison."""
    row = tokens(sentence)
    parts = roles(row, intervention, comparator, outcome, context)
    found: Features = {}
    classes = classes_of(row, parts)
    low, high = _home(row, parts, classes)
    words = _merged([_masked(token, part) for token, part in zip(row, parts, strict=True)])
    _grams(found, "w", words, 1)
    _grams(found, "k", _merged([c for c in classes[low:high] if c]), 4)
    _grams(found, "K", _merged([c for c in classes if c]), 3)
    _votes(found, classes, low, high, wanted(outcome))
    _main(found, classes, low, high, wanted(outcome))
    _nearest(found, classes, parts, low, high)
    _numbers(found, row, parts, classes, low, high)
    for part in (INT, CMP, OUT):
        found[f"has {part}"] = float(part in parts)
    for name in {class_of(word) for word in outcome.lower().split()} - {""}:
        found[f"outcome {name}"] = 1.0
    found[f"wanted {wanted(outcome)}"] = 1.0
    return found


def classes_of(row: tuple[Token, ...], parts: list[str]) -> list[str]:
    """Return each token's part in the comparison, or else its class, or nothing."""
    classes = [_class(token, part) for token, part in zip(row, parts, strict=True)]
    _compose(row, classes)
    if any(token.word == "\n" for token in row):
        _row_verdict(row, classes)
    return classes


def _class(token: Token, part: str) -> str:
    if part:
        return part
    if token.word in _JUDGED:
        return token.word
    if token.word in (";", ".", ","):
        return token.word
    if token.value is not None or token.word == NUMBER:
        return "#%" if token.percent else "#"
    return class_of(token.word)


_MORE = frozenset("greater more larger higher stronger bigger pronounced greatest largest most highest".split())
_LESS = frozenset("smaller less lower weaker lesser least smallest lowest".split())
_CHANGE = frozenset(
    "reduction reductions decrease decreases decline declines drop improvement improvements increase increases gain "
    "gains rise loss "
    "improved reduced decreased increased effective benefit elevation deterioration worsening".split()
)


def _compose(row: tuple[Token, ...], classes: list[str]) -> None:
    """A `greater reduction` is a reduction, a `smaller reduction` the contrary: one word of direction, not two."""
    for at, token in enumerate(row):
        if (token.word not in _MORE and token.word not in _LESS) or classes[at] == OUT:
            continue
        around = [
            i
            for i in (*_ahead(classes, at), *range(at - 1, max(at - 9, -1), -1))
            if row[i].word in _CHANGE and classes[i] in DIRECTED
        ]
        if not around:
            continue
        noun = around[0]
        if token.word in _LESS:
            classes[noun] = {"UP": "DOWN", "DOWN": "UP", "BETTER": "WORSE", "WORSE": "BETTER"}[classes[noun]]
        classes[at] = "MORE"


def _row_verdict(row: tuple[Token, ...], classes: list[str]) -> None:
    """The last number of a table row is its p value when it lies below one and is printed with two decimals or more."""
    last = next((i for i in range(len(row) - 1, -1, -1) if row[i].value is not None), None)
    if last is None or P_YES in classes or P_NO in classes or sum(t.value is not None for t in row) < 3:
        return
    value = row[last].value or 0.0
    if 0 <= value < 1 and not row[last].percent:
        classes[last] = P_YES if value < 0.05 else P_NO


def _ahead(classes: list[str], at: int) -> list[int]:
    """Return the next four places, words of the outcome not counted: `greater OUT OUT OUT score reduction`."""
    return [i for i in range(at + 1, min(at + 16, len(classes))) if classes[i] != OUT][:4]


def _masked(token: Token, part: str) -> str:
    if part:
        return part
    return "#" if token.value is not None else token.stem


def _merged(items: list[str]) -> list[str]:
    return [item for at, item in enumerate(items) if at == 0 or items[at - 1] != item]


def _grams(found: Features, name: str, items: list[str], longest: int) -> None:
    for size in range(1, longest + 1):
        for at in range(len(items) - size + 1):
            found[f"{name}:{' '.join(items[at : at + size])}"] = 1.0


def _home(row: tuple[Token, ...], parts: list[str], classes: list[str]) -> tuple[int, int]:
    """Return the stretch of clauses that is about the outcome: the best clause, up to the next that begins a new outcome."""
    cuts, depth = [0], 0
    for at, token in enumerate(row):
        depth = max(0, depth + (token.word == "(") - (token.word == ")"))
        if at and ((token.word in CLAUSE_BREAKS and not depth) or classes[at] == "BUT"):
            cuts.append(at)
    spans = [(a, b) for a, b in zip(cuts, [*cuts[1:], len(row)], strict=True) if b > a]
    if not spans:
        return 0, len(row)
    worths = [_worth(row, parts, classes, span) for span in spans]
    best = max(range(len(spans)), key=lambda i: (*worths[i], -i))
    end = best
    while end + 1 < len(spans) and not worths[end + 1][0] and (end == best or row[spans[end + 1][0]].word not in CLAUSE_BREAKS):
        end += 1
    return spans[best][0], spans[end][1]


def _worth(row: tuple[Token, ...], parts: list[str], classes: list[str], span: tuple[int, int]) -> tuple[int, int]:
    told = {row[i].stem for i in range(*span) if parts[i] == OUT}
    return len(told), sum(1 for c in classes[slice(*span)] if c in DIRECTED or c in ("DIFF", "SAME", P_YES, P_NO))


def _votes(found: Features, classes: list[str], low: int, high: int, liked: int) -> None:
    """For each word of direction in the clause: which arm it is said of, by what stands after `than` and before the word."""
    for at in range(low, high):
        name = classes[at]
        if name not in DIRECTED:
            continue
        sign = DIRECTED[name]
        arm, how = _arm_of(classes, at, low, high)
        sign = sign if arm in ("", INT) else -sign
        group = name if name in ("UP", "DOWN") else f"{name}{liked}"
        plain_group = "DIR" if name in ("UP", "DOWN") else ("GOOD" if name in ("BETTER", "WORSE") else "SPEED") + str(liked)
        negated = "no " if "NOT" in classes[max(low, at - 4) : at] else ""
        for key in (f"vote {negated}{plain_group} {how} {sign}", f"vote {negated}{group} {how} {arm}"):
            found[key] = found.get(key, 0.0) + 1.0
        total = f"sum {negated}{plain_group}"
        found[total] = found.get(total, 0.0) + sign * (1.0 if arm else 0.5)


def _arm_of(classes: list[str], at: int, low: int, high: int) -> tuple[str, str]:
    """Return the arm that a word of direction at `at` is said of and how that was read."""
    for i in range(at + 1, high):
        if classes[i] == "THAN":
            for j in range(i + 1, min(i + 12, len(classes))):
                if classes[j] in _OTHER:
                    return _OTHER[classes[j]], "than"
            break
    for i in range(at + 1, min(at + 14, high)):
        if classes[i] in _OTHER:
            before = next((classes[j] for j in range(at - 1, low - 1, -1) if classes[j] in _OTHER), "")
            return (before, "before") if before and before != classes[i] else (classes[i], "after")
    for i in range(at - 1, low - 1, -1):
        if classes[i] in _OTHER:
            return classes[i], "before"
    return "", "alone"


def main_direction(sentence: str, outcome: str, intervention: str, comparator: str, context: str = "") -> tuple[int, str]:
    """Return which way the word closest to the outcome points for the intervention (1, -1, 0 for none), and its kind."""
    row = tokens(sentence)
    classes = classes_of(row, roles(row, intervention, comparator, outcome, context))
    low, high = _home(row, [c if c in (INT, CMP, OUT) else "" for c in classes], classes)
    at = _closest(classes, low, high)
    if at is None:
        return 0, ""
    arm, _ = _arm_of(classes, at, low, high)
    return (DIRECTED[classes[at]] if arm in ("", INT) else -DIRECTED[classes[at]]), _kind(classes[at])


GOOD = "GOOD"
"""Kind of words that say outright what is better or worse."""


def _kind(name: str) -> str:
    return "DIR" if name in ("UP", "DOWN") else GOOD if name in ("BETTER", "WORSE") else "SPEED"


def _closest(classes: list[str], low: int, high: int) -> int | None:
    """Return the word of direction closest to the outcome: `decrease in OUT` before `OUT was lower`."""
    outs = [i for i in range(low, high) if classes[i] == OUT]
    words = [i for i in range(low, high) if classes[i] in DIRECTED]

    def distance(at: int) -> float:
        return min((float(out - at) if out > at else (at - out) * 1.2 + 3 for out in outs), default=float(at - low))

    return min(words, key=distance, default=None)


def _main(found: Features, classes: list[str], low: int, high: int, liked: int) -> None:
    """What the one word of direction closest to the outcome says."""
    at = _closest(classes, low, high)
    if at is None:
        found["main none"] = 1.0
        return
    name = classes[at]
    arm, how = _arm_of(classes, at, low, high)
    sign = DIRECTED[name] if arm in ("", INT) else -DIRECTED[name]
    kind = _kind(name) + ("" if name in ("UP", "DOWN") else str(liked))
    negated = "no " if "NOT" in classes[max(low, at - 4) : at] else ""
    verdict = next((c for c in classes[at:high] if c in (P_YES, P_NO)), "")
    found[f"main {negated}{kind} {sign}"] = 1.0
    found[f"main {negated}{kind} {how} {sign}"] = 1.0
    found[f"main {negated}{kind} {sign} {verdict}"] = 1.0


def _nearest(found: Features, classes: list[str], parts: list[str], low: int, high: int) -> None:
    """What stands closest to the outcome: its p value, its verdict."""
    outs = [i for i in range(low, high) if parts[i] == OUT]
    anchor = outs[-1] if outs else low
    verdict = next((c for c in classes[anchor:] if c in (P_YES, P_NO)), "")
    found[f"p after {verdict or 'none'}"] = 1.0
    first = outs[0] if outs else low
    ahead = next((c for c in classes[anchor:high] if c in DIRECTED or c in ("DIFF", "SAME", "AFFECT")), "none")
    behind = next(
        (
            classes[i]
            for i in range(first - 1, low - 1, -1)
            if classes[i] in DIRECTED or classes[i] in ("DIFF", "SAME", "AFFECT")
        ),
        "none",
    )
    found[f"ahead {ahead}"] = 1.0
    found[f"behind {behind}"] = 1.0
    found[f"ahead {ahead} {verdict}"] = 1.0
    found[f"behind {behind} {verdict}"] = 1.0
    inside = classes[low:high]
    negated = any(
        c == "NOT" and set(inside[i + 1 : i + 6]) & {"SIG", "DIFF", "AFFECT", *DIRECTED} for i, c in enumerate(inside)
    )
    found[f"negated {negated} {verdict}"] = 1.0
    for sign in (P_YES, P_NO):
        found[f"any {sign} {sign in inside}"] = 1.0


def _numbers(found: Features, row: tuple[Token, ...], parts: list[str], classes: list[str], low: int, high: int) -> None:
    """Which arm's number is larger, where each arm is followed or preceded by one."""
    by_arm = values_of_arms(row, parts, low, high)
    if by_arm is None:
        return
    mine, theirs = by_arm
    sign = (mine > theirs) - (mine < theirs)
    inside = classes[low:high]
    verdict = P_YES if P_YES in inside else P_NO if P_NO in inside else ""
    found[f"numbers {sign}"] = 1.0
    found[f"numbers {sign} {verdict}"] = 1.0
    gap = abs(mine - theirs) / max(abs(mine), abs(theirs), 1e-9)
    found[f"numbers {sign} gap {min(int(gap * 5), 4)}"] = 1.0
