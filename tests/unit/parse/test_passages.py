"""Lines are put together where a line was broken, and nowhere else; each sentence knows its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gouji.document import Paragraph, Place
from gouji.parse.passages import Passage, passages_of
from gouji.parse.sections import Heading

_LONG = "我镇按照上级的统一部署扎实做好公开工作并不断拓宽公开渠道"
_TITLE = "云岭镇人民政府关于2021年度政府信息公开工作情况的年度报告"


def _passages(*lines: str, headings: Sequence[Heading] = ()) -> list[Passage]:
    paragraphs = [Paragraph(line, Place(line=number)) for number, line in enumerate(lines, start=1)]
    return passages_of(paragraphs, headings)


def _texts(*lines: str) -> list[str]:
    return [passage.text for passage in _passages(*lines)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_LONG, "取得实效。"),
        ("全年公开信息，", "共63条。"),
        ("公开信息63条（", "含转载）。"),
        ("全年公开信息63条。", "其中网站40条。"),
        ("本报告由总体情况", "、主动公开情况组成。"),
        ("本报告由总体情况", "等六部分组成。"),
        ("其中：网站40条；", "微信23条。"),
        (_LONG + "并编制本报告", "向社会公布。"),
    ],
)
def test_a_broken_line_goes_on(first: str, second: str) -> None:
    assert _texts(first, second) == [first + second]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_LONG + "。", "取得实效。"),
        ("扎实做好公开工作", "取得实效。"),
        (_LONG, "（一）主动公开。"),
        (_LONG, "二、主动公开"),
        (_TITLE, "根据要求编制本报告。"),
        ("网站40条；", "微信23条。"),
        ("（五）因政府信息公开申请行政复议、提起行政诉讼有关的情况", "本年度没有。"),
    ],
)
def test_a_line_that_ends_stands_alone(first: str, second: str) -> None:
    assert _texts(first, second) == [first, second]


def test_a_long_heading_is_only_the_first_line_of_a_passage() -> None:
    lines = (_LONG, "（这里从制度入手，统一口径", "五、一并做好因政府信息公开引起的行政复议、行政诉讼应诉工作")
    assert _texts(*lines[:2]) == ["".join(lines[:2])]
    assert _texts(*lines) == ["".join(lines[:2]), lines[2]]


@pytest.mark.parametrize(
    "row", ["四、结转下年度继续办理", "（一）予以公开 3 0 0", "二、上年结转政府信息公开申请数量0件"]
)
def test_a_row_of_the_third_table_is_no_text_and_ends_a_passage(row: str) -> None:
    assert _texts("全年公开信息，", row, "共63条。") == ["全年公开信息，", "共63条。"]


@pytest.mark.parametrize("line", ["其他20条", "行政许可12条", "规范性文件3件", "3-1"])
def test_what_may_be_an_item_of_a_list_is_text(line: str) -> None:
    assert _texts("公开信息，", line) == [f"公开信息，{line}"]


@pytest.mark.parametrize("number", ["- 3 -", "第 3 页", "— 12 —", "7", " "])
def test_a_page_number_is_no_text(number: str) -> None:
    assert _texts("公开信息，", number, "共63条。") == ["公开信息，共63条。"]


def test_blanks_are_taken_out_but_between_digits() -> None:
    assert _texts("公开 信息　63 条、5 0 条") == ["公开信息63条、5 0条"]


def test_a_heading_stands_over_what_follows_and_what_runs_on_in_its_line_is_text() -> None:
    lines = ("一、总体情况", "公开信息", "二、主动公开政府信息情况 公开63条。", "三、收到和处理政府信息公开申请情况")
    headings = [Heading(0, "overview", True, 6), Heading(2, "requests", True, 12), Heading(3, "requests", True, 17)]
    assert [(passage.heading, passage.text) for passage in _passages(*lines, headings=headings)] == [
        ("一、总体情况", "公开信息"),
        ("二、主动公开政府信息情况", "公开63条。"),
    ]


def test_a_heading_of_two_lines_is_no_text() -> None:
    headings = [Heading(0, "problems_improvements", True, 5, 2)]
    first, second = _passages("五、存在的主要问题", "及改进情况 尚可。", "再议。", headings=headings)
    assert (first.heading, first.text, second.text) == ("及改进情况", "尚可。", "再议。")


def test_a_short_line_without_an_end_is_taken_for_a_heading() -> None:
    first, second, third = _passages("工作开展", "公开信息63条。", "收到申请2件。")
    assert (first.heading, second.heading, third.heading) == ("", "工作开展", "工作开展")


def test_sentences_know_where_they_begin_and_lists_belong_to_their_total() -> None:
    (passage,) = _passages(_LONG, "取得实效。公开63条。其中网站40条。收到申请，", "共2件！")
    found = [(text, passage.line_at(start), passage.place_at(start)) for start, text in passage.sentences()]
    assert found == [
        (_LONG + "取得实效。", 0, "line=1"),
        ("公开63条。其中网站40条。", 1, "line=2"),
        ("收到申请，共2件！", 1, "line=2"),
    ]


def test_what_never_ends_is_cut() -> None:
    lengths = [len(text) for text in _texts(*(["公开信息，" * 20] * 100))]
    assert sum(lengths) == 100 * 100
    assert max(lengths) < 6200
