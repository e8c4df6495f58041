"""Verify, gc, rollback and diff on S3: the same states, and the same damage found."""

from __future__ import annotations

from gouji.changes import changes
from gouji.collect import collect, plan
from gouji.release import head, manifest, mirror
from gouji.rollback import rollback
from gouji.verify import verify
from gouji.versions import kept_from
from tasks.storage import s3_storage
from tests.s3.server import s3_root, s3_server
from tests.unit.published import Reading, mirrored, run

__all__ = ["s3_root", "s3_server"]

A = Reading("a", body="220184112-gov", granted=1)
B = Reading("b", body="370881109-gov", region="370000", granted=1)


def test_the_stewards_verbs(s3_root: str) -> None:
    storage = s3_storage(s3_root)
    run(storage, A, B)
    run(storage, A.but(granted=2))
    run(storage, A.but(region="230000"), B.but(status="rejected"))
    assert verify(storage, None).faults == ()
    one, two = manifest(storage, 1), manifest(storage, 2)
    assert one is not None
    assert two is not None
    assert set(changes(storage, one, two).get_column("report_id")) == {A.report_id}
    assert plan(storage, keep_from=3).doomed == (), "nothing is old enough"
    planned = plan(storage, grace=0, keep_from=2)
    # Somebody goes back to what is about to be collected.
    rollback(storage, head(storage), 1, code_version="1")
    gone = collect(storage, planned)
    mirror(storage)
    assert kept_from(storage) == 2
    assert not set(gone) & one.names().keys()
    assert verify(storage, None).faults == ()
    assert mirrored(storage)
    path = next(iter(one.files()))
    storage.put(path, b"other")
    storage.put("current/requests/_SUCCESS", b"")
    assert [fault.kind for fault in verify(storage, None).faults] == ["mirror.differs", "mirror.stranger"]
    mirror(storage, verify=True)
    assert verify(storage, None).faults == ()
