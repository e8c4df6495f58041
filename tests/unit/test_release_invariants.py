"""Whatever runs follow each other: every file stays on record once, every report stands once, tables agree."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.manifest import read_object
from gouji.partition import Partition
from gouji.release import Storage, commit, head, mirror, records
from gouji.tables import TABLES
from gouji.verify import verify
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change

READINGS = st.builds(
    Reading,
    text=st.sampled_from(["t1", "t2", "t3", "t4"]),
    body=st.sampled_from(["220184112-gov", "370881109-gov"]),
    year=st.sampled_from([2020, 2021]),
    region=st.sampled_from(["220000", "370000"]),
    address=st.sampled_from(["https://a", "https://b", "https://c"]),
    status=st.sampled_from(["published", "published", "rejected", "ignored"]),
    granted=st.integers(0, 1),
)


def possible(storage: Storage, drawn: list[Reading]) -> list[Reading]:
    """Return the run as a caller would settle it: bytes are read one way, and no report is published twice."""
    published = records(storage, head(storage)).filter(status="published")
    holders = {row["report_id"]: row for row in published.iter_rows(named=True)}
    run: dict[tuple[str, str], Reading] = {}
    taken: dict[str, Reading] = {}
    outcome: dict[str, Reading] = {}
    for reading in drawn:
        settled = outcome.setdefault(reading.text, reading).but(address=reading.address)
        if settled.status == "published" and settled.text not in {other.text for other in run.values()}:
            holder = holders.get(settled.report_id)
            other = holder is not None and holder["source_sha256"] != settled.sha256
            if settled.report_id in taken or (other and holder["address"] != settled.uri):
                settled = settled.but(status="rejected")
                outcome[reading.text] = settled
            else:
                taken[settled.report_id] = settled
        run[settled.text, settled.address] = settled
    return list(run.values())


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.lists(READINGS, min_size=1, max_size=5), min_size=2, max_size=5))
def test_whatever_runs_follow_each_other(tmp_path_factory: pytest.TempPathFactory, runs: list[list[Reading]]) -> None:
    storage = DirectoryStorage(tmp_path_factory.mktemp("root"))
    seen: set[tuple[str, str]] = set()
    for drawn in runs:
        run = possible(storage, drawn)
        commit(storage, head(storage), change(*run), code_version="1")
        mirror(storage)
        seen |= {(reading.sha256, reading.uri) for reading in run}
        check(storage, seen)
        assert verify(storage, None).faults == ()
        assert not commit(storage, head(storage), change(*run), code_version="1").changed


def check(storage: DirectoryStorage, seen: set[tuple[str, str]]) -> None:
    """Prove what must hold of any state."""
    at = head(storage)
    documents = records(storage, at)
    assert sorted(documents.select("source_sha256", "address").iter_rows()) == sorted(seen)
    assert set(documents.filter(area="current").get_column("status")) <= {"published"}
    assert "published" not in set(documents.filter(area="rejected").get_column("status"))
    rows = {name: {} for name in TABLES}
    for item in at.manifest.objects:
        frame = read_object(storage, item)
        rows[item.table][item.partition] = frame
        assert set(frame.get_column("report_year").fill_null(0)) <= {item.year}
        assert set(frame.get_column("region_code").fill_null("0")) <= {item.region}
    assert all(rows[name].keys() == rows["documents"].keys() for name in TABLES)
    for partition, reports in rows["reports"].items():
        same_place(partition, reports, {name: rows[name][partition] for name in TABLES})
    current = [frame for partition, frame in rows["reports"].items() if partition.area == "current"]
    if current:
        assert not pl.concat(current).get_column("report_id").is_duplicated().any()
    for path, key in at.manifest.files().items():
        assert storage.get(path) == storage.get(key)


def same_place(partition: Partition, reports: pl.DataFrame, tables: dict[str, pl.DataFrame]) -> None:
    """Prove that the tables of one partition speak of the same readings."""
    readings = set(reports.get_column("reading_id"))
    for name in ("proactive_disclosure", "requests", "proceedings", "sections", "findings", "finding_cells"):
        assert set(tables[name].get_column("reading_id")) == readings, name
    documents = tables["documents"]
    alive = documents.filter(pl.col("status").is_in(["published", "rejected"]))
    assert readings <= set(alive.get_column("reading_id"))
    if partition.area == "current":
        assert not reports.is_empty()
        assert set(documents.get_column("report_id")) == set(reports.get_column("report_id"))
        counts = dict(documents.group_by("report_id").len().iter_rows())
        assert dict(reports.select("report_id", "source_count").iter_rows()) == counts
    else:
        assert readings == set(alive.get_column("reading_id"))
