"""Figures a report's text tells: sentences beside the truth of every statement, and words that tell none.

Wordings are the forge's own; what each says is written down here and nowhere read from the reader.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.forge.bodies import Body
from tests.forge.figures import Figures

_CHANNELS = ("政府网站", "微信公众号", "政务微博", "公告栏", "政府公报", "广播电视")
_DENIED, _UNAVAILABLE, _NOT_PROCESSED, _OTHER = "denied_", "unavailable_", "not_processed_", "other_"


@dataclass(frozen=True)
class Told:
    """One figure the text tells. `scope` None: no word of the sentence settles it."""

    subject: str
    value: int
    bound: str = "exact"
    scope: str | None = None
    part: str | None = None


@dataclass
class Claims:
    """Sentences by the place they stand in, what they tell, and the rules a lie among them must set off."""

    overview: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    preamble: str = ""
    period: str = ""
    told: list[Told] = field(default_factory=list)
    fires: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Teller:
    """What claims are made of: the body, its figures, and the forms its tables are on."""

    rng: random.Random
    body: Body
    year: int
    figures: Figures
    proactive: str
    requests: str
    sections: int
    lie: str = ""

    def sum_of(self, row: str, column: str = "total") -> int:
        """Return a figure of table 3; a name ending in `_` adds up all rows that begin so."""
        rows = [key for key in self.figures if key.startswith(f"requests/{row}") and key.endswith(f"/{column}")]
        return sum(int(self.figures[key]) for key in rows)

    def figure(self, key: str) -> int:
        """Return a whole figure of the tables."""
        return int(self.figures[key])

    @property
    def covers_territory(self) -> bool:
        """Return whether the body's figures are those of all bodies of its place."""
        return self.body.kind == "government" and self.body.level != "township"

    @property
    def whole(self) -> str:
        """Return the word for all of the place: 全市."""
        ends = ("自治区", "街道", "自治州", "地区", "省", "市", "州", "盟", "县", "区", "旗", "镇", "乡")
        end = next((end for end in ends if self.body.place.endswith(end)), "")
        return "全" + {"自治区": "区", "自治州": "州"}.get(end, end)

    def who(self) -> tuple[str, str | None]:
        """Return a word for whose figures are told, with its scope; the tables' own."""
        if self.covers_territory:
            return self.whole, "whole"
        town = self.body.level == "township"
        if self.body.kind != "government":
            words = ["我局", "本局", "本机关", ""] if self.body.kind == "department" else ["本机关", ""]
        else:
            end = self.body.place[-1]
            words = [f"我{end}", f"全{end}", "本机关", ""] if town and end in "镇乡" else ["本机关", "我街道", ""]
        word = self.rng.choice(words)
        return word, "whole" if word.startswith("全") else "own"


Claim = Callable[[Teller, Claims], None]


def claims_of(teller: Teller, *, rich: bool) -> Claims:
    """Return what one report tells; nothing but a fee, now and then, without `rich`."""
    claims = Claims()
    if not rich:
        if teller.rng.random() < 0.25:
            claims.other.append(f"{teller.year}年未收取信息处理费。")
            claims.told.append(Told("info_fee_collected_yuan", 0))
        return claims
    kinds: list[tuple[str, float, Claim]] = [
        ("copied", 0.0, _copied), ("channels", 0.5, _disclosed), ("bound", 0.1, _bounded), ("received", 0.5, _requests),
        ("proceedings", 0.4, _proceedings), ("normative", 0.25, _normative), ("fee", 0.4, _fee),
        ("sections", 0.3, _sections), ("office", 0.15, _office),
    ]  # fmt: skip
    for name, chance, claim in kinds:
        if teller.rng.random() < chance or teller.lie.startswith(name):
            claim(teller, claims)
    claims.overview += teller.rng.sample(_silent(teller), teller.rng.randint(0, 3))
    return claims


