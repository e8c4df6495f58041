"""Which reading stands for a report, as a pure function of what was met where and when.

One report (a body and a year) may be met at several addresses, and at each in one version after another. What follows
is decided here alone, from the meetings in their order: so a run of today's files on top of what is published, and a
run over everything ever met, end the same.

- At each address the version met last stands; it supersedes the others.
- Of the addresses whose standing version is sound, the one that has been so for the longest is published. It stays
  published for as long as it is sound, whatever others say meanwhile.
- Another sound one with equal cells is a second source of it, one with other cells is in conflict with it.
- What a person withdrew has neither: every standing version is withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Role = Literal["published", "second_source", "conflict", "rejected", "withdrawn", "superseded"]


class Meeting(NamedTuple):
    """These bytes were met at this address, in place of what was met there before. They sort by when they were."""

    when: str
    source_uri: str
    sha256: str
    address: str


@dataclass(frozen=True)
class History:
    """What became of each version of one report.

    `roles`: by bytes and address. `published`: bytes and address of what is published, None where nothing is.
    `successors`: by bytes and address, the version that took its place there. `revisions`: by bytes, which version of
    its address it is, from 1.
    """

    roles: Mapping[tuple[str, str], Role] = field(default_factory=dict)
    published: tuple[str, str] | None = None
    successors: Mapping[tuple[str, str], str] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)
    superseded_by: Mapping[str, str] = field(default_factory=dict)
    """By bytes that stand nowhere: the version that took the last of their places."""

    def role(self, sha256: str) -> Role:
        """Return the role of these bytes where they stand, `superseded` where they stand nowhere."""
        return next(
            (role for (each, _), role in self.roles.items() if each == sha256 and role != "superseded"), "superseded"
        )


def history_of(
    meetings: Sequence[Meeting],
    sound: Mapping[str, bool],
    equal: Callable[[str, str], bool],
    *,
    withdrawn: bool = False,
) -> History:
    """Return what became of the versions of one report.

    `sound` says of each bytes whether their reading has no error by itself; `equal` whether two readings have equal
    cells, and is asked only where several sound ones stand.
    """
    versions: dict[str, list[Meeting]] = {}
    for meeting in sorted(meetings):
        at = versions.setdefault(meeting.address, [])
        if not at or at[-1].sha256 != meeting.sha256:
            at.append(meeting)
    standing = {address: at[-1].sha256 for address, at in versions.items()}
    since = {address: _sound_since(at, sound) for address, at in versions.items() if sound[standing[address]]}
    first = None if withdrawn or not since else min(since, key=lambda address: since[address])
    alike: dict[str, bool] = {}

    def role(sha256: str) -> Role:
        if withdrawn:
            return "withdrawn"
        if not sound[sha256] or first is None:
            return "rejected"
        if sha256 == standing[first]:
            return "published"
        if sha256 not in alike:
            alike[sha256] = equal(sha256, standing[first])
        return "second_source" if alike[sha256] else "conflict"

    roles: dict[tuple[str, str], Role] = {}
    successors: dict[tuple[str, str], str] = {}
    taken: dict[str, tuple[Meeting, str]] = {}
    revisions: dict[str, tuple[bool, int]] = {}
    for address, at in versions.items():
        last = {meeting.sha256: number for number, meeting in enumerate(at)}
        for sha256, number in last.items():
            stands = number == len(at) - 1
            roles[sha256, address] = role(sha256) if stands else "superseded"
            if not stands:
                successor = at[number + 1]
                successors[sha256, address] = successor.sha256
                taken[sha256] = max(taken.get(sha256, (successor, successor.sha256)), (successor, successor.sha256))
            before = len({meeting.sha256 for meeting in at[:number]} - {sha256})
            revisions[sha256] = max(revisions.get(sha256, (False, 0)), (stands, before + 1))
    gone = {sha256: by for sha256, (_, by) in taken.items() if not revisions[sha256][0]}
    return History(
        roles,
        None if first is None else (standing[first], first),
        successors,
        {sha256: number for sha256, (_, number) in revisions.items()},
        gone,
    )


def _sound_since(at: Sequence[Meeting], sound: Mapping[str, bool]) -> Meeting:
    """Return the meeting from which on every version of an address has been sound; the last one is."""
    start = len(at) - 1
    while start and sound[at[start - 1].sha256]:
        start -= 1
    return at[start]
