from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from evidence_search.errors import ReadError
from evidence_search.readers import jats
from evidence_search.records import Document, ReadFailure, Retraction, SectionKind, SourceKind
from tests.reading import check, fail_one, names, read_file, read_one, section_of

FRONT = """<front>
<journal-meta><journal-title-group><journal-title>Pain</journal-title></journal-title-group></journal-meta>
<article-meta>
<article-id pub-id-type="pmid">19604642</article-id><article-id pub-id-type="pmc">1234567</article-id>
<article-id pub-id-type="doi">10.1016/J.PAIN.2009.06.023</article-id>
<article-categories><subj-group subj-group-type="heading"><subject>Research</subject></subj-group></article-categories>
<title-group><article-title>Ketamine in <italic>CRPS-1</italic></article-title><subtitle>A trial</subtitle></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Sigtermans</surname><given-names>Marnix J.</given-names></name><xref>1</xref>
</contrib><contrib contrib-type="author"><name><surname>Marie</surname><given-names>Jean-Paul</given-names><suffix>Jr</suffix>
</name></contrib>
<contrib contrib-type="author"><collab>The CRPS Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>Editor</surname><given-names>E</given-names></name></contrib>
</contrib-group>
<pub-date pub-type="epub"><year>2008</year></pub-date><pub-date pub-type="ppub"><year>2009</year></pub-date>
<pub-date pub-type="pmc-release"><year>2007</year></pub-date>
<volume>145</volume><issue>3</issue><fpage>304</fpage><lpage>311</lpage>
<kwd-group><kwd>ketamine</kwd><kwd>CRPS</kwd></kwd-group>RELATED
<abstract><title>Abstract</title><sec><title>METHODS</title><p>Trial NCT00006178.</p></sec>
<sec><title>Results</title><p>Pain fell.</p></sec></abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<trans-abstract xml:lang="nl"><p>Pijn.</p></trans-abstract>
</article-meta></front>"""


def article(
    body: str = "<p>Text.</p>", *, back: str = "", front: str = FRONT, related: str = "", kind: str = "research-article"
) -> str:
    """Return a JATS file around a body."""
    return (
        '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.0//EN" "http://127.0.0.1:9/never.dtd">'
        f'<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="{kind}">'
        f"{front.replace('RELATED', related)}<body>{body}</body><back>{back}</back></article>"
    )


def test_the_front_matter_becomes_metadata(tmp_path: Path) -> None:
    """This test ensures that a bibliographic record is read as it is cited."""
    document = read_one(tmp_path, "a.nxml", article())
    about = document.metadata
    assert about.title == "Ketamine in CRPS-1: A trial"
    assert about.authors == ("Sigtermans MJ", "Marie JP Jr", "The CRPS Group")
    assert (about.journal, about.year, about.volume, about.issue, about.pages) == ("Pain", 2009, "145", "3", "304-311")
    assert (about.doi, about.pmid, about.pmcid) == ("10.1016/j.pain.2009.06.023", "19604642", "PMC1234567")
    assert about.registry == ("NCT00006178",)
    assert about.keywords == ("ketamine", "CRPS")
    assert about.publication_types == ("research-article", "Research")
    assert about.retraction is Retraction.UNKNOWN
    assert document.kind is SourceKind.FULL_TEXT
    assert names(document) == ["Abstract: Methods", "Abstract: Results", "Main text"]
    assert any("another language (nl)" in warning for warning in document.warnings)
    assert any("graphical" in warning for warning in document.warnings)
    assert "Pijn" not in document.text


