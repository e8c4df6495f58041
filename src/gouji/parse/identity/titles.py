"""Titles of annual reports: found, put together where they are broken, and told from what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gouji.document import Paragraph
from gouji.parse.dates import arabic, plausible_year, squeeze
from gouji.parse.identity.place import Body, read_body

LONGEST_TITLE = 75
_LINES_OF_A_TITLE = 4
# Titles stand near the beginning; a page with more lines of chrome than this has none we could trust.
_LINES_BEFORE = 160

_YEAR = r"[(（\[]?(?:20[0-4]\d)(?:年度|年|度)?[)）\]]?(?:年度)?"
_CORE = re.compile(
    r"(?:政府|政务)?(?:信息|政务)(?:主动)?公开(?:信息)?(?:[和与及、](?:政务|信息|政府信息)公开)?(?:工作)?(?:情况)?(?:的)?"
    rf"(?P<year>{_YEAR})?(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:(?:总结)?(?:报告|年报)(?!制度|工作)|总结)"
)
# A page prints the day of publication behind the title: it is none of the years reported on.
_DAY_BEHIND = re.compile(
    r"(?<=报告|年报|总结)[(（\[]?20[0-4]\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\d{1,2}:\d\d(?::\d\d)?)?[)）\]]?$"
)
_TAIL = re.compile(
    r"(?:[(（\[](?!通知)[^)）\]]{0,24}[)）\]]|20[0-4]\d年?度?|[.。*》”\"]|全文|正文|[及和、](?:附表|统计表))*"
    r"(?:[-_|—–·].{0,50})?(?:\.(?:pdf|docx?|html?|wps))?"
)
_LABEL = re.compile(
    r"^(?:\[bookmark:[^\]]*\]|[#*\s]+|(?:标题|名称|题名|文件名称|信息名称|附件\d*)[:：]|【[^】]*】|\[[^\]]*\]|"
    r"附件\d{0,2}|\d{1,2}[.、](?!\d)|[(（]\d+[)）]|[·•★☆●◆■□▲△▶►◎※《“\"])+"
)
_REPORTS = re.compile("[报報]|总结|總結|总 {0,4}结")
_DELIMITER = re.compile(r"[>》»】|:：。!、;；,，]|首页|来源|公开年报|年度报告")
_NO_TITLE = re.compile(
    r"通知|指南|解读|问答|目录|模板|格式|列表|栏目|图解|公示|一览|汇总|历年|各部门|各单位|[>》»]|首页|当前位置|您所在|上一[篇条]|下一[篇条]|"
    r"相关|[,，。；;!！?？:：]|发布|公布|印发|召开|部署|开展|完成|编制|做好|学习|上报|报送|审议|撰写|起草|按照|根据|依据|现将|为了|要求|点击|查看|"
    r"半年|季度|月份"
)
_ABOUT_ONE = re.compile(r"图解|圖解|一图|一圖|读懂|讀懂|解读|解讀|问答|問答")
_YEAR_IN = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d|[-./]\d)(?:年度|年|度)?")
_NO_REPORT_YEAR = re.compile(
    r"[〔\[【(（]20\d\d[〕\]】)）]\d+号|[(（]20\d\d年(?:\d{1,2}月)?(?:修订|修改|更新|发布|公布|公开|印发)[)）]"
)
_WHICH_YEAR = re.compile(r"[(（]?20[0-4]\d年度[)）]?")
_ONLY_YEAR = re.compile(rf"{_YEAR}(?:工作)?")
_AROUND_BODY = re.compile(r"^(?:[(（][)）]|关于|《|“|\"|-|—|、)+|(?:关于|》|”|\"|-|—|的|年度|工作|、|[(（][)）])+$")
_NOBODY = re.compile(r"[我本](?:自治[区州县旗]|街道|单位|机关|[省市县区州旗盟镇乡局委厅办])")


@dataclass(frozen=True, slots=True)
class Title:
    """One printing of a title: from which paragraph, over how many, as printed, and what it says."""

    index: int
    length: int
    text: str
    body: Body | None
    body_text: str
    years: tuple[int, ...]
    body_apart: bool = False
    """Whether the body is named only on a line of its own, which may be the site's."""

    @property
    def says_something(self) -> bool:
        """Return whether it names a body or a year, as a column's name does not."""
        return self.body is not None or bool(self.years)


