"""One line of text that holds several cells: labels and values between spaces or glued, a row or a whole report.

A line is cut only at what is known: the labels of the forms, section titles, and values that stand apart. Glued
digits are cut only where all are zero, one cell each. Whether what is cut makes a row is left to the form's counts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from gouji.cells import is_readable, strip_outer
from gouji.characters import simplified, without_residue
from gouji.parse.labels import is_apart, is_fragment, known_labels, normal_form, normal_forms, recognise
from gouji.parse.sections import is_heading
from gouji.report import TABLE_NAMES
from gouji.standard.forms import COLUMN_AXIS, forms, section_titles, term
from gouji.standard.statistics import statistics_form

_SHORT = 120  # characters of a line that may be one row; longer ones must hold many labels
LONGEST_ROW = 600
_FEWEST_LABELS = 5  # labels, and values, of a stretch of table inside a longer text
_LONGEST_WORDS = 40  # characters of an unknown label
_GAP = 2  # spaces between two columns
_LONGEST_NUMBER = 12  # characters of （十一） and what stands around it
_LONGEST_CELL = 200  # characters of figures
_TITLE = 8  # characters of a section title that needs no number before it

_KEPT = re.compile(
    r"[^ \t\r\n\v\f\u00a0\u3000\u2002\u2003\u2007\u2009\u200b\ufeff\"'“”‘’‛‟′〝〞`´「」『』、,，.。:;：；"
    r"·•●○◆◇■□▲△★☆※►▪◎*#_|\\]+"
)
_NUMERAL = "[一二三四五六七八九十]"
_IN_BRACKETS = rf"(?<![-+])[(（\[【〔]\s?(?:{_NUMERAL}{{1,2}}|[1-9])\s?[)）\]】〕]"
_NUMBER = re.compile(
    rf"(?:(?:{_IN_BRACKETS}|{_NUMERAL}{{1,2}}\s{{0,3}}[、.．,，:：)）]|(?<![-+(（])[1-9]\s?[、.．:：]|(?<![-+(（\d])[1-9]\s?[)）]|[①-⑨⑴-⑼]|其中[:：]?)\s{{0,3}}|(?:^|(?<=\s))[1-9])"
    r"[\"“‘「『]?$"
)
_REMARK = re.compile(
    rf"(?:\s{{0,3}}[\"”’」』])?(?:\s{{0,3}}(?!{_IN_BRACKETS})"
    r"[(（][^()（）]{0,300}(?:[(（][^()（）]{0,100}[)）][^()（）]{0,300}){0,4}[)）])?"
)
_DIGITS_BEFORE = re.compile(r"[\d.,，]{1,200}$")
# A reading behind a character: 規(guī)章.
_READING = re.compile(r"[(（][a-zA-Z\u00c0-\u024f\u0251\u0261\u0300-\u030c' ]{1,20}[)）]")
_PAGE = r"第\s?\d{1,4}\s?页(?:[\s,，/]{0,3}共\s?\d{1,4}\s?页)?|共\s?\d{1,4}\s?页[\s,，/]{0,3}第\s?\d{1,4}\s?页"
_RESIDUE = re.compile(
    rf":?-{{3,}}:?|([-—–－~·•])\s*\d{{1,4}}\s*\1|{_PAGE}"
    r"|\d{1,3}\s?/\s?\d{1,3}|[Pp]age\s?\d{1,4}(?:\s?of\s?\d{1,4})?"
)
_PIECE = re.compile(rf"{_PAGE}|\S+")
_PAGE_MARK = re.compile(_PAGE)
_ZERO = re.compile(r"0(?:万?元|[件条项个])?")
_ZEROS = re.compile(rf"(?:{_ZERO.pattern}){{2,30}}")
# Zeros, or figures with the number of the label behind them: which digits are whose nobody can say.
_FIGURES_RUN_TOGETHER = re.compile(rf"{_ZEROS.pattern}|\d{{3,200}}[.、．:：)）]|\d{{1,200}}[①-⑨⑴-⑼]")
_ZEROS_OR_WORDS = re.compile(rf"{_ZEROS.pattern}|[^\d\s]+")
_ITEM = re.compile(r"\d{1,2}[、.．:：)）]|[(（]\d{1,2}[)）]")
# Unknown words that may be a label: no sentence, and no figures but an item's number and the year of a torn remark.
_SOFT = re.compile(r"(?:(?:19|20)\d\d年|\d[、.．:：)）]|[^\d。；，！？;!?])+")
ENDS_IN_VALUE = re.compile(r"[\d/\\—―–)）元件条项个-]$")
_REMARKS = re.compile(r"[(（][^()（）]{0,200}[)）]")
_SENTENCE = re.compile(r"[，。；：！？,;:!?]")
_SHORTEST_HEADER = 8  # characters of two labels in one line
_FEWEST_ANCHORS = 3
_ANCHOR = 4  # characters, the last of a row's label
_SPACE = re.compile(r"\s++(?!年|(?:19|20)\d\d\s+年)")  # none around the year of a title: 某市 2023 年度
_TITLE_OF_ANY = "(?:[^\\s，。；：！？]{2,30}|[^\\s，。；：！？](?: [^\\s，。；：！？]){2,30})"
_PARAGRAPH_END = re.compile(
    rf"(?:^|(?<=[。！？])\s)\s*"
    rf"(?:((?:{_NUMERAL}{{1,2}}[、.．)）]|{_IN_BRACKETS}|[1-9][、.．)）](?!\d))\s?{_TITLE_OF_ANY})\s)?"
)

_NONE = "无"
_TRACKED = re.compile(r"\S \S ")

Kind = Literal["label", "value", "words", "heading"]


class Element(NamedTuple):
    """A piece of a line, from `start` to `end`: a known label, a section's title, a value, or other words."""

    kind: Kind
    start: int
    end: int
    text: str


