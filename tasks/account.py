"""The account of a run: what was read and what became of it, adding up; for the terminal and for docs/runs/."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from gouji.release import Commit
from tasks.plan import Plan
from tasks.rejections import Rejection, rejections
from tasks.settle import Settled

STATUSES = ("published", "rejected", "ignored", "superseded", "out_of_scope")


class Unaccounted(Exception):
    """What was read is not the sum of what became of it."""


@dataclass
class Account:
    """What one run did, over all its commits."""

    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    places: dict[tuple[int, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    why: dict[tuple[int, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    gate: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    partitions: set[str] = field(default_factory=set)
    stale: list[dict[str, Any]] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    """sha256 of what the shrink guard kept out, although it was accepted or is rejected now."""
    withdrawn: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan) -> Account:
        """Return the account of a run that has only been planned."""
        counts = Counter({"superseded": plan.superseded, "out_of_scope": plan.out_of_scope})
        return cls(read=plan.documents, counts=counts)

    @property
    def number(self) -> int | None:
        """Return the number of the run's last manifest, None where it committed nothing."""
        return self.numbers[-1] if self.numbers else None

    def add(self, settled: Settled, commit: Commit) -> None:
        """Add one load that was settled and published."""
        tables = settled.tables()
        self.counts.update(row["status"] for row in settled.documents)
        self.counts["out_of_scope"] += settled.out_of_scope
        self.rejections += rejections(tables)
        self.gate += settled.gate
        for row in settled.documents:
            place = (row.get("report_year") or 0, row.get("region_code") or "0")
            self.places[place][row["status"]] += 1
            if row["status"] == "rejected":
                self.why[place].update((row["reason"] or "").split())
            if row["status"] == "ignored":
                self.ignored.append((row["file_name"], row["reason"]))
        if commit.changed:
            self.numbers.append(commit.number)
        self.partitions.update(
            f"{each.area}/year={each.year}/region={each.region}" for each in commit.partitions_changed
        )
        self.stale += [asdict(each) for each in commit.stale]
        self.held_back += commit.held_back
        self.withdrawn += commit.withdrawn

    def close(self) -> None:
        """Prove that every document read has exactly one outcome; raises Unaccounted."""
        total = sum(self.counts[status] for status in STATUSES)
        if total != self.read or set(self.counts) - set(STATUSES):
            raise Unaccounted(f"read {self.read}, accounted for {total}: {dict(self.counts)}")

    def table(self) -> list[dict[str, Any]]:
        """Return one row a region and year: how many documents were read, published, rejected, and why."""
        return [
            {
                "region": region,
                "year": year,
                "read": sum(counts.values()),
                "published": counts["published"],
                "rejected": counts["rejected"],
                "why": ", ".join(f"{rule} ×{n}" for rule, n in self.why[year, region].most_common(3)),
            }
            for (year, region), counts in sorted(self.places.items())
        ]

    def facts(self) -> dict[str, Any]:
        """Return the account as plain values, for summary.json."""
        return {
            "manifest": self.number,
            "manifests": self.numbers,
            "read": self.read,
            **{status: self.counts[status] for status in STATUSES},
            "places": self.table(),
            "rejections": [each.facts() for each in self.rejections],
            "ignored_files": [{"file_name": name, "reason": reason} for name, reason in self.ignored],
            "partitions_changed": sorted(self.partitions),
            "stale": self.stale,
            "held_back": self.held_back,
            "withdrawn": self.withdrawn,
        }


def gate_summary(results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row an expectation over all batches of a run."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for result in results:
        row = merged.setdefault(
            (result["expectation"], result["column"]), result | {"rows": 0, "unexpected": 0, "readings": []}
        )
        row["success"] = row["success"] and result["success"]
        row["rows"] += result["rows"]
        row["unexpected"] += result["unexpected"]
        row["readings"] = row["readings"] + result["readings"]
    return list(merged.values())
