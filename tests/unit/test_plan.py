"""A run is cut into commits by year and province; what must be settled together is never divided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import pytest

from gouji.snapshot import Source
from tasks import plan
from tasks.backfill import Question
from tasks.plan import Load, Plan, plan_new
from tasks.raw import Met
from tasks.recorded import Recorded, Scope
from tasks.spool import Facts


def met(text: str, address: str = "") -> Met:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Met(Source(sha256, text, f"file:///{address or text}"), "2026-01-01T00:00:00.000000+08:00", 1)


def facts(place: tuple[int, str], *texts: str, report_id: str | None = None) -> dict[str, Facts]:
    return {met(text).source.sha256: Facts(*place, report_id or f"body-{text}") for text in texts}


def numbered(place: str, count: int) -> list[str]:
    return [f"{place}{n}" for n in range(count)]


def names(loads: Iterable[Load]) -> list[list[str]]:
    return [[each.source.name for each in load.met] for load in loads]


def planned(*files: Met, of_report: dict[str, list[tuple[str, str]]] | None = None) -> Plan:
    return plan_new(files, list, Recorded(of_report=of_report or {}))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "LOAD", 4)
    monkeypatch.setattr(plan, "BATCH", 2)


def test_everything_is_read_once_in_batches(small: None) -> None:
    run = planned(met("a"), met("b"), met("a", "elsewhere"), met("c"))
    assert [[each.source.name for each in batch] for batch in run.batches] == [["a", "b"], ["c"]]
    assert run.documents == 4


def test_a_load_is_one_year_and_province_or_several_small_ones(small: None) -> None:
    places = {(2020, "330000"): "p", (2019, "330000"): "q", (0, "0"): "n", (2020, "440000"): "r", (2021, "110000"): "s"}
    counts = dict(zip(places, (3, 2, 1, 2, 4), strict=True))
    known = {}
    files: list[Met] = []
    for place, name in places.items():
        texts = numbered(name, counts[place])
        known |= facts(place, *texts)
        files += [met(text) for text in texts]
    assert names(planned(*files).loads(known)) == [
        ["n0", "q0", "q1"],
        ["p0", "p1", "p2"],
        ["r0", "r1"],
        ["s0", "s1", "s2", "s3"],
    ]


@pytest.mark.parametrize(("count", "sizes"), [(4, [4]), (5, [3, 2]), (8, [4, 4]), (9, [3, 3, 3])])
def test_a_place_too_large_for_one_load_is_several(small: None, count: int, sizes: Sequence[int]) -> None:
    texts = numbered("a", count)
    loads = planned(*map(met, texts)).loads(facts((2020, "330000"), *texts))
    assert [len(load.met) for load in loads] == sizes


@pytest.mark.parametrize("why", ["bytes", "address", "published report", "report of this run"])
def test_what_must_be_settled_together_is_never_divided(small: None, why: str) -> None:
    texts = [*numbered("x", 3), "one", *numbered("y", 3), "other", *numbered("z", 3)]
    files, of_report = {text: met(text) for text in texts}, {}
    known = facts((2020, "330000"), *texts) | facts((2021, "110000"), "other")
    if why == "bytes":
        files["other"] = met("one", "elsewhere")
    elif why == "address":
        files["other"] = met("other", "one")
    elif why == "published report":
        of_report = {"r": [(files[text].source.sha256, files[text].source.address) for text in ("one", "other")]}
    else:
        known |= facts((2020, "330000"), "one", report_id="r") | facts((2021, "110000"), "other", report_id="r")
    loads = planned(*files.values(), of_report=of_report).loads(known)
    holding = [load for load in loads if {files["one"], files["other"]} & set(load.met)]
    assert len(holding) == 1
    together = {files["one"].source.sha256, files["other"].source.sha256}
    assert [batch for batch in holding[0].batches if together & set(batch)] == [
        next(batch for batch in holding[0].batches if together <= set(batch))
    ]
    assert sorted(name for load in names(loads) for name in load) == sorted(each.source.name for each in files.values())


def test_each_bytes_is_judged_once(small: None) -> None:
    [load] = planned(met("a"), met("a", "elsewhere"), met("b")).loads(facts((2020, "330000"), "a", "b"))
    assert [len(batch) for batch in load.batches] == [2]
    assert len(load.met) == 3


def test_the_order_of_one_report_is_that_of_the_plan(small: None) -> None:
    known = facts((2020, "330000"), "a", "b", "c", report_id="r")
    assert names(planned(met("b"), met("a"), met("c")).loads(known)) == [["b", "a", "c"]]


def test_what_is_no_report_binds_nothing_together(small: None) -> None:
    texts = numbered("n", 5)
    known = {met(text).source.sha256: Facts(0, "0", None) for text in texts}
    assert [len(load.met) for load in planned(*map(met, texts)).loads(known)] == [3, 2]


@pytest.mark.parametrize("region", ["", "3", "0330281", "330281.0", "浙江", "３３０２８１"])
def test_what_is_no_division_code_is_no_scope(region: str) -> None:
    with pytest.raises(ValueError, match="not a division code"):
        Scope(None, region)
    with pytest.raises(ValueError, match="not a division code"):
        Question(region=region)
