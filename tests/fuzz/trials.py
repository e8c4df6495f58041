"""The trials of a medium, always the same for a seed: forged files, harmed, and what each displays."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from gouji.normalize.charset import decode
from gouji.report import Report
from tests.forge import ALL_FLAVOURS, forge
from tests.fuzz.checking import Trial
from tests.fuzz.drawing import Drawn, as_docx, as_html, as_pages, as_pdf, drawn
from tests.fuzz.mutating import harmed_bytes, harmed_docx, harmed_html, harmed_pages
from tests.fuzz.seen import View, against_pages, against_views, in_docx, in_html, plain

_LINE_END = re.compile(r"\r\n|\r|\n|\f|\v|\u2028|\u2029|\x85")


@cache
def _drawn(seed: int) -> Drawn:
    return drawn(seed)


def _html(seed: int, rng: random.Random) -> Trial:
    report = _drawn(seed)
    data = harmed_html(as_html(report), rng)
    return Trial(f"html-{seed}", data, _of_views(data, in_html, report))


def _docx(seed: int, rng: random.Random) -> Trial:
    report = _drawn(seed)
    data = harmed_docx(as_docx(report), rng)
    return Trial(f"docx-{seed}", data, _of_views(data, in_docx, report))


def _pdf(seed: int, rng: random.Random) -> Trial:
    pages = harmed_pages(as_pages(_drawn(seed)), rng)
    return Trial(f"pdf-{seed}", as_pdf(pages), lambda report: against_pages(report, pages))


def _text(seed: int, rng: random.Random) -> Trial:
    forged = forge(seed, ALL_FLAVOURS[seed % len(ALL_FLAVOURS)])
    changed = list(forged.text)
    harms = rng.choice((1, 1, 2))
    for _ in range(harms):
        at = rng.choice([at for at, character in enumerate(changed) if character in "0123456789\t|\n"])
        changed[at : at + 1] = rng.choice(("", "0", "7", changed[at] * 2, "\n", "\t", "|", " ", "\ufffd"))
    data = "".join(changed).encode()

    def against(report: Report) -> list[str]:
        cells = {cell.key: cell.printed for table in report.tables for cell in table.cells}
        others = [
            f"{key}: {cells.get(key)!r}, not {shown.printed!r}"
            for key, shown in forged.truth.cells.items()
            if plain(cells.get(key, "missing")) != plain(shown.printed)
        ]
        # One harm changes one cell; where it shifted more, they stand under other heads.
        return [*on_its_lines(report, data), *(others if len(others) > harms else ())]

    return Trial(f"text-{seed}", data, against)


def on_its_lines(report: Report, data: bytes) -> list[str]:
    """Return the cells of a text file that its lines do not print from their place on."""
    lines = _LINE_END.split(decode(data) or "")
    found = []
    for cell in (cell for table in report.tables for cell in table.cells):
        line = int(cell.place.partition("line=")[2] or 0)
        # A cell of several lines begins in this one.
        if plain(cell.printed) not in plain("".join(lines[line - 1 : line + 3])):
            found.append(f"{cell.key}: {cell.printed!r} does not stand at {cell.place}")
    return found


def _of_views(data: bytes, views: Callable[[bytes], list[View]], report: Drawn) -> Callable[[Report], Sequence[str]]:
    return lambda accepted: against_views(accepted, views(data), report)


def _bytes(seed: int, rng: random.Random) -> Trial:
    """Bytes changed at random: what is displayed is not known, but a web page's or Word file's figures are."""
    report = _drawn(seed)
    medium = seed % 4
    if medium == 0:
        data = harmed_bytes(as_html(report), rng)
        return Trial(f"bytes-html-{seed}", data, lambda _: ())
    if medium == 1:
        return Trial(f"bytes-docx-{seed}", harmed_bytes(as_docx(report), rng), lambda _: ())
    if medium == 2:
        return Trial(f"bytes-pdf-{seed}", harmed_bytes(as_pdf(as_pages(report)), rng), lambda _: ())
    return Trial(f"bytes-text-{seed}", harmed_bytes(report.forged.data, rng), lambda _: ())


MEDIA: dict[str, Callable[[int, random.Random], Trial]] = {
    "html": _html,
    "docx": _docx,
    "pdf": _pdf,
    "text": _text,
    "bytes": _bytes,
}


def trials(medium: str, n: int, start: int = 0) -> Iterator[Trial]:
    """Yield n trials of a medium; each stands for its number, whatever n and start are."""
    for number in range(start, start + n):
        # 97 reports by turns, each harmed in another way every time.
        rng = random.Random(zlib.crc32(f"{medium}/{number}".encode()))
        trial = MEDIA[medium](number % 97, rng)
        yield Trial(f"{trial.name}-{number}", trial.data, trial.against)
