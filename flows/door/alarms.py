"""alarms: what stands that a person must know, and telling them."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import click

from flows.door.options import SAID, Refused, common
from flows.door.status import limits_in
from flows.door.tables import console
from gouji.console import Lang
from tasks.root import storage_at
from tasks.storage import NoAddress
from tasks.watching.delivery import NotDelivered, addresses
from tasks.watching.sending import send_due, send_unread
from tasks.watching.standing import alarms_at
from tasks.wording import say


@click.command("alarms")
@click.option("--send", is_flag=True, help="Send what is new or was last told a day ago to $GOUJI_ALARM_URLS.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@common
def verb(send: bool, as_json: bool, root: str, lang: Lang) -> None:
    """List what stands that a person must know; with --send tell them.

    Needs no Prefect: a clock of the system's own (cron, a timer) should call it every hour. Exit code 0, whatever
    stands; 1 where ROOT cannot be read or a message was not delivered.
    """
    limits, now = limits_in(lang), datetime.now(UTC)
    if send and not addresses():
        raise Refused(say("alarms_nowhere", lang, "$GOUJI_ALARM_URLS", "$GOUJI_ALARM_URLS_FILE"))
    try:
        storage = storage_at(root)
        found = alarms_at(storage, now, limits)
    except NoAddress:
        raise
    except SAID as error:
        if send:
            try:
                send_unread(root, str(error), now, lang)
            except NotDelivered as unsent:
                raise click.ClickException(say("alarms_unsent", lang, f"{unsent}; {error}")) from error
        raise
    if as_json:
        sys.stdout.write(json.dumps([each.to_dict(lang) for each in found], ensure_ascii=False, indent=1) + "\n")
    else:
        out = console()
        for each in found:
            out.print(each.sentence(lang))
            out.print(f"  {each.advice(lang)}")
        if not found:
            out.print(say("alarms_none", lang))
    if send:
        try:
            due = send_due(storage, root, found, now, lang)
        except NotDelivered as error:
            raise click.ClickException(say("alarms_unsent", lang, error)) from error
        said = say("alarms_sent", lang, len(addresses())) if due else say("alarms_not_due", lang)
        click.echo(said, err=True)
