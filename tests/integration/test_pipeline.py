"""What a run changes, over reports written for the purpose: replay, revisions, second sources, scope, the guard."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from conftest import Runs
from written import report

from expectations.gate import GateDisagrees
from tasks import validate
from tasks.account import Account
from tasks.raw import IndexDamaged

LINSHAN, ZHU = "临山镇人民政府", "丹山镇人民政府"
WRONG = {"requests/granted/natural_person": "3"}


def counts(account: Account) -> dict[str, int]:
    return {status: count for status, count in account.counts.items() if count}


def documents(runs: Runs) -> list[tuple[str, str, str | None]]:
    """Return file name, status and reason of every document, of both areas."""
    files = [path for area in ("current", "rejected") for path in (runs.root / area / "documents").rglob("*.parquet")]
    frame = pl.concat([pl.read_parquet(path, hive_partitioning=False) for path in files])
    return sorted(frame.select("file_name", "status", "reason").iter_rows())


def published(runs: Runs) -> list[tuple[str, str, int]]:
    """Return report_id, file name of the primary source and number of sources of each published report."""
    files = (runs.root / "current" / "reports").rglob("*.parquet")
    rows = pl.concat([pl.read_parquet(path, hive_partitioning=False) for path in files])
    picked = rows.select("report_id", pl.col("source_uri").str.split("/").list.last(), "source_count")
    return sorted(picked.iter_rows())


def test_a_run_adds_up_and_running_again_changes_nothing(runs: Runs) -> None:
    runs.write(
        {
            "good.txt": report(LINSHAN),
            "bad.txt": report(LINSHAN, 2019, WRONG),
            "notice.txt": "关于召开会议的通知\n请各单位按时参加。\n",
            "empty.txt": "",
            ".hidden.txt": report(ZHU),
        }
    )
    (runs.files / "link.txt").symlink_to(runs.files / "good.txt")
    first = runs.run()
    assert (first.read, counts(first)) == (4, {"published": 1, "rejected": 1, "ignored": 2})
    assert first.rejections[0].faults[0].rule_id in ("requests.row_total", "requests.outcome_total")
    before = runs.bytes_of(".")
    assert {"docs/runs/1/" + name for name in ("summary.json", "summary.md", "rejected.csv", "gate.json")} <= set(
        before
    )
    again, raw = runs.run(), runs.run(raw=True)
    assert (again.number, raw.number) == (None, None)
    assert counts(again) == counts(raw) == counts(first)
    assert runs.bytes_of(".") == before


def test_small_runs_give_the_bytes_of_one_large_run(runs: Runs, tmp_path: Path) -> None:
    names = ["a.txt", "b.txt", "c.txt", "d.txt"]
    texts = [report(LINSHAN), report(LINSHAN, 2019, WRONG), report(ZHU), report(ZHU, 2019)]
    runs.write(dict(zip(names, texts, strict=True)))
    large = Runs(tmp_path, runs.pool)
    large.root = tmp_path / "large"
    large.run()
    for name in reversed(names):
        runs.run(name)
    for area in ("current", "rejected"):
        assert runs.bytes_of(area) == large.bytes_of(area)


def test_a_rejected_revision_takes_the_report_out_and_raw_agrees(runs: Runs) -> None:
    runs.write({"a.txt": report(LINSHAN), "b.txt": report(LINSHAN, 2019)})
    runs.run()
    runs.write({"a.txt": report(LINSHAN, cells=WRONG)})
    revised = runs.run("a.txt")
    assert (counts(revised), list(revised.withdrawn)) == ({"rejected": 1}, ["330281100-gov-2020"])
    assert [row[0] for row in published(runs)] == ["330281100-gov-2019"]
    assert [row[1] for row in documents(runs)] == ["rejected", "superseded", "published"]
    before = runs.bytes_of()
    raw = runs.run(raw=True)
    assert (raw.read, counts(raw), raw.number) == (3, {"published": 1, "rejected": 1, "superseded": 1}, None)
    assert runs.bytes_of() == before


def test_a_file_that_returns_to_its_older_text_is_current_again(runs: Runs) -> None:
    older, newer = report(LINSHAN), report(LINSHAN, text="另有说明。")
    for text in (older, newer, older):
        runs.write({"a.txt": text})
        runs.run()
    assert sorted(row[1] for row in documents(runs)) == ["published", "superseded"]
    before = runs.bytes_of()
    assert runs.run(raw=True).number is None
    assert runs.bytes_of() == before


def test_raw_alone_rebuilds_the_same_tables(runs: Runs, tmp_path: Path) -> None:
    runs.write(
        {"a.txt": report(LINSHAN), "b.txt": report(LINSHAN, text="另一处转载。"), "c.txt": report(ZHU, cells=WRONG)}
    )
    runs.run()
    runs.write({"a.txt": report(LINSHAN, text="修订。")})
    runs.run()
    rebuilt = Runs(tmp_path, runs.pool)
    rebuilt.root = tmp_path / "rebuilt"
    (runs.root / "raw").rename(rebuilt.root.parent / "raw")
    rebuilt.root.mkdir()
    (rebuilt.root.parent / "raw").rename(rebuilt.root / "raw")
    rebuilt.run(raw=True)
    for area in ("current", "rejected"):
        assert rebuilt.bytes_of(area) == runs.bytes_of(area)


def test_equal_bytes_are_one_reading_at_two_addresses(runs: Runs) -> None:
    runs.write({"a.txt": report(LINSHAN), "copy/a.txt": report(LINSHAN)})
    account = runs.run()
    assert (account.read, counts(account)) == (2, {"published": 2})
    assert published(runs) == [("330281100-gov-2020", "a.txt", 2)]
    before = runs.bytes_of()
    assert runs.run("copy/a.txt").number is None
    assert runs.bytes_of() == before


def test_equal_cells_elsewhere_are_a_second_source_and_others_a_conflict(runs: Runs) -> None:
    runs.write({"m.txt": report(LINSHAN)})
    runs.run()
    other = {"proactive_disclosure/administrative_penalty/decisions": "7"}
    runs.write({"a.txt": report(LINSHAN, cells=other), "z.txt": report(LINSHAN, text="转载。")})
    account = runs.run("a.txt", "z.txt")
    assert counts(account) == {"published": 1, "rejected": 1}
    assert [fault.rule_id for fault in account.rejections[0].faults] == ["identity.conflict"]
    assert published(runs) == [("330281100-gov-2020", "m.txt", 2)]
    before = runs.bytes_of(), runs.bytes_of("rejected")
    # The conflicting file comes first by name: what is published is still read before it.
    assert counts(runs.run()) == {"published": 2, "rejected": 1}
    assert counts(runs.run(raw=True)) == {"published": 2, "rejected": 1}
    assert (runs.bytes_of(), runs.bytes_of("rejected")) == before


def test_conflicts_within_one_run_are_settled_by_order(runs: Runs) -> None:
    other = {"proactive_disclosure/administrative_penalty/decisions": "7"}
    texts = {"a.txt": report(LINSHAN), "b.txt": report(LINSHAN, cells=other), "c.txt": report(LINSHAN, text="转载。")}
    runs.write(texts)
    assert counts(runs.run()) == {"published": 2, "rejected": 1}
    assert published(runs) == [("330281100-gov-2020", "a.txt", 2)]


def test_another_source_takes_over_from_a_rejected_revision(runs: Runs) -> None:
    runs.write({"a.txt": report(LINSHAN), "b.txt": report(LINSHAN, text="转载。")})
    runs.run()
    runs.write({"a.txt": report(LINSHAN, cells=WRONG)})
    account = runs.run("a.txt")
    assert (account.read, counts(account), list(account.withdrawn)) == (2, {"published": 1, "rejected": 1}, [])
    assert published(runs) == [("330281100-gov-2020", "b.txt", 1)]
    before = runs.bytes_of()
    assert runs.run(raw=True).number is None
    assert runs.bytes_of() == before


def test_a_scope_takes_what_is_there_and_counts_the_rest(runs: Runs) -> None:
    runs.write({"a.txt": report(LINSHAN), "b.txt": report(LINSHAN, 2019), "c.txt": report(ZHU), "d.txt": "通知\n"})
    account = runs.run(year=2020, region="330281")
    assert counts(account) == {"published": 1, "ignored": 1, "out_of_scope": 2}
    assert [row[0] for row in published(runs)] == ["330281100-gov-2020"]
    runs.run()
    before = runs.bytes_of(".")
    for region in ("33", "330000", "3302", "330281", "330281100"):
        again = runs.run(raw=True, year=2020, region=region)
        assert counts(again) == {"published": 1, "ignored": 1, "out_of_scope": 2}
    assert runs.bytes_of(".") == before


def test_a_report_without_a_place_is_in_every_scope(runs: Runs) -> None:
    runs.write({"a.txt": report("柴河镇人民政府")})
    account = runs.run(year=2020, region="330281")
    assert counts(account) == {"rejected": 1}
    assert "identity.region" in {fault.rule_id for fault in account.rejections[0].faults}


def test_a_file_over_the_limit_is_rejected_and_not_stored(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("tasks.files", "tasks.raw"):
        monkeypatch.setattr(f"{module}.LARGEST", 2_000)
    runs.write({"a.txt": report(LINSHAN), "b.txt": "通知\n"})
    account = runs.run()
    assert counts(account) == {"rejected": 1, "ignored": 1}
    assert account.rejections[0].faults[0].rule_id == "read.limit_exceeded"
    assert len(list((runs.root / "raw" / "sha256").rglob("*/*"))) == 1
    assert runs.run(raw=True).number is None


def test_a_damaged_index_stops_the_run_by_name(runs: Runs) -> None:
    runs.write({"a.txt": report(LINSHAN)})
    runs.run()
    (runs.root / "raw" / "index" / "2020-01-01-0.parquet").write_bytes(b"no parquet")
    with pytest.raises(IndexDamaged, match="2020-01-01-0"):
        runs.run(raw=True)


def test_without_one_expectation_the_run_fails_and_publishes_nothing(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.write({"a.txt": report(LINSHAN), "b.txt": report(LINSHAN, 2019, WRONG)})
    every = validate.pass_gate.__globals__["expectations_of"]
    left = {"requests.row_total", "requests.outcome_total", "requests.balance"}
    monkeypatch.setitem(
        validate.pass_gate.__globals__,
        "expectations_of",
        lambda rules: tuple(each for each in every(rules) if each.column not in left),
    )
    with pytest.raises(GateDisagrees):
        runs.run()
    assert not (runs.root / "current").exists()
    assert not (runs.root / "_log").exists()


def test_the_shrink_guard_keeps_a_partition(runs: Runs) -> None:
    towns = [
        "临山镇",
        "泗门镇",
        "马渚镇",
        "低塘街道",
        "丈亭镇",
        "三七市镇",
        "河姆渡镇",
        "陆埠镇",
        "梁弄镇",
        "大隐镇",
        "黄家埠镇",
    ]
    bodies = [name + ("办事处" if name.endswith("街道") else "人民政府") for name in towns]
    runs.write({f"{n}.{year}.txt": report(body, year) for n, body in enumerate(bodies) for year in (2019, 2020)})
    runs.run()
    runs.write({f"{n}.2020.txt": report(body, 2020, WRONG) for n, body in enumerate(bodies)})
    # Eleven of eleven reports, but fewer than twenty: published as it is.
    account = runs.run()
    assert (account.stale, len(account.withdrawn)) == ([], len(bodies))
