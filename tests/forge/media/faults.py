"""What goes wrong only in a medium: merged, hidden, struck, pictured figures, lost pages, digits over a page break."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf

from tests.forge.drafts import FAULTS, MEDIA_FAULTS, REFUSED, TABLES, Draft, fault, pick_row, value_slots
from tests.forge.figures import Shown
from tests.forge.grids import Row, Slot, with_text
from tests.forge.media.page import Drawn, Line, header_of

_PDFS = ("pdf", "pdf-chromium", "pdf-libreoffice")
_MARKED_UP = ("html", "docx")
_UNSEEN = ("dropped_value",)
"""On paper a row that is a cell short is a row whose last cell is blank."""
_ALL = (*_MARKED_UP, *_PDFS)


def faults_of(medium: str) -> tuple[str, ...]:
    """Return the names of the faults a report of a medium can have: its own, and those of text that it shows too."""
    of_all = [name for name, found in FAULTS.items() if found.stage in ("figures", "words", "grids")
              and (not found.flavours or "word" in found.flavours)
              and not (name in _UNSEEN and medium in _PDFS)]  # fmt: skip
    return (*of_all, *(name for name, found in MEDIA_FAULTS.items() if medium in found.flavours))


def _pick_value(draft: Draft, *, least: int = 0, scale: int = 10**12) -> tuple[Row, int] | None:
    """Return a row of table 2 or 3 and the position of a plain figure in it."""
    for _ in range(60):
        _, _, row = pick_row(draft)
        draft.notes.pop()
        found = [at for at in value_slots(row) if row[at].text.isascii() and row[at].text.isdigit()
                 and least <= int(row[at].text) <= scale]  # fmt: skip
        if found:
            at = draft.rng.choice(found)
            draft.notes.append(f"at {row[at].key}")
            return row, at
    return None


def _mark(draft: Draft, mark: str, *, least: int = 0, note: str = "") -> bool:
    found = _pick_value(draft, least=least)
    if found is None:
        return False
    row, at = found
    text = f"{note}{row[at].text}" if mark == "struck" else f"{row[at].text}{note}"
    row[at] = replace(row[at], text=text, mark=mark)
    return True


@fault("grids", flavours=_ALL)
def _merged_value(draft: Draft) -> bool:
    """A figure's cell is merged with its neighbour's: whose it is nobody knows."""
    grid, number, row = pick_row(draft, draft.rng.choice(TABLES))
    values = value_slots(row)
    if len(values) < 2:
        return False
    first = draft.rng.choice(values[:-1])
    wide = replace(row[first], colspan=row[first].colspan + row[first + 1].colspan)
    grid[number] = [*row[:first], wide, *row[first + 2 :]]
    draft.refuse()
    return True


@fault("grids", flavours=_ALL)
def _merged_down(draft: Draft) -> bool:
    """A figure's cell is merged with the one below it."""
    grid = draft.grids["requests"]
    rows = [
        number for number in range(len(grid) - 1) if all(len(value_slots(grid[n])) == 7 for n in (number, number + 1))
    ]
    number = draft.rng.choice(rows)
    row, below = list(grid[number]), list(grid[number + 1])
    at = draft.rng.randrange(1, 8)
    row[-at] = replace(row[-at], rowspan=2)
    del below[-at]
    grid[number], grid[number + 1] = row, below
    draft.refuse()
    return True


@fault("grids", flavours=_MARKED_UP, scale=1)
def _hidden_value(draft: Draft) -> bool:
    """A figure is there and not shown: what is printed is a blank."""
    found = _pick_value(draft)
    if found is None:
        return False
    row, at = found
    row[at] = replace(row[at], mark="hidden")
    draft.hidden[row[at].key] = Shown("", None, "blank")
    draft.mute = True
    draft.expected = "sound"
    return True


@fault("grids", flavours=(*_MARKED_UP, "pdf", "pdf-chromium", "pdf-libreoffice"))
def _struck_digit(draft: Draft) -> bool:
    """A figure with a digit before it that is struck out."""
    draft.refuse()
    return _mark(draft, "struck", note=str(draft.rng.randint(1, 9)))


@fault("grids", flavours=_ALL)
def _raised_digit(draft: Draft) -> bool:
    """A figure with a footnote's number above it."""
    draft.refuse()
    return _mark(draft, "raised", note=str(draft.rng.randint(1, 9)))


@fault("grids", flavours=_ALL)
def _lowered_digit(draft: Draft) -> bool:
    draft.refuse()
    return _mark(draft, "lowered", note=str(draft.rng.randint(1, 9)))


@fault("grids", flavours=("html", "pdf-chromium"))
def _typed_value(draft: Draft) -> bool:
    """A figure is the content of a field to type in."""
    draft.expected = "sound"
    return _mark(draft, "typed")


@fault("grids", flavours=_ALL)
def _pictured_value(draft: Draft) -> bool:
    """A figure is a picture."""
    draft.expected = "sound"
    return _mark(draft, "pictured")