def _disclosed(teller: Teller, claims: Claims) -> None:
    rng = teller.rng
    who, scope = teller.who()
    count = rng.randint(2, 4)
    numbers = [rng.randint(1, (40, 900)[rng.random() < 0.3]) for _ in range(count)]
    total = sum(numbers)
    mark = "," if rng.random() < 0.2 else ""
    if teller.lie == "channels":
        total = max(1, total - rng.randint(1, max(1, total // 3)))
        if total == sum(numbers):
            total += sum(numbers) + 7
        claims.fires |= {"narrative.channel_sum"}
    names = rng.sample(_CHANNELS, count)
    listed = "、".join(f"{name}{number:{mark}}条" for name, number in zip(names, numbers, strict=True))
    said = rng.choice(
        [
            f"{teller.year}年，{who}通过各类渠道主动公开政府信息{total:{mark}}条，其中{listed}。",
            f"{who}全年共主动公开政府信息{total:{mark}}条，其中：{listed}。",
            f"{teller.year}年{who}累计公开政府信息 {total:{mark}} 条（{listed}）。",
        ]
    )
    claims.overview.append(said)
    claims.told.append(Told("disclosed_total", total, scope=scope))
    claims.told += [Told("disclosed_part", n, scope=scope, part=name) for name, n in zip(names, numbers, strict=True)]


def _office(teller: Teller, claims: Claims) -> None:
    """Tell what one office of a government received: a part of the table's figure, never all of it."""
    if not teller.covers_territory:
        return
    number = teller.rng.randint(0, teller.sum_of("received_new") // 3)
    office = {"省": "省", "市": "市", "县": "县", "区": "区"}.get(teller.body.place[-1])
    if office is None or teller.body.place.endswith("自治区"):
        return
    claims.overview.append(f"{teller.year}年，{office}政府办公室收到政府信息公开申请{number}件，均按期答复。")
    claims.told.append(Told("requests.received_new.total", number, scope="office"))


def _bounded(teller: Teller, claims: Claims) -> None:
    who, scope = teller.who()
    number = teller.rng.randint(3, 60) * 10
    words = [
        (f"{number}余条", number, "at_least"), (f"{number}多条", number, "at_least"),
        (f"近{number}条", number, "at_most"), (f"约{number}条", number, "about"),
        (f"超过{number}条", number, "at_least"),
        (f"{number}条以上", number, "at_least"), (f"{number}万余条", number * 10000, "at_least"),
    ]  # fmt: skip
    text, value, bound = teller.rng.choice(words)
    claims.overview.append(f"{teller.year}年，{who}累计公开各类政府信息{text}。")
    claims.told.append(Told("disclosed_total", value, bound, scope))


def _requests(teller: Teller, claims: Claims) -> None:
    rng = teller.rng
    who, scope = teller.who()
    new, carried, done = teller.sum_of("received_new"), teller.sum_of("carried_in"), teller.sum_of("outcomes_total")
    left = teller.sum_of("carried_out")
    if teller.lie == "received":
        wrong = rng.choice([new + carried + rng.randint(3, 40), 0 if new > 0 else new + carried + 7])
        claims.fires |= {"narrative.requests"}
        if wrong == 0:
            claims.overview.append(f"{teller.year}年，{who}未收到政府信息公开申请。")
        else:
            claims.overview.append(f"{teller.year}年，{who}共收到政府信息公开申请{wrong}件。")
        claims.told.append(Told("requests.received_new.total", wrong, scope=scope))
        return
    if new == carried == 0:
        said = rng.choice(["未收到政府信息公开申请", "没有收到政府信息公开申请", "收到政府信息公开申请0件"])
        claims.overview.append(f"{teller.year}年，{who}{said}。")
        claims.told.append(Told("requests.received_new.total", 0, scope=scope))
        return
    kind = rng.randrange(3)
    if kind == 0:
        claims.overview.append(
            f"{teller.year}年，{who}新收政府信息公开申请{new}件，上年结转{carried}件，办结{done}件，"
            f"结转下年度继续办理{left}件。"
        )
        told = {"received_new": new, "carried_in": carried, "outcomes_total": done, "carried_out": left}
    elif kind == 1:
        compared = rng.choice(["均按规定办理", f"比上年增加{rng.randint(1, 30)}件，增长{rng.randint(1, 90)}.5%"])
        claims.overview.append(f"{who}全年共收到政府信息公开申请{new}件，{compared}。")
        told = {"received_new": new}
    else:
        told = {
            "received_total": new + carried, "granted": teller.sum_of("granted"),
            "partially_granted": teller.sum_of("partially_granted"), "denied_total": teller.sum_of(_DENIED),
            "unavailable_total": teller.sum_of(_UNAVAILABLE), "not_processed_total": teller.sum_of(_NOT_PROCESSED),
            "other_total": teller.sum_of(_OTHER), "carried_out": left,
        }  # fmt: skip
        claims.overview.append(
            f"{teller.year}年，{who}共收办政府信息公开申请{told['received_total']}件，其中予以公开{told['granted']}件、"
            f"部分公开{told['partially_granted']}件、不予公开{told['denied_total']}件、"
            f"无法提供{told['unavailable_total']}件、不予处理{told['not_processed_total']}件、"
            f"其他处理{told['other_total']}件、转下年度办理{left}件。"
        )
    claims.told += [Told(f"requests.{row}.total", value, scope=scope) for row, value in told.items()]
    if kind == 1 and rng.random() < 0.5:
        natural = teller.sum_of("received_new", "natural_person")
        claims.overview[-1] = (
            f"{who}全年共收到政府信息公开申请{new}件，其中自然人申请{natural}件，法人或其他组织申请{new - natural}件。"
        )
        claims.told.append(Told("requests.received_new.natural_person", natural, scope=scope))
        claims.told.append(Told("requests.received_new.organization_total", new - natural, scope=scope))


def _proceedings(teller: Teller, claims: Claims) -> None:
    rng = teller.rng
    who, scope = teller.who()
    review = teller.figure("proceedings/review/total")
    suits = sum(teller.figure(f"proceedings/litigation_{channel}/total") for channel in ("direct", "after_review"))
    if teller.lie == "proceedings":
        review += rng.randint(2, 9)
        claims.fires |= {"narrative.proceedings"}
    if review == suits == 0:
        said = rng.choice(
            ["未发生因政府信息公开引起的行政复议、行政诉讼案件", "没有因政府信息公开被申请行政复议、提起行政诉讼"]
        )
        claims.overview.append(f"{teller.year}年，{who}{said}。")
    else:
        claims.overview.append(
            f"{teller.year}年，{who}因政府信息公开被申请行政复议{review}件、被提起行政诉讼{suits}件。"
        )
    claims.told.append(Told("proceedings.review.total", review, scope=scope))
    claims.told.append(Told("proceedings.litigation.total", suits, scope=scope))


def _normative(teller: Teller, claims: Claims) -> None:
    who, scope = teller.who()
    prefix = "proactive_disclosure/normative_documents"
    if teller.proactive == "2019":
        made = teller.figure(f"{prefix}/newly_made")
        if teller.lie == "normative":
            made += teller.figure(f"{prefix}/total_disclosed") + 3
        claims.overview.append(f"{teller.year}年，{who}制发规范性文件{made}件。")
        told = {"issued": made}
    else:
        told = {name: teller.figure(f"{prefix}/{name}") for name in ("issued", "repealed", "in_force")}
        if teller.lie == "normative":
            told["issued"] += teller.rng.randint(2, 9)
        claims.overview.append(
            f"{teller.year}年，{who}制发行政规范性文件{told['issued']}件，废止{told['repealed']}件，"
            f"现行有效{told['in_force']}件。"
        )
    if teller.lie == "normative":
        claims.fires |= {"narrative.normative"}
    claims.told += [Told(f"normative.{name}", value, scope=scope) for name, value in told.items()]


def _fee(teller: Teller, claims: Claims) -> None:
    rng = teller.rng
    who, scope = teller.who()
    unpaid = teller.sum_of("other_unpaid_fee") if teller.requests == "2021" else 0
    if teller.lie == "fee":
        claims.fires |= {"narrative.fee"}
        claims.other.append(f"{teller.year}年，{who}未发出信息处理费收费通知，未收取信息处理费。")
        claims.told.append(Told("info_fee_notice_count", 0, scope=scope))
        claims.told.append(Told("info_fee_collected_yuan", 0, scope=scope))
        return
    if unpaid == 0 and rng.random() < 0.7:
        said = rng.choice(
            ["未收取信息处理费", "未发生信息处理费收费情况", "收取信息处理费0元", "没有收取政府信息公开信息处理费"]
        )
        claims.other.append(f"{teller.year}年，{who}{said}。")
        claims.told.append(Told("info_fee_collected_yuan", 0, scope=scope))
        return
    count, money = unpaid + rng.randint(1, 9), rng.randint(10, 900) * 10
    claims.other.append(f"{teller.year}年，{who}对{count}件政府信息公开申请收取信息处理费{money}元。")
    claims.told.append(Told("info_fee_notice_count", count, scope=scope))
    claims.told.append(Told("info_fee_collected_yuan", money, scope=scope))


def _sections(teller: Teller, claims: Claims) -> None:
    count = teller.sections
    if teller.lie == "sections":
        # Six is never wrong where all six official sections stand among others.
        count -= 2
        claims.fires |= {"narrative.section_count"}
    written = teller.rng.choice(
        [str(count) + "个", "零一二三四五六七八九"[count] + "个", "零一二三四五六七八九"[count]]
    )
    claims.preamble += f"本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等{written}部分组成。"
    claims.told.append(Told("sections_count", count))


def _copied(teller: Teller, claims: Claims) -> None:
    if teller.lie == "copied_year":
        last = teller.year - 1
        claims.fires |= {"narrative.year"}
        claims.period = f"本报告所列数据的统计期限自{last}年1月1日起至{last}年12月31日止。"
    elif teller.lie == "copied_agency":
        claims.fires |= {"narrative.agency"}
        other = "昆明市呈贡区" if "昆明" not in teller.body.full else "长春市双阳区"
        claims.preamble += f"本报告由{other}人民政府办公室编制。"


def _silent(teller: Teller) -> list[str]:
    """Return sentences with figures that are none of the report's: another year's, plans, people, clicks, shares."""
    rng, year = teller.rng, teller.year
    some = [rng.randint(2, 900) for _ in range(12)]
    return [
        f"与上年相比，公开数量增长{some[0] / 10}%。",
        f"{year - 1}年共公开政府信息{some[1]}条，收到申请{some[2]}件。",
        f"组织业务培训{some[3] % 9 + 1}次，参训{some[4]}人次。",
        f"门户网站访问量达{some[5]}万人次，页面浏览{some[6]}次。",
        f"办理人大代表建议{some[7]}件、政协提案{some[8]}件，满意率100%。",
        f"按照国办发〔{year}〕{some[9] % 60}号文件精神和《条例》第二十条规定执行。",
        f"{year + 1}年计划公开政府信息{some[10]}条以上。",
        f"回复群众留言{some[11]}条，召开新闻发布会{some[3] % 5}场。",
        f"配备专职人员{some[3] % 4 + 1}名、兼职人员{some[2] % 7 + 1}名，咨询电话0{310 + some[0]}-6{some[1]:06d}。",
    ]
