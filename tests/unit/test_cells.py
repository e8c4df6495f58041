"""What a cell's text says, decision by decision."""

from decimal import Decimal

import pytest

from gouji.cells import strip_outer, understand


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", 0, None),
        ("\u00a00 ", 0, None),
        ("\u30003\u3000", 3, None),
        ("\u20073\u202f", 3, None),
        ("１２", 12, None),
        ("1,113", 1113, None),
        ("1，113", 1113, None),
        ("12,345,678", 12345678, None),
        ("-417", -417, None),
        ("－417", -417, None),
        ("−11", -11, None),
        ("-0", 0, None),
        ("0.00", 0, None),
        ("3.0", 3, None),
        ("5000.00", 5000, None),
        ("9.63211", Decimal("9.63211"), None),
        ("５．３", Decimal("5.3"), None),
        ("0万元", 0, "万元"),
        ("70487元", 70487, "元"),
        ("23600万元", 23600, "万元"),
        ("470.31 万元", Decimal("470.31"), "万元"),
        ("470.31萬元", Decimal("470.31"), "万元"),
        ("2601.953875万", Decimal("2601.953875"), "万"),
        ("136648（元）", 136648, "元"),
        # The form's own words for its unit, moved into the cell.
        ("12.5（单位：万元）", Decimal("12.5"), "万元"),
        ("￥5000", 5000, "元"),
        ("¥5000.00", 5000, "元"),
        ("5件", 5, "件"),
        ("5 件", 5, "件"),
        ("7（项）", 7, "项"),
        # The one numeral that can mean nothing else.
        ("零", 0, None),
        # Markup of a page that was saved as text, and editors' characters without room.
        ("&nbsp;0", 0, None),
        ("12&nbsp;<br/>", 12, None),
        ("**3**", 3, None),
        ("1\u200b2", 12, None),
        ("\ufeff0\u200e", 0, None),
    ],
)
def test_a_number(text, value, unit):
    said = understand(text)
    assert (said.meaning, said.value, said.unit, said.is_change) == ("number", value, unit, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("+12", 12),
        ("＋1", 1),
        ("+0", 0),
        ("增1558", 1558),
        ("增加5", 5),
        ("增加5项", 5),
        ("新增3", 3),
        ("净增2", 2),
        ("减38", -38),
        ("減38", -38),
        ("减少3", -3),
        ("减0", 0),
        ("未增未减", 0),
        ("未增未減", 0),
        ("不增不减", 0),
        ("无变化", 0),
        ("持平", 0),
        ("不变", 0),
        ("+(0) -(0)", 0),
        ("+（0）\n-（0）", 0),
        ("+0 -0", 0),
        ("增0减0", 0),
        ("±0", 0),
    ],
)
def test_a_change_is_told_from_a_count(text, value):
    said = understand(text)
    assert (said.meaning, said.value, said.is_change) == ("number", value, True)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("22（其中修订16件）", 22, None),
        ("55件（含自然失效29件）", 55, "件"),
        ("22（其中:修订16件）件", 22, "件"),
        ("22，其中修订16件", 22, None),
        ("22件，含修订16件", 22, "件"),
        ("0（无）", 0, None),
        ("3（甲（乙）丙）", 3, None),
    ],
)
def test_a_number_with_a_remark(text, value, unit):
    said = understand(text)
    assert (said.meaning, said.value, said.unit) == ("annotated", value, unit)


@pytest.mark.parametrize("text", ["", " ", "\u00a0\u00a0", "\u3000", "\u200b", "&nbsp;", "&#160; &emsp;", "<br>"])
def test_a_blank(text):
    said = understand(text)
    assert (said.printed, said.meaning, said.value) == ("", "blank", None)


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "／",
        "\\",
        "＼",
        "—",
        "——",
        "－",
        "-",
        "--",
        "–",
        "╱",
        "/ /",
        "无",
        "無",
        "暂无",
        "没有",
        "沒有",
        "空",
        "不适用",
    ],
)
def test_not_applicable(text):
    said = understand(text)
    assert (said.printed, said.meaning, said.value) == (text, "not_applicable", None)


@pytest.mark.parametrize(
    "text",
    [
        # Two cells glued, or a gap between digits: which number it is nobody can say.
        "00", "000", "007", "1 2", "0 0", "1 113", "1\u00a0113", "141414141414141414", "5 3.2",
        # Separators where no thousands are.
        "1,1", "12,34", "1113,00", "0,113", "1'113", "1、113", "3-5", "1.2.3", "5/3",
        # A decimal point without figures beside it.
        "0.", ".5", "5。",
        # Letters for figures, figures that number a line or mark a note, figures of another script.
        "O", "o", "Ｏ", "l", "1O", "①", "22²", "1①", "½", "٣", "〇", "○",
        # Numerals that may be a dash or a piece of a label.
        "一", "三", "十",
        # Units of other sizes: the value would have to be computed.
        "3.5亿元", "5千元", "12百万元", "2万3千元", "5吨", "3人", "万元：5", "$5", "12%",
        # Words that say something else, or too much.
        "见附件", "约22", "22左右", "（含修订）22", "若干", "增", "减", "增-5", "减-3",
        "+ 5", "- 5", "↑5", "增5减3", "+-5",
        "(5)", "无（0）", "0*", "0？", "0\ufffd", "\ufffd", "1\u202e23",
    ],
)  # fmt: skip
def test_what_is_no_single_number_is_unreadable(text):
    said = understand(text)
    assert (said.printed, said.meaning, said.value, said.unit) == (text, "unreadable", None, None)


def test_a_text_too_long_for_a_value_is_none_whatever_it_begins_with():
    assert understand("5（" + "其" * 190 + "）").meaning == "annotated"
    assert understand("5（" + "其" * 200 + "）").meaning == "unreadable"


def test_the_longest_number_has_fifteen_digits():
    assert understand("1" * 15).value == 111_111_111_111_111
    assert understand("1" * 16).meaning == "unreadable"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("\u00a0 22（其中修订16件） ", "22（其中修订16件）"),
        ("&nbsp; 规章 &nbsp;", "规章"),
        ("<br/>0<br/>", "0"),
        ("1\u200b2\u200b", "1\u200b2"),
        ("a;", "a;"),
        ("<5>", "<5>"),
    ],
)
def test_what_is_printed_is_kept_but_for_outer_white_space(text, printed):
    assert strip_outer(text) == printed
    assert understand(text).printed == printed
