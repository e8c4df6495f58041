"""The divisions of China through time: provinces, prefectures, counties and towns, with their codes and names.

The data are nine lists of 2015 to 2023. A *chain* is one division through all its codes and names; its id is the
oldest code it bore (`220381112` for what is `220184112` today), with `~2` after it where an older division bore that
code. Loading is lazy: a command that asks for no place never reads the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from gouji.report import AgencyLevel

LEVELS: tuple[AgencyLevel, ...] = ("province", "prefecture", "county", "township")
CENTRAL = "100000"
CORPS = "660000"
CORPS_NAME = "新疆生产建设兵团"
LONGEST_NAME = 18

_REMARK = re.compile(r"[（(][^（）()]*[）)]")
_RUN_BY = re.compile("(?<=街道|地区)(?:办事处|办)$|(?:人民)?政府$")
_PEOPLE = re.compile(
    "(?:乌孜别克|柯尔克孜|俄罗斯|哈萨克|塔吉克|塔塔尔|维吾尔|达斡尔|鄂伦春|鄂温克|东乡|仡佬|仫佬|保安|傈僳|哈尼|土家|基诺|"
    "布依|布朗|德昂|拉祜|撒拉|普米|景颇|朝鲜|毛南|独龙|珞巴|纳西|蒙古|裕固|赫哲|锡伯|门巴|阿昌|高山|京|佤|侗|傣|各|回|"
    "土|壮|彝|怒|水|满|瑶|畲|白|羌|苗|藏|黎)族$|(?:蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)$"
)
_OWN_RULE = re.compile(r"(?:自治|民族)?([区州县旗乡镇])$")


@dataclass(frozen=True, slots=True)
class Division:
    """One division as it stood in the lists from number `first` to number `last`."""

    code: str
    name: str
    level: AgencyLevel
    chain: str
    parent: str
    first: int
    last: int

    @property
    def plain_name(self) -> str:
        """Return the name as people write it: no remark in brackets, 街道 rather than 街道办事处, no 人民政府."""
        return plain(self.name)


def plain(name: str) -> str:
    """Return a division's name without remarks and without the office or the government that runs it."""
    if "）" in name or ")" in name:
        name = _REMARK.sub("", name) or name
    return _RUN_BY.sub("", name) if name[-1] in "处办府" else name


