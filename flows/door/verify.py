"""verify: everything looked at again, from the bytes up."""

from __future__ import annotations

import sys

import click

from flows.door.options import Refused, common
from flows.door.tables import console
from gouji.console import Lang
from gouji.mirror import mirror
from gouji.verify import verify
from tasks.root import storage_at
from tasks.storage import ready_to_publish
from tasks.verifying import index_of_raw
from tasks.wording import say


@click.command("verify")
@click.option("--quick", is_flag=True, help="Look only whether the raw bytes are there, not what they are.")
@click.option("--mend", is_flag=True, help="First put current/, rejected/ and reference/ right from HEAD.")
@common
def verb(quick: bool, mend: bool, root: str, lang: Lang) -> None:
    """Look whether anything is lost, damaged or half there; exit 1 and a line for each fault."""
    storage = storage_at(root)
    out = console()
    if mend:
        ready_to_publish(storage)
        for key in mirror(storage, verify=True):
            out.print(say("mended", lang, key))
    found = verify(storage, index_of_raw(storage), quick=quick)
    if not found.number and not found.faults:
        raise Refused(say("nothing_yet", lang, root))
    for fault in found.faults:
        out.print(f"{fault.sentence(lang)} ({fault.kind})")
    for remark in found.remarks:
        out.print(remark.sentence(lang))
    counts = (found.manifests, found.objects, found.published, found.rejected, found.fetched, found.releases)
    if found.faults:
        out.print(say("faulty", lang, found.number, len(found.faults), *counts))
        sys.exit(1)
    out.print(say("verified", lang, found.number, *counts))
