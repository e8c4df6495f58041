"""What a text says about which of the places of one name is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gouji.parse.identity.place import bearing, is_below_any, standing
from gouji.standard.divisions import LEVELS, Division, divisions
from gouji.standard.mentions import ROLES, mentions

# What follows the name of a place where its government or party speaks, not the place as such.
_OFFICIAL = re.compile(
    r"人民政府|政府(?!信息)|政务|门户网|官网|官方网|[省市县区州旗]?(?:委、|委办|委员会|政府办)|人大|政协"
)
# Names of counties that are also common words.
_COMMON_WORDS = frozenset({"城区", "郊区", "矿区", "市区", "新区"})
_KINDS = "省市县区州旗盟"
_MOST_NAMES = 4
_DEPTH = {level: depth for depth, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands before and after a name that is told of others (visited, a neighbour) or of the body's own place."""

    before: re.Pattern[str]
    own: re.Pattern[str]
    author: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _told() -> _Told:
    before, own, after, border = ("|".join(map(re.escape, mentions()[role])) for role in ROLES)
    return _Told(
        before=re.compile(rf"(?:{before})(?!贯彻|落实|领会|传达|宣传)[^,，。;；\n]{{0,9}}$"),
        # 由泉州市人民政府办公室…编制 in a town's report is copied from another's.
        author=re.compile("[由与同]$"),
        own=re.compile(rf"(?:[镇乡区县旗道]|苏木)(?:{own})$"),
        after=re.compile(
            rf"(?:人民政府|政府)?[^,，。;；\n]{{0,2}}?(?:{after}|{border})|[与和及、同][^,，。;；\n]{{2,14}}?(?:{border})"
        ),
    )


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
            if rows and self.puts_among_others(start, start + len(place)):
                rows = []
            fits = [chain for chain in chains if any(row.chain in divisions().above(chain) for row in rows)]
            if fits:
                left = [chain for chain in left if chain in fits] if left else fits
                if not left:
                    return [], rows
            else:
                foreign.extend(rows)
            start = self._text.find(place, start + len(place))
        return left, foreign

    def before(self, end: int, names: int = _MOST_NAMES) -> list[Division]:
        """Return what the longest name of a province, prefecture or county that ends here can mean.

        Of several `names` without a break each must lie within the one before it.
        """
        for length in range(min(12, end), 1, -1):
            name = self._text[end - length : end]
            rows = [row for row in bearing(name) if row.level != "township"] if name[-1] in _KINDS else []
            chains = standing(rows, self._number) if rows else []
            if chains:
                rows = [row for row in rows if row.chain in chains]
                upper = self.before(end - length, names - 1) if names > 1 else []
                within = [row for row in rows if upper and is_below_any(row, upper)]
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
            if (
                name not in _COMMON_WORDS
                and self._whole(start, name)
                and not self.tells_of_others(start, start + len(name))
            ):
                if _OFFICIAL.match(self._text, start + len(name)) or self._is_where_it_lies(start):
                    return official
                strength = plain
            start = self._text.find(name, start + len(name))
        return strength

    def tells_of_others(self, start: int, end: int) -> bool:
        """Return whether the name here is told of others: copied from another's report, visited, a neighbour."""
        start = self._first_of_names(start)
        return bool(_told().author.search(self._text[max(0, start - 1) : start])) or self.puts_among_others(start, end)

    def _is_where_it_lies(self, start: int) -> bool:
        start = self._first_of_names(start)
        return _told().own.search(self._text[max(0, start - 6) : start]) is not None

    def puts_among_others(self, start: int, end: int) -> bool:
        """Return whether the name here is visited, learned from or a neighbour, with all named right before it."""
        start = self._first_of_names(start)
        before = self._text[max(0, start - 14) : start]
        return bool(_told().before.search(before) or _told().after.match(self._text, end))

    def _first_of_names(self, end: int, names: int = _MOST_NAMES) -> int:
        """Return where the names begin that end here without a break: 黑龙江省海林市."""
        if not names:
            return end
        for length in range(min(12, end), 1, -1):
            name = self._text[end - length : end]
            if name[-1] in _KINDS and bearing(name):
                return self._first_of_names(end - length, names - 1)
        return end

    def _whole(self, start: int, name: str) -> bool:
        """Return whether the name stands there by itself, not as the end of a longer one (安县 in 新安县)."""
        longer = (self._text[start - more : start] + name for more in (1, 2, 3) if start >= more)
        return not any(divisions().spelled(text) for text in longer)

    def governments(self) -> list[Division]:
        """Return the counties, prefectures and provinces whose government the text names."""
        found: dict[str, Division] = {}
        for match in _OFFICIAL.finditer(self._text):
            rows = self.before(match.start())
            if len({row.chain for row in rows}) != 1:
                continue
            start = match.start() - len(rows[0].plain_name)
            if not self.tells_of_others(start, match.start()):
                found.setdefault(rows[0].chain, rows[0])
        return list(found.values())

    def supports(self, chain: str) -> bool:
        """Return whether the text names anything above a chain."""
        return bool(self._superiors(chain))
