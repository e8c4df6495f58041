"""The three text flavours, and what makes a table unproven."""

import pytest

from tests.unit.parse.drawn import COLUMNS, OUTCOMES, T2_2019, T2_2021, T3_2019, T3_2021, t2_rows, t3_rows, tables


def tab_rows(rows, header=True):
    """Render rows as PDF text: one row a line."""
    lines = (
        ["\t自然人\t法人或其他组织\t\t\t\t\t总计", "\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t"]
        if header
        else []
    )
    return "\n".join([*lines, *("\t".join([label, *values]) for label, values in rows)])


def tab_cells(rows):
    """Render rows as Word's text export: TAB begins a cell, an empty line ends the row."""
    head = [["", "自然人", "法人或其他组织", "总计"], ["", "", *COLUMNS[3:], ""]]
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in [*head, *([a, *b] for a, b in rows)])


def lines(rows):
    """Render rows as one cell a line with an empty line between all cells."""
    cells = [*COLUMNS, *(cell for label, values in rows for cell in (label, *values))]
    return "\n\n".join(cells)


FLAVOURS = {"tab rows": tab_rows, "tab cells": tab_cells, "lines": lines}


def requests(text):
    return tables(text)[1]


def first_cells(reading):
    return [cell.value for cell in reading.cells if cell.column == "natural_person"]


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("form", [T3_2019, T3_2021], ids=["2019", "2021"])
def test_table_3_is_proven_in_every_flavour(flavour, form):
    reading = requests(FLAVOURS[flavour](t3_rows(form)))
    assert (reading.state, reading.edition, reading.doubt) == ("found", form.edition, None)
    assert first_cells(reading) == list(range(len(form.rows)))
    assert all(cell.proven for cell in reading.cells) and len(reading.cells) == form.cell_count


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_lost_label_is_recovered_where_order_and_counts_leave_one_possibility(flavour):
    rows = t3_rows()
    rows[3] = ("情形)", rows[3][1])
    reading = requests(FLAVOURS[flavour](rows))
    assert reading.doubt is None and first_cells(reading) == list(range(23))


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize(
    "broken",
    [
        {"granted": ["1", *["0"] * 5]},  # a blank vanished
        {"granted": ["1", *["0"] * 7]},  # one value too many
        {"granted": ["1000000"]},  # glued
        {"granted": []},  # no values
    ],
    ids=["vanished", "surplus", "glued", "none"],
)
def test_a_row_without_its_seven_values_leaves_the_table_unproven(flavour, broken):
    reading = requests(FLAVOURS[flavour](t3_rows(values=broken)))
    assert reading.doubt is not None
    assert not any(cell.proven for cell in reading.cells)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_dropped_or_doubled_row_leaves_the_table_unproven(flavour):
    rows = t3_rows()
    assert requests(FLAVOURS[flavour](rows[:5] + rows[6:])).doubt
    assert requests(FLAVOURS[flavour]([*rows[:5], rows[5], *rows[5:]])).doubt


def test_marked_rows_in_another_order_are_read_by_their_labels_lines_are_not():
    rows = t3_rows()
    rows[5], rows[6] = rows[6], rows[5]
    assert first_cells(requests(tab_rows(rows))) == list(range(23))
    assert requests(lines(rows)).doubt


def test_a_subtotal_row_the_form_does_not_have_is_never_taken_for_another():
    rows = t3_rows()
    rows[2] = ("（三）不予公开", rows[2][1])
    assert requests(tab_rows(rows)).doubt


def test_columns_in_another_order_leave_the_table_unproven():
    text = tab_rows(t3_rows()).replace("商业企业\t科研机构", "科研机构\t商业企业")
    assert requests(text).doubt.key == "column_order"
    assert requests(tab_rows(t3_rows()).replace("\t自然人\t法人或其他组织\t\t\t\t\t总计", "\t总计\t自然人")).doubt


def test_blank_cells_are_blank_where_the_row_is_whole():
    only_total = {row.key: [*[""] * 6, "0"] for row in T3_2019.rows}
    reading = requests(tab_cells(t3_rows(values=only_total)))
    assert reading.doubt is None
    assert sum(cell.meaning == "blank" for cell in reading.cells) == 138
    nbsp = {row.key: [*["\u00a0"] * 6, "0"] for row in T3_2019.rows}
    assert requests(lines(t3_rows(values=nbsp))).doubt is None


