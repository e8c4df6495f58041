"""Where the share of rejected reports jumped: of a run, of a source, by a rule. Pure over the journal and the time.

What is held against what: of the newest runs as many as together judged enough, against those before them. A run is
held against runs that were asked the same, or a county by hand would be held against the whole nation; a source
against itself, whatever run read it, and a source that was never read before against the runs asked the same. A rise
counts where it is twice the share, or ten points, and so large in reports that it is no chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tasks.watching.journal import Run

JUDGED_AT_LEAST = 20
"""Reports judged now, and before: what fewer say is chance."""
MORE_AT_LEAST = 10
"""Reports rejected above what the share before would have brought."""
TIMES, POINTS, SIGMAS = 2.0, 0.10, 4.0
EARLIER = 10
"""Runs before that are held against; so a rise that stays is no news after about as many nights."""
YOUNG = timedelta(days=7)
"""What is older is no jump of today."""

Group = Literal["run", "source", "rule"]


@dataclass(frozen=True)
class Share:
    """How many were judged, and how many of them rejected."""

    judged: int = 0
    rejected: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.judged + other.judged, self.rejected + other.rejected)

    @property
    def percent(self) -> float:
        """Return the share in percent, to one place."""
        return round(100 * self.rejected / self.judged, 1) if self.judged else 0.0


@dataclass(frozen=True)
class Jump:
    """A share that jumped: of the run named, of a source, or of what a rule rejects."""

    group: Group
    name: str
    now: Share
    before: Share


def jumps(runs: Sequence[Run], now: datetime) -> list[Jump]:
    """Return what jumped, of runs from the newest on; nothing where too few were judged to say."""
    judged = [run for run in runs if run.outcome in ("completed", "kept") and _share(run).judged]
    questions: dict[str, list[Run]] = {}
    for run in judged:
        questions.setdefault(_question(run), []).append(run)
    found = [jump for asked in questions.values() for jump in _of_question(asked, now)]
    return [*found, *_of_sources(judged, questions, now)]


def _of_question(runs: Sequence[Run], now: datetime) -> Iterator[Jump]:
    name = runs[0].name
    yield from _held("run", name, [(run, _share(run)) for run in runs], now)
    for rule in sorted({rule for run in runs if _is_young(run, now) for rule in run.rules}):
        shares = [(run, Share(_share(run).judged, run.rules.get(rule, 0))) for run in runs]
        yield from _held("rule", rule, shares, now)


def _of_sources(runs: Sequence[Run], questions: dict[str, list[Run]], now: datetime) -> Iterator[Jump]:
    for source in sorted({source for run in runs if _is_young(run, now) for source in run.sources}):
        shares = [(run, Share(*run.sources[source])) for run in runs if source in run.sources]
        newest = shares[0][0]
        others = [run for run in questions[_question(newest)] if run.started < newest.started and run != newest]
        yield from _held("source", source, shares, now, instead=[_share(run) for run in others[:EARLIER]])


def _held(
    group: Group, name: str, shares: Sequence[tuple[Run, Share]], now: datetime, instead: Iterable[Share] = ()
) -> Iterator[Jump]:
    recent, taken = Share(), 0
    for run, share in shares:
        if recent.judged >= JUDGED_AT_LEAST or not _is_young(run, now):
            break
        recent, taken = recent + share, taken + 1
    earlier = sum((share for _, share in shares[taken : taken + EARLIER]), Share())
    if earlier.judged < JUDGED_AT_LEAST:
        earlier = sum(instead, Share())
    if recent.judged >= JUDGED_AT_LEAST and earlier.judged >= JUDGED_AT_LEAST and _rose(recent, earlier):
        yield Jump(group, name, recent, earlier)


def _rose(now: Share, before: Share) -> bool:
    share, then = now.rejected / now.judged, before.rejected / before.judged
    if share < TIMES * then and share - then < POINTS:
        return False
    # One rejection more than there was: from a share of nothing, no rise would be chance.
    expected = (before.rejected + 1) / (before.judged + 2)
    more = now.rejected - now.judged * expected
    return more >= MORE_AT_LEAST and more >= SIGMAS * (now.judged * expected * (1 - expected)) ** 0.5


def _share(run: Run) -> Share:
    return Share(
        run.counts.get("published", 0) + run.counts.get("rejected", 0),
        run.counts.get("rejected", 0),
    )


def _question(run: Run) -> str:
    return json.dumps([run.flow, run.deployment, run.asked], sort_keys=True)


def _is_young(run: Run, now: datetime) -> bool:
    return now - run.started <= YOUNG
