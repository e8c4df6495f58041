"""Reports on the statistics form of 2014: one figure a row, with the relations that its labels promise.

Written down from the form's own wording, not from the reader's data.
"""

from __future__ import annotations

import random

from tests.forge.figures import Shown
from tests.forge.grids import Grid, Slot

EDITION = "2014"
YEARS = (2015, 2016, 2017, 2018)
TABLE = "statistics_2014"

_ROWS: tuple[tuple[str, str, str], ...] = (
    ("", "一、主动公开情况", ""),
    ("pd_total", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("pd_normative_disclosed", "其中：主动公开规范性文件数", "条"),
    ("pd_normative_issued", "制发规范性文件总数", "件"),
    ("", "（二）通过不同渠道和方式公开政府信息的情况", ""),
    ("pd_gazette", "1.政府公报公开政府信息数", "条"),
    ("pd_website", "2.政府网站公开政府信息数", "条"),
    ("pd_weibo", "3.政务微博公开政府信息数", "条"),
    ("pd_wechat", "4.政务微信公开政府信息数", "条"),
    ("pd_other", "5.其他方式公开政府信息数", "条"),
    ("", "二、回应解读情况", ""),
    ("rs_events", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    ("", "（二）通过不同渠道和方式回应解读的情况", ""),
    ("rs_press", "1.参加或举办新闻发布会总次数", "次"),
    ("rs_press_leader", "其中：主要负责同志参加新闻发布会次数", "次"),
    ("rs_interview", "2.政府网站在线访谈次数", "次"),
    ("rs_interview_leader", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("rs_articles", "3.政策解读稿件发布数", "篇"),
    ("rs_weibo_wechat", "4.微博微信回应事件数", "次"),
    ("rs_other", "5.其他方式回应事件数", "次"),
    ("", "三、依申请公开情况", ""),
    ("rq_received", "（一）收到申请数", "件"),
    ("rq_inperson", "1.当面申请数", "件"),
    ("rq_fax", "2.传真申请数", "件"),
    ("rq_online", "3.网络申请数", "件"),
    ("rq_mail", "4.信函申请数", "件"),
    ("rq_closed", "（二）申请办结数", "件"),
    ("rq_closed_ontime", "1.按时办结数", "件"),
    ("rq_closed_extended", "2.延期办结数", "件"),
    ("rq_replied", "（三）申请答复数", "件"),
    ("rp_already_public", "1.属于已主动公开范围数", "件"),
    ("rp_granted", "2.同意公开答复数", "件"),
    ("rp_partial", "3.同意部分公开答复数", "件"),
    ("rp_denied", "4.不同意公开答复数", "件"),
    ("rp_denied_state_secret", "其中：涉及国家秘密", "件"),
    ("rp_denied_trade_secret", "涉及商业秘密", "件"),
    ("rp_denied_privacy", "涉及个人隐私", "件"),
    ("rp_denied_security_stability", "危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("rp_denied_not_gov_info", "不是《条例》所指政府信息", "件"),
    ("rp_denied_other_law", "法律法规规定的其他情形", "件"),
    ("rp_not_this_organ", "5.不属于本行政机关公开数", "件"),
    ("rp_not_exist", "6.申请信息不存在数", "件"),
    ("rp_supplement", "7.告知作出更改补充数", "件"),
    ("rp_other_channel", "8.告知通过其他途径办理数", "件"),
    ("rv_total", "四、行政复议数量", "件"),
    ("rv_upheld", "（一）维持具体行政行为数", "件"),
    ("rv_corrected", "（二）被依法纠错数", "件"),
    ("rv_other", "（三）其他情形数", "件"),
    ("lt_total", "五、行政诉讼数量", "件"),
    ("lt_upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("lt_corrected", "（二）被依法纠错数", "件"),
    ("lt_other", "（三）其他情形数", "件"),
    ("complaints", "六、举报投诉数量", "件"),
    ("fee_wan", "七、依申请公开信息收取的费用", "万元"),
    ("", "八、机构建设和保障经费情况", ""),
    ("org_offices", "（一）政府信息公开工作专门机构数", "个"),
    ("org_points", "（二）设置政府信息公开查阅点数", "个"),
    ("org_staff", "（三）从事政府信息公开工作人员数", "人"),
    ("org_fulltime", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("org_parttime", "2.兼职人员数", "人"),
    (
        "org_budget_wan",
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
    ),
    ("", "九、政府信息公开会议和培训情况", ""),
    ("tr_meetings", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("tr_courses", "（二）举办各类培训班数", "次"),
    ("tr_trainees", "（三）接受培训人员数", "人次"),
)
_SUMS: dict[str, tuple[str, ...]] = {
    "rq_received": ("rq_inperson", "rq_fax", "rq_online", "rq_mail"),
    "rq_closed": ("rq_closed_ontime", "rq_closed_extended"),
    "rp_denied": tuple(key for key, _, _ in _ROWS if key.startswith("rp_denied_")),
    "rq_replied": (
        "rp_already_public", "rp_granted", "rp_partial", "rp_denied", "rp_not_this_organ", "rp_not_exist",
        "rp_supplement", "rp_other_channel",
    ),
    "rv_total": ("rv_upheld", "rv_corrected", "rv_other"),
    "lt_total": ("lt_upheld", "lt_corrected", "lt_other"),
    "org_staff": ("org_fulltime", "org_parttime"),
}  # fmt: skip
STATED_SUMS = tuple((total, parts) for total, parts in _SUMS.items() if total != "org_staff")
"""Totals that are the sum of their parts by definition; of the staff, some are left out of the parts by the form."""
_CHANNELS = ("pd_gazette", "pd_website", "pd_weibo", "pd_wechat", "pd_other")


def statistics(rng: random.Random, scale: int) -> dict[str, Shown]:
    """Return every figure of the form, printed; the sums hold and no total is above its channels."""
    most = (1, 6, 90, 4000)[scale]
    found = {key: rng.randint(0, most) if scale and rng.random() < 0.4 else 0 for key, _, _ in _ROWS if key}
    for total, parts in _SUMS.items():
        found[total] = sum(found[part] for part in parts)
    found["pd_total"] = sum(found[channel] for channel in _CHANNELS) - rng.choice([0, 0, found["pd_other"]])
    found["pd_normative_disclosed"] = min(found["pd_total"], found["pd_normative_disclosed"])
    for leader, whole in (("rs_press_leader", "rs_press"), ("rs_interview_leader", "rs_interview")):
        found[leader] = min(found[leader], found[whole])
    units = {key: unit for key, _, unit in _ROWS}
    with_unit = rng.random() < 0.05
    return {
        f"{TABLE}/{key}": Shown(f"{value}{units[key]}" if with_unit else str(value), value)
        for key, value in found.items()
    }


def statistics_grid(rng: random.Random, cells: dict[str, Shown]) -> Grid:
    """Return the form drawn: indicator, unit, figure."""
    heads = rng.choice([("统计指标", "单位", "统计数"), ("统 计 指 标", "单位", "统计数"), ("指标", "单位", "数量")])
    grid: Grid = [[Slot(text, "head") for text in heads]]
    indent = rng.random() < 0.4
    for key, label, unit in _ROWS:
        text = f"\u3000\u3000{label}" if indent and label[0] not in "一二三四五六七八九" else label
        if not key:
            grid.append([Slot(text), Slot("", "blank"), Slot("", "blank")])
        else:
            grid.append([Slot(text), Slot(unit, "unit"), Slot(cells[f"{TABLE}/{key}"].raw, "value", f"{TABLE}/{key}")])
    return grid
