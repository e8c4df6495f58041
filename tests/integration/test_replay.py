"""raw/ and decisions/ alone give the same bytes again, through the whole pipeline; decisions at the door."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from conftest import Runs
from written import report

from flows.__main__ import door
from tasks import plan
from tasks.raw import RawDamaged

LINSHAN, ZHU = "临山镇人民政府", "丹山镇人民政府"
WRONG = {"requests/granted/natural_person": "3"}
OTHER = {"proactive_disclosure/administrative_penalty/decisions": "7"}
AREAS = ("current", "rejected", "reference")
ID = "330281100-gov-2020"


def replayed(runs: Runs, root: Path) -> Runs:
    """Return another ROOT that was given nothing but raw/ and decisions/, and was run without a SOURCE."""
    other = Runs(root, runs.pool)
    for name in ("raw", "decisions"):
        if (runs.root / name).is_dir():
            shutil.copytree(runs.root / name, other.root / name)
    other.run(raw=True)
    return other


def same(runs: Runs, other: Runs) -> bool:
    return all(runs.bytes_of(area) == other.bytes_of(area) for area in AREAS)


def test_raw_alone_gives_the_same_bytes(runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history = (
        {"b.txt": report(LINSHAN), "z.txt": report(ZHU), "n.txt": "通知"},
        {
            "a.txt": report(LINSHAN, cells=OTHER),
            "c.txt": report(LINSHAN, text="转载。"),
            "z.txt": report(ZHU, cells=WRONG),
        },
        {"b.txt": report(LINSHAN, cells=OTHER, text="修订。"), "z.txt": report(ZHU)},
        {"b.txt": report(LINSHAN, cells=WRONG), "c.txt": report(LINSHAN, 2019), "n.txt": "另一则通知"},
        {"b.txt": report(LINSHAN), "d.txt": "\x00\x01\x02"},
    )
    for texts in history:
        runs.write(texts)
        runs.run(*texts)
    assert runs.run(raw=True).number is None
    monkeypatch.setattr(plan, "LOAD", 2)
    assert same(runs, replayed(runs, tmp_path / "small"))
    rows = pl.read_parquet(runs.root / "rejected" / "reports").filter(pl.col("superseded_by").is_not_null())
    revisions = pl.read_parquet(runs.root / "current" / "reports").filter(report_id="512002107-gov-2020")
    assert rows.height == 3
    assert revisions["revision"].to_list() == [2]


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_damaged_bytes_stop_a_run_by_name(runs: Runs, damage: str) -> None:
    runs.write({"a.txt": report(LINSHAN)})
    runs.run()
    [path] = (runs.root / "raw" / "sha256").rglob("*/*")
    before = runs.bytes_of()
    path.unlink()
    if damage == "changed":
        path.write_bytes(report(ZHU).encode())
    with pytest.raises(RawDamaged, match=path.name):
        runs.run(raw=True)
    assert runs.bytes_of() == before


def call(*arguments: str) -> Result:
    return CliRunner().invoke(door, [*arguments, "--lang", "zh"])


@pytest.mark.usefixtures("orchestrated")
def test_a_person_withdraws_a_report_and_revokes_that(runs: Runs, tmp_path: Path) -> None:
    runs.write({"a.txt": report(LINSHAN), "b.txt": report(LINSHAN, text="转载。"), "z.txt": report(ZHU)})
    runs.run()
    before = {area: runs.bytes_of(area) for area in AREAS}
    at = ("--at", str(runs.root))
    refused = call("decide", "withdraw", "110000-gov-2020", "--reason", "no", *at)
    assert (refused.exit_code, "没有这份报告" in refused.output) == (2, True)
    assert call("decide", "withdraw", ID, "--reason", " ", *at).exit_code == 2
    assert not (runs.root / "decisions").exists()

    done = call("decide", "withdraw", ID, "--reason", "机关来函要求撤下", "--by", "张三", *at)
    assert done.exit_code == 0, done.output
    assert "读取 2 = 发布 0 + 退回 2" in done.output
    assert f"  {ID}\n" in done.output
    [kept] = (runs.root / "decisions").iterdir()
    assert json.loads(kept.read_text())["who"] == "张三"
    assert pl.read_parquet(runs.root / "current" / "reports")["report_id"].to_list() == ["512002107-gov-2020"]
    rejected = pl.read_parquet(runs.root / "rejected" / "reports")
    assert rejected.select("report_id", "decision_ids").rows() == [(ID, kept.stem)] * 2
    found = pl.read_parquet(runs.root / "rejected" / "findings").filter(pl.col("severity") == "error")
    assert set(found.select("rule_id", "decision", "decision_reason").rows()) == {
        ("decision.withdrawn", kept.stem, "机关来函要求撤下")
    }
    assert same(runs, replayed(runs, tmp_path / "withdrawn"))
    assert runs.run(raw=True).number is None

    again = call("decide", "withdraw", ID, "--reason", "再来一次", *at)
    assert again.exit_code == 0, again.output
    assert [kept] == list((runs.root / "decisions").iterdir())

    assert call("decide", "revoke", "2026-01-01-0123456789abcdef", "--reason", "no", *at).exit_code == 2
    revoked = call("decide", "revoke", kept.stem, "--reason", "机关已更正", "--by", "李四", *at)
    assert revoked.exit_code == 0, revoked.output
    assert {area: runs.bytes_of(area) for area in AREAS} == before
    assert same(runs, replayed(runs, tmp_path / "revoked"))
    listed = call("decide", "list", *at)
    for told in (kept.stem, "张三", "李四", "机关已更正"):
        assert told in listed.output
    (runs.root / "decisions" / "note.txt").write_text("?")
    damaged = call("decide", "list", *at)
    assert (damaged.exit_code, "note.txt" in damaged.output) == (1, True)
