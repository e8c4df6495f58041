"""Receipts: which code read a partition last, and what HEAD held there then.

    _receipts/year=2020/region=330000.json

A partition is current where its receipt is by today's code and HEAD names the same objects there as the receipt does:
then every document that stands there was read by this code, whoever ran it and in however many runs. Anything else,
also a receipt that is gone or damaged, makes it stale: it costs a reading, never a wrong one. So receipts need no
locks: of two runs at once the last writer's stands, and where it is not true of HEAD it says so by itself.

`findings` and `finding_cells` are left out of the comparison: what another year's report finds is written there too.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from gouji.code import reader_version
from gouji.manifest import Head, HeadMoved, Manifest, Storage, canonical, head, while_in_force
from gouji.partition import REGION_KEY, YEAR_KEY, place_name
from tasks.account import Account
from tasks.raw import CHINA
from tasks.root import Place, rows_of

PREFIX = "_receipts/"
FORMAT = 1
DONE, FAILED = "done", "failed"
_FROM_OUTSIDE = ("findings", "finding_cells")
_COLUMNS = ("source_sha256", "source_uri", "source_url", "status", "report_year", "region_code")
_AT_ONCE = 16
"""Receipts read or written at once: over a network each is mostly waiting."""


@dataclass(frozen=True)
class Receipt:
    """What is known of the last reading of a partition.

    `objects`: digest of what HEAD named there. `manifest`: the number HEAD had. `why`: the sentence of a failure.
    The counts are of the documents that stood there.
    """

    year: int
    region: str
    reader: str
    objects: str
    manifest: int
    outcome: str
    when: str
    documents: int = 0
    published: int = 0
    rejected: int = 0
    why: str | None = None

    @property
    def place(self) -> Place:
        """Return the partition's year and region."""
        return self.year, self.region

    def to_json(self) -> bytes:
        """Return the receipt as it is kept."""
        return canonical({"format": FORMAT, **asdict(self)})

    @classmethod
    def from_json(cls, data: bytes | None) -> Receipt | None:
        """Return the receipt, None for what is none: the partition then counts as never read."""
        try:
            facts = json.loads(data or b"")
            return cls(**facts) if facts.pop("format") == FORMAT else None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


def receipt_key(place: Place) -> str:
    """Return where the receipt of a partition is kept."""
    return f"{PREFIX}{place_name(*place)}.json"


def receipts_at(storage: Storage, places: Collection[Place] | None = None) -> dict[Place, Receipt]:
    """Return the receipts of some places, of all where none are named."""
    keys = storage.list(PREFIX) if places is None else [receipt_key(place) for place in sorted(places)]
    with ThreadPoolExecutor(_AT_ONCE) as readers:
        found = readers.map(lambda key: Receipt.from_json(storage.get(key)), keys)
        return {receipt.place: receipt for receipt in found if receipt is not None}


def stale(manifest: Manifest, receipts: Mapping[Place, Receipt], places: Iterable[Place]) -> dict[Place, list[str]]:
    """Return the stale of some places, each with why: `kept`, `failed`, `code`, `source`.

    `kept`: by the shrink guard. `failed`: the last backfill of it did. `code`: other code read it, or nobody knows
    who did. `source`: something has changed there since.
    """
    kept = {(each.year, each.region) for each in manifest.stale}
    digests = digests_of(manifest)
    found: dict[Place, list[str]] = {}
    for place in sorted(places):
        receipt = receipts.get(place)
        why = ["kept"] if place in kept else []
        if receipt is not None and receipt.outcome == FAILED:
            why.append("failed")
        elif receipt is None or receipt.reader != reader_version():
            why.append("code")
        elif receipt.objects != digests.get(place, ""):
            why.append("source")
        if why:
            found[place] = why
    return found


def digests_of(manifest: Manifest) -> dict[Place, str]:
    """Return a digest of what a state names in each place, in both areas."""
    named: dict[Place, list[str]] = {}
    for item in manifest.objects:
        if item.table not in _FROM_OUTSIDE:
            named.setdefault((item.year, item.region), []).append(f"{item.area}/{item.table}/{item.sha256}")
    return {place: hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest() for place, names in named.items()}


def write_receipts(storage: Storage, account: Account, before: Head) -> list[Place]:
    """Write the receipts of a run that began at `before`, and return the places they are of.

    A place has one afterwards where the run read all that stands there; or where it was current before, nobody else
    committed meanwhile, and the run only added its own. Never where the shrink guard kept something out.
    """
    now = head(storage)
    try:
        with while_in_force(storage, now):
            return _written(storage, account, before, now)
    except HeadMoved:
        # What the run read may be others' by now: without a receipt it is read again.
        return []


def _written(storage: Storage, account: Account, before: Head, now: Head) -> list[Place]:
    was, digests = digests_of(before.manifest), digests_of(now.manifest)
    changed = {place for place in digests if was.get(place) != digests[place]}
    kept = {(each.year, each.region) for each in now.manifest.stale}
    candidates = (changed | (account.places.keys() & digests.keys())) - kept
    current = {
        place
        for place, receipt in receipts_at(storage, candidates).items()
        if (receipt.outcome, receipt.reader, receipt.objects) == (DONE, reader_version(), was.get(place))
    }
    alone = now.number == before.number + len(account.numbers)
    unsure = candidates - (current if alone else current - changed)
    due = changed & candidates | unsure
    if not due:
        return []
    rows = rows_of(storage, now, "documents", _COLUMNS, places=due).filter(pl.col("status") != "superseded")
    of_place: dict[Place, list[tuple[str, str, str]]] = {}
    for year, region, sha256, address, status in rows.select(
        YEAR_KEY, REGION_KEY.alias("region"), "source_sha256", pl.coalesce("source_url", "source_uri"), "status"
    ).iter_rows():
        of_place.setdefault((year, region), []).append((sha256, address, status))
    held_back = set(account.held_back)
    receipts = []
    for place, documents in sorted(of_place.items()):
        read = all((each[0], each[1]) in account.pairs and each[0] not in held_back for each in documents)
        if read or place not in unsure:
            receipts.append(_receipt(place, digests[place], now.number, Counter(status for *_, status in documents)))
    write(storage, receipts)
    return [receipt.place for receipt in receipts]


def write(storage: Storage, receipts: Iterable[Receipt]) -> None:
    """Keep some receipts, each in place of the last of its partition."""
    with ThreadPoolExecutor(_AT_ONCE) as writers:
        for _ in writers.map(lambda receipt: storage.put(receipt_key(receipt.place), receipt.to_json()), receipts):
            pass


def failure(place: Place, number: int, why: str) -> Receipt:
    """Return the receipt of a partition that could not be read: it is stale until a run reads it to the end."""
    return Receipt(*place, reader_version(), "", number, FAILED, stamp(), why=why)


def _receipt(place: Place, objects: str, number: int, counts: Mapping[str, int]) -> Receipt:
    return Receipt(
        *place,
        reader_version(),
        objects,
        number,
        DONE,
        stamp(),
        sum(counts.values()),
        counts.get("published", 0),
        counts.get("rejected", 0),
    )


def stamp() -> str:
    """Return the time now as receipts say it, by China's clock."""
    return datetime.now(CHINA).isoformat(timespec="seconds")
