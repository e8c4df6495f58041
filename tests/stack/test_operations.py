"""The commands of the steward's handbook that need the stack, typed in order; the last of them ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.handbook import STACK, checkout, commands, typed
from tests.stack.steward import Stack


@pytest.mark.timeout(900)
def test_the_commands_work_as_printed(stack: Stack, tmp_path: Path) -> None:
    stack.up()
    assert stack.processes() != []
    clone = checkout(tmp_path / "clone")
    (clone / ".stack").symlink_to(stack.home)
    done = typed([command for command in commands() if command.chapter == STACK], clone, {})
    assert [(each.command.line, each.status, each.said) for each in done if not each.is_as_printed] == []
    assert stack.processes() == []
    assert {each.name for each in stack.home.iterdir()} == {"lock", "incoming"}
