"""Tables that no marks, or odd ones, part into cells: each way proven, each wreck of it refused."""

import re

import pytest

from gouji.parse import read
from gouji.report import Report
from gouji.snapshot import Snapshot
from gouji.standard.reasons import doubt_text
from tests.unit.parse.drawn import T3_2021, drawn, figures, tables

TITLE = "泾县云岭镇人民政府2022年政府信息公开工作年度报告"
HEADINGS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")


def spaced(gap):
    return lambda rows: "\n".join(gap.join(row) for row in rows)


def in_one_line(gap):
    return lambda rows: gap.join(cell for row in rows for cell in row)


def commas(mark):
    return lambda rows: "\n".join(mark.join(row) for row in _squared(rows))


def piped(bar, rule=""):
    def render(rows):
        lines = [f"{bar} " + f" {bar} ".join(row) + f" {bar}" for row in _squared(rows)]
        return "\n".join(lines) if not rule else "\n".join([rule, *(text for line in lines for text in (line, rule))])

    return render


def _squared(rows):
    """Return the rows as wide as the widest, labels filled up where they end."""
    width = max(len(row) for row in rows)
    found = []
    for row in rows:
        labels = [cell for cell in row if not cell.isdigit()]
        found.append([*labels, *[""] * (width - len(row)), *row[len(labels) :]])
    return found


def values_below(rows):
    """Every label on a line, its values on the next."""
    lines = []
    for row in rows:
        labels = [cell for cell in row if not cell.isdigit()]
        lines += [*labels, " ".join(row[len(labels) :])]
    return "\n".join(line for line in lines if line)


def values_in_one_cell(rows):
    lines = []
    for row in rows:
        labels = [cell for cell in row if not cell.isdigit()]
        lines.append("\t".join([*labels, " ".join(row[len(labels) :])]).rstrip("\t"))
    return "\n".join(lines)


def layout(rows):
    """Labels to the left, values in columns; an empty line between rows."""
    lines = []
    for row in rows:
        labels = [cell for cell in row if not cell.isdigit()]
        values = "".join(cell.rjust(7) for cell in row[len(labels) :])
        lines.append("   ".join(labels).ljust(30) + values)
    return "\n\n".join(lines)


def wrapped(rows):
    """The label of a row over two lines, its values between them."""
    lines = []
    for row in rows:
        labels = [cell for cell in row if not cell.isdigit()]
        values = row[len(labels) :]
        if len(values) == 7 and len(labels[-1]) > 12:
            lines += ["  ".join([*labels[:-1], labels[-1][:8]]), "   ".join(values), "      " + labels[-1][8:]]
        else:
            lines.append("  ".join(row))
    return "\n".join(lines)


FLAVOURS = {
    "spaces": spaced(" "),
    "wide spaces": spaced("    "),
    "ideographic spaces": spaced("\u3000"),
    "nbsp": spaced("\u00a0"),
    "one line": in_one_line(" "),
    "one line, wide": in_one_line("   "),
    "commas": commas(","),
    "semicolons": commas(";"),
    "full-width pipes": piped("｜"),
    "box": piped("│", "├───┼───┼───┤"),
    "heavy box": piped("┃", "┣━━━╋━━━┫"),
    "plus and minus": piped("|", "+-----+-----+"),
    "values below": values_below,
    "values in one cell": values_in_one_cell,
    "layout": layout,
    "wrapped labels": wrapped,
    "pipes in one line": lambda rows: " | ".join(cell for row in rows for cell in row),
    "tabs in one line": lambda rows: "\t".join(cell for row in rows for cell in row),
}


def report(*rendered):
    parts = [f"{heading}\n\n{text}" for heading, text in zip(HEADINGS, rendered, strict=True)]
    return "\n\n".join([TITLE, "一、总体情况", "我镇认真落实条例，工作有序。", *parts, "五、存在的主要问题及改进情况"])


def is_right(found, number):
    return [figures(table) for table in found] == [
        [int(number(n)) for n in range(count)] for count in (10, 175, 15)
    ] and all(table.doubt is None and all(cell.proven for cell in table.cells) for table in found)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("number", [str, lambda n: "0", lambda n: str(100 + n)], ids=["count", "zero", "hundreds"])
def test_every_flavour_is_read_and_proven(flavour, number):
    assert is_right(tables(report(*map(FLAVOURS[flavour], drawn(number)))), number)


