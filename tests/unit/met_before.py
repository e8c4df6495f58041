"""A small pipeline for tests of what stands for a report: real raw store, rules and commits, reports made up at once.

What a file says is a line: a body, its figure, and remarks (`X 1`, `X 1 reworded`, `X 1 wrong`, `notice`, `broken`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl

from gouji.decisions import Decision
from gouji.manifest import Stored
from gouji.normalize import unreadable
from gouji.reconcile import Judgement, cells_digest, judge
from gouji.release import Change, Commit, Head, commit, head, published_cells
from gouji.report import NoReport, Report
from gouji.snapshot import Source
from gouji.standard.rules import ERROR_RULES
from tasks import plan
from tasks.asked import Judged, Lookups, Verdicts
from tasks.decisions import decide, decisions_at
from tasks.plan import plan_again, plan_new, plan_reports
from tasks.raw import Fetched, all_met, meet, meetings, raw_bytes
from tasks.recorded import Recorded, Scope
from tasks.root import recorded_about, recorded_at, reports_at, rows_of
from tasks.said import Said
from tasks.settle import Settled, settle
from tasks.spool import Facts
from tasks.storage import DirectoryStorage
from tests.unit.reconcile.built import TOWNSHIP, report

Texts = Mapping[str, str]
"""Address -> what the file there says; an address may be a URL after the file it was fetched into: `f1 https://a`."""


def read(text: str) -> Report | NoReport:
    """Return the report that a line stands for."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if text.startswith("notice"):
        return NoReport(sha256, "text/plain", "no_title")
    if text.startswith("broken"):
        return unreadable(sha256, "text/plain", "read.broken", text)
    body, figure, *remarks = text.split()
    cells = {"proactive_disclosure/administrative_penalty/decisions": figure}
    if "wrong" in remarks:
        cells["requests/granted/natural_person"] = "3"
    identity = replace(TOWNSHIP, agency_id=f"{body}-gov", agency_name=f"{body}人民政府")
    return report(cells, identity=identity, sha256=sha256)


_JUDGED: dict[tuple[Any, ...], Judgement] = {}


def _judge(
    reports: Sequence[Report],
    sources: Mapping[str, Source],
    known: pl.DataFrame | None,
    decided: pl.DataFrame | None,
) -> Any:
    """Judge each reading alone, and each the same way only once: the same few come in all histories."""
    if len(reports) > 5:
        return judge(reports, sources, known, decided)
    found = []
    for each in reports:
        beside = [frame if frame is None else frame.filter(report_id=each.report_id) for frame in (known, decided)]
        # Another test may take the same bytes for another report.
        asked = (frame is not None and tuple(frame.rows()) for frame in beside)
        key = (each.sha256, each.report_id, sources[each.sha256], *asked)
        if key not in _JUDGED:
            _JUDGED[key] = judge([each], sources, *beside)
        found.append(_JUDGED[key])
    frames = {name: pl.concat([each.frames[name] for each in found]) for name in found[0].frames}
    rejected = frozenset[str]().union(*(each.rejected for each in found))
    return Judgement(frames, pl.concat([each.residuals for each in found]), rejected, (), ())


@dataclass(frozen=True)
class _Passed:
    accepted: frozenset[str]
    rejected: frozenset[str]
    results: list[dict[str, Any]]


def _pass(residuals: pl.DataFrame, rejected: frozenset[str]) -> _Passed:
    failing = frozenset(residuals.filter(pl.any_horizontal(pl.col(ERROR_RULES) != 0))["reading_id"])
    assert failing == rejected
    assert not residuals["reading_id"].is_duplicated().any()
    return _Passed(frozenset(residuals["reading_id"]) - failing, failing, [])


