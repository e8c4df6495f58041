"""Two stores hold the same, byte for byte."""

from __future__ import annotations

from gouji.manifest import Storage
from gouji.release import head

OPEN = ("current/", "rejected/", "reference/")


def same_bytes(here: Storage, there: Storage) -> None:
    """Prove that what readers open, what is attached, HEAD's state and raw/ are the same; AssertionError says where."""
    keys = {root: here.list(root) for root in OPEN}
    assert all(keys.values())
    assert {root: there.list(root) for root in keys} == keys
    differing = [key for names in keys.values() for key in names if here.get(key) != there.get(key)]
    assert differing == [], differing
    assert head(there).manifest.state == head(here).manifest.state
    attached = [key for key in head(here).manifest.files() if not key.startswith(OPEN)]
    assert [key for key in attached if here.get(key) != there.get(key)] == []
    assert here.list("raw/sha256/") == there.list("raw/sha256/")
    assert [key for key in here.list("raw/sha256/") if here.get(key) != there.get(key)] == []
