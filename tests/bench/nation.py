"""A year of the whole country as files: one true or broken report a body, nearly all of them nearly all zero.

Forged, so that what must become of each is known. The files of a seed are always the same; they are written once, in
parallel, and found again until the forge changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.forge import PLAIN, Forged, Of, forge
from tests.forge.bodies import DEPARTMENTS, Body, bodies_of

YEAR = 2023
EDITION = "2021"
ZERO_SHARE = 0.85
"""Reports whose figures are nearly all zero."""
BROKEN_SHARE = 0.06
GUISE_SHARE = 0.1
"""Reports in another encoding, or with other line ends, than most."""
_SCALES = {1: 60, 2: 30, 3: 10}
_GUISES = ("utf-8-sig", "gb18030", "crlf", "utf-16")
_FAULTS = ("wrong_sum", "swapped_values", "two_wrong", "negative", "fraction", "word_for_number")
"""What is wrong with the broken ones: figures that do not add up, or are none."""
_MORE_DEPARTMENTS = (
    *("公安局", "人力资源和社会保障局", "住房和城乡建设局", "文化和旅游局", "退役军人事务局", "医疗保障局", "气象局"),
    *("城市管理局", "信访局", "乡村振兴局", "商务局", "科学技术局", "工业和信息化局", "生态环境局", "体育局", "粮食局"),
    *("民族宗教事务局", "机关事务管理局", "政务服务管理局", "金融工作局", "招商局", "供销合作社联合社"),
)
_A_FOLDER = 500
_AT_ONCE = 250
_TRIES = 50
"""Drawings of one report: a medium may happen to draw it so that it may be rejected as well."""
MEDIA = {"html": 60, "docx": 20, "pdf": 15, "text": 5}
"""Shares in which reports might come; no survey of the real ones is known."""


@dataclass(frozen=True)
class Nation:
    """Some files and what must become of them: how many, their bytes, and the names of those to be rejected."""

    reports: int
    bytes: int
    zero: int
    broken: tuple[str, ...]


@dataclass(frozen=True)
class _Order:
    number: int
    body: Body
    seed: int
    medium: str

    @property
    def name(self) -> str:
        return f"{self.number:06d}.{'txt' if self.medium == 'text' else self.medium}"


def nation_at(directory: Path, reports: int, seed: int = 0, media: Mapping[str, int] | None = None) -> Nation:
    """Return what the directory holds: the reports of this seed, written now unless they stand there whole.

    `media`: how many of each medium there are, by shares; all are text where it is not given.
    """
    said = directory / "nation.json"
    shares = dict(media or {"text": 1})
    version = f"{_version()} {shares}"
    if said.exists():
        facts = json.loads(said.read_text())
        if facts.pop("version") == version and facts["reports"] == reports:
            return Nation(**facts | {"broken": tuple(facts["broken"])})
    if directory.exists():
        shutil.rmtree(directory)
    written = list(_written(directory / "files", reports, seed, shares))
    found = Nation(
        reports,
        sum(size for _, size, _, _ in written),
        sum(zero for _, _, zero, _ in written),
        tuple(sorted(name for name, _, _, broken in written if broken)),
    )
    # Last: a generation cut short is begun anew.
    said.write_text(json.dumps(asdict(found) | {"version": version}))
    return found


def _written(files: Path, reports: int, seed: int, media: Mapping[str, int]) -> Iterator[tuple[str, int, bool, bool]]:
    """Yield name, size, and whether a report is nearly all zero, and broken, of every file written."""
    rng = random.Random(seed)
    bodies = bodies_of(rng, YEAR, (*DEPARTMENTS, *_MORE_DEPARTMENTS))
    if reports > len(bodies):
        raise ValueError(f"there are {len(bodies)} bodies, not {reports}")
    # The smaller nation is a part of the larger one, of the same make.
    rng.shuffle(bodies)
    drawn = rng.choices(list(media), list(media.values()), k=reports)
    orders = [_Order(number, body, seed, drawn[number]) for number, body in enumerate(bodies[:reports])]
    for folder in range(-(-reports // _A_FOLDER)):
        (files / f"{folder:04d}").mkdir(parents=True)
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), mp_context=get_context("spawn")) as forgers:
        chunks = [orders[start : start + _AT_ONCE] for start in range(0, reports, _AT_ONCE)]
        for found in forgers.map(_forged, [files] * len(chunks), chunks):
            yield from found


def _forged(files: Path, orders: Sequence[_Order]) -> list[tuple[str, int, bool, bool]]:
    return [_file(files, order) for order in orders]


def _file(files: Path, order: _Order) -> tuple[str, int, bool, bool]:
    rng = random.Random(f"{order.seed}/{order.number}")
    zero = rng.random() < ZERO_SHARE
    scale = 0 if zero else rng.choices(list(_SCALES), list(_SCALES.values()))[0]
    fault = rng.choice(_FAULTS) if rng.random() < BROKEN_SHARE else None
    guise = rng.choice(_GUISES) if rng.random() < GUISE_SHARE else None
    forged = _of_a_kind(order, fault, guise, scale)
    (files / f"{order.number // _A_FOLDER:04d}" / order.name).write_bytes(forged.data)
    return order.name, len(forged.data), zero, fault is not None


def _of_a_kind(order: _Order, fault: str | None, guise: str | None, scale: int) -> Forged:
    """Return the report ordered, that must be accepted if nothing is wrong with it, else rejected."""
    of = Of(order.body, YEAR, scale)
    wanted = "accept" if fault is None else "reject"
    for attempt in range(_TRIES):
        seed = order.number + attempt * 1_000_000
        if order.medium == "text":
            forged = forge(seed, PLAIN[order.number % len(PLAIN)], EDITION, fault, guise, of=of)
        else:
            forged = forge(seed, edition=EDITION, fault=fault, of=of, medium=order.medium)
        if forged.truth.expected == wanted:
            return forged
    raise ValueError(f"{order.name} ({fault}) is never one to {wanted}")


def _version() -> str:
    """Return a hash of all that decides what is forged."""
    here = Path(__file__)
    sources = sorted([here, *(here.parents[1] / "forge").rglob("*.py")])
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
