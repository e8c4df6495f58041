"""What the readers read: a store of some 90 reports as a pipeline leaves it, on disk and on an S3 server."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import boto3
import pytest

from gouji.manifest import head
from tasks.reading.pool import Pool
from tasks.releasing import create
from tasks.root import storage_at
from tests.forge import ERRORS, forge, true_reports
from tests.integration.conftest import Runs
from tests.printed import ROOT as REPOSITORY
from tests.readers.bodies import texts
from tests.s3.server import Server, point_at, s3_server

__all__ = ["s3_server"]

BUCKET, PREFIX = "gouji", "demo"
"""Where docs/reading.md says that the store lies."""
RELEASE = "2026.11"
SUM_OF_2014 = "（一）收到申请数\t件\t47"
ON_S3 = ("reports", "requests", "proactive_disclosure", "documents")
"""Tables that are copied to S3: between them they have a column of every type."""
PROVINCES = ("河北省", "四川省", "山东省")
"""Where forged bodies lie: some reports in each partition are more like life than one."""


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the bodies of one county, whose figures a person can add up; return the directory that holds `data`."""
    return _published(tmp_path_factory, "county", texts)


@pytest.fixture(scope="session")
def released(county: Path) -> Path:
    """Make a release of the county, beside what is published; return the directory that holds `data`."""
    storage = storage_at(str(county / "data"))
    create(storage, RELEASE, head(storage).manifest, "0")
    return county


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the samples, the county and forged reports of all forms, some wrong; return what holds `data`."""
    return _published(tmp_path_factory, "country", _everything)


@pytest.fixture
def in_country(country: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand where `data` is the store of the whole country."""
    monkeypatch.chdir(country)
    return country


@pytest.fixture(scope="session")
def store_on_s3(county: Path, s3_server: Server) -> Server:
    """Put tables of the county on S3; return the server."""
    client = boto3.client(
        "s3",
        endpoint_url=s3_server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=s3_server.access,
        aws_secret_access_key=s3_server.secret,
    )
    client.create_bucket(Bucket=BUCKET)
    for table in ON_S3:
        for path in (county / "data" / "current" / table).rglob("*.parquet"):
            key = f"{PREFIX}/{path.relative_to(county / 'data').as_posix()}"
            client.put_object(Bucket=BUCKET, Key=key, Body=path.read_bytes())
    return s3_server


@pytest.fixture
def on_s3(store_on_s3: Server, monkeypatch: pytest.MonkeyPatch, county: Path) -> Server:
    """Set the environment that docs/reading.md says the readers take, and stand where `data` holds the same."""
    monkeypatch.chdir(county)
    point_at(store_on_s3.settings() | {"AWS_ALLOW_HTTP": "true"}, monkeypatch)
    return store_on_s3


def _published(
    factory: pytest.TempPathFactory, name: str, files: Callable[[], Iterator[tuple[str, str | bytes]]]
) -> Path:
    """Publish files into a directory that all processes of one test run share; the first to ask does the work."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"readers-{name}"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            with Pool(size=2) as pool:
                runs = Runs(shared, pool)
                runs.root = shared / "data"
                given = dict(files())
                runs.write(given)
                account = runs.run()
            assert account.read == len(given)
            (shared / "done").touch()
    return shared


def _everything() -> Iterator[tuple[str, str | bytes]]:
    yield from texts()
    for path in (REPOSITORY / "samples").iterdir():
        yield f"samples/{path.name}", path.read_bytes()
    yield from _before_2019()
    errors = sorted(ERRORS)
    forged_ones = chain(
        true_reports(200), (forge(9_000 + number, fault=errors[number % len(errors)]) for number in range(25))
    )
    for number, forged in enumerate(forged_ones):
        if forged.truth.body.names[0] in PROVINCES:
            yield f"forged/{number}.txt", forged.data


def _before_2019() -> Iterator[tuple[str, str]]:
    """Yield the sample on the form of 2014 for other years: one true, one whose requests do not add up."""
    text = (REPOSITORY / "samples" / "2016-county-statistics-form.txt").read_text(encoding="utf-8")
    yield "2014/2017.txt", text.replace("2017", "2018").replace("2016", "2017")
    later = text.replace("2017", "2019").replace("2016", "2018")
    wrong = later.replace(SUM_OF_2014, SUM_OF_2014 + "1")
    assert wrong != later
    yield "2014/2018.txt", wrong
