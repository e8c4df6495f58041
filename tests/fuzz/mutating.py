"""Small harms done to a file: one to three of those that people, editors and programs do to reports."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.fuzz.drawing import Line, Pages, Text, packed

Change = Callable[[str, random.Random], str]

_FIGURES = re.compile(r"(?<=>)[ \u00a0]*(\d+)[ \u00a0]*(?=<)")
_HTML_TAGS = re.compile(r"</?(?:td|tr|table|p|br)\b[^>]*>")
_HTML_CELL = re.compile(r"<td[^>]*>.*?</td>", re.S)
_HTML_ROW = re.compile(r"<tr>.*?</tr>", re.S)
_HTML_SPAN = re.compile(r'(?:col|row)span="\d+"')
_WORD_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.S)
_WORD_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.S)
_WORD_MERGE = re.compile(r'<w:(?:gridSpan w:val="\d+"|vMerge w:val="restart"|vMerge)/>')
_ODD = ("\ufffd", "\u200b", "\u00ad", "\u202e", "\u00a0", "\u3000", "٣", "³", "０", "O", "l", "-", ".", ",", "\n")


def _at(pattern: re.Pattern[str], text: str, rng: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return rng.choice(found) if found else None


def _with(text: str, where: re.Match[str], instead: str) -> str:
    return text[: where.start()] + instead + text[where.end() :]


def _digits(text: str, rng: random.Random) -> str:
    """Change, insert or delete a digit of a figure, or put something odd beside it."""
    where = _at(_FIGURES, text, rng)
    if where is None:
        return text
    start, end = where.span(1)
    at = rng.randrange(start, end)
    what = rng.randrange(5)
    if what == 0:
        return text[:at] + rng.choice("0123456789") + text[at + 1 :]
    if what == 1:
        return text[:at] + rng.choice("0123456789") + text[at:]
    if what == 2:
        return text[:at] + text[at + 1 :]
    if what == 3:
        return text[:at] + rng.choice(_ODD) + text[at:]
    return text[:start] + text[end:]


def _dropped(pattern: re.Pattern[str]) -> Change:
    def change(text: str, rng: random.Random) -> str:
        where = _at(pattern, text, rng)
        return text if where is None else _with(text, where, "")

    return change


def _twice(pattern: re.Pattern[str]) -> Change:
    def change(text: str, rng: random.Random) -> str:
        where = _at(pattern, text, rng)
        return text if where is None else _with(text, where, where[0] * 2)

    return change


def _swapped(pattern: re.Pattern[str], *, near: bool) -> Change:
    def change(text: str, rng: random.Random) -> str:
        found = list(pattern.finditer(text))
        if len(found) < 2:
            return text
        first = rng.randrange(len(found) - 1)
        second = first + 1 if near else rng.randrange(first + 1, len(found))
        one, other = found[first], found[second]
        between = text[one.end() : other.start()]
        return text[: one.start()] + other[0] + between + one[0] + text[other.end() :]

    return change


def _moved(pattern: re.Pattern[str]) -> Change:
    def change(text: str, rng: random.Random) -> str:
        where = _at(pattern, text, rng)
        if where is None:
            return text
        left = _with(text, where, "")
        there = _at(pattern, left, rng)
        return text if there is None else left[: there.end()] + where[0] + left[there.end() :]

    return change


def _renumbered(pattern: re.Pattern[str]) -> Change:
    """Change the number in what is found: a span."""

    def change(text: str, rng: random.Random) -> str:
        where = _at(pattern, text, rng)
        if where is None:
            return text
        number = rng.choice(("0", "1", "2", "3", "4", "5", "7", "99", "65535", "-1", "2.5", "x"))
        return _with(text, where, re.sub(r"\d+", number, where[0]))

    return change


def _html_dressed(text: str, rng: random.Random) -> str:
    """Put markup round a part of a figure."""
    where = _at(_FIGURES, text, rng)
    if where is None:
        return text
    start, end = where.span(1)
    at = rng.randrange(start, end)
    digit = text[at]
    there = rng.choice(
        (
            *("<span>{}</span>", "<sup>{}</sup>", "<sub>{}</sub>", "<s>{}</s>", "<del>{}</del>", "<br>{}", "{}<br>"),
            *('<span style="display:none">{}</span>', "<!-- {} -->", "<script>{}</script>", "<p>{}</p>", "&nbsp;{}"),
            *("<table><tr><td>{}</td></tr></table>", "<template>{}</template>", "<o:p>{}</o:p>", "<!--{}", "{}<td>"),
            *('<span hidden>{}</span>', "<ins>{}</ins>", "<textarea>{}</textarea>", "<select><option>{}</select>"),
        )
    )  # fmt: skip
    if rng.random() < 0.1:
        return text[:at] + f"&#{'x' * (odd := rng.random() < 0.5)}{ord(digit):{'x' if odd else 'd'}};" + text[at + 1 :]
    extra = rng.choice("0123456789") if rng.random() < 0.5 else ""
    return text[:at] + (digit if extra else "") + there.format(extra or digit) + text[at + 1 :]


def _html_hidden(text: str, rng: random.Random) -> str:
    """Hide a cell or a row."""
    where = _at(re.compile(r"<t[dr](?=[ >])"), text, rng)
    return text if where is None else _with(text, where, f'{where[0]} style="display: none"')


def _html_parted(text: str, rng: random.Random) -> str:
    """Part a table between two rows."""
    where = _at(re.compile(r"</tr>\n<tr>"), text, rng)
    between = rng.choice(("</table><table>", "</table><p>续表</p><table>", "</tbody><tbody>", "<tr></tr>", "<p>续</p>",
                          "<tr><td>\u00a0</td></tr>", "</table>", "<table>", "<tfoot>", "5", "</div>"))  # fmt: skip
    return text if where is None else _with(text, where, f"</tr>{between}<tr>")


def _word_dressed(text: str, rng: random.Random) -> str:
    """Part the run of a figure in two, and make something else of the second."""
    where = _at(re.compile(r'<w:r><w:t xml:space="preserve">[ \u00a0]*(\d+)[ \u00a0]*</w:t></w:r>'), text, rng)
    if where is None:
        return text
    digits = where[1] if len(where[1]) > 1 else where[1] + rng.choice("0123456789")
    cut = rng.randrange(1, len(digits))
    run = f"<w:r>{{}}<w:t>{digits[cut:]}</w:t></w:r>"
    second = rng.choice(
        (
            run.format(""),
            *(run.format(f"<w:rPr>{mark}</w:rPr>") for mark in (
                "<w:vanish/>", '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>', "<w:strike/>",
                "<w:dstrike/>", '<w:color w:val="FFFFFF"/>', '<w:vertAlign w:val="baseline"/>', '<w:sz w:val="40"/>',
            )),
            f'<w:ins w:id="1" w:author="x">{run.format("")}</w:ins>',
            f'<w:del w:id="1" w:author="x">{run.format("").replace("w:t>", "w:delText>")}</w:del>',
            f"<w:sdt><w:sdtContent>{run.format('')}</w:sdtContent></w:sdt>",
            f"<w:smartTag>{run.format('')}</w:smartTag>",
            f'<w:hyperlink>{run.format("")}</w:hyperlink>',
            f"</w:p><w:p>{run.format('')}",
            f"<w:r><w:tab/></w:r>{run.format('')}",
            f"<w:r><w:br/></w:r>{run.format('')}",
            f"<w:r><w:noBreakHyphen/></w:r>{run.format('')}",
            f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{digits}</w:instrText></w:r>',
            f"<w:moveFrom>{run.format('')}</w:moveFrom>",
            f"<w:moveTo>{run.format('')}</w:moveTo>",
            f"<w:r><w:footnoteReference w:id=\"2\"/></w:r>{run.format('')}",
        )
    )  # fmt: skip
    return _with(text, where, f"<w:r><w:t>{digits[:cut]}</w:t></w:r>{second}")


def _word_row(text: str, rng: random.Random) -> str:
    """Give a row properties, or part the table before it."""
    where = _at(re.compile(r"<w:tr>"), text, rng)
    instead = rng.choice(
        (
            '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>', "<w:tr><w:trPr><w:hidden/></w:trPr>",
            '<w:tr><w:trPr><w:del w:id="3"/></w:trPr>', "<w:tr><w:trPr><w:tblHeader/></w:trPr>",
            "</w:tbl><w:p/><w:tbl><w:tr>", "</w:tbl><w:tbl><w:tr>", '<w:tr><w:trPr><w:gridAfter w:val="1"/></w:trPr>',
        )
    )  # fmt: skip
    return text if where is None else _with(text, where, instead)


def _word_merged(text: str, rng: random.Random) -> str:
    """Merge a cell with its neighbours, on paper."""
    where = _at(re.compile(r"<w:tcPr>"), text, rng)
    merge = rng.choice(('<w:gridSpan w:val="2"/>', "<w:vMerge/>", '<w:vMerge w:val="restart"/>',
                        '<w:hMerge w:val="restart"/>', "<w:hMerge/>"))  # fmt: skip
    return text if where is None else _with(text, where, f"<w:tcPr>{merge}")


HTML: Sequence[Change] = (
    _digits, _digits, _dropped(_HTML_TAGS), _dropped(_HTML_TAGS), _twice(_HTML_TAGS), _moved(_HTML_TAGS),
    _dropped(_HTML_CELL), _dropped(_HTML_ROW), _twice(_HTML_CELL), _twice(_HTML_ROW), _swapped(_HTML_CELL, near=True),
    _swapped(_HTML_CELL, near=False), _swapped(_HTML_ROW, near=True), _dropped(_HTML_SPAN), _renumbered(_HTML_SPAN),
    _moved(_HTML_CELL), _html_dressed, _html_dressed, _html_hidden, _html_parted,
)  # fmt: skip
WORD: Sequence[Change] = (
    _digits, _digits, _dropped(_WORD_CELL), _dropped(_WORD_ROW), _twice(_WORD_CELL), _twice(_WORD_ROW),
    _swapped(_WORD_CELL, near=True), _swapped(_WORD_CELL, near=False), _swapped(_WORD_ROW, near=True),
    _dropped(_WORD_MERGE), _renumbered(_WORD_MERGE), _moved(_WORD_CELL), _word_dressed, _word_dressed, _word_row,
    _word_merged,
)  # fmt: skip


def harmed(text: str, changes: Sequence[Change], rng: random.Random) -> str:
    """Return a text with one to three harms."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        text = rng.choice(changes)(text, rng)
    return text


