"""The text of a page is what a browser shows of it."""

import pytest

from gouji.cells import understand
from gouji.normalize.html import content
from gouji.normalize.unreadable import Unreadable
from tests.unit.normalize.html.shown import cell, shape


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("2<span>6</span>", "26"),
        ("<font>2</font><b>6</b>", "26"),
        ("2<o:p></o:p>6", "26"),
        ("2<bogus-tag x=1>6</bogus-tag>", "26"),
        ("2<!-- 9 -->6", "26"),
        ("2<script>9</script><style>9</style><template>9</template>6", "26"),
        ("<!--[if !supportLists]-->2<!--[endif]--><![if !supportEmptyParas]>6<![endif]>", "26"),
        ("<!--[if gte mso 9]><xml>9</xml><![endif]-->26", "26"),
        ("\n   26\n  ", "26"),
        ("２６", "２６"),
        ("2\n6", "2 6"),
        ("2&nbsp;6", "2\u00a06"),
        ("&nbsp;", ""),
        ("<p>&nbsp;</p><p> </p>", ""),
        ("<br>", ""),
        ("2<br>6", "2\n6"),
        ("<p>2</p><p>6</p>", "2\n6"),
        ("2<div>6</div>", "2\n6"),
        ("<span style='display:block'>2</span><span style='display: block'>6</span>", "2\n6"),
        ("<span style=float:left>2</span><span>6</span>", "2\n6"),
        ("<p>商业</p><p>企业</p>", "商业\n企业"),
        ("<pre>2  6\n7</pre>", "2  6\n7"),
        ("規<ruby>則<rt>ze</rt></ruby>", "規則(ze)"),
    ],
)
def test_the_text_of_a_cell_is_what_is_shown(inner, text):
    assert cell(inner) == text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("5<sup>2</sup>", "5^2"),
        ("5<sub>2</sub>", "5_2"),
        ("5<span style='vertical-align: super'>2</span>", "5^2"),
        ("5<span style='VERTICAL-ALIGN:sub'>2</span>", "5_2"),
        ("<s>5</s>6", "~~5~~6"),
        ("<del>5</del><ins>6</ins>", "~~5~~6"),
        ("<strike><span>5</span></strike>6", "~~5~~6"),
        ("<span style='text-decoration: underline line-through'>5</span>6", "~~5~~6"),
        ("<p style='text-decoration-line:line-through'>5</p>", "~~5~~"),
        ("<bdo dir=rtl>12</bdo>", "\u202e12"),
        ("<span style='unicode-bidi:bidi-override;direction:rtl'>12</span>", "\u202e12\u202c"),
        ("5<img src=6.png>", "5\ufffc"),
        ("<img src=56.png>", "\ufffc"),
        ("<svg><text>5</text></svg>", "\ufffc"),
        ("<math><msup><mn>5</mn><mn>2</mn></msup></math>", "\ufffc"),
        ("<input>", "\ufffc"),
        ("<object data=x>5</object>", "\ufffc"),
        ("5<span style='font-size:0'>2</span>", "5⟦2⟧"),
        ("5<span style='visibility:hidden'>2</span>", "5⟦2⟧"),
        ("5<span style='opacity: 0;'>2</span>", "5⟦2⟧"),
        ("5<font color=#FFFFFF>2</font>", "5⟦2⟧"),
        ("5<span style='color: white'>2</span>", "5⟦2⟧"),
        ("5<p style='visibility:hidden'>2</p>", "5\n⟦2⟧"),
        ("5&#0;2", "5\ufffd2"),
    ],
)
def test_what_would_change_a_figure_leaves_the_cell_unreadable(inner, text):
    assert cell(inner) == text
    assert understand(cell(inner)).meaning == "unreadable"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<input value=26>", "26"),
        ("<input type=text value=26 readonly>件", "26 件"),
        ("1<input value=2>", "1 2"),
        ("1<button>2</button>", "1\n2"),
        ("1<textarea>2</textarea>", "1\n2"),
        ("<textarea>26</textarea>", "26"),
        ("<select><option>1<option selected>26</select>", "26"),
        ("<select><option>26<option>1</select>", "26"),
        ("<input type=checkbox value=9>26", "26"),
    ],
)
def test_a_form_field_is_what_it_shows(inner, text):
    assert cell(inner) == text


def test_a_line_ends_where_a_block_or_a_line_break_does():
    assert shape("<div>甲<p>乙<b>丙</b><br>丁</p>戊</div><h1>己</h1>庚<hr>辛") == [
        "甲",
        "乙丙",
        "丁",
        "戊",
        "己",
        "庚",
        "辛",
    ]


def test_spaces_collapse_as_in_browsers_except_in_preformatted_text():
    assert shape("<p> 甲 \n <b> 乙</b>&nbsp;&nbsp;丙 </p><pre>丁  戊\n己\t庚</pre>") == [
        "甲 乙\u00a0\u00a0丙", "丁  戊", "己\t庚"
    ]  # fmt: skip


def test_items_of_a_list_have_the_numbers_that_are_shown():
    assert shape("<ol><li>甲<li><p>乙</p>丙<li value=7>丁</ol>") == ["1. 甲", "2. 乙", "丙", "7. 丁"]
    assert shape("<ol style='list-style-type:cjk-ideographic' start=10><li>总体情况<li>主动公开</ol>") == [
        "十、总体情况", "十一、主动公开"
    ]  # fmt: skip
    assert shape("<ol type=a><li>甲</ol><ol type=I start=4><li>乙</ol>") == ["a. 甲", "IV. 乙"]
    assert shape("<ul><li>甲</ul><ol style='list-style:none'><li>乙</ol><ol><li>一、丙<li>（二）丁<li>3．戊</ol>") == [
        "甲", "乙", "一、丙", "（二）丁", "3．戊"
    ]  # fmt: skip


def test_a_numbered_item_in_a_cell_is_no_figure():
    assert cell("<ol><li>5</ol>") == "1. 5"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("2<script><!--<script>9</script>--></script>6", "26"),
        ("2<script>if (a<b) '</td><td>9'</script>6", "26"),
        ("2<script><!-- 9 </script>6", "26"),
        ("<i <!-- x -->2</i>6", "26"),
        ("<i<b>2</i<b>6", "26"),
        ("2<i a<b='>9<'></i>6", "26"),
        ("2<!-->6", "26"),
        ("2<!-- <td>9 -- > -->6", "26"),
        ("2<?x 9?>6", "26"),
        ("2<?x 9 >6<?y><?z <td>", "26"),
        ("2<?xml:namespace prefix = o ns = 'urn:x' /><o:p></o:p>6", "26"),
        ("2<span hidden><?x <td>9</span>6", "26"),
        ("<xmp>2<b>6</xmp>", "2<b>6"),
        ("2<template><td>9<script><td></script></template>6", "26"),
        ("2<i title='<td>9</td>'></i>6", "26"),
        ("&lt;td&gt;&amp;lt;", "<td>&lt;"),
        ("2<svg><param>9</param><style><![CDATA[a>b]]></style></svg>6", "2\ufffc6"),
    ],
)
def test_what_only_looks_like_a_tag_is_none(inner, text):
    assert cell(inner) == text


@pytest.mark.parametrize("html", ["<plaintext><b>", "<svg><style>&lt;/style>&lt;p></style></svg><p>5"])
def test_what_no_longer_tells_its_tags_from_its_text_is_refused(html):
    with pytest.raises(Unreadable) as error:
        content(html)
    assert error.value.rule_id == "read.broken"
