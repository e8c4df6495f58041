"""What changed between two states: reports added, accepted, changed, withdrawn, rejected; and in which cells.

Only partitions whose objects differ are read, and of them the cells of one place at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from gouji.manifest import Manifest, Storage, Stored, read_table
from gouji.partition import CURRENT, REJECTED, place_of
from gouji.tables import DOCUMENTS, FIGURE_TABLES, REPORTS, TABLES

KINDS = ("added", "accepted", "changed", "withdrawn", "rejected")
"""`accepted` was rejected before. `withdrawn` is published no more, with the reason where it is rejected now.
`rejected` is a reading that is newly rejected, beside whatever is published."""
COLUMNS = {
    "change": pl.Enum(KINDS),
    "report_id": pl.String(),
    "agency_name": pl.String(),
    "report_year": pl.Int16(),
    "region_code": pl.String(),
    "reading_before": pl.String(),
    "reading_after": pl.String(),
    "cell": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
    "reason": pl.String(),
}
"""One row a report, but for `changed` one row a cell: `requests/granted/total` with what was printed, `reports/title`
with what the column held, `sections` with how many rows there were. A revision that says the same has no cell."""

_WHO = ("report_id", "reading_id", "agency_name", "report_year", "region_code")
_IDENTITY = ("reading_id", "agency_id", "report_year", "region_code")
_SAID = ("meaning", "value", "unit")
# What depends on where and when a report was found, not on what it says.
_FOUND = ("source_sha256", "media_type", "source_uri", "source_url", "source_count", "first_seen_date", "revision")
_TEXTS = ("sections", "statements", "findings")


def changes(storage: Storage, before: Manifest, after: Manifest) -> pl.DataFrame:
    """Return what changed from one state to another, sorted by kind, report and cell."""
    differing = {item.partition for item in set(before.objects) ^ set(after.objects)}
    parts = [pl.DataFrame(schema=COLUMNS)]
    for year in sorted({partition.year for partition in differing}):
        places = {partition for partition in differing if partition.year == year}
        old, new = ([item for item in state.objects if item.partition in places] for state in (before, after))
        parts += _of_year(_Rows(storage, old), _Rows(storage, new))
    return pl.concat(parts).sort("change", "report_id", "cell", nulls_last=False, maintain_order=True)


class _Rows:
    """The rows one state has in some partitions."""

    def __init__(self, storage: Storage, objects: Sequence[Stored]) -> None:
        self._storage = storage
        self._objects = objects

    def within(self, regions: Iterable[str | None]) -> _Rows:
        """Return those of the partitions of some regions."""
        named = {place_of(None, region)[1] for region in regions}
        return _Rows(self._storage, [item for item in self._objects if item.partition.region in named])

    def keys(self, table: str, area: str) -> frozenset[str]:
        """Return the keys of the objects of a table."""
        return frozenset(item.key for item in self._of(table, area))

    def read(
        self, table: str, area: str, columns: Sequence[str] | None = None, but: Iterable[str] = ()
    ) -> pl.DataFrame:
        """Return the rows of a table, without those of some objects."""
        left_out = frozenset(but)
        objects = [item for item in self._of(table, area) if item.key not in left_out]
        frames = read_table(self._storage, objects, columns).values()
        empty = TABLES[table].empty()
        return pl.concat([empty if columns is None else empty.select(columns), *frames])

    def published(self) -> pl.DataFrame:
        return self.read(REPORTS.name, CURRENT, _WHO)

    def rejected(self) -> pl.DataFrame:
        rows = self.read(REPORTS.name, REJECTED, (*_WHO, "superseded_by"))
        return rows.filter(pl.col("superseded_by").is_null()).drop("superseded_by")

    def reasons(self) -> pl.DataFrame:
        rows = self.read(DOCUMENTS.name, REJECTED, ("reading_id", "status", "reason")).filter(status="rejected")
        return rows.unique("reading_id", keep="first", maintain_order=True).select("reading_id", "reason")

    def _of(self, table: str, area: str) -> list[Stored]:
        return [item for item in self._objects if (item.table, item.area) == (table, area)]


def _of_year(old: _Rows, new: _Rows) -> list[pl.DataFrame]:
    was, now, refused, refuses = old.published(), new.published(), old.rejected(), new.rejected()
    reasons = new.reasons()
    fresh = now.join(was, on="report_id", how="anti").with_columns(
        held=pl.col("report_id").is_in(refused["report_id"].implode())
        | pl.col("reading_id").is_in(refused["reading_id"].implode())
    )
    gone = was.join(now, on="report_id", how="anti")
    because = refuses.join(reasons, on="reading_id", how="left").unique("report_id", keep="first", maintain_order=True)
    gone = gone.join(because.select("report_id", "reason", reading_after="reading_id"), on="report_id", how="left")
    newly = refuses.join(refused, on="reading_id", how="anti").join(gone, on="report_id", how="anti")
    before = was.select("report_id", reading_before="reading_id", region_before="region_code")
    both = now.join(before, on="report_id")
    return [
        _shaped(fresh.filter(~pl.col("held")).rename({"reading_id": "reading_after"}), "added"),
        _shaped(fresh.filter("held").rename({"reading_id": "reading_after"}), "accepted"),
        _shaped(both.rename({"reading_id": "reading_after"}).join(_cells(old, new, both), on="report_id"), "changed"),
        _shaped(gone.rename({"reading_id": "reading_before"}), "withdrawn"),
        _shaped(newly.join(reasons, on="reading_id", how="left").rename({"reading_id": "reading_after"}), "rejected"),
    ]


def _shaped(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    missing = {name: pl.lit(None, dtype) for name, dtype in COLUMNS.items() if name not in rows.columns}
    return rows.with_columns(**(missing | {"change": pl.lit(kind, COLUMNS["change"])})).select(*COLUMNS)


def _cells(old: _Rows, new: _Rows, both: pl.DataFrame) -> pl.DataFrame:
    """Return report_id, cell, before and after of all that differs in the reports both states publish."""
    found = [pl.DataFrame(schema={name: COLUMNS[name] for name in ("report_id", "cell", "before", "after")})]
    # A whole nation's cells in two states do not fit into memory; a province's do.
    for regions, rows in both.group_by("region_before", "region_code", maintain_order=True):
        found.append(_cells_within(old.within(regions), new.within(regions), rows))
    return pl.concat(found)


def _cells_within(old: _Rows, new: _Rows, both: pl.DataFrame) -> pl.DataFrame:
    ids = both.get_column("report_id").implode()

    def pair(table: str, columns: Sequence[str] | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
        same = old.keys(table, CURRENT) & new.keys(table, CURRENT)
        mine = pl.col("report_id").is_in(ids)
        return old.read(table, CURRENT, columns, same).filter(mine), new.read(table, CURRENT, columns, same).filter(
            mine
        )

    found = [_compared(*(_figures(rows) for rows in pair(name, _figure_columns(name)))) for name in FIGURE_TABLES]
    found.append(_compared(*(_columns(rows) for rows in pair(REPORTS.name))))
    found += [_compared(*(_texts(name, rows) for rows in pair(name))) for name in _TEXTS]
    cells = pl.concat(found)
    revised = both.filter(pl.col("reading_id") != pl.col("reading_before")).join(cells, on="report_id", how="anti")
    silent = {name: pl.lit(None, pl.String()) for name in ("cell", "before", "after")}
    return pl.concat([cells, revised.select("report_id", **silent)])


def _compared(was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return what differs between two frames of report_id, cell, shown, and `all` that is said."""
    joined = was.join(now, on=["report_id", "cell"], how="full", coalesce=True, suffix="_now")
    differs = pl.col("said").ne_missing(pl.col("said_now"))
    return joined.filter(differs).select("report_id", "cell", before="shown", after="shown_now")


