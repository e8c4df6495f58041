"""forge(seed): one report with all that is true of it; the same seed gives the same report."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from tests.forge.bodies import body_of
from tests.forge.drafts import TABLES, Draft
from tests.forge.faults import FAULTS
from tests.forge.figures import NBSP, figures, shown
from tests.forge.grids import Habits, grids_of
from tests.forge.prose import Frame, frame_of
from tests.forge.render import FLAVOURS, PLAIN, Print, render
from tests.forge.truth import Forged, Truth

EDITIONS = ("2019", "2021", "mixed")
_ATTEMPTS = 200


def forge(
    seed: int,
    flavour: str | None = None,
    edition: str | None = None,
    fault: str | None = None,
) -> Forged:
    """Return the report of a seed. Flavour and edition are drawn where not given; without `fault` it is a true one."""
    for attempt in range(_ATTEMPTS):
        rng = random.Random(f"{seed}/{flavour}/{edition}/{fault}/{attempt}")
        forged = _forge(rng, seed, flavour, edition, fault)
        if forged is not None:
            return forged
    raise ValueError(f"no report takes {fault} with {flavour}, {edition}")


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
    rng: random.Random, seed: int, flavour: str | None, edition: str | None, fault_name: str | None
) -> Forged | None:
    fault = FAULTS[fault_name] if fault_name else None
    if flavour is None:
        of_fault = fault.flavours if fault and fault.flavours else None
        flavour = rng.choice(of_fault or FLAVOURS)
    elif fault and fault.flavours and flavour not in fault.flavours:
        flavour = rng.choice(fault.flavours)
    draft = _draft(rng, flavour, edition or rng.choice(EDITIONS), fault.scale if fault else 0)
    if fault and fault.stage == "figures" and not fault.change(draft):
        return None
    cells = dict(draft.cells)
    how = Print.of(rng)
    draft.grids = grids_of(rng, draft.cells, draft.proactive, draft.requests, Habits.of(rng))
    if fault and fault.stage == "grids" and not fault.change(draft):
        return None
    for table in TABLES:
        draft.lines[table] = render(draft.grids[table], table, draft.flavours[table], how, rng)
    if "vanish" in draft.notes:
        draft.lines["requests"] = [line for line in draft.lines["requests"] if line != NBSP]
    if fault and fault.stage == "lines" and not fault.change(draft):
        return None
    text = _text(frame_of(rng, draft.body, draft.year), draft)
    truth = Truth(
        cells, draft.proactive, draft.requests, draft.body, draft.year, draft.expected, draft.rules, draft.exact,
        draft.culprit,
    )  # fmt: skip
    return Forged(text, truth, fault_name, flavour, seed, tuple(draft.notes))


def _draft(rng: random.Random, flavour: str, edition: str, least: int) -> Draft:
    proactive = "2019" if edition == "2019" else "2021"
    requests = "2021" if edition == "2021" else "2019"
    years = (2019, 2020) if edition == "2019" else (2021, 2022, 2023, 2024)
    year = rng.choice(years) if edition != "2019" or rng.random() < 0.95 else 2022
    body = body_of(rng, year)
    scale = max(least, rng.choices([0, 1, 2, 3], [55, 25, 15, 5] if body.level == "township" else [30, 30, 25, 15])[0])
    found = figures(rng, proactive, requests, scale)
    flavours = {table: rng.choice(PLAIN) if flavour == "mixed" else flavour for table in TABLES}
    return Draft(rng, flavour, flavours, body, year, proactive, requests, found, shown(rng, found))


def _text(frame: Frame, draft: Draft) -> str:
    """Return the whole text. Where one cell stands on a line, paragraphs too have empty lines between."""
    airy = draft.flavour in ("lines", "pdf", "mixed") or (draft.flavour != "word" and draft.rng.random() < 0.5)
    lines: list[str] = []

    def prose(paragraphs: list[str]) -> None:
        for paragraph in paragraphs:
            lines.extend([paragraph, ""] if airy else [paragraph])

    prose(frame.head)
    prose([*frame.headings[0].split("\n"), *frame.overview])
    for number, table in enumerate(TABLES, start=1):
        prose([frame.headings[number], *frame.before[number]])
        lines.extend(draft.lines[table])
        if draft.flavour != "word" or draft.rng.random() < 0.5:
            lines.append("")
    prose([frame.headings[4], *frame.problems])
    prose([frame.headings[5], *frame.other])
    prose(frame.foot)
    return "\n".join(lines) + "\n"
