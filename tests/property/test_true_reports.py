"""A true, readable report is accepted, with every cell right and proven, however it is printed and stored."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.parse import read
from gouji.report import Report
from gouji.snapshot import Snapshot
from tests.forge import EDITIONS, FLAVOURS_2014, GUISES, PLAIN, RARE, Forged, forge, forge_2014
from tests.forge.scoring import Score, score
from tests.property.examples import each, few, seeds


@pytest.mark.parametrize("flavour", PLAIN)
@each
@given(seed=seeds, edition=st.sampled_from(EDITIONS))
def test_a_true_report_is_accepted_with_every_cell_right(flavour: str, seed: int, edition: str) -> None:
    found = score([forge(seed, flavour, edition)])[0]
    assert (found.errors, found.wrong, found.silent, found.proven) == (frozenset(), (), (), True), found.problems


@few
@given(seed=seeds)
def test_a_report_in_mixed_flavours_is_accepted_with_every_cell_right(seed: int) -> None:
    found = score([forge(seed, "mixed")])[0]
    assert (found.errors, found.wrong, found.silent) == (frozenset(), (), ()), found.problems


@few
@given(seed=seeds, flavour=st.sampled_from(RARE))
def test_a_report_in_a_rare_flavour_is_accepted_with_every_cell_right(seed: int, flavour: str) -> None:
    _is_right(score([forge(seed, flavour)])[0])


@few
@given(seed=seeds, flavour=st.sampled_from(PLAIN), guise=st.sampled_from(sorted(GUISES)))
def test_a_report_in_any_guise_is_accepted_with_every_cell_right(seed: int, flavour: str, guise: str) -> None:
    _is_right(score([forge(seed, flavour, guise=guise)])[0])


@few
@given(seed=seeds, flavour=st.sampled_from(PLAIN))
def test_rare_habits_change_no_cell_and_no_text_is_accused(seed: int, flavour: str) -> None:
    found = score([forge(seed, flavour, rich=True)])[0]
    _is_right(found)
    assert (found.text.untrue, found.text.accused) == ((), ())


@few
@given(seed=seeds, flavour=st.sampled_from(FLAVOURS_2014))
def test_a_report_on_the_form_of_2014_is_accepted_with_every_figure_right(seed: int, flavour: str) -> None:
    _is_right(score([forge_2014(seed, flavour)])[0])


@few
@given(
    seed=seeds, noise=st.sampled_from(["running_header", "page_foot", "continued", "note_after_table", "lost_digits"])
)
def test_what_pages_print_between_rows_changes_no_cell(seed: int, noise: str) -> None:
    _is_right(score([forge(seed, fault=noise)])[0])


@pytest.mark.parametrize("fault", ["blank_for_zero", "only_totals", "blank_totals", "annotated", "extra_row"])
@each
@given(seed=seeds)
def test_blanks_remarks_and_local_rows_are_read_as_they_stand(fault: str, seed: int) -> None:
    found = score([forge(seed, "word", fault=fault)])[0]
    assert (found.errors, found.wrong, found.silent) == (frozenset(), (), ()), found.problems


@few
@given(seed=seeds, flavour=st.sampled_from(PLAIN), stored=st.sampled_from(["crlf", "cr", "bom", "gb18030", "utf-16"]))
def test_how_a_text_is_stored_changes_nothing(seed: int, flavour: str, stored: str) -> None:
    forged = forge(seed, flavour)
    assert _said(_stored(forged, stored)) == _said(forged.text.encode())


@few
@given(seed=seeds, flavour=st.sampled_from(PLAIN))
def test_empty_lines_around_a_text_change_no_cell(seed: int, flavour: str) -> None:
    forged = forge(seed, flavour)
    padded = replace(forged, text=f"\n\n{forged.text}\n\n")
    assert _said(padded.text.encode())[0] == _said(forged.text.encode())[0]


@few
@given(seed=seeds)
def test_the_same_seed_gives_the_same_report(seed: int) -> None:
    assert forge(seed) == forge(seed)


def _is_right(found: Score) -> None:
    truth = found.forged.truth
    if truth.expected == "accept":
        assert (found.errors, found.wrong, found.silent) == (frozenset(), (), ()), found.problems
    assert found.silent == ()
    assert not (found.accepted and truth.expected == "reject")


def _stored(forged: Forged, how: str) -> bytes:
    if how == "crlf":
        return forged.text.replace("\n", "\r\n").encode()
    if how == "cr":
        return forged.text.replace("\n", "\r").encode()
    if how == "bom":
        return forged.text.encode("utf-8-sig")
    return forged.text.encode(how)


def _said(data: bytes) -> tuple[object, ...]:
    """Return what a reading says, where it stood and what its bytes are called left out."""
    report = read(Snapshot.of(data, "report.txt"))
    assert isinstance(report, Report)
    cells = [
        (cell.key, cell.printed, cell.meaning, cell.value, cell.unit, cell.proven)
        for table in report.tables
        for cell in table.cells
    ]
    return cells, report.identity, [(section.section, section.heading, section.text) for section in report.sections]
