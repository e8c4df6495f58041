"""Ruled tables: however the lines are drawn, the cells are those a person sees."""

from __future__ import annotations

import itertools

import pytest
from reportlab.pdfgen.canvas import Canvas

from gouji.document import Table
from gouji.normalize.pdf import content, lattice
from gouji.normalize.unreadable import Unreadable
from tests.unit.normalize.pdf.sheets import ROWS, SONG, XS, grid, read_rows, sheets, table, texts

YS = (700.0, 680.0, 660.0)


def _texts(canvas: Canvas) -> None:
    for y, row in zip(YS, ROWS, strict=False):
        for x, text in zip(XS, row, strict=False):
            canvas.drawString(x + 5, y - 13, text)


def _bars(canvas: Canvas) -> None:
    for x in XS:
        canvas.rect(x, YS[-1], 0.6, YS[0] - YS[-1], stroke=0, fill=1)
    for y in YS:
        canvas.rect(XS[0], y, XS[-1] - XS[0], 0.6, stroke=0, fill=1)


def _boxes(canvas: Canvas) -> None:
    for x0, x1 in itertools.pairwise(XS):
        for y0, y1 in itertools.pairwise(YS):
            canvas.rect(x0 + 1, y1 + 1, x1 - x0 - 2, y0 - y1 - 2)


def _dashes(canvas: Canvas) -> None:
    for y in YS:
        x = XS[0]
        while x < XS[-1]:
            canvas.line(x, y, min(x + 4, XS[-1]), y)
            x += 6
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])


def _dots(canvas: Canvas) -> None:
    for y in YS:
        for step in range(int(XS[-1] - XS[0]) // 2):
            canvas.rect(XS[0] + 2 * step, y, 1, 1, stroke=0, fill=1)
    for x in XS:
        for step in range(int(YS[0] - YS[-1]) // 2):
            canvas.rect(x, YS[-1] + 2 * step, 1, 1, stroke=0, fill=1)


def _gaps(canvas: Canvas) -> None:
    for y in YS:
        for x0, x1 in itertools.pairwise(XS):
            canvas.line(x0 + 1, y, x1 - 1, y)
    for x in XS:
        for y0, y1 in itertools.pairwise(YS):
            canvas.line(x, y0 + 2, x, y1 - 2)


def _form(canvas: Canvas) -> None:
    canvas.beginForm("table")
    for x in XS:
        canvas.line(x - 50, YS[0] - 50, x - 50, YS[-1] - 50)
    for y in YS:
        canvas.line(XS[0] - 50, y - 50, XS[-1] - 50, y - 50)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(50, 50)
    canvas.doForm("table")
    canvas.restoreState()


@pytest.mark.parametrize("draw", [_bars, _boxes, _dashes, _dots, _gaps, _form])
def test_lines_drawn_in_any_way_rule_the_same_cells(draw: object) -> None:
    def drawn(canvas: Canvas) -> None:
        draw(canvas)  # type: ignore[operator]
        canvas.setFont(SONG, 10)
        _texts(canvas)

    assert table(sheets(drawn)) == read_rows(*ROWS)


def test_a_table_open_at_its_sides_has_all_its_columns() -> None:
    assert table(sheets(lambda canvas: grid(canvas, outer=False))) == read_rows(*ROWS)


def test_a_table_open_at_one_side_alone_was_cut_off_there() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, [row[:3] for row in ROWS], xs=XS[:-1])
        for y in YS:
            canvas.line(XS[-2], y, XS[-1], y)
        canvas.drawString(355, 687, "81")

    assert [row[3] for row in table(sheets(drawn))] == ["81\ufffd", "\ufffd"]


def test_merged_cells_begin_where_they_are_printed_and_say_how_far_they_go() -> None:
    def drawn(canvas: Canvas) -> None:
        for x, foot in ((100, 640), (200, 640), (250, 660), (300, 640), (400, 640)):
            canvas.line(x, 700 if x != 250 else 680, x, foot)
        canvas.line(100, 700, 400, 700)
        canvas.line(200, 680, 300, 680)
        canvas.line(100, 660, 300, 660)
        canvas.line(100, 640, 400, 640)
        for x, y, text in ((105, 675, "甲"), (205, 685, "乙"), (205, 665, "1"), (255, 665, "2"), (305, 665, "丙"),
                           (105, 645, "丁"), (205, 645, "3")):  # fmt: skip
            canvas.drawString(x, y, text)

    (found,) = [block for block in content(sheets(drawn)).blocks if isinstance(block, Table)]
    shown = [[(cell.text, cell.place.row, cell.place.col, cell.colspan, cell.rowspan) for cell in row]
             for row in found.rows]  # fmt: skip
    assert shown == [
        [("甲", 1, 1, 1, 2), ("乙", 1, 2, 2, 1), ("丙", 1, 4, 1, 3)],
        [("1", 2, 2, 1, 1), ("2", 2, 3, 1, 1)],
        [("丁", 3, 1, 1, 1), ("3", 3, 2, 2, 1)],
    ]


def test_a_sliver_of_a_column_shifts_nothing() -> None:
    rows = [["规章", "1", "", "2", "3"], ["行政规范性文件", "4", "", "5", "6"]]
    data = sheets(lambda canvas: grid(canvas, rows, xs=(100, 250, 300, 304, 350, 400)))
    places = [[cell.place.col for cell in row] for block in content(data).blocks if isinstance(block, Table)
              for row in block.rows]  # fmt: skip
    assert table(data) == read_rows(*ROWS)
    assert places == [[1, 2, 3, 4], [1, 2, 3, 4]]


def test_a_frame_around_a_page_is_no_table() -> None:
    def drawn(canvas: Canvas) -> None:
        canvas.rect(50, 50, 495, 742)
        canvas.drawString(100, 720, "一、总体情况")
        grid(canvas)

    data = sheets(drawn)
    assert texts(data) == ["一、总体情况"]
    assert table(data) == read_rows(*ROWS)


def test_figures_that_run_over_their_cell_are_in_doubt_on_both_sides() -> None:
    rows = table(sheets(lambda canvas: grid(canvas, (("规章", "12345678901", "", "3"), ROWS[1]))))
    assert "\ufffd" in rows[0][1]
    assert "\ufffd" in rows[0][2]


def test_figures_set_tight_against_a_line_stay_apart() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, (("规章", "", "", "3"), ROWS[1]))
        canvas.drawRightString(298.5, 687, "12")
        canvas.drawString(301.5, 687, "34")

    assert table(sheets(drawn))[0] == ["规章", "12", "34", "3"]


