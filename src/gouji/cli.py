"""`gouji`: the clerk's and the analyst's door. Reads files, opens no connection, writes nothing but its output."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import click
import simplejson

from gouji import __version__, explain
from gouji.check import Checked, check_files, files_in
from gouji.console import default_lang, inert
from gouji.parse.dates import NEWEST_YEAR, OLDEST_YEAR
from gouji.reconcile.findings import number_text
from gouji.report_text import OUTCOME_NAMES, Result, report_text, summary_table
from gouji.standard.divisions import CENTRAL, CORPS, divisions, prefix_of

_Function = TypeVar("_Function", bound=Callable[..., Any])
_LANGS = click.Choice(["zh", "en"])
_BATCH = 250
"""Files judged at once: fewer cost more each, more are in memory together."""


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
    results: list[Result] = []

    def judged() -> Iterator[Checked]:
        for one in _checked(files, region=region, year=year):
            results.append(Result.of(one))
            yield one

    def ending() -> Iterator[str]:
        if form == "text" and len(results) > 1:
            yield summary_table(results, chosen) + "\n"

    parts = chain(_rendered(form, judged(), chosen, output is not None or _prints_unicode()), ending())
    if output is None:
        for part in parts:
            # The page says of itself that it is UTF-8, whatever the console speaks.
            click.echo(part.encode(errors="replace") if form == "html" else part, nl=False)
    else:
        _write(output, parts, form, files, chosen)
        counts = Counter(result.outcome for result in results)
        told = (f"{name} {counts[outcome]}" for outcome, name in OUTCOME_NAMES[chosen].items() if counts[outcome])
        click.echo(f"{output}: {', '.join(told)}" if chosen == "en" else f"{output}：{'，'.join(told)}")
    context.exit(_status(results))


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
    results = []
    for one in _checked(list(files_in(files)), draft=False):
        results.append(Result.of(one))
        click.echo(_json(one.as_json(), _prints_unicode()), nl=False)
    context.exit(2 if _status(results) == 2 else 0)


@main.command()
@click.argument("rule_id", required=False, metavar="[ID]")
@_lang_option
@click.pass_context
def rules(context: click.Context, rule_id: str | None, lang: str | None) -> None:
    """Explain the rules, or one of them."""
    _explain(explain.rules(rule_id, _chosen(context, lang)), rule_id)


@main.command()
@click.argument("name", required=False, metavar="[NAME]")
@_lang_option
@click.pass_context
def tables(context: click.Context, name: str | None, lang: str | None) -> None:
    """Explain the published tables, or the columns of one."""
    _explain(explain.tables(name, _chosen(context, lang)), name)


def _explain(text: str | None, name: str | None) -> None:
    if text is None:
        raise click.UsageError(f"{name}: ?")
    click.echo(text)


def _checked(
    files: Sequence[Path], *, region: str | None = None, year: int | None = None, draft: bool = True
) -> Iterator[Checked]:
    for start in range(0, len(files), _BATCH):
        yield from check_files(files[start : start + _BATCH], region=region, year=year, draft=draft)


def _status(results: Sequence[Result]) -> int:
    if any(result.refused for result in results):
        return 2
    return 1 if any(result.errors for result in results) else 0


def _rendered(form: str, checked: Iterable[Checked], lang: str, is_unicode: bool) -> Iterator[str]:
    """Yield what is to be written, in whole lines."""
    if form == "html":
        # Jinja takes longer to import than a report to check, and only the page needs it.
        from gouji.report_html import html_page  # noqa: PLC0415

        yield html_page(checked, lang)
        return
    if form == "csv":
        yield _csv_line(_CSV_COLUMNS)
    for one in checked:
        if form == "json":
            yield _json(one.as_json(), is_unicode)
        elif form == "csv":
            yield from map(_csv_line, _csv_rows(one, lang))
        else:
            yield report_text(one, lang) + "\n"


def _write(output: Path, parts: Iterable[str], form: str, files: Sequence[Path], lang: str) -> None:
    """Write the parts to a file in UTF-8; a spreadsheet gets the mark it knows UTF-8 by. Never over a file checked."""
    if output.resolve() in {file.resolve() for file in files}:
        reason = "是要核对的文件，不能覆盖" if lang == "zh" else "is one of the files to check"
        raise click.UsageError(f"{output}: {reason}")
    encoding, newline = ("utf-8-sig", "\r\n") if form == "csv" else ("utf-8", None)
    try:
        with output.open("w", encoding=encoding, errors="replace", newline=newline) as file:
            file.writelines(parts)
    except OSError as error:
        raise click.UsageError(f"{output}: {error.strerror or error}") from error


def _prints_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def _json(value: dict[str, Any], is_unicode: bool) -> str:
    """Return one line of JSON with exact decimals; escaped where the console cannot print Chinese."""
    return str(simplejson.dumps(value, use_decimal=True, ensure_ascii=not is_unicode)) + "\n"


_CSV_COLUMNS = ("file", "body", "year", "severity", "rule_id", "cells", "reported", "computed", "message")


def _csv_rows(one: Checked, lang: str) -> Iterator[Sequence[str]]:
    """Yield one row a finding; a file without any has one row, so that none is missing."""
    identity = one.report.identity if one.report else None
    head = (one.file, (identity and identity.agency_name) or "", (identity and identity.report_year) or "")
    if one.refused is not None:
        yield _inert(*head, "error", "", "", "", "", one.refused[0 if lang == "zh" else 1])
        return
    if not one.findings:
        yield _inert(*head, "", "", "", "", "", "")
    for finding in one.findings:
        message = finding.message_zh if lang == "zh" else finding.message_en
        numbers = (number_text(finding.reported), number_text(finding.computed))
        yield _inert(*head, finding.severity, finding.rule_id, " ".join(finding.cells), *numbers, message)


def _csv_line(row: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(row)
    return out.getvalue()


def _inert(*values: object) -> list[str]:
    """Return the values as text that a spreadsheet takes for text."""
    return [inert(str(value)) for value in values]


if __name__ == "__main__":
    main()
