"""The pipeline's own steps over a directory of files, without the orchestrator's server, each step measured."""

from __future__ import annotations

import resource
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from gouji.release import Head, Storage, head
from tasks.account import Account
from tasks.changed import write_changes
from tasks.digest import write_digest
from tasks.ingest import ingest_reports
from tasks.judging import Judges
from tasks.normalize import normalize_reports
from tasks.pages import write_pages
from tasks.parse import parse_reports
from tasks.publish import publish_reports
from tasks.reading.pool import Pool
from tasks.receipts import write_receipts
from tasks.recorded import Scope
from tasks.root import storage_at
from tasks.spool import Spool
from tasks.validate import validate_reports
from tests.bench.measures import Clock, Stage, peak_mb


@dataclass(frozen=True)
class Run:
    """What a run took: its stages, processor seconds of what read and judged for it, peak memory in MB."""

    stages: Mapping[str, Stage]
    counts: Mapping[str, int]
    read: int
    rejected: tuple[str, ...]
    """The names of the files that are rejected, sorted."""
    worker_seconds: float
    judge_seconds: float
    peak_mb: float
    worker_peak_mb: float
    """Of the largest process beside the run's own, whether it read or judged."""


def run_apart(files: Path, root: Path) -> Run:
    """Run the pipeline in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_measured, files, root).result()


def _measured(files: Path, root: Path) -> Run:
    clock, reading = Clock(), [0.0]
    account = run(files, root, clock, lambda: reading.append(_children()))
    return Run(
        clock.stages,
        dict(account.counts),
        account.read,
        tuple(sorted(str(each.file_name) for each in account.rejections)),
        reading[-1],
        _children() - reading[-1],
        peak_mb(),
        peak_mb(resource.RUSAGE_CHILDREN),
    )


def _children() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def run(files: Path, root: Path, clock: Clock, read: Callable[[], None] = lambda: None) -> Account:
    """Run the steps of the flow, in its order, and return the account of the run; `read` is called after reading."""
    scope = Scope(None, None)
    at = str(root)
    before = head(storage_at(at))
    plan = clock.measure("ingest", 0, lambda: ingest_reports.fn([str(files)], at, scope))
    account = Account.of(plan)
    with Spool() as spool:
        with Pool() as pool:
            for batch in pool.each(plan.batches, at):
                reading = clock.measure("normalize", len(batch), lambda b=batch: normalize_reports.fn(b, at, pool))
                parsed = clock.measure("parse", len(batch), lambda r=reading: parse_reports.fn(r))
                clock.measure("spool", len(batch), lambda p=parsed: spool.add(p))
        read()
        loads = clock.measure("plan", 0, lambda: plan.loads(spool.facts))
        with Judges(loads, spool) as judges:
            for load in loads:
                settled = clock.measure(
                    "validate", len(load.met), lambda one=load: validate_reports.fn(one, spool, at, scope, judges)
                )
                committed = clock.measure(
                    "publish", len(load.met), lambda s=settled: publish_reports.fn(s, at, allow_shrink=False)
                )
                clock.measure("account", len(load.met), lambda s=settled, c=committed: account.add(s, c))
                # The rows of one load go before those of the next are built.
                del settled
    account.close()
    clock.measure("pages", 0, lambda: _pages(storage_at(at), account, before))
    return account


def _pages(storage: Storage, account: Account, before: Head) -> None:
    write_pages(storage, account)
    write_digest(storage, account)
    write_changes(storage, account.numbers)
    write_receipts(storage, account, before)
