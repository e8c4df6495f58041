"""The words around the tables: titles, preambles, sections, signatures, and what sites print around them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.forge.bodies import Body
from tests.forge.figures import NBSP

_OFFICIAL = (
    "总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况", "其他需要报告的事项",
)  # fmt: skip
_VARIANTS = {
    0: ("概述", "工作基本情况"),
    1: ("行政机关主动公开政府信息情况", "主动公开政府信息的情况"),
    2: ("收到和处理政府信息公开申请的情况",),
    3: ("因政府信息公开工作被申请行政复议、提起行政诉讼情况", "政府信息公开行政复议和行政诉讼情况"),
    4: ("政府信息公开工作存在的主要问题及改进情况", "存在问题及改进情况"),
    5: ("其他需要报告事项",),
}
_NUMERALS = "一二三四五六七八"
_OVERVIEW = (
    "（一）主动公开。围绕中心工作及时公布办事指南、财政预决算和惠民政策，让群众看得懂、用得上。",
    "（二）依申请公开。畅通受理渠道，专人登记、专人答复，做到件件有回音。",
    "（三）政府信息管理。落实先审查后公开，定期清理过期内容。",
    "（四）平台建设。把门户网站作为第一平台，同步用好公告栏和服务热线。",
    "（五）监督保障。年初制定计划，年中检查，年末总结，把公开工作纳入考核。",
    "全年通过各类渠道发布动态、公告和解读材料，其中规章、规范性文件均按规定报备。",
)
_PROBLEMS = (
    "一是更新还不够及时；二是解读形式较为单一；三是人员业务水平参差不齐。",
    "部分栏目内容偏少，群众参与的渠道有待拓宽。下一步将加强培训、细化分工。",
    "今后将对照清单逐项核对，健全台账，做到应公开尽公开。",
)


@dataclass(frozen=True)
class Frame:
    """The parts of a text around its three tables, each a list of lines (one line a paragraph)."""

    head: list[str]
    headings: list[str]
    overview: list[str]
    before: dict[int, list[str]]
    problems: list[str]
    other: list[str]
    foot: list[str]


def frame_of(rng: random.Random, body: Body, year: int) -> Frame:
    """Return the words of one report."""
    title = _title(rng, body, year)
    # A government's name alone above a title without one may be a site's masthead: the text must say who speaks.
    is_masthead = title[0] == body.title and body.kind != "department" and body.level != "township"
    zeal = rng.choice(["认真落实", "严格执行"])
    return Frame(
        head=[*_chrome(rng, body), *title, *_preamble(rng, body, year, name_body=is_masthead)],
        headings=_headings(rng),
        overview=[
            f"{year}年，{_self(body)}{zeal}各项公开要求，工作平稳有序。",
            *rng.sample(_OVERVIEW, rng.randint(2, 5)),
        ],
        before=_before(rng, year),
        problems=rng.sample(_PROBLEMS, rng.randint(1, 2)),
        other=[rng.choice(["无。", "暂无。", "没有其他需要报告的事项。", f"{year}年未收取信息处理费。"])],
        foot=_foot(rng, body, year),
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


def _chrome(rng: random.Random, body: Body) -> list[str]:
    if rng.random() > 0.15:
        return []
    return rng.choice(
        [
            ["当前位置：首页 > 政府信息公开 > 政府信息公开年报"],
            [f"来源：{body.full} 浏览次数：{rng.randint(2, 999)} 字体：大 中 小"],
            ["政府信息公开年报", "打印"],
        ]
    )


def _preamble(rng: random.Random, body: Body, year: int, *, name_body: bool) -> list[str]:
    if not name_body and rng.random() < 0.15:
        return []
    what = f"{body.full}{year}年政府信息公开工作年度报告" if name_body else "本年度报告"
    basis = f"根据《中华人民共和国政府信息公开条例》和上级有关要求，现公布{what}。"
    period = rng.choice(
        [
            f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
            f"统计时间为{year}年1月1日至{year}年12月31日。",
            "",
        ]
    )
    contact = rng.choice(
        ["", f"如有疑问，请与{body.full}联系（电话：0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}）。"]
    )
    return [basis + period + contact]


def _headings(rng: random.Random) -> list[str]:
    neat = rng.random() < 0.6
    shift = 0 if neat or rng.random() < 0.85 else 1
    style = "、" if neat else rng.choice(["、", "、", "．", "arabic", "prefix", "hash"])
    found = []
    for number, title in enumerate(_OFFICIAL):
        if not neat and rng.random() < 0.3:
            title = rng.choice(_VARIANTS[number])
        printed = _NUMERALS[number + (shift if number else 0)]
        if style == "arabic" and number == 4:
            found.append(f"{number + 1 + shift}、 {title}")
        elif style == "prefix" and number == 0:
            found.append(f"[bookmark: _GoBack]{printed}、{title}")
        elif style == "hash":
            found.append(f"## {printed}、{title}")
        else:
            found.append(f"{printed}{'．' if style == '．' else '、'}{title}")
    if shift:
        found[0] += "\n" + "二、推进公开的主要做法\n完善制度，细化流程，责任到人。"
    return found


def _before(rng: random.Random, year: int) -> dict[int, list[str]]:
    """Return lines between a heading and its table."""
    return {
        1: rng.choice([[], [], ["该部分以表格形式报告，表格如下："], [f"（{year}年度，单位见表内）"]]),
        2: rng.choice([[], [], [f"{year}年度政府信息公开申请的办理情况见下表。"], [NBSP]]),
        3: rng.choice([[], [], [NBSP], [f"{year}年度行政复议、行政诉讼情况见下表。"]]),
    }


def _foot(rng: random.Random, body: Body, year: int) -> list[str]:
    kind = rng.randrange(5)
    day = f"{year + 1}年1月{rng.randint(5, 29)}日"
    if kind == 0:
        return []
    if kind == 1:
        return [body.full]
    if kind == 2:
        return [body.full, day]
    if kind == 3:
        return [day]
    return [f"主办单位：{body.full}　网站标识码：{rng.randint(10**9, 10**10 - 1)}"]
