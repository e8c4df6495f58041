"""What another would take to get the cells out of a file, in a process of its own: never imported by the others.

Run by the Python of the rivals' environment, where neither gouji nor the forge is installed:
`media_rivals.py NAME FILES RESULT`. Writes seconds of processor a file and every row of cells that came out.
"""

# ruff: noqa: PLC0415 - a process loads the one rival it measures
from __future__ import annotations

import io
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

Rows = list[list[str]]
Reader = Callable[[bytes], Rows]


def _pandas() -> Reader:
    import pandas

    def read(data: bytes) -> Rows:
        frames = pandas.read_html(io.BytesIO(data), flavor="lxml", keep_default_na=False, thousands=None)
        return [[_text(cell) for cell in row] for frame in frames for row in _with_header(frame)]

    return read


def _with_header(frame) -> list:
    return [list(frame.columns), *frame.itertuples(index=False, name=None)]


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return str(cell)


def _soup() -> Reader:
    from bs4 import BeautifulSoup

    def read(data: bytes) -> Rows:
        return [[cell.get_text() for cell in row.find_all(["td", "th"])]
                for row in BeautifulSoup(data, "lxml").find_all("tr")]  # fmt: skip

    return read


def _markitdown(suffix: str) -> Callable[[], Reader]:
    def prepared() -> Reader:
        from markitdown import MarkItDown, StreamInfo

        converter = MarkItDown(enable_plugins=False)

        def read(data: bytes) -> Rows:
            told = converter.convert_stream(io.BytesIO(data), stream_info=StreamInfo(extension=suffix))
            return [line.strip().strip("|").split("|") for line in told.markdown.splitlines() if "|" in line]

        return read

    return prepared


def _python_docx() -> Reader:
    import docx

    def read(data: bytes) -> Rows:
        tables = docx.Document(io.BytesIO(data)).tables
        return [[cell.text for cell in row.cells] for table in tables for row in table.rows]

    return read


def _mammoth() -> Reader:
    import mammoth
    from bs4 import BeautifulSoup

    def read(data: bytes) -> Rows:
        page = mammoth.convert_to_html(io.BytesIO(data)).value
        return [[cell.get_text() for cell in row.find_all(["td", "th"])]
                for row in BeautifulSoup(page, "lxml").find_all("tr")]  # fmt: skip

    return read


def _docling(kind: str) -> Callable[[], Reader]:
    def prepared() -> Reader:
        from docling.datamodel.base_models import InputFormat
        from docling.datamodel.document import InputDocument

        if kind == "docx":
            from docling.backend.msword_backend import MsWordDocumentBackend as Backend
        else:
            from docling.backend.html_backend import HTMLDocumentBackend as Backend
        name = InputFormat.DOCX if kind == "docx" else InputFormat.HTML

        def read(data: bytes) -> Rows:
            stream = io.BytesIO(data)
            given = InputDocument(path_or_stream=stream, format=name, backend=Backend, filename=f"report.{kind}")
            found = Backend(given, stream).convert()
            return [[cell.text for cell in row] for table in found.tables for row in table.data.grid]

        return read

    return prepared


def _pdfplumber() -> Reader:
    import pdfplumber

    def read(data: bytes) -> Rows:
        with pdfplumber.open(io.BytesIO(data)) as document:
            tables = [table for page in document.pages for table in page.extract_tables()]
        return [[cell or "" for cell in row] for table in tables for row in table]

    return read


def _camelot() -> Reader:
    import camelot

    def read(data: bytes) -> Rows:
        tables = camelot.read_pdf(io.BytesIO(data), pages="all", flavor="lattice")
        return [list(map(str, row)) for table in tables for row in table.df.itertuples(index=False, name=None)]

    return read


RIVALS: dict[str, dict[str, Callable[[], Reader]]] = {
    "html": {
        "pandas": _pandas,
        "beautifulsoup": _soup,
        "markitdown": _markitdown(".html"),
        "docling": _docling("html"),
    },
    "docx": {
        "python-docx": _python_docx,
        "mammoth": _mammoth,
        "docling": _docling("docx"),
        "markitdown": _markitdown(".docx"),
    },
    "pdf": {"pdfplumber": _pdfplumber, "camelot": _camelot, "markitdown": _markitdown(".pdf")},
}


def measured(files: list[Path], reader: Reader) -> dict[str, object]:
    """Return what a reader took and found: seconds of processor a file, its rows; None where it failed."""
    # What is loaded at the first file is no file's share.
    _tried(reader, files[0].read_bytes())
    seconds, rows = [], []
    for file in files:
        data = file.read_bytes()
        started = time.process_time()
        found = _tried(reader, data)
        seconds.append(time.process_time() - started)
        rows.append(found)
    return {
        "seconds": seconds,
        "rows": rows,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    # Not by getrusage, which begins with what the process held that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _tried(reader: Reader, data: bytes) -> Rows | None:
    try:
        return reader(data)
    except Exception as error:  # noqa: BLE001 - a file that a rival does not survive is one it has none of right
        sys.stderr.write(f"{type(error).__name__}: {error}\n"[:200])
        return None


def main() -> None:
    """Measure one rival on the files of a directory."""
    medium, name, directory, result = sys.argv[1:]
    files = sorted(Path(directory).iterdir())
    Path(result).write_text(json.dumps(measured(files, RIVALS[medium][name]())))


if __name__ == "__main__":
    main()
