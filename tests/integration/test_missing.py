"""Which governments have no report, at the door."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner, Result
from conftest import Runs
from written import report

from flows.__main__ import door
from gouji.standard.divisions import divisions
from tasks.reading.pool import Pool

WRONG = {"requests/granted/natural_person": "3"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> str:
    """Give a ROOT with a town that was recoded, one that is rejected, and a county's own office and department."""
    runs = Runs(tmp_path_factory.mktemp("missing"), pool)
    runs.write(
        {
            "recoded.txt": report("朝阳坡镇人民政府"),
            "rejected.txt": report("临山镇人民政府", cells=WRONG),
            "office.txt": report("余姚市人民政府办公室", text="本报告统计数据涵盖全市各级行政机关。"),
            "department.txt": report("慈溪市发展和改革局"),
            "earlier.txt": report("丹山镇人民政府", 2019),
        }
    )
    runs.run()
    return str(runs.root)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(door, ["missing", *arguments])


def listed(result: Result) -> set[str]:
    return {line.split()[0] for line in result.output.splitlines() if line[:1].isdigit() and "  " in line}


def test_a_body_counts_by_its_id_and_a_rejected_report_is_one(root: str) -> None:
    found = listed(call("--at", root, "--list", "--lang", "en"))
    # 朝阳坡镇 is 220184112 in 2020, 220381112 before.
    # The office of 余姚市 reports for the whole city, the department of 慈溪市 for itself.
    assert not found & {"220184112", "330281100", "330281"}
    assert {"220184", "330282", "330000"} <= found


def test_the_year_before_is_another_question(root: str) -> None:
    assert "330281100" in listed(call("--at", root, "--list", "--year", "2019"))
    assert "512002107" not in listed(call("--at", root, "--list", "--year", "2019", "--region", "512002"))


def test_counts_by_province_and_level_say_what_is_not_counted(root: str) -> None:
    result = call("--at", root, "--region", "330281", "--lang", "en")
    assert result.exit_code == 0
    towns = [each for each in divisions().listed(divisions().number(2020)) if each.code.startswith("330281")]
    assert f"of {len(towns)} governments" in result.output
    assert "330000 浙江省" in result.output
    assert "not counted" in call("--at", root, "--lang", "en").output
    assert "不计" in call("--at", root, "--lang", "zh").output


def test_as_csv(root: str) -> None:
    result = call("--at", root, "--region", "330281", "--level", "township", "--csv")
    rows = list(csv.DictReader(io.StringIO(result.output.removeprefix("\ufeff"))))
    assert {row["level"] for row in rows} == {"township"}
    assert {row["county"] for row in rows} == {"余姚市"}
    assert rows[0]["report_id"].endswith("-gov-2020")
    assert rows[0]["prefecture"] == "宁波市"


@pytest.mark.parametrize("arguments", [("--level", "village"), ("--region", "9x"), ("--at", "/no/such/root")])
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...]) -> None:
    assert call(*arguments).exit_code == 2
