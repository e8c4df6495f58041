"""Every command of the steward's handbook that needs no stack, typed in order; and that alarms name its paragraphs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL

from flows.__main__ import VERBS
from tasks.watching.alarms import ALARMS, PAGE, Alarm
from tests import handbook
from tests.handbook import INSTEAD, STACK, checkout, commands, typed
from tests.printed import ROOT

TEXT = handbook.PAGE.read_text(encoding="utf-8")


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("orchestrated")
def test_the_commands_work_as_printed(tmp_path: Path) -> None:
    asked = [command for command in commands() if command.chapter != STACK]
    server = {"PREFECT_API_URL": PREFECT_API_URL.value(), "PREFECT_HOME": str(tmp_path / "prefect")}
    done = typed(asked, checkout(tmp_path / "clone"), server)
    assert [(each.command.line, each.status, each.said) for each in done if not each.is_as_printed] == []
    said = {each.command.line: each.said for each in done}
    assert "│ 0 not known " in said["python -m flows status"]
    assert "│ 100000 central bodies " in said["python -m flows status"]
    [missing] = (text for line, text in said.items() if "flows missing" in line and line.endswith("--list"))
    assert "\n2020: 1362 of 1362 governments have no report" in missing


def test_nothing_is_typed_in_place_of_a_command_that_is_not_there() -> None:
    assert INSTEAD.keys() - {command.line for command in commands()} == set()
    assert all(reason for _, reason in INSTEAD.values())


def test_every_command_is_in_a_block_that_is_run() -> None:
    outside = re.sub(r"^```.*?^```$", "", TEXT, flags=re.M | re.S)
    assert [line for line in outside.splitlines() if line.startswith(("    ", "\t"))] == []
    assert STACK in {command.chapter for command in commands()}


def test_what_is_named_in_passing_exists() -> None:
    verbs = re.findall(r"`python -m flows ([a-z]+)", TEXT)
    chores = re.findall(r"`make ([a-z-]+)", TEXT)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [verb for verb in verbs if verb not in VERBS] == []
    assert [chore for chore in chores if not re.search(rf"^{chore}:", makefile, re.M)] == []


def test_each_alarm_has_its_paragraph_and_each_paragraph_its_alarm() -> None:
    assert ROOT / PAGE == handbook.PAGE
    named = {Alarm(kind).section.removeprefix(f"{PAGE}#") for kind in ALARMS}
    assert named == {handbook.anchor(title) for title in handbook.headings() if title.startswith("Alarm: ")}


def test_links_within_the_page_lead_somewhere() -> None:
    anchors = [handbook.anchor(title) for title in handbook.headings()]
    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) - set(anchors) == set()
