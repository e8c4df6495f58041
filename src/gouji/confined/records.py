"""Records: what a reading process sends back, opened by somebody who does not trust it.

Whoever reads a stranger's document may have been taken over by it, and pickled bytes can name any function to call. So
only the classes of a reading are admitted here, and they only hold what they are given.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from gouji import report as readings
from gouji.report import NoReport, Report

LONGEST_NUMBER = 64
"""Characters of a printed number; the form's largest has fifteen. `1E999999999` is short, and fills a machine."""


class NotAdmitted(pickle.UnpicklingError):
    """The bytes are no reading."""


def _number(text: str) -> Decimal:
    number = Decimal(text) if type(text) is str and len(text) <= LONGEST_NUMBER else None
    if number is None or not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise NotAdmitted("a number that no report prints")
    return number


_ADMITTED: dict[tuple[str, str], Callable[..., Any]] = {
    ("decimal", "Decimal"): _number,
    ("datetime", "date"): date,
    **{
        (readings.__name__, name): getattr(readings, name)
        for name in (
            "Report", "NoReport", "Identity", "OpenQuestion", "Problem", "Section", "Statement", "Doubt",
            "TableReading", "CellReading", "StatisticsReading", "StatisticCell", "_restored", "_restored_statistics",
        )
    },
}  # fmt: skip


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        found = _ADMITTED.get((module, name))
        if found is None:
            raise NotAdmitted(f"{module}.{name} is no part of a reading")
        return found


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        raise NotAdmitted(f"{module}.{name} where nothing but texts and numbers belongs")


def packed(content: Report | NoReport) -> bytes:
    """Return what was read in one document, ready to travel and to be put aside."""
    return pickle.dumps(content, pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Report | NoReport:
    """Return what was read in one document; raises NotAdmitted where the bytes are anything else."""
    content = _load(_Unpickler, data)
    if type(content) not in (Report, NoReport):
        raise NotAdmitted(f"{type(content).__name__} is no reading")
    return content  # type: ignore[no-any-return]


def plain(data: bytes) -> Any:
    """Return texts, numbers, bytes and what holds them; raises NotAdmitted where there is anything else."""
    return _load(_Plain, data)


def _load(kind: type[pickle.Unpickler], data: bytes) -> Any:
    try:
        return kind(io.BytesIO(data)).load()
    except NotAdmitted:
        raise
    except Exception as error:
        raise NotAdmitted(f"{type(error).__name__}: {error}"[:200]) from error
