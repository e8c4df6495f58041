"""decide: what a person decides about a report, kept for ever and applied at once."""

from __future__ import annotations

import getpass
import importlib

import click

from flows.door.options import Refused, common, failing
from flows.door.run import tell
from flows.door.tables import console, grid
from gouji.console import Lang
from gouji.decisions import Decision
from tasks.decisions import decide, decisions_at
from tasks.root import recorded_at, storage_at
from tasks.storage import ready_to_publish
from tasks.wording import say


@click.group("decide")
def verb() -> None:
    """Withdraw a report, revoke a decision, or list all that were taken."""


_reason = click.option("--reason", metavar="TEXT", required=True, help="Why; it is published with the decision.")
_by = click.option("--by", "by", metavar="NAME", help="Who decides. Default: the login name.")


@verb.command("withdraw")
@click.argument("report_id")
@_reason
@_by
@common
def withdraw(report_id: str, reason: str, by: str | None, root: str, lang: Lang) -> None:
    """Take a report out of what is published, from whatever address it comes, until the decision is revoked."""
    storage = storage_at(root)
    ready_to_publish(storage)
    taken = decisions_at(storage)
    if report_id not in recorded_at(storage).of_report:
        raise Refused(say("unknown_report", lang, root, report_id))
    standing = taken.withdrawing().get(report_id)
    # Killed between deciding and applying, the same command applies what was decided.
    decision = standing[0] if standing else decide(storage, "withdraw", report_id, *_said(reason, by, lang))
    _apply(decision, report_id, bool(standing), root, lang)


@verb.command("revoke")
@click.argument("decision_id")
@_reason
@_by
@common
def revoke(decision_id: str, reason: str, by: str | None, root: str, lang: Lang) -> None:
    """End a decision: the report is read again and published if it holds."""
    storage = storage_at(root)
    ready_to_publish(storage)
    taken = decisions_at(storage)
    ended = taken.get(decision_id)
    if ended is None or ended.kind != "withdraw":
        raise Refused(say("unknown_decision", lang, decision_id))
    standing = taken.revoked(ended)
    decision = standing or decide(storage, "revoke", decision_id, *_said(reason, by, lang))
    _apply(decision, ended.subject, standing is not None, root, lang)


@verb.command("list")
@common
def listed(root: str, lang: Lang) -> None:
    """List all decisions, the oldest first."""
    taken, out = decisions_at(storage_at(root)), console()
    if not taken.taken:
        out.print(say("no_decision", lang))
        return
    table = grid(*(say(key, lang) for key in ("decision", "report", "who", "when", "why")), "")
    for each in taken.taken:
        if each.kind == "withdraw":
            ended = taken.revoked(each)
            state = say("revoked_by", lang, ended.id) if ended else say("in_force", lang)
            table.add_row(each.id, each.subject, each.who, each.when[:16], each.reason, state)
            if ended:
                table.add_row(ended.id, each.subject, ended.who, ended.when[:16], ended.reason, "")
    out.print(table)


def _said(reason: str, by: str | None, lang: Lang) -> tuple[str, str]:
    """Return why and who; refuses where either is not said."""
    if not reason.strip():
        raise Refused(say("no_reason", lang))
    try:
        who = (by or getpass.getuser()).strip()
    except (OSError, KeyError) as error:
        raise Refused(say("no_name", lang)) from error
    if not who:
        raise Refused(say("no_name", lang))
    return reason, who


def _apply(decision: Decision, report_id: str, before: bool, root: str, lang: Lang) -> None:
    """Read the report's files again, as any run does, and say what became of them."""
    console().print(say("decided_before" if before else "decided", lang, decision.id))
    flow = importlib.import_module("flows.annual_reports")
    with failing(lang):
        account = flow.annual_reports(at=root, reports=[report_id])
    tell(account, root, lang)
