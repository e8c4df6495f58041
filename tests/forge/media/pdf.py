"""A page -> a PDF, drawn by reportlab: columns, wrapped labels, page breaks, rules, the way office programs lay out."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import cache

from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.forge.grids import Grid, Slot
from tests.forge.media.page import Drawn, Line, Page, fitted, header_of, placed

_SONG = "STSong-Light"
"""One of Adobe's Asian fonts: not embedded, its characters are named by Unicode in the file itself."""
_LATIN = ("Times-Roman", "Helvetica", "Courier")


@dataclass(frozen=True)
class Ways:
    """How one file is laid out. `rules`: where lines are drawn; `ink`: as strokes, boxes or thin filled bars."""

    landscape: bool
    margin: float
    size: float
    table_size: float
    pad: float
    rules: str
    ink: str
    thickness: float
    repeats: bool
    splits: bool
    middle: bool
    align: str
    latin: str
    runs: str
    number: str
    running: bool
    leading: float
    shade: bool

    @classmethod
    def of(cls, rng: random.Random) -> Ways:
        """Return random ways; most files rule every cell."""
        return cls(
            landscape=rng.random() < 0.1,
            margin=rng.choice([40, 57, 72, 90]),
            size=rng.choice([10.5, 12, 14, 16]),
            table_size=rng.choice([7.5, 9, 10, 10.5]),
            pad=rng.choice([1, 2, 3, 5]),
            rules=rng.choice(["all"] * 12 + ["open", "none", "across"]),
            ink=rng.choice(["edges", "edges", "boxes", "bars", "long"]),
            thickness=rng.choice([0.25, 0.5, 0.75, 1, 1.5]),
            repeats=rng.random() < 0.3,
            splits=rng.random() < 0.25,
            middle=rng.random() < 0.75,
            align=rng.choice(["center", "center", "left", "right"]),
            latin=rng.choice([_SONG, *_LATIN]),
            runs=rng.choice(["line", "line", "scripts", "characters"]),
            number=rng.choice(["", "{}", "- {} -", "— {} —", "第 {} 页"]),
            running=rng.random() < 0.1,
            leading=rng.choice([1.1, 1.25, 1.5]),
            shade=rng.random() < 0.1,
        )


def written(page: Page, rng: random.Random) -> bytes:
    """Return a page's file; what it cannot show beyond doubt is noted on the page as `unruled` or `crowded`."""
    if _SONG not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_SONG))
    ways = Ways.of(rng)
    if ways.rules != "all":
        page.notes.append(f"rules: {ways.rules}")
        page.doubtful = True
    return _Layout(page, rng, ways).bytes()