class Piece(NamedTuple):
    """What a line was cut into: the cells of one row, or (`is_row` false) one paragraph of text."""

    is_row: bool
    cells: tuple[str, ...]


def cut(text: str) -> tuple[Piece, ...] | None:
    """Return the rows and paragraphs that a line holds, None for a line that is one paragraph or one cell."""
    if len(text) <= _SHORT:
        return _cut_short(text)
    plain = "".join(text.split())
    if len(plain) <= _SHORT or (len(plain) <= LONGEST_ROW and ENDS_IN_VALUE.search(text)):
        return _cut_short(text)
    return _cut(text) if _is_like_a_table(simplified(plain)) else None


def _is_like_a_table(plain: str) -> bool:
    return len(set(_anchors().findall(plain))) >= _FEWEST_ANCHORS


@cache
def _anchors() -> re.Pattern[str]:
    """Return what finds how the labels of all rows, and of the columns of tables in one line, end."""
    of_rows = {normal_form(row.label) for form in forms() for row in form.rows}
    of_columns = {
        normal_form(term(COLUMN_AXIS[form.table], column).zh)
        for form in forms()
        if form.one_line
        for row in form.rows
        for column in row.columns
    }
    ends = {label[-_ANCHOR:] for label in of_rows | of_columns | _labels_of_2014()}
    return re.compile("|".join(sorted(map(re.escape, ends), key=lambda end: (-len(end), end))))


@cache
def _labels_of_2014() -> frozenset[str]:
    form = statistics_form()
    labels = [label for row in form.rows for label in (row.label, *row.variants)]
    return frozenset(short for label in (*labels, *form.structure) for short in normal_forms(label)[-1:])


@lru_cache(maxsize=4096)
def is_residue(text: str) -> bool:
    """Return whether a line is a page number or a rule: what the page leaves in the text, and no table holds."""
    return _RESIDUE.fullmatch(text) is not None


@lru_cache(maxsize=65_536)
def _cut_short(text: str) -> tuple[Piece, ...] | None:
    text = without_residue(text, " ")
    is_sentence = _SENTENCE.search(_REMARKS.sub("", text)) is not None
    is_header = "  " in text if is_sentence else len(text) >= _SHORTEST_HEADER
    if not (is_header or ENDS_IN_VALUE.search(text)) or is_residue(text) or is_readable(text):
        return (Piece(True, tuple(_ZERO.findall(text))),) if _ZEROS.fullmatch(text) else None
    return _cut(text)


def _cut(text: str) -> tuple[Piece, ...] | None:
    text = without_residue(text, " ")  # figures on both sides of a tag are two
    label, values = _ends(text)
    if values and recognise(label):
        return (Piece(True, (label, *values)),)
    found = elements_of(text)
    rows = _whole(found) if len(text) <= LONGEST_ROW else None
    if rows is not None:
        return tuple(Piece(True, row) for row in rows)
    return pieces_of(found, text)


def _ends(text: str) -> tuple[str, tuple[str, ...]]:
    """Return what stands before the values at the end of a line, and these."""
    words = text.split()
    count = next((at for at, word in enumerate(reversed(words)) if not is_readable(word)), len(words))
    label = text
    for word in reversed(words[len(words) - count :]):
        label = label.rstrip().removesuffix(word)
    return label.rstrip(), tuple(words[len(words) - count :])


