"""What settling a load asks of others: how to judge and compare, and where to look up what the load does not hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import polars as pl

from gouji.decisions import Decisions
from gouji.history import Meeting
from gouji.report import NoReport, Report
from gouji.snapshot import Source
from tasks.said import Said


class Judgement(Protocol):
    """What the rules found: all tables but `documents`, the residuals, and the readings with an error."""

    frames: dict[str, pl.DataFrame]
    residuals: pl.DataFrame
    rejected: frozenset[str]


class Judged(NamedTuple):
    """What the rules found of one batch of documents before its turn came, and what is kept of each."""

    said: list[Said]
    frames: dict[str, pl.DataFrame]
    residuals: pl.DataFrame
    rejected: frozenset[str]


class Gate(Protocol):
    """What the gate decided."""

    accepted: frozenset[str]
    rejected: frozenset[str]
    results: list[dict[str, Any]]


@dataclass(frozen=True)
class Verdicts:
    """How to judge: the rules, the gate, and the digest of a report's cells."""

    judge: Callable[[Sequence[Report], Mapping[str, Source], pl.DataFrame | None, pl.DataFrame | None], Judgement]
    pass_gate: Callable[[pl.DataFrame, frozenset[str]], Gate]
    digest: Callable[[Mapping[str, pl.DataFrame]], pl.DataFrame]


@dataclass(frozen=True)
class Lookups:
    """Where to look up what the load itself does not hold.

    `opened`: what was read in documents, by batches of hashes. `read`: read these documents from raw, so that they can
    be opened. `meetings`: when documents were met. `published_cells`: the cells HEAD publishes under report_ids.
    `rows`: HEAD's rows of `reports`, by sha256. `decisions`: what a person decided.
    """

    opened: Callable[[Iterable[Sequence[str]]], Iterable[Sequence[Report | NoReport]]]
    read: Callable[[Collection[str]], None]
    meetings: Callable[[Collection[str]], Sequence[Meeting]]
    published_cells: Callable[[Sequence[str]], Mapping[str, pl.DataFrame]]
    rows: Callable[[Collection[str]], pl.DataFrame]
    decisions: Decisions
