"""The pipeline's own steps over a directory of files, without the orchestrator's server, each step measured."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tasks.account import Account
from tasks.ingest import ingest_reports
from tasks.normalize import normalize_reports
from tasks.pages import write_pages
from tasks.parse import parse_reports
from tasks.pool import Pool
from tasks.publish import publish_reports
from tasks.recorded import Scope
from tasks.root import storage_at
from tasks.spool import Spool
from tasks.validate import validate_reports
from tests.bench.measures import Clock, Stage, peak_mb


@dataclass(frozen=True)
class Run:
    """What a run took: its stages, processor seconds of its workers, peak memory of its process and of a worker."""

    stages: Mapping[str, Stage]
    counts: Mapping[str, int]
    read: int
    worker_seconds: float
    peak_mb: float
    worker_peak_mb: float


def run_apart(files: Path, root: Path) -> Run:
    """Run the pipeline in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_measured, files, root).result()


def _measured(files: Path, root: Path) -> Run:
    clock = Clock()
    account = run(files, root, clock)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(
        clock.stages,
        dict(account.counts),
        account.read,
        workers.ru_utime + workers.ru_stime,
        peak_mb(),
        peak_mb(resource.RUSAGE_CHILDREN),
    )


def run(files: Path, root: Path, clock: Clock) -> Account:
    """Run the steps of the flow, in its order, and return the account of the run."""
    scope = Scope(None, None)
    at = str(root)
    plan = clock.measure("ingest", 0, lambda: ingest_reports.fn([str(files)], at, scope))
    account = Account.of(plan)
    with Spool() as spool:
        with Pool() as pool:
            for batch in plan.batches:
                documents = clock.measure(
                    "normalize", len(batch), lambda batch=batch: normalize_reports.fn(batch, at, pool)
                )
                parsed = clock.measure(
                    "parse", len(batch), lambda documents=documents: parse_reports.fn(documents, pool)
                )
                clock.measure("spool", len(batch), lambda parsed=parsed: spool.add(parsed))
        for load in clock.measure("plan", 0, lambda: plan.loads(spool.facts)):
            settled = clock.measure(
                "validate", len(load.met), lambda load=load: validate_reports.fn(load, spool, at, scope)
            )
            committed = clock.measure(
                "publish", len(load.met), lambda settled=settled: publish_reports.fn(settled, at, allow_shrink=False)
            )
            account.add(settled, committed)
    account.close()
    clock.measure("pages", 0, lambda: write_pages(storage_at(at), account))
    return account
