"""What a Word file says, quirk by quirk: text as printed, tables as they are seen, nothing flattened into a figure."""

import pytest

from gouji.cells import understand
from gouji.document import Table
from gouji.normalize.docx import content
from gouji.normalize.docx.body import Body

from .packages import CONTINUE, RESTART, blocks, docx, p, packed, refusal, run, span, spans, tbl, tc, tr, word

LOST = "\ufffd"
PICTURE = "\ufffc"
ON = "<w:vanish/>"
WHITE = '<w:color w:val="FFFFFF"/>'


def text(inner, **parts):
    """Return the one paragraph of a document, "" where there is none."""
    found = blocks(docx(p(inner), **parts))
    assert len(found) < 2
    return found[0] if found else ""


def cell(inner, **parts):
    """Return the text of a cell that stands beside a label."""
    ((_, value),) = blocks(docx(tbl(tr("规章", tc(inner))), **parts))[0]
    return value


def field(asked, *result):
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' if result else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText> {asked} </w:instrText></w:r>{separate}{''.join(result)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


# --- paragraphs and runs


def test_runs_are_joined_without_a_space_and_paragraphs_counted():
    found = content(docx(p(run("本年新收") + run("2") + run("6") + run("件")) + p("") + p("二")))
    assert [(block.text, str(block.place)) for block in found.blocks] == [("本年新收26件", "line=1"), ("二", "line=2")]


def test_a_line_break_parts_paragraphs_and_is_a_line_break_in_a_cell():
    broken = f"{run('甲')}<w:r><w:br/></w:r>{run('乙')}<w:r><w:cr/></w:r>{run('丙')}"
    assert blocks(docx(p(broken))) == ["甲", "乙", "丙"]
    assert cell(broken) == "甲\n乙\n丙"


def test_tabs_and_hyphens_are_printed_and_tab_stops_are_not():
    stops = '<w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>'
    inner = f"{run('甲')}<w:r><w:tab/></w:r>{run('乙')}<w:r><w:noBreakHyphen/></w:r>{run('8')}"
    assert blocks(docx(p(inner, stops))) == ["甲\t乙-8"]
    assert cell("<w:r><w:noBreakHyphen/><w:t>8</w:t></w:r>") == "-8"
    assert cell("<w:r><w:t>规</w:t><w:softHyphen/><w:t>章</w:t></w:r>") == "规\u00ad章"


def test_white_space_counts_where_it_is_said_to():
    assert text("<w:r><w:t>5</w:t></w:r><w:r><w:t> 2 </w:t></w:r>") == "52"
    assert text('<w:r><w:t>5</w:t></w:r><w:r><w:t xml:space="preserve"> 2</w:t></w:r>') == "5 2"
    assert text("<w:r><w:t>5\n2</w:t></w:r>") == "5 2"
    kept = packed(word(p("<w:r><w:t>5</w:t></w:r><w:r><w:t> 2</w:t></w:r>"), root='xml:space="preserve"'))
    assert blocks(kept) == ["5 2"]


def test_comments_entities_and_cdata_are_the_text_they_stand_for():
    assert text("<w:r><w:t>5<!-- x -->&#50;<![CDATA[3]]><?x y?>4</w:t></w:r>") == "5234"


