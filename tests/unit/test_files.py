"""Which files a run is given, from disks and from buckets, and how they are read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from gouji.normalize import LARGEST
from tasks import files
from tasks.files import Remote, SourceMissing, check_sources, fetch, files_of
from tasks.storage import NoAddress, S3Storage, StorageError, s3_storage
from tests.s3.server import Server, point_at, s3_root, s3_server

__all__ = ["Server", "point_at", "s3_root", "s3_server"]


@pytest.fixture
def bucket(s3_root: str) -> S3Storage:
    """Give a bucket, its names taken as they are."""
    return s3_storage(f"s3://{s3_root.split('/')[2]}")


def put(bucket: S3Storage, objects: dict[str, bytes]) -> None:
    for name, data in objects.items():
        bucket.client.put_object(Bucket=bucket.bucket, Key=name, Body=data)


def keys(bucket: S3Storage, source: str, root: str = "data") -> list[str]:
    found = files_of([f"s3://{bucket.bucket}/{source}"], root)
    assert all(isinstance(each, Remote) and each.bucket == bucket.bucket for each in found)
    return [each.key for each in found if isinstance(each, Remote)]


def test_a_prefix_is_all_that_lies_below_it(bucket: S3Storage) -> None:
    put(
        bucket,
        {
            "in/临山 2020.txt": b"1",
            "in/b//c.txt": b"2",
            "in/../d.txt": b"3",
            "in/empty": b"",
            "in/folder/": b"",
            "in/.hidden": b"4",
            "in/.git/config": b"5",
            "in/b/.x": b"6",
            "in2/other.txt": b"7",
            "inner.txt": b"8",
        },
    )
    # In a bucket `..` is a name like others.
    below = ["in/../d.txt", "in/b//c.txt", "in/empty", "in/临山 2020.txt"]
    assert keys(bucket, "in") == keys(bucket, "in/") == below
    assert keys(bucket, "") == [*below, "in2/other.txt", "inner.txt"]
    assert keys(bucket, "in/b") == ["in/b//c.txt"]


def test_one_key_named_outright_is_taken_as_it_is(bucket: S3Storage) -> None:
    put(bucket, {"in/.hidden.txt": b"1", "in/.hidden.txt.bak": b"2", "both": b"3", "both/below.txt": b"4"})
    assert keys(bucket, "in/.hidden.txt") == ["in/.hidden.txt"]
    assert keys(bucket, "both") == ["both", "both/below.txt"]
    assert keys(bucket, "both/") == ["both/below.txt"]


def test_where_the_run_publishes_is_no_source_unless_it_is_named(bucket: S3Storage) -> None:
    put(bucket, {"a.txt": b"1", "out/raw/b.txt": b"2", "outer.txt": b"3"})
    root = f"s3://{bucket.bucket}/out"
    assert keys(bucket, "", root) == keys(bucket, "", f"{root}/") == ["a.txt", "outer.txt"]
    assert keys(bucket, "out", root) == keys(bucket, "out/raw", root) == ["out/raw/b.txt"]
    assert keys(bucket, "", f"s3://{bucket.bucket}") == ["a.txt", "out/raw/b.txt", "outer.txt"]
    assert keys(bucket, "", "s3://elsewhere/out") == ["a.txt", "out/raw/b.txt", "outer.txt"]


def test_a_source_that_is_not_there_is_said(bucket: S3Storage, tmp_path: Path) -> None:
    put(bucket, {"in/.hidden": b"1"})
    assert keys(bucket, "in") == []
    for source in (f"s3://{bucket.bucket}/i", f"s3://{bucket.bucket}/none/", str(tmp_path / "none")):
        with pytest.raises(SourceMissing, match=r"none|/i"):
            files_of([source], "data")
        with pytest.raises(SourceMissing):
            check_sources([source], "data")
    check_sources([f"s3://{bucket.bucket}/in", str(tmp_path)], "data")
    with pytest.raises(NoAddress):
        files_of(["gs://bucket/in"], "data")
    with pytest.raises(NoAddress):
        files_of(["s3:///in"], "data")
    with pytest.raises(StorageError, match="no such bucket"):
        files_of([f"s3://{bucket.bucket}-none/in"], "data")


def test_an_object_has_its_address_name_and_hash(bucket: S3Storage) -> None:
    put(bucket, {"in/临山 2020 (1).txt": "正文".encode(), "in/x//y.txt": b"", "in/../z.txt": b"z"})
    [file] = files_of([f"s3://{bucket.bucket}/in/临山 2020 (1).txt"], "data")
    source, size, data = fetch(file)
    assert (source.name, source.source_uri) == ("临山 2020 (1).txt", f"s3://{bucket.bucket}/in/临山 2020 (1).txt")
    assert (source.sha256, size, data) == (hashlib.sha256("正文".encode()).hexdigest(), 6, "正文".encode())
    assert source.address == source.source_uri
    empty = fetch(Remote(bucket.bucket, "in/x//y.txt"))
    assert (empty[0].name, empty[1:]) == ("y.txt", (0, b""))
    assert fetch(Remote(bucket.bucket, "in/../z.txt"))[2] == b"z"


def test_what_is_over_the_limit_is_hashed_and_not_kept(
    bucket: S3Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LARGEST > 1000
    monkeypatch.setattr(files, "LARGEST", 3)
    put(bucket, {"three": b"123", "four": b"1234"})
    (tmp_path / "three").write_bytes(b"123")
    (tmp_path / "four").write_bytes(b"1234")
    for name, data in (("three", b"123"), ("four", None)):
        for file in files_of([f"s3://{bucket.bucket}/{name}", str(tmp_path / name)], "data"):
            source, size, found = fetch(file)
            assert (source.name, size, found) == (name, len(name) if name == "four" else 3, data)
            assert source.sha256 == hashlib.sha256(b"1234"[:size]).hexdigest()


def test_files_of_disks_come_first_and_each_once(bucket: S3Storage, tmp_path: Path) -> None:
    put(bucket, {"in/b.txt": b"1", "in/a.txt": b"2"})
    (tmp_path / "z.txt").write_text("3")
    (tmp_path / ".hidden").write_text("4")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "raw").write_text("5")
    os.symlink(tmp_path / "z.txt", tmp_path / "link")  # noqa: PTH211
    source = f"s3://{bucket.bucket}/in"
    found = files_of([source, f"{source}/a.txt", str(tmp_path), str(tmp_path / "z.txt")], str(tmp_path / "out"))
    assert found == [
        tmp_path / "z.txt",
        Remote(bucket.bucket, "in/a.txt"),
        Remote(bucket.bucket, "in/b.txt"),
    ]


def test_where_the_run_publishes_is_no_source_by_whatever_name(tmp_path: Path) -> None:
    (tmp_path / "in" / "out").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("1")
    (tmp_path / "in" / "out" / "raw").write_text("2")
    os.symlink(tmp_path / "in", tmp_path / "link")  # noqa: PTH211
    for source in ("in", "link"):
        for root in ("in/out", "in/out/", "link/out", "in/../in/out"):
            found = files_of([str(tmp_path / source)], f"{tmp_path}/{root}")
            assert found == [tmp_path / source / "a.txt"], (source, root)


def test_more_objects_than_a_page_holds(bucket: S3Storage) -> None:
    class Paged:
        """The client, with pages of two."""

        def __getattr__(self, name: str) -> object:
            return getattr(bucket.client, name)

        def list_objects_v2(self, **ask: object) -> object:
            return bucket.client.list_objects_v2(MaxKeys=2, **ask)

    put(bucket, {f"in/{n}": b"x" * n for n in range(5)})
    paged = S3Storage(Paged(), bucket.bucket)
    assert list(paged.objects("in/")) == [(f"in/{n}", n) for n in range(5)]
    assert sorted(paged.ages("in/")) == [f"in/{n}" for n in range(5)]
