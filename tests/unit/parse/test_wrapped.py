"""Labels wrapped around their values, pieces of two columns in one line, and pages run into one line."""

import pytest

from gouji.parse import read
from gouji.parse.tables.lines import cut
from gouji.report import Report
from gouji.snapshot import Snapshot
from tests.unit.parse.drawn import drawn, tables
from tests.unit.parse.statistic_texts import FIGURES, LAYOUTS
from tests.unit.parse.statistic_texts import report as report_of_2014
from tests.unit.parse.statistic_texts import rows as rows_of_2014
from tests.unit.parse.test_flavours import in_one_line, is_right, report, spaced

SPACED = spaced("  ")


def around(rows, labels):
    """Rows between wide spaces; a label that begins like a key of `labels` has its two lines around the values."""
    lines = []
    for row in rows:
        own = next((number for number, cell in enumerate(row) if cell.isdigit()), len(row)) - 1
        pieces = next((pieces for start, pieces in labels.items() if row[own].startswith(start)), None)
        if pieces is None:
            lines.append("  ".join(row))
        else:
            lines += ["  ".join([*row[:own], pieces[0]]), "", "   ".join(row[own + 1 :]), "", pieces[1]]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "pieces",
    [
        ("5.要求行政机关确认或", "重新出具已获取信息"),
        ("5.要求行政机关确或", "重新出具已获取信息"),
        ("5.要求行政机关确认或", "重新岀具己获取信息"),
        ("5.要求行政机关确认或", "重新出已获取信息"),
    ],
)
def test_a_misprinted_label_around_its_values_is_one(pieces):
    t2, t3, t4 = drawn(str)
    assert is_right(tables(report(SPACED(t2), around(t3, {"5.要求": pieces}), SPACED(t4))), str)


def test_the_last_known_label_of_a_table_may_be_a_misprint():
    t2, t3, t4 = drawn(str)
    t3 = [[cell.replace("四、结转下年度继续办理", "四、节转下年度继续办里") for cell in row] for row in t3]
    labels = {
        "1.申请人": ("1.申请人无正当理由逾期不补正、", "行政机关不再外理其政府信息公开甲请"),
        "2.申请人": ("2.申请人逾期未按收费通知要求缴", "纳费用、行政机关不再处里其政府信息公开申请"),
    }
    assert is_right(tables(report(SPACED(t2), around(t3, labels), SPACED(t4))), str)


@pytest.mark.parametrize("total", [("（七）", "总计"), ("（七）总", "计"), ("（七）", "总", "计")])
def test_above_a_misprint_at_the_end_a_label_of_two_tables_may_be_wrapped(total):
    t2, t3, t4 = drawn(str)
    rows = [[cell.replace("四、结转下年度继续办理", "四、结转下年度继办理") for cell in row if cell] for row in t3]
    lines = [line for row in rows for cell in row for line in (total if cell == "（七）总计" else (cell,))]
    assert is_right(tables(report(SPACED(t2), "\n\n".join(lines), SPACED(t4))), str)


@pytest.mark.parametrize("stranger", ["转送信访部门办理的数量", "办结后又来补充的材料"])
def test_a_label_of_another_row_is_no_end_of_the_one_above(stranger):
    t2, t3, t4 = drawn(str)
    around_values = around(t3, {"5.要求": ("5.另行移送处理的", stranger)})
    assert tables(report(SPACED(t2), around_values, SPACED(t4)))[1].doubt is not None


def test_a_definition_around_the_values_of_table_2():
    t2, t3, t4 = drawn(str)
    pieces = ("行政归范性文件（指各行政", "机关印发的正式文件）")
    assert is_right(tables(report(around(t2, {"行政规范": pieces}), SPACED(t3), SPACED(t4))), str)


@pytest.mark.parametrize("first", ["三、本", "年度办", "果"])
@pytest.mark.parametrize("piece", ["3.补 正 后 申 请 内", "③补 正 后 申 请 内"])
def test_pieces_of_a_group_and_of_a_row_in_one_line_are_two(first, piece):
    t2, t3, t4 = drawn(str)
    lines = []
    for row in t3:
        if "3.补正后" in "".join(row):
            lines += [f"{first}          {piece}", "", "   ".join(row[-7:]), "", "理结            容 仍 不 明 确"]
        else:
            lines.append("  ".join(row))
    assert is_right(tables(report(SPACED(t2), "\n".join(lines), SPACED(t4))), str)