def _figure_columns(table: str) -> tuple[str, ...]:
    return ("report_id", "cell", "printed", *(name for name in _SAID if name in TABLES[table].names))


def _figures(rows: pl.DataFrame) -> pl.DataFrame:
    said = [pl.col(name).cast(pl.String) for name in rows.columns if name not in ("report_id", "cell")]
    return rows.select("report_id", "cell", shown="printed", said=_joined(said))


def _columns(rows: pl.DataFrame) -> pl.DataFrame:
    names = [name for name in REPORTS.names if name not in (*_FOUND, "report_id", "reading_id")]
    texts = rows.select("report_id", *(pl.col(name).cast(pl.String) for name in names))
    long = texts.unpivot(names, index="report_id", variable_name="cell", value_name="shown")
    return long.select("report_id", cell=pl.format("reports/{}", "cell"), shown="shown", said="shown")


def _texts(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    said = [pl.col(name).cast(pl.String) for name in TABLES[table].names if name not in ("report_id", *_IDENTITY)]
    shown = pl.col("rule_id").unique().sort().str.join(" ") if table == "findings" else pl.len().cast(pl.String)
    whole = rows.with_columns(row=_joined(said))
    return (
        whole.group_by("report_id")
        .agg(shown=shown, said=pl.col("row").sort().str.join("\n"))
        .select("report_id", cell=pl.lit(table), shown="shown", said="said")
    )


def _joined(texts: Sequence[pl.Expr]) -> pl.Expr:
    """Return several texts as one that differs where one of them does: null is not the empty text."""
    return pl.concat_str([text.fill_null("\0") for text in texts], separator="\x1f")
