"""The sums of the form (勾稽关系): what each should be, what is printed, what a blank may stand for.

Table 3 has for each row a total over applicants, for each column a total over outcomes and the balance printed on the
form; table 4 a total in each of three groups. A blank counts as 0, a blank that is itself a total counts as the sum of
its own parts; a sum whose own total is blank is not judged, nor one with an unreadable cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from gouji.reconcile.frames import DOC, Frames
from gouji.report import TableName
from gouji.standard.forms import Form, form_of, forms_of

APPLICANTS = ("natural_person", "commercial_enterprise", "research_institution", "social_welfare_org",
              "legal_service_org", "other_org")  # fmt: skip
REQUEST_COLUMNS = (*APPLICANTS, "total")
PROCEEDING_PARTS = ("upheld", "corrected", "other", "pending")
GRAND_TOTAL = "outcomes_total"
NOT_OUTCOMES = ("received_new", "carried_in", "carried_out", GRAND_TOTAL)

SUMS_SCHEMA: dict[str, pl.DataType] = {
    "doc": DOC,
    "rule_id": pl.String(),
    "key": pl.String(),
    "reported": pl.Int64(),
    "computed": pl.Int64(),
    "judged": pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum of a form: the signed cells add to zero. `total` is the printed total, None for the balance."""

    rule_id: str
    key: str
    total: str | None
    terms: tuple[tuple[str, int], ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the cells of the sum, the total first."""
        return tuple(cell for cell, _ in self.terms)


@cache
def sums_of(table: TableName, edition: str) -> tuple[Sum, ...]:
    """Return every sum of one form."""
    form = form_of(table, edition)
    if table == "requests":
        return (*_row_totals(form), *_outcome_totals(form), *_balances())
    if table == "proceedings":
        return tuple(_total("proceedings.total", f"proceedings/{row.key}/total",
                            [f"proceedings/{row.key}/{part}" for part in PROCEEDING_PARTS], row.key)
                     for row in form.rows)  # fmt: skip
    return ()


def _total(rule_id: str, total: str, parts: list[str], key: str) -> Sum:
    return Sum(rule_id, key, total, ((total, 1), *((part, -1) for part in parts)))


def _row_totals(form: Form) -> list[Sum]:
    return [
        _total("requests.row_total", f"requests/{row.key}/total",
               [f"requests/{row.key}/{column}" for column in APPLICANTS], row.key)
        for row in form.rows
    ]  # fmt: skip


def _outcome_totals(form: Form) -> list[Sum]:
    parts = [row.key for row in form.rows if row.key not in NOT_OUTCOMES]
    return [
        _total("requests.outcome_total", f"requests/{GRAND_TOTAL}/{column}",
               [f"requests/{part}/{column}" for part in parts], column)
        for column in REQUEST_COLUMNS
    ]  # fmt: skip


def _balances() -> list[Sum]:
    signs = (("received_new", 1), ("carried_in", 1), (GRAND_TOTAL, -1), ("carried_out", -1))
    return [
        Sum("requests.balance", column, None, tuple((f"requests/{row}/{column}", sign) for row, sign in signs))
        for column in REQUEST_COLUMNS
    ]


@dataclass(frozen=True)
class Arithmetic:
    """`sums`: every sum of every proven table, judged or not. `derived`: computed and resolved value of each cell."""

    sums: pl.DataFrame
    derived: dict[TableName, pl.DataFrame]


def arithmetic(frames: Frames) -> Arithmetic:
    """Return the sums and derived values of tables 3 and 4 of a batch."""
    requests_sums, requests_derived = _requests(frames)
    proceedings_sums, proceedings_derived = _proceedings(frames)
    return Arithmetic(
        pl.concat([requests_sums, proceedings_sums]),
        {"requests": requests_derived, "proceedings": proceedings_derived},
    )


def _wide(frames: Frames, table: TableName, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return one line a form row: `v_*` the value as read (0 for a blank, null where unusable), `b_*` whether blank."""
    cells = frames.cells[table].join(frames.proven_docs[table], on="doc", how="semi", maintain_order="left")
    blank = pl.col("meaning").is_in(["blank", "not_applicable"])
    usable = cells.with_columns(
        v=pl.when(blank).then(0).when(pl.col("fits")).then(pl.col("value").cast(pl.Int64)), b=blank
    )
    lines = usable.gather_every(len(columns)).select("doc", "row")
    return lines.with_columns(
        *(usable["v"].gather_every(len(columns), i).alias(f"v_{name}") for i, name in enumerate(columns)),
        *(usable["b"].gather_every(len(columns), i).alias(f"b_{name}") for i, name in enumerate(columns)),
    )


def _add(names: tuple[str, ...] | list[str], prefix: str = "v_") -> pl.Expr:
    return pl.sum_horizontal([pl.col(prefix + name) for name in names], ignore_nulls=False)


def _requests(frames: Frames) -> tuple[pl.DataFrame, pl.DataFrame]:
    wide = _wide(frames, "requests", REQUEST_COLUMNS).with_columns(parts=_add(APPLICANTS))
    is_grand = pl.col("row") == GRAND_TOTAL
    # e_*: what a cell counts as when sums are judged.
    wide = wide.with_columns(
        *(pl.col(f"v_{name}").alias(f"e_{name}") for name in APPLICANTS),
        e_total=pl.when("b_total").then("parts").otherwise("v_total"),
    )
    outcomes = wide.filter(~pl.col("row").is_in(NOT_OUTCOMES))
    columns = outcomes.group_by("doc", maintain_order=True).agg(
        *(_whole(f"e_{name}").alias(f"s_{name}") for name in REQUEST_COLUMNS),
        *(_whole(f"v_{name}").alias(f"p_{name}") for name in APPLICANTS),
    )
    wide = wide.join(columns, on="doc", how="left", maintain_order="left").with_columns(
        pl.when(is_grand & pl.col(f"b_{name}")).then(f"s_{name}").otherwise(f"e_{name}").alias(f"e_{name}")
        for name in APPLICANTS
    )
    wide = wide.with_columns(e_parts=_add(APPLICANTS, "e_"))
    wide = wide.with_columns(e_total=pl.when(is_grand & pl.col("b_total")).then("e_parts").otherwise("e_total"))
    rows = wide.select(
        "doc",
        pl.lit("requests.row_total").alias("rule_id"),
        pl.col("row").alias("key"),
        pl.when(~pl.col("b_total")).then("v_total").alias("reported"),
        pl.col("e_parts").alias("computed"),
    )
    grand = wide.filter(is_grand)
    totals = [
        grand.select(
            "doc",
            pl.lit("requests.outcome_total").alias("rule_id"),
            pl.lit(name).alias("key"),
            pl.when(~pl.col(f"b_{name}")).then(f"v_{name}").alias("reported"),
            pl.col(f"s_{name}").alias("computed"),
        )
        for name in REQUEST_COLUMNS
    ]
    balances = _balance_sums(wide)
    sums = pl.concat([rows, *totals, balances]).with_columns(
        judged=pl.col("reported").is_not_null() & pl.col("computed").is_not_null()
    )
    return sums.cast(pl.Schema(SUMS_SCHEMA)), _requests_derived(wide, sums)


def _whole(name: str) -> pl.Expr:
    """Return the sum of a column within its group, null where any of it is."""
    return pl.when(pl.col(name).is_null().any()).then(None).otherwise(pl.col(name).sum())


def _balance_sums(wide: pl.DataFrame) -> pl.DataFrame:
    found = []
    for name in REQUEST_COLUMNS:
        values = wide.group_by("doc", maintain_order=True).agg(
            pl.col(f"e_{name}").filter(pl.col("row") == row).first().alias(row)
            for row in ("received_new", "carried_in", GRAND_TOTAL, "carried_out")
        )
        found.append(
            values.select(
                "doc",
                pl.lit("requests.balance").alias("rule_id"),
                pl.lit(name).alias("key"),
                (pl.col(GRAND_TOTAL) + pl.col("carried_out")).alias("reported"),
                (pl.col("received_new") + pl.col("carried_in")).alias("computed"),
            )
        )
    return pl.concat(found)


def _requests_derived(wide: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """Return (doc, row, column, computed_value, resolved_value) of every cell of table 3."""
    state = sums.with_columns(
        holds=pl.col("judged") & (pl.col("reported") == pl.col("computed")),
        fails=pl.col("judged") & (pl.col("reported") != pl.col("computed")),
    )
    is_grand = pl.col("row") == GRAND_TOTAL
    long = pl.concat(
        [
            wide.select(
                "doc",
                "row",
                pl.lit(name).alias("column"),
                pl.col(f"v_{name}").alias("v"),
                pl.col(f"b_{name}").alias("b"),
                pl.col(f"e_{name}").alias("e"),
                (pl.col("parts") if name == "total" else pl.when(is_grand).then(f"p_{name}")).alias("computed_value"),
            )
            for name in REQUEST_COLUMNS
        ]
    )
    for rule_id, key in (
        ("requests.row_total", "row"),
        ("requests.outcome_total", "column"),
        ("requests.balance", "column"),
    ):
        short = rule_id.split(".")[1]
        of_rule = state.filter(pl.col("rule_id") == rule_id).select(
            "doc",
            pl.col("key").alias(key),
            pl.col("holds").alias(f"{short}_holds"),
            pl.col("fails").alias(f"{short}_fails"),
        )
        long = long.join(of_rule, on=["doc", key], how="left", maintain_order="left")
    is_part_of_row = pl.col("column") != "total"
    is_part_of_column = ~pl.col("row").is_in(NOT_OUTCOMES)
    in_balance = pl.col("row").is_in(["received_new", "carried_in", GRAND_TOTAL, "carried_out"])
    proves = (is_part_of_row & pl.col("row_total_holds")) | (is_part_of_column & pl.col("outcome_total_holds"))
    fails = (
        pl.col("row_total_fails")
        | ((is_part_of_column | (pl.col("row") == GRAND_TOTAL)) & pl.col("outcome_total_fails"))
        | (in_balance & pl.col("balance_fails"))
    )
    long = long.with_columns(
        resolved_value=pl.when(~pl.col("b")).then("v").when(proves & ~fails & (pl.col("e") == 0)).then(0)
    )
    return _resolve_totals(long).select("doc", "row", "column", "computed_value", "resolved_value")


def _resolve_totals(long: pl.DataFrame) -> pl.DataFrame:
    """Fill blank totals with the sum of their parts where every part is printed or resolved."""
    by_column = (
        long.filter(~pl.col("row").is_in(NOT_OUTCOMES))
        .group_by("doc", "column")
        .agg(_whole("resolved_value").alias("from_parts"))
        .with_columns(row=pl.lit(GRAND_TOTAL))
        .filter(pl.col("column") != "total")
    )
    long = _filled(long, by_column)
    by_row = (
        long.filter(pl.col("column") != "total")
        .group_by("doc", "row")
        .agg(_whole("resolved_value").alias("from_parts"))
        .with_columns(column=pl.lit("total"))
    )
    return _filled(long, by_row)


def _filled(long: pl.DataFrame, from_parts: pl.DataFrame) -> pl.DataFrame:
    joined = long.join(from_parts, on=["doc", "row", "column"], how="left", maintain_order="left")
    blank = pl.col("b") & pl.col("resolved_value").is_null()
    return joined.with_columns(resolved_value=pl.when(blank).then("from_parts").otherwise("resolved_value")).drop(
        "from_parts"
    )


def _proceedings(frames: Frames) -> tuple[pl.DataFrame, pl.DataFrame]:
    columns = (*PROCEEDING_PARTS, "total")
    wide = _wide(frames, "proceedings", columns).with_columns(computed=_add(list(PROCEEDING_PARTS)))
    wide = wide.with_columns(
        reported=pl.when(~pl.col("b_total")).then("v_total"),
    ).with_columns(judged=pl.col("reported").is_not_null() & pl.col("computed").is_not_null())
    sums = wide.select(
        "doc",
        pl.lit("proceedings.total").alias("rule_id"),
        pl.col("row").alias("key"),
        "reported",
        "computed",
        "judged",
    )
    holds = pl.col("judged") & (pl.col("reported") == pl.col("computed"))
    resolved = wide.with_columns(
        pl.when(~pl.col(f"b_{name}")).then(f"v_{name}").when(holds).then(0).alias(f"r_{name}")
        for name in PROCEEDING_PARTS
    ).with_columns(r_total=pl.when(~pl.col("b_total")).then("v_total").otherwise(_add(list(PROCEEDING_PARTS), "r_")))
    derived = pl.concat(
        [
            resolved.select(
                "doc",
                "row",
                pl.lit(name).alias("column"),
                (pl.col("computed") if name == "total" else pl.lit(None, pl.Int64)).alias("computed_value"),
                pl.col(f"r_{name}").alias("resolved_value"),
            )
            for name in columns
        ]
    )
    return sums.cast(pl.Schema(SUMS_SCHEMA)), derived


def editions_with_sums() -> list[tuple[TableName, str]]:
    """Return (table, edition) of every form that has sums."""
    return [(form.table, form.edition) for table in ("requests", "proceedings") for form in forms_of(table)]
