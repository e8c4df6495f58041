"""S3 as it is: lost answers, refusals that mean nothing, torn bodies, stores that ignore conditions, settings."""

from __future__ import annotations

import hashlib
import pickle
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gouji.release import HeadMoved, Manifest, Storage, commit, head, manifest, mirror, records
from tasks.storage import (
    ConditionsIgnored,
    DirectoryStorage,
    S3Storage,
    StorageError,
    probe,
    ready_to_publish,
    s3_storage,
)
from tests.s3.faults import Faults, Proxy, changed, proxy, without_conditions
from tests.s3.server import REAL, Server, point_at, s3_root, s3_server
from tests.unit.published import Reading, change, mirrored, run

__all__ = ["s3_root", "s3_server"]

SHARE = 0.25
"""Of the requests go wrong, in the tests of many."""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    # A real server that is busy needs some.
    monkeypatch.setattr("tasks.storage._FIRST_WAIT", 0.02 if REAL else 0.001)


@pytest.fixture
def storage(s3_root: str) -> S3Storage:
    return s3_storage(s3_root)


@pytest.fixture(scope="module")
def between(s3_server: Server) -> Iterator[Proxy]:
    with proxy(s3_server.endpoint) as here:
        yield here


@pytest.fixture
def failing(
    s3_server: Server, s3_root: str, between: Proxy, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Faults], S3Storage]:
    """Give what makes a storage whose requests suffer these faults from now on."""

    def storage(faults: Faults) -> S3Storage:
        between.faults = faults
        point_at(s3_server.settings(between.endpoint), monkeypatch)
        return s3_storage(s3_root)

    return storage


# What is where.


def test_a_prefix_is_a_folder_not_a_beginning(s3_root: str) -> None:
    bucket = s3_root.removesuffix("/some/prefix")
    for root in ("", "/some", "/some/prefix", "/some/prefix2", "/some/prefix/"):
        s3_storage(bucket + root).put("k", root.encode())
    assert s3_storage(s3_root).list("") == ["k"]
    assert s3_storage(s3_root).get("k") == b"/some/prefix/"
    assert s3_storage(bucket).list("some/p") == ["some/prefix/k", "some/prefix2/k"]


@pytest.mark.parametrize(
    "root", ["s3://", "s3:///a", "s3://b", "s3://bucket//a", "s3://bucket/../a", "s3:/bucket", "x"]
)
def test_an_address_that_is_none_is_refused(root: str) -> None:
    with pytest.raises(StorageError, match="s3://bucket/prefix"):
        s3_storage(root)


def test_more_keys_than_one_answer_holds(storage: S3Storage) -> None:
    for n in range(5):
        storage.put(f"k/{n}", b"")

    def small(params: dict[str, Any], **_: object) -> None:
        params["MaxKeys"] = 2

    events = storage.client.meta.events
    events.register("before-parameter-build.s3.ListObjectsV2", small)
    try:
        assert storage.list("k/") == [f"k/{n}" for n in range(5)]
    finally:
        events.unregister("before-parameter-build.s3.ListObjectsV2", small)


def test_folder_markers_are_no_keys(storage: S3Storage) -> None:
    storage.client.put_object(Bucket=storage.bucket, Key="some/prefix/t/", Body=b"")
    storage.client.put_object(Bucket=storage.bucket, Key="some/prefix/", Body=b"")
    assert storage.list("") == []


def test_what_others_put_there_is_read(storage: S3Storage) -> None:
    storage.client.put_object(Bucket=storage.bucket, Key="some/prefix/a", Body=b"1")
    data, tag = storage.get_tagged("a") or (b"", "")
    assert data == b"1"
    assert storage.put_if_match("a", b"2", tag)


# Settings, and what a person is told.


