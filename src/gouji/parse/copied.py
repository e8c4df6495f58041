"""What a text says of itself that its title contradicts: another year, another body. Such text is copied.

Only sentences in which the report speaks of itself count: what it covers, what it announces, who wrote it. Other years
and bodies stand in every true report: comparisons, plans, titles of documents, the office above, the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.document import Paragraph
from gouji.parse.dates import arabic, squeeze
from gouji.parse.identity.place import Body, read_body
from gouji.parse.identity.titles import looks_like_title
from gouji.parse.passages import Passage
from gouji.parse.sections import Heading
from gouji.report import Identity, Problem
from gouji.standard.divisions import divisions

_LONGEST_SENTENCE = 800
_SENTENCE = re.compile(r"[^。；;！!？?]+")
_SPEAKS_OF_ITSELF = re.compile("统计|数据|期限|时限|现将|公布|现发布|编制|撰写|起草|编写")
_MAY_OPEN = re.compile("2|２|二")
_DOCUMENT = re.compile(r"《[^《》]{0,80}》")
_YEAR = r"(?<!\d)(20[0-4]\d)年"
_DAY = r"(?:年|[-./])0?1(?:月|[-./])0?1(?!\d)日?"
_PERIOD = re.compile(
    r"(?:(?<!据)统计|期限|时限|本(?:年度)?报告[^。;]{0,12}数据|所列数据)[^。;]{0,24}?(?<!\d)(20[0-4]\d)"
    + _DAY
    + r"[^。;\d]{0,8}(?:至|到|[-—–~～])(?:(20[0-4]\d)(?:年|[-./]))?12(?:月|[-./])31"
)
# Last year's report, 向社会公布了2020年年度报告, was published in the year told of: only 现 and 特 announce this one.
_ANNOUNCES = r"(?:现将|现公布|现发布|现予公布|[现特]向社会(?:公开)?公布)"
_ANNOUNCED = re.compile(
    _ANNOUNCES
    + r"[^,。;:\d]{0,30}"
    + _YEAR
    + r"度?(?!以来|至今|起|前|[-—至和、及])[^,。;:\d]{0,16}?(?:信息公开|政务公开)"
    + r"(?![^,。;]{0,6}(?:要点|计划|安排|打算|任务))"
)
_OPENED = re.compile(_YEAR + r"度?,?[^,。;]{0,8}?(?:我|本|全)(?:镇|乡|街道|局|委|办|厅|县|区|市|省|旗|州|机关|单位)")
_IN_PASSING = re.compile(
    r"获|评为|表彰|以来|同比|相比|比上年|较上年|较去年|上年|去年|计划|打算|下一步|将(?!政府信息|信息)"
)
# A name has no 由 in it: what follows 由 is tried once.
_NAME = r"([\u4e00-\u7530\u7532-\u9fff()]{3,30}?)"
_WRITTEN_BY = re.compile(
    rf"(?:报告|年报)(?:[^。;:由]{{0,12}}|[^。;:由]{{0,40}},)由{_NAME}(?=根据|依据|按照|依照|遵照|负责|组织|牵头|汇总|编制|撰写|起草|编写)"
)
_WRITES = re.compile(r"编制|撰写|起草|编写")
_ANNOUNCED_OF = re.compile(rf"{_ANNOUNCES}{_NAME}的?20[0-4]\d年度?的?(?:政府信息公开|信息公开|政务公开)")
# 民政局 and 财政局 have 政 in common and are not akin; 发改委 and 发展和改革局 have 发 and 改.
_IN_MANY_NAMES = frozenset("政局委员会办公室厅和与行管理")
_WRITES_FOR_OTHERS = re.compile("政务|数据|信息|审批|宣传|融媒|档案")


class _Sentence(NamedTuple):
    text: str
    number: int
    """Of the paragraph in which it begins."""


def copied(
    paragraphs: Sequence[Paragraph], passages: Sequence[Passage], headings: Sequence[Heading], identity: Identity
) -> list[Problem]:
    """Return a problem for a year, and one for a body, that the text calls its own and the title contradicts.

    `paragraphs` are the texts outside the form's tables, `passages` the same put together. Nothing is said of the year
    of a report whose title has not exactly one, nor of the body of one whose body is not established.
    """
    sentences = list(_sentences(passages))
    of_itself = [
        one._replace(text=_DOCUMENT.sub("《》", arabic(squeeze(one.text))))
        for one in sentences
        if _SPEAKS_OF_ITSELF.search(one.text)
    ]
    first = headings[0].index if headings else len(paragraphs)
    year = _another_year(of_itself, identity) or _opens_with_another_year(sentences, paragraphs, first, identity)
    body = _another_body(of_itself, identity)
    return [
        Problem(rule_id, found.text, str(paragraphs[found.number].place))
        for rule_id, found in (("narrative.year", year), ("narrative.agency", body))
        if found is not None
    ]


def _sentences(passages: Sequence[Passage]) -> Iterator[_Sentence]:
    """Yield the sentences and clauses in order, each with where it begins; of no passage that cannot tell anything."""
    for passage in passages:
        if not (_SPEAKS_OF_ITSELF.search(passage.text) or _MAY_OPEN.search(passage.text)):
            continue
        for found in _SENTENCE.finditer(passage.text):
            yield _Sentence(found[0][:_LONGEST_SENTENCE], passage.line_at(found.start()))


def _title_year(identity: Identity) -> int | None:
    """Return the report year if the title prints it and no other."""
    printed = set(re.findall(r"20[0-4]\d", arabic(squeeze(identity.title or ""))))
    return identity.report_year if printed == {str(identity.report_year)} else None


def _another_year(of_itself: Sequence[_Sentence], identity: Identity) -> _Sentence | None:
    """Return the sentence that gives the period, or announces the report, of another year where none gives this."""
    year = _title_year(identity)
    if year is None:
        return None
    for pattern in (_PERIOD, _ANNOUNCED):
        found = [(one, match) for one in of_itself for match in pattern.finditer(one.text)]
        if found and not any(str(year) in match[0] for _, match in found):
            one, match = found[0]
            if match.re is _ANNOUNCED or match[2] in (None, match[1]):
                return one._replace(text=_clause(one.text, match))
    return None


def _clause(text: str, match: re.Match[str]) -> str:
    """Return what was found with the words around it up to the next comma."""
    end = text.find(",", match.end())
    return text[match.start() : end if end > 0 else len(text)][:120]


def _opens_with_another_year(
    sentences: Sequence[_Sentence], paragraphs: Sequence[Paragraph], first: int, identity: Identity
) -> _Sentence | None:
    """Return the sentence that begins 2020年，我镇 where all such name one earlier year and no text this one."""
    year = _title_year(identity)
    openings = [
        (one, match)
        for one in sentences
        if one.text.lstrip()[:1] in ("2", "二", "２") and (match := _OPENED.match(arabic(squeeze(one.text[:60]))))
    ]
    years = {int(match[1]) for _, match in openings}
    if year is None or len(years) != 1 or years.pop() >= year:
        return None
    told = [one for one, _ in openings if "公开" in one.text and not _IN_PASSING.search(one.text)]
    if len(told) != len(openings) or (len(told) == 1 and told[0].number > first + 1):
        return None
    rest = (squeeze(paragraph.text) for paragraph in paragraphs if not looks_like_title(paragraph.text))
    return None if any(str(year) in text for text in rest) else told[0]._replace(text=squeeze(told[0].text)[:120])


def _another_body(of_itself: Sequence[_Sentence], identity: Identity) -> _Sentence | None:
    """Return the sentence in which another body writes or announces this report, where none names the right one."""
    if identity.agency_id is None:
        return None
    chain = identity.agency_id.partition("-")[0]
    if not divisions().entries(chain):
        return None
    for pattern in (_WRITTEN_BY, _ANNOUNCED_OF):
        named = [
            (one, match, body)
            for one in of_itself
            for match in pattern.finditer(one.text)
            if (pattern is _ANNOUNCED_OF or _WRITES.search(one.text, match.end()))
            and (body := read_body(match[1])) is not None
        ]
        if named and all(_is_stranger(body, chain, identity) for _, _, body in named):
            one, match, _ = named[0]
            return one._replace(text=_clause(one.text, match))
    return None


def _is_stranger(body: Body, chain: str, identity: Identity) -> bool:
    """Return whether a body can be neither the one that reports nor any above or below it."""
    known = divisions()
    if body.state:
        return False
    if body.chains and not any(chain in known.above(other) or other in known.above(chain) for other in body.chains):
        return True
    if body.office.kind != "department" or identity.agency_kind != "department" or not body.office.known:
        return False
    if _WRITES_FOR_OTHERS.search(body.office.name) or (body.chains and chain not in body.chains):
        return False
    own = read_body(squeeze(identity.agency_name_printed or ""))
    if own is None or not own.office.known:
        return False
    return not (set(own.office.name) & set(body.office.name)) - _IN_MANY_NAMES
