"""What is refused before a page is read."""

from __future__ import annotations

import zlib

import pikepdf
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from gouji.normalize.pdf import content, file, glyphs, pages, streams
from gouji.normalize.unreadable import Unreadable
from tests.unit.normalize.pdf.sheets import ROWS, changed, grid, read_rows, sheets, table, texts


def _rule(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        content(data)
    return caught.value.rule_id


def test_a_file_that_needs_a_password_is_encrypted() -> None:
    assert _rule(sheets(grid, encrypt=StandardEncryption("secret", ownerPassword="owner"))) == "read.encrypted"


def test_a_file_that_only_forbids_changes_is_read() -> None:
    assert table(sheets(grid, encrypt=StandardEncryption("", ownerPassword="owner"))) == read_rows(*ROWS)


def test_a_file_cut_anywhere_is_broken_or_whole() -> None:
    data = sheets(grid, lambda canvas: canvas.drawString(72, 700, "第二页"))
    whole = [table(data), texts(data)]
    for length in range(5, len(data), 11):
        try:
            found = [table(data[:length]), texts(data[:length])]
        except Unreadable as error:
            assert error.rule_id == "read.broken"
        else:
            assert found == whole


def test_a_later_revision_whose_end_is_lost_is_broken() -> None:
    assert _rule(sheets(grid) + b"\n9 0 obj\n<</Type/Page>>\nendobj\n") == "read.broken"


def test_what_a_server_appends_behind_the_end_does_no_harm() -> None:
    assert table(sheets(grid) + b"\r\n<!-- served -->\r\n") == read_rows(*ROWS)


def test_bytes_that_only_begin_like_a_pdf_are_broken() -> None:
    assert _rule(b"%PDF-1.7\nnothing else") == "read.broken"


def test_a_file_without_any_text_is_broken() -> None:
    assert _rule(sheets(lambda _: None)) == "read.broken"


def test_more_pages_than_a_report_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "MOST_PAGES", 1)
    assert _rule(sheets(grid, grid)) == "read.limit_exceeded"


def test_more_glyphs_than_a_report_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_GLYPHS", 10)
    assert _rule(sheets(grid)) == "read.limit_exceeded"


def test_a_character_without_unicode_is_marked() -> None:
    assert glyphs.LOST in texts(sheets(lambda canvas: canvas.drawString(72, 700, "共\ue000件")))[0]


def test_a_page_that_cannot_be_unpacked_to_its_end_is_broken() -> None:
    def packed(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_coalesce()
        unpacked = zlib.compress(pdf.pages[0].Contents.read_bytes())
        pdf.pages[0].Contents.write(unpacked[: len(unpacked) * 3 // 4], filter=pikepdf.Name.FlateDecode)

    assert _rule(changed(sheets(grid), packed)) == "read.broken"


def test_text_of_a_layer_that_is_off_is_marked() -> None:
    def layered(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="x"))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        )
        page = pdf.pages[0]
        page.contents_coalesce()
        content_ = page.Contents.read_bytes()
        page.Resources.Properties = pikepdf.Dictionary(L=layer)
        page.Contents = pdf.make_stream(b"/OC /L BDC\n" + content_ + b"\nEMC\n")

    assert all(set(cell) == {glyphs.LOST} for row in table(changed(sheets(grid), layered)) for cell in row)


def test_a_file_that_unpacks_to_more_than_any_report_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_UNPACKED", 100)

    def packed(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_coalesce()
        pdf.pages[0].Contents.write(zlib.compress(b" " * 500), filter=pikepdf.Name.FlateDecode)

    assert _rule(changed(sheets(grid), packed)) == "read.limit_exceeded"
