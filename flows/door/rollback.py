"""rollback: an older version in force again."""

from __future__ import annotations

import click

from flows.door.options import Refused, common
from flows.door.tables import console, opened
from gouji.console import Lang
from gouji.rollback import WithdrawnAgain
from gouji.versions import Collected, NeverInForce
from tasks.going_back import GateClosed, go_back
from tasks.storage import ready_to_publish
from tasks.wording import say


@click.command("rollback")
@click.argument("number", type=click.IntRange(min=1))
@common
def verb(number: int, root: str, lang: Lang) -> None:
    """Publish again what version NUMBER published, as a new version; nothing is lost, and nothing is read again."""
    storage, state = opened(root, lang)
    ready_to_publish(storage)
    try:
        new = go_back(storage, state, number)
    except NeverInForce as error:
        raise Refused(say("never_in_force", lang, number, state.number)) from error
    except Collected as error:
        raise Refused(say("collected", lang, number, error.kept)) from error
    except WithdrawnAgain as error:
        raise Refused(say("withdrawn_again", lang, number, ", ".join(error.report_ids))) from error
    except GateClosed as error:
        raise click.ClickException(say("failed", lang, error)) from error
    out = console()
    if new.number == state.number:
        out.print(say("same_state", lang, number, state.number))
        return
    out.print(say("rolled_back", lang, new.number, number))
    out.print(say("after_rollback", lang))
