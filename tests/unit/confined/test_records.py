"""What comes back from a reader is opened without running anything it names."""

from __future__ import annotations

import io
import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.confined import frames, limits
from gouji.confined.child import sized
from gouji.confined.records import NotAdmitted, packed, plain, unpacked
from gouji.parse import read
from gouji.report import Identity, NoReport, Report, Section, Statement
from gouji.snapshot import Snapshot

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("*.txt"))
EMPTY = Report("0" * 64, "text/plain", Identity(), ())


def stated(value: Decimal) -> Report:
    statement = Statement("1", "disclosed_total", None, "own", value, "exact", None, "x", "")
    return Report("0" * 64, "text/plain", Identity(), (), statements=(statement,))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_reading_survives_the_way(path: Path) -> None:
    reading = read(Snapshot.of(path.read_bytes(), path.name))
    assert unpacked(packed(reading)) == reading


def test_what_is_no_report_survives_the_way() -> None:
    reading = NoReport("0" * 64, "text/plain", "empty")
    assert unpacked(packed(reading)) == reading


class Calls:
    def __init__(self, function: object, *arguments: object) -> None:
        self.called = function, arguments

    def __reduce__(self):  # type: ignore[no-untyped-def]
        return self.called


@pytest.mark.parametrize(
    "content",
    [
        Calls(exec, "raise SystemExit"),
        Calls(getattr, "", "join"),
        Calls(__import__, "os"),
        Calls(bytearray, 10),
        (EMPTY, Calls(print, "x")),
        {"a": 1},
        "text",
        Identity(),
        None,
        stated(Decimal("1e999999999")),
        stated(Decimal("NaN")),
        stated(Decimal("1" * 65)),
        stated(Decimal("1e-999999")),
        Path("x"),
        io.BytesIO(b"x"),
        Report,
        ValueError("x"),
    ],
    ids=lambda content: type(content).__name__,
)
def test_nothing_else_is_admitted(content: object) -> None:
    with pytest.raises(NotAdmitted):
        unpacked(pickle.dumps(content))


@pytest.mark.parametrize("data", [b"", b"\x80\x05", b"garbage", b"cos\nsystem\n(S'true'\ntR.", b"(" * 100_000 + b".",
                                  pickle.dumps(EMPTY)[:-30]])  # fmt: skip
def test_bytes_that_are_no_reading_are_refused(data: bytes) -> None:
    with pytest.raises(NotAdmitted):
        unpacked(data)


def test_beside_a_reading_nothing_but_texts_and_numbers_is_admitted() -> None:
    assert plain(pickle.dumps(((2020, "220000", None), b"x"))) == ((2020, "220000", None), b"x")
    with pytest.raises(NotAdmitted):
        plain(packed(EMPTY))


def test_a_reading_that_is_too_large_to_travel_is_replaced_by_why() -> None:
    snapshot = Snapshot.of(b"x", "x")
    section = Section(1, "preamble", "", "字" * (limits.REPLY // 3))
    large = Report(snapshot.source.sha256, "text/plain", Identity(), (), (section,))
    instead, data = sized(snapshot.source, large)
    assert unpacked(data) == instead
    assert isinstance(instead, Report)
    assert (instead.sha256, instead.problems[0].rule_id) == (large.sha256, "read.limit_exceeded")


def test_frames_come_as_they_were_sent() -> None:
    pipe = io.BytesIO()
    for payload in (b"", b"x" * 100, b"y"):
        frames.write(pipe, payload)
    pipe.seek(0)
    assert [frames.read(pipe, 100) for _ in range(4)] == [b"", b"x" * 100, b"y", None]


@pytest.mark.parametrize(
    ("sent", "error"),
    [(b"\0\0\0", EOFError), (b"\0" * 7 + b"\5abc", EOFError), (b"\0" * 7 + b"\x0b", frames.TooLong),
     (b"\xff" * 8, frames.TooLong)],
)  # fmt: skip
def test_frames_that_break_off_or_are_too_long_are_not_read(sent: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        frames.read(io.BytesIO(sent), 10)