@fault("grids", flavours=("docx",))
def _formula_value(draft: Draft) -> bool:
    """A figure is written as a formula."""
    draft.expected = "sound"
    return _mark(draft, "formula")


@fault("grids", flavours=_MARKED_UP)
def _nested_value(draft: Draft) -> bool:
    """A figure stands in a table of its own within its cell."""
    draft.expected = "sound"
    return _mark(draft, "nested")


@fault("grids", flavours=("html", "docx"))
def _hidden_row(draft: Draft) -> bool:
    """A row that is not shown, with other figures, above or below the true one."""
    grid, number, row = pick_row(draft, "requests")
    if any(slot.rowspan > 1 for slot in row):
        return False
    other = [replace(slot, text=str(draft.rng.randint(0, 99)) if slot.key else slot.text, mark="row hidden")
             for slot in row]  # fmt: skip
    grid.insert(number, other)
    # Rows that reach down over it reach one further.
    for above, line in enumerate(grid[:number]):
        grid[above] = [
            replace(slot, rowspan=slot.rowspan + 1) if above + slot.rowspan > number else slot for slot in line
        ]
    draft.expected = "sound"
    return True


@fault("grids", flavours=_MARKED_UP)
def _false_span(draft: Draft) -> bool:
    """A cell says that it spans more or less than it does."""
    grid, number, row = pick_row(draft)
    at = draft.rng.randrange(len(row))
    if draft.rng.random() < 0.5:
        changed = replace(row[at], colspan=max(1, row[at].colspan + draft.rng.choice([-1, 1, 1])))
    else:
        changed = replace(row[at], rowspan=max(1, row[at].rowspan + draft.rng.choice([-1, 1, 1])))
    grid[number] = [*row[:at], changed, *row[at + 1 :]]
    draft.expected = "sound"
    return True


@fault("grids", flavours=_ALL)
def _pictured(draft: Draft) -> bool:
    """A whole table is a picture."""
    name = draft.rng.choice(TABLES)
    draft.pictured.add(name)
    draft.grids[name] = []
    draft.refuse("form.missing_table", "form.unproven")
    return True


@fault("grids", flavours=_ALL)
def _spam_row(draft: Draft) -> bool:
    """A site's advertisement, with figures, is a row of a table."""
    name = draft.rng.choice(TABLES[:2])
    grid = draft.grids[name]
    text = draft.rng.choice(["线上娱乐注册送58元 7 8 9", "第 3 页", "2", "浏览次数：35", "注：以上数据由3个股室汇总"])
    where = draft.rng.randrange(len(grid) + 1)
    wide = draft.rng.choice([1, 4 if name == "proactive_disclosure" else 10])
    grid.insert(where, [Slot(text, "label", colspan=wide)])
    for above, line in enumerate(grid[:where]):
        grid[above] = [
            replace(slot, rowspan=slot.rowspan + 1) if above + slot.rowspan > where else slot for slot in line
        ]
    draft.expected = "sound"
    return True


@fault("grids", flavours=_ALL)
def _header_again(draft: Draft) -> bool:
    """The header of table 3 stands again within it, as rows like any other."""
    grid = draft.grids["requests"]
    header = header_of(grid)
    values = [number for number, row in enumerate(grid) if value_slots(row)]
    where = draft.rng.choice(values[2:])
    if not header or any(number + slot.rowspan > where for number, row in enumerate(grid[:where]) for slot in row):
        return False
    grid[where:where] = header
    return True


@fault("grids", flavours=_ALL)
def _empty_column(draft: Draft) -> bool:
    """Table 3 has a column more, with nothing in it."""
    grid = draft.grids["requests"]
    column = draft.rng.randrange(7)
    for number, row in enumerate(grid):
        values = value_slots(row)
        if values:
            at = values[column]
            grid[number] = [*row[:at], Slot("", "value", "x"), *row[at:]]
    grid[0] = [grid[0][0], replace(grid[0][1], colspan=8)]
    # Where nothing rules the columns it cannot be seen.
    draft.expected = "sound"
    return True


@fault("grids", flavours=("pdf",))
def _wrapped_digits(draft: Draft) -> bool:
    """A figure is too wide for its cell and goes on in the next line of it."""
    draft.expected = "sound"
    return _mark(draft, "wrapped", least=10)


@fault("grids", flavours=("pdf",), scale=3)
def _digits_over_the_page(draft: Draft) -> bool:
    """A figure is too wide for its cell, and its second line stands on the next page."""
    draft.expected = "sound"
    return _mark(draft, "over the page", least=10)


@fault("grids", flavours=("pdf",), scale=3)
def _overflowing_digits(draft: Draft) -> bool:
    """A figure is wider than its cell and is drawn over the next one."""
    draft.expected = "sound"
    return _mark(draft, "overflowing", least=100)