class _Layout:
    def __init__(self, page: Page, rng: random.Random, ways: Ways) -> None:
        self.of, self.rng, self.ways = page, rng, ways
        self.width, self.height = landscape(A4) if ways.landscape else A4
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=(self.width, self.height), invariant=1)
        self.y = self.height - ways.margin
        self.number = 1
        self.room = self.width - 2 * ways.margin

    def bytes(self) -> bytes:
        for part in self.of.parts:
            if isinstance(part, Drawn):
                self.draw(part)
            else:
                self.say(part)
        self.end_page()
        self.canvas.save()
        return self.file.getvalue()

    # -- pages ----------------------------------------------------------------------------------------------------

    @property
    def bottom(self) -> float:
        return self.ways.margin

    def end_page(self) -> None:
        ways = self.ways
        if ways.number:
            self.string(self.width / 2 - 10, ways.margin / 2, ways.number.format(self.number), 9)
        if ways.running:
            self.string(ways.margin, self.height - ways.margin / 2, self.of.title or self.of.body.full, 9)
        self.canvas.showPage()
        self.number += 1
        self.y = self.height - ways.margin

    def string(self, x: float, y: float, text: str, size: float) -> float:
        """Draw text from x on and return where it ends."""
        for run in _runs(text, self.ways.runs):
            font = self.font(run)
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, run)
            x += pdfmetrics.stringWidth(run, font, size)
        return x

    def font(self, run: str) -> str:
        is_latin = run.isascii() and self.ways.runs != "line"
        return self.ways.latin if is_latin else _SONG

    def measure(self, text: str, size: float) -> float:
        return sum(_width(run, self.font(run)) for run in _runs(text, self.ways.runs)) * size

    # -- words ----------------------------------------------------------------------------------------------------

    def say(self, line: Line) -> None:
        size = self.ways.size * (1.4 if line.role == "title" else 1)
        indent = "" if line.role in ("title", "heading") or self.rng.random() < 0.1 else "\u3000\u3000"
        for text in self.wrapped((indent + line.text) if line.text.strip() else " ", self.room, size):
            if self.y - size < self.bottom:
                self.end_page()
            self.y -= size
            x = (self.width - self.measure(text, size)) / 2 if line.role == "title" else self.ways.margin
            self.string(x, self.y, text, size)
            self.y -= size * 0.5

    def wrapped(self, text: str, width: float, size: float) -> list[str]:
        found = []
        for piece in text.split("\n"):
            line, used = "", 0.0
            for unit in _units(piece):
                wide = self.measure(unit, size)
                if line and used + wide > width:
                    found.append(line)
                    line, used = "", 0.0
                line, used = line + unit, used + wide
            found.append(line)
        return found

    # -- tables ---------------------------------------------------------------------------------------------------

    def draw(self, part: Drawn) -> None:
        if not part.grid:
            if part.table in self.of.pictured:
                self.canvas.drawImage(_dot(), self.ways.margin, self.y - 120, 200, 100)
                self.y -= 130
            return
        grid = fitted(part.grid)
        size, columns = self.columns(grid, part.width)
        table = _Table(self, grid, columns, size)
        self.y -= 4
        header = len(header_of(grid)) if self.ways.repeats and part.table == "requests" else 0
        table.on_pages(header)
        self.y -= 8

    def columns(self, grid: Grid, width: int) -> tuple[float, list[float]]:
        """Return a size of type in which no figure is broken, and the columns' widths."""
        size = self.ways.table_size
        while True:
            least = [size + 2 * self.ways.pad] * width
            wish = list(least)
            for row in placed(grid):
                for column, slot in row:
                    wide = max(self.measure(text, size) for text in slot.text.split("\n")) + 2 * self.ways.pad + 1
                    share = wide / slot.colspan
                    if slot.mark in ("wrapped", "over the page", "overflowing"):
                        continue
                    if slot.role == "value":
                        for at in range(column, column + slot.colspan):
                            least[at] = max(least[at], share)
                    elif slot.colspan == 1:
                        wish[column] = max(wish[column], min(wide, size * 11))
            wish = [max(pair) for pair in zip(least, wish, strict=True)]
            room = self.room - sum(least)
            if room >= 0 or size < 4:
                extra = [a - b for a, b in zip(wish, least, strict=True)]
                share = min(1.0, max(0.0, room) / (sum(extra) or 1))
                found = [a + b * share for a, b in zip(least, extra, strict=True)]
                if self.rng.random() < 0.7:
                    stretch = max(1.0, self.room / sum(found))
                    found = [wide * stretch for wide in found]
                return size, found
            size -= 0.5


@dataclass
class _Cell:
    """One cell on the galley, in points from the table's top; `lines` are (distance from the top, text)."""

    left: float
    right: float
    top: float
    bottom: float
    slot: Slot
    lines: list[tuple[float, str]]