class Divisions:
    """All divisions, with indexes that are built when first asked for."""

    def __init__(self, table: pa.Table) -> None:
        metadata = table.schema.metadata or {}
        self.days: tuple[str, ...] = tuple(metadata[b"snapshots"].decode().split(","))
        self._years = [int(day[:4]) for day in self.days]
        self._code = _texts(table.column("code"))
        self._name = _texts(table.column("name"))
        self._parent = _texts(table.column("parent"))
        self._chain = _texts(table.column("chain"))
        self._level, self._first, self._last = (_numbers(table.column(name)) for name in ("level", "first", "last"))
        self._made: dict[int, Division] = {}
        self._by_code: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._by_chain: dict[str, list[int]] = {}
        self._by_alias: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[int]] = {}
        self._above: dict[str, frozenset[str]] = {}

    def number(self, year: int | None) -> int:
        """Return the number of the newest list dated in or before `year`: the first for older years, None the last."""
        if year is None:
            return len(self._years) - 1
        return max((number for number, listed in enumerate(self._years) if listed <= year), default=0)

    def spelled(self, name: str) -> list[Division]:
        """Return the divisions of any year that bore exactly this name."""
        if not self._by_name:
            self._by_name = _index(
                [plain(name) if name[-1] in "处办府）" or "（" in name else name for name in self._name]
            )
        return [self._row(row) for row in self._by_name.get(name, ())]

    def short(self, name: str) -> list[Division]:
        """Return the divisions of any year whose name is shortened like this: 海南州, 玉屏县, 恩施州, 新疆."""
        if not self._by_alias:
            pairs = [(alias, row) for row, name in enumerate(self._name) for alias in _aliases(name, self._level[row])]
            self._by_alias = _gather(pairs)
        return [self._row(row) for row in self._by_alias.get(name, ())]

    def stem(self, name: str) -> list[Division]:
        """Return the provinces, prefectures and counties whose name without its kind is this: 沭阳, 宿迁."""
        if not self._by_stem:
            pairs = [(_stem(self._name[row]), row) for row, level in enumerate(self._level) if level < 3]
            self._by_stem = _gather([(stem, row) for stem, row in pairs if len(stem) > 1])
        return [self._row(row) for row in self._by_stem.get(name, ())]

    def named(self, name: str, year: int | None = None, level: AgencyLevel | None = None) -> list[Division]:
        """Return the divisions of this name, full or short, on the list of `year`."""
        number = self.number(year)
        rows = self.spelled(name) or self.short(name)
        return [row for row in rows if row.first <= number <= row.last and level in (None, row.level)]

    def get(self, code: str, year: int | None = None) -> Division | None:
        """Return the division that bore this code on the list of `year`."""
        return self.on_list(code, self.number(year))

    def on_list(self, code: str, number: int) -> Division | None:
        """Return the division that bore this code on list `number`."""
        if not self._by_code:
            self._by_code = _index(self._code)
        rows = (self._row(row) for row in self._by_code.get(code, ()))
        return next((row for row in rows if row.first <= number <= row.last), None)

    def listed(self, number: int) -> list[Division]:
        """Return all divisions on list `number`, by code."""
        spans = enumerate(zip(self._first, self._last, strict=True))
        rows = [row for row, (first, last) in spans if first <= number <= last]
        return [self._row(row) for row in sorted(rows, key=lambda row: self._code[row])]

    def entries(self, chain: str) -> list[Division]:
        """Return all entries of one chain, oldest first."""
        if not self._by_chain:
            self._by_chain = _index(self._chain)
        return sorted((self._row(row) for row in self._by_chain.get(chain, ())), key=lambda row: row.first)

    def in_force(self, chain: str, number: int) -> Division | None:
        """Return the entry of a chain on list `number`, else its newest before it, else its oldest."""
        entries = self.entries(chain)
        before = [entry for entry in entries if entry.first <= number]
        return before[-1] if before else entries[0] if entries else None

    def stands(self, chain: str, number: int) -> bool:
        """Return whether a division of this chain is on list `number`."""
        return any(entry.first <= number <= entry.last for entry in self.entries(chain))

    def lineage(self, division: Division, number: int | None = None) -> list[Division]:
        """Return the division and all above it, from the province down, as of one list it stood on."""
        on = division.last if number is None else min(max(number, division.first), division.last)
        line = [division]
        while line[-1].parent:
            above = self.on_list(line[-1].parent, on)
            if above is None:
                break
            line.append(above)
        return line[::-1]

    def above(self, chain: str) -> frozenset[str]:
        """Return the chains this one ever stood under, its own included."""
        known = self._above.get(chain)
        if known is None:
            lines = [
                self.lineage(entry, number) for entry in self.entries(chain) for number in {entry.first, entry.last}
            ]
            known = self._above[chain] = frozenset(row.chain for line in lines for row in line)
        return known

    def within(self, division: Division, upper: Division) -> bool:
        """Return whether a division ever stood under another, or is it."""
        return upper.chain in self.above(division.chain)

    def oldest(self, code: str, year: int | None = None) -> str:
        """Return the id of the chain of the division that bore this code, the code itself where none did."""
        found = self._bearing(code, year)
        return found.chain if found else code

    def current(self, code: str, year: int | None = None) -> str:
        """Return the newest code of the division that bore this code, the code itself where none did."""
        found = self._bearing(code, year)
        return self.entries(found.chain)[-1].code if found else code

    def _bearing(self, code: str, year: int | None) -> Division | None:
        if year is not None:
            return self.get(code, year)
        numbers = range(len(self.days) - 1, -1, -1)
        return next((found for number in numbers if (found := self.on_list(code, number))), None)

    def _row(self, row: int) -> Division:
        made = self._made.get(row)
        if made is None:
            made = self._made[row] = Division(
                self._code[row],
                self._name[row],
                LEVELS[self._level[row]],
                self._chain[row],
                self._parent[row],
                self._first[row],
                self._last[row],
            )
        return made


