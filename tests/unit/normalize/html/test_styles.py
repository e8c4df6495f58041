"""What a page's styles do to figures: each kind of rule, and each trap."""

import pytest

from tests.unit.normalize.html.shown import cell, grid, shape


@pytest.mark.parametrize(
    "sheet",
    [
        ".x{text-decoration:line-through}",
        "b , td .y, span.x { color:red; text-decoration : LINE-THROUGH !important }",
        "/* */ #i{text-decoration:line-through}",
        "<!-- @charset 'x'; span{text-decoration:line-through} -->",
    ],
)
def test_the_page_s_own_style_sheet_counts(sheet):
    assert cell(f"<style>{sheet}</style><span class='a x' id=i>5</span>6") == "~~5~~6"


def test_styles_that_do_nothing_to_figures_change_none():
    assert shape(
        "<table><tr style='vertical-align:super'><th style='color:#fff'>项<td style='vertical-align:sub'>5</table>"
    ) == [[["项", "5"]]]
    assert shape("<div style='opacity:0'><p style='visibility: hidden'>共 5 件</div>") == ["共 5 件"]
    assert cell("<span style='font-size:0.5em;text-decoration:underline;vertical-align:middle'>5</span>") == "5"


def test_a_style_sheet_for_paper_does_not():
    assert cell("<style>@media print{.x{display:none}} @page{size:a4}</style><span class=x>5</span>") == "5"


@pytest.mark.parametrize(
    "inner",
    [
        "<span style='display:none'>2</span>6",
        "6<span style='display:none'>2</span>",
        "6<div style='display:none'>2</div>",
        "6<div hidden><p>2</div>",
        "<p style='color:red; Display : None'>2</p>6",
        "<span hidden>2</span>6",
        "<style>.h{display:none}</style><i class=h>2</i>6",
        "<input type=hidden value=2>6",
        "<noscript>2</noscript>6",
        "<img src=space.gif width=1>6",
    ],
)
def test_what_is_not_shown_in_a_table_is_not_printed(inner):
    assert cell(inner) == "6"


def test_hidden_cells_and_rows_are_none_as_in_browsers():
    assert grid("<table><tr style='display:none'><td>x<td>y<tr><td>甲<td style=display:none>9<td>1</table>") == [
        [("甲", 1, 1, 1), ("1", 2, 1, 1)]
    ]


def test_blocks_that_a_script_may_show_are_kept_outside_of_tables_of_figures():
    assert shape("<div style='display:none'><p>正文<table><tr><td>a<td>1</table></div>") == ["正文", [["a", "1"]]]
    assert cell("6<div style='display:none'><table><tr><td>2</table></div>") == "6"
    assert shape("<table><tr><td>左<td><div hidden>正文<table><tr><td>a<td>1</table></div></table>") == [
        "左", "正文", [["a", "1"]]
    ]  # fmt: skip


TABLE = "<table><tr><td>规章<td class=x>6</table>"


@pytest.mark.parametrize(
    ("sheet", "inner", "text"),
    [
        (".a .b{display:none}", "<i class=a>6<b class=b>7</b></i>", "6"),
        (".a.b{display:none}", "<i class=a>6</i><b class='b a'>7</b>", "6"),
        ("tr > td > :not(.b){display:none}", "<i>7</i><b class=b>6</b>", "6"),
        ("td i:nth-child(2){text-decoration:line-through}", "<i>6</i><i>7</i>", "6~~7~~"),
        ("td span{display:block}", "<span>2</span><span>6</span>", "2\n6"),
        ("[data-x='1']{visibility:hidden}", "<i data-x=1>7</i>6", "⟦7⟧6"),
        ("td i:hover{display:none}", "<i>6</i>", "6"),
        ("td ! i{display:none} .b i{display:none}", "<b class=b>6<i>7</i></b>", "6"),
        (".x > .y{display:none}", "<b class=x data-matched-rules='0 9 z'>6<b class=y>7</b></b>", "6"),
    ],
)
def test_rules_of_any_selector_are_for_whom_they_are_in_browsers(sheet, inner, text):
    found = shape(f"<!doctype html><style>{sheet}</style><table><tr><td>规章<td>{inner}</table>")
    assert found == [[["规章", text]]]


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        (".a{display:none} .a.b{display:inline}", True),
        (".a.b{display:inline} .a{display:none}", True),
        (".a{display:none} i{display:inline}", False),
        ("i{display:inline} .a{display:none}", False),
        (".a{display:inline} .b{display:none}", False),
        (".b{display:none} .a{display:inline}", True),
        (".b{display:none !important} .a{display:inline}", False),
        ("#c{display:inline} td .a.b{display:none}", True),
    ],
)
def test_of_rules_for_one_element_the_one_decides_that_does_in_browsers(sheet, shown):
    found = cell(f"<style>{sheet}</style><i class='a b' id=c>5</i>6")
    assert found == ("56" if shown else "6")


def test_the_element_s_own_style_decides_before_the_page_s_unless_that_is_important():
    inner = "<i class=a style='display:inline'>5</i>6"
    assert cell(f"<style>.a{{display:none}}</style>{inner}") == "56"
    assert cell(f"<style>.a{{display:none!important}}</style>{inner}") == "6"
    assert cell("<i hidden style='display:inline'>5</i>6") == "56"


@pytest.mark.parametrize(
    ("sheet", "text"),
    [
        ("td.x::before{content:'5'}", "\ufffc6"),
        (".x:after{content:counter(n)}", "\ufffc6"),
        ("tr td::before{content:attr(data-x)}", "\ufffc6"),
        (".x:after{content:''}", "6"),
        (".x:after{content:' ';clear:both} .x:before{content:'\\200b'}", "6"),
        (".x:after{content:'.';visibility:hidden}", "6"),
        (".x:before{content:none}", "6"),
        (".x:before{content:'" + "\\200b " * 50_000 + "9'}", "\ufffc6"),
    ],
)
def test_what_a_style_sheet_prints_in_a_cell_leaves_it_no_figure(sheet, text):
    (((_, found),),) = shape(f"<style>{sheet}</style>{TABLE}")
    assert found == text


def test_a_hidden_table_beside_a_figure_is_not_there_and_one_alone_in_its_cell_may_be_a_tab():
    hidden = "<div hidden><table><tr><td>2<td>3</table></div>"
    assert shape(f"<table><tr><td>规章<td>6{hidden}</table>") == [[["规章", "6"]]]
    assert shape(f"<table><tr><td>左<td>{hidden}</table>") == ["左", [["2", "3"]]]
