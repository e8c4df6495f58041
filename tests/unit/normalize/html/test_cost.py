"""Depth and cost."""

import pytest

from gouji.normalize.html import content
from gouji.normalize.html.limits import DEEPEST
from gouji.normalize.unreadable import Unreadable
from tests.unit.normalize.html.shown import shape


@pytest.mark.parametrize("levels", [255, 300, 5_000, DEEPEST - 20])
@pytest.mark.parametrize("tag", ["div", "span", "center"])
def test_nothing_is_lost_at_any_depth(levels, tag):
    nested = f"<{tag}>" * levels + "<table><tr><td>规章<td>12</table>" + f"</{tag}>" * levels
    assert shape(f"<p>前{nested}<p>后") == ["前", [["规章", "12"]], "后"]


@pytest.mark.parametrize("tag", ["font", "b", "a", "i"])
def test_tags_of_a_thousand_levels_that_browsers_open_again_are_read(tag):
    nested = f"<{tag} x=1>" * 1_000 + "<table><tr><td>规章<td>12</table>" + f"</{tag}>" * 1_000
    assert shape(f"<p>前{nested}<p>后")[-2:] == [[["规章", "12"]], "后"]


@pytest.mark.parametrize("levels", [DEEPEST, 2 * DEEPEST])
def test_what_is_nested_deeper_is_refused(levels):
    with pytest.raises(Unreadable, match=r"levels deep") as error:
        content("<div>" * levels + "12")
    assert error.value.rule_id == "read.limit_exceeded"


def _many(piece):
    return "".join(piece % number for number in range(40_000))


@pytest.mark.parametrize(
    "html",
    [
        "<table>" + "<tr><td rowspan=0 colspan=999>1<td>2" * 20_000,
        "<table><tr>" + "<td rowspan=65000>1" * 900 + "<tr><td>1<td>2" * 20_000,
        "<select>" + "<option>1" * 30_000,
        "<table><tr>" + "<td>1" * 100_001,
        "<div>" * 100_000,
        "<table><tr><td><div>" * 30_000,
        "<div><table><tr><td></div></td></tr></table>" * 30_000,
        "<p " + _many("a%d ") + ">",
        "<p " + _many('a%d=">" ') + ">",
        _many("<body a%d=1>"),
        "<p>" + _many("<i a=%d>") + "</p><p>x" * 20_000,
        "<p>" + _many("<i a=%d><!--</i>-->") + "</p><p>x" * 20_000,
        "<style>p:nth-child(2n+1){display:none}</style>" + "<p>x</p>" * 40_000,
        "<style>.a~.b{display:none}</style>" + "<p class=b></p>" * 40_000,
        "<style>" + _many(".a .b%d{display:none}") + "</style>" + "<p class=b></p>" * 200,
        "<style>" + ".a " * 9 + ".b{display:none}</style><p class=b>x",
    ],
    ids=[
        "spans",
        "tall spans",
        "options",
        "cells",
        "levels",
        "tables",
        "ends in tables",
        "attributes",
        "quoted attributes",
        "bodies",
        "open tags",
        "hidden ends",
        "children counted",
        "siblings",
        "rules",
        "steps",
    ],
)
def test_what_would_cost_more_than_its_length_is_refused(html):
    with pytest.raises(Unreadable) as error:
        content(html)
    assert error.value.rule_id == "read.limit_exceeded"


def test_hundreds_of_tags_left_open_are_read():
    assert shape("<p><font>x" * 300 + "<table>" + "<tr><td><b>甲<td><i>1" * 300)[-1][299] == ["甲", "1"]
