"""Every sample that is no text, by its name."""

from __future__ import annotations

from tests.golden.media import print as printed
from tests.golden.media import web, word


def made() -> dict[str, bytes]:
    """Return the bytes of every file, the same ones each time."""
    return {
        "2020-township-gb2312-split-tables.html": web.old_editor(),
        "2021-prefecture-department-over-pages.pdf": printed.ruled(),
        "2023-county-department-cms-page.html": web.cms(),
        "2023-township-wrong-total.docx": word.numbered(),
        "2024-county-text-box-controls.docx": word.controlled(),
        "2024-township-no-rules.pdf": printed.unruled(),
    }
