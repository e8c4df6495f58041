"""Whatever was met in whatever order: what stands is what raw/ and decisions/ alone give again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.manifest import read_object
from gouji.release import head
from tests.property.examples import EXAMPLES
from tests.unit.met_before import Pipeline

ADDRESSES = ["a", "a https://a", "b", "c", "f1 https://d", "f2 https://d"]
SAID = ["X 1", "X 1 reworded", "X 2", "X 2 reworded", "X 1 wrong", "X 2 wrong", "Y 1", "Y 2", "notice", "broken"]
INGESTS = st.dictionaries(st.sampled_from(ADDRESSES), st.sampled_from(SAID), min_size=1, max_size=3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("run"), INGESTS),
        st.tuples(st.just("run"), INGESTS),
        st.tuples(st.just("run"), INGESTS),
        st.tuples(st.just("ingest"), INGESTS),
        st.tuples(st.just("withdraw"), st.sampled_from(["X", "Y"])),
        st.tuples(st.just("revoke"), st.just("")),
        st.tuples(st.just("again"), st.just("")),
    ),
    min_size=2,
    max_size=5,
)


WALKED = settings(
    max_examples=max(1, EXAMPLES // 15),
    deadline=None,
    derandomize="GOUJI_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
"""How walks of steps are tried: each takes a second or more."""


def take(pipeline: Pipeline, steps: list[tuple[str, object]]) -> None:
    """Go through a history; what was only met is read in the end."""
    taken = []
    for step, what in steps:
        if step == "run":
            pipeline.run(what)  # type: ignore[arg-type]
        elif step == "ingest":
            pipeline.ingest(what)  # type: ignore[arg-type]
        elif step == "withdraw":
            taken.append(pipeline.withdraw(f"{what}-gov-2020"))
        elif step == "revoke" and taken:
            pipeline.revoke(taken.pop())
        elif step == "again":
            pipeline.run()
    pipeline.run()


@WALKED
@given(steps=STEPS)
def test_raw_alone_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    pipeline = Pipeline(tmp_path_factory.mktemp("root"))
    take(pipeline, steps)
    check(pipeline)
    wanted = pipeline.objects()
    assert not any(done.changed for _, done in pipeline.run())
    assert pipeline.replayed(tmp_path_factory.mktemp("again")).objects() == wanted
    assert pipeline.replayed(tmp_path_factory.mktemp("small"), size=1).objects() == wanted


X = "X-gov-2020"


def said(pipeline: Pipeline, area: str | None = None) -> dict[str, tuple[str, int, str | None, int]]:
    """Return by file name verdict, revision, what superseded it and number of sources of every row of `reports`."""
    names = dict(pipeline.table("documents").select("reading_id", "file_name").iter_rows())
    return {
        names[row["reading_id"]]: (
            row["verdict"],
            row["revision"],
            names.get(row["superseded_by"]),
            row["source_count"],
        )
        for row in pipeline.table("reports", area).iter_rows(named=True)
    }


def rules(pipeline: Pipeline) -> dict[str, set[str]]:
    """Return by file name the error rules of every finding that is stored."""
    names = dict(pipeline.table("documents").select("reading_id", "file_name").iter_rows())
    found: dict[str, set[str]] = {}
    for row in pipeline.table("findings").iter_rows(named=True):
        if row["severity"] == "error":
            found.setdefault(names[row["reading_id"]], set()).add(row["rule_id"])
    return found


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Pipeline]:
    """Give a pipeline whose history, when the test is over, must follow from raw/ and decisions/ alone."""
    made = Pipeline(tmp_path / "root")
    yield made
    check(made)
    assert made.replayed(tmp_path / "again").objects() == made.objects()


@pytest.mark.parametrize("text", ["X 1", "X 1 wrong", "broken", "notice"])
def test_a_file_whose_address_changes_is_one_document_still(pipeline: Pipeline, text: str) -> None:
    for file in ("a", "a https://a", "a https://b", "a https://a", "a", "a https://a"):
        pipeline.run({file: text})
        [(_, address)] = pipeline.statuses()
        assert address == (file.partition(" ")[2] or file)


def test_each_version_is_superseded_by_the_next(pipeline: Pipeline) -> None:
    for text in ("X 1", "X 2", "X 1 reworded"):
        pipeline.run({"a": text})
    assert said(pipeline, "rejected") == {"X 1": ("accept", 1, "X 2", 1), "X 2": ("accept", 2, "X 1 reworded", 1)}
    assert said(pipeline, "current") == {"X 1 reworded": ("accept", 3, None, 1)}
    reasons = dict(pipeline.table("documents").select("file_name", "reason").iter_rows())
    by = dict(pipeline.table("documents").select("file_name", "reading_id").iter_rows())
    assert reasons == {
        "X 1": f"superseded by {by['X 2']}",
        "X 2": f"superseded by {by['X 1 reworded']}",
        "X 1 reworded": None,
    }
    assert pipeline.read_beside == []


def test_what_an_address_says_again_stands_again(pipeline: Pipeline) -> None:
    for text in ("X 1", "X 2", "X 1"):
        pipeline.run({"a": text})
    assert said(pipeline) == {"X 1": ("accept", 2, None, 1), "X 2": ("accept", 2, "X 1", 1)}
    assert pipeline.statuses() == {("X 1", "a"): "published", ("X 2", "a"): "superseded"}


def test_what_stands_again_after_a_run_that_died_is_counted(pipeline: Pipeline) -> None:
    for text in ("X 1", "X 2"):
        pipeline.run({"a": text})
    pipeline.ingest({"a": "X 1"})
    [(settled, _)] = pipeline.run()
    assert {row["file_name"]: row["status"] for row in settled.documents} == {"X 1": "published", "X 2": "superseded"}
    assert pipeline.read_beside == []


def test_a_rejected_version_is_superseded_too(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1 wrong"})
    pipeline.run({"a": "X 1"})
    assert said(pipeline) == {"X 1": ("accept", 2, None, 1), "X 1 wrong": ("reject", 1, "X 1", 1)}


def test_who_was_met_first_is_published_whatever_its_name(pipeline: Pipeline) -> None:
    pipeline.run({"b": "X 1"})
    pipeline.run({"a": "X 2"})
    pipeline.run({"c": "X 1 reworded"})
    assert pipeline.statuses() == {
        ("X 1", "b"): "published",
        ("X 2", "a"): "rejected",
        ("X 1 reworded", "c"): "published",
    }
    assert said(pipeline) == {"X 1": ("accept", 1, None, 2), "X 2": ("reject", 1, None, 1)}
    assert rules(pipeline) == {"X 2": {"identity.conflict"}}


def test_what_is_published_stays_when_another_is_corrected(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1 wrong"})
    pipeline.run({"b": "X 2"})
    pipeline.run({"a": "X 1"})
    assert said(pipeline, "current") == {"X 2": ("accept", 1, None, 1)}
    assert rules(pipeline) == {"X 1": {"identity.conflict"}}


def test_another_takes_over_and_keeps_the_place(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1"})
    pipeline.run({"b": "X 2"})
    [(_settled, done)] = pipeline.run({"a": "X 1 wrong"})
    assert said(pipeline, "current") == {"X 2": ("accept", 1, None, 1)}
    assert done.withdrawn == ()
    pipeline.run({"a": "X 1"})
    assert said(pipeline, "current") == {"X 2": ("accept", 1, None, 1)}
    assert rules(pipeline) == {"X 1": {"identity.conflict"}}
    assert pipeline.statuses()["X 1 wrong", "a"] == "superseded"


def test_a_revision_with_other_figures_leaves_its_second_source_in_conflict(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1"})
    pipeline.run({"b": "X 1 reworded"})
    pipeline.run({"a": "X 2"})
    assert rules(pipeline) == {"X 1 reworded": {"identity.conflict"}}
    pipeline.run({"b": "X 2 reworded"})
    assert said(pipeline, "current") == {"X 2": ("accept", 2, None, 2)}
    assert said(pipeline, "rejected") == {
        "X 1": ("accept", 1, "X 2", 1),
        "X 1 reworded": ("accept", 1, "X 2 reworded", 1),
    }


def test_a_second_source_that_is_revised_leaves_its_row(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1"})
    pipeline.run({"b": "X 1 reworded"})
    pipeline.run({"b": "X 2"})
    assert said(pipeline)["X 1 reworded"] == ("accept", 1, "X 2", 1)
    assert rules(pipeline) == {"X 2": {"identity.conflict"}}


def test_equal_bytes_that_one_address_gave_up_stand_at_the_other(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "X 1"})
    pipeline.run({"a": "X 2"})
    assert pipeline.statuses() == {("X 1", "a"): "superseded", ("X 1", "b"): "rejected", ("X 2", "a"): "published"}
    pipeline.run({"b": "X 2"})
    assert said(pipeline) == {"X 1": ("accept", 1, "X 2", 2), "X 2": ("accept", 2, None, 2)}


def test_what_was_met_before_but_read_later_has_its_turn(pipeline: Pipeline) -> None:
    """As when two runs of different stores overtake each other."""
    pipeline.ingest({"a": "X 1"})
    pipeline.run({"b": "X 2"})
    assert said(pipeline, "current") == {"X 2": ("accept", 1, None, 1)}
    pipeline.run()
    assert said(pipeline, "current") == {"X 1": ("accept", 1, None, 1)}
    assert rules(pipeline) == {"X 2": {"identity.conflict"}}
    pipeline.ingest({"a": "X 2 reworded"})
    pipeline.run({"a": "X 1 reworded"})
    pipeline.run()
    assert said(pipeline)["X 1"] == ("accept", 1, "X 2 reworded", 1)
    assert said(pipeline)["X 2 reworded"][1:3] == (2, "X 1 reworded")


def test_a_withdrawn_report_is_gone_with_all_its_sources_until_it_is_revoked(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1", "b": "X 1 reworded", "c": "X 2", "f1": "Y 1"})
    before = pipeline.objects()
    decision = pipeline.withdraw(X)
    assert set(said(pipeline, "current")) == {"Y 1"}
    withdrawn = {"X 1", "X 1 reworded", "X 2"}
    assert rules(pipeline) == {key: {"decision.withdrawn"} for key in withdrawn}
    rejected = pipeline.table("reports", "rejected")
    assert set(rejected["decision_ids"]) == {decision.id}
    assert set(rejected["errors"]) == {1}
    told = pipeline.table("findings").filter(pl.col("rule_id") == "decision.withdrawn")
    assert set(told.select("decision", "decision_reason").iter_rows()) == {(decision.id, "the body asked for it")}
    for again in ({"a": "X 1"}, {"a": "X 1 reworded"}, {"d": "X 3"}, None):
        pipeline.run(again)
        assert set(said(pipeline, "current")) == {"Y 1"}
    pipeline.run({"a": "X 1"})
    pipeline.revoke(decision)
    assert set(said(pipeline, "current")) == {"X 1", "Y 1"}
    assert rules(pipeline) == {"X 2": {"identity.conflict"}, "X 3": {"identity.conflict"}}
    assert set(pipeline.table("reports")["decision_ids"]) == {None}
    assert set(before) & set(pipeline.objects())


def test_a_rejected_report_may_be_withdrawn_too(pipeline: Pipeline) -> None:
    pipeline.run({"a": "X 1 wrong"})
    pipeline.withdraw(X)
    assert "decision.withdrawn" in rules(pipeline)["X 1 wrong"]
    assert len(rules(pipeline)["X 1 wrong"]) > 1
    pipeline.run({"a": "X 1"})
    assert rules(pipeline) == {"X 1": {"decision.withdrawn"}}


def test_what_the_shrink_guard_held_back_follows_once_it_is_allowed(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path / "root")
    files = {f"f{n}": f"{n} 1" for n in range(25)}
    pipeline.run(files)
    [(_, done)] = pipeline.run({name: f"{text} wrong" for name, text in files.items()}, allow_shrink=False)
    assert len(done.stale) == 1
    # Held back is not yet published: raw/ alone does not give this state, as docs/reading.md says.
    assert pipeline.replayed(tmp_path / "again").objects() != pipeline.objects()
    pipeline.run()
    assert len(pipeline.table("reports", "current")) == 0
    assert pipeline.replayed(tmp_path / "once more").objects() == pipeline.objects()


def check(pipeline: Pipeline) -> None:
    """Prove what must hold of any state."""
    reports = pipeline.table("reports")
    documents = pipeline.table("documents")
    assert not pipeline.table("reports", "current")["report_id"].is_duplicated().any()
    superseded = reports.filter(reports["superseded_by"].is_not_null())
    gone = documents.filter(documents["status"] == "superseded")
    live = set(documents.filter(documents["status"].is_in(["published", "rejected"]))["reading_id"])
    assert set(superseded["reading_id"]) == set(gone["reading_id"]) - live
    assert (superseded["revision"] >= 1).all()
    for item in head(pipeline.storage).manifest.objects:
        if item.table not in ("documents", "reports"):
            found = set(read_object(pipeline.storage, item)["reading_id"])
            assert not found & set(superseded["reading_id"])
