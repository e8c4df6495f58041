"""The clerk's door, as a user types it: words, exit status, languages, consoles."""

import codecs
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli import main
from gouji.confined.reading import Confined
from gouji.files import files_in
from gouji.parse import read
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from gouji.standard.rules import RULES
from gouji.tables import TABLES
from tests.unit.parse.test_tables import T2_2019, T3_2019, t2_rows, t3_rows, t4, tab_rows

SAMPLES = Path(__file__).parents[2] / "samples"
GRANTED = {"granted": ["3", *["0"] * 5, "0"], "received_new": ["3", *["0"] * 5, "3"],
           "outcomes_total": ["3", *["0"] * 5, "3"]}  # fmt: skip


def draft(**values: list[str]) -> str:
    """Return a report on the 2019 form; all cells 0 but for `values` (row of table 3)."""
    zeros = {row.key: ["0"] * 7 for row in T3_2019.rows}
    t2 = [(label, ["0"] * len(row) if row and row[0] == "7" else row) for label, row in t2_rows(T2_2019)]
    return "\n\n".join(
        [
            "安徽省宣城市泾县云岭镇人民政府2020年政府信息公开工作年度报告",
            "一、总体情况\n\n我镇认真做好政府信息公开工作。",
            "二、主动公开政府信息情况",
            "\n".join("\t".join([label, *row]) for label, row in t2),
            "三、收到和处理政府信息公开申请情况",
            tab_rows(t3_rows(values=zeros | values)),
            "四、政府信息公开行政复议、行政诉讼情况",
            t4(["0"] * 15),
            "五、存在的主要问题及改进情况\n\n无。",
            "六、其他需要报告的事项\n\n无。",
        ]
    )


class _InProcess(Confined):
    """Reads where it is asked: what the door says is the same, and a reader started for each test takes long."""

    def __enter__(self) -> Confined:
        return self

    def read(self, snapshot: Snapshot) -> Report | NoReport:
        return read(snapshot)


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.ahead.Confined", _InProcess)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    contents = {
        "clean.txt": draft(),
        "broken.txt": draft(**GRANTED),
        "notes.txt": "今天天气很好。",
        "page.png": b"\x89PNG\r\n\x1a\n0000",
        "empty.txt": "",
        "noplace.txt": draft().replace("安徽省宣城市泾县云岭镇", "柴河镇").replace("我镇", "本镇"),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return {name: str(tmp_path / name) for name in contents}


def run(*arguments: str):
    return CliRunner(env={"LANG": "zh_CN.UTF-8", "LC_ALL": ""}).invoke(main, arguments)


def test_a_clean_report_passes_in_one_sentence(files):
    result = run("check", files["clean.txt"])
    assert result.exit_code == 0, result.output
    assert "通过：198 格全部读出；勾稽关系 40 条全部相符。" in result.output
    assert "云岭镇人民政府" in result.output


def test_a_broken_report_says_which_cell_words_first_rule_last(files):
    result = run("check", files["broken.txt"])
    assert result.exit_code == 1
    assert "不能通过：2 处勾稽不符（很可能由同一格引起）。" in result.output
    line = next(line for line in result.output.splitlines() if "row_total" in line)
    assert line.strip().startswith("1. 表三 第三项“（一）予以公开”，“总计”列：印 0，自然人 3＋其余五列 0＝3")
    assert line.endswith("[requests.row_total]")
    assert "那一格若为 3，两处都相符。也可能是别的格错了，请对照台账。" in result.output


@pytest.mark.parametrize("name", ["notes.txt", "page.png", "empty.txt", "absent.txt"])
def test_what_cannot_be_checked_is_exit_2_and_the_others_go_on(files, name):
    result = run("check", files.get(name, name), files["broken.txt"])
    assert result.exit_code == 2
    assert "不能核对" in result.output and "requests.row_total" in result.output
    assert "Traceback" not in result.output
    assert result.output.splitlines()[-2].split()[0].endswith(name)


def test_a_directory_means_all_its_files_and_ends_with_a_table(files, tmp_path):
    result = run("check", str(tmp_path))
    assert result.exit_code == 2
    table = result.output.rstrip().splitlines()[-len(files) :]
    assert [Path(line.split()[0]).name for line in table] == sorted(files)


def test_an_unnamed_place_is_a_remark_that_a_hint_settles(files):
    bare = run("check", files["noplace.txt"])
    assert bare.exit_code == 0 and "提示" in bare.output and "identity.region" in bare.output
    assert "柴河镇人民政府，2020 年度" in bare.output and "identity.agency" not in bare.output
    hinted = run("check", files["noplace.txt"], "--region", "231083")
    assert hinted.exit_code == 0 and "identity.region" not in hinted.output
    parsed = run("parse", files["noplace.txt"], "--json")
    assert json.loads(parsed.output)["verdict"] == "reject"


