"""What an office tells against its own tables, or copied from another report: to be noticed, not rejected."""

from __future__ import annotations

from tests.forge.drafts import Draft, fault

_FEE = "requests/other_unpaid_fee/total"


def _tell(draft: Draft, lie: str) -> bool:
    draft.lie = lie
    return True


@fault("words")
def _told_received_wrong(draft: Draft) -> bool:
    return _tell(draft, "received")


@fault("words")
def _told_proceedings_wrong(draft: Draft) -> bool:
    return _tell(draft, "proceedings")


@fault("words")
def _told_normative_wrong(draft: Draft) -> bool:
    return _tell(draft, "normative")


@fault("words")
def _told_channels_wrong(draft: Draft) -> bool:
    return _tell(draft, "channels")


@fault("words")
def _told_sections_wrong(draft: Draft) -> bool:
    return _tell(draft, "sections")


@fault("words", scale=2)
def _told_fee_wrong(draft: Draft) -> bool:
    return bool(draft.figures.get(_FEE)) and _tell(draft, "fee")


@fault("words")
def _copied_year(draft: Draft) -> bool:
    draft.expected = "sound"
    return _tell(draft, "copied_year")


@fault("words")
def _copied_agency(draft: Draft) -> bool:
    draft.expected = "sound"
    return _tell(draft, "copied_agency")
