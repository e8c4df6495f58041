"""Rejected readings as a person works through them: who, where, which file, which cells, what they should add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl

from gouji.standard.rules import RULES
from gouji.tables import FIGURE_TABLES

LABELS = {
    "proactive_disclosure": ("item_zh", "measure_zh"),
    "requests": ("outcome_zh", "applicant_zh"),
    "proceedings": ("channel_zh", "outcome_zh"),
    "statistics_2014": ("label", "breakdown"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding that rejects: the rule, the cell it is about, and what was printed and computed there."""

    rule_id: str
    cell: str | None
    label: str | None
    printed: str | None
    computed: str | None
    formula: str | None
    suspects: str | None
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """One rejected reading with all that rejects it."""

    report_id: str
    reading_id: str
    agency_name: str | None
    report_year: int | None
    region_code: str | None
    place: str | None
    file_name: str | None
    source_uri: str
    source_url: str | None
    faults: tuple[Fault, ...]

    @property
    def body(self) -> str:
        """Return who reports for when, as far as it is known, else the file's name."""
        return " ".join(str(part) for part in (self.agency_name or self.file_name, self.report_year) if part)

    @property
    def source(self) -> str:
        """Return whom the file is from."""
        return source_of(self.source_uri, self.source_url)

    @property
    def rules(self) -> tuple[str, ...]:
        """Return what rejects the reading, each rule once, the likeliest first."""
        return tuple(dict.fromkeys(fault.rule_id for fault in self.faults))

    def facts(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)


def source_of(uri: str, url: str | None) -> str:
    """Return whom a file is from: the host it was published on, else the folder or the prefix it was read from."""
    if url:
        try:
            return urlsplit(url).hostname or url
        except ValueError:
            return url
    folder = uri.rpartition("/")[0]
    scheme, mark, path = folder.partition("://")
    return unquote(path) or "/" if scheme == "file" and mark else folder or uri


def rejections(tables: Mapping[str, pl.DataFrame]) -> list[Rejection]:
    """Return the rejected readings among the rows of some tables, ordered by year, province, body and reading."""
    rejected = tables["reports"].filter(pl.col("verdict") == "reject", pl.col("superseded_by").is_null())
    if rejected.is_empty():
        return []
    ids = rejected["reading_id"].to_list()
    names = dict(tables["documents"].select("source_uri", "file_name").iter_rows())
    faults = _faults(
        {name: frame.filter(pl.col("reading_id").is_in(ids)) for name, frame in tables.items() if name in _NEEDED}
    )
    found = [
        Rejection(
            row["report_id"],
            row["reading_id"],
            row["agency_name"],
            row["report_year"],
            row["region_code"],
            "".join(row[part] or "" for part in ("province", "prefecture", "county", "township")) or None,
            names.get(row["source_uri"]),
            row["source_uri"],
            row["source_url"],
            tuple(faults[row["reading_id"]]),
        )
        for row in rejected.iter_rows(named=True)
    ]
    return sorted(found, key=lambda each: (each.report_year or 0, each.region_code or "", each.body, each.reading_id))


_NEEDED = (*FIGURE_TABLES, "findings", "finding_cells")


def _faults(tables: Mapping[str, pl.DataFrame]) -> dict[str, list[Fault]]:
    labels = dict(_labels(tables))
    totals = {
        (row["reading_id"], row["finding_id"]): row
        for row in tables["finding_cells"].filter(pl.col("role") == "total").iter_rows(named=True)
    }
    faults: dict[str, list[Fault]] = defaultdict(list)
    for row in tables["findings"].filter(pl.col("severity") == "error").iter_rows(named=True):
        total = totals.get((row["reading_id"], row["finding_id"]))
        cell = total["cell"] if total else (row["cells"] or "").partition(" ")[0] or None
        faults[row["reading_id"]].append(
            Fault(
                row["rule_id"],
                cell,
                labels.get((row["reading_id"], cell)),
                total["printed"] if total else number(row["reported"]),
                number(row["computed"]),
                row["formula"],
                row["suspects"],
                row["message_zh"] or row["rule_id"],
                row["message_en"] or row["rule_id"],
            )
        )
    for found in faults.values():
        found.sort(key=_likeliest_first)
    return faults


def _likeliest_first(fault: Fault) -> tuple[bool, int]:
    """Order the faults of a reading: first what is about a cell that alone could be wrong, then as in the catalogue."""
    suspects = {suspect.partition("=")[0] for suspect in (fault.suspects or "").split()}
    return fault.cell not in suspects, RULES[fault.rule_id].order


def _labels(tables: Mapping[str, pl.DataFrame]) -> Iterable[tuple[tuple[str, str], str]]:
    cells = tables["findings"].select("reading_id", cell=pl.col("cells").str.split(" ")).explode("cell")
    for name, (row, column) in LABELS.items():
        named = tables[name].join(cells.unique(), on=["reading_id", "cell"], how="semi")
        for reading_id, cell, *parts in named.select("reading_id", "cell", row, column).iter_rows():
            yield (reading_id, cell), "／".join(part for part in parts if part)


def number(value: Decimal | None) -> str | None:
    """Return a stored decimal as a person writes it, without the zeros its type adds."""
    return None if value is None else f"{value.normalize():f}"