@pytest.mark.parametrize(
    "inner",
    [
        f"<w:hyperlink>{run('12')}</w:hyperlink>",
        f"<w:smartTag><w:smartTagPr/>{run('12')}</w:smartTag>",
        f"<w:ins>{run('12')}</w:ins>",
        f"<w:moveTo>{run('12')}</w:moveTo>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('12')}</w:sdtContent></w:sdt>",
        f"<w:customXml><w:customXmlPr/>{run('12')}</w:customXml>",
        f"<w:hyperlink><w:ins><w:smartTag>{run('12')}</w:smartTag></w:ins></w:hyperlink>",
        f'<w:dir w:val="rtl">{run("12")}</w:dir>',
        f'{run("1")}<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:proofErr w:type="spellStart"/>{run("2")}',
        f"{run('1')}<w:del><w:r><w:delText>3</w:delText></w:r></w:del>{run('2')}",
        f"{run('1')}<w:moveFrom>{run('3')}</w:moveFrom>{run('2')}",
        f"{run('1')}{run('3', ON)}{run('2')}",
        f"{run('1')}<w:r><w:commentReference w:id='1'/></w:r>{run('2')}",
        f"<w:ins>{run('1')}<w:del>{run('3')}</w:del>{run('2')}</w:ins>",
        f"{run('1')}<w:r><w:rPr><w:vanish/></w:rPr><w:tab/><w:br/></w:r>{run('2')}",
    ],
)
def test_what_word_displays_is_printed_and_what_it_does_not_is_not(inner):
    assert text(inner) == cell(inner) == "12"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (run("5") + run("2", '<w:vertAlign w:val="superscript"/>'), "5^2"),
        (run("5") + run("2", '<w:vertAlign w:val="subscript"/>'), "5_2"),
        (run("5", "<w:strike/>") + run("6"), "~~5~~6"),
        (run("5", "<w:dstrike/>") + run("6"), "~~5~~6"),
        (run("5", "<w:strike/>") + run("6", "<w:strike/>"), "~~56~~"),
        (run("5") + run("2", '<w:position w:val="12"/>'), "5^2"),
        (run("5") + run("2", '<w:position w:val="-6"/>'), "5_2"),
        (f'<w:bdo w:val="rtl">{run("12")}</w:bdo>', LOST),
        (f'<w:dir w:val="rtl">{run("-12")}</w:dir>', LOST),
        (run("12-", "<w:rtl/>"), LOST),
        (run("12", "<w:rtl/>") + run("-", "<w:rtl/>"), f"12{LOST}"),
        (run("5", WHITE), "⟦5⟧"),
        (run("5", WHITE) + run("6"), "⟦5⟧6"),
        (run("5", '<w:color w:val="FDFEFD"/>'), "⟦5⟧"),
        (run("5", '<w:color w:val="000000" w:themeColor="background1"/>'), "⟦5⟧"),
        (run("-", WHITE) + run("6"), "⟦-⟧6"),
        (run("5", WHITE + '<w:shd w:val="clear" w:fill="FFFFFF"/>'), "⟦5⟧"),
        (run("5", WHITE + '<w:highlight w:val="white"/>'), "⟦5⟧"),
        (run("5", '<w:color w:val="4472c4"/><w:shd w:val="clear" w:fill="4472C4"/>'), "⟦5⟧"),
        (run("5", '<w:sz w:val="2"/>'), "⟦5⟧"),
        (run("5", '<w:sz w:val="0"/>') + run("6", '<w:sz w:val="21"/>'), "⟦5⟧6"),
        (run("5", '<w:sz w:val="1pt"/>'), "⟦5⟧"),
        (run("5", '<w:w w:val="1"/>'), "⟦5⟧"),
        (run("12", '<w:eastAsianLayout w:id="1" w:combine="1"/>'), "⟦12⟧"),
        (run("5", WHITE + '<w:vertAlign w:val="superscript"/>'), "^⟦5⟧"),
        (run("12", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), LOST),
        ("<w:r><w:t>1</w:t><w:pgNum/></w:r>", f"1{LOST}"),
        ("<w:r><w:t>1<w:x/>2</w:t></w:r>", f"1{LOST}"),
        (f'{run("1")}<x:y xmlns:x="urn:other">{run("2")}</x:y>', f"1{LOST}"),
        (f"{run('1')}<y>{run('2')}</y>", f"1{LOST}"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', LOST),
    ],
)
def test_what_would_change_a_figure_leaves_the_cell_unreadable(inner, expected):
    assert text(inner) == cell(inner) == expected
    assert understand(cell(inner)).meaning == "unreadable"


