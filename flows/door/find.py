"""A report by what a person knows it by: its id, the id of its reading, or the name of its file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.door.options import Refused
from gouji.console import Lang
from gouji.release import Head, Storage
from tasks.root import rows_of
from tasks.wording import say

_LIVE = ("published", "rejected", "ignored")


def documents_named(storage: Storage, state: Head, name: str, lang: Lang) -> pl.DataFrame:
    """Return the documents of one reading: those now standing for a report before those superseded.

    Refuses what fits none, or the files of several readings.
    """
    documents = rows_of(storage, state, "documents")
    sha256 = pl.col("source_sha256")
    for fits in (
        pl.col("report_id") == name,
        sha256.str.starts_with(name.lower()) if len(name) >= 8 else pl.lit(False),
        pl.col("file_name") == Path(name).name,
    ):
        found = documents.filter(fits)
        live = found.filter(pl.col("status").is_in(_LIVE))
        found = live if live.height else found
        if found.is_empty():
            continue
        published = found.filter(pl.col("status") == "published")
        found = published if published.height else found
        # Several files may hold one published report: any of them shows it, the first read is as good as another.
        if published.is_empty() and found["source_sha256"].n_unique() > 1:
            raise Refused(
                say("several", lang, name, ", ".join(sorted(found["source_sha256"].str.slice(0, 16).unique())))
            )
        return found.sort("first_seen_date", "source_uri", "source_sha256")
    raise Refused(say("unknown_id", lang, name))
