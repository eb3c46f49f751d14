"""Finding where a pasted sentence stands: the same, nearly the same with what differs, or nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.errors import UsageError
from evidence_search.library import Library
from evidence_search.records import Filters, Page, Retraction, SourceKind
from evidence_search.search.locate import Found, FoundQuote, QuoteMatch, find_quote
from evidence_search.search.locate_differences import Difference, DifferenceKind, kind_of
from evidence_search.search.locate_words import words_of
from evidence_search.settings import Settings
from evidence_search.showing.quotes import found_quote_to_json, found_quote_to_text
from evidence_search.text.sentences import sentence_spans
from tests import papers
from tests.fakes import FakeEncoder
from tests.stubs import StubEvidence, StubStudy

SCORE = "The MADRS score fell by −4.63 points (95% CI −7.95 to −1.31; p < 0.05) in the ketamine group at 24 h."
DENIED = "Ketamine did not improve what people with CRPS were able to do in daily life."
DOSE = "Patients received ketamine 0.5 mg/kg i.v. over 40 min in a double-blind crossover design."
LAST = "Long-term relief of the pain was reported by “most” of those who were treated twice."
TEXT = " ".join([DOSE, SCORE, DENIED, LAST])
EVIDENCE = StubEvidence(
    [
        StubStudy("dahan", (("Results", TEXT),),),
        StubStudy("sartron", (("Abstract", f"Sleep was rated weekly. {SCORE}"),)),
        StubStudy("sleep", (("Results", "Sleep was rated by nurses every week for as long as a year."),)),
    ]
)  # fmt: skip


def find(pasted: str) -> FoundQuote:
    return find_quote(EVIDENCE, pasted)


def best(pasted: str) -> QuoteMatch:
    return find(pasted).matches[0]


def test_the_same_sentence_is_found_where_it_stands_in_each_study() -> None:
    found = find(SCORE)
    assert found.found is Found.EXACT and (found.fingerprint, found.generation) == ("0123456789abcdef", 7)
    assert [m.study_id for m in found.matches] == ["dahan", "sartron"]
    match = found.matches[0]
    assert (match.section, match.start, match.end) == ("Results", TEXT.index(SCORE), TEXT.index(SCORE) + len(SCORE) - 1)
    assert match.text == TEXT[match.start : match.end] and match.sentence == SCORE
    assert (match.similarity, match.differences) == (1.0, ())


def test_a_sentence_that_stands_twice_in_a_study_is_found_twice() -> None:
    evidence = StubEvidence([StubStudy("dahan", (("Results", f"{DENIED} {DOSE} {DENIED}"),))])
    assert [m.start for m in find_quote(evidence, DENIED).matches] == [0, len(DENIED) + len(DOSE) + 2]


@pytest.mark.parametrize(
    "pasted",
    [
        SCORE.replace("−", "-"),
        SCORE.replace("−", "–").replace(" ", "\n"),
        SCORE.replace("0.05", ".05").replace("4.63", "4·63").replace("p < ", "p<"),
        f"“{SCORE}” [12]".removesuffix(" [12]"),
        "…" + SCORE.rstrip("."),
        DOSE.replace("double-blind", "double-\nblind")
        .replace("crossover", "cross-\nover")
        .replace("ketamine", "keta\u00admine"),
        DOSE.replace("Patients", "PATIENTS"),
        "\ufeff" + DOSE.replace("double-blind", "double\u200b-blind").replace("received", "re\u2060ceived"),
        DENIED.upper(),
        LAST.replace("“most”", '"most"').replace("relief", "relief ").replace("of the", "of  the"),
        LAST.replace("Long-term", "Long‐term").replace("“most”", "‘most’"),
        LAST.replace("relief", "reliefﬁ").replace("ﬁ", ""),
        "received ketamine 0.5 mg/kg i.v. over",
        "by “most” of those who were treated",
    ],
)
def test_what_printing_and_copying_change_is_the_same(pasted: str) -> None:
    match = best(pasted)
    assert match.exact and match.similarity == 1.0 and match.study_id == "dahan"


def test_ligatures_are_letters() -> None:
    text = "The effect of five infusions was confined to the first week of follow-up."
    evidence = StubEvidence([StubStudy("dahan", (("Results", text),))])
    assert find_quote(evidence, text.replace("ff", "ﬀ").replace("fi", "ﬁ").replace("ﬁve", "five")).found is Found.EXACT


@pytest.mark.parametrize(
    ("pasted", "difference"),
    [
        (SCORE.replace("−4.63", "4.63"), Difference(DifferenceKind.SIGN, "4.63", "−4.63")),
        (SCORE.replace("−7.95 to", "7.95 to"), Difference(DifferenceKind.SIGN, "7.95", "−7.95")),
        (SCORE.replace("4.63", "4.36"), Difference(DifferenceKind.NUMBER, "−4.36", "−4.63")),
        (SCORE.replace("−4.63", "−463"), Difference(DifferenceKind.NUMBER, "−463", "−4.63")),
        (SCORE.replace("p < ", "p > "), Difference(DifferenceKind.COMPARISON, ">", "<")),
        (DOSE.replace("0.5 mg", "5 mg"), Difference(DifferenceKind.NUMBER, "5", "0.5")),
        (DOSE.replace("0.5 mg", "0.5 µg"), Difference(DifferenceKind.UNIT, "µg", "mg")),
        (DOSE.replace("40 min", "40 h"), Difference(DifferenceKind.UNIT, "h", "min")),
        (DENIED.replace("not ", ""), Difference(DifferenceKind.NEGATION, "", "not")),
        (DENIED.replace("improve", "worsen"), Difference(DifferenceKind.DIRECTION, "worsen", "improve")),
        (LAST.replace("was reported", "was not reported"), Difference(DifferenceKind.NEGATION, "not", "")),
        (LAST.replace("treated", "seen"), Difference(DifferenceKind.WORD, "seen", "treated")),
        (DENIED.removeprefix("Ketamine did not "), Difference(DifferenceKind.NEGATION, "", "not")),
    ],
)
def test_what_differs_is_said_and_never_called_exact(pasted: str, difference: Difference) -> None:
    found = find(pasted)
    assert found.found is Found.NEAR
    match = found.matches[0]
    assert difference in match.differences and match.similarity < 1.0
    assert difference.grave is (difference.kind is not DifferenceKind.WORD)
    said = found_quote_to_text(found)
    assert "EXACT" not in said.split("\n\n")[0] and f"{difference.kind}: the pasted text has" in said


@pytest.mark.parametrize("pasted", ["10³", "10-3", "103", "10⁻²"])
def test_an_exponent_is_part_of_its_number(pasted: str) -> None:
    text = "Blood levels were 5.2 × 10⁻³ mmol/L in five of the twenty patients."
    evidence = StubEvidence([StubStudy("dahan", (("Results", text),))])
    found = find_quote(evidence, text.replace("10⁻³", pasted))
    assert found.found is Found.NEAR
    assert found.matches[0].differences == (Difference(DifferenceKind.NUMBER, pasted, "10⁻³"),)
    assert find_quote(evidence, text).found is Found.EXACT


def test_the_case_of_units_and_names_counts() -> None:
    text = "The solution held 5 mM of the salt and MS was ruled out in each."
    evidence = StubEvidence([StubStudy("dahan", (("Methods", text),))])
    [difference] = find_quote(evidence, text.replace("mM", "mm")).matches[0].differences
    assert (difference.kind, difference.grave) == (DifferenceKind.UNIT, True)


@pytest.mark.parametrize("mark", ["…", "...", " … ", "[...]", "[…]", "(. . .)"])
def test_an_ellipsis_stands_for_what_it_leaves_out(mark: str) -> None:
    match = best(f"Ketamine did not improve {mark} in daily life.")
    assert match.exact and match.text == DENIED.rstrip(".")
    assert match.differences == (Difference(DifferenceKind.LEFT_OUT, "…", "what people with CRPS were able to do"),)
    assert "leaves out: “what people with CRPS were able to do”" in found_quote_to_text(
        find(f"Ketamine did not improve {mark} in daily life.")
    )


def test_an_ellipsis_stands_for_as_little_as_it_can() -> None:
    twice = f"Ketamine did not improve sleep. {DENIED}"
    evidence = StubEvidence([StubStudy("dahan", (("Results", twice),))])
    assert [m.text for m in find_quote(evidence, "Ketamine did not improve … in daily life.").matches] == [DENIED.rstrip(".")]


def test_pieces_around_an_ellipsis_must_stand_in_their_order() -> None:
    assert find("in daily life … Ketamine did not improve").found is not Found.EXACT
    near = best("Ketamine did improve … able to do in daily life")
    assert {d.kind for d in near.differences} == {DifferenceKind.NEGATION, DifferenceKind.LEFT_OUT}


@pytest.mark.parametrize(
    "pasted",
    [
        "People with CRPS could do no more in everyday life after ketamine than before it.",
        "Depression scores dropped considerably within a day of the infusion.",
        "Nothing of this kind was ever printed anywhere at all.",
    ],
)
def test_other_words_for_the_same_are_not_found(pasted: str) -> None:
    found = find(pasted)
    assert (found.found, found.matches) == (Found.NOT_FOUND, ())
    assert found_quote_to_text(found).startswith("Not found")


@pytest.mark.parametrize("pasted", ["", "…", "Ketamine did not improve", "( ) , . ; : - “”", "word " * 1500])
def test_what_cannot_be_looked_for(pasted: str) -> None:
    with pytest.raises(UsageError):
        find(pasted)


def test_a_place_in_text_outside_any_likely_passage_is_no_match() -> None:
    assert find_quote(StubEvidence([]), SCORE).found is Found.NOT_FOUND


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ("a", "b", "word"), (",", ";", "mark"), ("", ",", "mark"), ("3", "three", "number"), ("two", "three", "number"),
        ("−3", "3", "sign"),
        ("no pain", "pain", "negation"), ("≤", "<", "comparison"), ("days", "weeks", "unit"), ("higher", "lower", "direction"),
        ("not 5", "6", "number"), ("", "without", "negation"),
    ],
)  # fmt: skip
def test_the_gravest_thing_names_a_difference(ours: str, theirs: str, kind: str) -> None:
    assert kind_of(ours.split(), theirs.split()) == kind


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("−4.63, -4.63 and – 4.63", "−4.63 , −4.63 and - 4.63"),
        ("(-0.5; +0.5; ±0.5)", "( −0.5 ; +0.5 ; ± 0.5 )"),
        ("3-5 and 0.3–0.5", "3 - 5 and 0.3 - 0.5"),
        ("IL-6, HAM-D17 and 5HT", "IL - 6 , hamd17 and 5 HT"),
        ("p=.05 v 0·05", "p = 0.05 v 0.05"),
        ("1,000 mg", "1,000 mg"),
        ("don’t", "don't"),
        ("5µg/mL", "5 μg / mL"),
    ],
)
def test_words_numbers_and_marks(text: str, forms: str) -> None:
    words = words_of(text)
    assert [word.form for word in words] == forms.split(" ")
    assert all(text[word.start : word.end] == text[word.start : word.end].strip() for word in words)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Yield a library with long sections, so that sentences run over passages, and a retracted study."""
    folder = tmp_path_factory.mktemp("stocked")
    said = [f"In group {n} the score fell by −{n}.{n + 3} points (p = 0.0{n + 1}) after {n + 2} weeks." for n in range(12)]
    papers.jats(
        folder / "corpus" / "long.xml", "Ketamine at length", doi="10.1000/long", sections=[("Results", " ".join(said))]
    )
    papers.digest(folder / "corpus" / "digests" / "wu-2020.md", "Withdrawn", year=2020, retracted="yes",
                  found="Pain fell by half in every one of those treated.")  # fmt: skip
    with Library(Settings(folder / "corpus", folder / "index"), FakeEncoder(max_tokens=48)) as library:
        library.ingest()
        yield library