def test_sections_are_named_two_levels_deep(tmp_path: Path) -> None:
    """This test ensures that nested, repeated and untitled sections keep their order and lose nothing."""
    body = """<p>Before.</p><sec><title>1. RESULTS</title><p>A.</p>
    <sec><title>Primary outcome</title><p>B.</p><sec><title>Day 7</title><p>C.</p></sec></sec><p>D.</p>
    <sec><p>E.</p></sec></sec><sec><title>Results</title><p>F.</p></sec>
    <sec><title>Competing interests</title><p>None.</p></sec>"""
    document = read_one(tmp_path, "a.xml", article(body))
    assert names(document)[2:] == ["Main text", "Results", "Results: Primary outcome", "Results", "Results"]
    assert section_of(document, "Results: Primary outcome") == "B.\n\nDay 7\n\nC."
    assert document.text.endswith("B.\n\nDay 7\n\nC.\n\nD.\n\nE.\n\nF.")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Pain fell [<C>3</C>].", "Pain fell."),
        ("Pain fell [<C>3</C>, <C>4</C>–<C>6</C>].", "Pain fell."),
        ("Pain fell (<C>3</C>,<C>4</C>) at once.", "Pain fell at once."),
        ("Pain fell.<sup><C>3</C>,<C>4</C></sup> It rose.", "Pain fell. It rose."),
        ("Pain fell.<C><sup>3</sup></C>,<C><sup>4</sup></C> It rose.", "Pain fell. It rose."),
        ("Pain fell.<C>3</C>It rose.", "Pain fell. It rose."),
        ("Beck et al.<C>[8]</C> reported 5 mg.", "Beck et al. reported 5 mg."),
        ("rates<C>17</C> and doses<C>18</C>–<C>20</C> fell", "rates and doses fell"),
        ("a scale (WISC; <C>9</C>) was used", "a scale (WISC) was used"),
        ("a scale (see <C>9</C>) was used", "a scale was used"),
        ("assigned (by block [<C>9</C>]) to two arms", "assigned (by block) to two arms"),
        ("of disease,<C>9</C>.", "of disease."),
        ("shown by Smith (<C>2004a</C>) and (<C>Li et al., 2004</C>)", "shown by Smith (2004a) and (Li et al., 2004)"),
        ("odds 1.4 [95% CI 0.9–2.2] (2, 3)", "odds 1.4 [95% CI 0.9–2.2] (2, 3)"),
        ("see <xref ref-type='fig'>Figure 1</xref> and [<xref ref-type='table'>Table 2</xref>]", "see Figure 1 and [Table 2]"),
        ("10<sup>3</sup> cells, 5 <italic>m</italic><sup>2</sup>, 10<sup><italic>-6</italic></sup>",
         "10^3 cells, 5 m^2, 10^-6"),
        ("10<italic><sup>3</sup></italic> cells", "10^3 cells"),
        ("CO<sub>2</sub>, the 4<sup>th</sup> <sup>13</sup>C, Ca<sup>2+</sup>, Na<sup>+</sup>", "CO2, the 4th 13C, Ca^2+, Na+"),
        ("10<sub>2</sub>", "10_2"),
        ("one<break/>two <bold>three</bold>four", "one two threefour"),
        ("a<inline-formula><alternatives><tex-math>\\documentclass{x}\\begin{document}$$p\\le 0.05$$\\end{document}</tex-math>"
         "<mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'><mml:mi>p</mml:mi><mml:mo>≤</mml:mo><mml:mn>0.05</mml:mn></mml:math>"
         "</alternatives></inline-formula>", "ap ≤ 0.05"),
        ("<tex-math>\\documentclass[12pt]{minimal}\\usepackage{amsmath}"
         "\\begin{document}$$\\frac{a}{b+1}\\ge x_{1}$$\\end{document}"
         "</tex-math>", "a/(b+1)≥ x_1"),
        ("at <ext-link xlink:href='http://x.org'/> (<ext-link xlink:href='http://y.org'>there</ext-link>)",
         "at http://x.org (there)"),
        ("up to 5 &#160;mg&#8201;kg&#xad;&#x200b;", "up to 5 mg kg"),
    ],
)  # fmt: skip
def test_inline_text(tmp_path: Path, written: str, read: str) -> None:
    """This test ensures that citation numbers go with their brackets, and nothing else goes."""
    marked = written.replace("<C>", "<xref ref-type='bibr'>").replace("</C>", "</xref>")
    document = read_one(tmp_path, "a.xml", article(f"<p>{marked}</p>"))
    assert section_of(document, "Main text") == read


def test_a_table_can_be_read_row_by_row(tmp_path: Path) -> None:
    """This test ensures that headings over several columns and cells over several rows stand where they belong."""
    body = """<sec><title>Results</title><p>See below
    <table-wrap><label>Table 2.</label><caption><p>Change in pain.</p></caption>
    <table><thead><tr><th rowspan="2">Group</th><th colspan="2">Ketamine</th></tr><tr><th>mean</th><th>SD</th></tr></thead>
    <tbody><tr><td rowspan="2">Day 1</td><td>−4.6</td><td>2.1<xref ref-type="table-fn">a</xref></td></tr>
    <tr><td></td><td>1|2</td></tr>
    <tr><td colspan="3">Later</td></tr></tbody></table>
    <table-wrap-foot><fn><label>a</label><p>n = 9.</p></fn></table-wrap-foot></table-wrap> and above.</p></sec>"""
    document = read_one(tmp_path, "a.xml", article(body))
    assert section_of(document, "Results") == "See below and above."
    assert section_of(document, "Table 2") == (
        "Table 2. Change in pain.\n\nGroup | Ketamine: mean | Ketamine: SD\n"
        "Day 1 | −4.6 | 2.1^a\nDay 1 | | 1/2\nLater\n\na n = 9."
    )
    assert document.sections[-1].kind is SectionKind.TABLE


