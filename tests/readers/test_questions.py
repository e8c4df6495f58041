"""The fifteen questions: their answers as a person adds them up, and as Polars finds them in another way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.printed import ROOT, blocks
from tests.readers.bodies import AUDIT, CIVIL, COUNTY, LINSHAN, MAZHU, SIMEN

PAGE = ROOT / "docs" / "questions.md"
QUERIES = dict(enumerate(blocks(PAGE, "sql"), start=1))
ZHEJIANG = "330000"
Row = dict[str, Any]
Places = set[tuple[Any, ...]]


def answer(number: int) -> list[Row]:
    found = duckdb.sql(QUERIES[number])
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def picked(rows: Iterable[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def table(name: str, area: str = "current") -> pl.DataFrame:
    return pl.read_parquet(f"data/{area}/{name}", hive_partitioning=False)


def test_the_page_has_fifteen_questions_each_with_its_query() -> None:
    text = PAGE.read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.M)[1:]
    assert [int(section.split(".")[0]) for section in sections] == list(range(1, 16))
    assert all(section.count("```sql\n") == 1 for section in sections)


# By hand: what the bodies of tests/readers/bodies.py come to. The county's own report must be in none of the sums.
BY_HAND: dict[int, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {
    1: (
        ("report_year", "region_code", "province", "reports", "closed", "granted", "partly", "granted_percent"),
        [
            (2019, ZHEJIANG, "浙江省", 4, 5, 3, 0, 60.0),
            (2020, ZHEJIANG, "浙江省", 4, 15, 12, 1, 86.7),
            (2021, ZHEJIANG, "浙江省", 1, 4, 4, 0, 100.0),
            (2022, ZHEJIANG, "浙江省", 2, 1, 1, 0, 100.0),
            (2023, ZHEJIANG, "浙江省", 1, 0, 0, 0, None),
        ],
    ),
    4: (
        ("report_year", "agency_level", "agency_kind", "reports", "closed", "not_held", "not_held_percent"),
        [
            (2019, "county", "department", 1, 0, 0, None),
            (2019, "township", "government", 3, 5, 0, 0.0),
            (2020, "county", "department", 2, 9, 0, 0.0),
            (2020, "township", "government", 2, 6, 1, 16.7),
            (2021, "township", "government", 1, 4, 0, 0.0),
            (2022, "township", "government", 2, 1, 0, 0.0),
            (2023, "township", "government", 1, 0, 0, None),
        ],
    ),
    5: (
        ("agency_name", "report_year", "carried_in", "received", "carried_out", "left_percent", "carried_in_next_year"),
        [
            (COUNTY, 2020, 0, 400, 70, 17.5, None),
            (LINSHAN, 2020, 0, 8, 2, 25.0, 2),
            (LINSHAN, 2021, 2, 3, 1, 20.0, 1),
        ],
    ),
    7: (
        ("agency_name", "report_year", "suits", "direct", "after_review", "lost", "pending"),
        [(AUDIT, 2020, 5, 3, 2, 1, 1)],
    ),
    8: (
        ("agency_name", "report_year", "rule_id", "cells", "reported", "computed", "suspects"),
        [
            (MAZHU, 2020, "requests.outcome_total", "requests/outcomes_total/natural_person", 0, 3,
             "requests/granted/natural_person=0"),
            (MAZHU, 2020, "requests.row_total", "requests/granted/total", 0, 3, "requests/granted/natural_person=0"),
        ],
    ),
    9: (
        ("report_year", "agency_level", "readings", "rejected", "rejected_percent"),
        [
            (2019, "county", 1, 0, 0.0),
            (2019, "township", 3, 0, 0.0),
            (2020, "county", 3, 0, 0.0),
            (2020, "township", 3, 1, 33.3),
            (2021, "township", 1, 0, 0.0),
            (2022, "township", 2, 0, 0.0),
            (2023, "township", 1, 0, 0.0),
        ],
    ),
    10: (
        ("county", "agency_name", "report_year", "cells", "blank", "not_applicable", "resolved"),
        [("余姚市", SIMEN, 2020, 22 + 161 + 15, 3, 0, 3)],
    ),
    11: (
        ("agency_kind", "figures_cover", "buyers", "known", "without_unit", "inferable", "amount_cny", "projects",
         "cny_per_project"),
        [
            ("department", "own_body", 1, 0, 1, 1, None, None, None),
            ("government", "territory", 1, 1, 0, 0, Decimal(4_703_100), 12, 391_925.0),
        ],
    ),
    12: (
        ("agency_name", "report_year", "published_date", "due_date", "days_late"),
        [
            (AUDIT, 2020, date(2021, 2, 10), date(2021, 1, 31), 10),
            (COUNTY, 2020, date(2021, 4, 2), date(2021, 3, 31), 2),
        ],
    ),
    14: (
        ("agency_name", "report_year", "rule_id", "cells", "in_table", "in_text"),
        [(CIVIL, 2020, "narrative.requests", "requests/received_new/total", 9, 7)],
    ),
    15: (
        ("change", "agency_name", "report_year", "status"),
        [
            ("started", COUNTY, 2020, "published"),
            ("started", CIVIL, 2020, "published"),
            ("stopped", COUNTY, 2021, "published"),
            ("stopped", AUDIT, 2021, "published"),
            ("stopped", CIVIL, 2021, "published"),
            ("stopped", SIMEN, 2021, "published"),
            ("stopped", MAZHU, 2021, "rejected"),
            ("started", SIMEN, 2022, "published"),
            ("stopped", SIMEN, 2023, "published"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("number", BY_HAND)
def test_the_answers_of_one_county_by_hand(number: int, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(county)
    columns, expected = BY_HAND[number]
    assert picked(answer(number), *columns) == expected


def test_parts_of_one_county_by_hand(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(county)
    refused = [row for row in answer(2) if row["refusals"]]
    assert picked(refused, "report_year", "reason", "refusals", "percent", "unknown") == [
        (2019, "不予公开：属于国家秘密", 1, 50.0, 0),
        (2019, "不予公开：属于四类过程性信息", 1, 50.0, 0),
    ]
    asking = [row for row in answer(3) if row["received"]]
    assert picked(asking, "report_year", "applicant", "received", "percent", "unknown") == [
        (2019, "自然人", 5, 100.0, 0),
        (2020, "自然人", 15, 88.2, 0),
        (2020, "商业企业", 2, 11.8, 0),
        (2021, "自然人", 3, 100.0, 0),
    ]
    reviewed = [row for row in answer(6) if row["decided"]]
    assert picked(reviewed, "report_year", "agency_kind", "reports", "decided", "corrected", "corrected_percent") == [
        (2019, "department", 1, 1, 0, 0.0),
        (2020, "department", 2, 6, 2, 33.3),
    ]
    made = [row for row in answer(13) if row["edition"] == "2021"]
    assert picked(made, "report_year", "measure", "documents", "reports") == [
        (2021, "in_force", 12, 1), (2021, "issued", 3, 1), (2021, "repealed", 1, 1),
        (2022, "in_force", 14, 2), (2022, "issued", 2, 2), (2022, "repealed", 0, 2),
        (2023, "in_force", 11, 1), (2023, "issued", 1, 1), (2023, "repealed", 4, 1),
    ]  # fmt: skip


# The same in another way, over all reports of the fixture.
def wide(name: str, column: str, *keep: str) -> pl.DataFrame:
    """Return one row a report with the resolved value of each cell."""
    ids = ("report_id", "report_year", "region_code", "agency_level", "agency_kind", "figures_cover")
    return table(name).pivot(column, index=ids, values="resolved_value")


def requests() -> pl.DataFrame:
    return wide("requests", "cell").rename(lambda name: name.removeprefix("requests/"))


def own(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(figures_cover="own_body")


def share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def granted() -> None:
    cells = own(requests()).drop_nulls(["granted/total", "partially_granted/total", "outcomes_total/total"])
    expected = {}
    for (year, region), rows in cells.group_by("report_year", "region_code"):
        given = rows["granted/total"].sum() + rows["partially_granted/total"].sum()
        expected[year, region] = (rows.height, share(given, rows["outcomes_total/total"].sum()))
    found = {(row["report_year"], row["region_code"]): (row["reports"], row["granted_percent"]) for row in answer(1)}
    assert found == expected


def refusals() -> None:
    cells = own(table("requests")).filter(
        pl.col("cell").str.contains(r"^requests/denied_\w+/natural_person$"), pl.col("resolved_value").is_not_null()
    )
    expected = Counter()
    for year, label, value in cells.select("report_year", "outcome_zh", "resolved_value").iter_rows():
        expected[year, label] += value
    found = {(row["report_year"], row["reason"]): row["refusals"] or 0 for row in answer(2)}
    assert found == dict(expected)
    for year in {year for year, _ in found}:
        told = [row["percent"] for row in answer(2) if row["report_year"] == year]
        assert told[0] is None or abs(sum(told) - 100) < 0.5


def applicants() -> None:
    """Where all parts of a report are told they come to the total beside them, which the query leaves out."""
    rows = own(requests()).filter(pl.col("outcomes_total/total").is_not_null())
    parts = [name for name in rows.columns if name.startswith("received_new/") and not name.endswith("/total")]
    is_whole = ~pl.any_horizontal(pl.col(parts).is_null())
    received = pl.when(is_whole).then("received_new/total").otherwise(pl.sum_horizontal(parts))
    expected = dict(rows.group_by("report_year").agg(received.sum()).iter_rows())
    found: Counter[int] = Counter()
    for row in answer(3):
        found[row["report_year"]] += row["received"] or 0
    assert dict(found) == expected
    assert sum(row["unknown"] for row in answer(3)) == sum(rows[name].null_count() for name in parts)


def not_held() -> None:
    cells = own(requests()).drop_nulls(["unavailable_not_held/total", "outcomes_total/total"])
    found = {(row["report_year"], row["agency_level"], row["agency_kind"]): row["not_held"] for row in answer(4)}
    keys = ("report_year", "agency_level", "agency_kind")
    totals = cells.group_by(keys).agg(pl.col("unavailable_not_held/total").sum())
    assert found == {row[:3]: row[3] for row in totals.iter_rows()}


def backlog() -> None:
    rows = requests().filter(pl.col("carried_out/total") > 0)
    assert sorted(row["carried_out"] for row in answer(5)) == sorted(rows["carried_out/total"])


def overturned() -> None:
    """Decided is also the total less what is pending."""
    cells = wide("proceedings", "cell").drop_nulls([f"proceedings/review/{name}" for name in ("total", "other")])
    keys = ("report_year", "agency_level", "agency_kind", "figures_cover")
    expected = {}
    for key, rows in cells.group_by(keys):
        decided = rows["proceedings/review/total"].sum() - rows["proceedings/review/pending"].sum()
        corrected = rows["proceedings/review/corrected"].sum()
        expected[key] = (rows.height, decided, share(corrected, decided))
    found = answer(6)
    values = picked(found, "reports", "decided", "corrected_percent")
    assert dict(zip(picked(found, *keys), values, strict=True)) == expected


def suits() -> None:
    """The total is also the sum of its parts."""
    cells = table("proceedings").filter(pl.col("channel") != "review", pl.col("outcome") != "total")
    totals = cells.group_by("report_id").agg(pl.col("resolved_value").sum()).filter(pl.col("resolved_value") > 0)
    full = totals.join(table("reports").filter(pl.col("requests_edition") != "2014"), on="report_id")
    assert sorted(row["suits"] for row in answer(7)) == sorted(full["resolved_value"])


def broken_rows() -> None:
    """Add up the rows of table three of every rejected report again."""
    cells = table("requests", "rejected").filter("proven")
    rows = cells.pivot("applicant", index=("reading_id", "outcome"), values="value").drop_nulls()
    parts = reduce(add, (pl.col(name) for name in rows.columns[2:] if name != "total"))
    broken = rows.filter(parts != pl.col("total")).join(table("reports", "rejected"), on="reading_id")
    expected = Counter((row["agency_name"], row["report_year"], f"requests/{row['outcome']}/total")
                       for row in broken.iter_rows(named=True))  # fmt: skip
    named = [row for row in answer(8) if row["rule_id"] == "requests.row_total"]
    found = Counter(picked(named, "agency_name", "report_year", "cells"))
    assert expected and not expected - found


def rejected() -> None:
    documents = table("documents", "rejected").filter(status="rejected").unique("reading_id")
    expected = Counter(documents["report_year"])
    found: Counter[int | None] = Counter()
    for row in answer(9):
        found[row["report_year"]] += row["rejected"]
    assert +found == expected
    assert sum(row["readings"] for row in answer(9)) == table("reports").height + documents.height


def blanks() -> None:
    """The notices name the same cells."""
    notices = table("findings").filter(rule_id="cells.blank")
    towns = table("reports").filter(agency_level="township")
    named = notices.join(towns, on="report_id").with_columns(count=pl.col("cells").str.split(" ").list.len())
    of_tables = named.filter(~pl.col("cells").str.contains("statistics_2014"))
    expected = dict(of_tables.group_by("report_id").agg(pl.col("count").sum()).iter_rows())
    assert sorted(row["blank"] + row["not_applicable"] for row in answer(10)) == sorted(expected.values())


def procurement() -> None:
    paid = table("proactive_disclosure").filter(pl.col("cell").str.ends_with("/total_amount"), pl.col("value") > 0)
    found = answer(11)
    assert sum(row["buyers"] for row in found) == paid.height
    assert sum(row["amount_cny"] or 0 for row in found) == paid["amount_cny"].sum()
    without = paid.filter(pl.col("unit_basis") == "none")
    assert sum(row["without_unit"] for row in found) == without.height


def late() -> None:
    """The notices name the same reports."""
    notices = table("findings").filter(rule_id="timing.late").join(table("reports"), on="report_id")
    assert {(row["agency_name"], row["report_year"]) for row in answer(12)} == set(
        notices.select("agency_name", "report_year").iter_rows()
    )
    assert all(timedelta(row["days_late"]) == row["published_date"] - row["due_date"] for row in answer(12))


def normative() -> None:
    """Add up what is printed, as text."""
    expected: Counter[tuple[int, str]] = Counter()
    rows = own(table("proactive_disclosure")).filter(item="normative_documents")
    for year, measure, printed in rows.select("report_year", "measure", "printed").iter_rows():
        number = re.match(r"\d+", printed.replace(",", ""))
        expected[year, measure] += int(number[0]) if number else 0
    found: Counter[tuple[int, str]] = Counter()
    for row in answer(13):
        found[row["report_year"], row["measure"]] += row["documents"] or 0
    assert dict(found) == dict(expected)


def contradictions() -> None:
    fitting = table("findings").filter(pl.col("rule_id").str.starts_with("narrative."), pl.col("severity") == "warning")
    fitting = fitting.filter(pl.col("rule_id") != "narrative.agency")
    assert {"钦州市人民政府", CIVIL} <= {row["agency_name"] for row in answer(14)}
    assert len(answer(14)) == fitting.height


def came_and_went() -> None:
    rows = pl.concat([table("reports", area).select("agency_id", "report_year", "region_code", "agency_name")
                      for area in ("current", "rejected")]).drop_nulls(["agency_id", "report_year"])  # fmt: skip
    every = set(rows.iter_rows())
    bodies = {(agency, year) for agency, year, _, _ in every}
    read = {(region, year) for _, year, region, _ in every}
    stopped: Places = {
        ("stopped", name, year + 1)
        for agency, year, region, name in every
        if (region, year + 1) in read and (agency, year + 1) not in bodies
    }
    started: Places = {
        ("started", name, year)
        for agency, year, region, name in every
        if (region, year - 1) in read and (agency, year - 1) not in bodies
    }
    assert set(picked(answer(15), "change", "agency_name", "report_year")) == stopped | started


OTHERWISE: dict[int, Callable[[], None]] = {
    1: granted, 2: refusals, 3: applicants, 4: not_held, 5: backlog, 6: overturned, 7: suits, 8: broken_rows,
    9: rejected, 10: blanks, 11: procurement, 12: late, 13: normative, 14: contradictions, 15: came_and_went,
}  # fmt: skip


@pytest.mark.parametrize("number", QUERIES)
def test_the_answers_of_the_country_in_another_way(number: int, in_country: Path) -> None:
    assert answer(number)
    OTHERWISE[number]()