def elements_of(text: str) -> list[Element]:
    """Return the elements of a line in order; page numbers (第 3 页) are none."""
    found: list[Element] = []
    position = 0
    for kind, start, end in _spans(text):
        _append_gap(found, text, position, start)
        if kind == "label" and found and found[-1].end == start and _goes_on(found[-1], text[found[-1].start : end]):
            start = found.pop().start
            found.append(Element("words", start, end, text[start:end]))
        else:
            found.append(Element(kind, start, end, text[start:end]))
        position = end
    _append_gap(found, text, position, len(text))
    return _without_torn_none(found, text) if _NONE in text else found


def _goes_on(before: Element, both: str) -> bool:
    """Return whether a known label is only the end of a longer one: right behind words, or behind 其他 and the like."""
    return before.kind == "words" or (before.kind == "label" and any(is_apart(table, both) for table in TABLE_NAMES))


def _without_torn_none(elements: list[Element], text: str) -> list[Element]:
    """Return the elements with a 无 that stands alone behind words, the first character of a torn 无法提供, a word.

    So is one in front of single characters: 无 正 当 理 由.
    """
    found: list[Element] = []
    for index, element in enumerate(elements):
        after = elements[index + 1] if index + 1 < len(elements) else None
        is_behind_words = bool(found) and found[-1].kind == "words"
        is_torn = element.text == _NONE and (
            (is_behind_words and (after is None or after.kind != "value"))
            or (after is not None and after.kind == "words" and _TRACKED.match(after.text) is not None)
        )
        if is_behind_words and (is_torn or element.kind == "words"):
            start = found.pop().start
            found.append(Element("words", start, element.end, text[start : element.end]))
        elif is_torn:
            found.append(element._replace(kind="words"))
        else:
            found.append(element)
    return found


def _append_gap(found: list[Element], text: str, start: int, end: int) -> None:
    for match in _PIECE.finditer(text, start, end):
        piece = match.group()
        if "页" in piece and _PAGE_MARK.fullmatch(piece):
            continue
        parts = list(_ZEROS_OR_WORDS.finditer(piece)) if piece.count("0") > 1 else []
        if parts and sum(len(part.group()) for part in parts) == len(piece):
            for part in parts:
                _append_piece(found, text, match.start() + part.start(), match.start() + part.end())
        else:
            _append_piece(found, text, match.start(), match.end())


def _append_piece(found: list[Element], text: str, start: int, end: int) -> None:
    """Append a value, or words; words right behind a label, or behind other words, make one with them."""
    piece = text[start:end]
    is_value = is_readable(piece) or _is_figure(piece) or _FIGURES_RUN_TOGETHER.fullmatch(piece)
    last = found[-1] if found else None
    if not is_value and last and (last.kind == "words" or (last.kind == "label" and last.end == start)):
        found[-1] = Element("words", last.start, end, text[last.start : end])
    else:
        found.append(Element("value" if is_value else "words", start, end, piece))


def _is_figure(piece: str) -> bool:
    """Return whether a piece is a figure in whatever writing: `+(0)-(0)`, `3篇`. If it can be read is for its cell."""
    return piece[-1] in _figure_ends() and _figures().fullmatch(piece) is not None and _ITEM.fullmatch(piece) is None


@cache
def _figures() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, statistics_form().units), key=len, reverse=True))
    return re.compile(rf"[-+(（]{{0,3}}\d[\d.,，+()（）-]{{0,40}}(?:{units})?")


@cache
def _figure_ends() -> frozenset[str]:
    return frozenset("0123456789)）") | {unit[-1] for unit in statistics_form().units}


def _spans(text: str) -> Iterator[tuple[Literal["label", "heading"], int, int]]:
    """Yield the known labels and section titles of a line: the number before and the remark behind are theirs."""
    places, folded = _folded(text)
    by_first = _known()
    behind, last = 0, 0
    for first in _first_of_known().finditer(folded):
        index = first.start()
        for known, kind in by_first[first.group()] if index >= behind else ():
            if not folded.startswith(known, index):
                continue
            start, end = places[index], places[index + len(known) - 1] + 1
            number = _number_of(text, max(last, start - _LONGEST_NUMBER), start)
            if kind == "heading" and number is None:
                if not _stands_alone(text, start, end, len(known) < _TITLE):
                    continue
                number = _BULLET.search(text, max(last, start - _GAP), start)
            remark = _REMARK.match(text, end) if kind == "label" else None
            last = end if remark is None else remark.end()
            yield kind, start if number is None else start - len(number.group()), last
            behind = bisect_left(places, last, index)
            break


