"""Headings as offices print them, and what is no heading."""

import pytest

from gouji.document import Paragraph, Place
from gouji.parse.sections import headings_of, is_heading, sections_of
from gouji.standard.forms import section_titles

OFFICIAL = tuple(title.title for title in section_titles() if title.official)
KEYS = ("overview", "proactive_disclosure", "requests", "proceedings", "problems_improvements", "other_matters")
NUMERALS = "一二三四五六七"


def found(*lines):
    paragraphs = [Paragraph(line, Place(line=number)) for number, line in enumerate(lines, start=1)]
    return sections_of(paragraphs, headings_of(paragraphs))


def keys(*lines):
    return [section.section for section in found(*lines)]


def with_text(headings):
    return [
        line
        for heading in headings
        for line in (heading, "（一）做法。依法推进，压实责任。", "1.主动公开情况。按时更新。")
    ]


@pytest.mark.parametrize(
    "style",
    [
        "{zh}、{title}",
        "{zh}．{title}",
        "{zh}, {title}",
        "　　{zh}、 {title}",
        "{zh}、{title}：",
        "{zh}、{title}。",
        "（{zh}）{title}",
        "({zh}) {title}",
        "（{zh}）、{title}",
        "{zh}){title}",
        "{zh}）{title}",
        "{n}.{title}",
        "{n}．{title}",
        "{n}、 {title}",
        "({n}){title}",
        "{n}){title}",
        "{title}",
        "● {title}",
        "◆{title}",
        "※{title}",
        "■ {title}",
        "- {title}",
        "第{zh}部分 {title}",
        "第{zh}部分：{title}",
        "## {zh}、{title}",
        "**{zh}、{title}**",
        "[bookmark: _GoBack]{zh}、{title}",
        "<span>{zh}、{title}</span>",
        "<!--[if !supportLists]-->{zh}、<!--[endif]-->{title}",
        "{zh}、{title}（2023年度）",
        "{zh}、2023年{title}",
    ],
)
def test_the_six_sections_in_each_style_of_numbers(style):
    headings = [style.format(zh=NUMERALS[n], n=n + 1, title=title) for n, title in enumerate(OFFICIAL)]
    sections = found("前言一段。", *with_text(headings))
    assert [section.section for section in sections] == ["preamble", *KEYS]
    assert [section.heading for section in sections[1:]] == [heading.strip() for heading in headings]
    assert {section.text for section in sections[1:]} == {
        "（一）做法。依法推进，压实责任。\n1.主动公开情况。按时更新。"
    }


@pytest.mark.parametrize(
    "heading",
    [
        "一、总体情况",
        "一、总 体 情 况",
        "⼀、总体情况",
        "一、總體情況",
        "一、總(zǒng)體(tǐ)情(qíng)況",
        "第一部分 总体情况",
        "## 一、总体情况",
        "一(yī)、總(zǒng)體(tǐ)情(qíng)況(kuàng)",
        "一\ufeff、总体情况",
        "<o:p></o:p>一、总体\u2060情况",
        "\ue000一、总体情况",
    ],
)
def test_the_official_title_and_number_are_official_however_they_are_written(heading):
    assert [(s.section, s.heading, s.is_official) for s in found(heading)] == [("overview", heading, True)]


def test_a_long_heading_with_a_reading_behind_each_character_is_one():
    heading = "四、" + "".join(f"{character}(xíngzhèng)" for character in "政府信息公開行政復議行政訴訟情況")
    assert len(heading) > 150
    assert [(s.section, s.heading, s.is_official) for s in found(heading)] == [("proceedings", heading, True)]


@pytest.mark.parametrize(
    "heading", ["1、总体情况", "（一）总体情况", "一)总体情况", "总体情况", "二、总体情况", "一、概述", "● 总体情况"]
)
def test_another_title_or_number_is_not_official(heading):
    assert [(s.section, s.is_official) for s in found(heading)] == [("overview", False)]


LONG = (
    "2023年，我镇认真贯彻落实各项部署要求，扎实推进政府信息公开工作，不断提升公开质量和服务水平，现将有关情况报告如下。"
)


@pytest.mark.parametrize(
    ("line", "heading", "text"),
    [
        (f"一、总体情况。{LONG}", "一、总体情况", LONG),
        (f"一、总体情况 {LONG}", "一、总体情况", LONG),
        (f"一、总体情况：{LONG}", "一、总体情况", LONG),
        (f"一、总体情况\n{LONG}", "一、总体情况", LONG),
        (f"一、总体情况{LONG}", "一、总体情况", LONG),
        (f"一、总 体 情 况  {LONG}", "一、总 体 情 况", LONG),
        (f"一、總體情況。{LONG}", "一、總體情況", LONG),
        (f"**一、总体情况**{LONG}", "**一、总体情况", LONG),
        (f"<span>一、总\u200b体情况</span>。{LONG}", "<span>一、总\u200b体情况", LONG),
        ("一、总体情况：良好。", "一、总体情况", "良好。"),
        ("六、其他需要报告的事项。无。", "六、其他需要报告的事项", "无。"),
        ("六、其他需要报告的事项 无", "六、其他需要报告的事项", "无"),
    ],
)
def test_a_heading_that_runs_into_its_text_is_cut_from_it(line, heading, text):
    (section,) = found(line)
    assert (section.heading, section.text, section.is_official) == (heading, text, True)


@pytest.mark.parametrize("cut", range(4, 18))
def test_a_heading_broken_over_two_lines_is_one(cut):
    heading = "四、政府信息公开行政复议、行政诉讼情况"
    (section,) = found(heading[:cut], heading[cut:], "无。")
    assert (section.section, section.heading) == ("proceedings", f"{heading[:cut]}\n{heading[cut:]}")
    assert (section.text, section.is_official) == ("无。", True)


