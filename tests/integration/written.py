"""Reports written for the tests: the form of 2019 or 2021 as Word exports it, with any cell changed."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.standard.forms import Form, FormRow, form_of, forms_of, term

Cells = Mapping[str, str]


def report(
    body: str = "临山镇人民政府", year: int = 2020, cells: Cells | None = None, text: str = "", edition: str = "2019"
) -> str:
    """Return a report of all zeros, except the cells given as `table/row/column`."""
    return "\n".join(
        [
            f"{body}{year}年政府信息公开工作年度报告",
            f"根据《中华人民共和国政府信息公开条例》编制本报告，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
            "一、总体情况",
            f"本机关按要求开展政府信息公开工作。{text}",
            "二、主动公开政府信息情况",
            *_proactive(cells or {}, edition),
            "三、收到和处理政府信息公开申请情况",
            *_requests(cells or {}, edition),
            "四、政府信息公开行政复议、行政诉讼情况",
            *_proceedings(cells or {}),
            "五、存在的主要问题及改进情况",
            "公开内容还需充实，下一年将继续改进。",
            "六、其他需要报告的事项",
            "无。",
            "",
        ]
    )


def _row(*cells: str) -> list[str]:
    return [*(f"\t{cell}" for cell in cells), ""]


def _proactive(cells: Cells, edition: str) -> list[str]:
    form, lines, block = form_of("proactive_disclosure", edition), [""], None
    labels = dict(form.column_labels)
    for row in form.rows:
        if row.block != block:
            block = row.block
            lines += [*_row(block), *_row("信息内容", *(labels[column] for column in row.columns))]
        lines += _row(row.label, *_values(cells, form, row))
    return lines


def _requests(cells: Cells, edition: str) -> list[str]:
    form = form_of("requests", edition)
    lines = ["", *_row(form.structure[0], "申请人情况")]
    lines += _row("", *(term("applicant", column).zh for column in form.rows[0].columns))
    for row in form.rows:
        lines += _row(row.label, *_values(cells, form, row))
    return lines


def _proceedings(cells: Cells) -> list[str]:
    form = forms_of("proceedings")[0]
    lines = ["", *_row(*(row.label for row in form.rows))]
    lines += _row(*(term("proceeding_outcome", column).zh for row in form.rows for column in row.columns))
    return lines + _row(*(value for row in form.rows for value in _values(cells, form, row)))


def _values(cells: Cells, form: Form, row: FormRow) -> list[str]:
    return [cells.get(f"{form.table}/{row.key}/{column}", "0") for column in row.columns]
