"""python -m tests.fuzz.led MEDIUM CORPUS [libFuzzer's options]: bytes harmed where that reaches new code, by atheris.

What is harmed of a Word file is its main part: of a ZIP whose checksums fail nothing is reached.
"""

from __future__ import annotations

import io
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["gouji.normalize", "gouji.parse", "gouji.cells"]):
    import gouji.normalize
    import gouji.parse

from gouji.document import Document
from gouji.report import Report
from gouji.snapshot import Snapshot
from tests.fuzz.checking import Trial, outcomes
from tests.fuzz.drawing import as_docx, as_html, as_pages, as_pdf, drawn, packed
from tests.fuzz.mutating import HTML, WORD, harmed
from tests.fuzz.seen import against_views, in_docx, in_html
from tests.fuzz.trials import on_its_lines

_SEEDS = 24
_HEAD = "?>\n"


class Silent(Exception):
    """An accepted report has something otherwise than it is displayed."""


def _against(medium: str, data: bytes) -> Callable[[Report], object]:
    def against(report: Report) -> list[str]:
        # Harmed bytes may have become another medium.
        if medium == "html" and report.media_type == "text/html" and _is_utf_8(data):
            return against_views(report, in_html(data), None)
        if medium == "docx":
            return against_views(report, in_docx(data), None)
        return on_its_lines(report, data) if report.media_type == "text/plain" else []

    return against


def _may_be_accepted(data: bytes) -> bool:
    """Return whether all tables were found beyond doubt: only then is it worth the judge's time."""
    snapshot = Snapshot.of(data, "led")
    document = gouji.normalize.normalize(snapshot)
    if not isinstance(document, Document):
        return False
    report = gouji.parse.parse(document, snapshot.source)
    return isinstance(report, Report) and all(table.state == "found" and table.doubt is None for table in report.tables)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _file(medium: str, data: bytes) -> bytes:
    return packed(data.decode("utf-8", errors="surrogatepass")) if medium == "docx" and _is_utf_8(data) else data


def _seeds(medium: str) -> list[bytes]:
    reports = [drawn(seed) for seed in range(_SEEDS)]
    if medium == "html":
        return [as_html(report) for report in reports]
    if medium == "docx":
        whole = [zipfile.ZipFile(io.BytesIO(as_docx(report))).read("word/document.xml") for report in reports]
        return [data.decode().partition(_HEAD)[2].encode() for data in whole]
    if medium == "pdf":
        return [as_pdf(as_pages(report)) for report in reports]
    return [report.forged.data for report in reports]


def main() -> None:
    """Fuzz until libFuzzer's options say stop; it ends the process, with 0 if nothing was found."""
    medium, corpus = sys.argv[1:3]
    Path(corpus).mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(_seeds(medium)):
        (Path(corpus) / f"seed-{number}").write_bytes(data)

    def one(data: bytes) -> None:
        file = _file(medium, data)
        if not _may_be_accepted(file):
            return
        found = outcomes([Trial("led", file, _against(medium, file))])[0]
        if found.silent:
            raise Silent("; ".join(found.silent[:4]))

    def changed(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if medium in ("html", "docx") and rng.random() < 0.6 and _is_utf_8(data):
            return harmed(data.decode(), HTML if medium == "html" else WORD, rng).encode()[:most]
        return atheris.Mutate(data, most)

    atheris.Setup([sys.argv[0], corpus, *sys.argv[3:]], one, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
