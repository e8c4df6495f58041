"""The page around the report."""

import pytest

from gouji.document import Document, Table
from gouji.normalize import normalize
from gouji.normalize.html import content
from gouji.snapshot import Snapshot
from tests.unit.normalize.html.shown import meta, shape

NAVIGATION = "<ul><li><a href=/>首页</a><li><a href=/a>概况</a><li><a href=/b>办事</a></ul>"
REPORT = "<h1>某镇年度报告</h1><p>一、总体情况<p>文<p>二、主动公开政府信息情况<p>无"


def test_runs_of_links_and_marked_navigation_around_the_report_are_left_out():
    page = f"<nav>导航</nav>{NAVIGATION}{REPORT}{NAVIGATION}<aside>旁</aside><footer>主办</footer>"
    assert shape(page) == ["某镇年度报告", "一、总体情况", "文", "二、主动公开政府信息情况", "无"]


def test_within_the_report_and_where_no_report_is_found_nothing_is_left_out():
    within = f"<p>一、总体情况{NAVIGATION}<footer>脚</footer><p>二、主动公开政府信息情况"
    assert shape(within)[1:-1] == ["首页", "概况", "办事", "脚"]
    assert shape(NAVIGATION) == ["首页", "概况", "办事"]


def test_a_link_or_two_are_text():
    assert shape(f"{REPORT}<p><a href=x.pdf>附件</a><p><a href=http://x.gov.cn>网址</a>")[-2:] == ["附件", "网址"]
    assert shape("<p><a href=/>首页</a> &gt; <a href=/b>年报</a> &gt; 正文" + REPORT)[0] == "首页 > 年报 > 正文"


def test_marks_in_the_text_are_no_links():
    marked = "".join(f"<p><a name=x{i}>甲{i}</a><p><a href='#x'>乙{i}</a>" for i in range(3))
    assert len(shape(marked + REPORT)) == 6 + 5


def test_several_articles_all_stay():
    assert shape(f"<article>{REPORT}</article>{NAVIGATION}<article>{REPORT}</article>").count("一、总体情况") == 2


def test_what_the_head_says_is_kept_by_its_names():
    stated = content(
        "<head><title> 某镇\n年报 </title><meta name=ArticleTitle content=某镇年报>"
        "<meta name=PubDate content='2024-01-17'>"
        "<meta http-equiv=X content=y><meta name=empty content=' '></head><publishtime>2024-01-18</publishtime>"
    ).meta
    assert stated == (
        ("title", "某镇 年报"), ("ArticleTitle", "某镇年报"), ("PubDate", "2024-01-17"), ("publishtime", "2024-01-18")
    )  # fmt: skip


@pytest.mark.parametrize(
    "block",
    [
        "<table><tr><td>索 引 号：<td>0143/2024<td>发布日期<td>2024-01-17<tr><td>发布机构<td>某镇<td>文号<td></table>",
        "<dl><dt>索引号<dd>0143/2024<dt>发布日期<dd>2024-01-17<dt>文号<dd><dt>发布机构<dd>某镇</dl>",
        "<ul><li><b>索引号：</b>0143/2024<li><b>发布日期：</b>2024-01-17<li>发布机构： 某镇<li>文号：</ul>",
        "<p>索引号：0143/2024 发布日期：2024-01-17 【字体：大 中 小】 发布机构：某镇 浏览次数：",
    ],
)
def test_a_block_of_facts_is_stated_by_its_printed_names(block):
    stated = meta(block + REPORT)
    assert (stated["索引号"], stated["发布日期"], stated["发布机构"]) == ("0143/2024", "2024-01-17", "某镇")
    assert "文号" not in stated and "浏览次数" not in stated


@pytest.mark.parametrize("name", ["采集时间", "抓取时间", "页面生成时间", "打印时间"])
def test_a_time_of_capture_keeps_its_name(name):
    stated = meta(f"<div><b>{name}：</b>2025-12-30T21:37:37+08:00</div>{REPORT}")
    assert stated == {name: "2025-12-30T21:37:37+08:00"}


def test_what_stands_within_the_report_states_nothing_of_the_page():
    assert meta("<p>一、总体情况<p>来源：某报<p>二、主动公开政府信息情况") == {}


@pytest.mark.parametrize("inner", ["<iframe src=a.pdf></iframe>", "<img src=a.png>", "<object data=a.pdf></object>"])
def test_a_page_that_only_shows_another_file_has_no_table_of_it(inner):
    snapshot = Snapshot.of(f"<html><body><h1>某镇2023年政府信息公开工作年度报告</h1>{inner}".encode(), "a.html")
    found = normalize(snapshot)
    assert isinstance(found, Document) and not any(isinstance(block, Table) for block in found.blocks)


def test_a_frameset_shows_nothing():
    assert shape("<frameset><frame src=a.html></frameset>") == []
