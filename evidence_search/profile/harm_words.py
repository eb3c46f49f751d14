"""The words around a named harm that say it was seen, was not seen, was lessened, or is another drug's."""

from __future__ import annotations

import re

from evidence_search.profile.numbers import WORDS
from evidence_search.profile.sieve import Sieved

HARMFUL = Sieved(
    r"adverse|side[\s-]?effect|\bteaes?\b|\bsaes?\b|\baes\b|tolera|tolerability|safety|unwanted|untoward|toxicit|"
    r"complication|most (?:common|frequent)|(?:commonly|frequently) (?:reported|observed)|"
    r"\b(?:ketamine|treatment|drug|esketamine)[\s-](?:induced|related|emergent|associated)|experienced|developed|"
    r"suffered|discontinu|occurred|transient",
)
ANY_HARM = re.compile(
    r"adverse|side[\s-]?effect|\bteaes?\b|\bsaes?\b|\baes\b|tolera|unwanted|untoward|toxicit|"
    r"most (?:common|frequent)|(?:commonly|frequently) (?:reported|observed)",
    re.IGNORECASE,
)
SEEN = Sieved(
    r"\d|report|occur|experienc|observ|develop|common|frequent|includ|were|was|had|caus|induc|"
    r"produc|increas|associat|result|show|seen|elicit|higher|lead|led\b",
)
DENIED_BEFORE = re.compile(
    r"(?:\bno (?:(?:\w+[\s-]){0,3}?(?:cases? of|episodes? of|signs? of|evidence of|incidents? of|reports? of|"
    r"incidence of|differences? in the incidence of)\s)?(?:[\w-]+,?\s){0,3}$|\bwithout (?:any |causing |inducing |"
    r"producing |evidence of |the |serious |significant |severe |major )*(?:[\w-]+\s){0,2}$|"
    r"\bno (?:patients?|participants?|subjects?|one|children|individuals?|infants?)\b.{0,50}$|"
    r"\bnone (?:of the (?:\w+ )?(?:patients|participants|subjects|cases|children)|had|reported|"
    r"experienced)\b.{0,50}$|"
    r"\b(?:did|does|do|was|were|is|are|has|have) not (?:\w+ )?(?:result in|cause|induce|produce|lead to|"
    r"associated with|impair|elicit|experience|report|develop|accompanied by|have|observe|exhibit|"
    r"show)\w*\s(?:\w+\s){0,4}$|"
    r"\b(?:free (?:of|from)|absence of|devoid of|lack of|never)\s(?:\w+\s){0,2}$|\b(?:no|neither|nor|"
    r"without)\b[^.;]{0,60}(?:,| or| nor| and)\s(?:\w+\s)?$)",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"^(?:[^.;,]{0,40}?\s)?(?:(?:was|were|has been|have been) (?:not|never) (?:\w+ )?(?:observed|reported|seen|"
    r"noted|detected|recorded|present|evident|found|encountered|experienced|apparent)\b|(?:was|were) absent\b|"
    r"did not occur|(?:was|were) reported by none|in none\b|not (?:observed|reported|seen|noted|detected)\b)",
    re.IGNORECASE,
)
BREAK = re.compile(r"\b(?:but|however|although|except|other than|apart from|besides|while|whereas)\b|;", re.IGNORECASE)
NO_DIFFERENCE = Sieved(
    r"\bno\b[^.;]{0,40}\bdifferen|\bno (?:\w+ ){0,2}(?:effect|influence|impact)s? on\b|differences? (?:between|in|"
    r"among)\b|\b(?:minimal|little|negligible|have been (?:associated|reported|described)|(?:effects|"
    r"events) associated with)\b|\bnot (?:\w+ ){0,3}differ|similar|comparable|inconclusive|"
    r"no significant (?:changes?|alterations?)|not (?:\w+ ){0,2}(?:increase|higher|"
    r"more|affect|alter|change|predict|associated with (?:an )?increase)|without increas|no increase|"
    r"not significantly|(?:did|does) not (?:\w+ )?(?:affect|alter|change|increase|correlat|influence)",
)
LESSENED = re.compile(
    r"\b(?:reduc\w+|decreas\w+|lower(?:ed)?|fewer|less(?:en\w*)?|prevent\w*|attenuat\w+|alleviat\w+|improv\w+|"
    r"diminish\w+|mitigat\w+|ameliorat\w+|protect\w*|treat(?:ing|s)?|manage\w*|resolution|resolved|remission|"
    r"smaller|minimi[sz]\w+|suppress\w*|relie\w+|anti-?|effective|efficacy|efficacious|response|inhibit\w*|"
    r"block\w*|declin\w*)\b",
    re.IGNORECASE,
)
ASSOCIATED = re.compile(
    r"\b(?:correlat\w+|predict\w+|mediat\w+|moderat\w+|model\w*|risk factors?|relationship|"
    r"baseline|history of|comorbid\w*|diagnos\w+|scores?|scale|ratings?|screen\w*|rats?|mice|"
    r"rodents?|monkeys?|animals?)\b",
    re.IGNORECASE,
)
OTHER_DRUG = re.compile(
    r"\b(?:in|with|of|by|after|for|from|to|following|receiving|during|"
    r"than) (?:the )?(?:\w+ )?(?:placebo|midazolam|saline|control|propofol|morphine|ect|"
    r"electroconvulsive therapy|fentanyl|psilocybin|lsd|mdma|dexmedetomidine|lidocaine|"
    r"remifentanil|etomidate|thiopental|sevoflurane|methadone)\b",
    re.IGNORECASE,
)
MORE_THAN = re.compile(
    r"(?:\b(?:more|higher|greater|increased|increases)\b[^.;]{0,90}ketamine|ketamine[^.;]{0,90}\b(?:more|higher|"
    r"greater|increased|increases)\b)[^.;]{0,60}\b(?:than|compared|versus|vs|relative)\b(?![^.;]{0,60}ketamine)",
    re.IGNORECASE,
)
ANY_AT_ALL = re.compile(
    r"\b(?:no|without(?: any)?|nor|experienced (?:an|any)|not (?:cause|have|"
    r"report)(?: any)?)\s$",
    re.IGNORECASE,
)
FOR = re.compile(r"\b(?:for|due to|because of|owing to|after) (?:an? |any |the )?$", re.IGNORECASE)
LEFT = re.compile(r"discontinu|withdr[ae]w|dropp|drop-?out|stopped")
TREATMENT = Sieved(r"ketamine|\besk\b|\bket\b|spravato")
EVENTS = re.compile(
    r"^[^.;,()]{0,24}?[\s(\[,:]{1,3}(?:n\s?=\s?)?(?:(?P<n>\d{1,5})\s?(?:/|of|"
    r"out of)\s?(?P<of>\d{1,5})(?:[^)\d;]{0,22}?(?P<pct3>\d{1,3}(?:\.\d+)?)\s?%)?|"
    r"(?P<n2>\d{1,5})(?:\s(?:patients|participants|subjects))?\s?[(\[,;]\s?(?P<pct2>\d{1,3}(?:\.\d+)?)\s?%|"
    r"(?P<pct>\d{1,3}(?:[.·]\d+)?)\s?%)",
    re.IGNORECASE,
)
BEFORE = Sieved(
    rf"(?:(?P<n>\d{{1,5}}|{WORDS})(?:\s(?:patients|participants|subjects))?\s?(?:/|of|"
    rf"out of)\s?(?:the )?(?P<of>\d{{1,5}}|{WORDS})(?:\s(?:\w+\s)?(?:patients|participants|subjects|"
    rf"individuals))?(?:\s?\(\s?(?P<pct>\d{{1,3}}(?:\.\d+)?)\s?%\s?\))?|"
    rf"(?P<pct2>\d{{1,3}}(?:\.\d+)?)\s?%(?:\s\(\s?(?P<n2>\d{{1,5}})\s?/\s?(?P<of2>\d{{1,5}})\))?)"
    r"\s(?:of\s(?:the\s)?(?:\w+\s)?(?:patients|participants|subjects|individuals|cases|users)\s|(?:patients|"
    r"participants|subjects|individuals)\s)?(?:\w+\s)?(?:experienced|reported|had|developed|showed|suffered|"
    r"exhibited|with|presented with)\s(?:an?\s|some\s|at least one\s|any\s|mild\s|moderate\s|transient\s|from\s|"
    r"\w+\s(?:or\s)?(?:\w+\s)?)?$",
)
WITHDREW = re.compile(
    rf"(?:(?P<n>\d{{1,4}}|{WORDS})(?:\s(?:patients|participants|subjects))?(?:\s?(?:/|of|"
    rf"out of)\s?(?:the )?(?P<of>\d{{1,5}}))?(?:\s?\(\s?(?P<pct>\d{{1,3}}(?:\.\d+)?)\s?%\s?\))?|"
    rf"(?P<pct2>\d{{1,3}}(?:\.\d+)?)\s?%)[^.;]{{0,50}}?\b(?:discontinued|withdrew|withdrawn|dropped out|stopped|"
    rf"dropouts?|discontinuations?|withdrawals?)\b[^.;]{{0,60}}?\b(?:due to|because of|owing to|for|secondary to|"
    rf"after|as a result of)\b[^.;]{{0,40}}?(?:adverse|side[\s-]?effect|\bAEs?\b|TEAE|toleran|dissociat|nausea|"
    rf"anxi|intoleran)"
    rf"|\b(?:discontinu\w+|withdr[ae]w\w*|drop[\s-]?outs?)(?: rates?)? (?:due to|because of|owing to|for|"
    rf"from) (?:\w+ ){{0,3}}?(?:adverse (?:events?|effects?|reactions?)|side[\s-]effects?|AEs?|"
    rf"TEAEs?)(?: \w+){{0,3}}?\W{{0,2}}(?:was|were|in|of|occurred in|:)?\s?\(?(?:(?P<n3>\d{{1,4}})\s?(?:/|"
    rf"of)\s?(?P<of3>\d{{1,5}})|(?P<pct3>\d{{1,3}}(?:\.\d+)?)\s?%)",
    re.IGNORECASE,
)


PLAIN_EVENTS = ("adverse", "side", "ae", "teae", "treatment", "drug", "other", "any")

OTHER_SUBJECT = re.compile(
    r"\b(?:ECT|electroconvulsive therapy|placebo|midazolam|propofol|morphine|fentanyl|saline|psilocybin|AZD\d+|lanicemine) "
    r"(?:group )?(?:was|were|is|caused|produced|showed|had|led|resulted)\b",
    re.IGNORECASE,
)
"""Another treatment as what a clause is about."""

POSSIBLE = re.compile(r"\b(?:may|might|can|could|should|potential|risk)\b")
"""Words of conclusions that say what may be, not what was seen."""
