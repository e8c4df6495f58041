"""What stands for a report, by when its versions were met at which address."""

from __future__ import annotations

import pytest

from gouji.history import History, Meeting, history_of


def history(*met: str, equal: bool = False, withdrawn: bool = False) -> History:
    """Return the history of meetings in this order, each `address version`; a version with `!` is not sound."""
    meetings = []
    for number, each in enumerate(met):
        address, version = each.split()
        meetings.append(Meeting(f"2026-01-{number + 1:02}", address, version, address))
    sound = {meeting.sha256: not meeting.sha256.endswith("!") for meeting in meetings}
    return history_of(meetings[::-1], sound, lambda *_: equal, withdrawn=withdrawn)


def test_one_that_is_sound_is_published_and_one_that_is_not_is_rejected() -> None:
    assert history("a A").roles == {("A", "a"): "published"}
    assert history("a A!").roles == {("A!", "a"): "rejected"}
    assert history("a A").published == ("A", "a")
    assert history("a A!").published is None


@pytest.mark.parametrize(
    ("met", "roles"),
    [
        ("a A, b B", "A published, B conflict"),
        ("b B, a A", "B published, A conflict"),
        ("a A!, b B, a A", "A! superseded, B published, A conflict"),
        ("a A, b B, a C", "A superseded, B conflict, C published"),
        ("a A, b B, a A!", "A superseded, B published, A! rejected"),
        ("a A, b B, a A!, a A", "A! superseded, B published, A conflict"),
        ("a A, b B, c C, a A!", "A superseded, A! rejected, B published, C conflict"),
        ("a A!, b B!", "A! rejected, B! rejected"),
        ("a A, a A, a A", "A published"),
        ("a A, b A, a B", "A conflict, B published"),
    ],
)
def test_roles(met: str, roles: str) -> None:
    found = history(*met.split(", "))
    assert {version: found.role(version) for version, _ in found.roles} == dict(
        each.split() for each in roles.split(", ")
    )


def test_equal_cells_are_a_second_source() -> None:
    found = history("a A", "b B", "c C!", equal=True)
    assert found.roles == {("A", "a"): "published", ("B", "b"): "second_source", ("C!", "c"): "rejected"}


def test_what_is_withdrawn_is_so_at_every_address() -> None:
    found = history("a A", "b B", "b C!", withdrawn=True)
    assert found.roles == {("A", "a"): "withdrawn", ("B", "b"): "superseded", ("C!", "b"): "withdrawn"}
    assert found.published is None


@pytest.mark.parametrize(
    ("met", "revisions", "successors"),
    [
        ("a A, a B, a C", {"A": 1, "B": 2, "C": 3}, {"A": "B", "B": "C"}),
        ("a A, a B, a A", {"A": 2, "B": 2}, {"B": "A"}),
        ("a A, a B, a A, a C", {"A": 2, "B": 2, "C": 3}, {"A": "C", "B": "A"}),
        ("a A, b B", {"A": 1, "B": 1}, {}),
        ("a A, b A, a B", {"A": 1, "B": 2}, {}),
        ("a A, b A, a B, b C", {"A": 1, "B": 2, "C": 2}, {"A": "C"}),
    ],
)
def test_versions_are_counted_and_name_their_successors(
    met: str, revisions: dict[str, int], successors: dict[str, str]
) -> None:
    found = history(*met.split(", "))
    assert (found.revisions, found.superseded_by) == (revisions, successors)
