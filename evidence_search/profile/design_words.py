"""The words of a study as the design classifier sees them: tokens, n-grams, and cues that stand for many words at once.

A cue is a named family of words ("an animal species", "a database that was searched"): it carries over to words that the
training data happened not to hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*|%")
_SPELLING = str.maketrans({"\u2010": "-", "\u2011": "-"})

_LEXICON: dict[str, str] = {
    "animal": (
        "rat rats mouse mice murine rodent rodents rabbit rabbits guinea_pig guinea_pigs gerbil gerbils hamster hamsters "
        "dog dogs "
        "canine cats feline sheep lambs ovine piglet piglets pigs pig porcine swine monkey monkeys macaque macaques rhesus "
        "baboon baboons marmoset marmosets nonhuman_primates horses equine cattle calves bovine goats zebrafish fish "
        "frog frogs "
        "xenopus drosophila flies elegans worms worm bird birds chicks chickens pigeons quail zebra_finches squirrels "
        "voles ferret "
        "ferrets bees larvae pups litters sprague-dawley sprague wistar c57bl c57bl-0 balb lewis_rats dams "
        "spontaneously_hypertensive "
        "wild-type_mice knockout knock-out transgenic animals animal_model animal_models chimpanzees opossum mosquitoes eels "
        "salmon trout primates"
    ),
    "in_vitro": (
        "in_vitro cell_line cell_lines cell_culture cultured cultures hek hek0 hek-0 hek293 hela sh-sy5y shsy5y pc12 "
        "pc12_cells "
        "transfected transfection ipsc ipscs ipsc-derived hipsc pluripotent patch-clamp slices brain_slices fibroblasts "
        "recombinant "
        "binding_affinity docking molecular_dynamics crystal_structure western_blot immunoblotting incubated incubation "
        "lysates "
        "synthesized neuroblastoma_cells oocytes microsomes synaptosomes homogenates ic0 ic50 ec50 membranes organoids "
        "post-mortem postmortem in_silico cytotoxicity fluorescence assays purified"
    ),
    "human": (
        "patients patient participants participant volunteers volunteer subjects adults children women men adolescents "
        "students "
        "respondents people persons nationwide population-based caregivers veterans infants individuals boys girls residents "
        "inpatients outpatients parents mothers youth clinicians nurses physicians"
    ),
    "database": (
        "pubmed medline embase psycinfo psychinfo psyclit cinahl cochrane_library cochrane_central cochrane_database "
        "cochrane_controlled central_register scopus web_of web_science google_scholar lilacs literature_search "
        "electronic_databases "
        "databases database_search clinicaltrials-gov_and electronic_search searched searches search_strategy search_terms"
    ),
    "synthesis": (
        "meta-analysis meta-analyses meta-analytic metaanalysis meta_analysis meta_analytic metaanalyses network_meta-analysis "
        "meta-regression heterogeneity pooled_effect random-effects random_effects fixed-effects prisma prospero risk_of "
        "eligible_studies included_studies studies_included studies_met articles_were articles_met trials_met trials_were "
        "studies_were inclusion_criteria eligible_trials weighted_mean standardized_mean standardised_mean publication_bias "
        "funnel effect_size effect_sizes data_synthesis data_sources study_selection data_extraction"
    ),
    "systematic": (
        "systematic_review systematic_reviews systematically_reviewed systematic_literature systematically_review "
        "scoping_review "
        "umbrella_review systemic_review systematically_search systematically_searched systematic_search integrative_review "
        "rapid_review review_systematically reviewed_systematically systematic_narrative"
    ),
    "review": (
        "review reviews reviewed reviewing overview summarize summarizes summarise summarises summarized discuss "
        "discusses discussed "
        "perspective perspectives literature this_article this_chapter this_paper this_review article_reviews recent_advances "
        "current_knowledge highlighted highlights we_argue emerging commentary editorial viewpoint opinion state_of"
    ),
    "case": (
        "case_report case_reports case_series case_study we_report we_describe report_a describe_a present_a a_case this_case "
        "the_case our_case case_of cases_of first_case rare_case unusual_case our_patient the_patient a_patient this_patient "
        "year-old -year-old 0-year-old 0-yr-old years-old old_man old_woman old_boy old_girl old_male old_female "
        "presented_with "
        "first_report autopsy_revealed he she his her"
    ),
    "future": (
        "will will_be participants_will patients_will we_will study_will trial_will subjects_will be_randomized be_recruited "
        "be_enrolled be_included be_assessed be_measured be_collected be_analyzed be_analysed be_compared be_performed "
        "be_conducted be_invited be_used be_evaluated be_allocated"
    ),
    "protocol": (
        "study_protocol trial_protocol protocol_for protocol_of this_protocol protocol_describes rationale_and "
        "design_and_methods "
        "and_dissemination ethics_and dissemination trial_registration trial_status current_sponsor inn_or pharmaceutical_form "
        "product_name condition_ primary_outcome_ designed_to aims_to registered_report"
    ),
    "results": (
        "significantly significant found showed observed were_found was_found p_0 increased decreased improved compared_with "
        "higher_than lower_than revealed results_showed was_associated were_associated completed received reported"
    ),
    "observational": (
        "cross-sectional cohort case-control retrospective retrospectively longitudinal survey questionnaire questionnaires "
        "prevalence incidence odds_ratio hazard_ratio regression registry medical_records charts chart_review cases_and "
        "controls healthy_controls matched age-matched polymorphism polymorphisms genotype genotyped interviews interviewed "
        "association_between associated_with risk_factors online_survey electronic_health claims follow-up_study"
    ),
    "intervention": (
        "treated_with treatment_with were_treated was_administered were_administered administered administration "
        "open-label open_label "
        "open_trial pilot_study dose doses mg kg infusion therapy intervention before_and after_treatment training "
        "surgery stimulation "
        "received sessions weeks_of efficacy tolerability pre-post post-treatment post-intervention"
    ),
    "own_randomized": (
        "were_randomized was_randomized been_randomized patients_randomized subjects_randomized participants_randomized "
        "randomized_to randomized_into randomly_assigned randomly_allocated randomly_divided randomly_received "
        "random_assignment random_allocation a_randomized this_randomized we_randomized and_randomized then_randomized "
        "randomized_crossover randomized_cross-over randomized_placebo-controlled randomized_double-blind "
        "double-blind_randomized be_randomized participants_randomly were_randomly randomized_within-subjects "
        "counterbalanced_order randomized_order random_order"
    ),
    "other_randomized": (
        "randomized_trials randomized_studies controlled_trials clinical_trials trials_rcts rcts rct nonrandomized "
        "non-randomized not_randomized future_randomized larger_randomized further_randomized of_randomized"
    ),
    "blinded": (
        "double-blind double_blind double-blinded doubleblind single-blind placebo placebo-controlled placebo_controlled sham "
        "sham-controlled crossover cross-over counterbalanced double-dummy triple-blind vehicle parallel-group"
    ),
}  # fmt: skip
"""Cue and the tokens or token pairs (joined by `_`) that belong to it."""

CUES: dict[str, tuple[str, ...]] = {}
"""Token or token pair to the cues it belongs to."""
for _cue, _words in _LEXICON.items():
    for _word in _words.split():
        CUES[_word] = (*CUES.get(_word, ()), _cue)

STEPS = (1, 2, 4, 7)
"""A cue met at least so many times is a feature of its own."""


def tokens(text: str) -> list[str]:
    """Return the words of a text in one spelling: lower case, `randomised` as `randomized`, numbers as `0`.

    >>> tokens("Forty-one randomised adults, 0.5 mg/kg; a 23-year-old")
    ['forty-one', 'randomized', 'adults', '0', '0', 'mg', 'kg', 'a', '0-year-old']
    """
    plain = (text if text.isascii() else text.translate(_SPELLING)).lower().replace("randomis", "randomiz")
    return [_numberless(word) if word[0] <= "9" and word != "%" else word for word in _TOKEN.findall(plain)]


def _numberless(word: str) -> str:
    return f"0-{word.split('-', 1)[1]}" if "-" in word else "0"


def pairs(words: list[str]) -> Iterator[str]:
    """Yield neighbouring words joined by `_`."""
    return map("_".join, pairwise(words))


def features(title: list[str], text: list[str]) -> set[str]:
    """Return what the classifier knows of a study: words, pairs and cues, each once.

    `t:` marks what stands in the title (it counts as said in the text too), `cue:animal:4` that at least four words of the
    text are of that cue.
    """
    titled = [*title, *pairs(title)]
    grams = [*text, *pairs(text)]
    told = {*grams, *titled}
    told.update([f"t:{gram}" for gram in titled])
    told.update(f"cue:{cue}:{step}" for cue, count in counted(grams).items() for step in STEPS if count >= step)
    told.update(f"t:cue:{cue}" for cue in counted(titled))
    return told


def counted(grams: Iterable[str]) -> Counter[str]:
    """Return how often each cue is met among words and pairs."""
    return Counter([cue for gram in grams if gram in CUES for cue in CUES[gram]])
