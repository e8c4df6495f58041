"""The words that tell whether a place is named as the body's own or as another's: visited, learned from, a neighbour.

A row of `mentions.csv` is a word and its role. Before a name: `other_follows` (学习), `own_follows` (位于). After one:
`other_precedes` (经验), `border` (接壤; also after two names: 海林市与扎兰屯市交界).
"""

from __future__ import annotations

from functools import cache

from gouji.standard.resources import StandardError, read_csv

ROLES = ("other_follows", "own_follows", "other_precedes", "border")


@cache
def mentions() -> dict[str, tuple[str, ...]]:
    """Return the words of each role; raise StandardError on a role it does not know or a word listed twice."""
    words: dict[str, list[str]] = {role: [] for role in ROLES}
    for row in read_csv("mentions.csv", ("role", "printed")):
        role, printed = row["role"], row["printed"]
        if role not in words:
            raise StandardError(f"mentions.csv: {printed}: unknown role {role!r}")
        if not printed or printed in words[role]:
            raise StandardError(f"mentions.csv: {role}: {printed!r} is empty or there already")
        words[role].append(printed)
    return {role: tuple(listed) for role, listed in words.items()}
