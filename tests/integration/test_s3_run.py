"""A run on S3 as the README shows it, from the shell, and what the doors read from there."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Runs
from written import report

from flows.__main__ import door
from gouji.release import head
from tasks.reading.pool import Pool
from tasks.root import storage_at
from tasks.storage import S3Storage, s3_storage
from tests.printed import READMES, ROOT, blocks, examples
from tests.s3.same import same_bytes
from tests.s3.server import point_at

SERVER = ".venv/bin/moto_server -p 5000 &"
AT = "s3://gouji/demo"
WRONG = {"requests/granted/natural_person": "3"}
pytestmark = pytest.mark.timeout(400)


@dataclass
class Shell:
    """What the README's block printed, command by command, and the settings it left."""

    printed: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)


def commands(page: Path) -> list[str]:
    """Return the commands of the block that starts a server, in their order."""
    [block] = [block for block in blocks(page, "console") if SERVER in block]
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Run the block at the root as a person types it, on a free port; the server stays until the module is done."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    home = tmp_path_factory.mktemp("home")
    # Nor is the shell inside another make, which would tell where it enters and hand on its own arguments.
    given = re.findall(r"^(\w+) +\?=", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "AWS_", "MAKE", "MFLAGS")) and name not in given
    }
    environment |= {"PREFECT_HOME": str(home), "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    start, *rest = commands(READMES[0])
    program = shlex.split(start.replace("5000", port).removesuffix("&"))
    with subprocess.Popen(
        program, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            _answers(int(port), server)
            done = Shell()
            for command in rest:
                typed = command.replace("5000", port)
                if typed.startswith("export "):
                    done.settings = dict(each.split("=", 1) for each in shlex.split(typed)[1:])
                    environment |= done.settings
                    continue
                # The stamp is not looked at: what is installed is what is tested.
                typed = re.sub(r"^make ", "make -o .venv/.installed ", typed)
                # The run is read on a console that cannot print every character.
                encoding = "gbk" if typed.startswith("make ") else "utf-8"
                ran = subprocess.run(
                    ["bash", "-c", typed],
                    cwd=ROOT,
                    env=environment | {"PYTHONIOENCODING": encoding},
                    capture_output=True,
                    check=False,
                )
                assert (ran.returncode, ran.stderr.decode(errors="replace")) == (0, ""), command
                done.printed[command] = ran.stdout.decode(encoding).rstrip("\n")
            yield done
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _answers(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return once the server takes connections."""
    while server.poll() is None:
        with socket.socket() as client:
            client.settimeout(1)
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("the server did not start")


@pytest.fixture
def there(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> S3Storage:
    """Give the storage the README published to."""
    point_at(shell.settings, monkeypatch)
    return s3_storage(AT)


def call(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(door, [*arguments, "--lang", lang])


def test_the_readme_prints_what_was_printed(shell: Shell, there: S3Storage) -> None:
    shown = {command: said for command, said in examples(READMES[0]).items() if command in shell.printed and said}
    assert shown
    assert {command: shell.printed[command] for command in shown} == shown


def test_a_run_ends_with_its_account_and_what_to_look_at(shell: Shell, there: S3Storage) -> None:
    printed = next(said for command, said in shell.printed.items() if command.startswith("make run")).splitlines()
    assert re.fullmatch(r"读取 (\d+) = 发布 \d+ \+ 退回 \d+ \+ 忽略 \d+", printed[0])
    assert any(re.search(r"龙凤镇人民政府 2019.*印 1，算得 2 \(requests\.row_total\)", line) for line in printed)
    pages = f"docs/runs/{head(there).number}/"
    looked = [f"{AT}/{pages}rejected.html", f"{AT}/{pages}rejected.csv", f"{AT}/current"]
    assert [line.strip() for line in printed[-3:]] == looked
    names = ("summary.json", "summary.md", "rejected.csv", "rejected.html", "gate.json")
    assert set(there.list(pages)) >= {pages + name for name in names}
    facts = json.loads(there.get(f"{pages}summary.json") or b"")
    counted = [facts[each] for each in ("read", "published", "rejected", "ignored")]
    assert [int(number) for number in re.findall(r"\d+", printed[0])] == counted


def test_both_readmes_type_the_same(there: S3Storage) -> None:
    english, chinese = (commands(page) for page in READMES)
    assert [each.replace("--lang zh", "--lang en") for each in chinese] == english
    [rejected] = [(command, said) for command, said in examples(READMES[1]).items() if "flows rejected" in command]
    assert call(*shlex.split(rejected[0])[3:-2], lang="zh").output.rstrip("\n") == rejected[1]


def test_a_directory_gets_the_same_bytes(there: S3Storage, tmp_path: Path, pool: Pool) -> None:
    runs = Runs(tmp_path, pool)
    runs.run(str(ROOT / "samples"))
    same_bytes(storage_at(str(runs.root)), there)


def test_the_doors_read_from_s3(there: S3Storage, tmp_path: Path) -> None:
    status = call("status", "--at", AT)
    assert (status.exit_code, f"Version {head(there).number}" in status.output) == (0, True)
    shown = call("show", "422801100-gov-2019", "--at", AT)
    assert (shown.exit_code, "1→2?" in shown.output) == (0, True)
    copied = call("original", "422801100-gov-2019", "--copy", str(tmp_path), "--at", f"{AT}/")
    assert copied.exit_code == 0
    name = "2019-township-row-total.txt"
    assert (tmp_path / name).read_bytes() == (ROOT / "samples" / name).read_bytes()
    nothing = call("status", "--at", f"{AT}/nothing")
    assert (nothing.exit_code, f"{AT}/nothing" in nothing.output) == (2, True)


def test_source_and_root_in_one_bucket(there: S3Storage, tmp_path: Path, pool: Pool) -> None:
    bucket = s3_storage("s3://gouji")
    files = {"in/临山 2020.txt": report(), "in/b/临山 2019.txt": report(year=2019, cells=WRONG), "in/.x/c": "通知"}
    for name, text in files.items():
        bucket.put(name, text.encode())
    runs = Runs(tmp_path, pool)
    runs.root = "s3://gouji/in/out"  # type: ignore[assignment]
    first = runs.run("s3://gouji/in")
    assert (first.read, first.counts["published"], first.counts["rejected"]) == (2, 1, 1)
    again, replayed = runs.run("s3://gouji/in/"), runs.run(raw=True)
    assert (again.read, again.number, replayed.read, replayed.number) == (2, None, 2, None)
    shown = call("show", "临山 2019.txt", "--at", "s3://gouji/in/out")
    assert "s3://gouji/in/b/临山 2019.txt" in shown.output.splitlines()[1]

    bucket.put("in/b/临山 2019.txt", report(year=2019).encode())
    one = runs.run("s3://gouji/in/b/临山 2019.txt")
    assert (one.read, one.counts["published"]) == (1, 1)

    def published(*arguments: str) -> list[tuple[str, ...]]:
        result = call("status", *arguments, "--at", "s3://gouji/in/out")
        assert result.exit_code == 0
        return re.findall(r"浙江省\D*(\d{4})\D*(\d+)\D*(\d+)", result.output)

    assert published() == published("--as-of", str(one.number)) == [("2019", "1", "0"), ("2020", "1", "0")]
    assert published("--as-of", str(first.number)) == [("2019", "0", "1"), ("2020", "1", "0")]
