"""Forged reports as Documents with a grid, as web pages, Word files and PDFs give them, without any medium between."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gouji.document import Block, Cell, Document, Paragraph, Place, Table
from gouji.parse import parse
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from tests.forge.grids import Grid, Row, Slot, with_text
from tests.forge.media.page import Drawn, Page, placed

Spoil = Callable[[Grid, random.Random], Grid | None]


def table_of(grid: Grid, number: int = 1, page: int | None = None) -> Table:
    """Return a drawn table as readers give it: the cells that begin in each row, with their grid columns."""
    rows = []
    for at, row in enumerate(placed(grid), start=1):
        if row:
            rows.append(
                tuple(
                    Cell(slot.text, Place(page, number, at, column + 1), slot.colspan, slot.rowspan)
                    for column, slot in row
                )
            )
    return Table(tuple(rows))


def document_of(page: Page, media_type: str = "text/html") -> Document:
    """Return a page's Document."""
    blocks: list[Block] = []
    tables = 0
    for line, part in enumerate(page.parts, start=1):
        if isinstance(part, Drawn):
            if part.grid:
                tables += 1
                blocks.append(table_of(part.grid, tables))
        elif part.text.strip():
            blocks.append(Paragraph(part.text.strip(), Place(line=line)))
    return Document("0" * 64, media_type, tuple(blocks))


def stored(spoil: Spoil | None = None, table: str = "") -> Callable[[Page, random.Random], bytes]:
    """Return a writer of pages whose files `read` reads back; `spoil` changes one table, or the page is as it was."""

    def written(page: Page, rng: random.Random) -> bytes:
        for at, part in enumerate(page.parts):
            if spoil is None or not isinstance(part, Drawn) or table not in part.table.split():
                continue
            grid = spoil([list(row) for row in part.grid], rng)
            if grid is not None:
                page.parts[at] = replace(part, grid=grid)
        # No two files are the same, as no two snapshots would be.
        return pickle.dumps((rng.random(), document_of(page)))

    return written


def read(snapshot: Snapshot) -> Report | NoReport:
    """Return what parse makes of a stored page."""
    _, document = pickle.loads(snapshot.data)
    return parse(replace(document, sha256=snapshot.source.sha256), snapshot.source)


def value_rows(grid: Grid) -> list[int]:
    return [at for at, row in enumerate(grid) if any(slot.key for slot in row)]


def _value_slots(row: Row) -> list[int]:
    return [at for at, slot in enumerate(row) if slot.key]


def _some_row(grid: Grid, rng: random.Random) -> tuple[int, list[int]] | None:
    rows = [at for at in value_rows(grid) if len(_value_slots(grid[at])) > 1]
    if not rows:
        return None
    at = rng.choice(rows)
    return at, _value_slots(grid[at])


def merged_values(grid: Grid, rng: random.Random) -> Grid | None:
    """Two values in one cell that is as wide as both."""
    found = _some_row(grid, rng)
    if found is None:
        return None
    at, slots = found
    first = rng.choice(slots[:-1])
    left, right = grid[at][first], grid[at][first + 1]
    merged = replace(
        left,
        text=rng.choice([left.text, f"{left.text} {right.text}", right.text]),
        colspan=left.colspan + right.colspan,
    )
    grid[at][first : first + 2] = [merged]
    return grid


def lost_value(grid: Grid, rng: random.Random) -> Grid | None:
    """A value whose cell is not there: those behind it move to the left."""
    found = _some_row(grid, rng)
    if found is None:
        return None
    at, slots = found
    del grid[at][rng.choice(slots)]
    return grid


def surplus_cell(grid: Grid, rng: random.Random) -> Grid | None:
    """A blank cell too many, which moves those behind it to the right."""
    found = _some_row(grid, rng)
    if found is None:
        return None
    at, slots = found
    grid[at].insert(rng.choice([*slots, slots[-1] + 1]), Slot("", "value"))
    return grid


def surplus_column(grid: Grid, rng: random.Random) -> Grid | None:
    """A column the form does not have, with figures in some rows."""
    heads = [at for at, row in enumerate(grid) if any(slot.text in _NAMED for slot in row)]
    if not heads:
        return None
    column = next(column for column, slot in placed(grid)[heads[-1]] if slot.text in _NAMED)
    column += rng.randrange(3)
    label = rng.choice(["小计", "", "备注", "其中"])
    for at, row in enumerate(placed(grid)):
        for position, (begins, slot) in enumerate(row):
            if begins < column < begins + slot.colspan:
                grid[at][position] = replace(slot, colspan=slot.colspan + 1)
        before = sum(begins < column for begins, _ in row)
        covered = any(begins < column < begins + slot.colspan for begins, slot in row)
        if not covered and (at in heads[-1:] or any(slot.key for _, slot in row)):
            text = label if at in heads else rng.choice(["", "0", "3"])
            grid[at].insert(before, Slot(text, "value"))
    return grid


