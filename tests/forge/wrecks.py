"""Wrecks of extraction: what a person would call unreadable, and a reader must refuse or read right."""

from __future__ import annotations

from dataclasses import replace

from tests.forge.drafts import REFUSED, TABLES, Draft, fault, label_slot, pick_row, value_rows, value_slots
from tests.forge.errors import blank_shown
from tests.forge.figures import NBSP, Number
from tests.forge.grids import Grid, Slot, with_text


@fault("grids")
def _glued_row(draft: Draft) -> bool:
    grid, number, row = pick_row(draft)
    values = value_slots(row)
    label = label_slot(row)
    text = row[label].text.replace("\n", "") + "".join(row[position].text.strip() for position in values)
    grid[number] = [*row[:label], replace(row[label], text=text), *(with_text(row[p], "") for p in values[:0])]
    if len(values) == 1 or not any(draft.cells[row[position].key].value for position in values):
        draft.expected = "sound"
    else:
        draft.refuse()
    return True


@fault("grids")
def _dropped_row(draft: Draft) -> bool:
    grid, number, row = pick_row(draft)
    if any(slot.rowspan > 1 for slot in row):
        return False
    del grid[number]
    draft.refuse()
    return True


@fault("grids")
def _doubled_row(draft: Draft) -> bool:
    grid, number, row = pick_row(draft)
    if any(slot.rowspan > 1 for slot in row):
        return False
    grid.insert(number, list(row))
    draft.expected = "sound"
    return True


@fault("grids")
def _row_replaced_by_neighbour(draft: Draft) -> bool:
    """A row is gone and another stands twice: the number of rows still agrees."""
    grid = draft.grids["requests"]
    plain = [n for n, row in enumerate(grid) if row[-1].key and all(slot.rowspan == 1 for slot in row)]
    gone = draft.rng.choice(plain[1:])
    grid[gone] = list(grid[gone - 1]) if all(slot.rowspan == 1 for slot in grid[gone - 1]) else list(grid[plain[0]])
    draft.refuse()
    return True


@fault("grids")
def _unknown_row(draft: Draft) -> bool:
    grid, number, row = pick_row(draft)
    label = draft.rng.choice(["（八）移送其他机关办理", "其他", "补充说明事项", "9.属于历史档案"])
    extra = [Slot(label), *(Slot(str(draft.rng.randint(0, 9)), "value", "x", slot.colspan) for slot in row if slot.key)]
    grid.insert(number + 1, [*extra])
    draft.refuse()
    return True


@fault("grids")
def _row_replaced_by_unknown(draft: Draft) -> bool:
    grid, number, row = pick_row(draft)
    position = label_slot(row)
    label = draft.rng.choice(["移送其他机关办理", "9.属于历史档案查询", "待核实事项", "小计"])
    draft.notes.append(label)
    numbers = [Slot(str(draft.rng.randint(0, 3)), "value", "x") for slot in row if slot.key]
    grid[number] = [*row[:position], with_text(row[position], label), *numbers]
    draft.refuse()
    return True


@fault("grids")
def _torn_pair(draft: Draft) -> bool:
    """A row's label and the next one's values are lost: what is left looks like one whole row."""
    grid = draft.grids["requests"]
    plain = [n for n in range(len(grid) - 1) if all(len(grid[m]) == 8 and grid[m][-1].key for m in (n, n + 1))]
    number = draft.rng.choice(plain)
    grid[number : number + 2] = [[grid[number + 1][0], *grid[number][1:]]]
    draft.refuse()
    return True


@fault("grids")
def _extra_column(draft: Draft) -> bool:
    """A column 外商 that the form does not have, in every row of table 3."""
    grid = draft.grids["requests"]
    for number, row in enumerate(grid):
        if row[-1].key:
            values = value_slots(row)
            grid[number] = [*row[: values[-1]], Slot("0", "value", "x"), *row[values[-1] :]]
    grid[2] = [*grid[2], Slot("外商", "head")]
    draft.refuse()
    return True


@fault("grids", scale=2)
def _swapped_columns(draft: Draft) -> bool:
    """Two columns stand in another order, headers and values alike."""
    if draft.rng.random() < 0.5:
        grid = draft.grids["requests"]
        first = draft.rng.randrange(4)
        grid[2][first], grid[2][first + 1] = grid[2][first + 1], grid[2][first]
        _swap_values(grid, range(3, len(grid)), first + 1)
    elif draft.proactive == "2021":
        grid = draft.grids["proactive_disclosure"]
        first = draft.rng.randrange(2)
        head = _first_head(grid)
        grid[head][first + 1], grid[head][first + 2] = grid[head][first + 2], grid[head][first + 1]
        _swap_values(grid, range(head + 1, head + 3), first)
    else:
        grid = draft.grids["proactive_disclosure"]
        head = _first_head(grid)
        if grid[head][1].text == grid[head][2].text:
            return False
        grid[head][1], grid[head][2] = grid[head][2], grid[head][1]
        _swap_values(grid, range(head + 1, head + 3), 0)
    draft.expected = "sound"
    return True


