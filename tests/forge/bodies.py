"""Bodies for forged reports: a division of a year, an office, and names that leave no doubt which one is meant.

Reads the list of divisions itself: the forge must not agree with the parser by sharing its code.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.parquet as pq

LEVELS = ("province", "prefecture", "county", "township")
_TOWN = re.compile(r"^[\u4e00-\u9fff]{1,6}(?:镇|乡|街道)$")
_COUNTY = re.compile(r"^[\u4e00-\u9fff]{1,12}[县区市旗]$")
_UNUSUAL = re.compile(r"开发|园区|管理区|新区|林|农|场|工业|示范|产业|市辖|直辖|功能区|生态|经济|保税|兵团")
_PREFECTURE = re.compile(r"^[\u4e00-\u9fff]{2,14}(?:市|自治州|盟|地区)$")
_BODIES = {
    (3, "government"): 55,
    (2, "department"): 15,
    (2, "government"): 12,
    (1, "government"): 7,
    (0, "government"): 3,
    (1, "department"): 4,
    (2, "government_office"): 4,
}
"""How often each kind of body reports, by level."""
DEPARTMENTS = ("财政局", "审计局", "民政局", "水利局", "司法局", "发展和改革局", "农业农村局", "教育局", "统计局",
               "交通运输局", "应急管理局", "自然资源局", "卫生健康局", "市场监督管理局")  # fmt: skip


@dataclass(frozen=True)
class Body:
    """A reporting body: `names` from the province down, `codes` beside them, `title` an unmistakable printed name."""

    level: str
    kind: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    office: str
    agency_name: str
    title: str

    @property
    def place(self) -> str:
        """Return the name of the body's own division."""
        return self.names[-1]

    @property
    def full(self) -> str:
        """Return the name with everything above it."""
        return "".join(self.names) + self.office


@dataclass(frozen=True)
class _Place:
    level: int
    names: tuple[str, ...]
    codes: tuple[str, ...]
    levels: tuple[int, ...]


def plain(name: str) -> str:
    """Return a division's name as people write it."""
    name = re.sub(r"[（(][^（）()]*[）)]", "", name) or name
    return name[:-3] if name.endswith("街道办事处") else name


@cache
def _lists() -> tuple[tuple[int, ...], tuple[dict[str, dict[str, object]], ...]]:
    path = resources.files("gouji.standard") / "divisions.parquet"
    table = pq.ParquetFile(pa.BufferReader(path.read_bytes())).read()
    days = table.schema.metadata[b"snapshots"].decode().split(",")
    by_list: list[dict[str, dict[str, object]]] = [{} for _ in days]
    for row in table.to_pylist():
        for number in range(row["first"], row["last"] + 1):
            by_list[number][row["code"]] = row
    return tuple(int(day[:4]) for day in days), tuple(by_list)


def _number(year: int) -> int:
    years, _ = _lists()
    return max((number for number, listed in enumerate(years) if listed <= year), default=0)


@cache
def _places(number: int) -> tuple[tuple[_Place, ...], ...]:
    """Return the ordinary places of one list by level."""
    rows = _lists()[1][number]
    found: tuple[list[_Place], ...] = ([], [], [], [])
    for row in rows.values():
        line = [row]
        while line[0]["parent"]:
            line.insert(0, rows[str(line[0]["parent"])])
        names = tuple(plain(str(each["name"])) for each in line)
        levels = tuple(int(str(each["level"])) for each in line)
        if _is_ordinary(levels, names):
            codes = tuple(str(each["code"]) for each in line)
            found[levels[-1]].append(_Place(levels[-1], names, codes, levels))
    return tuple(tuple(sorted(places, key=lambda place: place.codes)) for places in found)


def _is_ordinary(levels: tuple[int, ...], names: tuple[str, ...]) -> bool:
    patterns = {1: _PREFECTURE, 2: _COUNTY, 3: _TOWN}
    return all(
        level == 0 or (patterns[level].match(name) and not _UNUSUAL.search(name))
        for level, name in zip(levels, names, strict=True)
    )


@cache
def _paths() -> dict[tuple[str, ...], frozenset[str]]:
    """Return for each tail of names (county, town) the chains that ever bore it."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for rows in _lists()[1]:
        for row in rows.values():
            names = [plain(str(row["name"]))]
            upper = row
            found[tuple(names)].add(str(row["chain"]))
            while upper["parent"]:
                upper = rows[str(upper["parent"])]
                names.insert(0, plain(str(upper["name"])))
                found[tuple(names)].add(str(row["chain"]))
    return {names: frozenset(chains) for names, chains in found.items()}


def body_of(rng: random.Random, year: int) -> Body:
    """Return a random body of a year; its title names as much of the path as leaves one division, or all of it."""
    places = _places(_number(year))
    level, kind = rng.choices(list(_BODIES), list(_BODIES.values()))[0]
    return _body(rng, rng.choice(places[level]), kind)


def bodies_of(rng: random.Random, year: int, departments: Sequence[str]) -> list[Body]:
    """Return every government of a year, and so many departments of each county, prefecture and province, each once."""
    of_level = _places(_number(year))
    found = [_body(rng, place, "government") for places in of_level for place in places]
    upper = [place for places in of_level[:-1] for place in places]
    return found + [_body(rng, place, "department", name) for place in upper for name in departments]


def _body(rng: random.Random, place: _Place, kind: str, department: str | None = None) -> Body:
    own = place.names[-1]
    if kind == "government":
        if own.endswith("街道"):
            office = canonical = "办事处"
        elif own.endswith(("地区", "盟")):
            office = canonical = "行政公署"
        else:
            office, canonical = rng.choice(["人民政府", "人民政府", "政府", "人民政府"]), "人民政府"
    elif kind == "department":
        office = canonical = department or rng.choice(DEPARTMENTS)
    else:
        office = canonical = "人民政府办公室"
    shortest = next((cut for cut in range(len(place.names) - 1, -1, -1) if len(_paths()[place.names[cut:]]) == 1), 0)
    cut = shortest if rng.random() < 0.6 else rng.randint(0, shortest)
    title = "".join(place.names[cut:]) + office
    return Body(LEVELS[place.level], kind, place.names, place.codes, office, own + canonical, title)