def _stands_alone(text: str, start: int, end: int, is_short: bool) -> bool:
    """Return whether a title without a number is none of several that a sentence counts up.

    A short one must stand between spaces, behind the end of a sentence.
    """
    if is_short:
        return text[end : end + 1].isspace() and _BEHIND_SENTENCE.search(text, max(0, start - 8), start) is not None
    return text[max(0, start - 1) : start] not in _BETWEEN and text[end : end + 1] not in _BETWEEN


_BETWEEN = frozenset("、，,；;及和与等的“”《》")
_BULLET = re.compile(r"[·•●○◆◇■□▲△★☆※►▪◎]\s?$")
_BEHIND_SENTENCE = re.compile(r"[。！？]\s{1,4}(?:[·•●○◆◇■□▲△★☆※►▪◎]\s?)?$")


def _number_of(text: str, first: int, stop: int) -> re.Match[str] | None:
    """Return the number in front of a label; none right behind a figure (`31.行政处罚`, `3①`) that is not all zeros."""
    number = _NUMBER.search(text, first, stop)
    if number is None or not number.group()[0].isdigit():
        return number
    before = _DIGITS_BEFORE.search(text, max(0, number.start() - _LONGEST_CELL), number.start())
    return number if before is None or (number.group()[0] in "123456789" and not before.group().strip("0")) else None


def _folded(text: str) -> tuple[list[int], str]:
    """Return a text as labels are compared, and for each of its characters the place in the printed text."""
    plain = simplified(unicodedata.normalize("NFKC", text))
    places: list[int] = []
    kept: list[str] = []
    if len(plain) == len(text):
        for run in _KEPT.finditer(plain):
            places += range(*run.span())
            kept.append(run.group())
        return places, "".join(kept)
    left_out = {place for match in _READING.finditer(text) for place in range(*match.span())}
    for place, printed in enumerate(text):
        one = "" if place in left_out else _folded_character(printed)
        places += [place] * len(one)
        kept.append(one)
    return places, "".join(kept)


@lru_cache(maxsize=16_384)
def _folded_character(printed: str) -> str:
    return "".join(_KEPT.findall(simplified(unicodedata.normalize("NFKC", printed))))


@cache
def _first_of_known() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_known()))}]")


