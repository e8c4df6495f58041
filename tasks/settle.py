"""What one load brings to HEAD: which readings are judged, and what becomes of every document.

Pure over what is read, what HEAD records, when everything was met and what a person decided. What stands for a report
is worked out anew from all its versions (`gouji.history`), those of HEAD and those of the load alike: so the order and
size of runs make no difference. Where that changes what a version is that the load does not hold, it is read too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from gouji.history import History, Meeting, history_of
from gouji.release import Head
from gouji.report import NoReport, Report
from gouji.snapshot import Source
from gouji.succession import LIVE
from gouji.tables import FIGURE_TABLES, TABLES
from tasks.asked import Judged, Judgement, Lookups, Verdicts
from tasks.raw import IndexDamaged, Met
from tasks.recorded import CODES, Pair, Recorded, Scope
from tasks.said import Said

KNOWN = {"report_id": pl.String, "address": pl.String, "cells_digest": pl.String}


@dataclass
class Settled:
    """What a load brings to one HEAD: rows for every table, and what became of each document it was to read."""

    head: Head
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    """A row for each document the load was to read and that is in scope."""
    others: list[dict[str, Any]] = field(default_factory=list)
    """A row for each other document of which something changes because of them."""
    out_of_scope: int = 0
    gate: list[dict[str, Any]] = field(default_factory=list)
    """What the gate found, a row an expectation."""

    def counts(self) -> dict[str, int]:
        """Return how many documents of the load there are, and what becomes of them."""
        statuses = Counter(row["status"] for row in self.documents)
        return {"documents": len(self.documents), **statuses, "out_of_scope": self.out_of_scope}

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the rows of every published table, typed as declared."""
        tables = {name: self.frames.get(name, table.empty()) for name, table in TABLES.items() if name != "documents"}
        documents = pl.DataFrame([*self.documents, *self.others], schema=TABLES["documents"].polars_schema())
        return {"documents": documents, **tables}


def settle(
    head: Head,
    met: Sequence[Met],
    batches: Iterable[Sequence[str]],
    recorded: Recorded,
    scope: Scope,
    verdicts: Verdicts,
    lookups: Lookups,
    ahead: Iterable[Judged] | None = None,
) -> Settled:
    """Return what a load brings. Every pair of bytes and address in `met` is counted under exactly one status.

    `batches` holds the hashes of the load, each once: as many as are judged at once. `ahead` is what was judged of all
    of them before, where there is no limit of scope.
    """
    work = _Settling(met, recorded, verdicts, lookups)
    settled = Settled(head)
    if ahead is None:
        settled.out_of_scope = work.judge(batches, scope)
    else:
        work.take(ahead)
    while wanted := work.lacking():
        lookups.read(wanted)
        work.judge([sorted(wanted)], Scope())
    settled.frames, accepted, settled.gate = work.judged()
    settled.documents, settled.others = work.documents(accepted)
    return settled


