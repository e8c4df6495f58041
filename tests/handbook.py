"""The steward's handbook: every command it prints, and a shell that types them one after another."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.printed import ROOT

PAGE = ROOT / "docs" / "operations.md"
STACK = "The stack: every night by itself"
"""The chapter that needs the stack, and works in a shell of its own."""

INSTEAD = {
    "git pull": (":", "there is nothing to pull from, and a test must not change the code"),
    "prefect worker start --pool annual-reports --limit 3": (
        "timeout -s INT 15 prefect worker start --pool annual-reports --limit 3 | tee worker.txt; "
        "grep -i 'worker .* started' worker.txt",
        "it does not end by itself",
    ),
    'python -m flows decide revoke 2026-03-04-0123456789abcdef --reason "a correction was published" --by 张三': (
        'python -m flows decide revoke "$(basename data/decisions/*.json .json)" '
        '--reason "a correction was published" --by 张三',
        "the id of a decision holds the day it was taken",
    ),
}
"""What is typed in place of a command of the page, and why."""

_HEADING = re.compile(r"^(#{1,6}) (.*)$")
_CRON = re.compile(r"^(?:\S+ +){5}(.*)$")
_MARK = "\x1e"


@dataclass(frozen=True)
class Command:
    """A command as printed, what is printed below it, and the chapter it stands in."""

    line: str
    printed: str
    chapter: str


@dataclass(frozen=True)
class Typed:
    """What became of a command."""

    command: Command
    status: int
    said: str

    @property
    def is_as_printed(self) -> bool:
        """Tell whether it succeeded, and said what the page prints; a line `...` stands for any lines."""
        parts = (re.escape(part) for part in self.command.printed.split("\n...\n"))
        expected = r"\n(?:.*\n)*".join(parts)
        said = "\n".join(line.rstrip() for line in self.said.rstrip("\n").split("\n"))
        return self.status == 0 and (not self.command.printed or re.fullmatch(expected, said) is not None)


def headings() -> list[str]:
    """Return the titles of the page."""
    return [match[2] for line in _lines() if (match := _HEADING.match(line))]


def anchor(title: str) -> str:
    """Return what a link to a title ends in, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def commands() -> list[Command]:
    """Return every command of the page's console blocks, and of its lines for cron."""
    found: list[Command] = []
    for chapter, language, body in _blocks():
        if language == "console":
            for example in re.split(r"^\$ ", body, flags=re.M)[1:]:
                line, _, printed = example.partition("\n")
                found.append(Command(line, printed.rstrip("\n"), chapter))
        elif language == "crontab":
            for line in body.splitlines():
                match = _CRON.match(line)
                assert match, line
                found.append(Command(match[1], "", chapter))
        else:
            raise AssertionError(f"a block of {language or 'no language'}: nobody would run it")
    return found


def checkout(at: Path) -> Path:
    """Return a directory that holds what a clean clone does after `make install`, and nothing else."""
    at.mkdir()
    kept = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in sorted({path.partition("/")[0] for path in kept.stdout.split("\0") if path}):
        (at / name).symlink_to(ROOT / name)
    (at / ".venv").symlink_to(sys.prefix)
    # Else `make install` would change what runs this, in the middle of it.
    assert subprocess.run(["make", "-q", "install"], cwd=at, check=False).returncode == 0, "make install"
    return at


def typed(asked: Sequence[Command], at: Path, environment: Mapping[str, str]) -> list[Typed]:
    """Type commands into one shell at a checkout; nothing of the caller's environment but where programs are.

    `/srv` is a directory beside the checkout.
    """
    places = at.with_name("srv")
    (places / "gouji").parent.mkdir()
    (places / "gouji").symlink_to(at)
    script = ["exec 2>&1", f"printf '{_MARK}'"]
    for command in asked:
        line = INSTEAD[command.line][0] if command.line in INSTEAD else command.line
        script += [line.replace("/srv/", f"{shlex.quote(str(places))}/"), f'printf "\\n%s{_MARK}" $?']
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    quiet = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "GX_ANALYTICS_ENABLED": "false"}
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=at, env={**kept, **quiet, "LANG": "en_US.UTF-8", **environment}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    said = done.stdout.split(_MARK)[1:-1]
    assert len(said) == len(asked), (asked[len(said)], done.stdout[-2000:])
    return [_typed(*pair) for pair in zip(asked, said, strict=True)]


def _typed(command: Command, said: str) -> Typed:
    text, _, status = said.rpartition("\n")
    return Typed(command, int(status), text)


def _lines() -> list[str]:
    outside = re.sub(r"^```.*?^```$", "", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S)
    return outside.splitlines()


def _blocks() -> Iterator[tuple[str, str, str]]:
    """Yield chapter, language and body of each fenced block."""
    chapter = ""
    for match in re.finditer(r"^## ([^\n]*)$|^```([^\n]*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S):
        if match[1] is not None:
            chapter = match[1]
        else:
            yield chapter, match[2], match[3]