def test_an_endless_span_is_cut(tmp_path: Path) -> None:
    """This test ensures that a cell over a milliard of columns costs nothing."""
    row = "<tr>" + "<td colspan='999999999' rowspan='99999999'>x</td>" * 3000 + "</tr>"
    document = read_one(tmp_path, "a.xml", article(f"<p>A.</p><table-wrap><table>{row}{row}</table></table-wrap>"))
    assert len(document.text) < 1_000_000


def test_captions_lists_and_boxes_are_kept_apart(tmp_path: Path) -> None:
    """This test ensures that a list breaks its paragraph and a caption does not."""
    body = """<p>First<fig><label>Figure 1</label><caption><title>Flow.</title><p>Of patients.</p></caption></fig> we:
    <list><list-item><label>1.</label><p>gave</p></list-item><list-item><p>waited</p></list-item></list>then stopped.</p>
    <boxed-text><caption><title>Key points</title></caption><p>It helped.</p></boxed-text>
    <def-list><def-item><term>VAS</term><def><p>a scale</p></def></def-item></def-list>
    <disp-quote><p>Said she.</p></disp-quote>"""
    document = read_one(tmp_path, "a.xml", article(body))
    assert names(document)[2:] == ["Main text", "Figure 1", "Key points", "Main text"]
    assert "First we:\n\n1. gave\n- waited\n\nthen stopped." in document.text
    assert section_of(document, "Figure 1") == "Figure 1. Flow. Of patients."
    assert document.text.endswith("VAS: a scale\n\nSaid she.")


def test_other_articles_inside_are_left_out(tmp_path: Path) -> None:
    """This test ensures that a reviewer's letter is never quoted as the paper."""
    inner = "<sub-article article-type='reply'><front-stub/><body><p>We object.</p></body></sub-article>"
    text = article("<p>Paper.</p>").replace("</article>", f"{inner}<response><body><p>No.</p></body></response></article>")
    document = read_one(tmp_path, "a.xml", text)
    assert "object" not in document.text
    assert "No." not in document.text
    assert any("reply" in warning for warning in document.warnings)


def test_references_are_data_only(tmp_path: Path) -> None:
    """This test ensures that references are listed and are no part of the text."""
    refs = """<ack><p>Thanks.</p></ack><ref-list><ref><element-citation><person-group><name><surname>Dahan</surname>
    <given-names>Jane A</given-names></name></person-group><article-title>On pain</article-title>
    <source>Pain</source><year>2001</year>
    <volume>9</volume><fpage>1</fpage><lpage>4</lpage></element-citation></ref>
    <ref><mixed-citation><name><surname>Sarton</surname><given-names>R</given-names></name>
    <year>2002</year> Book.</mixed-citation></ref>
    </ref-list>"""
    document = read_one(tmp_path, "a.xml", article(back=refs))
    assert document.references == ("Dahan JA. On pain. Pain. 2001;9:1-4", "Sarton R 2002 Book.")
    assert "Dahan" not in document.text
    assert "Thanks" not in document.text


@pytest.mark.parametrize(
    ("kind", "related", "title", "state"),
    [
        ("retraction", "", "", Retraction.RETRACTED),
        ("research-article", "retraction-forward", "", Retraction.RETRACTED),
        ("research-article", "correction-forward", "", Retraction.CORRECTED),
        ("correction", "corrected-article", "", Retraction.CORRECTED),
        ("research-article", "object-of-concern", "", Retraction.CONCERN),
        ("research-article", "companion", "", Retraction.UNKNOWN),
        ("research-article", "", "RETRACTED: ", Retraction.RETRACTED),
    ],
)
def test_retractions(tmp_path: Path, kind: str, related: str, title: str, state: Retraction) -> None:
    """This test ensures that an erratum is not a retraction, and that silence is unknown."""
    tag = f'<related-article related-article-type="{related}" xlink:href="10.1000/x"/>' if related else ""
    front = FRONT.replace("Ketamine in", f"{title}Ketamine in")
    about = read_one(tmp_path, "a.xml", article(kind=kind, related=tag, front=front)).metadata
    assert about.retraction is state
    assert bool(about.retraction_note) is (state is not Retraction.UNKNOWN)


def test_an_article_without_a_body_is_an_abstract(tmp_path: Path) -> None:
    """This test ensures that nothing is passed off as full text."""
    assert read_one(tmp_path, "a.xml", article("")).kind is SourceKind.ABSTRACT
    bare = FRONT[: FRONT.index("<abstract>")] + "</article-meta></front>"
    document = read_one(tmp_path, "b.xml", article("", front=bare))
    assert names(document) == ["Title"]
    assert document.warnings