def test_words_beside_a_known_title_are_not_a_row():
    assert cut("●          扫一扫关注我们") is None


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("信息内容      量（指2019年       处理决定数量", ("信息内容", "量（指2019年", "处理决定数量")),
        ("不予处理      无 正 当 理 由 大", ("不予处理", "无 正 当 理 由 大")),
        ("行政许可    无    行政处罚    无", ("行政许可", "无")),
    ],
)
def test_the_columns_of_a_line(line, cells):
    pieces = cut(line)
    assert pieces is not None
    assert pieces[0].cells == cells


def test_an_entity_between_spaces_parts_no_fields():
    t2, t3, t4 = drawn(str)
    spaces = SPACED(t4).replace("复议后起诉", "&nbsp;复议后起诉", 1)
    assert is_right(tables(report(SPACED(t2), SPACED(t3), spaces)), str)


@pytest.mark.parametrize("number", [lambda n: "0件", lambda n: ("0", "0件")[n % 2]], ids=["all", "some"])
def test_glued_zeros_may_have_units(number):
    glued = in_one_line("")
    t2, t3, t4 = drawn(lambda n: "0")
    # The amount of table 2 is money: it keeps its bare zero.
    rows = [[[number(n) if cell == "0" else cell for n, cell in enumerate(row)] for row in part] for part in (t3, t4)]
    found = tables(report(glued(t2), *map(glued, rows)))
    assert [table.doubt for table in found] == [None] * 3
    assert {cell.value for table in found for cell in table.cells} == {0}
    assert "0件" in {cell.printed for cell in found[1].cells}


def test_glued_figures_with_units_are_never_parted():
    t2, t3, t4 = drawn(lambda n: "10件")
    found = tables(report(*map(in_one_line(""), (t2, t3, t4))))
    assert all(table.state == "missing" or table.doubt is not None for table in found)


def one_line(text):
    found = read(Snapshot.of(text.encode(), "x.txt"))
    assert isinstance(found, Report)
    return found


LONG = "我镇健全制度、细化流程、压实责任，" * 12 + "工作平稳有序。"


def test_a_page_in_one_line_with_tabs_between_cells_is_a_report():
    text = report(*map(spaced("\t"), drawn(str))).replace("我镇认真落实条例，工作有序。", LONG)
    found = one_line(" ".join(text.split("\n")))
    assert is_right(found.tables, str)
    assert {cell.place.split(";col")[0] for table in found.tables for cell in table.cells} == {"table=1;row=1"}
    assert found.identity.report_year == 2022


@pytest.mark.parametrize("gap", [" ", "  ", "\u3000"])
def test_the_year_of_a_title_in_one_line_may_stand_between_spaces(gap):
    text = report(*map(SPACED, drawn(str))).replace("2022年政府", " 2022 年政府")
    found = one_line(gap.join(line for line in text.split("\n") if line))
    assert found.identity.agency_name == "云岭镇人民政府"
    assert found.identity.report_year == 2022


@pytest.mark.parametrize("title", ["二、创新做法", "二、 创新做法", "（二）创新做法", "2.创新做法", "二、创 新 做 法"])
@pytest.mark.parametrize("gap", [" ", "  ", "\u3000"])
def test_a_title_between_spaces_is_a_paragraph_in_one_line(title, gap):
    t2, t3, t4 = (SPACED(rows) for rows in drawn(str))
    for before in ("我镇认真落实条例，工作有序。", ""):
        head = ["某镇人民政府2022年政府信息公开工作年度报告", "一、总体情况", before, title, "下沉到村。"]
        lines = "\n".join([*head, "三、主动公开政府信息情况", t2, t3, t4]).split("\n")
        pieces = cut(gap.join(line for line in lines if line))
        assert pieces is not None
        texts = [piece.cells[0] for piece in pieces if not piece.is_row]
        assert title in texts and "下沉到村。" in texts


@pytest.mark.parametrize("bullet", ["", "● "])
def test_a_short_title_without_a_number_stands_between_spaces(bullet):
    text = report(*map(SPACED, drawn(str))).replace("一、总体情况", f"现公布如下。\n{bullet}总体情况")
    for heading in ("二、主动公开", "三、收到", "四、政府", "五、存在"):
        text = text.replace(heading, bullet + heading[2:])
    found = one_line("  ".join(line for line in text.split("\n") if line))
    assert "overview" in [section.section for section in found.sections]
    assert is_right(found.tables, str)


