import os

import pytest

from gouji.document import Document, Paragraph, Table
from gouji.normalize import normalize
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot


def document(data):
    return normalize(Snapshot.of(data.encode() if isinstance(data, str) else data, "x.txt"))


def shape(text):
    """Return paragraphs as text and tables as lists of rows."""
    found = document(text)
    assert isinstance(found, Document)
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in found.blocks
    ]


def test_tab_cells_a_line_without_a_tab_continues_and_an_empty_line_ends_the_row():
    assert shape("前言\n\t信息内容\n\t本年新\n制作数量\n\t\n\n\t规章\n\t0\n\n后文") == [
        "前言",
        [["信息内容", "本年新\n制作数量", ""], ["规章", "0"]],
        "后文",
    ]


def test_prose_right_after_a_number_is_not_more_of_its_cell():
    assert shape("\t规章\n\t0\n三、收到和处理") == [[["规章", "0"]], "三、收到和处理"]


def test_tab_rows_are_one_row_a_line_and_pipes_close_rows():
    assert shape("规章\t0\t\n\t1") == [[["规章", "0", ""], ["", "1"]]]
    assert shape("规章 | 0 | 1 |\n| 规章 | 2 |  |") == [[["规章 ", " 0 ", " 1 "], [" 规章 ", " 2 ", "  "]]]


def test_lines_that_end_in_a_pipe_are_cells_and_pipes_alone_are_none():
    assert shape("规章 |\n0 |\n|\n|||\n\u00a0 |") == ["规章", "0", ""]


def test_a_row_that_a_pipe_begins_goes_on_to_the_pipe_that_ends_it():
    assert shape("| 规范性\n文件 | 0 |\n| 行政许可 | 1 |") == [[[" 规范性\n文件 ", " 0 "], [" 行政许可 ", " 1 "]]]
    assert shape("| 规章 | 0\n| 行政许可 | 1") == [[[" 规章 ", " 0"], [" 行政许可 ", " 1"]]]
    assert shape("| 规章 | 0\n后文\n\n又一段 | 1 |") == [[[" 规章 ", " 0"]], "后文", [["又一段 ", " 1 "]]]


@pytest.mark.parametrize("bar", "｜│┃║")
def test_every_vertical_bar_is_a_pipe_and_drawn_lines_are_none(bar):
    assert shape(f"┌──┬──┐\n{bar}规章{bar}0{bar}\n├──┼──┤\n{bar}其他{bar}1{bar}\n+---+---+") == [
        [["规章", "0"], ["其他", "1"]]
    ]


@pytest.mark.parametrize("value", ["--", "——", "-", "+1"])
def test_dashes_and_signs_that_may_be_values_are_no_drawn_line(value):
    assert shape(f"规章\n{value}") == ["规章", value]


def test_bare_numbers_at_the_ends_of_pages_are_left_out_where_they_count_on():
    assert shape("甲\n1\f乙\n2\f丙") == ["甲", "乙", "丙"]
    assert shape("甲\n3\n\f乙\n 4 \n\f丙\n5") == ["甲", "乙", "丙", "5"]
    assert shape("甲\n1\f乙\n1\f丙") == ["甲", "1", "乙", "1", "丙"]
    assert shape("甲\n0\f乙\n1\f丙") == ["甲", "0", "乙", "1", "丙"]
    assert shape("甲\n1\f乙") == ["甲", "1", "乙"]


def test_a_line_of_nbsp_is_kept_and_one_of_spaces_is_not():
    assert shape("甲\n\u00a0\n   \n乙") == ["甲", "", "乙"]


def test_places_say_line_table_row_and_column():
    table = next(b for b in document("前言\n\n\t规章\n\t0\n").blocks if isinstance(b, Table))
    assert str(table.rows[0][1].place) == "table=1;row=1;col=2;line=4"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_charsets_and_line_ends_do_not_matter(charset, end):
    text = end.join(["云岭镇人民政府", "", "\t规章", "\t０"])
    assert [type(block) for block in document(text.encode(charset)).blocks] == [Paragraph, Table]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (os.urandom(4096), "binary"),
        (b'{"a": 1}', "json"),
        (b"\x00\x01" * 50, "binary"),
    ],
)
def test_what_is_no_text_is_no_report(data, reason):
    found = document(data)
    assert isinstance(found, NoReport) and found.reason == reason


@pytest.mark.parametrize(("data", "rule"), [(b"%PDF-1.7 x", "read.broken"), (b"\x89PNG\r\n\x1a\n", "read.unsupported")])
def test_files_that_cannot_be_read_are_refused_by_name(data, rule):
    found = document(data)
    assert isinstance(found, Report)
    assert [problem.rule_id for problem in found.problems] == [rule]


@pytest.mark.parametrize("text", ["一" * 2_000_001, "一" * 3_000_000, "行政" + "a" * 9_000_000])
def test_a_text_beyond_the_limit_is_refused_unread(text):
    found = document(text)
    assert isinstance(found, Report) and found.problems[0].rule_id == "read.limit_exceeded"


@pytest.mark.parametrize(("blank", "most"), [("\t", 250), ("|", 250), ("| ", 250)])
def test_hundreds_of_blank_cells_side_by_side_are_filling(blank, most):
    wide = shape(f"规章{blank * 5000}0")
    assert len(wide) == 1 and len(wide[0]) == 1
    row = wide[0][0]
    assert row[0].strip() == "规章" and row[-1].strip() == "0" and 50 < len(row) < most
    assert len(shape(f"规章{blank * 99}0")[0][0]) == 100
