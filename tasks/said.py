"""What is kept of a document once it is judged; the report itself is let go."""

from __future__ import annotations

from typing import NamedTuple

from gouji.report import NoReport, Report


class Said(NamedTuple):
    """What a document's row of `documents` says, and whether the reading is without an error by itself.

    `ignored`: why it is no report; all that follows is then None, and it is not sound.
    """

    sha256: str
    media_type: str
    ignored: str | None = None
    report_id: str | None = None
    agency_id: str | None = None
    report_year: int | None = None
    region_code: str | None = None
    agency_name: str | None = None
    sound: bool = False

    @classmethod
    def by(cls, content: Report | NoReport, rejected: frozenset[str] = frozenset()) -> Said:
        """Return what is kept of what was read; `rejected` are the ids of the readings with an error."""
        if isinstance(content, NoReport):
            return cls(content.sha256, content.media_type, content.reason)
        identity = content.identity
        return cls(
            content.sha256,
            content.media_type,
            None,
            content.report_id,
            identity.agency_id,
            identity.report_year,
            identity.region_code,
            identity.agency_name,
            content.sha256[:16] not in rejected,
        )
