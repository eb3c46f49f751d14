"""The headings papers use: which they are, how they are spelled here, and which parts of a paper are not its text."""

from __future__ import annotations

import re

_KNOWN = (
    "abstract|summary|background|introduction|objectives?|aims?|purpose|methods?|materials? and methods?|methods and materials|"
    "patients and methods|subjects and methods|participants|design|study design|setting|settings?|interventions?|measurements?|"
    "main outcome measures?|outcome measures?|statistical analysis|data analysis|procedures?|results?|findings|main results|"
    "results and discussion|discussion|comment|strengths and limitations|limitations|interpretation|conclusions?|"
    "discussion and conclusions?|implications|significance|case reports?|case presentation|case description|"
    "adverse events|safety|"
    "ethics|ethical considerations|trial registration|funding|keywords?|key points|abbreviations|"
    "references|bibliography|literature cited|acknowledge?ments?|appendix|supplementary materials?|conflicts? of interest"
)
_KNOWN_HEADING = re.compile(rf"(?:{_KNOWN})", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4})[.):]?\s+)(?=\S)")
_LEFT_OUT = re.compile(
    r"acknowledge?ments?|competing interests?|(?:declaration of )?(?:conflicts?|conflicting|competing) (?:of )?interests?"
    r"(?: statement)?|"
    r"(?:financial )?disclosures?|(?:declarations? of |potential )(?:conflicts? of )?interests?|contributors?|"
    r"transparency declarations?|"
    r"(?:funding|financial support|sources? of (?:funding|support)|sponsors?|sponsorship|grant support)"
    r"(?: (?:statement|sources?|information))?|"
    r"(?:authors?.?s?.? |author )?contributions?|authors?.?s?.? (?:information|details|note)|pre-?publication history|"
    r"(?:supplement(?:ary|al)|supporting|additional) (?:materials?|information|data|files?|content)|"
    r"electronic supplementary material|"
    r"(?:data|code)(?: and \w+)? availability(?: statement)?|availability of data.*|consent for publication|"
    r"publisher.?s note|list of abbreviations|"
    r"abbreviations(?: used)?|nonstandard abbreviations.*|references(?: cited)?|bibliography|literature cited|"
    r"open access|copyright.*",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"(?:list of )?references?(?: cited| list)?|bibliography|literature(?: cited)?|works cited", re.IGNORECASE
)


def without_number(line: str) -> str:
    """Return a heading without its number and closing mark: `2.1. Participants:` gives `Participants`."""
    return _NUMBER.sub("", line.strip()).strip().rstrip(":.").strip()


def heading_name(title: str) -> str:
    """Return a heading as a section's name: capitals of a known heading go down, `METHODS:` gives `Methods`."""
    name = without_number(title)
    return name.capitalize() if name.isupper() and (is_known(name) or len(name) > 12) else name


def is_known(line: str) -> bool:
    """Whether a line, but for number and closing mark, is one of the headings papers use."""
    return bool(_KNOWN_HEADING.fullmatch(without_number(line)))


def is_left_out(title: str) -> bool:
    """Whether a section of this title is about the paper rather than of it: thanks, interests, contributions, funding."""
    return bool(_LEFT_OUT.fullmatch(without_number(title)))


def is_references(title: str) -> bool:
    """Whether a section of this title is the list of references."""
    return bool(_REFERENCES.fullmatch(without_number(title)))
