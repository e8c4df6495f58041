"""The raw store: bytes once, and a row of the index whenever an address says something else than before."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime

import polars as pl
import pytest

from gouji.snapshot import Source
from tasks import raw
from tasks.raw import CHINA, Fetched, IndexDamaged, Met, RawDamaged, all_met, meet, meetings, raw_bytes, raw_key
from tasks.storage import DirectoryStorage


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fetched(item: tuple[str, str]) -> Fetched:
    uri, _, url = item[0].partition(" ")
    return Source(sha256(item[1]), item[1], uri, url or None), len(item[1]), item[1].encode()


def met(storage: DirectoryStorage, **texts: str) -> list[Met]:
    return meet(storage, list(texts.items()), fetched)


def rows(storage: DirectoryStorage) -> list[tuple[str, str]]:
    """Return what the index says, in order: address and text."""
    texts = {sha256(text): text for text in ("A", "B", "C")}
    return [(each.address, texts[each.sha256]) for each in meetings(storage, texts)]


def set_clock(monkeypatch: pytest.MonkeyPatch, *times: str) -> None:
    left = iter(times)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.fromisoformat(next(left)).replace(tzinfo=CHINA)

    monkeypatch.setattr(raw, "datetime", Clock)


def test_bytes_are_kept_as_fetched_and_once(storage: DirectoryStorage) -> None:
    met(storage, a="A", b="A", c="B")
    assert storage.list("raw/sha256/") == sorted(map(raw_key, {sha256("A"), sha256("B")}))
    assert raw_bytes(storage, sha256("A")) == b"A"
    assert rows(storage) == [("a", "A"), ("b", "A"), ("c", "B")]
    before = storage.list("raw/")
    met(storage, a="A", c="B")
    assert storage.list("raw/") == before


def test_what_is_met_again_after_another_is_a_row_of_its_own(storage: DirectoryStorage) -> None:
    for text in ("A", "B", "B", "A", "A"):
        met(storage, a=text)
    assert rows(storage) == [("a", "A"), ("a", "B"), ("a", "A")]
    assert [each.source.name for each in all_met(storage)] == ["A", "B"] or len(all_met(storage)) == 2


def test_the_date_first_seen_is_that_of_the_first_meeting(
    storage: DirectoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-01-01T10:00:00", "2026-02-01T10:00:00", "2026-03-01T10:00:00")
    first, _, again = [met(storage, a=text)[0] for text in ("A", "B", "A")]
    assert first.source.first_seen_date == again.source.first_seen_date == date(2026, 1, 1)
    assert {each.source.name: each.source.first_seen_date for each in all_met(storage)} == {
        "A": date(2026, 1, 1),
        "B": date(2026, 2, 1),
    }


def test_a_clock_that_was_set_back_reorders_nothing(storage: DirectoryStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-03-01T10:00:00", "2026-02-01T10:00:00", "2026-01-01T10:00:00")
    for text in ("A", "B", "A"):
        met(storage, a=text)
    assert rows(storage) == [("a", "A"), ("a", "B"), ("a", "A")]


def test_one_publication_fetched_into_two_files_is_one_document(storage: DirectoryStorage) -> None:
    for file in ("f1", "f2"):
        meet(storage, [(f"{file} https://a", "A")], fetched)
    [found] = all_met(storage)
    assert (found.source.source_uri, found.source.source_url) == ("f2", "https://a")


def test_two_ingests_at_once_say_it_twice_and_it_is_one(storage: DirectoryStorage) -> None:
    met(storage, a="A")
    [key] = storage.list("raw/index/")
    later = pl.read_parquet(io.BytesIO(storage.get(key) or b"")).with_columns(
        first_seen=pl.lit("2999-01-01T00:00:00.000000+08:00")
    )
    raw._store(storage, later, "2999-01-01")
    assert len(all_met(storage)) == 1
    assert len(meetings(storage, [sha256("A")])) == 2


def test_rows_of_older_stores_are_read(storage: DirectoryStorage) -> None:
    """Older ingests wrote the same columns, and no row for what an address said again."""
    columns = {"sha256": sha256("A"), "bytes": 1, "name": "A", "source_uri": "a", "source_url": None}
    row = pl.DataFrame([columns | {"first_seen": "2025-01-01T00:00:00.000000+08:00"}], schema=raw._SCHEMA)
    raw._store(storage, row, "2025-01-01")
    assert met(storage, a="A")[0].source.first_seen_date == date(2025, 1, 1)
    assert rows(storage) == [("a", "A")]


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_damaged_bytes_are_never_handed_out(storage: DirectoryStorage, damage: str) -> None:
    met(storage, a="A")
    key = raw_key(sha256("A"))
    storage.delete(key) if damage == "gone" else storage.put(key, b"other")
    with pytest.raises(RawDamaged, match=sha256("A")):
        raw_bytes(storage, sha256("A"))


@pytest.mark.parametrize("data", [b"", b"no parquet"])
def test_a_damaged_index_is_named(storage: DirectoryStorage, data: bytes) -> None:
    met(storage, a="A")
    [key] = storage.list("raw/index/")
    storage.put(key, data)
    for reading in (lambda: all_met(storage), lambda: met(storage, b="B")):
        with pytest.raises(IndexDamaged, match=key):
            reading()
    stray = f"raw/index/2026-01-01-{hashlib.sha256(data).hexdigest()}.parquet"
    storage.put(stray, data)
    storage.delete(key)
    with pytest.raises(IndexDamaged, match="no object of the raw index"):
        all_met(storage)