@fault("grids", flavours=("pdf",))
def _drawn_twice(draft: Draft) -> bool:
    """A figure is made bold by drawing it twice, a hair apart."""
    draft.expected = "sound"
    return _mark(draft, "twice")


@fault("grids", flavours=("pdf",))
def _painted_over(draft: Draft) -> bool:
    """A figure is painted over in white, and the right one is written upon it."""
    found = _pick_value(draft)
    if found is None:
        return False
    row, at = found
    row[at] = replace(row[at], mark=f"over {draft.rng.randint(1, 9)}")
    draft.expected = "sound"
    return True


@fault("page", flavours=_ALL)
def _note_below(draft: Draft) -> bool:
    """Below a table stands a note with figures."""
    page = draft.page
    assert page is not None
    places = [number for number, part in enumerate(page.parts) if isinstance(part, Drawn)]
    page.parts.insert(draft.rng.choice(places) + 1, Line("注：本表由3个股室汇总，共核对2次。", "prose"))
    return True


@fault("page", flavours=_ALL)
def _tables_swapped(draft: Draft) -> bool:
    """Two tables stand under each other's titles."""
    page = draft.page
    assert page is not None
    places = [number for number, part in enumerate(page.parts) if isinstance(part, Drawn)]
    if len(places) < 2:
        return False
    first, second = draft.rng.sample(places, 2)
    page.parts[first], page.parts[second] = page.parts[second], page.parts[first]
    draft.expected = "sound"
    return True


@fault("page", flavours=_ALL)
def _table_twice(draft: Draft) -> bool:
    """A table stands twice, the second time with another figure or as the first."""
    page = draft.page
    assert page is not None
    places = [number for number, part in enumerate(page.parts) if isinstance(part, Drawn) and part.grid]
    if not places:
        return False
    where = draft.rng.choice(places)
    part = page.parts[where]
    assert isinstance(part, Drawn)
    grid = [list(row) for row in part.grid]
    if draft.rng.random() < 0.7:
        row = draft.rng.choice([row for row in grid if value_slots(row)])
        at = draft.rng.choice(value_slots(row))
        row[at] = with_text(row[at], str(draft.rng.randint(100, 999)))
        draft.refuse()
    else:
        draft.expected = "sound"
    again = replace(part, grid=grid)
    page.parts[where : where + 1] = [part, again] if draft.rng.random() < 0.5 else [again, part]
    return True


@fault("page", flavours=_ALL)
def _two_reports_in_a_file(draft: Draft) -> bool:
    """The same tables stand twice in a file, under the titles of two years."""
    page = draft.page
    assert page is not None
    year = draft.year
    if f"{year}年" not in page.title and f"{year} 年" not in page.title:
        return False
    other = []
    for part in page.parts:
        if isinstance(part, Line):
            for gap in ("", " "):
                part = replace(part, text=part.text.replace(f"{year}{gap}年", f"{year - 1}{gap}年"))
        other.append(part)
    page.parts = [*page.parts, *other] if draft.rng.random() < 0.5 else [*other, *page.parts]
    page.sections = False
    draft.mute = True
    draft.refuse("form.several_reports", "identity.year", "identity.agency", "identity.region", *REFUSED)
    return True


@fault("page", flavours=_ALL)
def _no_titles(draft: Draft) -> bool:
    """The titles of the sections are gone."""
    page = draft.page
    assert page is not None
    page.parts = [part for part in page.parts if isinstance(part, Drawn) or part.role != "heading"]
    page.sections = False
    draft.mute = True
    draft.expected = "sound"
    return True


def _change_pages(draft: Draft, how: str) -> bool:
    with pikepdf.open(io.BytesIO(draft.data)) as file:
        pages = len(file.pages)
        if pages < 2:
            return False
        first, second = draft.rng.sample(range(pages), 2)
        if how == "lost":
            del file.pages[first]
        elif how == "doubled":
            file.pages.append(file.pages[first])
        elif how == "swapped":
            order = list(range(pages))
            order[first], order[second] = order[second], order[first]
            kept = [file.pages[number] for number in order]
            for page in kept:
                file.pages.append(page)
            del file.pages[:pages]
        else:
            file.pages[first].rotate(draft.rng.choice([90, 180, 270]), relative=True)
        found = io.BytesIO()
        file.save(found, deterministic_id=True)
    draft.data = found.getvalue()
    draft.mute = True
    draft.expected, draft.rules, draft.exact = "sound", frozenset(), False
    return True


@fault("file", flavours=("pdf",))
def _lost_page(draft: Draft) -> bool:
    return _change_pages(draft, "lost")


@fault("file", flavours=("pdf",))
def _doubled_page(draft: Draft) -> bool:
    return _change_pages(draft, "doubled")


@fault("file", flavours=("pdf",))
def _swapped_pages(draft: Draft) -> bool:
    return _change_pages(draft, "swapped")


@fault("file", flavours=("pdf",))
def _rotated_page(draft: Draft) -> bool:
    return _change_pages(draft, "rotated")
