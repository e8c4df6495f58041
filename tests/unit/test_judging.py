"""Judged ahead, in processes of their own, readings are what they are when they are judged in their turn."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from pickle import UnpicklingError
from unittest import mock

import pytest

from gouji.normalize import normalize
from gouji.parse import parse
from gouji.reconcile import judge
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from tasks import judging
from tasks.judging import Judges
from tasks.plan import Load
from tasks.raw import Met
from tasks.said import Said
from tasks.spool import Facts, Parsed, Spool
from tests.forge import forge

ROOT = Path(__file__).parents[2]
TEXTS = [forge(seed, "word", fault=fault).data for seed, fault in ((1, None), (2, "wrong_sum"), (3, None))]


def _read(spool: Spool) -> tuple[list[Load], dict[str, Report | NoReport]]:
    """Put three reports and a file that is none into the spool; return loads of two batches and of one, and it all."""
    snapshots = [Snapshot.of(data, f"{n}.txt", f"file:///{n}.txt") for n, data in enumerate([*TEXTS, b"a notice"])]
    read = {each.source.sha256: parse(normalize(each), each.source) for each in snapshots}
    spool.add([(sha256, Parsed.of(content)) for sha256, content in read.items()])
    met = [Met(each.source, "2026-01-12", each.source.sha256, 1) for each in snapshots]
    hashes = list(read)
    return [Load(met[:3], [hashes[:2], hashes[2:3]]), Load(met[3:], [hashes[3:]])], read


def test_processes_judge_as_this_one() -> None:
    with Spool() as spool, mock.patch.object(judging, "WORTH", 1):
        loads, read = _read(spool)
        with Judges(loads, spool) as judges:
            # The first is settled twice, as after a commit of another run.
            for load in (loads[0], loads[0], loads[1]):
                ahead = judges.of(load)
                assert ahead is not None
                sources = {each.source.sha256: each.source for each in load.met}
                for batch, found in zip(load.batches, ahead, strict=True):
                    reports = [each for sha256 in batch if isinstance(each := read[sha256], Report)]
                    here = judge(reports, sources)
                    assert found.frames.keys() == here.frames.keys()
                    assert all(found.frames[name].equals(frame) for name, frame in here.frames.items())
                    assert all(found.frames[name].schema == frame.schema for name, frame in here.frames.items())
                    assert found.residuals.equals(here.residuals)
                    assert found.rejected == here.rejected
                    assert found.said == [Said.by(read[sha256], here.rejected) for sha256 in batch]
    assert [each.ignored is None for each in (Said.by(content) for content in read.values())] == [True] * 3 + [False]


def test_a_few_are_judged_in_their_turn() -> None:
    with Spool() as spool:
        loads, _ = _read(spool)
        with Judges(loads, spool) as judges:
            assert judges.of(loads[0]) is None


def test_what_breaks_in_a_process_breaks_the_run() -> None:
    with Spool() as spool, mock.patch.object(judging, "WORTH", 1):
        loads, read = _read(spool)
        spool.add([(sha256, Parsed(Facts.of(content), b"no reading")) for sha256, content in read.items()])
        with Judges(loads, spool) as judges, pytest.raises(UnpicklingError):
            list(judges.of(loads[0]) or ())


KILLED = """
import os, signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tasks.apart import prepare

processes = ProcessPoolExecutor(1, get_context("spawn"), prepare)
print(processes.submit(os.getpid).result(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_nobody_judges_for_a_run_that_was_killed() -> None:
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    judge_of_it = int(killed.stdout)
    for _ in range(600):
        try:
            os.kill(judge_of_it, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("it goes on")
