"""What analysts get of real runs: the documents beside the tables, and releases, each read as its readers read it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import Runs
from frictionless import Package, system

from flows.__main__ import door
from gouji.products.readme import queries
from gouji.products.request_summary import REQUEST_SUMMARY
from gouji.products.wide import HEADERS, WIDE, cells
from gouji.release import head
from gouji.tables import CELL_TABLES, TABLES
from tasks.reading.pool import Pool
from tasks.root import storage_at

SAMPLES = Path(__file__).parents[2] / "samples"
NAME = "2026.11"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(door, [*arguments, "--lang", "en"])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Path:
    """A ROOT with the samples published, and a release of them."""
    runs = Runs(tmp_path_factory.mktemp("published"), pool)
    runs.run(str(SAMPLES))
    made = call("releases", "create", NAME, "--at", str(runs.root))
    assert made.exit_code == 0, made.output
    return runs.root


@pytest.fixture(scope="module")
def release(root: Path) -> Path:
    return root / "releases" / NAME


@pytest.fixture(params=["published", "release"])
def views(
    request: pytest.FixtureRequest, root: Path, release: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views of views.sql, in the directory that it is meant for."""
    monkeypatch.chdir(root if request.param == "published" else release)
    script = Path("docs/views.sql" if request.param == "published" else "views.sql")
    with duckdb.connect() as connection:
        connection.execute(script.read_text(encoding="utf-8"))
        yield connection


