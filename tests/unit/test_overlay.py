"""What is written over a ROOT is read there, and ROOT is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.manifest import Storage
from tasks.overlay import beneath, laid_over, overlaid
from tasks.root import storage_at
from tasks.storage import DirectoryStorage


def seen(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file and folder of a directory with what it holds and when it was changed."""
    return {
        str(path.relative_to(root)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted([root, *root.rglob("*")])
    }


def changed(storage: Storage) -> dict[str, bytes | None]:
    """Write in every way, and return what is there then."""
    old = storage.get_tagged("a/old")
    assert old is not None
    assert storage.put_if_absent("a/old", b"never") is False
    assert storage.put_if_match("a/old", b"never", "another tag") is False
    assert storage.put_if_match("a/none", b"never", old[1]) is False
    assert storage.put_if_match("a/old", b"2", old[1]) is True
    assert storage.put_if_match("a/old", b"never", old[1]) is False
    assert storage.put_if_absent("b/new", b"3") is True
    assert storage.put_if_absent("b/new", b"never") is False
    storage.put("a/put", b"4")
    storage.delete("a/gone")
    storage.delete("a/none")
    assert storage.exists("a/gone") is False
    assert storage.get_tagged("a/gone") is None
    storage.delete("a/back")
    assert storage.put_if_absent("a/back", b"5") is True
    storage.delete("b/new")
    storage.put("b/new", b"6")
    return {key: storage.get(key) for key in storage.list("")}


def test_it_is_a_storage_and_what_lies_beneath_stays(tmp_path: Path) -> None:
    roots = [tmp_path / "r", tmp_path / "same"]
    for root in roots:
        for name in ("old", "gone", "back", "kept"):
            DirectoryStorage(root).put(f"a/{name}", b"1")
    before = seen(roots[0])
    with laid_over(str(roots[0])) as over:
        assert beneath(over) == str(roots[0])
        found = changed(storage_at(over))
        # It is found again by its name alone.
        assert {key: storage_at(over).get(key) for key in storage_at(over).list("")} == found
        assert storage_at(over).list("a/b") == ["a/back"]
        directory = overlaid(over)
        with pytest.raises(NotImplementedError):
            storage_at(over).ages("a/")
    assert found == changed(DirectoryStorage(roots[1]))
    assert seen(roots[0]) == before
    assert directory is not None
    assert not Path(directory[0]).exists()


def test_a_root_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with laid_over(str(tmp_path / "none")) as over:
        storage_at(over).put("a", b"1")
        assert storage_at(over).list("") == ["a"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("root", ["data", "/var/data", "s3://bucket/prefix"])
def test_what_is_no_overlay_is_its_own_root(root: str) -> None:
    assert (overlaid(root), beneath(root)) == (None, root)
    with laid_over(root) as over:
        assert beneath(over) == root
