"""Figures that stand where no value should: in labels, in columns the form lacks, in a table drawn once more."""

from dataclasses import replace

import pytest

from gouji.document import Document, Paragraph, Place
from gouji.parse import parse
from gouji.snapshot import Source
from gouji.standard.forms import Form
from tests.unit.parse.drawn import OUTCOMES, T2_2021, T3_2021
from tests.unit.parse.gridded import rows_of, table_of
from tests.unit.parse.test_grid import CORNER, ORGANISATIONS, ZEROS, t3, t4

RULES, LICENSING, PENALTY, FEES = (f"第二十条第（{number}）项" for number in "一五六八")
BLANK = ("", 3, 1)


def t2(changed=None, heads=None, blocks=(RULES, LICENSING, PENALTY, FEES), form: Form = T2_2021):
    """Return table 2 drawn on four columns; `changed` are cells of rows by key, `heads` of column labels by block."""
    labels = dict(form.column_labels)

    def spread(texts):
        return [(text, 4 - len(texts) if at == len(texts) - 1 else 1, 1) for at, text in enumerate(texts)]

    drawn = []
    for block in blocks:
        rows = [row for row in form.rows if row.block == block]
        columns = [labels[column] for column in rows[0].columns]
        drawn += [[(block, 4, 1)], ["信息内容", *spread((heads or {}).get(block, columns))]]
        drawn += [[row.label, *spread(["0"] * len(columns))] if row.key not in (changed or {}) else changed[row.key]
                  for row in rows]  # fmt: skip
    return rows_of(drawn)


def tables_of(proactive=None, requests=None, proceedings=None, extra=()):
    """Return what parse makes of a report's three tables; texts among the drawn tables are paragraphs."""
    blocks = [Paragraph("青阳县朱备镇人民政府2023年政府信息公开工作年度报告", Place(line=1))]
    parts = [
        "一、总体情况", "二、主动公开政府信息情况", *(proactive or [t2()]), "三、收到和处理政府信息公开申请情况",
        requests or t3(), "四、政府信息公开行政复议、行政诉讼情况", proceedings or t4(["0"] * 15), *extra,
    ]  # fmt: skip
    for number, part in enumerate(parts, start=2):
        blocks.append(Paragraph(part, Place(line=number)) if isinstance(part, str) else table_of(part, number))
    return parse(Document("0" * 64, "text/html", tuple(blocks)), Source("0" * 64, "a", "a"))


def doubts(**parts):
    return [table.doubt and table.doubt.key for table in tables_of(**parts).tables]


def test_the_report_of_these_tests_is_proven():
    assert doubts() == [None, None, None]


@pytest.mark.parametrize(
    "label",
    [
        "行政处罚6",
        "行政处罚\n6",
        "行政处罚 6件",
        "行政处罚（6）",
        "行政处罚（6件）",
        "6行政处罚",
        "行政处罚（本年6件）",
    ],
)
def test_a_figure_in_a_label_beside_a_blank_is_a_doubt(label):
    assert doubts(proactive=[t2({"administrative_penalty": [label, BLANK]})])[0] is not None


@pytest.mark.parametrize("label", ["行政处罚6", "行政处罚\n6"])
def test_a_figure_in_a_label_beside_another_value_is_a_doubt(label):
    assert doubts(proactive=[t2({"administrative_penalty": [label, ("5", 3, 1)]})])[0] == "left_over"


@pytest.mark.parametrize(
    "label",
    [
        *("行政处罚（指2019年事项数）", "1.行政处罚", "（1）行政处罚", "行政处罚①"),
        *("行政处罚（用负值表示，如-8）", "行政处罚（50万元以上的除外）"),
    ],
)
def test_numbers_years_and_limits_in_a_label_leave_a_blank_proven(label):
    assert doubts(proactive=[t2({"administrative_penalty": [label, BLANK]})])[0] is None


def test_a_figure_in_the_label_of_a_column_or_a_group_is_a_doubt():
    assert doubts(proactive=[t2({"administrative_penalty": ["行政处罚", BLANK]}, {PENALTY: ["本年处理决定数量 6"]})])[0]
    assert doubts(proactive=[t2(heads={PENALTY: ["本年处理决定数量（6）"]})])[0] == "left_over"
    rows = [[replace(slot, text=slot.text + "5" * (slot.text == "（三）不予公开")) for slot in row] for row in t3()]
    assert doubts(requests=rows)[1] == "left_over"
    heads = [[("行政复议（4）", 5, 1), ("行政诉讼", 10, 1)],
             [*((name, 1, 2) for name in OUTCOMES), ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
             [*OUTCOMES, *OUTCOMES]]  # fmt: skip
    assert doubts(proceedings=t4(["0"] * 15, heads))[2] == "left_over"


def amount(**parts):
    table = tables_of(**parts).tables[0]
    [cell] = [cell for cell in table.cells if cell.row == "administrative_fees"]
    return cell.unit, cell.unit_basis, table.doubt and table.doubt.key


FEE = {"administrative_fees": ["行政事业性收费", ("5.5", 3, 1)]}
NO_UNIT = {FEES: ["本年收费金额"]}


def test_a_unit_torn_from_its_label_is_the_columns():
    lines = ["第二十条第（八）项", "本年收费金额（", "信息内容", "单位：万元）"]
    parts = [t2(blocks=(RULES, LICENSING, PENALTY)), *lines, rows_of([["行政事业性收费", ("5.5", 3, 1)]])]
    assert amount(proactive=parts) == ("CNY_10K", "header", None)


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("单位：万元", "CNY_10K"),
        ("（单位：件、万元）", "CNY_10K"),
        ("金额单位：元", "CNY"),
        ("单位：件、万元                                      2019年度", "CNY_10K"),
    ],
)
def test_a_unit_printed_over_or_under_a_table_is_the_columns_that_has_none(caption, unit):
    assert amount(proactive=[caption, t2(FEE, NO_UNIT)]) == (unit, "header", None)
    assert amount(proactive=[t2(FEE, NO_UNIT), caption]) == (unit, "header", None)
    assert amount(proactive=[[*rows_of([[(caption, 4, 1)]]), *t2(FEE, NO_UNIT)]]) == (unit, "header", None)


