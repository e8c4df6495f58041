"""A document that kills or stalls its reader costs one document."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from written import report

from gouji.confined.records import unpacked
from gouji.report import Report
from gouji.snapshot import Source
from tasks.raw import Met, RawDamaged, raw_key
from tasks.reading.engine import Engine
from tasks.reading.pool import Pool, PoolBroken
from tasks.reading.threads import Threads
from tasks.root import storage_at
from tasks.spool import Facts, Parsed

DYING = """
import os, sys, time
from tasks.reading import worker
from tasks.spool import Facts, Parsed

def normalized(source, data):
    if data == b"die":
        os.abort()
    if data == b"hang":
        time.sleep(60)
    if data == b"print":
        print("noise", flush=True)
    if data == b"secrets":
        data += ",".join(name for name in os.environ if name.startswith(("AWS_", "MY_"))).encode()
    loaded = {"polars", "prefect", "great_expectations", "boto3", "distributed"} & set(sys.modules)
    return data + ",".join(sorted(loaded)).encode()

def parsed(source, content):
    if content == b"die late":
        os.abort()
    return Parsed(Facts(0, "0", None), content.upper())

worker.normalized, worker.parsed = normalized, parsed
worker.main()
"""
OTHER = """
from tasks.reading import worker
worker.reader_version = lambda: "0.0.0+other"
worker.main()
"""


def kept(root: Path, *texts: bytes) -> list[Met]:
    """Return files met, their bytes in the raw store."""
    storage = storage_at(str(root))
    mets = []
    for text in texts:
        source = Source(hashlib.sha256(text).hexdigest(), text[:9].decode(errors="replace"), "file:///x")
        storage.put_if_absent(raw_key(source.sha256), text)
        mets.append(Met(source, "2026-01-01T00:00:00+08:00", len(text)))
    return mets


def read(engine: Engine, mets: list[Met], root: Path) -> list[Parsed]:
    """Return what an engine reads in one batch, in its order."""
    reading = engine.reading(mets, str(root))
    reading.normalized()
    parsed = reading.parsed()
    assert [sha256 for sha256, _ in parsed] == [met.source.sha256 for met in mets]
    return [each for _, each in parsed]


def why(parsed: Parsed) -> tuple[str, str]:
    """Return what stands for a document that could not be read: the rule, and what was seen."""
    content = unpacked(parsed.report)
    assert isinstance(content, Report)
    [problem] = content.problems
    return problem.rule_id, problem.detail


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "dying_worker.py").write_text(DYING)
    (tmp_path / "other_worker.py").write_text(OTHER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "dying_worker"


def test_one_document_dies_and_the_others_are_read(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tasks.reading.pool.CHUNK", 3)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not for who reads untrusted documents")
    monkeypatch.setenv("MY_TOKEN", "nor this")
    mets = kept(tmp_path, b"a", b"die", b"b", b"print", b"c", b"die late", b"hang", b"d", b"secrets")
    with Pool(size=2, seconds=2, module=module) as pool:
        answers = read(pool, mets, tmp_path)
    assert [answers[at].report for at in (0, 2, 3, 4, 7, 8)] == [b"A", b"B", b"PRINT", b"C", b"D", b"SECRETS"]
    assert why(answers[1]) == why(answers[5]) == ("read.crashed", "its reader ended with code -6")
    assert why(answers[6]) == ("read.limit_exceeded", "more than 2 s")
    died = sorted(each.sha256 for each in caplog.records if getattr(each, "event", "") == "worker_died")
    assert died == sorted(mets[at].source.sha256 for at in (1, 5, 6))


def test_workers_that_cannot_start_break_the_pool_and_reject_nothing(module: str, tmp_path: Path) -> None:
    mets = kept(tmp_path, b"a")
    with Pool(size=1, module="no_such_worker") as pool, pytest.raises(PoolBroken, match="no_such_worker"):
        read(pool, mets, tmp_path)
    # Code replaced while a run goes on would read one half of it otherwise than the other.
    with Pool(size=1, module="other_worker") as pool, pytest.raises(PoolBroken, match=r"0\.0\.0\+other"):
        read(pool, mets, tmp_path)


@pytest.mark.parametrize("engine", [Pool, Threads])
def test_what_is_gone_from_raw_stops_the_run(engine: type[Pool] | type[Threads], tmp_path: Path) -> None:
    [met] = kept(tmp_path, b"a")
    storage_at(str(tmp_path)).delete(raw_key(met.source.sha256))
    with engine(size=1) as reader, pytest.raises(RawDamaged):
        read(reader, [met], tmp_path)


def test_a_reader_that_raises_costs_one_document_in_threads_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(snapshot: object) -> object:
        raise RecursionError(str(snapshot)[:9])

    mets = kept(tmp_path, report().encode())
    monkeypatch.setattr("gouji.confined.child.normalize", raising)
    with Threads(size=1) as threads:
        [answer] = read(threads, mets, tmp_path)
    assert why(answer) == ("read.crashed", "RecursionError: Snapshot(")


def test_batches_are_begun_ahead_and_come_in_order(module: str, tmp_path: Path) -> None:
    batches = [kept(tmp_path, text) for text in (b"a", b"b", b"c", b"d")]
    begun: list[str] = []

    class Watched(Pool):
        def begin(self, batch, root):  # type: ignore[no-untyped-def]
            begun.append(batch[0].source.name)
            return super().begin(batch, root)

    with Watched(size=1, module=module) as pool:
        for number, batch in enumerate(pool.each(batches, str(tmp_path))):
            assert batch is batches[number]
            assert len(begun) == min(number + 2, 4)
            assert read(pool, batch, tmp_path) == [Parsed(Facts(0, "0", None), "abcd"[number].upper().encode())]
    assert begun == list("abcd")
