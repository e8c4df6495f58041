"""Content: what a reader of one medium makes of a file."""

from __future__ import annotations

from typing import NamedTuple

from gouji.document import Block


class Content(NamedTuple):
    """The blocks of a file in reading order, and what it states beside them, by the medium's own names."""

    blocks: tuple[Block, ...]
    meta: tuple[tuple[str, str], ...] = ()
