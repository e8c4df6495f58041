"""Traditional text, radicals and readings made plain; Simplified text left alone."""

import io

import pyarrow.parquet as pq
import pytest
from opencc import OpenCC

from gouji.characters import places_without_residue, simplified, without_residue
from gouji.standard.forms import forms, section_titles
from gouji.standard.resources import read_bytes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("規章", "规章"),
        ("行政復議、行政訴訟", "行政复议、行政诉讼"),
        ("行政複議", "行政复议"),
        # Forms of Hong Kong and Taiwan, and older ones.
        ("爲 內 戶 衆 産 裡 裏 羣 台 臺 衞 敍", "为 内 户 众 产 里 里 群 台 台 卫 叙"),
        # Characters that Simplified text has too stand for others only in a Traditional text.
        ("屬於國家秘密", "属于国家秘密"),
        ("徵收機構", "征收机构"),
        ("於潜镇", "於潜镇"),
        # Words stay what they are.
        ("政府資訊公開", "政府资讯公开"),
        ("規範性檔案", "规范性档案"),
        # Readings behind characters, of one or of several.
        ("規(guī)章", "规章"),
        ("規（guī dìng）定", "规定"),
        ("重(zhòng)要", "重要"),
        ("機(ji\u0304)構(gòu)", "机构"),
        ("縣(xian)政府", "县政府"),
        # In a Simplified text brackets with letters are no reading unless they have a tone.
        ("微信(app)", "微信(app)"),
        ("办公系统(oa)", "办公系统(oa)"),
        # Radicals that fonts of PDF files print for characters, and compatibility ideographs.
        ("⼀、⾏政许可", "一、行政许可"),
        ("⺠政局 ⻓春 ⻄安 ⻔户 ⻚", "民政局 长春 西安 门户 页"),
        ("\ufa08政", "行政"),
        # Names that keep a Traditional character, also beside others.
        ("乾县", "乾县"),
        ("乾縣", "乾县"),
        ("濛阳镇", "濛阳镇"),
        ("清濛經濟開發區", "清濛经济开发区"),
        ("", ""),
        ("2023年 abc，。（一）", "2023年 abc，。（一）"),
    ],
)
def test_text_made_plain(text, plain):
    assert simplified(text) == plain


@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_every_label_and_title_of_the_form_is_itself_again(standard):
    to_traditional = OpenCC(standard).convert
    labels = [row.label for form in forms() for row in form.rows]
    labels += [label for form in forms() for label in (*form.structure, *dict(form.column_labels).values())]
    labels += [title.title for title in section_titles()]
    assert [label for label in labels if simplified(to_traditional(label)) != label] == []


def test_names_of_places_are_left_alone_and_come_back():
    names = set(pq.read_table(io.BytesIO(read_bytes("divisions.parquet")))["name"].to_pylist())
    # One official name is written in both scripts at once.
    assert {name for name in names if simplified(name) != name} <= {"鴜鷺树镇"}
    to_traditional = OpenCC("s2t").convert
    lost = [name for name in names if simplified(to_traditional(name)) != name]
    assert len(lost) < 0.001 * len(names)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("[bookmark: _GoBack]规章", "规章"),
        ("[book\u2060mark: _GoBack]规\u00ad章", "规章"),
        ("<!--[if !supportLists]-->一、<!--[endif]-->总体情况", "一、总体情况"),
        ("<span lang='EN-US'>2023</span><br/>年<o:p></o:p>", "2023年"),
        ("&nbsp;&ldquo;三安全&rdquo;&#160;", "三安全"),
        ("## **一、总体情况**", " 一、总体情况"),
        ("\\t规章\\|1\\.", "规章|1."),
        ("\ue000\ufeff甲", "甲"),
        # Signs of the text itself.
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("[2019]60号 A*B #1 C:\\name", "[2019]60号 A*B #1 C:\\name"),
        ("", ""),
    ],
)
def test_residue_is_left_out_and_text_is_not(text, clean):
    assert without_residue(text) == clean
    assert "".join(text[at] for at in places_without_residue(text)) == clean
