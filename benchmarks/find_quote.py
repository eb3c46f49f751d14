"""Measure whether sentences are found where they stand, and whether changed ones are ever called the same.

Usage: python -m benchmarks.find_quote CORPUS INDEX [COUNT] [STRANGERS]

CORPUS and INDEX are a library. COUNT sentences (default 300) of random studies are pasted as they are, as copying and print
change them (line breaks, hyphens, quotation marks, dashes), in part, with a stretch left out, and with one thing changed: a
number, a sign, a negation, a word. STRANGERS is a `corpus.jsonl` of texts that the library does not hold; their sentences are
to be found nowhere. Prints a JSON object: share found by kind, exact where there is a change (to be 0), milliseconds; and the
two figures between which `search.locate.NEAR` lies, of the first hundred sentences: how alike the least alike changed sentence
is to its own, and how alike sentences of other studies are.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from evidence_search.library import Library
from evidence_search.records import SectionKind
from evidence_search.search import locate
from evidence_search.search.locate import FEWEST_WORDS, Found
from evidence_search.search.locate_words import words_of
from evidence_search.settings import Settings
from evidence_search.text.sentences import sentence_spans

Change = Callable[[str, random.Random], str | None]


def copied(sentence: str, chance: random.Random) -> str:
    """Return a sentence as a PDF or a word processor would give it back."""
    words = sentence.split(" ")
    text = "".join(word + chance.choice([" ", " ", " ", "\n", "  ", "\u00a0"]) for word in words).strip()
    text = re.sub(r"(?<=[a-z]{3})(?=[a-z]{4})", lambda _: "-\n" if chance.random() < 0.02 else "", text)
    text = text.replace("fi", "ﬁ").replace("−", chance.choice(["-", "–", "−"])).replace('"', "”").replace("'", "’")
    return f"“{text}”"


def part(sentence: str, chance: random.Random) -> str | None:
    """Return some of a sentence's words."""
    words = sentence.split()
    if len(words) < 8:
        return None
    start = chance.randrange(len(words) - 7)
    return " ".join(words[start : start + chance.randint(7, len(words) - start)])


def with_ellipsis(sentence: str, chance: random.Random) -> str | None:
    """Return a sentence with a stretch left out."""
    words = sentence.split()
    if len(words) < 14:
        return None
    return " ".join([*words[:5], chance.choice(["…", "...", "[...]", "[…]"]), *words[-5:]])


