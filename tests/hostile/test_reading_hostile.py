"""What is made to harm its reader costs itself alone: it is refused, or read for what it prints, and nothing else."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import docx as python_docx
import pytest

from gouji.confined import limits
from gouji.confined.reading import Confined
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from tests.hostile.documents import CUTS, FILES, enormous, page, pdf
from tests.integration.written import report

REFUSED = {
    "zip-bomb.docx": {"read.limit_exceeded"},
    "zip-bomb-of-paragraphs.docx": {"read.limit_exceeded"},
    "xml-of-400-mb.docx": {"read.limit_exceeded"},
    "hundred-thousand-members.docx": {"read.limit_exceeded"},
    "up.docx": {"read.broken", "read.unsupported"},
    "absolute.docx": {"read.broken", "read.unsupported"},
    "dtd.docx": {"read.broken", "read.unsupported"},
    "laughs.docx": {"read.broken", "read.unsupported"},
    "entity-of-a-file.docx": {"read.broken", "read.unsupported"},
    "entity-of-an-address.docx": {"read.broken", "read.unsupported"},
    "encrypted.docx": {"read.encrypted"},
    "encrypted.pdf": {"read.encrypted"},
    "nested.zip": {"read.unsupported"},
    "hundred-thousand-pages.pdf": {"read.limit_exceeded"},
    "million-tags.html": {"read.limit_exceeded"},
}
"""What must be refused, and by which rules; the others may be, but not by a crash."""
BEYOND_ITS_READER = {"bomb-of-spaces.pdf", "bomb-of-operators.pdf", "bomb-in-a-bomb.pdf"}
"""What the library beneath a reader unpacks before anybody can stop it: the process is what holds it."""


def rules_of(outcome: Report | NoReport) -> set[str]:
    problems = outcome.problems if isinstance(outcome, Report) else ()
    return {problem.rule_id for problem in problems if problem.rule_id.startswith("read.")}


@pytest.fixture(scope="module")
def confined() -> object:
    with Confined() as confined:
        yield confined
        assert confined.unconfined is None


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_or_read_within_the_limits(confined: Confined, name: str) -> None:
    data = FILES[name]()
    assert len(data) < 64 * 1024**2
    outcome = confined.read(Snapshot.of(data, name))
    rules = rules_of(outcome)
    # The readers' own limits come first: what only the process survives is theirs to learn.
    assert "read.crashed" not in rules or name in BEYOND_ITS_READER, outcome
    assert not any(problem.detail == limits.too_long(limits.SECONDS)[1] for problem in getattr(outcome, "problems", ()))
    if name in REFUSED:
        assert rules, outcome
        assert rules <= REFUSED[name]
    said = str(outcome)
    assert "root:" not in said
    assert not Path("/escaped.txt").exists()
    assert not isinstance(outcome, Report) or not any(table.cells for table in outcome.tables)


def _word(text: str) -> bytes:
    document, out = python_docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["docx", "pdf", "html"])
def test_what_breaks_off_is_refused_or_says_no_more_than_the_whole(confined: Confined, kind: str) -> None:
    whole = {"docx": lambda: _word(report()), "pdf": pdf, "html": lambda: page(f"<pre>{report()}</pre>")}[kind]()
    for part in CUTS:
        data = whole[: int(len(whole) * part)]
        outcome = confined.read(Snapshot.of(data, f"{part}.{kind}"))
        assert "read.crashed" not in rules_of(outcome), part
        if kind == "docx":
            assert rules_of(outcome), part


@pytest.mark.parametrize("kind", ["docx", "pdf", "html"])
def test_bytes_that_are_changed_harm_nobody(confined: Confined, kind: str) -> None:
    whole = {"docx": lambda: _word(report()), "pdf": pdf, "html": lambda: page(f"<pre>{report()}</pre>")}[kind]()
    for number in range(40):
        data = bytearray(whole)
        for at in range(8, len(data), 97 + number):
            data[at] = (data[at] + 13 * number + 1) % 256
        assert "read.crashed" not in rules_of(confined.read(Snapshot.of(bytes(data), f"{number}.{kind}"))), number


def test_the_door_says_why_of_each_and_judges_the_others(tmp_path: Path) -> None:
    names = ["zip-bomb.docx", "laughs.docx", "entity-of-a-file.docx", "encrypted.pdf", "million-tags.html"]
    folder = tmp_path / "中文 目录"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(FILES[name]())
    (folder / "good.txt").write_text(report())
    with (folder / "large.xml").open("wb") as stream:
        stream.writelines(enormous())
    done = subprocess.run(
        [sys.executable, "-m", "gouji.cli", "parse", "--json", str(folder)],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "gbk"},
        timeout=170,
    )
    assert (done.returncode, done.stderr) == (2, b"")
    said = {Path(each["file"]).name: each for each in map(json.loads, done.stdout.splitlines())}
    assert set(said) == {*names, "good.txt", "large.xml"}
    assert said["good.txt"]["verdict"] == "accept"
    assert said["large.xml"]["error"].startswith("read.limit_exceeded")
    for name in names:
        assert said[name]["error"].partition(":")[0] in REFUSED[name], name
