"""The frame around the steps of a run: where it writes, its account, and what it leaves when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flows.telling import told
from gouji.release import head
from tasks.account import Account
from tasks.overlay import laid_over, overlaid
from tasks.plan import Plan
from tasks.receipts import write_receipts
from tasks.root import storage_at
from tasks.storage import ready_to_publish
from tasks.watching.journal import follow


@contextmanager
def written_to(root: str, dry_run: bool) -> Iterator[str]:
    """Give where a run writes: ROOT, which can be published to; of a rehearsal what lies over it and is then gone."""
    if dry_run:
        with laid_over(root) as beside:
            yield beside
    else:
        ready_to_publish(storage_at(root))
        yield root


@contextmanager
def accounted(root: str, plan: Plan) -> Iterator[Account]:
    """Give the account of a run, which the journal follows; at its end it adds up, or Unaccounted is raised.

    The pages of the run are written afterwards, also where it breaks off, and the receipts of what it read to the end.
    Of a rehearsal the account says what would have changed.
    """
    storage = storage_at(root)
    before, account = head(storage), Account.of(plan)
    follow(account)
    with told(root, account):
        yield account
        account.close()
    write_receipts(storage, account, before)
    if overlaid(root):
        account.rehearse(storage, before)
