"""Word packages for tests: raw XML in a zip, with as many parts as a test needs."""

from __future__ import annotations

import io
import zipfile

from gouji.document import Document, Paragraph, Table
from gouji.normalize import normalize
from gouji.normalize.docx import content
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument."
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_PARTS = {
    "styles": ("styles", "styles.xml"),
    "numbering": ("numbering", "numbering.xml"),
    "footnotes": ("footnotes", "footnotes.xml"),
    "endnotes": ("endnotes", "endnotes.xml"),
    "hdr": ("header", "header1.xml"),
    "ftr": ("footer", "footer1.xml"),
}


def word(body: str, *, root: str = "", kind: str = "wordprocessingml.document.main", **parts: str) -> dict[str, str]:
    """Return the parts of a package with a body, and others by the name of their root: `styles="<w:style…/>"`."""
    relations = types = ""
    files: dict[str, str] = {}
    for name, inner in parts.items():
        relation, file = _PARTS[name]
        files[f"word/{file}"] = f"<w:{name} {NAMESPACES}>{inner}</w:{name}>"
        relations += f'<Relationship Id="r{len(files)}" Type="{R}/{relation}" Target="{file}"/>'
        types += f'<Override PartName="/word/{file}" ContentType="{OFFICE}wordprocessingml.{relation}+xml"/>'
    main = f"{OFFICE}{kind}+xml" if "/" not in kind else kind
    package = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES} {root}><w:body>{body}</w:body></w:document>",
        **files,
    }


def packed(parts: dict[str, str] | dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the zip of some members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    return packed(word(body, **parts))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inner: str, properties: str = "") -> str:
    """Return a paragraph; what is no XML is the text of a run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner if '<' in inner else run(inner)}</w:p>"


def tc(inner: str, properties: str = "") -> str:
    """Return a cell; what is no block is the text of its one paragraph."""
    is_block = inner.startswith(("<w:p>", "<w:tbl>")) or (inner.startswith(("<w:sdt>", "<mc:")) and "<w:p>" in inner)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if is_block else p(inner)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(one if '<w:tc>' in one else tc(one) for one in cells)}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = (), properties: str = "") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def blocks(data: bytes) -> list[object]:
    """Return paragraphs as text and tables as rows of texts."""
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in content(data).blocks
    ]


def spans(data: bytes) -> list[list[tuple[str, int, int, int, int]]]:
    """Return the cells of the first table: text, row, column, columns and rows spanned."""
    table = next(block for block in content(data).blocks if isinstance(block, Table))
    return [
        [(cell.text, cell.place.row or 0, cell.place.col or 0, cell.colspan, cell.rowspan) for cell in row]
        for row in table.rows
    ]


def refusal(data: bytes) -> tuple[str, str, str]:
    """Return why a file is not read: rule, detail, media type."""
    found = normalize(Snapshot.of(data, "x.docx"))
    assert isinstance(found, Report), found if isinstance(found, NoReport | Document) else type(found)
    (problem,) = found.problems
    return problem.rule_id, problem.detail, found.media_type
