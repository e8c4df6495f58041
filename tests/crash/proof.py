"""What must hold while a schedule runs and after it: readers see whole states, and no update of any run is lost."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from gouji.manifest import Head, Manifest, Storage
from gouji.release import commit, head, mirror
from gouji.rollback import rollback
from gouji.verify import ROLLBACK, verify
from tests.crash.child import settled, storage_of
from tests.crash.crew import Crew, Outcome
from tests.crash.reader import Watch, leftovers
from tests.crash.schedules import Job, Round, Steps, again, schedule, situation, survey
from tests.unit.published import mirrored


class Memory:
    """A Storage that nobody else has and where nothing dies."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def get_tagged(self, key: str) -> tuple[bytes, str] | None:
        data = self._kept.get(key)
        return None if data is None else (data, hashlib.sha256(data).hexdigest())

    def put(self, key: str, data: bytes) -> None:
        self._kept[key] = data

    def put_if_absent(self, key: str, data: bytes) -> bool:
        new = key not in self._kept
        self._kept.setdefault(key, data)
        return new

    def put_if_match(self, key: str, data: bytes, tag: str) -> bool:
        found = self.get_tagged(key)
        if found is None or found[1] != tag:
            return False
        self._kept[key] = data
        return True

    def exists(self, key: str) -> bool:
        return key in self._kept

    def list(self, prefix: str) -> list[str]:
        return sorted(key for key in self._kept if key.startswith(prefix))

    def delete(self, key: str) -> None:
        self._kept.pop(key, None)

    def ages(self, prefix: str) -> dict[str, float]:
        return dict.fromkeys(self.list(prefix), 0.0)


@dataclass
class Told:
    """What schedules came to: the steps taken, those at which a process was killed, orders, lost races, looks."""

    taken: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    orders: int = 0
    races: int = 0
    looks: int = 0

    def add(self, other: Told) -> None:
        """Take in what others came to."""
        self.taken.update(other.taken)
        self.killed.update(other.killed)
        self.orders, self.races, self.looks = (
            self.orders + other.orders,
            self.races + other.races,
            self.looks + other.looks,
        )

    def missing(self) -> list[str]:
        """Return the steps that were taken and at which no process was ever killed."""
        return sorted(self.taken.keys() - self.killed.keys())


def steps_of(crew: Crew, root: str) -> dict[str, dict[str, int]]:
    """Return the steps that jobs take, by situation, the most of each that one job took: nothing is killed."""
    steps: dict[str, dict[str, int]] = {}
    for job in survey():
        grow_old(root)
        (outcome,) = crew.carry_out([job.order(root)], meanwhile=lambda: None)
        known = steps.setdefault(situation(job), {})
        for step, count in outcome.seen.items():
            known[step] = max(count, known.get(step, 0))
    return steps


def prove(crew: Crew, root: str, seed: int, steps: Steps, aim: str | None = None) -> Told:
    """Run the schedule of a seed in an empty store and prove all of it; AssertionError says what does not hold."""
    return Proof(crew, root, seed, steps).run(schedule(seed, steps, aim))


class Proof:
    """One schedule in one store."""

    def __init__(self, crew: Crew, root: str, seed: int, steps: Steps) -> None:
        self._crew, self._root, self._seed, self._steps = crew, root, seed, steps
        self._storage = storage_of(root)
        self._watch = Watch(self._storage)
        self._done: list[tuple[Job, dict[str, Any]]] = []
        self._told = Told()
        self._asked = 0

    def run(self, rounds: list[Round]) -> Told:
        """Run the rounds, then everything that was killed until it is done; then prove the end."""
        waiting: list[Job] = []
        random = Random(f"{self._seed} order")
        for jobs in rounds:
            # Some of what was killed is run again beside the others, some only in the end.
            back = [job for job in waiting if random.random() < 0.5]
            waiting = [job for job in waiting if job not in back]
            waiting += self._round([*jobs, *(again(job, self._seed, self._steps) for job in back)])
        while waiting:
            random.shuffle(waiting)
            alone = random.random() < 0.5
            now, waiting = (waiting[:1], waiting[1:]) if alone else (waiting, [])
            waiting += self._round([job.surviving() for job in now])
        self._end()
        self._told.looks = self._watch.looks
        return self._told

    def _round(self, jobs: list[Job]) -> list[Job]:
        """Run jobs at once, readers beside them; return those that were killed."""
        grow_old(self._root)
        outcomes = self._crew.carry_out([job.order(self._root) for job in jobs], self._look_now_and_then)
        self._watch.look()
        for job, outcome in zip(jobs, outcomes, strict=True):
            self._note(job, outcome)
        return [job for job, outcome in zip(jobs, outcomes, strict=True) if outcome.died]

    def _look_now_and_then(self) -> None:
        # Over a network a look takes a request for every file.
        self._asked += 1
        if "://" not in self._root or self._asked % 10 == 0:
            self._watch.look()

    def _note(self, job: Job, outcome: Outcome) -> None:
        self._told.orders += 1
        if outcome.died:
            self._told.killed[outcome.died] += 1
            return
        self._told.taken.update(outcome.seen)
        self._told.races += outcome.done.get("lost", 0)
        self._done.append((job, dict(outcome.done)))

    def _end(self) -> None:
        """Prove that what readers open is HEAD, and that HEAD is what the same runs, one by one, would have made."""
        at = self._watch.state()
        assert mirrored(self._storage), "what readers open is not what HEAD names"
        assert mirror(self._storage, verify=True) == [], "a mirror found something to mend"
        assert leftovers(self._storage) == []
        found = verify(self._storage, None)
        assert (found.faults, found.remarks) == ((), ())
        self._replay(at)

    def _replay(self, at: Head) -> None:
        """Hold every state in HEAD's chain against the same runs one after the other, in a store where nobody dies."""
        jobs = {job.name: job for job, _ in self._done}
        numbers = {done["number"] for _, done in self._done if done.get("number") is not None}
        assert numbers <= self._watch.chain.keys(), "a commit that was told to have been made is not in HEAD's chain"
        apart = Memory()
        numbers_apart = {0: 0}
        for number, state in sorted(self._watch.chain.items()):
            if number:
                if state.note is not None:
                    back = numbers_apart[int(state.note.removeprefix(ROLLBACK))]
                    rollback(apart, head(apart), back, code_version=state.code_version)
                else:
                    _apply(apart, jobs[state.code_version])
                numbers_apart[number] = head(apart).number
                assert _state(head(apart).manifest) == _state(state), f"{number} is not what {state.code_version} makes"
            for job, done in self._done:
                if job.verb == "run" and done["number"] is None and done["at"] == number:
                    assert not _apply(apart, job), f"{job.name} was told that {number} holds all it brings"
        assert at.number == max(self._watch.chain)


def grow_old(root: str) -> None:
    """Let all that is stored by now be as old as what is collected, where a test can: on a directory."""
    for path in Path(root, "_store").rglob("*.*") if "://" not in root else ():
        os.utime(path, (0, 0))


def _apply(storage: Storage, job: Job) -> bool:
    at = head(storage)
    shrink = job.facts.get("allow_shrink", False)
    return commit(storage, at, settled(storage, at, job.facts), code_version=job.name, allow_shrink=shrink).changed


def _state(state: Manifest) -> tuple[object, ...]:
    return state.objects, state.attached, state.stale