@pytest.mark.parametrize("first", FLAVOURS)
@pytest.mark.parametrize("second", ["spaces", "one line", "box", "values below", "layout"])
def test_a_table_may_change_its_flavour_and_tables_may_differ(first, second):
    t2, t3, t4 = drawn(str)
    mixed = f"{FLAVOURS[first](t3[:14])}\n\n{FLAVOURS[second](t3[14:])}"
    assert is_right(tables(report(FLAVOURS[second](t2), mixed, FLAVOURS[first](t4))), str)


def test_zeros_glued_to_labels_are_as_many_cells_other_digits_are_never_parted():
    glued = in_one_line("")
    assert is_right(tables(report(*map(glued, drawn(lambda n: "0")))), lambda n: "0")
    for other in (lambda n: "5", lambda n: str(n % 2), str):
        found = tables(report(*map(glued, drawn(other))))
        assert [table.state for table in found] == ["found"] * 3
        assert all(table.doubt is not None for table in found)


def test_zeros_glued_on_a_line_of_their_own():
    text = report(*("\n".join("".join(cell for cell in row) for row in rows) for rows in drawn(lambda n: "0")))
    assert is_right(tables(text), lambda n: "0")


@pytest.mark.parametrize("gap", [" ", ""])
def test_a_whole_report_in_one_line_has_its_title_and_its_sections(gap):
    lines = report(*map(in_one_line(gap or " "), drawn(lambda n: "0"))).split("\n")
    found = read(Snapshot.of(gap.join(line for line in lines if line).encode(), "x.txt"))
    assert isinstance(found, Report)
    assert is_right(found.tables, lambda n: "0")
    assert [section.section for section in found.sections if section.position] == [
        "overview", "proactive_disclosure", "requests", "proceedings", "problems_improvements",
    ]  # fmt: skip
    assert [section.text for section in found.sections if section.section == "overview"] == [
        "我镇认真落实条例，工作有序。"
    ]
    if gap:
        assert (found.identity.report_year, found.identity.agency_name_printed) == (2022, "泾县云岭镇人民政府")


def spoilt(rows, key, change):
    """Return the rows of table 3 with the one of a key changed."""
    label = T3_2021.row(key).label
    return [change(row) if label in row else row for row in rows]


WRECKS = {
    "a value lost": lambda row: row[:-1],
    "a value too many": lambda row: [*row, "0"],
    "digits torn": lambda row: [*row[:-7], "1", "5", *row[-6:]],
    "two values glued": lambda row: [*row[:-7], "12", *row[-5:]],
    "all values glued": lambda row: [*row[:-7], "1200000"],
    "values lost": lambda row: row[:-7],
    "label and values lost": lambda row: [],
    "the row twice": lambda row: [*row, *row],
    "only its first zero": lambda row: [*row[:-7], "0"],
    "another label": lambda row: [*row[:-8], "（八）移送其他机关办理", *row[-7:]],
    "a word among the values": lambda row: [*row[:-3], "若干", *row[-2:]],
}


@pytest.mark.parametrize("wreck", WRECKS)
@pytest.mark.parametrize(
    "flavour", ["spaces", "wide spaces", "one line", "layout", "values below", "values in one cell"]
)
def test_a_wreck_is_found_and_unproven(flavour, wreck):
    t2, t3, t4 = drawn(str)
    t3 = spoilt(t3, "denied_state_secret", WRECKS[wreck])
    found = tables(report(*(FLAVOURS[flavour](rows) for rows in (t2, t3, t4))))
    assert found[1].state == "found" and found[1].doubt is not None
    assert not any(cell.proven for cell in found[1].cells)


@pytest.mark.parametrize("flavour", ["commas", "semicolons"])
def test_commas_that_may_part_thousands_are_refused_where_the_lines_differ_in_length(flavour):
    t2, t3, t4 = drawn(lambda n: str(100 + n))
    rendered = [FLAVOURS[flavour](rows) for rows in (t2, t3, t4)]
    assert is_right(tables(report(*rendered)), lambda n: str(100 + n))
    rendered[0] = (
        rendered[0].replace("规章,100,101,102", "规章,1,100,101,102").replace("规章;100;101", "规章;1;100;101")
    )
    assert tables(report(*rendered))[0].doubt is not None


def test_a_thousands_separator_in_a_cell_is_no_comma_between_cells():
    t2, t3, t4 = drawn(lambda n: "0" if n else "1,113")
    text = report(*("\n\n".join(cell for row in rows for cell in row) for rows in (t2, t3, t4)))
    assert tables(text)[1].cells[0].value == 1113


