"""Release: from what HEAD holds and what a run brings to the next manifest, over any Storage.

Objects are immutable and content-addressed; they are stored, read back and proved, judged by the gate as they were
read back, then named by a manifest, and the swap of HEAD publishes them all at once. Killed anywhere before it, a run
has changed nothing a reader of HEAD sees; run again, it ends in the same state. `current/`, `rejected/` and
`reference/` are made to equal HEAD afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from gouji.assembly import Frame, Keep, assemble
from gouji.columns import Table
from gouji.conservation import readings_of
from gouji.manifest import (
    Attached,
    Gated,
    Head,
    HeadMoved,
    Manifest,
    Stale,
    Storage,
    Stored,
    head,
    manifest,
    read_table,
    swap_head,
    while_in_force,
    write_log,
)
from gouji.mirror import mirror
from gouji.partition import CURRENT, REJECTED, ObjectError, Partition, RowsError, conform, merge
from gouji.succession import ADDRESS, Holdings, Succession, placed_in, succeed
from gouji.tables import DOCUMENTS, FIGURE_TABLES, REPORTS, TABLES

__all__ = [
    "Change",
    "Commit",
    "Gate",
    "Gated",
    "Head",
    "HeadMoved",
    "Manifest",
    "ObjectError",
    "RowsError",
    "Stale",
    "Storage",
    "commit",
    "head",
    "manifest",
    "mirror",
    "published_cells",
    "records",
]

# The shrink guard: a partition that would lose more than this share of its reports, and at least so many, is kept.
SHRINK_SHARE = 0.05
SHRINK_LEAST = 20

_HOLDING = ("report_id", "reading_id", "agency_id", "report_year", "region_code", "agency_name")
# What makes two readings of a cell the same figure.
_SAID = ("meaning", "value", "unit")


Gate = Callable[[pl.DataFrame], Gated]
"""Judges what was stored, one row a reading (`gouji.conservation`), and raises where something may not be published."""


@dataclass(frozen=True)
class Change:
    """What one run brings: rows of every table of `TABLES`, of accepted and rejected readings together.

    A reading is published if a row of `documents` says so, else rejected. A second source brings only its row of
    `documents`. `attached`: files beside the partitions by path (`reference/rules.csv`), or what gives them for the
    objects of the new state; None leaves HEAD's.
    """

    frames: Mapping[str, Frame]
    attached: Mapping[str, bytes] | Callable[[tuple[Stored, ...]], Mapping[str, bytes]] | None = None


@dataclass(frozen=True)
class Commit:
    """What a commit did. `head` is what holds now; nothing was written where `changed` is False.

    `stale`: partitions the shrink guard kept; `held_back`: files whose readings were left out for it (source_sha256);
    `withdrawn`: reports no longer published anywhere; `unsettled`: former second sources to be read again.
    """

    head: Head
    changed: bool
    partitions_changed: tuple[Partition, ...] = ()
    stale: tuple[Stale, ...] = ()
    held_back: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    unsettled: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def number(self) -> int | None:
        """Return the number of the manifest written, None where none was."""
        return self.head.number if self.changed else None


def records(storage: Storage, at: Head, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the `documents` of HEAD, both areas, with `area`, `year`, `region` and `address` (url, else uri)."""
    found = _held(storage, at.manifest, DOCUMENTS, None).with_columns(address=ADDRESS)
    return found if columns is None else found.select(columns)


def published_cells(storage: Storage, at: Head, report_ids: Iterable[str]) -> dict[str, pl.DataFrame]:
    """Return the rows of the tables of figures that HEAD publishes under these ids, from the partitions they are in."""
    wanted = pl.Series("report_id", sorted(set(report_ids)), pl.String)
    years = {int(name.rpartition("-")[2]) for name in wanted if name.rpartition("-")[2].isdigit()}
    objects = [item for item in at.manifest.objects if item.area == CURRENT and item.year in years]
    ids = read_table(storage, (item for item in objects if item.table == REPORTS.name), ["report_id"])
    holding = {place for place, rows in ids.items() if rows.get_column("report_id").is_in(wanted.implode()).any()}
    found: dict[str, pl.DataFrame] = {}
    for name in FIGURE_TABLES:
        stored = read_table(storage, (item for item in objects if item.table == name and item.partition in holding))
        rows = (frame.filter(pl.col("report_id").is_in(wanted.implode())) for frame in stored.values())
        found[name] = merge(TABLES[name], rows)
    return found


