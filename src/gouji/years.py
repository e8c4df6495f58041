"""The years that reports are for."""

from __future__ import annotations

OLDEST_YEAR, NEWEST_YEAR = 2008, 2049
"""Report years. The Regulation on Open Government Information (国务院令第492号) is in force since May 2008."""
