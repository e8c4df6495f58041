"""What holds for all tests: nothing of the person who runs them gets in, no test is timed, the longest files begin."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Where this machine publishes and in which language it speaks is not what is tested.
for name in ("GOUJI_ROOT", "PREFECT_API_URL", "PREFECT_PROFILE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ.update(
    LANG="C.UTF-8", DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false", GX_ANALYTICS_ENABLED="false"
)

# They start servers for minutes: `make test-stack`.
collect_ignore = [] if os.environ.get("GOUJI_STACK") else ["stack"]

# What survives a loss of power no test can ask, and disks are slow; that the storage syncs where it must is a step
# at which tests/crash kills it.
os.fsync = lambda _: None

settings.register_profile("gouji", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("gouji")

# Files whose tests share something slow to start go to one process, together; then by how long they take.
_ORCHESTRATED = ("flow", "server", "readme", "replay", "audit", "backfill", "aws", "operations")
_TOGETHER = {f"integration/test_{name}.py": "with Prefect's server" for name in _ORCHESTRATED}
_LONGEST = (
    # Before the handbook, which ends the stack.
    "stack/test_stack.py",
    "integration/test_s3_run.py",
    "integration/test_runners.py",
    "hostile/test_run_hostile.py",
    *_TOGETHER,
    "property/test_no_silent_error.py",
    "property/test_true_reports.py",
    "property/test_media.py",
    "crash/test_crash.py",
    "crash/test_crash_again.py",
    "integration/test_pipeline.py",
    "readers/test_readers.py",
    "crash/test_killed_s3.py",
    "unit/test_release_invariants.py",
    "crash/test_writers.py",
    "integration/test_releases.py",
    "integration/test_loads.py",
    "integration/test_door.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let processes take whole files, those first that take longest: the last one must not run alone."""
    turn = {name: number for number, name in enumerate(_LONGEST)}
    named = {item.nodeid: item.nodeid.partition("::")[0].removeprefix("tests/") for item in items}
    items.sort(key=lambda item: turn.get(named[item.nodeid], len(turn)))
    for item in items:
        name = named[item.nodeid]
        item.add_marker(pytest.mark.xdist_group(_TOGETHER.get(name, name)))
