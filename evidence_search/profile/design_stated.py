"""What a study says outright of its own kind, in words that outweigh what its vocabulary looks like."""

from __future__ import annotations

import re

from evidence_search.profile import design_names as names
from evidence_search.profile.design_shown import Shown
from evidence_search.profile.sieve import Sieved, containing
from evidence_search.profile.subject import Subject
from evidence_search.records import Design

_KIND = r"(?:article|chapter|paper|column|commentary|editorial|primer|essay|overview|perspective|viewpoint|contribution)"
_SAYS = (
    r"(?:reviews?|discuss(?:es)?|summari[sz]es?|explores?|outlines?|highlights?|considers?|focus(?:es)? on|addresses|surveys|"
    r"(?:provides?|presents?|offers?|gives?) (?:an? )?(?:[\w-]+ )?(?:overview|review|summary|introduction|update|discussion))"
)
_REVIEWING = Sieved(
    rf"\b(?:this|the present|the current) (?:[\w-]+ )?{_KIND} (?:describes [^.;]{{0,80}}? and )?(?:will |also |first |"
    rf"briefly |critically |"
    rf"aims to |seeks to |attempts to ){{0,2}}{_SAYS}\b|\bmini-?review aims\b|\bin this viewpoint\b|"
    rf"\b(?:aim|purpose|objective|goal|scope) of this (?:[\w-]+ )?(?:review|{_KIND}) (?:is|was) to\b|"
    r"\b(?:this|the present|the current|our) (?:[\w-]+ ){0,2}review\b|\bpurpose of review\b|\bnarrative review\b|"
    r"\b(?:is|are) (?:also |briefly |critically |then )?reviewed\b|"
    r"\b(?:this|in the present) paper,? we summari[sz]e|"
    r"\bwe (?:have )?(?:also |briefly |critically |here )?(?:review|summari[sz]e)(?:d)? (?:the |this |these |some |what is |"
    r"(?:current|recent|available|existing|relevant|published|emerging|key|clinical|preclinical) )*(?:literature|evidence|"
    r"knowledge|advances|research|progress|history|role|mechanisms?|use|data on|studies|results and discuss|known)\b"
)
_ARCHIVAL = Sieved(
    r"\b(?:chart|records?|retrospective|systematic|scoping|umbrella|peer|ethical|institutional|board) review|case "
)
_OWN_DATA = Sieved(
    r"\bn ?= ?\d|\bp ?[<=>] ?0?\.\d|\bresults:|\b(?:patients|participants|subjects|volunteers|animals|rats|mice|adults|"
    r"children|women|men) (?:were|was|underwent|received|completed)\b|"
    r"\bwe (?:recruited|enrolled|administered|treated|measured|conducted|performed|recorded|injected|compared|tested)\b|"
    r"\b(?:95% ?)?confidence interval"
)
"""Words of a study that gathered data of its own."""


def reviewing(subject: Subject) -> bool:
    """Whether the text says that it reviews or discusses what is known, and tells of no data of its own."""
    sentences = subject.abstract
    told = any(_REVIEWING.search(s.text) and not _ARCHIVAL.search(s.text) for s in sentences)
    return told and not any(_OWN_DATA.search(s.text) for s in sentences)


def found_itself(subject: Subject) -> bool:
    """Whether the text tells of findings of its own, as reports of laboratory work do without naming a design."""
    return any(_OWN_FINDINGS.search(sentence.text) for sentence in subject.abstract)


def reported_under_headings(subject: Subject) -> bool:
    """Whether a sentence of the abstract begins with a heading of methods or results, as reviews seldom have."""
    return any(_HEADING.match(sentence.text) for sentence in subject.abstract)


_HEADING = re.compile(
    r"\s*(?:METHODS?|METHODOLOGY|RESULTS|(?:PRINCIPAL |MAIN )?FINDINGS|"
    r"(?:Methods?|Methodology|Results|Findings)(?:[:/]| [A-Z]))"
)
_OWN_FINDINGS = Sieved(
    r"\bhere,? we\b|\bwe (?:have )?(?:show(?:n|ed)?|f(?:ou|i)nd|demonstrated?|report(?:ed)?|identif(?:y|ied)|observed?|"
    r"investigated?|"
    r"examined?|studied|analy[sz]ed?|measured?|used?|developed|determined?|tested)\b|\b(?:in|of) (?:this|the present|the "
    r"current|"
    r"our) study\b|\b(?:our|these) (?:results|data|findings) (?:suggest|indicate|show|demonstrate|provide|reveal)|\bresults "
    r"(?:show|suggest|indicate|demonstrate)|\b(?:was|were) (?:investigated|examined|measured|determined|observed|studied)\b"
)


