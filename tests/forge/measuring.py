"""Counts how right the readings of many forged reports are, on as many cores as there are."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.forge.media.office import printed
from tests.forge.orders import Order
from tests.forge.scoring import Score, score

_BATCH = 100
_KEPT_A_KIND = 3


@dataclass
class Tally:
    """Counts of one group. Of cells, those of readable reports; `proven`: readable, read right and beyond doubt."""

    reports: int = 0
    readable: int = 0
    proven: int = 0
    cells: int = 0
    right: int = 0
    verdicts: int = 0
    silent: int = 0

    def add(self, other: Tally) -> None:
        """Add another's counts."""
        for name, count in vars(other).items():
            setattr(self, name, getattr(self, name) + count)


@dataclass
class Measured:
    """What a measurement found. `rules`: (rule, what) for what must fire, fired, or accused a true report."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    told: int = 0
    found: int = 0
    untrue: int = 0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    kept: list[Kept] = field(default_factory=list)

    @property
    def whole(self) -> Tally:
        """Return the counts of all reports."""
        return self.tallies["all", "all"]

    @property
    def accused(self) -> int:
        """Return how many findings on the text are untrue."""
        return sum(count for (_, what), count in self.rules.items() if what == "accused")

    def add(self, other: Measured) -> None:
        """Add another's counts and what it kept."""
        for kind, tally in other.tallies.items():
            self.tallies[kind].add(tally)
        self.told, self.found = self.told + other.told, self.found + other.found
        self.untrue += other.untrue
        self.rules += other.rules
        self.missed += other.missed
        self.kept += other.kept


@dataclass(frozen=True)
class Kept:
    """A report that went wrong: a name for its file, its bytes, and what was wrong."""

    name: str
    data: bytes
    lines: tuple[str, ...]


def measure(wanted: Sequence[Order]) -> Measured:
    """Return what was right and wrong with all of these reports."""
    whole = Measured()
    batches = [wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH)]
    # Threads of the workers' libraries beside the workers would only be in each other's way.
    os.environ["POLARS_MAX_THREADS"] = "1"
    with multiprocessing.get_context("spawn").Pool(min(len(batches), os.cpu_count() or 1)) as pool:
        for part in pool.imap(_measured, batches):
            whole.add(part)
    return whole


def _measured(batch: Sequence[Order]) -> Measured:
    part = Measured()
    kept: Counter[str] = Counter()
    for order, found in _scores(batch):
        for kind in order.kinds:
            part.tallies[kind].add(_tally(found))
        text = found.text
        part.told, part.found = part.told + text.told, part.found + text.found
        part.untrue += len(text.untrue)
        part.missed.update(told.subject for told in text.missed)
        part.rules.update((rule, "fires") for rule in text.fires)
        part.rules.update((rule, "fired") for rule in text.fired)
        part.rules.update((rule, "accused") for rule, _ in text.accused)
        for what in _wrong(found):
            name = f"{what}-{order.fault or 'true'}-{order.guise or order.flavour}"
            kept[name] += 1
            if kept[name] <= _KEPT_A_KIND:
                suffix = (order.medium or "txt").partition("-")[0]
                part.kept.append(Kept(f"{name}-{order.seed}.{suffix}", found.forged.data, _told(order, found)))
    return part


def _scores(batch: Sequence[Order]) -> Iterator[tuple[Order, Score]]:
    return zip(batch, score(printed([order.forged() for order in batch])), strict=True)


def _tally(found: Score) -> Tally:
    readable = found.readable
    return Tally(
        reports=1,
        readable=int(readable),
        proven=int(readable and found.proven and not found.wrong),
        cells=found.cells if readable else 0,
        right=found.right if readable else 0,
        verdicts=int(found.verdict_right),
        silent=int(bool(found.silent)),
    )


def _wrong(found: Score) -> list[str]:
    kinds = [("silent", found.silent), ("verdict", not found.verdict_right), ("accused", found.text.accused),
             ("unfired", found.text.fires - found.text.fired), ("untrue", found.text.untrue)]  # fmt: skip
    return [name for name, is_so in kinds if is_so]


def _told(order: Order, found: Score) -> tuple[str, ...]:
    truth = found.forged.truth
    return (
        f"{order}: expected {truth.expected} {sorted(truth.rules)}; errors {sorted(found.errors)}",
        f"  notes {found.forged.notes}; problems {found.problems}",
        *(f"  silent: {text}" for text in found.silent[:6]),
        *(f"  wrong: {text}" for text in found.wrong[:4] if not found.silent),
        *(f"  untrue: {text}" for text in found.text.untrue[:4]),
        *(f"  accused: {rule} {text}" for rule, text in found.text.accused[:4]),
        *(f"  not fired: {rule}" for rule in sorted(found.text.fires - found.text.fired)),
    )
