"""Which charset bytes are in, and what becomes of bytes that are lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from gouji.normalize import pdf
from gouji.normalize.medium import sniff

SAMPLES = Path(__file__).parents[3] / "samples"
TEXT = "江阴市徐霞客镇人民政府公开行政许可\n\t规章\t0\t12\t3\n" * 20
TRADITIONAL = OpenCC("s2t").convert(TEXT)
CHARSETS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "gb18030", "gbk",
    "gb2312",
)  # fmt: skip


@pytest.mark.parametrize("charset", CHARSETS)
def test_simplified_text_reads_the_same_in_each_charset(charset):
    medium = sniff(TEXT.encode(charset))
    assert (medium.kind, medium.media_type, medium.text) == ("text", "text/plain", TEXT)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "gb18030", "big5", "big5hkscs"])
def test_traditional_text_reads_the_same_in_each_charset(charset):
    assert sniff(TRADITIONAL.encode(charset)).text == TRADITIONAL


@pytest.mark.parametrize(
    "mark", [b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\x84\x31\x95\x33"]
)
def test_a_byte_order_mark_tells_the_charset_of_a_text_without_any_word_of_a_report(mark):
    charset = {2: "utf-16", 4: "gb18030" if mark[0] == 0x84 else "utf-32"}[len(mark)]
    suffix = "" if charset == "gb18030" else "-le" if mark[:1] == b"\xff" else "-be"
    assert sniff(mark + "购物清单\n苹果".encode(charset + suffix)).text == "购物清单\n苹果"


def test_words_of_a_report_decide_where_bytes_are_valid_in_several_charsets():
    # Big5 that is valid GB18030, and short GB18030 that is valid UTF-8: 行政 and what follows.
    assert TRADITIONAL.encode("big5").decode("gb18030")
    assert sniff("行政聯通".encode("big5")).text == "行政聯通"
    assert sniff("申请联通".encode("gb18030")).text == "申请联通"


@pytest.mark.parametrize("bad", [b"\xff", b"\x80"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_bad_byte_stays_visible_where_it_stood(charset, bad):
    before, after = TEXT[:25], TEXT[25:]
    data = before.encode(charset) + bad + after.encode(charset)
    assert sniff(data).text == f"{before}\ufffd{after}"


def test_a_bad_byte_in_front_of_digits_does_not_eat_them():
    data = TEXT.encode("gb18030").replace(b"\t12\t", b"\t\xb912\t", 1)
    assert sniff(data).text == TEXT.replace("\t12\t", "\t\ufffd12\t", 1)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16-le"])
def test_a_file_cut_in_its_last_character_says_so(charset):
    data = (TEXT + "完").encode(charset)[:-1]
    assert sniff(data).text == TEXT + "\ufffd"


def test_a_control_character_is_a_lost_one():
    assert sniff(TEXT.replace("12", "1\x002", 1).encode()).text == TEXT.replace("12", "1\ufffd2", 1)
    assert sniff(TEXT.replace("规章", "规章\x07", 1).encode()).text == TEXT.replace("规章", "规章\ufffd", 1)


def test_what_fills_up_a_file_or_colours_a_terminal_is_left_out():
    assert sniff(TEXT.encode() + b"\x1a" + b"\x00" * 4096).text == TEXT
    assert sniff(TEXT.replace("12", "\x1b[1;31m12\x1b[0m").encode()).text == TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (TEXT.encode() + "规章".encode("gb18030") * 500, "U+FFFD × "),
        (TEXT.encode() + bytes(range(32)) * 100, "U+FFFD × "),
        # Saved by a program that had read it in a wrong charset.
        (TEXT.encode().decode("gb18030", errors="ignore").encode(), "琛屾斂 (行政)"),
        (TEXT.encode().decode("latin-1").encode(), "æ\x94¿åº\x9c (政府)"),
        (TEXT.encode("gb18030").decode("latin-1").encode(), "Õþ¸® (政府)"),
        (TRADITIONAL.encode("big5").decode("gb18030", errors="ignore").encode(), "現┎ (政府)"),
    ],
    ids=["two charsets", "binary", "utf-8 as gb", "utf-8 as latin", "gb as latin", "big5 as gb"],
)
def test_a_report_that_lost_its_characters_is_broken_and_not_ignored(data, reason):
    medium = sniff(data)
    assert medium.kind == "read.broken" and medium.reason.startswith(reason)


@pytest.mark.parametrize(("lost", "kind"), [(20, "text"), (21, "read.broken")])
def test_one_character_in_fifty_may_be_lost(lost, kind):
    text = "行政许可" + "明" * (996 - lost) + "\ufffd" * lost
    assert len(text) == 1000 and sniff(text.encode()).kind == kind


@pytest.mark.parametrize(
    "data", [b"\x00\x01" * 50, bytes(range(128, 256)) * 8, b"\xff\xfe", b"MZ\x90\x00\x03\x00\x00\x00"]
)
def test_bytes_without_a_word_of_a_report_that_are_no_text_are_none(data):
    assert sniff(data).kind == "none"


@pytest.mark.parametrize("text", ["shopping list\napples 3\n", "购物清单\n苹果 3 个\n"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_text_of_something_else_is_text(text, charset):
    assert sniff(text.encode(charset)).text == text


@given(
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=["Cs", "Cc", "Cn"]), max_size=60
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030", "big5hkscs"]),
)
def test_any_text_with_a_word_of_a_report_reads_as_it_was_written(text, charset):
    whole = f"行政\n{text}\n政府"
    try:
        data = whole.encode(charset)
    except UnicodeEncodeError:
        return
    if data.decode(charset) == whole:
        assert sniff(data).text == whole


@given(st.binary(max_size=300))
def test_no_bytes_are_a_text_with_control_characters(data):
    medium = sniff("行政许可".encode("gb18030") + data)
    assert medium.kind != "none" or medium.reason in ("binary", "json", "empty")
    assert not set(medium.text) & set(map(chr, (*range(9), *range(14, 32), 127)))


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\n\r\n", b"\x00" * 500])
def test_what_stands_before_a_pdf_is_left_out(before):
    data = (SAMPLES / "2021-prefecture-department-over-pages.pdf").read_bytes()
    assert sniff(before + data).kind == "pdf"
    assert pdf.content(before + data) == pdf.content(data)
