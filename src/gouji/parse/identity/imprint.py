"""What a report says of its own publication: the day, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from gouji.parse.dates import arabic, dates_in, signed_date, squeeze

FOOTER = re.compile(r"(?:主办|承办)(?:单位)?:|版权所有|ICP备|网站标识码|公网安备|网站地图|技术支持|网站(?:联系)?电话")
"""What a site prints below every page of its own."""
LINKS = re.compile(
    r"[【\[]?(?:相关(?:信息|阅读|文章|链接|新闻|文档|内容|推荐)|推荐阅读|上一[篇条]|下一[篇条])[】\]]?(?:[:：].*)?"
)
"""The head of a list of other pages, as a whole line."""
_LINES_BELOW = 12
_PUBLISHED = re.compile(
    r"(?:发布|公开|发表|公布|发稿|上网)(?:时间|日期):?(.*)|(?<![\u4e00-\u9fff])(?:日期|时间):(.*)|发布于(.*)"
)
_DATELINE = re.compile(r"(20[0-4]\d[-年./]\d.{4,18}?)(?:来源|作者|字体|字号|浏览|点击|阅读|信息来源|【)")
_NOT_PUBLISHED = re.compile(r"成文|生成|采集|更新|修改|打印|有效|失效|废止|实施|访问|截[至止]")
# Names without hyphens, colons and white space. When a page was made, fetched or changed is never the day.
_PUBLISHED_META = frozenset(
    {
        "pubdate",
        "publishdate",
        "publish_date",
        "publishtime",
        "articlepublished_time",
        "发布日期",
        "发布时间",
        "公开日期",
        "公开时间",
    }
)
_WRITTEN_META = frozenset({"成文日期", "发文日期", "印发日期"})
_MARKS = str.maketrans("", "", "-:：")
_CONTACT = re.compile(
    r"(?:(?:通[讯信]|联系|办公)?地址[:：][^。；;)）\n]{2,60}?[,，；;。、]?)?(?:邮编[:：]?\d{6}[,，；;、]?)?"
    r"(?:联系人[:：][\u4e00-\u9fff]{2,4}[,，；;、]?)?(?:(?:联系|咨询|办公)?电话(?:号码)?(?:[/(]?传真\)?)?|联系方式)[:：]?(?:\+?86-?)?[(（]?0?\d[\d()（）\-—–－~转]{5,24}"
)


def published_on(
    lines: Sequence[str], preamble: str, first_heading: int, meta: Sequence[tuple[str, str]], year: int | None
) -> date | None:
    """Return the day of publication: as the page states it, else as the body signed it.

    A day before the end of the year reported on is another's: of the column, or of the page it was copied from.
    """
    for names in (_PUBLISHED_META, _WRITTEN_META):
        for name, value in meta:
            if squeeze(name).lower().translate(_MARKS) not in names:
                continue
            days = dates_in(arabic(squeeze(value)))
            if days and (year is None or days[0].year >= year):
                return days[0]
    for index, line in enumerate(lines):
        # Within the text other things are published: 该办法发布于….
        is_within = index > first_heading
        if is_within and index < len(lines) - _LINES_BELOW:
            continue
        stated = _PUBLISHED.match if is_within else _PUBLISHED.search
        found = stated(line) or _DATELINE.match(line) if len(line) < 200 else None
        if found is None or _NOT_PUBLISHED.search(line[max(0, found.start() - 4) : found.start() + 2]):
            continue
        after = next(part for part in found.groups() if part is not None)
        days = dates_in(after[:24])
        if not after and index + 1 < len(lines):
            days = dates_in(lines[index + 1][:24])
        if days:
            return days[0]
    under_title = [line.strip("()（）") for line in preamble.split("\n")[:3]]
    for line in (*reversed(lines[max(first_heading, len(lines) - 6) :]), *under_title):
        signed = signed_date(line) if len(line) < 50 else None
        if signed and (year is None or signed.year >= year):
            return signed
    return None


def contact_in(text: str) -> str | None:
    """Return the telephone, and the address where it stands beside it, as the body's own text gives them."""
    for line in text.split("\n"):
        if ("电话" in line or "联系方式" in line) and not FOOTER.search(line) and (found := _CONTACT.search(line)):
            contact = found[0].rstrip("(（,，;；、。")
            return contact.rstrip(")") if contact.count(")") > contact.count("(") else contact
    return None
