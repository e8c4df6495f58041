"""The words by which a report says what its figures cover.

A row of `scopes.csv` is a word and its role. `report`, `these`, `link`, `data`: how a sentence names the report's own
figures (本报告 中 所列 数据). `covers`, `excludes`: how it goes on. The rest say what: `own` (the body), `office`
(a government's office), `level` (本级: bodies of one level, it is not said which), `departments`, `divisions`
(what is below), `units` (parts of a body that make no report of their own), `system` (a trade with all below it).
"""

from __future__ import annotations

from functools import cache

from gouji.standard.resources import StandardError, read_csv

SENTENCE_ROLES = ("report", "these", "link", "data", "covers", "excludes")
EXTENTS = ("own", "office", "level", "departments", "divisions", "units", "system")


@cache
def scopes() -> dict[str, tuple[str, ...]]:
    """Return the words of each role, the longest first; raise StandardError on a role or a word unfit for it."""
    words: dict[str, list[str]] = {role: [] for role in (*SENTENCE_ROLES, *EXTENTS)}
    told: set[str] = set()
    for row in read_csv("scopes.csv", ("role", "printed")):
        role, printed = row["role"], row["printed"]
        if role not in words:
            raise StandardError(f"scopes.csv: {printed}: unknown role {role!r}")
        if not printed or printed in words[role] or (role in EXTENTS and printed in told):
            raise StandardError(f"scopes.csv: {role}: {printed!r} is empty or there already")
        if role in EXTENTS:
            told.add(printed)
        words[role].append(printed)
    missing = [role for role, listed in words.items() if not listed]
    if missing:
        raise StandardError(f"scopes.csv: no word for {missing}")
    return {role: tuple(sorted(listed, key=lambda word: (-len(word), word))) for role, listed in words.items()}
