"""What the steward sees without Prefect: status, metrics, and alarms that arrive."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Runs
from posts import mail, text_of, web
from prometheus_client.parser import text_string_to_metric_families
from written import report

from flows.__main__ import door
from tasks.reading.pool import Pool
from tasks.root import storage_at
from tasks.watching.delivery import URLS, URLS_FILE, NotDelivered, deliver
from tasks.watching.journal import NIGHTLY, Journal, follow, journaled
from tests.s3.server import Server, point_at, s3_root, s3_server

__all__ = ["s3_root", "s3_server"]

REPOSITORY = Path(__file__).parents[2]
WRONG = {"requests/granted/natural_person": "3"}


def call(*arguments: str, lang: str = "zh") -> Result:
    return CliRunner().invoke(door, [*arguments, "--lang", lang])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Runs:
    """A ROOT with one report published and one rejected by a night, a failed run, one that died, one under way."""
    runs = Runs(tmp_path_factory.mktemp("kept"), pool)
    runs.write({"临山 2020.txt": report(), "临山 2019.txt": report(year=2019, cells=WRONG), "notice.txt": "通知"})
    storage = storage_at(str(runs.root))
    with pytest.raises(OSError, match="disk"), journaled(storage, "annual-reports", reader="1", asked={"year": 2019}):
        raise OSError("the disk is full")
    with journaled(storage, "annual-reports", reader="1", deployment=NIGHTLY) as entry:
        follow(runs.run())
    begun = replace(entry.run, id=f"20260101T000000.000000Z-{1:08x}", process=replace(entry.run.process, pid=2**22 + 1))
    now = datetime.now(UTC)
    for number, started in ((2, now - timedelta(hours=2)), (3, now)):
        process = begun.process if number == 2 else entry.run.process
        name = f"{started.strftime('%Y%m%dT%H%M%S.%fZ')}-{number:08x}"
        run = replace(begun, id=name, started=started, flow="backfill", deployment="backfill", process=process)
        storage.put(run.key, run.to_json())
    return runs


def test_status_says_how_it_stands(kept: Runs) -> None:
    result = call("status", "--at", str(kept.root))
    assert result.exit_code == 0, result.output
    shown = result.output
    for words in (
        r"^第 1 版 · \d{4}-\d\d-\d\d \d\d:\d\d 提交 · 程序 \S+ · 核验 2 份，\d+ 项全部通过",
        r"^文件 +忽略 1$",
        r"^待决定 +退回未决定 1 份$",
        r"最早的自 \d{4}-\d\d-\d\d 起：330281100-gov-2019 临山镇人民政府",
        r"python -m flows show 330281100-gov-2019$",
        r"^夜间运行 +上次成功 .*（0 分钟前）\n +annual-reports/nightly · 读取 3 = 发布 1 \+ 退回 1 \+ 忽略 1$",
        r"^正在运行 +backfill/backfill · .*进程 \d+$",
        r"^没有结束 +backfill/backfill · .*（2 小时前）|^没有结束 +backfill/backfill · .*（120 分钟前）",
        r"^最近失败 +annual-reports · .* · 此后已有成功的运行\n +OSError: the disk is full$",
        r"^告警 +1 项：python -m flows alarms$",
    ):
        assert re.search(words, shown, re.MULTILINE), (words, shown)
    assert not any(line.endswith(" ") for line in shown.splitlines())
    english = call("status", "--at", str(kept.root), lang="en").output
    assert "last good" in english
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"浙江省|临山镇人民政府", "", english))
    earlier = call("status", "--at", str(kept.root), "--as-of", "1").output
    assert "退回未决定 1 份" in earlier
    assert "夜间运行" not in earlier


def test_where_nothing_was_published_yet_the_runs_say_why(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk"), journaled(storage_at(str(tmp_path)), "annual-reports", reader="1"):
        raise OSError("the disk is full")
    result = call("status", "--at", str(tmp_path))
    assert result.exit_code == 2
    assert re.search(r"^夜间运行 +还没有一次成功$", result.output, re.MULTILINE)
    assert re.search(r"^最近失败 .*\n +OSError: the disk is full$", result.output, re.MULTILINE)


def test_status_fits_a_gbk_console(kept: Runs) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows", "status", "--at", str(kept.root), "--lang", "zh"],
        cwd=REPOSITORY, env={"PYTHONIOENCODING": "gbk", "PATH": "/usr/bin:/bin"}, capture_output=True, check=True,
    )  # fmt: skip
    assert b"?" not in done.stdout
    assert "夜间运行" in done.stdout.decode("gbk")


def test_status_for_a_program(kept: Runs) -> None:
    facts = json.loads(call("status", "--at", str(kept.root), "--json").stdout)
    assert (facts["version"], facts["published"], facts["rejected"], facts["undecided"]) == (1, 1, 1, 1)
    assert facts["oldest_undecided"]["report_id"] == "330281100-gov-2019"
    assert facts["last_good_night"]["counts"]["read"] == 3
    assert facts["last_failed"]["error"] == "OSError"
    assert [each["flow"] for each in facts["never_ended"]] == ["backfill"]
    assert facts["committed"] == facts["last_good_night"]["ended"]
    assert "committed" not in json.loads(call("status", "--at", str(kept.root), "--json", "--as-of", "1").stdout)


def test_the_figures_are_read_by_prometheus(kept: Runs, tmp_path: Path) -> None:
    printed = call("metrics", "--at", str(kept.root)).stdout
    families = {family.name: family for family in text_string_to_metric_families(printed)}
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    own = (("deployment", "nightly"), ("flow", "annual-reports"))
    assert samples["gouji_head_version",] == 1
    assert samples["gouji_reports", ("region", "330000"), ("verdict", "rejected"), ("year", "2019")] == 1
    assert samples["gouji_last_run_documents", *own, ("status", "read")] == 3
    assert samples["gouji_last_run_outcome", *own, ("outcome", "completed")] == 1
    assert samples["gouji_rejection_ratio", *own, ("runs", "1")] == 0.5
    assert samples["gouji_runs_unfinished",] == samples["gouji_runs_under_way",] == 1
    assert samples["gouji_alarms_standing", ("kind", "dead")] == 1
    assert 0 <= samples["gouji_last_good_night_age_seconds",] < 600
    assert all(family.documentation and family.type == "gauge" for family in families.values())
    assert all(re.fullmatch(r"gouji_[a-z_]+[a-z]", name) for name in families)
    file = tmp_path / "gouji.prom"
    for _ in range(2):
        assert call("metrics", "--at", str(kept.root), "-o", str(file)).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["gouji.prom"]
    assert file.read_text().count("\n") == printed.count("\n")
    assert file.stat().st_mode & 0o444 == 0o444
    missing = call("metrics", "--at", str(kept.root), "-o", str(tmp_path / "no" / "x.prom"))
    assert (missing.exit_code, len(missing.output.splitlines())) == (1, 1)
    # A ROOT where nothing was ever published has figures too: its night is missing.
    empty = call("metrics", "--at", str(tmp_path / "empty")).stdout
    assert 'gouji_alarms_standing{kind="no_night"} 1.0' in empty
    assert not (tmp_path / "empty").exists()


def test_alarms_arrive_by_web_and_by_mail(kept: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = str(kept.root)
    nowhere = call("alarms", "--at", root, "--send")
    assert (nowhere.exit_code, "$GOUJI_ALARM_URLS" in nowhere.output) == (2, True)
    with web() as hook, mail() as post:
        secrets = tmp_path / "urls"
        secrets.write_text(
            f"mailto://{post.host}:{post.port}?from=gouji@example.org&to=steward@example.org&smtp={post.host}\n"
        )
        monkeypatch.setenv(URLS, f"json://{hook.host}:{hook.port}/hook/t0ken")
        monkeypatch.setenv(URLS_FILE, str(secrets))
        told = call("alarms", "--at", root, "--send")
        assert told.exit_code == 0, told.output
        [posted], [mailed] = hook.arrived, post.arrived
        assert (posted["path"], posted["type"]) == ("/hook/t0ken", "failure")
        assert (mailed["To"], root in posted["title"], root in mailed["Subject"]) == ("steward@example.org", True, True)
        for text in (posted["message"], text_of(mailed)):
            assert "backfill/backfill" in text
            assert "中断了" in text
            assert "docs/operations.md#alarm-unfinished" in text
        # Told once.
        assert call("alarms", "--at", root, "--send").exit_code == 0
        assert (len(hook.arrived), len(post.arrived)) == (1, 1)
        # The backfill is run again: all clear, once.
        with journaled(storage_at(root), "backfill", reader="1", deployment="backfill"):
            pass
        for _ in range(2):
            assert "没有告警" in call("alarms", "--at", root, "--send").output
        assert (len(hook.arrived), len(post.arrived), hook.arrived[1]["type"]) == (2, 2, "success")
        assert "解除" in post.arrived[1]["Subject"]


def test_what_is_not_delivered_is_loud_and_names_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = str(tmp_path / "root")
    with web() as hook, web() as other:
        hook.status = 500
        refused = f"json://me:passw0rd@{hook.host}:{hook.port}/t0ken"
        gone = "mailto://me:passw0rd@127.0.0.1:1?from=a@example.org&smtp=127.0.0.1"
        monkeypatch.setenv(URLS, f"{refused} {gone} t0ken-of-nothing")
        result = CliRunner().invoke(door, ["alarms", "--at", root, "--send", "--lang", "en"])
        assert result.exit_code == 1
        assert "GOUJI_ALARM_URLS 1 (json): HTTP 500; GOUJI_ALARM_URLS 2 (mailto): not reached" in result.output
        assert not re.search(r"passw0rd|t0ken|127\.0\.0\.1", result.output)
        # Nobody heard: it is due again. Where one hears, it counts as told; that the other did not is loud.
        monkeypatch.setenv(URLS, f"{refused} json://{other.host}:{other.port}")
        for heard in (1, 1):
            again = call("alarms", "--at", root, "--send")
            assert len(other.arrived) == heard
        assert again.exit_code == 0
        # Whatever an address does, it has an end.
        hook.status = 0
        with pytest.raises(NotDelivered, match=r"1 \(json\): (no end after 0\.2 s)"):
            deliver([refused], "title", "body", patience=0.2)


def test_a_root_that_cannot_be_read_is_told_too(
    s3_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_at(s3_server.settings(), monkeypatch)
    with web() as hook:
        monkeypatch.setenv(URLS, f"json://{hook.host}:{hook.port}")
        result = call("alarms", "--at", "s3://no-such-bucket/data", "--send")
        assert (result.exit_code, len(hook.arrived)) == (1, 1)
        assert "s3://no-such-bucket/data" in hook.arrived[0]["title"]
    assert call("alarms", "--at", "s3://", "--send").exit_code == 2


def test_all_of_it_works_on_s3(s3_root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = storage_at(s3_root)
    with journaled(storage, "annual-reports", reader="1"):
        pass
    assert [run.outcome for run in Journal(storage).newest(9)] == ["completed"]
    with web() as hook:
        monkeypatch.setenv(URLS, f"json://{hook.host}:{hook.port}")
        monkeypatch.setenv("GOUJI_ALARM_NIGHT_HOURS", "0.0000001")
        for _ in range(2):
            assert call("alarms", "--at", s3_root, "--send").exit_code == 0
        assert len(hook.arrived) == 1
    monkeypatch.setenv("GOUJI_ALARM_NIGHT_HOURS", "soon")
    assert call("alarms", "--at", s3_root).exit_code == 2
