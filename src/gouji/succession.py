"""What a run's readings replace: from the documents of HEAD and those of a run to the documents that hold after it.

A reading replaces whatever came from the same bytes, or under the same report_id from the same address. Nothing else
changes, and no row is lost: a file whose reading gave way keeps its row, `superseded` and with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from gouji.partition import CURRENT, REGION_KEY, REJECTED, YEAR_KEY, Partition, RowsError
from gouji.tables import TABLES

PLACE = ("area", "year", "region")
LIVE = ("published", "rejected")
ADDRESS = pl.coalesce("source_url", "source_uri")

# What reading the same bytes again may change in the row of another file that holds them.
_OUTCOME = (
    "report_id",
    "reading_id",
    "agency_id",
    "report_year",
    "region_code",
    "agency_name",
    "media_type",
    "status",
    "reason",
)
# What a second source takes over from the report it is a source of.
_FOLLOWED = ("agency_id", "report_year", "region_code", "agency_name")
_DOCUMENTS = TABLES["documents"].names
_READING = pl.col("source_sha256").str.slice(0, 16)
_FIRST_SOURCE_GONE = "the report it was a second source of was withdrawn or is read differently now: read it again"


@dataclass(frozen=True)
class Holdings:
    """What HEAD holds: `documents` with their place and address, `reports` by id, reading, body and place."""

    documents: pl.DataFrame
    reports: pl.DataFrame


@dataclass(frozen=True)
class Succession:
    """What holds after a run.

    `dropped`: readings whose rows leave every table of reports. `moved`: partitions that such rows left or rows of the
    run came to; `touched`: those, and the ones in which only `documents` differ.
    `unsettled`: files that were second sources and no longer are; to be read again.
    """

    documents: pl.DataFrame
    reports: pl.DataFrame
    dropped: frozenset[str]
    moved: frozenset[Partition]
    touched: frozenset[Partition]
    unsettled: pl.DataFrame


def succeed(
    held: Holdings,
    documents: pl.DataFrame,
    reports: pl.DataFrame,
    cells_differ: Callable[[list[str]], frozenset[str]],
) -> Succession:
    """Return what holds after `documents` and `reports` of a run are taken in.

    `cells_differ` says of which reports the cells the run brings differ from those HEAD publishes; it is asked only
    for reports that have a second source. RowsError where the run's rows contradict themselves or what HEAD publishes:
    two readings published under one report_id, a published document without a report.
    """
    brought = documents.with_columns(address=ADDRESS)
    held, untouched = _parted(held, brought, reports)
    kept = _relabelled(_unmatched(held.documents, brought), brought)
    kept = _superseded_by_address(kept, brought)
    dropped = _dropped(kept, brought, reports)
    after_reports = pl.concat(
        [
            held.reports.filter(~pl.col("reading_id").is_in(dropped)),
            _arriving(reports, brought).select(held.reports.columns),
        ]
    )
    primaries = after_reports.filter(area=CURRENT)
    _refuse_two_readings(primaries)
    merged = pl.concat([kept, brought.with_columns(was_status=None)], how="diagonal_relaxed")
    after, unsettled = _settled(merged, primaries, cells_differ)
    changed = [rows.filter(pl.col("reading_id").is_in(dropped)) for rows in (held.reports, after_reports)]
    moved = partitions(pl.concat(changed))
    columns = [*_DOCUMENTS, "address", *PLACE]
    return Succession(
        pl.concat([untouched.documents.select(columns), after.select(columns)]),
        pl.concat([untouched.reports, after_reports]),
        frozenset(dropped),
        moved,
        moved | _documents_touched(held.documents, after),
        unsettled,
    )


def placed(frame: pl.DataFrame, area: pl.Expr) -> pl.DataFrame:
    """Return the frame with the partition each row belongs to."""
    return frame.with_columns(area=area, year=YEAR_KEY, region=REGION_KEY)


def partitions(frame: pl.DataFrame) -> frozenset[Partition]:
    """Return the partitions named in a frame's place columns."""
    return frozenset(Partition(*row) for row in frame.select(PLACE).drop_nulls().unique().iter_rows())


