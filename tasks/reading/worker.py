"""A worker: reads one document after another in a process of its own, so that a crash costs one document.

Run as `python -m tasks.reading.worker` by `pool.py`, within the limits of `gouji.confined`. A request is a chunk of
files. The answer is a frame for each of them once it is a Document, and then one for each with its report. It loads
neither Polars nor Prefect: it starts in a fraction of a second and stays small.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Sequence

from gouji.code import reader_version
from gouji.confined import child, limits
from gouji.document import Document
from gouji.report import NoReport, Report
from gouji.snapshot import Source
from tasks.spool import Facts, Parsed

Content = Document | Report | NoReport
"""What normalize makes of a file: a Document, or what stands for one."""


def normalized(source: Source, data: bytes) -> Content:
    """Return the Document of one file, or what stands for it. Raises nothing but MemoryError."""
    return child.normalized(source, data)


def parsed(source: Source, content: Content) -> Parsed:
    """Return the report in one Document, packed beside its facts. Raises nothing but MemoryError."""
    reading, report = child.sized(source, child.parsed(source, content))
    return Parsed(Facts.of(reading), report)


def answers(items: Sequence[tuple[Source, bytes]]) -> Iterator[bytes]:
    """Yield an empty frame for each file that is a Document, then the facts and the packed report of each."""
    contents = []
    for source, data in items:
        limits.allow_cpu()
        contents.append(normalized(source, data))
        yield b""
    for (source, _), content in zip(items, contents, strict=True):
        limits.allow_cpu()
        facts, report = parsed(source, content)
        yield pickle.dumps((tuple(facts), report), pickle.HIGHEST_PROTOCOL)


def main() -> None:
    """Serve requests until the other end closes the pipe."""
    child.serve(reader_version().encode(), answers)


if __name__ == "__main__":
    sys.exit(main())
