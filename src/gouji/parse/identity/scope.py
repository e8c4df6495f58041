"""What a report's figures cover, by what it says of them, else by the level of the body that reports.

Only a sentence about the report's own figures counts (本报告所列数据仅为…, 统计范围包括…, 综合各部门年度报告编制), a
sentence that says of all bodies of a place how many requests they received, and nothing else: a text speaks of
本机关 and 全市 on every line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gouji.parse.dates import running
from gouji.report import AgencyKind, FiguresCover
from gouji.standard.divisions import Division
from gouji.standard.scopes import EXTENTS, scopes

Basis = Literal["text", "level"]
_WHOLE = r"全(?:自治[区州县旗]|地区|街道|[省市县区州旗盟镇乡])"
_CLAUSE = r"[^,，]"
# A further clause belongs to the list before it only if it goes on with one: 包括市政府办公室,各县区,以及….
_LISTED = re.compile(r"[,，](?!以及|和|及|与|并|各|全|[省市县区州旗]直)")
_EXCEPTED = re.compile(r"除[^,，]{1,24}外")
# What a report is written by, and for when, not from whose figures: 根据上级部门年度报告编制要求.
_NO_FIGURES = re.compile(r"通知|要求|规定|部署|安排|办法|指南|意见|格式|期限|时间|[《〔]")
# Whom the figures of no government hold: departments that answer to the province or the centre alone.
_NOT_THE_BODYS = re.compile(r"垂直|垂管|双管|双重管理|中央驻|[省部]驻|驻[^,，]{0,4}单位")
_AND = re.compile("[、和及与]")
_SENTENCE_END = re.compile(r"[。;；!！\n]")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class _Wording:
    """The patterns of `scopes.csv`: sentences about the report's own figures, and what they can name.

    `telling`: the words one of which every sentence that can count has in it, each with how it goes on there.
    """

    telling: tuple[tuple[str, re.Pattern[str]], ...]
    figures: re.Pattern[str]
    compiled: tuple[re.Pattern[str], ...]
    counted_in: re.Pattern[str]
    received: re.Pattern[str]
    excludes: re.Pattern[str]
    extents: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Body:
    """The body whose figures they are: `is_government` of a county or above, `word` the last character of its place."""

    is_government: bool
    kind: AgencyKind
    is_town: bool
    word: str


def cover_of(text: str, kind: AgencyKind, division: Division) -> tuple[FiguresCover, Basis]:
    """Return what the figures of a body cover, and whether its own squeezed `text` or its level says so.

    `unknown` by the text where it contradicts itself, or says neither the one nor the other (a county's departments
    without its towns).
    """
    is_town = division.level == "township"
    body = _Body(kind == "government" and not is_town, kind, is_town, division.plain_name[-1])
    covers = set(_claims(text, body)) if _may_tell(text.replace("\n", "")) else set()
    if not covers:
        return ("territory" if body.is_government else "own_body"), "level"
    return (covers.pop() if len(covers) == 1 else "unknown"), "text"


def _claims(text: str, body: _Body) -> Iterator[FiguresCover]:
    for sentence in _SENTENCE_END.split(running(text.split("\n"))):
        if _may_tell(sentence):
            yield from _claims_of(sentence, body)


def _may_tell(text: str) -> bool:
    """Return whether text has a word without which no sentence counts, and goes on after it as it must."""
    return any(word in text and pattern.search(text) for word, pattern in _wording().telling)


def _claims_of(sentence: str, body: _Body) -> Iterator[FiguresCover]:
    wording = _wording()
    for match in wording.figures.finditer(sentence):
        yield from _covered(sentence[match.start("verb") : match.start("verb") + _LONGEST], body)
    for match in (found for pattern in wording.compiled for found in pattern.finditer(sentence)):
        if not _NO_FIGURES.search(match[0]):
            yield from _including(match["what"], body)
    for match in wording.counted_in.finditer(sentence):
        before = _LISTED.split(sentence[max(0, match.start() - _LONGEST // 2) : match.start()])[-1]
        yield from _excluding(before, body) if match["not"] else _including(before, body)
    if body.is_government or body.kind == "government_office":
        for match in wording.received.finditer(sentence):
            # An office reports for itself or for its government: such a sentence does not say which.
            if match["whole"][-1] == body.word:
                yield "territory" if body.is_government else "unknown"


def _covered(rest: str, body: _Body) -> Iterator[FiguresCover]:
    """Yield what a sentence says from its verb on; what it leaves out weighs more than what it has."""
    left_out = _wording().excludes.search(rest)
    included = _LISTED.split(rest[: left_out.start()] if left_out else rest)[0].split("其中")[0]
    if _NO_FIGURES.search(included):
        return
    said = list(_excluding(_LISTED.split(rest[left_out.end() :])[0], body)) if left_out else []
    yield from said or _including(included, body)


def _including(text: str, body: _Body) -> Iterator[FiguresCover]:
    """Yield what figures cover that are those of the bodies named; nothing where none is."""
    named, wholes = _named(text)
    if not named and not wholes:
        return
    if _EXCEPTED.search(text) or any(word[-1] != body.word for word in wholes):
        yield "unknown"
    elif body.is_town:
        # A town has villages below it, and no other's figures are in its report: such a sentence is copied.
        yield "unknown" if named & {"office", "divisions", "system"} else "own_body"
    elif body.is_government:
        if wholes or "divisions" in named:
            yield "territory"
        elif named & {"departments", "level"}:
            yield "unknown"
        elif named & {"own", "office"}:
            yield "own_body"
    elif wholes or named & {"divisions", "system"}:
        yield "territory"
    elif "office" in named and (body.kind != "government_office" or "departments" in named):
        yield "unknown"
    elif named & {"own", "office", "level", "units"}:
        yield "own_body"


def _excluding(text: str, body: _Body) -> Iterator[FiguresCover]:
    """Yield what figures cover that are without those of the bodies named; nothing where none is."""
    named, wholes = _named("、".join(part for part in _AND.split(text) if not _NOT_THE_BODYS.search(part)))
    if not body.is_government:
        if named - {"own"}:
            yield "own_body"
    elif "departments" in named or "下级" in text:
        yield "own_body"
    elif "divisions" in named or wholes:
        yield "unknown"


def _named(text: str) -> tuple[set[str], list[str]]:
    found = list(_wording().extents.finditer(text))
    roles = {str(match.lastgroup) for match in found} - {"whole"}
    return roles, [match[0] for match in found if match.lastgroup == "whole"]


@cache
def _wording() -> _Wording:
    words = scopes()
    report, these, link, data = (_one_of(words[role]) for role in ("report", "these", "link", "data"))
    verb, out = _one_of(words["covers"]), _one_of(words["excludes"])
    bounds = r"(?:^|(?<=[,，:]))"
    figures = (
        rf"(?:(?:{report}|{these}){link}{{0,4}}{data}|{bounds}(?:(?:数据)?统计(?:范围|口径)|数据(?=[均都])))"
        rf"{link}{{0,3}}(?P<verb>{verb}|{out})"
    )
    written = rf"(?P<what>{_CLAUSE}{{2,60}}?)(?:年度报告|年报|数据|报送|上报){_CLAUSE}{{0,12}}"
    about = rf"{report}.{{0,40}}?"
    return _Wording(
        telling=(
            *(
                (word, re.compile(f"{word}{link}{{0,3}}(?:{verb}|{out})"))
                for word in (*words["data"], "统计范围", "统计口径")
            ),
            *(
                (word, re.compile(word))
                for word in ("综合", "汇总", "入本", "入该", "入此", "在本", "在该", "在此", "各级")
            ),
        ),
        figures=re.compile(figures),
        compiled=(
            re.compile(rf"{about}(?:综合|汇总)了?{written}(?:编制|编写|形成|而成)"),
            re.compile(rf"{about}(?:根据|依据){written}(?:综合|汇总)"),
        ),
        counted_in=re.compile(
            r"(?P<not>未|不|没有)?(?:均|都|一并|已)?(?:纳入|计入|列入|包括在|包含在)[本该此](?:年度)?(?:报告|年报|数据|次?统计)"
        ),
        received=re.compile(rf"(?P<whole>{_WHOLE})各级{_CLAUSE}{{0,24}}?(?:收到|受理|收办|办理){_CLAUSE}{{0,10}}?申请"),
        excludes=re.compile(out),
        extents=re.compile(
            "|".join([f"(?P<whole>{_WHOLE})", *(f"(?P<{role}>{_one_of(words[role])})" for role in EXTENTS)])
        ),
    )


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"
