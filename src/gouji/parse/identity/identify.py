"""Who reports, for where and for when: what a document says of itself, and what it leaves open.

Nothing is guessed: a body, a place or a year that the text does not settle is an `OpenQuestion` with the candidates.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from gouji.document import Paragraph
from gouji.parse.dates import MARGIN, arabic, period_in, plausible_year, running, squeeze, worn_years
from gouji.parse.identity.agency import with_body
from gouji.parse.identity.evidence import Evidence
from gouji.parse.identity.imprint import FOOTER, LINKS, contact_in, published_on
from gouji.parse.identity.place import GOVERNMENT, Body, describe, read_body, rivals, standing, word_level
from gouji.parse.identity.titles import Title, find_titles, looks_like_title
from gouji.report import Identity, OpenQuestion
from gouji.snapshot import Source
from gouji.standard.divisions import CORPS_NAME, divisions, in_scope

_CHROME = re.compile(
    r"当前位置|您所在|首页|[>»]|打印|字体|浏览|点击|来源:|录入:|发布(?:机构|单位)|索引号|责任编辑|主题分类"
)
# A block that says what a page is, its names and values in one line.
_IMPRINT = re.compile(
    r"索引号|发布(?:机构|单位|日期|时间)|公开(?:日期|时间|方式|范围)|成文日期|生成日期|发文(?:日期|机关|单位|字号)|文号|关键词"
    r"|主题(?:词|分类)|体裁|组配分类|服务对象|有效性|效力状态|信息(?:名称|分类|类别|来源)"
)
_NAMES_OF_AN_IMPRINT = 3
_LONGEST_IMPRINT = 400
# Who built a site, and what it links to, say nothing of whose pages it holds.
_NO_HOST = re.compile(r"技术支持|技术服务|设计制作|网站建设|开发维护|承建|友情链接|相关链接|网站链接")
# 现将2021年度本机关政府信息公开工作情况…: the year a preamble reports on, not one it compares with or plans for.
_OF_YEAR = re.compile(
    r"(?<![\d与比较同])(20[0-4]\d)年?度?的?[^\d,，。;；《〔\n]{0,16}?(?:信息|政务)公开(?:工作)?(?:的)?(?:年度)?(?:工作)?"
    r"(?:情况|报告|年报|总结)(?!相比|的?(?:通知|要求|格式|编制))"
)
# What follows the name of the body that speaks in a preamble.
_SPEAKS = re.compile(
    r"(?=20[0-4]\d年度?(?:政府信息|政务|信息)|根据|依据|按照|编制|负责|联系|办公室联系|[(（](?:联系)?地址)"
)
_SEALED = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日$|[(（](?:盖章|公章|印)[)）]")
_MONTH = re.compile(r"20\d\d(?:年|[-./])\d{1,2}(?:月|[-./])")
_SPEAKER = re.compile(r"[\u4e00-\u9fff（）()]{3,30}$")
_OURS = re.compile(r"我(街道|[镇乡局县区市州旗省盟])(?!们)")
# A government does not speak of itself like that: one of its offices or towns does.
_OF_AN_OFFICE = re.compile(r"[我本](?:局(?!限)|委(?!托|员|派)|厅|镇|乡(?!村)|街道)|局机关")
_BELOW_A_COUNTY = frozenset({"街道", "镇", "乡", "局"})
# 按照宿迁市民政局要求: the office above of the same name.
_ASKS = re.compile(r"[^,，。;；\n]{0,8}(?:要求|通知|部署|安排|指导|关于|印发|下发|文件)")
_ASKED_BY = re.compile(r"(?:按照|根据|依据|遵照|上级|接受|报送|上报|配合)[^,，。;；\n]{0,12}$")
_OUR_PLACE = re.compile(r"[我本]([省市县区州旗])(?![场直级])")
_SELF = re.compile(r"(?:我|本|全)(自治县|街道|[镇乡县区市州旗省局厅委办])(?!场)")


_LONGEST_TEXT = 200_000
"""No report's own words are longer; what a hostile file adds is not searched for places."""


