"""The words around the tables: titles, preambles, sections, signatures, and what sites print around them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.forge.bodies import Body
from tests.forge.claims import Claims
from tests.forge.figures import NBSP

_OFFICIAL = (
    "总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况", "其他需要报告的事项",
)  # fmt: skip
SECTIONS = ("overview", "proactive_disclosure", "requests", "proceedings", "problems_improvements", "other_matters")
_VARIANTS = {
    0: ("概述", "工作基本情况"),
    1: ("行政机关主动公开政府信息情况", "主动公开政府信息的情况"),
    2: ("收到和处理政府信息公开申请的情况",),
    3: ("因政府信息公开工作被申请行政复议、提起行政诉讼情况", "政府信息公开行政复议和行政诉讼情况"),
    4: ("政府信息公开工作存在的主要问题及改进情况", "存在问题及改进情况"),
    5: ("其他需要报告事项",),
}
_NUMERALS = "一二三四五六七八"
_STYLES = {
    "、": "{0}、{2}", "．": "{0}．{2}", "paren": "（{0}）{2}", "half": "{0}){2}", "digit": "{1}.{2}",
    "digits": "{1}、{2}",
    "digit_paren": "({1}){2}", "none": "{2}", "bullet": "● {2}", "hash": "## {0}、{2}", "bold": "**{0}、{2}**",
    "padded": "\u3000\u3000{0}、 {2}",
}  # fmt: skip
_RARE_STYLES = ("paren", "half", "digit", "digits", "digit_paren", "none", "bullet", "bold", "padded", "lettered")
_OVERVIEW = (
    "（一）主动公开。围绕中心工作及时公布办事指南、财政预决算和惠民政策，让群众看得懂、用得上。",
    "（二）依申请公开。畅通受理渠道，专人登记、专人答复，做到件件有回音。",
    "（三）政府信息管理。落实先审查后公开，定期清理过期内容。",
    "（四）平台建设。把门户网站作为第一平台，同步用好公告栏和服务热线。",
    "（五）监督保障。年初制定计划，年中检查，年末总结，把公开工作纳入考核。",
    "全年通过各类渠道发布动态、公告和解读材料，其中规章、规范性文件均按规定报备。",
)
_AGAIN = ("一、抓组织领导。", "二、抓平台建设。", "三、抓业务培训。")
_PROBLEMS = (
    "一是更新还不够及时；二是解读形式较为单一；三是人员业务水平参差不齐。",
    "部分栏目内容偏少，群众参与的渠道有待拓宽。下一步将加强培训、细化分工。",
    "今后将对照清单逐项核对，健全台账，做到应公开尽公开。",
)
_NOTHING = ("无。", "暂无。", "没有其他需要报告的事项。")


@dataclass(frozen=True)
class Frame:
    """The parts of a text around its three tables, each a list of lines (one line a paragraph).

    `sections` are the official sections the text has under a title of their own; None where that may be argued about.
    """

    head: list[str]
    headings: list[str]
    overview: list[str]
    before: dict[int, list[str]]
    problems: list[str]
    other: list[str]
    foot: list[str]
    sections: frozenset[str] | None


def frame_of(rng: random.Random, body: Body, year: int, claims: Claims, plan: Headings, *, rich: bool) -> Frame:
    """Return the words of one report."""
    title = _title(rng, body, year)
    # A government's name alone above a title without one may be a site's masthead: the text must say who speaks.
    is_masthead = title[0] == body.title and body.kind != "department" and body.level != "township"
    zeal = rng.choice(["认真落实", "严格执行"])
    overview = rng.sample(_OVERVIEW, rng.randint(2, 5))
    if rich and rng.random() < 0.1:
        overview[:0] = _AGAIN
    for sentence in claims.overview:
        overview.insert(rng.randint(0, len(overview)), sentence)
    preamble = _preamble(rng, body, year, claims, name_body=is_masthead)
    return Frame(
        head=[*_chrome(rng, body, year, rich=rich), *title, *preamble],
        headings=plan.printed,
        overview=[f"{year}年，{_self(body)}{zeal}各项公开要求，工作平稳有序。", *overview],
        before=_before(rng, year, rich=rich),
        problems=rng.sample(_PROBLEMS, rng.randint(1, 2)),
        other=claims.other or ([rng.choice(_NOTHING)] if plan.printed[5] else []),
        foot=_foot(rng, body, year, rich=rich),
        sections=plan.sections,
    )


def _self(body: Body) -> str:
    if body.level != "township":
        return "本机关"
    return "我镇" if body.place.endswith("镇") else "本单位"


def _title(rng: random.Random, body: Body, year: int) -> list[str]:
    kind = rng.randrange(6)
    name = body.title
    if kind == 0:
        return [f"{name}{year}年政府信息公开工作年度报告"]
    if kind == 1:
        return [name, f"{year}年政府信息公开工作年度报告"]
    if kind == 2:
        return [f"{year}年{name}政府信息公开工作年度报告"]
    if kind == 3:
        return [f"{name}政府信息公开工作年度报告", f"（{year}年度）"]
    if kind == 4:
        return [f"{name} {year} 年度政府信息公开工作年度报告"]
    return [f"{name}{year}年度政府信息公开", "工作年度报告"]


def _chrome(rng: random.Random, body: Body, year: int, *, rich: bool) -> list[str]:
    if rng.random() > (0.35 if rich else 0.15):
        return []
    kinds = [
        ["当前位置：首页 > 政府信息公开 > 政府信息公开年报"],
        [f"来源：{body.full} 浏览次数：{rng.randint(2, 999)} 字体：大 中 小"],
        ["政府信息公开年报", "打印"],
    ]
    if rich:
        day = f"{year + 1}-01-{rng.randint(10, 29)}"
        kinds += [
            [f"索 引 号：{rng.randint(10**8, 10**9)}/{year + 1}-{rng.randint(10000, 99999)}", f"发文日期：{day}",
             f"发布机构：{body.full}", "主题分类：综合政务 / 政务公开", "文 号：无"],
            ["首页", "|", "政务公开", "|", "办事服务", "|", "互动交流"],
            [f"发布时间：{day} 09:{rng.randint(10, 59)}", f"浏览次数：{rng.randint(2, 9999)}", "【字体：大 中 小】",
             "打印"],
            [f"您当前的位置：首页 >> 信息公开 >> 年度报告 >> {year}年", f"点击数：{rng.randint(2, 9999)}"],
        ]  # fmt: skip
    return rng.choice(kinds)


def _preamble(rng: random.Random, body: Body, year: int, claims: Claims, *, name_body: bool) -> list[str]:
    said = claims.preamble
    if not said and not claims.period and not name_body and rng.random() < 0.15:
        return []
    what = f"{body.full}{year}年政府信息公开工作年度报告" if name_body else "本年度报告"
    basis = f"根据《中华人民共和国政府信息公开条例》和上级有关要求，现公布{what}。"
    period = claims.period or rng.choice(
        [
            f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
            f"统计时间为{year}年1月1日至{year}年12月31日。",
            "",
        ]
    )
    contact = rng.choice(
        ["", f"如有疑问，请与{body.full}联系（电话：0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}）。"]
    )
    return [basis + said + period + contact]


@dataclass(frozen=True)
class Headings:
    """The headings as printed, how many sections they make, which official ones are among them."""

    printed: list[str]
    count: int
    sections: frozenset[str]
    numbered: bool

    @classmethod
    def of(cls, rng: random.Random, *, rich: bool) -> Headings:
        """Return random headings; most offices keep the official ones."""
        neat = rng.random() < (0.4 if rich else 0.6)
        styles = ["、", "、", "．", "arabic", "prefix", "hash", *(_RARE_STYLES if rich else ())]
        style = "、" if neat else rng.choice(styles)
        # Without a number, a title that is not official is past knowing.
        numbered = style not in ("none", "bullet")
        shift = int(not neat and numbered and rng.random() < 0.15)
        renamed = 0.3 if not neat and numbered else 0.0
        found = []
        for number, title in enumerate(_OFFICIAL):
            if rng.random() < renamed:
                title = rng.choice(_VARIANTS[number])
            found.append(_heading(style, number, number + (shift if number else 0), title))
        missing = rich and not neat and rng.random() < 0.1
        if missing:
            found[5] = ""
        added = rich and not neat and not missing and numbered and rng.random() < 0.1
        if added:
            # The section on other matters moves down by one.
            extra = _heading(style, 5, 5 + shift, "下一步工作打算")
            last = _heading(style, 6, 6 + shift, _OFFICIAL[5])
            found[5] = f"{extra}\n加强统筹，压实责任，按季度检查。\n{last}"
        if shift:
            found[0] += "\n" + _heading(style, 1, 1, "推进公开的主要做法") + "\n完善制度，细化流程，责任到人。"
        count = 6 - missing + added + shift
        return cls(found, count, frozenset(SECTIONS[: 6 - missing]), numbered)


def _heading(style: str, number: int, printed: int, title: str) -> str:
    if style == "arabic":
        return f"{printed + 1}、 {title}" if number == 4 else f"{_NUMERALS[printed]}、{title}"
    if style == "prefix":
        return f"{'[bookmark: _GoBack]' if number == 0 else ''}{_NUMERALS[printed]}、{title}"
    if style == "lettered":
        return f"{_NUMERALS[printed]}、{' '.join(title)}"
    return _STYLES[style].format(_NUMERALS[printed], printed + 1, title)


def _before(rng: random.Random, year: int, *, rich: bool) -> dict[int, list[str]]:
    """Return lines between a heading and its table."""
    noise = [
        [f"浏览次数：{rng.randint(2, 9999)}"],
        ["字体：大 中 小", "打印"],
        [f"（数据截至{year}年12月31日）"],
    ]
    more = [rng.choice(noise)] if rich else []
    return {
        1: rng.choice([[], [], ["该部分以表格形式报告，表格如下："], [f"（{year}年度，单位见表内）"], *more]),
        2: rng.choice([[], [], [f"{year}年度政府信息公开申请的办理情况见下表。"], [NBSP], *more]),
        3: rng.choice([[], [], [NBSP], [f"{year}年度行政复议、行政诉讼情况见下表。"], *more]),
    }


def _foot(rng: random.Random, body: Body, year: int, *, rich: bool) -> list[str]:
    kind = rng.randrange(8 if rich else 5)
    day = f"{year + 1}年1月{rng.randint(5, 29)}日"
    number = rng.randint(10**9, 10**10 - 1)
    if kind == 0:
        return []
    if kind == 1:
        return [body.full]
    if kind == 2:
        return [body.full, day]
    if kind == 3:
        return [day]
    if kind == 4:
        return [f"主办单位：{body.full}　网站标识码：{number}"]
    if kind == 5:
        return [day, "上一篇：没有了", "下一篇：政务公开工作要点", "【打印本页】【关闭窗口】"]
    if kind == 6:
        upper = "".join(body.names[:2])
        return [f"主办：{upper}人民政府办公室", f"网站标识码：{number}　ICP备{number % 10**8}号-1", "公网安备12345号"]
    return [f"扫一扫在手机打开当前页　您是第{number % 10**6}位访客"]
