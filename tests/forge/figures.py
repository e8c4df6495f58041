"""Figures for forged reports: consistent by the form's own arithmetic, printed the many ways offices print them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from gouji.standard.forms import form_of

APPLICANTS = ("natural_person", "commercial_enterprise", "research_institution", "social_welfare_org",
              "legal_service_org", "other_org")  # fmt: skip
COLUMNS = (*APPLICANTS, "total")
CHANNELS = ("review", "litigation_direct", "litigation_after_review")
OUTCOMES = ("upheld", "corrected", "other", "pending")
NOT_OUTCOMES = ("received_new", "carried_in", "outcomes_total", "carried_out")
NBSP = "\u00a0"
Number = int | Decimal
Figures = dict[str, Number]


@dataclass(frozen=True)
class Shown:
    """A cell as the document has it: `raw` with its padding; what a right reading gives."""

    raw: str
    value: Number | None
    meaning: str = "number"
    unit: str | None = "count"

    @property
    def printed(self) -> str:
        """Return the text without outer white space."""
        return self.raw.strip(f" {NBSP}\u3000")


def outcome_rows(edition: str) -> list[str]:
    """Return the keys of the rows that (七) adds up."""
    return [row.key for row in form_of("requests", edition).rows if row.key not in NOT_OUTCOMES]


def figures(rng: random.Random, proactive: str, requests: str, scale: int) -> Figures:
    """Return figures that hold: `scale` 0 for all zeros in tables 3 and 4, up to 3 for a large city."""
    found: Figures = {}
    found.update(_proactive_2019(rng, scale) if proactive == "2019" else _proactive_2021(rng, scale))
    found.update(_requests(rng, requests, scale))
    found.update(_proceedings(rng, scale))
    return found


def _some(rng: random.Random, scale: int, density: float) -> int:
    if scale == 0 or rng.random() > density:
        return 0
    return rng.randint(1, (1, 6, 90, 4000)[scale])


def _requests(rng: random.Random, edition: str, scale: int) -> Figures:
    found: Figures = {}
    rows = outcome_rows(edition)
    for position, column in enumerate(APPLICANTS):
        density = (0.35 if position == 0 else 0.08) + 0.1 * scale
        parts = {row: _some(rng, scale, density) for row in rows}
        total = sum(parts.values())
        carried_out = _some(rng, min(scale, 2), density)
        carried_in = min(_some(rng, min(scale, 2), density), total + carried_out)
        column_figures = {
            "received_new": total + carried_out - carried_in,
            "carried_in": carried_in,
            **parts,
            "outcomes_total": total,
            "carried_out": carried_out,
        }
        found |= {f"requests/{row}/{column}": value for row, value in column_figures.items()}
    for row in ("received_new", "carried_in", *rows, "outcomes_total", "carried_out"):
        found[f"requests/{row}/total"] = sum(int(found[f"requests/{row}/{column}"]) for column in APPLICANTS)
    return found


def _proceedings(rng: random.Random, scale: int) -> Figures:
    found: Figures = {}
    for channel in CHANNELS:
        parts = {outcome: _some(rng, min(scale, 2), 0.15 + 0.2 * scale) for outcome in OUTCOMES}
        found |= {f"proceedings/{channel}/{outcome}": value for outcome, value in parts.items()}
        found[f"proceedings/{channel}/total"] = sum(parts.values())
    return found


def _proactive_2019(rng: random.Random, scale: int) -> Figures:
    found: Figures = {}
    for row in form_of("proactive_disclosure", "2019").rows:
        for column in row.columns:
            key = f"proactive_disclosure/{row.key}/{column}"
            if column == "change":
                found[key] = rng.choice([0, 0, 0, 1, 19, -3, -417, 12]) if scale or rng.random() < 0.2 else 0
            elif column == "total_amount":
                found[key] = rng.choice([Decimal(0), Decimal("272.13"), Decimal(8040), Decimal("2449077.98")])
            elif column == "project_count":
                found[key] = 0
            else:
                found[key] = 0 if row.key == "rules" else _some(rng, max(scale, int(rng.random() < 0.2)), 0.5)
        if row.key == "centralized_procurement":
            prefix = f"proactive_disclosure/{row.key}"
            found[f"{prefix}/project_count"] = 0 if found[f"{prefix}/total_amount"] == 0 else rng.randint(1, 160)
        if row.key in ("rules", "normative_documents"):
            prefix = f"proactive_disclosure/{row.key}"
            found[f"{prefix}/total_disclosed"] = int(found[f"{prefix}/newly_disclosed"]) + _some(rng, scale, 0.4)
    return found


def _proactive_2021(rng: random.Random, scale: int) -> Figures:
    found: Figures = {}
    for row in form_of("proactive_disclosure", "2021").rows:
        for column in row.columns:
            key = f"proactive_disclosure/{row.key}/{column}"
            if column == "amount":
                found[key] = rng.choice([Decimal(0), Decimal(0), Decimal("9.63211"), Decimal("59.24"), Decimal(36)])
            else:
                found[key] = 0 if row.key == "rules" else _some(rng, max(scale, int(rng.random() < 0.3)), 0.5)
    prefix = "proactive_disclosure/normative_documents"
    found[f"{prefix}/in_force"] = int(found[f"{prefix}/issued"]) + _some(rng, scale, 0.5)
    return found


def shown(rng: random.Random, figures_of: Figures, *, rich: bool = False, gaps: bool = True) -> dict[str, Shown]:
    """Return every figure printed in one report's habits: width of digits, signs, separators, units, padding.

    `rich` adds the rarer habits; without `gaps` no figure has a space inside.
    """
    wide = rng.random() < 0.05
    commas = rng.random() < 0.15
    signs = rng.random() < 0.3
    padding = rng.choice(["", "", "", "nbsp", "space", *(["wide"] if rich else [])])
    change = rng.choice(["", "words", "both"]) if rich else ""
    unit = rng.random() < 0.03
    money = rng.choice(["", "", "unit", "bracket", "yuan", *(["wan"] if rich else [])])
    found: dict[str, Shown] = {}
    for key, value in figures_of.items():
        column = key.rsplit("/", 1)[1]
        text = f"{value:,}" if commas else str(value)
        if column == "change" and change:
            text = _change(int(value), text, change, rng, gaps=gaps)
        elif column == "change" and signs and value > 0:
            text = f"+{text}"
        if column == "total_amount":
            text += {"unit": "万元", "bracket": "（元）", "yuan": "元", "wan": "万", "": ""}[money]
        elif unit and rng.random() < 0.5 and column not in ("change", "amount"):
            text += "件"
        if wide:
            text = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
        if padding == "nbsp" and rng.random() < 0.5:
            text = NBSP + text if rng.random() < 0.5 else text + NBSP
        elif padding == "space" and rng.random() < 0.5:
            text = f" {text}" if rng.random() < 0.5 else f"{text} "
        elif padding == "wide" and rng.random() < 0.5:
            text = f"\u3000{text}"
        of_money = {"unit": "CNY_10K", "bracket": "CNY", "yuan": "CNY", "wan": "CNY_10K", "": None}[money]
        units = {"total_amount": of_money, "amount": "CNY_10K"}
        found[key] = Shown(text, value, unit=units.get(column, "count"))
    return found


def _change(value: int, text: str, how: str, rng: random.Random, *, gaps: bool) -> str:
    """Return an increase or decrease in words, or with both signs in brackets where there is none."""
    if value == 0 and how == "words":
        return rng.choice(["0", "未增未减"])
    if value == 0:
        return "+(0) -(0)" if gaps else "+(0)-(0)"
    if how == "words":
        return f"{'增' if value > 0 else '减'}{text.lstrip('-')}"
    return f"+{text}" if value > 0 else text


def blanked(rng: random.Random, cells: dict[str, Shown], how: str) -> dict[str, Shown]:
    """Return the cells with some zeros left blank, or struck out: `some`, `parts` (all but totals), `totals`."""
    found = dict(cells)
    mark = rng.choice(["", "", "", "/", "—", "无"])
    blank = Shown(mark, None, "not_applicable" if mark else "blank")
    for key, cell in cells.items():
        table, row, column = key.split("/")
        if table != "requests" or (how != "totals" and cell.value != 0):
            continue
        is_part = column != "total" and row != "outcomes_total"
        if is_part and (how == "parts" or (how == "some" and rng.random() < 0.3)):
            found[key] = blank
        elif how == "totals" and column == "total" and row not in NOT_OUTCOMES:
            found[key] = Shown("", None, "blank")
    return found


def broken_sums(cells: dict[str, Shown], requests: str) -> set[tuple[str, str]]:
    """Return (rule, row or column) of every sum that is judged and fails, as the standard says it is judged."""
    rows = outcome_rows(requests)
    all_rows = ["received_new", "carried_in", *rows, "outcomes_total", "carried_out"]

    def is_blank(key: str) -> bool:
        return cells[key].value is None

    def read(key: str) -> int:
        """Return what a cell counts as: a blank total is the sum of its own parts."""
        value = cells[key].value
        if value is not None:
            return int(value)
        _, row, column = key.split("/")
        if column == "total":
            return sum(read(f"requests/{row}/{part}") for part in APPLICANTS)
        if row == "outcomes_total":
            return sum(read(f"requests/{part}/{column}") for part in rows)
        return 0

    failed: set[tuple[str, str]] = set()
    for row in all_rows:
        total = f"requests/{row}/total"
        if not is_blank(total) and read(total) != sum(read(f"requests/{row}/{part}") for part in APPLICANTS):
            failed.add(("requests.row_total", row))
    for column in COLUMNS:
        total = f"requests/outcomes_total/{column}"
        if not is_blank(total) and read(total) != sum(read(f"requests/{row}/{column}") for row in rows):
            failed.add(("requests.outcome_total", column))
        incoming = read(f"requests/received_new/{column}") + read(f"requests/carried_in/{column}")
        if incoming != read(total) + read(f"requests/carried_out/{column}"):
            failed.add(("requests.balance", column))
    for channel in CHANNELS:
        parts = sum(read(f"proceedings/{channel}/{outcome}") for outcome in OUTCOMES)
        if not is_blank(f"proceedings/{channel}/total") and read(f"proceedings/{channel}/total") != parts:
            failed.add(("proceedings.total", channel))
    return failed
