"""Options and refusals that the verbs share."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click

from gouji.console import Lang, default_lang
from gouji.decisions import DecisionDamaged
from gouji.release import HeadMoved, ObjectError
from gouji.standard.divisions import prefix_of
from tasks.raw import IndexDamaged, RawDamaged
from tasks.reading.runners import PROCESSES, BadRunner, ClusterError, runner_named
from tasks.root import root_named
from tasks.storage import NoAddress, StorageError
from tasks.watching.logs import open_log
from tasks.wording import say

F = TypeVar("F", bound=Callable[..., Any])

SAID = (StorageError, ObjectError, IndexDamaged, RawDamaged, DecisionDamaged, HeadMoved, ClusterError, OSError)
"""What every verb says in one sentence, whatever it was doing."""


SHRINK = 3
"""The exit code where the shrink guard kept a partition, and nothing else is wrong."""


class Refused(click.ClickException):
    """Something a person asked for that cannot be done, said in one sentence; exit code 2."""

    exit_code = 2


@contextmanager
def failing(lang: Lang) -> Iterator[None]:
    """Say whatever ends a run in one sentence; exit code 1."""
    try:
        yield
    except (*SAID, click.ClickException):
        raise
    except Exception as error:
        raise click.ClickException(say("failed", lang, f"{type(error).__name__}: {error}")) from error


def common(function: F) -> F:
    """Add `--at` and `--lang`; the verb gets `root`, a path or an address, and `lang`.

    What a store or a disk refuses or does not answer, and what is damaged there, is one sentence and exit code 1.
    """
    at = click.option(
        "--at",
        "root",
        metavar="ROOT",
        callback=lambda _ctx, _option, value: root_named(value),
        help="Where to publish: a directory, or s3://bucket/prefix. Default $GOUJI_ROOT, else data.",
    )
    # Eager: what another option refuses is said in it.
    lang = click.option(
        "--lang",
        is_eager=True,
        type=click.Choice(["zh", "en"]),
        callback=lambda _ctx, _option, value: value or default_lang(),
    )

    @wraps(function)
    def told(*args: Any, **options: Any) -> Any:
        try:
            open_log()
            return function(*args, **options)
        except NoAddress as error:
            raise Refused(error.said(options["lang"])) from error
        except (StorageError, ClusterError) as error:
            raise click.ClickException(error.said(options["lang"])) from error
        except DecisionDamaged as error:
            raise click.ClickException(say("decision_damaged", options["lang"], error)) from error
        except (ObjectError, IndexDamaged, RawDamaged) as error:
            raise click.ClickException(say("damaged", options["lang"], error)) from error
        except HeadMoved as error:
            raise click.ClickException(say("moved_on", options["lang"])) from error
        except OSError as error:
            # What reads our output may stop reading it: that is no fault.
            if error.errno == errno.EPIPE:
                raise
            raise click.ClickException(say("disk", options["lang"], error)) from error

    return at(lang(told))


def as_of(function: F) -> F:
    """Add `--as-of`, the number of a version: what was published when it was in force."""
    return click.option(
        "--as-of", "as_of", metavar="N", type=click.IntRange(min=1), help="As it was in version N, not as it is now."
    )(function)


def place(function: F) -> F:
    """Add `--region` and `--year`, checked."""
    region = click.option("--region", metavar="CODE", callback=region_code, help="A division code of any level.")
    year = click.option("--year", type=click.IntRange(2000, 2100), help="A report year.")
    return region(year(function))


def with_runner(function: F) -> F:
    """Add `--runner`, checked: what reads."""
    return click.option(
        "--runner",
        default=PROCESSES,
        show_default=True,
        metavar="RUNNER",
        callback=_runner,
        help="What reads: processes, one a core; dask:ADDRESS, a cluster (dask:tcp://10.0.0.5:8786); threads of this "
        "very process, for a debugger and only for files one trusts.",
    )(function)


def _runner(ctx: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        return runner_named(value)
    except BadRunner as error:
        raise Refused(say("bad_runner", ctx.params["lang"], error)) from error


def region_code(ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return a division code as it is given; refuses what is none."""
    if value is None:
        return None
    try:
        prefix_of(value)
    except ValueError as error:
        raise Refused(say("bad_region", ctx.params["lang"], value)) from error
    return value
