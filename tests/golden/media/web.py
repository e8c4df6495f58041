"""Two web pages: a content system's with all it prints around a report, and one of an old editor in GB 2312."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.forge.grids import Grid, cut_at
from tests.golden.media.tables import Figures

CMS = Figures(
    "2021",
    {
        "normative_documents": ["2", "1", "9"],
        "administrative_licensing": ["1,264"],
        "administrative_penalty": ["26"],
        "administrative_compulsion": ["3"],
    },
    {
        "received_new": ["5", "2", "0", "0", "0", "0", "7"],
        "carried_in": ["1", "0", "0", "0", "0", "0", "1"],
        "granted": ["4", "1", "0", "0", "0", "0", "5"],
        "unavailable_not_held": ["1", "1", "0", "0", "0", "0", "2"],
        "outcomes_total": ["5", "2", "0", "0", "0", "0", "7"],
        "carried_out": ["1", "0", "0", "0", "0", "0", "1"],
    },
    ["1", "0", "0", "0", "1", *["0"] * 10],
)
OLD = Figures(
    "2019",
    {
        "normative_documents": ["3", "3", "11"],
        "administrative_licensing": ["12", "0", "418"],
        "other_external_admin_services": ["31", "+2", "2077"],
        "administrative_penalty": ["9", "0", "14"],
        "administrative_compulsion": ["2", "0", "0"],
        "administrative_fees": ["0", "0"],
        "centralized_procurement": ["6", "48.36万元"],
    },
    {
        "received_new": ["3", "1", "0", "0", "0", "0", "4"],
        "granted": ["2", "0", "0", "0", "0", "0", "2"],
        "denied_internal_affairs": ["0", "1", "0", "0", "0", "0", "1"],
        "not_processed_petition_complaint": ["1", "0", "0", "0", "0", "0", "1"],
        "outcomes_total": ["3", "1", "0", "0", "0", "0", "4"],
    },
    ["0"] * 15,
)


def cms() -> bytes:
    """Return the page of a content system: menus, a block about the page, digits split over spans, a footer."""
    tables = CMS.grids()
    body = f"""
<p style="text-align:center"><strong>黟县农业农村局2023年政府信息公开工作年度报告</strong></p>
<p>　　本报告根据《中华人民共和国政府信息公开条例》编制，数据统计期限为2023年1月1日至2023年12月31日。
如有疑问，请与黟县农业农村局联系（地址：黟县碧阳镇，电话：0559-5520000）。</p>
<p><b>一、总体情况</b></p>
<p>　　（一）主动公开。全年主动公开政府信息3<span>12</span>条，其中县政府网站2<span>4</span>0条、微信公众号72条。
茶园补贴的地块和金额按村公布，病虫害情报每十天发布一次。</p>
<p>　　（二）依申请公开。全年收到政府信息公开申请7件，上年结转1件，结转下年度继续办理1件。</p>
<p>　　（三）监督保障。水产养殖证和种子经营备案的办理进度，申请人凭编号可查。</p>
<p><b>二、主动公开政府信息情况</b></p>
{_table(tables["proactive_disclosure"])}
<p><b>三、收到和处理政府信息公开申请情况</b></p>
{_table(tables["requests"])}
<p><b>四、政府信息公开行政复议、行政诉讼情况</b></p>
{_table(tables["proceedings"])}
<p><b>五、存在的主要问题及改进情况</b></p>
<p>　　补贴公示的附件多为图片，手机上看不清。已改为可以检索的表格，往年的附件分批替换。</p>
<p><b>六、其他需要报告的事项</b></p>
<p>　　本年度没有发出收费通知，没有收取信息处理费。</p>"""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8">
<title>黟县农业农村局2023年政府信息公开工作年度报告_黟县人民政府</title>
<meta name="SiteName" content="黟县人民政府">
<meta name="ColumnName" content="政府信息公开年报">
<meta name="ArticleTitle" content="黟县农业农村局2023年政府信息公开工作年度报告">
<meta name="PubDate" content="2024-01-18 09:26">
<meta name="ContentSource" content="黟县农业农村局">
<meta name="others" content="页面生成时间 2024-06-30 03:00:12">
<script>document.write("<table><tr><td>规章</td><td>9</td></tr></table>");</script>
<style>.nav li {{ float: left }} td {{ border: 1px solid }}</style></head>
<body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xw">新闻中心</a></li>
<li><a href="/zwgk">政务公开</a></li><li><a href="/bsfw">办事服务</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; 政府信息公开年报</div>
<table class="info"><tr><td>索引号：</td><td>M00312/2024-00007</td><td>组配分类：</td><td>政府信息公开年报</td></tr>
<tr><td>发布机构：</td><td>黟县农业农村局</td><td>发布日期：</td><td>2024-01-18</td></tr>
<tr><td>文号：</td><td>无</td><td>采集时间：</td><td>2025-03-02</td></tr></table>
<div class="tools">浏览次数：<span id="hits">1408</span> 字体：[<a>大</a> <a>中</a> <a>小</a>] <a>打印</a></div>
<div id="zoom">{body}
</div>
<div>上一篇：<a>黟县农业农村局2022年部门决算</a></div><div>下一篇：<a>没有了</a></div>
<div class="footer">主办：黟县人民政府办公室　网站标识码：3410230001　皖ICP备05000000号</div>
</body></html>
""".encode()