def test_a_sentence_that_counts_the_sections_up_is_not_cut():
    said = "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六部分组成。"
    text = report(*map(SPACED, drawn(str))).replace("一、总体情况", f"{said}\n一、总体情况")
    found = one_line("  ".join(line for line in text.split("\n") if line))
    assert next(section.section for section in found.sections if section.position) == "overview"
    assert said in found.sections[0].text


SPLIT = "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）"


@pytest.mark.parametrize("pieces", [(SPLIT[:15], SPLIT[15:]), (SPLIT[:19], SPLIT[19:])])
def test_a_label_of_2014_around_its_unit_and_figure_is_one(pieces):
    lines = []
    for row in rows_of_2014({"rs_events": "8"}):
        if row[0] == SPLIT:
            lines += [pieces[0], "", "  ".join(row[1:]), "", pieces[1]]
        else:
            lines.append("  ".join(row))
    reading = report_of_2014("\n".join(lines)).statistics
    assert reading is not None and reading.doubt is None
    printed = {cell.row: cell.printed for cell in reading.cells}
    assert printed["rs_events"] == "8" and printed["rs_articles"] == FIGURES["rs_articles"]


def test_a_figure_between_other_lines_of_2014_has_no_label():
    lines = [
        line
        for row in rows_of_2014()
        for line in ([row[0][:15], "  ".join(row[1:]), "另一种说法"] if row[0] == SPLIT else ["  ".join(row)])
    ]
    reading = report_of_2014("\n".join(lines)).statistics
    assert reading is not None and reading.doubt is not None


def test_the_readings_of_characters_do_not_make_a_label_long():
    t2, t3, t4 = drawn(str)
    read_aloud = (
        "（二）部(bù)分(fēn)公(gōng)開(kāi)（區(qū)分(fēn)處(chǔ)理(lǐ)的(de)，只計(jì)這(zhè)一情(qíng)形(xíng)，"
        "不計(jì)其他情(qíng)形(xíng)）"
    )
    lines = [line for row in t3 for line in ([read_aloud] if row[0].startswith("（二）") else row[:-7]) + row[-7:]]
    assert any(row[0].startswith("（二）") for row in t3)
    assert is_right(tables(report(SPACED(t2), "\n\n".join(lines), SPACED(t4))), str)


@pytest.mark.parametrize("before", ["<o:p></o:p>", "[bookmark: _GoBack]", "**"])
def test_residue_before_a_long_definition_hides_no_label(before):
    t2, t3, t4 = drawn(str)
    definition = (
        "行政规范性文件（本表所称规范性文件，是指本机关依照法定权限和程序制定并公开发布、涉及公民、法人和其他组织权利义务，"
        "在一定期限内反复适用的公文，包括规定、办法、细则，不包括规章）"
    )
    lines = [before + definition if cell == "行政规范性文件" else cell for row in t2 for cell in row]
    assert is_right(tables(report("\n\n".join(lines), SPACED(t3), SPACED(t4))), str)


@pytest.mark.parametrize("figure", ["1人次", "30人次", "1,205人次", "１人次"])
@pytest.mark.parametrize("layout", ["cell a line", "cell a line, close", "tab rows", "pipe rows", "spaces", "no unit"])
def test_a_figure_with_a_unit_of_the_form_of_2014_is_no_label(figure, layout):
    found = rows_of_2014({"tr_trainees": figure, "rs_articles": "4篇"})
    layouts = {**LAYOUTS, "no unit": lambda rows: "\n".join(f"{row[0]}\t{row[2]}" for row in rows)}
    reading = report_of_2014(layouts[layout](found)).statistics
    assert reading is not None and reading.doubt is None
    printed = {cell.row: (cell.printed, cell.meaning) for cell in reading.cells}
    assert printed["tr_trainees"] == (figure, "number") and printed["rs_articles"] == ("4篇", "number")


@pytest.mark.parametrize("figure", ["1人次", "12人次"])
def test_a_figure_with_a_unit_beside_a_misprinted_label_is_not_lost(figure):
    found = rows_of_2014({"tr_trainees": figure}, {"tr_trainees": "（三）接受培讯人员数"})
    for table in ("\n".join(f"{row[0]}\t{row[2]}" for row in found), LAYOUTS["cell a line, close"](found)):
        reading = report_of_2014(table).statistics
        assert reading is not None
        printed = {cell.row: cell.printed for cell in reading.cells}
        assert reading.doubt is not None or printed["tr_trainees"] == figure
