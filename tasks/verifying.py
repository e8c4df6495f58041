"""What `verify` is told of the raw files: the index as the runs wrote it."""

from __future__ import annotations

from gouji.release import Storage
from gouji.verify import Fault, Fetched
from tasks.raw import IndexDamaged, all_met, raw_key


def index_of_raw(storage: Storage) -> list[Fetched] | Fault:
    """Return every bytes and address of the index of raw files, or what is wrong with it."""
    try:
        met = all_met(storage)
    except IndexDamaged as error:
        return Fault("raw.index", "raw/index/", str(error))
    return [
        Fetched(
            each.source.sha256,
            each.source.source_uri,
            each.source.address,
            each.size,
            None if each.oversize else raw_key(each.source.sha256),
        )
        for each in met
    ]