def other_number(sentence: str, chance: random.Random) -> str | None:
    """Return a sentence with one number changed by a digit or by its decimal point."""
    numbers = list(re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", sentence))
    if not numbers:
        return None
    found = chance.choice(numbers)
    digits = found.group()
    changed = (
        digits.replace(".", "") if "." in digits and chance.random() < 0.5 else str((int(digits[0]) + 1) % 10) + digits[1:]
    )
    return sentence[: found.start()] + changed + sentence[found.end() :] if changed != digits else None


def other_sign(sentence: str, chance: random.Random) -> str | None:
    """Return a sentence with the sign of one number turned."""
    numbers = list(re.finditer(r"(?:(?<=\s)|(?<=\())([-−]?)(\d+\.\d+)", sentence))
    if not numbers:
        return None
    found = chance.choice(numbers)
    return sentence[: found.start()] + ("" if found[1] else "−") + found[2] + sentence[found.end() :]


def denied(sentence: str, chance: random.Random) -> str | None:
    """Return a sentence with a `not` or `no` dropped, or one put in."""
    if re.search(r"\b(?:not|no) ", sentence):
        return re.sub(r"\b(?:not|no) ", "", sentence, count=1)
    return re.sub(r"\b(was|were|is|are|did|had) ", r"\1 not ", sentence, count=1) if " was " in sentence else None


def other_word(sentence: str, chance: random.Random) -> str | None:
    """Return a sentence with one word in its midst changed."""
    words = sentence.split()
    inner = [i for i in range(1, len(words) - 1) if words[i].isalpha()]
    if len(words) < 8 or not inner:
        return None
    words[chance.choice(inner)] = "nonetheless"
    return " ".join(words)


SAME: dict[str, Change] = {"as it is": lambda s, _: s, "copied": copied, "part": part, "left out": with_ellipsis}
CHANGED: dict[str, Change] = {"number": other_number, "sign": other_sign, "negation": denied, "word": other_word}


def sentences(library: Library, count: int, chance: random.Random) -> Iterator[tuple[str, str, int, int]]:
    """Yield (study, sentence, start, end) of random sentences of random studies."""
    ids, found = library.study_ids(), 0
    while found < count:
        study = library.study(chance.choice(ids))
        sections = [s for s in study.sections if s.kind in (SectionKind.TEXT, SectionKind.ABSTRACT)]
        spans = [span for s in sections for span in sentence_spans(study.text, s.start, s.end)]
        spans = [(a, b) for a, b in spans if sum(not w.is_mark for w in words_of(study.text, a, b)) >= FEWEST_WORDS + 3]
        if spans:
            start, end = chance.choice(spans)
            found += 1
            yield study.study_id, study.text[start:end], start, end


def main() -> int:
    """Paste, count, print."""
    corpus, index = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    chance = random.Random(0)
    at_its_place: dict[str, list[bool]] = {name: [] for name in (*SAME, *CHANGED)}
    exact: dict[str, list[bool]] = {name: [] for name in (*SAME, *CHANGED)}
    spent = []
    with Library.open(Settings(corpus, index)) as library:
        for study, sentence, start, end in sentences(library, count, chance):
            for name, change in {**SAME, **CHANGED}.items():
                if (pasted := change(sentence, chance)) is None:
                    continue
                began = perf_counter()
                answer = library.find_quote(pasted)
                spent.append((perf_counter() - began) * 1000)
                right = [m for m in answer.matches if m.study_id == study and start - 1 <= m.start and m.end <= end + 1]
                at_its_place[name].append(bool(right))
                exact[name].append(bool(right) and right[0].exact if name in SAME else any(m.exact for m in right))
        strangers = _strangers(library, Path(sys.argv[4]), count, chance) if len(sys.argv) > 4 else {}
        alike = likeness(library, min(count, 100), chance)
    spent.sort()
    share = {name: {"pasted": len(v), "found": _share(v), "exact": _share(exact[name])} for name, v in at_its_place.items()}
    latency = {"p50": round(spent[len(spent) // 2], 1), "p95": round(spent[int(len(spent) * 0.95)], 1)}
    print(json.dumps({"same": {n: share[n] for n in SAME}, "changed": {n: share[n] for n in CHANGED}, "strangers": strangers,
                      "likeness": alike, "ms": latency}, indent=2))  # fmt: skip
    return 0


def likeness(library: Library, count: int, chance: random.Random) -> dict[str, object]:
    """Return how alike changed sentences are to their own, the least first, and others' sentences, the most first."""
    least, most = [], []
    kept, locate.NEAR = locate.NEAR, 0.0
    for study, sentence, start, end in sentences(library, count, chance):
        others = [m.similarity for m in library.find_quote(sentence).matches if m.study_id != study]
        most.append(max(others, default=0.0))
        for change in CHANGED.values():
            if (pasted := change(sentence, chance)) is not None:
                own = [m for m in library.find_quote(pasted).matches if m.study_id == study and start - 1 <= m.start <= end]
                least.append(max((m.similarity for m in own), default=0.0))
    locate.NEAR = kept
    return {"changed, least": sorted(least)[:5], "other studies, most": sorted(most, reverse=True)[:5]}


def _strangers(library: Library, path: Path, count: int, chance: random.Random) -> dict[str, float]:
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    found: list[bool] = []
    while len(found) < count:
        text = chance.choice(texts)
        start, end = chance.choice(sentence_spans(text) or [(0, 0)])
        if sum(not w.is_mark for w in words_of(text, start, end)) >= FEWEST_WORDS + 3:
            found.append(library.find_quote(text[start:end]).found is not Found.NOT_FOUND)
    return {"pasted": len(found), "found": _share(found)}


def _share(values: list[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
