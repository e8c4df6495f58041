"""Rules and the functions that judge them, one of each by the same id.

A function takes the frames of a batch and returns the offenders: a row for each finding, in `OFFENDERS`. `cells` holds
the cells involved, the total first where there is one; `subject` the table, row or column that the sentence is about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from gouji.reconcile.frames import DOC, VALUE, Frames
from gouji.reconcile.sums import Arithmetic
from gouji.standard.rules import RULES

OFFENDERS: dict[str, pl.DataType] = {
    "doc": DOC,
    "subject": pl.String(),
    "cells": pl.List(pl.String()),
    "reported": VALUE,
    "computed": VALUE,
    "detail": pl.String(),
}


@dataclass(frozen=True)
class Batch:
    """What a rule may look at: the frames and the arithmetic worked out from them once."""

    frames: Frames
    arithmetic: Arithmetic


Judge = Callable[[Batch], pl.DataFrame]
JUDGES: dict[str, Judge] = {}


def judges(rule_id: str) -> Callable[[Judge], Judge]:
    """Register the function that judges a rule of the catalogue."""

    def register(function: Judge) -> Judge:
        if rule_id not in RULES or rule_id in JUDGES:
            raise ValueError(f"{rule_id}: not in the catalogue, or judged twice")
        JUDGES[rule_id] = function
        return function

    return register


def offenders(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with the columns of `OFFENDERS`, those it lacks null, in the order of documents."""
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in OFFENDERS.items() if name not in frame.columns]
    return frame.with_columns(missing).select(*OFFENDERS).cast(pl.Schema(OFFENDERS)).sort("doc", maintain_order=True)
