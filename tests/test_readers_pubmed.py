from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_search import readers
from evidence_search.records import Document, ReadFailure, Retraction, SourceKind
from tests.reading import fail_one, names, read_file, read_one, section_of

ABSTRACT = """<Abstract><AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Pain hurts.</AbstractText>
<AbstractText Label="MAIN OUTCOME MEASURES">VAS<sub>24</sub> at 10<sup>3</sup> s.</AbstractText>
<AbstractText>NCT00006178.</AbstractText></Abstract>"""


def record(
    pmid: str = "19604642",
    *,
    abstract: str = ABSTRACT,
    extra: str = "",
    types: str = "Journal Article",
    date: str = "<Year>2009</Year>",
) -> str:
    """Return a PubmedArticle."""
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>2019</Year><Month>12</Month><Day>10</Day></DateRevised>
<Article PubModel="Print"><Journal><JournalIssue><Volume>145</Volume><Issue>3</Issue><PubDate>{date}</PubDate></JournalIssue>
<Title>Pain</Title></Journal><ArticleTitle>Ketamine for <i>CRPS</i>.</ArticleTitle>
<Pagination><MedlinePgn>304-311</MedlinePgn></Pagination>{abstract}
<AuthorList><Author><LastName>Sigtermans</LastName><ForeName>Marnix J</ForeName><Initials>MJ</Initials></Author>
<Author><CollectiveName>CRPS Group</CollectiveName></Author></AuthorList>
<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList><AccessionNumber>NCT00000001</AccessionNumber>
</AccessionNumberList></DataBank><DataBank><DataBankName>GENBANK</DataBankName><AccessionNumberList><AccessionNumber>X1</AccessionNumber>
</AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType>{types}</PublicationType></PublicationTypeList>
<VernacularTitle>Ketamine bij CRPS</VernacularTitle>
</Article><MeshHeadingList><MeshHeading><DescriptorName>Ketamine</DescriptorName></MeshHeading></MeshHeadingList>
<KeywordList><Keyword>CRPS</Keyword></KeywordList>{extra}</MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.1016/J.PAIN.2009</ArticleId>
<ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList>
<ReferenceList><Reference><Citation>Dahan A. 2001.</Citation><ArticleIdList><ArticleId IdType="doi">10.9999/other</ArticleId>
</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"""


def wrapped(*records: str) -> str:
    """Return a set with the document type PubMed gives."""
    return (
        '<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" '
        f'"http://127.0.0.1:9/pubmed.dtd"><PubmedArticleSet>{"".join(records)}</PubmedArticleSet>'
    )


def test_a_record_is_read_whole(tmp_path: Path) -> None:
    """This test ensures that labels, numbers, authors and ids of the article itself come through."""
    document = read_one(tmp_path, "p.xml", wrapped(record()))
    about = document.metadata
    assert document.kind is SourceKind.ABSTRACT
    assert names(document) == ["Abstract: Background", "Abstract: Main outcome measures", "Abstract"]
    assert section_of(document, "Abstract: Main outcome measures") == "VAS24 at 10^3 s."
    assert about.title == "Ketamine for CRPS."
    assert about.authors == ("Sigtermans MJ", "CRPS Group")
    assert (about.journal, about.year, about.volume, about.issue, about.pages) == ("Pain", 2009, "145", "3", "304-311")
    assert (about.doi, about.pmid, about.pmcid) == ("10.1016/j.pain.2009", "19604642", "PMC77")
    assert about.registry == ("NCT00000001", "NCT00006178")
    assert about.keywords == ("Ketamine", "CRPS")
    assert about.publication_types == ("Journal Article",)
    assert (about.retraction, about.retraction_note) == (Retraction.NONE_KNOWN, "PubMed record as of 2019-12-10")
    assert document.references == ("Dahan A. 2001.",)


def notice(kind: str) -> str:
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}"><RefSource>Pain 2011;1:2</RefSource><PMID>99</PMID>'
        "</CommentsCorrections></CommentsCorrectionsList>"
    )


@pytest.mark.parametrize(
    ("extra", "types", "state", "note"),
    [
        (notice("RetractionIn"), "Journal Article", Retraction.RETRACTED, "PubMed, RetractionIn: Pain 2011;1:2 PMID 99"),
        ("", "Retracted Publication", Retraction.RETRACTED, "PubMed, publication type: Retracted Publication"),
        (
            notice("ExpressionOfConcernIn"),
            "Journal Article",
            Retraction.CONCERN,
            "PubMed, ExpressionOfConcernIn: Pain 2011;1:2 PMID 99",
        ),
        (notice("ErratumIn"), "Journal Article", Retraction.CORRECTED, "PubMed, ErratumIn: Pain 2011;1:2 PMID 99"),
        (notice("CommentIn"), "Journal Article", Retraction.NONE_KNOWN, "PubMed record as of 2019-12-10"),
    ],
)
def test_notices(tmp_path: Path, extra: str, types: str, state: Retraction, note: str) -> None:
    """This test ensures that what PubMed links to a record is told, with its source."""
    about = read_one(tmp_path, "p.xml", wrapped(record(extra=extra, types=types))).metadata
    assert (about.retraction, about.retraction_note) == (state, note)


def test_a_record_without_an_abstract_has_its_title(tmp_path: Path) -> None:
    """This test ensures that a title alone is found, and shown as what it is."""
    document = read_one(tmp_path, "p.xml", wrapped(record(abstract="", date="<MedlineDate>1998 Dec-1999 Jan</MedlineDate>")))
    assert names(document) == ["Title"]
    assert document.text == "Ketamine for CRPS."
    assert document.metadata.year == 1998


def test_other_languages_are_left_out_with_a_warning(tmp_path: Path) -> None:
    """This test ensures that a translated abstract is not mixed in."""
    other = '<OtherAbstract Type="Publisher" Language="fre"><AbstractText>La douleur.</AbstractText></OtherAbstract>'
    document = read_one(tmp_path, "p.xml", wrapped(record(extra=other)))
    assert "douleur" not in document.text
    assert document.warnings == ("left out: other abstract (fre)",)


def test_the_vernacular_title_stands_in_only_for_a_missing_one(tmp_path: Path) -> None:
    """This test ensures that a record without an English title still has a name."""
    text = wrapped(record().replace("Ketamine for <i>CRPS</i>.", ""))
    assert read_one(tmp_path, "p.xml", text).metadata.title == "Ketamine bij CRPS"


def test_one_bad_record_loses_no_other(tmp_path: Path) -> None:
    """This test ensures that each record ends by itself, named by its number."""
    bad = "<PubmedArticle><MedlineCitation><PMID>5</PMID></MedlineCitation></PubmedArticle>"
    book = """<PubmedBookArticle><BookDocument><PMID>6</PMID>
    <ArticleIdList><ArticleId IdType="doi">10.1000/b</ArticleId></ArticleIdList>
    <Book><BookTitle>A book</BookTitle><PubDate><Year>2010</Year></PubDate>
    <AuthorList Type="editors"><Author><LastName>Ed</LastName><Initials>E</Initials></Author></AuthorList></Book>
    <ArticleTitle>A chapter</ArticleTitle><AuthorList Type="authors">
    <Author><LastName>Au</LastName><Initials>A</Initials></Author></AuthorList>
    <Abstract><AbstractText>On ketamine.</AbstractText></Abstract></BookDocument></PubmedBookArticle>"""
    found = read_file(tmp_path, "p.xml", wrapped(record("1"), bad, book, record("2")))
    assert [type(each) for each in found] == [Document, ReadFailure, Document, Document]
    assert isinstance(found[1], ReadFailure)
    assert found[1].path.endswith("p.xml#PMID 5")
    assert isinstance(found[2], Document)
    chapter = found[2].metadata
    assert (chapter.title, chapter.journal, chapter.authors, chapter.year, chapter.doi) == (
        "A chapter",
        "A book",
        ("Au A",),
        2010,
        "10.1000/b",
    )


def test_xml_broken_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    """This test ensures that the records before the break are read, and the failure says after which."""
    text = wrapped(record("1"), record("2"), record("3"))
    *read, failure = read_file(tmp_path, "p.xml", text[: text.index('<PMID Version="1">3')])
    assert [each.metadata.pmid for each in read if isinstance(each, Document)] == ["1", "2"]
    assert isinstance(failure, ReadFailure)
    assert "after 2 records, the last one PMID 2" in failure.reason
    assert failure.path.endswith("#record 3")


def test_an_unknown_character_name_in_a_later_record_repeats_no_record(tmp_path: Path) -> None:
    """This test ensures that reading on with named characters does not give earlier records twice."""
    named = "<Abstract><AbstractText>5&nbsp;&mu;g</AbstractText></Abstract>"
    text = f"<PubmedArticleSet>{record('1')}{record('2', abstract=named)}</PubmedArticleSet>"
    found = read_file(tmp_path, "p.xml", text)
    assert [each.metadata.pmid for each in found if isinstance(each, Document)] == ["1", "2"]
    assert isinstance(found[1], Document)
    assert found[1].text == "5 μg"


def test_a_lone_record_and_an_empty_set(tmp_path: Path) -> None:
    """This test ensures that a record without a set is read, and a set without records fails."""
    assert read_one(tmp_path, "one.xml", record()).metadata.pmid == "19604642"
    assert "no PubMed record" in fail_one(tmp_path, "none.xml", wrapped()).reason


def test_a_large_set_is_streamed(tmp_path: Path) -> None:
    """This test ensures that records are given one by one and forgotten, so that a set of any length fits in memory."""
    path = tmp_path / "large.xml"
    path.write_text(wrapped(*(record(str(number)) for number in range(1, 1501))), encoding="utf-8")
    found: Iterator[Document | ReadFailure] = readers.read(path)
    first = next(found)
    assert isinstance(first, Document)
    assert first.metadata.pmid == "1"
    assert sum(1 for _ in found) == 1499
