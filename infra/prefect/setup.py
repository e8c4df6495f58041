"""Make on Prefect's server what the deployments need, and deploy: the pool, its queues, the automations.

    python infra/prefect/setup.py [--wait SECONDS]      from anywhere; the server is $PREFECT_API_URL

Run again it changes what differs and leaves the rest: after every upgrade. What was taken out of prefect.yaml or
automations.yaml stays on the server until a person deletes it there.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import yaml
from prefect import get_client  # noqa: TID251 - the server's own client; nothing here is part of the pipeline
from prefect.client.orchestration import PrefectClient  # noqa: TID251
from prefect.client.schemas.actions import WorkPoolCreate  # noqa: TID251
from prefect.events.schemas.automations import AutomationCore  # noqa: TID251
from prefect.exceptions import ObjectAlreadyExists  # noqa: TID251
from prefect.workers.process import ProcessWorker  # noqa: TID251

ROOT = Path(__file__).parents[2]
AUTOMATIONS = Path(__file__).with_name("automations.yaml")
POOL = "annual-reports"
QUEUES = {"by-hand": None, "scheduled": 1, "backfill": 1}
"""The queues of the pool, first served first, and how many runs of each go on at once: politeness, not safety.

Counted by the server from the runs themselves; a lease, as deployments have it, can be lost and then ends a run.
"""


def main(words: list[str]) -> int:
    """Set the server up and return 0; 1 where it does not answer or refuses something."""
    parser = argparse.ArgumentParser(prog="setup.py", description="Set Prefect's server up and deploy.")
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="for the server to answer")
    asked = parser.parse_args(words)
    try:
        asyncio.run(_set_up(asked.wait))
    except httpx.HTTPError as error:
        sys.stderr.write(f"Prefect's server: {error}\n")
        return 1
    deployed = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"], cwd=ROOT, check=False
    )
    return int(deployed.returncode != 0)


async def _set_up(patience: float) -> None:
    async with get_client() as client:
        await _answering(client, time.monotonic() + patience)
        template = ProcessWorker.get_default_base_job_template()
        pool = WorkPoolCreate(name=POOL, type="process", description="Gouji", base_job_template=template)
        try:
            await client.create_work_pool(pool)
        except ObjectAlreadyExists:
            sys.stdout.write(f"work pool {POOL}: there\n")
        for name, limit in QUEUES.items():
            await _queue(client, name, limit)
        for wanted in yaml.safe_load(AUTOMATIONS.read_text(encoding="utf-8"))["automations"]:
            await _automation(client, wanted)


async def _answering(client: PrefectClient, until: float) -> None:
    while (error := await client.api_healthcheck()) is not None:
        if time.monotonic() > until:
            raise httpx.ConnectError(f"{client.api_url}: {error}")
        await asyncio.sleep(0.5)


async def _queue(client: PrefectClient, name: str, limit: int | None) -> None:
    there = {each.name: each for each in await client.read_work_queues(work_pool_name=POOL)}
    queue = there.get(name) or await client.create_work_queue(name, work_pool_name=POOL)
    # Behind the pool's own default queue, which nothing uses.
    await client.update_work_queue(queue.id, priority=list(QUEUES).index(name) + 2, concurrency_limit=limit)


async def _automation(client: PrefectClient, wanted: dict[str, Any]) -> None:
    automation = AutomationCore.model_validate(wanted)
    there = await client.read_automations_by_name(automation.name)
    if not there:
        await client.create_automation(automation)
    for first, each in enumerate(there):
        if first:
            await client.delete_automation(each.id)
        elif AutomationCore.model_validate(each.model_dump(include=set(AutomationCore.model_fields))) != automation:
            await client.update_automation(each.id, automation)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
