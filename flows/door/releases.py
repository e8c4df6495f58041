"""releases: named states that never change."""

from __future__ import annotations

import click

from flows.door.options import Refused, as_of, common
from flows.door.tables import console, grid, opened
from gouji import __version__
from gouji.console import Lang
from gouji.products.releases import BadName, NameTaken, key_of, releases
from tasks.releasing import create
from tasks.root import place_in, storage_at
from tasks.wording import say


@click.group("releases", invoke_without_command=True)
@common
@click.pass_context
def verb(ctx: click.Context, root: str, lang: Lang) -> None:
    """List the releases; `create NAME` makes one."""
    if ctx.invoked_subcommand is not None:
        return
    found = releases(storage_at(root))
    out = console()
    if not found:
        out.print(say("no_releases", lang))
        return
    headings = ("release", "release_version", "release_files", "release_bytes")
    table = grid(*(say(key, lang) for key in headings), right=(1, 2, 3))
    for name, release in found.items():
        if release is None:
            table.add_row(name, say("release_begun", lang, name))
        else:
            size = sum(file.bytes for file in release.files)
            table.add_row(name, str(release.number), str(len(release.files)), f"{size:,}")
    out.print(table)


@verb.command("create")
@click.argument("name")
@as_of
@common
def _create(name: str, as_of: int | None, root: str, lang: Lang) -> None:
    """Make what is published now, or was in version N, a release that never changes; completes one that was begun."""
    storage, state = opened(root, lang, as_of)
    try:
        made = create(storage, name, state.manifest, __version__)
    except BadName as error:
        raise Refused(say("release_name", lang, name)) from error
    except NameTaken as error:
        raise Refused(say("release_taken", lang, name, error.number, error.code_version)) from error
    console().print(say("release_made", lang, made.name, made.number, place_in(root, key_of(made.name, ""))))
