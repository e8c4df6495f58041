"""One stack for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.s3.server import point_at
from tests.stack.steward import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("stack") / "home")
    try:
        stack.up()
        with pytest.MonkeyPatch.context() as patch:
            point_at({name: value for name, value in stack.settings.items() if name.startswith("AWS_")}, patch)
            yield stack
    finally:
        done = stack.do("down", "--delete")
        assert done.returncode == 0, done.stderr
