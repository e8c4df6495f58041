"""What a run has read, on disk until its load is settled: a hundred thousand reports are more than memory should hold.

The file has no name, so nothing is left of it however the process ends.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import NamedTuple

from gouji.confined.records import packed, unpacked
from gouji.report import NoReport, Report

UNKNOWN_YEAR, UNKNOWN_REGION = 0, "0"


class Facts(NamedTuple):
    """What must be known of a document to cut a run into loads: the partition it falls in, and the report it is.

    Year 0 and region "0" stand for what is not known; what is no report has no `report_id`.
    """

    year: int
    region: str
    report_id: str | None

    @classmethod
    def of(cls, content: Report | NoReport) -> Facts:
        """Return the facts of what was read in one document."""
        if isinstance(content, NoReport):
            return cls(UNKNOWN_YEAR, UNKNOWN_REGION, None)
        identity = content.identity
        return cls(identity.report_year or UNKNOWN_YEAR, identity.region_code or UNKNOWN_REGION, content.report_id)


class Parsed(NamedTuple):
    """What parse made of one document: its facts, and the report itself, pickled."""

    facts: Facts
    report: bytes

    @classmethod
    def of(cls, content: Report | NoReport) -> Parsed:
        """Return what was read in one document, ready to travel between processes and to be put aside."""
        return cls(Facts.of(content), packed(content))


class Spool:
    """Reports put aside by the hash of the bytes they were read in; gone when the `with` block ends."""

    def __init__(self) -> None:
        """Open the file, in the system's directory for temporary files (`$TMPDIR`)."""
        self._file = tempfile.TemporaryFile(prefix="gouji-")  # noqa: SIM115 - closed where the `with` block ends
        self._places: dict[str, tuple[int, int]] = {}
        self._facts: dict[str, Facts] = {}

    def __enter__(self) -> Spool:
        """Return the spool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the file."""
        self._file.close()

    @property
    def facts(self) -> Mapping[str, Facts]:
        """Return the facts of every document put aside, by sha256."""
        return self._facts

    def add(self, documents: Iterable[tuple[str, Parsed]]) -> None:
        """Put aside what was read in some documents, each under the sha256 of its bytes."""
        at = self._file.seek(0, 2)
        for sha256, (facts, report) in documents:
            self._file.write(report)
            self._places[sha256] = at, len(report)
            # A nation's are held at once, of some thirty regions.
            self._facts[sha256] = facts._replace(region=sys.intern(facts.region))
            at += len(report)

    def read(self, batches: Iterable[Sequence[str]]) -> Iterator[list[Report | NoReport]]:
        """Return what was read in each batch of documents, one batch in memory at a time, in the order asked for."""
        return ([self._opened(sha256) for sha256 in batch] for batch in batches)

    def pickled(self, batch: Iterable[str]) -> list[bytes]:
        """Return what was read in some documents as it was put aside."""
        return [self._held(sha256) for sha256 in batch]

    def _opened(self, sha256: str) -> Report | NoReport:
        return unpacked(self._held(sha256))

    def _held(self, sha256: str) -> bytes:
        at, size = self._places[sha256]
        self._file.seek(at)
        return self._file.read(size)
