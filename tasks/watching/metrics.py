"""How a ROOT stands as figures to chart: Prometheus's text format, for node_exporter's textfile collector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gouji.release import Head
from tasks.watching.alarms import ALARMS, Alarm, Limits
from tasks.watching.journal import Run
from tasks.watching.standing import Counts, Runs

OUTCOMES = ("completed", "kept", "failed")
RECENT = 10
"""Runs of a flow that its recent share of rejections is of."""


def exposition(
    state: Head, counts: Counts, runs: Runs, alarms: Iterable[Alarm], now: datetime, limits: Limits
) -> bytes:
    """Return the figures in Prometheus's text format; the same standing at the same time gives the same bytes."""
    registry = CollectorRegistry()
    registry.register(_Standing([*_of_head(state, counts), *_of_runs(runs, now, limits), _of_alarms(alarms)]))
    return generate_latest(registry)


class _Standing(Collector):
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _gauge(name: str, means: str, value: float | None = None, labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"gouji_{name}", means, value, labels or None)


def _of_head(state: Head, counts: Counts) -> Iterator[Metric]:
    yield _gauge("head_version", "Number of the version in force, 0 where nothing was published.", state.number)
    reports = _gauge("reports", "Reports at HEAD, by region, year and verdict.", labels=("region", "year", "verdict"))
    for row in counts.places.iter_rows(named=True):
        for verdict in ("published", "rejected"):
            reports.add_metric((row["region_code"], str(row["report_year"]), verdict), row[verdict])
    yield reports
    documents = _gauge("documents", "Files on record at HEAD, by what became of them.", labels=("status",))
    for status, count in sorted(counts.documents.items()):
        documents.add_metric((status,), count)
    yield documents
    stale = _gauge(
        "partition_stale", "1 for each partition that the shrink guard kept as it was.", labels=("region", "year")
    )
    for each in state.manifest.stale:
        stale.add_metric((each.region, str(each.year)), 1)
    yield stale
    yield _gauge("partitions_stale", "Partitions that the shrink guard kept as they were.", len(state.manifest.stale))
    yield _gauge("rejections_undecided", "Rejected reports that no person has decided on.", counts.undecided)
    if counts.oldest and counts.oldest.since:
        since = datetime.combine(counts.oldest.since, datetime.min.time(), UTC)
        yield _gauge(
            "oldest_undecided_rejection_timestamp_seconds",
            "Day on which the file of the rejected report that waits longest was first seen.",
            since.timestamp(),
        )


def _of_runs(runs: Runs, now: datetime, limits: Limits) -> Iterator[Metric]:
    yield _gauge("runs_under_way", "Runs that began, left no end yet, and may still.", len(runs.under_way(now, limits)))
    yield _gauge("runs_unfinished", "Runs that began and will leave no end.", len(runs.never_ended(now, limits)))
    if runs.seen.night and runs.seen.night.ended:
        night = runs.seen.night.ended
        yield _gauge("last_good_night_timestamp_seconds", "When the last good night run ended.", night.timestamp())
        yield _gauge(
            "last_good_night_age_seconds",
            "Time since the last good night run, when this was written.",
            (now - night).total_seconds(),
        )
    names = ("flow", "deployment")
    ended = _gauge("last_run_end_timestamp_seconds", "When the last run ended.", labels=names)
    lasted = _gauge("last_run_duration_seconds", "How long the last run took.", labels=names)
    stages = _gauge("last_run_stage_seconds", "How long each stage of the last run took.", labels=(*names, "stage"))
    documents = _gauge("last_run_documents", "What became of the files of the last run.", labels=(*names, "status"))
    outcome = _gauge("last_run_outcome", "1 for how the last run ended, else 0.", labels=(*names, "outcome"))
    share = _gauge(
        "rejection_ratio", f"Share of rejected reports in the last run, and the last {RECENT}.", labels=(*names, "runs")
    )
    for _, run in sorted(runs.last.items()):
        own = (run.flow, run.deployment or "")
        if run.ended is None or run.lasted is None:
            continue
        ended.add_metric(own, run.ended.timestamp())
        lasted.add_metric(own, run.lasted.total_seconds())
        for stage, seconds in sorted(run.seconds.items()):
            stages.add_metric((*own, stage), seconds)
        for status, count in sorted(run.counts.items()):
            documents.add_metric((*own, status), count)
        for each in OUTCOMES:
            outcome.add_metric((*own, each), float(run.outcome == each))
        alike = [each for each in runs.seen.runs if each.name == run.name and each.counts]
        for label, taken in (("1", alike[:1]), (str(RECENT), alike[:RECENT])):
            ratio = _ratio(taken)
            if ratio is not None:
                share.add_metric((*own, label), ratio)
    yield from (ended, lasted, stages, documents, outcome, share)


def _ratio(runs: Iterable[Run]) -> float | None:
    counts = [run.counts for run in runs]
    rejected = sum(each.get("rejected", 0) for each in counts)
    judged = rejected + sum(each.get("published", 0) for each in counts)
    return rejected / judged if judged else None


def _of_alarms(alarms: Iterable[Alarm]) -> Metric:
    standing = [each.kind for each in alarms]
    metric = _gauge("alarms_standing", "Alarms that stand, by kind.", labels=("kind",))
    for kind in ALARMS:
        metric.add_metric((kind,), standing.count(kind))
    return metric