@pytest.mark.parametrize("arguments", [("--lang", "en", "check"), ("check", "--lang", "en")])
def test_the_language_goes_before_or_after_the_verb(files, arguments):
    result = run(*arguments, files["clean.txt"])
    assert "Passes: all 198 cells read; all 40 sums hold." in result.output


def test_another_locale_means_english(files):
    result = CliRunner(env={"LC_ALL": "en_GB.UTF-8"}).invoke(main, ["check", files["clean.txt"]])
    assert "Passes" in result.output


def test_the_statistics_form_is_judged_in_words(tmp_path):
    text = (SAMPLES / "2016-county-statistics-form.txt").read_text(encoding="utf-8")
    (tmp_path / "holds.txt").write_text(text, encoding="utf-8")
    assert "通过：58 格全部读出；勾稽关系 11 条全部相符。" in run("check", str(tmp_path / "holds.txt")).output
    fails = tmp_path / "fails.txt"
    fails.write_text(text.replace("收到申请数\t件\t47", "收到申请数\t件\t48"), encoding="utf-8")
    result = run("check", str(fails))
    assert result.exit_code == 1 and "不能通过：1 处勾稽不符。" in result.output
    assert "（第 40 行）  [statistics.total]" in result.output and "其余 10 条勾稽关系相符。" in result.output
    channels = tmp_path / "channels.txt"
    channels.write_text(text.replace("条\t9846", "条\t19846").replace("9846条", "19846条"), encoding="utf-8")
    result = run("check", str(channels))
    assert result.exit_code == 0 and "勾稽关系 11 条中 1 条请核对。" in result.output


def test_json_is_one_object_a_line_in_order_with_the_contract_keys(files):
    result = run("parse", files["broken.txt"], files["notes.txt"], files["clean.txt"], "--json")
    assert result.exit_code == 2
    broken, notes, clean = map(json.loads, result.output.splitlines())
    assert list(broken) == ["file", "report", "proactive_disclosure", "requests", "proceedings", "sections",
                            "statements", "findings", "verdict"]  # fmt: skip
    assert set(notes) == {"file", "error"} and notes["file"] == files["notes.txt"]
    assert (broken["verdict"], clean["verdict"]) == ("reject", "accept")
    place = clean["requests"][0]["place"]
    assert len(clean["requests"]) == 161 and clean["requests"][0] == {
        "outcome": "received_new", "applicant": "natural_person", "printed": "0", "meaning": "number", "value": 0,
        "computed_value": None, "resolved_value": 0, "proven": True, "place": place}  # fmt: skip
    assert broken["findings"][0]["suspects"] == [{"cell": "requests/granted/total", "value": 3}]
    assert clean["report"]["agency_id"].endswith("-gov") and clean["report"]["report_year"] == 2020


def test_a_directory_is_parsed_file_by_file(files, tmp_path):
    result = run("parse", str(tmp_path), "--json")
    assert [Path(json.loads(line)["file"]).name for line in result.output.splitlines()] == sorted(files)


def test_the_same_file_twice_is_answered_twice(files):
    result = run("parse", files["clean.txt"], files["clean.txt"], "--json")
    first, second = map(json.loads, result.output.splitlines())
    assert first == second and len(first["requests"]) == 161


def test_csv_has_a_line_for_every_file_and_no_formula(files, tmp_path):
    odd = tmp_path / "=cmd.txt"
    odd.write_text(draft(), encoding="utf-8")
    result = run("check", files["broken.txt"], files["clean.txt"], "--format", "csv")
    assert len(result.output.splitlines()) == 4
    assert "requests.row_total" in result.output


def test_csv_in_a_file_opens_in_a_spreadsheet_and_has_every_file(files, tmp_path):
    out = tmp_path / "out" / "结果.csv"
    out.parent.mkdir()
    result = run("check", *files.values(), "absent.txt", "--format", "csv", "-o", str(out))
    assert result.exit_code == 2 and result.output == f"{out}：通过 2，不能通过 1，不能核对 4\n"
    data = out.read_bytes()
    assert data.startswith(codecs.BOM_UTF8) and data.count(b"\r\n") == data.count(b"\n")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["file"] for row in rows} == {*files.values(), "absent.txt"}
    assert [row["message"] for row in rows if row["file"] == "absent.txt"] == ["没有这个文件"]
    total = next(row for row in rows if row["rule_id"] == "requests.row_total")
    assert (total["body"], total["year"], total["severity"]) == ("云岭镇人民政府", "2020", "error")
    assert (total["reported"], total["computed"]) == ("0", "3")


