"""Small frames of every table as a run would bring them, and what a storage shows afterwards, for tests of releases."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from gouji.release import Change, Commit, Storage, commit, head, mirror, records
from gouji.tables import TABLES
from tasks.directory import DirectoryStorage

DAY = date(2021, 1, 20)


@dataclass(frozen=True)
class Reading:
    """One file as read: `text` stands for its bytes, `granted` for its one figure."""

    text: str
    body: str = "220184112-gov"
    year: int | None = 2020
    region: str | None = "220000"
    address: str = ""
    status: str = "published"
    granted: int = 0
    second: bool = False
    reason: str | None = None
    seen: date = DAY

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def report_id(self) -> str:
        """Return the id the report is published under."""
        return f"{self.body}-{self.year}" if self.year and self.region else f"x-{self.sha256[:16]}"

    @property
    def uri(self) -> str:
        """Return the address it was read from."""
        return self.address or f"file:///reports/{self.text}.txt"

    def but(self, **changes: Any) -> Reading:
        """Return the reading with something else about it."""
        return replace(self, **changes)


def change(*readings: Reading) -> Change:
    """Return what a run that read these files brings."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    reported: set[str] = set()
    for reading in readings:
        rows["documents"].append(_document(reading))
        if reading.status in ("published", "rejected") and not reading.second and reading.sha256 not in reported:
            reported.add(reading.sha256)
            for name, found in _report(reading).items():
                rows[name] += found
    return Change({name: frame(name, found) for name, found in rows.items()})


def frame(table: str, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Return rows of one table, nulls where a row says nothing."""
    schema = TABLES[table].polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def _identity(reading: Reading) -> dict[str, Any]:
    return {
        "report_id": reading.report_id,
        "reading_id": reading.sha256[:16],
        "agency_id": reading.body,
        "report_year": reading.year,
        "region_code": reading.region,
    }


def _source(reading: Reading) -> dict[str, Any]:
    return {
        "source_sha256": reading.sha256,
        "source_uri": reading.uri,
        "media_type": "text/plain",
        "first_seen_date": reading.seen,
    }


def _document(reading: Reading) -> dict[str, Any]:
    known = {} if reading.status == "ignored" else _identity(reading) | {"agency_name": f"机构{reading.body}"}
    return known | _source(reading) | {"file_name": reading.text, "status": reading.status, "reason": reading.reason}


def _report(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    identity = _identity(reading)
    verdict = "accept" if reading.status == "published" else "reject"
    report = identity | _source(reading) | {"verdict": verdict, "agency_name": f"机构{reading.body}", "source_count": 1}
    cell = identity | {
        "agency_level": "township",
        "agency_kind": "government",
        "figures_cover": "own_body",
        "county_code": reading.body[:6],
        "printed": str(reading.granted),
        "meaning": "number",
        "proven": True,
        "place": "table=2;row=3;col=1",
    }
    count = cell | {"value": reading.granted, "resolved_value": reading.granted}
    money = cell | {"value": Decimal(reading.granted), "unit": "CNY", "unit_basis": "cell"}
    rule, severity = ("cells.blank", "notice") if verdict == "accept" else ("cells.domain", "error")
    finding = identity | {"finding_id": f"{rule}/1", "rule_id": rule, "severity": severity}
    return {
        "reports": [report],
        "proactive_disclosure": [
            money
            | {
                "cell": "proactive_disclosure/centralized_procurement/total_amount",
                "item": "centralized_procurement",
                "measure": "total_amount",
                "amount_cny": Decimal(reading.granted),
            }
        ],
        "requests": [
            count | {"cell": f"requests/granted/{applicant}", "outcome": "granted", "applicant": applicant}
            for applicant in ("natural_person", "total")
        ],
        "proceedings": [
            count | {"cell": "proceedings/review/total", "channel": "review", "outcome": "total"},
        ],
        "sections": [
            identity | {"position": 1, "section": "overview", "heading": "一、总体情况", "text": "正文，" * 3}
        ],
        "findings": [finding],
        "finding_cells": [finding | {"cell": "requests/granted/total", "role": "part"}],
    }


def run(storage: Storage, *readings: Reading, allow_shrink: bool = False) -> Commit:
    """Publish and mirror what a run over these files brings."""
    done = commit(storage, head(storage), change(*readings), code_version="1", allow_shrink=allow_shrink)
    mirror(storage)
    return done


def shown(storage: Storage, root: str = "current/") -> dict[str, bytes]:
    """Return the bytes of everything a reader may open."""
    return {key: storage.get(key) or b"" for key in storage.list(root)}


def status(storage: Storage) -> dict[str, str]:
    """Return the status of every file HEAD records, by name."""
    return dict(records(storage, head(storage), ["file_name", "status"]).iter_rows())


def reports(storage: DirectoryStorage, area: str = "current") -> set[tuple[str, str]]:
    """Return report and region of every report an area shows."""
    folder = storage.root / area / "reports"
    if not folder.exists():
        return set()
    return set(pl.read_parquet(folder).select("report_id", "region_code").iter_rows())


def many(count: int, **changes: object) -> list[Reading]:
    """Return readings of as many bodies of one province."""
    return [Reading(f"m{n}", body=f"22018{n:04d}-gov", **changes) for n in range(count)]  # type: ignore[arg-type]


def mirrored(storage: Storage) -> bool:
    """Say whether what readers open is what HEAD names, byte for byte."""
    files = head(storage).manifest.files()
    there = {**shown(storage), **shown(storage, "rejected/"), **shown(storage, "reference/")}
    return there == {path: storage.get(key) for path, key in files.items()}
