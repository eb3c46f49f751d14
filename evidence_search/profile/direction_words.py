"""The words that say which way a comparison came out."""

from __future__ import annotations

from functools import lru_cache

_CLASSES: dict[str, str] = {
    "UP": "excess pronounced higher greater more increase increases increased increasing larger longer elevated elevation "
    "elevate elevates rise "
    "rises rose raised exceeded exceeds exceed gain gained gains enhanced enhance enhances enhancement augmented prolonged "
    "prolongation prolongs heavier stronger doubled twice upregulated bigger taller wider greatest highest longest most "
    "induced induces accelerated boosted promoted additional later often grew growth stimulated",
    "DOWN": "lesser minimal lower less fewer decrease decreases decreased decreasing reduce reduces reduced reducing "
    "reduction reductions "
    "smaller shorter decline declined declines diminished drop dropped fall fell falls attenuated attenuates attenuation "
    "suppressed suppression lessened prevented prevents prevention inhibited inhibits inhibition alleviated alleviation "
    "relieved lowered lowering lowers shortened shortens weaker lowest least shortest smallest fewest minimised minimized "
    "loss lost weakened blunted downregulated earlier halved depressed abolished protective",
    "BETTER": "better improved improve improves improvement improvements improving superior superiority favor favors favored "
    "favour favours favoured favouring favoring effective effectively beneficial benefit benefits best successful "
    "positive positively "
    "efficacious advantage advantages outperformed",
    "WORSE": "worse worsened worsening inferior poorer poor worst deteriorated deterioration impaired impairment disadvantage "
    "unfavourable unfavorable negative negatively",
    "FAST": "faster quicker rapid rapidly sooner quickly",
    "SLOW": "slower delayed slowly delay delays",
    "NOT": "no not nor neither without never none cannot failed fails nonsignificant insignificant nonsignificantly t didn "
    "lack lacked absence absent little hardly unable",
    "DIFF": "difference differences differ differed differs different differently differential distinct significance",
    "SAME": "similar similarly comparable equal equally equivalent equivalence same identical unchanged noninferior "
    "noninferiority alike constant stable unaffected resembled parallel",
    "SIG": "significant significantly substantially substantial markedly marked considerably strongly",
    "AFFECT": "effect effects affect affected affects influence influenced influences impact impacted change changes changed "
    "alter altered alters interaction association associated correlation",
    "THAN": "than versus vs v compared comparison comparing relative against contrast over",
    "BETWEEN": "between among across",
    "ALL": "both all each either groups arms treatments",
    "BASE": "baseline before pre initial preoperative pretreatment within",
    "BUT": "but whereas while although however though despite except unlike nevertheless conversely only",
    "TREND": "trend trended tendency tended slight slightly borderline marginal marginally numerically approached numerical",
    "RESP": "respectively",
}
_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}

DIRECTED: dict[str, int] = {"UP": 1, "DOWN": -1, "BETTER": 1, "WORSE": -1, "FAST": 1, "SLOW": -1}
"""Classes that say a direction. For the last four it depends on the outcome what is meant."""

CLAUSE_BREAKS = frozenset({";", ".", "\n"})

_LESS_IS_BETTER = frozenset(
    "pain mortality death deaths risk adverse complication complications score scores symptom symptoms depression depressive "
    "anxiety nausea vomiting infection infections incidence recurrence relapse fatigue stress distress failure failures "
    "bleeding "
    "blood loss duration time stay length hospitalization severity disability rate rates requirement consumption hba1c glucose "
    "pressure cholesterol ldl triglyceride triglycerides bmi weight hypotension exacerbation exacerbations cost costs problems "
    "burden dyspnea insomnia suicidal ideation craving relapse toxicity stroke fracture fractures events event cough itching "
    "onset latency".split()
)
_MORE_IS_BETTER = frozenset(
    "quality life survival function functioning response remission efficacy satisfaction knowledge adherence success strength "
    "recovery capacity performance compliance pregnancy benefit improvement cure healing ability skills awareness acceptance "
    "uptake control vo2 fev1 density range motion wellbeing self esteem confidence tolerance hdl sensitivity attendance "
    "participation birth completion abstinence cessation clearance".split()
)


def class_of(word: str) -> str:
    """Return the class of a word in lower case, empty when it has none.

    >>> class_of("higher"), class_of("than"), class_of("ketamine")
    ('UP', 'THAN', '')
    """
    return _OF.get(word, "")


@lru_cache(maxsize=4096)
def wanted(outcome: str) -> int:
    """Return 1 when more of the outcome is better, -1 when less is, 0 when its words do not tell."""
    words = set("".join(c if c.isalnum() else " " for c in outcome.lower()).split())
    less, more = len(words & _LESS_IS_BETTER), len(words & _MORE_IS_BETTER)
    return (more > less) - (less > more)