def looks_like_title(text: str) -> bool:
    """Return whether a line is the title of one body's or one year's report: no notice, guide, column or news."""
    title = _read(text, 0, 1)
    return title is not None and title.says_something


def find_titles(paragraphs: Sequence[Paragraph], first_heading: int) -> list[Title]:
    """Return every printing of a title, in order; where there is none, what a line with other things holds of one."""
    titles = printed_titles(paragraphs, first_heading)
    if titles:
        return titles
    lines = range(min(first_heading + 1, len(paragraphs), 40))
    return [title for index in lines if (title := _inside(paragraphs, index))]


def printed_titles(paragraphs: Sequence[Paragraph], first_heading: int) -> list[Title]:
    """Return every title on lines of its own, in order: those before the first heading put together where broken."""
    titles: list[Title] = []
    index = 0
    while index < len(paragraphs):
        title = _title_at(paragraphs, index, first_heading) if index < min(first_heading, _LINES_BEFORE) else None
        if title is None and index >= first_heading and _may_be(paragraphs[index].text):
            title = _read(paragraphs[index].text, index, 1)
            title = title if title is not None and title.body is not None and title.years else None
        if title is not None:
            titles.append(title)
            index = title.index + title.length
        else:
            index += 1
    return titles


def _may_be(text: str) -> bool:
    return len(text) <= 2 * LONGEST_TITLE and "公" in text and _REPORTS.search(text) is not None


def _title_at(paragraphs: Sequence[Paragraph], index: int, first_heading: int) -> Title | None:
    """Return the title that begins in this paragraph, over as few lines as it needs, and what belongs to it."""
    text = ""
    for length in range(1, _LINES_OF_A_TITLE + 1):
        if index + length > min(first_heading, len(paragraphs)):
            return None
        text += paragraphs[index + length - 1].text
        if len(text) > 2 * LONGEST_TITLE:
            return None
        title = _read(text, index, length)
        if title is None:
            continue
        # The lines above a whole title are not part of it, however well they fit: 文件下载, 信息公开年报.
        rest = [_joined(paragraphs, start, index + length) for start in range(index + 1, index + length)]
        if any(other is not None and _weight(other) >= _weight(title) for other in rest):
            return None
        if any(other is not None and other.body is None and other.years for other in rest):
            title = replace(title, body_apart=title.body is not None)
        return _completed(title, paragraphs, first_heading)
    return None


def _joined(paragraphs: Sequence[Paragraph], start: int, end: int) -> Title | None:
    return _read("".join(paragraph.text for paragraph in paragraphs[start:end]), start, end - start)


def _weight(title: Title) -> tuple[bool, bool, int]:
    body = title.body
    known = body is not None and (bool(body.depth) or bool(body.state) or body.office.known)
    return known, bool(title.years), body.depth if body else 0


