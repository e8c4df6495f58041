"""What is plainly no report: a notice or a guide that speaks of reports, a list of them, anything else.

A report must never be taken for one of these: in doubt a document is a report, and what it lacks is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.document import Paragraph
from gouji.parse.dates import squeeze
from gouji.parse.identity.titles import LONGEST_TITLE, looks_like_title, printed_titles
from gouji.parse.sections import Heading
from gouji.report import TableReading

# 关于印发…年度报告的通知 may hold the report itself; what asks for one, or explains one, does not.
_ABOUT_REPORTS = re.compile(
    r"(?:.{2,24})?关于.{0,24}(?:做好|编制|编写|编报|报送|填报|开展|启动|组织|规范|培训|格式).{0,40}通知"
    r"|.{4,60}(?:报告|年报)》?的?(?:政策)?(?:解读|问答|图解)"
    r"|.{0,4}(?:图解|一图读懂|一图看懂).{4,60}"
)
# Sites name these in their menus too: over the form's own sections they say nothing.
_RULES = re.compile(
    r".{2,30}政府信息公开(?:指南|制度|办法|规定)(?:[(（].{1,12}[)）])?"
    r"|.{0,8}中华人民共和国政府信息公开条例(?:[(（].{1,20}[)）])?"
)
_SPEAKS_AS_ONE = re.compile(r"本(?:年度)?报告|本年报|报告如下|总结如下")
# A report whose title is worn or unheard of still says what it is.
_IS_ONE = re.compile(
    r"(?:信息|政务)公开[^。]{0,30}(?:报告|总结)如下"
    r"|本(?:年度)?报告[^。]{0,40}(?:信息公开|政务公开)|(?:信息公开|政务公开)[^。]{0,40}(?:编制|公布|发布|形成)本(?:年度)?报告"
)
_LINES_LOOKED_AT = 60
_FEWEST_LISTED = 3
_SENTENCE = re.compile(r"[,，。;；]")


def why_no_report(
    tables: Sequence[TableReading], headings: Sequence[Heading], paragraphs: Sequence[Paragraph]
) -> str | None:
    """Return why a document is plainly no report (a key of `reasons.csv`), None where it is or may be one.

    A text with the title or two sections of a report is one, whatever tables it lacks.
    """
    found = sum(table.state != "missing" for table in tables)
    if found > 1:
        return None
    first = headings[0].index if headings else len(paragraphs)
    titles = [title for title in printed_titles(paragraphs, first) if title.says_something]
    if not found and not any(title.index < first for title in titles) and _is_about(paragraphs[:first], headings):
        return "about_reports"
    if not found and not headings and len({(title.body_text, title.years) for title in titles}) >= _FEWEST_LISTED:
        named = {index for title in titles for index in range(title.index, title.index + title.length)}
        rest = [paragraph.text for index, paragraph in enumerate(paragraphs) if index not in named]
        if not any(_SENTENCE.search(text) for text in rest):
            return "list_of_reports"
    if titles or len({heading.section for heading in headings} - {"extra"}) > 1:
        return None
    if any(looks_like_title(paragraph.text) for paragraph in paragraphs):
        return None
    said = (squeeze(paragraph.text) for paragraph in paragraphs[:_LINES_LOOKED_AT] if "公" in paragraph.text)
    return None if any(_IS_ONE.search(line) for line in said) else "no_report"


def _is_about(before: Sequence[Paragraph], headings: Sequence[Heading]) -> bool:
    lines = [squeeze(paragraph.text) for paragraph in before[:_LINES_LOOKED_AT]]
    if any(_SPEAKS_AS_ONE.search(line) for line in lines):
        return False
    kinds = (_ABOUT_REPORTS,) if any(heading.is_official for heading in headings) else (_ABOUT_REPORTS, _RULES)
    return any(kind.fullmatch(line) for line in lines if len(line) <= LONGEST_TITLE for kind in kinds)
