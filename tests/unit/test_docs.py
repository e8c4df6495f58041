"""What the documentation prints is true: examples are run, generated pages compared, links and paths followed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from gouji.cli import main
from gouji.standard.rules import RULES
from gouji.tables import TABLES

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/*.md"), *ROOT.glob("infra/**/*.md")]
)
# Scratch copies of the repository may hold an environment or a run's output; neither is documentation.
PAGES = [page for page in PAGES if not {".venv", "data", "out"} & set(page.relative_to(ROOT).parts)]
SUMS_UP = re.compile(
    r"(?:读取|read) (\d+) = (?:发布|published) (\d+) \+ (?:退回|rejected) (\d+) \+ (?:忽略|ignored) (\d+)"
)


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)


def _examples(page: Path) -> dict[str, str]:
    """Return the output printed below each `$ command` of a page."""
    found = {}
    for block in _blocks(page, "console"):
        for example in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = example.partition("\n")
            found[command] = output.rstrip("\n")
    return found


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run what `make run` runs; return where `data` is and what was printed."""
    at = tmp_path_factory.mktemp("make-run")
    command = [sys.executable, "-m", "flows", "run", "samples", "--at", str(at / "data"), "--lang", "en"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    return at, done.stdout.replace(f"{at}/", "")


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_first_example_prints_what_the_readme_says(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    commands = {command: said for command, said in _examples(page).items() if command.startswith(".venv/bin/gouji ")}
    assert commands
    for command, said in commands.items():
        result = CliRunner().invoke(main, command.split()[1:])
        assert result.output.rstrip("\n") == said
        assert result.exit_code == 1


@pytest.mark.timeout(300)
def test_make_run_prints_what_the_readme_says(published: tuple[Path, str]) -> None:
    assert published[1].rstrip("\n") == _examples(READMES[0])['make run ARGS="--lang en"']
    numbers = [SUMS_UP.search(page.read_text(encoding="utf-8")) for page in READMES]
    assert all(numbers) and len({found.groups() for found in numbers if found}) == 1


@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", [*READMES, ROOT / "docs" / "reading.md"], ids=lambda page: page.name)
def test_the_queries_work_as_printed(page: Path, published: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(published[0])
    for query in _blocks(page, "sql"):
        assert duckdb.sql(query).fetchall()
    for program in _blocks(page, "python"):
        exec(compile(program, str(page), "exec"), {})


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