def test_a_blank_in_a_padded_table_is_placed_by_the_columns_of_the_full_rows():
    rows = [(label, ["", *values]) for label, values in t3_rows()]
    rows[4] = (rows[4][0], ["", "4", "", "0", "0", "0", "0", "0"])
    reading = requests(tab_rows(rows, header=False))
    row = [cell.meaning for cell in reading.cells if cell.row == T3_2019.rows[4].key]
    assert reading.doubt is None and row == ["number", "blank", *["number"] * 5]


def test_blank_lines_of_the_layout_are_not_cells():
    values = {row.key: ["0", "\u00a0", *["0"] * 6] for row in T3_2019.rows}
    assert requests(lines(t3_rows(values=values))).doubt is None
    values["granted"] = ["3", "\u00a0", "0", "0", "0", "0", "0"]
    assert requests(lines(t3_rows(values=values))).doubt


@pytest.mark.parametrize("form", [T2_2019, T2_2021], ids=["2019", "2021"])
def test_table_2_is_told_by_its_labels(form):
    reading = tables("\n".join("\t".join([label, *values]) for label, values in t2_rows(form)))[0]
    assert (reading.edition, reading.doubt, len(reading.cells)) == (form.edition, None, form.cell_count)
    unit = {cell.column: (cell.unit, cell.unit_basis) for cell in reading.cells}
    assert unit["decisions"] == ("count", "form")
    assert unit.get("amount", ("CNY_10K", "header")) == ("CNY_10K", "header")
    assert unit.get("total_amount", (None, "none")) == (None, "none")


def test_cut_and_annotated_labels_do_not_move_values():
    text = "\n".join("\t".join([label, *values]) for label, values in t2_rows(T2_2019))
    text = text.replace("本年新制作数量\t本年新公开数量", "本年新\t本年新").replace("本年增/减", "本年增/")
    text = text.replace("规范性文件\t", "规范性文件（指2020年印发的有正式文号的文件，第1类）\t").replace(
        "上一年项目数量", "上一年项目数量（指2019年事项数）"
    )
    assert tables(text)[0].doubt is None


def test_the_unit_in_the_header_counts():
    text = "\n".join("\t".join([label, *values]) for label, values in t2_rows(T2_2019))
    reading = tables(text.replace("采购总金额", "采购总金额（万元）"))[0]
    assert [(c.unit, c.unit_basis) for c in reading.cells if c.column == "total_amount"] == [("CNY_10K", "header")]


def test_a_local_row_is_kept_under_its_own_key():
    rows = t2_rows(T2_2019)
    rows.insert(4, ("其他主动公开文件（指其他公文）", ["1", "2", "3"]))
    reading = tables("\n".join("\t".join([label, *values]) for label, values in rows))[0]
    assert reading.doubt is None and len(reading.cells) == 25
    assert [c.value for c in reading.cells if c.row == "other_disclosed_documents"] == [1, 2, 3]


def t4(values, label=""):
    first = "\t".join([*OUTCOMES, "未经复议直接起诉", "", "", "", "", "复议后起诉"])
    return "\n".join(
        ["行政复议\t\t\t\t\t行政诉讼", first, "\t".join([*[""] * 5, *OUTCOMES, *OUTCOMES]), "\t".join(values)]
    )


def test_table_4_is_its_fifteen_values():
    reading = tables(t4([str(n) for n in range(15)]))[2]
    assert reading.doubt is None and [cell.value for cell in reading.cells] == list(range(15))
    assert tables(t4([str(n) for n in range(14)]))[2].doubt
    assert tables(t4([str(n) for n in range(16)]))[2].doubt


def test_a_rule_line_under_the_values_is_no_row():
    assert tables(t4(["0"] * 15) + "\n" + "\t".join(["---"] * 15))[2].doubt is None


def test_two_different_full_tables_are_two_reports():
    first, second = tab_rows(t3_rows()), tab_rows(t3_rows(values={"granted": ["9", *["0"] * 6]}))
    prose = "\n\n" + "两张表之间隔着一段完整的文字说明，它不是标签，也不是数。" * 4 + "\n\n"
    doubled = requests(first + prose + second)
    assert doubled.state == "doubled" and len(doubled.cells) == 161 and not any(c.proven for c in doubled.cells)
    assert requests(first + prose + first).state == "found"


def test_labels_in_prose_are_no_table():
    assert [t.state for t in tables("本年新收政府信息公开申请数量为 3 件，上年结转 0 件。\n总计\n其他\n")] == [
        "missing"
    ] * 3
