"""Studies that gave the drug by another route than was asked about say so; what is not known is not said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app_pages.hits import otherwise_html
from app_pages.patient_handout import made
from app_pages.patient_study import told_html
from evidence_search.index.lexical import terms
from evidence_search.library import Library
from evidence_search.patient import tell
from evidence_search.readers.clinic import Clinic
from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.records import Hit, Metadata, SourceKind
from evidence_search.search.lexicon import Lexicon
from evidence_search.search.otherwise import otherwise, routes_asked, told_otherwise
from evidence_search.search.understand import understand
from evidence_search.search.understand_phrases import Phrasebook
from evidence_search.settings import Settings
from evidence_search.showing.results import result_to_json, result_to_text
from evidence_search.text.meanings import Explainer
from evidence_search.text.spelling import Speller
from tests.papers import digest

LEXICON = Lexicon(Phrasebook(shipped_vocabulary(), terms), Speller({}), terms, lambda word: True)


@pytest.mark.parametrize(
    ("question", "routes"),
    [
        ("Will I be able to drive home after the drip?", ("intravenous",)),
        ("IV ketamine against intranasal esketamine", ("intranasal", "intravenous")),
        ("ketamine infusion for CRPS", ("intravenous", "subcutaneous")),
        ("sublingual ketamine at home", ("oral", "sublingual")),
        ("I hate needles and my blood pressure tablets do nothing", ()),
        ("How long does relief last?", ()),
    ],
)
def test_the_routes_a_question_names(question: str, routes: tuple[str, ...]) -> None:
    assert routes_asked(understand(question, LEXICON).groups, terms) == routes


def test_only_what_is_known_and_other_is_said() -> None:
    assert otherwise(("intravenous",), ("intranasal", "oral")) == (
        "Route asked about: intravenous. Route in this study: intranasal, oral."
    )
    either = otherwise(("intravenous", "subcutaneous"), ("intranasal",))
    assert either == "Route asked about: intravenous or subcutaneous. Route in this study: intranasal."
    assert otherwise(("intravenous",), ()) == "", "unknown is not another"
    assert otherwise(("intravenous",), ("oral", "intravenous")) == ""
    assert otherwise((), ("oral",)) == ""


def test_hits_say_it() -> None:
    hits = [Hit(n, name, "", SourceKind.ABSTRACT, Metadata(), "", 1.0, ()) for n, name in enumerate(("spray", "drip"), 1)]
    given = {"spray": ("intranasal",), "drip": ("intravenous",)}
    assert [hit.otherwise for hit in told_otherwise(hits, ("intravenous",), given.__getitem__)] == [
        "Route asked about: intravenous. Route in this study: intranasal.",
        "",
    ]
    assert told_otherwise(hits, (), given.__getitem__) == tuple(hits)


def test_a_library_says_it_wherever_a_study_is_shown(settings: Settings, make_library: Callable[..., Library]) -> None:
    arm = {"name": "esketamine", "drug": "esketamine", "route": "intranasal", "dose": "84 mg", "schedule": "once", "n": 20}
    digest(settings.corpus / "spray.md", "Driving after esketamine", found="Driving was safe the next day.", arms=[arm])
    library = make_library()
    library.ingest()
    said = "Route asked about: intravenous. Route in this study: intranasal."
    result = library.search("driving after the drip")
    assert result.routes == ("intravenous",) and [hit.otherwise for hit in result.hits] == [said]
    assert result_to_json(result)["hits"][0]["otherwise"] == said and said in result_to_text(result)
    assert said in otherwise_html(result.hits[0])
    told = tell(library, "driving after the drip")
    assert [study.hit.otherwise for study in told.studies] == [said]
    assert 'Route asked about: <span class="es-term"' in told_html(1, told.studies[0], Explainer())
    assert said in made(told.studies, "", Clinic(), [], "abc").blocks[0].said
    assert library.search("driving after the spray").hits[0].otherwise == ""
    assert result_to_json(library.search("driving"))["hits"][0]["otherwise"] is None
