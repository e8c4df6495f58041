"""verify, diff, rollback and gc as a steward types them, over what the pipeline published."""

from __future__ import annotations

import csv
import io
import os
import time

import pytest
from click.testing import CliRunner, Result
from conftest import Runs
from written import report

from flows.__main__ import door
from gouji.release import head
from tasks.root import storage_at


def call(runs: Runs, *arguments: str, lang: str = "zh") -> Result:
    return CliRunner().invoke(door, [*arguments, "--at", str(runs.root), "--lang", lang])


def test_from_a_run_to_a_rollback(runs: Runs) -> None:
    runs.write(
        {
            "linshan.txt": report(),
            "wrong.txt": report(year=2019, cells={"requests/granted/natural_person": "3"}),
            "notice.txt": "通知",
        }
    )
    runs.run()
    runs.run("linshan.txt")
    done = call(runs, "verify", lang="en")
    assert (done.exit_code, done.output.splitlines()[:-1]) == (0, [])
    assert done.output.startswith("Version 1 is whole: 1 manifests")
    assert "1 reports published, 1 rejected, 3 raw files" in done.output

    runs.write({"linshan.txt": report(cells={"requests/granted/natural_person": "3"})})
    account = runs.run("linshan.txt")
    assert account.number == 2
    assert call(runs, "verify").exit_code == 0
    done = call(runs, "diff", "1", "2")
    assert done.output.splitlines()[0] == "新增 0, 由退回转为发布 0, 有变化 0, 撤下 1, 新退回 0"
    assert "requests.row_total" in done.output
    rows = list(csv.DictReader(io.StringIO(call(runs, "diff", "1", "2", "--csv").stdout_bytes.decode("utf-8-sig"))))
    assert [row["change"] for row in rows] == ["withdrawn"]

    done = call(runs, "rollback", "1")
    assert done.exit_code == 0, done.output
    assert "第 3 版与第 1 版相同" in done.output
    manifest = head(storage_at(str(runs.root))).manifest
    assert (manifest.note, manifest.gate is not None) == ("rollback to 1", True)
    assert call(runs, "verify").exit_code == 0
    assert "没有变化" in call(runs, "rollback", "1").output
    assert call(runs, "rollback", "9").exit_code == 2

    for path in (runs.root / "_store").rglob("*.parquet"):
        os.utime(path, (time.time() - 8 * 86400,) * 2)
    before = sorted((runs.root / "_store").rglob("*.parquet"))
    done = call(runs, "gc", "--keep-from", "3")
    assert "加 --delete 才真正删除" in done.output
    assert sorted((runs.root / "_store").rglob("*.parquet")) == before
    done = call(runs, "gc", "--keep-from", "3", "--delete")
    assert done.exit_code == 0, done.output
    assert len(list((runs.root / "_store").rglob("*.parquet"))) < len(before)
    assert call(runs, "verify").exit_code == 0
    assert call(runs, "rollback", "2").exit_code == 2
    assert call(runs, "diff", "2", "3").exit_code == 2
    assert call(runs, "gc", "--keep-from", "1").exit_code == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_damage_is_said_in_words_and_current_is_mended(runs: Runs, lang: str) -> None:
    runs.write({"linshan.txt": report()})
    runs.run()
    path = next((runs.root / "current" / "requests").rglob("*.parquet"))
    path.write_bytes(b"x")
    (raw,) = (runs.root / "raw" / "sha256").glob("*/*")
    raw.write_bytes(b"x")
    done = call(runs, "verify", lang=lang)
    assert done.exit_code == 1
    first, second, counts = done.output.splitlines()
    assert path.relative_to(runs.root).as_posix() in first
    assert first.endswith("(mirror.differs)")
    assert raw.name in second
    assert "2" in counts
    assert call(runs, "verify", "--quick", lang=lang).output.count("\n") == 2
    done = call(runs, "verify", "--mend", "--quick", lang=lang)
    assert done.exit_code == 0, done.output
    assert path.relative_to(runs.root).as_posix() in done.output


def test_nothing_published_is_no_store_to_verify(runs: Runs) -> None:
    assert call(runs, "verify").exit_code == 2
    assert call(runs, "gc").exit_code == 2
