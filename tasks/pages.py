"""The pages of docs/runs/<n>/: the account of a run as a person opens it, on paper, in Excel or in a browser."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2

from gouji.console import Lang, inert
from gouji.partition import place_name
from gouji.release import Storage
from gouji.standard.reasons import reason_text
from tasks.account import STATUSES, Account, gate_summary
from tasks.rejections import Rejection
from tasks.wording import say

_SHOWN_FAULTS = 1
_FIELDS = (
    *("report_id", "reading_id", "agency_name", "report_year", "region_code", "place"),
    *("file_name", "source_uri", "source_url"),
    *("rule_id", "cell", "label", "printed", "computed", "formula", "suspects", "message_zh", "message_en"),
)
# What Markdown takes for more than a character, an entity included.
_MEANT = re.compile(r"[\\`*_\[\]<>#|!~&@]")
# What it makes an address of: http://a and www.a.
_LINK = re.compile(r"(?i)\b(https?|ftp|www)([:.])")


def directory(number: int) -> str:
    """Return where the pages of the run that ended with this manifest are."""
    return f"docs/runs/{number}/"


def write_pages(storage: Storage, account: Account) -> list[str]:
    """Write the pages of a run and return their keys; a run that committed nothing has none."""
    if account.number is None:
        return []
    pages = {
        "summary.json": json.dumps(account.facts(), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        "summary.md": "\n".join((*_markdown(account, "zh"), "", *_markdown(account, "en"), "")),
        "rejected.csv": "\ufeff" + rejected_csv(account.rejections),
        "rejected.html": rejected_html(account),
        "gate.json": json.dumps(gate_summary(account.gate), ensure_ascii=False, indent=1) + "\n",
    }
    for name, text in pages.items():
        storage.put(directory(account.number) + name, text.encode())
    return [directory(account.number) + name for name in pages]


def equation(account: Account, lang: Lang) -> str:
    """Return the counts as the sum they are: 读取 10 = 发布 4 + 退回 1 + 忽略 5."""
    every = (*STATUSES, "unfinished")
    shown = [status for status in every if account.counts[status] or status in ("published", "rejected")]
    parts = " + ".join(f"{say(status, lang)} {account.counts[status]}" for status in shown)
    return f"{say('read', lang)} {account.read} = {parts}"


def line(rejection: Rejection, lang: Lang) -> str:
    """Return one rejection as one line: body, cell, printed, computed; what else is wrong by rule."""
    shown = [_fault(fault, lang) for fault in rejection.faults[:_SHOWN_FAULTS]]
    more = rejection.faults[_SHOWN_FAULTS:]
    if more:
        shown.append(say("more", lang, len(more), ", ".join(sorted({fault.rule_id for fault in more}))))
    place = (
        f"（{rejection.place}）"
        if rejection.place and lang == "zh"
        else f" ({rejection.place})"
        if rejection.place
        else ""
    )
    colon, comma = ("：", "；") if lang == "zh" else (": ", "; ")
    return f"{rejection.body}{place}{colon}{comma.join(shown)}"


def _fault(fault: Any, lang: Lang) -> str:
    if fault.computed is None or fault.cell is None:
        message = fault.message_zh if lang == "zh" else fault.message_en
        return f"{message} ({fault.rule_id})"
    label = fault.label if lang == "zh" and fault.label else fault.cell
    comma = "，" if lang == "zh" else ", "
    printed = say("printed", lang, fault.printed or say("nothing_printed", lang))
    return f"{label} {printed}{comma}{say('computed', lang, fault.computed)} ({fault.rule_id})"


def rejected_csv(rejected: Iterable[Rejection]) -> str:
    """Return one row a fault, safe to open in a spreadsheet: no text begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_FIELDS)
    for rejection in rejected:
        facts = rejection.facts()
        for fault in facts.pop("faults") or ({},):
            row = facts | fault
            writer.writerow([_plain(row.get(name)) for name in _FIELDS])
    return out.getvalue()


def _plain(value: Any) -> Any:
    return inert(value) if isinstance(value, str) else value


def rejected_html(account: Account) -> str:
    """Return the rejected reports as one page that needs nothing else; every value in it is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("rejected.html.j2").render(
        number=account.number,
        equation=equation(account, "zh"),
        equation_en=equation(account, "en"),
        rejections=account.rejections,
        say=say,
    )


def _markdown(account: Account, lang: Lang) -> Iterable[str]:
    yield f"# {say('run', lang, account.number)}"
    yield ""
    yield equation(account, lang)
    if account.failure:
        yield from ("", quiet(say("broken_off", lang, account.failure)))
    if account.rejections:
        yield from ("", f"## {say('rejections', lang)}", "")
        yield from (f"- {quiet(line(each, lang))}" for each in account.rejections)
    if account.withdrawn:
        yield from ("", f"## {say('withdrawn', lang)}", "")
        yield from (f"- {quiet(each)}" for each in account.withdrawn)
    if account.stale:
        yield from ("", f"## {say('stale', lang)}", "")
        yield from (f"- {stale_line(each, lang)}" for each in account.stale)
    if account.ignored:
        yield from ("", f"## {say('ignored_files', lang)}", "")
        yield from (f"- {quiet(name)}: {quiet(reason_text(reason, lang))}" for name, reason in account.ignored)


def stale_line(stale: Any, lang: Lang) -> str:
    """Return one partition the shrink guard kept, with what it holds and would have been left with."""
    return say("stale_row", lang, place_name(stale["year"], stale["region"]), stale["before"], stale["after"])


def quiet(text: str) -> str:
    """Return text that is only text in Markdown and in the HTML made of it, also where that makes links by itself."""
    text = "".join(each if each.isprintable() else " " for each in text)
    return _LINK.sub(r"\1\\\2", _MEANT.sub(r"\\\g<0>", text))