@pytest.mark.parametrize(
    "properties",
    [
        '<w:strike w:val="0"/>',
        '<w:dstrike w:val="false"/>',
        '<w:vanish w:val="off"/>',
        '<w:vertAlign w:val="baseline"/>',
        '<w:position w:val="0"/>',
        '<w:position w:val="6"/>',
        "<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>",
        f"<w:rPrChange><w:rPr>{WHITE}</w:rPr></w:rPrChange>",
        WHITE + '<w:shd w:val="clear" w:fill="1F4E79"/>',
        WHITE + '<w:highlight w:val="darkBlue"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="4472C4"/>',
        '<w:color w:val="BFBFBF" w:themeColor="background1" w:themeShade="BF"/>',
        '<w:sz w:val="3"/>',
        '<w:w w:val="33"/>',
        '<w:rtl w:val="0"/>',
        "<w:rtl/>",
        "<w:webHidden/>",
        '<w:eastAsianLayout w:id="1" w:vert="1"/>',
        '<w:fitText w:val="900"/>',
    ],
)
def test_marks_that_are_off_or_hold_for_all_of_a_line_change_nothing(properties):
    assert cell(run("1", properties) + run("2", properties)) == "12"


def test_styles_hide_strike_and_raise_text_as_if_it_were_said_in_the_run():
    styles = (
        '<w:style w:type="character" w:styleId="sup"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="sup2"><w:basedOn w:val="sup"/></w:style>'
        '<w:style w:type="character" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="hidden"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    assert cell(run("5") + run("2", '<w:rStyle w:val="sup2"/>'), styles=styles) == "5^2"
    assert cell(run("5") + run("2", '<w:rStyle w:val="sup2"/><w:vertAlign w:val="baseline"/>'), styles=styles) == "52"
    assert cell(run("5") + run("2", '<w:rStyle w:val="gone"/>'), styles=styles) == "5"
    assert cell(run("5") + run("2", '<w:rStyle w:val="gone"/><w:vanish w:val="0"/>'), styles=styles) == "52"
    # A toggle of the run's style turns round that of the paragraph's.
    hidden = p(run("5") + run("2", '<w:rStyle w:val="gone"/>'), '<w:pStyle w:val="hidden"/>')
    assert blocks(docx(hidden, styles=styles)) == ["2"]


def test_the_defaults_of_a_document_and_its_default_style_hide_text_too():
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:strike/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert text(run("5"), styles=defaults) == "~~5~~"
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:rPr><w:strike/></w:rPr></w:style>'
    assert text(run("5"), styles=normal) == "~~5~~"


def test_what_a_figure_stands_on_says_whether_it_is_seen():
    def on(properties, paragraph="", table=""):
        inner = p(run("5", WHITE), paragraph)
        (rows,) = blocks(docx(tbl(tr("规章", tc(inner, properties)), properties=table)))
        return rows[0][1]

    blue = '<w:shd w:val="clear" w:color="auto" w:fill="4472C4"/>'
    none = '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>'
    assert on("") == on(none) == "⟦5⟧"
    assert on(blue) == on("", blue) == on(none, blue) == on("", table=blue) == "5"
    assert on(blue, '<w:shd w:val="clear" w:fill="FFFFFF"/>') == "⟦5⟧"


def test_white_labels_are_labels_still():
    assert cell(run("规章", WHITE)) == "规章"


def test_styles_make_text_unseen_as_if_it_were_said_in_the_run():
    styles = (
        f'<w:style w:type="paragraph" w:styleId="white"><w:rPr>{WHITE}</w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="less"><w:basedOn w:val="white"/></w:style>'
        '<w:style w:type="character" w:styleId="tiny"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>'
    )
    named = '<w:pStyle w:val="less"/>'
    assert blocks(docx(p("5件", named), styles=styles)) == ["⟦5件⟧"]
    assert blocks(docx(p(run("5件", '<w:color w:val="auto"/>'), named), styles=styles)) == ["5件"]
    assert cell(run("5", '<w:rStyle w:val="tiny"/>'), styles=styles) == "⟦5⟧"
    assert cell(run("5", '<w:rStyle w:val="tiny"/><w:sz w:val="21"/>'), styles=styles) == "5"


def test_white_text_in_a_text_box_may_stand_on_any_colour_but_in_its_tables_it_does_not():
    assert blocks(docx(p(box(p(run("2023年", WHITE)))))) == ["2023年"]
    assert blocks(docx(p(box(tbl(tr("规章", tc(run("5", WHITE)))))))) == [[["规章", "⟦5⟧"]]]


def test_a_table_style_that_strikes_text_is_refused():
    styles = (
        '<w:style w:type="table" w:styleId="t"><w:tblStylePr w:type="firstRow"><w:rPr><w:strike/></w:rPr>'
        "</w:tblStylePr></w:style>"
    )
    table = tbl(tr("规章", "5"), properties='<w:tblStyle w:val="t"/>')
    assert refusal(docx(table, styles=styles))[0] == "read.unsupported"
    assert blocks(docx(table)) == [[["规章", "5"]]]


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ('w:font="Symbol" w:char="F035"', "5"),
        ('w:font="Symbol" w:char="F061"', LOST),
        ('w:font="宋体" w:char="2460"', "①"),
        ('w:font="宋体" w:char="F035"', LOST),
        ('w:font="Wingdings 2" w:char="0035"', LOST),
        ('w:font="宋体" w:char="D800"', LOST),
        ('w:font="宋体"', LOST),
    ],
)
def test_a_symbol_is_its_character_where_the_font_does_not_matter(symbol, expected):
    assert text(f"<w:r><w:sym {symbol}/></w:r>") == expected


