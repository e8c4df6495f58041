"""Numbers that Word puts before paragraphs by itself: counted, spelled and begun anew as Word shows them."""

import pytest

from gouji.cells import understand
from gouji.normalize.docx.numbering import spelled

from .packages import CONTINUE, RESTART, blocks, docx, p, run, tbl, tc, tr

LOST = "\ufffd"


def level(at, text, number_format="decimal", more="", start=1):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(*levels, name=0, more=""):
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>'


def num(name=1, of=0, more=""):
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def override(at, start):
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def listed(name=1, at=0):
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{name}"/></w:numPr>'


def lines(*paragraphs, numbering, styles=None):
    body = "".join(p(text, listed(*where)) for text, *where in paragraphs)
    return blocks(docx(body, numbering=numbering, **({"styles": styles} if styles else {})))


def test_headings_are_numbered_as_they_are_seen():
    numbering = abstract(level(0, "%1、", "chineseCountingThousand", '<w:suff w:val="nothing"/>')) + num()
    assert lines(("总体情况",), ("主动公开",), ("", 1), ("其他",), numbering=numbering) == [
        "一、总体情况", "二、主动公开", "三、", "四、其他",
    ]  # fmt: skip


def test_text_boxes_are_counted_by_themselves():
    numbering = abstract(level(0, "%1、", "chineseCounting", '<w:suff w:val="nothing"/>')) + num()
    drawn = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    boxed = p("框", listed()) + p("框", listed())
    body = p("甲", listed()) + p(run("乙") + drawn.format(boxed), listed()) + p("丙", listed())
    assert blocks(docx(body, numbering=numbering)) == ["一、甲", "二、乙", "一、框", "二、框", "三、丙"]


def test_a_number_never_runs_into_the_figure_behind_it():
    assert lines(("5条",), numbering=abstract(level(0, "%1.")) + num()) == ["1. 5条"]
    spaced = abstract(level(0, "%1.", more='<w:suff w:val="space"/>')) + num()
    assert lines(("5条",), numbering=spaced) == ["1. 5条"]


def test_levels_count_on_and_begin_anew_below_another():
    numbering = (
        abstract(
            level(0, "%1、", "chineseCounting"),
            level(1, "（%2）", "chineseCounting"),
            level(2, "%1.%2.%3", more="<w:isLgl/>"),
        )
        + num()
    )
    asked = (("甲", 1, 0), ("乙", 1, 1), ("丙", 1, 1), ("丁", 1, 2), ("戊", 1, 0), ("己", 1, 1), ("庚", 1, 2))
    assert lines(*asked, numbering=numbering) == [
        "一、 甲", "（一） 乙", "（二） 丙", "1.2.1 丁", "二、 戊", "（一） 己", "2.1.1 庚",
    ]  # fmt: skip


def test_a_level_above_that_was_never_used_counts_as_begun():
    numbering = abstract(level(0, "%1"), level(1, "%1.%2")) + num()
    assert lines(("甲", 1, 1), ("乙", 1, 0), numbering=numbering) == ["1.1 甲", "2 乙"]


@pytest.mark.parametrize(("restart", "expected"), [(0, "2."), (1, "1."), (2, "1.")])
def test_a_level_says_after_which_it_begins_anew(restart, expected):
    levels = level(0, "%1、"), level(1, "%2."), level(2, "%3.", more=f'<w:lvlRestart w:val="{restart}"/>')
    found = lines(("甲", 1, 0), ("乙", 1, 2), ("丙", 1, 0), ("丁", 1, 2), numbering=abstract(*levels) + num())
    assert found[3] == f"{expected} 丁"


def test_instances_of_one_list_count_on_and_one_with_a_start_begins_anew():
    numbering = abstract(level(0, "%1.")) + num(1) + num(2) + num(3, more=override(0, 5))
    assert lines(("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3), ("戊", 1), numbering=numbering) == [
        "1. 甲", "2. 乙", "5. 丙", "6. 丁", "7. 戊",
    ]  # fmt: skip


def test_an_instance_may_have_levels_of_its_own():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "（%1）", "chineseCounting")}</w:lvlOverride>'
    numbering = abstract(level(0, "%1.")) + num(1, more=own)
    assert lines(("甲",), numbering=numbering) == ["（一） 甲"]


