"""What a run will read, in what order and in what batches. Pure over what was met and what HEAD records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from tasks.raw import Met
from tasks.recorded import Recorded, Scope

BATCH = 500
"""Documents a task is given: large enough that a task run costs nothing, small enough to show progress."""
LOAD = 4_000
"""Documents one commit takes: 1.3 GB at the most. Each commit rewrites the partitions it touches."""


class Load:
    """The documents one commit takes: every pair of bytes and address, and batches of the bytes to read, each once.

    A plain class, not a dataclass: Prefect walks through lists and dataclasses it is handed, item by item.
    """

    __slots__ = ("batches", "met")

    def __init__(self, met: list[Met], batches: list[list[Met]]) -> None:
        """Hold the pairs of a load and its batches."""
        self.met = met
        self.batches = batches


class Plan:
    """The loads of a run, and how many documents it will not read again because of what HEAD says of them."""

    __slots__ = ("loads", "out_of_scope", "superseded")

    def __init__(self, loads: list[Load], out_of_scope: int = 0, superseded: int = 0) -> None:
        """Hold the loads and the two counts."""
        self.loads = loads
        self.out_of_scope = out_of_scope
        self.superseded = superseded

    @property
    def documents(self) -> int:
        """Return how many documents the run is about, read again or not."""
        return sum(len(load.met) for load in self.loads) + self.out_of_scope + self.superseded


def plan_again(met: Iterable[Met], recorded: Recorded, scope: Scope) -> Plan:
    """Return the plan of a run over what the raw store holds.

    What HEAD records as superseded, or in another place or year than the scope, is only counted.
    """
    taken: list[Met] = []
    superseded = out_of_scope = 0
    for each in met:
        if recorded.gave_way(each.source.sha256, each.source.address):
            superseded += 1
        elif scope and not recorded.in_scope(each.source.sha256, scope):
            out_of_scope += 1
        else:
            taken.append(each)
    return Plan(_loads(taken, recorded), out_of_scope, superseded)


def plan_new(met: Sequence[Met], raw: Callable[[], Iterable[Met]], recorded: Recorded) -> Plan:
    """Return the plan of a run over given files.

    Where one of them is, or replaces, the reading a published report rests on, the report's other sources are read
    with it, from the raw store: whether they still say the same, or must take its place, is known only then.
    """
    given = {(each.source.sha256, each.source.address) for each in met}
    held = {address for _, address in given}
    wanted = {
        pair
        for report_id, (_, address) in recorded.primaries.items()
        if address in held
        for pair in recorded.of_report[report_id]
        if pair not in given and pair[1] not in held and not recorded.gave_way(*pair)
    }
    others = [each for each in raw() if (each.source.sha256, each.source.address) in wanted] if wanted else []
    return Plan(_loads([*met, *others], recorded))


def _loads(met: Sequence[Met], recorded: Recorded) -> list[Load]:
    # What a published report rests on is read first: it is what others are compared with, now as in any later run.
    primary = {address for _, address in recorded.primaries.values()}
    groups = [sorted(group, key=lambda each: each.source.address not in primary) for group in _groups(met, recorded)]
    groups.sort(key=lambda group: group[0].source.address not in primary)
    loads: list[Load] = []
    for group in groups:
        if not loads or len(loads[-1].met) >= LOAD:
            loads.append(Load([], [[]]))
        load = loads[-1]
        if len(load.batches[-1]) >= BATCH:
            load.batches.append([])
        load.met += group
        load.batches[-1] += {each.source.sha256: each for each in reversed(group)}.values()
    return loads


def _groups(met: Sequence[Met], recorded: Recorded) -> list[list[Met]]:
    # Files that share bytes, an address or a published report are settled together: each group is one connected
    # set of them, and no load or batch ever divides it.
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name

    for each in met:
        parent[root(each.source.sha256)] = root(each.source.address)
    for pairs in recorded.of_report.values():
        for _, address in pairs[1:]:
            parent[root(address)] = root(pairs[0][1])
    groups: dict[str, list[Met]] = defaultdict(list)
    for each in met:
        groups[root(each.source.address)].append(each)
    return list(groups.values())
