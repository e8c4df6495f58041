"""Whose report: the parts of a printed body name, and which places it can mean.

30 % of China's town names occur in more than one county, so a name alone seldom proves a place. `read_body` says what
a name leaves possible; what the text says about it is `evidence.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gouji.standard.bodies import Office, bodies
from gouji.standard.divisions import LEVELS, LONGEST_NAME, Division, divisions
from gouji.standard.short_names import short_names

_WORD = re.compile(r"(?:我|本)?(?:自治区|自治州|自治县|街道|[省市县区州旗镇乡])")
_WORDS_LEVELS = {"省": 0, "自治区": 0, "市": 1, "自治州": 1, "州": 1, "县": 2, "区": 2, "旗": 2, "自治县": 2}
# A town or county that is on no list: nothing may be read as if it were an office of the place above it.
_UNLISTED = re.compile(
    r".+(?:镇|乡|街道|苏木|县|旗)(?:人民政府|政府|办事处|街道办)?|.+(?:办事处|街道办|人民政府|[镇乡]政府)"
)
_SECOND_NAME = re.compile(r"(?<=.{3})[(（][^()（）]*[)）]$")
_CONNECTORS = ("人民政府", "政府")
COMMITTEE = "管理委员会"
GOVERNMENT = Office("人民政府", "government", known=True)


@dataclass(frozen=True, slots=True)
class Body:
    """A printed body name taken apart.

    `places`: the entries of the lowest division named, of any year, within those named before it; empty where none is
    named. `depth`: how many divisions are named. `word`: the level said without a name (县 in 县发展和改革局).
    """

    printed: str
    place: str
    places: tuple[Division, ...]
    depth: int
    office: Office
    word: str = ""
    state: str = ""

    @property
    def is_bare(self) -> bool:
        """Return whether the place is all that is printed of the name."""
        return bool(self.places) and self.printed.endswith(self.place)

    @property
    def chains(self) -> tuple[str, ...]:
        """Return the divisions possible, as chains."""
        return tuple(dict.fromkeys(place.chain for place in self.places))


@dataclass(frozen=True, slots=True)
class _Walk:
    end: int
    start: int
    rows: tuple[Division, ...]
    depth: int


@lru_cache(maxsize=4096)
def read_body(text: str) -> Body | None:
    """Return the parts of a squeezed body name; None if it names no body, or a place that is on no list."""
    if not 1 < len(text) <= 48:
        return None
    names = bodies()
    # A second name in brackets, 发展和改革局（粮食和物资储备局), says nothing new of who it is.
    whole = _SECOND_NAME.sub("", text)
    bare = next((whole.removeprefix(prefix) for prefix in names.prefixes if whole.startswith(prefix)), whole)
    state = next((names.central[name] for name in (text, whole, bare) if name in names.central), None)
    if state:
        return Body(text, "", (), 0, Office(state, "department", known=True), state="central")
    readings = [
        (office.known, walk.end, -walk.depth, walk, office, word)
        for walk in _walks(bare, 0, 0, None, 0)
        if (found := _office(bare[walk.end :], placed=True))
        for office, word in [found]
    ]
    if readings:
        _, _, _, walk, office, word = max(readings, key=lambda reading: reading[:3])
        place, rows = bare[walk.start : walk.end], walk.rows
        if office.name.endswith(COMMITTEE) and not office.known and walk.depth == 1:
            # 江苏沭阳经济技术开发区管理委员会: the province is named before the county without its kind.
            below = _by_stem(text, bare[walk.end :])
            if below and any(is_below_any(row, rows) for row in below.places):
                inner = tuple(row for row in below.places if is_below_any(row, rows))
                return replace(below, places=inner, depth=2)
        if place.endswith(("管委会", COMMITTEE)):
            # Some lists name a zone by its committee: 城区管理委员会 can as well be that of another 城区.
            for _, _, _, zone, run_by, _ in readings:
                if run_by.name == COMMITTEE and (zone.start, zone.depth) == (walk.start, walk.depth):
                    place, rows, office = bare[zone.start : zone.end], (*rows, *zone.rows), run_by
        return Body(text, place, rows, walk.depth, office, word)
    unplaced = _office(bare, placed=False)
    if unplaced and unplaced[0].known:
        return Body(text, "", (), 0, *unplaced)
    return _by_stem(text, bare) or (Body(text, "", (), 0, *unplaced) if unplaced else None)


def _by_stem(text: str, bare: str) -> Body | None:
    """Return the body where the first place is named without its kind: 沭阳发改局, 海林柴河镇."""
    for end in range(min(len(bare) - 1, 8), 1, -1):
        rows = tuple(divisions().stem(bare[:end]))
        if not rows:
            continue
        if office := bodies().exact.get(bare[end:]):
            return Body(text, bare[:end], rows, 1, office)
        for walk in _walks(bare, end, end, rows, 1):
            found = _office(bare[walk.end :], placed=True) if walk.depth > 1 else None
            if found and found[0].known:
                return Body(text, bare[walk.start : walk.end], walk.rows, walk.depth, *found)
    return None


def _office(rest: str, *, placed: bool) -> tuple[Office, str] | None:
    """Return the office and the word for its level in what follows the place."""
    if not rest:
        return (GOVERNMENT, "") if placed else None
    known = bodies().exact.get(rest)
    if known:
        return known, ""
    known = bodies().exact.get(rest.removeprefix("人民政府"))
    if known and known.kind != "government":  # 沭阳县人民政府财政局
        return known, ""
    word = _WORD.match(rest)
    if word and (known := bodies().exact.get(rest[word.end() :])):
        return known, word[0].lstrip("我本")
    if _UNLISTED.fullmatch(rest) or len(rest) > 28:
        return None
    office = bodies().office(rest)
    return (office, "") if office and re.fullmatch(r"[\u4e00-\u9fff（）()、·]+", rest) else None


def _walks(text: str, position: int, start: int, above: tuple[Division, ...] | None, depth: int) -> Iterator[_Walk]:
    """Yield every way to read divisions, each within the one before, from `position` on."""
    if above is not None:
        yield _Walk(position, start, above, depth)
    froms = [position]
    if depth:
        froms += [position + len(word) for word in _CONNECTORS if text.startswith(word, position)]
    for begin in froms:
        for end in range(min(len(text), begin + LONGEST_NAME), begin + 1, -1):
            name = text[begin:end]
            rows = list(bearing(name))
            if name.endswith("管委会"):
                rows = [*rows, *divisions().spelled(name.removesuffix("管委会") + COMMITTEE)]
            elif name.endswith("街道办"):
                rows = [*rows, *divisions().spelled(name.removesuffix("办"))]
            elif name.endswith("办事处"):
                rows = [*rows, *divisions().spelled(name.removesuffix("办事处") + "街道")]
            elif not rows and name.endswith("街"):
                rows = divisions().spelled(name + "道")
            if above is not None:
                rows = [row for row in rows if is_below_any(row, above)]
            if rows:
                yield from _walks(text, end, begin, tuple(rows), depth + 1)


@lru_cache(maxsize=65_536)
def bearing(name: str) -> tuple[Division, ...]:
    """Return the divisions of any year of this name, in full, else short."""
    known = divisions()
    return tuple(known.spelled(name) or known.short(name) or known.spelled(short_names().get(name, "")))


def rivals(place: str) -> set[str]:
    """Return all divisions that ever bore this name, in full or short."""
    known = divisions()
    return {row.chain for row in (*known.spelled(place), *known.short(place))}


def is_below_any(row: Division, above: Iterable[Division]) -> bool:
    """Return whether a division ever stood under one of these."""
    chains = divisions().above(row.chain)
    return any(upper.chain in chains and upper.chain != row.chain for upper in above)


def standing(places: Sequence[Division], number: int) -> list[str]:
    """Return the chains a name can mean on list `number`: those so called then or on the next list.

    Lists are of the middle of a year, reports of its whole: a town may have got its name in between. A name of the
    list before counts where no other does; one of any other year only for a division that is still, or already, there.
    """
    for first, last in ((number, number + 1), (number - 1, number - 1)):
        chains = [place.chain for place in places if place.first <= last and place.last >= first]
        if chains:
            return _outermost(dict.fromkeys(chains))
    known = divisions()
    there = [place.chain for place in places if known.stands(place.chain, number)]
    return _outermost(dict.fromkeys(there))


def _outermost(chains: Iterable[str]) -> list[str]:
    """Return the chains without the towns listed below another of them: a zone is often its own only town."""
    known = divisions()
    among = list(chains)
    towns = {chain for chain in among if known.entries(chain)[-1].level == "township"}
    return [
        chain
        for chain in among
        if chain not in towns or not any(other not in towns and other in known.above(chain) for other in among)
    ]


def word_level(word: str) -> str | None:
    """Return the level a word for it means: 县 county, 市 prefecture (or a county that is a city: None)."""
    number = _WORDS_LEVELS.get(word)
    return None if number is None or word == "市" else LEVELS[number]


def describe(chain: str, number: int) -> str:
    """Return a candidate as a person reads it: `231083104 黑龙江省牡丹江市海林市柴河镇`."""
    entry = divisions().in_force(chain, number)
    if entry is None:
        return chain
    return f"{entry.code} " + "".join(row.plain_name for row in divisions().lineage(entry, number))
