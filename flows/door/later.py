"""The verbs that are planned and not there yet."""

from __future__ import annotations

import click

from flows.door.options import Refused
from gouji.console import default_lang
from tasks.wording import say


def verb(name: str) -> click.Command:
    """Return a verb that takes anything and says that it is not there yet."""

    def refuse(**_given: object) -> None:
        raise Refused(say("not_yet", default_lang(), name))

    return click.Command(
        name,
        callback=refuse,
        params=[click.Argument(["given"], nargs=-1)],
        context_settings={"ignore_unknown_options": True, "help_option_names": []},
    )
