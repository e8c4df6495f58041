"""What of the published state a person is told: counts, and the rejected report that waits longest."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from gouji.manifest import Manifest
from gouji.release import Head
from tasks.watching import standing
from tasks.watching.standing import Waiting, counts_of

COLUMNS = (
    *("report_id", "report_year", "region_code", "province", "verdict", "superseded_by", "decision_ids"),
    *("first_seen_date", "agency_name"),
)
REPORTS = [
    ("a-2020", 2020, "330000", "浙江省", "accept", None, None, date(2021, 1, 1), "甲"),
    ("b-2020", 2020, "330000", "浙江省", "reject", None, None, date(2021, 3, 1), "乙"),
    ("c-2020", 2020, "330000", "浙江省", "reject", None, None, date(2021, 2, 1), "丙"),
    # A newer reading stands instead, or a person has decided: neither waits.
    ("d-2020", 2020, "330000", "浙江省", "reject", "0123456789abcdef", None, date(2020, 1, 1), "丁"),
    ("e-2020", 2020, "330000", "浙江省", "reject", None, "2021-03-04-0123456789abcdef", date(2020, 2, 1), "戊"),
    ("x-0123", None, None, None, "reject", None, None, None, None),
]


@pytest.mark.parametrize(
    ("rows", "undecided", "oldest"),
    [
        (REPORTS, 3, Waiting("c-2020", "丙", date(2021, 2, 1))),
        (REPORTS[-1:], 1, Waiting("x-0123", None, None)),
        (REPORTS[:1], 0, None),
        ([], 0, None),
    ],
)
def test_what_waits_longest_is_what_nobody_has_decided_on(
    rows: list[tuple[Any, ...]], undecided: int, oldest: Waiting | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    types = dict.fromkeys(COLUMNS, pl.String) | {"report_year": pl.Int16, "first_seen_date": pl.Date}
    tables = {
        "reports": pl.DataFrame(rows, schema=types, orient="row"),
        "documents": pl.DataFrame({"status": ["ignored"] * 2}),
    }
    monkeypatch.setattr(standing, "rows_of", lambda _storage, _state, table, columns: tables[table].select(columns))
    counts = counts_of(None, Head(Manifest(), None))  # type: ignore[arg-type]
    assert (counts.undecided, counts.oldest, counts.documents) == (undecided, oldest, {"ignored": 2})
    if len(rows) > 1:
        assert counts.places.select("region_code", "report_year", "published", "rejected").rows() == [
            ("0", 0, 0, 1),
            ("330000", 2020, 1, 3),
        ]
