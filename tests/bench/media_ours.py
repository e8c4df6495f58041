"""What a file costs us, and what its bytes cost at least, in a process of its own.

`python -m tests.bench.media_ours MEDIUM WHAT FILES RESULT`.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import lxml.etree
import lxml.html
import pypdfium2

from gouji.document import Document, Table
from gouji.normalize import normalize
from gouji.parse import read
from gouji.report import Report
from gouji.snapshot import Snapshot
from tests.bench.media_rivals import Reader, Rows, measured


def _document(data: bytes) -> Rows:
    found = normalize(Snapshot.of(data, "report"))
    if not isinstance(found, Document):
        return []
    return [[cell.text for cell in row] for table in found.blocks if isinstance(table, Table) for row in table.rows]


def _report(data: bytes) -> Rows:
    found = read(Snapshot.of(data, "report"))
    tables = found.tables if isinstance(found, Report) else ()
    rows: dict[tuple[str, str], list[str]] = {}
    for cell in (cell for table in tables for cell in table.cells if cell.proven):
        rows.setdefault((cell.table, cell.row if cell.table != "proceedings" else ""), []).append(cell.printed)
    return list(rows.values())


def _raw_html(data: bytes) -> Rows:
    lxml.html.document_fromstring(data)
    return []


def _raw_docx(data: bytes) -> Rows:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lxml.etree.fromstring(archive.read("word/document.xml"))
    return []


def _raw_pdf(data: bytes) -> Rows:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()
    return []


OURS: dict[str, dict[str, Callable[[bytes], Rows]]] = {
    "html": {"raw": _raw_html, "document": _document, "report": _report},
    "docx": {"raw": _raw_docx, "document": _document, "report": _report},
    "pdf": {"raw": _raw_pdf, "document": _document, "report": _report},
}


def main() -> None:
    """Measure one of ours on the files of a directory."""
    medium, what, directory, result = sys.argv[1:]
    reader: Reader = OURS[medium][what]
    Path(result).write_text(json.dumps(measured(sorted(Path(directory).iterdir()), reader)))


if __name__ == "__main__":
    main()