def places(library: Library) -> list[tuple[str, int, int]]:
    """Return (study, start, end) of every sentence that is long enough."""
    found = []
    for study_id in library.study_ids():
        study = library.study(study_id)
        spans = [span for s in study.sections for span in sentence_spans(study.text, s.start, s.end)]
        found += [(study_id, a, b) for a, b in spans if sum(not w.is_mark for w in words_of(study.text, a, b)) >= 5]
    return found


@given(data=st.data())
def test_every_sentence_of_every_study_is_found_at_its_place(stocked: Library, data: st.DataObject) -> None:
    study_id, start, end = data.draw(st.sampled_from(places(stocked)))
    text = stocked.study(study_id).text
    found = stocked.find_quote(text[start:end])
    assert found.found is Found.EXACT
    assert any(m.study_id == study_id and m.start == start and m.end <= end for m in found.matches if m.exact)
    assert all(stocked.study(m.study_id).text[m.start : m.end] == m.text for m in found.matches)


@given(data=st.data())
def test_a_changed_number_is_never_exact(stocked: Library, data: st.DataObject) -> None:
    [long] = [i for i in stocked.study_ids() if "long" in stocked.study(i).metadata.doi]
    study = stocked.study(long)
    spans = [(a, b) for i, a, b in places(stocked) if i == long and "group" in study.text[a:b]]
    start, end = data.draw(st.sampled_from(spans))
    words = [w for w in words_of(study.text, start, end) if w.is_number]
    word = data.draw(st.sampled_from(words))
    other = data.draw(
        st.sampled_from(["77", "−77.5", "0.777", word.form.lstrip("−") if word.form[0] == "−" else f"−{word.form}"])
    )
    found = stocked.find_quote(study.text[start : word.start] + other + study.text[word.end : end])
    kinds = {d.kind for m in found.matches for d in m.differences}
    assert found.found is Found.NEAR and kinds & {DifferenceKind.NUMBER, DifferenceKind.SIGN}


