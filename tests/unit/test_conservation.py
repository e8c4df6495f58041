"""What stored objects say of each reading: nothing where all is well, and each thing that cannot be by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import polars as pl
import pytest

from gouji.conservation import RESIDUALS, facts_of, readings_of
from gouji.manifest import Stored, read_object
from gouji.partition import to_parquet
from gouji.release import head
from gouji.tables import TABLES
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, run

A = Reading("a", body="220184112-gov", granted=3)
OTHER = Reading("b", body="220184113-gov", granted=1)
REJECTED = Reading("c", body="220184114-gov", status="rejected")
SECOND = A.but(text="copy", address="https://b", second=True)

Tables = dict[tuple[str, str], pl.DataFrame]


@pytest.fixture
def tables(storage: DirectoryStorage) -> Tables:
    """Return the rows of every table of one province, by area and table."""
    run(storage, A, OTHER, REJECTED)
    run(storage, SECOND)
    return {(item.area, item.table): read_object(storage, item) for item in head(storage).manifest.objects}


def wrong(tables: Tables) -> set[tuple[str, str]]:
    """Return residual and report of everything found."""
    found = readings_of(facts_of(*stored) for stored in objects(tables))
    long = found.unpivot(RESIDUALS, index="reading_id").filter(pl.col("value") > 0)
    names = {reading.sha256[:16]: reading.text for reading in (A, OTHER, REJECTED, SECOND)}
    return {(residual, names[reading]) for reading, residual, _ in long.iter_rows()}


def objects(tables: Tables) -> Iterator[tuple[Stored, bytes]]:
    for (area, table), frame in tables.items():
        data = to_parquet(TABLES[table], frame)
        yield Stored(area, table, 2020, "220000", hashlib.sha256(data).hexdigest(), len(data), frame.height), data


def test_a_sound_state_has_no_residual(tables: Tables) -> None:
    assert wrong(tables) == set()
    found = readings_of(facts_of(*stored) for stored in objects(tables))
    assert found.select("area", "report_id", "verdict").rows() == [
        ("current", OTHER.report_id, "accept"),
        ("current", A.report_id, "accept"),
        ("rejected", REJECTED.report_id, "reject"),
    ]


OF_A = pl.col("report_id") == A.report_id


def without_a(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(~OF_A)


def put(**values: object) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return what gives the rows of report a other values."""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(
            pl.when(OF_A).then(pl.lit(value, frame.schema[name])).otherwise(name).alias(name)
            for name, value in values.items()
        )

    return change


def moved(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(report_id=pl.lit(A.report_id))


@pytest.mark.parametrize(
    ("area", "table", "change", "residuals"),
    [
        ("current", "reports", without_a, {("report_rows", "a"), ("report_rows", "copy")}),
        ("current", "documents", without_a, {("no_document", "a"), ("sources_uncounted", "a")}),
        ("current", "documents", put(status="superseded"), {
            ("documents_elsewhere", "a"), ("no_document", "a"), ("sources_uncounted", "a")
        }),
        ("current", "documents", lambda rows: rows.filter(pl.col("file_name") != "a"), {
            ("no_document", "a"), ("sources_uncounted", "a")
        }),
        ("current", "reports", put(verdict="reject"), {("verdict_elsewhere", "a")}),
        ("current", "findings", put(severity="error"), {("errors_published", "a")}),
        ("rejected", "findings", lambda rows: rows.clear(), {("rejected_without_error", "c")}),
        ("current", "requests", put(region_code="370000"), {("displaced", "a"), ("other_identity", "a")}),
        ("current", "sections", put(agency_id="370881109-gov"), {("other_identity", "a")}),
        ("current", "reports", put(errors=0, notices=2), {("findings_uncounted", "a")}),
        ("current", "reports", put(errors=0, notices=1, warnings=0), set()),
        ("current", "reports", put(source_count=1), {("sources_uncounted", "a")}),
        ("current", "reports", put(requests_edition="2021"), set()),
        ("current", "reports", put(requests_edition="2014"), {("no_figures", "a")}),
        ("current", "findings", put(severity="error", rule_id="history.outlier"), set()),
        ("current", "findings", put(severity="error", decision="d1"), set()),
        ("current", "findings", put(severity="error", rule_id="decision.withdrawn", decision="d1"), {
            ("errors_published", "a")
        }),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(
    tables: Tables,
    area: str,
    table: str,
    change: Callable[[pl.DataFrame], pl.DataFrame],
    residuals: set[tuple[str, str]],
) -> None:
    assert wrong({**tables, (area, table): change(tables[area, table])}) == residuals


def test_figures_of_a_published_report_cannot_be_gone(tables: Tables) -> None:
    reports, requests = tables["current", "reports"], tables["current", "requests"]
    tables["current", "reports"] = put(requests_edition="2021")(reports)
    tables["current", "requests"] = without_a(requests)
    assert wrong(tables) == {("no_figures", "a")}


def test_one_report_of_two_readings(tables: Tables) -> None:
    for key, frame in tables.items():
        if key[0] == "current":
            tables[key] = moved(frame) if key[1] != "statements" else frame
    assert {("report_id_twice", "a"), ("report_id_twice", "b")} <= wrong(tables)


def test_a_reading_that_gave_way_may_keep_its_row_and_no_more(tables: Tables) -> None:
    tables["rejected", "reports"] = tables["rejected", "reports"].with_columns(superseded_by=pl.lit("0" * 16))
    tables["rejected", "documents"] = tables["rejected", "documents"].with_columns(status=pl.lit("superseded"))
    assert wrong(tables) == set()
