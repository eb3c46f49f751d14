"""Damaged files for every reader: each must end in documents or named failures, in time and within memory.

Takes SECONDS and, if wanted, a SEED (default 1). Small sound files are made here for every format, then bytes are flipped,
cut, doubled, swapped and joined at random, and each result is read with `readers.read`. An escape is an exception, a file that
takes longer than `MAX_SECONDS`, or the catch-all failure that names a defect. Prints one JSON object with what escaped, its
bytes in base64.
"""

from __future__ import annotations

import base64
import json
import random
import resource
import signal
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from io import BytesIO
from pathlib import Path
from time import monotonic
from types import FrameType

from evidence_search.readers import read
from evidence_search.records import ReadFailure

MAX_SECONDS = 150
"""What one file may take: the limit of the process that reads PDFs, and half a minute."""
LISTED = 20

PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal><Title>Pain</Title><JournalIssue>"
    "<PubDate><Year>2001</Year></PubDate></JournalIssue></Journal><ArticleTitle>On ketamine</ArticleTitle>"
    "<Abstract><AbstractText>It helped.</AbstractText></Abstract><AuthorList><Author><LastName>Dahan</LastName>"
    "<Initials>A</Initials></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
JATS = (
    "<article><front><article-meta><article-id pub-id-type='doi'>10.1/x</article-id><title-group><article-title>"
    "On ketamine</article-title></title-group><abstract><p>It helped.</p></abstract></article-meta></front><body><sec>"
    "<title>Methods</title><p>Dose<sup>2</sup> <xref>1</xref></p><table-wrap><label>Table 1</label><table><tr>"
    "<td colspan='2'>a</td></tr></table></table-wrap></sec></body>"
    "<back><ref-list><ref><mixed-citation>Dahan</mixed-citation></ref></ref-list></back></article>"
)
HTML = (
    "<!DOCTYPE html><html><head><meta name='citation_title' content='On ketamine'><title>x</title></head><body><article><h1>On"
    " ketamine</h1><h2>Abstract</h2><p>It helped.</p><table><tr><td>1</td></tr></table></article></body></html>"
)
DIGEST = (
    "---\nid: dahan-2011\ntitle: On ketamine\nyear: 2011\nauthors: [Dahan A]\nconditions: [CRPS]\n---\n\n"
    "## What was found\n\nIt helped.\n"
)
EUROPE = '{"resultList": {"result": [{"id": "1", "source": "MED", "title": "On ketamine", "abstractText": "It helped."}]}}'
TEXTS = {
    "a.xml": PUBMED,
    "b.xml": JATS,
    "a.html": HTML,
    "a.md": DIGEST,
    "b.md": "# On ketamine\n\n## Abstract\n\nIt helped.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "a.txt": "On ketamine\n\nAbstract\nIt helped forty adults.\n",
    "a.json": EUROPE,
    "a.nbib": "PMID- 1\nTI  - On ketamine\nAB  - It helped\n      a lot.\nAU  - Dahan A\nDP  - 2001 Jan\n\n",
    "a.ris": "TY  - JOUR\nTI  - On ketamine\nAU  - Dahan, A\nPY  - 2001\nAB  - It helped.\nER  - \n",
    "a.enw": "%0 Journal Article\n%T On ketamine\n%A Dahan, A\n%D 2001\n%X It helped.\n",
    "a.bib": "@article{d, title={On {k}etamine}, author={Dahan, A and Sarton, E}, year=2001, abstract={It helped.}}\n",
    "a.csv": 'title,abstract,doi,year\n"On ketamine","It helped, a lot",10.1/x,2001\n',
}


def main() -> None:
    """Read damaged files until the time is up."""
    until, dice = monotonic() + float(sys.argv[1]), random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    seeds = {name: text.encode() for name, text in TEXTS.items()} | {"a.pdf": _pdf(), "a.docx": _docx()}
    names = sorted(seeds)
    ended: Counter[str] = Counter()
    escapes: list[dict[str, str]] = []
    slowest = 0.0
    signal.signal(signal.SIGALRM, _too_long)
    with tempfile.TemporaryDirectory() as folder:
        while monotonic() < until:
            name = dice.choice(names)
            content = _damaged(seeds[name], list(seeds.values()), dice)
            path = Path(folder) / name
            path.write_bytes(content)
            began = monotonic()
            escape = _escape(path, ended)
            slowest = max(slowest, monotonic() - began)
            if escape:
                escapes.append({"file": name, "what": escape, "bytes": base64.b64encode(content[:4000]).decode()})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        json.dumps(
            {
                "files": sum(ended.values()),
                "ended": dict(sorted(ended.items())),
                "slowest_s": round(slowest, 2),
                "peak_mb": peak,
                "peak_mb_of_pdf_process": child,
                "escapes": len(escapes),
                "first": escapes[:LISTED],
            },
            indent=1,
        )
    )


def _escape(path: Path, ended: Counter[str]) -> str:
    """Read a file and count how it ended; return what should not have happened, or ""."""
    signal.alarm(MAX_SECONDS)
    try:
        found = list(read(path))
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt):
            raise
        ended["escaped"] += 1
        return f"{type(problem).__name__}: {problem}"
    finally:
        signal.alarm(0)
    failures = [each for each in found if isinstance(each, ReadFailure)]
    ended[f"{path.suffix} {'failed' if failures else 'read'}"] += 1
    if not found:
        ended["nothing at all"] += 1
    return next((f.reason for f in failures if f.reason.startswith("the reader failed") or not f.remedy), "")


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"longer than {MAX_SECONDS} s")


def _damaged(content: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Return a file with one to three things done to it."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 3)):
        at, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        kind = dice.randrange(7)
        if kind == 0 and data:
            data[min(at, len(data) - 1)] = dice.randrange(256)
        elif kind == 1:
            del data[at : min(end, at + 40)]
        elif kind == 2:
            data[at:at] = data[at:end] * dice.randint(1, 3)
        elif kind == 3:
            data[at:at] = dice.choice(
                [b"\x00", b"\xff\xfe", b"\r", b"<", b"&#x0;", b"9" * 400, b"{" * 300, b"\\", b'"', b"-1 "]
            )
        elif kind == 4:
            del data[at:]
        elif kind == 5:
            other = dice.choice(others)
            data[at:at] = other[: dice.randrange(len(other) + 1)]
        else:
            data[at:end] = bytes(reversed(data[at:end]))
    return bytes(data)


def _pdf() -> bytes:
    """Return a paper of one page with a compressed content."""
    lines = ["(On ketamine) Tj", *["0 -12 Td (It helped forty adults with pain.) Tj"] * 12]
    stream = zlib.compress(("BT /F1 10 Tf 50 740 Td " + " ".join(lines) + " ET").encode())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [1 /C0 /minus] >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


def _docx() -> bytes:
    """Return a Word document of three paragraphs, uncompressed so that damage reaches its XML."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("On ketamine", "Abstract", "It helped forty adults.")
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return made.getvalue()


if __name__ == "__main__":
    main()