@pytest.mark.parametrize(
    "line",
    [
        f"一、总体情况较好，{LONG}",
        f"一是总体情况。{LONG}",
        f"（总体情况）{LONG}",
        f"总体情况。{LONG}",
        f"2023年总体情况。{LONG}",
        "一、本年新收政府信息公开申请数量",
        "三、本年度办理结果",
        "1.属于国家秘密",
        "概况",
        "其他事项",
        "无",
        "-",
        "一、",
        "",
    ],
)
def test_what_is_no_heading_of_the_form(line):
    assert not any(heading.section in KEYS for heading in headings_of([Paragraph(line, Place(line=1))]))


def test_one_number_in_another_style_fills_its_gap():
    lines = [f"{NUMERALS[n]}、{title}" for n, title in enumerate(OFFICIAL)]
    assert keys(*lines[:4], f"5、 {OFFICIAL[4]}", lines[5]) == list(KEYS)
    assert keys(*lines[:4], OFFICIAL[4], lines[5]) == list(KEYS)
    assert keys(*lines[:5], f"6. {OFFICIAL[5]}") == list(KEYS)
    assert keys(*lines[:5], f"7. {OFFICIAL[5]}") == list(KEYS[:5])
    # Before a section whose number leaves room for it, after one whose number does not.
    assert keys(*lines[:2], lines[3], f"5.{OFFICIAL[4]}", lines[5]) == [*KEYS[:2], *KEYS[3:]]


def test_sub_headings_of_another_style_fill_no_gap():
    lines = [f"{NUMERALS[n]}、{title}" for n, title in enumerate(OFFICIAL)]
    inner = ["1.主动公开政府信息情况", "（二）主动公开政府信息情况", "2.依申请公开政府信息情况"]
    assert keys(lines[0], *inner, *lines[1:]) == list(KEYS)
    # The second section is missing, and a first item of a list does not stand for it.
    assert keys(lines[0], inner[0], *lines[2:]) == ["overview", *KEYS[2:]]
    # Nor does anything after a later section.
    assert keys(*lines[2:], "2.主动公开政府信息情况") == list(KEYS[2:])


def test_the_same_numbers_again_inside_a_section_begin_none():
    lines = [f"{NUMERALS[n]}、{title}" for n, title in enumerate(OFFICIAL)]
    inner = ["一、主动公开情况", "二、依申请公开政府信息情况", "三、平台建设"]
    assert keys(lines[0], *inner, *lines[1:]) == list(KEYS)
    assert keys(*lines[:5], "一、存在问题及改进措施", "二、改进措施", lines[5]) == list(KEYS)


def test_sections_shifted_renamed_added_missing_and_doubled():
    assert keys("一、概述", "二、创新做法", "三、主动公开政府信息情况", "四、收到和处理政府信息公开申请的情况") == [
        "overview", "extra", "proactive_disclosure", "requests",
    ]  # fmt: skip
    assert keys("1.总体情况", "2.主动公开政府信息情况", "3.创新性做法", "4.其他需要报告的事项") == [
        "overview", "proactive_disclosure", "extra", "other_matters",
    ]  # fmt: skip
    assert keys("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、附件") == [
        "overview", "proactive_disclosure", "requests", "extra",
    ]  # fmt: skip
    assert keys("一、总体情况", "甲。", "二、主动公开政府信息情况", "二、主动公开政府信息情况", "乙。") == [
        "overview", "proactive_disclosure", "proactive_disclosure",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "title",
    [
        "行政机关主动公开政府信息的情况",
        "主动公开政府信息情况表",
        "收到和处理政府信息公开申请情况表",
        "因政府信息公开被申请行政复议、提起行政诉讼的情况",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在的主要问题及下一步改进情况",
        "其他需要报告的情况事项",
    ],
)
def test_variants_of_a_title_are_known_by_their_likeness(title):
    assert {*keys(f"三、{title}")} <= {*KEYS}


def test_a_contents_list_is_no_section_even_with_page_numbers():
    lines = [f"{NUMERALS[n]}、{title}" for n, title in enumerate(OFFICIAL)]
    sections = found("目录", *(f"{line}……{n}" for n, line in enumerate(lines, start=1)), *with_text(lines))
    assert [section.section for section in sections] == ["preamble", *KEYS]
    assert all(section.is_official for section in sections)


def test_a_section_that_comes_twice_with_text_between_is_no_contents_list():
    lines = [f"{NUMERALS[n]}、{title}" for n, title in enumerate(OFFICIAL)]
    assert keys(*lines[:2], *lines) == ["preamble", *KEYS]
    assert keys(lines[0], *lines) == ["overview", *KEYS]
    assert keys(lines[0], LONG, lines[1], *lines) == ["overview", "proactive_disclosure", *KEYS]
    assert keys(lines[0], "甲", "乙", "丙", lines[1], *lines) == ["overview", "proactive_disclosure", *KEYS]


def test_is_heading_tells_a_numbered_line_from_others():
    assert is_heading("七、附件") and is_heading("主动公开政府信息情况")
    assert not is_heading("附件") and not is_heading("1.附件") and not is_heading("三、做好工作。")


def test_nothing_makes_a_heading_slow():
    for text in ("#" * 5000, "<!--" * 3000, "[bookmark:" * 1000, " " * 5000, "一、" + "(" * 50, "● " * 3000):
        headings_of([Paragraph(text, Place(line=1)), Paragraph(text[:60], Place(line=2))])