# --- fields


def test_the_result_of_a_field_is_printed_and_its_instructions_are_not():
    assert text(field("SEQ 表 \\* ARABIC", run("3"))) == "3"
    assert text(field('HYPERLINK "http://x"', run("见"), field("REF a", run("1")), run("页"))) == "见1页"
    assert text(field(f"IF {field('PAGE', run('7'))} = 1", run("是"))) == "是"
    assert text(f'<w:fldSimple w:instr=" SEQ x ">{run("12")}</w:fldSimple>') == "12"


def test_a_field_goes_on_from_paragraph_to_paragraph():
    begin, end = field("TOC", run("甲")).split(run("甲"))
    assert blocks(docx(p(begin + run("甲")) + p("乙") + tbl(tr("1", "2")) + p(run("丙") + end) + p("丁"))) == [
        "甲", "乙", [["1", "2"]], "丙", "丁",
    ]  # fmt: skip


def test_a_field_that_begins_in_one_cell_hides_the_next():
    begin, end = field("IF", run("是")).split(run("是"))
    begin = begin.replace('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "")
    data = docx(tbl(tr("规章", tc(run("5") + begin), "6", tc(end + run("7"))), tr("其他", "1", "2", "3")))
    assert blocks(data) == [[["规章", "5", "", f"{LOST}7"], ["其他", "1", "2", "3"]]]


@pytest.mark.parametrize("asked", ["EQ \\o\\ac(○,1)", "= SUM(ABOVE)", "PAGE", "FORMDROPDOWN"])
def test_what_word_works_out_only_when_it_prints_is_not_guessed(asked):
    assert cell(run("1") + field(asked)) == f"1{LOST}"
    assert cell(f'<w:fldSimple w:instr=" {asked} "/>') == LOST


def test_an_index_entry_prints_nothing():
    assert text(run("规章") + field('XE "规章"')) == "规章"


def test_text_in_the_instructions_of_a_field_is_not_lost_in_silence():
    assert LOST in text(field('HYPERLINK "x"</w:instrText><w:t>12</w:t><w:instrText>'))
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert refusal(docx(p(begun) + p("规章 12")))[:2] == ("read.broken", "docx: a field without an end")
    assert blocks(docx(p("规章 12") + p(begun))) == ["规章 12"]


# --- what else prints


def test_ruby_prints_its_base_alone():
    ruby = "<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>"
    assert text(ruby.format(run("guī"), run("規")) + run("章")) == "規章"
    assert text(ruby.format(run("2"), run("5"))) == f"5{LOST}"


def test_a_formula_is_text_where_it_is_a_line():
    line = "<m:oMath><m:r><m:t>1+2</m:t></m:r></m:oMath>"
    power = (
        "<m:oMath><m:sSup><m:e><m:r><m:t>5</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    assert text(line) == "1+2"
    assert blocks(docx(f"<m:oMathPara>{line}</m:oMathPara>")) == ["1+2"]
    assert cell(power) == LOST


def box(inner, kind="wps"):
    shape = {
        "wps": "<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent>"
        "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>",
        "v": "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>",
    }[kind]
    return f"<w:r>{shape.format(inner)}</w:r>"


@pytest.mark.parametrize("kind", ["wps", "v"])
def test_text_boxes_follow_their_paragraph_with_paragraphs_and_tables(kind):
    inner = p("标题") + tbl(tr("规章", "5"))
    assert blocks(docx(p(run("甲") + box(inner, kind) + run("乙")) + p("丙"))) == [
        "甲乙",
        "标题",
        [["规章", "5"]],
        "丙",
    ]


def test_of_alternate_content_exactly_one_branch_is_printed():
    branches = "<mc:Choice Requires='{}'>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>"
    alternate = f"<mc:AlternateContent>{branches}</mc:AlternateContent>"
    new, old = box(p("新")), box(p("旧"), "v")
    inside = alternate.format("wps", new.removeprefix("<w:r>")[:-6], old.removeprefix("<w:r>")[:-6])
    assert blocks(docx(p(run("甲") + f"<w:r>{inside}</w:r>"))) == ["甲", "新"]
    assert blocks(docx(p(run("甲") + alternate.format("wps", new, old)))) == ["甲", "新"]
    unknown = alternate.format("x", run("新"), run("旧"))
    assert blocks(packed(word(p(unknown), root='xmlns:x="urn:other"'))) == ["旧"]
    assert blocks(docx(alternate.format("wps", p("新"), p("旧")))) == ["新"]
    table = tbl(tr("规章", tc(alternate.format("wps", p("5"), p("6")))))
    assert blocks(docx(table)) == [[["规章", "5"]]]


def test_lettering_that_is_drawn_is_text_and_hidden_drawings_are_not():
    lettering = '<w:r><w:pict><v:shape><v:textpath string="政府信息公开工作年度报告"/></v:shape></w:pict></w:r>'
    assert blocks(docx(p(lettering))) == ["政府信息公开工作年度报告"]
    hidden = box(p("旧")).replace("<wp:anchor>", '<wp:anchor><wp:docPr id="1" name="x" hidden="1"/>')
    assert blocks(docx(p(run("甲") + hidden))) == ["甲"]


PICTURES = {
    "drawing": "<w:r><w:drawing><a:graphic><a:graphicData><a:blip/></a:graphicData></a:graphic></w:drawing></w:r>",
    "vml": "<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>",
    "object": "<w:r><w:object><o:OLEObject/></w:object></w:r>",
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_a_picture_in_a_cell_is_no_blank_and_beside_text_it_is_nothing(picture):
    assert cell(picture) == PICTURE and understand(PICTURE).meaning == "unreadable"
    assert cell(run("5") + picture) == f"5{PICTURE}"
    assert blocks(docx(p(run("甲") + picture) + p(picture) + p("乙"))) == ["甲", "乙"]


@pytest.mark.parametrize(
    "shape",
    [
        "<w:pict><v:line/></w:pict>",
        "<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp/></a:graphicData></a:graphic></wp:anchor></w:drawing>",
    ],
)
def test_a_shape_in_a_cell_may_strike_its_figure_out(shape):
    drawn = f"<w:r>{shape}</w:r>"
    assert understand(cell(drawn + run("5"))).meaning == "unreadable"
    assert cell(drawn + run("规章")) == "规章"
    assert text(drawn + run("5件")) == "5件"


def test_a_document_of_pictures_alone_says_so():
    picture = PICTURES["drawing"]
    assert refusal(docx(p(picture) + p(picture)))[:2] == ("read.image_only", "docx: 2 pictures")
    assert refusal(docx(tbl(tr(tc(picture), tc(picture)))))[0] == "read.image_only"


def test_running_heads_are_left_out_where_the_body_has_text():
    assert blocks(docx(p("甲"), hdr=p("页眉"), ftr=p("- 1 -"))) == ["甲"]
    assert blocks(docx(p(""), hdr=p("页眉"), ftr=p("页脚"))) == ["页眉", "页脚"]


def test_notes_stand_after_the_body_and_their_marks_are_no_digits():
    rule = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    notes = f'{rule}<w:footnote w:id="2">{p("其中修订3件")}</w:footnote>'
    reference = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    found = blocks(docx(tbl(tr("规章", tc(run("22") + reference))) + p("后文"), footnotes=notes))
    assert found == [[["规章", "22（注1）"]], "后文", "注1：其中修订3件"]
    assert (understand("22（注1）").meaning, understand("22（注1）").value) == ("annotated", 22)
    end = f'<w:endnote w:id="1">{p("尾注")}</w:endnote>'
    both = p(run("甲") + reference + '<w:r><w:endnoteReference w:id="1"/></w:r>')
    assert blocks(docx(both, footnotes=notes, endnotes=end)) == ["甲（注1）（注2）", "注1：其中修订3件", "注2：尾注"]


def test_a_mark_of_the_authors_own_never_joins_a_figure():
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>'
    assert cell(run("5") + own) == "5^1"


def test_a_note_that_nothing_refers_to_is_not_printed():
    assert blocks(docx(p("甲"), footnotes=f'<w:footnote w:id="2">{p("乙")}</w:footnote>')) == ["甲"]


# --- paragraphs that are joined or hidden


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>"])
def test_a_deleted_end_of_a_paragraph_joins_it_with_the_next(mark):
    joined = p("本年新收2", f"<w:rPr>{mark}</w:rPr>") + p("6件")
    assert blocks(docx(joined + p("后文"))) == ["本年新收26件", "后文"]
    assert cell(joined) == "本年新收26件"
    assert blocks(docx(p("前", f"<w:rPr>{mark}</w:rPr>") + tbl(tr("1", "2")))) == ["前", [["1", "2"]]]


def test_a_style_separator_does_not_end_a_line():
    body = p("第一", "<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p("条")
    assert blocks(docx(body)) == blocks(docx(body.replace("<w:vanish/>", ""))) == ["第一条"]


def test_an_inserted_end_of_a_paragraph_ends_it():
    assert blocks(docx(p("甲", "<w:rPr><w:ins/></w:rPr>") + p("乙"))) == ["甲", "乙"]


def test_content_controls_hold_blocks_rows_cells_and_runs():
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = f"<w:tr>{control.format(tc('规章'))}{tc('5')}</w:tr>"
    found = blocks(docx(control.format(p("甲") + tbl(control.format(row)) + control.format(p("乙")))))
    assert found == ["甲", [["规章", "5"]], "乙"]


@pytest.mark.parametrize("chunk", ["altChunk", "subDoc"])
def test_a_document_within_is_refused_and_not_left_out(chunk):
    assert refusal(docx(p("甲") + f'<w:{chunk} r:id="r9"/>'))[0] == "read.unsupported"


# --- tables


def test_cells_begin_where_they_begin_and_say_what_they_span():
    table = tbl(
        tr(tc("信息内容", RESTART), tc("数量", span(2))),
        tr(tc("", CONTINUE), "本年", "上年"),
        tr(tc("", CONTINUE), "1", "2"),
        tr("规章", "3", "4"),
    )
    assert spans(docx(table)) == [
        [("信息内容", 1, 1, 1, 3), ("数量", 1, 2, 2, 1)],
        [("本年", 2, 2, 1, 1), ("上年", 2, 3, 1, 1)],
        [("1", 3, 2, 1, 1), ("2", 3, 3, 1, 1)],
        [("规章", 4, 1, 1, 1), ("3", 4, 2, 1, 1), ("4", 4, 3, 1, 1)],
    ]


def test_places_are_counted_over_the_document():
    found = content(docx(tbl(tr("1", "2")) + p("甲") + tbl(tr("3", "4"))))
    assert [str(block.rows[0][1].place) for block in found.blocks if isinstance(block, Table)] == [
        "table=1;row=1;col=2",
        "table=2;row=1;col=2",
    ]


def test_columns_left_out_before_a_row_are_counted():
    table = tbl(tr("甲", "乙", "丙"), tr("1", "2", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'))
    assert [(text, col) for text, _, col, _, _ in spans(docx(table))[1]] == [("1", 2), ("2", 3)]


def test_a_cell_that_goes_on_with_nothing_begins():
    assert spans(docx(tbl(tr(tc("", CONTINUE), "5"), tr(tc("", CONTINUE), "6")))) == [
        [("", 1, 1, 1, 2), ("5", 1, 2, 1, 1)],
        [("6", 2, 2, 1, 1)],
    ]
    # Of other edges than the cell above.
    assert spans(docx(tbl(tr(tc("甲", RESTART + span(2)), "5"), tr(tc("", CONTINUE), "6", "7")))) == [
        [("甲", 1, 1, 2, 1), ("5", 1, 3, 1, 1)],
        [("", 2, 1, 1, 1), ("6", 2, 2, 1, 1), ("7", 2, 3, 1, 1)],
    ]


def test_what_a_merged_cell_covers_is_left_out_but_never_a_figure():
    assert spans(docx(tbl(tr(tc("甲", RESTART), "5"), tr(tc("旧", CONTINUE), "6"))))[0][0] == ("甲", 1, 1, 1, 2)
    covered = spans(docx(tbl(tr(tc("5", RESTART), "规章"), tr(tc("3", CONTINUE), "其他"))))
    assert covered[0][0] == ("5\n3", 1, 1, 1, 2) and understand("5\n3").meaning == "unreadable"


def test_the_old_way_of_merging_across_is_read():
    table = tbl(tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "5"), tr("1", "2", "3"))
    assert spans(docx(table))[0] == [("甲", 1, 1, 2, 1), ("5", 1, 3, 1, 1)]
    figure = tbl(tr(tc("4", '<w:hMerge w:val="restart"/>'), tc("7", "<w:hMerge/>"), "5"))
    assert spans(docx(figure))[0][0][0] == "4\n7"


@pytest.mark.parametrize("gone", ['<w:del w:id="1"/>', "<w:hidden/>"])
def test_deleted_and_hidden_rows_are_not_printed(gone):
    table = tbl(tr("甲", "1"), tr("乙", "2", properties=gone), tr("丙", "3", properties='<w:ins w:id="1"/>'))
    assert blocks(docx(table)) == [[["甲", "1"], ["丙", "3"]]]
    assert blocks(docx(tbl(tr("乙", "2", properties=gone)) + p("后文"))) == ["后文"]


def test_tracked_changes_of_cells_are_accepted():
    table = tbl(
        tr("甲", tc("1", '<w:cellDel w:id="1"/>'), tc("2", '<w:cellIns w:id="1"/>')),
        tr(tc("乙", '<w:cellMerge w:vMerge="rest"/>'), "3"),
        tr(tc("", '<w:cellMerge w:vMerge="cont"/>'), "4"),
        tr(tc("丙", f"<w:tcPrChange><w:tcPr>{span(2)}</w:tcPr></w:tcPrChange>"), "5"),
    )
    assert spans(docx(table)) == [
        [("甲", 1, 1, 1, 1), ("2", 1, 2, 1, 1)],
        [("乙", 2, 1, 1, 2), ("3", 2, 2, 1, 1)],
        [("4", 3, 2, 1, 1)],
        [("丙", 4, 1, 1, 1), ("5", 4, 2, 1, 1)],
    ]


def test_a_column_that_is_none_is_not_counted():
    # Rows whose edges miss each other by a rounding: 总计 stands in one column, not in two.
    rows = (tr("甲", tc("乙", span(2)), "丙"), tr(tc("1", span(2)), "2", "3"))
    assert [[cell[1:4] for cell in row] for row in spans(docx(tbl(*rows, widths=(900, 6, 900, 900))))] == [
        [(1, 1, 1), (1, 2, 1), (1, 3, 1)],
        [(2, 1, 1), (2, 2, 1), (2, 3, 1)],
    ]
    assert [cell[2] for cell in spans(docx(tbl(*rows, widths=(900, 900, 900, 900))))[0]] == [1, 2, 4]
    # One in which a cell begins and ends is one, however narrow.
    assert [cell[2] for cell in spans(docx(tbl(tr("甲", "乙", "丙"), widths=(900, 6, 900))))[0]] == [1, 2, 3]


def test_a_table_around_another_lays_it_out():
    inner = tbl(tr("规章", "5"), tr("其他", "6"))
    outer = tbl(tr("前文", tc(p("二、主动公开") + inner + p("说明"))), tr(tc("后文", span(2))))
    assert blocks(docx(outer)) == ["前文", "二、主动公开", [["规章", "5"], ["其他", "6"]], "说明", "后文"]
    assert blocks(docx(tbl(tr(tc(p("甲") + p("乙")))))) == ["甲", "乙"]
    # However deep.
    for _ in range(20):
        inner = tbl(tr(tc(inner + p(""))))
    assert blocks(docx(inner)) == [[["规章", "5"], ["其他", "6"]]]


def test_the_paragraphs_of_a_cell_are_lines():
    assert cell(p("结 果") + p("") + p("\u00a0") + p("纠 正")) == "结 果\n纠 正"
    assert cell(p("\u00a0")) == ""


def test_a_table_without_a_figure_is_a_table_still():
    assert blocks(docx(tbl(tr("", ""), tr("", "")))) == [[["", ""], ["", ""]]]


def test_text_beside_the_paragraphs_of_a_row_is_not_lost_in_silence():
    assert refusal(docx("<w:tbl><w:tr><w:t>5</w:t><w:tc><w:p/></w:tc></w:tr></w:tbl>"))[0] == "read.broken"


def test_text_between_cells_is_not_lost_in_silence():
    assert refusal(docx(f"<w:tbl>{p('5')}{tr('规章', '5')}</w:tbl>"))[0] == "read.broken"


# --- the house's own promise: what is fast reads what is slow reads


def forms():
    plain = tbl(
        tr(tc("信息内容", RESTART), tc("数量", span(2)), "备注"),
        tr(tc("", CONTINUE), "本年", "上年", tc("7", RESTART)),
        tr(tc(p("规") + p("章"), span(2)), tc(run("1") + run("2")), tc("3", CONTINUE)),
        tr("其他", tc(run("5") + run("2", '<w:vertAlign w:val="superscript"/>')), tc(field("PAGE")), "", properties=""),
        tr("乙", tc(run("9", ON) + run("8")), properties='<w:gridBefore w:val="2"/>'),
        widths=(900, 6, 900, 900),
    )
    gone = tbl(tr("甲", "1", properties="<w:hidden/>"), tr("甲", "2"))
    return docx(p("标题") + plain + p(run("甲") + "<w:r><w:tab/></w:r>" + run("乙")) + gone + p(box(p("框"))) + p("末"))


def test_the_one_pass_reads_what_the_whole_walk_reads(monkeypatch):
    data = forms()
    fast = content(data)
    monkeypatch.setattr(Body, "document", lambda self, story, rare: self.story(story))
    assert content(data) == fast
    assert any(isinstance(block, Table) for block in fast.blocks)
