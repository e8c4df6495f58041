"""`make run` as the README prints it, and the queries of the documentation on what it published."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows.__main__ import door
from tests.printed import READMES, ROOT, blocks, examples

ACCOUNT = re.compile(
    r"(?:读取|read) (\d+) = (?:发布|published) (\d+) \+ (?:退回|rejected) (\d+) \+ (?:忽略|ignored) (\d+)"
)


@pytest.fixture(scope="module")
def made(orchestrated: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run what `make run` runs; return the directory that holds `data`, and what was printed."""
    at = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(at)
        result = CliRunner().invoke(door, ["run", str(ROOT / "samples"), "--at", "data", "--lang", "en"])
    assert result.exit_code == 0, result.output
    return at, result.output.rstrip("\n")


def test_make_run_prints_what_the_readme_says(made: tuple[Path, str]) -> None:
    assert made[1] == examples(READMES[0])['make run ARGS="--lang en"']


def test_both_readmes_give_the_same_account() -> None:
    english, chinese = (ACCOUNT.search(page.read_text(encoding="utf-8")) for page in READMES)
    assert english and chinese and english.groups() == chinese.groups()


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_queries_work_as_printed(page: Path, made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made[0])
    queries = blocks(page, "sql")
    assert queries
    for query in queries:
        assert duckdb.sql(query).fetchall(), query
