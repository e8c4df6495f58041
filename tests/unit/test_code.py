"""The code that reads has a name, which changes whenever it does and is the same wherever it is the same."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import gouji
from gouji import code

PACKAGE = Path(gouji.__file__).parent


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Give what names the code of a copy of the package, in `tmp_path/gouji`."""
    copy = tmp_path / "gouji"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code.resources, "files", lambda _: copy)
    return code.reader_version.__wrapped__


def test_it_is_the_version_and_a_digest() -> None:
    assert re.fullmatch(re.escape(gouji.__version__) + r"\+[0-9a-f]{12}", code.reader_version())


def test_a_copy_with_other_line_endings_and_compiled_files_is_the_same(
    named: Callable[[], str], tmp_path: Path
) -> None:
    for path in (tmp_path / "gouji").rglob("*"):
        if path.suffix in (".py", ".csv", ".toml"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "gouji" / "__pycache__").mkdir()
    (tmp_path / "gouji" / "__pycache__" / "code.pyc").write_bytes(b"x")
    assert named() == code.reader_version()


@pytest.mark.parametrize(
    ("path", "differs"),
    [
        ("parse/labels.py", True),
        ("standard/labels.csv", True),
        ("standard/rules.toml", True),
        ("standard/divisions.parquet", True),
        ("cli.py", False),
        ("report_html.py", False),
        ("templates/check.html.j2", False),
    ],
)
def test_what_decides_a_reading_changes_it_and_what_shows_one_does_not(
    named: Callable[[], str], tmp_path: Path, path: str, differs: bool
) -> None:
    with (tmp_path / "gouji" / path).open("ab") as file:
        file.write(b"# another\n")
    assert (named() != code.reader_version()) == differs


def test_a_file_that_came_or_went_changes_it(named: Callable[[], str], tmp_path: Path) -> None:
    (tmp_path / "gouji" / "standard" / "more.csv").write_text("")
    more = named()
    (tmp_path / "gouji" / "standard" / "more.csv").unlink()
    (tmp_path / "gouji" / "standard" / "scopes.csv").unlink()
    assert len({more, named(), code.reader_version()}) == 3
