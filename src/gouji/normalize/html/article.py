"""What of a page is its article, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.cells import strip_outer
from gouji.document import Block, Cell, Paragraph, Place, Table
from gouji.normalize.content import Content
from gouji.normalize.html.boxes import GridTable, Line, Part
from gouji.normalize.html.page import PICTURE, Page

_EVIDENCE = re.compile(
    r"(?:总体情况|總體情況|主动公开(?:政府)?信息|主動公開|收到和处理|依申请公开|行政复议|行政诉讼|主要问题|其他需要报告)"
    r"|本年(?:新制作|新公开|处理决定|制发|废止|新收)|现行有效件数|商业企业|法律服务机构|尚未审结|予以公开"
)
"""Words of the form's sections and tables."""
_MOST_OF_A_HEADING = 60
_FEWEST_LINKS = 3
"""Lines one after another that only lead elsewhere; fewer may be an attachment or the text's own reference."""
_NAMES = (
    "索引号|信息索取号|发文机关|发文机构|发布机构|发布机关|发布单位|公开机构|公开机关|制发机关|公开责任部门|责任部门|所属机构"
    "|公开日期|公开时间|发布日期|发布时间|成文日期|生成日期|生成时间|发文日期|印发日期|更新日期|更新时间|有效期|生效日期"
    "|废止日期|文号|发文字号|主题词|关键词|主题分类|信息分类|体裁分类|组配分类|分类|公开形式|公开方式|公开范围|公开时限"
    "|信息名称|文件名称|名称|标题|信息来源|文章来源|来源|作者|责任编辑|编辑|单位|浏览次数|点击数|阅读次数|访问量"
    "|采集时间|抓取时间|页面生成时间|打印时间|字体大小|字体|字号"
)
_NAME = re.compile(rf"(?:{_NAMES})")
_PAIR = re.compile(rf"(?:^|(?<=[\s【\[(（|]))({_NAMES})[:：]")
_LONGEST_VALUE = 100
_LONGEST_NAME = max(map(len, _NAMES.split("|")))
_APART = " \t\u00a0\u3000|【】[]"


def article_of(page: Page) -> Content:
    """Return the page without its navigation, and what it states beside its text.

    Before the first and after the last line or table of the form, a line is left out if its markup calls it
    navigation (nav, aside, footer), or if it stands in a run of lines that are nothing but links. Nothing else is.
    """
    parts = page.parts
    held = [index for index, part in enumerate(parts) if _is_evidence(part)]
    first, last = (held[0], held[-1]) if held else (0, len(parts))
    left_out = _navigation(parts, first, last)
    blocks: list[Block] = []
    lines = tables = 0
    for index, part in enumerate(parts):
        if isinstance(part, GridTable):
            table = _table(part, tables + 1)
            if table.rows:
                tables += 1
                blocks.append(table)
        elif index not in left_out and (text := strip_outer(part.text.replace(PICTURE, ""))):
            lines += 1
            blocks.append(Paragraph(text, Place(line=lines)))
    around = [*parts[:first], *parts[last + 1 :]] if held else parts
    return Content(tuple(blocks), (*page.meta, *_stated(around)))


def _is_evidence(part: Part) -> bool:
    if isinstance(part, Line):
        return not part.is_links and len(part.text) <= _MOST_OF_A_HEADING and _EVIDENCE.search(part.text) is not None
    return any(_EVIDENCE.search("\n".join([cell.cell for cell in row])) is not None for row in part.rows)


def _navigation(parts: Sequence[Part], first: int, last: int) -> set[int]:
    found: set[int] = set()
    run: list[int] = []
    for index, part in enumerate([*parts, None]):
        is_out = not first <= index <= last
        if is_out and isinstance(part, Line) and part.is_links:
            run.append(index)
            continue
        if len(run) >= _FEWEST_LINKS:
            found.update(run)
        run.clear()
    found.update(
        index
        for index, part in enumerate(parts)
        if isinstance(part, Line) and part.is_aside and not first <= index <= last
    )
    return found


def _table(table: GridTable, number: int) -> Table:
    place = Place._make
    return Table(
        tuple(
            [
                tuple(
                    [
                        Cell(text, place((None, number, at + 1, column + 1, None)), colspan, rowspan)
                        for at, column, rowspan, colspan, text in row
                    ]
                )
                for row in table.rows
                if row
            ]
        )
    )


def _stated(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Yield what lines and cells state by the names that government sites use, as printed."""
    name = ""
    for text, may_be_value in _texts(parts):
        plain = strip_outer(text.replace(PICTURE, "") if PICTURE in text else text)
        if len(plain) <= _LONGEST_VALUE:
            compact = "".join(plain.split()).rstrip(":：")
            if len(compact) <= _LONGEST_NAME and _NAME.fullmatch(compact):
                name = compact
                continue
        pairs = list(_PAIR.finditer(plain)) if ":" in plain or "：" in plain else []
        if pairs:
            for pair, after in zip(pairs, [*pairs[1:], None], strict=True):
                value = plain[pair.end() : after.start() if after else len(plain)].strip(_APART)
                if value and len(value) <= _LONGEST_VALUE:
                    yield pair[1], value
        elif name and plain and may_be_value and len(plain) <= _LONGEST_VALUE:
            yield name, plain
        name = ""


def _texts(parts: Sequence[Part]) -> Iterator[tuple[str, bool]]:
    """Yield lines and cells, and whether each may be the value of a name that stands alone before it."""
    for part in parts:
        if isinstance(part, Line):
            yield part.text, part.of_pair == "dd"
        else:
            for row in part.rows:
                yield from ((cell.cell, True) for cell in row)
            yield "", False