def test_text_and_json_go_to_a_file_as_to_the_screen(files, tmp_path):
    paths = (files["clean.txt"], files["broken.txt"])
    for form in ("text", "json"):
        out = tmp_path / f"{form}.out"
        shown = run("check", *paths, "--format", form)
        assert run("check", *paths, "--format", form, "-o", str(out)).exit_code == shown.exit_code == 1
        assert out.read_text(encoding="utf-8") == shown.output


def test_no_file_that_is_checked_is_written_over(files, tmp_path):
    before = Path(files["clean.txt"]).read_bytes()
    for paths in ((files["clean.txt"],), (str(tmp_path),)):
        result = run("check", *paths, "-o", str(tmp_path / "." / "clean.txt"))
        assert result.exit_code == 2 and "不能覆盖" in result.output
    assert Path(files["clean.txt"]).read_bytes() == before
    result = run("check", files["clean.txt"], "-o", str(tmp_path / "nowhere" / "out.txt"))
    assert result.exit_code == 2 and "Traceback" not in result.output and isinstance(result.exception, SystemExit)


def test_a_directory_leaves_out_what_no_clerk_put_there(files, tmp_path):
    for name in ("~$draft.txt", ".hidden.txt", "Thumbs.db", "desktop.ini", ".git/HEAD", "2023/inner.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(Path(files["clean.txt"]).read_bytes())
    found = [path.relative_to(tmp_path).as_posix() for path in files_in([tmp_path])]
    assert found == sorted(["2023/inner.txt", *files])


def test_a_directory_without_files_is_said(files, tmp_path):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / ".keep").touch()
    result = run("check", str(tmp_path / "none"), files["clean.txt"])
    assert result.exit_code == 2 and "不能核对：目录里没有可以核对的文件" in result.output


def test_what_cannot_be_listed_is_not_passed_over(files, tmp_path, monkeypatch):
    closed = tmp_path / "closed"

    def walk(top, onerror):
        onerror(PermissionError(13, "denied", str(closed)))
        return iter([(str(top), [], ["clean.txt"])])

    monkeypatch.setattr("gouji.files.os.walk", walk)
    assert list(files_in([tmp_path])) == [tmp_path / "clean.txt", closed]


@pytest.mark.parametrize("error", [PermissionError(13, "x"), OSError(5, "Input/output error")])
def test_a_file_that_cannot_be_opened_is_said(files, monkeypatch, error):
    def refuse(path, mode):
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    result = run("check", files["clean.txt"])
    said = "正被其他程序占用" if isinstance(error, PermissionError) else "Input/output error"
    assert result.exit_code == 2 and said in result.output


@pytest.mark.parametrize("code", ["9", "abc", "999999", "231083 x", "22018411", ""])
def test_a_hint_that_is_no_division_is_refused_with_examples(files, code):
    result = run("check", files["noplace.txt"], "--region", code, "--lang", "en")
    assert result.exit_code == 2 and "is no division code; such are 22 (province)" in result.output


@pytest.mark.parametrize("code", ["23", "2310", "231083", "231083104000", "230000"])
def test_a_hint_of_any_level_settles_a_place(files, code):
    result = run("check", files["noplace.txt"], "--region", code)
    assert result.exit_code == 0 and "identity.region" not in result.output


def test_a_page_is_utf_8_on_every_console(files):
    done = subprocess.run(
        [sys.executable, "-m", "gouji.cli", "check", files["broken.txt"], "--format", "html"],
        env={**os.environ, "PYTHONIOENCODING": "gbk", "LC_ALL": "zh_CN"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode(errors="replace")
    assert "不能通过：2 处勾稽不符" in done.stdout.decode("utf-8")


def test_rules_and_tables_explain_themselves():
    every = run("rules").output
    assert all(rule_id in every for rule_id in RULES)
    one = run("rules", "requests.balance", "--lang", "en").output
    assert "received_new + carried_in = outcomes_total + carried_out" in one
    assert all(name in run("tables").output for name in TABLES)
    assert "amount_cny" in run("tables", "proactive_disclosure").output
    assert run("rules", "no.such").exit_code == 2 and run("tables", "none").exit_code == 2


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_no_console_kills_it(files, encoding):
    odd = Path(files["clean.txt"])
    odd.write_text(odd.read_text(encoding="utf-8").replace("一、总体情况", "⼀、总体情况✓\u00a0概述"), encoding="utf-8")
    for verb in (["check"], ["check", "--format", "csv"], ["parse", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "gouji.cli", *verb, str(odd)],
            env={**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "zh_CN"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        if "--json" in verb:
            assert json.loads(done.stdout.decode(encoding))["report"]["agency_name"] == "云岭镇人民政府"
