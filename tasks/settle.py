"""What one load brings to HEAD: which readings are judged, against what, and what becomes of every document.

Pure over the reports read and what HEAD records. The order of things here is the contract's "What a run changes":
one reading for equal bytes, the newest for one address, one report for one body and year, and every document
counted once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl

from gouji.release import Head
from gouji.report import NoReport, Report
from gouji.snapshot import Source
from gouji.tables import FIGURE_TABLES, TABLES
from tasks.raw import Met
from tasks.recorded import CODES, Pair, Recorded, Scope

KNOWN = {"report_id": pl.String, "address": pl.String, "cells_digest": pl.String}


class Judgement(Protocol):
    """What the rules found: all tables but `documents`, the residuals, and the readings with an error."""

    frames: dict[str, pl.DataFrame]
    residuals: pl.DataFrame
    rejected: frozenset[str]


@dataclass
class _Judged:
    """What the rules found of all rounds so far; the gate is passed once, with all of it."""

    residuals: list[pl.DataFrame] = field(default_factory=list)
    rejected: frozenset[str] = frozenset()
    readings: list[_Reading] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def forget(self, readings: Sequence[str]) -> None:
        """Take out some readings, to be judged anew."""
        ids = frozenset(readings)
        self.residuals = [frame.filter(~pl.col("reading_id").is_in(ids)) for frame in self.residuals]
        self.rejected -= ids
        self.readings = [each for each in self.readings if each.id not in ids]


class Gate(Protocol):
    """What the gate decided."""

    accepted: frozenset[str]
    rejected: frozenset[str]
    results: list[dict[str, Any]]


@dataclass(frozen=True)
class Verdicts:
    """How to judge: the rules, the gate, the digest of a report's cells, and the cells HEAD publishes."""

    judge: Callable[[Sequence[Report], Mapping[str, Source], pl.DataFrame], Judgement]
    pass_gate: Callable[[pl.DataFrame, frozenset[str]], Gate]
    digest: Callable[[Mapping[str, pl.DataFrame]], pl.DataFrame]
    published_cells: Callable[[Sequence[str]], Mapping[str, pl.DataFrame]]


@dataclass
class Settled:
    """What a load brings to one HEAD: rows for every table, and what became of each document it was to read."""

    head: Head
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    documents: list[dict[str, Any]] = field(default_factory=list)
    """A row for each document the load was to read and that is in scope."""
    out_of_scope: int = 0
    gate: list[dict[str, Any]] = field(default_factory=list)
    """What the gate found, a row an expectation."""

    def forget(self, readings: Sequence[str]) -> None:
        """Take out the rows of some readings, to be judged anew."""
        ids = frozenset(readings)
        for name, frames in self.frames.items():
            self.frames[name] = [frame.filter(~pl.col("reading_id").is_in(ids)) for frame in frames]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the rows of every published table, typed as declared."""
        tables = {
            name: pl.concat(self.frames[name]) if self.frames[name] else table.empty()
            for name, table in TABLES.items()
            if name != "documents"
        }
        return {"documents": pl.DataFrame(self.documents, schema=TABLES["documents"].polars_schema()), **tables}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading to be judged, the source its rows name, and the sources of the run it is current at."""

    report: Report
    source: Source
    sources: tuple[Source, ...]

    @property
    def id(self) -> str:
        """Return the reading_id."""
        return self.report.sha256[:16]


def settle(
    head: Head,
    met: Sequence[Met],
    batches: Iterable[Sequence[Report | NoReport]],
    recorded: Recorded,
    scope: Scope,
    verdicts: Verdicts,
) -> Settled:
    """Return what a load brings. Every pair of bytes and address in `met` is counted under exactly one status.

    `batches` holds the reports of the load; pairs of one batch never share an address or bytes with another's.
    """
    settled = Settled(head)
    at: dict[str, list[Met]] = defaultdict(list)
    for each in met:
        at[each.source.sha256].append(each)
    accepted: dict[str, Source] = {}
    judged = _Judged()
    unmatched: list[_Reading] = []
    for batch in batches:
        current: list[tuple[Report, list[Met]]] = []
        for content in batch:
            pairs = at[content.sha256]
            if isinstance(content, NoReport):
                settled.documents += [
                    _document(each.source, content.media_type, "ignored", content.reason) for each in pairs
                ]
            elif scope and not _within(content, pairs, recorded, scope):
                settled.out_of_scope += len(pairs)
            else:
                current.append((content, pairs))
        readings = _supersede(settled, current, recorded)
        standing = _known_of_head(readings, recorded, verdicts)
        for wave in _waves(readings, recorded):
            known = pl.concat([standing, _known_of_run(wave, accepted, settled, verdicts)])
            rejected = _judge(settled, judged, wave, known, accepted, verdicts)
            unmatched += [each for each in rejected if each.report.report_id not in known["report_id"]]
    # What was rejected before another file was accepted as the same report is judged once more, beside that file:
    # as it would be in the next run, which reads what is published first.
    for wave in _waves([each for each in unmatched if each.report.report_id in accepted], recorded):
        for found in (settled, judged):
            found.forget([each.id for each in wave])
        _judge(settled, judged, wave, _known_of_run(wave, accepted, settled, verdicts), accepted, verdicts)
    _pass_gate(settled, judged, verdicts)
    return settled


