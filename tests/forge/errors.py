"""Errors an office makes: the report is readable, and its findings are known."""

from __future__ import annotations

from tests.forge.drafts import Draft, fault, label_slot, pick_row
from tests.forge.figures import Shown, blanked, broken_sums
from tests.forge.grids import with_text


def _break(draft: Draft, changed: dict[str, Shown]) -> bool:
    """Set cells that break sums, with the rules that must then fire."""
    draft.cells = {**draft.cells, **changed}
    failing = broken_sums(draft.cells, draft.requests)
    draft.expected = "reject" if failing else "accept"
    draft.rules, draft.exact = frozenset(rule for rule, _ in failing), True
    return bool(failing)


def _plain(value: int) -> Shown:
    return Shown(str(value), value)


def _counted(draft: Draft) -> list[str]:
    return [key for key, cell in draft.cells.items()
            if not key.startswith("proactive") and cell.meaning == "number"]  # fmt: skip


@fault("figures")
def _wrong_sum(draft: Draft) -> bool:
    key = draft.rng.choice(_counted(draft))
    was = int(draft.cells[key].value or 0)
    now = draft.rng.choice([was + 1, was + 10, was * 10 + 3, max(0, was - 1), 0])
    if now == was:
        return False
    draft.culprit = (key, was)
    draft.notes.append(f"{key}: {was} -> {now}")
    return _break(draft, {key: _plain(now)})


@fault("figures", scale=2)
def _swapped_values(draft: Draft) -> bool:
    first, second = draft.rng.sample([key for key in _counted(draft) if key.startswith("requests")], 2)
    if draft.cells[first].value == draft.cells[second].value:
        return False
    draft.notes.append(f"{first} <-> {second}")
    return _break(draft, {first: draft.cells[second], second: draft.cells[first]})


@fault("figures")
def _two_wrong(draft: Draft) -> bool:
    keys = draft.rng.sample(_counted(draft), 2)
    return _break(draft, {key: _plain(int(draft.cells[key].value or 0) + draft.rng.randint(1, 9)) for key in keys})


def blank_shown(draft: Draft, how: str) -> bool:
    draft.cells = blanked(draft.rng, draft.cells, how)
    table = [cell for key, cell in draft.cells.items() if key.startswith("requests/")]
    if all(cell.meaning == "number" for cell in table):
        return False
    # Only where every row has as many cells as the form is a blank's place certain without any other row's help.
    if draft.flavours["requests"] not in ("word", "lines") and any(not cell.printed for cell in table):
        draft.expected = "sound"
    return not broken_sums(draft.cells, draft.requests)


@fault("figures")
def _blank_for_zero(draft: Draft) -> bool:
    return blank_shown(draft, "some")


@fault("figures")
def _only_totals(draft: Draft) -> bool:
    return blank_shown(draft, "parts")


@fault("figures", scale=1)
def _blank_totals(draft: Draft) -> bool:
    return blank_shown(draft, "totals")


@fault("figures", scale=1)
def _annotated(draft: Draft) -> bool:
    key = draft.rng.choice(
        [
            key
            for key, cell in draft.cells.items()
            if key.endswith(("total_disclosed", "in_force", "newly_made", "issued"))
        ]
    )
    value = int(draft.cells[key].value or 0)
    remark = draft.rng.choice([f"（其中修订{value}件）", "（含自然失效29件）", "(含街道1件)"])
    draft.cells[key] = Shown(f"{value}{remark}", value, "annotated")
    return True


@fault("figures")
def _extra_row(draft: Draft) -> bool:
    if draft.proactive != "2019":
        return False
    for measure in ("newly_made", "newly_disclosed", "total_disclosed"):
        draft.cells[f"proactive_disclosure/other_disclosed_documents/{measure}"] = _plain(draft.rng.randint(0, 90))
    return True


@fault("figures")
def _negative(draft: Draft) -> bool:
    key = draft.rng.choice([key for key in draft.cells if key.endswith(("newly_made", "issued", "/decisions"))])
    draft.cells[key] = Shown("-3", -3)
    draft.refuse("cells.domain")
    return True


@fault("figures")
def _fraction(draft: Draft) -> bool:
    key = draft.rng.choice([key for key in draft.cells if key.startswith("requests/denied")])
    draft.cells[key] = Shown("1.5", None)
    draft.refuse("cells.domain")
    return True


@fault("figures")
def _word_for_number(draft: Draft) -> bool:
    key = draft.rng.choice(_counted(draft))
    draft.cells[key] = Shown(draft.rng.choice(["若干", "详见附件", "3-5", "O", "一"]), None, "unreadable")
    draft.refuse("cells.unreadable", "form.unproven", "form.missing_table")
    return True


@fault("grids")
def _swapped_rows(draft: Draft) -> bool:
    grid = draft.grids["requests"]
    starts = [n for n, row in enumerate(grid[:-1]) if len(row) == 8 and len(grid[n + 1]) == 8 and row[-1].key]
    number = draft.rng.choice(starts)
    grid[number], grid[number + 1] = grid[number + 1], grid[number]
    draft.expected = "sound"
    return True


@fault("grids")
def _lost_label(draft: Draft) -> bool:
    grid, number, row = pick_row(draft, "requests")
    position = label_slot(row)
    grid[number] = [*row[:position], with_text(row[position], ""), *row[position + 1 :]]
    draft.expected = "sound"
    return True
