"""Articles saved from a journal's site, and pages that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_search.records import Retraction, SourceKind
from tests.reading import fail_one, names, read_one, section_of

HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="citation_title" content="Ketamine for CRPS">
<meta name="citation_author" content="Marnix J Sigtermans"><meta name="citation_author" content="Dahan, Albert">
<meta name="citation_doi" content="10.1000/X1"><meta name="citation_journal_title" content="Pain">
<meta name="citation_publication_date" content="2009/10/01"><meta name="citation_firstpage" content="304">
<meta name="citation_lastpage" content="311"><meta name="citation_pmid" content="19604642">
<meta name="citation_reference" content="citation_title=Old; citation_year=2001"><script>var x = "Methods"</script></head>"""
PAGE = (
    HEAD
    + """<body><nav>Home</nav><div class="cookie-banner">We use cookies</div><article><header><h1>Ketamine for CRPS</h1>
<p>Dahan A, a clinic</p></header><section><h2>Abstract</h2><p>Pain fell by &minus;4.63 (<i>p</i>&nbsp;&lt;&nbsp;0.001)<sup><a
href="#B3">3</a></sup> in 10<sup>3</sup> people [<a href="#ref-1">1</a>, <a href="#ref-2">2</a>].</p></section>
<h2>1. Methods</h2><h3>Participants</h3>Bare text with <b>bold</b>.<ul><li>one</li><li>two</li></ul><p hidden>Secret.</p>
<table><caption>Table 1. Arms</caption><tr><th>Arm</th><th>n</th></tr><tr><td>K</td><td>30</td></tr></table>
<figure><figcaption>Figure 1. Flow</figcaption></figure><h2>Results</h2><p>Done.<div class="related-articles">Read this</div>
<h2>References</h2><ol><li>Dahan 2001</li></ol></article><footer>Copyright</footer></body></html>"""
)


def test_an_article_is_read_whole(tmp_path: Path) -> None:
    """This test ensures that the record, the sections and the signs come through, and what is around them does not."""
    document = read_one(tmp_path, "a.html", PAGE)
    about = document.metadata
    assert names(document) == ["Front matter", "Abstract", "Methods: Participants", "Table 1", "Figure 1", "Results"]
    assert section_of(document, "Abstract") == "Pain fell by −4.63 (p < 0.001) in 10^3 people."
    assert section_of(document, "Methods: Participants") == "Bare text with bold.\n\none\n\ntwo"
    assert section_of(document, "Table 1") == "Table 1. Arms\nArm | n\nK | 30"
    assert about.authors == ("Sigtermans MJ", "Dahan A")
    assert (about.title, about.journal, about.year, about.pages) == ("Ketamine for CRPS", "Pain", 2009, "304-311")
    assert (about.doi, about.pmid, about.retraction) == ("10.1000/x1", "19604642", Retraction.UNKNOWN)
    assert document.references == ("Old; 2001", "Dahan 2001")
    for gone in ("cookies", "Home", "Secret", "Read this", "Copyright", "var x"):
        assert gone not in document.text


def test_length_tells_an_abstract_from_a_paper(tmp_path: Path) -> None:
    """This test ensures that a page with the abstract alone is an abstract."""
    assert read_one(tmp_path, "a.html", PAGE).kind is SourceKind.ABSTRACT
    long = PAGE.replace("<p>Done.", "<p>Done." + " Word and word." * 400)
    assert read_one(tmp_path, "a.htm", long).kind is SourceKind.FULL_TEXT


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><h1>404</h1><p>Not found.</p></body></html>",
        "<html><body><form><h2>Log in</h2></form><h2>Help</h2><p>Ask.</p><h2>News</h2><p>None.</p></body></html>",
        "<html></html>",
        f"{HEAD}<body><h1>Ketamine for CRPS</h1><p>Buy this article.</p></body></html>",
    ],
)
def test_pages_in_place_of_the_article_are_refused(tmp_path: Path, page: str) -> None:
    """This test ensures that a login page or an offer is not taken for a study, whatever its name is."""
    assert "web page, not the article" in fail_one(tmp_path, "a.html", page).reason
    assert "web page, not the article" in fail_one(tmp_path, "a.xml", page).reason


def test_an_old_encoding_is_honoured(tmp_path: Path) -> None:
    """This test ensures that a page that says it is Latin-1 is read so without a warning."""
    page = PAGE.replace("utf-8", "iso-8859-1").replace("Marnix", "Émile").encode("cp1252")
    document = read_one(tmp_path, "a.html", page)
    assert document.metadata.authors[0] == "Sigtermans ÉJ"
    assert document.warnings == ()
