"""Tables as a hostile examiner writes them: none is read wrong, and what refuses one says why."""

import pytest

from gouji.standard.reasons import doubt_text
from tests.unit.parse.drawn import OUTCOMES, T2_2021, T3_2021, figures, t2_rows, t3_rows, t4_rows, tables

HEADINGS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
T2_VALUES = {
    "rules": ["0", "0", "0"],
    "normative_documents": ["5", "2", "31"],
    "administrative_licensing": ["412"],
    "administrative_penalty": ["87"],
    "administrative_compulsion": ["6"],
    "administrative_fees": ["1203.55"],
}
T4_VALUES = [*"10203", *"01001", *"00022"]


def t2(**changed):
    """Return the rows of table 2; keywords give the values of rows by key, `header` the first block's columns."""
    header = changed.pop("header", None)
    rows = [[label, *values] for label, values in t2_rows(T2_2021, T2_VALUES | changed)]
    if header is not None:
        rows[1][1:] = header
    return rows


def t3():
    return [[label, *values] for label, values in t3_rows(T3_2021)]


def by_tabs(rows):
    return "\n".join("\t".join(row) for row in rows)


def by_cells(rows):
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)


def by_lines(rows):
    return "\n".join(cell for row in rows for cell in row if cell)


def by_pipes(rows):
    return "\n".join(" | ".join(row) + " |" for row in rows)


def by_spaces(rows):
    return "\n".join("  ".join(cell for cell in row if cell) for row in rows)


def in_one_line(rows):
    return " ".join(cell for row in rows for cell in row if cell)


FLAVOURS = [by_tabs, by_cells, by_lines, by_pipes, by_spaces, in_one_line]
in_every_flavour = pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda flavour: flavour.__name__)


def read(flavour, *, two=None, three=None, four=None):
    drawn = (two or t2(), three or t3(), four or t4_rows(T4_VALUES))
    parts = [f"{heading}\n\n{flavour(rows)}" for heading, rows in zip(HEADINGS, drawn, strict=True)]
    return tables("\n\n".join([*parts, "五、存在的主要问题及改进情况"]))


def licences(flavour, printed):
    """Return the reading of table 2 whose row of licences prints a text."""
    return read(flavour, two=t2(administrative_licensing=[printed]))[0]


@in_every_flavour
def test_the_tables_as_they_should_be(flavour):
    two, three, four = read(flavour)
    assert [table.doubt for table in (two, three, four)] == [None, None, None]
    assert figures(two)[3:7] == [5, 2, 31, 412] and figures(four) == [int(value) for value in T4_VALUES]


@in_every_flavour
@pytest.mark.parametrize(
    "printed",
    ["3①", "31.", "3*", "3²", "412[1]注", "0、0", "0/0", "412-", "412。", "约412", "412余", "1e3", "2022/1/1", "#REF!",
     "=SUM(A1:A3)", "XX", "×", "三", "无数据", "详见附件", "同上", "O", "l2", "4\u202e21", "\u202e214\u202c", "412%"],
)  # fmt: skip
def test_what_is_no_number_is_never_one(flavour, printed):
    found = licences(flavour, printed)
    assert found.doubt is not None or [
        cell.value for cell in found.cells if cell.row == "administrative_licensing"
    ] == [None]


@pytest.mark.parametrize("printed", ["3①", "XX", "无数据"])
@in_every_flavour
def test_it_is_named_beside_its_row(flavour, printed):
    assert doubt_text(licences(flavour, printed).doubt, "zh") == f"“行政许可”的“{printed}”不能读成数"


@pytest.mark.parametrize(
    ("first", "last", "cells"),
    [
        ("0", "0", ["0"] * 7),  # a zero, and the number of the label behind it
        ("4", "4", None),  # 4 and 2., or 42 and nothing
        ("4", "10", ["4", "0", "0", "0", "0", "0", "102."]),  # found, and no number
    ],
)
def test_the_number_of_a_label_takes_no_digit_of_a_figure(first, last, cells):
    rows = in_one_line(t3()).replace(
        "1.属于国家秘密 4 0 0 0 0 0 0 2.其他", f"1.属于国家秘密 {first} 0 0 0 0 0 {last}2.其他"
    )
    _, found, _ = read(lambda drawn: rows if len(drawn) == len(T3_2021.rows) else by_tabs(drawn))
    assert (found.doubt is None) == (cells is not None)
    if cells:
        of_secrets = [cell for cell in found.cells if cell.row == "denied_state_secret"]
        assert [cell.printed for cell in of_secrets] == cells
        assert of_secrets[-1].value == (0 if last == "0" else None)