def placed_in(places: Iterable[Partition]) -> pl.Expr:
    """Return the condition that a row's place is one of these."""
    return pl.any_horizontal(
        pl.lit(False),
        *(
            (pl.col("area") == partition.area)
            & (pl.col("year") == partition.year)
            & (pl.col("region") == partition.region)
            for partition in places
        ),
    )


def _parted(held: Holdings, brought: pl.DataFrame, reports: pl.DataFrame) -> tuple[Holdings, Holdings]:
    """Return what a run can change and what it cannot: of a whole nation, nearly all.

    What shares bytes, an address or a report with what the run brings can change, and whatever shares bytes or a
    report with that, by however long a chain.
    """
    documents, rows = held.documents, held.reports
    report_ids = {*brought.get_column("report_id"), *reports.get_column("report_id")} - {None}
    hashes = set(brought.get_column("source_sha256"))
    readings = {sha256[:16] for sha256 in hashes} | set(reports.get_column("reading_id"))
    met = _among("address", brought.get_column("address")) | _among("source_uri", brought.get_column("source_uri"))
    while True:
        known = len(report_ids), len(hashes), len(readings)
        near = met | _among("source_sha256", hashes) | _among("report_id", report_ids)
        near_rows = _among("reading_id", readings) | _among("report_id", report_ids)
        found, found_rows = documents.filter(near), rows.filter(near_rows)
        hashes |= set(found.get_column("source_sha256"))
        readings |= set(found_rows.get_column("reading_id")) | {sha256[:16] for sha256 in hashes}
        report_ids |= {*found.get_column("report_id"), *found_rows.get_column("report_id")} - {None}
        if known == (len(report_ids), len(hashes), len(readings)):
            return Holdings(found, found_rows), Holdings(documents.filter(~near), rows.filter(~near_rows))


def _among(column: str, values: Iterable[str]) -> pl.Expr:
    """Return the condition that a column holds one of these values; false where it holds none."""
    return pl.col(column).is_in(pl.Series(sorted(values), dtype=pl.String).implode()).fill_null(False)


def _unmatched(held: pl.DataFrame, brought: pl.DataFrame) -> pl.DataFrame:
    """Return HEAD's rows of files the run did not read, with the status they had."""
    rest = held.join(brought, on=["source_sha256", "address"], how="anti")
    rest = rest.join(brought, on=["source_sha256", "source_uri"], how="anti")
    return rest.drop(PLACE).with_columns(was_status="status")


def _relabelled(kept: pl.DataFrame, brought: pl.DataFrame) -> pl.DataFrame:
    """Give other files of the same bytes the outcome those bytes have now."""
    outcome = (
        brought.filter(pl.col("status") != "superseded")
        .sort(pl.col("status").replace_strict({"published": 0, "rejected": 1, "ignored": 2}), "source_uri")
        .unique("source_sha256", keep="first", maintain_order=True)
        .select("source_sha256", *(pl.col(name).alias(f"new_{name}") for name in _OUTCOME))
    )
    joined = kept.join(outcome, on="source_sha256", how="left")
    # What an address has since replaced by other bytes stays replaced.
    read_again = pl.col("new_status").is_not_null() & (pl.col("status") != "superseded")
    return joined.with_columns(
        pl.when(read_again).then(f"new_{name}").otherwise(name).alias(name) for name in _OUTCOME
    ).drop(f"new_{name}" for name in _OUTCOME)


def _superseded_by_address(kept: pl.DataFrame, brought: pl.DataFrame) -> pl.DataFrame:
    """Mark the rows whose address gave another reading of the same report."""
    newer = (
        brought.filter(pl.col("status").is_in(LIVE))
        .select("report_id", "address", by="reading_id")
        .unique(["report_id", "address"], keep="first", maintain_order=True)
    )
    joined = kept.join(newer, on=["report_id", "address"], how="left")
    hit = (pl.col("by") != pl.col("reading_id")) & pl.col("status").is_in(LIVE)
    return joined.with_columns(
        hit=hit.fill_null(False),
        status=pl.when(hit).then(pl.lit("superseded")).otherwise("status"),
        reason=pl.when(hit).then(pl.format("superseded by {}", "by")).otherwise("reason"),
    ).drop("by")


