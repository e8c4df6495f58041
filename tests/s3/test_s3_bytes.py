"""The samples published to a real S3 server are the bytes that a disk gets; on moto, test_s3_run.py shows that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.reading.pool import Pool
from tasks.root import storage_at
from tests.integration.conftest import Runs
from tests.printed import ROOT
from tests.s3.same import same_bytes
from tests.s3.server import REAL, s3_root, s3_server

__all__ = ["s3_root", "s3_server"]


@pytest.mark.skipif(not REAL, reason="moto: integration/test_s3_run.py")
def test_the_samples_on_s3_are_those_on_disk(s3_root: str, tmp_path: Path) -> None:
    with Pool(size=2) as pool:
        runs = Runs(tmp_path, pool)
        runs.run(str(ROOT / "samples"))
        disk = storage_at(str(runs.root))
        runs.root = s3_root  # type: ignore[assignment]
        runs.run(str(ROOT / "samples"))
        same_bytes(disk, storage_at(s3_root))
        assert runs.run(raw=True).number is None
