"""forge(seed): one report with all that is true of it; the same seed gives the same report."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from tests.forge.bodies import Body, body_of
from tests.forge.claims import Claims, Teller, claims_of
from tests.forge.drafts import MEDIA_FAULTS, REFUSED, TABLES, Draft, Fault
from tests.forge.faults import FAULTS
from tests.forge.figures import NBSP, Shown, figures, shown
from tests.forge.grids import Grid, Habits, grids_of, with_text
from tests.forge.guises import GUISES, PLAIN_GUISE, Guise
from tests.forge.media import MEDIA
from tests.forge.media.faults import faults_of
from tests.forge.media.page import page_of
from tests.forge.prose import Frame, Headings, frame_of
from tests.forge.render import FLAVOURS, MIXED, PLAIN, SPACED, Print, render
from tests.forge.truth import Forged, Truth

EDITIONS = ("2019", "2021", "mixed")
_ATTEMPTS = 200


@dataclass(frozen=True)
class Of:
    """Who reports, for which year (one of the edition's), and how large figures are: 0, nearly all zero, to 3."""

    body: Body
    year: int
    scale: int


def forge(
    seed: int,
    flavour: str | None = None,
    edition: str | None = None,
    fault: str | None = None,
    guise: str | None = None,
    *,
    rich: bool = False,
    of: Of | None = None,
    medium: str | None = None,
) -> Forged:
    """Return the report of a seed. Flavour and edition are drawn where not given; without `fault` it is a true one.

    `guise`: how its characters are written and its bytes stored; `rich`: with the rarer habits of labels, headings,
    figures and sites, and with figures told in the text; `of`: who reports, drawn where not given.
    `medium`: one of MEDIA, a web page, a Word file or a PDF in place of text; flavours are of text alone, and of a
    guise it takes the words.
    """
    if medium is not None and flavour:
        raise ValueError("flavours are of text alone")
    if fault is not None and fault not in (FAULTS if medium is None else faults_of(medium)):
        raise ValueError(f"no {medium or 'text'} has {fault}")
    drawn = f"/{medium}" if medium else ""
    for attempt in range(_ATTEMPTS):
        rng = random.Random(f"{seed}/{flavour}/{edition}/{fault}/{guise}/{rich}/{attempt}{drawn}")
        forged = _forge(rng, seed, flavour, edition, fault, guise, rich, of, medium)
        if forged is not None:
            return forged
    raise ValueError(f"no report takes {fault} with {flavour}, {edition}, {guise}")


def forge_any(seed: int) -> Forged:
    """Return a report of a seed that is true (half of them), wrong or a wreck."""
    rng = random.Random(seed)
    fault = None if rng.random() < 0.5 else rng.choice(sorted(FAULTS))
    return forge(seed, fault=fault)


def true_reports(n: int, seed: int = 0) -> Iterator[Forged]:
    """Yield n true reports in the plain flavours."""
    for number in range(n):
        yield forge(seed + number, flavour=PLAIN[number % len(PLAIN)])


def write_many(directory: Path, n: int, seed: int = 0, years: Collection[int] = ()) -> list[Path]:
    """Write n true reports as text files, 500 a directory, one a body and year, and return their paths.

    Of some years only, if given.
    """
    paths: list[Path] = []
    forged_ones = _one_a_body(true_reports(20 * n, seed), years)
    for number, forged in enumerate(islice(forged_ones, n)):
        path = directory / f"{number // 500:04d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(forged.text.encode())
        paths.append(path)
    return paths


def _one_a_body(forged_ones: Iterator[Forged], years: Collection[int]) -> Iterator[Forged]:
    met = set()
    for forged in forged_ones:
        which = (forged.truth.body.agency_name, forged.truth.body.codes, forged.truth.year)
        if which not in met and (not years or forged.truth.year in years):
            met.add(which)
            yield forged


def _forge(
    rng: random.Random,
    seed: int,
    flavour: str | None,
    edition: str | None,
    fault_name: str | None,
    guise_name: str | None,
    rich: bool,
    of: Of | None,
    medium: str | None,
) -> Forged | None:
    fault = {**FAULTS, **MEDIA_FAULTS}[fault_name] if fault_name else None
    if medium is not None:
        # Each cell of a medium stands by itself, as it does in text from Word.
        flavour = "word"
    elif flavour is None:
        of_fault = fault.flavours if fault and fault.flavours else None
        flavour = rng.choice(of_fault or FLAVOURS)
    elif fault and fault.flavours and flavour not in fault.flavours:
        flavour = rng.choice(fault.flavours)
    guise = GUISES[guise_name] if guise_name else PLAIN_GUISE
    draft = _draft(rng, flavour, edition or rng.choice(EDITIONS), fault, of, rich=rich)
    draft.guise = guise_name or ""
    # A scenic area is run by a committee, whatever its report calls it.
    if medium is not None and "风景" in draft.body.place:
        return None
    if not all(map(guise.keeps_names, draft.body.names)):
        return None
    if fault and fault.stage in ("figures", "words") and not fault.change(draft):
        return None
    if guise_name:
        draft.cells = {key: replace(cell, raw=guise.figures(cell.raw)) for key, cell in draft.cells.items()}
    cells = dict(draft.cells)
    how = Print.of(rng)
    habits = Habits.of(rng, draft.year, rich=rich)
    if habits.caption:
        # 单位：件、万元 over the table is the unit of money that prints none of its own.
        draft.cells = {key: replace(cell, unit=cell.unit or "CNY_10K") for key, cell in draft.cells.items()}
        cells = dict(draft.cells)
    draft.grids = grids_of(rng, cells, draft.proactive, draft.requests, habits)
    if guise_name:
        draft.grids = {table: _dressed(grid, guise, rng) for table, grid in draft.grids.items()}
    if fault and fault.stage == "grids" and not fault.change(draft):
        return None
    for table in TABLES:
        draft.lines[table] = render(draft.grids[table], table, draft.flavours[table], how, rng)
    if draft.vanish:
        draft.lines["requests"] = [line for line in draft.lines["requests"] if line != NBSP]
    if fault and fault.stage == "lines" and not fault.change(draft):
        return None
    _judge_glue(draft, is_plain=not (rich or guise_name or habits.lost_character))
    plan = Headings.of(rng, rich=rich)
    claims = claims_of(
        Teller(rng, draft.body, draft.year, draft.figures, draft.proactive, draft.requests, plan.count, draft.lie),
        rich=rich or bool(draft.lie),
    )
    frame = frame_of(rng, draft.body, draft.year, claims, plan, rich=rich)
    if guise_name:
        frame = _dressed_frame(frame, guise, rng)
    if medium is not None:
        return _in_medium(rng, draft, frame, claims, plan, cells, medium, fault, seed)
    text = _text(frame, draft, wrap=rich and rng.random() < 0.3)
    if fault and fault.stage == "text":
        draft.text = text
        if not fault.change(draft):
            return None
        text = draft.text
    try:
        data = guise.store(text)
    except UnicodeEncodeError:
        return None
    if fault and fault.stage == "bytes":
        draft.text, draft.data = text, data
        if not fault.change(draft):
            return None
        data = draft.data
    truth = Truth(
        cells, draft.proactive, draft.requests, draft.body, draft.year, draft.expected, draft.rules, draft.exact,
        draft.culprit, None if draft.mute else tuple(claims.told),
        claims.fires if fault is None or (draft.lie and draft.expected != "reject") else None,
        plan.sections if plan.numbered or flavour != "report_line" else None,
    )  # fmt: skip
    return Forged(text, truth, fault_name, flavour, seed, tuple(draft.notes), data, guise_name or "")


def _in_medium(
    rng: random.Random,
    draft: Draft,
    frame: Frame,
    claims: Claims,
    plan: Headings,
    cells: dict[str, Shown],
    medium: str,
    fault: Fault | None,
    seed: int,
) -> Forged | None:
    """Return the drawn report as a file of a medium."""
    draft.page = page = page_of(draft, frame, rng)
    page.charset = "big5" if draft.guise in ("big5", "traditional") else ""
    if fault and fault.stage == "page" and not fault.change(draft):
        return None
    draft.data = MEDIA[medium](page, rng)
    if page.doubtful and draft.expected == "accept":
        draft.expected, draft.rules, draft.exact = "sound", frozenset(), False
    elif page.doubtful and draft.exact:
        draft.refuse(*draft.rules, *REFUSED)
    if fault and fault.stage == "file" and not fault.change(draft):
        return None
    # What a fault blanked by hiding it is blank in the truth.
    cells = {**cells, **draft.hidden}
    truth = Truth(
        cells, draft.proactive, draft.requests, draft.body, draft.year, draft.expected, draft.rules, draft.exact,
        draft.culprit, None if draft.mute else tuple(claims.told),
        claims.fires if (fault is None or (draft.lie and draft.expected != "reject")) and not page.doubtful else None,
        plan.sections if plan.numbered and page.sections and not page.doubtful else None,
    )  # fmt: skip
    name = fault.name if fault else None
    return Forged("", truth, name, medium, seed, (*draft.notes, *page.notes), draft.data, draft.guise, medium)


def _dressed(grid: Grid, guise: Guise, rng: random.Random) -> Grid:
    """Return the grid with its labels in a guise; the figures are in it already."""
    return [[slot if slot.role == "value" else with_text(slot, guise.words(slot.text, rng)) for slot in row]
            for row in grid]  # fmt: skip


def _dressed_frame(frame: Frame, guise: Guise, rng: random.Random) -> Frame:
    def dressed(lines: list[str]) -> list[str]:
        return [guise.words(line, rng) for line in lines]

    before = {table: dressed(lines) for table, lines in frame.before.items()}
    return Frame(
        dressed(frame.head), dressed(frame.headings), dressed(frame.overview), before, dressed(frame.problems),
        dressed(frame.other), dressed(frame.foot), frame.sections,
    )  # fmt: skip


def _draft(rng: random.Random, flavour: str, edition: str, fault: Fault | None, of: Of | None, *, rich: bool) -> Draft:
    least = fault.scale if fault else 0
    proactive = "2019" if edition == "2019" else "2021"
    requests = "2021" if edition == "2021" else "2019"
    years = (2019, 2020) if edition == "2019" else (2021, 2022, 2023, 2024)
    if of is None:
        year = rng.choice(years) if edition != "2019" or rng.random() < 0.95 else 2022
        body = body_of(rng, year)
        weights = [55, 25, 15, 5] if body.level == "township" else [30, 30, 25, 15]
        scale = rng.choices([0, 1, 2, 3], weights)[0]
    else:
        body, year, scale = of.body, of.year, of.scale
    scale = max(least, scale)
    found = figures(rng, proactive, requests, scale)
    if flavour == "glued" and rng.random() < 0.7:
        found = dict.fromkeys(found, 0)
    mixed = MIXED if rich else PLAIN
    flavours = {table: rng.choice(mixed) if flavour == "mixed" else flavour for table in TABLES}
    printed = shown(rng, found, rich=rich, gaps=flavour not in SPACED)
    return Draft(rng, flavour, flavours, body, year, proactive, requests, found, printed)


def _judge_glue(draft: Draft, *, is_plain: bool) -> None:
    """Refuse figures glued together, but for zeros alone; one alone in its row, or with odd labels, may be read."""
    if draft.flavour != "glued":
        return
    columns = Counter(key.rsplit("/", 1)[0] for key in draft.cells)
    telling = [key for key, cell in draft.cells.items() if cell.printed != "0"]
    if any(columns[key.rsplit("/", 1)[0]] > 1 for key in telling if draft.cells[key].value != 0):
        draft.refuse(*REFUSED, *draft.rules)
    elif draft.expected != "reject" and (telling or not is_plain):
        draft.expected = "sound"
    elif telling:
        draft.refuse(*REFUSED, *draft.rules)


def _text(frame: Frame, draft: Draft, *, wrap: bool) -> str:
    """Return the whole text. Where one cell stands on a line, paragraphs too have empty lines between."""
    of_cells = draft.flavour in ("lines", "pdf", "mixed", "changing")
    airy = of_cells or (draft.flavour not in ("word", "report_line") and draft.rng.random() < 0.5)
    lines: list[str] = []

    def prose(paragraphs: list[str]) -> None:
        for paragraph in paragraphs:
            pieces = _wrapped(paragraph) if wrap and not airy else [paragraph]
            lines.extend([*pieces, ""] if airy else pieces)

    prose(frame.head)
    prose([*frame.headings[0].split("\n"), *frame.overview])
    for number, table in enumerate(TABLES, start=1):
        prose([frame.headings[number], *frame.before[number]])
        lines.extend(draft.lines[table])
        if draft.flavour != "word" or draft.rng.random() < 0.5:
            lines.append("")
    prose([frame.headings[4], *frame.problems])
    prose([*(line for line in frame.headings[5].split("\n") if line), *frame.other])
    prose(frame.foot)
    if draft.flavour == "report_line":
        gap = draft.rng.choice([" ", "  ", "\u3000"])
        return gap.join(line for line in lines if line.strip()) + "\n"
    return "\n".join(lines) + "\n"


def _wrapped(paragraph: str) -> list[str]:
    """Return a long paragraph broken at the width of a page, wherever that falls."""
    if len(paragraph) < 50 or "。" not in paragraph:
        return [paragraph]
    return [paragraph[start : start + 38] for start in range(0, len(paragraph), 38)]