class _Table:
    """One table laid out on a galley of any length, then cut into pages."""

    def __init__(self, layout: _Layout, grid: Grid, columns: list[float], size: float) -> None:
        self.layout, self.grid, self.size = layout, grid, size
        self.edges = [0.0]
        for width in columns:
            self.edges.append(self.edges[-1] + width)
        self.step = size * layout.ways.leading
        self.rows = self.heights()
        self.cells = [cell for row in self.placed_cells() for cell in row]
        self.left = layout.ways.margin + layout.rng.choice([0, 0, 3])

    def texts(self, column: int, slot: Slot) -> list[str]:
        ways = self.layout.ways
        width = self.edges[column + slot.colspan] - self.edges[column] - 2 * ways.pad
        if not slot.text:
            return []
        if slot.mark in ("wrapped", "over the page"):
            half = max(1, len(slot.text) - 1)
            return [slot.text[:half], slot.text[half:]]
        if slot.role == "value":
            return [slot.text]
        return self.layout.wrapped(slot.text, width, self.size)

    def heights(self) -> list[float]:
        """Return where each row begins, and last where the table ends."""
        pad = self.layout.ways.pad
        rows = placed(self.grid)
        found = [self.step + 2 * pad] * len(rows)
        for number, row in enumerate(rows):
            for column, slot in row:
                if slot.rowspan == 1:
                    found[number] = max(found[number], len(self.texts(column, slot)) * self.step + 2 * pad)
        for number, row in enumerate(rows):
            for column, slot in row:
                need = len(self.texts(column, slot)) * self.step + 2 * pad
                have = sum(found[number : number + slot.rowspan])
                if need > have:
                    found[number + slot.rowspan - 1] += need - have
        tops = [0.0]
        for height in found:
            tops.append(tops[-1] + height)
        return tops

    def placed_cells(self) -> list[list[_Cell]]:
        ways = self.layout.ways
        found = []
        for number, row in enumerate(placed(self.grid)):
            line = []
            for column, slot in row:
                texts = self.texts(column, slot)
                top, bottom = self.rows[number], self.rows[number + slot.rowspan]
                start = top + ways.pad
                if ways.middle:
                    start = top + (bottom - top - len(texts) * self.step) / 2
                lines = [(start + at * self.step, text) for at, text in enumerate(texts)]
                line.append(_Cell(self.edges[column], self.edges[column + slot.colspan], top, bottom, slot, lines))
            found.append(line)
        return found

    def on_pages(self, header: int) -> None:
        """Draw the table from the layout's place on, over as many pages as it needs."""
        layout, done, end = self.layout, 0.0, self.rows[-1]
        first = True
        while done < end - 0.01:
            if not first and header:
                self.part(0.0, self.rows[header])
            stop = self.stop(done, layout.y - layout.bottom)
            if stop is None:
                if layout.y > layout.height - layout.ways.margin - 1 - (self.rows[header] if not first else 0):
                    stop = next(top for top in self.rows if top > done + 0.01)
                else:
                    layout.end_page()
                    continue
            self.part(done, stop)
            done, first = stop, False
            if done < end - 0.01:
                layout.end_page()

    def stop(self, done: float, room: float) -> float | None:
        """Return where this page's part ends: below a row, or within one where rows may be cut."""
        whole = [top for top in self.rows if done + 0.01 < top <= done + room]
        for cell in self.cells:
            if cell.slot.mark == "over the page" and cell.lines[0][0] > done and cell.lines[1][0] < done + room:
                return cell.lines[1][0]
        if whole and whole[-1] == self.rows[-1]:
            return whole[-1]
        if self.layout.ways.splits:
            at = whole[-1] if whole else done
            below = next(top for top in self.rows if top > at + 0.01)
            cuts = [at + self.layout.ways.pad + n * self.step for n in range(1, 20)]
            fits = [cut for cut in cuts if cut < below - self.layout.ways.pad - 1 and cut <= done + room]
            if fits:
                self.layout.of.notes.append("a row goes over the page")
                return fits[-1]
        return whole[-1] if whole else None

    def part(self, start: float, stop: float) -> None:
        """Draw what lies between two places of the galley and move down."""
        layout, ways = self.layout, self.layout.ways
        canvas, top = layout.canvas, layout.y
        cells = [cell for cell in self.cells if cell.top < stop - 0.01 and cell.bottom > start + 0.01]
        if ways.shade:
            canvas.setFillGray(0.9)
            for cell in cells:
                if cell.slot.role == "head":
                    upper, lower = max(cell.top, start), min(cell.bottom, stop)
                    canvas.rect(self.left + cell.left, top - (lower - start), cell.right - cell.left, lower - upper,
                                stroke=0, fill=1)  # fmt: skip
            canvas.setFillGray(0)
        self.rule(cells, start, stop)
        for cell in cells:
            shift = 0.0
            for offset, text in cell.lines:
                if offset < start and offset + self.step > start + 0.01 and start > 0:
                    shift = start - offset
                if offset + shift < start - 0.01 or offset + shift >= stop - 0.01:
                    continue
                if offset + self.step > stop + 0.5 and cell.bottom > stop + 0.01:
                    continue
                self.text(cell, text, top - (offset + shift - start) - self.size)
        layout.y = top - (stop - start)

    def text(self, cell: _Cell, text: str, y: float) -> None:
        layout, ways = self.layout, self.layout.ways
        wide = layout.measure(text, self.size)
        align = ways.align if cell.slot.role == "value" else "center"
        x = self.left + {
            "center": (cell.left + cell.right - wide) / 2, "left": cell.left + ways.pad,
            "right": cell.right - ways.pad - wide,
        }[align]  # fmt: skip
        if cell.slot.mark == "pictured":
            layout.canvas.drawImage(_dot(), x, y, wide, self.size)
            return
        if cell.slot.mark == "twice":
            layout.string(x + 0.3, y, text, self.size)
        if cell.slot.mark.startswith("over ") and cell.slot.mark[5:].isdigit():
            layout.string(x, y, cell.slot.mark[5:], self.size)
            layout.canvas.setFillGray(1)
            layout.canvas.rect(x - 1, y - 1, wide + 2, self.size + 1, 0, 1)
            layout.canvas.setFillGray(0)
        if cell.slot.mark in ("raised", "lowered") and len(text) > 1:
            x = layout.string(x, y, text[:1], self.size)
            up = self.size * (0.35 if cell.slot.mark == "raised" else -0.2)
            layout.string(x, y + up, text[1:], self.size * 0.6)
            return
        layout.string(x, y, text, self.size)
        if cell.slot.mark == "struck":
            first = layout.measure(text[:1], self.size)
            layout.canvas.setLineWidth(0.5)
            layout.canvas.line(x, y + self.size * 0.35, x + first, y + self.size * 0.35)

    def rule(self, cells: list[_Cell], start: float, stop: float) -> None:
        ways, canvas, top = self.layout.ways, self.layout.canvas, self.layout.y
        if ways.rules == "none":
            return
        canvas.setLineWidth(ways.thickness)
        drawn: set[tuple[float, float, float, float]] = set()

        def line(x0: float, y0: float, x1: float, y1: float) -> None:
            where = (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
            if where in drawn:
                return
            drawn.add(where)
            if ways.ink == "bars":
                thick = ways.thickness
                canvas.rect(x0 - thick / 2, min(y0, y1) - thick / 2, x1 - x0 + thick, abs(y1 - y0) + thick, 0, 1)
            else:
                canvas.line(x0, y0, x1, y1)

        outer = self.edges[-1]
        if ways.ink == "long" and ways.rules == "all":
            for x0, y0, x1, y1 in _joined(cells, start, stop):
                line(self.left + x0, top - (y0 - start), self.left + x1, top - (y1 - start))
            return
        for cell in cells:
            upper, lower = top - (max(cell.top, start) - start), top - (min(cell.bottom, stop) - start)
            left, right = self.left + cell.left, self.left + cell.right
            if ways.ink == "boxes" and ways.rules == "all":
                canvas.rect(left, lower, right - left, upper - lower)
                continue
            line(left, upper, right, upper)
            line(left, lower, right, lower)
            if ways.rules == "across":
                continue
            if ways.rules == "all" or cell.left > 0:
                line(left, lower, left, upper)
            if ways.rules == "all" or cell.right < outer:
                line(right, lower, right, upper)


def _joined(cells: list[_Cell], start: float, stop: float) -> list[tuple[float, float, float, float]]:
    """Return the cells' edges with those joined that continue one another."""
    across: dict[float, list[tuple[float, float]]] = {}
    down: dict[float, list[tuple[float, float]]] = {}
    for cell in cells:
        upper, lower = max(cell.top, start), min(cell.bottom, stop)
        for y in (upper, lower):
            across.setdefault(round(y, 2), []).append((cell.left, cell.right))
        for x in (cell.left, cell.right):
            down.setdefault(round(x, 2), []).append((upper, lower))
    found = []
    for edges, is_across in ((across, True), (down, False)):
        for at, spans in edges.items():
            spans.sort()
            begin, end = spans[0]
            for low, high in [*spans[1:], (float("inf"), float("inf"))]:
                if low > end + 0.01:
                    found.append((begin, at, end, at) if is_across else (at, begin, at, end))
                    begin, end = low, high
                end = max(end, high)
    return found


def _dot() -> ImageReader:
    return ImageReader(Image.new("L", (2, 2), 90))


@cache
def _width(run: str, font: str) -> float:
    """Return how wide a run is, in sizes of its type."""
    return pdfmetrics.stringWidth(run, font, 1000) / 1000


def _units(text: str) -> list[str]:
    """Return what a line may not be broken within: numbers and words stay whole."""
    found: list[str] = []
    for character in text:
        if found and character.isascii() and character.isalnum() and found[-1].isascii() and found[-1].isalnum():
            found[-1] += character
        else:
            found.append(character)
    return found


def _runs(text: str, how: str) -> list[str]:
    if how == "line":
        return [text]
    if how == "characters":
        return list(text)
    found: list[str] = []
    for character in text:
        if found and found[-1].isascii() == character.isascii():
            found[-1] += character
        else:
            found.append(character)
    return found
