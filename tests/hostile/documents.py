"""Files made to harm whoever reads them. Each is made anew; none is larger than what a mail lets through, but two."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import cache

import pikepdf
from reportlab.pdfgen.canvas import Canvas

Files = dict[str, Callable[[], bytes]]
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'officeDocument" Target="word/document.xml"/></Relationships>'
)
TITLE = "临山镇人民政府2020年政府信息公开工作年度报告"
MEGA = 1024**2


def document_xml(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'.encode()  # noqa: E501


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(document: bytes | Iterable[bytes], more: dict[str, bytes] | None = None) -> bytes:
    """Return a Word file with this main part, given at once or in pieces, and more members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for piece in [document] if isinstance(document, bytes) else document:
                member.write(piece)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def _pieces(size: int, filling: bytes, before: str = "") -> Iterable[bytes]:
    """Yield a valid main part of about so many bytes, most of them `filling` over and over."""
    head, _, tail = document_xml(paragraph(TITLE) + "|").partition(b"|")
    block = filling * (MEGA // len(filling))
    yield head
    for _ in range(size // len(block)):
        yield block
    yield tail


def _members() -> dict[str, bytes]:
    return {f"word/media/{number}.xml": b"0" * MEGA for number in range(1_100)}


def _nested(depth: int) -> bytes:
    inner = b"0" * 10 * MEGA
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(4):
                archive.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
    return inner


_LAUGHS = "<!DOCTYPE w:document [<!ENTITY a0 '哈哈哈哈哈哈哈哈哈哈'>" + "".join(
    f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 10)
) + "]>"  # fmt: skip


def _external(address: str) -> bytes:
    return docx(document_xml(paragraph("&x;"), f"<!DOCTYPE w:document [<!ENTITY x SYSTEM '{address}'>]>"))


def _encrypted_ole() -> bytes:
    """Return a compound file (MS-CFB, version 3) with the streams of an encrypted Word file (MS-OFFCRYPTO 2.3.1)."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 0x1000, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", fat, end, *range(3, 10), end, *range(11, 18), end, *[free] * 110)

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        return (
            text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, free, right, child)
            + bytes(36) + struct.pack("<IQ", start, size)
        )  # fmt: skip

    directory = (
        entry("Root Entry", 5, 1, free, end, 0)
        + entry("EncryptedPackage", 2, free, 2, 2, 4096)
        + entry("EncryptionInfo", 2, free, free, 10, 4096)
        + bytes(128)
    )
    return head + table + directory + bytes(range(256)) * 32


@cache
def pdf() -> bytes:
    """Return a plain PDF of one page that is nearly a report."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "2020 annual report on open government")
    canvas.save()
    return out.getvalue()


def _changed(change: Callable[[pikepdf.Pdf], None], **how: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        change(document)
        document.save(out, **how)
    return out.getvalue()


def _active(document: pikepdf.Pdf) -> None:
    run = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://127.0.0.1:9/');")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="/bin/touch", Next=run)
    document.Root.OpenAction = launch
    document.Root.AA = pikepdf.Dictionary(WC=run)
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), run]))
    document.pages[0].AA = pikepdf.Dictionary(O=run)
    document.attachments["evil.exe"] = b"MZ"


def _looped(document: pikepdf.Pdf) -> None:
    pages = document.Root.Pages
    pages.Kids = pikepdf.Array([pages, pages, *pages.Kids])
    pages.Count = 100_000


