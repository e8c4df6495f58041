"""What a person sees in a file: its tables as grids, worked out apart from the readers, and what contradicts it.

Web pages by the tree a browser builds, Word files by their main part, PDFs by what was drawn where.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from lxml import etree
from rapidfuzz.fuzz import ratio
from selectolax.lexbor import LexborHTMLParser, LexborNode

from gouji.report import CellReading, Report
from tests.fuzz.drawing import Box, Drawn, Pages, Text, pieces

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALIKE = 70
"""Of 100: a label in which a figure was changed is still that label."""
_WIDEST = 1000
"""Columns a cell may span, in HTML; rows 65534."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_FIGURE = re.compile(r"[+\-增减]?[\d,.]*\d(?:[（(万元件个项宗]|$)|未增")
_MOST_HARMS = 3
_ONE_SPOT = 1.3
"""Points between two drawings of one text that make it bold, and not two."""
_BLANK = re.compile(r"[\s\u00a0\u3000\u200b\u00ad\ufeff]+")


class Seen(NamedTuple):
    """A cell as it is displayed: its text, and the grid slots it takes, from one."""

    text: str
    row: int
    col: int
    colspan: int
    rowspan: int

    @property
    def is_label(self) -> bool:
        """Return whether it is a label: words, not a figure with a unit or a remark."""
        return len(_CHINESE.findall(self.text)) > 1 and _FIGURE.match(plain(self.text)) is None


class View:
    """One displayed table."""

    def __init__(self, cells: Sequence[Seen]) -> None:
        self.cells = sorted(cells, key=lambda cell: (cell.row, cell.col))
        self.rows_of_values = {cell.row for cell in cells if not cell.is_label and plain(cell.text)}
        self.at = {(cell.row, cell.col): cell for cell in cells}
        self.covering = {
            (cell.row + down, cell.col + on): cell
            for cell in cells
            for down in range(min(cell.rowspan, 100))
            for on in range(min(cell.colspan, 100))
        }

    def values(self, row: int) -> list[Seen]:
        """Return the cells of a row behind its last label."""
        cells = [cell for cell in self.cells if cell.row == row]
        last = max((index for index, cell in enumerate(cells) if cell.is_label), default=-1)
        return cells[last + 1 :]

    def heads(self) -> list[str]:
        """Return the labels over the first row of values, in reading order; what is repeated at once is one."""
        first = min(self.rows_of_values, default=0)
        rows = [
            tuple(plain(cell.text) for cell in self.cells if cell.is_label and cell.row == row)
            for row in range(1, first)
        ]
        texts = [text for row, before in zip(rows, [(), *rows], strict=False) if row != before for text in row]
        return [text for text, before in zip(texts, ["", *texts], strict=False) if text != before]

    def left(self, cell: Seen) -> list[str]:
        """Return the labels in the row, the nearest first."""
        found = [self.covering.get((cell.row, col)) for col in range(cell.col - 1, 0, -1)]
        return _distinct(each for each in found if each is not None)

    def above(self, cell: Seen) -> list[str]:
        """Return the labels over the column, the nearest first; those of rows with values are no heads."""
        found = [self.covering.get((row, cell.col)) for row in range(cell.row - 1, 0, -1)]
        return _distinct(each for each in found if each is not None and each.row not in self.rows_of_values)


def _distinct(cells: Iterator[Seen]) -> list[str]:
    return [plain(cell.text) for cell in dict.fromkeys(cells) if cell.is_label]


def plain(text: str) -> str:
    """Return a text without white space."""
    return _BLANK.sub("", text)


@dataclass(frozen=True)
class Known:
    """What stands left of a cell and above it where nothing was changed; `at`: which of how many values of its row."""

    left: tuple[str, ...]
    above: tuple[str, ...]
    heads: tuple[str, ...]
    at: tuple[int, int]


def known(report: Drawn) -> dict[str, Known]:
    """Return the labels of every value cell of a report."""
    found = {}
    for grid in report.blocks:
        if isinstance(grid, str):
            continue
        drawn = {
            piece.slot.key or (piece.row, piece.col): Seen(
                piece.slot.text, piece.row + 1, piece.col + 1, piece.slot.colspan, piece.slot.rowspan
            )
            for row in pieces(grid)
            for piece in row
        }
        view = View(list(drawn.values()))
        values = {key: cell for key, cell in drawn.items() if isinstance(key, str)}
        for key, cell in values.items():
            row = [other for other in values.values() if other.row == cell.row]
            found[key] = Known(
                tuple(view.left(cell)),
                tuple(view.above(cell)),
                tuple(view.heads()),
                (row.index(cell), len(row)),
            )
    return found


def against_views(report: Report, views: Sequence[View], drawn: Drawn | None) -> list[str]:
    """Return what an accepted report has otherwise than it is displayed; only the figures, where it is not known drawn.

    Where harm made a layout of a table, or lines of its cells, what is read of it is held against what was drawn.
    """
    labels = None if drawn is None else known(drawn)
    parts: defaultdict[tuple[str, str], list[CellReading]] = defaultdict(list)
    for table in report.tables:
        for cell in table.cells:
            parts[table.table, _part(cell.place, "table")].append(cell)
    found = []
    read: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for cells in parts.values():
        if not cells[0].place.startswith("table="):
            found += [] if drawn is None else _against_drawn(cells, drawn)
            continue
        tries = [(_against(cells, view, labels), index) for index, view in enumerate(views)]
        least, index = min(tries, key=lambda each: len(each[0]), default=(["no table"], -1))
        found += least
        read[index] |= {_position(cell.place) for cell in cells}
    for index, positions in read.items():
        if index >= 0:
            figures = [cell for cell in views[index].cells if plain(cell.text).lstrip("-").isdecimal()]
            found += [f"{cell} is not read" for cell in figures if (cell.row, cell.col) not in positions]
    return found


def _against_drawn(cells: Sequence[CellReading], drawn: Drawn) -> list[str]:
    """Return the cells that are not as drawn, if they are more than harm changes."""
    others = [
        f"{cell.key}: {cell.printed!r}, not {drawn.cells[cell.key].printed!r}"
        for cell in cells
        if cell.key not in drawn.cells or plain(cell.printed) != plain(drawn.cells[cell.key].printed)
    ]
    return others if len(others) > _MOST_HARMS else []


def _against(cells: Sequence[CellReading], view: View, labels: dict[str, Known] | None) -> list[str]:
    found = []
    for cell in cells:
        seen = view.at.get(_position(cell.place))
        if seen is None:
            found.append(f"{cell.key}: nothing begins at {cell.place}")
            continue
        if plain(seen.text) != plain(cell.printed):
            found.append(f"{cell.key}: {cell.printed!r}, displayed is {seen.text!r}")
        elif labels is not None:
            wanted = labels.get(cell.key)
            if wanted is None:
                found.append(f"{cell.key}: no such cell was drawn")
            elif wanted.left and not _fits(view.left(seen), wanted.left):
                found.append(f"{cell.key}: stands beside {view.left(seen)[:2]}, not {wanted.left[:2]}")
            elif not _fits(view.above(seen), wanted.above) and not _is_in_order(view, seen, wanted):
                found.append(f"{cell.key}: stands below {view.above(seen)[:2]}, not {wanted.above[:2]}")
    return found


def _fits(found: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether the nearest label is one that belongs there. Where none is left, nothing contradicts."""
    return not found or any(ratio(found[0], each) >= _ALIKE for each in wanted)


def _is_in_order(view: View, seen: Seen, wanted: Known) -> bool:
    """Return whether a row pushed aside still has all its values, below heads in the order they were drawn in."""
    row = view.values(seen.row)
    left = iter(wanted.heads)
    # Heads may be gone; one that never stood there, or in another order, may not be told by counting.
    return (row.index(seen), len(row)) == wanted.at and all(
        any(ratio(head, each) >= _ALIKE for each in left) for head in view.heads()
    )


def _position(place: str) -> tuple[int, int]:
    return int(_part(place, "row") or 0), int(_part(place, "col") or 0)


def _part(place: str, name: str) -> str:
    return next((part.partition("=")[2] for part in place.split(";") if part.startswith(f"{name}=")), "")


def in_html(data: bytes) -> list[View]:
    """Return the tables of a web page in UTF-8 that hold no other, but for one of a single cell: that is its text."""
    tree = LexborHTMLParser(data.decode("utf-8", errors="replace"))
    tables = [table for table in tree.css("table") if not _is_hidden(table)]
    large = [table for table in tables if len(table.css("td, th")) > 1]
    return [
        View(list(_grid(_rows(table)))) for table in large if sum(other in table.css("table") for other in large) == 1
    ]


def _is_hidden(node: LexborNode | None) -> bool:
    while node is not None and node.tag != "-undef":
        if "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style") or ""):
            return True
        node = node.parent
    return False


def _rows(table: LexborNode) -> Iterator[list[list[tuple[str, int, int]]]]:
    """Yield the rows of every group of rows: none of their cells reaches out of it."""
    for _, rows in groupby(_rows_with_group(table), key=itemgetter(0)):
        yield [cells for _, cells in rows]


def _rows_with_group(table: LexborNode) -> Iterator[tuple[int, list[tuple[str, int, int]]]]:
    group, last = 0, None
    for row in table.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th") and not _is_hidden(cell)]
        if not _is_hidden(row) and _table_of(row) == table:
            group, last = group + (row.parent != last), row.parent
            texts = [(_shown(cell), _span(cell, "colspan", _WIDEST), _span(cell, "rowspan", 65534)) for cell in cells]
            yield group, texts


def _table_of(node: LexborNode) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above


def _span(cell: LexborNode, name: str, most: int) -> int:
    digits = re.match(r"[ \t\n\f\r]*\+?(\d+)", cell.attributes.get(name) or "")
    span = int(digits[1]) if digits else 1
    if name == "rowspan" and span == 0 and digits:
        return most
    return min(span or 1, most)


def _shown(node: LexborNode) -> str:
    text = ""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            text += child.text(deep=False)
        elif child.tag in ("s", "del", "strike", "sup", "sub"):
            text += f"<{child.tag}>{_shown(child)}</{child.tag}>"
        elif child.tag == "br":
            text += "\n"
        elif child.tag not in ("script", "style", "template", "noscript", "-comment") and not _is_hidden(child):
            text += _shown(child)
    return text


def _grid(groups: Iterator[list[list[tuple[str, int, int]]]]) -> Iterator[Seen]:
    """Yield the cells where HTML's algorithm of tables puts them."""
    number = 0
    for rows in groups:
        until: dict[int, int] = {}
        end = number + len(rows)
        for row in rows:
            number += 1
            col = 1
            for text, colspan, rowspan in row:
                while until.get(col, 0) >= number:
                    col += 1
                height = min(rowspan, end - number + 1)
                yield Seen(text, number, col, colspan, height)
                for on in range(colspan):
                    until[col + on] = number + height - 1
                col += colspan


def in_docx(data: bytes) -> list[View]:
    """Return the tables of a Word file that hold no other; [] where its main part is no XML."""
    try:
        root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError):
        return []
    return [
        View(list(_word_grid(table)))
        for table in root.iter(f"{_W}tbl")
        if next(table.iterdescendants(f"{_W}tbl"), None) is None
    ]


def _word_grid(table: etree._Element) -> Iterator[Seen]:
    lines: list[dict[int, tuple[str, int, bool, bool]]] = []
    for row in table.iter(f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}del") is not None or row.find(f"{_W}trPr/{_W}hidden") is not None:
            continue
        line = {}
        col = 1 + _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in row.iter(f"{_W}tc"):
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            line[col] = (_word_text(cell), span, goes_on, merge is not None)
            col += span
        lines.append(line)
    for number, line in enumerate(lines):
        for col, (text, span, _, is_merged) in line.items():
            if _is_covered(lines, number, col):
                continue
            height = 1
            while is_merged and number + height < len(lines) and _is_covered(lines, number + height, col):
                height += 1
            yield Seen(text, number + 1, col, span, height)


def _is_covered(lines: Sequence[dict[int, tuple[str, int, bool, bool]]], number: int, col: int) -> bool:
    """Return whether a cell goes on from one above of the same width."""
    cell, above = lines[number].get(col), lines[number - 1].get(col) if number else None
    return cell is not None and above is not None and cell[2] and above[3] and above[1] == cell[1]


def _number(element: etree._Element | None, default: int) -> int:
    text = "" if element is None else str(element.get(f"{_W}val"))
    return int(text) if text.isdecimal() else default


def _word_text(cell: etree._Element) -> str:
    text = ""
    for node in cell.iter(f"{_W}t", f"{_W}br", f"{_W}p"):
        if node.tag == f"{_W}p":
            text += "\n" if text else ""
            continue
        run = node.getparent()
        marks = {etree.QName(mark).localname for mark in run.iterfind(f"{_W}rPr/*")} if run is not None else set()
        if "vanish" in marks or any(each.tag in (f"{_W}del", f"{_W}moveFrom") for each in node.iterancestors()):
            continue
        words = "\n" if node.tag == f"{_W}br" else node.text or ""
        text += f"<{words}>" if marks & {"vertAlign", "strike", "dstrike"} else words
    return text


def against_pages(report: Report, pages: Pages) -> list[str]:
    """Return what an accepted report has otherwise than it was drawn."""
    cells = {cell.key: cell for table in report.tables for cell in table.cells}
    found = [f"{key}: no such cell was drawn" for key in cells.keys() - pages.boxes.keys()]
    inside: defaultdict[str, list[Text]] = defaultdict(list)
    torn: set[str] = set()
    for text in pages.texts:
        boxes = _touched(text, pages.boxes)
        if len(boxes) == 1:
            inside[boxes[0]].append(text)
            continue
        # It stands across a border: it may be read as either's, whole.
        torn.update(boxes)
        if boxes and not any(plain(text.text) in plain(cells[key].printed) for key in boxes if key in cells):
            found.append(f"{text.text!r} across {boxes} is torn")
    for key in pages.boxes.keys() & cells.keys() - torn:
        printed = plain(cells[key].printed)
        if printed not in _readings(inside[key]):
            found.append(f"{key}: {printed!r}, drawn is {[(text.text, text.x, text.y) for text in inside[key]]}")
    return found


def _readings(texts: list[Text]) -> set[str]:
    """Return what a box may be said to print: its texts line by line; one drawn twice at one spot is one."""
    kept: list[Text] = []
    for text in texts:
        if not any(
            text.text == other.text and abs(text.x - other.x) + abs(text.y - other.y) < _ONE_SPOT for other in kept
        ):
            kept.append(text)
    orders = [sorted(kept, key=lambda text: (-round(text.y / 4), text.x)), sorted(kept, key=lambda text: text.x)]
    return {plain("".join(text.text for text in order)) for order in orders}


def _touched(text: Text, boxes: dict[str, Box]) -> list[str]:
    """Return the boxes a text stands in by more than a hair."""
    hair, y = 1.5, text.y + text.size * 0.35
    words = text.text.rstrip()
    lead = text.x + sum(text.size * 0.5 for _ in range(len(words) - len(words.lstrip())))
    end = lead + sum(text.size * (0.5 if ord(each) < 0x2E80 else 1.0) for each in words.strip())
    return [
        key
        for key, box in boxes.items()
        if box.page == text.page and box.y0 < y < box.y1 and end > box.x0 + hair and lead < box.x1 - hair and words
    ]