_NAMED = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "本年制发件数", "本年新制作数量")


def moved_columns(grid: Grid, rng: random.Random) -> Grid | None:
    """Two columns exchanged, with their labels: the table says the same in another order."""
    heads = [at for at, row in enumerate(grid) if sum(slot.text in _NAMED for slot in row) > 1]
    if not heads:
        return None
    columns = [column for column, slot in placed(grid)[heads[0]] if slot.text in _NAMED]
    one, two = rng.sample(columns, 2)
    for at, row in enumerate(placed(grid)):
        where = {column: position for position, (column, slot) in enumerate(row) if slot.colspan == 1}
        is_named = at == heads[0]
        if (is_named or (at > heads[0] and any(slot.key for _, slot in row))) and one in where and two in where:
            left, right = where[one], where[two]
            grid[at][left], grid[at][right] = grid[at][right], grid[at][left]
    return grid


def wrong_width(grid: Grid, rng: random.Random) -> Grid | None:
    """Labels of rows or of groups that cover a column more, or a row more or less, than they should."""
    for at in rng.sample(value_rows(grid), k=min(3, len(value_rows(grid)))):
        position = max((n for n, slot in enumerate(grid[at]) if not slot.key), default=-1)
        if position < 0:
            continue
        slot = grid[at][position]
        wide = max(1, slot.colspan + rng.choice([-1, 1]))
        grid[at][position] = replace(slot, colspan=wide) if rng.random() < 0.7 else replace(slot, rowspan=2)
    return grid


def wrong_height(grid: Grid, rng: random.Random) -> Grid | None:
    """A group whose label covers a row more or less than it has."""
    places = [(at, n) for at, row in enumerate(grid) for n, slot in enumerate(row) if slot.rowspan > 2]
    if not places:
        return None
    at, n = rng.choice(places)
    grid[at][n] = replace(grid[at][n], rowspan=grid[at][n].rowspan + rng.choice([-1, 1]))
    return grid


def lost_row(grid: Grid, rng: random.Random) -> Grid | None:
    """A row of values that is not there."""
    rows = value_rows(grid)
    if not rows:
        return None
    del grid[rng.choice(rows)]
    return grid


def two_lines_in_a_cell(grid: Grid, rng: random.Random) -> Grid | None:
    """A value in two lines, or two values apart in one cell."""
    places = [(at, n) for at in value_rows(grid) for n in _value_slots(grid[at]) if grid[at][n].text.strip().isdigit()]
    if not places:
        return None
    at, n = rng.choice(places)
    text = grid[at][n].text.strip()
    grid[at][n] = with_text(grid[at][n], rng.choice([f"{text}\n{text}", f"{text} 0", f"{text} {text}", f"0\n{text}"]))
    return grid


def slivers(grid: Grid, rng: random.Random) -> Grid:
    """Columns that come of rounding: in each row the cell on their left or the one on their right covers them."""
    for _ in range(rng.randint(1, 3)):
        owners: dict[tuple[int, int], tuple[int, int]] = {}
        for at, row in enumerate(placed(grid)):
            for position, (column, slot) in enumerate(row):
                for down in range(slot.rowspan):
                    owners |= {(at + down, column + over): (at, position) for over in range(slot.colspan)}
        border = rng.randrange(1, 1 + max(column for _, column in owners))
        widened: set[tuple[int, int]] = set()
        for at in range(len(grid)):
            left, right = owners.get((at, border - 1)), owners.get((at, border))
            if left is not None and right is not None:
                is_free = grid[left[0]][left[1]].rowspan == grid[right[0]][right[1]].rowspan == 1
                widened.add(rng.choice([left, right]) if is_free else left)
        for at, position in widened:
            slot = grid[at][position]
            grid[at][position] = replace(slot, colspan=slot.colspan + 1)
    return grid


def rows_of(texts: Sequence[Sequence[str | tuple[str, int, int]]]) -> Grid:
    """Return a grid from texts; a tuple is (text, colspan, rowspan)."""
    return [[Slot(cell) if isinstance(cell, str) else Slot(cell[0], colspan=cell[1], rowspan=cell[2]) for cell in row]
            for row in texts]  # fmt: skip


def cells(tables: Sequence[Table]) -> Iterator[Cell]:
    for table in tables:
        for row in table.rows:
            yield from row
