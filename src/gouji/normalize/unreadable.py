"""Unreadable: what a reader of one medium raises for a file that it cannot read to its end."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that may hold a report but is not read; `rule_id` is the `read.*` rule, `detail` what was seen.

    `media_type` is what the file turned out to be, where its first bytes did not tell.
    """

    def __init__(self, rule_id: str, detail: str, media_type: str | None = None) -> None:
        """Keep what the report of the file will say."""
        super().__init__(rule_id, detail)
        self.rule_id = rule_id
        self.detail = detail
        self.media_type = media_type
