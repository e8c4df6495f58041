"""The account of a run: what was read and what became of it, adding up; for the terminal and for docs/runs/."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import unquote

import polars as pl

from gouji.changes import changes
from gouji.partition import place_name, place_of
from gouji.release import Commit, Head, Storage, head
from tasks.plan import Plan
from tasks.recorded import Pair, address_of
from tasks.rejections import Rejection, rejections, source_of
from tasks.settle import Settled
from tasks.watching.logs import on_one_line, tell

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
    pairs: set[Pair] = field(default_factory=set)
    """The bytes and addresses the run read and settled."""
    would_change: pl.DataFrame | None = None
    """Of a run that wrote nothing: what it would have changed, as `gouji.changes` tells it."""
    sources: Counter[str] = field(default_factory=Counter)
    """How many documents were read from each host, folder or prefix."""
    failure: str | None = None
    """Why the run broke off, in one sentence; what it had committed by then stays."""

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
        rejected = rejections(settled.tables())
        self.counts.update(row["status"] for row in settled.documents)
        self.counts["out_of_scope"] += settled.out_of_scope
        self.rejections += rejected
        self.gate += settled.gate
        self.sources.update(source_of(row["source_uri"], row["source_url"]) for row in settled.documents)
        self.pairs.update((row["source_sha256"], address_of(row)) for row in settled.documents)
        for row in settled.documents:
            place = place_of(row.get("report_year"), row.get("region_code"))
            self.places[place][row["status"]] += 1
            if row["status"] == "rejected":
                self.why[place].update((row["reason"] or "").split())
            if row["status"] == "ignored":
                self.ignored.append((row["file_name"], row["reason"]))
        if commit.changed:
            self.numbers.append(commit.number)
        self.partitions.update(each.name for each in commit.partitions_changed)
        self.stale += [asdict(each) for each in commit.stale]
        self.held_back += commit.held_back
        self.withdrawn += commit.withdrawn
        tell_of(settled, commit, rejected)

    def break_off(self, error: BaseException) -> None:
        """Say that the run ended here by an error: what has no outcome yet was not reached."""
        self.failure = on_one_line(f"{type(error).__name__}: {error}")
        self.counts["unfinished"] = self.read - sum(self.counts[status] for status in STATUSES)

    def close(self) -> None:
        """Prove that every document read has exactly one outcome; raises Unaccounted."""
        total = sum(self.counts[status] for status in STATUSES)
        if total != self.read or set(self.counts) - set(STATUSES):
            raise Unaccounted(f"read {self.read}, accounted for {total}: {dict(self.counts)}")

    def rehearse(self, beside: Storage, before: Head) -> None:
        """Keep what differs between a ROOT before the run, and what the run published beside it."""
        self.would_change = changes(beside, before.manifest, head(beside).manifest)

    def table(self) -> list[dict[str, Any]]:
        """Return one row a region and year: how many documents were read, published, rejected (why), or neither."""
        return [
            {
                "region": region,
                "year": year,
                "read": sum(counts.values()),
                "published": counts["published"],
                "rejected": counts["rejected"],
                "other": sum(counts.values()) - counts["published"] - counts["rejected"],
                "why": ", ".join(f"{rule} ×{n}" for rule, n in self.why[year, region].most_common(3)),
            }
            for (year, region), counts in sorted(self.places.items())
        ]

    def summary(self) -> dict[str, Any]:
        """Return the counts and the manifests as plain values."""
        return {
            "manifest": self.number,
            "manifests": self.numbers,
            "read": self.read,
            **{status: self.counts[status] for status in (*STATUSES, "unfinished")},
            "failure": self.failure,
        }

    def facts(self) -> dict[str, Any]:
        """Return the account as plain values, for summary.json."""
        return {
            **self.summary(),
            "places": self.table(),
            "rejections": [each.facts() for each in self.rejections],
            "ignored_files": [{"file_name": name, "reason": reason} for name, reason in self.ignored],
            "partitions_changed": sorted(self.partitions),
            "stale": self.stale,
            "held_back": self.held_back,
            "withdrawn": self.withdrawn,
        }


def tell_of(settled: Settled, commit: Commit, rejected: Sequence[Rejection]) -> None:
    """Log what one load brought: each report that is not published, each file that is none, and the commit."""
    held = frozenset(sha256[:16] for sha256 in commit.held_back)
    for each in rejected:
        address = each.source_url or each.source_uri
        tell(
            "validate",
            "rejected",
            f"rejected {each.report_id} ({each.body}): {', '.join(each.rules)}; {unquote(address)}",
            report_id=each.report_id,
            reading_id=each.reading_id,
            agency_name=each.agency_name,
            report_year=each.report_year,
            region_code=each.region_code,
            rules=each.rules,
            source_uri=each.source_uri,
            source_url=each.source_url,
            held_back=each.reading_id in held,
        )
    for row in settled.documents:
        if row["status"] == "ignored":
            address = row["source_url"] or row["source_uri"]
            tell(
                "validate",
                "ignored",
                f"ignored {row['file_name']}: {row['reason']}; {unquote(address)}",
                file_name=row["file_name"],
                reason=row["reason"],
                source_uri=row["source_uri"],
                source_url=row["source_url"],
            )
    for report_id in commit.withdrawn:
        tell("publish", "withdrawn", f"withdrawn {report_id}: no longer in current/", report_id=report_id)
    for kept in commit.stale:
        place = place_name(kept.year, kept.region)
        why = f"kept {place} as it was: it holds {kept.before} reports and would hold {kept.after}"
        tell("publish", "kept", why, logging.WARNING, partition=place, before=kept.before, after=kept.after)
    if commit.changed:
        changed = [each.name for each in commit.partitions_changed]
        said = f"committed manifest {commit.number}: {len(changed)} partitions changed"
        tell("publish", "commit", said, manifest=commit.number, partitions=changed)


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
