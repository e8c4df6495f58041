"""What a page shows, and nothing else, is read."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from gouji.normalize.pdf import content
from gouji.normalize.unreadable import Unreadable
from tests.unit.normalize.pdf.sheets import ROWS, changed, grid, read_rows, sheets, table, texts

FIRST = (("规章", "", "2", "3"), ROWS[1])


def _first(data: bytes) -> str:
    return table(data)[0][1]


def _picture() -> ImageReader:
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "black").save(file, "PNG")
    return ImageReader(file)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int) -> None:
    def turned(pdf: object) -> None:
        pdf.pages[0].Rotate = turn  # type: ignore[attr-defined]

    def drawn(canvas: Canvas) -> None:
        canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
        canvas.rotate(turn)
        canvas.translate(0, -300 if turn != 180 else 0)
        grid(canvas)

    assert table(changed(sheets(drawn), turned)) == read_rows(*ROWS)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_printed_sideways_is_read_along_its_print(turn: int) -> None:
    def drawn(canvas: Canvas) -> None:
        canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
        canvas.rotate(turn)
        canvas.translate(0, -300 if turn != 180 else 0)
        grid(canvas)

    assert table(sheets(drawn)) == read_rows(*ROWS)


def test_text_without_ink_is_not_printed() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, FIRST)
        text = canvas.beginText(255, 687)
        text.setTextRenderMode(3)
        text.textOut("9")
        canvas.drawText(text)

    assert _first(sheets(drawn)) == ""


def test_white_text_on_white_is_not_printed_and_on_colour_it_is() -> None:
    def drawn(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(100, 680, 150, 20, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(255, 687, "9")
        canvas.drawString(105, 687, "规章")
        canvas.setFillGray(0)
        grid(canvas, (("", "", "2", "3"), ROWS[1]))

    assert table(sheets(drawn))[0] == ["规章", "", "2", "3"]


def test_text_beyond_the_paper_is_not_printed() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(72, -30, "裁切标记")

    assert texts(sheets(drawn)) == []


def test_a_table_that_runs_over_the_edge_of_the_paper_has_no_figures_there() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, (("规章", "1", "2", "816"), ROWS[1]), xs=(300, 450, 500, 578, 640))

    rows = table(sheets(drawn))
    assert rows[0][:3] == ["规章", "1", "2"]
    assert "\ufffd" in rows[0][3]
    assert "\ufffd" in rows[1][3]


def test_a_table_whose_lines_run_over_the_edge_of_the_paper_has_no_blanks_there() -> None:
    rows = table(sheets(lambda canvas: grid(canvas, (("规章", "1", "2", ""),), xs=(300, 450, 500, 550, 640))))
    assert rows == [["规章", "1", "2", "\ufffd"]]


@pytest.mark.parametrize("off", [0.2, 0.4])
def test_text_printed_twice_to_look_bold_counts_once(off: float) -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(255 + off, 687, "1")

    assert table(sheets(drawn)) == read_rows(*ROWS)


@pytest.mark.parametrize("off", [1.1, 1.6, 2.0, 2.3])
def test_figures_printed_over_one_another_are_no_number(off: float) -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, FIRST)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(255, 687, "1")
        canvas.drawString(255 + off, 687, "1")

    assert "\ufffd" in _first(sheets(drawn))


def test_a_figure_painted_over_is_no_number() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas)
        canvas.setFillGray(1)
        canvas.rect(253, 683, 12, 12, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(268, 687, "8")

    assert "\ufffd" in _first(sheets(drawn))


def test_a_picture_in_place_of_a_figure_is_no_blank() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, FIRST)
        canvas.drawImage(_picture(), 256, 683, 8, 12)

    assert _first(sheets(drawn)) == "\ufffd"


def test_a_picture_wider_than_its_cell_is_no_blank() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, FIRST)
        canvas.drawImage(_picture(), 251, 678, 70, 24)

    assert _first(sheets(drawn)) == "\ufffd"


def test_a_page_that_is_a_picture_makes_the_file_one_and_says_which() -> None:
    def scanned(canvas: Canvas) -> None:
        canvas.drawImage(_picture(), 0, 0, 595, 842)
        canvas.drawString(400, 10, "扫描软件")

    with pytest.raises(Unreadable) as caught:
        content(sheets(grid, scanned))
    assert (caught.value.rule_id, caught.value.detail) == ("read.image_only", "page 2 of 2")


def test_a_blank_page_is_none() -> None:
    assert table(sheets(grid, lambda _: None)) == read_rows(*ROWS)


def test_a_figure_filled_into_a_form_is_read() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, FIRST)
        canvas.acroForm.textfield(
            name="a", x=250, y=680, width=50, height=20, value="77", borderWidth=0, fillColor=None, borderColor=None
        )

    assert _first(sheets(drawn)) == "77"


def test_a_field_whose_looks_are_not_said_is_refused() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas, FIRST)
        canvas.acroForm.textfield(name="a", x=250, y=680, width=50, height=20, value="77")

    def without_looks(pdf: object) -> None:
        for annotation in pdf.pages[0].Annots:  # type: ignore[attr-defined]
            del annotation.AP

    with pytest.raises(Unreadable) as caught:
        content(changed(sheets(drawn), without_looks))
    assert caught.value.rule_id == "read.unsupported"


def test_a_watermark_aslant_disturbs_no_cell() -> None:
    def drawn(canvas: Canvas) -> None:
        grid(canvas)
        canvas.saveState()
        canvas.translate(255, 685)
        canvas.rotate(45)
        canvas.drawString(0, 0, "样张")
        canvas.restoreState()

    data = sheets(drawn)
    assert table(data) == read_rows(*ROWS)
    assert texts(data) == ["样张"]
