"""`gouji`: the clerk's and the analyst's door. Reads files, opens no connection, writes nothing but its output.

What loads Polars is loaded by the command that needs it, once a reader is starting.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from gouji import __version__
from gouji.ahead import Ahead
from gouji.console import default_lang
from gouji.files import files_in
from gouji.years import NEWEST_YEAR, OLDEST_YEAR

_Function = TypeVar("_Function", bound=Callable[..., Any])
_LANGS = click.Choice(["zh", "en"])


def _lang_option(function: _Function) -> _Function:
    return click.option("--lang", type=_LANGS, is_eager=True, help="Language of the output / 输出语言.")(function)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gouji")
@_lang_option
@click.pass_context
def main(context: click.Context, lang: str | None) -> None:
    """勾稽 Gouji: check yearly open-government reports (政府信息公开工作年度报告) by their own figures."""
    # A GBK console cannot print every character of a stranger's document; losing one is better than dying of it.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    context.obj = lang


def _chosen(context: click.Context, lang: str | None) -> str:
    return lang or context.obj or default_lang()


def _division_code(context: click.Context, parameter: click.Parameter, code: str | None) -> str | None:
    """Return a code that some list of divisions has; a hint that leads nowhere would be ignored without a word."""
    if code is None:
        return None
    # Loaded only where a place is given: else the reader starts before it.
    from gouji.standard.divisions import CENTRAL, CORPS, divisions, prefix_of  # noqa: PLC0415

    try:
        full = prefix_of(code).ljust(6, "0")
    except ValueError:
        full = ""
    every = divisions()
    if full in (CENTRAL, CORPS) or any(every.on_list(full, number) for number in range(len(every.days))):
        return full
    raise click.BadParameter(
        f"{code} 不是区划代码；代码如 22（省）、2201（市）、220184（县）、220184112（乡镇）"
        if _chosen(context, context.params.get("lang")) == "zh"
        else f"{code} is no division code; such are 22 (province), 2201 (city), 220184 (county), 220184112 (town)"
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@_lang_option
@click.option(
    "--region",
    metavar="CODE",
    callback=_division_code,
    help="Division code of the place, where the draft does not name it.",
)
@click.option("--year", type=click.IntRange(OLDEST_YEAR, NEWEST_YEAR), help="Report year, where the draft has none.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "html"]), default="text", show_default=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write there, in UTF-8, instead of on the screen.",
)
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    lang: str | None,
    region: str | None,
    year: int | None,
    form: str,
    output: Path | None,
) -> None:
    """Say what is wrong with reports, cell by cell. A directory means all files in it.

    Exit status: 0 no error; 1 some report has an error; 2 some file is no report or cannot be read.
    """
    chosen = _chosen(context, lang)
    files = list(files_in(paths))
    with Ahead(files, region=region, year=year) as ahead:
        # Polars takes as long to load as a reader to start: now, while the reader starts.
        from gouji.checking import write_checked  # noqa: PLC0415

        status = write_checked(ahead, files, form, output, chosen)
    _tell_unconfined(ahead, chosen)
    context.exit(status)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, required=True, help="One JSON object a line, in order.")
@_lang_option
@click.pass_context
def parse(context: click.Context, files: tuple[Path, ...], as_json: bool, lang: str | None) -> None:
    """Print what reports say, as JSON: every cell, where it stood, the findings and the verdict.

    A directory means all files in it.

    Exit status: 0; 2 if some file is no report or cannot be read.
    """
    with Ahead(list(files_in(files))) as ahead:
        from gouji.checking import write_parsed  # noqa: PLC0415 - as in `check`

        status = write_parsed(ahead)
    _tell_unconfined(ahead, _chosen(context, lang))
    context.exit(status)


def _tell_unconfined(ahead: Ahead, lang: str) -> None:
    """Say it where files were read without the limits: a crash would have ended all of it."""
    if ahead.unconfined is not None:
        said = (
            f"注意：无法另起受限的读取进程（{ahead.unconfined}），文件是在本进程内读取的；请勿用来打开来历不明的文件"
            if lang == "zh"
            else f"note: no confined process can be started ({ahead.unconfined}): the files were read in this one; "
            "do not open files of strangers so"
        )
        click.echo(said, err=True)


@main.command()
@click.argument("rule_id", required=False, metavar="[ID]")
@_lang_option
@click.pass_context
def rules(context: click.Context, rule_id: str | None, lang: str | None) -> None:
    """Explain the rules, or one of them."""
    from gouji import explain  # noqa: PLC0415 - it loads Polars, which `check` starts a reader before

    _explain(explain.rules(rule_id, _chosen(context, lang)), rule_id)


@main.command()
@click.argument("name", required=False, metavar="[NAME]")
@_lang_option
@click.pass_context
def tables(context: click.Context, name: str | None, lang: str | None) -> None:
    """Explain the published tables, or the columns of one."""
    from gouji import explain  # noqa: PLC0415 - as in `rules`

    _explain(explain.tables(name, _chosen(context, lang)), name)


def _explain(text: str | None, name: str | None) -> None:
    if text is None:
        raise click.UsageError(f"{name}: ?")
    click.echo(text)


if __name__ == "__main__":
    main()
