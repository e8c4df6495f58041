"""When a person must be told, of what, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gouji.manifest import Stale
from tasks.watching.alarms import ALARMS, PAGE, Alarm, Seen, alarms
from tasks.watching.alive import Process
from tasks.watching.journal import NIGHTLY, Run
from tasks.watching.jumps import Jump, Share, jumps
from tasks.watching.standing import BadLimit, limits_of
from tasks.watching.told import AGAIN, SHOWN, Told, due, message

NOW = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


def run(ago: float = 1.0, flow: str = "annual-reports", outcome: str | None = "completed", **facts: Any) -> Run:
    """Return a run that began so many hours ago."""
    started = NOW - timedelta(hours=ago)
    ended = started + timedelta(minutes=5) if outcome else None
    base = {"deployment": NIGHTLY, "asked": {}, "outcome": outcome} | facts
    return Run(
        id=f"{started.isoformat()}-{flow}", flow=flow, reader="1", process=Process("h", 7, "m"), started=started,
        ended=ended, **base,
    )  # fmt: skip


def kinds(*runs: Run, **seen: Any) -> list[str]:
    """Return the keys of what stands; unless said, the last night was good."""
    return [each.key for each in alarms(Seen(runs, **{"night": run()} | seen), NOW)]


def judged(ago: float, published: int, rejected: int, **facts: Any) -> Run:
    counts = {"read": published + rejected, "published": published, "rejected": rejected}
    return run(ago, **{"counts": counts} | facts)


def test_nothing_stands_where_all_is_well() -> None:
    assert kinds(run(), run(25), run(3, "audit", deployment="audit")) == []


@pytest.mark.parametrize(("ago", "stands"), [(1, False), (25.9, False), (26.2, True), (900, True)])
def test_a_night_without_a_good_run(ago: float, stands: bool) -> None:
    assert kinds(night=run(ago)) == ["night"] * stands
    assert kinds(night=None) == ["no_night"]


def test_how_long_is_too_long_may_be_set() -> None:
    limits = limits_of({"GOUJI_ALARM_NIGHT_HOURS": "50", "GOUJI_ALARM_UNFINISHED_HOURS": "0.5"})
    seen = Seen([], run(49), [run(1, outcome=None)])
    assert [each.key for each in alarms(seen, NOW, limits)] == ["long:annual-reports/nightly"]
    for wrong in ("", "x", "0", "-1", "nan", "inf"):
        if wrong:
            with pytest.raises(BadLimit):
                limits_of({"GOUJI_ALARM_NIGHT_HOURS": wrong})


def test_a_failed_run_stands_until_one_like_it_is_good() -> None:
    failed = run(5, outcome="failed", error="OSError", reason="no room")
    by_hand = run(4, outcome="failed", error="OSError", deployment=None, asked={"year": 2020})
    assert kinds(failed) == ["failed:annual-reports/nightly"]
    assert kinds(run(3, outcome="failed", error="X"), failed) == ["failed:annual-reports/nightly"]
    # What was asked of one place does not make good what was asked of all; the night makes good both.
    assert kinds(run(3, asked={"year": 2020}, deployment=None), by_hand, failed) == ["failed:annual-reports/nightly"]
    assert kinds(run(3, asked={"year": 2021}, deployment=None), by_hand) == ["failed:annual-reports"]
    assert kinds(run(3), by_hand, failed) == []
    assert kinds(run(3, "audit"), failed) == ["failed:annual-reports/nightly"]
    assert kinds(run(24 * 8, outcome="failed", error="OSError")) == []
    assert kinds(run(5, outcome="failed", error="KeyboardInterrupt")) == []
    [alarm] = alarms(Seen([failed], run()), NOW)
    assert alarm.sentence("en") == "annual-reports/nightly (began 2026-03-09 07:00) failed: OSError: no room"


@pytest.mark.parametrize(
    ("ago", "gone", "later", "stands"),
    [
        (1, False, (), None),
        (1, None, (), None),
        (1, True, (), "dead"),
        (13, None, (), "long"),
        (13, True, (2,), None),
        (13, None, (2,), None),
        # It lives, and holds on to something.
        (13, False, (2,), "long"),
        (24 * 8, None, (), None),
        (24 * 8, False, (2,), "long"),
    ],
)
def test_runs_that_never_ended(ago: float, gone: bool | None, later: tuple[float, ...], stands: str | None) -> None:
    found = kinds(*(run(hours) for hours in later), unfinished=[run(ago, outcome=None)], gone=lambda _: gone)
    assert found == ([f"{stands}:annual-reports/nightly"] if stands else [])


def test_what_the_shrink_guard_keeps_and_what_an_audit_finds() -> None:
    stale = [Stale(2020, "330000", 100, 60), Stale(2021, "110000", 50, 0)]
    assert kinds(stale=stale) == ["kept:year=2020/region=330000", "kept:year=2021/region=110000"]
    faulty = run(5, "audit", faults={"raw.gone": 2, "mirror.gone": 1})
    [alarm] = alarms(Seen([faulty], run()), NOW)
    assert (alarm.key, "3 faults: mirror.gone ×1, raw.gone ×2" in alarm.sentence("en")) == ("verify", True)
    assert kinds(run(2, "audit"), faulty) == []
    assert kinds(run(2, "audit", outcome="failed", error="X", faults={}), faulty) == ["verify", "failed:audit/nightly"]
    assert kinds(damaged=["_runs/x.ended.json"]) == ["journal"]


def nights(before: tuple[int, int], now: tuple[int, int], count: int = 6, **facts: Any) -> list[Run]:
    return [judged(1, *now, **facts), *(judged(1 + 24 * night, *before, **facts) for night in range(1, count))]


@pytest.mark.parametrize(
    ("before", "now", "jumped"),
    [
        ((97, 3), (97, 3), False),
        ((97, 3), (60, 40), True),
        # Few: whatever they are, it may be chance.
        ((97, 3), (0, 3), False),
        ((97, 3), (12, 9), False),
        # Too few by themselves, but they stand out from the night before too.
        ((97, 3), (0, 19), True),
        ((97, 3), (0, 20), True),
        ((2, 0), (60, 40), False),
        # A nation: one point more is a thousand reports.
        ((99_000, 1_000), (97_900, 2_100), True),
        ((99_000, 1_000), (98_500, 1_500), False),
        ((100, 0), (94, 6), False),
        ((100, 0), (80, 20), True),
        # Bad before, worse now.
        ((600, 400), (450, 550), True),
        ((600, 400), (560, 440), False),
        ((0, 100), (0, 100), False),
        ((50, 50), (90, 10), False),
        # Half of forty are twenty by a coin too, and 29 now and then; 34 are not.
        ((50, 50), (9, 31), False),
        ((50, 50), (6, 34), True),
    ],
)
def test_a_share_of_rejections_that_jumps(before: tuple[int, int], now: tuple[int, int], jumped: bool) -> None:
    found = [each.name for each in jumps(nights(before, now), NOW) if each.group == "run"]
    assert found == ["annual-reports/nightly"] * jumped


def test_first_runs_old_runs_and_failed_runs_jump_nowhere() -> None:
    assert jumps([judged(1, 0, 500)], NOW) == []
    assert jumps(nights((97, 3), (60, 40), outcome="failed"), NOW) == []
    late = NOW + timedelta(days=8)
    assert jumps(nights((97, 3), (60, 40)), late) == []
    # A county by hand is not held against the nation.
    assert jumps([judged(1, 60, 40, asked={"region": 330281}), *nights((97, 3), (97, 3))[1:]], NOW) == []


def test_many_small_runs_are_judged_together() -> None:
    small = [judged(hour, 3, 4) for hour in range(1, 6)]
    found = jumps([*small, *(judged(24 * night, 97, 3) for night in range(1, 5))], NOW)
    assert [(each.group, each.now) for each in found] == [("run", Share(21, 12))]


def test_a_source_and_a_rule_jump_where_the_whole_does_not() -> None:
    def night(ago: float, rejected: int) -> Run:
        return judged(
            ago, 140_000 - rejected, rejected, sources={"a.gov.cn": (60, rejected), "b.gov.cn": (139_940, 0)},
            rules={"form.missing_table": rejected, "identity.year": 2},
        )  # fmt: skip

    found = jumps([night(1, 50), *(night(1 + 24 * ago, 1) for ago in range(1, 5))], NOW)
    assert {(each.group, each.name) for each in found} == {
        ("source", "a.gov.cn"),
        ("rule", "form.missing_table"),
        ("run", "annual-reports/nightly"),
    }
    quiet = [night(1 + 24 * ago, 2_000) for ago in range(5)]
    assert jumps(quiet, NOW) == []


def test_a_source_never_read_before_is_held_against_the_others() -> None:
    before = [judged(1 + 24 * night, 990, 10, sources={"b.gov.cn": (1000, 10)}) for night in range(1, 4)]
    now = judged(1, 1000, 30, sources={"b.gov.cn": (1000, 10), "new.gov.cn": (30, 20)})
    assert Jump("source", "new.gov.cn", Share(30, 20), Share(3000, 30)) in jumps([now, *before], NOW)


def test_every_alarm_says_what_stands_and_what_to_do() -> None:
    facts = dict.fromkeys(
        ("name", "hours", "last", "judged", "rejected", "percent", "before", "after", "started", "host", "pid", "error",
         "reason", "faults", "kinds", "count", "keys", "root"), 1,
    )  # fmt: skip
    for kind in ALARMS:
        alarm = Alarm(kind, facts=facts)
        for lang in ("zh", "en"):
            assert alarm.sentence(lang)
            assert alarm.todo(lang)
            assert all(text.encode("gbk") for text in (alarm.sentence(lang), alarm.todo(lang)))
        assert alarm.section.startswith(f"{PAGE}#alarm-")


def test_what_is_told_is_told_once_then_daily_and_the_all_clear_once() -> None:
    one, two = Alarm("no_night"), Alarm("kept", "x", {"name": "x", "before": 1, "after": 0})
    first = due([one], Told(), NOW)
    assert (bool(first), first.new, first.clear) == (True, {"no_night"}, False)
    told = first.then
    assert not due([one], told, NOW + timedelta(hours=1))
    assert due([one], told, NOW + AGAIN).new == frozenset()
    assert bool(due([one], told, NOW + AGAIN))
    more = due([one, two], told, NOW + timedelta(hours=1))
    assert (more.new, [each.key for each in more.alarms]) == ({"kept:x"}, ["no_night", "kept:x"])
    assert more.then.standing == {"no_night": NOW, "kept:x": NOW + timedelta(hours=1)}
    # One that went is forgotten: when it comes back it is new.
    fewer = due([one], more.then, NOW + timedelta(hours=2))
    assert (bool(fewer), list(fewer.then.standing)) == (False, ["no_night"])
    assert due([one, two], fewer.then, NOW + timedelta(hours=3)).new == {"kept:x"}
    clear = due([], more.then, NOW + timedelta(hours=2))
    assert (bool(clear), clear.clear) == (True, True)
    assert not due([], clear.then, NOW + timedelta(hours=3))
    assert not due([], Told(), NOW)


@pytest.mark.parametrize(("lang", "new", "rest"), [("zh", "（新）", "另 5 项"), ("en", "(new)", "and 5 more")])
def test_a_message_says_what_is_new_and_does_not_run_on(lang: Any, new: str, rest: str) -> None:
    many = [Alarm("kept", str(n), {"name": n, "before": 1, "after": 0}) for n in range(SHOWN + 5)]
    told = Told({each.key: NOW for each in many[1:]}, NOW)
    title, body = message(due(many, told, NOW), "s3://gouji/data", NOW, lang)
    assert "s3://gouji/data" in title
    assert (body.count(new), rest in body) == (1, True)
    title, _ = message(due([], told, NOW), "s3://gouji/data", NOW, lang)
    assert "\n" not in title
