"""What the words and marks that stand in value cells say."""

from __future__ import annotations

from functools import cache
from typing import Literal, cast, get_args

from gouji.standard.resources import StandardError, read_csv

Said = Literal["not_applicable", "zero", "unchanged", "increase", "decrease"]


@cache
def cell_words() -> dict[str, Said]:
    """Return what each word says, by the word without white space, in NFKC and in Simplified characters.

    `unchanged` is a zero that only a change can be; `increase` and `decrease` stand before a number of one.
    """
    found: dict[str, Said] = {}
    for row in read_csv("words.csv", ("word", "says", "why")):
        if row["says"] not in get_args(Said) or row["word"] in found:
            raise StandardError(f"words.csv: unknown or twice: {row}")
        found[row["word"]] = cast(Said, row["says"])
    return found