@dataclass(frozen=True, slots=True)
class _Text:
    """The document in the parts that weigh differently. `is_page`: a site printed something around it."""

    preamble: str
    own: str
    around: str
    lines: tuple[str, ...]
    first_heading: int
    is_page: bool


@dataclass(frozen=True, slots=True)
class _Who:
    """The body as far as it is known: its division's chain, or the candidates that are left."""

    body: Body | None
    chain: str | None
    open: tuple[OpenQuestion, ...] = ()


def identify(
    paragraphs: Sequence[Paragraph], first_heading: int, source: Source, meta: Sequence[tuple[str, str]] = ()
) -> Identity:
    """Return who reports, for where and for when, with an open question for each that is not settled.

    `first_heading` is the place of the first section's heading among the paragraphs, or their number.
    """
    titles = find_titles(paragraphs, first_heading)
    # What looks like a title further down belongs to another report: the next in the file, or one that is linked to.
    own_titles = [title for title in titles if title.index <= first_heading]
    named = _named(own_titles, meta)
    text = _parts(paragraphs, first_heading, own_titles, meta)
    period = period_in(text.preamble) or period_in(text.own[:4000])
    year, open_year = _year(named, text, period, source)
    number = divisions().number(year)
    who = _who(named, text, number, source)
    published = published_on(text.lines, text.preamble, text.first_heading, meta, year)
    is_told = year == source.year_hint
    if not is_told and year and period and published and period[1].year < year == published.year:
        # 2024年年度报告 of 2023, named for the year in which it came out; or 2023 was copied from the year before.
        year, open_year = None, (OpenQuestion("year", (str(period[1].year), str(year))),)
    identity = Identity(
        title=named[-1].text if named else None,
        report_year=year,
        published_date=published,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        contact=contact_in(text.own),
        open=(*open_year, *who.open),
    )
    return with_body(identity, who.body, who.chain, number, text.own)


def _named(titles: Sequence[Title], meta: Sequence[tuple[str, str]]) -> list[Title]:
    """Return the titles printed; where none names a body, before them the one that the page states beside its text.

    It must not speak of another year than they do.
    """
    if any(title.body is not None or len(title.body_text) > 1 for title in titles):
        return list(titles)
    years = {year for title in titles for year in title.years}
    stated = [
        title
        for name, value in meta
        if "title" in name.lower() or name in _TITLE_META
        for title in _title_in(value)
        if not titles or (title.body is not None and not (years and set(title.years) - years))
    ]
    return [*stated, *titles]


_TITLE_META = frozenset({"标题", "名称", "题名", "信息名称"})


def _title_in(value: str) -> list[Title]:
    paragraph = Paragraph(value, place=None) if value else None  # type: ignore[arg-type]
    return find_titles([paragraph], 1) if paragraph else []


def _parts(
    paragraphs: Sequence[Paragraph], first_heading: int, titles: Sequence[Title], meta: Sequence[tuple[str, str]]
) -> _Text:
    """Return the text by weight: what the body wrote, and what the site printed around it."""
    lines = tuple(arabic(squeeze(paragraph.text)) for paragraph in paragraphs)
    begin = min(titles[-1].index + titles[-1].length, len(lines)) if titles else 0
    end = len(lines)
    for index in range(len(lines) - 1, max(first_heading, len(lines) - 40), -1):
        if FOOTER.search(lines[index]) or LINKS.fullmatch(lines[index]):
            end = index
    is_chrome = [(len(line) < 60 and _CHROME.search(line) is not None) or _is_imprint(line) for line in lines[:end]]
    kept = [
        index
        for index in range(begin, end)
        if (len(lines[index]) > 2 or (index > begin and len(lines[index - 1]) >= MARGIN)) and not is_chrome[index]
    ]
    body = [lines[index] for index in kept]
    split = bisect_left(kept, first_heading)
    around = [line for line in (*lines[:begin], *lines[end:]) if not looks_like_title(line)]
    around = [_NO_HOST.split(line)[0] for line in around]
    chrome = [lines[index] for index in range(begin, end) if is_chrome[index]]
    stated = [squeeze(value) for _, value in meta]
    preamble = running(body[: split + 3])
    is_page = end < len(lines) or any(is_chrome) or bool(meta)
    own, others = running(body)[:_LONGEST_TEXT], "\n".join((*around, *chrome, *stated))[:_LONGEST_TEXT]
    return _Text(preamble, own, others, lines[:end], first_heading, is_page)


