"""PDFs written by hand, byte by byte, so that tests know exactly what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def escaped(text: str) -> bytes:
    """Return a text as a PDF string in Windows-1252."""
    raw = text.encode("cp1252")
    return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def page_stream(lines: Sequence[str], size: int = 10, title: str = "") -> bytes:
    """Return the content of a page: a title set large, then lines below each other."""
    parts = [b"BT"]
    if title:
        parts += [b"/F1 24 Tf 1 0 0 1 50 780 Tm", escaped(title) + b" Tj"]
    for number, line in enumerate(lines):
        parts += [b"/F1 %d Tf 1 0 0 1 50 %d Tm" % (size, 740 - 12 * number), escaped(line) + b" Tj"]
    return b"\n".join([*parts, b"ET"])


def make_pdf(
    pages: Sequence[Sequence[str] | bytes], *, title: str = "", info: Mapping[str, str] | None = None, version: bytes = b"1.4"
) -> bytes:
    """Return a PDF with these pages, each given as its lines or as a ready content stream; `title` is set large on page 1."""
    streams = [
        page if isinstance(page, bytes) else page_stream(page, title=title if number == 0 else "")
        for number, page in enumerate(pages)
    ]
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(streams)))
    about = b" ".join(b"/%s %s" % (key.encode(), escaped(value)) for key, value in (info or {}).items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(streams), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< %s >>" % about,
    ]
    for number, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out = bytearray(b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
