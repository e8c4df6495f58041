"""What a run tells while it goes on and when it ends: its log, its pages under ROOT/docs, and Prefect's own pages.

What is published is safe before any of this is told: a Prefect server that does not take it is logged, and no more.
"""

from __future__ import annotations

import copy
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.context import FlowRunContext, TaskRunContext
from prefect.exceptions import MissingContextError
from prefect.logging.handlers import APILogHandler
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL

from gouji.console import Lang, default_lang
from gouji.manifest import log_key
from tasks.account import Account
from tasks.changed import write_changes
from tasks.digest import Digest, broken_off, markdown, write_digest
from tasks.overlay import overlaid
from tasks.pages import directory, equation, quiet, write_pages
from tasks.root import place_in, storage_at
from tasks.watching.logs import LOG, on_one_line, open_log, run_named, tell
from tasks.wording import say

TABLE = "annual-reports"
DIGEST, MANIFEST, REJECTED = f"{TABLE}-digest", f"{TABLE}-manifest", f"{TABLE}-rejected"
REHEARSED = f"{TABLE}-dry-run"
"""Keys of the artifacts of a run."""
SENT = 200
"""Lines about single reports, of each kind, that go to a run's page; all are in the file, and in docs/runs/."""
_LONGEST_ASKED, _LONGEST_NAME = 500, 120
_EACH = frozenset({"rejected", "ignored", "withdrawn"})


@contextmanager
def logged() -> Iterator[None]:
    """Log that the flow runs, for what, and how it ended; what is logged meanwhile is on the run's page too."""
    open_log()
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise MissingContextError("only a flow run is logged")
    page = RunPage(str(context.flow_run.id)) if PREFECT_API_URL.value() else None
    if page:
        LOG.addHandler(page)
    try:
        with run_named(context.flow_run.name):
            asked = {name: value for name, value in context.parameters.items() if value}
            given = ", ".join(f"{name}={value}" for name, value in asked.items())[:_LONGEST_ASKED]
            tell("run", "began", f"{context.flow.name} began: {given or 'as it is by default'}", asked=asked)
            try:
                yield
            except BaseException as error:
                tell("run", "failed", f"the run ended by {type(error).__name__}: {error}", logging.ERROR)
                raise
            finally:
                if page:
                    page.tell_unsent()
            tell("run", "completed", f"{context.flow.name} completed")
    finally:
        if page:
            LOG.removeHandler(page)


def run_name() -> str:
    """Return what a flow run is called: what it was asked to read, as a steward would say it."""
    asked = flow_run.parameters
    sources, partitions, reports = (asked.get(name) or [] for name in ("sources", "partitions", "reports"))
    said = [
        "dry run" if asked.get("dry_run") else "",
        f"only {asked['only']}" if asked.get("only") else "",
        f"region {asked['region']}" if asked.get("region") else "",
        str(asked.get("year") or ""),
        _several(sources and Path(sources[0]).name, sources),
        _several(partitions and partitions[0], partitions),
        _several(reports and reports[0], reports),
    ]
    return on_one_line(" ".join(filter(None, said)))[:_LONGEST_NAME] or "all of raw"


def _several(first: Any, every: Sequence[object]) -> str:
    return f"{first} and {len(every) - 1} more" if len(every) > 1 else str(first or "")


class RunPage(APILogHandler):
    """Sends what is logged to the page of one flow run: a nation's rejections are more than such a page should hold."""

    def __init__(self, flow_run_id: str) -> None:
        """Send to this run."""
        super().__init__()
        self.setFormatter(logging.Formatter("%(message)s"))
        self._run = flow_run_id
        self._seen = Counter[str]()

    def emit(self, record: logging.LogRecord) -> None:
        """Send a record that is of this run, unless it is one of too many."""
        # Threads of a pool, or of a storage, have no context: what they say is of the innermost run.
        here = _run_here()
        innermost = [each for each in LOG.handlers if isinstance(each, RunPage)][-1]
        if (here or innermost._run) != self._run:
            return
        event = getattr(record, "event", "")
        if event in _EACH:
            self._seen[event] += 1
            if self._seen[event] > SENT:
                return
        sent = copy.copy(record)
        if not here:
            sent.flow_run_id = self._run
        super().emit(sent)

    def tell_unsent(self) -> None:
        """Log how many lines of each kind this page does not show."""
        for event, count in self._seen.items():
            if count > SENT:
                said = f"{event}: the run's page shows {SENT} of {count}; all are under docs/runs/, and in $GOUJI_LOG"
                tell("run", "not_shown", said, logging.WARNING)


def _run_here() -> str:
    task, flow = TaskRunContext.get(), FlowRunContext.get()
    if flow and flow.flow_run:
        return str(flow.flow_run.id)
    return str(task.task_run.flow_run_id) if task else ""


@contextmanager
def told(root: str, account: Account) -> Iterator[None]:
    """Write the pages and artifacts of a run when it ends, also where it breaks off after some commits."""
    try:
        yield
    except BaseException as error:
        account.break_off(error)
        digest = None
        try:
            digest = _pages(root, account)
        except Exception as second:  # noqa: BLE001 - what broke the run off is what must be seen
            tell("run", "untold", f"no pages of the run: {type(second).__name__}: {second}", logging.ERROR)
        _show(root, account, digest)
        raise
    _show(root, account, _pages(root, account))


def _pages(root: str, account: Account) -> Digest:
    storage = storage_at(root)
    write_pages(storage, account)
    digest = write_digest(storage, account)
    write_changes(storage, account.numbers)
    return digest


def _show(root: str, account: Account, digest: Digest | None) -> None:
    """Log what the run did, and show it on Prefect's pages; without a digest only the counts."""
    tell("run", "account", equation(account, "en"), logging.INFO, **account.summary())
    lang = default_lang()
    title = say("rehearsed", lang) if overlaid(root) else ""
    pages = place_in(root, directory(account.number)) if account.number is not None and not title else ""
    lines = markdown(digest, account, lang, pages, title) if digest else broken_off(account, lang)
    text = "\n".join(lines)
    asking_prefect(lambda: _artifacts(root, account, text, lang))


def _artifacts(root: str, account: Account, digest: str, lang: Lang) -> None:
    said = quiet(equation(account, lang))
    if overlaid(root):
        # A rehearsal must not take the place of the last run on Prefect's pages.
        create_markdown_artifact(key=REHEARSED, markdown=digest, description=said)
        return
    create_table_artifact(key=TABLE, table=account.table(), description=said)
    create_markdown_artifact(key=DIGEST, markdown=digest, description=said)
    if account.number is not None:
        _link(MANIFEST, root, log_key(account.number), say("version", lang, account.number))
        _link(REJECTED, root, f"{directory(account.number)}rejected.html", say("rejections", lang))


def _link(key: str, root: str, name: str, text: str) -> None:
    """Link to where an object is: a file, or the address in the bucket, since what page shows it is not known here."""
    place = place_in(root, name)
    link = quote(place, safe=":/") if "://" in place else Path(place).absolute().as_uri()
    # As code, because what is shown beside the link is partly rendered and partly not.
    create_link_artifact(key=key, link=link, link_text=text, description=f"`{place.replace('`', '')}`")


def asking_prefect(ask: Callable[[], object]) -> bool:
    """Do what needs the Prefect server; say whether it took it."""
    try:
        ask()
    except httpx.HTTPError as error:
        tell("run", "prefect", f"the Prefect server took no artifact: {type(error).__name__}: {error}", logging.WARNING)
        return False
    return True
