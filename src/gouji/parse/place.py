"""Whose report: the parts of a printed body name, and which of the places of that name is meant.

30 % of China's town names occur in more than one county, so a name alone seldom proves a place. `read_body` says what
a name leaves possible; `Evidence` finds what the text says about it; what is then still open stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gouji.standard.bodies import Office, bodies
from gouji.standard.divisions import LEVELS, LONGEST_NAME, Division, divisions

_WORD = re.compile(r"(?:我|本)?(?:自治区|自治州|自治县|街道|[省市县区州旗镇乡])")
_WORDS_LEVELS = {"省": 0, "自治区": 0, "市": 1, "自治州": 1, "州": 1, "县": 2, "区": 2, "旗": 2, "自治县": 2}
# A town or county that is on no list: nothing may be read as if it were an office of the place above it.
_UNLISTED = re.compile(
    r".+(?:镇|乡|街道|苏木|县|旗)(?:人民政府|政府|办事处|街道办)?|.+(?:办事处|街道办|人民政府|[镇乡]政府)"
)
# What follows the name of a place where its government or party speaks, not the place as such.
_OFFICIAL = re.compile(
    r"人民政府|政府(?!信息)|政务|门户网|官网|官方网|[省市县区州旗]?(?:委、|委办|委员会|政府办)|人大|政协"
)
# 由泉州市人民政府办公室…编制 in a town's report is copied from another's; who was visited is another, too.
_OF_OTHERS = re.compile(r"(?:由|(?:学习|借鉴|考察|参观|观摩|帮扶|协作|对口|赴|友好)[^,，。;；\n]{0,9})$")
# Names of counties that are also common words.
_COMMON_WORDS = frozenset({"城区", "郊区", "矿区", "市区", "新区"})
_SECOND_NAME = re.compile(r"(?<=.{3})[(（][^()（）]*[)）]$")
_DEPTH = {level: depth for depth, level in enumerate(LEVELS)}
_CONNECTORS = ("人民政府", "政府")
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
    if text in names.central:
        return Body(text, "", (), 0, Office(names.central[text], "department", known=True), state="central")
    # A second name in brackets, 发展和改革局（粮食和物资储备局), says nothing new of who it is.
    whole = _SECOND_NAME.sub("", text)
    bare = next((whole.removeprefix(prefix) for prefix in names.prefixes if whole.startswith(prefix)), whole)
    readings = [
        (office.known, walk.end, -walk.depth, walk, office, word)
        for walk in _walks(bare, 0, 0, None, 0)
        if (found := _office(bare[walk.end :], placed=True))
        for office, word in [found]
    ]
    if readings:
        _, _, _, walk, office, word = max(readings, key=lambda reading: reading[:3])
        return Body(text, bare[walk.start : walk.end], walk.rows, walk.depth, office, word)
    unplaced = _office(bare, placed=False)
    if unplaced and unplaced[0].known:
        return Body(text, "", (), 0, *unplaced)
    return _by_stem(text, bare) or (Body(text, "", (), 0, *unplaced) if unplaced else None)


def _by_stem(text: str, bare: str) -> Body | None:
    """Return the body where the place is named without its kind (沭阳发改局) and the office is a known one."""
    for end in range(min(len(bare) - 1, 8), 1, -1):
        rows = tuple(divisions().stem(bare[:end]))
        office = bodies().exact.get(bare[end:])
        if rows and office:
            return Body(text, bare[:end], rows, 1, office)
    return None


def _office(rest: str, *, placed: bool) -> tuple[Office, str] | None:
    """Return the office and the word for its level in what follows the place."""
    if not rest:
        return (GOVERNMENT, "") if placed else None
    known = bodies().exact.get(rest)
    if known:
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
            rows = _rows(name)
            if name.endswith("办事处"):
                rows = [*rows, *divisions().spelled(name.removesuffix("办事处") + "街道")]
            elif not rows and name.endswith("街"):
                rows = divisions().spelled(name + "道")
            if above is not None:
                rows = [row for row in rows if _below(row, above)]
            if rows:
                yield from _walks(text, end, begin, tuple(rows), depth + 1)


def _rows(name: str) -> list[Division]:
    known = divisions()
    return known.spelled(name) or known.short(name)


def rivals(place: str) -> set[str]:
    """Return all divisions that ever bore this name, in full or short."""
    known = divisions()
    return {row.chain for row in (*known.spelled(place), *known.short(place))}


def _below(row: Division, above: Iterable[Division]) -> bool:
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


@dataclass(frozen=True, slots=True)
class Mention:
    """A division named in the text: how strongly it speaks for what is within it."""

    strength: int
    chain: str


class Evidence:
    """What one text says about which place is meant."""

    def __init__(self, text: str, number: int) -> None:
        self._text = text
        self._number = number

    def settle(self, chains: Sequence[str], place: str) -> tuple[list[str], int]:
        """Return the chains the strongest evidence leaves, and how strong it is (0: there is none, or it is torn)."""
        left, foreign = self.adjacent(chains, place)
        if foreign and not left:
            return list(chains), 0
        strength = 6 if left else 0
        left = left or list(chains)
        found = {chain: self._superiors(chain) for chain in left}
        for level in (5, 4, 3, 2, 1):
            if len(left) == 1 or (level < 3 and not strength):
                break
            holders = {chain: {m.chain for m in found[chain] if m.strength == level} for chain in left}
            sources = {source for named in holders.values() for source in named}
            if len(sources) > 1:
                return left, 0
            if sources:
                left = [chain for chain in left if holders[chain]]
                strength = strength or level
        if len(left) == 1 and not strength:
            strength = max((mention.strength for mention in found[left[0]]), default=0)
        return left, strength

    def adjacent(self, chains: Sequence[str], place: str) -> tuple[list[str], list[Division]]:
        """Return the chains that all divisions named right before `place` speak for, and those that fit none of them.

        Where two speak for different chains the text is torn: nothing is returned as supported.
        """
        left: list[str] = []
        foreign: list[Division] = []
        own = max((_DEPTH[divisions().entries(chain)[-1].level] for chain in chains), default=0)
        start = self._text.find(place) if place else -1
        while start >= 0:
            rows = [row for row in self.before(start) if _DEPTH[row.level] < own]
            fits = [chain for chain in chains if any(row.chain in divisions().above(chain) for row in rows)]
            if fits:
                left = [chain for chain in left if chain in fits] if left else fits
                if not left:
                    return [], rows
            else:
                foreign.extend(rows)
            start = self._text.find(place, start + len(place))
        return left, foreign

    def before(self, end: int) -> list[Division]:
        """Return what the longest name of a province, prefecture or county that ends here can mean."""
        for length in range(min(12, end), 1, -1):
            name = self._text[end - length : end]
            rows = [row for row in _rows(name) if row.level != "township"] if name[-1] in "省市县区州旗盟" else []
            chains = standing(rows, self._number) if rows else []
            if chains:
                rows = [row for row in rows if row.chain in chains]
                upper = self.before(end - length)
                within = [row for row in rows if upper and _below(row, upper)]
                if within:
                    return within
                return [] if name in _COMMON_WORDS else rows
        return []

    def _superiors(self, chain: str) -> list[Mention]:
        """Return how the divisions above a chain are mentioned: the nearest and its government weigh most."""
        known = divisions()
        entry = known.in_force(chain, self._number)
        if entry is None:
            return []
        mentions = []
        for distance, upper in enumerate(known.lineage(entry, self._number)[-2::-1]):
            official, plain = ((5, 4), (4, 2), (3, 1))[min(distance, 2)]
            strength = self._mentioned(upper.plain_name, official, plain)
            if strength:
                mentions.append(Mention(strength, upper.chain))
        return mentions

    def _mentioned(self, name: str, official: int, plain: int) -> int:
        start, strength = self._text.find(name), 0
        while start >= 0:
            if self._text.startswith("场", start + len(name)):  # 海林市场 is a market
                start = self._text.find(name, start + len(name))
                continue
            if name not in _COMMON_WORDS and self._whole(start, name) and not self._of_others(start):
                if _OFFICIAL.match(self._text, start + len(name)):
                    return official
                strength = plain
            start = self._text.find(name, start + len(name))
        return strength

    def _of_others(self, start: int) -> bool:
        """Return whether what begins here is told of others: copied from another's report, visited, learned from."""
        return _OF_OTHERS.search(self._text[max(0, start - 14) : start]) is not None

    def _whole(self, start: int, name: str) -> bool:
        """Return whether the name stands there by itself, not as the end of a longer one (安县 in 新安县)."""
        longer = (self._text[start - more : start] + name for more in (1, 2, 3) if start >= more)
        return not any(divisions().spelled(text) for text in longer)

    def governments(self) -> list[Division]:
        """Return the counties, prefectures and provinces whose government the text names."""
        found: dict[str, Division] = {}
        for match in _OFFICIAL.finditer(self._text):
            rows = self.before(match.start())
            if len({row.chain for row in rows}) == 1 and not self._of_others(match.start() - len(rows[0].plain_name)):
                found.setdefault(rows[0].chain, rows[0])
        return list(found.values())

    def supports(self, chain: str) -> bool:
        """Return whether the text names anything above a chain."""
        return bool(self._superiors(chain))


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