def current(root: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(root / "current" / table, hive_partitioning=False)


def frame(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(query).to_arrow_table())


def test_every_view_reads_what_is_published(views: duckdb.DuckDBPyConnection, root: Path) -> None:
    names = {name for (name,) in views.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()}
    for table in TABLES.values():
        rows = current(root, table.name)
        for view in (table.name, f"{table.name}_zh", f"{table.name}_en"):
            assert views.sql(f'SELECT count(*) FROM "{view}"').fetchall() == [(rows.height,)], view
        assert frame(views, f"SELECT * FROM {table.name}").columns == list(table.names)
        if f"{table.name}_own_body" in names:
            own = rows.filter(pl.col("figures_cover") == "own_body").height
            assert views.sql(f"SELECT count(*) FROM {table.name}_own_body").fetchall() == [(own,)]
    assert {f"rejected_{name}" for name in TABLES} <= names


def test_labelled_views_say_what_the_keys_mean(views: duckdb.DuckDBPyConnection) -> None:
    chinese = frame(views, "SELECT DISTINCT 办理结果, 申请人, 数据口径, 机构层级 FROM requests_zh")
    assert {"予以公开", "本年新收"} <= set(chinese.get_column("办理结果"))
    assert set(chinese.get_column("数据口径")) <= {"本机关", "全域（含各部门和下级）", "不明"}
    assert not re.search(r"[a-z_]{4,}", "".join(map(str, chinese.rows())))
    english = frame(views, "SELECT DISTINCT outcome, outcome_en, applicant_en, agency_level_en FROM requests_en")
    assert dict(english.select("outcome", "outcome_en").iter_rows())["granted"] == "Disclosed (granted)"
    assert english.null_count().pipe(sum).item() == 0
    asking = frame(views, "SELECT DISTINCT 申请人类别 FROM request_summary_zh").to_series()
    assert set(asking) == {"自然人", "法人或其他组织", "总计"}
    rules = frame(views, "SELECT DISTINCT 规则编号, 规则要求 FROM findings_zh")
    assert rules.null_count().pipe(sum).item() == 0 and rules.get_column("规则编号").str.contains(r"^[a-z_.]+$").all()
    proceedings = frame(views, "SELECT DISTINCT outcome_en, channel_en FROM proceedings_en")
    assert proceedings.null_count().pipe(sum).item() == 0 and "Upheld" in set(proceedings.get_column("outcome_en"))


def test_the_view_and_the_file_of_the_summary_are_the_same(views: duckdb.DuckDBPyConnection, release: Path) -> None:
    rows = frame(views, "SELECT * FROM request_summary").sort(REQUEST_SUMMARY.sort)
    assert rows.equals(pl.read_parquet(release / "request_summary.parquet"))
    assert dict(rows.schema) == REQUEST_SUMMARY.polars_schema()


def test_the_five_queries_answer(views: duckdb.DuckDBPyConnection) -> None:
    found = [frame(views, query.sql) for query in queries()]
    assert len(found) == 5
    assert all(rows.height for rows in found)
    shares = found[0].filter(pl.col("handled") > 0)
    assert shares.select((pl.col("granted") <= pl.col("handled")).all()).item()
    assert shares.height and shares.get_column("granted_percent").is_between(0, 100).all()
    reasons, by_hand = found[1], frame(views, "SELECT * FROM requests WHERE figures_cover = 'own_body'")
    denied = by_hand.filter(pl.col("outcome").str.starts_with("denied"), pl.col("applicant") == "natural_person")
    assert reasons.get_column("requests").sum() == denied.get_column("resolved_value").sum()
    edition = frame(views, "SELECT DISTINCT report_year FROM reports WHERE proactive_edition = '2021'").to_series()
    assert set(found[3].get_column("report_year")) <= set(edition)


def test_queries_say_the_same_of_a_release_and_of_what_is_published(
    root: Path, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for place, script in ((root, "docs/views.sql"), (release, "views.sql")):
        monkeypatch.chdir(place)
        with duckdb.connect() as connection:
            connection.execute(Path(script).read_text(encoding="utf-8"))
            answers.append([connection.sql(query.sql).fetchall() for query in queries()])
    assert answers[0] == answers[1]


def test_the_readmes_print_those_queries(root: Path, release: Path) -> None:
    for page in (*(root / "docs").glob("README*.md"), *release.glob("README*.md")):
        printed = re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        assert [block.strip() for block in printed] == [query.sql for query in queries()]
        for named in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / named).exists()
    assert "version 1" in (release / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", [".", "docs", f"releases/{NAME}"])
def test_the_data_package_describes_every_file(folder: str, root: Path) -> None:
    base = root / folder
    descriptor = json.loads((base / "datapackage.json").read_text(encoding="utf-8"))
    # Its paths lead out of docs/: a reader must be told to trust it.
    with system.use_context(trusted=folder == "docs"):
        assert list(Package.metadata_validate(descriptor)) == []
    named = set()
    for each in descriptor["resources"]:
        data = (base / each["path"]).read_bytes()
        named.add((base / each["path"]).resolve())
        assert (each["hash"], each["bytes"]) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        fields = json.loads((base / each["schema"]).read_text(encoding="utf-8"))["fields"]
        if each["format"] == "parquet":
            rows = pl.read_parquet(io.BytesIO(data))
            assert (rows.height, rows.columns) == (each["rows"], [field["name"] for field in fields])
    below, areas = root, ("current", "rejected", "reference")
    if base == root / "releases" / NAME:
        below, areas = base, ("tables", "rejected", "wide", "reference")
    tables = {path.resolve() for area in areas for path in (below / area).rglob("*")}
    assert named >= {path for path in tables if path.suffix in (".parquet", ".csv")}


def test_spreadsheet_files_pass_their_schemas(root: Path, release: Path) -> None:
    """CSV, by the reference reader; it reads Parquet by way of pandas, which has no null among whole numbers."""
    for base in (root, release):
        descriptor = json.loads((base / "datapackage.json").read_text(encoding="utf-8"))
        package = Package.from_descriptor(descriptor, basepath=str(base))
        names = [each.name for each in package.resources if each.format == "csv" and "regions" not in each.name]
        assert names
        for name in names:
            report = package.get_resource(name).validate()
            assert report.valid, (name, report.flatten(["type", "note"])[:3])


def test_what_the_contract_asks_in_sql_holds(views: duckdb.DuckDBPyConnection) -> None:
    [path] = [path for path in (Path("docs/contract.odcs.yaml"), Path("contract.odcs.yaml")) if path.exists()]
    contract = yaml.safe_load(path.read_text(encoding="utf-8"))
    asked = [each for table in contract["schema"] for each in table.get("quality", ()) if each["type"] == "sql"]
    assert asked
    for each in asked:
        assert views.sql(each["query"]).fetchall() == [(each["mustBe"],)]
    for table in contract["schema"]:
        for each in table.get("quality", ()):
            if each.get("metric") == "duplicateValues":
                keys = ", ".join(each["arguments"]["properties"])
                doubled = f"SELECT {keys} FROM {table['name']} GROUP BY ALL HAVING count(*) > 1"
                assert views.sql(doubled).fetchall() == []
        location = contract["servers"][0]["path"].replace("{model}", table["name"])
        assert list(Path().glob(location)) or table["name"] in (WIDE.name, REQUEST_SUMMARY.name)


def test_one_file_a_table_holds_what_the_partitions_hold(root: Path, release: Path) -> None:
    for area, folder in (("current", "tables"), ("rejected", "rejected")):
        for table in TABLES.values():
            rows = pl.read_parquet(release / folder / f"{table.name}.parquet")
            parts = pl.read_parquet(root / area / table.name, hive_partitioning=False)
            order = ["report_year", "region_code", *table.sort]
            assert rows.equals(rows.sort(order, nulls_last=[name in table.sort for name in order], maintain_order=True))
            assert rows.sort(pl.all()).equals(parts.sort(pl.all()))


def test_the_wide_files_hold_every_printed_number(root: Path, release: Path) -> None:
    rows = pl.read_parquet(release / "wide" / "annual_reports_wide.parquet")
    assert set(rows.get_column("report_id")) == set(current(root, "reports").get_column("report_id"))
    for table in CELL_TABLES:
        printed = current(root, table).filter(pl.col("value").is_not_null())
        names = [cell.cell.replace("/", "__") for cell in cells() if cell.table == table]
        # Decimal sums are exact: no number is lost, doubled or put elsewhere.
        found = dict(rows.select(pl.col(names).sum()).row(0, named=True))
        totals = printed.group_by(pl.col("cell").str.replace_all("/", "__")).agg(pl.col("value").sum())
        wanted = dict(totals.iter_rows())
        assert {name: total for name, total in found.items() if name in wanted} == wanted
        assert rows.select(pl.sum_horizontal(pl.col(names).is_not_null().sum())).item() == printed.height
    chinese = pl.read_parquet(release / "wide" / "annual_reports_wide.zh.parquet")
    assert chinese.rename({zh: name for name, zh in HEADERS.items()}).equals(rows)
    sheet = pl.read_csv(release / "wide" / "annual_reports_wide.csv", schema=WIDE.polars_schema())
    assert sheet.equals(rows)
    assert sum(
        openpyxl.load_workbook(path, read_only=True).worksheets[0].max_row - 1
        for path in (release / "wide").rglob("*.xlsx")
    ) == rows.height  # fmt: skip


def test_a_release_is_checked_by_the_usual_tool(release: Path) -> None:
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=False)
    assert done.returncode == 0


def test_the_verb_lists_creates_and_refuses(root: Path) -> None:
    at = ("--at", str(root))
    listed = call("releases", *at)
    assert listed.exit_code == 0 and NAME in listed.output
    assert call("releases", "create", NAME, *at).exit_code == 0
    for arguments in (("../elsewhere",), ("other", "--as-of", "7")):
        refused = call("releases", "create", *arguments, *at)
        assert refused.exit_code == 2 and "Traceback" not in refused.output
    assert [path.name for path in (root / "releases").iterdir()] == [NAME]
    empty = call("releases", "--at", str(root / "nowhere"))
    assert (empty.exit_code, empty.output.strip()) == (0, "There is no release yet.")


def test_what_follows_from_one_state_is_committed_with_it(root: Path) -> None:
    manifest = head(storage_at(str(root))).manifest
    attached = {item.path for item in manifest.attached}
    assert {"datapackage.json", "docs/README.md", "docs/datapackage.json", "docs/views.sql"} <= attached
    assert {"docs/contract.odcs.yaml", "docs/dictionary.html", "reference/rules.csv"} <= attached
    for item in manifest.attached:
        assert hashlib.sha256((root / item.path).read_bytes()).hexdigest() == item.sha256