def test_captions_with_two_units_are_a_doubt_and_one_that_is_none_of_ours_leaves_no_number():
    assert amount(proactive=["单位：万元", t2(FEE, NO_UNIT), "单位：元"])[2] == "unit"
    [cell] = [
        cell
        for cell in tables_of(proactive=["单位：千元", t2(FEE, NO_UNIT)]).tables[0].cells
        if cell.row == "administrative_fees"
    ]
    assert (cell.meaning, cell.value) == ("unreadable", None)


def test_a_unit_in_the_cell_stands_whatever_a_caption_says():
    fee = {"administrative_fees": ["行政事业性收费", ("55000元", 3, 1)]}
    assert amount(proactive=["单位：万元", t2(fee, NO_UNIT)]) == ("CNY", "cell", None)


def test_a_caption_with_another_unit_than_the_column_is_a_doubt_and_with_the_same_is_none():
    assert amount(proactive=["单位：元", t2(FEE)])[2] == "unit"
    assert amount(proactive=["单位：万元", t2(FEE)]) == ("CNY_10K", "header", None)
    assert amount(proactive=["单位：件", t2(FEE, NO_UNIT)]) == (None, "none", None)


@pytest.mark.parametrize("values", [["5", ""], ["", "5"]])
@pytest.mark.parametrize("heads", [["本年", "上年"], ["上年", "本年"], ["处理数", "公开数"]])
def test_of_two_columns_that_are_named_in_other_words_neither_is_taken(values, heads):
    rows = [[(PENALTY, 3, 1)], ["信息内容", *heads], ["行政处罚", *values], ["行政强制", *values]]
    parts = [t2(blocks=(RULES, LICENSING)), rows_of(rows), t2(blocks=(FEES,))]
    assert doubts(proactive=parts)[0] == "off_columns"


def test_blank_columns_of_a_layout_without_labels_move_nothing():
    rows = [[(PENALTY, 4, 1)], ["信息内容", "", "本年处理决定数量", ""],
            ["行政处罚", "", "5", ""], ["行政强制", "", "6", ""]]  # fmt: skip
    found = tables_of(proactive=[t2(blocks=(RULES, LICENSING)), rows_of(rows), t2(blocks=(FEES,))]).tables[0]
    assert found.doubt is None
    assert [cell.value for cell in found.cells if cell.column == "decisions"][-2:] == [5, 6]


@pytest.mark.parametrize("values", [["", "0"] * 7, ["0", ""] * 7])
def test_a_label_over_this_year_and_last_year_does_not_tell_which_is_meant(values):
    header = [
        [(CORNER, 3, 3), ("申请人情况", 14, 1)],
        [("自然人", 2, 1), ("法人或其他组织", 10, 1), ("总计", 2, 1)],
        ["本年", "上年", *((name, 2, 1) for name in ORGANISATIONS), "本年", "上年"],
    ]
    labels = {row.key: (row.label, 3 if not row.item else 1 if row.group else 2, 1) for row in T3_2021.rows}
    rows = t3({key: [label, *values] for key, label in labels.items()}, header)
    assert doubts(requests=rows)[1] == "off_columns"


def test_rows_drawn_once_more_with_other_figures_are_a_doubt():
    row = ("一、本年新收政府信息公开申请数量", 3, 1)
    assert doubts(extra=["附件", rows_of([[row, "5", "0", "0", "0", "0", "0", "5"]])])[1] == "repeated"
    assert doubts(extra=["附件", t2({"administrative_penalty": ["行政处罚", ("9", 3, 1)]}, blocks=(PENALTY,))])[0]
    assert doubts(extra=["附件", rows_of([[row, *ZEROS]])]) == [None, None, None]


def test_two_lines_of_values_in_table_4_are_a_doubt_though_one_is_blank():
    rows = [*t4([""] * 15), *rows_of([["0"] * 15])]
    assert doubts(proceedings=rows)[2] == "repeated"


def test_a_figure_in_the_slot_of_a_groups_label_is_a_doubt():
    rows = t3({"unavailable_unclear_after_correction": ["94", ("3.补正后申请内容仍不明确", 1, 1), *ZEROS]})
    assert doubts(requests=rows)[1] is not None


def test_a_remark_between_the_rows_of_a_table_stays_text():
    remark = "注：另有行政处罚6件未计入。"
    read = tables_of(proactive=[t2(blocks=(RULES, LICENSING, PENALTY)), remark, t2(blocks=(FEES,))])
    assert read.tables[0].doubt is None
    assert [section.text for section in read.sections if section.section == "proactive_disclosure"] == [remark]


def test_header_lines_of_table_4_that_are_exchanged_are_a_doubt():
    heads = [[*((name, 1, 2) for name in OUTCOMES), ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
             [("行政复议", 5, 1), ("行政诉讼", 10, 1)], [*OUTCOMES, *OUTCOMES]]  # fmt: skip
    assert doubts(proceedings=t4(["3", "1", "0", "0", "4", *["0"] * 10], heads))[2] is not None