def _dropped(kept: pl.DataFrame, brought: pl.DataFrame, reports: pl.DataFrame) -> list[str]:
    """Return the readings that give way: read again, or superseded with no other file of them left.

    Of a superseded one the run may bring the row that stays of it under rejected/: it takes the place of all others.

    A published reading gives way even where another address holds the same bytes: a revision takes the report out.
    """
    again = brought.filter(pl.col("status") != "superseded").select(_READING).to_series()
    hit = kept.filter("hit")
    published = hit.filter(pl.col("was_status") == "published").get_column("reading_id")
    alive = kept.filter(pl.col("status").is_in(LIVE)).get_column("reading_id")
    rejected = hit.filter(~pl.col("reading_id").is_in(alive.implode())).get_column("reading_id")
    brings = reports.get_column("reading_id")
    return pl.concat([again, brings, published, rejected]).drop_nulls().unique().sort().to_list()


def _arriving(reports: pl.DataFrame, brought: pl.DataFrame) -> pl.DataFrame:
    """Return the run's reports with their place: where their documents are published, `current`, else `rejected`."""
    published = brought.filter(pl.col("status") == "published").get_column("source_sha256").unique()
    area = pl.when(pl.col("source_sha256").is_in(published.implode())).then(pl.lit(CURRENT)).otherwise(pl.lit(REJECTED))
    arriving = placed(reports, area)
    homeless = arriving.filter(
        (pl.col("area") == CURRENT) & pl.any_horizontal(pl.col("agency_id", "report_year", "region_code").is_null())
    )
    if homeless.height:
        raise RowsError(f"published without body, year or region: {_some(homeless)}")
    return arriving


def _refuse_two_readings(primaries: pl.DataFrame) -> None:
    twice = primaries.filter(pl.col("report_id").is_duplicated())
    if twice.height:
        raise RowsError(f"two readings published under one report_id: {_some(twice)}")


def _settled(
    merged: pl.DataFrame, primaries: pl.DataFrame, cells_differ: Callable[[list[str]], frozenset[str]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give every row its place; a published row follows its report. Return the rows, and those without a report."""
    first = primaries.select("report_id", *(pl.col(name).alias(f"first_{name}") for name in ("reading_id", *_FOLLOWED)))
    joined = merged.join(first, on="report_id", how="left")
    published, held = pl.col("status") == "published", pl.col("was_status").is_not_null()
    orphaned = published & pl.col("first_reading_id").is_null()
    lone = joined.filter(orphaned & ~held)
    if lone.height:
        raise RowsError(f"published document without a report: {_some(lone)}")
    second = published & held & (pl.col("reading_id") != pl.col("first_reading_id"))
    changed = joined.filter(~held & (pl.col("reading_id") == pl.col("first_reading_id"))).get_column("report_id")
    doubtful = joined.filter(second & pl.col("report_id").is_in(changed.implode())).get_column("report_id").unique()
    differing = sorted(cells_differ(doubtful.sort().to_list())) if doubtful.len() else []
    unsettled = (orphaned | (second & pl.col("report_id").is_in(differing))).fill_null(False)
    joined = joined.with_columns(unsettled=unsettled)
    joined = joined.with_columns(
        status=pl.when("unsettled").then(pl.lit("superseded")).otherwise("status"),
        reason=pl.when("unsettled").then(pl.lit(_FIRST_SOURCE_GONE)).otherwise("reason"),
    )
    joined = joined.with_columns(
        pl.when(published).then(f"first_{name}").otherwise(name).alias(name) for name in _FOLLOWED
    )
    area = pl.when(published).then(pl.lit(CURRENT)).otherwise(pl.lit(REJECTED))
    return placed(joined, area), joined.filter("unsettled").select("report_id", "source_sha256", "source_uri")


def _documents_touched(held: pl.DataFrame, after: pl.DataFrame) -> frozenset[Partition]:
    """Return the partitions in which a row of `documents` left, came or changed."""
    whole = [*_DOCUMENTS, *PLACE]
    came = after.join(held, on=whole, how="anti", nulls_equal=True)
    gone = held.join(after, on=whole, how="anti", nulls_equal=True)
    return partitions(came) | partitions(gone)


def _some(frame: pl.DataFrame) -> str:
    names = frame.get_column("report_id").unique().sort().to_list()
    return ", ".join(str(name) for name in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