def _is_imprint(line: str) -> bool:
    return len(line) <= _LONGEST_IMPRINT and len(set(_IMPRINT.findall(line))) >= _NAMES_OF_AN_IMPRINT


def _year(
    titles: Sequence[Title], text: _Text, period: tuple[date, date] | None, source: Source
) -> tuple[int | None, tuple[OpenQuestion, ...]]:
    """Return the year reported on: by the title, else the period, else the preamble, else a hint."""
    printed = {year for title in titles for year in title.years}
    told = {period[0].year} if period and period[0].year == period[1].year else set()
    told = {year for year in told or worn_years(text.preamble) if plausible_year(year)}
    if not told:
        told = {year for found in _OF_YEAR.findall(text.preamble) if plausible_year(year := int(found))}
    if len(printed) > 2 and told == set(titles[-1].years):
        # A list of one body's reports stands above the report itself.
        printed = told
    printed = printed or told
    if len(printed) == 1:
        return printed.pop(), ()
    if source.year_hint is not None and (not printed or source.year_hint in printed):
        return source.year_hint, ()
    return None, (OpenQuestion("year", tuple(str(year) for year in sorted(printed))),)


def _who(titles: Sequence[Title], text: _Text, number: int, source: Source) -> _Who:
    """Return the reporting body: by the title, else by what the body calls itself in its own text."""
    bodies = [title.body for title in titles if title.body is not None]
    unread = [title.body_text for title in titles if title.body is None and len(title.body_text) > 1]
    corps = next((title for title in titles if CORPS_NAME in title.body_text or "兵团" in title.body_text), None)
    if corps is not None or (titles and re.match("第[一二三四五六七八九十]{1,3}师(?!范)", titles[-1].body_text)):
        return _Who(Body((corps or titles[-1]).body_text, "", (), 0, GOVERNMENT, state="corps"), None)
    if not bodies:
        if unread:
            return _Who(None, None, (OpenQuestion("region", tuple(dict.fromkeys(unread))),))
        bodies = _speakers(text)
    if not bodies:
        return _unnamed(text, source, number)
    body = _most_specific(bodies)
    if body is None:
        return _Who(None, None, (OpenQuestion("agency", tuple(dict.fromkeys(body.printed for body in bodies))),))
    if body.state == "central":
        return _Who(body, None)
    above = all(title.body_apart for title in titles if title.body is not None)
    if _speaks_for_another(body, text) or (titles and above and not _confirmed(body, text)):
        return _Who(None, None, (OpenQuestion("agency", (body.printed,)),))
    if not body.places:
        return _place_of_office(body, text, number, source)
    return _place_of(body, text, number, source)


def _most_specific(bodies: Sequence[Body]) -> Body | None:
    """Return the one body that all printings can mean, told most fully; None if they differ."""
    best = bodies[-1]
    for body in bodies[:-1]:
        if _same_office(body, best):
            if body.depth > best.depth and (not best.places or set(body.chains) & set(best.chains)):
                best = body
            elif body.places and best.places and not set(body.chains) & set(best.chains) and not _related(body, best):
                return None
        elif (body.places and best.places and not _related(body, best)) or _are_departments(body, best):
            return None
    return best


def _are_departments(*bodies: Body) -> bool:
    return all(body.office.known and body.office.kind == "department" for body in bodies)


def _speaks_for_another(body: Body, text: _Text) -> bool:
    """Return whether the text calls itself a town (我镇) or an office (我局) and the title only named what is above it.

    The name over a report can be the site's: 海林市 over the report of one of its towns.
    """
    own = set(_OURS.findall(text.own))
    if body.office.kind not in ("government", "government_office") or not own or not own <= _BELOW_A_COUNTY:
        return False
    towns = {place.level for place in body.places} == {"township"}
    return not towns or not own & {"镇", "乡", "街道"}


