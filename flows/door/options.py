"""Options and refusals that the verbs share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from gouji.console import Lang, default_lang
from gouji.standard.divisions import prefix_of
from tasks.wording import say

F = TypeVar("F", bound=Callable[..., Any])


class Refused(click.ClickException):
    """Something a person asked for that cannot be done, said in one sentence; exit code 2."""

    exit_code = 2


def common(function: F) -> F:
    """Add `--at` and `--lang`; the verb gets `root` as a path and `lang`."""
    at = click.option(
        "--at",
        "root",
        metavar="ROOT",
        callback=_root,
        help="Where to publish: a directory. Default $GOUJI_ROOT, else data.",
    )
    lang = click.option(
        "--lang", type=click.Choice(["zh", "en"]), callback=lambda _ctx, _option, value: value or default_lang()
    )
    return at(lang(function))


def place(function: F) -> F:
    """Add `--region` and `--year`, checked."""
    region = click.option("--region", metavar="CODE", callback=_region, help="A division code of any level.")
    year = click.option("--year", type=click.IntRange(2000, 2100), help="A report year.")
    return region(year(function))


def local(path: str, lang: Lang) -> str:
    """Return a local path; refuses an address of another kind."""
    if "://" in path:
        raise Refused(say("no_s3", lang, path))
    return path


def _root(ctx: click.Context, _option: click.Parameter, value: str | None) -> Path:
    return Path(local(value or os.environ.get("GOUJI_ROOT") or "data", ctx.params.get("lang") or default_lang()))


def _region(ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        prefix_of(value)
    except ValueError as error:
        raise Refused(say("bad_region", ctx.params.get("lang") or default_lang(), value)) from error
    return value
