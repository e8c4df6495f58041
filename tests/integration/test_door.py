"""The steward's door: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SEEDS, Runs
from written import report

from flows.__main__ import LATER, door
from flows.door.original import safe_name
from tasks.pages import rejected_csv, rejected_html
from tasks.raw import raw_key
from tasks.reading.pool import Pool
from tasks.root import root_named, storage_at
from tasks.storage import S3Storage
from tests.s3.server import Server, point_at, s3_root, s3_server

__all__ = ["s3_root", "s3_server"]

REPOSITORY = Path(__file__).parents[2]
WRONG = {"requests/granted/natural_person": "3"}


def call(*arguments: str) -> Result:
    return CliRunner().invoke(door, [*arguments, "--lang", "zh"])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Runs:
    """A ROOT with one report published, two rejected and one file ignored; nothing below changes it."""
    runs = Runs(tmp_path_factory.mktemp("kept"), pool)
    runs.write(
        {
            "临山 2020.txt": report(),
            "临山 2019.txt": report(year=2019, cells=WRONG),
            "=cmd|' calc'!A1.txt": report("柴河镇人民政府", text="<script>alert(1)</script>"),
            "notice.txt": "通知",
        }
    )
    runs.run()
    return runs


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real reports are not beside this repository")
def test_the_seeds(runs: Runs) -> None:
    account = runs.run(str(SEEDS))
    assert {status: count for status, count in account.counts.items() if count} == {
        "published": 4,
        "rejected": 1,
        "ignored": 5,
    }
    [rejected] = account.rejections
    assert [fault.rule_id for fault in rejected.faults] == ["requests.row_total", "requests.outcome_total"]
    assert {fault.suspects for fault in rejected.faults} == {"requests/granted/total=3"}
    partitions = sorted(
        path.parent.relative_to(runs.root / "current" / "requests")
        for path in (runs.root / "current" / "requests").rglob("*.parquet")
    )
    assert [str(path) for path in partitions] == [
        f"year=2020/region={code}" for code in (220000, 230000, 330000, 510000)
    ]
    before = runs.bytes_of(".")
    for again in (runs.run(str(SEEDS)), runs.run(raw=True), runs.run(raw=True, year=2020, region="330281")):
        assert again.number is None
    assert runs.bytes_of(".") == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "/no/such/file"),
        ("run", "gs://bucket/prefix"),
        ("run", "--at", "gs://bucket/prefix"),
        ("status", "--at", "s3://"),
        ("status", "--at", "s3://bucket//prefix"),
        ("status", "--at", "s3:/bucket/prefix"),
        ("status", "--as-of", "0"),
        ("run", "--region", "9x"),
        ("run", "--year", "soon"),
        ("run", ".", "--only", "rejected"),
        ("run", "--only", "everything"),
        ("run", "--dry-run", "--runner", "dask:127.0.0.1:8786"),
        ("backfill", "--years", "soon"),
        ("backfill", "--runner", "magic"),
        ("run", "--runner", "dask:"),
        ("status", "--at", "/no/such/root"),
        *((verb,) for verb in LATER),
        ("diff", "1", "2", "--json"),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(door, list(arguments))
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert result.output.strip()


REFUSALS = {
    "no bucket": ("s3://gouji-none/prefix", {}, "请先创建", "no such bucket"),
    "no credentials": ("s3://gouji-none/p", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "检查", "check"),
    "nobody answers": ("s3://gouji-none/p", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "没有应答", "failed"),
}


@pytest.mark.parametrize(
    "verb",
    [
        ("run",),
        ("backfill",),
        ("missing",),
        ("status",),
        ("rejected",),
        ("show", "x"),
        ("original", "x", "--copy", "."),
    ],
)
@pytest.mark.parametrize("case", REFUSALS)
def test_what_a_store_refuses_is_one_sentence_and_exit_code_1(
    verb: tuple[str, ...], case: str, s3_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, settings, zh, en = REFUSALS[case]
    point_at({name: value for name, value in (s3_server.settings() | settings).items() if value}, monkeypatch)
    monkeypatch.setitem(S3Storage.__init__.__kwdefaults__, "wait", lambda _: None)
    for lang, words in (("zh", zh), ("en", en)):
        result = CliRunner().invoke(door, [*verb, "--at", address, "--lang", lang])
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert words in result.output
        assert len(result.output.splitlines()) == 1


def test_the_root_of_the_environment_may_be_an_address(s3_root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_ROOT", s3_root)
    nothing = call("status")
    assert (nothing.exit_code, s3_root in nothing.output) == (2, True)


def test_the_root_may_be_named_from_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("GOUJI_ROOT", "~/gouji")
    assert (root_named(), root_named("~/x/"), root_named("s3://b/~")) == ("/home/me/gouji", "/home/me/x", "s3://b/~")


def test_a_store_without_conditions_is_not_published_to(s3_root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.storage.probe", lambda _: False)
    result = call("run", str(REPOSITORY / "samples"), "--at", s3_root)
    assert (result.exit_code, "GOUJI_SINGLE_WRITER=1" in result.output) == (1, True)
    assert storage_at(s3_root).list("") == []


def test_a_source_in_a_bucket_that_is_not_there_is_said_at_once(s3_root: str, tmp_path: Path) -> None:
    missing = call("run", f"{s3_root}/none", "--at", str(tmp_path))
    assert (missing.exit_code, f"{s3_root}/none" in missing.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_the_state_of_an_earlier_version(runs: Runs) -> None:
    runs.write({"临山.txt": report(cells=WRONG)})
    first = runs.run().number
    runs.write({"临山.txt": report()})
    second = runs.run().number
    runs.write({"丹山.txt": report("丹山镇人民政府")})
    assert first and second and runs.run().number

    def lines(verb: str, *arguments: str) -> list[str]:
        result = call(verb, *arguments, "--at", str(runs.root))
        assert result.exit_code == 0, result.output
        return result.output.splitlines()

    assert lines("status", "--as-of", str(first))[0].startswith(f"第 {first} 版 · ")
    places = ["\n".join(lines("status", *version)) for version in ([], ["--as-of", str(second)])]
    assert [("浙江省" in shown, "四川省" in shown) for shown in places] == [(True, True), (True, False)]
    assert lines("rejected", "--as-of", str(first))[0].startswith("330281100-gov-2020")
    assert lines("rejected") == lines("rejected", "--as-of", str(second)) != lines("rejected", "--as-of", str(first))
    marked = "\n".join(lines("show", "330281100-gov-2020", "--as-of", str(first)))
    assert "3→0?" in marked
    assert "3→0?" not in "\n".join(lines("show", "330281100-gov-2020"))
    lines("original", "330281100-gov-2020", "--as-of", str(first), "--copy", str(runs.root.parent))
    assert (runs.root.parent / "临山.txt").read_text() == report(cells=WRONG)
    for version, words in (
        (99, "没有生效过第 99 版"),
        (first, f"第 {first} 版的内容已清理，最早可读的是第 {second} 版"),
    ):
        storage_at(str(runs.root)).put("_log/KEPT.json", b'{"from": %d}' % second)
        refused = call("status", "--as-of", str(version), "--at", str(runs.root))
        assert (refused.exit_code, words in refused.output) == (2, True), refused.output


def test_what_is_damaged_is_one_sentence_and_exit_code_1(runs: Runs) -> None:
    runs.write({"临山.txt": report()})
    runs.run()
    for path in (runs.root / "_store").rglob("*.parquet"):
        path.write_bytes(b"")
    result = call("status", "--at", str(runs.root))
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert "python -m flows verify" in result.output


def test_what_a_disk_refuses_is_one_sentence_and_exit_code_1(kept: Runs, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = call("original", "临山 2020.txt", "--copy", str(tmp_path / "file" / "below"), "--at", str(kept.root))
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "磁盘空间和权限" in result.output


def test_what_the_log_of_versions_lost_is_one_sentence_and_exit_code_1(kept: Runs, tmp_path: Path) -> None:
    root = shutil.copytree(kept.root, tmp_path / "root")
    (root / "_log" / "KEPT.json").write_text("{")
    (root / "_log" / "MIRROR.json").write_text("{")
    assert call("gc", "--at", str(root)).exit_code == 1
    assert call("verify", "--mend", "--at", str(root)).exit_code == 1
    (root / "_log" / "KEPT.json").unlink()
    assert call("verify", "--at", str(root)).exit_code == 0
    (root / "_log" / "HEAD.json").unlink()
    for verb in (("status",), ("gc",), ("decide", "withdraw", "x", "--reason", "y", "--by", "z")):
        result = call(*verb, "--at", str(root))
        assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
        assert "HEAD.json" in result.output


def test_status_counts_by_region_and_year(kept: Runs) -> None:
    result = call("status", "--at", str(kept.root))
    assert result.exit_code == 0
    rows = [re.findall(r"[^│\s]+", line) for line in result.output.splitlines() if "浙江省" in line]
    assert rows == [["330000", "浙江省", "2019", "0", "1"], ["330000", "浙江省", "2020", "1", "0"]]


def test_rejected_reports_are_listed_and_filtered(kept: Runs) -> None:
    def ids(*filters: str) -> list[str]:
        result = call("rejected", *filters, "--at", str(kept.root))
        assert result.exit_code == 0
        return [line.split()[0] for line in result.output.splitlines()]

    homeless = next(each for each in ids() if each.startswith("x-"))
    assert sorted(ids()) == sorted(["330281100-gov-2019", homeless])
    assert ids("--year", "2019", "--region", "33") == ["330281100-gov-2019"]
    assert ids("--rule", "identity.region") == [homeless]
    assert ids("--name", "临山") == ["330281100-gov-2019"]
    assert "没有" in call("rejected", "--name", "没有这个", "--at", str(kept.root)).output


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(kept: Runs) -> None:
    result = CliRunner().invoke(door, ["rejected", "--csv", "--at", str(kept.root)])
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"))))
    assert {row["file_name"] for row in rows} == {"临山 2019.txt", "'=cmd|' calc'!A1.txt"}
    assert all(not value.startswith(("=", "+", "-", "@", "\t")) for row in rows for value in row.values())
    written = (kept.root / "docs/runs/1/rejected.csv").read_bytes()
    assert written == result.stdout_bytes


def test_the_page_is_escaped_and_needs_nothing_else(kept: Runs) -> None:
    page = (kept.root / "docs/runs/1/rejected.html").read_text()
    assert "临山镇人民政府 2019" in page
    assert not re.search(r"<script|<link|<img|@import|url\(|https?://", page)
    account = kept.run(raw=True)
    account.numbers.append(9)
    [first, *_] = account.rejections
    object.__setattr__(first, "agency_name", "<script>alert(1)</script>")
    assert "<script" not in rejected_html(account)
    assert "&lt;script&gt;" in rejected_html(account)
    assert rejected_csv(account.rejections).count("\r\n") > 1


def test_show_draws_the_form_and_the_source(kept: Runs) -> None:
    result = call("show", "330281100-gov-2019", "--at", str(kept.root))
    assert result.exit_code == 0
    drawn = next(line for line in result.output.splitlines() if "予以公开" in line)
    assert "3→0?" in drawn
    assert re.search(r"第 \d+–\d+ 行.*（一）予以公开 \| 3 \| 0", result.output)
    for name in ("临山 2019.txt", hashlib.sha256((kept.files / "临山 2019.txt").read_bytes()).hexdigest()[:16]):
        assert call("show", name, "--at", str(kept.root)).output == result.output
    assert call("show", "330281100-gov-2020", "--at", str(kept.root)).exit_code == 0
    assert CliRunner().invoke(door, ["show", "nothing", "--at", str(kept.root)]).exit_code == 2


def test_the_original_comes_back_under_its_name(kept: Runs, tmp_path: Path) -> None:
    for _ in range(2):
        assert call("original", "330281100-gov-2020", "--copy", str(tmp_path), "--at", str(kept.root)).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["临山 2020.txt"]
    assert (tmp_path / "临山 2020.txt").read_bytes() == (kept.files / "临山 2020.txt").read_bytes()
    (tmp_path / "临山 2020.txt").write_text("mine")
    call("original", "330281100-gov-2020", "--copy", str(tmp_path), "--at", str(kept.root))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["临山 2020 (2).txt", "临山 2020.txt"]


def test_what_killed_writers_left_is_collected_and_what_is_being_written_is_not(kept: Runs, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(kept.root, root)
    dead, alive = root / ".tmp" / "dead", root / ".tmp" / "alive"
    for path, hours in ((dead, 2), (alive, 0.5)):
        path.write_bytes(b"half a table")
        then = time.time() - hours * 3600
        os.utime(path, (then, then))
    told = call("gc", "--grace", "0s", "--at", str(root)).output
    assert (".tmp/dead" in told, ".tmp/alive" in told, dead.exists()) == (True, False, True)
    assert ".tmp/dead" not in call("gc", "--at", str(root)).output
    done = call("gc", "--grace", "0s", "--delete", "--at", str(root))
    assert (done.exit_code, dead.exists(), alive.exists()) == (0, False, True)
    assert [path.name for path in (root / ".tmp").iterdir()] == ["alive"]


@pytest.mark.parametrize("arguments", [("show",), ("original", "--copy", "copies")])
def test_bytes_that_became_others_are_one_sentence(kept: Runs, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = tmp_path / "root"
    shutil.copytree(kept.root, root)
    sha256 = hashlib.sha256((kept.files / "临山 2019.txt").read_bytes()).hexdigest()
    (root / raw_key(sha256)).write_text(report(year=2019))
    copies = str(tmp_path / "copies")
    verb, *more = [copies if each == "copies" else each for each in arguments]
    result = call(verb, "330281100-gov-2019", *more, "--at", str(root))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"Error: 存储里的内容不完整：{raw_key(sha256)} holds other bytes than its name says；"
        "请运行 python -m flows verify 查看"
    ]
    assert not Path(copies).exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("临山 2020.txt", "临山 2020.txt"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\u202etxt.exe", "a_txt.exe"),
        ("con:aux?.txt", "con_aux_.txt"),
        ("...", "_"),
        ("", "_"),
        ("长" * 200 + ".docx", "长" * 65 + ".docx"),
    ],
)
def test_names_stay_in_their_directory(name: str, safe: str) -> None:
    assert safe_name(name) == safe
