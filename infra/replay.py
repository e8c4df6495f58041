"""The steps of infra/Dockerfile done in a scratch directory, for machines where no image can be built.

    python infra/replay.py

What an image would hold is made by the file's own COPY and RUN lines, from what .dockerignore lets through, and then
used as a container would: read-only but for /tmp, without root's powers, with its ENV and nothing else of this
machine's environment, on the samples.
Taken for granted are the base image, for which this Python stands, and what keeps one stage's disk from another's.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INSIDE = re.compile(r"(?<![\w.])/(opt|app|tmp)(?=[/\s:=]|$)")
"""The folders that the file writes to: each stands below the scratch directory here."""
PROOFS = (
    ("gouji", "--version"),
    ("python", "-m", "flows", "run", str(ROOT / "samples"), "--at", "/tmp/data"),
    ("python", "-m", "flows", "verify", "--at", "/tmp/data"),
    ("prefect", "worker", "start", "--help"),
    ("python", "-m", "dask", "scheduler", "--help"),
    ("python", "-m", "dask", "worker", "--help"),
)
POWERLESS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
"""To root without its powers, what may not be written may not be written."""
ABSENT = ("pytest", "mypy", "moto", "hatchling", "pip", "uv")


class Failed(Exception):
    """A step did not do here what it would have to do in an image."""


def main() -> int:
    """Replay the file, use what it made, and return 0; 1 and a sentence for the first thing that fails."""
    scratch = Path(tempfile.mkdtemp(prefix="gouji-image-"))
    try:
        scratch.chmod(0o755)
        environment = _made(scratch)
        _used(scratch, environment)
    except Failed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    finally:
        _do(["chmod", "-R", "u+w", str(scratch)], ROOT, dict(os.environ))
        shutil.rmtree(scratch)
    return 0


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Return the instructions of a Dockerfile in order, each with its arguments on one line."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for line in lines.replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word:
            yield word, re.sub(r"\s+", " ", rest)


def allowed(path: str, rules: list[str]) -> bool:
    """Tell whether a path of the root is sent to the builder: the last line that says something of it decides."""
    parts = Path(path).parts
    heads = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    sent = True
    for rule in rules:
        pattern = rule.removeprefix("!")
        deep = pattern.startswith("**/")
        names = parts if deep else heads
        if any(fnmatch.fnmatchcase(name, pattern.removeprefix("**/")) for name in names):
            sent = rule.startswith("!")
    return sent


def _made(scratch: Path) -> dict[str, str]:
    """Do the steps and return the environment that the last stage leaves."""
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignore if line and not line.startswith("#")]
    for folder in ("opt", "app", "tmp"):
        (scratch / folder).mkdir()
    (scratch / "tmp").chmod(0o777)
    here, path = scratch, f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(scratch / "tmp")}
    for word, rest in instructions((ROOT / "infra/Dockerfile").read_text(encoding="utf-8")):
        rest = INSIDE.sub(rf"{scratch}/\1", rest)
        if word == "FROM":
            # Only what a stage copies is in it. /opt is the venv itself: it cannot be moved, and stays where it is.
            shutil.rmtree(scratch / "app")
            (scratch / "app").mkdir()
            environment = {"PATH": path, "HOME": str(scratch / "tmp"), **_reach()}
        elif word == "WORKDIR":
            here = Path(rest)
        elif word == "ENV":
            environment |= {
                name: value.replace("$PATH", environment["PATH"])
                for name, value in (each.split("=", 1) for each in rest.split())
            }
        elif word == "COPY" and not rest.startswith("--from="):
            *sources, target = rest.split()
            for source in sources:
                _copy(source, here, target, rules)
        elif word == "RUN":
            _do(["sh", "-euc", rest], here, environment)
        elif word not in ("ARG", "COPY", "LABEL", "VOLUME", "USER", "CMD"):
            raise Failed(f"infra/Dockerfile: {word} is not known to infra/replay.py")
    return {name: value for name, value in environment.items() if name not in _reach()}


def _reach() -> dict[str, str]:
    """Return how this machine's installers reach the package index."""
    names = ("PIP_", "UV_", "SSL_CERT", "REQUESTS_CA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
    return {name: value for name, value in os.environ.items() if name.upper().startswith(names)}


def _copy(source: str, here: Path, target: str, rules: list[str]) -> None:
    found = ROOT / source
    files = [found] if found.is_file() else [path for path in found.rglob("*") if path.is_file()]
    sent = [path for path in files if allowed(path.relative_to(ROOT).as_posix(), rules)]
    if not sent:
        raise Failed(f"infra/Dockerfile: COPY {source}: .dockerignore lets none of it through, or it is not there")
    for path in sent:
        inside = path.name if found.is_file() else path.relative_to(found).as_posix()
        to = here / target / inside if target.endswith("/") else here / target
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)


def _do(words: list[str], here: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        words, cwd=here, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Failed(f"{' '.join(words)[:200]}\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def _used(scratch: Path, environment: dict[str, str]) -> None:
    """Use what was made; Failed where it writes to more than /tmp, or holds what only development needs."""
    app = scratch / "app"
    _do(["chmod", "-R", "a-w", str(app), str(scratch / "opt")], ROOT, environment)
    powerless = POWERLESS if os.geteuid() == 0 else ()

    def use(*words: str) -> str:
        # Found by the container's PATH, not by this process's.
        return _do(["/usr/bin/env", *powerless, *words], app, environment).strip()

    for words in PROOFS:
        said = use(*(INSIDE.sub(rf"{scratch}/\1", word) if word.startswith("/tmp/data") else word for word in words))
        sys.stdout.write(f"{' '.join(words)}: {said.partition(chr(10))[0]}\n")
    use("sh", "-c", "! touch here 2>/dev/null")
    program = "import importlib.util as u, sys; print(*[n for n in sys.argv[1:] if u.find_spec(n)])"
    if left := use("python", "-c", program, *ABSENT):
        raise Failed(f"in the image, and not for it: {left}")
    size = sum(path.stat().st_size for path in (scratch / "opt/gouji").rglob("*") if path.is_file())
    sys.stdout.write(f"/opt/gouji: {size / 2**20:.0f} MiB\n")


if __name__ == "__main__":
    sys.exit(main())