def test_settings_come_in_the_ordinary_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_CONFIG_FILE": str(tmp_path / "config")}

    def made(**settings: str) -> tuple[str, str, str]:
        point_at(keys | settings, monkeypatch)
        client = s3_storage("s3://bucket/p").client
        return client.meta.endpoint_url, client.meta.region_name, client.meta.config.s3["addressing_style"]

    local = "http://127.0.0.1:9"
    (tmp_path / "config").write_text("")
    assert made(AWS_REGION="eu-west-1") == ("https://s3.eu-west-1.amazonaws.com", "eu-west-1", "auto")
    assert made(AWS_DEFAULT_REGION="cn-north-1")[0] == "https://s3.cn-north-1.amazonaws.com.cn"
    assert made(AWS_ENDPOINT_URL=local)[::2] == (local, "path")
    assert made(AWS_ENDPOINT_URL_S3=local, AWS_ENDPOINT_URL="http://127.0.0.1:1")[0] == local
    (tmp_path / "config").write_text(
        f"[profile p]\nregion = r\nendpoint_url = {local}\ns3 =\n  addressing_style = virtual\n"
    )
    assert made(AWS_PROFILE="p") == (local, "r", "virtual")
    with pytest.raises(StorageError, match="AWS_PROFILE"):
        made(AWS_PROFILE="none")


