"""Prints forged pages and Word files as PDF, many in one run of the program: Chromium, LibreOffice's Writer."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from tests.forge.truth import Forged

PRINTED = ("pdf-chromium", "pdf-libreoffice")
_SECONDS_TO_START = 60
_SECONDS_A_FILE = 30
_FOOT = '<div style="font-size:9px;width:100%;text-align:center">{}</div>'


def available(medium: str) -> bool:
    """Return whether what prints this medium is installed."""
    return _program(medium) is not None


def printed(batch: Sequence[Forged]) -> list[Forged]:
    """Return a batch in which what was still to be printed is a PDF; the rest is as it was."""
    found = list(batch)
    for medium, prints in (("pdf-chromium", _by_chromium), ("pdf-libreoffice", _by_libreoffice)):
        numbers = [number for number, forged in enumerate(batch) if forged.medium == medium]
        if numbers:
            for number, data in zip(numbers, prints([batch[number] for number in numbers]), strict=True):
                found[number] = replace(found[number], data=data)
    return found


def _program(medium: str) -> str | None:
    names = (
        ("chromium", "chromium-browser", "google-chrome") if medium == "pdf-chromium" else ("soffice", "libreoffice")
    )
    return next(filter(None, map(shutil.which, names)), None)


@contextmanager
def _running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program as a process group of its own, and end all of it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _by_libreoffice(batch: Sequence[Forged]) -> list[bytes]:
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        names = []
        for number, forged in enumerate(batch):
            names.append(home / f"{number}.docx")
            names[-1].write_bytes(forged.data)
        profile = (home / "profile").as_uri()
        command = [str(_program("pdf-libreoffice")), f"-env:UserInstallation={profile}", "--headless", "--norestore",
                   "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(home), *map(str, names)]  # fmt: skip
        with _running(command) as process:
            process.wait(_SECONDS_TO_START + _SECONDS_A_FILE * len(batch))
        return [name.with_suffix(".pdf").read_bytes() for name in names]


def _by_chromium(batch: Sequence[Forged]) -> list[bytes]:
    # Its last files may still be written while it dies.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        command = [str(_program("pdf-chromium")), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                   "--disable-background-networking", "--disable-dev-shm-usage", "--remote-debugging-port=0",
                   f"--user-data-dir={directory}", "about:blank"]  # fmt: skip
        with _running(command):
            where = _address(Path(directory))
            with connect(where, max_size=None, compression=None) as socket:
                return [_print(_Browser(socket), forged) for forged in batch]


def _address(directory: Path) -> str:
    """Return where the browser listens, which it writes down when it is up."""
    told = directory / "DevToolsActivePort"
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end:
        lines = told.read_text().split("\n") if told.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise TimeoutError("the browser did not start")


class _Browser:
    """Asks a browser by its DevTools protocol."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.number, self.session = socket, 0, ""

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv(timeout=_SECONDS_A_FILE))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result


def _print(browser: _Browser, forged: Forged) -> bytes:
    rng = random.Random(f"print/{forged.seed}/{forged.fault}")
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    frame = browser.ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
    browser.ask("Page.setDocumentContent", frameId=frame, html=forged.data.decode())
    number = rng.choice(["", "", '<span class="pageNumber"></span>', '- <span class="pageNumber"></span> -'])
    result = browser.ask(
        "Page.printToPDF", preferCSSPageSize=True, printBackground=rng.random() < 0.5, displayHeaderFooter=bool(number),
        headerTemplate="<span></span>", footerTemplate=_FOOT.format(number), scale=rng.choice([1, 1, 0.9, 0.8]),
        landscape=rng.random() < 0.1, generateTaggedPDF=rng.random() < 0.5,
    )  # fmt: skip
    browser.session = ""
    browser.ask("Target.closeTarget", targetId=target)
    return base64.b64decode(result["data"])
