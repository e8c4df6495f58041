"""What stays of a reading that another took the place of: its row of `reports` under rejected/, and no more."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from gouji.release import Change, commit, head, mirror
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change, frame, mirrored, reports, run

OLD = Reading("old", address="https://a", granted=3)
NEW = OLD.but(text="new", granted=5)


def revision(row: pl.DataFrame, old: Reading = OLD, new: Reading = NEW) -> Change:
    """Return a run that brings the new version, and what is to stay of the old one."""
    brought = dict(change(new).frames)
    gone = change(old).frames["documents"].lazy().collect().with_columns(
        status=pl.lit("superseded"), reason=pl.lit(f"superseded by {new.sha256[:16]}")
    )  # fmt: skip
    brought["documents"] = pl.concat([brought["documents"].lazy().collect(), gone])
    brought["reports"] = pl.concat([brought["reports"].lazy().collect(), row])
    return Change(brought)


def kept(old: Reading, new: Reading, **said: object) -> pl.DataFrame:
    row = change(old).frames["reports"].lazy().collect()
    return row.with_columns(
        superseded_by=pl.lit(new.sha256[:16]), **{name: pl.lit(value) for name, value in said.items()}
    ).cast(dict(frame("reports", []).schema))  # fmt: skip


def publish(storage: DirectoryStorage, brought: Change) -> bool:
    done = commit(storage, head(storage), brought, code_version="1")
    mirror(storage)
    assert mirrored(storage)
    return done.changed


def test_its_row_moves_to_rejected_and_everything_else_goes(storage: DirectoryStorage) -> None:
    run(storage, OLD)
    assert publish(storage, revision(kept(OLD, NEW)))
    assert reports(storage) == reports(storage, "rejected") == {(OLD.report_id, "220000")}
    assert pl.read_parquet(storage.root / "current" / "requests")["value"].to_list() == [5, 5]
    assert pl.read_parquet(storage.root / "rejected" / "requests").is_empty()
    row = pl.read_parquet(storage.root / "rejected" / "reports").row(0, named=True)
    assert (row["reading_id"], row["superseded_by"]) == (OLD.sha256[:16], NEW.sha256[:16])
    assert not publish(storage, revision(kept(OLD, NEW)))


def test_a_row_said_anew_takes_the_place_of_the_old_one(storage: DirectoryStorage) -> None:
    run(storage, OLD)
    publish(storage, revision(kept(OLD, NEW)))
    assert publish(storage, revision(kept(OLD, NEW, revision=2)))
    assert pl.read_parquet(storage.root / "rejected" / "reports")["revision"].to_list() == [2]


def test_what_comes_back_leaves_no_row(storage: DirectoryStorage) -> None:
    run(storage, OLD)
    publish(storage, revision(kept(OLD, NEW)))
    publish(storage, revision(kept(NEW, OLD), old=NEW, new=OLD))
    assert pl.read_parquet(storage.root / "current" / "requests")["value"].to_list() == [3, 3]
    assert pl.read_parquet(storage.root / "rejected" / "reports")["reading_id"].to_list() == [NEW.sha256[:16]]


def test_it_is_held_back_with_the_version_that_replaces_it(storage: DirectoryStorage) -> None:
    old = [Reading(f"m{n}", body=f"22018{n:04d}-gov", address=f"https://{n}") for n in range(25)]
    run(storage, *old)
    before = head(storage).manifest.objects
    runs = [revision(kept(each, each.but(text=f"{each.text} new", status="rejected")), each,
                     each.but(text=f"{each.text} new", status="rejected")) for each in old]  # fmt: skip
    together = {name: pl.concat([each.frames[name].lazy().collect() for each in runs]) for name in runs[0].frames}
    done = commit(storage, head(storage), replace(runs[0], frames=together), code_version="1")
    assert (len(done.stale), len(done.held_back)) == (1, 50)
    assert head(storage).manifest.objects == before