_PERSON = r"(?:patient|man|woman|girl|boy|child|infant|male|female|case|newborn|neonate|lady|gentleman|veteran|teenager)"
_TELLS = (
    r"(?:presented|reported|described|admitted|referred|hospitali[sz]ed|diagnosed|observed|treated|developed|complained|given)"
)
_ONE_CASE = Sieved(
    rf"^an? (?:[\w-]+,? ){{0,4}}?{_PERSON} (?:with|who|had)\b|"
    rf"\b(?:a|an|one) (?:[\w-]+,? ){{0,6}}?{_PERSON}\b(?! (?:group|model|population|sample|study|control|series|rat|"
    rf"mouse|mice))"
    rf"[^.;]{{0,110}}?\b(?:(?:is|was|who|had|are|being) (?:[\w-]+ ){{0,2}}?)?{_TELLS}\b|"
    rf"\bwe (?:here |now )?(?:report(?:ed)?|describe|described|present|presented|observed|encountered|treated) (?:here |on )?"
    rf"(?:the case of )?(?:a|an|one) (?:[\w-]+,? ){{0,6}}?{_PERSON}\b|"
    rf"\ban? (?:[\w-]+ )?(?:\d+|\w+)[- ](?:year|month|week|day)s?[- ]old (?:[\w-]+,? ){{0,4}}?{_PERSON}\b"
)
_FEW_CASES = Sieved(
    r"\b(?:we|authors?|report|paper|article)\b[^.;]{0,20}\b(?:report|describe|present)(?:s|ed)?\b(?:(?!review)[^.;]){0,120}"
    r"\b(?:two|three|four|five) (?:[\w-]+ ){0,3}(?:patients|women|men|children|adolescents|veterans|cases)\b"
)
_MANY = Sieved(
    r"\b(?:[1-9]\d+|[a-z]+ty(?:-[a-z]+)?|[a-z]+teen|eleven|twelve|ten) (?:[\w-]+,? ){0,4}(?:patients|participants|subjects|"
    r"volunteers|adults|women|men|children|individuals|rats|mice|animals)\b|\bn ?= ?[1-9]\d|"
    r"\b(?:rats|mice|rabbits|sheep) (?:were|was|with|that)\b|\b(?:two|three|both|control|treatment) groups?\b"
)


def one_case(subject: Subject) -> bool:
    """Whether the text tells of one person, or of a few, and of no group, or calls itself a case report or series."""
    told = containing(subject.abstract, ("case", "old", "patient", "man", "girl", "boy", "child", "infant", "male", "lady"))
    if any(_OWN_CASE.search(sentence.text) for sentence in told):
        return True
    return any(_ONE_CASE.search(s.text) or _FEW_CASES.search(s.text) for s in told) and not any(
        _MANY.search(s.text) for s in subject.abstract
    )


_OWN_CASE = Sieved(r"\b(?:this|the present|the current|our) case (?:report|series)\b|\bpresents a case (?:report|series)\b")


_NOTICE_TITLE = re.compile(
    r"\b(?:corrigendum|erratum|expression of concern|bibliometric)\b|(?:^\W*|: )retraction(?:\W*$|: | (?:note|notice)\b)|"
    r"^\W*(?:comments? (?:on|to)|commentary|editorial|author\S* (?:reply|response)|in reply)\b|"
    r"^\W*(?:comment|re|reply|response|correction|correspondence|letter)(?:: |$)|"
    r"^\W*(?:letter|reply|correction|correspondence) to\b|"
    r"^\W*response to (?:the )?(?:comments?|letter|dr|[\"'\u201c\u2018])|"
    r"[—–-] ?(?:authors?['’]? )?reply\W*$|[:.] (?:an? )?(?:commentary|editorial|reply|letter to the editor|correction\W*$)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\s*(?:(?:the|this) (?:letter|editorial|commentary|comment|correspondence)\b|comments? on (?:the|an) articles?|"
    r"reports an error in|replies to (?:an? |the )?(?:comments?|letters?)|presents an editorial)",
    re.IGNORECASE,
)


def notice(subject: Subject) -> Shown | None:
    """Return `other` for letters, comments, editorials and corrections, which report no study of their own.

    A letter that reports a case is a case report.
    """
    if (said := _NOTICE_TITLE.search(subject.title)) and not one_case(subject):
        return Shown(Design.OTHER, subject.heading, said.group())
    first = subject.abstract[0] if subject.abstract else None
    if first and (said := _NOTICE.match(first.text)) and not names.CASE.search(first.text):
        return Shown(Design.OTHER, first, said.group())
    return None


def essay(subject: Subject) -> bool:
    """Whether the text tells of nothing that was done: no data of its own, no doses, hardly a verb in the past."""
    past = sum(len(_WAS.findall(sentence.text)) for sentence in subject.abstract)
    return past < 2 and not any(_OWN_DATA.search(s.text) or _TRIED.search(s.text) for s in subject.abstract)


_WAS = re.compile(r"\b(?:was|were)\b")
_TRIED = Sieved(
    r"\b(?:volunteers|placebo|mg|doses|our (?:results|data|findings)|these (?:results|data|findings)|clinical data|blind)\b"
)
