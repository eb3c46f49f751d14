"""The words of the program as frozen values: study, document, section, passage, quote, citation.

Everything here is data without behaviour beyond slicing. All offsets are character offsets (Python `str` indices) into the
text of the document or study that the value belongs to, half open: `text[start:end]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SourceKind(StrEnum):
    """What a document's text is, from the poorest to the richest."""

    DIGEST = "digest"
    ABSTRACT = "abstract"
    FULL_TEXT = "full text"


class Format(StrEnum):
    """What a document was read from."""

    PUBMED = "PubMed record"
    JATS = "JATS article"
    EUROPE_PMC = "Europe PMC record"
    DIGEST = "digest"
    EXPORT = "reference manager's export"
    WEB_PAGE = "saved web page"
    PDF = "PDF"
    WORD = "Word document"
    PLAIN = "plain text"


class SectionKind(StrEnum):
    """What a section holds. References and notes are kept with the study but never cut into passages."""

    TEXT = "text"
    ABSTRACT = "abstract"
    TABLE = "table"
    CAPTION = "caption"
    REFERENCES = "references"
    NOTE = "note"
    """Words about the document itself, not about its study."""


class Design(StrEnum):
    """Study designs, in the words of the starter library."""

    META_ANALYSIS = "meta-analysis"
    SYSTEMATIC_REVIEW = "systematic review"
    RANDOMISED_CONTROLLED_TRIAL = "randomised controlled trial"
    RANDOMISED_CROSSOVER_TRIAL = "randomised crossover trial"
    NON_RANDOMISED_TRIAL = "non-randomised trial"
    COHORT = "cohort"
    CASE_CONTROL = "case-control"
    CROSS_SECTIONAL = "cross-sectional"
    CASE_SERIES = "case series"
    CASE_REPORT = "case report"
    GUIDELINE = "guideline"
    NARRATIVE_REVIEW = "narrative review"
    PHARMACOVIGILANCE = "pharmacovigilance"
    PROTOCOL = "protocol"
    ANIMAL_STUDY = "animal study"
    IN_VITRO_STUDY = "in vitro study"
    OTHER = "other"


class Retraction(StrEnum):
    """What is known of a retraction, the gravest first. `UNKNOWN` means nobody looked, which is not `NONE_KNOWN`."""

    RETRACTED = "retracted"
    CONCERN = "expression of concern"
    CORRECTED = "corrected"
    NONE_KNOWN = "none known"
    UNKNOWN = "unknown"

    @property
    def gravity(self) -> int:
        """Return how grave it is: 0 for unknown, more for each state above it."""
        return len(Retraction) - 1 - list(Retraction).index(self)


class Outcome(StrEnum):
    """How one input of an ingest ended."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Metadata:
    """The bibliographic record of a study. Empty or None means not known."""

    title: str = ""
    authors: tuple[str, ...] = ()
    """Surname and initials as cited, for example `Sigtermans MJ`; a group's name as it stands."""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    """Lower case, without resolver or prefix: `10.1016/j.jemermed.2018.12.007`."""
    pmid: str = ""
    pmcid: str = ""
    """With its letters: `PMC4344766`."""
    registry: tuple[str, ...] = ()
    """Trial registry numbers, for example `NCT03081416`."""
    publication_types: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    design: Design | None = None
    retraction: Retraction = Retraction.UNKNOWN
    retraction_note: str = ""
    """Where and when the state of retraction was learned."""
    study_id: str = ""
    """The id a document claims for its study (digests do); empty when it claims none."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Name of a value above → where it is from: for a document what in the file says so, for a study the file too."""
    curated: Mapping[str, Any] = field(default_factory=dict)
    """The structured facts a digest carries (arms, results, harms …), JSON-able; empty for other documents."""


@dataclass(frozen=True, slots=True)
class Section:
    """A named stretch of a text."""

    name: str
    start: int
    end: int
    kind: SectionKind = SectionKind.TEXT
    doubt: str = ""
    """Which of its figures may be misread, and why; empty where nothing is doubted."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file, numbered from 1 as a PDF viewer counts, and a stretch of text printed on it.

    A page may have several: its tables stand behind the section that goes on over it.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of a file, or of one record in it."""

    kind: SourceKind
    metadata: Metadata
    text: str
    sections: tuple[Section, ...]
    pages: tuple[Page, ...] = ()
    """Empty for formats that have no pages."""
    warnings: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    format: Format = Format.PLAIN


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why a file, or one record of it, could not be read, and what a person can do about it."""

    path: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section sized for the encoder.

    `sentences` are (start, end) offsets into the study's text, inside the passage; `pages` is the first and last page it
    spans, or None where the format has no pages.
    """

    start: int
    end: int
    section: int
    """Position of its section in the study's `sections`."""
    pages: tuple[int, int] | None
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Study:
    """One bibliographic record and its text, merged from every document that speaks of it."""

    study_id: str
    kind: SourceKind
    metadata: Metadata
    text: str
    sections: tuple[Section, ...]
    pages: tuple[Page, ...]
    sources: tuple[str, ...]
    """Files the study was read from, relative to the library's folder; the one whose text is shown stands first."""
    attached: tuple[Document, ...] = ()
    """Poorer documents of the same study, for example the digest of a paper that is present in full."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Studies that must not be counted as separate evidence: papers of one trial, or of the same people."""

    studies: tuple[str, ...]
    kind: str
    """`same trial`, `same people` or `probable`."""
    why: str


