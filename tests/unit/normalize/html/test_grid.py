"""Cells and where they stand."""

import pytest

from gouji.document import Paragraph
from gouji.normalize.html import content
from gouji.normalize.unreadable import Unreadable
from tests.unit.normalize.html.shown import grid, shape


def test_a_covered_slot_gives_no_cell_and_the_cell_after_it_keeps_its_column():
    assert grid("<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2</table>") == [
        [("甲", 1, 1, 2), ("乙", 2, 2, 1)],
        [("1", 2, 1, 1), ("2", 3, 1, 1)],
    ]


def test_a_header_three_levels_deep_keeps_its_columns():
    rows = grid(
        "<table><tr><th colspan=3 rowspan=3>关系<th colspan=4>申请人<tr><th rowspan=2>自然人<th colspan=2>法人"
        "<th rowspan=2>总计<tr><th>商业<th>科研<tr><td colspan=3>一<td>1<td>2<td>3<td>6</table>"
    )
    assert [[column for _, column, _, _ in row] for row in rows] == [[1, 4], [4, 5, 7], [5, 6], [1, 4, 5, 6, 7]]


def test_a_rowspan_of_zero_goes_to_the_end_of_its_row_group_and_no_further():
    rows = grid("<table><tbody><tr><td rowspan=0>甲<td>1<tr><td>2<tbody><tr><td>乙<td>3</table>")
    assert rows == [[("甲", 1, 1, 2), ("1", 2, 1, 1)], [("2", 2, 1, 1)], [("乙", 1, 1, 1), ("3", 2, 1, 1)]]


@pytest.mark.parametrize(
    ("written", "spans"),
    [("65534", 2), ("99999999999999999999", 2), ("-1", 1), ("x", 1), ("", 1), (" 2;", 2), ("+2", 2), ("2.9", 2)],
)
def test_absurd_rowspans_end_with_the_rows_there_are(written, spans):
    assert grid(f'<table><tr><td rowspan="{written}">甲<td>1<tr><td>2<td>3</table>')[0][0][3] == spans


@pytest.mark.parametrize(("written", "spans"), [("0", 1), ("-1", 1), ("3000", 1000), ("2px", 2), ("９", 1)])
def test_absurd_colspans_are_what_browsers_make_of_them(written, spans):
    assert grid(f'<table><tr><td colspan="{written}">甲<td>1</table>')[0][1][1] == 1 + spans


def test_a_cell_that_reaches_into_a_taken_slot_overlaps_it_and_moves_none():
    assert grid("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>")[1] == [
        ("d", 1, 3, 1), ("e", 4, 1, 1)
    ]  # fmt: skip


def test_rows_may_be_ragged_and_one_in_which_no_cell_begins_is_left_out():
    rows = content("<table><tr><td rowspan=2>甲<td rowspan=2>1<tr><tr><td>乙</table>").blocks[0].rows
    assert [[str(cell.place) for cell in row] for row in rows] == [
        ["table=1;row=1;col=1", "table=1;row=1;col=2"],
        ["table=1;row=3;col=1"],
    ]


def test_head_and_foot_are_read_where_they_are_shown():
    assert shape("<table><tfoot><tr><td>合计<td>9<tbody><tr><td>甲<td>9<thead><tr><th>项<th>数</table>") == [
        [["项", "数"], ["甲", "9"], ["合计", "9"]]
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>规章<td>1<tr><td>文件<td>2</table>",
        "<table><tr><td>规章</td><td>1</td><tr><td>文件</td><td>2</td></table>",
        "<table><td>规章<td>1</tr><tr><td>文件</td><td>2",
        "<p><table><tr><td><p>规章<td><p>1</p></tr><tr><td>文件<td>2</p></table>",
        "<table><tbody><tr><th>规章<td><div><span>1</span></div></tr></tbody><tr><td>文件<td>2</table></table>",
    ],
)
def test_browsers_decide_where_the_markup_is_broken(html):
    assert shape(html) == [[["规章", "1"], ["文件", "2"]]]


def test_text_between_cells_comes_before_the_table_as_in_browsers():
    assert shape("<table>前<tr>言<td>规章<td>1</table>") == ["前言", [["规章", "1"]]]


def test_tables_are_counted_and_a_caption_stands_above():
    blocks = content("<table><caption>表一<tr><td>a<td>1</table>文<table><tr><td>b<td>2</table>").blocks
    assert [str(b.place) if isinstance(b, Paragraph) else str(b.rows[0][0].place) for b in blocks] == [
        "line=1", "table=1;row=1;col=1", "line=2", "table=2;row=1;col=1"
    ]  # fmt: skip


def test_a_table_within_a_cell_stands_for_itself_and_the_outer_one_is_layout():
    assert shape("<table><tr><td>左<td>前文<table><tr><td>规章<td>1</table>后文<tr><td>下<td></table>") == [
        "左", "前文", [["规章", "1"]], "后文", "下"
    ]  # fmt: skip


def test_a_table_of_one_cell_is_paragraphs_even_in_a_cell_of_figures():
    assert shape("<table><tr><td><p>标题<p>正文</table>") == ["标题", "正文"]
    assert shape("<table><tr><td>规章<td><table><tr><td>26</table></table>") == [[["规章", "26"]]]


def test_a_table_that_holds_the_article_in_a_cell_is_layout():
    article = "".join(f"<p>{heading}" + "公开" * 70 for heading in ("一、甲", "二、乙", "三、丙", "四、丁", "五、戊"))
    assert len(shape(f"<table><tr><td>首页<td>{article}</table>")) == 6


@pytest.mark.parametrize("html", ["<tr><td>规章<td>1<td>2<td>3", "<table></table><p><td>规章</td><td>1</td><td>2</td>"])
def test_cells_without_a_table_are_refused_for_browsers_run_their_figures_together(html):
    with pytest.raises(Unreadable, match="without a table") as error:
        content(html)
    assert error.value.rule_id == "read.broken"


def test_cells_that_only_a_script_or_a_comment_holds_are_none():
    assert shape("<script>'<td><td><td>'</script><!-- <td><td><td> --><p>文") == ["文"]
