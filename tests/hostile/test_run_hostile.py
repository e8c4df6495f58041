"""A run over files made to harm it, as the steward starts it: each is one document, and the reports are published."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.hostile.documents import FILES
from tests.integration.written import report

ROOT = Path(__file__).parents[2]
KILLERS = ("kill", "segv", "exit", "hog", "loop", "flood")
# Read by every Python that is started; only a worker is meant.
POISON = """
import sys
if sys.orig_argv[-1:] == ["tasks.reading.worker"]:
    import ctypes, os
    from gouji.confined import child, limits

    limits.CPU_SECONDS = 2
    true = child.normalize

    def normalize(snapshot):
        said = snapshot.data.decode(errors="replace").partition("\\n")[0]
        if said == "kill":
            os.kill(os.getpid(), 9)
        if said == "segv":
            ctypes.string_at(0)
        if said == "exit":
            os._exit(0)
        if said == "hog":
            bytearray(2**33)
        while said == "loop":
            pass
        while said == "flood":
            for descriptor in range(3, 20):
                try:
                    os.write(descriptor, b"\\xff" * 65536)
                except OSError:
                    pass
        return true(snapshot)

    child.normalize = normalize
"""


@pytest.mark.timeout(900)
def test_each_is_one_document_and_the_reports_are_published(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name, made in FILES.items():
        (files / name).write_bytes(made())
    for name in KILLERS:
        (files / f"{name}.txt").write_text(f"{name}\n{report()}")
    (files / "good-1.txt").write_text(report())
    (files / "good-2.txt").write_text(report("丹山镇人民政府"))
    (tmp_path / "sitecustomize.py").write_text(POISON)
    home = tmp_path / "prefect"
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path), "PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1", "PREFECT_LOGGING_LEVEL": "CRITICAL",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "flows", "run", str(files), "--at", str(tmp_path / "root"), "--lang", "en"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    documents = pl.concat(
        pl.read_parquet(path) for area in ("current", "rejected")
        for path in (tmp_path / "root" / area / "documents").rglob("*.parquet")
    )  # fmt: skip
    rows = {Path(row["source_uri"]).name: row for row in documents.to_dicts()}
    assert set(rows) == {path.name for path in files.iterdir()}
    assert documents.height == len(rows)
    published = {name for name, row in rows.items() if row["status"] == "published"}
    assert published == {"good-1.txt", "good-2.txt"}
    for name in set(rows) - published:
        assert rows[name]["status"] in ("rejected", "ignored"), name
        assert rows[name]["reason"], name
    reasons = {name: rows[f"{name}.txt"]["reason"] for name in KILLERS}
    assert {name for name, reason in reasons.items() if "read.crashed" in reason} == {"kill", "segv", "exit"}
    assert {name for name, reason in reasons.items() if "read.limit_exceeded" in reason} == {"hog", "loop", "flood"}