def test_styles_number_paragraphs_at_the_level_that_names_them():
    styles = (
        '<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="h3"><w:basedOn w:val="h2"/></w:style>'
    )
    levels = level(0, "%1、", more='<w:pStyle w:val="h1"/>'), level(1, "（%2）", more='<w:pStyle w:val="h2"/>')
    body = "".join(
        p(text, f'<w:pStyle w:val="{style}"/>') for text, style in (("甲", "h1"), ("乙", "h2"), ("丙", "h1"))
    )
    off = p("丁", '<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    found = blocks(docx(body + off, numbering=abstract(*levels) + num(), styles=styles))
    assert found == ["1、 甲", "（1） 乙", "2、 丙", "丁"]


def test_the_default_style_numbers_paragraphs_that_name_none():
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    numbering = abstract(level(0, "%1.")) + num()
    assert blocks(docx(p("甲") + tbl(tr("乙", "丙")), numbering=numbering, styles=styles)) == [
        "1. 甲",
        [["2. 乙", "3. 丙"]],
    ]


def test_a_list_may_be_defined_by_a_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = (
        abstract(level(0, "%1、"), name=0, more='<w:styleLink w:val="L"/>')
        + abstract(name=1, more='<w:numStyleLink w:val="L"/>')
        + num(1, 0)
        + num(2, 1)
    )
    assert lines(("甲", 2), ("乙", 1), numbering=numbering, styles=styles) == ["1、 甲", "2、 乙"]
    in_a_ring = abstract(name=0, more='<w:numStyleLink w:val="L"/>') + num(1, 0)
    assert lines(("甲", 1), numbering=in_a_ring, styles=styles) == ["甲"]


def test_labels_in_cells_are_numbered_and_a_numbered_value_is_no_value():
    numbering = abstract(level(0, "%1.")) + num()
    table = tbl(tr(tc(p("属于国家秘密", listed())), "5"), tr(tc(p("其他", listed())), tc(p("", listed()))))
    assert blocks(docx(table, numbering=numbering)) == [[["1. 属于国家秘密", "5"], ["2. 其他", "3. "]]]
    assert understand("3. ").meaning == "unreadable"


def test_what_is_not_displayed_is_not_counted():
    numbering = abstract(level(0, "%1.")) + num()
    table = tbl(
        tr(tc(p("甲", listed()), RESTART), "1"),
        tr(tc(p("", listed()), CONTINUE), "2"),
        tr(tc(p("乙", listed())), "3", properties="<w:del/>"),
        tr(tc(p("丙", listed())), "4"),
    )
    assert [row[0] for row in blocks(docx(table, numbering=numbering))[0]] == ["1. 甲", "2", "2. 丙"]
    gone = f"<w:p><w:pPr>{listed()}<w:rPr><w:del/></w:rPr></w:pPr><w:del>{run('旧')}</w:del></w:p>"
    assert blocks(docx(gone + p("甲", listed()), numbering=numbering)) == ["1. 甲"]


def test_bullets_are_printed_as_a_mark():
    numbering = abstract(level(0, "\uf0b7", "bullet")) + num() + abstract(level(0, "-", "bullet"), name=1) + num(2, 1)
    assert lines(("甲", 1), ("8", 2), numbering=numbering) == ["• 甲", "- 8"]
    assert understand("- 8").meaning == "unreadable"
    picture = abstract(level(0, "", "bullet", '<w:lvlPicBulletId w:val="0"/>')) + num()
    assert lines(("甲",), numbering=picture) == ["• 甲"]


def test_a_number_that_is_hidden_or_of_no_format_is_none():
    hidden = abstract(level(0, "%1.", more="<w:rPr><w:vanish/></w:rPr>")) + num()
    assert lines(("甲",), numbering=hidden) == ["甲"]
    assert lines(("甲",), numbering=abstract(level(0, "第%1章", "none")) + num()) == ["第章 甲"]


def test_a_format_of_ones_own_is_not_guessed():
    custom = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    own = f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{custom}<w:lvlText w:val="%1."/></w:lvl>'
    assert lines(("甲",), numbering=abstract(own) + num()) == [f"{LOST}. 甲"]


@pytest.mark.parametrize(
    "numbering", ["", num(1, 9), abstract(level(1, "%1")) + num(), num() + abstract(name=5), abstract() + num()]
)
def test_a_list_that_is_not_there_numbers_nothing(numbering):
    assert lines(("甲",), numbering=numbering) == ["甲"]


@pytest.mark.parametrize(
    ("number_format", "spellings"),
    [
        ("decimal", {1: "1", 10: "10", 0: "0"}),
        ("decimalZero", {1: "01", 10: "10"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: LOST}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedParen", {3: "⑶"}),
        ("decimalEnclosedFullstop", {3: "⒊"}),
        ("numberInDash", {3: "- 3 -"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五", 100: LOST, 0: LOST}),
        ("chineseCountingThousand", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九"}),
        ("japaneseCounting", {12: "十二"}),
        ("taiwaneseCounting", {12: "十二"}),
        ("taiwaneseCountingThousand", {21: "二十一"}),
        ("ideographDigital", {12: "一二", 10: "一〇"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: LOST}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 21: "贰拾壹"}),
        ("ideographLegalTraditional", {2: "貳"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB"}),
        ("lowerLetter", {2: "b"}),
        ("upperRoman", {4: "IV", 1999: "MCMXCIX", 4000: LOST}),
        ("lowerRoman", {9: "ix"}),
        ("ordinal", {1: LOST}),
        ("cardinalText", {1: LOST}),
        ("", {1: LOST}),
    ],
)
def test_numbers_are_spelled_as_their_format_says(number_format, spellings):
    assert {number: spelled(number, number_format) for number in spellings} == spellings


def test_numbers_and_texts_of_any_size_stay_small():
    numbering = abstract(level(0, "%1", "upperLetter", start=999_999_999)) + num()
    assert lines(("甲",), numbering=numbering) == [f"{LOST} 甲"]
    assert lines(("甲",), numbering=abstract(level(0, "长" * 10_000)) + num()) == [f"{LOST} 甲"]
