"""A run over a part of the raw store ends as a run over all of it would."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given

from gouji.release import Change, commit, head
from tasks import receipts
from tasks.only import NoPartition, Only, plan_only, plan_partitions, standing, unread
from tasks.plan import Plan
from tasks.raw import IndexDamaged, all_met
from tasks.receipts import Receipt, digests_of, receipt_key, receipts_at, stale
from tasks.recorded import Recorded, Scope
from tasks.root import recorded_at
from tests.unit.met_before import Pipeline
from tests.unit.test_settle import STEPS, WALKED, take


def wanted(pipeline: Pipeline, only: Only, scope: Scope = Scope()) -> Plan:  # noqa: B008 - it is frozen
    return plan_only(only, pipeline.storage, all_met(pipeline.storage), recorded_at(pipeline.storage), scope)


def run(pipeline: Pipeline, planned: Plan) -> list[str]:
    """Run over what was planned; return what the files say that were read."""
    facts = {each.source.sha256: pipeline._facts(each.source.sha256) for batch in planned.batches for each in batch}
    for load in planned.loads(facts):
        settled = pipeline.settle(load)
        commit(pipeline.storage, settled.head, Change(settled.tables()), code_version="1", allow_shrink=True)
    return sorted(each.source.name for batch in planned.batches for each in batch)


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Pipeline]:
    """Give a pipeline; what is run over in a test must end as a run over everything."""
    made = Pipeline(tmp_path / "root")
    yield made
    assert made.replayed(tmp_path / "again").objects() == made.objects()


@WALKED
@given(steps=STEPS)
def test_reading_what_is_missing_ends_as_reading_everything(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    pipeline = Pipeline(tmp_path_factory.mktemp("root"))
    with mock.patch.object(Pipeline, "run", autospec=True, side_effect=_but_the_last(Pipeline.run, len(steps))):
        take(pipeline, steps)
    run(pipeline, wanted(pipeline, "missing"))
    assert unread(all_met(pipeline.storage), recorded_at(pipeline.storage)) == []
    assert pipeline.replayed(tmp_path_factory.mktemp("again")).objects() == pipeline.objects()
    before = pipeline.objects()
    run(pipeline, wanted(pipeline, "rejected"))
    run(pipeline, wanted(pipeline, "stale"))
    assert pipeline.objects() == before


def _but_the_last(original: object, steps: int) -> object:
    """Run as ever, but not in the end, when `take` reads what was only met."""

    def ran(self: Pipeline, texts: object = None, **given: object) -> object:
        if texts is None and not given:
            return []
        return original(self, texts, **given)  # type: ignore[operator]

    return ran


def test_missing_is_what_was_met_and_never_read_and_what_came_back(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1", "n": "notice"})
    pipeline.run({"a": "X 2"})
    assert run(pipeline, wanted(pipeline, "missing")) == []
    pipeline.ingest({"a": "X 1", "c": "Z 1"})
    assert run(pipeline, wanted(pipeline, "missing")) == ["X 1", "Z 1"]
    assert pipeline.statuses()["X 2", "a"] == "superseded"
    pipeline.ingest({"b": "Y 1 wrong"})
    pipeline.ingest({"b": "Y 2"})
    assert run(pipeline, wanted(pipeline, "missing")) == ["Y 1 wrong", "Y 2"]
    assert run(pipeline, wanted(pipeline, "missing")) == []


def test_what_gave_way_to_another_body_s_report_is_not_missing(pipeline: Pipeline) -> None:
    for text in ("X 1", "X 2", "Y 1"):
        pipeline.run({"a": text})
    assert run(pipeline, wanted(pipeline, "missing")) == []


def test_rejected_is_read_with_what_stands_for_the_same_report(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "X 2", "c": "X 1 reworded", "d": "Y 1", "e": "broken"})
    assert run(pipeline, wanted(pipeline, "rejected")) == ["X 1", "X 1 reworded", "X 2", "broken"]
    assert run(pipeline, wanted(pipeline, "rejected", Scope(2019))) == ["broken"]
    assert run(pipeline, wanted(pipeline, "rejected", Scope(None, "110000"))) == ["broken"]


def receipted(pipeline: Pipeline, places: Collection[tuple[int, str]]) -> None:
    """Say that today's code read these places."""
    manifest = head(pipeline.storage).manifest
    made = (
        Receipt(*place, receipts.reader_version(), digests_of(manifest)[place], manifest.number, "done", "today")
        for place in places
    )
    receipts.write(pipeline.storage, made)


def test_stale_is_what_nobody_or_other_code_read_or_what_changed(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run({"a": "X 1", "b": "X 1", "n": "notice", "e": "broken"})
    pipeline.run({"a": "X 2"})
    every = ["X 1", "X 2", "broken", "notice"]
    assert run(pipeline, wanted(pipeline, "stale")) == every
    assert run(pipeline, wanted(pipeline, "stale", Scope(2019))) == ["broken", "notice"]
    [reading, nowhere] = sorted(standing(recorded_at(pipeline.storage)), reverse=True)
    receipted(pipeline, [reading])
    assert run(pipeline, wanted(pipeline, "stale")) == ["broken", "notice"]
    receipted(pipeline, [reading, nowhere])
    assert run(pipeline, wanted(pipeline, "stale")) == []
    pipeline.run({"c": "Y 1"})
    assert run(pipeline, wanted(pipeline, "stale")) == ["X 1", "X 2", "Y 1"]
    receipted(pipeline, [reading, nowhere])
    pipeline.storage.put(receipt_key(nowhere), b"{")
    assert run(pipeline, wanted(pipeline, "stale")) == ["broken", "notice"]
    receipted(pipeline, [reading, nowhere])
    monkeypatch.setattr(receipts, "reader_version", lambda: "another")
    assert run(pipeline, wanted(pipeline, "stale")) == [*every[:2], "Y 1", *every[2:]]


def test_each_stale_place_says_why(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "e": "broken"})
    manifest = head(pipeline.storage).manifest
    places = sorted(standing(recorded_at(pipeline.storage)), reverse=True)
    receipted(pipeline, places[:1])
    receipts.write(pipeline.storage, [receipts.failure(places[1], 1, "no room")])
    found = receipts_at(pipeline.storage)
    assert stale(manifest, found, places) == {places[1]: ["failed"]}
    assert stale(manifest, {}, places) == {place: ["code"] for place in sorted(places)}


def test_a_partition_is_all_that_stands_in_it(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "X 1 wrong", "e": "broken"})
    pipeline.run({"a": "X 2"})
    [place, _] = sorted(standing(recorded_at(pipeline.storage)), reverse=True)
    every, recorded = all_met(pipeline.storage), recorded_at(pipeline.storage)
    name = f"year={place[0]}/region={place[1]}"
    assert run(pipeline, plan_partitions([name], every, recorded)) == ["X 1 wrong", "X 2"]
    assert run(pipeline, plan_partitions(["year=1999/region=0"], every, recorded)) == []
    with pytest.raises(NoPartition):
        plan_partitions(["2020/330000"], every, recorded)
    with pytest.raises(IndexDamaged):
        plan_partitions([name], every[:1], recorded)


def test_nothing_is_recorded_of_an_empty_root() -> None:
    assert unread([], Recorded()) == []
    assert standing(Recorded()) == {}
