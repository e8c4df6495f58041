"""The loader of statements.toml refuses what it does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gouji.standard import statements
from gouji.standard.resources import StandardError, read_toml


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[dict[str, Any]], object]], Any]]:
    """Load the wording again from data that `change` has altered."""

    def load(change: Callable[[dict[str, Any]], object]) -> Any:
        raw = read_toml("statements.toml")
        change(raw)
        monkeypatch.setattr(statements, "read_toml", lambda name: raw)
        return statements.wording.__wrapped__()

    yield load


def _claim(**changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda raw: raw["claim"][0].update(changes)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_claim(subject="disclosed"), "unknown subject"),
        (_claim(subject="requests.gone"), "unknown subject"),
        (_claim(subject="proceedings.appeal"), "unknown subject"),
        (_claim(subject="normative.sung"), "unknown subject"),
        (_claim(applicant="total"), "only requests have applicants"),
        (_claim(units=["stones"]), "unknown unit"),
        (_claim(needs="luck"), "unknown need"),
        (_claim(head="{nobody}"), "no phrase 'nobody'"),
        (_claim(head="公开.*"), "repeats without bound"),
        (_claim(tail="a{2,}"), "repeats without bound"),
        (_claim(colour="red"), "unknown ['colour']"),
        (lambda raw: raw["phrases"].pop("listed"), "no phrase 'listed'"),
        (lambda raw: raw["phrases"].pop("ordinal"), "no phrases ['ordinal']"),
        (lambda raw: raw["keys"]["outcome"].update(lost="丢失"), "no key of outcome"),
        (lambda raw: raw["keys"]["applicant"].update(nobody="无人"), "no key of applicant"),
        (lambda raw: raw["keys"]["proceeding_outcome"].update(lost="丢失"), "no key of proceeding_outcome"),
        (lambda raw: raw["keys"]["normative"].update(sung="歌唱"), "no key of normative"),
        (lambda raw: raw["none"]["items"].update(rain="下雨"), "unknown ['rain']"),
        (lambda raw: raw["times"].pop("past"), "missing ['past']"),
        (lambda raw: raw["topics"].update(weather="天气"), "unknown ['weather']"),
        (lambda raw: raw.update(other={}), "unknown ['other']"),
    ],
)
def test_unknown_data_is_refused(
    changed: Callable[[Callable[[dict[str, Any]], object]], Any], change: Callable[[dict[str, Any]], object], says: str
) -> None:
    with pytest.raises(StandardError, match=re.escape(says)):
        changed(change)


def test_the_subjects_are_a_closed_list() -> None:
    for subject in (
        "disclosed_total",
        "requests.received_total.organization_total",
        "requests.denied_state_secret.natural_person",
        "proceedings.litigation.upheld",
        "normative.in_force",
        "info_fee_collected_yuan",
    ):
        statements.check_subject(subject)
    for subject in (
        "requests.total",
        "requests.granted",
        "proceedings.review",
        "proceedings.review.lost",
        "normative",
        "",
    ):
        with pytest.raises(StandardError):
            statements.check_subject(subject)