def test_a_figure_struck_out_is_no_number() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas)
        canvas.line(254, 690, 261, 690)

    assert table(sheets(drawn))[0][1] == "~~1~~"


def test_a_line_under_a_figure_does_not_strike_it() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas)
        canvas.line(255, 685.5, 260, 685.5)

    assert table(sheets(drawn)) == read_rows(*ROWS)


@pytest.mark.parametrize(("size", "rise"), [(6, 4), (6, -2), (10, 2)])
def test_a_raised_or_smaller_digit_is_not_one_more_digit(size: int, rise: int) -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas)
        canvas.setFont(SONG, size)
        canvas.drawString(260, 687 + rise, "2")

    assert table(sheets(drawn))[0][1] not in ("12", "1 2")


def test_two_figures_in_one_cell_stay_two() -> None:
    assert table(sheets(lambda canvas: grid(canvas, (("规章", "1 2", "2", "3"), ROWS[1]))))[0][1] == "1 2"


def test_figures_spaced_a_little_are_one_number() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, (("规章", "", "2", "3"), ROWS[1]))
        for number, digit in enumerate("1234"):
            canvas.drawString(255 + 6.5 * number, 687, digit)

    assert table(sheets(drawn))[0][1] == "1234"


def test_a_number_that_filled_its_line_goes_on_in_the_next() -> None:
    rows = (("规章", "12345\n6", "2", "3"), ("第二行", "4", "5", "6"))
    data = sheets(lambda canvas: grid(canvas, rows, xs=(100, 250, 286, 350, 400), step=30))
    assert table(data)[0][1] == "123456"


def test_two_numbers_one_below_the_other_are_not_joined() -> None:
    rows = (("规章", "12\n6", "2", "3"), ("第二行", "4", "5", "6"))
    assert table(sheets(lambda canvas: grid(canvas, rows, step=30)))[0][1] == "12\n6"


def test_a_word_written_downward_is_one() -> None:
    rows = (("结\n果\n维\n持", "1", "2", "3"), ("第二行", "4", "5", "6"))
    assert table(sheets(lambda canvas: grid(canvas, rows, step=60)))[0][0] == "结果维持"


def test_figures_written_downward_are_not_joined() -> None:
    rows = (("规章", "1\n2", "2", "3"), ("第二行", "4", "5", "6"))
    assert table(sheets(lambda canvas: grid(canvas, rows, step=60)))[0][1] == "1\n2"


def test_print_turned_in_its_cell_is_read() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, (("", "1", "2", "3"), ROWS[1]), step=60)
        canvas.saveState()
        canvas.translate(130, 650)
        canvas.rotate(90)
        canvas.drawString(0, 0, "结果维持")
        canvas.restoreState()

    assert table(sheets(drawn))[0] == ["结果维持", "1", "2", "3"]


def test_a_page_of_more_lines_than_any_form_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lattice, "MOST_LINES", 3)
    with pytest.raises(Unreadable) as caught:
        content(sheets(grid))
    assert caught.value.rule_id == "read.limit_exceeded"


def test_a_cell_as_high_as_a_whole_page_of_its_table_is_a_cell_of_it() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, outer=False)
        for x in (XS[0], XS[-1]):
            canvas.line(x, 700, x, 660)
        canvas.line(60, 700, 60, 660)
        canvas.drawString(65, 686, "三")

    assert table(sheets(draw)) == [["三", *ROWS[0]], [*ROWS[1]]]


def test_a_line_beside_a_table_that_ends_elsewhere_is_no_border_of_it() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.line(60, 720, 60, 660)

    assert table(sheets(draw)) == [[*ROWS[0]], [*ROWS[1]]]


def test_what_is_beside_a_narrower_part_of_a_table_is_no_cell() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, rows=(("规章", "1"),), xs=XS[:3], top=720)
        grid(canvas)

    assert table(sheets(draw)) == [["规章", "1"], [*ROWS[0]], [*ROWS[1]]]
