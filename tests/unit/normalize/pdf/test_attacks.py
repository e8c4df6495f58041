"""Ways in which a figure of a PDF was once read as another, or as none, without a word."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Mapping

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from gouji.parse import read
from gouji.report import Report
from gouji.snapshot import Snapshot
from tests.forge import forge
from tests.forge.figures import Shown
from tests.unit.normalize.pdf.sheets import changed, grid, sheets, table, tables


def test_a_digit_that_runs_over_the_outer_border_leaves_a_doubt_in_the_cell() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, rows=(("规章", "1", "2", "3"), ("许可", "4", "5", "")))
        # 5 points a digit: two before the border at 400, the third behind it.
        canvas.drawString(389.9, 667, "816")

    assert table(sheets(draw))[1][3] not in ("81", "8", "816")


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_figure_outside_a_table_and_apart_from_it_casts_no_doubt(side: str) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(80 if side == "left" else 420, 667, "7")

    assert table(sheets(draw)) == [["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"]]


def _cut(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[-1]
    page.contents_coalesce()
    packed = zlib.compress(page.Contents.read_bytes())
    stream = pdf.make_stream(b"")
    stream.write(packed[: int(len(packed) * 0.9)], filter=pikepdf.Name.FlateDecode)
    page.Contents = stream


def test_a_page_of_which_the_packed_end_is_lost_is_never_read() -> None:
    for seed in range(3):
        report = read(Snapshot.of(changed(forge(seed, medium="pdf").data, _cut), "cut.pdf"))
        assert isinstance(report, Report)
        assert [problem.rule_id for problem in report.problems] == ["read.broken"]


@pytest.mark.parametrize("share", [0.3, 0.55, 0.8, 0.97])
@pytest.mark.parametrize("is_packed", [True, False])
def test_a_page_whose_description_ends_in_the_middle_of_a_text_is_never_read(share: float, is_packed: bool) -> None:
    def cut(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[-1]
        page.contents_coalesce()
        code = page.Contents.read_bytes()
        code = code[: code.index(b"Tj", int(len(code) * share)) - 3]
        stream = pdf.make_stream(b"" if is_packed else code)
        if is_packed:
            stream.write(zlib.compress(code), filter=pikepdf.Name.FlateDecode)
        page.Contents = stream

    report = read(Snapshot.of(changed(forge(2, medium="pdf").data, cut), "cut.pdf"))
    assert isinstance(report, Report)
    assert [problem.rule_id for problem in report.problems] == ["read.broken"]


def test_a_value_printed_between_two_columns_without_borders_leaves_neither_of_them_blank() -> None:
    def draw(canvas: Canvas) -> None:
        for y, *row in ((700, "规章", "0", "12", "0"), (680, "行政规范性文件", "", "2381", "3134")):
            canvas.drawString(100, y, row[0])
            for x, text in zip((250, 275.6, 330), row[1:], strict=True):
                # The last row's first value is of both of the first columns, and stands in the middle of them.
                canvas.drawCentredString(264 if text == "2381" else x, y, text)
        for y in (715, 695, 675):
            canvas.line(90, y, 360, y)

    assert table(sheets(draw)) == [["规章", "0", "12", "0"], ["行政规范性文件", "2381", "3134"]]


@pytest.mark.parametrize(("how", "row"), [("left", ["许可", "12"]), ("right", ["许可", "12", ""])])
def test_a_blank_is_known_only_where_no_value_beside_it_may_be_of_both_columns(how: str, row: list[str]) -> None:
    def draw(canvas: Canvas) -> None:
        for y, label, *values in ((700, "规章", "0", "1000"), (680, "处罚", "7", "5"), (660, "许可", "12", "")):
            canvas.drawString(100, y, label)
            for x, text in zip((250, 320), values, strict=True):
                if how == "left":
                    canvas.drawString(x, y, text)
                else:
                    canvas.drawRightString(x, y, text)

    assert table(sheets(draw))[2] == row


def test_a_picture_where_a_figure_should_be_leaves_no_blank_in_a_table_without_borders() -> None:
    def draw(canvas: Canvas) -> None:
        for y, *row in ((700, "规章", "0", "3", "8"), (680, "许可", "1", "", "5"), (660, "处罚", "1", "2", "5")):
            for x, text in zip((100, 250, 290, 330), row, strict=True):
                canvas.drawCentredString(x, y, text)
        canvas.drawInlineImage(Image.new("L", (6, 9)), 286, 679, 8, 9)

    assert not any("" in row for rows in tables(sheets(draw)) for row in rows)


@pytest.mark.parametrize("seed", range(6))
def test_a_page_cut_off_by_its_crop_box_gives_no_other_figures(seed: int) -> None:
    forged = forge(seed, medium="pdf")
    rng = random.Random(seed)

    def crop(pdf: pikepdf.Pdf) -> None:
        page = rng.choice(list(pdf.pages))
        left, bottom, right, top = (float(edge) for edge in page.MediaBox)
        sides = (rng.uniform(40, 200), 0) if rng.random() < 0.5 else (0, rng.uniform(40, 200))
        page.CropBox = pikepdf.Array([left + sides[0], bottom, right - sides[1], top])

    _is_true_or_refused(changed(forged.data, crop), forged.truth.cells)


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("seed", [1, 7])
def test_a_turned_report_says_the_same(seed: int, turn: int) -> None:
    forged = forge(seed, medium="pdf")

    def rotate(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.Rotate = turn

    _is_true_or_refused(changed(forged.data, rotate), forged.truth.cells)


def test_a_figure_of_a_layer_that_is_off_never_lengthens_a_printed_one() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, rows=(("规章", "1", "2", "3"), ("许可", "4", "5", "6")))
        canvas.drawString(350, 667, "7")

    def hide(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="L"))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        )
        page = pdf.pages[0]
        page.contents_coalesce()
        page.Resources.Properties = pikepdf.Dictionary(oc1=layer)
        code = page.Contents.read_bytes()
        last = list(re.finditer(rb"BT.*?ET", code, re.S))[-1]
        page.Contents = pdf.make_stream(
            code[: last.start()] + b"/OC /oc1 BDC " + last.group() + b" EMC" + code[last.end() :]
        )

    assert table(changed(sheets(draw), hide))[1][3] in ("6", "\ufffd6", "7\ufffd6")


def _is_true_or_refused(data: bytes, cells: Mapping[str, Shown]) -> None:
    report = read(Snapshot.of(data, "attack.pdf"))
    assert isinstance(report, Report)
    for found in report.tables:
        if found.state == "found" and found.doubt is None:
            for cell in found.cells:
                assert cell.meaning == "unreadable" or cell.value == cells[cell.key].value, cell.key