def _first_head(grid: Grid) -> int:
    """Return the row of the first measures: below the first block, which may have a caption above."""
    return next(number for number, row in enumerate(grid) if row[0].role == "block") + 1


def _swap_values(grid: Grid, rows: range, first: int) -> None:
    for number in rows:
        values = value_slots(grid[number])
        row = list(grid[number])
        a, b = values[first], values[first + 1]
        row[a], row[b] = row[b], row[a]
        grid[number] = row


@fault("grids", scale=2)
def _shifted_values(draft: Draft) -> bool:
    grid, number, row = pick_row(draft, "requests")
    values = value_slots(row)
    if not draft.cells[row[values[-1]].key].value:
        return False
    texts = ["", *(row[position].text for position in values[:-1])]
    shifted = list(row)
    for position, text in zip(values, texts, strict=True):
        shifted[position] = with_text(row[position], text)
    grid[number] = shifted
    # With padded rows it may still be plain which columns are meant.
    draft.refuse(*REFUSED, "requests.row_total", "requests.outcome_total", "requests.balance")
    return True


@fault("grids")
def _dropped_value(draft: Draft) -> bool:
    grid, number, row = pick_row(draft, draft.rng.choice(TABLES))
    values = value_slots(row)
    if len(values) < 2:
        return False
    gone = draft.rng.choice(values)
    grid[number] = [slot for position, slot in enumerate(row) if position != gone]
    draft.refuse()
    return True


@fault("grids")
def _doubled_value(draft: Draft) -> bool:
    grid, number, row = pick_row(draft, draft.rng.choice(TABLES))
    again = draft.rng.choice(value_slots(row))
    grid[number] = [*row[: again + 1], replace(row[again], colspan=1), *row[again + 1 :]]
    draft.refuse()
    return True


@fault("grids", scale=3)
def _split_number(draft: Draft) -> bool:
    grid, number, row = pick_row(draft)
    long = [position for position in value_slots(row) if len(row[position].text.strip()) > 1]
    if not long:
        return False
    where = draft.rng.choice(long)
    text = row[where].text.strip()
    pieces = [replace(row[where], text=text[:1], colspan=1), replace(row[where], text=text[1:])]
    grid[number] = [*row[:where], *pieces, *row[where + 1 :]]
    draft.refuse()
    return True


@fault("grids")
def _page_number_in_row(draft: Draft) -> bool:
    grid, number, row = pick_row(draft)
    where = draft.rng.choice(value_slots(row))
    grid[number] = [*row[:where], Slot(str(draft.rng.randint(1, 9)), "value", "x"), *row[where:]]
    draft.refuse()
    return True


@fault("grids", flavours=("word", "pdf", "pipes", "markdown"))
def _merged_rows(draft: Draft) -> bool:
    name, rows = value_rows(draft)
    at = draft.rng.randrange(len(rows) - 1)
    grid = draft.grids[name]
    if rows[at + 1] != rows[at] + 1:
        return False
    grid[rows[at] : rows[at] + 2] = [[*grid[rows[at]], *grid[rows[at] + 1]]]
    # Label and values of each still stand together.
    draft.expected = "sound"
    return True


@fault("grids")
def _values_of_two_rows_together(draft: Draft) -> bool:
    """Two labels, then the values of both."""
    name, rows = value_rows(draft, "requests")
    at = draft.rng.randrange(len(rows) - 1)
    grid = draft.grids[name]
    one, two = grid[rows[at]], grid[rows[at] + 1]
    labels = [*one[: value_slots(one)[0]], *two[: value_slots(two)[0]]]
    grid[rows[at] : rows[at] + 2] = [[*labels, *one[value_slots(one)[0] :], *two[value_slots(two)[0] :]]]
    draft.refuse()
    return True


@fault("grids")
def _half_table(draft: Draft) -> bool:
    name, rows = value_rows(draft)
    cut = draft.rng.choice(rows[1:])
    draft.grids[name] = draft.grids[name][:cut] if draft.rng.random() < 0.6 else draft.grids[name][cut:]
    draft.refuse()
    return True


