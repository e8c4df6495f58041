"""The steward's door: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SEEDS, Runs
from written import report

from flows.__main__ import LATER, door
from flows.door.original import safe_name
from tasks.pages import rejected_csv, rejected_html
from tasks.pool import Pool

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


@pytest.mark.timeout(120)
def test_a_run_from_the_command_line(tmp_path: Path) -> None:
    files, root = tmp_path / "files", tmp_path / "root"
    files.mkdir()
    (files / "a.txt").write_text(report())
    (files / "b.txt").write_text(report(year=2019, cells=WRONG))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-m", "flows", "run", str(files), "--at", str(root), "--lang", "zh"],
        cwd=REPOSITORY,
        env=environment | {"PREFECT_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "gbk"},
        capture_output=True,
        timeout=110,
        check=False,
    )
    out = done.stdout.decode("gbk").splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert out[0] == "读取 2 = 发布 1 + 退回 1"
    assert re.search(r"临山镇人民政府 2019.*印 0，算得 3 \(requests\.(outcome|row)_total\)", out[2])
    for path in out[-3:]:
        assert Path(path.strip()).exists()
    assert {path.name for path in (root / "docs" / "runs" / "1").iterdir()} == {
        *("summary.json", "summary.md", "rejected.csv", "rejected.html", "gate.json")
    }
    facts = json.loads((root / "docs/runs/1/summary.json").read_text())
    assert (facts["read"], facts["published"], facts["rejected"], facts["ignored"]) == (2, 1, 1, 0)


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
        ("run", "s3://bucket/prefix"),
        ("run", "--at", "s3://bucket/prefix"),
        ("run", "--region", "9x"),
        ("run", "--year", "soon"),
        ("run", "--only", "rejected"),
        ("run", "--dry-run"),
        ("run", "--runner", "dask:127.0.0.1:8786"),
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
