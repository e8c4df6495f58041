"""Conservation of reports: what stored objects, read back, say of each reading, and what of it cannot be.

Every object gives a few facts (`facts_of`): whose rows it holds, and where. Together they give one row a reading
(`readings_of`), with a residual for everything that must be 0: a report without its document, rows that belong to no
report of their partition, a verdict in the wrong area. A commit passes that frame to the gate; `verify` looks at
that of a whole state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from gouji.columns import Table
from gouji.manifest import Stored
from gouji.partition import CURRENT, LARGE, REGION_KEY, REJECTED, YEAR_KEY, compact, from_parquet
from gouji.succession import LIVE, PLACE
from gouji.tables import DOCUMENTS, FINDINGS, REPORTS, TABLES

RESIDUALS = (
    "report_rows",
    "no_document",
    "documents_elsewhere",
    "verdict_elsewhere",
    "errors_published",
    "rejected_without_error",
    "displaced",
    "other_identity",
    "no_identity",
    "report_id_twice",
    "findings_uncounted",
    "sources_uncounted",
    "no_figures",
)
"""Columns of `readings_of` that are 0 where all is well; what each means stands in `gouji.faults`."""

# Findings that live with the later or the upper report: no verdict, and no count of a report, rests on them.
_OTHERS = ("history.", "hierarchy.", "copy.")
# A finding with a decision of a person counts no more, unless it is the decision that rejects.
_DECIDES = "decision."

_IDENTITY = ("report_id", "agency_id", "report_year", "region_code")
_COUNTS = {"errors": "error", "warnings": "warning", "notices": "notice"}
_SCHEMA = {
    "table": pl.String(),
    "area": pl.String(),
    "year": pl.Int16(),
    "region": pl.String(),
    "reading_id": pl.String(),
    **{name: REPORTS.polars_schema()[name] for name in _IDENTITY},
    "verdict": pl.String(),
    "superseded_by": pl.String(),
    "requests_edition": pl.String(),
    "source_count": pl.Int64(),
    "status": pl.String(),
    **dict.fromkeys((*_COUNTS, "undecided"), pl.Int64()),
}
_KEY = (*PLACE, "reading_id")


def facts_of(item: Stored, data: bytes) -> pl.DataFrame:
    """Return what one object says: a row a document, or one for each identity its rows carry."""
    table = TABLES[item.table]
    if table is DOCUMENTS:
        found = from_parquet(table, data, ("source_sha256", *_IDENTITY, "status"))
        found = found.with_columns(reading_id=pl.col("source_sha256").str.slice(0, 16)).drop("source_sha256")
    elif table is REPORTS:
        named = ("verdict", "superseded_by", "requests_edition", "source_count", *_COUNTS)
        found = from_parquet(table, data, ("reading_id", *_IDENTITY, *named))
    elif table is FINDINGS:
        found = _counted(from_parquet(table, data, ("reading_id", *_IDENTITY, "rule_id", "severity", "decision")))
    else:
        found = _identities(_read(table, data, item.rows, ("reading_id", *_IDENTITY)))
    place = {"area": pl.lit(item.area), "year": pl.lit(item.year, pl.Int16), "region": pl.lit(item.region)}
    missing = {name: pl.lit(None, kind) for name, kind in _SCHEMA.items() if name not in found.columns}
    return found.with_columns(**(missing | place | {"table": pl.lit(item.table)})).select(*_SCHEMA)


def _read(table: Table, data: bytes, rows: int, columns: Sequence[str]) -> pl.DataFrame:
    """Return some columns of an object; of many rows, a column at a time and compact."""
    if rows < LARGE:
        return from_parquet(table, data, columns)
    return pl.DataFrame([compact(from_parquet(table, data, [name]).to_series()) for name in columns])


def _identities(rows: pl.DataFrame) -> pl.DataFrame:
    # Rows of one reading stand together: most repetitions are next to each other, and cheap to leave out.
    changes = pl.any_horizontal(pl.all().ne_missing(pl.all().shift(1)))
    first = pl.int_range(pl.len()) == 0
    texts = [pl.col(name).cast(pl.String) for name, kind in rows.schema.items() if isinstance(kind, pl.Enum)]
    return rows.filter(first | changes).with_columns(texts).unique()


def _counted(findings: pl.DataFrame) -> pl.DataFrame:
    own = ~pl.any_horizontal(pl.col("rule_id").str.starts_with(prefix) for prefix in _OTHERS)
    undecided = pl.col("decision").is_null() | pl.col("rule_id").str.starts_with(_DECIDES)
    return findings.group_by("reading_id", *_IDENTITY).agg(
        *((own & (pl.col("severity") == severity)).sum().cast(pl.Int64).alias(n) for n, severity in _COUNTS.items()),
        undecided=(own & (pl.col("severity") == "error") & undecided).sum().cast(pl.Int64),
    )


def readings_of(facts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return one row a reading and place, sorted, with the residuals that must be 0.

    `facts` are those of all objects of some whole partitions. A file that is no report has a row only where its
    document stands in a wrong place.
    """
    rows = pl.concat([pl.DataFrame(schema=_SCHEMA), *facts])
    displaced = YEAR_KEY.ne_missing(pl.col("year")) | REGION_KEY.ne_missing(pl.col("region"))
    rows = rows.with_columns(displaced=displaced.cast(pl.Int64))
    reports = _reports(rows.filter(pl.col("table") == REPORTS.name))
    documents = _documents(rows.filter(pl.col("table") == DOCUMENTS.name), reports)
    others = rows.filter(pl.col("table") != DOCUMENTS.name).select(
        *_KEY, "table", *_IDENTITY, "displaced", *(pl.col(name).alias(f"of_{name}") for name in (*_COUNTS, "undecided"))
    )
    theirs = pl.concat([others, documents.filter("live").select(others.columns)])
    joined = theirs.join(reports.select(*_KEY, *(_first(name) for name in _IDENTITY)), on=_KEY, how="left")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"first_{name}")) for name in _IDENTITY)
    differs &= pl.col("first_report_id").is_not_null()
    has = {f"in_{name}": (pl.col("table") == name).any() for name in _FIGURES}
    told = joined.group_by(_KEY).agg(
        pl.col(*_IDENTITY).first(),
        pl.col("displaced").sum(),
        other_identity=differs.sum().cast(pl.Int64),
        **{
            f"of_{n}": pl.col(f"of_{n}").filter(pl.col("table") == FINDINGS.name).sum() for n in (*_COUNTS, "undecided")
        },
        **has,
    )
    counted = documents.group_by(_KEY).agg(
        live=pl.col("live").sum().cast(pl.Int64),
        own=(pl.col("own") & pl.col("live")).any(),
        gave_way=(pl.col("own") & (pl.col("status") == "superseded")).any(),
        documents_elsewhere=(pl.col("misplaced") + pl.col("displaced")).sum(),
    )
    wrong = counted.filter(pl.col("documents_elsewhere") > 0).join(told, on=_KEY, how="anti").select(_KEY)
    every = pl.concat([told, wrong], how="diagonal")
    held = reports.drop(*_IDENTITY)
    return _judged(every.join(held, on=_KEY, how="left").join(counted, on=_KEY, how="left"))


