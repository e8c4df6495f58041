"""docs/reading.md and docs/bi.md: every block runs as it stands, and what they say of types is true."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from pathlib import Path

import duckdb
import pytest

from gouji.columns import POLARS_TYPES
from tests.printed import ROOT, blocks
from tests.readers import openers
from tests.s3.server import Server

READING, BI = ROOT / "docs" / "reading.md", ROOT / "docs" / "bi.md"
PYTHON = blocks(READING, "python") + blocks(BI, "python")
SQL = blocks(READING, "sql") + blocks(BI, "sql")


@pytest.fixture
def beside_data(in_country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a directory of one's own, from which `data` leads to the store: blocks may write there."""
    (tmp_path / "data").symlink_to(in_country / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def first_lines(block: str) -> str:
    return " ".join(line for line in block.splitlines() if not line.startswith("import"))[:48].strip()


@pytest.mark.parametrize("query", SQL, ids=first_lines)
def test_queries(query: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(request.getfixturevalue("released" if "/releases/" in query else "country"))
    with duckdb.connect() as base:
        assert base.sql(query).fetchall()


@pytest.mark.parametrize("block", [block for block in PYTHON if "s3://" not in block and "AWS_" not in block],
                         ids=first_lines)  # fmt: skip
def test_python(block: str, beside_data: Path) -> None:
    run(block)


@pytest.mark.parametrize("block", [block for block in PYTHON if "s3://" in block or "AWS_" in block], ids=first_lines)
def test_python_on_s3(block: str, on_s3: Server) -> None:
    run(block)


def test_a_database_of_views_opens_from_elsewhere(beside_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Superset opens it: another process, another directory, the place of ROOT in the connection's settings."""
    (making,) = [block for block in blocks(BI, "python") if "gouji.duckdb" in block]
    run(making)
    root = str((beside_data / "data").absolute())
    monkeypatch.chdir("/")
    with duckdb.connect(str(beside_data / "gouji.duckdb"), config={"file_search_path": root}) as base:
        for view in ("requests", "requests_zh", "requests_en", "requests_own_body"):
            ((rows,),) = base.sql(f"SELECT count(*) FROM {view}").fetchall()
            assert rows


def run(block: str) -> None:
    """Run a block as a program of its own; what it makes must not be empty, and it must warn of nothing."""
    made: dict[str, object] = {"__name__": "__main__"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()) as printed:
        warnings.simplefilter("error")
        exec(compile(block, "block", "exec"), made)
    rows = [value for value in made.values() if hasattr(value, "shape")]
    assert all(value.shape[0] for value in rows)
    assert rows or {"dataset", "base"} & made.keys() or printed.getvalue().strip()


def test_every_block_is_of_a_language_that_is_run() -> None:
    for page in (READING, BI):
        fences = re.findall(r"^```(\w*)$", page.read_text(encoding="utf-8"), re.M)[::2]
        assert set(fences) <= {"sql", "python", "sh", ""}, page
    assert len(PYTHON) >= 10 and len(SQL) >= 6


def test_the_table_of_types_is_what_the_readers_say() -> None:
    rows = re.findall(r"^\| (\w[\w(),]*) \| (`.*`) \|$", READING.read_text(encoding="utf-8"), re.M)
    told = {name: re.findall(r"`([^`]+)`", types) for name, types in rows}
    assert told == {
        name: [
            openers.DUCKDB[name],
            str(POLARS_TYPES[name]),
            openers.PANDAS[name],
            openers.PANDAS_ARROW[name],
            openers.CLICKHOUSE[name],
        ]
        for name in POLARS_TYPES
    }
