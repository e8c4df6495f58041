"""The log: HEAD, and the chain of manifests down to the empty state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gouji.manifest import HEAD_KEY, Manifest, Storage, Stored, log_key, named_by_head, was_in_force
from gouji.partition import ObjectError
from gouji.verify.faults import Fault


@dataclass
class Log:
    """The manifests that were in force, newest first, as far as the chain can be trusted; and what is wrong with it."""

    chain: list[Manifest] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def head(self) -> Manifest:
        """Return the manifest in force, number 0 where there is none that can be trusted."""
        return self.chain[0] if self.chain else Manifest()


def read_log(storage: Storage) -> Log:
    """Return HEAD's chain of manifests, each proved by the hash its child names it by."""
    log = Log()
    found = storage.get(HEAD_KEY)
    if found is None and was_in_force(storage):
        # Asked once more: the first commit of all may have come in between.
        found = storage.get(HEAD_KEY)
        if found is None:
            log.faults.append(Fault("head.gone", HEAD_KEY))
    if found is None:
        return log
    try:
        number, sha256 = named_by_head(found)
    except ObjectError:
        log.faults.append(Fault("head.unreadable", HEAD_KEY))
        return log
    # What manifests share is held once: a thousand of them name mostly the same objects.
    seen: dict[Stored, Stored] = {}
    for link in _links(storage, number, sha256, log):
        objects = tuple(seen.setdefault(item, item) for item in link.objects)
        log.chain.append(replace(link, objects=objects))
    return log


def _links(storage: Storage, number: int, sha256: str | None, log: Log) -> Iterator[Manifest]:
    child = HEAD_KEY
    while True:
        key = log_key(number)
        data = storage.get(key)
        if data is None:
            log.faults.append(Fault("manifest.gone", key, child))
            return
        if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
            log.faults.append(Fault("manifest.changed", key, child))
            return
        try:
            link = Manifest.from_json(data)
        except ObjectError as error:
            log.faults.append(Fault("manifest.unreadable", key, str(error)))
            return
        yield link
        if link.parent == 0:
            return
        unnamed = link.parent_sha256 is None and json.loads(data)["format"] > 1
        if link.number != number or link.parent is None or not 0 < link.parent < number or unnamed:
            log.faults.append(Fault("manifest.unchained", key, f"{link.number} <- {link.parent}"))
            return
        child, number, sha256 = key, link.parent, link.parent_sha256