def _within(report: Report, pairs: Sequence[Met], recorded: Recorded, scope: Scope) -> bool:
    identity = report.identity
    if scope.takes(identity.report_year, tuple(getattr(identity, code) for code in CODES)):
        return True
    replaced = [report.sha256, *(_held(recorded, report.report_id, each.source.address) for each in pairs)]
    return any(sha256 in recorded.standings and recorded.in_scope(sha256, scope) for sha256 in replaced if sha256)


def _held(recorded: Recorded, report_id: str, address: str) -> str | None:
    """Return the bytes HEAD holds as this report from this address."""
    return next(
        (
            sha256
            for sha256, at in recorded.of_report.get(report_id, ())
            if at == address and recorded.status(sha256, at) != "superseded"
        ),
        None,
    )


def _elsewhere(recorded: Recorded, sha256: str, sources: Sequence[Source]) -> list[Source]:
    """Return the other addresses HEAD holds these bytes at."""
    held = {source.address for source in sources}
    return [
        recorded.source(sha256, address)
        for address in recorded.of_sha.get(sha256, ())
        if address not in held and recorded.status(sha256, address) != "superseded"
    ]


def _supersede(settled: Settled, current: Sequence[tuple[Report, Sequence[Met]]], recorded: Recorded) -> list[_Reading]:
    """Return the readings that are the newest of their report at one address at least; the rest is superseded.

    Newest is what HEAD holds, where that is among what is read (a file may have returned to its older text), else
    what was first met last.
    """
    versions: dict[Pair, dict[str, str]] = defaultdict(dict)
    for report, pairs in current:
        for each in pairs:
            versions[report.report_id, each.source.address][report.sha256] = each.first_seen
    newest: dict[Pair, str] = {}
    for pair, seen in versions.items():
        held = _held(recorded, *pair)
        newest[pair] = held if held in seen else max(seen, key=lambda sha256: (seen[sha256], sha256))
    readings = []
    for report, pairs in current:
        won = []
        for each in pairs:
            winner = newest[report.report_id, each.source.address]
            if winner == report.sha256:
                won.append(each.source)
            else:
                reason = f"superseded by {winner[:16]}"
                settled.documents.append(_report_document(report, each.source, "superseded", reason))
        if won:
            first = _first(
                report, [*won, *_elsewhere(recorded, report.sha256, [each.source for each in pairs])], recorded
            )
            readings.append(_Reading(report, first, tuple(won)))
    return readings


def _first(report: Report, sources: Sequence[Source], recorded: Recorded) -> Source:
    """Return the source a reading's rows name: the one HEAD names for this report, where the bytes are there too."""
    published = recorded.primaries.get(report.report_id)
    return next((source for source in sources if published and source.address == published[1]), sources[0])


def _known_of_head(readings: Sequence[_Reading], recorded: Recorded, verdicts: Verdicts) -> pl.DataFrame:
    """Return what HEAD publishes, and this batch does not replace, under the report_ids of the batch."""
    replaced = {reading.report.sha256 for reading in readings}
    replaced_at = {(each.report.report_id, source.address) for each in readings for source in each.sources}
    standing = {
        report_id: recorded.primaries[report_id][1]
        for report_id in {reading.report.report_id for reading in readings} & recorded.primaries.keys()
        if recorded.primaries[report_id][0] not in replaced
        and (report_id, recorded.primaries[report_id][1]) not in replaced_at
    }
    if not standing:
        return pl.DataFrame(schema=KNOWN)
    return _digests(verdicts.published_cells(sorted(standing)), standing, verdicts)