@cache
def _known() -> dict[str, list[tuple[str, Literal["label", "heading"]]]]:
    """Return known labels and section titles by their first character, longest first."""
    known: dict[str, Literal["label", "heading"]] = dict.fromkeys(known_labels() | _labels_of_2014(), "label")
    known |= dict.fromkeys((normal_form(title.title) for title in section_titles()), "heading")
    found: dict[str, list[tuple[str, Literal["label", "heading"]]]] = {}
    for text, kind in sorted(known.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        found.setdefault(text[0], []).append((text, kind))
    return found


def _whole(elements: Sequence[Element]) -> list[tuple[str, ...]] | None:
    """Return the rows of a line that is nothing but rows, None for any other line."""
    if any(element.kind == "heading" or _is_hard(element) for element in elements):
        return None
    labels = sum(element.kind == "label" for element in elements)
    values = sum(element.kind == "value" for element in elements)
    rows = _rows(elements)
    if values and elements[-1].kind == "value":
        is_row = labels or len(rows) == 1 or all(len(row) > 2 for row in rows)
        return rows if is_row and (len(elements) > 1 or len(rows[0]) > 1) else None
    if labels > 1 and (values or labels * 2 > len(elements)):
        return rows
    columns = _group_and_piece(elements)
    return None if columns is None else [columns]


def _group_and_piece(elements: Sequence[Element]) -> tuple[str, ...] | None:
    """Return the two columns of a line without values: a group's label, and a piece of a row's in the next one.

    Either the first is known and no column's, or a piece of a group's, or the second begins with a number.
    """
    if [element.kind for element in elements] == ["label", "words"]:
        group, piece = elements
        is_apart = piece.start - group.end >= _GAP and all(hit.kind != "column" for hit in recognise(group.text))
        return (group.text, piece.text) if is_apart else None
    if [element.kind for element in elements] == ["words"]:
        columns = _COLUMNS.fullmatch(elements[0].text) or _PIECES.fullmatch(elements[0].text)
        if columns and (columns.re is _COLUMNS or _is_of_a_group(columns[1])):
            return columns[1], columns[2]
    return None


def _is_of_a_group(text: str) -> bool:
    normal = normal_form(text)
    return normal != "" and any(is_fragment(form, normal) for form in forms())


_COLUMNS = re.compile(r"(\S+(?: \S+){0,20})\s{2,}((?:\d\s?[.．、:：)）]|[①-⑨])\s?\S.*)")
_PIECES = re.compile(r"(\S{1,8})\s{2,}(\S{1,20}(?: \S{1,20}){0,20})")


def _is_hard(element: Element) -> bool:
    """Return whether the element is running text, which no table holds."""
    return element.kind == "words" and (len(element.text) > _LONGEST_WORDS or _SOFT.fullmatch(element.text) is None)


def _rows(elements: Sequence[Element]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    words: list[str] = []
    values: list[str] = []
    for element in elements:
        if element.kind == "value":
            values.append(element.text)
            continue
        if values:
            rows.append((*words, *_zeros_apart(values)))
            words, values = [], []
        words += [element.text] if element.kind == "label" else re.split(r"\s{2,}", element.text)
    if words or values:
        rows.append((*words, *_zeros_apart(values)))
    return rows


def _zeros_apart(values: list[str]) -> list[str]:
    """Return a row's values, glued zeros one by one where they are all there is."""
    return _ZERO.findall(values[0]) if len(values) == 1 and _ZEROS.fullmatch(values[0]) else values


def pieces_of(elements: Sequence[Element], text: str) -> tuple[Piece, ...] | None:
    """Return the paragraphs and the rows of a longer text, None where no stretch of it is a table's.

    Text is cut at section titles and, at the ends of sentences, where white space stands for a lost line end.
    """
    stretches = list(_stretches(elements))
    if not stretches:
        return None
    pieces: list[Piece] = []
    position = 0
    for first, last in [*stretches, (len(elements), len(elements))]:
        headings = [element for element in elements[position:first] if element.kind == "heading"]
        start = elements[position - 1].end if position else 0
        end = elements[first].start if first < len(elements) else len(text)
        for heading in headings:
            pieces += _paragraphs(text[start : heading.start], is_front=not start)
            pieces.append(Piece(False, (heading.text,)))
            start = heading.end
        pieces += _paragraphs(text[start:end], is_front=not start)
        pieces += [Piece(True, row) for row in _rows(elements[first:last])]
        position = last
    return tuple(pieces)


def _stretches(elements: Sequence[Element]) -> Iterator[tuple[int, int]]:
    """Yield [first, last) of the elements that are a table's: many labels and values with little between them."""
    start = 0
    for index in range(len(elements) + 1):
        if index < len(elements) and elements[index].kind != "heading" and not _is_hard(elements[index]):
            continue
        first, last = start, index
        start = index + 1
        while first < last and elements[first].kind == "words" and elements[min(first + 1, last - 1)].kind != "value":
            first += 1
        while first < last and elements[last - 1].kind == "words":
            last -= 1
        stretch = elements[first:last]
        labels = {element.text for element in stretch if element.kind == "label"}
        values = sum(len(element.text) if element.text.isdigit() or _ZEROS.fullmatch(element.text) else 1
                     for element in stretch if element.kind == "value" and element.text)  # fmt: skip
        if len(labels) >= _FEWEST_LABELS and values >= _FEWEST_LABELS:
            yield first, last


def _paragraphs(text: str, *, is_front: bool) -> list[Piece]:
    """Return the paragraphs of running text. What stands in front, the title among it, is parted at every space.

    A section's title that is not known (`七、工作打算`) is one by its number and the spaces around it.
    """
    parts = _SPACE.split(text) if is_front else _PARAGRAPH_END.split(text)
    return [Piece(False, (part.strip(),)) for part in parts if part and part.strip()]


def cut_cells(texts: Sequence[str]) -> list[range] | None:
    """Return the rows among the cells of one long row, as ranges; None where they are no more than one row.

    Cells between the ranges are text.
    """
    elements = [Element(kind_of_cell(text), index, index + 1, strip_outer(text)) for index, text in enumerate(texts)]
    rows: list[range] = []
    for first, last in _stretches(elements):
        start, has_values = first, False
        for index in range(first, last):
            if elements[index].kind == "value":
                has_values = has_values or elements[index].text != ""
            elif has_values:
                rows.append(range(start, index))
                start, has_values = index, False
        rows.append(range(start, last))
    return rows if len(rows) >= _FEWEST_LABELS else None


def kind_of_cell(text: str) -> Kind:
    """Return what a cell is by its text."""
    if is_readable(text) or _is_figure(text.strip()):
        return "value"
    if recognise(text) or normal_form(text) in _labels_of_2014():
        return "label"
    return "heading" if is_heading(text) else "words"
