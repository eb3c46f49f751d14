"""Small studies as files, in the formats the readers know: Markdown, digests, JATS and PubMed XML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

METHODS = (("Methods", "Sixty adults were studied."),)
ABSTRACT = "Ketamine relieved pain for weeks. The effect was gone at twelve weeks. Nausea was common and mild."


def markdown(
    path: Path,
    title: str,
    *,
    text: str = ABSTRACT,
    year: int | None = 2009,
    doi: str = "",
    pmid: str = "",
    conditions: Sequence[str] = (),
    design: str = "",
    headings: Sequence[tuple[str, str]] = (),
) -> Path:
    """Write an abstract as Markdown with front matter; `headings` are (heading, text) sections after the abstract."""
    known = {"title": title, "year": year, "doi": doi, "pmid": pmid, "conditions": list(conditions), "design": design}
    head = yaml.safe_dump({key: value for key, value in known.items() if value}, sort_keys=False, allow_unicode=True)
    body = "\n\n".join(f"## {heading}\n\n{words}" for heading, words in (("Abstract", text), *headings))
    return _write(path, f"---\n{head}---\n\n{body}\n")


def digest(path: Path, title: str, *, doi: str | None = None, pmid: str | None = None, found: str = ABSTRACT, year: int = 2009,
           conditions: Sequence[str] = ("CRPS",), retracted: str = "no", **facts: object) -> Path:  # fmt: skip
    """Write a complete digest; its id is the file's name; `facts` go into its front matter."""
    values: dict[str, object] = dict.fromkeys(
        ("journal", "volume_pages", "pmcid", "setting", "population", "n", "studies_included", "comparator",
         "primary_outcome", "follow_up")
    )  # fmt: skip
    values.update(
        id=path.stem, title=title, authors=["Sigtermans MJ", "et al"], year=year, doi=doi, pmid=pmid, registry=[],
        conditions=list(conditions), design="randomised controlled trial", blinding="double-blind", arms=[],
        results=[{"outcome": "pain", "direction": "favours ketamine"}], harms=[], harms_reported="stated", limitations=[],
        caveats=[], retracted=retracted, sources=[], checked="2026-11",
    )  # fmt: skip
    values.update(facts)
    parts = {
        "Question": "Does ketamine help?",
        "Who was studied": "Sixty adults were studied.",
        "What was done": "They had an infusion for four days.",
        "What was found": found,
        "Harms": "Nausea was common.",
        "Limits": "The groups were small.",
        "In plain words": "It helped for some weeks.",
    }
    head = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
    body = "\n\n".join(f"## {name}\n\n{words}" for name, words in parts.items())
    return _write(path, f"---\n{head}---\n\n{body}\n")


def jats(path: Path, title: str, *, abstract: str = ABSTRACT, sections: Sequence[tuple[str, str]] = METHODS,
         doi: str = "", pmid: str = "", pmcid: str = "", year: int = 2009) -> Path:  # fmt: skip
    """Write a paper in full as JATS."""
    kinds = (("doi", doi), ("pmid", pmid), ("pmcid", pmcid))
    ids = "".join(f'<article-id pub-id-type="{kind}">{escape(value)}</article-id>' for kind, value in kinds if value)
    body = "".join(f"<sec><title>{escape(name)}</title><p>{escape(words)}</p></sec>" for name, words in sections)
    return _write(
        path,
        f"""<?xml version="1.0" encoding="UTF-8"?>
<article article-type="research-article"><front><journal-meta><journal-title-group><journal-title>Pain</journal-title>
</journal-title-group></journal-meta><article-meta>{ids}<title-group><article-title>{escape(title)}</article-title>
</title-group><contrib-group><contrib contrib-type="author"><name><surname>Sigtermans</surname>
<given-names>Marnix J</given-names></name></contrib></contrib-group><pub-date pub-type="ppub"><year>{year}</year></pub-date>
<abstract><p>{escape(abstract)}</p></abstract></article-meta></front><body>{body}</body></article>
""",
    )


def pubmed(path: Path, records: Sequence[tuple[str, str, str]], *, types: Sequence[str] = ("Journal Article",)) -> Path:
    """Write (PMID, title, abstract) records as a PubMed set; `types` are every record's publication types."""
    kinds = "".join(f"<PublicationType>{escape(kind)}</PublicationType>" for kind in types)
    made = "".join(
        f"""<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal><JournalIssue><PubDate>
<Year>2015</Year></PubDate></JournalIssue><Title>Pain</Title></Journal><ArticleTitle>{escape(title)}</ArticleTitle>
<Abstract><AbstractText>{escape(abstract)}</AbstractText></Abstract><PublicationTypeList>{kinds}</PublicationTypeList>
</Article></MedlineCitation></PubmedArticle>"""
        for pmid, title, abstract in records
    )
    return _write(path, f'<?xml version="1.0"?><PubmedArticleSet>{made}</PubmedArticleSet>\n')


def fill(corpus: Path) -> None:
    """Write a small library with everything in it: a paper and its digest, a set, a duplicate, and what cannot be read."""
    digest(corpus / "digests" / "sigtermans-2009.md", "A digest of ketamine for CRPS", doi="10.1000/a", conditions=["CRPS"])
    jats(corpus / "papers" / "paper.xml", "Ketamine produces pain relief", doi="10.1000/a", pmid="7")
    markdown(corpus / "li.md", "Ketamine for mood", year=2015, pmid="8", conditions=["depression"], design="case series")
    markdown(corpus / "copy.md", "Ketamine for mood", year=2015, pmid="8", conditions=["depression"], design="case series")
    markdown(corpus / "unknown.md", "Ketamine, a note", year=None, text="Pain fell for weeks in one.")
    digest(corpus / "digests" / "wu-2020.md", "Ketamine retracted", year=2020, retracted="yes")
    records = [("11", "Ketamine for migraine", "Pain fell for two weeks."), ("12", "Sleep", "Sleep improved.")]
    pubmed(corpus / "set.xml", records, types=["Randomized Controlled Trial"])
    (corpus / "broken.xml").write_bytes(b"<article><body>cut off")


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
