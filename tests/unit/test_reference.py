"""The reference tables name every key there is."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import duckdb
import polars as pl
import pytest

from gouji.reference import REFERENCE, reference
from gouji.release import Change, commit, head, mirror
from gouji.standard.forms import COLUMN_AXIS, ROW_AXIS, forms
from gouji.standard.rules import RULES
from gouji.tables import TABLES
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change


def table(name: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(reference()[f"reference/{name}.parquet"]))


@pytest.mark.parametrize("name", REFERENCE)
def test_csv_and_parquet_say_the_same(name: str) -> None:
    text = reference()[f"reference/{name}.csv"]
    assert text.startswith(codecs.BOM_UTF8)
    schema = table(name).schema
    read = pl.read_csv(io.BytesIO(text.removeprefix(codecs.BOM_UTF8)), schema=dict(schema))
    assert read.equals(table(name))


def test_every_key_of_the_forms_has_a_label() -> None:
    labels = set(table("labels").select("column", "key").iter_rows())
    for form in forms():
        for row in (*form.rows, *form.local_rows):
            assert (ROW_AXIS[form.table], row.key) in labels
            assert {(COLUMN_AXIS[form.table], column) for column in row.columns} <= labels


def test_every_closed_set_of_values_has_labels() -> None:
    labels = {key: (zh, en) for *key_parts, zh, en in table("labels")["column", "key", "zh", "en"].iter_rows()
              for key in [tuple(key_parts)]}  # fmt: skip
    same_as = {"worst_severity": "severity", "unit_inferred": "unit"}
    for declared in TABLES.values():
        for column in declared.columns:
            for value in column.values:
                assert all(labels[same_as.get(column.name, column.name), value])


def test_rules_and_outcomes_are_complete_and_in_order() -> None:
    assert table("rules").get_column("rule_id").to_list() == list(RULES)
    rows = {row.key for form in forms() if form.table == "requests" for row in form.rows}
    assert set(table("outcomes").get_column("outcome")) == rows
    assert table("outcomes").filter(outcome="other_total").get_column("editions").to_list() == ["2019"]


def test_the_rows_of_2014_say_what_counts_the_same() -> None:
    rows = dict(table("statistic_items").select("item", "same_as").iter_rows())
    assert len(rows) == 58 and rows["rq_received"] == "requests/received_new/total" and rows["rp_granted"] is None
    editions = dict(table("outcomes").select("outcome", "editions").iter_rows())
    assert editions["received_new"] == "2014 2019 2021" and editions["granted"] == "2019 2021"


def test_regions_know_what_a_division_is_called_today() -> None:
    found = table("regions").filter(code="220381112")
    assert found.get_column("current_code").to_list() == ["220184112"]
    assert set(found.get_column("province_code")) == {"220000"}
    assert {"100000", "660000"} <= set(table("regions").get_column("code"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    storage = DirectoryStorage(tmp_path_factory.mktemp("root") / "data")
    readings = [Reading("a"), Reading("b", body="370881109-gov", region="370000", status="rejected")]
    commit(storage, head(storage), Change(change(*readings).frames, reference()), code_version="1")
    mirror(storage)
    return storage.root


def test_path_keys_can_be_read_as_text(root: Path) -> None:
    files = f"{root}/current/requests/**/*.parquet"
    query = f"SELECT region FROM read_parquet('{files}', hive_partitioning=true, hive_types={{'region': VARCHAR}})"
    assert set(duckdb.sql(query).fetchall()) == {("220000",)}
    schema = {"year": pl.Int16, "region": pl.String}
    frame = pl.scan_parquet(root / "current" / "requests", hive_schema=schema).collect()
    assert set(frame.get_column("region")) == {"220000"}
