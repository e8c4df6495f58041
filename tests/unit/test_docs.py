"""What the documentation prints is true: examples are run, generated pages compared, links and paths followed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli import main
from gouji.standard.rules import RULES
from gouji.tables import TABLES
from tests.printed import READMES, ROOT, examples

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/*.md"), *ROOT.glob("infra/**/*.md")]
)


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_first_example_prints_what_the_readme_says(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    commands = {command: said for command, said in examples(page).items() if command.startswith(".venv/bin/gouji ")}
    assert commands
    for command, said in commands.items():
        result = CliRunner().invoke(main, command.split()[1:])
        assert result.output.rstrip("\n") == said
        assert result.exit_code == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [to for to in targets if "://" not in to and not (page.parent / to).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_paths_that_are_named_exist(page: Path) -> None:
    """A path in back quotes that begins at the root is a file there, unless it is a pattern."""
    named = re.findall(r"`((?:src|tests|docs|samples|tasks|flows|expectations|infra|requirements)/[^`\s]*)`",
                       page.read_text(encoding="utf-8"))  # fmt: skip
    assert [
        path for path in named if not re.search(r"[A-Z<*{]{2,}|[<*]|docs/runs", path) and not (ROOT / path).exists()
    ] == []


def test_the_readme_names_every_table() -> None:
    text = READMES[0].read_text(encoding="utf-8")
    assert [name for name in TABLES if f"`{name}`" not in text] == []


def test_rules_named_in_the_documentation_are_in_the_catalogue() -> None:
    groups = {rule.partition(".")[0] for rule in RULES}
    for page in PAGES:
        named = re.findall(r"`([a-z]+\.[a-z_]+)`", page.read_text(encoding="utf-8"))
        unknown = [rule for rule in named if rule.partition(".")[0] in groups and rule not in RULES]
        assert [rule for rule in unknown if not rule.endswith((".py", ".md", ".csv", ".toml"))] == [], page


def test_every_setting_is_in_the_handbook() -> None:
    files = [path for folder in ("flows", "tasks") for path in (ROOT / folder).rglob("*.py")]
    read = {name for path in files for name in re.findall(r"GOUJI_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))}
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert read == set(re.findall(r"^\| `(GOUJI_\w+)` \|", page, re.M))


def test_every_chore_of_the_makefile_is_described() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    chores = re.findall(r"^\.PHONY: (.*)$", text, re.M)[0].split()
    assert [chore for chore in chores if not re.search(rf"^{chore}:.* ## \S", text, re.M)] == []
    assert {"install", "run", "test", "check", "bench", "docs"} <= set(chores)


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_no_registry_address_stands_in_the_locks() -> None:
    for lock in sorted((ROOT / "requirements").iterdir()):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name
