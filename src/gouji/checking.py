"""What `gouji check` and `gouji parse` write of files that have been read. Loads Polars, as `gouji.cli` does not."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click
import simplejson

from gouji.check import Checked, check_opened
from gouji.console import inert
from gouji.files import Opened
from gouji.reconcile.findings import number_text
from gouji.report_text import OUTCOME_NAMES, Result, report_text, summary_table


def write_checked(
    batches: Iterable[Sequence[Opened]], files: Sequence[Path], form: str, output: Path | None, lang: str
) -> int:
    """Write what is wrong with files, as text, json, csv or html, on the screen or to `output`; return the status."""
    results: list[Result] = []

    def judged() -> Iterator[Checked]:
        for one in _checked(batches):
            results.append(Result.of(one))
            yield one

    def ending() -> Iterator[str]:
        if form == "text" and len(results) > 1:
            yield summary_table(results, lang) + "\n"

    parts = chain(_rendered(form, judged(), lang, output is not None or _prints_unicode()), ending())
    if output is None:
        for part in parts:
            # The page says of itself that it is UTF-8, whatever the console speaks.
            click.echo(part.encode(errors="replace") if form == "html" else part, nl=False)
    else:
        _write(output, parts, form, files, lang)
        counts = Counter(result.outcome for result in results)
        told = (f"{name} {counts[outcome]}" for outcome, name in OUTCOME_NAMES[lang].items() if counts[outcome])
        click.echo(f"{output}: {', '.join(told)}" if lang == "en" else f"{output}：{'，'.join(told)}")
    return _status(results)


def write_parsed(batches: Iterable[Sequence[Opened]]) -> int:
    """Write what files say, one JSON object a line; return the status."""
    results = []
    for one in _checked(batches, draft=False):
        results.append(Result.of(one))
        click.echo(_json(one.as_json(), _prints_unicode()), nl=False)
    return 2 if _status(results) == 2 else 0


def _checked(batches: Iterable[Sequence[Opened]], *, draft: bool = True) -> Iterator[Checked]:
    for opened in batches:
        yield from check_opened(opened, draft=draft)


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