@cache
def divisions() -> Divisions:
    """Return the divisions, read once."""
    path = resources.files("gouji.standard") / "divisions.parquet"
    # Neither pq.read_table nor pyarrow.compute: they import pandas where it is installed, a quarter of a second.
    return Divisions(pq.ParquetFile(pa.BufferReader(path.read_bytes())).read(use_threads=False))


def in_scope(scope: str | int, *codes: str | None, year: int | None = None) -> bool:
    """Return whether a record with these codes belongs to `scope`, a code of any form and level.

    `codes` are those in force in the report's `year`; the ones they became count as well.
    """
    wanted = prefix_of(scope)
    known = [code for code in codes if code]
    if any(code.startswith(wanted) for code in known):
        return True
    return any(divisions().current(code, year).startswith(wanted) for code in known)


def prefix_of(scope: str | int) -> str:
    """Return the digits all codes within `scope` begin with: 22 for 220000, 2201 for 220100; raise if it is no code."""
    digits = str(scope).strip()
    if not re.fullmatch(r"\d{2}(?:\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?)?", digits, re.ASCII):
        raise ValueError(f"not a division code: {scope}")
    if len(digits) == 12:
        digits = digits[:9]
    if len(digits) == 9 and digits.endswith("000"):
        digits = digits[:6]
    while len(digits) in (4, 6) and digits.endswith("00"):
        digits = digits[:-2]
    return digits


def _texts(column: pa.ChunkedArray) -> list[str]:
    """Return a column of texts as a list, cut out of its buffer: to_pylist takes five times as long."""
    array = column.combine_chunks()
    _, starts, data = array.buffers()
    places = memoryview(starts).cast("i")[array.offset : array.offset + len(array) + 1].tolist()
    text = data.to_pybytes()
    return [text[start:end].decode() for start, end in pairwise(places)]


def _numbers(column: pa.ChunkedArray) -> bytes:
    """Return a column of small numbers as bytes, which index like a list of integers."""
    array = column.combine_chunks()
    start = array.offset
    return bytes(array.buffers()[1])[start : start + len(array)]


def _index(keys: list[str]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        if key in index:
            index[key].append(row)
        else:
            index[key] = [row]
    return index


def _gather(pairs: list[tuple[str, int]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for key, row in pairs:
        index[key].append(row)
    return dict(index)


def _aliases(name: str, level: int) -> set[str]:
    """Return the short forms of one name: without the peoples in it, a province also without its kind."""
    aliases = set()
    if "族" in name or "自治" in name:
        stem, kind = _without_peoples(plain(name))
        if len(stem) > 1 and kind:
            aliases.add(stem + kind)
            if "自治" in name:
                aliases.add(stem + "自治" + kind)
    if level == 0:
        aliases.add("内蒙古" if name.startswith("内蒙古") else name[:3] if name.startswith("黑龙江") else name[:2])
    return aliases - {name}


def _stem(name: str) -> str:
    if "自治" in name:
        return _without_peoples(name)[0]
    return name[:-1] if name[-1] in "省市县区州盟旗" else ""


def _without_peoples(name: str) -> tuple[str, str]:
    found = _OWN_RULE.search(name)
    if not found:
        return name, ""
    stem = name[: found.start()]
    while len(shorter := _PEOPLE.sub("", stem)) > 1 and shorter != stem:
        stem = shorter
    return stem, found[1]
