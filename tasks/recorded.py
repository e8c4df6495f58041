"""What HEAD says of documents and reports, as the lookups that planning and settling a run need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from gouji.history import Role
from gouji.snapshot import Source
from gouji.standard.divisions import in_scope, prefix_of

Pair = tuple[str, str]
"""A sha256 and the address it was met at, or a report_id and an address."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run is limited to: a report year, a division code of any level, both, or nothing.

    ValueError for what is no division code: nothing would be in its scope.
    """

    year: int | None = None
    region: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no division code."""
        if self.region is not None:
            prefix_of(self.region)

    def __bool__(self) -> bool:
        """Tell whether there is a limit at all."""
        return self.year is not None or self.region is not None

    def takes(self, year: int | None, codes: tuple[str | None, ...]) -> bool:
        """Tell whether a report of this year and place is taken; a year or place that is not known always is."""
        if self.year is not None and year is not None and year != self.year:
            return False
        return self.region is None or not any(codes) or in_scope(self.region, *codes, year=year)


@dataclass(frozen=True, slots=True)
class Standing:
    """The year and the division codes HEAD records for a reading."""

    year: int | None
    codes: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What HEAD's row of `reports` says of a reading; `superseded_by` is None while it stands."""

    verdict: str
    revision: int | None
    superseded_by: str | None


# What another report, or a person, has against a reading that may be without an error by itself.
_OUTSIDE = frozenset({"identity.conflict", "decision.withdrawn"})

CODES = ("township_code", "county_code", "prefecture_code", "region_code")


@dataclass(frozen=True)
class Recorded:
    """HEAD's records. `documents` holds a row for each pair of bytes and address, as published."""

    documents: Mapping[Pair, Mapping[str, Any]] = field(default_factory=dict)
    primaries: Mapping[str, Pair] = field(default_factory=dict)
    """report_id of each published report -> sha256 and address of the reading whose rows are published."""
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """sha256 -> where HEAD records that reading."""
    of_sha: Mapping[str, list[str]] = field(default_factory=dict)
    """sha256 -> the addresses it was met at."""
    of_report: Mapping[str, list[Pair]] = field(default_factory=dict)
    """report_id -> all pairs of bytes and address recorded for it, whatever their status."""
    rows: Mapping[str, Row] = field(default_factory=dict)
    """sha256 -> HEAD's row of that reading; second sources have none."""

    @classmethod
    def about(
        cls, documents: pl.DataFrame, reports: pl.DataFrame, hashes: Iterable[str], report_ids: Iterable[str]
    ) -> Recorded:
        """Return the lookups for some bytes and reports, and all others that HEAD connects with them.

        For those they say what the lookups over all rows say, at the cost of those rows alone.
        """
        known = pl.Series(sorted(set(hashes)), dtype=pl.String)
        ids = pl.Series(sorted(set(report_ids)), dtype=pl.String)
        while True:
            rows = documents.filter(
                pl.col("source_sha256").is_in(known.implode()) | pl.col("report_id").is_in(ids.implode())
            )
            more = pl.concat([known, rows["source_sha256"]]).unique()
            more_ids = pl.concat([ids, rows["report_id"].drop_nulls()]).unique()
            if len(more) == len(known) and len(more_ids) == len(ids):
                break
            known, ids = more, more_ids
        of_them = pl.col("source_sha256").is_in(known.implode()) | pl.col("report_id").is_in(ids.implode())
        return cls.of(rows, reports.filter(of_them))

    @classmethod
    def of(cls, documents: pl.DataFrame, reports: pl.DataFrame) -> Recorded:
        """Return the lookups over HEAD's `documents` and `reports` rows, those of both areas together."""
        rows = {(row["source_sha256"], address_of(row)): row for row in documents.iter_rows(named=True)}
        of_sha, of_report = defaultdict(list), defaultdict(list)
        for (sha256, address), row in rows.items():
            of_sha[sha256].append(address)
            if row["report_id"]:
                of_report[row["report_id"]].append((sha256, address))
        primaries, standings, held = {}, {}, {}
        for row in reports.iter_rows(named=True):
            standings[row["source_sha256"]] = Standing(row["report_year"], tuple(row[code] for code in CODES))
            held[row["source_sha256"]] = Row(row["verdict"], row["revision"], row["superseded_by"])
            if row["verdict"] == "accept" and row["superseded_by"] is None:
                primaries[row["report_id"]] = (row["source_sha256"], address_of(row))
        return cls(rows, primaries, standings, of_sha, of_report, held)

    def status(self, sha256: str, address: str) -> str | None:
        """Return what became of these bytes at this address, None where HEAD has not met them."""
        row = self.documents.get((sha256, address))
        return None if row is None else row["status"]

    def role(self, sha256: str) -> Role | None:
        """Return what these bytes are to their report, None where HEAD does not know them as one."""
        for row in (self.documents[sha256, address] for address in self.of_sha.get(sha256, ())):
            if row["status"] == "published":
                published = self.primaries.get(row["report_id"])
                return "published" if published is not None and published[0] == sha256 else "second_source"
            if row["status"] == "rejected":
                reasons = set((row["reason"] or "").split())
                withdrawn, conflict = "decision.withdrawn" in reasons, "identity.conflict" in reasons
                return "withdrawn" if withdrawn else "conflict" if conflict else "rejected"
        return "superseded" if sha256 in self.of_sha else None

    def sound(self, sha256: str) -> bool | None:
        """Tell whether a reading has no error by itself, None where HEAD does not say."""
        role = self.role(sha256)
        if role == "superseded":
            row = self.rows.get(sha256)
            return None if row is None or row.superseded_by is None else row.verdict == "accept"
        if role in ("withdrawn", "conflict", "rejected"):
            rejected = (self.documents[sha256, address] for address in self.of_sha[sha256])
            reasons = {
                rule for row in rejected for rule in (row["reason"] or "").split() if row["status"] == "rejected"
            }
            return bool(reasons) and reasons <= _OUTSIDE
        return None if role is None else True

    def gave_way_to(self, sha256: str, address: str) -> list[Pair]:
        """Return what now stands at the same address for the report these bytes once were, nothing where they stand."""
        row = self.documents.get((sha256, address))
        if row is None or row["status"] != "superseded":
            return []
        held = self.of_report.get(row["report_id"], ())
        return [(other, at) for other, at in held if at == address and self.status(other, at) != "superseded"]

    def source(self, sha256: str, address: str) -> Source:
        """Return the source HEAD records for these bytes at this address."""
        row = self.documents[sha256, address]
        return Source(sha256, row["file_name"], row["source_uri"], row["source_url"], row["first_seen_date"])

    def in_scope(self, sha256: str, scope: Scope) -> bool:
        """Tell whether HEAD records this reading within the scope, or without a place or year."""
        standing = self.standings.get(sha256)
        return standing is None or scope.takes(standing.year, standing.codes)


def address_of(row: Mapping[str, Any]) -> str:
    """Return what makes two readings the same publication: the address published at, else read from."""
    return row["source_url"] or row["source_uri"]