def _many_pages() -> bytes:
    """Return a PDF whose page tree names one page again and again, 100,000 times, in two levels."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 100000 /Kids [" + b"3 0 R " * 100 + b"] >>",
        b"<< /Type /Pages /Parent 2 0 R /Count 1000 /Kids [" + b"4 0 R " * 1000 + b"] >>",
        b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << >> >>",
        b"<< /Length 0 >>\nstream\n\nendstream",
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


@cache
def _deflated(size: int, filling: bytes) -> bytes:
    squeeze = zlib.compressobj(1)
    block = filling * (16 * MEGA // len(filling))
    return b"".join([*(squeeze.compress(block) for _ in range(size // len(block))), squeeze.flush()])


def _bomb(filling: bytes, times: int = 1) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        data = _deflated(1024 * MEGA, filling)
        for _ in range(times - 1):
            data = zlib.compress(data, 9)
        content = pikepdf.Stream(document, b"")
        content.write(data, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * times))
        document.pages[0].Contents = document.make_indirect(content)

    return change


def page(body: str) -> bytes:
    title = f"<title>{TITLE}</title>"
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{title}</head><body>{body}</body></html>".encode()


def _table(rows: str) -> str:
    return f"<h1>{TITLE}</h1><table>{rows}</table>"


FILES: Files = {
    "zip-bomb.docx": lambda: docx(_pieces(1200 * MEGA, b" ")),
    "zip-bomb-of-paragraphs.docx": lambda: docx(_pieces(1200 * MEGA, paragraph("0").encode())),
    "xml-of-400-mb.docx": lambda: docx(_pieces(400 * MEGA, paragraph("公开政府信息1件。").encode())),
    "ratio-in-members.docx": lambda: docx(document_xml(paragraph(TITLE)), _members()),
    "hundred-thousand-members.docx": lambda: docx(
        document_xml(paragraph(TITLE)), {f"word/{number}": b"" for number in range(100_000)}
    ),
    "nested.docx": lambda: docx(document_xml(paragraph(TITLE)), {"word/embeddings/a.zip": _nested(4)}),
    "nested.zip": lambda: _nested(5),
    "up.docx": lambda: docx(document_xml(paragraph(TITLE)), {"../../../../escaped.txt": b"x"}),
    "absolute.docx": lambda: docx(document_xml(paragraph(TITLE)), {"/escaped.txt": b"x", "C:\\escaped.txt": b"x"}),
    "dtd.docx": lambda: docx(document_xml(paragraph(TITLE), "<!DOCTYPE w:document>")),
    "laughs.docx": lambda: docx(document_xml(paragraph("&a9;"), _LAUGHS)),
    "laughs.xml": lambda: document_xml(paragraph("&a9;"), _LAUGHS),
    "laughs.html": lambda: _LAUGHS.encode() + page(f"<p>{TITLE}</p><p>&a9;</p>"),
    "entity-of-a-file.docx": lambda: _external("file:///etc/passwd"),
    "entity-of-an-address.docx": lambda: _external("http://127.0.0.1:9/x"),
    "deep.docx": lambda: docx(document_xml("<w:tbl><w:tr><w:tc>" * 10_000 + "</w:tc></w:tr></w:tbl>" * 10_000)),
    "deep-runs.docx": lambda: docx(document_xml("<w:sdt><w:sdtContent>" * 9_000 + "</w:sdtContent></w:sdt>" * 9_000)),
    "wide-spans.docx": lambda: docx(
        document_xml(
            "<w:tbl>"
            + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge w:val="restart"/></w:tcPr></w:tc></w:tr>'
            * 99
            + "</w:tbl>"
        )
    ),
    "encrypted.docx": _encrypted_ole,
    "encrypted.pdf": lambda: _changed(
        lambda _: None, encryption=pikepdf.Encryption(user="secret", owner="secret", R=6)
    ),
    "active.pdf": lambda: _changed(_active),
    "looped.pdf": lambda: _changed(_looped),
    "hundred-thousand-pages.pdf": _many_pages,
    "bomb-of-spaces.pdf": lambda: _changed(_bomb(b" ")),
    "bomb-of-operators.pdf": lambda: _changed(_bomb(b"0 0 m 9 9 l S\n")),
    "bomb-in-a-bomb.pdf": lambda: _changed(_bomb(b"\0", 3)),
    "deep.html": lambda: page(f"<h1>{TITLE}</h1>" + "<div>" * 10_000 + "0" + "</div>" * 10_000),
    "deep-tables.html": lambda: page(f"<h1>{TITLE}</h1>" + "<table><tr><td>" * 10_000),
    "deep-formatting.html": lambda: page(f"<h1>{TITLE}</h1>" + "<b><i>" * 10_000 + "<p>0" * 10_000),
    "wide-spans.html": lambda: page(_table("<tr><td colspan=65534 rowspan=65534>0</td></tr>" * 500)),
    "endless-rows.html": lambda: page(_table("<tr><td rowspan=0>0<td colspan=1000>1" * 20_000)),
    "one-cell.html": lambda: page(_table(f"<tr><td>{'字' * 1_900_000}</td></tr>")),
    "one-number.html": lambda: page(_table(f"<tr><td>{'9' * 1_900_000}</td></tr>")),
    "million-tags.html": lambda: page(f"<h1>{TITLE}</h1>" + "<b>" * 1_000_000),
    "tags-within-the-limit.html": lambda: page(f"<h1>{TITLE}</h1>" + "<p>" * 600_000),
    "million-cells.html": lambda: page(_table("<tr>" + "<td>" * 450_000)),
    "attributes.html": lambda: page("<p " + "".join(f"a{number}=1 " for number in range(150_000)) + ">"),
    "text-of-dates.txt": lambda: (TITLE + "\n一、总体情况\n" + "自2020年1月1日起至" * 150_000).encode(),
    "text-of-numbers.txt": lambda: (TITLE + "\n一、总体情况\n" + "共1件，其中" * 250_000).encode(),
    "text-of-spaces.txt": lambda: (TITLE + "\n一、总体情况\n" + "\u3000\t " * 600_000 + "x").encode(),
    "text-of-brackets.txt": lambda: (TITLE + "\n一、总体情况\n" + "（" * 1_900_000).encode(),
    "text-of-titles.txt": lambda: (TITLE * 80_000).encode(),
    "text-of-headings.txt": lambda: (TITLE + "\n" + "一、总体情况\n" * 200_000).encode(),
    "text-of-zeros.txt": lambda: (TITLE + "\n" + "0\n\n" * 600_000).encode(),
    "text-of-one-digit-lines.txt": lambda: (TITLE + "\n" + "\t0" * 900_000).encode(),
}
"""By the name it comes under; the name is what nobody should go by."""


def enormous() -> Iterable[bytes]:
    """Yield a bare XML file of 400 MB: no reader is given so much."""
    yield from _pieces(400 * MEGA, paragraph("0").encode())


CUTS = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 0.999)
"""Where a file breaks off, as parts of the whole."""
