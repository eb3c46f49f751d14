from __future__ import annotations

import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.errors import ReadError
from evidence_search.readers import pdf, pdf_worker
from evidence_search.readers.pdf_blocks import Joiner, blocks, mark
from evidence_search.readers.pdf_lines import Line, read_lines
from evidence_search.records import SectionKind, SourceKind
from tests.pdf_maker import make_pdf, page_stream
from tests.reading import check, fail_one, names, read_one, section_of

FIRST = [
    "Journal of Examples 2019; 12: 34-40",
    "Albert Dahan, Elise Sarton",
    "doi:10.1000/Example.77 PMID: 12345678",
    "Abstract",
    "Ketamine was given to forty adults with depression, in a double-blind trial NCT01234567.",
    "It lowered the score within one day, and the effect was gone after seven days.",
    "1. Introduction",
    "Depres-",
    "sion is common and it is hard to treat, so that new drugs are needed by very many people.",
    "Ketamine is one of them, and it works in a way that differs from all the older drugs.",
    "A short-term effect is well known. Whether it is long-",
]
SECOND = [
    "Journal of Examples 2019; 12: 34-40",
    "term is not. This was tested in double-",
    "blind trials and in a treatment-",
    "resistant group of patients who had been ill for many years before they were enrolled.",
    "2.1. Participants",
    "Adults of 18 to 65 years took part. They had failed two drugs and were moderately ill or worse.",
    "3. Results",
    "The difference was -4.6 points (95% CI -7.1 to -2.1) and the dose was 0.5 mg/kg in each group.",
]
THIRD = [
    "Journal of Examples 2019; 12: 34-40",
    "More people were dizzy with ketamine than with saline in this trial of forty adults with depression.",
    "References",
    "1. Dahan A. On ketamine. Pain 2001; 9: 1-4. doi:10.9999/other",
    "2. Sarton R. On saline. Pain 2002; 9:",
    "5-8.",
]


def padded(lines: list[str]) -> list[str]:
    """Give a page enough lines that its first ones are its edge."""
    return [
        *lines,
        *(f"Line {letter} of the page is here only to make it a page of some length, as pages are." for letter in "ABCDE"),
    ]


def test_a_paper_is_read_as_it_is_printed(tmp_path: Path) -> None:
    """This test ensures that lines become paragraphs, headings sections, and each word keeps its page."""
    content = make_pdf(
        [FIRST, padded(SECOND), THIRD], title="Ketamine for Depression in Forty Adults", info={"Producer": "test"}
    )
    document = read_one(tmp_path, "a.pdf", content)
    about = document.metadata
    assert (about.title, about.year) == ("Ketamine for Depression in Forty Adults", 2019)
    assert (about.doi, about.pmid, about.registry) == ("10.1000/example.77", "12345678", ("NCT01234567",))
    assert names(document)[:3] == ["Front page", "Abstract", "Introduction"]
    assert names(document)[3:] == ["Participants", "Results", "References"]
    assert "Journal of Examples" not in document.text
    introduction = section_of(document, "Introduction")
    assert introduction.startswith("Depression is common")
    assert (
        "Whether it is long-term is not. This was tested in double-blind trials and in a treatment-resistant group"
        in introduction
    )
    start = document.text.index("term is not")
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].start == start
    assert document.references == (
        "1. Dahan A. On ketamine. Pain 2001; 9: 1-4. doi:10.9999/other",
        "2. Sarton R. On saline. Pain 2002; 9: 5-8.",
    )
    assert document.sections[-1].kind is SectionKind.REFERENCES
    assert "-4.6 points (95% CI -7.1 to -2.1)" in document.text


def test_a_short_pdf_is_an_abstract(tmp_path: Path) -> None:
    """This test ensures that one page of a congress is not passed off as full text."""
    assert read_one(tmp_path, "a.pdf", make_pdf([["Ketamine helped."]])).kind is SourceKind.ABSTRACT


def test_pages_without_text_keep_the_numbers_of_the_others(tmp_path: Path) -> None:
    """This test ensures that a page is numbered as a viewer counts, and empty ones are named."""
    document = read_one(tmp_path, "a.pdf", make_pdf([[], ["Ketamine helped."], [], ["A lot."]]))
    assert [(page.number, document.text[page.start : page.end].strip()) for page in document.pages] == [
        (2, "Ketamine helped."),
        (4, "A lot."),
    ]
    assert any("no text on page 1, 3" in warning for warning in document.warnings)


