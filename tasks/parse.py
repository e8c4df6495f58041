"""parse: Documents to Reports, in worker processes."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from gouji.normalize import crashed
from tasks.pool import CHUNK, Item, Pool, WorkerDied
from tasks.spool import Parsed


@task(name="parse", cache_policy=NO_CACHE)
def parse_reports(documents: Sequence[Item], pool: Pool) -> list[tuple[str, Parsed]]:
    """Return the reports of one batch by the hash of their bytes, pickled: only those being judged are ever opened."""
    chunks = [documents[start : start + CHUNK] for start in range(0, len(documents), CHUNK)]
    answers = pool.map("parse", chunks, lambda item: item)
    return [
        (source.sha256, Parsed.of(crashed(source.sha256, str(answer))) if isinstance(answer, WorkerDied) else answer)
        for chunk, answer_of_chunk in zip(chunks, answers, strict=True)
        for (source, _), answer in zip(chunk, answer_of_chunk, strict=True)
    ]
