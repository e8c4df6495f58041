"""What the steward must be told of a ROOT: conditions over the journal, HEAD and the time, as rows of data. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gouji.console import Lang
from gouji.manifest import Stale
from gouji.partition import place_name
from tasks.raw import CHINA
from tasks.watching.journal import AUDIT, NIGHTLY, Run
from tasks.watching.jumps import YOUNG, Jump, jumps
from tasks.wording import say

PAGE = "docs/operations.md"

ALARMS: dict[str, tuple[str, str, str, str]] = {
    "night": (
        "{hours} 小时没有一次成功的夜间运行（上一次：{last}）。",
        "No good night run for {hours} hours (the last: {last}).",
        "看 status 里最近失败的和没有结束的运行；检查 Prefect 的服务器和 worker 是否在运行；然后重跑一次",
        "see what failed or never ended in `status`; see whether Prefect's server and worker are up; then run it again",
    ),
    "no_night": (
        "这里从来没有一次成功的夜间运行。",
        "There never was a good night run here.",
        "确认 ROOT 写对了；确认计划已部署，worker 在运行",
        "see that ROOT is the right one, that the schedule is deployed and the worker runs",
    ),
    "rejections.run": (
        "{name} 退回 {rejected}/{judged}（{percent}%），以前是 {before}%。",
        "{name} rejects {rejected} of {judged} ({percent} %); it was {before} %.",
        "用 rejected 看是哪些规则、哪些来源；若升级过程序，先用 diff 与升级前比较",
        "see in `rejected` which rules and sources it is; after an upgrade compare with `diff` first",
    ),
    "rejections.source": (
        "来源 {name} 退回 {rejected}/{judged}（{percent}%），以前是 {before}%。",
        "Of the source {name} {rejected} of {judged} are rejected ({percent} %); it was {before} %.",
        "打开其中一份的原件（original）：多半是该网站改了版式",
        "open one of the originals (`original`): most often the site has changed its layout",
    ),
    "rejections.rule": (
        "规则 {name} 退回 {rejected}/{judged}（{percent}%），以前是 {before}%。",
        "The rule {name} rejects {rejected} of {judged} ({percent} %); it was {before} %.",
        "用 rejected --rule {name} 看几份：是报告错，还是读错",
        "look at some in `rejected --rule {name}`: are the reports wrong, or is the reading",
    ),
    "dead": (
        "{name}（{started} 开始，主机 {host}，进程 {pid}）中断了：进程已不在，没有结束的记录。",
        "{name} (began {started}, host {host}, process {pid}) is gone without an end.",
        "已发布的内容是完整的；重跑一次即可",
        "what is published is whole; run it again",
    ),
    "long": (
        "{name}（{started} 开始，主机 {host}，进程 {pid}）{hours} 小时还没有结束。",
        "{name} (began {started}, host {host}, process {pid}) has not ended for {hours} hours.",
        "到那台主机上看进程是否还在；不在了就重跑一次，还在就看它的日志",
        "see on that host whether the process is there: if not, run it again; if so, read its log",
    ),
    "failed": (
        "{name}（{started} 开始）失败：{error}：{reason}",
        "{name} (began {started}) failed: {error}: {reason}",
        "处理所说的原因，再运行一次；此前的提交都完整保留",
        "mend what it says, then run it again; each commit made before is whole",
    ),
    "kept": (
        "缩减保护留下了分区 {name}：现有 {before} 份，只剩 {after} 份。",
        "The shrink guard kept the partition {name}: it holds {before} reports, {after} would be left.",
        "先查为什么少了；确认无误后加 --allow-shrink 重跑",
        "find out first why they went; if that is right, run again with --allow-shrink",
    ),
    "verify": (
        "审计（{started}）发现 {faults} 处问题：{kinds}。",
        "The audit of {started} found {faults} faults: {kinds}.",
        "运行 verify，逐条按它说的做",
        "run `verify`, and do what it says of each",
    ),
    "journal": (
        "运行日志里有 {count} 条读不出来，或写着将来的时间：{keys}",
        "{count} entries of the journal of runs cannot be read, or began in the future: {keys}",
        "从备份取回，或把它们移走；数据不受影响",
        "take them from a backup or move them away; the data is not touched by it",
    ),
    "store": (
        "读不了 {root}：{reason}",
        "{root} cannot be read: {reason}",
        "检查存储是否在线、密钥是否有效；若说内容不完整，运行 verify",
        "see whether the store is up and the credentials hold; where it says not whole, run `verify`",
    ),
}
"""The sentence (zh, en), and what to do (zh, en)."""


@dataclass(frozen=True)
class Limits:
    """When what takes long has taken too long."""

    night: timedelta = timedelta(hours=26)
    unfinished: timedelta = timedelta(hours=12)


@dataclass(frozen=True)
class Alarm:
    """One thing that stands. Two are the same where kind and `about` are: what was told need not be told again."""

    kind: str
    about: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """Return what the alarm is known by from one look to the next."""
        return f"{self.kind}:{self.about}" if self.about else self.kind

    @property
    def section(self) -> str:
        """Return where the steward's handbook says what it means."""
        return f"{PAGE}#alarm-{_SECTION.get(self.kind, self.kind).partition('.')[0]}"

    def sentence(self, lang: Lang) -> str:
        """Return what stands."""
        return ALARMS[self.kind][0 if lang == "zh" else 1].format(**self.facts)

    def todo(self, lang: Lang) -> str:
        """Return what to do."""
        return ALARMS[self.kind][2 if lang == "zh" else 3].format(**self.facts)

    def advice(self, lang: Lang) -> str:
        """Return what to do, and where the handbook says more of it."""
        return say("alarm_todo", lang, self.todo(lang), self.section)

    def to_dict(self, lang: Lang) -> dict[str, Any]:
        """Return everything as plain values."""
        said = {"sentence": self.sentence(lang), "todo": self.todo(lang), "section": self.section}
        return {"key": self.key, "kind": self.kind, **said, "facts": dict(self.facts)}


