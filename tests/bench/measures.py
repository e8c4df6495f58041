"""What is measured: each stage alone on one core, and the whole pipeline with its worker processes."""

from __future__ import annotations

import csv
import gc
import io
import re
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from expectations.gate import pass_gate
from gouji.document import Document
from gouji.normalize import normalize
from gouji.parse import parse
from gouji.reconcile import judge
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot, Source
from tasks.plan import BATCH
from tasks.reading.pool import CHUNK

T = TypeVar("T")
_FIGURE = re.compile(r"[^\W\d_]+|\d[\d,.]*")


@dataclass(frozen=True)
class Stage:
    """One line of the table: what was done, to how many reports, in how many seconds of wall clock and of cores."""

    name: str
    reports: int
    wall: float
    cores: float

    @property
    def ms(self) -> float:
        """Return milliseconds of core a report."""
        return 1000 * self.cores / max(1, self.reports)


class Clock:
    """Measures stages one after another: wall clock, and processor time of this process and its ended children."""

    def __init__(self) -> None:
        self.stages: dict[str, Stage] = {}

    def measure(self, name: str, reports: int, work: Callable[[], T]) -> T:
        """Do the work and add what it took to the stage of this name."""
        wall, cores = time.perf_counter(), time.process_time()
        done = work()
        wall, cores = time.perf_counter() - wall, time.process_time() - cores
        before = self.stages.get(name, Stage(name, 0, 0.0, 0.0))
        self.stages[name] = Stage(name, before.reports + reports, before.wall + wall, before.cores + cores)
        return done


def peak_mb(who: int = resource.RUSAGE_SELF) -> float:
    """Return the most memory this process, or the largest of its ended children, held at once."""
    return resource.getrusage(who).ru_maxrss / 1024


def stages_alone(paths: Sequence[Path], clock: Clock) -> None:
    """Measure normalize, parse, judge and the gate in this process, beside a scan and a CSV reading of the same bytes.

    In the portions the pipeline takes: a worker's chunk of documents is read and let go, a batch of reports judged.
    """
    # What is read once a process (the forms, the divisions, the engines) is no report's share.
    _batch(paths[:CHUNK], Clock())
    # Workers and the validate task keep the collector out of the way too.
    gc.disable()
    for start in range(0, len(paths), BATCH):
        _batch(paths[start : start + BATCH], clock)
    gc.enable()


def _batch(paths: Sequence[Path], clock: Clock) -> None:
    reports: list[Report] = []
    sources: dict[str, Source] = {}
    for start in range(0, len(paths), CHUNK):
        chunk = paths[start : start + CHUNK]
        data = [path.read_bytes() for path in chunk]
        texts = [each.decode() for each in data]
        clock.measure("regex scan", len(chunk), lambda texts=texts: [len(_FIGURE.findall(text)) for text in texts])
        clock.measure("csv reading", len(chunk), lambda texts=texts: [_rows(text) for text in texts])
        snapshots = [Snapshot.of(each, path.name, str(path)) for each, path in zip(data, chunk, strict=True)]
        documents = clock.measure("normalize", len(chunk), lambda of=snapshots: [normalize(each) for each in of])
        pairs = list(zip(documents, snapshots, strict=True))
        read = clock.measure("parse", len(chunk), lambda pairs=pairs: [_parsed(*pair) for pair in pairs])
        reports += [report for report in read if isinstance(report, Report)]
        sources |= {snapshot.source.sha256: snapshot.source for snapshot in snapshots}
    judgement = clock.measure("judge", len(reports), lambda: judge(reports, sources))
    clock.measure("gate", len(reports), lambda: pass_gate(judgement.residuals, judgement.rejected))


def _rows(text: str) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(text)))


def _parsed(document: Document | Report | NoReport, snapshot: Snapshot) -> Report | NoReport:
    return parse(document, snapshot.source) if isinstance(document, Document) else document
