"""What a run is called, and that whatever cannot be told hides nothing of how the run went."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from flows import telling
from tasks.account import Account
from tasks.watching.logs import open_log


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    path = tmp_path / "run.log"
    monkeypatch.setenv("GOUJI_LOG", str(path))
    open_log()
    yield lambda: [json.loads(line) for line in path.read_text().splitlines()]
    monkeypatch.delenv("GOUJI_LOG")
    open_log()


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"sources": None, "region": None, "year": None, "only": None, "dry_run": False}, "all of raw"),
        ({"region": 330281, "year": 2020}, "region 330281 2020"),
        ({"only": "missing", "sources": ["$GOUJI_SOURCES"]}, "only missing $GOUJI_SOURCES"),
        ({"dry_run": True, "sources": ["s3://bucket/2020/", "b", "c"]}, "dry run 2020 and 2 more"),
        ({"partitions": ["year=2020/region=330000"]}, "year=2020/region=330000"),
        ({"reports": ["330281100-gov-2020", "x"]}, "330281100-gov-2020 and 1 more"),
        ({"sources": ["a\nb" + "长" * 500]}, r"a\nb" + "长" * 116),
    ],
)
def test_a_run_is_called_by_what_it_was_asked(
    asked: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "flow_run", SimpleNamespace(parameters=asked))
    assert telling.run_name() == name


def test_pages_that_cannot_be_written_do_not_hide_what_broke_the_run_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Callable[[], list[dict[str, Any]]]
) -> None:
    shown: list[str] = []

    def away(*_: object) -> None:
        raise OSError("the store is away")

    monkeypatch.setattr(telling, "write_pages", away)
    monkeypatch.setattr(telling, "_artifacts", lambda _root, _account, text, _lang: shown.append(text))
    with pytest.raises(ValueError, match="first"), telling.told(str(tmp_path), Account(read=3)):
        raise ValueError("first")
    assert [each["event"] for each in log()] == ["untold", "account"]
    assert "读取 3 = 发布 0 + 退回 0 + 未处理 3" in shown[0]
    assert "ValueError: first" in shown[0]


def test_a_server_that_takes_nothing_is_logged(log: Callable[[], list[dict[str, Any]]]) -> None:
    def refused() -> None:
        raise httpx.ConnectError("refused")

    assert telling.asking_prefect(lambda: None)
    assert not telling.asking_prefect(refused)
    [line] = log()
    assert (line["event"], line["level"]) == ("prefect", "WARNING")
