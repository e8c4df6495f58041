"""audit: everything under ROOT looked at again, how it stands, and what a person must know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.watched import send_after, watched
from gouji.console import Lang, default_lang
from gouji.manifest import Storage
from gouji.release import Head, ObjectError, head
from gouji.verify import Verified
from tasks.auditing import verify_root
from tasks.pages import quiet
from tasks.root import root_named, storage_at
from tasks.watching.alarms import Alarm, Limits, alarms
from tasks.watching.delivery import NotDelivered, addresses
from tasks.watching.sending import send_due
from tasks.watching.sentences import heading, standing
from tasks.watching.standing import Runs, counts_of, limits_of, runs_at, seen_at
from tasks.wording import say

SHOWN = 50
"""Faults, remarks and alarms the page spells out, each."""


class FaultsFound(Exception):
    """The audit found that something is lost, damaged or half there."""

    def __init__(self, found: Verified) -> None:
        """Carry what was found."""
        super().__init__(f"{len(found.faults)} faults: {_kinds(found)}; python -m flows verify lists them")
        self.found = found


@flow(name="audit", validate_parameters=True)
def audit(at: str | None = None, quick: bool = False) -> Verified:
    """Look at everything under ROOT again, say how it stands, send the alarms that are due; return what was found.

    Raises FaultsFound after all is told where something is lost, damaged or half there.

    Args:
        at: ROOT, a directory or s3://bucket/prefix. Empty: the worker's $GOUJI_ROOT, else data.
        quick: Look only whether the bytes of raw files are there, not what they are.
    """
    root, lang = root_named(at), default_lang()
    storage, limits = storage_at(root), limits_of()
    try:
        with watched(root) as entry:
            found = verify_root(root, quick)
            if entry:
                entry.faults = dict(Counter(fault.kind for fault in found.faults))
    except Exception:
        send_after(root)
        raise
    now = datetime.now(UTC)
    try:
        state = head(storage)
        runs = runs_at(storage, state)
        lines = list(_standing(storage, state, runs, now, limits, lang))
        stands = alarms(runs.seen, now, limits)
    except ObjectError as error:
        # What is wrong with it stands among the faults.
        lines, stands = [say("unreadable", lang, error)], alarms(seen_at(storage, ()), now, limits)
    create_markdown_artifact(
        key="audit", markdown="\n".join(page(found, lines, stands, lang)), description="verify, status, alarms"
    )
    try:
        if addresses():
            send_due(storage, root, stands, now, lang)
    except NotDelivered as error:
        if found.faults:
            raise FaultsFound(found) from error
        raise
    if found.faults:
        raise FaultsFound(found)
    return found


def page(found: Verified, lines: Sequence[str], stands: Sequence[Alarm], lang: Lang) -> Iterator[str]:
    """Give the lines of the page of an audit, in Markdown; nothing in it is more than text."""
    counts = (found.manifests, found.objects, found.published, found.rejected, found.fetched, found.releases)
    yield f"# {say('audit', lang)}"
    yield ""
    if found.faults:
        yield say("faulty", lang, found.number, len(found.faults), *counts)
    else:
        yield say("verified", lang, found.number, *counts)
    for key, sentences in (
        ("faults", [f"{fault.sentence(lang)} ({fault.kind})" for fault in found.faults]),
        ("remarks", [remark.sentence(lang) for remark in found.remarks]),
        (
            "alarms",
            [f"{each.sentence(lang)} {each.advice(lang)}" for each in stands],
        ),
        ("status", lines),
    ):
        if sentences:
            yield from ("", f"## {say(key, lang)}", "")
            yield from (f"- {quiet(each)}" for each in sentences[:SHOWN])
            if len(sentences) > SHOWN:
                yield f"- {say('digest_more', lang, len(sentences) - SHOWN)}"


def _standing(storage: Storage, state: Head, runs: Runs, now: datetime, limits: Limits, lang: Lang) -> Iterator[str]:
    if not state.number:
        return
    counts = counts_of(storage, state)
    yield heading(state, runs, lang)
    published, rejected = (counts.places[verdict].sum() for verdict in ("published", "rejected"))
    yield f"{say('published', lang)} {published}, {say('rejected', lang)} {rejected}"
    name = ""
    for own, line in standing(state, counts, runs, now, limits, lang):
        name = own or name
        yield f"{name}: {line}"


def _kinds(found: Verified) -> str:
    counts = Counter(fault.kind for fault in found.faults)
    return ", ".join(f"{kind} ×{count}" for kind, count in sorted(counts.items()))