def _digests(cells: Mapping[str, pl.DataFrame], addresses: Mapping[str, str], verdicts: Verdicts) -> pl.DataFrame:
    digests = verdicts.digest(cells).filter(pl.col("report_id").is_in(list(addresses)))
    address = pl.col("report_id").replace_strict(dict(addresses), return_dtype=pl.String)
    return digests.with_columns(address=address).select(*KNOWN)


def _waves(readings: Sequence[_Reading], recorded: Recorded) -> list[list[_Reading]]:
    """Return the readings in rounds that hold a report once, so that each round is judged against those before."""
    order = sorted(
        readings, key=lambda each: recorded.primaries.get(each.report.report_id, ("", ""))[1] != each.source.address
    )
    waves: list[list[_Reading]] = []
    met: dict[str, int] = defaultdict(int)
    for reading in order:
        turn = met[reading.report.report_id]
        met[reading.report.report_id] += 1
        if turn == len(waves):
            waves.append([])
        waves[turn].append(reading)
    return waves


def _known_of_run(
    wave: Sequence[_Reading], accepted: Mapping[str, Source], settled: Settled, verdicts: Verdicts
) -> pl.DataFrame:
    """Return what this load accepted before under the report_ids of this round: mostly nothing."""
    known = {id_: accepted[id_] for id_ in {each.report.report_id for each in wave} & accepted.keys()}
    if not known:
        return pl.DataFrame(schema=KNOWN)
    readings = [source.sha256[:16] for source in known.values()]
    cells = {
        name: pl.concat(settled.frames[name]).filter(pl.col("reading_id").is_in(readings)) for name in FIGURE_TABLES
    }
    return _digests(cells, {report_id: source.address for report_id, source in known.items()}, verdicts)


def _judge(
    settled: Settled,
    judged: _Judged,
    wave: Sequence[_Reading],
    known: pl.DataFrame,
    accepted: dict[str, Source],
    verdicts: Verdicts,
) -> list[_Reading]:
    """Add what one round of readings brings, and return those of them that are rejected."""
    sources = {each.report.sha256: each.source for each in wave}
    judgement = verdicts.judge([each.report for each in wave], sources, known)
    sound = [each for each in wave if each.id not in judgement.rejected]
    # A sound report that is published from another address already holds equal cells: one more source of it.
    published = set(known["report_id"])
    second = [each.id for each in sound if each.report.report_id in published]
    for name, frame in judgement.frames.items():
        settled.frames[name].append(frame.filter(~pl.col("reading_id").is_in(second)) if second else frame)
    accepted.update({each.report.report_id: each.source for each in sound if each.id not in second})
    judged.residuals.append(judgement.residuals)
    judged.rejected |= judgement.rejected
    judged.readings += wave
    judged.reasons |= _reasons(judgement.frames["findings"])
    return [each for each in wave if each.id in judgement.rejected]


def _pass_gate(settled: Settled, judged: _Judged, verdicts: Verdicts) -> None:
    """Let the gate decide what is published; it fails the run where it would decide otherwise than the rules."""
    if not judged.readings:
        return
    gate = verdicts.pass_gate(pl.concat(judged.residuals), judged.rejected)
    settled.gate = gate.results
    for each in judged.readings:
        status, reason = ("published", None) if each.id in gate.accepted else ("rejected", judged.reasons.get(each.id))
        settled.documents += [_report_document(each.report, source, status, reason) for source in each.sources]


def _reasons(findings: pl.DataFrame) -> dict[str, str]:
    errors = findings.filter(pl.col("severity") == "error").group_by("reading_id")
    return dict(errors.agg(pl.col("rule_id").unique().sort().str.join(" ")).iter_rows())


def _report_document(report: Report, source: Source, status: str, reason: str | None) -> dict[str, Any]:
    identity = report.identity
    return _document(source, report.media_type, status, reason) | {
        "report_id": report.report_id,
        "reading_id": report.sha256[:16],
        "agency_id": identity.agency_id,
        "report_year": identity.report_year,
        "region_code": identity.region_code,
        "agency_name": identity.agency_name,
    }


def _document(source: Source, media_type: str, status: str, reason: str | None) -> dict[str, Any]:
    return {
        "source_sha256": source.sha256,
        "source_uri": source.source_uri,
        "source_url": source.source_url,
        "file_name": source.name,
        "media_type": media_type,
        "first_seen_date": source.first_seen_date,
        "status": status,
        "reason": reason,
    }