def _confirmed(body: Body, text: _Text) -> bool:
    """Return whether the body that is only named on a line above its title is the report's, and not the site's.

    The sites that hold others' reports are governments', so a town, a street or a department named there needs no
    more; nor does any body where no site printed anything around the text. Else the text itself must know it.
    """
    if not text.is_page or _is_no_host(body):
        return True
    if _OF_AN_OFFICE.search(text.own):
        return False
    name = body.place or body.printed
    return bool(re.search(f"[我本]{name[-1]}(?!场)", text.own)) or any(
        not _asks(text.own, found.start(), found.end()) for found in re.finditer(re.escape(name), text.own)
    )


def _is_no_host(body: Body) -> bool:
    """Return whether a body's name cannot be that of the site which holds another's report."""
    is_town = bool(body.places) and all(place.level == "township" for place in body.places)
    return is_town or body.office.kind == "department"


def _asks(text: str, start: int, end: int) -> bool:
    """Return whether the body named here asks the one that reports: 按照青阳县人民政府要求."""
    return bool(_ASKS.match(text, end) or _ASKED_BY.search(text[max(0, start - 16) : start]))


def _same_office(left: Body, right: Body) -> bool:
    return left.office.name == right.office.name or {left.office.kind, right.office.kind} == {"government"}


def _related(upper: Body, lower: Body) -> bool:
    """Return whether one body's place is, or is above, the other's: a site's name over a report."""
    pairs = ((upper, lower), (lower, upper))
    return any(divisions().above(chain) & set(one.chains) for one, other in pairs for chain in other.chains)


def _speakers(text: _Text) -> list[Body]:
    """Return the bodies that sign the text, else those that speak in its preamble."""
    below = ""
    for line in reversed(text.lines[max(text.first_heading, len(text.lines) - 8) :]):
        signed = _SEALED.sub("", line)
        body = read_body(signed) if 3 < len(signed) < 40 else None
        is_dated = len(signed) < len(line) or _MONTH.match(below) is not None
        if body is not None and body.office.known and (is_dated or not text.is_page or _is_no_host(body)):
            return [body]
        below = line
    found = [_body_before(text.preamble[: match.start()]) for match in islice(_SPEAKS.finditer(text.preamble), 12)]
    return list({body.printed: body for body in found if body is not None}.values())


def _body_before(text: str) -> Body | None:
    """Return the longest name of a body that ends here, None where it is named as one that asks for something."""
    run = _SPEAKER.search(text[-30:])
    names = (run[0][start:] for start in range(len(run[0]) - 2)) if run else ()
    bodies = (read_body(name) for name in names)
    body = next((body for body in bodies if body and body.office.known and (body.depth or body.state)), None)
    return None if body is None or _ASKED_BY.search(text[: -len(body.printed)][-16:]) else body


def _unnamed(text: _Text, source: Source, number: int) -> _Who:
    """Return the open question of a text that names no body, with what the site around it says as candidates."""
    candidates = [
        body.printed
        for line in text.around.split("\n")
        if (body := read_body(re.sub(r"^.{2,6}[:：]", "", line))) is not None and body.office.known
    ]
    return _Who(None, _hinted(source, number), (OpenQuestion("agency", tuple(dict.fromkeys(candidates))),))


def _hinted(source: Source, number: int) -> str | None:
    entry = divisions().on_list(source.region_hint, number) if source.region_hint else None
    return entry.chain if entry else None


def _place_of(body: Body, text: _Text, number: int, source: Source) -> _Who:
    """Return the body's division: the only one so called, or the one the strongest evidence speaks for."""
    chains = standing(body.places, number)
    own = Evidence(text.own, number)
    if len(chains) == 1:
        doubtful = bool(_foreign(own, chains, body)) if body.depth > 1 else _contradicted(chains[0], body, own)
        if not doubtful:
            return _Who(body, chains[0])
        return _open_region(body, [*chains, *_foreign(own, chains, body)], number)
    if not chains:
        return _open_region(body, body.chains, number)
    left, strength = own.settle(chains, body.place)
    if len(left) == 1 and strength >= 3:
        return _Who(body, left[0])
    if strength == 0:
        weak, weight = Evidence(text.around, number).settle(left, body.place)
        if len(weak) == 1 and weight >= 4 and not _foreign(own, chains, body):
            return _Who(body, weak[0])
    hinted = [chain for chain in left if source.region_hint and _in_hint(chain, source.region_hint)]
    return _Who(body, hinted[0]) if len(hinted) == 1 else _open_region(body, left, number)