@fault("grids")
def _halves_swapped(draft: Draft) -> bool:
    grid = draft.grids["requests"]
    cut = draft.rng.randrange(8, len(grid) - 4)
    draft.grids["requests"] = [*grid[cut:], *grid[:cut]]
    draft.expected = "sound"
    return True


@fault("grids")
def _missing_table(draft: Draft) -> bool:
    draft.grids[draft.rng.choice(TABLES)] = []
    draft.refuse("form.missing_table")
    return True


@fault("grids")
def _labels_only(draft: Draft) -> bool:
    name = draft.rng.choice(TABLES)
    draft.grids[name] = [[slot for slot in row if not slot.key] for row in draft.grids[name]]
    draft.refuse()
    return True


@fault("grids")
def _values_only(draft: Draft) -> bool:
    draft.grids["requests"] = [[slot for slot in row if slot.key] for row in draft.grids["requests"][3:]]
    draft.refuse()
    return True


@fault("grids", scale=2)
def _two_tables(draft: Draft) -> bool:
    grid = draft.grids["requests"]
    again = [list(row) for row in grid]
    number = draft.rng.randrange(4, len(again))
    again[number] = [
        with_text(slot, str(draft.rng.randint(5000, 9000))) if slot.key else slot for slot in again[number]
    ]
    draft.grids["requests"] = [*grid, *again] if draft.rng.random() < 0.5 else [*again, *grid]
    draft.refuse()
    return True


@fault("lines")
def _transposed(draft: Draft) -> bool:
    """First all labels of table 3, then all its values, each on its own line."""
    grid = draft.grids["requests"]
    labels = [slot.text.replace("\n", "") for row in grid for slot in row if not slot.key]
    values = [slot.text for row in grid for slot in row if slot.key]
    draft.lines["requests"] = [line for text in (*labels, *values) for line in (text, "")]
    draft.refuse()
    return True


@fault("lines")
def _one_line(draft: Draft) -> bool:
    name = draft.rng.choice(TABLES[:2])
    joint = draft.rng.choice(["", " ", "\t"])
    draft.lines[name] = [joint.join(line.strip() for line in draft.lines[name] if line.strip())]
    rows: dict[str, list[Number | None]] = {}
    for key, cell in draft.cells.items():
        if key.startswith(name):
            rows.setdefault(key.rpartition("/")[0], []).append(cell.value)
    has_marks = draft.flavours[name] not in ("word", "lines", "tight")
    # The one figure of a row can be told behind its label; several only where each is 0.
    if joint or has_marks or all(len(figures) == 1 or set(figures) == {0} for figures in rows.values()):
        draft.expected = "sound"
    else:
        draft.refuse()
    return True


@fault("lines", flavours=("lines", "tight", "word"))
def _deduplicated(draft: Draft) -> bool:
    name = draft.rng.choice(TABLES[:2])
    seen: set[str] = set()
    kept = []
    for line in draft.lines[name]:
        text = line.strip(f" {NBSP}\t\n")
        if not text or text not in seen:
            kept.append(line)
        seen.add(text)
    draft.lines[name] = kept
    draft.refuse()
    return True


@fault("figures", flavours=("lines", "tight"))
def _vanished_blanks(draft: Draft) -> bool:
    if not blank_shown(draft, draft.rng.choice(["some", "parts"])):
        return False
    if all(cell.printed for cell in draft.cells.values()):
        return False
    draft.vanish = True
    draft.refuse()
    return True


@fault("lines")
def _page_number_line(draft: Draft) -> bool:
    """A bare page number on a line of its own among the lines of a table."""
    name = draft.rng.choice(TABLES[:2])
    lines = draft.lines[name]
    where = draft.rng.randrange(len(lines) // 3, len(lines))
    lines.insert(where, str(draft.rng.randint(2, 9)))
    if draft.flavours[name] == "lines":
        lines.insert(where + 1, "")
    draft.expected = "sound"
    return True


@fault("lines")
def _lost_lines(draft: Draft) -> bool:
    """A stretch of lines is gone, as under a stamp or a fold."""
    name = draft.rng.choice(TABLES)
    lines = draft.lines[name]
    length = draft.rng.randint(2, 9)
    where = draft.rng.randrange(max(1, len(lines) - length))
    gone = lines[where : where + length]
    held = [slot for row in draft.grids[name] for slot in row if slot.key]
    if not any(character.isdigit() for line in gone for character in line) or not held:
        return False
    del lines[where : where + length]
    draft.expected = "sound"
    return True
