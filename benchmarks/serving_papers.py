"""As many PDFs as wanted made of a few real ones, each a study of its own; used by `serving.py`."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

from pypdf import PageObject, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

FRONT = 2
"""Pages put before each paper: a reader looks for title and identifiers on the first two (`readers.pdf_meta`)."""


def make_papers(source: Path, out: Path, count: int) -> list[Path]:
    """Write `count` PDFs: the real ones in turn, each behind two pages with a title and a DOI that only it has.

    Text, pages and pictures are those of the real papers, so reading costs what it costs; the title goes before each passage
    for the encoder, so nothing is taken from what was encoded before.
    """
    real = sorted(source.glob("*.pdf"))
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for number, path in enumerate(islice(cycle(real), count)):
        writer = PdfWriter(clone_from=path)
        title = f"Load paper {number + 1} of {count}, a real one under a name of its own"
        for place, lines in enumerate([[title, f"doi: 10.5555/load.{number + 1:04d}"], *[["Front"]] * (FRONT - 1)]):
            writer.insert_page(_front(writer, lines), place)
        writer.add_metadata({"/Title": title, "/Subject": "", "/Author": "", "/Keywords": ""})
        made.append(out / f"load-{number + 1:03d}.pdf")
        with made[-1].open("wb") as file:
            writer.write(file)
    return made


def _front(writer: PdfWriter, lines: list[str]) -> PageObject:
    page = PageObject.create_blank_page(writer, 595, 842)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    stream = DecodedStreamObject()
    drawn = "\n".join(f"BT /F1 12 Tf 50 {780 - 20 * number} Td ({line}) Tj ET" for number, line in enumerate(lines))
    stream.set_data(drawn.encode("ascii"))
    page[NameObject("/Contents")] = stream
    return page
