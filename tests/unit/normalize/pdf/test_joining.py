"""Pages joined: page numbers, running heads, wrapped lines, tables and rows that a page break cut."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from gouji.document import Table
from gouji.normalize.pdf import content
from tests.unit.normalize.pdf.sheets import ROWS, Draw, grid, read_rows, sheets, table, tables, texts

LABELS = (100.0, 200.0, 240.0, 280.0)
ROW = ("1.属于国家秘密", "7", "8")


def _foot(rows: Sequence[Sequence[str]]) -> Draw:
    return lambda canvas: grid(canvas, rows, xs=LABELS, top=60 + 20 * len(rows))


def _head(rows: Sequence[Sequence[str]]) -> Draw:
    return lambda canvas: grid(canvas, rows, xs=LABELS, top=800)


def _over(*pages: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    return tables(sheets(_foot(pages[0]), _head(pages[1])))


def test_a_table_goes_on_over_the_page_with_its_number_and_its_rows_counted_on() -> None:
    data = sheets(_foot([ROW]), _head([("2.重复申请", "3", "4")]))
    (found,) = [block for block in content(data).blocks if isinstance(block, Table)]
    places = [str(cell.place) for row in found.rows for cell in row[:1]]
    assert places == ["page=1;table=1;row=1;col=1", "page=2;table=1;row=2;col=1"]


def test_a_label_cut_by_the_page_is_joined_where_its_line_was_full() -> None:
    cut = ("2.其他法律行政法规禁", "7", "8")
    assert _over([ROW, cut], [("止公开", "", ""), ("3.危及", "1", "2")]) == [
        read_rows(ROW, ("2.其他法律行政法规禁\n止公开", "7", "8"), ("3.危及", "1", "2"))
    ]


def test_a_label_on_one_page_and_its_figures_on_the_next_are_one_row() -> None:
    assert _over([ROW, ("2.重复申请", "", "")], [("", "5", "6"), ("3.危及", "1", "2")]) == [
        read_rows(ROW, ("2.重复申请", "5", "6"), ("3.危及", "1", "2"))
    ]


def test_a_number_cut_by_the_page_is_joined_where_it_filled_its_line() -> None:
    assert _over([ROW, ("2.重复申请", "363912", "8")], [("", "5", ""), ("3.危及", "1", "2")]) == [
        read_rows(ROW, ("2.重复申请", "3639125", "8"), ("3.危及", "1", "2"))
    ]


def test_figures_on_both_pages_that_filled_no_line_are_not_joined() -> None:
    assert _over([ROW, ("2.重复申请", "3", "8")], [("", "5", ""), ("3.危及", "1", "2")]) == [
        read_rows(ROW, ("2.重复申请", "3", "8"), ("", "5", ""), ("3.危及", "1", "2"))
    ]


def test_a_row_of_blanks_at_the_head_of_a_page_is_not_the_rest_of_the_one_above() -> None:
    below = [("2.其他法律行政法规禁", "", ""), ("3.危及", "1", "2")]
    assert _over([ROW, ("1.要求行政机关确认新", "", "")], below) == [
        read_rows(ROW, ("1.要求行政机关确认新", "", ""), *below)
    ]


def test_the_head_of_a_table_repeated_on_its_next_page_stands_once() -> None:
    head = ("项目", "甲", "乙")
    assert _over([head, ("2.其他", "7", "8")], [head, ROW]) == [read_rows(head, ("2.其他", "7", "8"), ROW)]


def test_a_head_repeated_over_a_cut_row_stands_once_and_the_row_is_whole() -> None:
    head = ("项目", "甲", "乙")
    assert _over([head, ("2.其他法律行政法规禁", "7", "8")], [head, ("止公开", "", ""), ROW]) == [
        read_rows(head, ("2.其他法律行政法规禁\n止公开", "7", "8"), ROW)
    ]


def test_names_of_columns_that_a_table_does_not_begin_with_stay_where_they_stand_again() -> None:
    first, second, row = ("项目", "甲", "乙"), ("项目", "丙", "丁"), ("许可", "7", "8")
    assert _over([first, row, second, row], [second, ROW]) == [read_rows(first, row, second, row, second, ROW)]


def test_tables_of_other_columns_stay_apart() -> None:
    assert len(tables(sheets(_foot([ROW]), grid))) == 2


def _numbered(text: str, number: str) -> Draw:
    def drawn(canvas: Canvas) -> None:
        canvas.drawString(72, 700, text)
        canvas.drawCentredString(297, 30, number)

    return drawn


def test_page_numbers_are_taken_out() -> None:
    for form in ("- {} -", "第 {} 页", "{}", "{}/2"):
        data = sheets(_numbered("甲。", form.format(1)), _numbered("乙。", form.format(2)))
        assert texts(data) == ["甲。", "乙。"], form


def test_numbers_that_do_not_count_the_pages_stay() -> None:
    assert texts(sheets(_numbered("甲。", "17"), _numbered("乙。", "40"))) == ["甲。", "17", "乙。", "40"]
    assert texts(sheets(_numbered("甲。", "1"))) == ["甲。", "1"]


def test_a_running_head_is_printed_once() -> None:
    def drawn(canvas: Canvas) -> None:
        canvas.drawString(72, 810, "某县年度报告")
        canvas.drawString(72, 700, "甲。")

    assert texts(sheets(drawn, drawn, drawn)) == ["某县年度报告", "甲。", "甲。", "甲。"]


def _lines(canvas: Canvas, *lines: tuple[float, str]) -> None:
    for number, (x, text) in enumerate(lines):
        canvas.drawString(x, 700 - 18 * number, text)


def test_a_wrapped_line_is_one_paragraph_and_a_heading_stands_alone() -> None:
    def drawn(canvas: Canvas) -> None:
        _lines(
            canvas,
            (92, "一、总体情况"),
            (92, "全年共收到申请四十五件，均在期限内办" * 2),
            (72, "结，未发生行政复议。"),
            (92, "二、主动公开政府信息情况"),
        )

    assert texts(sheets(drawn)) == [
        "一、总体情况",
        "全年共收到申请四十五件，均在期限内办" * 2 + "结，未发生行政复议。",
        "二、主动公开政府信息情况",
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    def first(canvas: Canvas) -> None:
        _lines(canvas, (92, "甲。"), (92, "全年共收到申请四十五件，均在期限内办" * 2))

    def second(canvas: Canvas) -> None:
        _lines(canvas, (72, "结。"), (92, "乙。"))

    assert texts(sheets(first, second)) == ["甲。", "全年共收到申请四十五件，均在期限内办" * 2 + "结。", "乙。"]


def test_lines_around_a_table_come_in_reading_order() -> None:
    def drawn(canvas: Canvas) -> None:
        canvas.drawString(72, 760, "上。")
        canvas.drawString(72, 600, "下。")
        grid(canvas)

    blocks = content(sheets(drawn)).blocks
    assert [type(block).__name__ for block in blocks] == ["Paragraph", "Table", "Paragraph"]
    assert table(sheets(drawn)) == read_rows(*ROWS)
