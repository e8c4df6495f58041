"""What publishing costs beside a plain write of the same frames, and what a rerun of one county in a full store."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from expectations.gate import gate_stored
from gouji import __version__
from gouji.conservation import facts_of, readings_of
from gouji.manifest import Stored
from gouji.release import Change, Storage, commit, head, mirror
from tasks.plan import LOAD
from tasks.products import attached
from tasks.root import storage_at
from tests.bench.measures import peak_mb
from tests.bench.synthetic import EDITIONS, PROVINCES, Place, rows_of


@dataclass
class Published:
    """Seconds of each part, over all commits, and the most memory the process held, in MB."""

    reports: int = 0
    commits: int = 0
    mib: float = 0.0
    plain: float = 0.0
    commit: float = 0.0
    mirror: float = 0.0
    gate: float = 0.0
    peak_mb: float = 0.0
    rerun: list[float] = field(default_factory=list)
    """Seconds of each rerun of one county: commit with the gate, and mirror."""
    rerun_reports: int = 0
    rerun_partitions: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Return what publishing, the gate left out, costs in plain writes."""
        return (self.commit + self.mirror) / self.plain


def publish_apart(reports: int, root: str | None = None) -> Published:
    """Publish so many reports of 31 provinces and two years in a fresh process; into `root`, or a directory of its own.

    In commits as large as a run's, whole years and provinces; each commit's frames are also written plainly. Then one
    county is revised, in the same process.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_measured, reports, root).result()


def _measured(reports: int, root: str | None) -> Published:
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as scratch:
        storage = storage_at(root or str(Path(scratch) / "root"))
        done = Published()
        for places in _loads(reports):
            frames = rows_of(places)
            _publish(done, storage, frames, Path(scratch) / "plain")
            # The frames of one load go before those of the next are built.
            del frames
            gc.collect()
        done.peak_mb = peak_mb()
        _rerun(done, storage, reports)
        done.peak_mb = max(done.peak_mb, peak_mb())
    return done


def _places(reports: int) -> list[Place]:
    each, more = divmod(reports, len(PROVINCES) * len(EDITIONS))
    named = [(year, region) for year in EDITIONS for region in PROVINCES]
    return [Place(year, region, each + (at < more)) for at, (year, region) in enumerate(named)]


def _loads(reports: int) -> Iterator[list[Place]]:
    load: list[Place] = []
    for place in _places(reports):
        if load and sum(each.reports for each in load) + place.reports > LOAD:
            yield load
            load = []
        load.append(place)
    yield load


def _publish(done: Published, storage: Storage, frames: Mapping[str, pl.DataFrame], plain: Path) -> None:
    start = time.perf_counter()
    for name, rows in frames.items():
        # As one would write them by hand: a file a table, year and province.
        for (year, region), part in rows.partition_by("report_year", "region_code", as_dict=True).items():
            part.write_parquet(plain / name / f"year={year}" / f"region={region}" / "part-0.parquet", mkdir=True)
    done.plain += time.perf_counter() - start
    before = set(head(storage).manifest.objects)
    change = Change(frames, attached=attached)
    start = time.perf_counter()
    committed = commit(storage, head(storage), change, code_version=__version__)
    done.commit += time.perf_counter() - start
    start = time.perf_counter()
    mirror(storage)
    done.mirror += time.perf_counter() - start
    new = set(committed.head.manifest.objects) - before
    start = time.perf_counter()
    _gate(storage, new)
    done.gate += time.perf_counter() - start
    done.reports += frames["reports"].height
    done.commits += 1
    done.mib += sum(each.bytes for each in new) / 2**20


def _gate(storage: Storage, objects: set[Stored]) -> None:
    facts = [facts_of(each, storage.get(each.key) or b"") for each in objects]
    gate_stored(readings_of(facts))


def _rerun(done: Published, storage: Storage, reports: int) -> None:
    [place, *_] = _places(reports)
    for revision in (2, 3):
        revised = rows_of([Place(place.year, place.region, place.reports, revision)], county=0)
        # An address that has other bytes now is the same report's revision.
        change = Change(revised, attached=attached)
        start = time.perf_counter()
        committed = commit(storage, head(storage), change, code_version=__version__, gate=gate_stored)
        mirror(storage)
        done.rerun.append(time.perf_counter() - start)
        done.rerun_reports = revised["reports"].height
        done.rerun_partitions = [
            f"{each.area}/year={each.year}/region={each.region}" for each in committed.partitions_changed
        ]
