"""The journal of runs: what it says of one, what it leaves out, and how little of it is read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gouji.release import Storage
from gouji.verify import verify
from tasks.directory import DirectoryStorage
from tasks.watching.alive import Process, is_gone, this_process
from tasks.watching.journal import (
    NIGHTLY,
    PREFIX,
    EntryDamaged,
    Journal,
    Outcome,
    Run,
    follow,
    journaled,
    run_of,
    spend,
)

REPOSITORY = Path(__file__).parents[2]
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Kept(Exception):
    def __init__(self, account: Any) -> None:
        super().__init__("kept")
        self.account = account


def account(stale: bool = False) -> Any:
    """Return what a journal takes of an account: 40 files of two hosts, three of one rejected."""
    rejected = SimpleNamespace(source="a.gov.cn", rules=("requests.row_total", "cells.blank"))
    return SimpleNamespace(
        read=40,
        counts=Counter(published=36, rejected=3, ignored=1),
        rejections=[rejected] * 3,
        sources=Counter({"a.gov.cn": 10, "b.gov.cn": 30}),
        numbers=[7, 8],
        stale=[{"year": 2020}] if stale else [],
        failure=None,
    )


def wrote(storage: Storage, **facts: Any) -> Run:
    """Put a run into the journal as if it had been there."""
    started = facts.pop("started", NOON)
    ended = started + timedelta(minutes=5) if facts.get("outcome") else None
    token = f"{len(storage.list(PREFIX)):08x}"
    run = Run(
        f"{started.strftime('%Y%m%dT%H%M%S.%fZ')}-{token}",
        facts.pop("flow", "annual-reports"),
        facts.pop("deployment", None),
        facts.pop("asked", {}),
        "0.1.0+abc",
        Process("elsewhere", 1, None),
        started,
        ended,
        **facts,
    )
    storage.put(run.key, run.to_json())
    return run


@pytest.fixture
def storage(tmp_path: Path) -> DirectoryStorage:
    return DirectoryStorage(tmp_path / "root")


def test_a_run_leaves_its_start_and_its_end(storage: DirectoryStorage) -> None:
    times = iter((NOON, NOON + timedelta(seconds=90)))
    asked = {"sources": ["s3://key:secret@incoming/2020?token=abc", "reports/2020"], "year": 2020}
    with journaled(
        storage, "annual-reports", reader="1+a", deployment=NIGHTLY, asked=asked, clock=lambda: next(times)
    ) as entry:
        [key] = storage.list(PREFIX)
        begun = run_of(key, storage.get(key) or b"")
        spend("ingest", 1.5)
        spend("ingest", 0.25)
        follow(account())
    spend("ingest", 99)
    assert (begun, begun.outcome) == (entry.run, None)
    assert [each.partition(".0")[0] for each in storage.list(PREFIX)] == [f"{PREFIX}20260302T040000"] * 2
    [run] = Journal(storage).newest(5)
    assert (run.name, run.outcome, run.error, run.lasted) == (
        "annual-reports/nightly",
        "completed",
        None,
        timedelta(seconds=90),
    )
    assert run.asked == {"sources": ["s3://incoming/2020", "reports/2020"], "year": 2020}
    assert run.counts == {"read": 40, "published": 36, "rejected": 3, "ignored": 1}
    assert run.rules == {"requests.row_total": 3, "cells.blank": 3}
    assert run.sources == {"a.gov.cn": (10, 3), "b.gov.cn": (30, 0)}
    assert (run.seconds, run.manifests, run.reader) == ({"ingest": 1.75}, (7, 8), "1+a")
    assert run.process == this_process()
    assert run_of(run.key, run.to_json()) == run
    assert b"secret" not in run.to_json()
    assert b"token" not in run.to_json()


def test_a_run_that_fails_says_by_what_and_what_it_had_done(storage: DirectoryStorage) -> None:
    why = "no answer from https://me:secret@store.example/a?sig=abc\nand more"
    with pytest.raises(OSError, match="no answer"), journaled(storage, "annual-reports", reader="1"):
        follow(account())
        raise OSError(why)
    [run] = Journal(storage).newest(5)
    assert (run.outcome, run.error) == ("failed", "OSError")
    assert run.reason == "no answer from https://store.example/a"
    assert run.counts["published"] == 36


def test_what_the_shrink_guard_kept_is_neither(storage: DirectoryStorage) -> None:
    told = account(stale=True)
    with pytest.raises(Kept), journaled(storage, "annual-reports", reader="1"):
        follow(told)
        raise Kept(told)
    with pytest.raises(OSError, match="x"), journaled(storage, "annual-reports", reader="1"):
        follow(told)
        raise OSError("x")
    assert [run.outcome for run in Journal(storage).newest(5)] == ["failed", "kept"]


def test_a_journal_that_cannot_be_begun_fails_the_run_one_that_cannot_be_ended_warns(
    storage: DirectoryStorage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put = storage.put_if_absent

    def refuse(key: str, data: bytes) -> bool:
        if refused in key:
            raise OSError("full")
        return put(key, data)

    monkeypatch.setattr(storage, "put_if_absent", refuse)
    refused, ran = "started", []
    with pytest.raises(OSError, match="full"), journaled(storage, "annual-reports", reader="1"):
        ran.append(1)
    refused = "ended"
    with journaled(storage, "annual-reports", reader="1"):
        ran.append(2)
    assert "full" in capsys.readouterr().err
    with pytest.raises(ValueError, match="its own"), journaled(storage, "annual-reports", reader="1"):
        raise ValueError("its own")
    assert ran == [2]
    assert [run.ended for run in Journal(storage).unfinished()] == [None, None]


KILLED = """
import os, signal, sys
from tasks.directory import DirectoryStorage
from tasks.watching.journal import journaled
with journaled(DirectoryStorage(sys.argv[1]), "annual-reports", reader="1"):
    print(flush=True)
    sys.stdin.read(1)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_killed_run_has_no_end_and_its_process_is_known_to_be_gone(storage: DirectoryStorage) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(storage.root)], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin
    assert child.stdout
    child.stdout.readline()
    [run] = Journal(storage).unfinished()
    assert (run.process.pid, is_gone(run.process)) == (child.pid, False)
    child.stdin.write(b"x")
    child.stdin.flush()
    # Its number is taken until somebody asks how it ended; it is gone all the same.
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert is_gone(run.process) is True
    child.communicate()
    [run] = Journal(storage).unfinished()
    assert is_gone(run.process) is True
    # Another process under its number; elsewhere nobody can tell.
    ours = this_process()
    assert is_gone(replace(run.process, pid=ours.pid)) is True
    assert is_gone(replace(run.process, host="elsewhere")) is None
    assert is_gone(replace(ours, mark=f"another-start {(ours.mark or '').partition(' ')[2]}")) is None