def test_letter_spacing_does_not_eat_blanks(tmp_path: Path) -> None:
    """This test ensures that words set apart by the pen alone are words."""
    words = (
        "Ketamine was given to forty adults with treatment resistant depression over forty minutes by vein in hospital".split()
    )
    gap = b"".join(b"(" + word.encode() + b") -150 " for word in words)
    spaced = b"".join(b"(%c) 300 " % letter if letter != 32 else b"" for letter in b"of pain")
    content = (
        b"BT /F1 10 Tf 1 0 0 1 50 700 Tm [" + gap + b"] TJ 0 -14 Td 3 Tc [" + spaced.replace(b"(f) 300", b"(f)") + b"] TJ ET"
    )
    assert " ".join(words) in read_one(tmp_path, "a.pdf", make_pdf([content])).text.replace("\n\n", " ")
    assert pdf_worker._with_gaps([b"o", 300, b"fp", 300, b"a", 300, b"in"], 300.0, 1)[:4] == [b"o", b"f", -1000.0, 700.0]


def encrypted(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(make_pdf([["Ketamine helped."]])))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_empty_password_opens(tmp_path: Path) -> None:
    """This test ensures that a PDF that every viewer opens is read."""
    assert read_one(tmp_path, "a.pdf", encrypted("")).text == "Ketamine helped."


def flate_bomb() -> bytes:
    inner = zlib.compress(b"\n" * 300_000_000, 9)
    return zlib.compress(inner, 9)


WHOLE = make_pdf([FIRST, SECOND])


@pytest.mark.parametrize(
    ("content", "said", "remedy"),
    [
        (b"", "empty", "again"),
        (b"%PDF-1.4\n", "damaged", "Ask for the file again"),
        (WHOLE[: len(WHOLE) // 2], "damaged", "Ask for the file again"),
        (bytes(range(256)) * 40, "damaged", "Ask for the file again"),
        (b"<!DOCTYPE html><html><body>Log in to read this article</body></html>", "web page", "browser"),
        (b"PK\x03\x04" + b"x" * 100, "zip archive", "Save it"),
        (make_pdf([[]]), "no text layer (a scan?)", "OCR"),
        (make_pdf([["\u00a4\u00a6\u00a7 \u00b0\u00b1\u00ac\u00a9 " * 8]]), "do not name their characters", "OCR"),
    ],
)
def test_bad_files_fail_by_name(tmp_path: Path, content: bytes, said: str, remedy: str) -> None:
    """This test ensures that each way to be no readable PDF has its reason and its remedy."""
    failure = fail_one(tmp_path, "a.pdf", content)
    assert said in failure.reason
    assert remedy in failure.remedy


def test_a_locked_pdf_fails_by_name(tmp_path: Path) -> None:
    """This test ensures that a password is asked for, not guessed."""
    assert "password" in fail_one(tmp_path, "a.pdf", encrypted("secret")).reason


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    """This test ensures that a small file that unpacks to 300 MB is a named failure, soon."""
    bomb = flate_bomb()
    whole = make_pdf([b"MARKED"])
    body = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    failure = fail_one(tmp_path, "a.pdf", whole.replace(b"<< /Length 6 >>\nstream\nMARKED\nendstream", body))
    assert "than is allowed" in failure.reason or "memory" in failure.reason


def test_html_before_the_pdf_is_passed_over(tmp_path: Path) -> None:
    """This test ensures that what a proxy prints in front of a file does not cost the file."""
    assert "Ketamine" in read_one(tmp_path, "a.pdf", b"<html>proxy</html>\n" + make_pdf([["Ketamine helped."]])).text


def test_a_slow_file_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that the process is ended when its time is up."""
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pdf, "_WORKER", sleeper)
    with pytest.raises(ReadError, match="longer than 1 second"):
        pdf.extract(tmp_path / "x.pdf", max_seconds=1.0)


def test_a_process_that_dies_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test ensures that a crash of the reader process costs one file."""
    dying = tmp_path / "dying.py"
    dying.write_text("import os; os._exit(9)")
    monkeypatch.setattr(pdf, "_WORKER", dying)
    with pytest.raises(ReadError, match="exit 9"):
        pdf.extract(tmp_path / "x.pdf")


@pytest.mark.parametrize(("limit", "said"), [("MAX_PAGES", "2 pages"), ("MAX_CHARACTERS", "characters")])
def test_limits_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str) -> None:
    """This test ensures that a limit is told as one."""
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([["Ketamine"], ["helped"]]))
    monkeypatch.setattr(pdf_worker, limit, 1)
    with pytest.raises(pdf_worker.Failure) as caught:
        pdf_worker.extract(path)
    assert said in caught.value.args[0]


