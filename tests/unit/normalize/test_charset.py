"""A page's charset: its mark, then the words of a report; what it declares only where no such word is."""

import pytest

from gouji.document import Document
from gouji.normalize import normalize
from gouji.normalize.charset import decode
from gouji.report import Report
from gouji.snapshot import Snapshot, Source

BODY = "<p>政府信息公开申请</p><table><tr><td>规章</td><td>12</td></tr></table>"
SILENT = "<p>购物清单：苹果与桃</p>"


def page(body=BODY, declared="", form="<meta charset='{}'>"):
    return f"<html><head>{form.format(declared) if declared else ''}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "utf-16", "x-unheard-of"])
def test_a_declaration_never_wins_over_the_words_of_a_report(charset, declared):
    assert decode(page(declared=declared).encode(charset)) == page(declared=declared)


def test_big5_under_any_name_reads_as_written():
    text = page("<p>政府信息公開</p>行政", "gb2312")
    assert decode(text.encode("big5")) == text


def test_a_page_of_gb18030_that_calls_itself_gb2312_keeps_its_rare_characters():
    text = page("<p>政府信息公开：㙍镇、䶮村、𠮷</p>", "gb2312")
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    "form",
    [
        "<meta charset={}>", "<META CHARSET = '{}' >",
        '<meta http-equiv="Content-Type" content="text/html; charset={}" />',
        "<!-- x --><script>var a</script><meta content='text/html;charset={}' http-equiv=content-type>",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("declared", "charset"), [("Big5", "big5"), ("gb2312", "gb18030"), ("utf-8", "utf-8")])
def test_where_no_word_tells_the_declaration_decides(form, declared, charset):
    text = page(
        SILENT.translate(str.maketrans("购单苹与", "購單蘋與")) if charset == "big5" else SILENT, declared, form
    )
    assert decode(text.encode(charset)) == text


def test_an_xml_declaration_counts():
    text = f"<?xml version='1.0' encoding=\"big5\"?>{page('<p>購物清單</p>')}"
    assert decode(text.encode("big5")) == text


def test_what_the_server_said_counts_after_what_the_page_says():
    data = page("<p>購物</p>").encode("big5")
    assert "購物" not in decode(data)
    assert "購物" in decode(data, "text/html; charset=Big5")
    declared = page("<p>購物</p>", "big5").encode("big5")
    assert "購物" in decode(declared, "text/html; charset=gbk")
    assert "政府" in decode(page().encode("gbk"), "text/html; charset=utf-8")


def test_the_server_s_word_comes_with_the_source():
    data = page("<p>購物</p>").encode("big5")
    source = Source("0" * 64, "a", "a", content_type="text/html;charset=big5")
    found = normalize(Snapshot(data, source))
    assert isinstance(found, Document) and found.blocks[0].text == "購物"


def test_a_page_in_character_references_needs_no_charset():
    text = page("".join(f"&#{ord(character)};" for character in "政府公开") + BODY[-60:], "big5")
    found = normalize(Snapshot.of(text.encode("ascii", errors="xmlcharrefreplace"), "a"))
    assert isinstance(found, Document) and found.blocks[0].text.startswith("政府公开")


def test_utf_16_without_a_mark_or_a_word_is_told_by_its_first_tag():
    for charset in ("utf-16-le", "utf-16-be"):
        assert decode(page(SILENT).encode(charset)) == page(SILENT)


def test_a_nul_byte_in_a_figure_leaves_it_unreadable():
    found = normalize(Snapshot.of(page().replace("12", "1\x002").encode(), "a"))
    assert found.blocks[-1].rows[0][1].text == "1\ufffd2"


def test_a_bad_byte_of_a_page_stays_visible():
    data = page().encode("gbk").replace(b">12<", b">1\xff2<")
    assert normalize(Snapshot.of(data, "a")).blocks[-1].rows[0][1].text == "1\ufffd2"


def test_a_page_that_was_saved_in_a_wrong_charset_is_broken():
    data = page("<p>政府信息公开</p>" * 9).encode().decode("gb18030", errors="ignore").encode()
    found = normalize(Snapshot.of(data, "a"))
    assert isinstance(found, Report) and found.problems[0].rule_id == "read.broken"