def test_of_thousands_only_the_newest_are_read(storage: DirectoryStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = 3000
    keys = [
        f"{PREFIX}{(NOON + timedelta(hours=hour)).strftime('%Y%m%dT%H%M%S.%fZ')}-{hour:08x}.{what}.json"
        for hour in range(hours)
        for what in ("ended", "started")
    ]
    newest = [
        wrote(storage, started=NOON + timedelta(hours=hours + hour), outcome="completed", deployment=NIGHTLY)
        for hour in range(3)
    ]
    here, got = storage.list(PREFIX), []
    get = storage.get
    monkeypatch.setattr(storage, "list", lambda _: sorted([*keys, *here, f"{PREFIX}alarms/told.json"]))
    monkeypatch.setattr(storage, "get", lambda key: got.append(key) or get(key))
    journal = Journal(storage)
    assert journal.newest(3) == newest[::-1]
    assert len(got) == 3
    assert journal.good_night() == newest[-1]
    # It was looked for among as many as are read at once.
    assert len(got) <= 64


def test_what_is_no_entry_is_counted_and_stops_nothing(storage: DirectoryStorage) -> None:
    whole = wrote(storage, outcome="completed")
    other = wrote(storage, outcome="completed")
    for data in (b"", b"{}", b"[1]", other.to_json(), whole.to_json().replace(b"completed", b"well")):
        storage.put(whole.key, data)
        journal = Journal(storage)
        assert journal.newest(9) == [other]
        assert journal.damaged == [whole.key]
        with pytest.raises(EntryDamaged):
            run_of(whole.key, data)


def test_what_began_in_the_future_is_no_run_but_said(storage: DirectoryStorage) -> None:
    true = wrote(storage, outcome="completed", deployment=NIGHTLY)
    ahead = [
        wrote(storage, started=datetime.now(UTC) + timedelta(days=days), outcome=outcome, deployment=NIGHTLY)
        for days, outcome in ((1, "completed"), (9_000, "completed"))
    ]
    journal = Journal(storage)
    assert (journal.newest(9), journal.good_night()) == ([true], true)
    assert journal.damaged == [run.key for run in ahead]


@pytest.mark.parametrize(
    ("runs", "good"),
    [
        ([], None),
        ([(NIGHTLY, "completed", {}), (NIGHTLY, "failed", {}), (None, "completed", {})], 0),
        ([(None, "completed", {}), (NIGHTLY, "failed", {})], None),
        ([(None, "completed", {"sources": ["a"]}), (None, "completed", {"year": 2020})], 0),
        ([(None, "completed", {"only": "missing"}), (None, "completed", {"only": "rejected"})], 0),
        ([(None, "completed", {}), (None, "kept", {})], 0),
        ([(None, "failed", {})], None),
    ],
)
def test_the_last_good_night(
    storage: DirectoryStorage, runs: list[tuple[str | None, Outcome, dict[str, Any]]], good: int | None
) -> None:
    wrote_these = [
        wrote(storage, started=NOON + timedelta(days=day), deployment=deployment, outcome=outcome, asked=asked)
        for day, (deployment, outcome, asked) in enumerate(runs)
    ]
    assert Journal(storage).good_night() == (None if good is None else wrote_these[good])


def test_verify_passes_over_the_journal(storage: DirectoryStorage) -> None:
    wrote(storage, outcome="completed")
    assert verify(storage, []).faults == ()
