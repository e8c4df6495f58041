"""The log of a run: one line an event, whatever strangers wrote, and silence where nobody asked for it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from tasks.storage import S3Storage, StorageError
from tasks.watching import logs
from tasks.watching.logs import LOG, open_log, run_named, tell
from tasks.watching.stages import staged

HOSTILE = 'a\n{"event": "commit"}\r\x1b[2J\u202e\u2028\x85\udc80|<script>😀临山'


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "run.log"
    monkeypatch.setenv(logs.LOG_VARIABLE, str(path))
    open_log()
    yield path
    monkeypatch.delenv(logs.LOG_VARIABLE)
    open_log()


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_line_is_one_object_and_shows_nothing_but_characters(log: Path) -> None:
    with run_named("region 330281"):
        tell("validate", "rejected", f"rejected x ({HOSTILE})", report_id="x", source_uri=HOSTILE)
    text = log.read_text()
    assert text.endswith("\n")
    assert text[:-1].isprintable()
    assert len(text.splitlines()) == 1
    [line] = events(log)
    assert (line["event"], line["logger"], line["level"]) == ("rejected", "gouji.validate", "INFO")
    assert (line["run"], line["report_id"]) == ("region 330281", "x")
    # The value is what it was, the sentence only tells of it.
    assert line["source_uri"] == HOSTILE
    assert line["message"].isprintable()
    assert "临山" in text
    assert datetime.fromisoformat(line["time"]).tzinfo is not None


def test_a_stage_says_what_it_did_and_how_it_broke_off(log: Path) -> None:
    @staged("parse", lambda given, *_: {"documents": given})
    def parse(count: int) -> int:
        if not count:
            raise ValueError("none\nat all")
        return count

    assert parse(3) == 3
    with pytest.raises(ValueError, match="none"):
        parse(0)
    done, broken = events(log)
    assert (done["event"], done["documents"], done["seconds"] >= 0) == ("stage", 3, True)
    assert (broken["event"], broken["level"]) == ("broken_off", "WARNING")
    assert "ValueError: none\\nat all" in broken["message"]


def test_a_file_moved_away_is_begun_anew(log: Path) -> None:
    tell("run", "one", "one")
    log.rename(log.with_suffix(".1"))
    tell("run", "two", "two")
    assert [each["event"] for each in events(log)] == ["two"]


def test_unset_nothing_is_written_anywhere(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(logs.LOG_VARIABLE, raising=False)
    open_log()
    tell("run", "failed", "loud", logging.ERROR)
    assert (LOG.propagate, capfd.readouterr()) == (False, ("", ""))


def test_a_dash_is_standard_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(logs.LOG_VARIABLE, "-")
    open_log()
    tell("run", "began", "here")
    monkeypatch.delenv(logs.LOG_VARIABLE)
    open_log()
    out, err = capsys.readouterr()
    assert (out, json.loads(err)["message"]) == ("", "here")


def test_a_log_that_cannot_be_begun_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(logs.LOG_VARIABLE, str(tmp_path / "none" / "run.log"))
    with pytest.raises(FileNotFoundError):
        open_log()


def test_a_log_that_fills_its_disk_is_said_once_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(logs.LOG_VARIABLE, "/dev/full")
    open_log()
    tell("run", "one", "one")
    tell("run", "two", "two")
    monkeypatch.delenv(logs.LOG_VARIABLE)
    open_log()
    assert capsys.readouterr().err.count("GOUJI_LOG: /dev/full cannot be written: ") == 1


def test_a_store_that_is_asked_again_is_told_of(log: Path) -> None:
    class Away:
        def get_object(self, **_: Any) -> None:
            raise EndpointConnectionError(endpoint_url="http://key:secret@nowhere")

    with pytest.raises(StorageError):
        S3Storage(Away(), "bucket", wait=lambda _: None).get("raw/x")
    told = events(log)
    assert {(each["event"], each["request"]) for each in told} == {("retry", "GET s3://bucket/raw/x")}
    assert [each["attempt"] for each in told] == list(range(1, 11))
    assert "secret" not in log.read_text()
