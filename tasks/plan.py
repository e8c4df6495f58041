"""What a run will read, in what batches, and which of it is settled together. Pure over what was met and HEAD."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from tasks.raw import Met
from tasks.recorded import Pair, Recorded, Scope
from tasks.spool import Facts

BATCH = 500
"""Documents a task is given: large enough that a task run costs nothing, small enough to show progress."""
LOAD = 2_000
"""Documents one commit takes: in memory beside all the cells of their province. Where one year and province has more,
it is committed in as many parts."""


class Load:
    """The documents one commit takes: every pair of bytes and address, and their hashes in batches, each once.

    A plain class, not a dataclass: Prefect walks through lists and dataclasses it is handed, item by item.
    """

    __slots__ = ("batches", "met")

    def __init__(self, met: list[Met], batches: list[list[str]]) -> None:
        """Hold the pairs of a load and its batches."""
        self.met = met
        self.batches = batches


class Plan:
    """What a run reads, and how many documents it will not read again because of what HEAD says of them."""

    __slots__ = ("_groups", "out_of_scope", "superseded")

    def __init__(self, groups: list[list[Met]], out_of_scope: int = 0, superseded: int = 0) -> None:
        """Hold the groups of documents that must be settled together, in order, and the two counts."""
        self._groups = groups
        self.out_of_scope = out_of_scope
        self.superseded = superseded

    @property
    def documents(self) -> int:
        """Return how many documents the run is about, read again or not."""
        return sum(map(len, self._groups)) + self.out_of_scope + self.superseded

    @property
    def batches(self) -> list[list[Met]]:
        """Return what is to be read, each bytes once, as many at a time as one task takes."""
        once = list({each.source.sha256: each for group in self._groups for each in group}.values())
        return [once[start : start + BATCH] for start in range(0, len(once), BATCH)]

    def loads(self, facts: Mapping[str, Facts]) -> list[Load]:
        """Return what each commit takes, once everything is read; `facts` of every document by sha256.

        Ordered by year and province, and cut there, so that a partition is rewritten once; what is small shares a
        commit. What must be settled together is never divided: now also files that turned out to be one report.
        """
        places: dict[tuple[int, str], list[list[Met]]] = defaultdict(list)
        for group in _of_one_report(self._groups, facts):
            places[_place(group, facts)].append(group)
        loads: list[list[list[Met]]] = []
        for _, groups in sorted(places.items()):
            documents = sum(map(len, groups))
            if loads and sum(map(len, loads[-1])) + documents <= LOAD:
                loads[-1] += groups
            else:
                loads += _parts(groups, documents)
        return [_load(groups) for groups in loads]


def plan_again(met: Iterable[Met], recorded: Recorded, scope: Scope) -> Plan:
    """Return the plan of a run over what the raw store holds.

    What HEAD records as superseded, or in another place or year than the scope, is only counted; but not what its
    address has given again since.
    """
    taken: list[Met] = []
    superseded = out_of_scope = 0
    every = list(met)
    last = {(each.source.sha256, each.source.address): each.last_met for each in every}
    for each in every:
        successors = recorded.gave_way_to(each.source.sha256, each.source.address)
        if any(last.get(pair, "") >= each.last_met for pair in successors):
            superseded += 1
        elif scope and not recorded.in_scope(each.source.sha256, scope):
            out_of_scope += 1
        else:
            taken.append(each)
    return Plan(_ordered(taken, recorded), out_of_scope, superseded)


def plan_new(met: Sequence[Met], raw: Callable[[], Iterable[Met]], recorded: Recorded) -> Plan:
    """Return the plan of a run over given files.

    Where one of them is, or replaces, the reading a published report rests on, the report's other sources are read
    with it, from the raw store: whether they still say the same, or must take its place, is known only then.
    """
    given = {(each.source.sha256, each.source.address) for each in met}
    held = {address for _, address in given}
    wanted = {
        pair
        for report_id, pairs in recorded.of_report.items()
        if any(address in held for _, address in pairs)
        for pair in _beside(report_id, held, recorded)
        if pair not in given
    }
    others = [each for each in raw() if (each.source.sha256, each.source.address) in wanted] if wanted else []
    return Plan(_ordered([*met, *others], recorded))


def plan_reports(report_ids: Collection[str], raw: Iterable[Met], recorded: Recorded) -> Plan:
    """Return the plan of a run over all that stands for some reports, from the raw store."""
    wanted = {
        pair
        for report_id in report_ids
        for pair in recorded.of_report.get(report_id, ())
        if recorded.status(*pair) != "superseded"
    }
    return plan_pairs(wanted, raw, recorded)


def plan_pairs(wanted: Collection[Pair], raw: Iterable[Met], recorded: Recorded) -> Plan:
    """Return the plan of a run over some bytes and addresses, from the raw store."""
    return Plan(_ordered([each for each in raw if (each.source.sha256, each.source.address) in wanted], recorded))


def _beside(report_id: str, held: set[str], recorded: Recorded) -> Iterator[Pair]:
    """Yield the standing sources of a report that may become something else by what these addresses hold now."""
    pairs = [pair for pair in recorded.of_report[report_id] if recorded.status(*pair) != "superseded"]
    published = recorded.primaries.get(report_id, ("", ""))[0]
    rests = any(sha256 == published and address in held for sha256, address in pairs)
    for sha256, address in pairs:
        role = recorded.role(sha256)
        if role in ("conflict", "withdrawn") or (role == "second_source" if address in held else rests):
            yield sha256, address


def _ordered(met: Sequence[Met], recorded: Recorded) -> list[list[Met]]:
    # What a published report rests on is read first: it is what others are compared with, now as in any later run.
    primary = {address for _, address in recorded.primaries.values()}
    groups = [sorted(group, key=lambda each: each.source.address not in primary) for group in _groups(met, recorded)]
    return sorted(groups, key=lambda group: group[0].source.address not in primary)


def _groups(met: Sequence[Met], recorded: Recorded) -> list[list[Met]]:
    # Files that share bytes, an address or a published report are settled together: each group is one connected
    # set of them, and no load or batch ever divides it.
    sets = _Sets()
    for each in met:
        sets.join(each.source.sha256, each.source.address)
    for pairs in recorded.of_report.values():
        for _, address in pairs[1:]:
            sets.join(address, pairs[0][1])
    return sets.gathered([[each] for each in met], lambda each: each.source.address)


def _of_one_report(groups: Sequence[list[Met]], facts: Mapping[str, Facts]) -> list[list[Met]]:
    # Two addresses may bring one report in this very run.
    sets = _Sets()
    for group in groups:
        for each in group:
            sets.join(each.source.address, group[0].source.address)
            if report_id := facts[each.source.sha256].report_id:
                sets.join(report_id, group[0].source.address)
    return sets.gathered(groups, lambda each: each.source.address)


class _Sets:
    """Names joined into sets: by whatever chain two are connected, they are in one."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        self._parent[self._root(one)] = self._root(other)

    def gathered(self, groups: Iterable[list[Met]], name: Callable[[Met], str]) -> list[list[Met]]:
        """Return the groups whose first members' names are connected as one each, all in the order given."""
        together: dict[str, list[Met]] = defaultdict(list)
        for group in groups:
            together[self._root(name(group[0]))] += group
        return list(together.values())

    def _root(self, name: str) -> str:
        parent = self._parent
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name


def _place(group: Sequence[Met], facts: Mapping[str, Facts]) -> tuple[int, str]:
    # Files of one address that belong to several partitions are settled together all the same: in the latest.
    return max(facts[each.source.sha256][:2] for each in group)


def _parts(groups: Sequence[list[Met]], documents: int) -> list[list[list[Met]]]:
    """Return the groups of one place in as few equal parts as loads may hold, each of whole groups."""
    size = -(-documents // -(-documents // LOAD))
    parts: list[list[list[Met]]] = [[]]
    held = 0
    for group in groups:
        if held >= size:
            parts.append([])
            held = 0
        parts[-1].append(group)
        held += len(group)
    return parts


def _load(groups: Sequence[list[Met]]) -> Load:
    batches: list[dict[str, None]] = [{}]
    for group in groups:
        if len(batches[-1]) >= BATCH:
            batches.append({})
        batches[-1] |= dict.fromkeys(each.source.sha256 for each in group)
    return Load([each for group in groups for each in group], [list(batch) for batch in batches])
