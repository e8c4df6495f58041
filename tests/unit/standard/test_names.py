"""The lists of bodies, short names, and words about places and figures: what their loaders give and refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gouji.standard import bodies, mentions, resources, scopes, short_names
from gouji.standard.divisions import divisions
from gouji.standard.resources import StandardError

Loader = Callable[[], Any]


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    """Forget what a test made a loader read."""
    yield
    for loader in (bodies.bodies, mentions.mentions, scopes.scopes, short_names.short_names):
        loader.cache_clear()


@pytest.mark.parametrize(
    ("printed", "name", "key"),
    [
        ("发改局", "发展和改革局", "发展和改革局"),
        ("教育和体育局", "教育和体育局", "教育体育局"),
        ("教体局", "教育体育局", "教育体育局"),
        ("行政审批局", "行政审批局", "行政审批服务局"),
        # A short name of a variant has the variant's name and key.
        ("住房和城乡建设管理委", "住房和城乡建设管理委员会", "住房和城乡建设委员会"),
    ],
)
def test_a_body_keeps_its_name_and_shares_its_key(printed: str, name: str, key: str) -> None:
    office = bodies.bodies().exact[printed]
    assert (office.name, office.key) == (name, key)


def test_every_key_is_a_body_of_the_same_kind() -> None:
    exact = bodies.bodies().exact
    assert [name for name, office in exact.items() if exact[office.key].kind != office.kind] == []


def test_every_short_name_means_one_division_and_no_other_is_called_so() -> None:
    known = divisions()
    for printed, name in short_names.short_names().items():
        assert len({row.chain for row in known.spelled(name)}) == 1, printed
        assert not known.spelled(printed), printed
        assert not known.short(printed), printed


HEADS = {
    bodies.bodies: "match,printed,canonical,kind",
    mentions.mentions: "role,printed",
    scopes.scopes: "role,printed",
    short_names.short_names: "printed,name",
}


@pytest.mark.parametrize(
    ("loader", "rows"),
    [
        (bodies.bodies, "near,财政局,财政局,department"),
        (bodies.bodies, "exact,财政局,财政局,ministry"),
        (mentions.mentions, "beside,接壤"),
        (mentions.mentions, "other_precedes,"),
        (mentions.mentions, "other_precedes,接壤\nother_precedes,接壤"),
        (scopes.scopes, "other,本机关"),
        (scopes.scopes, "own,本机关\nlevel,本机关"),
        (scopes.scopes, "own,本机关"),
        (short_names.short_names, "塔县,甲\n塔县,乙"),
    ],
)
def test_a_list_with_what_it_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch, loader: Any, rows: str) -> None:
    text = f"{HEADS[loader]}\n{rows}\n"
    monkeypatch.setattr(resources, "read_bytes", lambda name: text.encode())
    loader.cache_clear()
    with pytest.raises(StandardError):
        loader()