def old_editor() -> bytes:
    """Return a page in GB 2312: table 2 in three tables, table 3 in two, rows without an end, tags in capitals."""
    tables = OLD.grids()
    upper, rest = cut_at(tables["proactive_disclosure"], 4)
    middle, lower = cut_at(rest, 8)
    first, second = cut_at(tables["requests"], 13)
    page = f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312">
<TITLE>饮马镇2020年政府信息公开工作年度报告</TITLE></HEAD><BODY>
<P align=center><FONT size=5>昌邑市饮马镇人民政府<BR>2020年政府信息公开工作年度报告</FONT></P>
<P>按照《中华人民共和国政府信息公开条例》，现公布本镇2020年度报告，统计时间为2020年1月1日至2020年12月31日。
<P><FONT face=黑体>一、总体情况</FONT>
<P>全镇主动公开政府信息96条。山楂、大姜的收购价在集市和村口同时张贴；低保和临时救助名单按季公示。
<P>收到政府信息公开申请4件，予以公开2件，不予公开1件，不予处理1件。
<P><FONT face=黑体>二、主动公开政府信息情况</FONT>
{_sloppy(upper)}
{_sloppy(middle)}
<BR>
{_sloppy(lower)}
<P><FONT face=黑体>三、收到和处理政府信息公开申请情况</FONT>
{_sloppy(first)}
{_sloppy(second)}
<P><FONT face=黑体>四、政府信息公开行政复议、行政诉讼情况</FONT>
{_sloppy(tables["proceedings"])}
<P><FONT face=黑体>五、存在的主要问题及改进情况</FONT>
<P>村级公开栏更换不及时，有的栏目一年没有动过。现由包村干部每月拍照留存，镇里抽查。
<P><FONT face=黑体>六、其他需要报告的事项</FONT>
<P>无。
<P align=right>2021年1月20日
</BODY></HTML>
"""
    return page.replace("\n", "\r\n").encode("gb2312")


def _table(grid: Grid) -> str:
    """Return a table as editors paste it from Word: a paragraph and spans in each cell, digits in two of them."""
    rows = []
    for row in grid:
        cells = []
        for slot in row:
            text = slot.text
            if slot.key and text == "0":
                text = "&nbsp;0"
            elif slot.key:
                text = f"{text[0]}<span>{text[1:]}</span>"
            spans = "".join(f' {name}="{count}"' for name, count in _spans(slot.colspan, slot.rowspan) if count > 1)
            cells.append(f"<td{spans}><p><span style='font-size:12px'>{text}</span></p></td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0"><tbody>{"".join(rows)}</tbody></table>'


def _sloppy(grid: Grid) -> str:
    rows = []
    for row in grid:
        cells = []
        for slot in row:
            spans = "".join(f" {name}={count}" for name, count in _spans(slot.colspan, slot.rowspan) if count > 1)
            text = re.sub("^(.{4})(.{3,12})$", r"\1<BR>\2", slot.text) if slot.role == "head" else slot.text
            cells.append(f"<TD{spans}>{text or '&nbsp;'}")
        rows.append("<TR>" + "\n".join(cells))
    return "<TABLE border=1>\n" + "\n".join(rows) + "\n</TABLE>"


def _spans(colspan: int, rowspan: int) -> Sequence[tuple[str, int]]:
    return (("colspan", colspan), ("rowspan", rowspan))
