"""normalize: bytes to Documents, by the engine of the run, which keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.raw import Met
from tasks.reading.engine import Engine, Reading
from tasks.watching.stages import staged


@task(name="normalize", cache_policy=NO_CACHE)
@staged("normalize", lambda _reading, batch, *_, **__: {"documents": len(batch)})
def normalize_reports(batch: Sequence[Met], root: str, engine: Engine) -> Reading:
    """Return the batch once every file of it is a Document, or a report stands for one that cannot be read."""
    reading = engine.reading(batch, root)
    reading.normalized()
    return reading
