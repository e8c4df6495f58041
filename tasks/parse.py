"""parse: Documents to Reports, by the engine that holds the Documents."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.reading.engine import Reading
from tasks.spool import Parsed
from tasks.watching.stages import staged


@task(name="parse", cache_policy=NO_CACHE)
@staged("parse", lambda parsed, *_, **__: {"documents": len(parsed)})
def parse_reports(reading: Reading) -> list[tuple[str, Parsed]]:
    """Return the reports of one batch by the hash of their bytes, pickled: only those being judged are ever opened."""
    return reading.parsed()