def test_a_stretch_over_passages_is_found(stocked: Library) -> None:
    [long] = [i for i in stocked.study_ids() if stocked.study(i).metadata.doi == "10.1000/long"]
    passages = [
        p for p in stocked.snapshot().passages_of(long) if stocked.study(long).text[p.start : p.end].startswith("In group")
    ]
    assert len(passages) > 2
    text = stocked.study(long).text
    pasted = text[passages[0].end - 60 : passages[1].start + 60]
    pasted = pasted[pasted.index(" ") + 1 : pasted.rindex(" ")]
    match = stocked.find_quote(pasted).matches[0]
    assert match.exact and match.start < passages[0].end <= passages[1].start < match.end


def test_retracted_studies_are_found_and_marked(stocked: Library) -> None:
    pasted = "Pain fell by half in every one of those treated."
    assert stocked.search(pasted, Filters(kinds=(SourceKind.DIGEST,))).hits == ()
    found = stocked.find_quote(pasted)
    assert found.matches[0].retraction is Retraction.RETRACTED and found.found is Found.EXACT
    assert "RETRACTED" in found_quote_to_text(found)


def test_the_json() -> None:
    printed = found_quote_to_json(find(SCORE.replace("−4.63", "4.63")))
    json.dumps(printed)
    assert printed["found"] == "near" and printed["index"] == {"fingerprint": "0123456789abcdef", "generation": 7}
    [first, _] = printed["matches"]
    assert first["differences"] == [{"kind": "sign", "grave": True, "pasted": "4.63", "study": "−4.63"}]
    assert first["pages"] is None and first["exact"] is False


