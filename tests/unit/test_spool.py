"""What is put aside comes back as it was, in the order asked for, and its facts stay at hand."""

from __future__ import annotations

import pytest

from gouji.report import Identity, NoReport, Report
from tasks.spool import Facts, Parsed, Spool


def report(sha256: str, **identity: object) -> Report:
    return Report(sha256 * 64, "text/plain", Identity(**identity), ())  # type: ignore[arg-type]


NAMED = report("a", agency_id="330281100-gov", report_year=2020, region_code="330000")
NOWHERE = report("b")
NOTICE = NoReport("c" * 64, "text/plain", "no_title")


def test_facts_are_the_partition_and_the_report() -> None:
    assert Facts.of(NAMED) == (2020, "330000", "330281100-gov-2020")
    assert Facts.of(NOWHERE) == (0, "0", f"x-{'b' * 16}")
    assert Facts.of(NOTICE) == (0, "0", None)


def test_what_was_put_aside_is_read_in_any_order_and_again() -> None:
    with Spool() as spool:
        spool.add([(each.sha256, Parsed.of(each)) for each in (NAMED, NOTICE)])
        assert list(spool.read([[NOTICE.sha256], [NAMED.sha256]])) == [[NOTICE], [NAMED]]
        spool.add([(NOWHERE.sha256, Parsed.of(NOWHERE))])
        assert list(spool.read([[NOWHERE.sha256, NAMED.sha256]])) == [[NOWHERE, NAMED]]
        assert spool.facts.keys() == {NAMED.sha256, NOTICE.sha256, NOWHERE.sha256}


def test_nothing_is_left_when_the_block_ends() -> None:
    with Spool() as spool:
        spool.add([(NAMED.sha256, Parsed.of(NAMED))])
    with pytest.raises(ValueError, match="closed"):
        list(spool.read([[NAMED.sha256]]))