def _completed(title: Title, paragraphs: Sequence[Paragraph], first_heading: int) -> Title:
    """Return the title with a body or a year that stands alone on the line above or below."""
    before = title.index - 1
    for _ in range(2):
        after = title.index + title.length
        if after >= min(first_heading, len(paragraphs)):
            break
        below = arabic(squeeze(paragraphs[after].text))
        if title.years and _WHICH_YEAR.fullmatch(below):  # 2024年…报告（2023年度）: which of them is open.
            title = replace(title, years=tuple(dict.fromkeys((*title.years, *_years(below)))))
        if title.body and title.years:
            break
        body = read_body(below) if not title.body else None
        if not (body or (_ONLY_YEAR.fullmatch(below) and not title.years)) or _NO_TITLE.search(below):
            break
        title = replace(
            title,
            length=title.length + 1,
            text=title.text + "".join(paragraphs[after].text.split()),
            body=title.body or body,
            body_text=title.body_text or (below if body else ""),
            years=title.years or _years(below),
            body_apart=title.body_apart or body is not None,
        )
    while before >= 0 and title.index - before <= 2 and not (title.body and title.years):
        above = arabic(squeeze(paragraphs[before].text))
        body_text, years = _body_text(above), _years(above)
        body = read_body(body_text) if body_text else None
        if not ((body is not None or _ONLY_YEAR.fullmatch(above)) and not _NO_TITLE.search(above)):
            break
        if (body and title.body) or (years and title.years):
            break
        title = replace(
            title,
            index=before,
            length=title.length + title.index - before,
            text="".join(paragraphs[before].text.split()) + title.text,
            body=title.body or body,
            body_text=title.body_text or (body_text if body else ""),
            years=title.years or years,
            body_apart=title.body_apart or body is not None,
        )
        before -= 1
    return title


def _read(text: str, index: int, length: int) -> Title | None:
    """Return the title a text is, None where it is none."""
    if not _may_be(text):
        return None
    squeezed = _DAY_BEHIND.sub("", _LABEL.sub("", arabic(squeeze(text))))
    if len(squeezed) > LONGEST_TITLE or _ABOUT_ONE.search(text):
        return None
    core = next((core for core in _CORE.finditer(squeezed) if _TAIL.fullmatch(squeezed, core.end())), None)
    if core is None:
        return None
    head = squeezed[: core.start()]
    if _NO_TITLE.search(head):
        return None
    body_text = _body_text(head)
    body = read_body(body_text) if body_text else None
    if body_text and body is None and not _years(squeezed):
        return None
    # The printed text without its label; where normalizing changed nothing else, as it stands.
    printed = _DAY_BEHIND.sub("", _LABEL.sub("", "".join(text.split()))).rstrip('》”"*')
    if core.end() < len(squeezed) and squeezed[core.end()] in "-_|—–·":
        printed = printed[: max(printed.rfind("报告"), printed.rfind("年报")) + 2] if "报" in printed else printed
        cut = re.search(r"(?:报告|年报)(?=[-_|—–·])", printed)
        printed = printed[: cut.end()] if cut else printed
    said = squeezed[: core.end()] + re.split(r"[-_|—–·]", squeezed[core.end() :])[0]
    return Title(index, length, printed, body, body_text, _years(said))


def _body_text(head: str) -> str:
    """Return what is left of the part before 政府信息公开 when years and the words around them are taken off."""
    text = _YEAR_IN.sub("", head)
    while (shorter := _AROUND_BODY.sub("", text)) != text:
        text = shorter
    if _NOBODY.fullmatch(text):
        return ""
    # 柴河镇人民政府信息公开: one 政府 serves both words.
    return f"{text}政府" if text.endswith("人民") else text


def _years(text: str) -> tuple[int, ...]:
    """Return the years named, in order, each once; a document's number 〔2019〕60号 is none, nor is （2024年发布）."""
    text = _NO_REPORT_YEAR.sub("", text)
    return tuple(dict.fromkeys(year for found in _YEAR_IN.findall(text) if plausible_year(year := int(found))))


def _inside(paragraphs: Sequence[Paragraph], index: int) -> Title | None:
    """Return a title inside a line with other things: breadcrumbs, a publish date, the whole report."""
    squeezed = arabic(squeeze(paragraphs[index].text[:600]))
    core = _CORE.search(squeezed)
    if core is None or squeezed[core.end() :].startswith(("的通知", "编制", "的提示")):
        return None
    head = _DELIMITER.split(squeezed[max(0, core.start() - 60) : core.start()])[-1]
    for start in range(len(head)):
        part = head[start:]
        body_text = _body_text(part)
        body = read_body(body_text) if len(body_text) > 1 else None
        years = _years(part + core[0])
        if body is not None and body.office.known and (body.depth or body.state):
            return Title(index, 1, part + core[0], body, body_text, years)
    return None