@pytest.mark.parametrize(
    "prose",
    [
        "全年（一）予以公开3件，（二）部分公开2件，（三）不予公开1件，其中属于国家秘密0件，（七）总计6件。",
        "主要包括规章、规范性文件、行政许可、行政处罚、行政强制 12 项。",
        "本年新收政府信息公开申请 3 件，上年结转 0 件，予以公开 2 件，结转下年度继续办理 1 件。",
        "规章 规范性文件 行政许可",
        "联系电话：0563 7022222",
        "第 3 页 共 5 页",
    ],
)
def test_labels_and_figures_in_prose_are_no_table(prose):
    assert [table.state for table in tables(f"{TITLE}\n\n{prose}\n\n{prose * 3}")] == ["missing"] * 3


def test_a_line_that_is_nothing_known_stays_as_it_is():
    text = report(*map(spaced(" "), drawn(str))).replace("工作有序。", "全年办件 3 月 12 件，见 http://x.cn/a b 3。")
    found = read(Snapshot.of(text.encode(), "x.txt"))
    assert isinstance(found, Report)
    assert "全年办件 3 月 12 件，见 http://x.cn/a b 3。" in found.sections[1].text


TORN_HEADER = [
    "结果   结果     其他   尚未",
    "                    总 计 结果 结果 其他 尚未     结果 结果 其他 尚未",
    "维持   纠正     结果   审结                                               总计",
    "                                    总 计",
    "                        维持 纠正 结果 审结     维持 纠正 结果 审结",
]
UPRIGHT_HEADER = [
    "结 结 其 尚 总 结 结 其 尚 总 结 结 其 尚 总",
    "果 果 他 未 计 果 果 他 未 计 果 果 他 未 计",
    "维 纠 结 审 维 纠 结 审 维 纠 结 审",
    "持 正 果 结 持 正 果 结 持 正 果 结",
]


@pytest.mark.parametrize("header", [TORN_HEADER, UPRIGHT_HEADER], ids=["torn", "upright"])
def test_the_columns_of_table_4_are_known_from_the_pieces_of_their_labels(header):
    lines = ["   行政复议        行政诉讼", "      未经复议直接起诉     复议后起诉", *header]
    values = "  ".join(str(n) for n in range(15))
    found = tables("\n".join([*lines, values]))[2]
    assert (found.doubt, figures(found)) == (None, list(range(15)))
    swapped = [line.translate(str.maketrans("维持纠正", "纠正维持")) for line in lines]
    assert tables("\n".join([*swapped, values]))[2].doubt is not None
    assert tables("\n".join([*lines[:-1], values]))[2].doubt is not None


OUTCOMES = "结果维持 结果纠正 其他结果 尚未审结 总计"
SMALL = [
    *("行政复议", OUTCOMES, "0 1 2 3 4"),
    *("行政诉讼", "未经复议直接起诉", OUTCOMES, "5 6 7 8 9"),
    *("复议后起诉", OUTCOMES, "10 11 12 13 14"),
]


@pytest.mark.parametrize("gap", [" ", "\t", " | "])
def test_table_4_in_several_pieces(gap):
    def read_lines(lines):
        return tables("\n".join(line.replace(" ", gap) for line in lines))[2]

    wide = ["行政复议 行政诉讼", f"{OUTCOMES} 未经复议直接起诉 复议后起诉", f"{OUTCOMES} {OUTCOMES}"]
    by_rows = [f"类别 {OUTCOMES}", "行政复议 0 1 2 3 4", "未经复议直接起诉 5 6 7 8 9", "复议后起诉 10 11 12 13 14"]
    for lines in (SMALL, [*wide, "0 1 2 3 4 5 6 7", "8 9 10 11 12 13 14"], by_rows, [by_rows[0], *by_rows[:0:-1]]):
        found = read_lines(lines)
        assert (found.state, found.doubt, figures(found)) == ("found", None, list(range(15)))
    without = [line for line in SMALL if line != "5 6 7 8 9"]
    crossed = [*SMALL[:3], *SMALL[7:10], *SMALL[3:7]]
    shifted = [*SMALL[:2], "0 1 2 3", *SMALL[3:6], "4 5 6 7 8 9", *SMALL[7:]]
    for lines in (
        without,
        crossed,
        shifted,
        [*by_rows[:2], by_rows[3]],
        [by_rows[0].replace("结果维持 结果纠正", "结果纠正 结果维持"), *by_rows[1:]],
    ):
        assert read_lines(lines).doubt is not None