def test_without_credentials_a_person_is_told_what_to_set(s3_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = s3_server.settings()
    point_at(
        {k: v for k, v in settings.items() if k not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}, monkeypatch
    )
    with pytest.raises(StorageError, match="AWS_ACCESS_KEY_ID"):
        s3_storage("s3://bucket/p").get("a")


def test_a_bucket_that_is_not_there_is_said(s3_root: str) -> None:
    nowhere = s3_storage("s3://gouji-no-such-bucket/p")
    for act in (lambda: nowhere.put("a", b""), lambda: nowhere.get("a"), lambda: nowhere.list("")):
        with pytest.raises(StorageError, match="no such bucket") as said:
            act()
        assert "没有这个存储桶" in said.value.said("zh")


@pytest.mark.skipif(not REAL, reason="moto takes any key")
def test_wrong_credentials_are_said(s3_root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(StorageError, match="denied") as said:
        s3_storage(s3_root).put("a", b"")
    assert said.value.code == "SignatureDoesNotMatch"


@pytest.mark.skipif(not REAL, reason="moto does not look")
def test_bytes_damaged_on_their_way_are_not_stored(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.storage._FIRST_WAIT", 0.0)

    def damage(request: Any) -> None:
        request.body = b"2"

    with changed(storage.client, "before-send.s3.PutObject", damage), pytest.raises(StorageError):
        storage.put("a", b"1")
    assert storage.get("a") is None


def test_an_error_crosses_processes() -> None:
    error = pickle.loads(pickle.dumps(StorageError("s3_no_bucket", "PUT s3://b/k", code="NoSuchBucket")))
    assert (error.code, error.said("en")) == ("NoSuchBucket", "There is no such bucket, create it first: PUT s3://b/k")


# Conditions.


def test_a_store_that_honours_conditions_is_known(storage: S3Storage) -> None:
    assert probe(storage)
    ready_to_publish(storage)
    assert storage.list("") == []


def test_a_store_that_ignores_conditions_is_refused(storage: S3Storage) -> None:
    deaf = changed(storage.client, "before-sign.s3.PutObject", without_conditions)
    with deaf, pytest.raises(ConditionsIgnored, match="GOUJI_SINGLE_WRITER=1"):
        ready_to_publish(storage)
    assert storage.list("") == []


def test_a_promised_single_writer_needs_no_conditions(s3_root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_SINGLE_WRITER", "1")
    alone = s3_storage(s3_root)
    with changed(alone.client, "before-sign.s3.PutObject", without_conditions):
        ready_to_publish(alone)
        assert alone.put_if_absent("n", b"0")
        assert not alone.put_if_absent("n", b"1")

        def add(_: int) -> None:
            while True:
                data, tag = alone.get_tagged("n") or (b"", "")
                if alone.put_if_match("n", str(int(data) + 1).encode(), tag):
                    return

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(add, range(6)))
    assert alone.get("n") == b"6"


def test_a_store_that_refuses_every_condition_is_refused(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.storage._FIRST_WAIT", 0.0)

    def quoted(request: Any) -> None:
        if "If-Match" in request.headers:
            request.headers.replace_header("If-Match", "another")

    with changed(storage.client, "before-sign.s3.PutObject", quoted), pytest.raises(ConditionsIgnored):
        ready_to_publish(storage)


def test_a_promise_is_a_yes_or_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_SINGLE_WRITER", "yes")
    with pytest.raises(StorageError, match="GOUJI_SINGLE_WRITER is 0 or 1"):
        s3_storage("s3://bucket/p")


def test_a_directory_is_always_ready(tmp_path: Path) -> None:
    ready_to_publish(DirectoryStorage(tmp_path))


# One thing goes wrong.


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "500_after", "twice", "409", "412", "429", "503"])
def test_a_write_is_told_as_it_ended(failing: Callable[[Faults], S3Storage], fault: str) -> None:
    broken = failing(Faults(script=[fault]))
    assert broken.put_if_absent("a", b"1")
    swapping = failing(Faults(script=["", fault]))
    assert swapping.put_if_match("a", b"2", (swapping.get_tagged("a") or (b"", ""))[1])
    assert swapping.get("a") == b"2"
    late = failing(Faults(script=[fault]))
    assert not late.put_if_absent("a", b"2")


def test_the_same_bytes_by_another_are_not_ours(storage: S3Storage, failing: Callable[[Faults], S3Storage]) -> None:
    faults = Faults(script=["cut_before"])
    broken = failing(faults)
    other = S3Storage(broken.client, broken.bucket, "some/prefix", wait=lambda _: storage.put_if_absent("a", b"1"))
    assert not other.put_if_absent("a", b"1")


@pytest.mark.parametrize(("followers", "known"), [(1, True), (10, True), (20, False)])
def test_a_lost_write_is_known_below_those_that_followed(
    storage: S3Storage, failing: Callable[[Faults], S3Storage], followers: int, known: bool
) -> None:
    """Beyond what is remembered it counts as refused; who reads again and applies again loses nothing by it."""

    def follow(_: float) -> None:
        for n in range(followers):
            assert storage.put_if_match("a", f"follower {n}".encode(), (storage.get_tagged("a") or (b"", ""))[1])

    storage.put("a", b"0")
    tag = (storage.get_tagged("a") or (b"", ""))[1]
    broken = failing(Faults(script=["cut_after"]))
    ours = S3Storage(broken.client, broken.bucket, "some/prefix", wait=follow)
    assert ours.put_if_match("a", b"ours", tag) is known
    assert storage.get("a") == f"follower {followers - 1}".encode()


@pytest.mark.parametrize("fault", ["torn", "flipped", "headers", "cut_after", "503", "429"])
def test_what_is_read_is_what_was_put(storage: S3Storage, failing: Callable[[Faults], S3Storage], fault: str) -> None:
    storage.put("a", b"0123456789" * 100)
    faults = Faults(script=[fault, fault])
    assert failing(faults).get("a") == b"0123456789" * 100
    assert faults.happened[fault] == 2
    listing = failing(Faults(script=[fault]))
    assert listing.list("") == ["a"]


@pytest.mark.parametrize("fault", ["torn", "headers", "cut_after", "503"])
def test_what_is_absent_is_absent(failing: Callable[[Faults], S3Storage], fault: str) -> None:
    for length in range(1, 4):
        broken = failing(Faults(script=[fault] * length))
        assert broken.get("a") is None
        assert not broken.exists("a")


def test_damage_that_stays_is_loud(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.storage._FIRST_WAIT", 0.0)
    digest = hashlib.sha256(b"1").hexdigest()
    storage.client.put_object(Bucket=storage.bucket, Key="some/prefix/a", Body=b"2", Metadata={"gouji-sha256": digest})
    with pytest.raises(StorageError, match="is damaged"):
        storage.get("a")


def test_a_store_that_stays_away_is_loud(
    failing: Callable[[Faults], S3Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.storage._FIRST_WAIT", 0.0)
    with pytest.raises(StorageError, match=r"10 times.*run again later") as said:
        failing(Faults(script=["503"] * 10)).put("a", b"")
    assert said.value.code == "SlowDown"


# Many things go wrong.


def test_operations_under_faults_end_as_without(failing: Callable[[Faults], S3Storage], tmp_path: Path) -> None:
    faults = Faults(SHARE, seed=1)
    broken, plain = failing(faults), DirectoryStorage(tmp_path)
    draw = random.Random(2)
    tags: dict[str, list[tuple[str, str]]] = {}
    for n in range(200):
        key, data = draw.choice(["a", "b/1", "b/2"]), draw.choice([b"x" * 2000, str(n).encode()])
        match draw.choice(["get", "put", "absent", "match", "match", "list", "delete", "exists"]):
            case "get":
                one, other = broken.get_tagged(key), plain.get_tagged(key)
                assert (one or (None,))[0] == (other or (None,))[0]
                if one and other:
                    tags.setdefault(key, []).append((one[1], other[1]))
            case "put":
                broken.put(key, data)
                plain.put(key, data)
            case "absent":
                assert broken.put_if_absent(key, data) == plain.put_if_absent(key, data)
            case "match":
                mine, theirs = tags.get(key, [("none", "none")])[-1]
                assert broken.put_if_match(key, data, mine) == plain.put_if_match(key, data, theirs)
            case "list":
                assert broken.list("b/") == plain.list("b/")
            case "delete":
                broken.delete(key)
                plain.delete(key)
            case "exists":
                assert broken.exists(key) == plain.exists(key)
    assert sum(faults.happened.values()) - faults.happened["none"] > 40


def test_no_update_is_lost_and_none_counted_twice_under_faults(failing: Callable[[Faults], S3Storage]) -> None:
    broken = failing(Faults(SHARE, seed=3))
    broken.put("n", b"0")

    def add(writer: int) -> int:
        done = 0
        while done < 6:
            data, tag = broken.get_tagged("n") or (b"", "")
            done += broken.put_if_match("n", str(int(data) + 1).encode(), tag)
        return sum(broken.put_if_absent(f"claim/{n}", str(writer).encode()) for n in range(6))

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(add, range(4)))
    assert broken.get("n") == b"24"
    assert sum(won) == 6


def in_force(storage: Storage) -> int:
    """Return how many manifests were ever in force."""
    count, at = 0, head(storage).manifest
    while at.number:
        count, at = count + 1, manifest(storage, at.parent or 0) or Manifest()
    return count


def publish(storage: Storage, reading: Reading) -> None:
    """Publish one reading on whatever holds by then, and mirror."""
    while True:
        try:
            commit(storage, head(storage), change(reading), code_version="1")
        except HeadMoved:
            continue
        mirror(storage)
        return


def test_runs_beside_each_other_lose_nothing_under_faults(failing: Callable[[Faults], S3Storage]) -> None:
    faults = Faults(0.1, seed=4)
    broken = failing(faults)
    readings = [Reading(f"p{n}", body=f"22018{n:04d}-gov", region=("220000", "370000")[n % 2]) for n in range(3)]
    same = readings[0].but(text="q", address=readings[0].uri, granted=7)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda reading: publish(broken, reading), [*readings, same]))
    found = records(broken, head(broken)).filter(area="current", status="published").get_column("report_id")
    assert sorted(found) == sorted(reading.report_id for reading in readings)
    assert mirrored(broken)
    assert in_force(broken) == 4
    assert faults.happened["cut_after"] + faults.happened["torn"] > 0


def test_a_bucket_gets_the_bytes_that_a_disk_gets(storage: S3Storage, tmp_path: Path) -> None:
    directory = DirectoryStorage(tmp_path)
    a, b = Reading("a", granted=3), Reading("b", body="370881109-gov", region="370000", status="rejected")
    for each in (directory, storage):
        run(each, a, b)
        run(each, a.but(granted=4, text="c", address=a.uri))
    keys = directory.list("")
    assert storage.list("") == keys
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(storage.get, keys)) == [directory.get(key) for key in keys]