def harmed_html(data: bytes, rng: random.Random) -> bytes:
    """Return a web page in UTF-8 with one to three harms."""
    return harmed(data.decode(), HTML, rng).encode()


def harmed_docx(data: bytes, rng: random.Random) -> bytes:
    """Return a Word file with one to three harms."""
    document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    return packed(harmed(document, WORD, rng).partition("?>\n")[2])


def harmed_pages(pages: Pages, rng: random.Random) -> Pages:
    """Return pages with one to three of their texts and lines changed."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        pages = rng.choice((_line_gone, _text_changed, _text_changed, _text_moved, _text_moved, _texts_swapped))(
            pages, rng
        )
    return pages


def _line_gone(pages: Pages, rng: random.Random) -> Pages:
    """Take out, or move, every line that is drawn at one spot: neighbours draw the same border."""
    gone = rng.choice(pages.lines)
    dx, dy = rng.choice(((None, None), (rng.uniform(-30, 30), 0.0), (0.0, rng.uniform(-9, 9))))
    lines = [line for line in pages.lines if line != gone]
    if dx is not None and dy is not None:
        lines.append(Line(gone.page, gone.x0 + dx, gone.y0 + dy, gone.x1 + dx, gone.y1 + dy))
    return replace(pages, lines=tuple(lines))


def _figure(pages: Pages, rng: random.Random) -> int:
    return rng.choice([index for index, text in enumerate(pages.texts) if text.key and text.text.strip()])


def _instead(pages: Pages, index: int, *texts: Text) -> Pages:
    return replace(pages, texts=(*pages.texts[:index], *texts, *pages.texts[index + 1 :]))


def _text_changed(pages: Pages, rng: random.Random) -> Pages:
    index = _figure(pages, rng)
    text = pages.texts[index]
    what = rng.randrange(6)
    if what == 0:
        return _instead(pages, index)
    if what == 1:
        return _instead(pages, index, replace(text, text=text.text + rng.choice("0123456789")))
    if what == 2:
        at = rng.randrange(len(text.text))
        return _instead(
            pages, index, replace(text, text=text.text[:at] + rng.choice("0123456789") + text.text[at + 1 :])
        )
    if what == 3:
        # A small figure raised beside the large one.
        raised = Text(text.page, text.x + text.width, text.y + 3, rng.choice("23"), text.size * 0.6, text.key)
        return _instead(pages, index, text, raised)
    if what == 4:
        return _instead(pages, index, text, replace(text, x=text.x + rng.choice((0.0, 0.3, 2.0, 8.0))))
    long = "".join(rng.choice("123456789") for _ in range(rng.choice((4, 9, 14, 18))))
    return _instead(pages, index, replace(text, text=long))


def _text_moved(pages: Pages, rng: random.Random) -> Pages:
    index = _figure(pages, rng)
    text = pages.texts[index]
    dx, dy = rng.choice(
        ((rng.uniform(-60, 60), 0.0), (0.0, rng.uniform(-25, 25)), (rng.uniform(-6, 6), rng.uniform(-6, 6)))
    )
    return _instead(pages, index, replace(text, x=text.x + dx, y=text.y + dy))


def _texts_swapped(pages: Pages, rng: random.Random) -> Pages:
    one, other = _figure(pages, rng), _figure(pages, rng)
    first, second = pages.texts[one], pages.texts[other]
    there = replace(second, page=first.page, x=first.x, y=first.y)
    return _instead(_instead(pages, other, replace(first, page=second.page, x=second.x, y=second.y)), one, there)


def harmed_bytes(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with some of them changed, taken out, doubled or moved."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(changed) or 1)
        length = rng.choice((1, 1, 2, 8, 64, 512))
        what = rng.randrange(5)
        if what == 0:
            changed[at : at + 1] = bytes([rng.randrange(256)])
        elif what == 1:
            del changed[at : at + length]
        elif what == 2:
            changed[at:at] = changed[at : at + length]
        elif what == 3:
            changed[at : at + length] = bytes(rng.randrange(256) for _ in range(min(length, 8)))
        else:
            there = rng.randrange(len(changed) or 1)
            changed[there:there] = changed[at : at + length]
    return bytes(changed)