@pytest.mark.parametrize("problem", [MemoryError(), RecursionError(), ValueError("x"), pypdf.errors.PyPdfError("x")])
def test_every_exception_has_a_sentence(problem: BaseException) -> None:
    """This test ensures that nothing from below reaches a person bare."""
    what, remedy = pdf_worker.explain(problem)
    assert what.startswith("the PDF")
    assert remedy.endswith(".")


def test_the_worker_imports_nothing_of_the_program() -> None:
    """This test ensures that the process starts in the time pypdf needs."""
    code = f"import runpy, sys; runpy.run_path({str(pdf._WORKER)!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "pypdf" in loaded
    assert not {"evidence_search", "torch", "faiss", "numpy", "lxml"} & set(loaded)


def test_dirt_is_named_and_never_guessed() -> None:
    """This test ensures that a shape without a name shows as one, with the page, and lines of nothing else go."""
    lines, warnings = read_lines(
        ["the diﬀerence was /C04.63\n/gid00030/gid00035/gid00032", "p ¼ 0.03 and ¼ of 12\nef\u00ad", "clean /f_i"]
    )
    assert [line.text for line in lines] == ["the difference was \ufffd4.63", "p ¼ 0.03 and ¼ of 12", "ef-", "clean fi"]
    assert "figures may be misread on page 1" in warnings[0]
    assert "signs may be misread on page 2" in warnings[1]


def test_running_heads_go_and_rows_of_figures_stay() -> None:
    """This test ensures that only lines with words, or numbers that go up with the pages, are taken for heads and feet."""
    pages = [
        f"Dahan et al. {n}\n0.5 1.2 {n}\n{body}\n{100 + n}"
        for n, body in enumerate(["a\nb\nc\nd\ne", "f\ng\nh\ni\nj", "k\nl\nm\nn\no"], 1)
    ]
    lines, _ = read_lines(pages)
    assert [line.text for line in lines if line.page == 2] == ["0.5 1.2 2", "f", "g", "h", "i", "j"]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("the depres-", "sion scale", "the depression scale"),
        ("a double-", "blind trial", "a double-blind trial"),
        ("a placebo-", "controlled trial", "a placebo-controlled trial"),
        ("the co-", "operation", "the cooperation"),
        ("an anti-", "depressant", "an anti-depressant"),
        ("the transrectalpalpa -", "tion of", "the transrectalpalpation of"),
        ("short-", "and long-term", "short-and long-term"),
        ("NMDA-", "R blockers", "NMDA-R blockers"),
        ("from 5-", "10 mg", "from 5-10 mg"),
        ("from 5 –", "10 mg", "from 5 – 10 mg"),
        ("it was", "so", "it was so"),
        ("over a page-", mark(2) + "break here", "over a page" + mark(2) + "break here"),
    ],
)
def test_line_ends(left: str, right: str, joined: str) -> None:
    """This test ensures that a hyphen goes or stays as the rest of the file has it."""
    joiner = Joiner([Line("depression and anti-depressant in cooperation, placebo-controlled", 1)])
    assert joiner.join(left, right) == joined


def test_headings_in_two_lines_and_with_text_behind() -> None:
    """This test ensures that numbered headings are found as journals print them."""
    long = "This is a line of running text of about the usual width, and it ends here."
    texts = [
        "2. Methods",
        "2.1. Study population and genomic sample",
        "preparation",
        long,
        long,
        "2.2. Design. We did a trial of",
        long,
        "3 mg was given.",
    ]
    found = blocks([Line(text, 1) for text in [long, long, *texts]])
    assert [(block.depth, block.name) for block in found[1:]] == [
        (1, "Methods"),
        (2, "Study population and genomic sample preparation"),
        (2, "Design"),
    ]


lines_of_pages = st.lists(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "Abstract",
                    "1. Introduction",
                    "2.1 Design",
                    "References",
                    "1. Dahan A.",
                    "",
                    "Results",
                    "co-",
                    "operate.",
                    "7",
                    "METHODS USED",
                ]
            ),
            st.text(st.characters(codec="utf-8"), max_size=30),
        ),
        max_size=12,
    ),
    max_size=5,
)


@given(lines_of_pages)
def test_any_pages_keep_the_promises(pages: list[list[str]]) -> None:
    """This test ensures that sections are apart and in order and pages cover the text, whatever is printed."""
    try:
        check(pdf.document({"pages": ["\n".join(page) for page in pages]}))
    except ReadError as problem:
        assert problem.remedy


def test_a_page_stream_can_hold_any_sign() -> None:
    """This test ensures that the maker of test files escapes what PDF strings need escaped."""
    assert b"\\(5\\)" in page_stream(["(5)"])
