"""docs/scaling.md computes what it says from what it measured."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from tests.printed import ROOT


@pytest.fixture(scope="module")
def scaling() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scaling", ROOT / "docs" / "scaling.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_computed_table_follows_from_the_measured_one(scaling: ModuleType) -> None:
    cost = dict.fromkeys(("ingest_ms", "judge_ms", "settle_ms", "publish_ms", "feed_ms", "take_ms"), 1.0)
    table = scaling.computed(cost | {"read_ms": 31.0, "raw_kb": 30.0, "spool_kb": 15.0})
    rows = {row.split(" | ")[0].strip("| "): row for row in table.splitlines() if row.startswith("| ")}
    # 32 ms on 2 cores, and 3 in the one process, which judges meanwhile.
    # On 320 cores that process can take in no more than one report a millisecond.
    assert "| 16.00 ms | 3.00 ms | reading |" in rows["one, 2 cores"]
    assert "| 45 min | 5.3 h |" in rows["one, 2 cores"]
    assert "| 1.00 ms | 3.00 ms | the one process" in rows["twenty, 16 cores each"]


def test_the_page_is_measured_and_computed(scaling: ModuleType) -> None:
    page = scaling.PAGE.read_text(encoding="utf-8")
    assert len(scaling.measured(page)) == 9
    assert scaling.scaling_page() == page
