"""Understanding a question: what is read as what, what is left alone, what is shown, and that each part can be switched off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evidence_search.index.lexical import terms
from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.records import Filters, Metadata, Note, NoteKind, Off
from evidence_search.search.answer import Tools, answer, question_vector
from evidence_search.search.lexicon import Lexicon, lexicon_of
from evidence_search.search.restrict import holds
from evidence_search.search.understand import understand
from evidence_search.search.understand_syntax import read_syntax
from evidence_search.search.understood import AS_TYPED
from evidence_search.showing.results import result_to_json, result_to_text
from evidence_search.text.vocabulary import Concept, Vocabulary
from tests.fakes import FakeEncoder
from tests.stubs import StubEvidence, StubStudy, loaded

VOCABULARY = Vocabulary(
    (
        Concept("complex regional pain syndrome", "condition", ("reflex sympathetic dystrophy",), ("CRPS", "RSD")),
        Concept(
            "cluster headache",
            "condition",
            ("cluster headaches",),
            (),
            ("CH",),
            ("suicide headaches", "headache round the eye"),
        ),
        Concept("suicidal ideation", "condition", ("suicide", "suicidality")),
        Concept("hallucinations", "harm", ("psychotomimetic effects",), lay=("see things", "see things that arent there")),
        Concept("mania", "harm", lay=("tip ... into a high",)),
        Concept("liver injury", "harm", ("hepatotoxicity",), lay=("my liver",)),
        Concept("intranasal", "route", ("nasal spray",), (), ("IN",)),
        Concept("duration of effect", "outcome", ("lasting",)),
        Concept("esketamine", "drug", ("Spravato", "S-ketamine"), ("ESK",)),
        Concept("ketamine", "drug"),
        Concept("diazepam", "drug", ("Valium",), related=("benzodiazepine",)),
        Concept("lorazepam", "drug"),
        Concept("quinidine", "drug"),
        Concept("quinadine", "drug"),
        Concept("others", "known", ("sertraline", "cetirizine")),
    )
)
PRINTED = {
    "relief": 5, "weeks": 9, "depression": 9, "randomized": 6, "nausea": 5, "dissociation": 8, "infusion": 9, "working": 5,
    "sertralin": 0, "tumor": 3, "kidney": 4, "pain": 9, "cetirizin": 0,
}  # fmt: skip


class Index:
    """Knows a few words; every stem of theirs stands in the library, no other."""

    stems = staticmethod(terms)

    def words(self) -> dict[str, int]:
        return PRINTED

    def weight(self, stem: str) -> float:
        return 1.0 if stem in {part for word in PRINTED for part in terms(word)} else 5.0

    def is_name(self, word: str) -> bool:
        return word == "sigtermans"


def lexicon(vocabulary: Vocabulary = VOCABULARY) -> Lexicon:
    return lexicon_of(vocabulary, Index(), lambda word: word in {"lady", "music", "doctor"})


LEXICON = lexicon()


def notes(question: str, kind: NoteKind, off: Off = Off()) -> list[tuple[str, str]]:  # noqa: B008
    return [(note.typed, note.read_as) for note in understand(question, LEXICON, off).notes if note.kind is kind]


def wordings(question: str, off: Off = Off()) -> list[dict[str, float]]:  # noqa: B008
    found = understand(question, LEXICON, off).groups
    return [{" ".join(wording.stems): wording.weight for wording in group.wordings} for group in found]


# -- names, abbreviations, sayings


def test_an_abbreviation_is_searched_by_every_name() -> None:
    found = understand("RSD relief", LEXICON)
    assert found.text == "complex regional pain syndrome relief"
    assert wordings("RSD relief") == [
        {"rsd": 1.0, "complex region pain syndrom": 1.0, "reflex sympathet dystrophi": 1.0, "crps": 1.0},
        {"relief": 1.0},
    ]
    assert found.groups[0].kind == "condition"
    assert notes("rsd relief", NoteKind.ABBREVIATION) == [
        ("rsd", "complex regional pain syndrome, reflex sympathetic dystrophy, CRPS")
    ]


def test_a_name_is_searched_by_its_abbreviation_with_less_weight() -> None:
    assert wordings("reflex sympathetic dystrophy")[0]["crps"] == 0.8
    assert notes("Spravato", NoteKind.SYNONYM) == [("Spravato", "esketamine, S-ketamine, ESK")]


def test_abbreviations_that_are_words_are_read_in_capitals_only() -> None:
    assert notes("ketamine IN depression", NoteKind.ABBREVIATION) == [("IN", "intranasal, nasal spray")]
    assert notes("ketamine in depression", NoteKind.ABBREVIATION) == []
    assert notes("KETAMINE IN DEPRESSION", NoteKind.ABBREVIATION) == []


@pytest.mark.parametrize("typed", ["see things", "seeing things", "saw things"])
def test_a_saying_in_any_ending(typed: str) -> None:
    assert [read for _, read in notes(typed, NoteKind.LAY)] == ["hallucinations, psychotomimetic effects"]


@pytest.mark.parametrize(
    "typed", ["see things that arent there", "seeing things that aren't there", "sees things that isn’t there"]
)
def test_the_longest_saying_wins_with_or_without_apostrophes(typed: str) -> None:
    assert [each for each, _ in notes(typed, NoteKind.LAY)] == [typed]


def test_little_words_stand_for_each_other_and_a_gap_for_up_to_three_words() -> None:
    assert notes("will it hurt her liver", NoteKind.LAY) == [("her liver", "liver injury, hepatotoxicity")]
    assert notes("could it tip my poor son into a high", NoteKind.LAY)[0][0] == "tip my poor son into a high"
    assert notes("could it tip my poor dear son into a high", NoteKind.LAY) == []


def test_overlapping_sayings_of_one_concept_leave_nothing_over() -> None:
    """Nobody who asks about suicide headaches asks about suicide."""
    assert notes("suicide headaches round the eye", NoteKind.LAY) == [
        ("suicide headaches round the eye", "cluster headache, cluster headaches, CH")
    ]
    assert notes("suicide headaches round the eye", NoteKind.SYNONYM) == []


def test_a_single_word_is_not_another_of_the_same_stem() -> None:
    assert notes("the last visit", NoteKind.SYNONYM) == []
    assert notes("lasting relief", NoteKind.SYNONYM) == [("lasting", "duration of effect")]


def test_words_of_a_saying_count_less_than_what_it_means() -> None:
    (group,) = wordings("seeing things")
    assert group == {"see": 0.5, "hallucin": 1.0, "psychotomimet effect": 1.0}


def test_an_idea_asked_for_twice_is_one() -> None:
    assert len(understand("CRPS, that is RSD", LEXICON).groups) == 1
    assert wordings("pain and pain") == [{"pain": 1.0}]


def test_a_question_of_little_words_keeps_them() -> None:
    assert [group.typed for group in understand("what is it", LEXICON).groups] == [("what",), ("is",), ("it",)]


def test_negations_stay_in_the_text_that_is_encoded() -> None:
    for question in ("no relief of pain", "ketamine without nausea", "why does it not help my liver"):
        negation = next(word for word in question.split() if word in ("no", "without", "not"))
        assert negation in understand(question, LEXICON).text.split()


# -- spelling


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ketamne", "ketamine"),
        ("depresion", "depression"),
        ("disociation", "dissociation"),
        ("esketamne", "esketamine"),
        ("workng", "working"),
        ("clusterheadaches", "cluster headaches"),
        ("myliver", "my liver"),
    ],
)
def test_mistypings_are_mended(typed: str, meant: str) -> None:
    assert notes(f"{typed} for weeks", NoteKind.SPELLING) == [(typed, meant)]
    assert understand(f"{typed} for weeks", LEXICON).typed == f"{meant} for weeks"


@pytest.mark.parametrize(
    "question",
    [
        "quinedine",  # two drugs are as near
        "tlorazepam",  # begins with another letter
        "loratepan",  # two letters are wrong
        "sertralin",  # stands in the library
        "certirizine and sertaline of Lorazepan",
        "Sigtermans and sigtermans",
        "a lady with music",
        '"depresion"',
        "DEPRESION and DePresion",
        "infusions",
        "pai'n and infusio'n",
        "0.5 mg/kg 1O0mg",
        "pregabalin",
    ],
)
def test_what_may_be_meant_is_left_as_typed(question: str) -> None:
    mended = notes(question, NoteKind.SPELLING)
    assert all(meant not in ("lorazepam", "quinidine", "quinadine") for _, meant in mended)
    assert not mended or question.startswith("certirizine")


def test_a_drug_is_never_read_as_another() -> None:
    for concept in (each for each in VOCABULARY.concepts if each.kind == "drug"):
        for group in understand(concept.name, LEXICON).groups:
            names = {" ".join(wording.stems) for wording in group.wordings}
            others = {" ".join(terms(each.name)) for each in VOCABULARY.concepts if each.kind == "drug" and each is not concept}
            assert not names & others


def test_british_and_american_spellings_find_each_other() -> None:
    assert wordings("tumour") == [{"tumour": 1.0, "tumor": 1.0}]
    assert notes("randomised", NoteKind.VARIANT) == [("randomised", "randomized")]
    assert notes("haemostat", NoteKind.VARIANT) == [], "no text has the other spelling"


# -- doses


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0.5 mg per kilo", "0.5 mg/kg"),
        ("half a mg per kilo", "0.5 mg/kg"),
        (".5mg/kg", "0.5 mg/kg"),
        ("0,5 milligrams per kilogram", "0.5 mg/kg"),
        ("2 milligrams a kilo", "2 mg/kg"),
        ("84mg", "84 mg"),
        ("100 micrograms", "100 mcg"),
    ],
)
def test_doses_are_written_as_studies_do(typed: str, read: str) -> None:
    assert understand(f"ketamine {typed} once", LEXICON).typed == f"ketamine {read} once"
    assert notes(f"ketamine {typed} once", NoteKind.DOSE) == [(typed, read)]


@pytest.mark.parametrize("dose", ["0.5 mg/kg", "56 mg", "0.15 mg/kg/h", "20 mg/h"])
def test_doses_as_studies_write_them_stay(dose: str) -> None:
    assert understand(f"ketamine {dose}", LEXICON).text == f"ketamine {dose}"
    assert understand(f"ketamine {dose}", LEXICON).groups[1].kind == "dose"


def test_a_dose_is_one_idea_and_its_figures_do_not_count_apart() -> None:
    assert wordings("0.5 mg/kg") == [{"0 5 mg kg": 1.0, "0 5": 0.8}]


# -- syntax


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("year:2019", (2019, 2019)),
        ("year:2015-2020", (2015, 2020)),
        ("year:2015–2020", (2015, 2020)),
        ("year:2018-", (2018, None)),
        ("year:-2010", (None, 2010)),
        ("year:>2018", (2019, None)),
        ("year:>=2018", (2018, None)),
        ("YEAR:<2010", (None, 2009)),
        ("year:≤2010,", (None, 2010)),
        ("year:>2010 year:<2015", (2011, 2014)),
    ],
)
def test_years(typed: str, years: tuple[int | None, int | None]) -> None:
    found = read_syntax(f"{typed} pain")
    assert (found.text, found.years) == ("pain", years)


@pytest.mark.parametrize("typed", ["year:soon", "year:>2010-2012", "year:19", "year:-", "year:2010x"])
def test_a_year_that_is_none_is_said_and_read_as_words(typed: str) -> None:
    found = read_syntax(f"pain {typed}")
    assert found.years == (None, None)
    assert found.notes[0].kind is NoteKind.NOT_READ
    assert found.text.startswith("pain ")


def test_fields_exclusions_and_phrases() -> None:
    found = read_syntax(
        'author:"van de Loo" doi:https://doi.org/10.1016/J.Pain.2009 “nasal  spray.” -mice -"healthy men" relief'
    )
    assert found.fields == (("author", "van de Loo"), ("doi", "10.1016/j.pain.2009"))
    assert (found.phrases, found.excluded, found.text) == (("nasal spray",), ("mice", "healthy men"), "nasal spray relief")


@pytest.mark.parametrize(
    "question", ["pre-treatment", "score -4.0", "5 - 10", "a - b", "mail: me", "s-ketamine v. placebo-", "-"]
)
def test_hyphens_and_colons_of_ordinary_writing_are_no_syntax(question: str) -> None:
    found = read_syntax(question)
    assert (found.text, found.notes) == (question, ())


# -- switching off


QUESTION = 'RSD depresion tumour see things Spravato 84mg "nasal spray" -mice author:daly'


@pytest.mark.parametrize("kind", [kind for kind in NoteKind if kind is not NoteKind.NOT_READ])
def test_each_kind_can_be_switched_off(kind: NoteKind) -> None:
    everything = understand(QUESTION, LEXICON).notes
    assert kind in {note.kind for note in everything}
    rest = understand(QUESTION, LEXICON, Off(frozenset([kind]))).notes
    assert kind not in {note.kind for note in rest}
    assert {note.kind for note in everything if note not in rest} == {kind}


def test_single_words_can_be_left_as_typed() -> None:
    rest = understand(QUESTION, LEXICON, Off(typed=frozenset(["rsd", "84mg"]))).notes
    assert {note.typed for note in understand(QUESTION, LEXICON).notes} - {note.typed for note in rest} == {"RSD", "84mg"}


def test_as_typed_leaves_nothing_but_words() -> None:
    found = understand(QUESTION, LEXICON, AS_TYPED)
    assert (found.typed, found.text, found.notes) == (QUESTION, QUESTION, ())
    assert not found.restricts
    assert all(len(group.wordings) == 1 for group in found.groups)


questions = st.text(st.sampled_from("abcdersk RSD0.5mg/kg\"-:'’year:>author “”nyé½²"), max_size=60) | st.text(max_size=40)


@hypothesis_settings(max_examples=200, deadline=None)
@given(questions)
def test_any_text_is_understood_the_same_way_every_time(question: str) -> None:
    found = understand(question, LEXICON)
    assert found == understand(question, lexicon())
    assert all(note.typed in question for note in found.notes if note.kind is NoteKind.DOSE)
    assert understand(question, LEXICON, AS_TYPED).typed == question
    assert all(wording.stems and 0 < wording.weight <= 1 for group in found.groups for wording in group.wordings)


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("does it wreck your bladder", "cystitis"),
        ("will I see things that arent there", "hallucinations"),
        ("Can I drive home afterwards?", "driving"),
        ("is it ok with high blood pressure", "blood pressure"),
        ("RSD", "complex regional pain syndrome"),
        ("when it wore off", "relapse"),
        ("a dummy drip", "placebo"),
        ("HAM-D at week 4", "Hamilton Depression Rating Scale"),
    ],
)
def test_the_shipped_vocabulary_in_use(question: str, meaning: str) -> None:
    assert meaning in understand(question, lexicon(shipped_vocabulary())).text


# -- what it does to a search


STUDIES = [
    StubStudy("a", (("Results", "Hallucinations faded in mice."),), Metadata(title="A", authors=("Daly EJ",), year=2019)),
    StubStudy(
        "b", (("Results", "Hallucinations were rare in people."),), Metadata(title="B", authors=("Sartron P",), year=2009)
    ),
    StubStudy(
        "c", (("Results", "Sleep was rated weekly."), ("Harms", "A rare rash.")), Metadata(title="Rare things", year=2020)
    ),
]


def ids(question: str, off: Off = Off(), limit: int = 10) -> list[str]:  # noqa: B008
    evidence = StubEvidence(STUDIES)
    encoder = FakeEncoder()
    tools = Tools(encoder.encode_question, lexicon_of(VOCABULARY, evidence, encoder.knows))
    return [hit.study_id for hit in answer(evidence, question, tools, Filters(), limit, off).hits]


def test_a_lay_question_finds_what_studies_call_otherwise() -> None:
    assert ids("see things", limit=2) == ["a", "b"]


def test_exclusion_fields_and_years_restrict() -> None:
    assert ids("hallucinations -mice") == ["b", "c"]
    assert ids("hallucinations author:daly") == ["a"]
    assert ids("hallucinations author:dal") == []
    assert ids("hallucinations -mice", Off(frozenset([NoteKind.EXCLUDED])))[0] == "a"


def test_a_question_of_fields_alone_lists_what_meets_them() -> None:
    assert ids("author:sartron") == ["b"]
    assert ids("title:rare") == ["c"]


def test_phrases_must_stand_in_the_passage_word_for_word() -> None:
    assert ids('"hallucinations were rare"') == ["b"]
    assert ids('"rare rash"') == ["c"]
    assert ids('"rare sleep"') == []
    assert ids('"hallucination were rare"') == [], "the index knows stems; the text decides"


def test_holding_a_phrase() -> None:
    passage = loaded("The 0.5 mg/kg\ndose (p < 0.05) helped.")
    assert holds(passage, "A title", ["0.5 mg/kg dose"])
    assert holds(passage, "A title", ["DOSE (P", "a title"])
    assert not holds(passage, "", ["5 mg/kg dos"])
    assert not holds(passage, "", ["dose helped"])


def test_the_vector_lies_between_the_question_as_typed_and_as_clarified() -> None:
    encoder = FakeEncoder()
    found = understand("RSD relief", LEXICON)
    vector = question_vector(found, encoder.encode_question)
    typed, clarified = encoder.vector(f"{found.typed}\n{found.typed}"), encoder.vector(found.text)
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0)
    # The fake counts words, so that a question said twice points where it points said once.
    assert float(vector @ typed) == pytest.approx(float(vector @ clarified), abs=1e-6)


def test_a_question_is_encoded_as_typed_and_said_twice() -> None:
    said: list[str] = []
    directions = {"relief": np.array([1, 0], dtype=np.float32), "relief\nrelief": np.array([0, 1], dtype=np.float32)}

    def encode(text: str) -> NDArray[np.float32]:
        said.append(text)
        return directions[text]

    assert question_vector(understand("relief", LEXICON), encode).tolist() == pytest.approx([0.5**0.5, 0.5**0.5])
    assert said == ["relief", "relief\nrelief"], "nothing was clarified, so nothing else is encoded"


def test_what_was_understood_is_shown() -> None:
    evidence = StubEvidence(STUDIES)
    encoder = FakeEncoder()
    tools = Tools(encoder.encode_question, lexicon_of(VOCABULARY, evidence, encoder.knows))
    result = answer(evidence, "RSD Spravato", tools, Filters(), 5)
    said = result_to_json(result)["understood"]
    assert [(note["kind"], note["typed"]) for note in said["notes"]] == [("abbreviation", "RSD"), ("synonym", "Spravato")]
    assert said["problems"] == []
    text = result_to_text(result)
    assert text.startswith("Read “RSD” (abbreviation): complex regional pain syndrome")
    assert "Looked for other names too: Spravato: esketamine" in text


def test_notes_are_part_of_the_answer() -> None:
    evidence = StubEvidence(STUDIES)
    encoder = FakeEncoder()
    tools = Tools(encoder.encode_question, lexicon_of(VOCABULARY, evidence, encoder.knows))
    result = answer(evidence, "RSD", tools, Filters(), 5)
    assert result.understood.text == "complex regional pain syndrome"
    assert result.understood.notes == (
        Note(NoteKind.ABBREVIATION, "RSD", "complex regional pain syndrome, reflex sympathetic dystrophy, CRPS"),
    )


@pytest.mark.parametrize(
    "question", ['"…"', '"."', '". ," rash', '"%" rash', "-é", "author:,", "title:…", 'year:2019 "a"', "-", '""']
)
def test_signs_in_place_of_words_do_no_harm(question: str) -> None:
    assert set(ids(question)) <= {"a", "b", "c"}
