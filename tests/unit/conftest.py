"""What the unit tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.storage import DirectoryStorage


@pytest.fixture
def storage(tmp_path: Path) -> DirectoryStorage:
    """Give an empty store of the test's own."""
    return DirectoryStorage(tmp_path)
