"""Web pages, Word files and PDFs: the same report read from any of them, and no error silent in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forge import MEDIA_FAULTS, faults_of, forge
from tests.forge.orders import orders_of_media
from tests.forge.scoring import Score, score
from tests.property.examples import each, few, seeds

MEDIA = ("html", "docx", "pdf")
GUISES = ("big5", "hidden", "pinyin", "radicals", "traditional")


def _sound(found: Score) -> None:
    assert found.silent == (), found.forged.notes
    assert not (found.accepted and found.forged.truth.expected == "reject"), found.forged.notes


@pytest.mark.parametrize("medium", MEDIA)
@few
@given(seed=seeds, rich=st.booleans())
def test_a_true_report_is_accepted_with_every_cell_right(medium: str, seed: int, rich: bool) -> None:
    found = score([forge(seed, medium=medium, rich=rich)])[0]
    if found.forged.truth.expected == "accept":
        assert (found.errors, found.wrong, found.proven) == (frozenset(), (), True), (
            found.problems,
            found.forged.notes,
        )
    assert (found.silent, found.text.untrue, found.text.accused) == ((), (), ()), found.forged.notes


@each
@given(seed=seeds, guise=st.sampled_from(GUISES))
def test_a_page_in_any_writing_is_accepted_with_every_cell_right(seed: int, guise: str) -> None:
    found = score([forge(seed, medium="html", guise=guise)])[0]
    assert (found.errors, found.wrong, found.silent, found.proven) == (frozenset(), (), (), True), found.problems


@pytest.mark.parametrize("medium", MEDIA)
@few
@given(data=st.data(), seed=seeds)
def test_no_error_is_silent(medium: str, data: st.DataObject, seed: int) -> None:
    _sound(score([forge(seed, medium=medium, fault=data.draw(st.sampled_from(faults_of(medium))), rich=True)])[0])


@pytest.mark.parametrize("medium", MEDIA)
def test_what_only_a_medium_does_to_a_report_is_refused_or_read_right(medium: str) -> None:
    own = [name for name in faults_of(medium) if name in MEDIA_FAULTS]
    for found in score([forge(7, medium=medium, fault=name) for name in own]):
        _sound(found)


@pytest.mark.parametrize("medium", MEDIA)
@few
@given(seed=seeds, fault=st.sampled_from(["wrong_sum", "swapped_values", "two_wrong"]))
def test_broken_sums_fail_exactly_their_rules(medium: str, seed: int, fault: str) -> None:
    forged = forge(seed, medium=medium, fault=fault)
    found = score([forged])[0]
    if forged.truth.exact:
        assert (found.errors, found.wrong) == (forged.truth.rules, ()), (found.problems, forged.notes)


@pytest.mark.parametrize("medium", MEDIA)
def test_a_measurement_has_every_fault_of_a_medium(medium: str) -> None:
    wanted = list(orders_of_media(200, 0, [medium]))
    assert {order.fault for order in wanted} == {None, *faults_of(medium)}
    assert wanted == list(orders_of_media(200, 0, [medium]))


@pytest.mark.parametrize("medium", MEDIA)
def test_the_same_seed_gives_the_same_file(medium: str) -> None:
    assert forge(3, medium=medium).data == forge(3, medium=medium).data


def test_a_fault_of_another_medium_is_no_fault() -> None:
    with pytest.raises(ValueError, match="no html has lost_page"):
        forge(3, medium="html", fault="lost_page")
