"""Tables whose medium says in which column a cell stands: a value belongs to the column it stands under."""

import pytest

from gouji.document import Cell, Document, Paragraph, Place, Table
from gouji.parse import parse
from gouji.parse.tables.grid import grid_of
from gouji.parse.tables.reading import read_tables
from gouji.parse.tables.tokens import items_of
from gouji.parse.tables.unfold import unfold
from gouji.snapshot import Source
from tests.unit.parse.drawn import OUTCOMES, T2_2021, T3_2021, t2_rows
from tests.unit.parse.gridded import rows_of, table_of

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
ZEROS = ["0"] * 7


def document(*tables, paragraphs=()):
    blocks = [Paragraph(text, Place(line=number)) for number, text in enumerate(paragraphs, start=1)]
    return Document("0" * 64, "text/html", (*blocks, *tables))


def reading(table, at):
    return read_tables(items_of(unfold(document(table))))[at].reading


def t3(changed=None, header=None):
    """Return table 3 as a web page draws it; `changed` are cells of some rows by key, label and values."""
    changed = changed or {}
    header = header or [
        [(CORNER, 3, 3), ("申请人情况", 7, 1)],
        [("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)],
        list(ORGANISATIONS),
    ]
    rows, group = list(header), ""
    for row in T3_2021.rows:
        before = []
        if row.key == "granted":
            before.append(("三、本年度办理结果", 1, 22))
        if row.group and row.group != group:
            before.append((row.group, 1, sum(other.group == row.group for other in T3_2021.rows)))
        group = row.group
        width = 3 if not row.item else 1 if row.group else 2
        rows.append([*before, *changed.get(row.key, [(row.label, width, 1), *ZEROS])])
    return rows_of(rows)


def t4(values, header=None):
    header = header or [
        [("行政复议", 5, 1), ("行政诉讼", 10, 1)],
        [*((name, 1, 2) for name in OUTCOMES), ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
        [*OUTCOMES, *OUTCOMES],
    ]
    return rows_of([*header, values])


def of_row(read, key):
    return [cell.printed for cell in read.cells if cell.row == key]


LABEL = ("（一）予以公开", 2, 1)


def test_values_of_merged_headers_of_three_rows_are_read_in_their_columns():
    read = reading(table_of(t3({"granted": [LABEL, "4", "1", "", "", "0", "2", "7"]})), 1)
    assert read.doubt is None
    assert of_row(read, "granted") == ["4", "1", "", "", "0", "2", "7"]


@pytest.mark.parametrize(
    "cells",
    [
        [LABEL, "1", ("0", 2, 1), "0", "0", "0", "1"],
        [LABEL, "1", ("", 2, 1), "", "", "", "1"],
        [LABEL, "1", "0", "0", "0", "0", "1"],
        [LABEL, "", "1", "0", "0", "0", "0", "0", "1"],
        [LABEL, "1", "0", "0", "0", "0", "0", "0", "1"],
        [LABEL, "1 0", "0", "0", "0", "0", "1"],
        [LABEL, "1", "0", "0", "0", "0", "0", "1", "9"],
        ["9", ("（一）予以公开", 1, 1), *ZEROS],
        [("（一）予以公开", 1, 1), "", "1", "0", "0", "0", "0", ""],
    ],
    ids=[
        "merged",
        "merged blank",
        "lost",
        "moved",
        "one more",
        "two in one",
        "one behind",
        "one in front",
        "moved blank",
    ],
)
def test_a_row_whose_cells_do_not_stand_under_the_seven_columns_is_in_doubt(cells):
    assert reading(table_of(t3({"granted": cells})), 1).doubt is not None


def test_two_values_in_one_cell_are_not_parted():
    read = reading(table_of(t3({"granted": [LABEL, "1 0", *ZEROS[:5], "1"]})), 1)
    [cell] = [cell for cell in read.cells if cell.key == "requests/granted/natural_person"]
    assert (cell.printed, cell.meaning, cell.value) == ("1 0", "unreadable", None)


@pytest.mark.parametrize("text", ["12\n3", "12 3", "12\n\n3"])
def test_a_figure_on_two_lines_of_a_cell_is_no_number(text):
    read = reading(table_of(t3({"granted": [LABEL, text, *ZEROS[:5], "123"]})), 1)
    assert next(cell.meaning for cell in read.cells if cell.key == "requests/granted/natural_person") == "unreadable"


def test_labels_written_downward_are_known():
    header = [
        [(CORNER, 3, 3), ("申\n请\n人\n情\n况", 7, 1)],
        [("自\n然\n人", 1, 2), ("法人或\n其他组织", 5, 1), ("总\n计", 1, 2)],
        ["商\n业\n企\n业", "科研\n机构", "社会公\n益组织", "法律服\n务机构", "其\n他"],
    ]
    assert reading(table_of(t3(header=header)), 1).doubt is None


def test_columns_named_in_another_order_are_read_under_their_labels_or_not_at_all():
    header = [
        [(CORNER, 3, 3), ("申请人情况", 7, 1)],
        [("自然人", 1, 2), ("总计", 1, 2), ("法人或其他组织", 5, 1)],
        list(ORGANISATIONS),
    ]
    read = reading(table_of(t3({"granted": [LABEL, "4", "7", "1", "0", "0", "0", "2"]}, header)), 1)
    assert of_row(read, "granted") == ["4", "1", "0", "0", "0", "2", "7"] or read.doubt is not None
    swapped = [*header[:1], [("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)],
               ["科研机构", "商业企业", *ORGANISATIONS[2:]]]  # fmt: skip
    assert reading(table_of(t3(header=swapped)), 1).doubt is not None


@pytest.mark.parametrize("label", ["结果维持", "未经复议直接起诉", "本年废止件数"])
def test_a_label_of_another_table_among_the_columns_is_a_doubt(label):
    header = [
        [(CORNER, 3, 3), ("申请人情况", 7, 1)],
        [("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)],
        [label, *ORGANISATIONS[1:]],
    ]
    assert reading(table_of(t3(header=header)), 1).doubt is not None


def test_a_column_that_the_form_does_not_have_is_a_doubt():
    header = [
        [(CORNER, 3, 3), ("申请人情况", 8, 1)],
        [("自然人", 1, 2), ("小计", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)],
        list(ORGANISATIONS),
    ]
    label = ("一、本年新收政府信息公开申请数量", 3, 1)
    rows = t3({"received_new": [label, "", "3", "0", "0", "0", "0", "0", "3"]}, header)
    assert reading(table_of(rows), 1).doubt is not None


def test_slivers_between_the_columns_move_nothing():
    # Rounding made a column between the corner and 自然人, another before 总计, of some rows' cells only.
    header = [
        [(CORNER, 4, 3), ("申请人情况", 8, 1)],
        [("自然人", 1, 2), ("法人或其他组织", 6, 1), ("总计", 1, 2)],
        [*ORGANISATIONS[:4], ("其他", 2, 1)],
    ]
    rows = []
    for row in T3_2021.rows:
        rows.append([(row.label, 3, 1), ("1", 2, 1), "", "", "", "", "0", ("1", 2, 1)])
    read = reading(table_of(rows_of([*header, *rows])), 1)
    assert read.doubt is None
    assert of_row(read, "granted") == ["1", "", "", "", "", "0", "1"]


def test_running_numbers_in_front_of_the_rows_are_no_figures_of_theirs():
    rows = rows_of([[str(number), row.label, *ZEROS] for number, row in enumerate(T3_2021.rows, start=1)])
    assert reading(table_of(rows), 1).doubt is None
    rows[6] = rows_of([["94", T3_2021.rows[6].label, *ZEROS]])[0]
    assert reading(table_of(rows), 1).doubt is not None


def test_a_header_on_another_page_names_no_columns_of_this_one():
    rows = t3({"granted": [LABEL, "4", "1", "", "", "0", "2", "7"]})
    upper, lower = table_of(rows[:5], 1, 3).rows, table_of(rows_of([[LABEL, *ZEROS]]), 1, 4).rows
    assert [grid_of(row).page for row in (*upper[:1], *lower[:1])] == [3, 4]


def test_rows_of_text_have_no_grid():
    assert grid_of([Cell("规章", Place(table=1, row=1, col=1, line=7))]) is None
    assert grid_of([Cell("规章", Place(table=1, row=1, col=1)), Cell("0", Place(table=1, row=1, col=1))]) is None


VALUES = ["3", "1", "0", "", "4", *["0"] * 10]


def test_table_4_is_read_under_its_channels():
    read = reading(table_of(t4(VALUES)), 2)
    assert read.doubt is None
    assert [cell.printed for cell in read.cells] == VALUES


@pytest.mark.parametrize(
    "header",
    [
        [[("行政诉讼", 10, 1), ("行政复议", 5, 1)],
         [("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1), *((name, 1, 2) for name in OUTCOMES)],
         [*OUTCOMES, *OUTCOMES]],
        [[("行政复议", 5, 1), ("结果维持", 10, 1)],
         [*((name, 1, 2) for name in ("行政诉讼", *OUTCOMES[1:])), ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
         [*OUTCOMES, *OUTCOMES]],
        [[("行政复议", 5, 1), ("行政诉讼", 10, 1)],
         [*((name, 1, 2) for name in (OUTCOMES[1], OUTCOMES[0], *OUTCOMES[2:])),
          ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
         [*OUTCOMES, *OUTCOMES]],
    ],
    ids=["suits first", "a label exchanged with the group's", "two outcomes exchanged"],
)  # fmt: skip
def test_table_4_under_labels_of_another_order_is_a_doubt(header):
    read = reading(table_of(t4(["3", "1", "0", "0", "4", *["0"] * 10], header)), 2)
    assert read.doubt is not None


@pytest.mark.parametrize("at", range(15))
def test_table_4_with_a_merged_value_is_a_doubt(at):
    values = [*["0"] * 15]
    del values[at]
    values[min(at, 13)] = ("0", 2, 1)
    assert reading(table_of(t4(values)), 2).doubt is not None


def t2():
    rows = [
        [
            (label, 1, 1),
            *((text, 4 - len(values), 1) if n == len(values) - 1 else text for n, text in enumerate(values)),
        ]
        if values
        else [(label, 4, 1)]
        for label, values in t2_rows(T2_2021)
    ]
    return rows_of(rows)


def test_table_2_is_read_whatever_its_last_cells_span():
    assert reading(table_of(t2()), 0).doubt is None


def report(*blocks):
    return parse(
        document(*blocks, paragraphs=["青阳县朱备镇人民政府2023年政府信息公开工作年度报告"]), Source("0" * 64, "a", "a")
    )


def test_a_page_laid_out_in_one_cell_is_read_as_the_text_it_is():
    lines = [
        "一、总体情况",
        "全镇主动公开政府信息7条。" * 9,
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
    ]
    lines += ["\t".join([row.label, *ZEROS]) for row in T3_2021.rows]
    page = Table(((Cell("\n".join(lines), Place(table=1, row=1, col=1)),),))
    read = report(page)
    assert [section.heading for section in read.sections if section.heading] == [lines[0], lines[2], lines[3]]
    assert (read.tables[1].state, read.tables[1].doubt, len(read.tables[1].cells)) == ("found", None, 175)


def test_a_cell_with_lines_of_text_is_paragraphs():
    cells = (
        Cell("一、总体情况\n全镇公开信息。", Place(table=1, row=1, col=1)),
        Cell("二、主动公开政府信息情况", Place(table=1, row=1, col=2)),
    )
    read = report(Table((cells,)), table_of(t3(), 2), table_of(t2(), 3))
    assert [section.heading for section in read.sections if section.heading] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
    ]