@dataclass(frozen=True, slots=True)
class DoseRange:
    """Doses from `low` to `high`, both included, in one unit: `mg/kg`, `mg`, `mg/kg/h` or `mg/h`. Units are never converted."""

    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which studies may be found at all. An empty field does not filter; unknown never matches a filter that is set."""

    year_from: int | None = None
    year_to: int | None = None
    conditions: tuple[str, ...] = ()
    designs: tuple[Design, ...] = ()
    kinds: tuple[SourceKind, ...] = ()
    study_ids: tuple[str, ...] = ()
    include_retracted: bool = False
    drugs: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    dose: DoseRange | None = None
    """At least one dose of the study lies in this range."""
    participants_from: int | None = None
    participants_to: int | None = None
    sessions_from: int | None = None
    blinding: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    """At least one named outcome of the study took one of these directions."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Whole sentences of a study, verbatim: `study.text[start:end] == text`."""

    text: str
    start: int
    end: int
    pages: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Citation:
    """Who, what, where, in a form to print and to follow."""

    reference: str
    """One line in Vancouver style."""
    section: str
    pages: tuple[int, int] | None
    links: tuple[tuple[str, str], ...]
    """(label, address), for example `("PubMed 30910061", "https://pubmed.ncbi.nlm.nih.gov/30910061/")`."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage is where it is. Ranks count from 1; None means that side did not find it among its candidates."""

    score: float
    dense_score: float | None
    dense_rank: int | None
    lexical_score: float | None
    lexical_rank: int | None
    study_lexical_score: float | None
    """BM25 of the whole study; None when it is not among the best."""
    matched_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage of a hit, with its quote, its citation and the reason it was found."""

    text: str
    section: str
    start: int
    end: int
    pages: tuple[int, int] | None
    quote: Quote
    citation: Citation
    why: Explanation
    doubt: str = ""
    """Which figures of its section may be misread, and why."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A study found for a question, its best passages first."""

    rank: int
    study_id: str
    title: str
    kind: SourceKind
    metadata: Metadata
    reference: str
    score: float
    """0 to 1 by meaning and words; a study the question names scores one more."""
    passages: tuple[FoundPassage, ...]
    named_by: str = ""
    """How the question names this very study (identifier, title, author and year); empty when it does not."""
    one_trial: tuple[str, ...] = ()
    """Other studies among the hits that speak of the same trial or people: not evidence of its own."""
    otherwise: str = ""
    """Said where the drug was given by another route than the question asks about; empty where it was not, or is not known."""


class NoteKind(StrEnum):
    """The ways in which a question is not taken just as typed. Each can be switched off."""

    SPELLING = "spelling"
    VARIANT = "variant spelling"
    ABBREVIATION = "abbreviation"
    SYNONYM = "synonym"
    LAY = "lay wording"
    DOSE = "dose"
    PHRASE = "phrase"
    EXCLUDED = "excluded"
    FIELD = "field"
    NOT_READ = "not understood"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was understood of a question: words as typed, and what they were read as."""

    kind: NoteKind
    typed: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Off:
    """What is switched off: whole kinds, or words that are to be read just as typed."""

    kinds: frozenset[NoteKind] = frozenset()
    typed: frozenset[str] = frozenset()

    def covers(self, kind: NoteKind, typed: str) -> bool:
        """Whether an understanding of these words is switched off."""
        return kind in self.kinds or typed.casefold() in {each.casefold() for each in self.typed}


class Order(StrEnum):
    """How hits are ordered."""

    RELEVANCE = "relevance"
    STRENGTH = "strength"
    YEAR = "year"


class Verdict(StrEnum):
    """Whether the library answers a question."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_COVERED = "not covered"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the probability that the question is covered, and words for things that no study speaks of."""

    verdict: Verdict
    probability: float
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionRead:
    """A question as it was understood."""

    text: str = ""
    """Its running text: without fields and exclusions, mistypings mended, abbreviations and lay wordings clarified."""
    notes: tuple[Note, ...] = ()
    problems: tuple[str, ...] = ()
    """Entries of the library's vocabulary that had to be left out: file, line, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to one question, with what is needed to repeat it and to judge its speed."""

    question: str
    filters: Filters
    hits: tuple[Hit, ...]
    fingerprint: str
    generation: int
    studies_searched: int
    """Studies that pass the filters."""
    encode_ms: float
    search_ms: float
    """Everything but encoding the question."""
    understood: QuestionRead = QuestionRead()
    judgement: Judgement | None = None
    """None when nothing was asked: an empty question, or fields alone."""
    off: Off = Off()
    order: Order = Order.RELEVANCE
    limit: int = 10
    routes: tuple[str, ...] = ()
    """Routes of administration that the question names."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many there were at each step, in order: studies in the library, studies searched, passages proposed by meaning and by
    words, studies ranked, studies shown."""


@dataclass(frozen=True, slots=True)
class IngestItem:
    """How one input ended: a file, or one record of a file that holds many."""

    path: str
    outcome: Outcome
    study_id: str = ""
    title: str = ""
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Everything one run of ingest did. Times are UTC, ISO 8601; seconds are wall time."""

    started_at: str
    seconds: float
    files: int
    passages_encoded: int
    passages_reused: int
    items: tuple[IngestItem, ...]
    generation: int
    fingerprint: str
    warnings: tuple[str, ...] = ()
    """What went wrong without costing an input, for example a part of a study's profile that could not be made."""

    def count(self, outcome: Outcome) -> int:
        """Return the number of inputs that ended this way."""
        return sum(item.outcome is outcome for item in self.items)