_SECTION = {"no_night": "night", "dead": "unfinished", "long": "unfinished"}


@dataclass(frozen=True)
class Seen:
    """What is looked at: the newest runs, the last good night, runs that never ended, partitions HEAD holds as kept.

    `gone` tells of an unfinished run whether its process is gone, or None where that cannot be told from here.
    """

    runs: Sequence[Run]
    night: Run | None = None
    unfinished: Sequence[Run] = ()
    stale: Sequence[Stale] = ()
    damaged: Sequence[str] = ()
    gone: Callable[[Run], bool | None] = lambda _: None


def alarms(seen: Seen, now: datetime, limits: Limits = Limits()) -> list[Alarm]:
    """Return what stands now, the gravest first."""
    return [*_night(seen, now, limits), *_verify(seen), *_failed(seen, now), *_unfinished(seen, now, limits),
            *_kept(seen), *(_jump(each) for each in jumps(seen.runs, now)), *_damaged(seen)]  # fmt: skip


def is_dead(run: Run, gone: bool | None, now: datetime, limits: Limits = Limits()) -> bool:
    """Tell whether a run that left no end will leave none: its process is gone, or it began too long ago."""
    return bool(gone) or now - run.started > limits.unfinished


def _night(seen: Seen, now: datetime, limits: Limits) -> Iterator[Alarm]:
    if seen.night is None:
        yield Alarm("no_night")
    elif now - (seen.night.ended or seen.night.started) > limits.night:
        ended = seen.night.ended or seen.night.started
        yield Alarm("night", facts={"hours": _hours(now - ended), "last": moment(ended)})


def _verify(seen: Seen) -> Iterator[Alarm]:
    last = last_audit(seen.runs)
    if last is not None and last.faults:
        kinds = ", ".join(f"{kind} ×{count}" for kind, count in sorted(last.faults.items()))
        facts = {"started": moment(last.started), "faults": sum(last.faults.values()), "kinds": kinds}
        yield Alarm("verify", facts=facts)


def _failed(seen: Seen, now: datetime) -> Iterator[Alarm]:
    told = set()
    for run in seen.runs:
        # Who breaks a run off at the keyboard knows.
        if run.outcome != "failed" or run.error == "KeyboardInterrupt" or now - run.started > YOUNG:
            continue
        if run.name not in told and not made_good(run, seen.runs):
            told.add(run.name)
            facts = {"name": run.name, "started": moment(run.started), "error": run.error, "reason": run.reason or ""}
            yield Alarm("failed", run.name, facts)


def _unfinished(seen: Seen, now: datetime, limits: Limits) -> Iterator[Alarm]:
    told = set()
    for run in seen.unfinished:
        gone, age = seen.gone(run), now - run.started
        if not is_dead(run, gone, now, limits):
            continue
        # One that still runs after so long holds on to something, whatever ran since.
        if gone is not False and (age > YOUNG or made_good(run, seen.runs)):
            continue
        kind = "dead" if gone else "long"
        if (kind, run.name) not in told:
            told.add((kind, run.name))
            where = {"host": run.process.host, "pid": run.process.pid, "hours": _hours(age)}
            yield Alarm(kind, run.name, {"name": run.name, "started": moment(run.started), **where})


def _kept(seen: Seen) -> Iterator[Alarm]:
    for each in seen.stale:
        name = place_name(each.year, each.region)
        yield Alarm("kept", name, {"name": name, "before": each.before, "after": each.after})


def _jump(jump: Jump) -> Alarm:
    facts = {"name": jump.name, "judged": jump.now.judged, "rejected": jump.now.rejected}
    return Alarm(
        f"rejections.{jump.group}",
        jump.name,
        facts | {"percent": jump.now.percent, "before": jump.before.percent},
    )


def _damaged(seen: Seen) -> Iterator[Alarm]:
    if seen.damaged:
        yield Alarm("journal", facts={"count": len(seen.damaged), "keys": ", ".join(sorted(seen.damaged)[:3])})


def last_audit(runs: Sequence[Run]) -> Run | None:
    """Return the newest audit that looked at everything, None where none of the runs is one."""
    return next((run for run in runs if run.flow == AUDIT and run.outcome == "completed"), None)


def made_good(run: Run, runs: Sequence[Run]) -> bool:
    """Tell whether a later run of the flow did what this one did not: it was asked the same, or for everything."""
    return any(
        each.flow == run.flow
        and each.started > run.started
        and each.outcome in ("completed", "kept")
        and (each.asked == run.asked or (each.is_whole and each.deployment in (run.deployment, NIGHTLY)))
        for each in runs
    )


def moment(when: datetime) -> str:
    """Return a time as the steward reads it, by China's clock."""
    return when.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)
