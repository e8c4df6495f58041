"""A backfill does what is left, whatever happened before: planned from HEAD, raw/ and receipts, kept item by item."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gouji.manifest import Head, canonical, head
from gouji.partition import place_name
from gouji.release import Change, commit
from gouji.report import NoReport, Report
from gouji.rollback import rollback
from tasks import receipts
from tasks.account import Account
from tasks.backfill import (
    PREFIX,
    BackfillDamaged,
    BadYears,
    Done,
    Item,
    Question,
    Ran,
    begin,
    planned,
    receipts_of,
    work,
    years_of,
)
from tasks.only import plan_only, plan_partitions
from tasks.plan import Plan, plan_new
from tasks.raw import all_met
from tasks.receipts import receipts_at, write_receipts
from tasks.recorded import Scope
from tasks.root import recorded_at
from tests.unit import met_before
from tests.unit.met_before import Pipeline, Texts

YEARS = {"X": 2020, "Y": 2019, "Z": 2018}
"""The report year of each body, so that there are several partitions."""
NOWHERE = (0, "0")


@pytest.fixture
def pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """Give a pipeline whose bodies report for years of their own."""
    original = met_before.read

    def read(text: str) -> Report | NoReport:
        found = original(text)
        if isinstance(found, NoReport) or found.identity.agency_id is None:
            return found
        return replace(found, identity=replace(found.identity, report_year=YEARS[text[0]]))

    monkeypatch.setattr(met_before, "read", read)
    return Pipeline(tmp_path / "root")


def follow(pipeline: Pipeline, plan: Plan, before: Head | None = None, *, allow_shrink: bool = True) -> Account:
    """Run over what was planned, as the flow does, and write its receipts; it began now, or at `before`."""
    before = before or head(pipeline.storage)
    account = Account.of(plan)
    facts = {each.source.sha256: pipeline._facts(each.source.sha256) for batch in plan.batches for each in batch}
    for load in plan.loads(facts):
        settled = pipeline.settle(load)
        change = Change(settled.tables())
        done = commit(pipeline.storage, settled.head, change, code_version="1", allow_shrink=allow_shrink)
        account.add(settled, done)
    account.close()
    write_receipts(pipeline.storage, account, before)
    return account


def arrive(pipeline: Pipeline, texts: Texts, before: Head | None = None) -> Account:
    """Run over files."""
    met, storage = pipeline.ingest(texts), pipeline.storage
    return follow(pipeline, plan_new(met, lambda: all_met(storage), recorded_at(storage)), before)


def runner(pipeline: Pipeline) -> Callable[[Item], Ran]:
    """Return what runs an item over a pipeline."""

    def run(item: Item) -> Ran:
        every, recorded = all_met(pipeline.storage), recorded_at(pipeline.storage)
        if item.place is None:
            account = follow(pipeline, plan_only("missing", pipeline.storage, every, recorded, Scope()))
        else:
            account = follow(pipeline, plan_partitions([place_name(*item.place)], every, recorded))
        return Ran({"read": account.read}, kept=bool(account.stale))

    return run


def items(pipeline: Pipeline, question: Question = Question()) -> dict[str, tuple[str, ...]]:  # noqa: B008 - frozen
    return {item.name: item.reasons for item in planned(pipeline.storage, question).items}


REGION = "340000"


def test_a_run_that_read_all_of_a_partition_leaves_a_receipt_and_nothing_to_do(pipeline: Pipeline) -> None:
    arrive(pipeline, {"a": "X 1", "b": "Y 1 wrong", "n": "notice"})
    found = receipts_at(pipeline.storage)
    assert {place: (each.documents, each.published, each.rejected) for place, each in found.items()} == {
        (2020, REGION): (1, 1, 0),
        (2019, REGION): (1, 0, 1),
        NOWHERE: (1, 0, 0),
    }
    assert {each.outcome for each in found.values()} == {"done"}
    assert items(pipeline) == {}


def test_a_run_by_the_same_code_that_adds_to_a_current_partition_keeps_it_current(pipeline: Pipeline) -> None:
    arrive(pipeline, {"a": "X 1"})
    arrive(pipeline, {"b": "X 2", "c": "Y 1"})
    arrive(pipeline, {"a": "X 1 reworded"})
    assert items(pipeline) == {}
    assert receipts_at(pipeline.storage)[2020, REGION].manifest == head(pipeline.storage).number


def test_a_run_that_read_a_part_leaves_no_receipt(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1"})
    arrive(pipeline, {"c": "X 1 reworded", "d": "Y 1 reworded", "b": "Y 1"})
    assert receipts_at(pipeline.storage).keys() == {(2019, REGION)}
    assert items(pipeline) == {f"2020-{REGION}": ("stale:code",)}


def test_a_run_by_other_code_makes_what_it_changed_stale(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(pipeline, {"a": "X 1", "b": "Y 1"})
    with monkeypatch.context() as other:
        other.setattr(receipts, "reader_version", lambda: "older")
        arrive(pipeline, {"c": "X 1 reworded"})
    assert items(pipeline) == {f"2020-{REGION}": ("stale:source",)}


def test_a_run_beside_another_leaves_no_receipt_of_what_it_only_added_to(pipeline: Pipeline) -> None:
    arrive(pipeline, {"a": "X 1", "b": "Y 1"})
    before = head(pipeline.storage)
    pipeline.run({"c": "X 1 reworded"})
    arrive(pipeline, {"d": "Y 1 reworded"}, before)
    # What the run read whole is current all the same.
    assert items(pipeline) == {f"{year}-{REGION}": ("stale:source",) for year in (2019, 2020)}
    arrive(pipeline, {"b": "Y 1", "d": "Y 1 reworded"}, before)
    assert items(pipeline) == {f"2020-{REGION}": ("stale:source",)}


def test_what_a_rollback_brings_back_is_stale(pipeline: Pipeline) -> None:
    arrive(pipeline, {"a": "X 1"})
    first = head(pipeline.storage).number
    arrive(pipeline, {"a": "X 2"})
    rollback(pipeline.storage, head(pipeline.storage), first, code_version="1", withdrawn=(), gate=None)
    assert items(pipeline) == {"missing": ("missing",), f"2020-{REGION}": ("stale:source",)}


def test_the_shrink_guard_leaves_no_receipt(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.release.SHRINK_LEAST", 1)
    arrive(pipeline, {"a": "X 1", "b": "Y 1"})
    met, storage = pipeline.ingest({"a": "X 1 wrong"}), pipeline.storage
    account = follow(pipeline, plan_new(met, lambda: all_met(storage), recorded_at(storage)), allow_shrink=False)
    assert [each["year"] for each in account.stale] == [2020]
    assert items(pipeline) == {"missing": ("missing",), f"2020-{REGION}": ("stale:kept",)}


def test_a_plan_is_on_disk_before_its_items_and_a_receipt_of_each_after(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1 wrong", "n": "notice"})
    pipeline.ingest({"c": "Z 1"})
    begun = begin(pipeline.storage, Question())
    assert [(item.name, item.reasons) for item in begun.plan.items] == [
        ("missing", ("missing",)),
        ("0-0", ("stale:code",)),
        (f"2019-{REGION}", ("stale:code", "rejected")),
        (f"2020-{REGION}", ("stale:code",)),
    ]
    assert pipeline.storage.list(PREFIX) == [begun.plan.key]
    done = work(pipeline.storage, begun, runner(pipeline))
    assert [(each.item, each.outcome, each.why) for each in done] == [(item.name, "done", None) for item in begun.left]
    assert len(pipeline.storage.list(PREFIX)) == 5
    again = begin(pipeline.storage, Question())
    assert (again.left, again.anew, again.plan.current) == ((), (), 4)
    assert len(pipeline.storage.list(PREFIX)) == 5


class Killed(BaseException):
    """The process is gone."""


def test_a_failure_does_not_stop_the_rest_and_a_second_call_does_only_what_failed(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1", "c": "Z 1"})
    run, ran = runner(pipeline), []

    def failing(item: Item) -> Ran:
        ran.append(item.name)
        if item.name == f"2019-{REGION}" and len(ran) < 5:
            raise RuntimeError("no room")
        return run(item)

    first = begin(pipeline.storage, Question())
    done = work(pipeline.storage, first, failing)
    assert [(each.outcome, each.why) for each in done] == [
        ("done", None),
        ("failed", "RuntimeError: no room"),
        ("done", None),
    ]
    assert items(pipeline) == {f"2019-{REGION}": ("failed",)}
    assert items(pipeline, Question(only=("failed",))) == items(pipeline, Question(only=("stale",))) == items(pipeline)
    second = begin(pipeline.storage, Question())
    assert (second.continued, second.plan, [each.name for each in second.left]) == (
        True, first.plan, [f"2019-{REGION}"],
    )  # fmt: skip
    assert work(pipeline.storage, second, failing)[0].outcome == "failed"
    third = begin(pipeline.storage, Question())
    assert [each.outcome for each in work(pipeline.storage, third, failing)] == ["done"]
    assert ran.count(f"2018-{REGION}") == 1
    assert begin(pipeline.storage, Question()).left == ()


@pytest.mark.parametrize("after", ["the commit", "nothing"])
def test_what_was_killed_in_the_middle_is_done_by_the_next_call(pipeline: Pipeline, after: str) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1", "c": "Z 1"})
    pipeline.ingest({"d": "X 1 reworded"})
    run = runner(pipeline)

    def killed(item: Item) -> Ran:
        if after == "the commit":
            run(item)
        raise Killed

    first = begin(pipeline.storage, Question())
    with pytest.raises(Killed):
        work(pipeline.storage, first, killed)
    second = begin(pipeline.storage, Question())
    assert (second.continued, second.anew) == ((False, ("head",)) if after == "the commit" else (True, ()))
    assert ("missing" in [each.name for each in second.left]) == (after == "nothing")
    work(pipeline.storage, second, run)
    assert begin(pipeline.storage, Question()).left == ()


@pytest.mark.parametrize("changed", ["reader", "head", "raw"])
def test_a_plan_is_made_anew_where_something_changed(
    pipeline: Pipeline, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1"})
    first = begin(pipeline.storage, Question())
    work(pipeline.storage, replace(first, left=first.left[:1]), runner(pipeline))
    if changed == "reader":
        for module in ("backfill", "receipts"):
            monkeypatch.setattr(f"tasks.{module}.reader_version", lambda: "newer")
    elif changed == "head":
        pipeline.storage.list("raw/")
        follow(pipeline, plan_only("rejected", pipeline.storage, [], recorded_at(pipeline.storage), Scope()))
        pipeline.withdraw("X-gov-2020")
    else:
        pipeline.ingest({"c": "Z 1"})
    second = begin(pipeline.storage, Question())
    assert (second.anew, second.continued) == ((changed,), False)
    assert second.plan.name == first.plan.name.replace("0001", "0002")
    assert begin(pipeline.storage, Question()).plan == second.plan


def test_years_regions_and_reasons_limit_a_plan(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1 wrong", "n": "notice", "c": "Z 1"})
    pipeline.ingest({"d": "Z 2"})
    assert list(items(pipeline, Question(years=(2019, 2020)))) == ["missing", f"2019-{REGION}", f"2020-{REGION}"]
    assert list(items(pipeline, Question(region="341881", only=("stale",)))) == [
        f"{year}-{REGION}" for year in (2018, 2019, 2020)
    ]
    assert items(pipeline, Question(region="11", only=("stale",))) == {}
    assert list(items(pipeline, Question(only=("rejected",)))) == [f"2019-{REGION}"]
    assert list(items(pipeline, Question(only=("missing",)))) == ["missing"]
    assert planned(pipeline.storage, Question(only=("failed",))).current == 4


def test_a_rejection_is_read_again_once(pipeline: Pipeline) -> None:
    pipeline.run({"b": "Y 1 wrong"})
    question = Question(only=("rejected",))
    work(pipeline.storage, begin(pipeline.storage, question), runner(pipeline))
    assert items(pipeline, question) == {}


def test_another_question_has_a_plan_of_its_own(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1"})
    names = {begin(pipeline.storage, each).plan.name for each in (Question(), Question(years=(2020,)))}
    assert len({name.partition("-")[0] for name in names}) == 2


def test_what_is_no_plan_is_said_and_what_is_no_receipt_is_done_again(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1"})
    begun = begin(pipeline.storage, Question())
    pipeline.storage.put(f"{PREFIX}{begun.plan.name}/{begun.left[0].name}.json", b"[]")
    assert receipts_of(pipeline.storage, begun.plan) == {}
    assert begin(pipeline.storage, Question()).continued
    pipeline.storage.put(begun.plan.key, b"{")
    with pytest.raises(BackfillDamaged):
        begin(pipeline.storage, Question())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 2),
        (("name",), "../x"),
        (("question", "years"), [2020]),
        (("state", "head"), "1"),
        (("items", 0, "name"), "../x"),
        (("items", 0, "place"), [2018, "340000"]),
        (("items", 0, "reasons"), ["x"]),
        (("items", 0, "documents"), None),
    ],
)
def test_a_plan_that_somebody_changed_is_refused_by_its_name(
    pipeline: Pipeline, path: tuple[Any, ...], value: object
) -> None:
    pipeline.run({"a": "X 1"})
    begun = begin(pipeline.storage, Question())
    facts = changed = json.loads(begun.plan.to_json())
    for step in path[:-1]:
        changed = changed[step]
    changed[path[-1]] = value
    pipeline.storage.put(begun.plan.key, canonical(facts))
    with pytest.raises(BackfillDamaged, match=begun.plan.key):
        begin(pipeline.storage, Question())


@pytest.mark.parametrize(("name", "value"), [("outcome", "x"), ("outcome", None), ("head", "1"), ("item", "other")])
def test_an_item_whose_receipt_says_nonsense_is_done_again(pipeline: Pipeline, name: str, value: object) -> None:
    pipeline.run({"a": "X 1", "b": "Y 1"})
    begun = begin(pipeline.storage, Question())
    item = begun.left[0]
    done = json.loads(Done(item.name, "done", begun.plan.state.head, "now").to_json())
    key = begun.plan.key.replace("plan.json", f"{item.name}.json")
    pipeline.storage.put(key, canonical(done))
    assert begin(pipeline.storage, Question()).left == begun.left[1:]
    pipeline.storage.put(key, canonical(done | {name: value}))
    assert begin(pipeline.storage, Question()).left == begun.left


@pytest.mark.parametrize(
    ("text", "years"),
    [("2020", (2020,)), ("2019-2021", (2019, 2020, 2021)), ("2021, 2019-2020,2019", (2019, 2020, 2021))],
)
def test_years_are_written_in_several_ways(text: str, years: tuple[int, ...]) -> None:
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["", "20", "2021-2019", "2019-", "1999", "2101", "2019;2020", "all"])
def test_what_says_no_years_is_refused(text: str) -> None:
    with pytest.raises(BadYears):
        years_of(text)