class _Settling:
    """One load being settled."""

    def __init__(self, met: Sequence[Met], recorded: Recorded, verdicts: Verdicts, lookups: Lookups) -> None:
        self._given: dict[Pair, Source] = {(each.source.sha256, each.source.address): each.source for each in met}
        self._addresses: dict[str, list[str]] = defaultdict(list)
        for sha256, address in self._given:
            self._addresses[sha256].append(address)
        self._recorded, self._verdicts, self._lookups = recorded, verdicts, lookups
        self._withdrawing = lookups.decisions.withdrawing()
        self._read: dict[str, Said] = {}
        self._outside: set[str] = set()
        self._frames: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self._residuals: list[pl.DataFrame] = []
        self._digests: dict[str, str | None] = {}
        self._compared: set[str] = set()
        self._histories: dict[str, History] = {}
        self._reasons: Mapping[str, str] = {}

    def judge(self, batches: Iterable[Sequence[str]], scope: Scope) -> int:
        """Judge each reading by itself; return how many documents are left out of the scope."""
        left_out = 0
        for batch in self._lookups.opened(batches):
            reports: list[Report] = []
            for content in batch:
                if isinstance(content, NoReport):
                    self._read[content.sha256] = Said.by(content)
                elif scope and not self._within(content, scope):
                    self._outside.add(content.sha256)
                    left_out += len(self._addresses[content.sha256])
                else:
                    reports.append(content)
            if not reports:
                continue
            sources = {each.sha256: self._source((each.sha256, self._places(each.sha256)[0])) for each in reports}
            judgement = self._verdicts.judge(reports, sources, None, None)
            self._take([Said.by(report, judgement.rejected) for report in reports], judgement)
        return left_out

    def take(self, ahead: Iterable[Judged]) -> None:
        """Take what was judged before, reading by reading, whatever its place."""
        for judged in ahead:
            self._take(judged.said, judged)

    def _take(self, said: Iterable[Said], judged: Judgement) -> None:
        self._read |= {each.sha256: each for each in said}
        for name, frame in judged.frames.items():
            self._frames[name].append(frame)
        self._residuals.append(judged.residuals)

    def lacking(self) -> set[str]:
        """Work out what stands for each report of the load; return what must be read before that can be said."""
        members = self._members()
        several = {report_id: pairs for report_id, pairs in members.items() if len(pairs) > 1}
        hashes = {sha256 for pairs in several.values() for sha256, _ in pairs}
        unread = hashes - self._read.keys()
        unknown = {sha256 for sha256 in unread if self._recorded.sound(sha256) is None}
        unknown |= {sha256 for sha256 in unread if self._recorded.role(sha256) in ("conflict", "withdrawn")}
        if unknown:
            return unknown
        met: dict[Pair, list[Meeting]] = defaultdict(list)
        for meeting in self._lookups.meetings(hashes) if hashes else ():
            met[meeting.sha256, meeting.address].append(meeting)
        self._histories = {
            report_id: self._alone(report_id, *pairs) for report_id, pairs in members.items() if len(pairs) == 1
        }
        while several:
            self._compared = set()
            self._histories |= {report_id: self._history(report_id, pairs, met) for report_id, pairs in several.items()}
            uncompared = self._compared - self._digests.keys()
            if not uncompared:
                break
            if unread := self._digest(uncompared):
                return unread
        return {
            sha256
            for report_id, pairs in members.items()
            for sha256 in {sha256 for sha256, _ in pairs if sha256 not in self._read}
            if self._has_changed(report_id, sha256)
        }

    def judged(self) -> tuple[dict[str, pl.DataFrame], frozenset[str], list[dict[str, Any]]]:
        """Return the rows of all tables, the readings the gate accepts, and what it found of all that stand."""
        roles = {sha256: self._role(sha256) for sha256, read in self._read.items() if read.report_id}
        overruled = sorted(sha256 for sha256, role in roles.items() if role in ("conflict", "withdrawn"))
        superseded = [sha256 for sha256, role in roles.items() if role == "superseded"]
        second = [sha256 for sha256, role in roles.items() if role == "second_source"]
        self._leave_out([*overruled, *superseded], self._residuals)
        for name, frames in self._frames.items():
            # Of a superseded reading its row of `reports` stays, and no more.
            gone = [*overruled, *second, *(superseded if name != "reports" else ())]
            self._leave_out(gone, frames)
        if overruled:
            self._overrule(overruled)
        residuals = pl.concat(self._residuals) if self._residuals else None
        tables = {name: pl.concat(frames) for name, frames in self._frames.items()}
        tables["reports"] = self._versioned(tables.get("reports", TABLES["reports"].empty()))
        if residuals is None or residuals.is_empty():
            return tables, frozenset(), []
        standing = {sha256[:16] for sha256, role in roles.items() if role != "superseded"}
        failing = tables["reports"].filter(pl.col("verdict") == "reject", pl.col("superseded_by").is_null())
        gate = self._verdicts.pass_gate(residuals, frozenset(failing["reading_id"]) & frozenset(standing))
        self._reasons = _reasons(tables["findings"])
        return tables, gate.accepted, gate.results

    def documents(self, accepted: frozenset[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return a row for each document of the load, and for each other one of which something changes."""
        given: list[dict[str, Any]] = []
        others: list[dict[str, Any]] = []
        pairs = {pair for members in self._members().values() for pair in members}
        pairs |= {
            (sha256, address) for sha256, read in self._read.items() if read.ignored for address in self._places(sha256)
        }
        for pair in sorted(pairs, key=lambda pair: (self._source(pair).source_uri, pair)):
            row = self._document(pair, accepted)
            if pair in self._given and pair[0] not in self._outside:
                given.append(row)
            elif pair[0] in self._read or row != {name: self._recorded.documents[pair][name] for name in row}:
                others.append(row)
        return given, others

    def _within(self, report: Report, scope: Scope) -> bool:
        identity = report.identity
        if scope.takes(identity.report_year, tuple(getattr(identity, code) for code in CODES)):
            return True
        addresses = self._addresses[report.sha256]
        replaced = [report.sha256]
        replaced += [
            sha256
            for sha256, at in self._recorded.of_report.get(report.report_id, ())
            if at in addresses and self._recorded.status(sha256, at) != "superseded"
        ]
        return any(sha256 in self._recorded.standings and self._recorded.in_scope(sha256, scope) for sha256 in replaced)

    def _places(self, sha256: str) -> list[str]:
        """Return every address of these bytes, those of the load first.

        A file of the load whose address is another than HEAD records is one document still, at the address it has now.
        """
        given = self._addresses.get(sha256, [])
        files = {self._given[sha256, address].source_uri for address in given}
        return [
            *given,
            *(
                address
                for address in self._recorded.of_sha.get(sha256, ())
                if address not in given and self._recorded.documents[sha256, address]["source_uri"] not in files
            ),
        ]

    def _source(self, pair: Pair) -> Source:
        return self._given.get(pair) or self._recorded.source(*pair)

    def _members(self) -> dict[str, list[Pair]]:
        """Return all pairs of bytes and address of the reports the load is about, as they are read now."""
        about: dict[str, dict[Pair, None]] = {
            read.report_id: {} for read in self._read.values() if read.report_id is not None
        }
        for sha256 in self._read:
            for address in self._recorded.of_sha.get(sha256, ()):
                if was := self._recorded.documents[sha256, address]["report_id"]:
                    about.setdefault(was, {})
        for report_id, pairs in about.items():
            held = self._recorded.of_report.get(report_id, ())
            pairs |= dict.fromkeys(pair for pair in held if pair[0] not in self._read)
        for sha256, read in self._read.items():
            if read.report_id is not None:
                about[read.report_id] |= dict.fromkeys((sha256, address) for address in self._places(sha256))
        return {report_id: list(pairs) for report_id, pairs in about.items() if pairs}

    def _sound(self, sha256: str) -> bool:
        read = self._read.get(sha256)
        return read.sound if read is not None else bool(self._recorded.sound(sha256))

    def _alone(self, report_id: str, pair: Pair) -> History:
        """Return the history of a report that was met once, which asks for no order."""
        return history_of(
            [Meeting("", "", *pair)],
            {pair[0]: self._sound(pair[0])},
            lambda *_: True,
            withdrawn=report_id in self._withdrawing,
        )

    def _history(self, report_id: str, pairs: Sequence[Pair], met: Mapping[Pair, Sequence[Meeting]]) -> History:
        if unmet := [pair for pair in pairs if pair not in met]:
            sha256, address = unmet[0]
            raise IndexDamaged(f"raw/index/ does not say when {sha256} was met at {address}")
        return history_of(
            [meeting for pair in pairs for meeting in met[pair]],
            {sha256: self._sound(sha256) for sha256, _ in pairs},
            self._equal,
            withdrawn=report_id in self._withdrawing,
        )

    def _equal(self, one: str, other: str) -> bool:
        self._compared |= {one, other}
        return self._digests.get(one) == self._digests.get(other)

    def _digest(self, hashes: set[str]) -> set[str]:
        """Work out the digests of the cells of some sound readings; return those that must be read for it."""
        read = {sha256[:16]: sha256 for sha256 in hashes & self._read.keys()}
        if read:
            cells = {
                name: pl.concat([frame.filter(pl.col("reading_id").is_in(list(read))) for frame in self._frames[name]])
                for name in FIGURE_TABLES
            }
            found = dict(self._verdicts.digest(cells).select("reading_id", "cells_digest").iter_rows())
            self._digests |= {sha256: found.get(reading) for reading, sha256 in read.items()}
        # What is published, and its second sources, have the cells that HEAD publishes.
        held = {
            sha256: self._report_of(sha256) or ""
            for sha256 in hashes - self._read.keys()
            if self._recorded.role(sha256) in ("published", "second_source")
        }
        if held:
            cells_of_head = self._lookups.published_cells(sorted(set(held.values())))
            found = dict(self._verdicts.digest(cells_of_head).select("report_id", "cells_digest").iter_rows())
            self._digests |= {sha256: found.get(report_id) for sha256, report_id in held.items()}
        return hashes - self._digests.keys()

    def _report_of(self, sha256: str) -> str | None:
        read = self._read.get(sha256)
        if read is not None:
            return read.report_id
        rows = (self._recorded.documents[sha256, address] for address in self._recorded.of_sha.get(sha256, ()))
        return next((row["report_id"] for row in rows), None)

    def _role(self, sha256: str) -> str:
        return self._histories[self._report_of(sha256) or ""].role(sha256)

    def _has_changed(self, report_id: str, sha256: str) -> bool:
        """Tell whether something other than HEAD has must be said of a reading that the load does not hold."""
        history, recorded = self._histories[report_id], self._recorded
        role, was = history.role(sha256), recorded.role(sha256)
        row = recorded.rows.get(sha256)
        if role == "superseded":
            return was in ("second_source", "conflict", "withdrawn") or row is None
        if role in ("conflict", "withdrawn") or role != was:
            return True
        stood = {address for address in recorded.of_sha[sha256] if recorded.status(sha256, address) in LIVE}
        stands = {at for (each, at), role in history.roles.items() if each == sha256 and role != "superseded"}
        if stands != stood:
            return True
        if role == "second_source":
            published = recorded.primaries.get(report_id)
            return history.published is None or published is None or published[0] != history.published[0]
        return row is None or row.revision != history.revisions[sha256]

    def _leave_out(self, hashes: Sequence[str], frames: list[pl.DataFrame]) -> None:
        if hashes:
            ids = [sha256[:16] for sha256 in hashes]
            frames[:] = [frame.filter(~pl.col("reading_id").is_in(ids)) for frame in frames]

    def _overrule(self, hashes: Sequence[str]) -> None:
        """Judge readings once more beside what is published instead of them, and what a person decided."""
        known, sources = [], {}
        for sha256 in hashes:
            report_id = self._read[sha256].report_id or ""
            history = self._histories[report_id]
            stands = next(at for (each, at), role in history.roles.items() if each == sha256 and role != "superseded")
            sources[sha256] = self._source((sha256, stands))
            if history.published is not None:
                known.append((report_id, history.published[1], self._digests[history.published[0]]))
        decided = self._lookups.decisions.decided(self._read[sha256].report_id or "" for sha256 in hashes)
        [reports] = self._lookups.opened([hashes])
        beside = pl.DataFrame(known, schema=KNOWN, orient="row").unique("report_id")
        found = self._verdicts.judge([each for each in reports if isinstance(each, Report)], sources, beside, decided)
        for name, frame in found.frames.items():
            self._frames[name].append(frame)
        self._residuals.append(found.residuals)

    def _versioned(self, reports: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of `reports` with what follows from the history; those of HEAD that gave way come with them.

        A superseded reading's row names its first source, as one that stands does.
        """
        gave_way = {
            sha256: report_id
            for report_id, history in self._histories.items()
            for sha256, by in history.superseded_by.items()
            if sha256 not in self._read and self._says_otherwise(sha256, by, history.revisions[sha256])
        }
        if gave_way:
            reports = pl.concat([reports, self._lookups.rows(gave_way)])
        wanted = {sha256: self._report_of(sha256) or "" for sha256 in reports["source_sha256"]}
        rows = []
        for sha256, report_id in wanted.items():
            history = self._histories[report_id]
            by = history.superseded_by.get(sha256)
            sources = sorted(
                (self._source((each, at)) for each, at in history.roles if each == sha256),
                key=lambda source: (source.first_seen_date is None, source.first_seen_date, source.source_uri),
            )
            first = sources[0] if by else None
            rows.append(
                (sha256, history.revisions[sha256], by and by[:16], len(sources), first and first.source_uri,
                 first and first.source_url, first and first.first_seen_date)
            )  # fmt: skip
        schema = TABLES["reports"].polars_schema()
        columns = ("revision", "superseded_by", "source_count", "source_uri", "source_url", "first_seen_date")
        said = pl.DataFrame(
            rows,
            schema={"source_sha256": pl.String(), **{f"new_{name}": schema[name] for name in columns}},
            orient="row",
        )
        told = pl.col("new_superseded_by").is_not_null()
        return (
            reports.join(said, on="source_sha256", how="left", maintain_order="left")
            .with_columns(
                pl.col("new_revision").alias("revision"),
                pl.col("new_superseded_by").alias("superseded_by"),
                *(pl.when(told).then(f"new_{name}").otherwise(name).alias(name) for name in columns[2:]),
            )
            .select(reports.columns)
        )

    def _says_otherwise(self, sha256: str, by: str, revision: int) -> bool:
        row = self._recorded.rows.get(sha256)
        return row is None or (row.superseded_by, row.revision) != (by[:16], revision)

    def _document(self, pair: Pair, accepted: frozenset[str]) -> dict[str, Any]:
        sha256 = pair[0]
        source, read = self._source(pair), self._read.get(sha256)
        if read is not None and read.ignored:
            return _document(source, read.media_type, "ignored", read.ignored)
        history = self._histories[self._report_of(sha256) or ""]
        if successor := history.successors.get(pair) if history.roles[pair] == "superseded" else None:
            status, reason = "superseded", f"superseded by {successor[:16]}"
        elif read is None:
            held = self._recorded.documents[pair]
            status, reason = held["status"], held["reason"]
        elif sha256[:16] in accepted:
            status, reason = "published", None
        else:
            status, reason = "rejected", self._reasons.get(sha256[:16])
        if read is None:
            return dict(self._recorded.documents[pair]) | {"status": status, "reason": reason}
        return _document(source, read.media_type, status, reason) | {
            "report_id": read.report_id,
            "reading_id": sha256[:16],
            "agency_id": read.agency_id,
            "report_year": read.report_year,
            "region_code": read.region_code,
            "agency_name": read.agency_name,
        }


def _reasons(findings: pl.DataFrame) -> dict[str, str]:
    errors = findings.filter(pl.col("severity") == "error").group_by("reading_id")
    return dict(errors.agg(pl.col("rule_id").unique().sort().str.join(" ")).iter_rows())


def _document(source: Source, media_type: str, status: str, reason: str | None) -> dict[str, Any]:
    return {
        "source_sha256": source.sha256,
        "source_uri": source.source_uri,
        "source_url": source.source_url,
        "file_name": source.name,
        "media_type": media_type,
        "first_seen_date": source.first_seen_date,
        "status": status,
        "reason": reason,
    }