def test_a_set_with_namespaces_is_read_article_by_article(tmp_path: Path) -> None:
    """This test ensures that wrappers and namespaces make no difference, and that one bad record loses no other."""
    inner = article().partition("?>")[2].partition(">")[2]
    spaced = inner.replace("<article ", '<article xmlns="https://dtd.nlm.nih.gov/ns/archiving/2.3/" ', 1)
    empty = "<article><front><article-meta><article-id pub-id-type='pmc'>77</article-id></article-meta></front></article>"
    found = read_file(tmp_path, "set.xml", f"<pmc-articleset>{inner}{empty}{spaced}</pmc-articleset>")
    assert [type(each) for each in found] == [Document, ReadFailure, Document]
    assert isinstance(found[1], ReadFailure)
    assert found[1].path.endswith("set.xml#77")
    assert isinstance(found[0], Document)
    assert isinstance(found[2], Document)
    assert found[0].text == found[2].text


def test_entities_are_characters_or_nothing(tmp_path: Path) -> None:
    """This test ensures that named characters are read with and without a DTD, and unknown names fail by name."""
    assert section_of(read_one(tmp_path, "a.xml", article("<p>5&nbsp;&mu;g &amp; &#181;</p>")), "Main text") == "5 μg & µ"
    bare = article("<p>&alpha;<xref ref-type='bibr'>&eacute;</xref></p>").partition('never.dtd">')[2]
    assert section_of(read_one(tmp_path, "b.xml", bare), "Main text") == "αé"
    assert "&nonsense;" in fail_one(tmp_path, "c.xml", article("<p>&nonsense;</p>")).reason
    assert "&nonsense;" in fail_one(tmp_path, "d.xml", bare.replace("&alpha;", "&nonsense;")).reason


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">',
        '<!ENTITY lol SYSTEM "file:///etc/passwd">',
        '<!ENTITY % lol SYSTEM "http://127.0.0.1:9/x"> %lol;',
        '<!ENTITY nbsp "not a blank">',
    ],
)
def test_entities_of_the_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subset: str) -> None:
    """This test ensures that no entity is expanded and nothing is fetched."""

    def never(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", never)
    text = article("<p>x &lol2;</p>").replace('never.dtd">', f'never.dtd" [{subset}]>')
    assert "entity" in fail_one(tmp_path, "bomb.xml", text).reason


def test_a_declared_character_is_allowed(tmp_path: Path) -> None:
    """This test ensures that old publishers' lists of characters do not stop a paper."""
    text = article("<p>&alpha;</p>").replace(
        'never.dtd">', 'never.dtd" [<!ENTITY alpha "&#945;"><!ENTITY fig1 SYSTEM "f.tif" NDATA tif>]>'
    )
    assert section_of(read_one(tmp_path, "a.xml", text), "Main text") == "α"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_broken_xml_is_named(tmp_path: Path, cut: float) -> None:
    """This test ensures that a file that is cut off fails, and never half an article is read."""
    text = article("<p>Text.</p>" * 50)
    assert "XML" in fail_one(tmp_path, "cut.xml", text[: int(len(text) * cut)]).reason


def test_deep_nesting_does_not_end_the_program(tmp_path: Path) -> None:
    """This test ensures that ten thousand nested sections are a failure of this file only."""
    fail_one(tmp_path, "deep.xml", article("<sec>" * 10_000 + "<p>x</p>" + "</sec>" * 10_000))


def test_long_blanks_take_no_time(tmp_path: Path) -> None:
    """This test ensures that white space without end is read in linear time."""
    blank = " " * 400_000 + "\n" * 400_000
    assert section_of(read_one(tmp_path, "a.xml", article(f"<p>a ({blank}b{blank}) c</p>")), "Main text") == "a (b) c"


TAGS = (
    "sec p title list list-item table-wrap table tr td fig caption label sup sub xref italic boxed-text disp-formula "
    "disp-quote def-list fn break supplementary-material"
).split()
words = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufffe\uffff"), max_size=12).filter(
    lambda text: all(letter >= " " or letter in "\n\t" for letter in text)
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> etree._Element:
    """Draw an element with text, children and tails of any kind, valid JATS or not."""
    element = etree.Element(draw(st.sampled_from(TAGS)))
    if draw(st.booleans()):
        element.set("ref-type", "bibr")
    element.text = draw(words)
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        child = draw(trees(depth=depth - 1))
        child.tail = draw(words)
        element.append(child)
    return element


@given(st.lists(trees(), max_size=4))
def test_any_tree_keeps_the_promises(bodies: list[etree._Element]) -> None:
    """This test ensures that sections are apart, in order and trimmed whatever the mark-up."""
    root = etree.fromstring(article("").partition('never.dtd">')[2].encode())
    body = root.find("body")
    assert body is not None
    body.extend(bodies)
    try:
        check(jats.document(root))
    except ReadError as problem:
        assert problem.remedy
