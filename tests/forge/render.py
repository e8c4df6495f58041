"""Drawn tables as text, the ways real files bring them: one function a flavour."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.forge.figures import NBSP
from tests.forge.grids import Grid, Slot, cut_at, full_rows, word_rows
from tests.forge.spaced import boxed, commas, layout, lone_pipes, on_one_line, spaces

FLAVOURS = ("word", "pdf", "lines", "pipes", "markdown", "mixed", "tight", "pipe_lines")
PLAIN = ("word", "pdf", "lines", "pipes", "markdown")
RARE = ("spaces", "layout", "one_line", "glued", "report_line", "box", "commas", "lone_pipes", "changing")
"""`changing`: one table in two flavours; `glued`: readable only where every value is 0."""
ALL_FLAVOURS = (*FLAVOURS, *RARE)
MIXED = (*PLAIN, "tight", "pipe_lines", "spaces", "one_line", "box", "commas", "lone_pipes")
SPACED = ("spaces", "layout", "one_line", "report_line", "glued", "mixed", "changing")
"""Flavours in which white space parts cells, or may."""
MARKED = ("word", "lines", "pipes", "markdown", "box", "commas", "lone_pipes")
"""Flavours in which an empty cell leaves a mark of its own."""
_TORN = ("三、", "本年", "度办", "理结", "果")


@dataclass(frozen=True)
class Print:
    """How one file prints its tables. `tails`: what becomes of empty cells at a row's ends."""

    tails: str
    tear: bool
    rules: bool
    pages: bool
    repeat_header: bool
    indent: bool
    split_paragraphs: bool

    @classmethod
    def of(cls, rng: random.Random) -> Print:
        """Return a random print."""
        return cls(
            tails=rng.choice(["full", "full", "right", "both"]),
            tear=rng.random() < 0.3,
            rules=rng.random() < 0.3,
            pages=rng.random() < 0.25,
            repeat_header=rng.random() < 0.12,
            indent=rng.random() < 0.2,
            split_paragraphs=rng.random() < 0.5,
        )


Renderer = Callable[[Grid, str, Print, random.Random], list[str]]


def render(grid: Grid, table: str, flavour: str, how: Print, rng: random.Random) -> list[str]:
    """Return the lines of one table."""
    return _RENDERERS[flavour](grid, table, how, rng) if grid else []


