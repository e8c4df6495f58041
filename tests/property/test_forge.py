"""The forge and its scoring themselves: nothing that is wrong in an accepted report goes unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from gouji.parse import read
from gouji.report import Report, Statement
from gouji.snapshot import Snapshot
from tests.forge import ALL_FLAVOURS, FAULTS, GUISES, forge, scoring
from tests.forge.__main__ import _MARKED
from tests.forge.claims import Told
from tests.forge.measuring import measure
from tests.forge.orders import orders
from tests.printed import ROOT

Change = Callable[[Report], Report]


def _cell(**changed: object) -> Change:
    def change(report: Report) -> Report:
        table = report.tables[1]
        cells = (table.cells[0]._replace(**changed), *table.cells[1:])
        return replace(report, tables=(report.tables[0], replace(table, cells=cells), report.tables[2]))

    return change


def _identity(**changed: object) -> Change:
    return lambda report: replace(report, identity=replace(report.identity, **changed))


def _stated(**changed: object) -> Change:
    said = Statement("9", "sections_count", None, "own", Decimal(7), "exact", "个", "共七个部分", "line=3")
    return lambda report: replace(report, statements=(*report.statements, replace(said, **changed)))


@pytest.mark.parametrize(
    "change",
    [
        _cell(value=71, printed="71"), _cell(meaning="annotated"), _cell(unit=None), _cell(row="carried_in"),
        _identity(report_year=2018), _identity(agency_name="某镇人民政府"), _identity(region_code="110000"),
        _identity(township_code="110000001"), _identity(agency_kind="other"), _stated(), _stated(value=Decimal(6)),
    ],
    ids=["value", "meaning", "unit", "row", "year", "body", "region", "town", "kind", "statement", "statement six"],
)  # fmt: skip
def test_whatever_an_accepted_reading_has_wrong_is_a_silent_error(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(snapshot: Snapshot) -> Report:
        report = read(snapshot)
        assert isinstance(report, Report)
        return change(report)

    monkeypatch.setattr("tests.forge.scoring.read", reading)
    # No rule gives it away.
    monkeypatch.setattr("tests.forge.scoring.judge", lambda *_: SimpleNamespace(findings=[()]))
    found = scoring.score([forge(5, "word", "2019")])[0]
    assert found.accepted
    assert found.silent


def test_a_true_reading_has_nothing_silent() -> None:
    assert scoring.score([forge(5, "word", "2019")])[0].silent == ()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Told("sections_count", 7), True),
        (Told("sections_count", 6), False),
        (Told("sections_count", 7, "at_least"), False),
        (Told("sections_count", 7, scope="own"), True),
        (Told("sections_count", 7, scope="whole"), False),
        (Told("disclosed_total", 7), False),
        (Told("sections_count", 7, part="政府网站"), False),
    ],
)
def test_a_statement_is_held_against_subject_number_bound_scope_and_part(told: Told, says: bool) -> None:
    said = Statement("1", "sections_count", None, "own", Decimal(7), "exact", "个", "共七个部分", "line=3")
    assert scoring._says(said, told, with_part=True) is says


def test_a_measurement_has_every_flavour_guise_and_fault() -> None:
    wanted = list(orders(5000, 0))
    plain = [order for order in wanted if not order.is_2014]
    assert {order.flavour for order in plain} == set(ALL_FLAVOURS)
    assert {order.guise for order in plain} == {None, *GUISES}
    assert {order.fault for order in plain} == {None, *FAULTS}
    assert wanted == list(orders(5000, 0))


def test_a_measurement_on_all_cores_counts_every_report() -> None:
    found = measure(list(orders(16, 3)))
    assert found.whole.reports == 16
    assert (found.whole.silent, found.untrue, found.accused) == (0, 0, 0)


def test_the_page_on_accuracy_has_its_figures() -> None:
    page = (ROOT / "docs/accuracy.md").read_text(encoding="utf-8")
    written = _MARKED.search(page)
    assert written is not None
    assert "| all |" in written[0]
