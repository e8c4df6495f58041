"""Parts of the raw store read again, rehearsed and backfilled: at the door and as flows, with what is left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Runs
from prefect.settings import PREFECT_API_URL
from written import report

from flows.__main__ import door
from flows.annual_reports import annual_reports
from flows.backfill import BackfillIncomplete, backfill
from gouji.manifest import Storage
from gouji.release import Commit, head
from tasks.account import Account
from tasks.backfill import PREFIX, Done, Question, planned, receipts_of
from tasks.files import fetch, files_of
from tasks.only import Only
from tasks.raw import meet
from tasks.root import storage_at
from tasks.settle import Settled
from tests.s3.same import same_bytes
from tests.s3.server import s3_root, s3_server
from tests.unit.test_overlay import seen

__all__ = ["s3_root", "s3_server"]

REPOSITORY = Path(__file__).parents[2]
LINSHAN, ZHU = "临山镇人民政府", "丹山镇人民政府"
WRONG = {"requests/granted/natural_person": "3"}
THREADS = ("--runner", "threads")
FLOWS = "flows.annual_reports"
KILLED = {"a.txt": report(LINSHAN), "b.txt": report(ZHU, cells=WRONG)}

pytestmark = pytest.mark.usefixtures("orchestrated")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(door, [*arguments, "--lang", "en"])


def as_all_again(runs: Runs, tmp_path: Path) -> None:
    """Prove that what is published is what a run over all of raw/ publishes."""
    other = Runs(tmp_path / "again", runs.pool)
    for key in storage_at(str(runs.root)).list("raw/"):
        storage_at(str(other.root)).put(key, storage_at(str(runs.root)).get(key) or b"")
    other.run(raw=True)
    same_bytes(storage_at(str(other.root)), storage_at(str(runs.root)))


def keep(runs: Runs) -> None:
    """Keep the files in raw/, as a run does that dies before it commits."""
    meet(storage_at(str(runs.root)), files_of([str(runs.files)], str(runs.root)), fetch)


def read(root: str, only: Only, year: int | None = None) -> Account:
    return annual_reports(at=root, only=only, year=year, runner="threads")


def test_only_reads_a_part_and_ends_as_a_run_over_all(runs: Runs, tmp_path: Path) -> None:
    root = str(runs.root)
    runs.write({"a.txt": report(LINSHAN, cells=WRONG), "b.txt": report(ZHU)})
    runs.run()
    runs.write({"b.txt": report(ZHU, text="修订。"), "c.txt": report(ZHU, 2019), "n.txt": "通知"})
    keep(runs)
    account = read(root, "missing", year=2020)
    assert (account.read, account.counts["published"], account.counts["out_of_scope"]) == (3, 1, 1)
    assert read(root, "missing").counts["published"] == 1
    # What these two read whole has a receipt: the notice, and the reports of 2019 and of 丹山镇.
    result = call("run", "--only", "stale", "--year", "2020", "--at", root, *THREADS)
    assert (result.exit_code, "read 1 = published 0 + rejected 1" in result.output) == (0, True)
    assert read(root, "stale").read == 0
    assert read(root, "rejected").read == 1
    as_all_again(runs, tmp_path)
    assert call("run", str(runs.files), "--only", "missing", "--at", root).exit_code == 2


def test_a_rehearsal_says_what_would_change_and_leaves_no_trace(runs: Runs) -> None:
    root = str(runs.root)
    runs.write({"a.txt": report(LINSHAN), "b.txt": report(ZHU)})
    first = call("run", str(runs.files), "--dry-run", "--at", root, *THREADS)
    assert (first.exit_code, runs.root.exists()) == (0, False)
    assert "added 2, accepted 0, changed 0, withdrawn 0, rejected 0" in first.output
    assert "nothing was written" in first.output
    runs.run()
    runs.write({"a.txt": report(LINSHAN, cells=WRONG), "c.txt": report(LINSHAN, 2019)})
    before = seen(runs.root)
    result = call("run", str(runs.files), "--dry-run", "--at", root)
    assert result.exit_code == 0
    assert "read 3 = published 2 + rejected 1" in result.output
    assert "added 1, accepted 0, changed 0, withdrawn 1, rejected 0" in result.output
    assert "Committed" not in result.output
    again = call("run", "--dry-run", "--at", root, *THREADS)
    assert "Nothing would change" in again.output
    assert seen(runs.root) == before
    # What it said is what happens.
    account = runs.run()
    assert (account.read, len(account.withdrawn)) == (3, 1)
    assert call("run", "--dry-run", "--runner", "dask:127.0.0.1:1", "--at", root).exit_code == 2


def objects(storage: Storage, prefix: str = "") -> dict[str, str]:
    return {key: str(storage.get_tagged(key)) for key in storage.list(prefix)}


def test_a_rehearsal_on_s3_leaves_no_trace_either(runs: Runs, s3_root: str) -> None:
    runs.write({"a.txt": report(LINSHAN), "b.txt": report(ZHU)})
    annual_reports([str(runs.files)], s3_root, runner="threads")
    runs.write({"a.txt": report(LINSHAN, cells=WRONG)})
    before = objects(storage_at(s3_root))
    account = annual_reports([str(runs.files)], s3_root, dry_run=True, runner="threads")
    assert account.would_change is not None
    assert account.would_change["change"].to_list() == ["withdrawn"]
    assert objects(storage_at(s3_root)) == before


def items(result: Result) -> list[str]:
    return re.findall(r"(?m)^│ (never read|\d+-\d+) ", result.output)


def test_a_backfill_does_what_is_old_or_was_never_read_and_then_what_failed(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = str(runs.root)
    runs.write({"a.txt": report(LINSHAN, cells=WRONG), "b.txt": report(ZHU)})
    runs.run()
    runs.write({"c.txt": report(LINSHAN, 2019)})
    before = seen(runs.root)
    plan = call("backfill", str(runs.files), "--dry-run", "--at", root)
    assert (items(plan), "nothing was written" in plan.output) == (["never read", "2020-330000", "2020-510000"], True)
    assert seen(runs.root) == before
    with monkeypatch.context() as broken:
        broken.setattr(f"{FLOWS}.publish_reports", refusing(sys.modules[FLOWS].publish_reports))
        result = call("backfill", str(runs.files), "--at", root, *THREADS)
    assert (result.exit_code, items(result)) == (1, items(plan))
    assert "2 done, 0 kept by the shrink guard, 1 failed; 0 partitions were current already." in result.output
    assert re.search(r"2020-330000 +│ older code, has rejections +│ +1 │ done +│ +0 │ +1 │", result.output)
    assert "no room" in result.output
    again = call("backfill", str(runs.files), "--at", root, *THREADS)
    assert (again.exit_code, items(again), ", continued" in again.output) == (0, ["2020-510000"], True)
    last = call("backfill", "--at", root)
    assert (last.exit_code, "Nothing is left to do; 3 partitions are current." in last.output) == (0, True)
    as_all_again(runs, tmp_path)
    assert call("backfill", "--years", "soon", "--at", root).exit_code == 2


def refusing(publish: Callable[[Settled, str, bool], Commit]) -> Callable[[Settled, str, bool], Commit]:
    """Return what publishes anything but the reports of one body."""

    def published(settled: Settled, root: str, allow_shrink: bool) -> Commit:
        if any("丹山" in name for name in settled.tables()["reports"]["agency_name"]):
            raise RuntimeError("no room")
        return publish(settled, root, allow_shrink)

    return published


def test_what_the_shrink_guard_keeps_is_said_and_read_again(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    root = str(runs.root)
    runs.write({"a.txt": report(LINSHAN)})
    runs.run()
    monkeypatch.setattr("gouji.release.SHRINK_LEAST", 1)
    runs.write({"a.txt": report(LINSHAN, cells=WRONG)})
    kept = call("backfill", str(runs.files), "--only", "missing", "--at", root, *THREADS)
    assert (kept.exit_code, "0 done, 1 kept by the shrink guard" in kept.output) == (3, True)
    with pytest.raises(BackfillIncomplete):
        backfill(at=root, only=["missing"], runner="threads")
    assert runs.bytes_of("current/reports")
    backfill(at=root, only=["missing"], allow_shrink=True, runner="threads")
    assert runs.bytes_of("current/reports") == {}


def test_a_backfill_that_is_killed_is_finished_by_the_next_call(runs: Runs, tmp_path: Path) -> None:
    root = str(runs.root)
    storage = storage_at(root)
    runs.write(KILLED)
    runs.run()
    plan = planned(storage, Question())
    assert len(plan.items) == 2
    environment = {
        **os.environ,
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
        "PREFECT_HOME": str(tmp_path / "home"),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "flows", "backfill", "--at", root, *THREADS],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        while len(storage.list(PREFIX)) < 2 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors.decode()
    first = receipts(storage)
    assert len(first) == 1
    result = call("backfill", "--at", root, *THREADS)
    # Nothing but what was left is read: what the first process did, the second does not do again.
    assert (result.exit_code, "continued" in result.output) == (0, True), result.output
    assert set(items(result)) == {item.name for item in plan.items} - first.keys()
    assert "Nothing is left to do; 2 partitions are current." in call("backfill", "--at", root).output
    as_all_again(runs, tmp_path)


def receipts(storage: Storage) -> dict[str, Done]:
    """Return the receipts of the one plan there is."""
    [key] = [key for key in storage.list(PREFIX) if key.endswith("plan.json")]
    plan = planned(storage, Question())
    named = type(plan).from_json(storage.get(key) or b"")
    assert head(storage).number
    return receipts_of(storage, named)
