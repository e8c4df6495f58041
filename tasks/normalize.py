"""normalize: bytes to Documents, in worker processes; the main process holds them pickled and never opens them."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from gouji.normalize import crashed, unreadable
from tasks.pool import CHUNK, Item, Pool, WorkerDied
from tasks.raw import Met, raw_bytes
from tasks.root import storage_at

_CHUNK_BYTES = 16 * 1024**2


@task(name="normalize", cache_policy=NO_CACHE)
def normalize_reports(batch: Sequence[Met], root: str, pool: Pool) -> list[Item]:
    """Return one pickled Document for each file, or the pickled report that stands for one that cannot be read."""
    storage = storage_at(root)
    unread = {met.source.sha256: _standing_for(met) for met in batch if met.oversize}
    chunks = list(_chunks([met for met in batch if met.source.sha256 not in unread]))
    answers = pool.map("normalize", chunks, lambda met: (met.source, raw_bytes(storage, met.source.sha256)))
    items = [
        (
            met.source,
            pickle.dumps(crashed(met.source.sha256, str(answer))) if isinstance(answer, WorkerDied) else answer,
        )
        for chunk, answer_of_chunk in zip(chunks, answers, strict=True)
        for met, answer in zip(chunk, answer_of_chunk, strict=True)
    ]
    return items + [(met.source, unread[met.source.sha256]) for met in batch if met.source.sha256 in unread]


def _standing_for(met: Met) -> bytes:
    return pickle.dumps(
        unreadable(met.source.sha256, "application/octet-stream", "read.limit_exceeded", f"{met.size} B")
    )


def _chunks(batch: Sequence[Met]) -> Iterator[list[Met]]:
    chunk: list[Met] = []
    for met in batch:
        if chunk and (len(chunk) == CHUNK or sum(each.size for each in chunk) + met.size > _CHUNK_BYTES):
            yield chunk
            chunk = []
        chunk.append(met)
    if chunk:
        yield chunk
