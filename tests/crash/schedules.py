"""Schedules: several runs over overlapping scopes on one store, killed and run again, all drawn from one seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

REGIONS = ("220000", "370000")
YEARS = (2020, 2021)
BODIES = tuple(f"2201840{n:02d}-gov" for n in range(5))
CROWD = tuple(f"3701{n:04d}-gov" for n in range(24))
"""Bodies of one partition: enough of them that the shrink guard speaks when they leave it."""

_CHANCES = (("mirror", 0.12), ("rollback", 0.2), ("gc", 0.28), ("release", 0.36))
"""Up to which draw a job is which; the others are runs."""

Steps = Mapping[str, Mapping[str, int]]
"""By situation (`first`, `run`, `mirror` ...): the steps an order takes there, and how often."""


@dataclass(frozen=True)
class Job:
    """One order to a process: what it does, and at which occurrence of which step it is killed, or stopped."""

    name: str
    verb: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    failpoint: tuple[str, int, bool] | None = None

    def order(self, root: str) -> dict[str, Any]:
        """Return the order as the process takes it."""
        return {"name": self.name, "verb": self.verb, "root": root, "failpoint": self.failpoint, **self.facts}

    def surviving(self) -> Job:
        """Return the same job, this time not killed."""
        return replace(self, failpoint=None)


Round = list[Job]
"""Jobs begun at once."""


def schedule(seed: int, steps: Steps, aim: str | None = None) -> list[Round]:
    """Return what happens under this seed: the same seed and steps, the same schedule.

    `aim`: a step that every job able to take it is killed at, for steps that chance does not reach; where runs do not
    take it, half of the jobs are of a verb that does.
    """
    random = Random(seed)
    crowded = random.random() < 0.2
    rounds = [[Job("first", "run", _first(random, crowded))]]
    likely = _verb_beside_runs(steps, aim)
    for number in range(random.randint(2, 3)):
        letters = "abc"[: random.choice([1, 2, 2, 3])]
        rounds.append([_job(random, f"{number + 1}{letter}", crowded, likely) for letter in letters])
    return [[replace(job, failpoint=_failpoint(random, job, steps, aim)) for job in jobs] for jobs in rounds]


def again(job: Job, seed: int, steps: Steps) -> Job:
    """Return a job that was killed, to be run again: sometimes to be killed once more."""
    random = Random(f"{seed} {job.name}")
    return replace(job, failpoint=_failpoint(random, job, steps, None) if random.random() < 0.3 else None)


def survey() -> list[Job]:
    """Return jobs that take every step one after the other: a report comes, is revised, moves, is withdrawn."""
    b0, b1, b2 = ([_reading(Random(0), body, status="published")] for body in BODIES[:3])
    moved = [reading | {"region": "130000", "granted": 9} for reading in b0]
    out = [reading | {"status": "rejected"} for reading in b1]
    return [
        Job("first", "run", {"readings": [*b0, *b1]}),
        Job("1", "run", {"readings": [*moved, *b2], "attached": {"reference/rules.csv": "1"}}),
        Job("2", "run", {"readings": out, "attached": {"reference/rules.csv": "2"}}),
        Job("3", "run", {"readings": b1, "attached": {"reference/outcomes.csv": "1"}}),
        Job("4", "run", {"readings": [b2[0] | {"region": "110000"}, out[0]]}),
        Job("5", "mirror", {"verify": True}),
        Job("6", "release", {"release": "1"}),
        Job("7", "rollback", {"back": 4}),
        Job("8", "gc", {"keep": 0}),
        Job("9", "run", {"readings": moved}),
        Job("10", "gc", {"keep": 0}),
    ]


def situation(job: Job) -> str:
    """Return under what name the steps of such a job are known."""
    return "first" if job.name == "first" else job.verb


def _first(random: Random, crowded: bool) -> dict[str, Any]:
    readings = [_reading(random, body) for body in random.sample(BODIES, 3)]
    if crowded:
        readings += [_reading(random, body, year=2020, region="370000", status="published") for body in CROWD]
    return {"readings": readings}


def _verb_beside_runs(steps: Steps, aim: str | None) -> str | None:
    """Return a verb that takes a step which runs do not, None where they do or nobody is known to."""
    verbs = [verb for verb, known in steps.items() if aim in known]
    return None if not verbs or "run" in verbs or "first" in verbs else verbs[0]


def _job(random: Random, name: str, crowded: bool, likely: str | None) -> Job:
    chance = random.random()
    verb = next((verb for verb, up_to in _CHANCES if chance < up_to), "run")
    if likely is not None and random.random() < 0.5:
        verb = likely
    if verb == "mirror":
        return Job(name, verb, {"verify": random.random() < 0.5})
    if verb == "rollback":
        return Job(name, verb, {"back": random.randint(1, 2)})
    if verb == "gc":
        return Job(name, verb, {"keep": random.randint(0, 2)})
    if verb == "release":
        return Job(name, verb, {"release": random.choice("12")})
    if crowded and chance < 0.6:
        # More than the guard lets go, or just fewer.
        leaving = random.sample(CROWD, random.choice([24, 21, 19]))
        rejected = [_reading(random, body, year=2020, region="370000", status="rejected") for body in leaving]
        return Job(name, "run", {"readings": rejected, "allow_shrink": random.random() < 0.5})
    readings = [_reading(random, body) for body in random.sample(BODIES, random.randint(1, 3))]
    facts: dict[str, Any] = {"readings": readings}
    if random.random() < 0.25:
        facts["attached"] = {f"reference/{random.choice(['rules', 'items'])}.csv": str(random.randint(1, 3))}
    return Job(name, "run", facts)


def _reading(random: Random, body: str, **settled: Any) -> dict[str, Any]:
    """Return a file of a body: one of its texts or a copy elsewhere, read in some place and year, with some outcome.

    A body has one address of its own, so that a newer text is a revision of it and never a conflict.
    """
    status = random.choices(["published", "rejected", "ignored"], [7, 2, 1])[0]
    copied = random.random() < 0.15
    reading = {
        "text": f"{body} {'copy' if copied else random.randint(1, 3)}",
        "body": body,
        "year": random.choices(YEARS, [4, 1])[0],
        "region": random.choice(REGIONS),
        "address": f"https://{'copies' if copied else 'own'}/{body}",
        "status": status,
        "granted": random.randint(0, 2),
        "second": copied and status == "published",
    } | settled
    if settled:
        reading |= {"text": f"{body} 1", "address": f"https://own/{body}", "second": False}
    if reading["status"] == "rejected" and random.random() < 0.2 and not settled:
        reading |= {"year": None, "region": None}
    return reading


def _failpoint(random: Random, job: Job, steps: Steps, aim: str | None) -> tuple[str, int, bool] | None:
    known = steps.get(situation(job), {})
    if aim is not None and (aim in known or situation(job) == "run"):
        return aim, 1, False
    if not known or random.random() < 0.25:
        return None
    step = random.choice(sorted(known))
    return step, random.randint(1, known[step]), job.name != "first" and random.random() < 0.35