@pytest.mark.parametrize(
    ("spoil", "doubt"),
    [
        (lambda rows: [[cell for cell in row if not cell.isdigit()] for row in rows], "no_figures"),
        (lambda rows: [[*row[:-7], "".join(row[-7:])] if len(row) > 6 else row for row in rows], "glued"),
        (lambda rows: [row[:-6] if len(row) > 6 else row for row in rows], "thinned"),
        (lambda rows: [row for row in rows if "1.属于国家秘密" not in row], "no_row"),
        (lambda rows: [row[:-1] if "1.属于国家秘密" in row else row for row in rows], "counts"),
        (lambda rows: [*rows, ["（八）移送其他机关", *"0000000"]], "left_over"),
    ],
    ids=["no figures", "glued", "thinned", "no row", "counts", "left over"],
)
@pytest.mark.parametrize("flavour", ["spaces", "layout", "values below"])
def test_what_is_wrong_with_a_wreck_is_said(flavour, spoil, doubt):
    t2, t3, t4 = drawn(lambda n: str(n % 9 + 1))
    found = tables(report(*(FLAVOURS[flavour](rows) for rows in (t2, spoil(t3), t4))))
    assert found[1].doubt is not None and found[1].doubt.key == doubt
    for lang in ("zh", "en"):
        assert "{" not in doubt_text(found[1].doubt, lang)


@pytest.mark.parametrize(
    "residue",
    [
        "第 3 页 共 5 页",
        "- 3 -",
        "第3页",
        "3/5",
        "Page 3 of 5",
        "———",
        TITLE,
        "\u00a0",
        "分享到：微信 微博",
        "打印 关闭",
    ],
)
@pytest.mark.parametrize("flavour", ["spaces", "layout", "values below", "box", "commas", "wrapped labels"])
def test_what_a_page_leaves_between_two_rows_changes_nothing(flavour, residue):
    t2, t3, t4 = drawn(str)
    rendered = f"{FLAVOURS[flavour](t3[:12])}\n\n{residue}\n\n{FLAVOURS[flavour](t3[12:])}"
    assert is_right(tables(report(FLAVOURS[flavour](t2), rendered, FLAVOURS[flavour](t4))), str)


@pytest.mark.parametrize("flavour", ["spaces", "box", "commas", "layout"])
def test_a_header_repeated_at_a_page_break_changes_nothing(flavour):
    t2, t3, t4 = drawn(str)
    for again in (t3[:3], [*t3[:3], *t3[:3]]):
        broken = FLAVOURS[flavour]([*t3[:12], *again, *t3[12:]])
        assert is_right(tables(report(FLAVOURS[flavour](t2), broken, FLAVOURS[flavour](t4))), str)
    swapped = [*t3[:2], [t3[2][1], t3[2][0], *t3[2][2:]]]
    broken = FLAVOURS[flavour]([*t3[:12], *swapped, *t3[12:]])
    assert tables(report(FLAVOURS[flavour](t2), broken, FLAVOURS[flavour](t4)))[1].doubt is not None


@pytest.mark.parametrize("number", ["{}.", "{}、", "{}. ", "{}）", "({})", "{}．"])
@pytest.mark.parametrize("flavour", ["spaces", "one line", "layout"])
def test_the_number_of_a_label_is_no_value(flavour, number):
    t2, t3, t4 = drawn(str)
    t3 = [[re.sub(r"^(\d)\.", lambda found: number.format(found[1]), cell) for cell in row] for row in t3]
    assert is_right(tables(report(*(FLAVOURS[flavour](rows) for rows in (t2, t3, t4)))), str)


@pytest.mark.parametrize("flavour", ["spaces", "one line", "layout", "commas"])
def test_a_definition_with_a_label_and_spaces_in_it_do_not_move_values(flavour):
    t2, t3, t4 = drawn(str)
    definition = (
        "行政规范性文件（本表所称文件，是指依照法定权限和程序制定并公开发布、在一定期限内反复适用的公文，不包括规章）"
    )
    t2 = [[definition if cell == "行政规范性文件" else cell for cell in row] for row in t2]
    t3 = [[" ".join(cell) if cell.endswith("国家秘密") else cell for cell in row] for row in t3]
    assert is_right(tables(report(*(FLAVOURS[flavour](rows) for rows in (t2, t3, t4)))), str)


@pytest.mark.parametrize(
    "hostile", ["00啊" * 400 + "1", "规章 0 " * 3000, "（" * 5000, "1,2" * 3000, "|" * 20000, "+-" * 5000]
)
def test_hostile_lines_are_read_to_their_end(hostile):
    assert len(tables(f"{TITLE}\n\n{hostile}\n\n{hostile}x")) == 3
