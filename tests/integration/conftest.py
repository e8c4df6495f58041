"""What the integration tests share: the steps of the flow without the orchestrator, and a harness with it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

os.environ.update(PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1", PREFECT_LOGGING_LEVEL="CRITICAL")

from prefect.testing.utilities import prefect_test_harness

from tasks.account import Account
from tasks.ingest import ingest_reports
from tasks.normalize import normalize_reports
from tasks.pages import write_pages
from tasks.parse import parse_reports
from tasks.publish import publish_reports
from tasks.reading.engine import Engine
from tasks.reading.pool import Pool
from tasks.recorded import Scope
from tasks.root import storage_at
from tasks.spool import Spool
from tasks.validate import validate_reports

SEEDS = Path(__file__).parents[3] / "shared" / "reports" / "seeds"


@pytest.fixture(scope="session")
def orchestrated() -> Iterator[None]:
    """Give the tests that run flows a server of their own."""
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    with Pool(size=2) as pool:
        yield pool


class Runs:
    """A ROOT, a directory of sources, and runs over them, step by step as the flow takes them."""

    def __init__(self, directory: Path, pool: Engine) -> None:
        self.root = directory / "root"
        self.files = directory / "files"
        self.pool = pool

    def write(self, texts: Mapping[str, str | bytes]) -> None:
        for name, text in texts.items():
            path = self.files / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run(
        self,
        *sources: str,
        raw: bool = False,
        year: int | None = None,
        region: str | None = None,
        allow_shrink: bool = False,
    ) -> Account:
        """Run over some of the files, by default all, or over the raw store."""
        given: Sequence[str] = (
            [] if raw else [name if "://" in name else str(self.files / name) for name in sources] or [str(self.files)]
        )
        root, scope = str(self.root), Scope(year, region)
        plan = ingest_reports.fn(given, root, scope)
        account = Account.of(plan)
        with Spool() as spool:
            for batch in self.pool.each(plan.batches, root):
                spool.add(parse_reports.fn(normalize_reports.fn(batch, root, self.pool)))
            for load in plan.loads(spool.facts):
                settled = validate_reports.fn(load, spool, root, scope)
                account.add(settled, publish_reports.fn(settled, root, allow_shrink))
        account.close()
        write_pages(storage_at(root), account)
        return account

    def bytes_of(self, area: str = "current") -> dict[str, bytes]:
        """Return every file below an area, by path."""
        base = self.root / area
        return {str(path.relative_to(base)): path.read_bytes() for path in sorted(base.rglob("*")) if path.is_file()}


@pytest.fixture
def runs(tmp_path: Path, pool: Pool) -> Runs:
    return Runs(tmp_path, pool)
