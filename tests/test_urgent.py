"""Whether a question speaks of danger, or says who somebody is; and what medical words mean."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.readers.vocabulary import shipped_vocabulary
from evidence_search.text.meanings import MEANINGS, OWN, SAME, SHORT, Explainer
from evidence_search.text.personal import BIRTH, EMAIL, NAME, NUMBER, personal
from evidence_search.text.urgent import Danger, danger

SELF_HARM = """
I want to die
dont want to be here anymore
I don't see the point any more
everyone would be better off without me
my husband says he can't go on
what's the point
thinking of ending it all
is it ok to take all my tablets at once
how many sprays would kill you
I'm tired of living
I just want it to stop
I want to go to sleep and never wake up
will it help if I'm feeling suicdal
sucidal thoughts
suiside
Does ketamine reduce suicidal ideation in adolescents?
I have a plan
she has been giving away her things
he said goodbye to the children
I feel like hurting myself
I cut my arms
nothing to live for
I’d rather be dead
I can't do this anymore
is it safe for someone who self-harms
I'm a burden to my family
I don't care if I live or die
I have stopped eating and want to disappear
I can't cope any longer
I don't feel safe at home with my thoughts
my son talks about death all the time
I might do something I regret
I am scared of what I might do
there is no way forward for me
I've had enough
I hate my life
I have nothing left
I just can't anymore
I feel I have no one and I see no reason to get up
can ketamine stop me from jumping
he has a gun
I keep looking at the bridge
life feels empty
I wish I wasn't here
would anyone notice if I was gone
I'm done
I want to be with my dead wife
been googling ways to die
it would be easier if I wasn't around
I can’t see a way out
I think about driving into a tree
the voices are telling me to do things
WANT TO UNALIVE MYSELF
""".strip().splitlines()
EMERGENCIES = """
I took too many sprays
my chest hurts after the infusion
he isn't breathing properly
she won't wake up after treatment
my tongue is swelling
can I od on ketamine
my wife swallowed the whole bottle of pills
he threatens to hurt her
my lips went blue
her speech is slurred since this morning
I passed out in the car
should I call 999
""".strip().splitlines()
QUIET = """
Will I be able to drive home?
Is it safe with high blood pressure?
how long does relief last
does it help with PTSD nightmares
Can I eat before the infusion?
will I feel sick
what does it cost
ketamine or esketamine, which works better for depression
does it damage the bladder
can I breastfeed
how many infusions do I need
do I have to stop my antidepressants
does it help fibromyalgia pain
is it addictive
can older people have it
does it help my migraine
what happens if it doesn't work
can I live alone while on this treatment
will I be awake
can I go back to work the next day
""".strip().splitlines()


@pytest.mark.parametrize("question", SELF_HARM)
def test_suicide_and_self_harm_are_seen_however_they_are_said(question: str) -> None:
    assert danger(question) is Danger.SELF_HARM


@pytest.mark.parametrize("question", EMERGENCIES)
def test_emergencies_are_seen(question: str) -> None:
    assert danger(question) is not None


@pytest.mark.parametrize("question", QUIET)
def test_plain_questions_raise_no_alarm(question: str) -> None:
    assert danger(question) is None


@given(st.text(max_size=400))
def test_any_text_is_read_in_no_time(text: str) -> None:
    danger(text)
    personal(text)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Marnix Sigtermans asks if it is safe", NAME),
        ("Mrs Okafor, can she drive", NAME),
        ("my name is peter", NAME),
        ("my son Daniel takes it", NAME),
        ("is it right for Anna van Hilten?", NAME),
        ("born 3.4.1961 and on lithium", BIRTH),
        ("dob 1970", BIRTH),
        ("3rd of March 1961, on lithium", BIRTH),
        ("call me 0171 555 0192", NUMBER),
        ("patient number 4432219987", NUMBER),
        ("ask j.p@clinic.example", EMAIL),
    ],
)
def test_what_says_who_somebody_is_is_seen(question: str, found: str) -> None:
    assert found in personal(question)


@pytest.mark.parametrize(
    "question",
    [
        "Is 0.5 mg/kg over 40 minutes used 2015-2019?",
        "PMID 19604642 and NCT03081416, doi 10.1016/j.pain.2009.06.023",
        "Can my mother have Spravato",
        "Does it help with Complex Regional Pain Syndrome?",
        "Is Ketamine Infusion safe?",
        "Will I be able to drive home?",
    ],
)
def test_what_says_nothing_of_a_person_raises_no_notice(question: str) -> None:
    concepts = shipped_vocabulary().concepts
    known = {word.casefold() for concept in concepts for name in concept.names() for word in name.split()}
    assert personal(question, known) == ()


def test_words_are_explained_under_names_that_mean_the_same() -> None:
    text = "An RCT of IV ketamine in TRD (MADRS), PLACEBO by drip; a ketamine RCT. 95% CI. A Double-Blind design."
    explained = Explainer().explained(text)
    found = {text[each.start : each.end]: each.meaning for each in explained}
    assert set(found) >= {"RCT", "IV", "ketamine", "TRD", "MADRS", "PLACEBO", "CI", "Double-Blind"}
    assert found["MADRS"].startswith("Short for Montgomery-Asberg Depression Rating Scale.")
    assert len(found) == len(explained), "each word once"


def test_no_word_is_explained_as_what_it_is_not() -> None:
    """The vocabulary gathers what should be searched together; as explanations those words would mislead."""
    loose = (
        "The bladder, breathing and oxygen saturation; improvement and efficacy, effective; maintenance of response; safety; "
        "UTI, NS; systematic reviews; unblinding; tablets; morphine consumption; no benefit; function; "
        "precautions; nostril; iv; ci."
    )
    assert [loose[each.start : each.end] for each in Explainer().explained(loose)] == []


def test_every_meaning_is_of_a_word_of_the_vocabulary() -> None:
    names = {concept.name for concept in shipped_vocabulary().concepts}
    assert sorted(set(MEANINGS) - names) == []
    assert sorted((set(SAME) | set(SHORT)) - set(MEANINGS) - set(OWN)) == []
    assert all(re.fullmatch(r"[A-Z].*\.", meaning) for meaning in (MEANINGS | OWN).values())