# The tables that a published report of the form of 2014, or of a later one, cannot be without.
_FIGURES = ("requests", "proceedings", "statistics_2014")
_OLD_FORM = "2014"


def _first(name: str) -> pl.Expr:
    return pl.col(name).alias(f"first_{name}")


def _reports(rows: pl.DataFrame) -> pl.DataFrame:
    named = ("verdict", "superseded_by", "requests_edition", "source_count", *_COUNTS)
    return rows.group_by(_KEY).agg(pl.len().cast(pl.Int64).alias("rows"), pl.col(*_IDENTITY, *named).first())


def _documents(rows: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Return the documents, those of a published report each with the reading that stands for it."""
    holders = reports.filter(pl.col("area") == CURRENT).unique([*PLACE, "report_id"])
    holders = holders.select(*PLACE, "report_id", holder="reading_id")
    status = pl.col("status")
    return rows.join(holders, on=[*PLACE, "report_id"], how="left").with_columns(
        own=pl.col("holder").is_null() | (pl.col("holder") == pl.col("reading_id")),
        reading_id=pl.coalesce("holder", "reading_id"),
        live=status.is_in(LIVE),
        misplaced=((status == "published") != (pl.col("area") == CURRENT)).cast(pl.Int64),
        **{f"of_{name}": pl.lit(None, pl.Int64) for name in (*_COUNTS, "undecided")},
    )


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    current, rejected = pl.col("area") == CURRENT, pl.col("area") == REJECTED
    # The row of a reading that another took the place of is kept, and no more than that row.
    gave_way = rejected & pl.col("superseded_by").is_not_null()
    reported = pl.col("rows").is_not_null()
    live, undecided = pl.col("live").fill_null(0), pl.col("of_undecided").fill_null(0)
    old = pl.col("requests_edition") == _OLD_FORM
    lacking = (
        pl.when(old).then(~pl.col("in_statistics_2014")).otherwise(~pl.col("in_requests") | ~pl.col("in_proceedings"))
    )
    uncounted = pl.any_horizontal(
        pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"of_{name}").fill_null(0)) for name in _COUNTS
    )
    residuals = {
        "report_rows": pl.col("rows").fill_null(0) != 1,
        "no_document": pl.when(gave_way)
        .then(~pl.col("gave_way").fill_null(False))
        .otherwise(~pl.col("own").fill_null(False)),
        "documents_elsewhere": pl.col("documents_elsewhere").fill_null(0) != 0,
        "verdict_elsewhere": reported
        & pl.col("verdict").ne_missing(
            pl.when(current).then(pl.lit("accept")).when(gave_way).then("verdict").otherwise(pl.lit("reject"))
        ),
        "errors_published": current & (undecided > 0),
        "rejected_without_error": rejected & reported & ~gave_way & (undecided == 0),
        "displaced": pl.col("displaced").fill_null(0) > 0,
        "other_identity": pl.col("other_identity").fill_null(0) > 0,
        "no_identity": current & pl.any_horizontal(pl.col(*_IDENTITY).is_null()),
        "report_id_twice": current & reported & (pl.len().over("area", "report_id") > 1),
        "findings_uncounted": reported & ~gave_way & uncounted,
        "sources_uncounted": reported & ~gave_way & pl.col("source_count").ne_missing(live),
        "no_figures": current & pl.col("requests_edition").is_not_null() & lacking,
    }
    return rows.select(
        *_KEY,
        *_IDENTITY,
        "verdict",
        "superseded_by",
        **{name: found.fill_null(False).cast(pl.Int64) for name, found in residuals.items()},
    ).sort(*_KEY)
