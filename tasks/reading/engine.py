"""What a run reads documents with: batches go in, reports come out, whoever reads them and wherever.

Three engines read: worker processes (`pool.py`), threads of this process (`threads.py`), and a cluster (`cluster.py`).
What they make of the same bytes is the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Protocol, TypeVar

from tasks.raw import Met
from tasks.spool import Parsed

E = TypeVar("E", bound="Engine")


class Reading(Protocol):
    """One batch that is being read."""

    def normalized(self) -> None:
        """Return once every file of the batch is a Document, or something stands for it."""

    def parsed(self) -> list[tuple[str, Parsed]]:
        """Return what was read in each file of the batch, by the hash of its bytes, once all of them are read."""


class Engine(ABC):
    """Reads batches of documents until the `with` block ends."""

    def __init__(self) -> None:
        """Begin nothing yet."""
        self._begun: dict[str, Reading] = {}

    def __enter__(self: E) -> E:
        """Return the engine."""
        return self

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop whatever reads."""

    def close(self) -> None:
        """Stop whatever reads, outside of a `with` block."""
        self.__exit__(None, None, None)

    @property
    @abstractmethod
    def ahead(self) -> int:
        """Return how many batches should be begun beyond the one that is waited for."""

    @abstractmethod
    def begin(self, batch: Sequence[Met], root: str) -> Reading:
        """Return the batch, each bytes of which it holds once, being read."""

    def reading(self, batch: Sequence[Met], root: str) -> Reading:
        """Return the batch being read: as begun before, else begun now."""
        return self._begun.pop(_name(batch), None) or self.begin(batch, root)

    def each(self, batches: Iterable[Sequence[Met]], root: str) -> Iterator[Sequence[Met]]:
        """Return the batches, none twice, in the order they should be waited for; the next ones are begun before.

        So nobody who reads is idle while the last documents of a batch are read, or while it is put aside.
        """
        waiting: list[Sequence[Met]] = []
        for batch in batches:
            self._begun[_name(batch)] = self.begin(batch, root)
            waiting.append(batch)
            while len(waiting) > self.ahead:
                yield waiting.pop(self._next([self._begun[_name(each)] for each in waiting]))
        while waiting:
            yield waiting.pop(self._next([self._begun[_name(each)] for each in waiting]))

    def _next(self, readings: Sequence[Reading]) -> int:
        """Return which of the batches that are being read to wait for: the first."""
        return 0


def _name(batch: Sequence[Met]) -> str:
    # A run reads each bytes once, so the first of them is nobody else's.
    return batch[0].source.sha256
