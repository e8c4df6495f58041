"""Reports built for tests: a consistent one on either form, with chosen cells changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from gouji.cells import understand
from gouji.reconcile import Judgement, judge
from gouji.report import CellReading, Identity, Report, Section, TableReading
from gouji.snapshot import Source
from gouji.standard.forms import COLUMN_AXIS, form_of, section_titles, term

TOWNSHIP = Identity(
    title="云岭镇人民政府2020年政府信息公开工作年度报告",
    agency_name="云岭镇人民政府",
    agency_level="township",
    agency_kind="government",
    agency_id="341824104-gov",
    figures_cover="own_body",
    figures_cover_basis="level",
    report_year=2020,
    region_code="340000",
    province="安徽省",
    prefecture="宣城市",
    prefecture_code="341800",
    county="泾县",
    county_code="341823",
    township="云岭镇",
    township_code="341823104",
    published_date=date(2021, 1, 20),
)


def report(
    printed: dict[str, str] | None = None,
    *,
    proactive: str = "2019",
    requests: str = "2019",
    identity: Identity = TOWNSHIP,
    fill: str = "0",
    sha256: str = "ab" * 32,
) -> Report:
    """Return a report whose cells all print `fill`, but for those in `printed` (by `table/row/column`)."""
    printed = printed or {}
    tables = (
        _table("proactive_disclosure", proactive, printed, fill),
        _table("requests", requests, printed, fill),
        _table("proceedings", "2019+2021", printed, fill),
    )
    unknown = printed.keys() - {cell.key for table in tables for cell in table.cells}
    assert not unknown, unknown
    sections = tuple(
        Section(title.number, title.section, title.title, "") for title in section_titles() if title.official
    )
    return Report(sha256, "text/plain", identity, tables, sections)


def _table(table, edition, printed, fill):
    cells = []
    for row in form_of(table, edition).rows:
        for column in row.columns:
            said = understand(printed.get(f"{table}/{row.key}/{column}", fill))
            is_amount = term(COLUMN_AXIS[table], column).measure == "amount"
            unit, basis = (
                ("CNY_10K", "header") if column == "amount" else (None, "none") if is_amount else ("count", "form")
            )
            if said.unit:
                unit, basis = {"元": "CNY", "万元": "CNY_10K"}[said.unit], "cell"
            cells.append(
                CellReading(
                    table,
                    row.key,
                    column,
                    said.printed,
                    said.meaning,
                    said.value,
                    unit,
                    basis,
                    True,
                    f"line={len(cells)}",
                )
            )
    return TableReading(table, "found", edition, tuple(cells))


def with_identity(**changes) -> Identity:
    """Return the township's identity with some fields changed."""
    return replace(TOWNSHIP, **changes)


def judged(*reports: Report, known=None) -> Judgement:
    """Return the judgement of some reports, each from an address of its own."""
    sources = {one.sha256: Source(one.sha256, f"{i}.txt", f"file:///{i}.txt") for i, one in enumerate(reports)}
    return judge(reports, sources, known)


def rule_ids(*reports: Report) -> list[str]:
    """Return the ids of the findings of the first report."""
    return [finding.rule_id for finding in judged(*reports).findings[0]]


def cell(judgement: Judgement, key: str, column: str) -> object:
    """Return one value of one cell of the published tables."""
    frame = judgement.frames[key.split("/")[0]]
    value = frame.filter(frame["cell"] == key)[column].item()
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