def _foreign(own: Evidence, chains: Sequence[str], body: Body) -> list[str]:
    supported, foreign = own.adjacent(chains, body.place)
    return [] if supported else [division.chain for division in foreign]


def _contradicted(chain: str, body: Body, own: Evidence) -> bool:
    """Return whether the text puts this name elsewhere, though only one place is listed under it.

    A town may be too young for the lists and have an older namesake. So where other governments speak in the text
    and nothing above this place is named in it, a county's government makes the place doubtful; a prefecture's only
    if others ever bore the name: reports copy from one another.
    """
    if _foreign(own, [chain], body):
        return True
    if own.supports(chain):
        return False
    above = divisions().above(chain)
    strangers = [row for row in own.governments() if row.chain not in above]
    strangers = [row for row in strangers if chain not in divisions().above(row.chain)]
    is_town = divisions().entries(chain)[-1].level == "township"
    young = is_town and any(row.level == "county" for row in strangers)
    return young or (bool(strangers) and len(rivals(body.place)) > 1)


def _in_hint(chain: str, hint: str) -> bool:
    return any(in_scope(hint, entry.code) for entry in divisions().entries(chain))


def _open_region(body: Body, chains: Sequence[str], number: int) -> _Who:
    candidates = tuple(dict.fromkeys(describe(chain, number) for chain in chains))
    return _Who(body, None, (OpenQuestion("region", candidates),))


def _place_of_office(body: Body, text: _Text, number: int, source: Source) -> _Who:
    """Return whose office it is where the title does not say: the place printed before its name in the text."""
    words = {body.word} if body.word else {*_SELF.findall(text.own)}
    levels = {level for word in words if (level := word_level(word))}
    kinds = {body.word} if body.word else {*_OUR_PLACE.findall(text.own)}
    for part in (text.own, text.around):
        places = _places_before(body, Evidence(part, number), part)
        fits = [
            chain
            for chain in places
            if (not levels or divisions().entries(chain)[-1].level in levels) and _is_of_kind(chain, kinds)
        ]
        if len(fits) == 1 and (len(places) == 1 or body.word):
            return _Who(body, fits[0])
        if places:
            return _open_region(body, places, number)
    governments = [row for row in Evidence(text.own, number).governments() if row.level in levels]
    if len(levels) == 1 and len(governments) == 1 and _is_of_kind(governments[0].chain, kinds):
        hosts = [row for row in Evidence(text.around, number).governments() if row.level in levels]
        if all(row.chain == governments[0].chain for row in hosts):
            return _Who(body, governments[0].chain)
        governments = [*governments, *hosts]
    hinted = _hinted(source, number)
    entry = divisions().in_force(hinted, number) if hinted else None
    if entry is not None and hinted and (entry.level == "county" or entry.level in levels):
        return _Who(body, hinted)
    return _open_region(body, [row.chain for row in governments], number)


def _is_of_kind(chain: str, kinds: Collection[str]) -> bool:
    """Return whether a division was ever called by one of these words: 市财政局 is no county's."""
    names = [entry.plain_name for entry in divisions().entries(chain)]
    return not kinds or any(name.endswith(kind) for name in names for kind in kinds)


def _places_before(body: Body, evidence: Evidence, text: str) -> list[str]:
    """Return the divisions named right before the office's name, as printed or in full."""
    names = {body.printed, body.office.name} - {"人民政府", "政府"}
    chains: dict[str, None] = {}
    for name in names:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            others = _asks(text, start, end) or evidence.puts_among_others(start, end)
            rows = [] if others else evidence.before(start)
            found = list(dict.fromkeys(row.chain for row in rows))
            if len(found) > 1:
                found, _ = evidence.settle(found, "")
            chains.update(dict.fromkeys(found))
            start = text.find(name, start + len(name))
    return list(chains)
