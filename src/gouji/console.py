"""What the doors have in common: the language they speak unasked, and text that a spreadsheet takes for text."""

from __future__ import annotations

import locale
import os
from typing import Literal

Lang = Literal["zh", "en"]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take text for a formula; in an East Asian locale the full-width signs do too."""


def default_lang() -> Lang:
    """Return zh unless the locale is another language: the documents are Chinese, and so are most who read them."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    code = (named or locale.getlocale()[0] or "C").partition(".")[0]
    # Windows spells the language out.
    return "zh" if code in ("C", "POSIX") or code.lower().startswith(("zh", "chinese")) else "en"


def inert(text: str) -> str:
    """Return `text` so that a spreadsheet does not run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