class Pipeline:
    """A ROOT and runs over it. `read_beside` names what was read beside the loads."""

    def __init__(self, root: Path) -> None:
        self.storage = DirectoryStorage(root)
        self.read_beside: list[str] = []

    def ingest(self, texts: Texts) -> list[Any]:
        """Keep files in raw and return what they were met as."""
        return meet(self.storage, sorted(texts.items()), _fetched)

    def run(
        self, texts: Texts | None = None, *, reports: Collection[str] = (), size: int = 4_000, allow_shrink: bool = True
    ) -> list[tuple[Settled, Commit]]:
        """Run over files, over all that raw holds, or over some reports, as many documents a commit as `size`."""
        recorded = recorded_at(self.storage)
        if reports:
            run = plan_reports(reports, all_met(self.storage), recorded)
        elif texts is None:
            run = plan_again(all_met(self.storage), recorded, Scope())
        else:
            run = plan_new(self.ingest(texts), lambda: all_met(self.storage), recorded)
        with mock.patch.multiple(plan, LOAD=size, BATCH=size):
            facts = {each.source.sha256: self._facts(each.source.sha256) for batch in run.batches for each in batch}
            loads = run.loads(facts)
        done = []
        for load in loads:
            settled = self.settle(load)
            change = Change(settled.tables())
            done.append(
                (settled, commit(self.storage, settled.head, change, code_version="1", allow_shrink=allow_shrink))
            )
        counted = sum(len(settled.documents) + settled.out_of_scope for settled, _ in done)
        assert counted + run.superseded + run.out_of_scope == run.documents
        return done

    def settle(self, load: plan.Load) -> Settled:
        """Return what one load brings to HEAD."""
        state = head(self.storage)
        hashes = {sha256 for batch in load.batches for sha256 in batch}
        about = recorded_about(
            self.storage, state, hashes, filter(None, (self._facts(each).report_id for each in hashes))
        )
        settled = self._settled(load, state, about, self.read_beside.extend)
        # What HEAD records of all others makes no difference, nor does when the readings were judged.
        again = self._settled(load, state, recorded_at(self.storage, state), lambda _: None, self._ahead(load))
        assert (settled.documents, settled.others, settled.gate) == (again.documents, again.others, again.gate)
        assert all(frame.equals(again.tables()[name]) for name, frame in settled.tables().items())
        return settled

    def _ahead(self, load: plan.Load) -> Iterator[Judged]:
        sources = {each.source.sha256: each.source for each in reversed(load.met)}
        for batch in self._opened(load.batches):
            reports = [each for each in batch if isinstance(each, Report)]
            found = _judge(reports, sources, None, None) if reports else judge([], {})
            said = [Said.by(each, found.rejected) for each in batch]
            yield Judged(said, found.frames, found.residuals, found.rejected)

    def _settled(
        self,
        load: plan.Load,
        state: Head,
        recorded: Recorded,
        beside: Callable[[Iterable[str]], None],
        ahead: Iterable[Judged] | None = None,
    ) -> Settled:
        lookups = Lookups(
            opened=self._opened,
            read=lambda hashes: beside(sorted(hashes)),
            meetings=lambda hashes: meetings(self.storage, hashes),
            published_cells=lambda ids: published_cells(self.storage, state, ids),
            rows=lambda hashes: reports_at(self.storage, state, recorded, hashes),
            decisions=decisions_at(self.storage),
        )
        verdicts = Verdicts(_judge, _pass, cells_digest)
        return settle(state, load.met, load.batches, recorded, Scope(), verdicts, lookups, ahead)

    def withdraw(self, report_id: str) -> Decision:
        """Withdraw a report and apply it."""
        decision = decide(self.storage, "withdraw", report_id, "the body asked for it", "a steward")
        self.run(reports=[report_id])
        return decision

    def revoke(self, decision: Decision) -> None:
        """Revoke a decision and apply it."""
        decide(self.storage, "revoke", decision.id, "it was a mistake", "a steward")
        self.run(reports=[decision.subject])

    def replayed(self, root: Path, size: int = 4_000) -> Pipeline:
        """Return another ROOT with the same raw/ and decisions/, and what follows from them alone."""
        other = Pipeline(root)
        for prefix in ("raw/", "decisions/"):
            for key in self.storage.list(prefix):
                other.storage.put(key, self.storage.get(key) or b"")
        other.run(size=size)
        return other

    def objects(self) -> tuple[Stored, ...]:
        """Return what HEAD names: by hash, so equal objects are equal bytes."""
        return head(self.storage).manifest.objects

    def table(self, name: str, area: str | None = None) -> pl.DataFrame:
        """Return the rows HEAD has of one table."""
        return rows_of(self.storage, head(self.storage), name, area=area)

    def statuses(self) -> dict[tuple[str, str], str]:
        """Return by what a file says and where what became of it."""
        return {
            (row["file_name"], row["source_url"] or row["source_uri"]): row["status"]
            for row in self.table("documents").iter_rows(named=True)
        }

    def _facts(self, sha256: str) -> Facts:
        return Facts.of(read(raw_bytes(self.storage, sha256).decode()))

    def _opened(self, batches: Iterable[Sequence[str]]) -> Iterator[list[Report | NoReport]]:
        return ([read(raw_bytes(self.storage, sha256).decode()) for sha256 in batch] for batch in batches)


def _fetched(item: tuple[str, str]) -> Fetched:
    address, text = item
    uri, _, url = address.partition(" ")
    data = text.encode()
    return Source(hashlib.sha256(data).hexdigest(), text, uri, url or None), len(data), data