def commit(
    storage: Storage,
    at: Head,
    change: Change,
    *,
    code_version: str,
    allow_shrink: bool = False,
    gate: Gate | None = None,
) -> Commit:
    """Publish a change on top of HEAD as it was read: all of it or, on any exception, nothing.

    `gate` judges the objects of the touched partitions as they were read back. Raises what it raises; HeadMoved where
    another run committed since, RowsError where the rows contradict each other or the tables, ObjectError where what
    is stored is not what HEAD names.
    """
    with while_in_force(storage, at):
        return _commit(storage, at, change, code_version, allow_shrink, gate)


def _commit(
    storage: Storage, at: Head, change: Change, code_version: str, allow_shrink: bool, gate: Gate | None
) -> Commit:
    run = _Run(
        conform(DOCUMENTS, change.frames[DOCUMENTS.name].lazy().collect()),
        conform(REPORTS, change.frames[REPORTS.name].lazy().collect()),
    )
    held = Holdings(records(storage, at), _held(storage, at.manifest, REPORTS, _HOLDING))
    after, taken, stale = _guarded(storage, at, change, held, run, allow_shrink)
    objects = [item for item in at.manifest.objects if item.partition not in after.touched]
    keep = Keep(storage, at.manifest, gated=gate is not None)
    objects += assemble(keep, at.manifest, change.frames, after, taken.reports)
    refused = {item.partition for item in stale}
    earlier = [item for item in at.manifest.stale if item.partition not in after.touched | refused]
    new = Manifest(
        parent=at.number,
        code_version=code_version,
        objects=tuple(sorted(objects)),
        attached=_attached(keep, at.manifest, change, tuple(sorted(objects))),
        stale=tuple(sorted([*stale, *earlier])),
    )
    changed = new.state != at.manifest.state
    return Commit(
        put_in_force(storage, at, new, keep, gate) if changed else at,
        changed=changed,
        partitions_changed=_differing(at.manifest, new),
        stale=tuple(sorted(stale)),
        held_back=run.without(taken),
        withdrawn=_withdrawn(held.reports, after.reports),
        unsettled=after.unsettled,
    )


def put_in_force(storage: Storage, at: Head, new: Manifest, keep: Keep, gate: Gate | None) -> Head:
    """Make what `keep` stored and `new` names the state in force, after the gate and the log."""
    gated = gate(readings_of(keep.facts)) if gate is not None else None
    written = write_log(storage, at, replace(new, gate=gated))
    # The collector looks at the log after each deletion, and puts back what a manifest there names: whatever it took
    # before it could see this one is missed here.
    keep.check()
    return swap_head(storage, at, written)


@dataclass(frozen=True)
class _Run:
    """The rows of `documents` and `reports` a run brings, or what is left of them."""

    documents: pl.DataFrame
    reports: pl.DataFrame

    def less(self, held_back: pl.Series) -> _Run:
        """Return the run without the files of these hashes."""
        kept = ~pl.col("source_sha256").is_in(held_back.implode())
        return _Run(self.documents.filter(kept), self.reports.filter(kept))

    def without(self, rest: _Run) -> tuple[str, ...]:
        """Return the hashes of the files that are not in `rest`."""
        hashes = self.documents.get_column("source_sha256")
        return tuple(sorted(set(hashes) - set(rest.documents.get_column("source_sha256"))))


def _guarded(
    storage: Storage, at: Head, change: Change, held: Holdings, run: _Run, allow_shrink: bool
) -> tuple[Succession, _Run, list[Stale]]:
    """Return what holds after the run, the part of the run that was taken, and the partitions kept as they were.

    A partition is kept whole: every reading that would change it is held back, also from the place it would move to,
    so that no report is ever in two partitions of `current/`.
    """

    def cells_differ(report_ids: list[str]) -> frozenset[str]:
        return _cells_differ(published_cells(storage, at, report_ids), change.frames, report_ids)

    refused: dict[Partition, Stale] = {}
    while True:
        after = succeed(held, run.documents, run.reports, cells_differ)
        if allow_shrink:
            return after, run, []
        refused |= {item.partition: item for item in _shrunk(held.reports, after.reports)}
        if not after.touched & refused.keys():
            return after, run, list(refused.values())
        held_back = _reaching(frozenset(refused), held.documents, run.documents, after.documents)
        if held_back.is_empty():
            raise RowsError("a partition kept by the shrink guard is changed by no reading of the run")
        run = run.less(held_back)


