"""Files of every medium, harmed the same way each time: none raises, and no accepted one shows anything else."""

from __future__ import annotations

import random

import pytest

from gouji.normalize import normalize
from gouji.parse import parse
from gouji.report import Report
from gouji.snapshot import Snapshot
from tests.fuzz.checking import Outcome, Trial, outcomes
from tests.fuzz.drawing import Drawn, as_docx, as_html, as_pages, as_pdf, drawn
from tests.fuzz.seen import against_pages, against_views, in_docx, in_html
from tests.fuzz.trials import trials

_SEED = 11
_BATCH = 40
_LEAST = 0.1
"""Share of the harmed files that must still be accepted: a trial that refuses all would find nothing silent."""


def _told(found: list[Outcome]) -> list[str]:
    return [f"{each.trial.name}: {'; '.join(each.silent[:3])}" for each in found if each.silent]


@pytest.mark.parametrize(("medium", "batches"), [("html", 2), ("docx", 2), ("pdf", 1), ("text", 2)])
def test_no_harmed_file_is_accepted_with_other_cells_than_it_displays(medium: str, batches: int) -> None:
    found = [each for batch in range(batches) for each in outcomes(list(trials(medium, _BATCH, batch * _BATCH)))]
    assert _told(found) == []
    accepted = sum(each.became == "accepted" for each in found)
    assert _LEAST * len(found) < accepted < len(found)


def test_bytes_changed_at_random_never_raise() -> None:
    found = outcomes(list(trials("bytes", 80)))
    assert _told(found) == []


@pytest.fixture(scope="module")
def report() -> Drawn:
    return next(each for each in map(drawn, range(_SEED, 99)) if _distinct(each) > 9)


def _distinct(report: Drawn) -> int:
    return len({cell.printed for key, cell in report.cells.items() if key.startswith("requests/")})


def _read(data: bytes) -> Report:
    snapshot = Snapshot.of(data, "drawn")
    found = parse(normalize(snapshot), snapshot.source)
    assert isinstance(found, Report)
    return found


@pytest.mark.parametrize("medium", ["html", "docx", "pdf"])
def test_an_unharmed_file_is_accepted_with_every_cell_as_drawn(medium: str, report: Drawn) -> None:
    pages = as_pages(report)
    data = {"html": as_html(report), "docx": as_docx(report), "pdf": as_pdf(pages)}[medium]
    found = outcomes([Trial(medium, data, lambda read: _against(medium, data, read, report))])[0]
    assert (found.became, found.silent) == ("accepted", ())
    cells = {cell.key: cell.printed for table in _read(data).tables for cell in table.cells}
    assert cells == {key: shown.printed for key, shown in report.cells.items()}


def _against(medium: str, data: bytes, read: Report, report: Drawn) -> list[str]:
    if medium == "pdf":
        return against_pages(read, as_pages(report))
    return against_views(read, (in_html if medium == "html" else in_docx)(data), report)


@pytest.mark.parametrize("change", ["figure", "columns", "rows", "extra"])
def test_what_contradicts_a_page_is_seen(change: str, report: Drawn) -> None:
    page = as_html(report).decode()
    read = _read(page.encode())
    rows = next(block for block in report.blocks if not isinstance(block, str) and len(block) > 20)
    first, last = (row[0].text.replace("\n", "<br>") for row in (rows[3], rows[-1]))
    other = {
        "figure": page.replace("<td>0</td>", "<td>1</td>", 1),
        "columns": page.replace("自然人", "X").replace("商业企业", "自然人").replace("X", "商业企业"),
        "rows": page.replace(f">{last}<", ">X<").replace(f">{first}<", f">{last}<").replace(">X<", f">{first}<"),
        "extra": page.replace("</td></tr>\n</table>", "</td><td>5</td></tr>\n</table>"),
    }[change]
    assert other != page
    assert against_views(read, in_html(other.encode()), report)


def test_a_figure_drawn_across_a_border_contradicts_its_halves(report: Drawn) -> None:
    pages = as_pages(report)
    read = _read(as_pdf(pages))
    rng = random.Random(_SEED)
    index = rng.choice([index for index, text in enumerate(pages.texts) if text.key.startswith("requests/")])
    texts = list(pages.texts)
    texts[index] = type(texts[index])(
        *(getattr(texts[index], name) for name in ("page", "x", "y")), "12345678901234567"
    )
    harmed = type(pages)(tuple(texts), pages.lines, pages.boxes)
    assert against_pages(read, harmed)
