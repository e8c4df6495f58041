"""The governments of China in a year, from the lists of divisions: who must publish a report, by level.

Statistics count more than governments as divisions: development zones as counties (codes xx71 to xx79), farms, zones,
prisons and the like as towns (codes 400 to 599), and villages right under a county as one town.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gouji.report import AgencyLevel
from gouji.standard.divisions import Division, divisions

_TOWNS = range(1, 400)
_NOT_DIVIDED = "级区划"
"""直辖村级区划: villages without a town above them."""


def governments(year: int) -> Iterator[Division]:
    """Yield the provinces, prefectures, counties and towns on the list of a year that have a government, by code."""
    return (division for division in divisions().listed(divisions().number(year)) if governs(division))


def not_counted(year: int) -> dict[AgencyLevel, int]:
    """Return how many divisions of the list have no government of their own, by level."""
    every = divisions().listed(divisions().number(year))
    return dict(Counter(division.level for division in every if not governs(division)))


def governs(division: Division) -> bool:
    """Tell whether a division has a government of its own, by its code and name."""
    if division.level == "county":
        # As reports of such zones are read: by committees, never by governments.
        return division.code[4] != "7"
    if division.level == "township":
        return int(division.code[6:9]) in _TOWNS and not division.name.endswith(_NOT_DIVIDED)
    return True