def _shrunk(before: pl.DataFrame, after: pl.DataFrame) -> list[Stale]:
    """Return the partitions of `current/` that would lose too many of their reports."""
    place = ["year", "region"]
    was = before.filter(area=CURRENT)
    stays = was.join(after.filter(area=CURRENT), on=["report_id", *place], how="semi")
    counts = (
        was.group_by(place)
        .agg(before=pl.len())
        .join(stays.group_by(place).agg(stay=pl.len()), on=place, how="left")
        .join(after.filter(area=CURRENT).group_by(place).agg(after=pl.len()), on=place, how="left")
        .with_columns(pl.col("stay", "after").fill_null(0))
        .with_columns(lost=pl.col("before").cast(pl.Int64) - pl.col("stay"))
    )
    too_many = (pl.col("lost") >= SHRINK_LEAST) & (pl.col("lost") > SHRINK_SHARE * pl.col("before"))
    return [Stale(*row) for row in counts.filter(too_many).select(*place, "before", "after").iter_rows()]


def _reaching(kept: frozenset[Partition], held: pl.DataFrame, brought: pl.DataFrame, after: pl.DataFrame) -> pl.Series:
    """Return the hashes of the run's files that replace something in these partitions, or would come to be there."""
    inside = held.filter(placed_in(kept))
    run = brought.with_columns(address=ADDRESS)
    arriving = run.join(after.filter(placed_in(kept)), on=["source_sha256", "source_uri"], how="semi")
    rereading = run.join(inside, on="source_sha256", how="semi")
    revising = run.join(inside, on=["report_id", "address"], how="semi")
    # What stays published there cannot be published anew elsewhere, from another address.
    taking = run.filter(status="published").join(inside.filter(area=CURRENT), on="report_id", how="semi")
    reaching = pl.concat([arriving, rereading, revising, taking])
    # An older version read in the same run says `superseded`: without the one that superseded it, that is not true.
    versions = run.join(reaching, on=["report_id", "address"], how="semi")
    return pl.concat([reaching, versions]).get_column("source_sha256").unique()


def _cells_differ(
    held: Mapping[str, pl.DataFrame], brought: Mapping[str, Frame], report_ids: list[str]
) -> frozenset[str]:
    """Return the reports whose printed figures are not the same in both."""
    differing: set[str] = set()
    for name in FIGURE_TABLES:
        said = ["report_id", "cell", *(column for column in _SAID if column in TABLES[name].names)]
        old = held[name].select(said)
        new = brought[name].lazy().filter(pl.col("report_id").is_in(report_ids)).select(said).collect()
        for one, other in ((old, new), (new, old)):
            differing |= set(one.join(other, on=said, how="anti", nulls_equal=True).get_column("report_id"))
    return frozenset(differing)


def _held(storage: Storage, at: Manifest, table: Table, columns: Sequence[str] | None) -> pl.DataFrame:
    """Return the rows HEAD holds of one table in both areas, each with its place."""
    schema = {name: kind for name, kind in table.polars_schema().items() if columns is None or name in columns}
    empty = pl.DataFrame(schema=schema | {"area": pl.String(), "year": pl.Int16(), "region": pl.String()})
    parts = []
    for area in (CURRENT, REJECTED):
        stored = read_table(storage, (i for i in at.objects if i.table == table.name and i.area == area), columns)
        parts += [
            rows.with_columns(area=pl.lit(area), year=pl.lit(partition.year, pl.Int16), region=pl.lit(partition.region))
            for partition, rows in stored.items()
        ]
    return pl.concat([empty, *parts])


def _attached(keep: Keep, before: Manifest, change: Change, objects: tuple[Stored, ...]) -> tuple[Attached, ...]:
    if change.attached is None:
        return before.attached
    return keep.attach(change.attached(objects) if callable(change.attached) else change.attached)


def _differing(old: Manifest, new: Manifest) -> tuple[Partition, ...]:
    return tuple(sorted({item.partition for item in set(old.objects) ^ set(new.objects)}))


def _withdrawn(before: pl.DataFrame, after: pl.DataFrame) -> tuple[str, ...]:
    gone = before.filter(area=CURRENT).join(after.filter(area=CURRENT), on="report_id", how="anti")
    return tuple(gone.get_column("report_id").sort())
