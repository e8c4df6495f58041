"""Labels as they are printed, and the keys of the form they stand for."""

import pytest
from opencc import OpenCC

from gouji.parse.labels import normal_form, recognise, similar_rows
from gouji.standard import resources
from gouji.standard.forms import form_of, forms
from gouji.standard.resources import StandardError
from gouji.standard.words import cell_words

DEFINITION = (
    "规范性文件（指除政府规章外，由行政机关依照法定权限、程序制定并公开发布，涉及公民、法人和其他组织权利义务，"
    "在2019年内反复适用的公文；包括（一）决定、（二）办法、（三）规章的实施细则）"
)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        # Split by lines, spaces and the padding of a column.
        ("本年新\n制作数量", "newly_made"),
        ("商业\n企业", "commercial_enterprise"),
        ("社会 公益 组织", "social_welfare_org"),
        ("结 果\n\n纠 正", "corrected"),
        ("总\u3000计", "total"),
        ("四 、 结 转 下 年 度 继 续 办 理", "carried_out"),
        # Cut.
        ("本年增/", "change"),
        ("本年发件数", "issued"),
        ("现行有效件", "in_force"),
        # Annotated: figures in a label are no values.
        ("规章（设区的市、自治州人民政府应提供相关数据）", "rules"),
        ("规范性文件（指各行政机关印发的有正式文号的文件）", "normative_documents"),
        (DEFINITION, "normative_documents"),
        ("规范性文件（指2019年印发的（含修订的", "normative_documents"),
        ("规范性文件 指有正式文号的文件", "normative_documents"),
        ("上一年项目数量（指2019年事项数）", "prior_year_items"),
        ("本年增/减（与上一年相比，减用负值表示，如-8）", "change"),
        ("部分公开（区分处理的）", "partially_granted"),
        ("采购总金额（万元）", "total_amount"),
        ("本年收费金额\n（单位：万元）", "amount"),
        # Residue of editors and exports.
        ("[bookmark: _GoBack]规章", "rules"),
        ("<!--[if !supportLists]-->1.<!--[endif]-->属于国家秘密", "denied_state_secret"),
        ("行政<br/>许可", "administrative_licensing"),
        ("<span lang='EN-US'>行政处罚</span>", "administrative_penalty"),
        ("**规章**", "rules"),
        ("&nbsp;规章&nbsp;", "rules"),
        ("\\t规章", "rules"),
        ("3\\.危及&ldquo;三安全一稳定&rdquo;", "denied_security_stability"),
        ("本年增\\|减", "change"),
        ("规\u200b章\ufeff", "rules"),
        ("行政\u00ad强制", "administrative_compulsion"),
        ("\uf06c规章", "rules"),
        # Quotes of another charset, lost in this one.
        ("3.危及\ufffd三安全一稳定\ufffd", "denied_security_stability"),
        # Numbered otherwise, or not at all.
        ("1、属于国家秘密", "denied_state_secret"),
        ("1．属于国家秘密", "denied_state_secret"),
        ("1 属于国家秘密", "denied_state_secret"),
        ("①属于国家秘密", "denied_state_secret"),
        ("⒈属于国家秘密", "denied_state_secret"),
        ("⑴属于国家秘密", "denied_state_secret"),
        ("（1）属于国家秘密", "denied_state_secret"),
        ("1)属于国家秘密", "denied_state_secret"),
        ("属于国家秘密", "denied_state_secret"),
        ("(一)予以公开", "granted"),
        ("㈠予以公开", "granted"),
        ("（一）、予以公开", "granted"),
        ("一、（一）予以公开", "granted"),
        ("(七) 总计", "outcomes_total"),
        # Quotes of all kinds.
        ("3.危及“三安全一稳定”", "denied_security_stability"),
        ('3.危及"三安全一稳定"', "denied_security_stability"),
        ("3.危及「三安全一稳定」", "denied_security_stability"),
        ("3.危及＂三安全一稳定＂", "denied_security_stability"),
        ("3.危及三安全一稳定", "denied_security_stability"),
        # In other words.
        ("一、本年新收到政府信息公开申请数量", "received_new"),
        ("二、上年转结政府信息公开申请数量", "carried_in"),
        ("四、转结下年度继续办理", "carried_out"),
        ("行政事业型收费", "administrative_fees"),
        ("2.其他法律行政止公开", "denied_other_law_prohibited"),
        # Traditional, with readings, in radicals, in Taiwan's words where these are for certain.
        ("規章", "rules"),
        ("規(guī)章", "rules"),
        ("重(zhòng)復(fù)申請(qǐng)", "not_processed_duplicate"),
        ("⾏政許可", "administrative_licensing"),
        ("行政複議", "review"),
        ("行政規範性檔案", "normative_documents"),
        ("上一年專案數量", "prior_year_items"),
    ],
)
def test_a_label_is_known(printed, key):
    assert key in {hit.key for hit in recognise(printed)}


@pytest.mark.parametrize(
    "printed",
    [
        "规章制度建设情况",
        "规范性文件（一）共12件，其中修订2件",
        "公开行政许可、行政处罚等事项",
        "其他需要报告的事项",
        "0",
        "（）",
        "",
    ],
)
def test_other_text_is_no_label(printed):
    assert recognise(printed) == ()


@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_every_label_of_every_form_is_known_in_traditional_characters(standard):
    to_traditional = OpenCC(standard).convert
    labels = [label for form in forms() for label in (*(row.label for row in form.rows), *form.structure)]
    labels += [label for form in forms() for _, label in form.column_labels]
    assert [label for label in labels if recognise(to_traditional(label)) != recognise(label)] == []
    assert all(map(recognise, labels))


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("3.要求提供公开出板物", "not_processed_public_publication"),
        ("1.信访举报投诉申请", "not_processed_petition_complaint"),
        ("4.保护第三方合法权宜", "denied_third_party_rights"),
        ("本年新收政府信息公申请数量", "received_new"),
        # Taiwan's word for 信息 is no label's, but hardly changes it.
        ("二、上年結轉政府資訊公開申請數量", "carried_in"),
    ],
)
def test_a_misprinted_row_is_like_its_own_more_than_any_other(printed, key):
    found = similar_rows(form_of("requests", "2021"), normal_form(printed))
    assert found[0][0] == key and found[0][1] > 0.8


def test_no_residue_makes_a_label_slow():
    for text in (
        "<!--" * 5000,
        "[bookmark:" * 2000,
        "(" * 5000,
        "（一）" * 3000,
        "1." * 5000,
        "<a " * 5000,
        "&a" * 5000,
    ):
        normal_form(text)
        recognise(text)


def test_words_in_cells_are_refused_unless_each_says_one_known_thing(monkeypatch):
    for rows in ("无,nothing,", "无,not_applicable,\n无,zero,"):
        monkeypatch.setattr(resources, "read_bytes", lambda name, rows=rows: f"word,says,why\n{rows}\n".encode())
        with pytest.raises(StandardError, match=r"words\.csv"):
            cell_words.__wrapped__()