@in_every_flavour
@pytest.mark.parametrize(
    ("header", "order"),
    [
        (("现行有效件数", "本年废止件数", "本年制发件数"), (2, 1, 0)),
        (("有效数", "废止数", "制发数"), (2, 1, 0)),
        (("现行有效总数", "废止件数", "制发件数"), (2, 1, 0)),
        (("废止失效数", "新制发数", "累计有效数"), (1, 0, 2)),
        (("本年新增件数", "累计有效", "本年失效件数"), (0, 2, 1)),
        (("有效件数", "本年制发件数", "本年废止件数"), (2, 0, 1)),
    ],
)
def test_columns_in_another_order_are_seen_by_names_that_only_hint(flavour, header, order):
    values = T2_VALUES["normative_documents"]
    turned = t2(header=header, normative_documents=[values[at] for at in order])
    assert read(flavour, two=turned)[0].doubt.key == "column_order"


@in_every_flavour
@pytest.mark.parametrize(
    "header", [("制发", "废止", "有效"), ("件数", "件数", "件数"), ("本年新增数量", "失效", "有效总数")]
)
def test_other_names_in_the_right_order_are_no_doubt(flavour, header):
    two, _, _ = read(flavour, two=t2(header=header))
    assert two.doubt is None and figures(two)[3:6] == [5, 2, 31]


@in_every_flavour
def test_table_4_with_the_suits_first_is_not_read_as_reviews_first(flavour):
    turned = [["行政诉讼", "行政复议"], ["未经复议直接起诉", "复议后起诉", *OUTCOMES], [*OUTCOMES, *OUTCOMES]]
    four = read(flavour, four=[*turned, T4_VALUES[5:] + T4_VALUES[:5]])[2]
    assert four.doubt.key == "column_order"


@in_every_flavour
@pytest.mark.parametrize("names", [("结果纠正", "结果维持", *OUTCOMES[2:]), ("纠正", "维持", "其他", "未审结", "合计")])
def test_table_4_with_two_outcomes_changed_round(flavour, names):
    rows = t4_rows([T4_VALUES[1], T4_VALUES[0], *T4_VALUES[2:]])
    rows[1][:5] = names
    assert read(flavour, four=rows)[2].doubt.key == "column_order"


@in_every_flavour
def test_table_4_with_short_names_in_order(flavour):
    rows = t4_rows(T4_VALUES)
    rows[1][:5] = ("维持", "纠正", "其他", "未审结", "合计")
    four = read(flavour, four=rows)[2]
    assert four.doubt is None and figures(four) == [int(value) for value in T4_VALUES]


def test_labels_wrapped_over_lines_name_the_columns_once_in_each():
    header = [
        "                     自然人   商业   科研   社会公   法律服         总计",
        "                                                        其他",
        "                              企业   机构   益组织   务机构",
    ]
    rows = ["   ".join(row) for row in t3()]
    assert tables("\n".join([HEADINGS[1], "", *header, *rows]))[1].doubt is None


@in_every_flavour
def test_a_total_by_its_other_name_and_citizens(flavour):
    rows = [["合计" if row[0] == "（七）总计" else row[0], *row[1:]] for row in t3()]
    header = [["公民", "法人或其他组织", "合计"], ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]]
    three = read(flavour, three=[*header, *rows])[1]
    assert three.doubt is None and len(three.cells) == T3_2021.cell_count


@in_every_flavour
def test_a_row_that_is_there_twice_is_named(flavour):
    rows = t2()
    at = next(at for at, row in enumerate(rows) if row[0] == "行政许可")
    two = read(flavour, two=[*rows[:at], ["行政许可", "9"], *rows[at:]])[0]
    assert (two.doubt.key, two.doubt.named) == ("repeated", ("行政许可 9",))


@in_every_flavour
def test_a_row_with_a_value_too_many_is_not_called_thinned(flavour):
    three = read(flavour, three=[[*row, "0"] for row in t3()])[1]
    assert (three.doubt.key, three.doubt.named[1:]) == ("counts", ("7", "8"))