def test_pages_are_those_the_text_is_printed_on() -> None:
    evidence = StubEvidence([StubStudy("dahan", (("Results", TEXT),))])
    at = TEXT.index(DENIED)
    evidence.passages[0] = replace(evidence.passages[0], all_pages=(Page(4, 0, at), Page(5, at, len(TEXT))))
    assert find_quote(evidence, DENIED).matches[0].pages == (5, 5)
    assert find_quote(evidence, SCORE).matches[0].pages == (4, 4)


def test_the_command(filled: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from evidence_search import cli

    monkeypatch.setattr("evidence_search.cli.searching.opened", lambda _: filled)
    runner = CliRunner()
    said = runner.invoke(cli.cli, ["search", "--quote", "The effect was gone at twelve weeks."])
    assert said.exit_code == 0 and said.output.startswith("EXACT")
    printed = runner.invoke(cli.cli, ["search", "--json", "--quote", "The effect was gone at twelve days."])
    assert json.loads(printed.output)["matches"][0]["differences"][0]["kind"] == "unit"
    for wrong in (["search", "--quote", "too short"], ["search", "question", "--quote", "x " * 9], ["search"], ["search", " "]):
        refused = runner.invoke(cli.cli, wrong)
        assert refused.exit_code == 2 and "evidence-search:" in refused.output


def test_paths_are_not_needed(tmp_path: Path) -> None:
    """An index that is not there is a named error for this command too."""
    from evidence_search.errors import NoIndex

    with Library(Settings(tmp_path / "corpus", tmp_path / "index"), FakeEncoder()) as library, pytest.raises(NoIndex):
        library.find_quote(SCORE)
