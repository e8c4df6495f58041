"""A county department's report on the statistics form of 2014, in every way its table may be laid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gouji.parse import read
from gouji.report import Report
from gouji.snapshot import Snapshot
from gouji.standard.statistics import statistics_form

FIGURES = {
    "pd_total": "1,205", "pd_normative_disclosed": "12", "pd_normative_issued": "14", "pd_gazette": "20",
    "pd_website": "1205", "pd_wechat": "300", "rs_articles": "4", "rq_received": "7", "rq_inperson": "1",
    "rq_online": "5", "rq_mail": "1", "rq_closed": "7", "rq_closed_ontime": "6", "rq_closed_extended": "1",
    "rq_replied": "7", "rp_already_public": "2", "rp_granted": "2", "rp_partial": "1", "rp_denied": "1",
    "rp_denied_privacy": "1", "rp_not_exist": "1", "rv_total": "2", "rv_upheld": "1", "rv_other": "1", "lt_total": "3",
    "lt_upheld": "2", "lt_corrected": "1", "fee_wan": "0.0125", "org_staff": "5", "org_fulltime": "1",
    "org_parttime": "4", "org_budget_wan": "3.5", "tr_trainees": "30",
}  # fmt: skip
HEADS = ("统计指标", "单位", "统计数")
BEFORE = """泾县民政局{year}年政府信息公开工作年度报告

本报告由泾县民政局编制，所列数据的统计期限为{year}年1月1日至12月31日。

一、概述

我局按要求做好公开工作，培训了工作人员。

二、主动公开政府信息情况

公开的信息主要是救助和养老方面的。

三、依申请公开政府信息情况

申请人多数关心低保标准。

四、政府信息公开的收费及减免情况

按规定收取。

五、复议诉讼情况

均已办结。

六、存在的主要问题及改进措施

更新不够及时，今后改进。

七、附表

政府信息公开情况统计表

"""
AFTER = "\n\n单位负责人：张三　审核人：李四　填报人：王五\n"
Row = tuple[str, ...]
Layout = Callable[[list[Row]], str]


def rows(figures: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None) -> list[Row]:
    """Return the printed rows of the form, its heads first; `figures` and `labels` by key replace the usual ones."""
    said = {**FIGURES, **(figures or {})}
    found: list[Row] = [HEADS]
    block = ""
    for row in statistics_form().rows:
        if row.block != block and row.block != row.label:
            found.append((row.block, "——", "——"))
        block = row.block
        found.append(((labels or {}).get(row.key, row.label), row.unit, said.get(row.key, "0")))
    return found


def split_rows(columns: tuple[str, ...], figures: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Return the rows of a form with several columns of figures, 0 where nothing is said."""
    found: list[Row] = [("统计指标", "单位", *columns)]
    return found + [
        (row.label, row.unit, *figures.get(row.key, ("0",) * len(columns))) for row in statistics_form().rows
    ]


LAYOUTS: dict[str, Layout] = {
    "tab rows": lambda found: "\n".join("\t".join(row) for row in found),
    "tab cells": lambda found: "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in found),
    "pipe rows": lambda found: "\n".join(" | ".join(row) + " |" for row in found),
    "markdown": lambda found: "\n".join("| " + " | ".join(row) + " |" for row in [found[0], ("---",) * 3, *found[1:]]),
    "cell a line": lambda found: "\n\n".join(cell for row in found for cell in row),
    "cell a line, close": lambda found: "\n".join(cell for row in found for cell in row),
    "spaces": lambda found: "\n".join(" ".join(row) for row in found),
    "running numbers": lambda found: "\n".join(
        "\t".join(("序号" if n == 0 else str(n), *row)) for n, row in enumerate(found)
    ),
    "no heads": lambda found: "\n".join("\t".join(row) for row in found[1:]),
    "unit behind": lambda found: "\n".join("\t".join((row[0], row[2], row[1])) for row in found),
}


def report(table: str, year: int = 2016) -> Report:
    """Return the reading of the department's report with such a table."""
    text = BEFORE.format(year=year) + table + AFTER
    found = read(Snapshot.of(text.encode(), "x.txt"))
    assert isinstance(found, Report)
    return found