def test_a_column_of_the_other_form_is_named_as_printed():
    two = read(by_tabs, two=t2(header=("本年新制作数量", "本年废止件数", "现行有效件数")))[0]
    assert doubt_text(two.doubt, "zh") == "这里出现了表式没有的列：本年新制作数量"


@in_every_flavour
@pytest.mark.parametrize("change", [
    lambda rows: [[row[0], row[-1], *row[1:-1]] for row in rows],  # the total first
    lambda rows: [[*row[:6], row[7]] for row in rows],  # a column left out
    lambda rows: [[row[0], "", *row[1:-1]] for row in rows],  # moved by one
], ids=["total first", "six columns", "moved"])  # fmt: skip
def test_a_table_3_of_another_shape_is_not_proven_right(flavour, change):
    head = [["总计", "自然人", "法人或其他组织"], ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]]
    three = read(flavour, three=[*head, *change(t3())])[1]
    assert three.doubt is not None and not any(cell.proven for cell in three.cells)


def test_more_tables_than_are_read_are_no_single_one():
    one, prose = (
        by_tabs(t2()),
        "这里是把前面的表格与后面的表格隔开的一段文字，说明前面的数字是怎么统计出来的、由哪个股室逐项核对。" * 2,
    )
    same = f"\n\n{prose}\n\n".join([one] * 4)
    other = one.replace("412", "413")
    assert tables(same)[0].doubt is None
    assert tables(f"{same}\n\n{prose}\n\n{other}")[0].state == "doubled"


def test_a_stretch_longer_than_any_table_is_not_one():
    rows = t2()
    endless = [*rows, *(["行政许可", "412"] for _ in range(4000))]
    assert tables(by_tabs(endless))[0].doubt is not None


@in_every_flavour
def test_a_unit_whose_word_lost_a_character_is_still_the_unit(flavour):
    rows = [["信息内容", "本年收费金额（单\ufffd：万元）"] if "收费金额" in row[-1] else row for row in t2()]
    amount = read(flavour, two=rows)[0].cells[-1]
    assert (amount.unit, amount.unit_basis, amount.proven) == ("CNY_10K", "header", True)


def relabelled(rows, old, new):
    return [
        [cell.replace(old, new) if cell.endswith(old) or cell.startswith(old) else cell for cell in row] for row in rows
    ]


@in_every_flavour
@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (0, "行政规范性文件", "党内规范性文件"),
        (0, "行政规范性文件", "其他规范性文件"),
        (0, "行政强制", "行政强制措施"),
        (0, "行政处罚", "行政处理"),
        (0, "行政处罚", "其他行政处罚"),
        (0, "本年废止件数", "上年废止件数"),
        (0, "本年制发件数", "上年制发件数"),
        (1, "一、本年新收政府信息公开申请数量", "一、上年新收政府信息公开申请数量"),
        (1, "二、上年结转政府信息公开申请数量", "二、本年结转政府信息公开申请数量"),
        (2, "行政复议", "行政申诉"),
        (2, "结果纠正", "撤诉"),
    ],
)
def test_a_label_of_another_meaning_is_never_taken_for_the_one_it_is_like(flavour, table, old, new):
    drawn = [t2(), t3(), t4_rows(T4_VALUES)]
    drawn[table] = relabelled(drawn[table], old, new)
    assert drawn[table] != [t2(), t3(), t4_rows(T4_VALUES)][table]
    found = read(flavour, two=drawn[0], three=drawn[1], four=drawn[2])[table]
    assert found.state != "found" or found.doubt is not None


def test_a_label_of_another_meaning_is_named():
    found = read(by_tabs, two=relabelled(t2(), "行政强制", "行政强制措施"))[0]
    assert found.doubt.key == "apart"
    assert doubt_text(found.doubt, "zh") == "“行政强制措施”不是表式的行或列，含义不同"


def test_a_row_that_is_there_twice_with_figures_run_together_is_not_passed_over():
    def glued(rows):
        return "".join(cell for row in rows for cell in row)

    zeros = [[row[0], *("0" for _ in row[1:])] if len(row) > 7 else row for row in t3()]
    at = next(number for number, row in enumerate(zeros) if "反复申请" in row[0])
    twice = [*zeros[: at + 1], [zeros[at][0], *"0000600"], *zeros[at + 1 :]]
    assert read(glued, three=zeros)[1].doubt is None
    assert read(glued, three=twice)[1].doubt is not None