def _word(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    lines: list[str] = []
    rows = word_rows(grid)
    for number, row in enumerate(rows):
        if number in _header_again(grid, table, how, rng):
            for header in rows[:3]:
                lines += [*(_word_cell(slot) for slot in header), ""]
        lines += [*(_word_cell(slot) for slot in row), ""]
    return [line for text in lines for line in text.split("\n")]


def _word_cell(slot: Slot | None) -> str:
    return "\t" if slot is None else f"\t{slot.text}"


def _header_again(grid: Grid, table: str, how: Print, rng: random.Random) -> tuple[int, ...]:
    return (14,) if how.repeat_header and table == "requests" and len(grid) > 16 else ()


def _pdf(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    lines: list[str] = []
    rows = full_rows(grid)
    torn: list[str] = []
    for number, row in enumerate(rows):
        if number in _header_again(grid, table, how, rng):
            lines += [_tab_row([_flat(slot) for slot in header], how.tails) for header in rows[:3]]
        texts = [_flat(slot) for slot in row]
        if how.tear and table == "requests" and row[0] is not None and "本年" in _flat(row[0]) and row[0].rowspan > 5:
            # Whole for each table: a file can hold two.
            torn = list(_TORN)
            lines.append(_tab_row([torn.pop(0), *[""] * (len(row) - 1)], how.tails))
            texts[0] = torn.pop(0)
        elif torn and len(torn) < len(_TORN) and row[0] is None and rng.random() < 0.4:
            texts[0] = torn.pop(0)
        # A block's row may bring no empty cells for what it covers.
        lines.append(_tab_row(texts, how.tails))
        if how.rules and table == "proceedings" and number == len(rows) - 1:
            lines.append("\t".join(["---"] * len(row)))
        if how.pages and table == "requests" and number in (9, 20):
            lines += ["", f"- {rng.randint(2, 9)} -", ""]
    return lines


def _flat(slot: Slot | None) -> str:
    return "" if slot is None else slot.text.replace("\n", "")


def _tab_row(texts: Sequence[str], tails: str) -> str:
    line = "\t".join(texts)
    if tails == "right":
        return line.rstrip("\t")
    return line.strip("\t") if tails == "both" else line


def _spaces(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    return spaces(grid, rng.choice([" ", "  ", "    ", "\u3000", NBSP]))


def _layout(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    lines = layout(grid, table, rng)
    if how.pages and table == "requests":
        where = len(lines) // 2
        lines[where:where] = ["", f"{' ' * 40}- {rng.randint(2, 9)} -", ""]
    return lines


def _one_line(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    return on_one_line(grid, rng.choice([" ", "  ", "\u3000", NBSP]))


def _glued(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    return on_one_line(grid, "")


def _changing(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    first, second = rng.sample(("word", "pdf", "lines", "pipes", "markdown", "spaces"), 2)
    # A table drawn as rows of marks cannot be broken off within its header.
    values = [number for number, row in enumerate(grid) if any(slot.role == "value" for slot in row)]
    if not values:
        return _RENDERERS[first](grid, table, how, rng)
    cut = values[0] if rng.random() < 0.4 else rng.randrange(values[0], len(grid))
    upper, lower = cut_at(grid, cut)
    # The lower part has no header that another page could repeat.
    below = replace(how, repeat_header=False)
    return [*_RENDERERS[first](upper, table, how, rng), "", *_RENDERERS[second](lower, table, below, rng)]


def _lines(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    lines: list[str] = []
    for row in grid:
        for slot in row:
            for piece in _pieces(slot, how):
                lines += [piece, ""]
        if how.pages and table == "requests" and rng.random() < 0.06:
            lines += [f"- {rng.randint(2, 9)} -", ""]
    return lines


def _pieces(slot: Slot, how: Print) -> list[str]:
    if slot.role == "value":
        return [slot.text if slot.text.strip(" ") else NBSP]
    text = slot.text if slot.text.strip() else ""
    if not text:
        return []
    return text.split("\n") if how.split_paragraphs else [text.replace("\n", "")]


def _tight(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    return [line for row in grid for slot in row for piece in _pieces(slot, how) for line in piece.split("\n")]


def _pipes(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    lines: list[str] = []
    for number, row in enumerate(full_rows(grid)):
        texts = [_flat(slot).strip(" ") for slot in row]
        if how.tails != "full":
            while texts and not texts[-1] and row[len(texts) - 1] is None:
                texts.pop()
        lines.append(" | ".join(texts) + " |")
        if how.rules and number == 0:
            lines.append(" | ".join(["---"] * len(row)) + " |")
    return lines


def _markdown(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    lines: list[str] = []
    for number, row in enumerate(full_rows(grid)):
        texts = [_flat(slot).strip(" ") for slot in row]
        lines.append("| " + " | ".join(texts) + " |")
        if number == 0:
            lines.append("|" + "|".join([" --- "] * len(row)) + "|")
    return lines


def _pipe_lines(grid: Grid, table: str, how: Print, rng: random.Random) -> list[str]:
    lines: list[str] = []
    for row in grid:
        lines += ["|"] if how.indent else []
        lines += [f"{_flat(slot).strip(' ')} |" for slot in row]
    return lines


_RENDERERS: dict[str, Renderer] = {
    "word": _word,
    "pdf": _pdf,
    "lines": _lines,
    "tight": _tight,
    "pipes": _pipes,
    "markdown": _markdown,
    "pipe_lines": _pipe_lines,
    "spaces": _spaces,
    "layout": _layout,
    "one_line": _one_line,
    "report_line": _one_line,
    "glued": _glued,
    "box": lambda grid, table, how, rng: boxed(grid, rng),
    "commas": lambda grid, table, how, rng: commas(grid),
    "lone_pipes": lambda grid, table, how, rng: lone_pipes(grid),
    "changing": _changing,
}
