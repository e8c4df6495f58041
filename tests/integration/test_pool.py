"""A document that kills or stalls its reader costs one document."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from gouji.snapshot import Source
from tasks.pool import Item, Pool, PoolBroken, WorkerDied

DYING = """
import os, sys, time
from tasks import worker

def read(source, data):
    if data == b"die":
        os.abort()
    if data == b"hang":
        time.sleep(60)
    if data == b"print":
        print("noise", flush=True)
    loaded = {"polars", "prefect", "great_expectations"} & set(sys.modules)
    return data.upper() + ",".join(sorted(loaded)).encode()

worker.VERBS["normalize"] = read
worker.main()
"""


def items(*texts: bytes) -> list[Item]:
    return [(Source(hashlib.sha256(text).hexdigest(), text.decode(), "file:///x"), text) for text in texts]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "dying_worker.py").write_text(DYING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "dying_worker"


def test_one_document_dies_and_the_others_are_read(module: str) -> None:
    chunks = [items(b"a", b"die", b"b"), items(b"print", b"c"), items(b"hang", b"d")]
    with Pool(size=2, seconds=2, module=module) as pool:
        first, second, third = pool.map("normalize", chunks, lambda item: item)
    assert [first[0], first[2], *second, third[1]] == [b"A", b"B", b"PRINT", b"C", b"D"]
    assert isinstance(first[1], WorkerDied)
    assert "code -6" in str(first[1])
    assert isinstance(third[0], WorkerDied)
    assert "more than 2 s" in str(third[0])


def test_workers_that_cannot_start_break_the_pool_and_reject_nothing(tmp_path: Path) -> None:
    with Pool(size=1, module="no_such_worker") as pool, pytest.raises(PoolBroken, match="no_such_worker"):
        pool.map("normalize", [items(b"a")], lambda item: item)


def test_a_reader_that_raises_costs_one_document() -> None:
    source = items(b"a")[0][0]
    with Pool(size=1) as pool:
        [answers] = pool.map("parse", [[(source, b"\x80\x05N.")]], lambda item: item)
    assert b"read.crashed" in answers[0].report
